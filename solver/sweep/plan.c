// SPDX-License-Identifier: GPL-3.0-or-later
// From the words of a sweep to its layout. Points are row-major over the axes of the grid, the number in the
// sample fastest; a sample comes from a design on the unit cube through the quantiles of the distributions,
// and depends on that number alone: it is the same at every place of the grid. Nothing is stored per point.
#include "sweep/plan.h"
#include "core/checked.h"
#include "game/game.h"
#include "scenario/paths.h"
#include "scenario/value.h"
#include "sweep/spec.h"
#include <string.h>

// Points of a block by the size of the game: small games so many that handing out work costs nothing, large
// ones so few that an interrupted sweep loses little.
enum {
    BLOCK_SMALL = 256,
    BLOCK_MIDDLE = 64,
    BLOCK_LARGE = 8,
    SIZE_SMALL = 64,
    SIZE_MIDDLE = 2000,
    SHARES = 8
};
enum { AXIS_VALUES_MAX = 10000000 };

static const char VARY_EXAMPLE[] = "A.discount=0.5:0.99:50", OVER_EXAMPLE[] = "A.discount=uniform(0.5, 0.99)";

// "outcome.pie" to "pie", in place.
static void path_make_canonical(char *path) {
    const char *canonical = path_canonical(path);
    memmove(path, canonical, strlen(canonical) + 1);
}

// The grid's as grid_point, from values that are there: making one takes longer than a step of Newton's
// method.
static void plan_coordinates(const void *context, uint64_t point, double *values) {
    const struct plan *plan = context;
    size_t grid = plan->layout.grid_axes;
    uint64_t place = point / plan->layout.samples, sample = point % plan->layout.samples;
    for (size_t a = grid; a-- > 0; place /= plan->axes[a].count)
        values[a] = plan->grid_values[a][place % plan->axes[a].count];
    if (plan->distribution_count > 0) design_point(&plan->design, sample, values + grid);
    for (size_t a = 0; a < plan->distribution_count; a++)
        values[grid + a] = distribution_quantile(&plan->distributions[a], values[grid + a]);
}

// ---- a grid ----

// A range by its ends: a million values written out would be most of the file.
static void axis_describe(const struct axis *axis, struct text *out) {
    text_append(out, "%s:", axis->path);
    if (!axis->list) {
        text_append(out, " ");
        number_text(axis->from, out);
        text_append(out, ":");
        number_text(axis->to, out);
        text_append(out, ":%llu%s", (unsigned long long)axis->count, axis->logarithmic ? ":log" : "");
    }
    for (uint64_t k = 0; axis->list && k < axis->count; k++) {
        text_append(out, " ");
        number_text(axis->list[k], out);
    }
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
    size_t names;
    plan->store_axes[a] = (struct store_axis){.path = axis->path,
                                              .unit = parameter->row->unit,
                                              .meaning = parameter->row->meaning,
                                              .labels = value_names(parameter, &names),
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

static const char *start_words(const struct plan_request *request) {
    return request->cold ? ", cold" : request->warm ? ", warm" : "";
}

// *places: of the grid.
static enum parley_status grid_make(struct scenario *scenario, const struct plan_request *request,
                                    struct plan *plan, uint64_t *places, struct errors *errors) {
    size_t count = request->vary_count;
    enum parley_status status = PARLEY_OK;
    plan->axes = array_new(count, sizeof *plan->axes);
    plan->grid_values = array_new(count, sizeof(double *));
    if (!plan->axes || !plan->grid_values) return PARLEY_MEMORY;
    text_append(&plan->description, "grid%s\n", start_words(request));
    for (size_t a = 0; a < count && status == PARLEY_OK; a++) {
        plan->layout.axis_count = plan->layout.grid_axes = a + 1;
        status = axis_make(scenario, request->vary[a], plan, a, errors);
    }
    return status == PARLEY_OK ? grid_count(plan->axes, count, places, errors) : status;
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
        size_t names;
        const char *const *labels = value_names(&parameter, &names);
        plan->store_axes[plan->layout.grid_axes + a] = (struct store_axis){.path = plan->paths[a],
                                                                           .unit = parameter.row->unit,
                                                                           .meaning = parameter.row->meaning,
                                                                           .labels = labels,
                                                                           .count = names};
        text_append(&plan->description, "%s = ", plan->paths[a]);
        distribution_text(&plan->distributions[a], &parameter, &plan->description);
        text_append(&plan->description, "\n");
    }
    free(spec);
    return status;
}

// Axes of the grid differ (grid_count).
static enum parley_status paths_differ(const struct store_layout *layout, struct errors *errors) {
    for (size_t a = layout->grid_axes; a < layout->axis_count; a++)
        for (size_t b = 0; b < a; b++)
            if (strcmp(layout->axes[a].path, layout->axes[b].path) == 0)
                return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                                  b < layout->grid_axes
                                      ? "'%s' is varied on an axis and given a distribution; a parameter has "
                                        "one of the two"
                                      : "'%s' is given two distributions",
                                  layout->axes[a].path);
    return PARLEY_OK;
}

static enum parley_status sample_make(struct scenario *scenario, const struct plan_request *request,
                                      struct plan *plan, struct errors *errors) {
    size_t count = request->over_count;
    struct design_options options = request->design;
    enum parley_status status = PARLEY_OK;
    plan->distributions = array_new(count, sizeof *plan->distributions);
    plan->paths = array_new(count, sizeof(char *));
    if (!plan->distributions || !plan->paths) return PARLEY_MEMORY;
    text_append(&plan->description, "%s, %llu samples, seed %llu%s%s, base %s, %u levels\n",
                design_kind_name(options.kind), (unsigned long long)options.samples,
                (unsigned long long)options.seed, options.plain ? ", plain" : "", start_words(request),
                design_kind_name(options.base), options.levels);
    for (size_t a = 0; a < count && status == PARLEY_OK; a++) {
        plan->distribution_count = a + 1;
        plan->layout.axis_count = plan->layout.grid_axes + a + 1;
        status = factor_make(scenario, request->over[a], plan, a, errors);
    }
    if (status == PARLEY_OK) status = paths_differ(&plan->layout, errors);
    options.factors = count;
    if (status == PARLEY_OK) status = design_make(&options, &plan->design, errors);
    plan->layout.samples = plan->design.points;
    return status;
}

// ---- both ----

static enum parley_status points_make(struct scenario *scenario, const struct plan_request *request,
                                      struct plan *plan, struct errors *errors) {
    struct store_layout *layout = &plan->layout;
    enum parley_status status = PARLEY_OK;
    uint64_t places = 1;
    layout->axes = plan->store_axes =
        array_new(request->vary_count + request->over_count, sizeof *plan->store_axes);
    if (!plan->store_axes) return PARLEY_MEMORY;
    layout->samples = 1;
    layout->coordinates = plan_coordinates;
    if (request->vary_count > 0) status = grid_make(scenario, request, plan, &places, errors);
    if (status == PARLEY_OK && request->over_count > 0) status = sample_make(scenario, request, plan, errors);
    if (status != PARLEY_OK || !__builtin_mul_overflow(places, layout->samples, &layout->points))
        return status;
    return errors_add(
        errors, PARLEY_INPUT, (struct mark){0},
        "%llu places of the grid with %llu samples at each are more than 2^64 points; take fewer",
        (unsigned long long)places, (unsigned long long)layout->samples);
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
    text_append(&plan->description, "%s = ", derived->target);
    number_text(derived->factor, &plan->description);
    text_append(&plan->description, " * %s\n", derived->source);
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

// ---- the whole ----

// A number of blocks that 2, 4 and 8 threads can share evenly, so that those of a small sweep end together;
// blocks of not less than a quarter of the most, because each starts from the beginning.
static size_t block_even(uint64_t points, size_t most) {
    uint64_t blocks = (points + most - 1) / most;
    blocks = (blocks + SHARES - 1) / SHARES * SHARES;
    size_t even = blocks > 0 ? (size_t)((points + blocks - 1) / blocks) : most;
    return even < most / 4 ? most / 4 : even;
}

static size_t block_most(const struct scenario *scenario) {
    double choosers = (double)scenario->party_count * (1 + (double)scenario->option_count);
    double size = choosers * game_state_product(scenario) * (1 + (double)scenario->surprise_count);
    return size <= SIZE_SMALL ? BLOCK_SMALL : size <= SIZE_MIDDLE ? BLOCK_MIDDLE : BLOCK_LARGE;
}

enum parley_status sample_missing(const char *option, struct errors *errors) {
    return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                      "%s is about a sample, and nothing is sampled: --over is missing, for example --over "
                      "'%s'",
                      option, OVER_EXAMPLE);
}

static enum parley_status request_check(const struct plan_request *request, struct errors *errors) {
    if (request->vary_count == 0 && request->over_count == 0)
        return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                          "nothing varies: give --vary %s, or --over %s", VARY_EXAMPLE, OVER_EXAMPLE);
    if (request->cold && request->warm)
        return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                          "points are solved cold or warm, not both; give one");
    if (request->exceed_count > 0 && request->over_count == 0) return sample_missing("--exceeds", errors);
    return PARLEY_OK;
}

enum parley_status plan_make(struct scenario *scenario, const struct plan_request *request, struct plan *plan,
                             struct errors *errors) {
    enum parley_status status = request_check(request, errors);
    *plan = (struct plan){0};
    if (status == PARLEY_OK) status = points_make(scenario, request, plan, errors);
    if (status == PARLEY_OK) status = derived_make(scenario, request, plan, errors);
    if (status == PARLEY_OK) status = plan_metrics_make(scenario, request, plan, errors);
    if (status == PARLEY_OK && (plan->description.failed || plan->exceeds.failed)) status = PARLEY_MEMORY;
    struct store_layout *layout = &plan->layout;
    layout->metrics = plan->metrics;
    layout->context = plan;
    layout->block_points = block_even(layout->points, block_most(scenario));
    layout->title = scenario->title;
    layout->scenario_file = scenario->file;
    layout->scenario_text = request->scenario_text;
    layout->design_text = plan->description.data;
    layout->command = request->command ? request->command : "";
    layout->exceeds = plan->exceeds.data;
    layout->tolerance = request->tolerance;
    if (status == PARLEY_MEMORY && errors_status(errors) == PARLEY_OK)
        errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for the sweep");
    if (status != PARLEY_OK) plan_clear(plan);
    return status;
}

void plan_clear(struct plan *plan) {
    for (size_t a = 0; a < plan->layout.grid_axes; a++) {
        axis_clear(&plan->axes[a]);
        free(plan->grid_values[a]);
    }
    for (size_t a = 0; a < plan->distribution_count; a++) {
        distribution_clear(&plan->distributions[a]);
        free(plan->paths[a]);
    }
    for (size_t m = 0; m < plan->layout.metric_count; m++) {
        free(plan->metric_paths[m]);
        free(plan->metric_units[m]);
    }
    for (size_t d = 0; d < plan->derived_count; d++)
        derived_clear(&plan->derived[d]);
    design_clear(&plan->design);
    text_free(&plan->description);
    text_free(&plan->exceeds);
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
