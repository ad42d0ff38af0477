// SPDX-License-Identifier: GPL-3.0-or-later
// Charts of a sample, from its first points (a beginning of a Sobol' sequence is balanced, every n-th point
// is not). Of two parameters: the points, coloured by the metric, and histograms of either parameter as
// densities. Otherwise a panel per parameter: the metric against it, and the median and the middle 80 per
// cent of windows that hold a tenth of the points.
#include "core/checked.h"
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    POINTS_MOST = 10000,
    PANEL_POINTS = 3000,
    BINS_MOST = 40,
    WINDOWS = 40,
    DISCRETE_MOST = 12,
    LABEL_WIDTH = 60
};
static const double LOG_RATIO = 20; // of largest to smallest, from which on an axis may be logarithmic

// Columns of the first points.
struct columns {
    size_t count, parameters;
    double *status, *metric, *parameter[PANELS_MOST], *room; // room: three more columns
    double *memory;                                          // owned
    bool logarithmic[PANELS_MOST];
    struct span span[PANELS_MOST];
};

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Is the middle of the parameter's values nearer to the middle of the axis when that is logarithmic?
static void scale_find(struct columns *columns, size_t k) {
    size_t n = 0;
    for (size_t i = 0; i < columns->count; i++)
        if (isfinite(columns->parameter[k][i])) columns->room[n++] = columns->parameter[k][i];
    if (n == 0) return;
    qsort(columns->room, n, sizeof(double), compare);
    double low = columns->room[0], high = columns->room[n - 1], median = columns->room[n / 2];
    columns->span[k] = (struct span){low, high};
    if (!(low > 0 && high / low >= LOG_RATIO)) return;
    double plain = fabs((median - low) / (high - low) - 0.5);
    columns->logarithmic[k] = fabs(log(median / low) / log(high / low) - 0.5) < plain;
}

static enum parley_status columns_read(const struct chart_job *job, struct columns *columns,
                                       struct errors *errors) {
    const struct store_layout *layout = job->layout;
    size_t first = 0, stride = 1, n = layout->points < POINTS_MOST ? (size_t)layout->points : POINTS_MOST;
    columns->count = n;
    columns->parameters = layout->axis_count < PANELS_MOST ? layout->axis_count : PANELS_MOST;
    if (!(columns->memory = array_new((columns->parameters + 5) * n, sizeof(double))))
        return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for a chart");
    columns->status = columns->memory;
    columns->metric = columns->memory + n;
    columns->room = columns->memory + 2 * n;
    enum parley_status status =
        netcdf_read_part(job->file, "status", &first, &n, &stride, columns->status, errors);
    if (status == PARLEY_OK)
        status =
            netcdf_read_part(job->file, job->metrics[0]->path, &first, &n, &stride, columns->metric, errors);
    for (size_t k = 0; k < columns->parameters && status == PARLEY_OK; k++) {
        columns->parameter[k] = columns->memory + (5 + k) * n;
        status = netcdf_read_part(job->file, layout->axes[k].path, &first, &n, &stride, columns->parameter[k],
                                  errors);
        if (status == PARLEY_OK) scale_find(columns, k);
    }
    return status;
}

static double drawn(const struct columns *columns, size_t k, double value) {
    return columns->logarithmic[k] ? log10(value) : value;
}

static void first_comment(const struct chart_job *job, size_t count, struct text *out) {
    if (count < job->layout->points)
        text_append(out, "# the first %zu of %llu points; sweep.nc holds all\n", count,
                    (unsigned long long)job->layout->points);
}

// What the script must know of the parameter's axis.
static void parameter_variables(struct chart_job *job, const struct columns *columns, size_t k,
                                const char *name) {
    const struct store_axis *axis = &job->layout->axes[k];
    struct text *out = &job->variables;
    char variable[64];
    struct span span = columns->span[k];
    bool named = axis->labels != NULL;
    if (named) span = (struct span){0, axis->count > 0 ? (double)(axis->count - 1) : 0};
    double low = drawn(columns, k, span.low), high = drawn(columns, k, span.high);
    double room = named ? 0.5 : high > low ? 0.03 * (high - low) : 0.5;
    snprintf(variable, sizeof variable, "%s_label", name);
    label_variable(out, variable, axis->path, named ? "" : axis->unit, LABEL_WIDTH);
    text_append(out, "%s_scale = '%s'\n%s_low = %.17g\n%s_high = %.17g\n%s_names = %zu\n%s_every = 1\n", name,
                named                     ? "names"
                : columns->logarithmic[k] ? "log"
                                          : "number",
                name, low - room, name, high + room, name, named ? axis->count : 0, name);
    for (size_t v = 0; named && v < axis->count; v++) {
        snprintf(variable, sizeof variable, "%s_name_%zu", name, v + 1);
        variable_string(out, variable, name_on_line(axis->labels[v], 16));
    }
}

static void metric_variables(struct chart_job *job, const struct columns *columns) {
    struct text *out = &job->variables;
    struct span span = span_of(columns->metric, columns->status, columns->count);
    bool uncertified = false, refused = false;
    for (size_t i = 0; i < columns->count; i++) {
        uncertified = uncertified || columns->status[i] == POINT_UNCERTIFIED;
        refused = refused || columns->status[i] == POINT_REFUSED;
    }
    if (!(span.low <= span.high)) span = (struct span){0, 1};
    if (span_is_flat(span)) {
        double room = fmax(fabs(span.low), 1) / 2;
        span = (struct span){span.low - room, span.high + room};
    }
    text_append(out,
                "points_drawn = %zu\nlow = %.17g\nhigh = %.17g\nuncertified = %d\nrefused = %d\n"
                "regimes = %d\n",
                columns->count, span.low, span.high, uncertified, refused,
                strcmp(job->metrics[0]->path, "regime") == 0);
    label_variable(out, "metric_label", job->metrics[0]->path, job->metrics[0]->unit, LABEL_WIDTH);
}

// ---- two parameters ----

// Density of the parameter along its axis as drawn: from, to, density. All points count, whatever their
// status: it is the sample's.
static void density_append(const struct chart_job *job, const struct columns *columns, size_t k,
                           struct text *out) {
    const struct store_axis *axis = &job->layout->axes[k];
    double low = drawn(columns, k, columns->span[k].low), high = drawn(columns, k, columns->span[k].high);
    size_t tally[BINS_MOST] = {0}, bins = (size_t)ceil(2 * cbrt((double)columns->count)), total = 0;
    if (bins > BINS_MOST) bins = BINS_MOST;
    if (axis->labels && axis->count <= BINS_MOST) { // a bar per level
        low = -0.5;
        high = (double)axis->count - 0.5;
        bins = axis->count;
    }
    double width = (high > low ? high - low : 1) / (double)bins;
    for (size_t i = 0; i < columns->count; i++) {
        double at = (drawn(columns, k, columns->parameter[k][i]) - low) / width;
        if (!(at >= 0 && at <= (double)bins)) continue;
        tally[at < (double)bins ? (size_t)at : bins - 1]++;
        total++;
    }
    text_append(out, "\n\n# density of ");
    comment_append(out, axis->path);
    text_append(out, ", as drawn: from\tto\tdensity\n");
    for (size_t b = 0; b < bins; b++)
        text_append(out, "%.9g\t%.9g\t%.9g\n", low + (double)b * width, low + (double)(b + 1) * width,
                    total > 0 ? (double)tally[b] / ((double)total * width) : 0);
}

enum parley_status scatter_chart(struct chart_job *job, struct errors *errors) {
    struct columns columns = {0};
    struct text *out = &job->data;
    enum parley_status status = columns_read(job, &columns, errors);
    job->empty = status == PARLEY_OK && !job->always &&
                 span_is_flat(span_of(columns.metric, columns.status, columns.count));
    if (status == PARLEY_OK && !job->empty) {
        first_comment(job, columns.count, out);
        text_append(out, "# ");
        comment_append(out, job->layout->axes[0].path);
        text_append(out, "\t");
        comment_append(out, job->layout->axes[1].path);
        text_append(out, "\tstatus\t");
        comment_append(out, job->metrics[0]->path);
        text_append(out, "\n");
        for (size_t i = 0; i < columns.count; i++) {
            text_append(out, "%.17g\t%.17g\t%g", columns.parameter[0][i], columns.parameter[1][i],
                        columns.status[i]);
            data_number(out, columns.metric[i]);
            text_append(out, "\n");
        }
        density_append(job, &columns, 0, out);
        density_append(job, &columns, 1, out);
        text_append(&job->variables, "canvas_width = 18.0\ncanvas_height = 14.5\n");
        parameter_variables(job, &columns, 0, "x");
        parameter_variables(job, &columns, 1, "y");
        metric_variables(job, &columns);
    }
    free(columns.memory);
    return status;
}

// ---- the metric against each parameter ----

struct pair {
    double x, y;
};

static int compare_pairs(const void *a, const void *b) {
    const struct pair *p = a, *q = b;
    int by_x = (p->x > q->x) - (p->x < q->x);
    return by_x != 0 ? by_x : (p->y > q->y) - (p->y < q->y);
}

// Of an ascending list, interpolated between neighbours.
static double quantile(const double *sorted, size_t count, double p) {
    double at = p * (double)(count - 1);
    size_t k = (size_t)at;
    return k + 1 < count ? sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]) : sorted[count - 1];
}

static void quantiles_append(double x, double *values, size_t count, struct text *out) {
    qsort(values, count, sizeof *values, compare);
    text_append(out, "%.9g\t%.9g\t%.9g\t%.9g\n", x, quantile(values, count, 0.1),
                quantile(values, count, 0.5), quantile(values, count, 0.9));
}

static size_t values_of(const struct pair *pairs, size_t count) {
    size_t distinct = count > 0;
    for (size_t i = 1; i < count; i++)
        distinct += pairs[i].x != pairs[i - 1].x;
    return distinct;
}

// At each value of a parameter that has few.
static void discrete_append(const struct pair *pairs, size_t count, double *room, struct text *out) {
    text_append(out, "\n\n# value, as drawn\tquantile 0.1\tmedian\tquantile 0.9\n");
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first; next < count && pairs[next].x == pairs[first].x; next++)
            room[next - first] = pairs[next].y;
        quantiles_append(pairs[first].x, room, next - first, out);
    }
}

// Windows in the order of the parameter: its middle in the window, and quantiles of the metric there.
static void windows_append(const struct pair *pairs, size_t count, double *room, struct text *out) {
    size_t width = count / 10 > 9 ? count / 10 : 9, windows = count > width + WINDOWS ? WINDOWS : 0;
    text_append(out,
                "\n\n# windows of %zu points, as drawn: middle of the parameter\tquantile 0.1\tmedian\t"
                "quantile 0.9\n",
                width);
    for (size_t w = 0; w < windows; w++) {
        size_t first = w * (count - width) / (windows - 1);
        for (size_t i = 0; i < width; i++)
            room[i] = pairs[first + i].y;
        quantiles_append(pairs[first + width / 2].x, room, width, out);
    }
    if (windows == 0) text_append(out, "NaN\tNaN\tNaN\tNaN\n");
}

// True if the parameter has few values.
static bool running_append(struct columns *columns, size_t k, struct text *out) {
    struct pair *pairs = (struct pair *)(void *)columns->room;
    double *room = columns->room + 2 * columns->count;
    size_t n = 0;
    for (size_t i = 0; i < columns->count; i++)
        if (columns->status[i] == POINT_CERTIFIED && isfinite(columns->metric[i]) &&
            isfinite(columns->parameter[k][i]))
            pairs[n++] = (struct pair){drawn(columns, k, columns->parameter[k][i]), columns->metric[i]};
    qsort(pairs, n, sizeof *pairs, compare_pairs);
    bool discrete = n > 0 && values_of(pairs, n) <= DISCRETE_MOST;
    if (discrete)
        discrete_append(pairs, n, room, out);
    else
        windows_append(pairs, n, room, out);
    return discrete;
}

static void panel_append(struct chart_job *job, struct columns *columns, size_t k) {
    struct text *out = &job->data;
    size_t count = columns->count < PANEL_POINTS ? columns->count : PANEL_POINTS;
    char name[32];
    if (k > 0) text_append(out, "\n\n");
    first_comment(job, count, out);
    text_append(out, "# ");
    comment_append(out, job->layout->axes[k].path);
    text_append(out, "\tstatus\t");
    comment_append(out, job->metrics[0]->path);
    text_append(out, "\n");
    for (size_t i = 0; i < count; i++) {
        text_append(out, "%.17g\t%g", columns->parameter[k][i], columns->status[i]);
        data_number(out, columns->metric[i]);
        text_append(out, "\n");
    }
    bool discrete = running_append(columns, k, out);
    snprintf(name, sizeof name, "x%zu", k + 1);
    text_append(&job->variables, "%s_discrete = %d\n", name, discrete);
    parameter_variables(job, columns, k, name);
}

enum parley_status panels_chart(struct chart_job *job, struct errors *errors) {
    struct columns columns = {0};
    enum parley_status status = columns_read(job, &columns, errors);
    job->empty = status == PARLEY_OK && !job->always &&
                 span_is_flat(span_of(columns.metric, columns.status, columns.count));
    if (status == PARLEY_OK && !job->empty) {
        for (size_t k = 0; k < columns.parameters; k++)
            panel_append(job, &columns, k);
        metric_variables(job, &columns);
        text_append(&job->variables,
                    "panels = %zu\nparameters = %zu\n"
                    "canvas_height = 3.7 + 0.55 * (uncertified + refused) + (panels > 3 ? panels > 6 ? 3 : 2 "
                    ": 1) * 6.8\n"
                    "canvas_width = panels > 2 ? 25.0 : 4.0 + 8.0 * panels\n",
                    columns.parameters, job->layout->axis_count);
    }
    free(columns.memory);
    return status;
}
