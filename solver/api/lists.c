// SPDX-License-Identifier: GPL-3.0-or-later
// The lists that `parley params` and `parley metrics` print, straight from the tables of parameters and
// metrics. With a scenario the paths are those that exist in it; without one they are patterns with names in
// capitals.
#include "api/objects.h"
#include "outcome/metrics.h"
#include "output/lines.h"
#include "output/table.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

// A list under way, in one of the two formats: rows of cells under fixed columns.
struct list {
    enum parley_format format;
    const char *const *columns;
    struct table table;
    json_t *array;
};

static struct list list_start(enum parley_format format, const char *const *columns, size_t count) {
    struct list list = {format, columns, {.columns = count, .keys = 1, .words = UINT64_MAX}, NULL};
    if (format == PARLEY_JSON) list.array = json_array();
    for (size_t c = 0; format == PARLEY_TEXT && c < count; c++)
        table_cell(&list.table, "%s", columns[c]);
    return list;
}

static void list_row(struct list *list, const char *const *cells) {
    json_t *object = list->format == PARLEY_JSON ? json_object() : NULL;
    for (size_t c = 0; c < list->table.columns; c++) {
        if (list->format == PARLEY_TEXT)
            table_cell(&list->table, "%s", cells[c]);
        else if (json_object_set_new(object, list->columns[c], json_string(cells[c])) != 0)
            list->table.failed = true;
    }
    if (list->format == PARLEY_JSON && json_array_append_new(list->array, object) != 0)
        list->table.failed = true;
}

static enum parley_status list_finish(struct list *list, char **text, struct errors *errors) {
    struct text out = {0};
    out.failed = list->table.failed;
    if (list->format == PARLEY_TEXT) {
        table_render(&list->table, &out, TABLE_UNLIMITED);
    } else {
        char *dump = json_dumps(list->array, JSON_INDENT(1));
        text_append(&out, "%s\n", dump ? dump : "");
        out.failed = out.failed || !dump;
        free(dump);
        json_decref(list->array);
    }
    enum parley_status status = text_finish(&out, text, errors);
    if (status == PARLEY_OK) text_tame(*text);
    return status;
}

static void parameter_row_add(struct list *list, const char *path, const char *value,
                              const struct parameter_row *row) {
    char range[96];
    parameter_range_text(row, range, sizeof range);
    list_row(list, (const char *const[]){path, value, range, row->unit, row->meaning});
}

static bool parameter_add(void *context, const struct parameter *parameter) {
    struct list *list = context;
    struct text value = {0};
    scenario_value_text(parameter, &value);
    parameter_row_add(list, parameter->path, value.data ? value.data : "", parameter->row);
    list->table.failed = list->table.failed || value.failed;
    text_free(&value);
    return !list->table.failed;
}

static void pattern_add(struct list *list, const char *prefix, const struct parameter_row *row) {
    struct text path = {0}, value = {0};
    double initial = row->initial;
    struct parameter parameter = {.row = row, .value = &initial, .path = row->key, .channel = NULL};
    text_append(&path, "%s%s", prefix, row->key);
    if (isnan(initial))
        text_append(&value, "-");
    else
        scenario_value_text(&parameter, &value);
    if (path.failed || value.failed)
        list->table.failed = true;
    else
        parameter_row_add(list, path.data, value.data ? value.data : "", row);
    text_free(&path);
    text_free(&value);
}

static void patterns_add(struct list *list) {
    for (size_t k = 0; k < scenario_row_count; k++)
        pattern_add(list, "", &scenario_rows[k]);
    for (size_t k = 0; k < issue_row_count; k++)
        pattern_add(list, "outcome.issues.ISSUE.", &issue_rows[k]);
    parameter_row_add(list, "outcome.deals.NAME.utility.PARTY", "-", &utility_row);
    parameter_row_add(list, "outcome.deals.NAME.at.ISSUE", "-", &position_row);
    for (size_t k = 0; k < party_row_count; k++)
        pattern_add(list, "PARTY.", &party_rows[k]);
    for (size_t k = 0; k < stance_row_count; k++)
        pattern_add(list, "PARTY.issues.ISSUE.", &stance_rows[k]);
    parameter_row_add(list, "start.CHANNEL", "-", &start_row);
    for (size_t k = 0; k < drift_row_count; k++)
        pattern_add(list, "leverage.CHANNEL.", &drift_rows[k]);
    for (size_t k = 0; k < drift_row_count; k++)
        pattern_add(list, "leverage.CHANNEL.when.NUMBER.", &drift_rows[k]);
    for (size_t k = 0; k < drift_row_count; k++)
        pattern_add(list, "leverage.CHANNEL.beliefs.PARTY.", &drift_rows[k]);
    for (size_t k = 0; k < option_row_count; k++)
        pattern_add(list, "moves.MOVE.", &option_rows[k]);
    for (size_t k = 0; k < option_row_count; k++)
        if (option_rows[k].offset == offsetof(struct option, chance))
            pattern_add(list, "accords.ACCORD.", &option_rows[k]);
    parameter_row_add(list, "anchors.ANCHOR.shares.PARTY", "-", &share_row);
    parameter_row_add(list, "anchors.ANCHOR.at.ISSUE", "-", &position_row);
    for (size_t k = 0; k < anchoring_row_count; k++)
        pattern_add(list, "", &anchoring_rows[k]);
    parameter_row_add(list, "leverage.CHANNEL.transition.LEVEL.LEVEL", "-", &probability_row);
    parameter_row_add(list, "leverage.CHANNEL.effects.PATH.set.LEVEL", "-", &effect_row);
    parameter_row_add(list, "leverage.CHANNEL.effects.PATH.scale.LEVEL", "-", &effect_row);
    parameter_row_add(list, "leverage.CHANNEL.effects.PATH.add.LEVEL", "-", &effect_row);
}

enum parley_status parley_parameters(const parley_scenario *scenario, enum parley_format format, char **text,
                                     parley_error **error) {
    static const char *const columns[] = {"path", "value", "range", "unit", "meaning"};
    struct errors errors = {0};
    struct list list = list_start(format, columns, sizeof columns / sizeof *columns);
    if (!scenario)
        patterns_add(&list);
    else if (!parameters_visit(scenario->scenario, parameter_add, &list))
        list.table.failed = true;
    return error_finish(list_finish(&list, text, &errors), &errors, error);
}

static bool metric_add(void *context, const struct metric *metric) {
    struct list *list = context;
    list_row(list, (const char *const[]){metric->path, metric->unit, metric->meaning});
    return !list->table.failed;
}

enum parley_status parley_metrics(const parley_scenario *scenario, enum parley_format format, char **text,
                                  parley_error **error) {
    static const char *const columns[] = {"path", "unit", "meaning"};
    struct errors errors = {0};
    struct list list = list_start(format, columns, sizeof columns / sizeof *columns);
    if (!metrics_visit(scenario ? scenario->scenario : NULL, metric_add, &list)) list.table.failed = true;
    return error_finish(list_finish(&list, text, &errors), &errors, error);
}
