// SPDX-License-Identifier: GPL-3.0-or-later
// A point of a sweep: set the parameters as --set would, check them, compile, solve from the point before,
// certify, compute what comes of it. A point that is not certified is solved once more from the beginning;
// one whose parameters make no scenario is refused. Neither stops the sweep: its row says what happened, and
// its metrics are NaN or as found. Nothing that a point leaves behind reaches the next block, and within a
// block only a solution to start from does, so that a row depends on its block alone.
#include "sweep/worker.h"
#include "certify/certify.h"
#include "core/checked.h"
#include "equilibrium/resolver.h"
#include "outcome/metrics.h"
#include "scenario/paths.h"
#include "scenario/table.h"
#include <string.h>

// A parameter of the scenario, and what setting it replaces: the rule for a quota, one kind of discounting
// for the other.
struct target {
    struct parameter parameter;
    double *replaced, replacement; // NULL: nothing
};

struct worker {
    const struct sweep_job *job;
    struct scenario *scenario, *last_scenario; // the last one where it is read anew for each point
    struct target *target;                     // one per axis
    struct target *follower, *leader;          // of what is derived
    bool rebuilds;                // some of them change what the table or the calendar are made of
    bool rereads;                 // some of them move levels, starts or the order of events
    struct metric_handle *metric; // row NULL: the point has no such metric
    unsigned parts;               // of an outcome that the metrics need
    double *value;                // coordinates of a point
    struct resolver *resolver;
    struct game *game, *last; // the resolver may look at the last one until it has the next
};

// ---- parameters ----

static bool begins_with(const char *path, const char *stem) {
    return strncmp(path, stem, strlen(stem)) == 0;
}

// Do the tabling moves or the calendar hang on the parameter?
static bool needs_rebuild(const char *path) {
    return begins_with(path, "anchor") || begins_with(path, "timeline.") || begins_with(path, "start.");
}

// Would going back to another value not bring everything back? An event in period 0 moves a start, events are
// kept in order of date, and levels of the table and of the calendar come and go.
static bool needs_reread(const char *path) {
    size_t length = strlen(path);
    bool date = begins_with(path, "timeline.") && length > 3 && strcmp(path + length - 3, ".at") == 0;
    return date || begins_with(path, "deadline.") || strcmp(path, "anchoring.depth") == 0;
}

// What an assignment replaces (scenario/assignment.c).
static void target_complete(struct scenario *scenario, struct target *target) {
    const double *value = target->parameter.value;
    target->replaced = NULL;
    target->replacement = NAN;
    if (value == &scenario->quota) {
        target->replaced = &scenario->rule;
        target->replacement = RULE_QUOTA;
    }
    for (size_t i = 0; i < scenario->party_count; i++) {
        struct party *party = &scenario->parties[i];
        if (value == &party->discount) target->replaced = &party->discount_rate;
        if (value == &party->discount_rate) target->replaced = &party->discount;
    }
}

static enum parley_status target_find(struct worker *worker, const char *path, struct target *target,
                                      struct errors *errors) {
    enum parley_status status = parameter_find(worker->scenario, path, &target->parameter, errors);
    if (status != PARLEY_OK) return status;
    target_complete(worker->scenario, target);
    worker->rebuilds = worker->rebuilds || needs_rebuild(path);
    worker->rereads = worker->rereads || needs_reread(path);
    return PARLEY_OK;
}

static enum parley_status targets_find(struct worker *worker, struct errors *errors) {
    const struct sweep_job *job = worker->job;
    enum parley_status status = PARLEY_OK;
    for (size_t a = 0; a < job->layout->axis_count && status == PARLEY_OK; a++)
        status = target_find(worker, job->layout->axes[a].path, &worker->target[a], errors);
    for (size_t d = 0; d < job->derived_count && status == PARLEY_OK; d++) {
        status = target_find(worker, job->derived[d].target, &worker->follower[d], errors);
        if (status == PARLEY_OK)
            status = target_find(worker, job->derived[d].source, &worker->leader[d], errors);
    }
    return status;
}

// False: the parameter cannot have this value. Axes and distributions were checked; what follows another
// parameter was not.
static bool target_set(const struct target *target, double value) {
    const struct parameter *parameter = &target->parameter;
    enum parameter_kind kind = parameter->row->kind;
    bool named = kind == PARAMETER_FLAG || kind == PARAMETER_RULE || kind == PARAMETER_LEVEL;
    if (!parameter_in_range(parameter->row, value) || (named && floor(value) != value)) return false;
    if (parameter->channel && !(value < (double)parameter->channel->level_count)) return false;
    *parameter->value = value;
    if (target->replaced) *target->replaced = target->replacement;
    return true;
}

// ---- the worker ----

static enum parley_status scenario_open(struct worker *worker, struct errors *errors) {
    const struct sweep_job *job = worker->job;
    enum parley_status status = job->scenario(job->scenario_context, &worker->scenario, errors);
    return status == PARLEY_OK ? targets_find(worker, errors) : status;
}

enum parley_status worker_new(const struct sweep_job *job, struct worker **worker, struct errors *errors) {
    const struct store_layout *layout = job->layout;
    const struct solve_options options = {.threads = 1, .tolerance = layout->tolerance};
    struct worker *new = array_new(1, sizeof *new);
    enum parley_status status = PARLEY_MEMORY;
    if (!new) return status;
    new->job = job;
    new->target = array_new(layout->axis_count, sizeof *new->target);
    new->follower = array_new(job->derived_count, sizeof *new->follower);
    new->leader = array_new(job->derived_count, sizeof *new->leader);
    new->value = array_new(layout->axis_count, sizeof *new->value);
    new->metric = array_new(layout->metric_count, sizeof *new->metric);
    new->resolver = resolver_new(&options);
    if (new->target &&new->follower &&new->leader &&new->value &&new->metric &&new->resolver)
        status = scenario_open(new, errors);
    for (size_t m = 0; m < layout->metric_count && status == PARLEY_OK; m++) {
        status = metric_find(new->scenario, layout->metrics[m].path, &new->metric[m], errors);
        if (status == PARLEY_OK) new->parts |= metric_parts(&new->metric[m]);
    }
    if (status == PARLEY_OK)
        *worker = new;
    else
        worker_free(new);
    return status;
}

void worker_free(struct worker *worker) {
    if (!worker) return;
    resolver_free(worker->resolver);
    game_free(worker->game);
    game_free(worker->last);
    scenario_free(worker->scenario);
    scenario_free(worker->last_scenario);
    free(worker->target);
    free(worker->follower);
    free(worker->leader);
    free(worker->value);
    free(worker->metric);
    free(worker);
}

// The scenario as it was read, for one more point. A metric that the point has not (a level that is gone) is
// looked for again at the next.
static enum parley_status scenario_reread(struct worker *worker) {
    scenario_free(worker->last_scenario);
    worker->last_scenario = worker->scenario;
    worker->scenario = NULL;
    return scenario_open(worker, NULL);
}

static void metrics_refind(struct worker *worker) {
    const struct store_layout *layout = worker->job->layout;
    for (size_t m = 0; m < layout->metric_count; m++)
        if (metric_find(worker->scenario, layout->metrics[m].path, &worker->metric[m], NULL) != PARLEY_OK)
            worker->metric[m] = (struct metric_handle){0};
}

// PARLEY_INPUT: some value is out of its range.
static enum parley_status point_set(struct worker *worker, uint64_t point) {
    const struct store_layout *layout = worker->job->layout;
    bool fine = true;
    layout->coordinates(layout->context, point, worker->value);
    for (size_t a = 0; a < layout->axis_count; a++)
        fine = target_set(&worker->target[a], worker->value[a]) && fine;
    for (size_t d = 0; d < worker->job->derived_count; d++) {
        double led = worker->job->derived[d].factor * *worker->leader[d].parameter.value;
        fine = target_set(&worker->follower[d], led) && fine;
    }
    return fine ? PARLEY_OK : PARLEY_INPUT;
}

// The game of a point. PARLEY_INPUT: its parameters make none.
static enum parley_status point_compile(struct worker *worker, uint64_t point) {
    struct errors faults = {0};
    struct game *game = NULL;
    enum parley_status status = worker->rereads ? scenario_reread(worker) : PARLEY_OK;
    if (status != PARLEY_OK) return PARLEY_MEMORY; // it could be read once
    status = point_set(worker, point);
    if (status == PARLEY_OK) status = scenario_validate(worker->scenario, &faults);
    if (status == PARLEY_OK && (worker->rebuilds || worker->rereads)) {
        status = table_refresh(worker->scenario, &faults);
        if (status == PARLEY_OK && !scenario_build_calendar(worker->scenario)) status = PARLEY_MEMORY;
        if (status == PARLEY_OK && worker->rereads) metrics_refind(worker);
    }
    if (status == PARLEY_OK) status = game_compile(worker->scenario, &game, &faults);
    errors_free(&faults);
    if (status != PARLEY_OK) return status;
    game_free(worker->last);
    worker->last = worker->game;
    worker->game = game;
    return PARLEY_OK;
}

// Solve and certify, warm or cold; *certificate tells.
static enum parley_status point_solve(struct worker *worker, bool warm, const struct profile **profile,
                                      struct certificate *certificate, struct sweep_tally *tally,
                                      struct errors *errors) {
    struct effort effort;
    enum parley_status status =
        resolver_solve(worker->resolver, worker->game, warm, profile, &effort, errors);
    if (status != PARLEY_OK) return status;
    tally->newton_steps += effort.newton_steps;
    tally->operator_applications += effort.operator_applications;
    tally->cold += effort.cold > 0;
    double tolerance = worker->job->layout->tolerance * worker->game->scale;
    return certify(worker->game, *profile, tolerance, 1, certificate);
}

static void row_blank(double *row, size_t count, enum point_status status) {
    for (size_t k = 0; k < count; k++)
        row[k] = NAN;
    row[ROW_STATUS] = (double)status;
}

// Solve, certify and evaluate: a row's numbers. *solved: there is a solution to start the next point from.
static enum parley_status point_evaluate(struct worker *worker, bool warm, double *row, bool *solved,
                                         struct sweep_tally *tally, struct errors *errors) {
    const struct store_layout *layout = worker->job->layout;
    const struct profile *profile = NULL;
    struct certificate certificate = {.holds = false};
    struct outcome *outcome = NULL;
    enum parley_status status = point_solve(worker, warm, &profile, &certificate, tally, errors);
    if (status == PARLEY_OK && warm && !certificate.holds)
        status = point_solve(worker, false, &profile, &certificate, tally, errors);
    if (status != PARLEY_OK) return status;
    *solved = true;
    row[ROW_STATUS] = certificate.holds ? POINT_CERTIFIED : POINT_UNCERTIFIED;
    row[ROW_EPSILON] = certificate.epsilon;
    tally->uncertified += !certificate.holds;
    status = outcome_compute_parts(worker->game, profile, worker->parts, &outcome, errors);
    if (status != PARLEY_OK) return status;
    for (size_t m = 0; m < layout->metric_count; m++)
        if (worker->metric[m].row)
            row[ROW_METRICS + m] = metric_value(&worker->metric[m], outcome, certificate.epsilon);
    outcome_free(outcome);
    return PARLEY_OK;
}

static enum parley_status point_row(struct worker *worker, uint64_t point, bool *solved, double *row,
                                    struct sweep_tally *tally, struct errors *errors) {
    enum parley_status status = point_compile(worker, point);
    bool warm = *solved && !worker->job->cold;
    row_blank(row, store_row(worker->job->layout), POINT_REFUSED);
    tally->points++;
    tally->refused += status == PARLEY_INPUT;
    if (status != PARLEY_OK) return status == PARLEY_INPUT ? PARLEY_OK : status;
    return point_evaluate(worker, warm, row, solved, tally, errors);
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
