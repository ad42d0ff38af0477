// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as JSON and as a chart. Of every result the main blocks are as `parley solve --json` writes
// them, so that a program reads both alike; metrics are keyed by path. Differences are against the first
// column that is finished.
#include "output/chart_text.h"
#include "output/compare.h"
#include "output/json_writer.h"

enum { NAME_WIDTH = 24, LABEL_WIDTH = 14, COLUMN_WIDTH = 36 };

static json_t *metrics_json(struct writer *writer, const struct parley_comparison *comparison, size_t c,
                            bool difference) {
    json_t *object = json_object();
    for (size_t r = 0; r < comparison->row_count; r++) {
        const double *value = &comparison->value[r * comparison->count];
        if (comparison->chosen != (comparison->rows[r].kind == COMPARED_OTHER)) continue;
        json_put(writer, object, comparison->rows[r].path,
                 json_number(difference ? value[c] - value[comparison->base] : value[c]));
    }
    return object;
}

static json_t *result_json(struct writer *writer, const struct parley_comparison *comparison, size_t c) {
    const struct compared_column *column = &comparison->columns[c];
    json_t *object = json_object();
    json_put(writer, object, "name", json_text(column->name));
    json_put(writer, object, "changes", json_text(column->changes));
    if (!column->finished) {
        json_put(writer, object, "missing", json_boolean(true));
        return object;
    }
    if (json_object_update(object, column->main) != 0) writer->failed = true;
    json_put(writer, object, "metrics", metrics_json(writer, comparison, c, false));
    return object;
}

void compare_json(const struct parley_comparison *comparison, struct text *out) {
    struct writer writer = {NULL, NULL, false};
    json_t *root = json_object(), *results = json_array(), *differences = json_array();
    json_put(&writer, root, "parley", json_string(PARLEY_VERSION));
    json_put(&writer, root, "interrupted", json_boolean(comparison->missing > 0));
    for (size_t c = 0; c < comparison->count; c++)
        json_push(&writer, results, result_json(&writer, comparison, c));
    for (size_t c = comparison->base + 1; c < comparison->count; c++) {
        if (!comparison->columns[c].finished) continue;
        json_t *one = json_object();
        json_put(&writer, one, "name", json_text(comparison->columns[c].name));
        json_put(&writer, one, "from", json_text(comparison->columns[comparison->base].name));
        json_put(&writer, one, "metrics", metrics_json(&writer, comparison, c, true));
        json_push(&writer, differences, one);
    }
    json_put(&writer, root, "results", results);
    json_put(&writer, root, "differences", differences);
    char *json = NULL;
    if (json_finish(&writer, root, &json, NULL) == PARLEY_OK)
        text_append(out, "%s", json);
    else
        out->failed = true;
    free(json);
}

static const char *party_of(const struct compared_row *row) {
    return row->path + sizeof "value." - 1;
}

static bool row_is_bar(const struct compared_row *row) {
    return row->kind != COMPARED_OTHER && compare_row_has(row, "value.");
}

void compare_data(const struct parley_comparison *comparison, struct text *out) {
    text_append(out, "# party");
    for (size_t c = 0; c < comparison->count; c++) {
        text_append(out, "\tvalue (utility) in ");
        data_name(out, comparison->columns[c].name);
    }
    text_append(out, "\n");
    for (size_t r = 0; r < comparison->row_count; r++) {
        if (!row_is_bar(&comparison->rows[r])) continue;
        data_name(out, party_of(&comparison->rows[r]));
        for (size_t c = 0; c < comparison->count; c++)
            data_number(out, comparison->value[r * comparison->count + c]);
        text_append(out, "\n");
    }
}

void compare_variables(const struct parley_comparison *comparison, struct text *out) {
    size_t parties = 0;
    char variable[32];
    for (size_t r = 0; r < comparison->row_count; r++) {
        if (!row_is_bar(&comparison->rows[r])) continue;
        snprintf(variable, sizeof variable, "party_%zu", ++parties);
        variable_string(out, variable, name_on_line(party_of(&comparison->rows[r]), NAME_WIDTH));
        snprintf(variable, sizeof variable, "label_%zu", parties);
        variable_string(out, variable, name_on_lines(party_of(&comparison->rows[r]), LABEL_WIDTH));
    }
    // Room for the longest legend, one line each.
    double height = 11 + 0.42 * (comparison->count > 6 ? (double)comparison->count - 6 : 0);
    text_append(out, "parties = %zu\nshown = %zu\ncanvas_height = %g\n", parties, comparison->count, height);
    for (size_t c = 0; c < comparison->count; c++) {
        snprintf(variable, sizeof variable, "column_%zu", c + 1);
        variable_string(out, variable, name_on_line(comparison->columns[c].name, COLUMN_WIDTH));
    }
}
