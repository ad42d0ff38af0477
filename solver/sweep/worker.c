// SPDX-License-Identifier: GPL-3.0-or-later
// A point of a sweep: set the parameters as --set would, check them, compile, solve from the point before,
// certify, compute what comes of it (talks.h). A point that is not certified is solved once more from the
// beginning; one whose parameters make no scenario is refused. Neither stops the sweep: its row says what
// happened, and its metrics are NaN or as found. Nothing that a point leaves behind reaches the next block,
// and within a block only solutions to start from do, so that a row depends on its block alone.
#include "sweep/worker.h"
#include "core/checked.h"
#include "outcome/metrics.h"
#include "sweep/talks.h"

struct worker {
    const struct sweep_job *job;
    struct talks *talks;
    struct metric_handle *metric; // row NULL: the point has no such metric
    unsigned parts;               // of an outcome that the metrics need
    double *value;                // coordinates of a point
    // Of the last point, for their memory: as the talks are, and with nothing ever tabled. NULL before the
    // first.
    struct outcome *outcome, *unanchored;
};

static enum parley_status metrics_find(struct worker *worker, struct errors *errors) {
    const struct store_layout *layout = worker->job->layout;
    enum parley_status status = PARLEY_OK;
    for (size_t m = 0; m < layout->metric_count && status == PARLEY_OK; m++) {
        struct metric_handle *handle = &worker->metric[m];
        status = metric_find(talks_scenario(worker->talks), layout->metrics[m].path, handle, errors);
        if (status == PARLEY_OK) worker->parts |= metric_parts(handle);
    }
    return status;
}

enum parley_status worker_new(const struct sweep_job *job, struct worker **worker, struct errors *errors) {
    struct worker *new = array_new(1, sizeof *new);
    enum parley_status status = PARLEY_MEMORY;
    if (!new) return status;
    new->job = job;
    new->value = array_new(job->layout->axis_count, sizeof *new->value);
    new->metric = array_new(job->layout->metric_count, sizeof *new->metric);
    if (new->value &&new->metric) status = talks_new(job, &new->talks, errors);
    if (status == PARLEY_OK) status = metrics_find(new, errors);
    if (status == PARLEY_OK && new->parts & OUTCOME_UNANCHORED)
        status = talks_add_unanchored(new->talks, errors);
    if (status == PARLEY_OK)
        *worker = new;
    else
        worker_free(new);
    return status;
}

void worker_free(struct worker *worker) {
    if (!worker) return;
    talks_free(worker->talks);
    outcome_free(worker->outcome);
    outcome_free(worker->unanchored);
    free(worker->value);
    free(worker->metric);
    free(worker);
}

// A metric that the point has not (a level that is gone) is looked for again at the next.
static void metrics_refind(struct worker *worker) {
    const struct store_layout *layout = worker->job->layout;
    for (size_t m = 0; m < layout->metric_count; m++)
        if (metric_find(talks_scenario(worker->talks), layout->metrics[m].path, &worker->metric[m], NULL) !=
            PARLEY_OK)
            worker->metric[m] = (struct metric_handle){0};
}

enum parley_status worker_compile(struct worker *worker, uint64_t point, struct errors *faults) {
    const struct store_layout *layout = worker->job->layout;
    layout->coordinates(layout->context, point, worker->value);
    return talks_compile(worker->talks, worker->value, faults);
}

const struct talks *worker_talks(const struct worker *worker) {
    return worker->talks;
}

static void row_blank(double *row, size_t count, enum point_status status) {
    for (size_t k = 0; k < count; k++)
        row[k] = NAN;
    row[ROW_STATUS] = (double)status;
}

// What comes of a point that is solved, and what would without anchors where that is certified.
static enum parley_status outcomes_compute(struct worker *worker, struct errors *errors) {
    enum parley_status status = talks_outcome(worker->talks, worker->parts, &worker->outcome, errors);
    if (status != PARLEY_OK || !(worker->parts & OUTCOME_UNANCHORED)) return status;
    if (!talks_unanchored_hold(worker->talks)) return status;
    status = talks_unanchored(worker->talks, &worker->unanchored, errors);
    worker->outcome->unanchored = worker->unanchored;
    return status;
}

// The metrics of a point that is solved.
static enum parley_status point_evaluate(struct worker *worker, double *row, struct errors *errors) {
    const struct store_layout *layout = worker->job->layout;
    enum parley_status status = outcomes_compute(worker, errors);
    if (status == PARLEY_OK && talks_reread(worker->talks)) metrics_refind(worker);
    for (size_t m = 0; m < layout->metric_count && status == PARLEY_OK; m++)
        if (worker->metric[m].row)
            row[ROW_METRICS + m] = metric_value(&worker->metric[m], worker->outcome, row[ROW_EPSILON]);
    return status;
}

// A row's numbers. *solved: there is a solution to start the next point from.
static enum parley_status point_row(struct worker *worker, uint64_t point, bool *solved, double *row,
                                    struct sweep_tally *tally, struct errors *errors) {
    struct errors faults = {0};
    enum parley_status status = worker_compile(worker, point, &faults);
    bool warm = *solved && !worker->job->cold;
    errors_free(&faults);
    row_blank(row, store_row(worker->job->layout), POINT_REFUSED);
    tally->points++;
    tally->refused += status == PARLEY_INPUT;
    if (status != PARLEY_OK) return status == PARLEY_INPUT ? PARLEY_OK : status;
    status = talks_solve(worker->talks, warm, tally, errors);
    if (status != PARLEY_OK) return status;
    const struct certificate *certificate = talks_certificate(worker->talks);
    *solved = true;
    row[ROW_STATUS] = certificate->holds ? POINT_CERTIFIED : POINT_UNCERTIFIED;
    row[ROW_EPSILON] = certificate->epsilon;
    tally->uncertified += !certificate->holds;
    return point_evaluate(worker, row, errors);
}

enum parley_status worker_block(struct worker *worker, uint64_t block, double *rows,
                                struct sweep_tally *tally, struct errors *errors) {
    const struct store_layout *layout = worker->job->layout;
    size_t count = store_block_count(layout, block), length = store_row(layout);
    bool solved = false; // in this block: what another one left is not to be started from
    for (size_t k = 0; k < count; k++) {
        uint64_t point = block * layout->block_points + k;
        enum parley_status status = point_row(worker, point, &solved, rows + k * length, tally, errors);
        if (status != PARLEY_OK) return status;
    }
    return PARLEY_OK;
}
