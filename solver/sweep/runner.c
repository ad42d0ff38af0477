// SPDX-License-Identifier: GPL-3.0-or-later
// The threads of a sweep. Each takes the next block, solves it and hands its rows over; taking, storing and
// progress are done by one thread at a time. A failure of one (no memory, no disk) stops all after the blocks
// under way. The rows of a block do not depend on who solves it, because a block starts cold.
#include "sweep/runner.h"
#include "core/checked.h"
#include "sweep/route.h"
#include "sweep/worker.h"
#include <omp.h>

// What the threads share; read and written in critical sections.
struct shared {
    const struct sweep_job *job;
    enum parley_status status;
    struct sweep_tally tally;
    struct errors *errors;
};

static void merge(struct sweep_tally *all, const struct sweep_tally *one) {
    all->points += one->points;
    all->uncertified += one->uncertified;
    all->refused += one->refused;
    all->cold += one->cold;
    all->newton_steps += one->newton_steps;
    all->operator_applications += one->operator_applications;
}

static void fail(struct shared *shared, enum parley_status status, struct errors *own) {
    if (shared->status != PARLEY_OK) return;
    shared->status = status;
    errors_move(shared->errors, own);
}

static bool take(struct shared *shared, uint64_t *block) {
    return shared->status == PARLEY_OK && shared->job->take(shared->job->context, block);
}

static void hand_over(struct shared *shared, uint64_t block, const double *rows,
                      const struct sweep_tally *tally, struct errors *own) {
    const struct sweep_job *job = shared->job;
    enum parley_status status = job->store(job->context, block, rows, own);
    if (status != PARLEY_OK) fail(shared, status, own);
    merge(&shared->tally, tally);
    if (!job->progress || shared->status != PARLEY_OK) return;
    uint64_t failed = shared->tally.uncertified + shared->tally.refused;
    if (!job->progress(job->progress_context, shared->tally.points, failed))
        shared->status = PARLEY_INTERRUPTED;
}

static void thread_run(struct shared *shared, double *rows) {
    struct worker *worker = NULL;
    struct route route;
    struct errors own = {0};
    enum parley_status status;
    uint64_t block;
    bool more;
#pragma omp critical(sweep)
    {
        status = route_make(shared->job, &route) ? worker_new(&route.job, &worker, &own) : PARLEY_MEMORY;
        if (status != PARLEY_OK) fail(shared, status, &own);
        more = take(shared, &block);
    }
    while (more) {
        struct sweep_tally tally = {0};
        route_plan(&route, block);
        status = worker_block(worker, block, rows, &tally, &own);
        if (status == PARLEY_OK) route_finish(&route, rows);
#pragma omp critical(sweep)
        {
            if (status == PARLEY_OK)
                hand_over(shared, block, rows, &tally, &own);
            else
                fail(shared, status, &own);
            more = take(shared, &block);
        }
    }
    worker_free(worker);
    route_clear(&route);
    errors_free(&own);
}

enum parley_status sweep_run(const struct sweep_job *job, struct sweep_tally *tally, struct errors *errors) {
    struct shared shared = {.job = job, .errors = errors};
    int threads = job->threads > 0 ? job->threads : omp_get_num_procs();
    size_t length = job->layout->block_points * store_row(job->layout);
    double *rows = array_new((size_t)threads * length, sizeof *rows);
    if (!rows) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for the sweep");
#pragma omp parallel num_threads(threads)
    thread_run(&shared, rows + (size_t)omp_get_thread_num() * length);
    free(rows);
    *tally = shared.tally;
    if (shared.status == PARLEY_MEMORY && errors_status(errors) == PARLEY_OK)
        errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for the sweep");
    return shared.status;
}
