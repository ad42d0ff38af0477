// SPDX-License-Identifier: GPL-3.0-or-later
// A search for thresholds as a reader sees it: the crossings, or that there are none and why.
#include "output/threshold.h"
#include "output/lines.h"
#include "output/table.h"
#include <math.h>
#include <stdlib.h>

static const double REST = 1e-10;
enum { PARTS_MOST = 4 };

int threshold_side(const struct parley_threshold *threshold, double metric) {
    double excess = metric - threshold->value;
    double rest = REST * fmax(fabs(threshold->value), threshold->most - threshold->least);
    return excess > rest ? 1 : excess < -rest ? -1 : 0;
}

bool threshold_met(const struct parley_threshold *threshold, double metric) {
    int side = threshold_side(threshold, metric);
    switch (threshold->relation) {
    case AT_LEAST:
        return side >= 0;
    case ABOVE:
        return side > 0;
    case AT_MOST:
        return side <= 0;
    case BELOW:
        return side < 0;
    case EQUAL:
        return side == 0;
    }
    return false;
}

bool threshold_stopped(const struct parley_threshold *threshold) {
    return threshold->done < threshold->points || threshold->open_count > 0;
}

bool threshold_searched(const struct parley_threshold *threshold, size_t *k, size_t *first, size_t *last) {
    while (*k < threshold->points && threshold->scan[*k].kind == SAMPLE_MISSING)
        ++*k;
    *first = *k;
    while (*k < threshold->points && threshold->scan[*k].kind != SAMPLE_MISSING)
        *last = (*k)++;
    return *first < *k;
}

static const char *direction(const struct parley_threshold *threshold,
                             const struct parley_crossing *crossing) {
    if (threshold->relation == EQUAL) return crossing->below < crossing->above ? "rises" : "falls";
    return threshold_met(threshold, crossing->above) ? "met from here on" : "met up to here";
}

// Rounding errors beside nothing are nothing.
static double tidy(const struct parley_threshold *threshold, double metric) {
    return fabs(metric) < 1e-13 * (threshold->most - threshold->least) ? 0 : metric;
}

static void crossings_table(const struct parley_threshold *threshold, struct text *out) {
    static const char *const heads[] = {"kind", "just below", "just above", "target"};
    struct table table = {.columns = 5, .keys = 1, .words = 1 | 1 << 1 | 1 << 4};
    table_cell(&table, "%s", threshold->path);
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
        table_cell(&table, "%s", heads[k]);
    for (size_t k = 0; k < threshold->count; k++) {
        const struct parley_crossing *crossing = &threshold->crossings[k];
        table_cell(&table, "%.10g", crossing->at);
        table_cell(&table, "%s", crossing->jump ? "jump" : "continuous");
        table_cell(&table, "%.10g", tidy(threshold, crossing->below));
        table_cell(&table, "%.10g", tidy(threshold, crossing->above));
        table_cell(&table, "%s", direction(threshold, crossing));
    }
    table_render(&table, out, REPORT_WIDTH);
}

static void nothing_text(const struct parley_threshold *threshold, struct text *line) {
    bool met = false;
    for (size_t k = 0; k < threshold->points; k++)
        if (threshold->scan[k].kind == SAMPLE_SEEN) met = threshold_met(threshold, threshold->scan[k].metric);
    if (threshold->certified == 0)
        text_append(line, "Nothing can be said: no point of the scan has a certified solution.");
    else if (isnan(threshold->least))
        text_append(line, "Nothing can be said: %s is not defined at any point of the scan.",
                    threshold->metric);
    else if (threshold->unresolved > 0 || threshold->open_count > 0)
        text_append(line, "No crossing was located.");
    else
        text_append(line, "No crossing%s: the target is %s where %s is defined.",
                    threshold_stopped(threshold) ? " so far" : "",
                    met ? "met throughout" : "not met anywhere", threshold->metric);
}

// What was done before it was stopped, and what was not.
static void stopped_text(const struct parley_threshold *threshold, struct text *line) {
    size_t parts = 0;
    if (!threshold_stopped(threshold)) return;
    text_append(line, "Interrupted after %zu of %zu points of the scan: searched is %s", threshold->done,
                threshold->points, threshold->path);
    for (size_t k = 0, first, last; threshold_searched(threshold, &k, &first, &last); parts++)
        if (parts < PARTS_MOST)
            text_append(line, "%s from %.10g to %.10g", parts > 0 ? "," : "", threshold->scan[first].at,
                        threshold->scan[last].at);
    if (parts > PARTS_MOST) text_append(line, " and %zu more parts", parts - PARTS_MOST);
    text_append(line, ".");
    for (size_t k = 0; k < threshold->open_count && k < PARTS_MOST; k++)
        text_append(line, "%s between %.10g and %.10g",
                    k > 0 ? "," : " There is a crossing that was not closed in on", threshold->open[k].from,
                    threshold->open[k].to);
    if (threshold->open_count > PARTS_MOST)
        text_append(line, " and at %zu more places", threshold->open_count - PARTS_MOST);
    text_append(line, "%s", threshold->open_count > 0 ? ". " : " ");
}

static void scan_text(const struct parley_threshold *threshold, struct text *line) {
    size_t uncertified = threshold->done - threshold->certified;
    if (!isnan(threshold->least))
        text_append(line, "Over the scan of %zu points %s goes from %.6g to %.6g.", threshold->done,
                    threshold->metric, threshold->least + 0.0, threshold->most + 0.0);
    if (threshold->undefined > 0)
        text_append(line, " At %zu of them it is not defined.", threshold->undefined);
    if (uncertified > 0)
        text_append(line, " %zu %s left out: the solution there is not certified.", uncertified,
                    uncertified == 1 ? "point is" : "points are");
    if (threshold->unresolved > 0)
        text_append(line, " %zu %s could not be closed in on, for lack of certified solutions.",
                    threshold->unresolved, threshold->unresolved == 1 ? "crossing" : "crossings");
}

void threshold_report(const struct parley_threshold *threshold, struct text *out) {
    struct text plain = {0}, line = {0};
    text_append(&line, "Where %s is crossed as %s goes from %.10g to %.10g", threshold->target,
                threshold->path, threshold->from, threshold->to);
    if (*threshold->parameter_unit) text_append(&line, " (%s)", threshold->parameter_unit);
    lines_flush(&plain, &line, 0, REPORT_WIDTH);
    text_append(&plain, "\n");
    if (threshold->count > 0)
        crossings_table(threshold, &plain);
    else
        nothing_text(threshold, &line);
    lines_flush(&plain, &line, 2, REPORT_WIDTH);
    stopped_text(threshold, &line);
    scan_text(threshold, &line);
    text_append(&plain, "%s", line.length > 0 ? "\n" : "");
    lines_flush(&plain, &line, 2, REPORT_WIDTH);
    char *tamed = text_take(&plain);
    out->failed = out->failed || !tamed;
    if (tamed) text_tame(tamed);
    text_append(out, "%s", tamed ? tamed : "");
    free(tamed);
}
