// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a study of sensitivity, checked and laid out as a sweep. All methods but the tornado have
// a design on the unit cube (sweep/design.h); a tornado's points are the scenario's own values with one
// parameter at a time at a quantile of its distribution.
#include "api/sensitivity.h"
#include "api/study.h"
#include "core/checked.h"
#include <math.h>
#include <string.h>

enum { SAMPLES_USUAL = 1024, TRAJECTORIES_USUAL = 64, FACTORS_MOST_OF_SOBOL = 20, RESAMPLES = 1000 };
static const double TOLERANCE = 1e-8, LOW_USUAL = 0.05, HIGH_USUAL = 0.95, LEVEL = 0.95;
static const double MEMORY_MOST = 4e9; // bytes of outputs
static const struct mark nowhere = {0, 0};

static enum parley_status no_memory(struct errors *errors) {
    return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
}

// ---- what is asked ----

static enum parley_status method_read(struct survey *survey, struct errors *errors) {
    const char *name = survey->inquiry->method;
    struct nearest nearest = {.wanted = name ? name : ""};
    struct text list = {0};
    if (name) survey->method = sensitivity_method_find(name);
    if (name && survey->method != SENSITIVITY_METHOD_COUNT) return PARLEY_OK;
    for (size_t k = 0; k < SENSITIVITY_METHOD_COUNT; k++) {
        nearest_try(&nearest, sensitivity_rows[k].name);
        text_append(&list, "%s%s",
                    k == 0                             ? ""
                    : k + 1 < SENSITIVITY_METHOD_COUNT ? ", "
                                                       : " and ",
                    sensitivity_rows[k].name);
    }
    const char *all = list.data ? list.data : "";
    if (!name)
        errors_add(errors, PARLEY_INPUT, nowhere, "a method is wanted (--method): there are %s", all);
    else if (nearest.best)
        errors_add(errors, PARLEY_INPUT, nowhere,
                   "there is no method '%.100s'; did you mean '%s'? There are %s", name, nearest.best, all);
    else
        errors_add(errors, PARLEY_INPUT, nowhere, "there is no method '%.100s'; there are %s", name, all);
    text_free(&list);
    return PARLEY_INPUT;
}

static enum parley_status quantiles_check(const struct survey *survey, struct errors *errors) {
    const struct parley_inquiry *inquiry = survey->inquiry;
    if (inquiry->low == 0 && inquiry->high == 0) return PARLEY_OK;
    if (survey->method != SENSITIVITY_tornado)
        return errors_add(errors, PARLEY_INPUT, nowhere, "low and high quantiles are those of a tornado");
    if (inquiry->low > 0 && inquiry->low < inquiry->high && inquiry->high < 1) return PARLEY_OK;
    return errors_add(errors, PARLEY_INPUT, nowhere,
                      "the quantiles of a tornado must have 0 < LOW < HIGH < 1, for example 0.05:0.95, but "
                      "%g:%g came",
                      inquiry->low, inquiry->high);
}

static enum parley_status inquiry_check(const struct survey *survey, struct errors *errors) {
    const struct parley_inquiry *inquiry = survey->inquiry;
    const struct sensitivity_row *row = &sensitivity_rows[survey->method];
    if (inquiry->over_count == 0)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "nothing is uncertain: give a distribution, for example --over "
                          "'%s.discount=uniform(0.9, 0.99)'",
                          survey->scenario->parties[0].name);
    if (!row->sampled && inquiry->samples > 0)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "a %s has no sample: it solves twice per parameter and once as the scenario is; "
                          "leave out --samples",
                          row->name);
    if (survey->method == SENSITIVITY_morris && inquiry->samples == 1)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "morris wants at least 2 trajectories (--samples), not 1: it asks how much a "
                          "parameter's effect differs between them");
    if (!row->monte_carlo && inquiry->design)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the method %s has its own design; leave out --design", row->name);
    if (!row->monte_carlo && inquiry->exceed_count > 0)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the points of %s are no sample of what may be, so that they give no chances; take "
                          "--method uncertainty for --exceeds",
                          row->name);
    if (inquiry->resume && !inquiry->directory)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "to go on (--resume) the folder with the journal is wanted (-o DIR)");
    return quantiles_check(survey, errors);
}

static enum parley_status conditions_read(struct survey *survey, struct errors *errors) {
    const struct parley_inquiry *inquiry = survey->inquiry;
    enum parley_status status = PARLEY_OK;
    survey->claim = array_new(inquiry->exceed_count, sizeof *survey->claim);
    if (!survey->claim) return no_memory(errors);
    for (size_t k = 0; k < inquiry->exceed_count && status == PARLEY_OK; k++) {
        status = claim_parse(inquiry->exceeds[k], &survey->claim[k], errors);
        survey->claim_count += status == PARLEY_OK;
    }
    return status;
}

// ---- design ----

static enum parley_status design_read(const struct survey *survey, struct design_options *design,
                                      struct errors *errors) {
    const struct parley_inquiry *inquiry = survey->inquiry;
    const char *name = inquiry->design ? inquiry->design : "sobol";
    enum design_kind kind = design_kind_find(name);
    uint64_t usual = survey->method == SENSITIVITY_morris ? TRAJECTORIES_USUAL : SAMPLES_USUAL;
    *design = (struct design_options){.samples = inquiry->samples > 0 ? inquiry->samples : usual,
                                      .seed = inquiry->seed};
    if (kind != DESIGN_random && kind != DESIGN_lhs && kind != DESIGN_sobol)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "there is no design '%.100s', and no study file of that name; there are sobol, lhs "
                          "and random",
                          name);
    if (survey->method == SENSITIVITY_sobol && kind == DESIGN_sobol &&
        inquiry->over_count > FACTORS_MOST_OF_SOBOL)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "Sobol' indices on Sobol' points take at most %d parameters, and %zu vary: take "
                          "--design lhs or random, or find out with --method morris which of them matter "
                          "and leave the others as they are",
                          FACTORS_MOST_OF_SOBOL, inquiry->over_count);
    design->base = kind;
    design->kind = survey->method == SENSITIVITY_sobol    ? DESIGN_saltelli
                   : survey->method == SENSITIVITY_morris ? DESIGN_morris
                                                          : kind;
    if (survey->method == SENSITIVITY_tornado) { // the plan's points are replaced
        design->kind = DESIGN_random;
        design->samples = 1;
    }
    return PARLEY_OK;
}

static void design_words(const struct survey *survey, const struct design_options *design, struct text *out) {
    static const char *const named[] = {[DESIGN_random] = "random points",
                                        [DESIGN_lhs] = "a Latin hypercube",
                                        [DESIGN_sobol] = "Sobol' points"};
    unsigned long long samples = design->samples, seed = design->seed;
    switch (survey->method) {
    case SENSITIVITY_sobol:
        text_append(out, "Saltelli's design on %s, %llu rows, seed %llu", named[design->base], samples, seed);
        break;
    case SENSITIVITY_morris:
        text_append(out, "%llu trajectories that move one parameter at a time, seed %llu", samples, seed);
        break;
    case SENSITIVITY_tornado:
        text_append(out, "Each parameter at two quantiles, and all as the scenario has them");
        break;
    default:
        text_append(out, "A sample of %llu: %s, seed %llu", samples, named[design->kind], seed);
    }
}

// ---- the plan ----

static enum parley_status plan_try(struct survey *survey, const struct design_options *design,
                                   const char *const *metrics, size_t metric_count, struct errors *errors) {
    const struct parley_inquiry *inquiry = survey->inquiry;
    const struct plan_request request = {.over = inquiry->over,
                                         .over_count = inquiry->over_count,
                                         .derive = inquiry->derive,
                                         .derive_count = inquiry->derive_count,
                                         .metrics = metrics,
                                         .metric_count = metric_count,
                                         .design = *design,
                                         .cold = inquiry->cold,
                                         .warm = inquiry->warm,
                                         .tolerance = inquiry->tolerance > 0 ? inquiry->tolerance : TOLERANCE,
                                         .command = inquiry->command,
                                         .scenario_text = survey->text.data};
    return plan_make(survey->scenario, &request, &survey->plan, errors);
}

static bool metric_keep(struct survey *survey, const char *path) {
    for (size_t m = 0; m < survey->metric_count; m++)
        if (strcmp(survey->metrics[m], path) == 0) return true;
    survey->metrics[survey->metric_count] = strdup(path);
    return survey->metrics[survey->metric_count++] != NULL;
}

// Those asked for, or those that a sweep keeps (but a regime is a name, of which shares and quantiles say
// nothing), and those of the conditions.
static enum parley_status metrics_choose(struct survey *survey, struct errors *errors) {
    const struct parley_inquiry *inquiry = survey->inquiry;
    const struct store_layout *usual = &survey->plan.layout;
    size_t count = inquiry->metric_count > 0 ? inquiry->metric_count : usual->metric_count;
    survey->metrics = array_new(count + survey->claim_count, sizeof(char *));
    bool fits = survey->metrics;
    for (size_t m = 0; m < count && fits; m++) {
        const char *path = inquiry->metric_count > 0 ? inquiry->metrics[m] : usual->metrics[m].path;
        if (inquiry->metric_count > 0 || strcmp(path, "regime") != 0) fits = metric_keep(survey, path);
    }
    for (size_t k = 0; k < survey->claim_count && fits; k++)
        fits = metric_keep(survey, survey->claim[k].metric);
    return fits ? PARLEY_OK : no_memory(errors);
}

// The first plan says which metrics are usual.
static enum parley_status plan_settle(struct survey *survey, const struct design_options *design,
                                      struct errors *errors) {
    enum parley_status status =
        plan_try(survey, design, survey->inquiry->metrics, survey->inquiry->metric_count, errors);
    if (status == PARLEY_OK) status = metrics_choose(survey, errors);
    if (status != PARLEY_OK) return status;
    plan_clear(&survey->plan);
    return plan_try(survey, design, (const char *const *)survey->metrics, survey->metric_count, errors);
}

// ---- parameters ----

struct lookup {
    const char *path;
    const struct distribution *distribution;
    double low, high; // quantiles
    struct factor *factor;
    bool failed;
};

// A value as a user writes it.
static char *value_words(const struct parameter *parameter, double value) {
    struct text out = {0};
    const struct channel *channel = parameter->channel;
    if (channel && value >= 0 && value < (double)channel->level_count)
        text_append(&out, "%s", channel->levels[(size_t)value]);
    else if (isfinite(value))
        text_append(&out, "%.4g", value + 0.0);
    else
        text_append(&out, isnan(value) ? "not given" : "none");
    return text_take(&out);
}

static bool lookup_visit(void *context, const struct parameter *parameter) {
    struct lookup *lookup = context;
    struct factor *factor = lookup->factor;
    struct text words = {0};
    if (strcmp(parameter->path, lookup->path) != 0) return true;
    distribution_text(lookup->distribution, parameter, &words);
    *factor = (struct factor){.path = strdup(lookup->path),
                              .unit = strdup(parameter->row->unit),
                              .distribution = text_take(&words),
                              .base = *parameter->value,
                              .low = distribution_quantile(lookup->distribution, lookup->low),
                              .high = distribution_quantile(lookup->distribution, lookup->high)};
    factor->base_text = value_words(parameter, factor->base);
    factor->low_text = value_words(parameter, factor->low);
    factor->high_text = value_words(parameter, factor->high);
    lookup->failed = !factor->path || !factor->unit || !factor->distribution || !factor->base_text ||
                     !factor->low_text || !factor->high_text;
    return false;
}

static enum parley_status factors_describe(struct survey *survey, struct parley_sensitivity *made,
                                           struct errors *errors) {
    size_t count = survey->plan.distribution_count;
    if (!(made->factor = array_new(count, sizeof *made->factor))) return no_memory(errors);
    made->factors = count;
    for (size_t i = 0; i < count; i++) {
        struct lookup lookup = {.path = survey->plan.paths[i],
                                .distribution = &survey->plan.distributions[i],
                                .low = made->low,
                                .high = made->high,
                                .factor = &made->factor[i],
                                .failed = true};
        parameters_visit(survey->scenario, lookup_visit, &lookup);
        if (lookup.failed) return no_memory(errors);
    }
    return PARLEY_OK;
}

// ---- a tornado's points ----

static void tornado_coordinates(const void *context, uint64_t point, double *values) {
    tornado_point(context, point, values);
}

static enum parley_status base_missing(const struct factor *factor, struct errors *errors) {
    return errors_add(
        errors, PARLEY_INPUT, nowhere,
        "a tornado begins where the scenario stands, and it does not give '%s': give it a value "
        "with --set, or name the parameter that it gives instead",
        factor->path);
}

static enum parley_status tornado_plan(struct survey *survey, const struct parley_sensitivity *made,
                                       struct errors *errors) {
    struct plan *plan = &survey->plan;
    double *values = array_new(3 * made->factors, sizeof *values);
    if (!values) return no_memory(errors);
    double *low = values + made->factors, *high = low + made->factors;
    enum parley_status status = PARLEY_OK;
    survey->tornado = (struct tornado){made->factors, values, low, high};
    text_append(&plan->description, "tornado\n");
    for (size_t i = 0; i < made->factors; i++) {
        values[i] = made->factor[i].base;
        if (isnan(values[i])) status = base_missing(&made->factor[i], errors);
        low[i] = made->factor[i].low;
        high[i] = made->factor[i].high;
        text_append(&plan->description, "%.17g %.17g %.17g\n", values[i], low[i], high[i]);
    }
    plan->layout.design_text = plan->description.data;
    plan->layout.points = plan->layout.samples = tornado_points(&survey->tornado);
    plan->layout.coordinates = tornado_coordinates;
    plan->layout.context = &survey->tornado;
    return plan->description.failed ? no_memory(errors) : status;
}

// ---- the whole ----

static enum parley_status memory_check(const struct survey *survey, struct errors *errors) {
    const struct store_layout *layout = &survey->plan.layout;
    double numbers = (double)(store_row(layout) + layout->axis_count), bytes;
    char needed[32], most[32];
    bytes = (double)layout->points * numbers * sizeof(double);
    if (bytes <= MEMORY_MOST) return PARLEY_OK;
    text_bytes(needed, sizeof needed, bytes);
    text_bytes(most, sizeof most, MEMORY_MOST);
    return errors_add(errors, PARLEY_INPUT, nowhere,
                      "%llu points with %.0f numbers each take %s of memory, and %s are allowed; take fewer "
                      "--samples or name fewer metrics with --metric",
                      (unsigned long long)layout->points, numbers, needed, most);
}

static bool text_of(const parley_scenario *scenario, struct text *text) {
    text_append_bytes(text, scenario->text, scenario->length);
    for (size_t k = 0; k < scenario->assignment_count; k++)
        text_append(text, "\n# set %s", scenario->assignments[k]);
    return !text->failed;
}

static enum parley_status describe(const struct survey *survey, const struct design_options *design,
                                   struct parley_sensitivity *made, struct errors *errors) {
    struct text words = {0};
    design_words(survey, design, &words);
    made->method = survey->method;
    made->design = text_take(&words);
    made->title = strdup(survey->scenario->title);
    made->samples = design->samples;
    made->seed = design->seed;
    made->level = LEVEL;
    made->resamples = RESAMPLES;
    made->low = survey->inquiry->low > 0 ? survey->inquiry->low : LOW_USUAL;
    made->high = survey->inquiry->high > 0 ? survey->inquiry->high : HIGH_USUAL;
    return made->design && made->title ? PARLEY_OK : no_memory(errors);
}

enum parley_status survey_make(struct survey *survey, struct parley_sensitivity *made,
                               struct errors *errors) {
    struct design_options design;
    enum parley_status status = scenario_repeat(survey->origin, &survey->scenario, errors);
    if (status == PARLEY_OK && !text_of(survey->origin, &survey->text)) status = no_memory(errors);
    if (status == PARLEY_OK) status = method_read(survey, errors);
    if (status == PARLEY_OK) status = inquiry_check(survey, errors);
    if (status == PARLEY_OK && survey->study) study_name(survey->study, survey->words, errors);
    if (status == PARLEY_OK) status = conditions_read(survey, errors);
    if (status == PARLEY_OK) status = design_read(survey, &design, errors);
    if (status == PARLEY_OK) status = plan_settle(survey, &design, errors);
    if (status == PARLEY_OK && survey->study) study_unname(survey->origin, errors);
    if (status == PARLEY_OK) status = describe(survey, &design, made, errors);
    if (status == PARLEY_OK) status = factors_describe(survey, made, errors);
    if (status == PARLEY_OK && survey->method == SENSITIVITY_tornado)
        status = tornado_plan(survey, made, errors);
    return status == PARLEY_OK ? memory_check(survey, errors) : status;
}

void survey_clear(struct survey *survey) {
    for (size_t m = 0; m < survey->metric_count; m++)
        free(survey->metrics[m]);
    for (size_t k = 0; k < survey->claim_count; k++)
        claim_clear(&survey->claim[k]);
    free(survey->metrics);
    free(survey->claim);
    free((double *)survey->tornado.base); // the three arrays are one
    free(survey->rows);
    first_failures_clear(&survey->first);
    plan_clear(&survey->plan);
    scenario_free(survey->scenario);
    text_free(&survey->text);
    *survey = (struct survey){0};
}
