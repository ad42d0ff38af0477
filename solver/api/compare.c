// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios side by side. Every column is a chain of its own, from the text to a certificate, on one thread
// if there are several of them; what is shown of it is taken at once and the solution let go, so that memory
// holds as many solutions as there are threads.
#include "output/compare.h"
#include "api/watch.h"
#include "core/checked.h"
#include "outcome/metrics.h"
#include "output/bundle.h"
#include "output/lines.h"
#include <string.h>

enum { COLUMNS_MAX = 100 };
static const struct mark nowhere = {0, 0};

void parley_comparison_free(parley_comparison *comparison) {
    if (!comparison) return;
    for (size_t c = 0; c < comparison->count; c++) {
        struct compared_column *column = &comparison->columns[c];
        free(column->name);
        free(column->title);
        free(column->file);
        free(column->changes);
        json_decref(column->main);
    }
    for (size_t r = 0; r < comparison->row_count; r++) {
        free(comparison->rows[r].path);
        free(comparison->rows[r].unit);
    }
    free(comparison->columns);
    free(comparison->rows);
    free(comparison->value);
    free(comparison);
}

static char *copied(const char *s) {
    struct text copy = {0};
    text_append_utf8(&copy, s ? s : "");
    text_append(&copy, "%s", "");
    return text_take(&copy);
}

static bool losses_in(const struct scenario *scenario) {
    for (size_t i = 0; i < scenario->party_count; i++)
        if (scenario->parties[i].loss_aversion > 0) return true;
    return false;
}

static bool column_begin(const parley_scenario *from, const char *name, struct compared_column *column) {
    struct text changes = {0};
    text_append(&changes, "%s", "");
    for (size_t k = 0; k < from->assignment_count; k++)
        text_append(&changes, "%s%s", k > 0 ? ", " : "", from->assignments[k]);
    column->name = copied(name);
    column->title = copied(from->scenario->title);
    column->file = copied(from->scenario->file);
    column->changes = text_take(&changes);
    column->pie = from->scenario->deal_count == 0 && from->scenario->issue_count == 0;
    column->losses = losses_in(from->scenario);
    column->counts = from->scenario->calendar < from->scenario->channel_count;
    return column->name && column->title && column->file && column->changes;
}

// The metric as the first column that has it knows it; else the message of a column that can suggest another.
static enum parley_status row_find(const struct parley_columns *columns, const char *path,
                                   struct metric *metric, struct errors *errors) {
    enum parley_status status = PARLEY_INPUT;
    struct text message = {0};
    for (size_t c = 0; c < columns->count && status == PARLEY_INPUT; c++) {
        struct errors one = {0};
        status = metric_describe(columns->scenarios[c]->scenario, path, metric, &one);
        const char *text = one.count > 0 ? one.items[0].text : "";
        if (status == PARLEY_INPUT && (!message.data || !strstr(message.data, "did you mean"))) {
            text_free(&message);
            text_append(&message, "%s", text);
        }
        errors_free(&one);
    }
    if (status != PARLEY_OK)
        errors_add(errors, status, nowhere, "%s", message.data ? message.data : status_text(status));
    text_free(&message);
    return status;
}

static enum parley_status rows_asked(const struct parley_columns *columns, struct parley_comparison *made,
                                     struct errors *errors) {
    for (size_t m = 0; m < columns->metric_count; m++) {
        struct metric metric;
        enum parley_status status = row_find(columns, columns->metrics[m], &metric, errors);
        if (status != PARLEY_OK) return status;
        if (!compare_row_add(made, columns->metrics[m], metric.unit))
            return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    }
    made->chosen = columns->metric_count > 0;
    return PARLEY_OK;
}

static enum parley_status begin(const struct parley_columns *columns, struct parley_comparison *made,
                                struct errors *errors) {
    const struct scenario *scenarios[COLUMNS_MAX];
    if (!(columns->count >= 1 && columns->count <= COLUMNS_MAX))
        return errors_add(errors, PARLEY_INPUT, nowhere, "from 1 to %d scenarios can be compared, not %zu",
                          COLUMNS_MAX, columns->count);
    made->columns = array_new(columns->count, sizeof *made->columns);
    bool fits = made->columns != NULL;
    for (size_t c = 0; fits && c < columns->count; c++) {
        scenarios[c] = columns->scenarios[c]->scenario;
        made->count++;
        fits = column_begin(columns->scenarios[c], columns->names[c], &made->columns[c]);
    }
    fits = fits && compare_rows(made, scenarios);
    enum parley_status status = fits ? rows_asked(columns, made, errors)
                                     : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (status != PARLEY_OK) return status;
    made->value = array_new(made->row_count * made->count, sizeof *made->value);
    if (!made->value) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    for (size_t k = 0; k < made->row_count * made->count; k++)
        made->value[k] = NAN;
    return PARLEY_OK;
}

// The blocks of the result's JSON that a comparison repeats.
static json_t *main_blocks(const char *json) {
    static const char *const keys[] = {"scenario", "title",     "states", "certificate", "start",
                                       "parties",  "agreement", "pie",    "issues",      "deals"};
    json_t *whole = json_loads(json, 0, NULL), *main = whole ? json_object() : NULL;
    for (size_t k = 0; main && k < sizeof keys / sizeof *keys; k++) {
        json_t *block = json_object_get(whole, keys[k]);
        if (!block || json_object_set(main, keys[k], block) == 0) continue;
        json_decref(main);
        main = NULL;
    }
    json_decref(whole);
    return main;
}

// What there is to keep of column c.
static enum parley_status column_fill(const parley_result *result, size_t c, struct parley_comparison *made,
                                      parley_error **error) {
    struct compared_column *column = &made->columns[c];
    char *json = NULL;
    column->certificate = parley_result_certificate(result);
    column->finished = true;
    for (size_t r = 0; r < made->row_count; r++) {
        double *value = &made->value[r * made->count + c];
        parley_metric(result, made->rows[r].path, value, NULL);
        if (compare_row_has(&made->rows[r], "share.") && !column->pie) *value = NAN;
    }
    enum parley_status status = parley_result_json(result, false, &json, error);
    if (status == PARLEY_OK && !(column->main = main_blocks(json))) {
        struct errors errors = {0};
        status = error_finish(errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory"), &errors, error);
    }
    free(json);
    return status;
}

static void column_solve(const parley_scenario *scenario, const struct parley_options *how, size_t c,
                         struct parley_comparison *made, struct watch *watch) {
    parley_error *error = NULL;
    parley_result *result = NULL;
    if (!watch_progress(watch, "", 0)) return;
    enum parley_status status = parley_solve(scenario, how, &result, &error);
    if (status == PARLEY_OK) status = column_fill(result, c, made, &error);
    parley_result_free(result);
    if (status == PARLEY_OK)
        watch_step(watch);
    else
        watch_fail(watch, c, status, error);
}

static void finished_count(struct parley_comparison *made) {
    made->base = made->count;
    for (size_t c = made->count; c-- > 0;)
        if (made->columns[c].finished)
            made->base = c;
        else
            made->missing++;
}

enum parley_status parley_compare(const struct parley_columns *columns, const struct parley_options *options,
                                  parley_comparison **comparison, parley_error **error) {
    static const struct parley_options usual = {0};
    struct watch watch = {
        .options = options ? options : &usual, .what = "comparing", .total = columns->count};
    struct errors errors = {0};
    struct parley_comparison *made = calloc(1, sizeof *made);
    enum parley_status status =
        made ? begin(columns, made, &errors) : errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (status != PARLEY_OK) {
        parley_comparison_free(made);
        return error_finish(status, &errors, error);
    }
    struct parley_options how = watch_options(&watch);
    if (columns->count == 1 || watch.options->threads < 0) how.threads = watch.options->threads;
    int threads = watch_threads(&watch, columns->count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t c = 0; c < columns->count; c++)
        column_solve(columns->scenarios[c], &how, c, made, &watch);
    finished_count(made);
    status = watch_finish(&watch, made->base < made->count, error);
    if (status == PARLEY_OK)
        *comparison = made;
    else
        parley_comparison_free(made);
    return status;
}

size_t parley_comparison_uncertified(const parley_comparison *comparison) {
    size_t count = 0;
    for (size_t c = 0; c < comparison->count; c++)
        count += comparison->columns[c].finished && !comparison->columns[c].certificate.holds;
    return count;
}

size_t parley_comparison_columns(const parley_comparison *comparison) {
    return comparison->count;
}

size_t parley_comparison_missing(const parley_comparison *comparison) {
    return comparison->missing;
}

enum parley_status parley_comparison_report(const parley_comparison *comparison, bool colour, char **report,
                                            parley_error **error) {
    struct errors errors = {0};
    struct text out = {0};
    compare_report(comparison, colour, &out);
    return error_finish(text_finish(&out, report, &errors), &errors, error);
}

enum parley_status parley_comparison_json(const parley_comparison *comparison, char **json,
                                          parley_error **error) {
    struct errors errors = {0};
    struct text out = {0};
    compare_json(comparison, &out);
    return error_finish(text_finish(&out, json, &errors), &errors, error);
}

// The one title of all columns, or else what they have in common.
static const char *chart_title(const parley_comparison *comparison) {
    const char *title = comparison->columns[0].title;
    for (size_t c = 1; c < comparison->count; c++)
        if (strcmp(comparison->columns[c].title, title) != 0) return "Value of each party, by scenario";
    return title;
}

enum parley_status parley_comparison_write(const parley_comparison *comparison, const char *directory,
                                           parley_error **error) {
    struct errors errors = {0};
    struct bundle bundle = {.name = "compare"};
    compare_report(comparison, false, &bundle.report);
    compare_json(comparison, &bundle.json);
    compare_data(comparison, &bundle.data);
    bundle_script_begin(&bundle, chart_title(comparison));
    compare_variables(comparison, &bundle.script);
    bundle_script_end(&bundle);
    return error_finish(bundle_write(&bundle, directory, &errors), &errors, error);
}
