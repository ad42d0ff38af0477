// SPDX-License-Identifier: GPL-3.0-or-later
// A point of a sweep: set the parameters as --set would, check them, compile, solve from the point before,
// certify, compute what comes of it (talks.h). A point that is not certified is solved once more from the
// beginning; one whose parameters make no scenario is refused. Neither stops the sweep: its row says what
// happened, and its metrics are NaN or as found. Nothing that a point leaves behind reaches the next block,
// and within a block only solutions to start from do, so that a row depends on its block alone.
//
// Where a game has several equilibria a branch that is followed from point to point need not be the principal
// one, which a solve of the point alone finds. So a point starts from its neighbour where values are known to
// be unique (game/unique.c), and elsewhere if that is asked for (--warm). At the end of every stretch of a few
// points that did so the last is solved from the beginning as well; if that gives other values, or the branch
// was lost on the way, all of the stretch is. Only a branch that is left and found again within a stretch
// escapes this.
#include "sweep/worker.h"
#include "core/checked.h"
#include "outcome/metrics.h"
#include "sweep/talks.h"

enum { STRETCH_POINTS = 16 };

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

// The numbers of the point that was solved.
static enum parley_status row_fill(struct worker *worker, double *row, struct errors *errors) {
    const struct certificate *certificate = talks_certificate(worker->talks);
    row[ROW_STATUS] = certificate->holds ? POINT_CERTIFIED : POINT_UNCERTIFIED;
    row[ROW_EPSILON] = certificate->epsilon;
    return point_evaluate(worker, row, errors);
}

// PARLEY_INPUT: the point is refused, and its row says so.
static enum parley_status point_begin(struct worker *worker, uint64_t point, double *row) {
    struct errors faults = {0};
    row_blank(row, store_row(worker->job->layout), POINT_REFUSED);
    enum parley_status status = worker_compile(worker, point, &faults);
    errors_free(&faults);
    return status;
}

// ---- blocks ----

// Points of a block that are solved one from the other, and what became of that.
struct stretch {
    uint64_t point;     // the first
    size_t count, last; // last: that was solved
    double *rows;
    bool solved;   // there is a solution to start from
    bool tried;    // to start from it, somewhere
    bool followed; // wherever that was tried it led to the next point
};

static enum parley_status stretch_point(struct worker *worker, struct stretch *stretch, size_t k, bool warm,
                                        struct sweep_tally *tally, struct errors *errors) {
    double *row = stretch->rows + k * store_row(worker->job->layout);
    bool followed;
    enum parley_status status = point_begin(worker, stretch->point + k, row);
    if (status != PARLEY_OK) return status == PARLEY_INPUT ? PARLEY_OK : status;
    warm = warm && (worker->job->warm || talks_are_unique(worker->talks));
    stretch->tried = stretch->tried || warm;
    status = talks_solve(worker->talks, warm, &followed, tally, errors);
    if (status != PARLEY_OK) return status;
    stretch->followed = stretch->followed && (followed || !warm);
    stretch->solved = true;
    stretch->last = k;
    return row_fill(worker, row, errors);
}

// Is the branch of equilibria that was followed the one that is found from the beginning? It is where they
// agree at the end of the stretch, and nothing was lost on the way. If not, no point is left to it.
static enum parley_status stretch_check(struct worker *worker, struct stretch *stretch,
                                        struct sweep_tally *tally, struct errors *errors) {
    size_t last = stretch->last;
    double *row = stretch->rows + last * store_row(worker->job->layout);
    bool same;
    enum parley_status status = point_begin(worker, stretch->point + last, row);
    if (status == PARLEY_OK) status = talks_check(worker->talks, &same, tally, errors);
    if (status == PARLEY_OK) status = row_fill(worker, row, errors);
    if (status != PARLEY_OK || (same && stretch->followed)) return status;
    for (size_t k = 0; k < last && status == PARLEY_OK; k++)
        status = stretch_point(worker, stretch, k, false, tally, errors);
    return status;
}

static enum parley_status stretch_solve(struct worker *worker, struct stretch *stretch,
                                        struct sweep_tally *tally, struct errors *errors) {
    bool cold = worker->job->cold;
    enum parley_status status = PARLEY_OK;
    stretch->followed = true;
    stretch->tried = false;
    for (size_t k = 0; k < stretch->count && status == PARLEY_OK; k++)
        status = stretch_point(worker, stretch, k, stretch->solved && !cold, tally, errors);
    if (status != PARLEY_OK || !stretch->tried || !talks_may_stray(worker->talks)) return status;
    return stretch_check(worker, stretch, tally, errors);
}

static void rows_tally(const struct store_layout *layout, size_t count, const double *rows,
                       struct sweep_tally *tally) {
    for (size_t k = 0; k < count; k++) {
        double status = rows[k * store_row(layout) + ROW_STATUS];
        tally->refused += status == POINT_REFUSED;
        tally->uncertified += status == POINT_UNCERTIFIED;
    }
    tally->points += count;
}

enum parley_status worker_block(struct worker *worker, uint64_t block, double *rows,
                                struct sweep_tally *tally, struct errors *errors) {
    const struct store_layout *layout = worker->job->layout;
    size_t count = store_block_count(layout, block);
    struct stretch stretch = {.solved = false}; // what another block left is not to be started from
    enum parley_status status = PARLEY_OK;
    for (size_t k = 0; k < count && status == PARLEY_OK; k += stretch.count) {
        stretch.point = block * layout->block_points + k;
        stretch.count = count - k < STRETCH_POINTS ? count - k : STRETCH_POINTS;
        stretch.rows = rows + k * store_row(layout);
        status = stretch_solve(worker, &stretch, tally, errors);
    }
    if (status == PARLEY_OK) rows_tally(layout, count, rows, tally);
    return status;
}
