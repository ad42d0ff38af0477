// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as a table. Colours come last: a cell that differs carries marks that take no columns
// (combining characters that no language uses at the head of a number), which are replaced by escape
// sequences once the table is laid out and everything else has been made harmless for a terminal.
#include "output/compare.h"
#include "output/lines.h"
#include "output/table.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct mark_row {
    const char *mark, *escape;
} MARKS[] = {{"\xE2\x83\xA8", "\033[32m"}, {"\xE2\x83\xAA", "\033[31m"}, {"\xE2\x83\xAB", "\033[0m"}};
enum { MORE, LESS, END, MARK_COUNT };
enum { HEAD_WIDTH = 12 };

static void regime_append(struct text *out, double regime) {
    static const char *const names[] = {"never", "later", "at once"};
    text_append(out, "%s", regime >= 0 && regime <= 2 ? names[(size_t)regime] : "-");
}

static void value_append(struct text *out, const struct compared_row *row, double value) {
    if (isnan(value))
        text_append(out, "-");
    else if (strcmp(row->path, "regime") == 0)
        regime_append(out, value);
    else if (compare_row_has(row, "certificate."))
        text_append(out, "%.1e", value);
    else
        number_append(out, value);
}

// Coloured only if it looks different.
static void value_cell(const struct parley_comparison *comparison, size_t r, size_t c, bool colour,
                       struct table *table) {
    const double *value = &comparison->value[r * comparison->count];
    struct text cell = {0}, first = {0};
    value_append(&cell, &comparison->rows[r], value[c]);
    double base = value[comparison->base];
    value_append(&first, &comparison->rows[r], base);
    bool differs = cell.data && first.data && strcmp(cell.data, first.data) != 0;
    if (colour && differs && !isnan(value[c]) && !isnan(base))
        table_cell(table, "%s%s%s", MARKS[value[c] > base ? MORE : LESS].mark, cell.data, MARKS[END].mark);
    else
        table_cell(table, "%s", cell.data ? cell.data : "");
    table->failed = table->failed || cell.failed || first.failed;
    text_free(&cell);
    text_free(&first);
}

static void label_cell(const struct compared_row *row, struct table *table) {
    struct text label = {0};
    compare_label(row, &label);
    table_cell(table, "%s", label.data ? label.data : "");
    table->failed = table->failed || label.failed;
    text_free(&label);
}

// A heading as wide as a column of numbers, broken where a path would be read with a pause.
static void name_cell(const char *name, struct table *table) {
    struct text lines = {0};
    while (columns_count(name, strlen(name)) > HEAD_WIDTH) {
        const char *rest;
        size_t bytes = line_break(name, HEAD_WIDTH, &rest), cut = bytes;
        while (cut > 0 && !strchr("-_.,:/=", name[cut - 1]))
            cut--;
        bool blank = name[bytes] == ' ';
        text_append_bytes(&lines, name, cut > 0 && !blank ? cut : bytes);
        text_append(&lines, "\n");
        name = cut > 0 && !blank ? name + cut : rest;
    }
    text_append(&lines, "%s", name);
    table_cell(table, "%s", lines.data ? lines.data : "");
    table->failed = table->failed || lines.failed;
    text_free(&lines);
}

static void heading_row(const struct parley_comparison *comparison, const char *heading,
                        struct table *table) {
    table_cell(table, "%s", heading);
    for (size_t c = 0; c < comparison->count; c++)
        table_cell(table, "%s", "");
}

static void certificate_rows(const struct parley_comparison *comparison, struct table *table) {
    table_cell(table, "certificate");
    for (size_t c = 0; c < comparison->count; c++)
        table_cell(table, "%s",
                   !comparison->columns[c].finished           ? "missing"
                   : comparison->columns[c].certificate.holds ? "holds"
                                                              : "NOT AN EQUILIBRIUM");
    table_cell(table, "largest gain of a deviation");
    for (size_t c = 0; c < comparison->count; c++)
        if (comparison->columns[c].finished)
            table_cell(table, "%.1e", comparison->columns[c].certificate.epsilon);
        else
            table_cell(table, "-");
}

static const char *level_of(const struct compared_column *column, const char *channel) {
    const char *level = json_string_value(json_object_get(json_object_get(column->main, "start"), channel));
    return level ? level : "-";
}

// Does a column before c have the channel?
static bool channel_seen(const struct parley_comparison *comparison, size_t c, const char *channel) {
    for (size_t k = 0; k < c; k++)
        if (json_object_get(json_object_get(comparison->columns[k].main, "start"), channel)) return true;
    return false;
}

static void start_rows(const struct parley_comparison *comparison, struct table *table) {
    bool any = false;
    for (size_t c = 0; c < comparison->count; c++) {
        const char *channel;
        json_t *level;
        json_object_foreach(json_object_get(comparison->columns[c].main, "start"), channel, level) {
            if (comparison->columns[c].counts && strcmp(channel, "calendar") == 0) continue;
            if (channel_seen(comparison, c, channel)) continue;
            if (!any) heading_row(comparison, "leverage at the start", table);
            any = true;
            table_cell(table, "  %s", channel);
            for (size_t k = 0; k < comparison->count; k++)
                table_cell(table, "%s", level_of(&comparison->columns[k], channel));
        }
    }
}

static void columns_text(const struct parley_comparison *comparison, struct text *out) {
    for (size_t c = 0; c < comparison->count; c++) {
        const struct compared_column *column = &comparison->columns[c];
        struct text line = {0};
        text_append(&line, "%s: %s", column->name, *column->title ? column->title : column->file);
        if (*column->changes) text_append(&line, ", with %s", column->changes);
        lines_flush(out, &line, 2, REPORT_WIDTH);
    }
}

static void missing_text(const struct parley_comparison *comparison, struct text *out) {
    struct text line = {0};
    if (comparison->missing == 0) return;
    text_append(&line, "Interrupted: %zu of %zu columns %s missing (", comparison->missing, comparison->count,
                comparison->missing == 1 ? "is" : "are");
    for (size_t c = 0, named = 0; c < comparison->count; c++)
        if (!comparison->columns[c].finished)
            text_append(&line, "%s%s", named++ > 0 ? ", " : "", comparison->columns[c].name);
    text_append(&line, ").");
    if (comparison->base > 0)
        text_append(&line, " Differences are against %s.", comparison->columns[comparison->base].name);
    lines_flush(out, &line, 2, REPORT_WIDTH);
}

// Replace the marks of a finished, tamed table.
static void marks_replace(const char *from, struct text *out) {
    while (*from) {
        size_t k = 0;
        while (k < MARK_COUNT && strncmp(from, MARKS[k].mark, strlen(MARKS[k].mark)) != 0)
            k++;
        text_append_bytes(out, k < MARK_COUNT ? MARKS[k].escape : from,
                          k < MARK_COUNT ? strlen(MARKS[k].escape) : 1);
        from += k < MARK_COUNT ? strlen(MARKS[k].mark) : 1;
    }
}

static void rows_text(const struct parley_comparison *comparison, bool colour, struct table *table) {
    const char *heading = "";
    for (size_t r = 0; r < comparison->row_count; r++) {
        const struct compared_row *row = &comparison->rows[r];
        if (!compare_shows(comparison, row)) continue;
        if (strcmp(compare_heading(row), heading) != 0 && *compare_heading(row))
            heading_row(comparison, compare_heading(row), table);
        heading = compare_heading(row);
        label_cell(row, table);
        for (size_t c = 0; c < comparison->count; c++)
            value_cell(comparison, r, c, colour && c > comparison->base, table);
    }
}

void compare_report(const struct parley_comparison *comparison, bool colour, struct text *out) {
    struct table table = {.columns = comparison->count + 1, .keys = 1, .words = 1};
    struct text plain = {0};
    text_append(&plain, "Side by side\n");
    columns_text(comparison, &plain);
    missing_text(comparison, &plain);
    text_append(&plain, "\n");
    table_cell(&table, "%s", "");
    for (size_t c = 0; c < comparison->count; c++)
        name_cell(comparison->columns[c].name, &table);
    certificate_rows(comparison, &table);
    if (!comparison->chosen) start_rows(comparison, &table);
    rows_text(comparison, colour, &table);
    table_render(&table, &plain, REPORT_WIDTH);
    char *tamed = text_take(&plain);
    out->failed = out->failed || !tamed;
    if (!tamed) return;
    text_tame(tamed);
    if (colour)
        marks_replace(tamed, out);
    else
        text_append(out, "%s", tamed);
    free(tamed);
}
