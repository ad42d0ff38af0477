// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics over the one axis of a grid with a sample at every place: a panel per metric with the median, its
// 95% interval and the bands that hold the middle 50 and 90 per cent of the sample; the chance of a condition
// with its interval; shares of the regimes, stacked. Points of the sample that do not count are left out, and
// marked on the axis. Data: a block per panel, a row per place.
#include "core/checked.h"
#include "output/chart_text.h"
#include "output/lines.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>

enum { PANEL_WIDTH = 44, NAME_WIDTH = 16 };

// What is drawn of one metric, and what was seen of all.
struct panel {
    struct chart_job *job;
    const struct store_metric *metric;
    struct span span;  // of the metric's bands
    struct span drawn; // with the intervals
    double error;      // the largest standard error of a share
    bool uncertified, refused, undefined, regime[REGIMES];
};

static void span_add(struct span *span, double value) {
    if (!isfinite(value)) return;
    span->low = fmin(span->low, value);
    span->high = fmax(span->high, value);
}

static void estimate_append(struct text *out, struct estimate estimate) {
    data_number(out, estimate.value);
    data_number(out, estimate.low);
    data_number(out, estimate.high);
}

static void counts_append(struct panel *panel, size_t cell, const struct spread *spread) {
    text_append(&panel->job->data, "%.17g\t%zu\t%zu\t%zu\t%zu", panel->job->cut->x.value[cell],
                spread->counted, spread->uncertified, spread->refused, spread->undefined);
    panel->uncertified = panel->uncertified || spread->uncertified > 0;
    panel->refused = panel->refused || spread->refused > 0;
    panel->undefined = panel->undefined || spread->undefined > 0;
}

static void band_visit(void *context, size_t cell, const struct spread *spread) {
    struct panel *panel = context;
    struct text *out = &panel->job->data;
    const struct estimate *quantile = spread->quantile;
    counts_append(panel, cell, spread);
    estimate_append(out, quantile[SPREAD_MEDIAN]);
    for (size_t q = 0; q < SPREAD_QUANTILES; q++) {
        if (q != SPREAD_MEDIAN) data_number(out, quantile[q].value);
        span_add(&panel->span, quantile[q].value);
    }
    panel->drawn = panel->span;
    span_add(&panel->drawn, quantile[SPREAD_MEDIAN].low);
    span_add(&panel->drawn, quantile[SPREAD_MEDIAN].high);
    data_number(out, spread->mean);
    data_number(out, spread->error);
    text_append(out, "\n");
}

static void chance_visit(void *context, size_t cell, const struct spread *spread) {
    struct panel *panel = context;
    struct text *out = &panel->job->data;
    counts_append(panel, cell, spread);
    estimate_append(out, spread->chance);
    data_number(out, spread->chance_error);
    text_append(out, "\n");
    panel->undefined = false; // it counts: the condition is not met
    panel->span = panel->drawn = (struct span){0, 1};
}

static void shares_visit(void *context, size_t cell, const struct spread *spread) {
    struct panel *panel = context;
    struct text *out = &panel->job->data;
    double n = (double)spread->counted, below = 0;
    counts_append(panel, cell, spread);
    for (size_t k = 0; k < REGIMES; k++) {
        double share = n > 0 ? (double)spread->regime[k] / n : NAN, error = sqrt(share * (1 - share) / n);
        below += share;
        data_number(out, share);
        data_number(out, k + 1 < REGIMES ? below : below > 0 ? 1 : NAN);
        data_number(out, error);
        if (error > panel->error) panel->error = error;
        if (spread->regime[k] > 0) span_add(&panel->span, (double)k);
        panel->regime[k] = panel->regime[k] || spread->regime[k] > 0;
    }
    text_append(out, "\n");
}

static void panel_comment(struct panel *panel, const char *columns) {
    struct text *out = &panel->job->data;
    const struct claim *claim = panel->job->claim;
    text_append(out, "# ");
    comment_append(out, claim ? claim->text : panel->metric->path);
    if (!claim && *panel->metric->unit) {
        text_append(out, " (");
        comment_append(out, panel->metric->unit);
        text_append(out, ")");
    }
    text_append(out, ": the same sample of %llu at every place; intervals of 95%%\n# ",
                (unsigned long long)panel->job->layout->samples);
    comment_append(out, panel->job->cut->x.axis->path);
    text_append(out, "\tcounted\tuncertified\trefused\tundefined\t%s\n", columns);
}

static enum parley_status panel_read(struct panel *panel, const char *columns,
                                     void (*visit)(void *context, size_t cell, const struct spread *spread),
                                     struct errors *errors) {
    const struct spread_question question = {panel->metric->path, panel->job->claim};
    panel->span = panel->drawn = (struct span){INFINITY, -INFINITY};
    panel_comment(panel, columns);
    return cut_spread(panel->job->cut, panel->job->file, &question, visit, panel, errors);
}

// ---- what the scripts must know ----

static void panel_variables(const struct panel *panel, size_t number) {
    struct text *out = &panel->job->variables;
    struct span span = panel->drawn;
    char variable[32];
    if (!(span.low <= span.high)) span = (struct span){0, 1};
    double room = span_is_flat(span) ? fmax(fabs(span.low), 1) / 2 : 0.05 * (span.high - span.low);
    snprintf(variable, sizeof variable, "panel_%zu", number);
    if (panel->job->claim)
        variable_string(out, variable, name_on_line(panel->job->claim->text, PANEL_WIDTH));
    else
        label_variable(out, variable, panel->metric->path, panel->metric->unit, PANEL_WIDTH);
    text_append(out, "y%zu_low = %.17g\ny%zu_high = %.17g\n", number, span.low - room, number,
                span.high + room);
}

// Columns that the longest name on the axis takes; 0: numbers.
static size_t name_length(const struct drawn_axis *x) {
    size_t longest = 0;
    for (size_t k = 0; x->scale == SCALE_NAMES && k < x->count; k++) {
        struct text name = {0};
        axis_value_append(x->axis, k * x->stride, &name);
        size_t length = name.data ? columns_count(name.data, name.length) : 0;
        if (length > longest) longest = length;
        text_free(&name);
    }
    return longest < NAME_WIDTH ? longest : NAME_WIDTH;
}

static void chart_variables(const struct panel *panel) {
    struct text *out = &panel->job->variables;
    drawn_axis_variables(&panel->job->cut->x, "x", out);
    text_append(out, "x_letters = %zu\n", name_length(&panel->job->cut->x));
    text_append(out,
                "samples = %llu\npoints_drawn = %zu\nchance = %d\nuncertified = %d\nrefused = %d\n"
                "undefined = %d\n",
                (unsigned long long)panel->job->layout->samples, cut_cells(panel->job->cut),
                panel->job->claim != NULL, panel->uncertified, panel->refused, panel->undefined);
}

enum parley_status bands_chart(struct chart_job *job, struct errors *errors) {
    struct panel panel = {.job = job};
    enum parley_status status = PARLEY_OK;
    job->empty = !job->always && !job->claim;
    cut_comment(job->cut, &job->data);
    for (size_t m = 0; m < job->metric_count && status == PARLEY_OK; m++) {
        panel.metric = job->metrics[m];
        if (m > 0) text_append(&job->data, "\n\n");
        status = job->claim ? panel_read(&panel, "chance\tfrom\tto\tstandard error", chance_visit, errors)
                            : panel_read(&panel,
                                         "median\tfrom\tto\tquantile 0.05\tquantile 0.25\tquantile 0.75\t"
                                         "quantile 0.95\tmean\tits standard error",
                                         band_visit, errors);
        job->empty = job->empty && span_is_flat(panel.span);
        panel_variables(&panel, m + 1);
    }
    chart_variables(&panel);
    text_append(
        &job->variables,
        "panels = %zu\ncolumns = panels > 4 ? 3 : panels > 1 ? 2 : 1\n"
        "rows = (panels + columns - 1) / columns\n"
        "entries = (chance ? 2 : 4) + uncertified + refused + undefined\n"
        "slanted_names = x_letters * x_names > (columns > 1 ? 36 : 70)\n"
        "name_room = slanted_names ? 0.12 * x_letters : 0\n"
        "canvas_width = columns > 2 ? 26.0 : columns > 1 ? 22.0 : 17.0\n"
        "canvas_height = 2.1 + rows * ((panels > 1 ? 7.2 : 9.0) + name_room) + 0.3 + 0.55 * entries\n",
        job->metric_count);
    return status;
}

enum parley_status shares_chart(struct chart_job *job, struct errors *errors) {
    struct panel panel = {.job = job, .metric = job->metrics[0]};
    cut_comment(job->cut, &job->data);
    enum parley_status status =
        panel_read(&panel,
                   "never: share\tand below\tstandard error\tlater: share\tand below\tstandard error\t"
                   "at once: share\tand below\tstandard error",
                   shares_visit, errors);
    job->empty = !job->always && span_is_flat(panel.span);
    chart_variables(&panel);
    text_append(&job->variables,
                "error = %.2g\nis_never = %d\nis_later = %d\nis_soon = %d\ncanvas_width = 21.0\n"
                "canvas_height = 11.0\n",
                panel.error, panel.regime[0], panel.regime[1], panel.regime[2]);
    return status;
}
