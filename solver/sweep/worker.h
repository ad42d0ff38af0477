// SPDX-License-Identifier: GPL-3.0-or-later
// One thread's workspace in a sweep: a scenario whose parameters it may change, a solver that remembers the
// last point, the metrics asked for.
#ifndef PARLEY_SWEEP_WORKER_H
#define PARLEY_SWEEP_WORKER_H

#include "sweep/runner.h"

struct worker;

enum parley_status worker_new(const struct sweep_job *job, struct worker **worker, struct errors *errors);
void worker_free(struct worker *worker);
// Solve the points of a block into rows; adds to tally.
enum parley_status worker_block(struct worker *worker, uint64_t block, double *rows,
                                struct sweep_tally *tally, struct errors *errors);

#endif
