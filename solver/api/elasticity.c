// SPDX-License-Identifier: GPL-3.0-or-later
// The derivatives of a result. For every parameter theta the strategies that go with V -+ h dV/dtheta are
// those of the implicit function theorem (equilibrium/elasticity.h); what comes of them with theta -+ h is
// the outcome, whose central difference is d(metric)/dtheta. Where there is no such derivative the talks are
// solved anew (elasticity_anew.c).
// Parameters are taken in batches, as many as memory allows, and each batch factorises every Jacobian once.
#include "api/elasticity.h"
#include "core/checked.h"
#include "outcome/metrics.h"
#include <omp.h>
#include <string.h>

static const struct mark nowhere = {0, 0};

// Steps, relative to the parameter's size or to its room: of a central and of a one-sided difference.
static const double STEP = 4e-6, STEP_ONE_SIDED = 1e-7;
// A parameter this close to the end of its range, relative to its size, is at it.
static const double AT_END = 1e-4;
static const double BATCH_BYTES = 512.0 * 1024 * 1024;

void elasticities_free(struct elasticities *all) {
    if (!all) return;
    for (size_t m = 0; all->metric && m < all->metric_count; m++)
        free(all->metric[m]);
    for (size_t k = 0; k < all->count; k++) {
        free(all->row[k].path);
        free(all->row[k].unit);
        free(all->row[k].by);
    }
    free(all->metric);
    free(all->level);
    free(all->row);
    free(all);
}

// ---- metrics ----

static bool metric_append(struct elasticities *all, const char *format, const char *name) {
    char **more = realloc(all->metric, (all->metric_count + 1) * sizeof *more);
    struct text path = {0};
    if (!more) return false;
    all->metric = more;
    text_append(&path, "%s%s", format, name);
    all->metric[all->metric_count] = text_take(&path);
    return all->metric[all->metric_count++] != NULL;
}

// Values first, then terms, then whether and when.
static bool metrics_usual(const struct game *game, struct elasticities *all) {
    static const char *const of_all[] = {"agreement.ever", "agreement.first_period", "agreement.mean_years"};
    static const char *const of_party[] = {"value.", "material_utility.", "agreed_utility."};
    const struct scenario *scenario = game->scenario;
    bool done = true;
    for (size_t k = 0; k < sizeof of_party / sizeof *of_party - !losses_are_felt(game); k++)
        for (size_t i = 0; done && i < game->parties; i++)
            done = metric_append(all, of_party[k], scenario->parties[i].name);
    for (size_t k = 0; done && game_is_spatial(game) && k < game->issues; k++)
        done = metric_append(all, "position.", scenario->issues[k].name);
    for (size_t d = 0; done && d < game->deals; d++)
        done = metric_append(all, "deal.", scenario->deals[d].name);
    for (size_t k = 0; done && k < sizeof of_all / sizeof *of_all; k++)
        done = metric_append(all, of_all[k], "");
    return done;
}

static enum parley_status metrics_evaluate(const struct elasticities *all, const struct game *game,
                                           const struct outcome *outcome, double epsilon, double *level) {
    enum parley_status status = PARLEY_OK;
    struct errors errors = {0};
    for (size_t m = 0; m < all->metric_count && status == PARLEY_OK; m++)
        status = metric_evaluate(game, outcome, epsilon, all->metric[m], &level[m], &errors);
    errors_free(&errors);
    return status;
}

static enum parley_status metrics_choose(const struct parley_options *options, const parley_result *result,
                                         struct elasticities *all, struct errors *errors) {
    bool done = options->metric_count > 0 || metrics_usual(result->game, all);
    for (size_t m = 0; done && m < options->metric_count; m++)
        done = metric_append(all, options->metrics[m], "");
    if (done) done = (all->level = array_new(all->metric_count, sizeof *all->level)) != NULL;
    if (!done) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    return metrics_evaluate(all, result->game, result->outcome, result->solution.certificate.epsilon,
                            all->level);
}

// Does any of them say what anchors bring?
static bool metrics_unanchored(const struct elasticities *all, const struct scenario *scenario) {
    struct metric_handle handle;
    bool found = false;
    for (size_t m = 0; m < all->metric_count; m++)
        if (metric_find(scenario, all->metric[m], &handle, NULL) == PARLEY_OK)
            found = found || metric_parts(&handle) & OUTCOME_UNANCHORED;
    return found;
}

// ---- a task ----

const struct regime *task_regime(const struct task *task, size_t g) {
    const struct parley_result *result = g < task->regimes ? task->result : task->result->unanchored;
    return &result->regimes[g % task->regimes];
}

enum parley_status regimes_evaluate(const struct task *task, const struct regime *regimes, double *level) {
    struct outcome *outcome = NULL, *unanchored = NULL;
    struct errors errors = {0};
    size_t count = task->regimes;
    enum parley_status status = outcome_compute_regimes(regimes, count, &outcome, &errors);
    if (status == PARLEY_OK && task->games > count)
        status = outcome_compute_regimes_parts(regimes + count, count, 0, &unanchored, &errors);
    if (status == PARLEY_OK) {
        outcome->unanchored = unanchored;
        status = metrics_evaluate(task->all, regimes->game, outcome,
                                  task->result->solution.certificate.epsilon, level);
    }
    errors_free(&errors);
    outcome_free(outcome);
    outcome_free(unanchored);
    return status;
}

static int threads_of(const struct task *task) {
    return task->how->threads > 0 ? task->how->threads : omp_get_num_procs();
}

bool task_progress(void *context, const char *what, double done) {
    const struct task *task = context;
    const struct solve_options *how = task->how;
    (void)what;
    double all = ((double)task->done + done * (double)task->pending) / (double)(task->all->count + 1);
    return !how->progress || how->progress(how->progress_context, "differentiating", fmin(1, all));
}

// How far one parameter goes, and to which sides.
static void plan(struct task *task, size_t k) {
    const struct movable *movable = &task->movables[k];
    double reach = movable->size;
    for (int side = BELOW; side < SIDES; side++) {
        double room = movable->room[side];
        task->open[k][side] = room > AT_END * movable->size;
        if (task->open[k][side]) reach = fmin(reach, room);
    }
    bool both = task->open[k][BELOW] && task->open[k][ABOVE];
    task->step[k] = reach * (both ? STEP : STEP_ONE_SIDED);
}

// ---- by the theorem ----

// The games of a batch, [(k games + g) SIDES + side].
struct batch {
    size_t first, count, games;
    struct moved *moved;
    struct variation *variations; // [g count + k]
};

static struct moved *moved_at(const struct batch *batch, size_t k, size_t g, int side) {
    return &batch->moved[(k * batch->games + g) * SIDES + (size_t)side];
}

static bool batch_new(struct batch *batch) {
    batch->moved = array_new(batch->count * batch->games * SIDES, sizeof *batch->moved);
    batch->variations = array_new(batch->count * batch->games, sizeof *batch->variations);
    return batch->moved && batch->variations;
}

static void batch_free(struct batch *batch) {
    for (size_t v = 0; batch->variations && v < batch->count * batch->games; v++)
        for (int side = BELOW; side < SIDES; side++)
            profile_free(batch->variations[v].profile[side]);
    for (size_t g = 0; batch->moved && g < batch->count * batch->games * SIDES; g++)
        moved_free(&batch->moved[g]);
    free(batch->moved);
    free(batch->variations);
}

// Compile the games of parameter k of the batch; a side on which one of them cannot be is none.
static enum parley_status batch_compile(const struct task *task, const struct batch *batch, size_t k) {
    size_t at = batch->first + k;
    for (int side = BELOW; side < SIDES; side++) {
        double to = task->movables[at].at + (side == BELOW ? -1 : 1) * task->step[at];
        for (size_t g = 0; g < batch->games && task->open[at][side]; g++) {
            struct moved *moved = moved_at(batch, k, g, side);
            enum parley_status status = moved_make(task->origin, &task->movables[at], to, g % task->regimes,
                                                   g < task->regimes, moved);
            if (status != PARLEY_OK) return status;
            task->open[at][side] = moved->game != NULL;
        }
    }
    for (size_t g = 0; g < batch->games; g++) {
        struct variation *variation = &batch->variations[g * batch->count + k];
        variation->step = task->step[at];
        for (int side = BELOW; side < SIDES; side++)
            variation->game[side] = task->open[at][side] ? moved_at(batch, k, g, side)->game : NULL;
    }
    return PARLEY_OK;
}

// The metrics on one side of parameter k of the batch.
static enum parley_status batch_level(const struct task *task, const struct batch *batch, size_t k, int side,
                                      double *level) {
    struct regime *regimes = array_new(batch->games, sizeof *regimes);
    if (!regimes) return PARLEY_MEMORY;
    for (size_t g = 0; g < batch->games; g++) {
        const struct variation *variation = &batch->variations[g * batch->count + k];
        const struct regime *regime = task_regime(task, g);
        regimes[g] =
            (struct regime){variation->game[side], variation->profile[side], regime->from, regime->entry};
    }
    enum parley_status status = regimes_evaluate(task, regimes, level);
    free(regimes);
    return status;
}

// Differences of the metrics for parameter k of the batch.
static enum parley_status batch_differ(const struct task *task, const struct batch *batch, size_t k) {
    struct elasticities *all = task->all;
    size_t at = batch->first + k, metrics = all->metric_count;
    bool *open = task->open[at];
    struct sensitivity *row = &all->row[at];
    row->implicit = open[BELOW] || open[ABOVE];
    bool done = true;
    for (size_t g = 0; g < batch->games; g++) {
        const struct variation *variation = &batch->variations[g * batch->count + k];
        row->implicit = row->implicit && variation->smooth;
        done = done && variation->done;
    }
    if (!row->implicit || !done) return PARLEY_OK;
    double *level = array_new(SIDES * metrics, sizeof *level);
    enum parley_status status = level ? PARLEY_OK : PARLEY_MEMORY;
    for (int side = BELOW; side < SIDES && status == PARLEY_OK; side++)
        if (open[side])
            status = batch_level(task, batch, k, side, level + (size_t)side * metrics);
        else
            memcpy(level + (size_t)side * metrics, all->level, metrics * sizeof *level);
    for (size_t m = 0; m < metrics && status == PARLEY_OK; m++) {
        double slope = (level[metrics + m] - level[m]) / (task->step[at] * (open[BELOW] + open[ABOVE]));
        row->by[m] = (struct derivative){slope, open[BELOW] ? slope : NAN, open[ABOVE] ? slope : NAN, false};
    }
    row->done = status == PARLEY_OK;
    free(level);
    return status;
}

static enum parley_status worse(enum parley_status a, enum parley_status b) {
    return a != PARLEY_OK ? a : b;
}

static enum parley_status batch_run(struct task *task, struct batch *batch, struct errors *errors) {
    enum parley_status status = batch_new(batch) ? PARLEY_OK : PARLEY_MEMORY, *each = NULL;
    if (status == PARLEY_OK && !(each = array_new(batch->count, sizeof *each))) status = PARLEY_MEMORY;
    if (status != PARLEY_OK) return errors_add(errors, status, nowhere, "out of memory");
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads_of(task))
    for (size_t k = 0; k < batch->count; k++)
        each[k] = batch_compile(task, batch, k);
    for (size_t k = 0; k < batch->count; k++)
        status = worse(status, each[k]);
    struct vary_effort effort = {0};
    for (size_t g = 0; g < batch->games && status == PARLEY_OK; g++) {
        struct solve_options how = *task->how;
        how.progress = task_progress;
        how.progress_context = task;
        status = equilibrium_vary(task_regime(task, g)->game, &how, batch->variations + g * batch->count,
                                  batch->count, &effort, errors);
        task->all->solves++;
    }
    task->all->operator_applications += effort.operator_applications;
    task->all->factorisations += effort.factorisations;
    task->all->linear_solves += effort.linear_solves;
    if (status == PARLEY_OK || status == PARLEY_INTERRUPTED) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads_of(task))
        for (size_t k = 0; k < batch->count; k++)
            each[k] = batch_differ(task, batch, k);
        for (size_t k = 0; k < batch->count; k++)
            status = worse(status, each[k]);
    }
    free(each);
    return status;
}

// ---- all ----

static size_t batch_size(const struct task *task) {
    double games = SIDES * (double)task->games;
    double most = BATCH_BYTES / (games * game_bytes(task->result->scenario) + 1);
    if (most < 1) return 1;
    return most < (double)task->all->count ? (size_t)most : task->all->count;
}

static enum parley_status run(struct task *task, struct errors *errors) {
    struct elasticities *all = task->all;
    enum parley_status status = PARLEY_OK;
    for (size_t first = 0, most = batch_size(task); first < all->count && status == PARLEY_OK;
         first += most) {
        struct batch batch = {.first = first, .games = task->games};
        batch.count = all->count - first < most ? all->count - first : most;
        task->pending = batch.count;
        status = batch_run(task, &batch, errors);
        batch_free(&batch);
        task->pending = 0;
        for (size_t k = first; k < first + batch.count && status == PARLEY_OK; k++, task->done++) {
            if (!all->row[k].implicit) status = differ_anew(task, k);
            all->row[k].done = status == PARLEY_OK;
        }
    }
    for (size_t k = 0; k < all->count; k++)
        all->missing += !all->row[k].done;
    if (status != PARLEY_OK && errors_status(errors) == PARLEY_OK)
        errors_add(errors, status, nowhere, "%s", status_text(status));
    return status;
}

// Stopping is no failure: the solution is there, and so are the rows that are done.
static enum parley_status run_until_stopped(struct task *task, struct errors *errors) {
    struct errors own = {0};
    enum parley_status status = run(task, &own);
    if (status != PARLEY_INTERRUPTED) {
        errors_move(errors, &own);
        return status;
    }
    errors_free(&own);
    return PARLEY_OK;
}

// A row for every movable parameter, all derivatives NaN; takes over their strings.
static bool rows_new(struct task *task, size_t count) {
    struct elasticities *all = task->all;
    task->step = array_new(count, sizeof *task->step);
    task->open = array_new(count, sizeof *task->open);
    all->row = array_new(count, sizeof *all->row);
    if (!task->step || !task->open || !all->row) return false;
    for (size_t k = 0; k < count; k++, all->count++) {
        struct movable *movable = &task->movables[k];
        struct sensitivity *row = &all->row[k];
        *row = (struct sensitivity){
            .path = movable->path, .unit = movable->unit, .at = movable->at, .size = movable->size};
        movable->path = movable->unit = NULL;
        plan(task, k);
        row->by = array_new(all->metric_count, sizeof *row->by);
        for (size_t m = 0; row->by && m < all->metric_count; m++)
            row->by[m] = (struct derivative){NAN, NAN, NAN, false};
    }
    for (size_t k = 0; k < count; k++)
        if (!all->row[k].by) return false;
    return true;
}

enum parley_status elasticities_find(const parley_scenario *origin, const struct parley_options *options,
                                     const struct solve_options *how, struct parley_result *made,
                                     struct errors *errors) {
    struct elasticities *all = array_new(1, sizeof *all);
    struct task task = {.origin = origin, .result = made, .how = how, .all = all};
    size_t count = 0;
    enum parley_status status = all ? PARLEY_OK : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (status == PARLEY_OK) status = metrics_choose(options, made, all, errors);
    task.games = task.regimes = made->regime_count;
    if (status == PARLEY_OK && made->outcome->unanchored && metrics_unanchored(all, made->scenario))
        task.games *= 2;
    if (status == PARLEY_OK)
        status = movables_find(made->game, made->scenario, &task.movables, &count, errors);
    if (status == PARLEY_OK && !rows_new(&task, count))
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (status == PARLEY_OK) status = run_until_stopped(&task, errors);
    movables_free(task.movables, count);
    free(task.step);
    free(task.open);
    if (status == PARLEY_OK)
        made->solution.elasticities = made->elasticities = all;
    else
        elasticities_free(all);
    return status;
}

enum parley_status parley_result_elasticity(const parley_result *result, const char *parameter,
                                            const char *metric, struct parley_derivative *derivative,
                                            parley_error **error) {
    struct errors errors = {0};
    const struct elasticities *all = result->elasticities;
    for (size_t k = 0; all && k < all->count; k++)
        for (size_t m = 0; m < all->metric_count; m++) {
            if (strcmp(all->row[k].path, parameter) != 0 || strcmp(all->metric[m], metric) != 0) continue;
            if (!all->row[k].done)
                return error_finish(errors_add(&errors, PARLEY_INTERRUPTED, nowhere,
                                               "stopped before the derivative of '%s' by '%s' was found",
                                               metric, parameter),
                                    &errors, error);
            const struct derivative *found = &all->row[k].by[m];
            *derivative =
                (struct parley_derivative){found->value, elasticity_of(all, k, m), found->below, found->above,
                                           found->kink,  all->row[k].implicit};
            return error_finish(PARLEY_OK, &errors, error);
        }
    return error_finish(errors_add(&errors, PARLEY_INPUT, nowhere,
                                   all ? "there is no derivative of '%s' by '%s'"
                                       : "elasticities were not asked for, so there is none of '%s' by '%s'",
                                   metric, parameter),
                        &errors, error);
}

enum parley_status elasticities_check(const struct parley_options *options, const struct scenario *scenario,
                                      struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    for (size_t m = 0; options->elasticities && m < options->metric_count && status == PARLEY_OK; m++)
        status = metric_describe(scenario, options->metrics[m], &(struct metric){0}, errors);
    return status;
}
