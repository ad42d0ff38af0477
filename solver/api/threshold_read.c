// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a search for thresholds: "PATH=FROM:TO" and "METRIC>=VALUE". Both are read from the right,
// since names may hold any of these signs. That the parameter may take the values FROM and TO is found out by
// setting it, so that messages are those of --set.
#include "api/threshold.h"
#include "core/checked.h"
#include "outcome/metrics.h"
#include "scenario/paths.h"
#include "scenario/value.h"
#include <string.h>

enum { POINTS_USUAL = 41, POINTS_LEAST = 2, POINTS_MOST = 100000 };
static const double WITHIN_USUAL = 1e-9;
static const struct mark nowhere = {0, 0};

// A copy of [begin, end) without blanks around it.
static char *trimmed(const char *begin, const char *end) {
    while (begin < end && *begin == ' ')
        begin++;
    while (end > begin && end[-1] == ' ')
        end--;
    struct text copy = {0};
    text_append_bytes(&copy, begin, (size_t)(end - begin));
    text_append(&copy, "%s", "");
    return text_take(&copy);
}

static enum parley_status no_memory(struct errors *errors) {
    return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
}

// "METRIC>=VALUE" in three parts; false if it is nothing of the kind.
static bool target_split(const char *target, struct parley_threshold *made, bool *memory) {
    const char *last = target + strlen(target);
    while (last > target && !strchr("<>=", last[-1]))
        last--;
    if (last == target) return false;
    const char *sign = last - 1;
    bool two = sign > target && *sign == '=' && strchr("<>=", sign[-1]);
    sign -= two;
    made->relation = *sign == '>' ? (two ? AT_LEAST : ABOVE) : *sign == '<' ? (two ? AT_MOST : BELOW) : EQUAL;
    char *number = trimmed(last, last + strlen(last));
    made->metric = trimmed(target, sign);
    *memory = !number || !made->metric;
    bool right = !*memory && *made->metric && number_parse(number, &made->value);
    free(number);
    return right;
}

static enum parley_status target_read(const struct scenario *scenario, const char *target,
                                      struct parley_threshold *made, struct errors *errors) {
    bool memory = false;
    struct metric metric;
    if (!target || !target_split(target, made, &memory))
        return memory ? no_memory(errors)
                      : errors_add(
                            errors, PARLEY_INPUT, nowhere,
                            "'%.200s' is not a target: wanted is METRIC>=VALUE (or with >, <=, < or =), for "
                            "example value.%s>=0.5",
                            target ? target : "", scenario->parties[0].name);
    enum parley_status status = metric_describe(scenario, made->metric, &metric, errors);
    if (status != PARLEY_OK) return status;
    made->target = trimmed(target, target + strlen(target));
    made->metric_unit = trimmed(metric.unit, metric.unit + strlen(metric.unit));
    return made->target && made->metric_unit ? PARLEY_OK : no_memory(errors);
}

struct wanted {
    const char *path;
    const struct parameter_row *row; // NULL: not found
};

static bool wanted_visit(void *context, const struct parameter *parameter) {
    struct wanted *wanted = context;
    if (strcmp(parameter->path, wanted->path) == 0) wanted->row = parameter->row;
    return !wanted->row;
}

// May the parameter take this value, everything else being as it is?
static enum parley_status value_try(const parley_scenario *origin, const char *path, const char *value,
                                    struct errors *errors) {
    struct scenario *scenario = NULL;
    struct text assignment = {0};
    struct errors faults = {0};
    text_append(&assignment, "%s=%s", path, value);
    enum parley_status status = assignment.failed ? no_memory(errors) : PARLEY_OK;
    if (status == PARLEY_OK) status = scenario_repeat(origin, &scenario, &faults);
    if (status == PARLEY_OK) status = scenario_set(scenario, assignment.data, &faults);
    for (size_t k = 0; k < faults.count; k++) // without the place in the file, which is not at fault
        errors_add(errors, status, nowhere, "%s", faults.items[k].text);
    errors_free(&faults);
    scenario_free(scenario);
    text_free(&assignment);
    return status;
}

static enum parley_status ends_read(const parley_scenario *origin, const char *from, const char *to,
                                    struct parley_threshold *made, struct errors *errors) {
    struct wanted wanted = {.path = path_canonical(made->path)};
    parameters_visit(origin->scenario, wanted_visit, &wanted);
    const struct parameter_row *row = wanted.row;
    enum parameter_kind kind = row ? row->kind : PARAMETER_REAL;
    if (kind == PARAMETER_LEVEL || kind == PARAMETER_RULE || kind == PARAMETER_FLAG)
        return errors_add(
            errors, PARLEY_INPUT, nowhere,
            "'%s' is not a number but %s, and only numbers can be varied; compare the variants instead: "
            "parley compare FILE --with %s=...",
            made->path,
            kind == PARAMETER_LEVEL  ? "the name of a level"
            : kind == PARAMETER_RULE ? "the name of a rule"
                                     : "yes or no",
            made->path);
    enum parley_status status = value_try(origin, made->path, from, errors);
    if (status == PARLEY_OK) status = value_try(origin, made->path, to, errors);
    if (status != PARLEY_OK) return status;
    if (!row) return no_memory(errors); // it is there, or it could not have been set
    bool numbers = value_parse(row, NULL, from, &made->from) && value_parse(row, NULL, to, &made->to) &&
                   isfinite(made->from) && isfinite(made->to);
    if (numbers && made->from > made->to)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "%s=%s:%s is the wrong way round; %s=%s:%s would be right", made->path, from, to,
                          made->path, to, from);
    if (!numbers || !(made->from < made->to))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "%s=%s:%s is not a range: wanted are two numbers, the first less than the second",
                          made->path, from, to);
    made->whole = kind == PARAMETER_COUNT;
    const char *unit = strcmp(row->unit, "issue's unit") == 0 ? "" : row->unit;
    made->parameter_unit = trimmed(unit, unit + strlen(unit));
    return made->parameter_unit ? PARLEY_OK : no_memory(errors);
}

// "PATH=FROM:TO"
static enum parley_status vary_read(const parley_scenario *origin, const char *vary,
                                    struct parley_threshold *made, struct errors *errors) {
    const char *equals = vary ? strrchr(vary, '=') : NULL, *colon = equals ? strchr(equals, ':') : NULL;
    if (!colon || strchr(colon + 1, ':'))
        return errors_add(
            errors, PARLEY_INPUT, nowhere,
            "'%.200s' is not what to vary: wanted is PATH=FROM:TO, for example %s.discount=0.5:0.99",
            vary ? vary : "", origin->scenario->parties[0].name);
    enum parley_status status = PARLEY_MEMORY;
    char *from = trimmed(equals + 1, colon), *to = trimmed(colon + 1, colon + strlen(colon));
    made->path = trimmed(vary, equals);
    if (made->path && from && to)
        status = ends_read(origin, from, to, made, errors);
    else
        no_memory(errors);
    free(from);
    free(to);
    return status;
}

static enum parley_status scan_prepare(size_t points, struct parley_threshold *made, struct errors *errors) {
    double span = made->to - made->from;
    if (made->whole && span + 1 < (double)points) points = (size_t)span + 1;
    if (!(made->scan = array_new(points, sizeof *made->scan))) return no_memory(errors);
    made->points = points;
    for (size_t k = 0; k < points; k++) {
        double at = made->from + span * ((double)k / (double)(points - 1));
        made->scan[k].at = k + 1 == points ? made->to : made->whole ? round(at) : at;
    }
    return PARLEY_OK;
}

enum parley_status threshold_read(const parley_scenario *scenario, const struct parley_search *search,
                                  struct parley_threshold *made, struct errors *errors) {
    double within = search->tolerance == 0 ? WITHIN_USUAL : search->tolerance;
    size_t points = search->points == 0 ? POINTS_USUAL : search->points;
    if (!(points >= POINTS_LEAST && points <= POINTS_MOST))
        return errors_add(errors, PARLEY_INPUT, nowhere, "the scan must have from %d to %d points, not %zu",
                          POINTS_LEAST, POINTS_MOST, points);
    if (!(within >= 1e-15 && within <= 1))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the tolerance of the parameter must be from 1e-15 to 1 of its range, not %g",
                          within);
    const char *title = scenario->scenario->title;
    if (!(made->title = trimmed(title, title + strlen(title)))) return no_memory(errors);
    enum parley_status vary = vary_read(scenario, search->vary, made, errors);
    enum parley_status target = target_read(scenario->scenario, search->target, made, errors);
    if (vary != PARLEY_OK || target != PARLEY_OK) return vary != PARLEY_OK ? vary : target;
    made->tolerance = made->whole ? 1 : within * (made->to - made->from);
    return scan_prepare(points, made, errors);
}
