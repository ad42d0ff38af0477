// SPDX-License-Identifier: GPL-3.0-or-later
// One thread's workspace in a sweep: the talks of a point, with solvers that remember the last one, and the
// metrics asked for.
#ifndef PARLEY_SWEEP_WORKER_H
#define PARLEY_SWEEP_WORKER_H

#include "sweep/runner.h"

struct worker;
struct talks;

enum parley_status worker_new(const struct sweep_job *job, struct worker **worker, struct errors *errors);
void worker_free(struct worker *worker);
// Solve the points of a block into rows; adds to tally.
enum parley_status worker_block(struct worker *worker, uint64_t block, double *rows,
                                struct sweep_tally *tally, struct errors *errors);

// Set the parameters of a point and compile its games. PARLEY_INPUT: they make no scenario, and faults say
// why.
enum parley_status worker_compile(struct worker *worker, uint64_t point, struct errors *faults);

const struct talks *worker_talks(const struct worker *worker);

#endif
