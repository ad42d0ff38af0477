// SPDX-License-Identifier: GPL-3.0-or-later
// Solving every point of a sweep: blocks of points are handed to threads as they come free; inside a block
// each point starts from the one before, of a sample from a near one (route.h). What is found depends on the
// blocks, not on threads, shards or ranks.
#ifndef PARLEY_SWEEP_RUNNER_H
#define PARLEY_SWEEP_RUNNER_H

#include "scenario/scenario.h"
#include "sweep/derived.h"
#include "sweep/store.h"

struct sweep_job {
    const struct store_layout *layout; // axes name the parameters; `coordinates` gives every point
    const struct derived *derived;     // parameters that follow others, in order
    size_t derived_count;
    // A scenario of its own for a worker; called from one thread at a time.
    enum parley_status (*scenario)(const void *context, struct scenario **scenario, struct errors *errors);
    const void *scenario_context;
    int threads; // 0: all cores
    // Where points start: cold, always from the beginning; warm, always from a neighbour; neither, from a
    // neighbour where that cannot lead to another equilibrium.
    bool cold, warm;
    // Which blocks are to be done, and what becomes of their rows: store_row numbers per point, in order.
    // Called from one thread at a time. take: false, there are no more.
    bool (*take)(void *context, uint64_t *block);
    enum parley_status (*store)(void *context, uint64_t block, const double *rows, struct errors *errors);
    void *context;
    // Points done so far, of them not certified or refused. False: finish what is running and stop. Called
    // from one thread at a time; may be NULL.
    bool (*progress)(void *context, uint64_t done, uint64_t failed);
    void *progress_context;
};

struct sweep_tally {
    uint64_t points, uncertified, refused, cold; // cold: solves from the beginning
    uint64_t newton_steps, operator_applications;
};

// Run. Memory: one workspace and one block of rows per thread. Errors: PARLEY_INPUT for an unknown path or
// metric, PARLEY_MEMORY, what `scenario` and `store` return, PARLEY_INTERRUPTED when stopped.
enum parley_status sweep_run(const struct sweep_job *job, struct sweep_tally *tally, struct errors *errors);

#endif
