// SPDX-License-Identifier: GPL-3.0-or-later
// Distributions as text, both ways: NAME(ARGUMENTS), then nothing, `truncated` or `in [LOW, HIGH]`. Arguments
// are numbers, or lengths of time where the parameter is one; the items of `discrete` are whatever the
// parameter takes. What could leave the parameter's range is turned away rather than cut in silence.
#include "core/checked.h"
#include "scenario/names.h"
#include "scenario/scenario.h"
#include "scenario/value.h"
#include "sweep/distribution.h"
#include "sweep/spec.h"
#include <stdio.h>
#include <string.h>

static const struct mark nowhere = {0, 0};
static const double LEAST_MASS = 1e-6; // of what a truncation leaves

struct reading {
    const struct parameter *parameter;
    const char *spec;
    struct errors *errors;
};

static enum parley_status fault(const struct reading *reading, const char *text) {
    return errors_add(reading->errors, PARLEY_INPUT, nowhere, "%s=%s: %s", reading->parameter->path,
                      shown(reading->spec).text, text);
}

static enum parley_status kind_parse(const struct reading *reading, size_t length,
                                     struct distribution *distribution) {
    char *name = spec_copy(reading->spec, reading->spec + length);
    if (!name) return spec_memory(reading->errors);
    struct nearest nearest = {.wanted = name};
    enum distribution_kind kind = 0;
    while (kind < DISTRIBUTION_COUNT && strcmp(name, distribution_rows[kind].name) != 0)
        nearest_try(&nearest, distribution_rows[kind++].name);
    distribution->kind = kind;
    if (kind == DISTRIBUTION_COUNT)
        errors_add(reading->errors, PARLEY_INPUT, nowhere,
                   "%s=%s: there is no distribution '%s'%s (uniform, loguniform, normal, lognormal, "
                   "triangular, beta, discrete)",
                   reading->parameter->path, shown(reading->spec).text, shown(name).text,
                   suggestion(&nearest).text);
    free(name);
    return kind < DISTRIBUTION_COUNT ? PARLEY_OK : PARLEY_INPUT;
}

// ---- arguments ----

// A number, or a length of time where the parameter is one. PARLEY_INPUT says nothing.
static enum parley_status argument_parse(const struct reading *reading, const char *begin, const char *end,
                                         double *value) {
    const struct parameter *parameter = reading->parameter;
    enum parley_status status = spec_number(begin, end, value);
    if (status == PARLEY_INPUT && parameter->row->kind == PARAMETER_PERIOD) {
        char *copy = spec_copy(begin, end);
        if (!copy)
            status = PARLEY_MEMORY;
        else if (value_parse(parameter->row, parameter->channel, copy, value))
            status = PARLEY_OK;
        free(copy);
    }
    return status == PARLEY_MEMORY ? spec_memory(reading->errors) : status;
}

static enum parley_status arguments_count(const struct reading *reading, const struct distribution_row *row) {
    char text[160];
    snprintf(text, sizeof text, "wrong number of arguments; write %s(%s)", row->name, row->wanted);
    return fault(reading, text);
}

static enum parley_status arguments_parse(const struct reading *reading, const char *begin, const char *end,
                                          struct distribution *distribution) {
    const struct distribution_row *row = &distribution_rows[distribution->kind];
    for (const char *at = begin; at <= end;) {
        const char *stop = memchr(at, ',', (size_t)(end - at));
        if (!stop) stop = end;
        if (distribution->arguments == row->most) return arguments_count(reading, row);
        enum parley_status status =
            argument_parse(reading, at, stop, &distribution->argument[distribution->arguments++]);
        if (status == PARLEY_MEMORY) return status;
        if (status != PARLEY_OK) {
            char *came = spec_copy(at, stop);
            char text[240];
            snprintf(text, sizeof text, "'%s' is not a number; write %s(%s)", came ? shown(came).text : "",
                     row->name, row->wanted);
            free(came);
            return fault(reading, text);
        }
        at = stop + 1;
    }
    if (distribution->arguments < row->least) return arguments_count(reading, row);
    const char *wrong = distribution_shape(distribution);
    return wrong ? fault(reading, wrong) : PARLEY_OK;
}

static enum parley_status weights_scale(const struct reading *reading, struct distribution *distribution) {
    double sum = 0;
    distribution->low = INFINITY;
    distribution->high = -INFINITY;
    for (size_t k = 0; k < distribution->values; k++) {
        sum += distribution->weight[k];
        distribution->low = fmin(distribution->low, distribution->value[k]);
        distribution->high = fmax(distribution->high, distribution->value[k]);
    }
    if (!(sum > 0 && isfinite(sum))) return fault(reading, "the weights must be finite and not all 0");
    for (size_t k = 0; k < distribution->values; k++)
        distribution->weight[k] /= sum;
    return PARLEY_OK;
}

// Values in ascending order, weights with them, so that quantiles increase.
static void items_insert(struct distribution *distribution, double value, double weight) {
    size_t k = distribution->values++;
    for (; k > 0 && distribution->value[k - 1] > value; k--) {
        distribution->value[k] = distribution->value[k - 1];
        distribution->weight[k] = distribution->weight[k - 1];
    }
    distribution->value[k] = value;
    distribution->weight[k] = weight;
}

static enum parley_status items_parse(const struct reading *reading, const char *begin, const char *end,
                                      struct distribution *distribution) {
    enum { ITEMS_MAX = 10000 };
    struct spec_list list = {.at = begin, .end = end, .weighted = true};
    if (spec_items(&list) > ITEMS_MAX) return fault(reading, "more than 10000 values");
    distribution->value = array_new(spec_items(&list), sizeof(double));
    distribution->weight = array_new(spec_items(&list), sizeof(double));
    if (!distribution->value || !distribution->weight) return spec_memory(reading->errors);
    enum parley_status status;
    while (spec_next(&list, reading->parameter, &status, reading->errors))
        items_insert(distribution, list.value, list.weight);
    return status == PARLEY_OK ? weights_scale(reading, distribution) : status;
}

// ---- truncation and range ----

// "[LOW, HIGH]" as the whole of text. PARLEY_INPUT says nothing.
static enum parley_status interval_parse(const struct reading *reading, const char *text, double *low,
                                         double *high) {
    const char *comma = strchr(text, ','), *end = text + strlen(text);
    if (*text != '[' || !comma || end[-1] != ']') return PARLEY_INPUT;
    enum parley_status status = argument_parse(reading, text + 1, comma, low);
    if (status == PARLEY_OK) status = argument_parse(reading, comma + 1, end - 1, high);
    return status == PARLEY_OK && !(*low < *high) ? PARLEY_INPUT : status;
}

static enum parley_status truncation_parse(const struct reading *reading, const char *text,
                                           struct distribution *distribution) {
    const struct parameter_row *row = reading->parameter->row;
    double low = row->low, high = row->high;
    text += strspn(text, " \t");
    if (!*text) return PARLEY_OK;
    if (distribution->kind == DISTRIBUTION_discrete)
        return fault(reading, "nothing can follow discrete(...); leave out the values that are not wanted");
    enum parley_status between = PARLEY_INPUT;
    if (strncmp(text, "in", 2) == 0)
        between = interval_parse(reading, text + 2 + strspn(text + 2, " \t"), &low, &high);
    if (between == PARLEY_MEMORY) return between;
    if (between != PARLEY_OK && strcmp(text, "truncated") != 0)
        return fault(reading, "after the ')' can follow 'truncated', to cut at the parameter's range, or 'in "
                              "[LOW, HIGH]' with LOW < HIGH");
    distribution->truncated = true;
    if (!(distribution_cut(distribution, low, high) >= LEAST_MASS))
        return fault(reading, "hardly anything of the distribution is left between these limits");
    return PARLEY_OK;
}

static enum parley_status range_check(const struct reading *reading, struct distribution *distribution) {
    const struct parameter_row *row = reading->parameter->row;
    if (distribution->kind == DISTRIBUTION_discrete) return PARLEY_OK; // each value has been checked
    if (!(distribution->low >= row->low && distribution->high <= row->high)) {
        char range[80], text[200];
        parameter_range_text(row, range, sizeof range);
        snprintf(text, sizeof text,
                 "this can leave the parameter's range (it must be %s); add 'truncated' to cut it there",
                 range);
        return fault(reading, text);
    }
    distribution->low_open =
        distribution->low == row->low && row->open != OPEN_NEITHER && row->open != OPEN_HIGH;
    distribution->high_open =
        distribution->high == row->high && row->open != OPEN_NEITHER && row->open != OPEN_LOW;
    return PARLEY_OK;
}

static bool takes_any_number(const struct parameter_row *row) {
    return row->kind == PARAMETER_REAL || row->kind == PARAMETER_REAL_OR_NONE ||
           row->kind == PARAMETER_PERIOD;
}

static enum parley_status whole_parse(const struct reading *reading, struct distribution *distribution) {
    const char *spec = reading->spec, *open = strchr(spec, '('), *close = strrchr(spec, ')');
    if (!open || !close || close < open)
        return fault(reading, "a distribution is NAME(ARGUMENTS), for example uniform(0.01, 0.2)");
    enum parley_status status = kind_parse(reading, (size_t)(open - spec), distribution);
    if (status != PARLEY_OK) return status;
    if (distribution->kind == DISTRIBUTION_discrete)
        status = items_parse(reading, open + 1, close, distribution);
    else if (!takes_any_number(reading->parameter->row))
        return fault(reading, "this parameter has no values between; take discrete(VALUE, VALUE, ...)");
    else
        status = arguments_parse(reading, open + 1, close, distribution);
    if (status == PARLEY_OK) status = truncation_parse(reading, close + 1, distribution);
    return status == PARLEY_OK ? range_check(reading, distribution) : status;
}

enum parley_status distribution_parse(const struct parameter *parameter, const char *spec,
                                      struct distribution *distribution, struct errors *errors) {
    struct reading reading = {parameter, spec, errors};
    struct distribution read = {0};
    enum parley_status status = whole_parse(&reading, &read);
    if (status == PARLEY_OK)
        *distribution = read;
    else
        distribution_clear(&read);
    return status;
}

// ---- writing ----

static void items_text(const struct distribution *distribution, const struct parameter *parameter,
                       struct text *out) {
    for (size_t k = 0; k < distribution->values; k++) {
        struct parameter item = *parameter;
        item.value = &distribution->value[k];
        text_append(out, "%s", k > 0 ? ", " : "");
        scenario_value_text(&item, out);
        text_append(out, ":");
        number_text(distribution->weight[k], out);
    }
}

void distribution_text(const struct distribution *distribution, const struct parameter *parameter,
                       struct text *out) {
    text_append(out, "%s(", distribution_rows[distribution->kind].name);
    if (distribution->kind == DISTRIBUTION_discrete) items_text(distribution, parameter, out);
    for (size_t k = 0; k < distribution->arguments; k++) {
        text_append(out, "%s", k > 0 ? ", " : "");
        number_text(distribution->argument[k], out);
    }
    text_append(out, ")");
    if (!distribution->truncated) return;
    if (!isfinite(distribution->low) || !isfinite(distribution->high)) {
        text_append(out, " truncated");
        return;
    }
    text_append(out, " in [");
    number_text(distribution->low, out);
    text_append(out, ", ");
    number_text(distribution->high, out);
    text_append(out, "]");
}
