// SPDX-License-Identifier: GPL-3.0-or-later
// A search for thresholds as JSON and as a chart: the metric over the scan, with the target and the
// crossings. Lines break where the metric jumps, is not defined or not certified.
#include "output/chart_text.h"
#include "output/json_writer.h"
#include "output/threshold.h"
#include <stdlib.h>

enum { NAME_WIDTH = 60 };

static json_t *crossings_json(struct writer *writer, const struct parley_threshold *threshold) {
    json_t *array = json_array();
    for (size_t k = 0; k < threshold->count; k++) {
        const struct parley_crossing *crossing = &threshold->crossings[k];
        json_t *object = json_object();
        json_put(writer, object, "at", json_number(crossing->at));
        json_put(writer, object, "kind", json_string(crossing->jump ? "jump" : "continuous"));
        json_put(writer, object, "below", json_number(crossing->below));
        json_put(writer, object, "above", json_number(crossing->above));
        json_push(writer, array, object);
    }
    return array;
}

// Parts of the range: what was searched, or where a crossing is left to close in on.
static json_t *part_json(struct writer *writer, double from, double to) {
    json_t *object = json_object();
    json_put(writer, object, "from", json_number(from));
    json_put(writer, object, "to", json_number(to));
    return object;
}

static json_t *searched_json(struct writer *writer, const struct parley_threshold *threshold) {
    json_t *array = json_array();
    for (size_t k = 0, first, last; threshold_searched(threshold, &k, &first, &last);)
        json_push(writer, array, part_json(writer, threshold->scan[first].at, threshold->scan[last].at));
    return array;
}

static json_t *open_json(struct writer *writer, const struct parley_threshold *threshold) {
    json_t *array = json_array();
    for (size_t k = 0; k < threshold->open_count; k++)
        json_push(writer, array, part_json(writer, threshold->open[k].from, threshold->open[k].to));
    return array;
}

static json_t *scan_json(struct writer *writer, const struct parley_threshold *threshold) {
    json_t *object = json_object();
    json_put(writer, object, "from", json_number(threshold->from));
    json_put(writer, object, "to", json_number(threshold->to));
    json_put(writer, object, "points", json_count(threshold->points));
    json_put(writer, object, "done", json_count(threshold->done));
    json_put(writer, object, "searched", searched_json(writer, threshold));
    json_put(writer, object, "certified", json_count(threshold->certified));
    json_put(writer, object, "undefined", json_count(threshold->undefined));
    json_put(writer, object, "least", json_number(threshold->least));
    json_put(writer, object, "most", json_number(threshold->most));
    return object;
}

void threshold_json(const struct parley_threshold *threshold, struct text *out) {
    struct writer writer = {NULL, NULL, false};
    json_t *root = json_object();
    char *json = NULL;
    json_put(&writer, root, "crossings", crossings_json(&writer, threshold));
    json_put(&writer, root, "target", json_text(threshold->target));
    json_put(&writer, root, "parameter", json_text(threshold->path));
    json_put(&writer, root, "scan", scan_json(&writer, threshold));
    json_put(&writer, root, "unresolved", json_count(threshold->unresolved));
    json_put(&writer, root, "interrupted", json_boolean(threshold_stopped(threshold)));
    json_put(&writer, root, "open", open_json(&writer, threshold));
    if (json_finish(&writer, root, &json, NULL) == PARLEY_OK)
        text_append(out, "%s", json);
    else
        out->failed = true;
    free(json);
}

static void data_row(struct text *out, double at, double metric) {
    text_append(out, "%.17g", at + 0.0);
    data_number(out, metric);
    text_append(out, "\n");
}

// Both ends of a crossing, apart if it is a jump.
static void crossing_rows(const struct parley_threshold *threshold, const struct parley_crossing *crossing,
                          struct text *out) {
    double back = threshold->whole ? 1 : threshold->tolerance / 2;
    double on = threshold->whole ? 0 : threshold->tolerance / 2;
    data_row(out, crossing->at - back, crossing->below);
    if (crossing->jump) data_row(out, crossing->at, NAN);
    data_row(out, crossing->at + on, crossing->above);
}

void threshold_data(const struct parley_threshold *threshold, struct text *out) {
    size_t next = 0;
    text_append(out, "# ");
    data_name(out, threshold->path);
    text_append(out, " (%s)\t", threshold->parameter_unit);
    data_name(out, threshold->metric);
    text_append(out, " (%s)\n", threshold->metric_unit);
    for (size_t k = 0; k < threshold->points; k++) {
        const struct sample *sample = &threshold->scan[k];
        for (; next < threshold->count && threshold->crossings[next].at <= sample->at; next++)
            crossing_rows(threshold, &threshold->crossings[next], out);
        data_row(out, sample->at, sample->kind == SAMPLE_SEEN ? sample->metric : NAN);
    }
    text_append(out, "\n\n# crossing\tmetric just below\tmetric just above\tjump\n");
    for (size_t k = 0; k < threshold->count; k++) {
        const struct parley_crossing *crossing = &threshold->crossings[k];
        text_append(out, "%.17g", crossing->at + 0.0);
        data_number(out, crossing->below);
        data_number(out, crossing->above);
        text_append(out, "\t%d\n", crossing->jump);
    }
}

static void axis_variable(struct text *out, const char *variable, const char *name, const char *unit) {
    struct text label = {0};
    char *shortened = name_on_line(name, NAME_WIDTH);
    text_append(&label, "%s", shortened ? shortened : "");
    if (*unit) text_append(&label, " (%s)", unit);
    variable_string(out, variable, text_take(&label));
    out->failed = out->failed || !shortened;
    free(shortened);
}

void threshold_variables(const struct parley_threshold *threshold, struct text *out) {
    axis_variable(out, "metric_name", threshold->metric, threshold->metric_unit);
    axis_variable(out, "parameter_name", threshold->path, threshold->parameter_unit);
    axis_variable(out, "target_name", threshold->target, "");
    text_append(out, "target = %.17g\nfrom = %.17g\nto = %.17g\ncrossings = %zu\nseen = %d\n",
                threshold->value, threshold->from, threshold->to, threshold->count, !isnan(threshold->least));
    for (size_t k = 0; k < threshold->count; k++)
        text_append(out, "crossing_%zu = %.17g\n", k + 1, threshold->crossings[k].at);
}
