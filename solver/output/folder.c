// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of results. Everything is composed in memory before the first file is written; the pictures are
// left to gnuplot.
#include "output/folder.h"
#include "core/file.h"
#include "output/chart.h"
#include "output/elasticity.h"
#include "output/json.h"
#include "output/report.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum parley_status text_write(const char *directory, const char *stem, const char *ending,
                                     struct text *text, struct errors *errors) {
    char name[64];
    size_t length = text->length;
    char *bytes = text_take(text);
    if (!bytes)
        return errors_add(errors, PARLEY_MEMORY, (struct mark){0, 0}, "out of memory while writing a chart");
    snprintf(name, sizeof name, "%s.%s", stem, ending);
    enum parley_status status = file_write(directory, name, bytes, length, errors);
    free(bytes);
    return status;
}

static enum parley_status chart_write(const struct solution *solution, const struct chart_row *row,
                                      const char *directory, struct errors *errors) {
    struct text data = {0}, script = {0};
    row->data(solution, &data);
    chart_script(row, solution, &script);
    enum parley_status status = text_write(directory, row->name, "dat", &data, errors);
    if (status == PARLEY_OK) status = text_write(directory, row->name, "gp", &script, errors);
    text_free(&data);
    text_free(&script);
    return status;
}

// A file that is not there is what was wanted; one that cannot be removed is no reason to fail.
static void chart_remove(const struct chart_row *row, const char *directory) {
    static const char *const endings[] = {"dat", "gp", "png", "svg", "pdf"};
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
        struct text path = {0};
        text_append(&path, "%s/%s.%s", directory, row->name, endings[k]);
        if (!path.failed) remove(path.data);
        text_free(&path);
    }
}

static void file_remove(const char *directory, const char *name) {
    struct text path = {0};
    text_append(&path, "%s/%s", directory, name);
    if (!path.failed) remove(path.data);
    text_free(&path);
}

// The derivative of every metric by every parameter, if they were asked for.
static enum parley_status elasticities_write(const struct solution *solution, const char *directory,
                                             struct errors *errors) {
    struct text table = {0};
    if (!solution->elasticities) {
        file_remove(directory, "elasticities.tsv");
        return PARLEY_OK;
    }
    elasticities_table(solution->elasticities, &table);
    return text_write(directory, "elasticities", "tsv", &table, errors);
}

enum parley_status folder_write(const struct solution *solution, bool all_states, const char *directory,
                                struct errors *errors) {
    char *report = NULL, *json = NULL;
    enum parley_status status = report_write(solution, all_states, &report, errors);
    if (status == PARLEY_OK) status = json_write(solution, all_states, &json, errors);
    if (status == PARLEY_OK) status = directory_make(directory, errors);
    if (status == PARLEY_OK) status = file_write(directory, "report.txt", report, strlen(report), errors);
    if (status == PARLEY_OK) status = file_write(directory, "result.json", json, strlen(json), errors);
    if (status == PARLEY_OK) status = elasticities_write(solution, directory, errors);
    for (size_t k = 0; k < chart_row_count && status == PARLEY_OK; k++) {
        if (chart_rows[k].applies(solution))
            status = chart_write(solution, &chart_rows[k], directory, errors);
        else
            chart_remove(&chart_rows[k], directory);
    }
    free(report);
    free(json);
    return status;
}
