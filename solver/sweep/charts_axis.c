// SPDX-License-Identifier: GPL-3.0-or-later
// Axes of charts: which of their values are drawn, and where. An axis is logarithmic if its values are evenly
// spaced in the logarithm and not otherwise; what has names, a value that is no number ("none"), or no order
// is drawn at whole numbers.
#include "core/checked.h"
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MARKED = 12, NAME_WIDTH = 16 };

static bool is_even(const double *at, size_t count) {
    double step = (at[count - 1] - at[0]) / (double)(count > 1 ? count - 1 : 1);
    for (size_t k = 0; k < count; k++)
        if (!(fabs(at[k] - at[0] - (double)k * step) <= 1e-6 * fabs(step))) return false;
    return true;
}

static bool is_log(const struct store_axis *axis) {
    double ratio = axis->count > 2 ? axis->values[1] / axis->values[0] : NAN;
    if (is_even(axis->values, axis->count)) return false;
    for (size_t k = 0; k + 1 < axis->count; k++)
        if (!(axis->values[k] > 0 && fabs(axis->values[k + 1] / axis->values[k] / ratio - 1) < 1e-6))
            return false;
    return axis->count > 2;
}

static enum scale scale_of(const struct store_axis *axis) {
    if (axis->labels || axis->count == 1) return SCALE_NAMES;
    for (size_t k = 0; k < axis->count; k++)
        if (!isfinite(axis->values[k]) || (k > 0 && !(axis->values[k] > axis->values[k - 1])))
            return SCALE_NAMES;
    return is_log(axis) ? SCALE_LOG : SCALE_NUMBER;
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

void label_variable(struct text *out, const char *variable, const char *path, const char *unit,
                    size_t width) {
    struct text label = {0};
    text_append(&label, "%s", path);
    if (unit && *unit) text_append(&label, " (%s)", unit);
    variable_string(out, variable, label.data ? name_on_line(label.data, width) : NULL);
    text_free(&label);
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

void drawn_axis_variables(const struct drawn_axis *drawn, const char *name, struct text *out) {
    static const char *const scales[] = {"number", "log", "names"};
    char variable[64];
    bool named = drawn->scale == SCALE_NAMES;
    snprintf(variable, sizeof variable, "%s_label", name);
    label_variable(out, variable, drawn->axis->path, named ? "" : drawn->axis->unit, 50);
    text_append(out, "%s_scale = '%s'\n%s_low = %.17g\n%s_high = %.17g\n", name, scales[drawn->scale], name,
                drawn->edge[0], name, drawn->edge[drawn->count]);
    if (named)
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

bool span_is_flat(struct span span) {
    return !(span.high - span.low > 1e-9 * fmax(fabs(span.low), fabs(span.high)));
}

double span_step(struct span span, double parts) {
    if (span_is_flat(span)) return 0;
    double step = (span.high - span.low) / parts, power = pow(10, floor(log10(step)));
    return power * (step / power < 1.5 ? 1 : step / power < 3.5 ? 2 : step / power < 7.5 ? 5 : 10);
}
