// SPDX-License-Identifier: GPL-3.0-or-later
// Which metrics a sweep keeps: those asked for, or else values, terms, agreement, dates and regime; and those
// that conditions are about. Does not know what varies.
#include "core/checked.h"
#include "outcome/metrics.h"
#include "sweep/claim.h"
#include "sweep/plan.h"
#include <string.h>

enum { DEALS_SHOWN = 8 };

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

static enum parley_status metric_named(const struct scenario *scenario, const char *path, struct plan *plan,
                                       struct errors *errors) {
    struct metric metric;
    struct metric_handle handle; // found: a point of the scenario can have it
    enum parley_status status = metric_find(scenario, path, &handle, errors);
    if (status == PARLEY_OK) status = metric_describe(scenario, path, &metric, errors);
    return status == PARLEY_OK ? metric_add(plan, &metric) : status;
}

// The metrics that conditions are about are kept too.
static enum parley_status exceeds_make(const struct scenario *scenario, const struct plan_request *request,
                                       struct plan *plan, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    text_append(&plan->exceeds, "%s", "");
    for (size_t k = 0; k < request->exceed_count && status == PARLEY_OK; k++) {
        struct claim claim = {0};
        status = claim_parse(request->exceeds[k], &claim, errors);
        if (status == PARLEY_OK && metric_is_new(plan, claim.metric, NULL) == PARLEY_OK)
            status = metric_named(scenario, claim.metric, plan, errors);
        for (char *c = claim.text; c && *c; c++) // one line, whatever was typed
            if (*c == '\n') *c = ' ';
        if (status == PARLEY_OK) text_append(&plan->exceeds, "%s\n", claim.text);
        claim_clear(&claim);
    }
    return status;
}

enum parley_status plan_metrics_make(const struct scenario *scenario, const struct plan_request *request,
                                     struct plan *plan, struct errors *errors) {
    struct usual usual = {.plan = plan};
    enum parley_status status = PARLEY_OK;
    for (size_t m = 0; m < request->metric_count && status == PARLEY_OK; m++) {
        status = metric_is_new(plan, request->metrics[m], errors);
        if (status == PARLEY_OK) status = metric_named(scenario, request->metrics[m], plan, errors);
    }
    if (request->metric_count == 0 && !metrics_visit(scenario, usual_visit, &usual)) status = PARLEY_MEMORY;
    return status == PARLEY_OK ? exceeds_make(scenario, request, plan, errors) : status;
}
