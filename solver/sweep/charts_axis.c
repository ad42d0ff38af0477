// SPDX-License-Identifier: GPL-3.0-or-later
// Axes of charts: which of their values are drawn, and where. An axis is logarithmic if its values are evenly
// spaced in the logarithm, or if its steps differ much and less so there. What has names, a value that is no
// number ("none"), no order, or steps that differ too much on either scale is drawn at whole numbers.
#include "core/checked.h"
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MARKED = 12, NAME_WIDTH = 16, VALUE_WIDTH = 5, LABEL_WIDTH = 50 };
// The widest step over the narrowest: from which on a list may be logarithmic, and up to which it has a
// scale.
static const double UNEVEN = 3, UNEVEN_MOST = 8;
static const double FLAT = 1e-12;       // of utilities and years, which are about one
static const double MARKS_APART = 0.08; // of the axis

static bool is_even(const double *at, size_t count) {
    double step = (at[count - 1] - at[0]) / (double)(count > 1 ? count - 1 : 1);
    for (size_t k = 0; k < count; k++)
        if (!(fabs(at[k] - at[0] - (double)k * step) <= 1e-6 * fabs(step))) return false;
    return true;
}

// The widest step over the narrowest; infinite where one is none.
static double spread_of_steps(const struct store_axis *axis, double (*drawn)(double value)) {
    double narrowest = INFINITY, widest = 0;
    for (size_t k = 0; k + 1 < axis->count; k++) {
        double step = drawn(axis->values[k + 1]) - drawn(axis->values[k]);
        if (!(step > 0)) return INFINITY;
        narrowest = fmin(narrowest, step);
        widest = fmax(widest, step);
    }
    return widest / narrowest;
}

static double itself(double value) {
    return value;
}

static enum scale scale_of_list(const struct store_axis *axis) {
    if (axis->count < 3 || is_even(axis->values, axis->count)) return SCALE_NUMBER;
    double plain = spread_of_steps(axis, itself);
    double logarithmic = axis->values[0] > 0 ? spread_of_steps(axis, log10) : INFINITY;
    if (logarithmic < 1 + 1e-6) return SCALE_LOG;
    if (logarithmic < plain && plain > UNEVEN && logarithmic <= UNEVEN_MOST) return SCALE_LOG;
    return plain > UNEVEN_MOST ? SCALE_NAMES : SCALE_NUMBER;
}

static enum scale scale_of(const struct store_axis *axis) {
    if (axis->labels || axis->count == 1) return SCALE_NAMES;
    for (size_t k = 0; k < axis->count; k++)
        if (!isfinite(axis->values[k]) || (k > 0 && !(axis->values[k] > axis->values[k - 1])))
            return SCALE_NAMES;
    return scale_of_list(axis);
}

// Cells reach half-way to their neighbours, at the ends as far as on the other side.
static void edges_make(struct drawn_axis *drawn) {
    size_t n = drawn->count;
    const double *at = drawn->at;
    for (size_t k = 1; k < n; k++)
        drawn->edge[k] = (at[k - 1] + at[k]) / 2;
    drawn->edge[0] = n > 1 ? at[0] - (at[1] - at[0]) / 2 : at[0] - 0.5;
    drawn->edge[n] = n > 1 ? at[n - 1] + (at[n - 1] - at[n - 2]) / 2 : at[0] + 0.5;
}

bool drawn_axis_make(const struct store_axis *axis, size_t number, size_t most, struct drawn_axis *drawn) {
    size_t stride = (axis->count + most - 1) / most, count = (axis->count + stride - 1) / stride;
    *drawn = (struct drawn_axis){.axis = axis,
                                 .number = number,
                                 .scale = scale_of(axis),
                                 .stride = stride,
                                 .label_width = LABEL_WIDTH,
                                 .label_lines = 1,
                                 .count = count,
                                 .value = array_new(count, sizeof(double)),
                                 .at = array_new(count, sizeof(double)),
                                 .edge = array_new(count + 1, sizeof(double))};
    if (!drawn->value || !drawn->at || !drawn->edge) return false;
    for (size_t k = 0; k < count; k++) {
        double value = axis->values[k * stride];
        drawn->value[k] = drawn->scale == SCALE_NAMES ? (double)(k * stride) : value;
        drawn->at[k] = drawn->scale == SCALE_LOG ? log10(value) : drawn->value[k];
    }
    drawn->even = is_even(drawn->at, count);
    edges_make(drawn);
    return true;
}

void drawn_axis_clear(struct drawn_axis *drawn) {
    free(drawn->value);
    free(drawn->at);
    free(drawn->edge);
    *drawn = (struct drawn_axis){0};
}

void axis_value_append(const struct store_axis *axis, size_t place, struct text *out) {
    if (axis->labels && place < axis->count)
        text_append(out, "%s", axis->labels[place]);
    else if (axis->values && axis->values[place] == -INFINITY)
        text_append(out, "none");
    else if (axis->values)
        text_append(out, "%.6g", axis->values[place]);
}

void comment_append(struct text *out, const char *words) {
    for (; *words; words++)
        text_append_bytes(out, (unsigned char)*words < 0x20 || *words == 0x7F ? " " : words, 1);
}

static void names_append(const struct drawn_axis *drawn, const char *name, struct text *out) {
    size_t every = (drawn->count + NAMES_MARKED - 1) / NAMES_MARKED, marked = 0;
    for (size_t k = 0; k < drawn->count; k += every, marked++) {
        char variable[64];
        struct text words = {0};
        axis_value_append(drawn->axis, k * drawn->stride, &words);
        snprintf(variable, sizeof variable, "%s_name_%zu", name, marked + 1);
        variable_string(out, variable, words.data ? name_on_line(words.data, NAME_WIDTH) : NULL);
        text_free(&words);
    }
    text_append(out, "%s_names = %zu\n%s_every = %zu\n", name, marked, name, every * drawn->stride);
}

// The values of a logarithmic axis if they are few and short: marks that say more than round numbers do.
static void marks_append(const struct drawn_axis *drawn, const char *name, struct text *out) {
    struct text marks = {0};
    size_t n = drawn->count;
    bool fit = drawn->scale == SCALE_LOG && n <= NAMES_MARKED;
    double before = -INFINITY, apart = MARKS_APART * (drawn->edge[n] - drawn->edge[0]);
    for (size_t k = 0; k < n && fit; k++) {
        fit = snprintf(NULL, 0, "%.6g", drawn->value[k]) <= VALUE_WIDTH;
        if (drawn->at[k] - before < apart) continue;
        text_append(&marks, "%s%.6g", marks.length > 0 ? " " : "", drawn->value[k]);
        before = drawn->at[k];
    }
    text_append(out, "%s_marks = '%s'\n", name, fit && marks.data ? marks.data : "");
    out->failed = out->failed || marks.failed;
    text_free(&marks);
}

void drawn_axis_variables(const struct drawn_axis *drawn, const char *name, struct text *out) {
    static const char *const scales[] = {"number", "log", "names"};
    char variable[64];
    snprintf(variable, sizeof variable, "%s_label", name);
    size_t lines = label_lines(out, variable, drawn->axis->path, drawn->axis->labels ? "" : drawn->axis->unit,
                               drawn->label_width, drawn->label_lines);
    text_append(out, "%s_lines = %zu\n%s_scale = '%s'\n%s_low = %.17g\n%s_high = %.17g\n", name, lines, name,
                scales[drawn->scale], name, drawn->edge[0], name, drawn->edge[drawn->count]);
    if (drawn->scale == SCALE_LOG) marks_append(drawn, name, out);
    if (drawn->scale == SCALE_NAMES)
        names_append(drawn, name, out);
    else
        text_append(out, "%s_names = 0\n", name);
}

// ---- spans ----

struct span span_of(const double *values, const double *status, size_t count) {
    struct span span = {INFINITY, -INFINITY};
    for (size_t k = 0; k < count; k++) {
        if (status[k] != POINT_CERTIFIED || !isfinite(values[k])) continue;
        span.low = fmin(span.low, values[k]);
        span.high = fmax(span.high, values[k]);
    }
    return span;
}

double span_rounding(struct span span) {
    return 1e-9 * fmax(fabs(span.low), fabs(span.high));
}

bool span_is_flat(struct span span) {
    return !(span.high - span.low > fmax(span_rounding(span), FLAT));
}

double span_step(struct span span, double parts) {
    if (span_is_flat(span)) return 0;
    double step = (span.high - span.low) / parts, power = pow(10, floor(log10(step)));
    return power * (step / power < 1.5 ? 1 : step / power < 3.5 ? 2 : step / power < 7.5 ? 5 : 10);
}
