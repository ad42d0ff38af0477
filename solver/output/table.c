// SPDX-License-Identifier: GPL-3.0-or-later
// Aligned tables: cells are collected first, then widths are known. A cell that is wider than its column's
// limit wraps onto further lines; columns that do not fit the page follow below, with the key columns
// repeated.
#include "output/table.h"
#include "output/lines.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, INDENT = 2, WORDS_LIMIT = 30, NUMBERS_LIMIT = 12, ORPHAN = 3 };

static void append_cell(struct table *table, char *cell) {
    if (table->count == table->capacity && !table->failed) {
        size_t capacity = table->capacity ? table->capacity * 2 : 64;
        char **cells =
            capacity < SIZE_MAX / sizeof *cells ? realloc(table->cells, capacity * sizeof *cells) : NULL;
        table->failed = !cells;
        if (cells) {
            table->cells = cells;
            table->capacity = capacity;
        }
    }
    if (!cell || table->failed) {
        table->failed = true;
        free(cell);
        return;
    }
    table->cells[table->count++] = cell;
}

void table_cell(struct table *table, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *cell = length >= 0 ? malloc((size_t)length + 1) : NULL;
    if (cell) {
        va_start(arguments, format);
        vsnprintf(cell, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    append_cell(table, cell);
}

void number_append(struct text *out, double value) {
    if (isnan(value))
        text_append(out, "-");
    else
        text_append(out, "%.4f", fabs(value) < 5e-5 ? 0.0 : value);
}

void table_number(struct table *table, double value) {
    struct text cell = {0};
    number_append(&cell, value);
    append_cell(table, text_take(&cell));
}

void table_percent(struct table *table, double probability) {
    struct text cell = {0};
    percent_append(&cell, probability);
    append_cell(table, text_take(&cell));
}

void percent_append(struct text *out, double probability) {
    double percent = 100 * probability, edge = fmin(percent, 100 - percent);
    if (edge < 1e-9)
        text_append(out, "%.0f%%", percent);
    else if (edge < 0.01)
        text_append(out, percent < 50 ? "under 0.01%%" : "over 99.99%%");
    else
        text_append(out, "%.*f%%", edge >= 0.95 ? 0 : edge >= 0.095 ? 1 : 2, percent);
}

static size_t limit(const struct table *table, size_t c, size_t width) {
    if (width == TABLE_UNLIMITED) return TABLE_UNLIMITED;
    return table->words >> c & 1 ? WORDS_LIMIT : NUMBERS_LIMIT;
}

// As line_break, but a last word of a few letters does not stand alone ("draft" and "1" stay together).
static size_t cell_break(const char *cell, size_t width, const char **rest) {
    size_t bytes = line_break(cell, width, rest), left = strlen(*rest);
    if (left == 0 || left > ORPHAN || strpbrk(*rest, " \n") || cell[bytes] != ' ') return bytes;
    size_t word = bytes;
    while (word > 0 && cell[word - 1] != ' ')
        word--;
    if (word == 0) return bytes;
    *rest = cell + word;
    return word - 1;
}

static size_t widest_line(const char *cell, size_t most) {
    size_t widest = 0;
    while (*cell) {
        const char *rest;
        size_t columns = columns_count(cell, cell_break(cell, most, &rest));
        widest = columns > widest ? columns : widest;
        cell = rest;
    }
    return widest;
}

static void pad(struct text *out, size_t columns) {
    text_append(out, "%*s", (int)columns, "");
}

// One line of one cell; *cell moves on to what is left of it. Trailing blanks are owed, not written.
static void cell_line(struct text *out, const char **cell, size_t width, bool left, size_t *owed) {
    const char *rest = *cell;
    size_t bytes = **cell ? cell_break(*cell, width, &rest) : 0;
    size_t blank = width - columns_count(*cell, bytes);
    if (bytes > 0) {
        pad(out, *owed + (left ? 0 : blank));
        text_append_bytes(out, *cell, bytes);
        *owed = left ? blank : 0;
    } else {
        *owed += width;
    }
    *cell = rest;
}

// Columns [0, keys) and [from, to) of one row, over as many lines as its longest cell needs.
static void row_render(const struct table *table, size_t row, const size_t *width, const char **left,
                       size_t from, size_t to, struct text *out) {
    bool more = true;
    for (size_t c = 0; c < table->columns; c++)
        left[c] = table->cells[row * table->columns + c];
    while (more) {
        size_t owed = INDENT;
        more = false;
        for (size_t c = 0; c < to; c == table->keys - 1 ? c = from : c++) {
            cell_line(out, &left[c], width[c], table->words >> c & 1, &owed);
            owed += GAP;
            more = more || *left[c];
        }
        text_append(out, "\n");
    }
}

static size_t block_end(const struct table *table, const size_t *column, size_t from, size_t width) {
    size_t used = INDENT, c = from;
    for (size_t k = 0; k < table->keys; k++)
        used += column[k] + GAP;
    for (; c < table->columns && (c == from || used + column[c] <= width); c++)
        used += column[c] + GAP;
    return c;
}

void table_render(struct table *table, struct text *out, size_t width) {
    size_t *column = calloc(table->columns, sizeof *column);
    const char **left = calloc(table->columns, sizeof *left);
    if (!column || !left || table->failed || table->count % table->columns != 0) {
        out->failed = true;
        goto cleanup;
    }
    for (size_t k = 0; k < table->count; k++) {
        size_t c = k % table->columns, widest = widest_line(table->cells[k], limit(table, c, width));
        column[c] = widest > column[c] ? widest : column[c];
    }
    for (size_t from = table->keys, to; from < table->columns; from = to) {
        to = block_end(table, column, from, width);
        if (from > table->keys) text_append(out, "\n");
        for (size_t row = 0; row < table->count / table->columns; row++)
            row_render(table, row, column, left, from, to, out);
    }
cleanup:
    for (size_t k = 0; k < table->count; k++)
        free(table->cells[k]);
    free(table->cells);
    free(column);
    free(left);
    *table = (struct table){0};
}
