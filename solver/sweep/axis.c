// SPDX-License-Identifier: GPL-3.0-or-later
// Axes of a grid, from their text to value k:
//     linear       x_k = (1 - t) FROM + t TO,            t = k / (N - 1)
//     logarithmic  x_k = exp((1 - t) ln FROM + t ln TO)
// and point k of the product, whose places are the digits of k in the mixed radix of the axes' lengths.
// Does not know whether values of several axes go together: that is for the scenario to say at each point.
#include "sweep/axis.h"
#include "core/checked.h"
#include "scenario/names.h"
#include "scenario/scenario.h"
#include "sweep/spec.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct mark nowhere = {0, 0};
static const double LEAST_STEP = 1e-13;        // relative: values are rounded to 15 digits
static const uint64_t VALUES_MAX = 1ULL << 52; // on one axis; k / (N - 1) must tell neighbours apart
enum { PARTS_MAX = 5 };

static enum parley_status fault(const struct axis *axis, const char *spec, const char *text,
                                struct errors *errors) {
    return errors_add(errors, PARLEY_INPUT, nowhere, "%s=%s: %s", axis->path, shown(spec).text, text);
}

static bool has_names_only(const struct parameter_row *row) {
    return row->kind == PARAMETER_FLAG || row->kind == PARAMETER_RULE || row->kind == PARAMETER_LEVEL;
}

static int double_compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// ---- lists ----

static enum parley_status check_distinct(const struct axis *axis, const char *spec, struct errors *errors) {
    double *sorted = array_new((size_t)axis->count, sizeof *sorted);
    if (!sorted) return spec_memory(errors);
    memcpy(sorted, axis->list, (size_t)axis->count * sizeof *sorted);
    qsort(sorted, (size_t)axis->count, sizeof *sorted, double_compare);
    bool twice = false;
    for (uint64_t k = 1; k < axis->count; k++)
        twice = twice || double_compare(&sorted[k - 1], &sorted[k]) == 0;
    free(sorted);
    return twice ? fault(axis, spec, "a value comes twice; each value of an axis is solved once", errors)
                 : PARLEY_OK;
}

static enum parley_status list_parse(const struct parameter *parameter, const char *spec, struct axis *axis,
                                     struct errors *errors) {
    struct spec_list list = {.at = spec, .end = spec + strlen(spec)};
    axis->list = array_new(spec_items(&list), sizeof *axis->list);
    if (!axis->list) return spec_memory(errors);
    enum parley_status status;
    while (spec_next(&list, parameter, &status, errors))
        axis->list[axis->count++] = list.value;
    return status == PARLEY_OK ? check_distinct(axis, spec, errors) : status;
}

static enum parley_status all_levels(struct axis *axis, struct errors *errors) {
    axis->count = axis->channel->level_count;
    axis->list = array_new((size_t)axis->count, sizeof *axis->list);
    if (!axis->list) return spec_memory(errors);
    for (uint64_t k = 0; k < axis->count; k++)
        axis->list[k] = (double)k;
    return PARLEY_OK;
}

static bool means_all_levels(const struct axis *axis, const char *spec) {
    if (axis->row->kind != PARAMETER_LEVEL || strcmp(spec, "all") != 0) return false;
    for (size_t k = 0; k < axis->channel->level_count; k++)
        if (strcmp(axis->channel->levels[k], "all") == 0) return false;
    return true;
}

// ---- FROM:TO:N[:log] ----

// N, digits alone; 0 if it is none. PARLEY_MEMORY: nobody knows.
static enum parley_status count_parse(const char *begin, const char *end, uint64_t *count) {
    char *copy = spec_copy(begin, end);
    if (!copy) return PARLEY_MEMORY;
    *count = 0;
    if (*copy && strspn(copy, "0123456789") == strlen(copy)) {
        errno = 0;
        unsigned long long read = strtoull(copy, NULL, 10);
        if (errno == 0 && read <= VALUES_MAX) *count = read;
    }
    free(copy);
    return PARLEY_OK;
}

static enum parley_status check_whole(const struct axis *axis, const char *spec, struct errors *errors) {
    if (axis->row->kind != PARAMETER_COUNT || axis->count == 1) return PARLEY_OK;
    if (axis->logarithmic)
        return fault(axis, spec, "whole numbers have no ':log'; write them as a list", errors);
    if (fmod(axis->to - axis->from, (double)(axis->count - 1)) == 0) return PARLEY_OK;
    char text[120];
    snprintf(text, sizeof text, "these steps are not whole numbers; N = %.0f has steps of 1, or write a list",
             axis->to - axis->from + 1);
    return fault(axis, spec, text, errors);
}

static enum parley_status check_spacing(const struct axis *axis, const char *spec, struct errors *errors) {
    if (axis->from > axis->to) return fault(axis, spec, "FROM is larger than TO; turn them round", errors);
    if (axis->logarithmic && !(axis->from > 0))
        return fault(axis, spec,
                     "a logarithmic axis must stay above 0; begin at a number > 0, or leave out ':log'",
                     errors);
    if (axis->count == 1 && axis->from < axis->to)
        return fault(axis, spec, "one value cannot have two ends; take N >= 2, or write the one value alone",
                     errors);
    if (axis->count == 1) return PARLEY_OK;
    if (!(axis->from < axis->to))
        return fault(axis, spec, "FROM equals TO: that is one value, not N; write it alone", errors);
    double steps = (double)(axis->count - 1);
    double step = axis->logarithmic
                      ? log(axis->to / axis->from) / steps
                      : (axis->to / steps - axis->from / steps) / fmax(fabs(axis->from), fabs(axis->to));
    if (!(step >= LEAST_STEP))
        return fault(axis, spec, "FROM and TO are too close for so many values; take fewer", errors);
    return check_whole(axis, spec, errors);
}

static enum parley_status range_parse(const struct parameter *parameter, const char *spec, struct axis *axis,
                                      struct errors *errors) {
    const char *part[PARTS_MAX + 1] = {spec}, *end = spec + strlen(spec);
    size_t parts = 1;
    for (const char *at = spec; at < end && parts < PARTS_MAX; at++)
        if (*at == ':') part[parts++] = at + 1;
    part[parts] = end + 1;
    if (parts < 3 || parts > 4)
        return fault(axis, spec, "an axis is FROM:TO:N or FROM:TO:N:log, or a list with commas", errors);
    enum parley_status status = spec_value(parameter, part[0], part[1] - 1, &axis->from, errors);
    if (status == PARLEY_OK) status = spec_value(parameter, part[1], part[2] - 1, &axis->to, errors);
    if (status != PARLEY_OK) return status;
    if (!isfinite(axis->from) || !isfinite(axis->to))
        return fault(axis, spec, "both ends must be numbers; put 'none' into a list", errors);
    if (count_parse(part[2], part[3] - 1, &axis->count) != PARLEY_OK) return spec_memory(errors);
    if (axis->count == 0)
        return fault(axis, spec, "N, how many values, must be a whole number from 1 on (at most 2^52)",
                     errors);
    if (parts == 4) {
        char *scale = spec_copy(part[3], end);
        if (!scale) return spec_memory(errors);
        axis->logarithmic = strcmp(scale, "log") == 0;
        free(scale);
        if (!axis->logarithmic) return fault(axis, spec, "only 'log' can follow FROM:TO:N", errors);
    }
    return check_spacing(axis, spec, errors);
}

enum parley_status axis_parse(const struct parameter *parameter, const char *spec, struct axis *axis,
                              struct errors *errors) {
    struct axis read = {.path = spec_copy(parameter->path, parameter->path + strlen(parameter->path)),
                        .row = parameter->row,
                        .channel = parameter->channel};
    if (!read.path) return spec_memory(errors);
    enum parley_status status;
    if (!spec[strspn(spec, " \t,")])
        status = fault(&read, spec, "there are no values; write FROM:TO:N or a list with commas", errors);
    else if (means_all_levels(&read, spec))
        status = all_levels(&read, errors);
    else if (strchr(spec, ':') && !has_names_only(read.row))
        status = range_parse(parameter, spec, &read, errors);
    else
        status = list_parse(parameter, spec, &read, errors);
    if (status == PARLEY_OK)
        *axis = read;
    else
        axis_clear(&read);
    return status;
}

void axis_clear(struct axis *axis) {
    if (!axis) return;
    free(axis->path);
    free(axis->list);
    *axis = (struct axis){0};
}

// ---- values ----

static double rounded(double value) {
    char digits[32];
    snprintf(digits, sizeof digits, "%.15g", value);
    return strtod(digits, NULL);
}

double axis_value(const struct axis *axis, uint64_t k) {
    if (axis->list) return axis->list[k];
    if (k == 0) return axis->from;
    if (k == axis->count - 1) return axis->to;
    double t = (double)k / (double)(axis->count - 1);
    if (axis->logarithmic) return rounded(exp((1 - t) * log(axis->from) + t * log(axis->to)));
    double value = (1 - t) * axis->from + t * axis->to;
    return axis->row && axis->row->kind == PARAMETER_COUNT ? round(value) : rounded(value);
}

enum parley_status grid_count(const struct axis *axes, size_t axis_count, uint64_t *count,
                              struct errors *errors) {
    if (axis_count == 0)
        return errors_add(errors, PARLEY_INPUT, nowhere, "nothing varies; name a parameter, for example %s",
                          "--vary Russia.discount_rate=0.01:0.2:20");
    uint64_t product = 1;
    for (size_t a = 0; a < axis_count; a++) {
        for (size_t b = 0; b < a; b++)
            if (strcmp(axes[a].path, axes[b].path) == 0)
                return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' is varied twice; give it one axis",
                                  axes[a].path);
        if (__builtin_mul_overflow(product, axes[a].count, &product))
            return errors_add(errors, PARLEY_INPUT, nowhere,
                              "the grid has more than 2^64 points from the axis '%s' on; take fewer values",
                              axes[a].path);
    }
    *count = product;
    return PARLEY_OK;
}

void grid_place(const struct axis *axes, size_t axis_count, uint64_t k, uint64_t *place) {
    for (size_t a = axis_count; a-- > 0;) {
        place[a] = k % axes[a].count;
        k /= axes[a].count;
    }
}

void grid_point(const struct axis *axes, size_t axis_count, uint64_t k, double *values) {
    for (size_t a = axis_count; a-- > 0;) {
        values[a] = axis_value(&axes[a], k % axes[a].count);
        k /= axes[a].count;
    }
}
