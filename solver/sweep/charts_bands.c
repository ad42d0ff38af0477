// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics over the one axis of a grid with a sample at every place: a panel per metric with the median, its
// 95% interval and the bands that hold the middle 50 and 90 per cent of the sample, or, of a metric that has
// hardly more than two values anywhere, its mean with the standard error; the chance of a condition with its
// interval; shares of the regimes, stacked. Points of the sample that do not count are left out, and marked
// on the axis. Data: a block per panel, a row per place.
#include "core/checked.h"
#include "output/chart_text.h"
#include "output/lines.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PANEL_WIDTH = 36, ALONE_WIDTH = 46, PANEL_LINES = 2 };
// Bands say nothing where two values make up this share of the sample, if it is not too small to tell.
static const double CONCENTRATED = 0.9;
enum { SAMPLE_LEAST = 10 };

// What is drawn of one metric, and what was seen of all.
struct panel {
    struct chart_job *job;
    const struct store_metric *metric;
    struct span span;  // of the metric's bands
    struct span drawn; // with the intervals
    struct span means; // with their standard errors
    bool is_mean;      // drawn as its mean
    double error;      // the largest standard error of a share
    bool uncertified, refused, undefined, regime[REGIMES];
    bool has_bands, has_means, two_lines; // in any panel; two_lines: a label
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
    span_add(&panel->drawn, quantile[0].value);
    span_add(&panel->drawn, quantile[SPREAD_QUANTILES - 1].value);
    span_add(&panel->drawn, quantile[SPREAD_MEDIAN].low);
    span_add(&panel->drawn, quantile[SPREAD_MEDIAN].high);
    span_add(&panel->means, spread->mean - spread->error);
    span_add(&panel->means, spread->mean + spread->error);
    panel->is_mean = panel->is_mean && (double)spread->commonest >= CONCENTRATED * (double)spread->counted;
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
    panel->span = panel->drawn = panel->means = (struct span){INFINITY, -INFINITY};
    panel->is_mean = !panel->job->claim && panel->job->layout->samples >= SAMPLE_LEAST;
    panel_comment(panel, columns);
    return cut_spread(panel->job->cut, panel->job->file, &question, visit, panel, errors);
}

// ---- what the scripts must know ----

// "mean of agreement.ever (probability)", on one line or two.
static char *panel_label(const struct panel *panel) {
    const struct claim *claim = panel->job->claim;
    size_t columns = panel->job->metric_count > 1 ? PANEL_WIDTH : ALONE_WIDTH;
    struct text label = {0};
    char *name = name_on_line(claim ? claim->text : panel->metric->path, PANEL_WIDTH);
    text_append(&label, "%s%s", claim ? "chance of " : panel->is_mean ? "mean of " : "", name ? name : "");
    if (!claim && *panel->metric->unit) text_append(&label, " (%s)", panel->metric->unit);
    char *wrapped = name && !label.failed ? text_wrap(label.data, columns, PANEL_LINES) : NULL;
    text_free(&label);
    free(name);
    return wrapped;
}

static void panel_variables(struct panel *panel, size_t number) {
    struct text *out = &panel->job->variables;
    panel->is_mean = panel->is_mean && !(span_is_flat(panel->span) && span_is_flat(panel->means));
    struct span span = panel->is_mean ? panel->means : panel->drawn;
    char variable[32], *label = panel_label(panel);
    if (!(span.low <= span.high)) span = (struct span){0, 1};
    double room = span_is_flat(span) ? fmax(fabs(span.low), 1) / 2 : 0.05 * (span.high - span.low);
    panel->two_lines = panel->two_lines || (label && strchr(label, '\n'));
    panel->has_means = panel->has_means || panel->is_mean;
    panel->has_bands = panel->has_bands || !(panel->is_mean || panel->job->claim);
    snprintf(variable, sizeof variable, "panel_%zu", number);
    variable_string(out, variable, label);
    text_append(out, "mean_%zu = %d\ny%zu_low = %.17g\ny%zu_high = %.17g\n", number, panel->is_mean, number,
                span.low - room, number, span.high + room);
}

static void marks_variables(const struct panel *panel) {
    text_append(&panel->job->variables, "uncertified = %d\nrefused = %d\nundefined = %d\n",
                panel->uncertified, panel->refused, panel->undefined);
}

static void bands_variables(const struct panel *panel) {
    struct chart_job *job = panel->job;
    size_t marks = (size_t)panel->uncertified + panel->refused + panel->undefined;
    bool wide = job->metric_count > 2 && job->metric_count != 4, bands_alone = marks + panel->has_means == 0;
    const struct sample_page page = {
        .left = panel->two_lines ? 2.8 : 2.4,
        .legend_columns = wide ? 3 + bands_alone : 2,
        .entries = marks + (job->claim ? 2U : 4U * panel->has_bands + 2U * panel->has_means)};
    sample_page_variables(job, &page, &job->variables);
    marks_variables(panel);
    text_append(&job->variables, "chance = %d\nhas_bands = %d\nhas_means = %d\n", job->claim != NULL,
                panel->has_bands, panel->has_means);
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
        panel_variables(&panel, m + 1);
        job->empty = job->empty && span_is_flat(panel.span) && !panel.is_mean;
    }
    bands_variables(&panel);
    return status;
}

static void shares_variables(const struct panel *panel) {
    struct chart_job *job = panel->job;
    const bool *regime = panel->regime;
    size_t marks = (size_t)panel->uncertified + panel->refused;
    struct sample_page page = {.left = 2.4,
                               .legend_columns = marks > 0 ? 2 : 3,
                               .entries = marks + regime[0] + regime[1] + regime[2]};
    text_append(&page.remark, " The standard error of a share is at most %.2g.", panel->error);
    sample_page_variables(job, &page, &job->variables);
    marks_variables(panel);
    text_append(&job->variables, "is_never = %d\nis_later = %d\nis_soon = %d\n", regime[0], regime[1],
                regime[2]);
    text_free(&page.remark);
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
    shares_variables(&panel);
    return status;
}
