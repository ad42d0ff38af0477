// SPDX-License-Identifier: GPL-3.0-or-later
// From the words of a sweep to its layout. Points of a grid are row-major over its axes, the last fastest;
// those of a sample come from a design on the unit cube through the quantiles of the distributions. Nothing
// is stored per point.
#include "sweep/plan.h"
#include "core/checked.h"
#include "game/game.h"
#include "outcome/metrics.h"
#include "scenario/paths.h"
#include "sweep/spec.h"
#include <string.h>

// Points of a block by the size of the game: small games so many that handing out work costs nothing, large
// ones so few that an interrupted sweep loses little.
enum { BLOCK_SMALL = 256, BLOCK_MIDDLE = 64, BLOCK_LARGE = 8, SIZE_SMALL = 64, SIZE_MIDDLE = 2000 };
enum { AXIS_VALUES_MAX = 10000000, DEALS_SHOWN = 8 };

static const char VARY_EXAMPLE[] = "A.discount=0.5:0.99:50", OVER_EXAMPLE[] = "A.discount=uniform(0.5, 0.99)";

// "outcome.pie" to "pie", in place.
static void path_make_canonical(char *path) {
    const char *canonical = path_canonical(path);
    memmove(path, canonical, strlen(canonical) + 1);
}

// As grid_point, from values that are there: making one takes longer than a step of Newton's method.
static void grid_coordinates(const void *context, uint64_t point, double *values) {
    const struct plan *plan = context;
    for (size_t a = plan->layout.axis_count; a-- > 0; point /= plan->axes[a].count)
        values[a] = plan->grid_values[a][point % plan->axes[a].count];
}

static void sample_coordinates(const void *context, uint64_t point, double *values) {
    const struct plan *plan = context;
    design_point(&plan->design, point, values);
    for (size_t a = 0; a < plan->distribution_count; a++)
        values[a] = distribution_quantile(&plan->distributions[a], values[a]);
}

// ---- a grid ----

// A range by its ends: a million values written out would be most of the file.
static void axis_describe(const struct axis *axis, struct text *out) {
    text_append(out, "%s:", axis->path);
    if (!axis->list)
        text_append(out, " %.17g:%.17g:%llu%s", axis->from, axis->to, (unsigned long long)axis->count,
                    axis->logarithmic ? ":log" : "");
    for (uint64_t k = 0; axis->list && k < axis->count; k++)
        text_append(out, " %.17g", axis->list[k]);
    text_append(out, "\n");
}

static enum parley_status axis_store(struct plan *plan, size_t a, const struct parameter *parameter,
                                     struct errors *errors) {
    const struct axis *axis = &plan->axes[a];
    if (axis->count > AXIS_VALUES_MAX)
        return errors_add(errors, PARLEY_INPUT, (struct mark){0}, "an axis can have %d values; '%s' has %llu",
                          AXIS_VALUES_MAX, axis->path, (unsigned long long)axis->count);
    size_t count = (size_t)axis->count;
    double *values = plan->grid_values[a] = array_new(count, sizeof *values);
    if (!values) return PARLEY_MEMORY;
    for (size_t k = 0; k < count; k++)
        values[k] = axis_value(axis, k);
    plan->store_axes[a] = (struct store_axis){
        .path = axis->path,
        .unit = parameter->row->unit,
        .meaning = parameter->row->meaning,
        .labels = parameter->channel ? (const char *const *)parameter->channel->levels : NULL,
        .values = values,
        .count = count};
    axis_describe(axis, &plan->description);
    return PARLEY_OK;
}

static enum parley_status axis_make(struct scenario *scenario, const char *text, struct plan *plan, size_t a,
                                    struct errors *errors) {
    char *path = NULL, *spec = NULL;
    struct parameter parameter;
    enum parley_status status = spec_split(text, VARY_EXAMPLE, &path, &spec, errors);
    if (status == PARLEY_OK) status = parameter_find(scenario, path, &parameter, errors);
    if (status == PARLEY_OK) status = axis_parse(&parameter, spec, &plan->axes[a], errors);
    if (status == PARLEY_OK) status = axis_store(plan, a, &parameter, errors);
    free(path);
    free(spec);
    return status;
}

static enum parley_status grid_make(struct scenario *scenario, const struct plan_request *request,
                                    struct plan *plan, struct errors *errors) {
    size_t count = request->vary_count;
    enum parley_status status = PARLEY_OK;
    plan->axes = array_new(count, sizeof *plan->axes);
    plan->store_axes = array_new(count, sizeof *plan->store_axes);
    plan->grid_values = array_new(count, sizeof(double *));
    if (!plan->axes || !plan->store_axes || !plan->grid_values) return PARLEY_MEMORY;
    plan->layout.grid = true;
    plan->layout.coordinates = grid_coordinates;
    text_append(&plan->description, "grid%s\n", request->cold ? ", cold" : "");
    for (size_t a = 0; a < count && status == PARLEY_OK; a++) {
        plan->layout.axis_count = a + 1;
        status = axis_make(scenario, request->vary[a], plan, a, errors);
    }
    return status == PARLEY_OK ? grid_count(plan->axes, count, &plan->layout.points, errors) : status;
}

// ---- a sample ----

static enum parley_status factor_make(struct scenario *scenario, const char *text, struct plan *plan,
                                      size_t a, struct errors *errors) {
    char *spec = NULL;
    struct parameter parameter;
    enum parley_status status = spec_split(text, OVER_EXAMPLE, &plan->paths[a], &spec, errors);
    if (status == PARLEY_OK) path_make_canonical(plan->paths[a]);
    if (status == PARLEY_OK) status = parameter_find(scenario, plan->paths[a], &parameter, errors);
    if (status == PARLEY_OK) status = distribution_parse(&parameter, spec, &plan->distributions[a], errors);
    if (status == PARLEY_OK) {
        plan->store_axes[a] = (struct store_axis){
            .path = plan->paths[a],
            .unit = parameter.row->unit,
            .meaning = parameter.row->meaning,
            .labels = parameter.channel ? (const char *const *)parameter.channel->levels : NULL,
            .count = parameter.channel ? parameter.channel->level_count : 0};
        text_append(&plan->description, "%s = ", plan->paths[a]);
        distribution_text(&plan->distributions[a], &parameter, &plan->description);
        text_append(&plan->description, "\n");
    }
    free(spec);
    return status;
}

static enum parley_status paths_differ(char *const *paths, size_t count, struct errors *errors) {
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < a; b++)
            if (strcmp(paths[a], paths[b]) == 0)
                return errors_add(errors, PARLEY_INPUT, (struct mark){0}, "'%s' is given two distributions",
                                  paths[a]);
    return PARLEY_OK;
}

static enum parley_status sample_make(struct scenario *scenario, const struct plan_request *request,
                                      struct plan *plan, struct errors *errors) {
    size_t count = request->over_count;
    struct design_options options = request->design;
    enum parley_status status = PARLEY_OK;
    plan->distributions = array_new(count, sizeof *plan->distributions);
    plan->store_axes = array_new(count, sizeof *plan->store_axes);
    plan->paths = array_new(count, sizeof(char *));
    if (!plan->distributions || !plan->store_axes || !plan->paths) return PARLEY_MEMORY;
    plan->layout.coordinates = sample_coordinates;
    text_append(&plan->description, "%s, %llu samples, seed %llu%s%s, base %s, %u levels\n",
                design_kind_name(options.kind), (unsigned long long)options.samples,
                (unsigned long long)options.seed, options.plain ? ", plain" : "",
                request->cold ? ", cold" : "", design_kind_name(options.base), options.levels);
    for (size_t a = 0; a < count && status == PARLEY_OK; a++) {
        plan->layout.axis_count = plan->distribution_count = a + 1;
        status = factor_make(scenario, request->over[a], plan, a, errors);
    }
    if (status == PARLEY_OK) status = paths_differ(plan->paths, count, errors);
    options.factors = count;
    if (status == PARLEY_OK) status = design_make(&options, &plan->design, errors);
    plan->layout.points = plan->design.points;
    return status;
}

// ---- derived parameters ----

// Which has a value that can be multiplied?
static enum parley_status is_number(const struct parameter *parameter, struct errors *errors) {
    enum parameter_kind kind = parameter->row->kind;
    if (kind != PARAMETER_FLAG && kind != PARAMETER_RULE && kind != PARAMETER_LEVEL) return PARLEY_OK;
    return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                      "'%s' has names for values, which cannot be multiplied; vary it on an axis of its own",
                      parameter->path);
}

// Setting one of two parameters replaces the other, so that a sweep cannot give both.
static bool is_replaced_by(const char *a, const char *b) {
    size_t length = strlen(a);
    if (strcmp(a, "agreement.rule") == 0 && strcmp(b, "agreement.quota") == 0) return true;
    return length > 9 && strcmp(a + length - 9, ".discount") == 0 && strncmp(a, b, length) == 0 &&
           strcmp(b + length, "_rate") == 0;
}

static enum parley_status paths_agree(const struct plan *plan, struct errors *errors) {
    size_t axes = plan->layout.axis_count, count = axes + plan->derived_count;
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < count; b++) {
            const char *one = a < axes ? plan->store_axes[a].path : plan->derived[a - axes].target;
            const char *other = b < axes ? plan->store_axes[b].path : plan->derived[b - axes].target;
            if (is_replaced_by(one, other))
                return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                                  "'%s' and '%s' are two ways to say one thing; a sweep can set one of them",
                                  one, other);
        }
    return PARLEY_OK;
}

static enum parley_status derived_line(struct scenario *scenario, const char *text, struct plan *plan,
                                       struct errors *errors) {
    struct parameter source, target;
    struct derived *derived = &plan->derived[plan->derived_count++];
    enum parley_status status = derived_parse(text, derived, errors);
    if (status == PARLEY_OK) status = parameter_find(scenario, derived->source, &source, errors);
    if (status == PARLEY_OK) status = parameter_find(scenario, derived->target, &target, errors);
    if (status == PARLEY_OK) status = is_number(&source, errors);
    if (status == PARLEY_OK) status = is_number(&target, errors);
    if (status != PARLEY_OK) return status;
    path_make_canonical(derived->source);
    path_make_canonical(derived->target);
    text_append(&plan->description, "%s = %.17g * %s\n", derived->target, derived->factor, derived->source);
    return PARLEY_OK;
}

static enum parley_status derived_make(struct scenario *scenario, const struct plan_request *request,
                                       struct plan *plan, struct errors *errors) {
    size_t axes = plan->layout.axis_count;
    enum parley_status status = PARLEY_OK;
    const char **varied = array_new(axes, sizeof *varied);
    plan->derived = array_new(request->derive_count, sizeof *plan->derived);
    if (!varied || !plan->derived) status = PARLEY_MEMORY;
    for (size_t d = 0; d < request->derive_count && status == PARLEY_OK; d++)
        status = derived_line(scenario, request->derive[d], plan, errors);
    for (size_t a = 0; a < axes && status == PARLEY_OK; a++)
        varied[a] = plan->store_axes[a].path;
    if (status == PARLEY_OK) status = derived_check(plan->derived, plan->derived_count, varied, axes, errors);
    free(varied);
    return status == PARLEY_OK ? paths_agree(plan, errors) : status;
}

// ---- metrics ----

// Append one; its strings are copied, because a visited one lasts only as long as its visit.
static enum parley_status metric_add(struct plan *plan, const struct metric *metric) {
    size_t m = plan->layout.metric_count;
    if (m == plan->metric_capacity) {
        size_t capacity = m ? 2 * m : 16;
        struct store_metric *metrics = realloc(plan->metrics, capacity * sizeof *metrics);
        if (metrics) plan->metrics = metrics;
        char **paths = realloc(plan->metric_paths, capacity * sizeof *paths);
        if (paths) plan->metric_paths = paths;
        char **units = realloc(plan->metric_units, capacity * sizeof *units);
        if (units) plan->metric_units = units;
        if (!metrics || !paths || !units) return PARLEY_MEMORY;
        plan->metric_capacity = capacity;
    }
    plan->metric_paths[m] = strdup(metric->path);
    plan->metric_units[m] = strdup(metric->unit);
    plan->layout.metric_count++;
    if (!plan->metric_paths[m] || !plan->metric_units[m]) return PARLEY_MEMORY;
    plan->metrics[m] = (struct store_metric){plan->metric_paths[m], plan->metric_units[m], metric->meaning};
    return PARLEY_OK;
}

static enum parley_status metric_is_new(const struct plan *plan, const char *path, struct errors *errors) {
    for (size_t m = 0; m < plan->layout.metric_count; m++)
        if (strcmp(plan->metric_paths[m], path) == 0)
            return errors_add(errors, PARLEY_INPUT, (struct mark){0}, "the metric '%s' is asked for twice",
                              path);
    return PARLEY_OK;
}

// Of those that a sweep keeps unless told otherwise.
struct usual {
    struct plan *plan;
    enum parley_status status;
    size_t deals;
};

static bool is_usual(struct usual *usual, const char *path) {
    static const char *const stems[] = {"value.", "share.", "position."};
    static const char *const whole[] = {"agreement.ever", "agreement.first_period", "agreement.mean_years",
                                        "agreement.breakdown", "regime"};
    for (size_t k = 0; k < sizeof stems / sizeof *stems; k++)
        if (strncmp(path, stems[k], strlen(stems[k])) == 0) return true;
    for (size_t k = 0; k < sizeof whole / sizeof *whole; k++)
        if (strcmp(path, whole[k]) == 0) return true;
    return strncmp(path, "deal.", strlen("deal.")) == 0 && usual->deals++ < DEALS_SHOWN;
}

static bool usual_visit(void *context, const struct metric *metric) {
    struct usual *usual = context;
    if (is_usual(usual, metric->path)) usual->status = metric_add(usual->plan, metric);
    return usual->status == PARLEY_OK;
}

static enum parley_status metrics_make(const struct scenario *scenario, const struct plan_request *request,
                                       struct plan *plan, struct errors *errors) {
    struct usual usual = {.plan = plan};
    enum parley_status status = PARLEY_OK;
    for (size_t m = 0; m < request->metric_count && status == PARLEY_OK; m++) {
        struct metric metric;
        struct metric_handle handle; // found: a point of the scenario can have it
        status = metric_find(scenario, request->metrics[m], &handle, errors);
        if (status == PARLEY_OK) status = metric_describe(scenario, request->metrics[m], &metric, errors);
        if (status == PARLEY_OK) status = metric_is_new(plan, request->metrics[m], errors);
        if (status == PARLEY_OK) status = metric_add(plan, &metric);
    }
    if (request->metric_count > 0) return status;
    return metrics_visit(scenario, usual_visit, &usual) ? PARLEY_OK : PARLEY_MEMORY;
}

// ---- the whole ----

static size_t block_points(const struct scenario *scenario) {
    double choosers = (double)scenario->party_count * (1 + (double)scenario->option_count);
    double size = choosers * game_state_product(scenario) * (1 + (double)scenario->surprise_count);
    return size <= SIZE_SMALL ? BLOCK_SMALL : size <= SIZE_MIDDLE ? BLOCK_MIDDLE : BLOCK_LARGE;
}

static enum parley_status request_check(const struct plan_request *request, struct errors *errors) {
    if (request->vary_count > 0 && request->over_count > 0)
        return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                          "--vary makes a grid and --over a sample; give one kind");
    if (request->vary_count == 0 && request->over_count == 0)
        return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                          "nothing varies: give --vary %s, or --over %s", VARY_EXAMPLE, OVER_EXAMPLE);
    return PARLEY_OK;
}

enum parley_status plan_make(struct scenario *scenario, const struct plan_request *request, struct plan *plan,
                             struct errors *errors) {
    enum parley_status status = request_check(request, errors);
    *plan = (struct plan){0};
    if (status == PARLEY_OK)
        status = request->vary_count > 0 ? grid_make(scenario, request, plan, errors)
                                         : sample_make(scenario, request, plan, errors);
    if (status == PARLEY_OK) status = derived_make(scenario, request, plan, errors);
    if (status == PARLEY_OK) status = metrics_make(scenario, request, plan, errors);
    if (status == PARLEY_OK && plan->description.failed) status = PARLEY_MEMORY;
    struct store_layout *layout = &plan->layout;
    layout->axes = plan->store_axes;
    layout->metrics = plan->metrics;
    layout->context = plan;
    layout->block_points = block_points(scenario);
    layout->title = scenario->title;
    layout->scenario_file = scenario->file;
    layout->scenario_text = request->scenario_text;
    layout->design_text = plan->description.data;
    layout->command = request->command ? request->command : "";
    layout->tolerance = request->tolerance;
    if (status == PARLEY_MEMORY && errors_status(errors) == PARLEY_OK)
        errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for the sweep");
    if (status != PARLEY_OK) plan_clear(plan);
    return status;
}

void plan_clear(struct plan *plan) {
    for (size_t a = 0; a < plan->layout.axis_count; a++) {
        if (plan->axes) axis_clear(&plan->axes[a]);
        if (plan->grid_values) free(plan->grid_values[a]);
        if (plan->distributions) distribution_clear(&plan->distributions[a]);
        if (plan->paths) free(plan->paths[a]);
    }
    for (size_t m = 0; m < plan->layout.metric_count; m++) {
        free(plan->metric_paths[m]);
        free(plan->metric_units[m]);
    }
    for (size_t d = 0; d < plan->derived_count; d++)
        derived_clear(&plan->derived[d]);
    design_clear(&plan->design);
    text_free(&plan->description);
    free(plan->axes);
    free(plan->grid_values);
    free(plan->distributions);
    free(plan->paths);
    free(plan->derived);
    free(plan->store_axes);
    free(plan->metrics);
    free(plan->metric_paths);
    free(plan->metric_units);
    *plan = (struct plan){0};
}
