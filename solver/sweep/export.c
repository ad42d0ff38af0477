// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of text from a journal, a line per point. Words of a scenario stand in quotes in which neither
// gnuplot nor a reader of CSV expands anything (names hold no double quote; of one that did it would be
// doubled or replaced); control characters become blanks, so that no title can end a comment.
#include "sweep/export.h"
#include "sweep/rows.h"
#include "sweep/temporary.h"
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};

struct export {
    const struct store_layout *layout;
    enum export_format format;
    FILE *file;
};

const char *point_status_name(size_t status) {
    static const char *const names[] = {
        [POINT_CERTIFIED] = "certified", [POINT_UNCERTIFIED] = "uncertified", [POINT_REFUSED] = "refused"};
    return status < sizeof names / sizeof *names ? names[status] : "unknown";
}

// Text without control characters; a double quote becomes `quote`.
static void put_words(FILE *file, const char *words, const char *quote) {
    for (const char *c = words ? words : ""; *c; c++)
        if (*c == '"')
            fputs(quote, file);
        else
            fputc((unsigned char)*c < 0x20 || *c == 0x7F ? ' ' : *c, file);
}

static void put_quoted(const struct export *export, const char *words) {
    fputc('"', export->file);
    put_words(export->file, words, export->format == EXPORT_CSV ? "\"\"" : "'");
    fputc('"', export->file);
}

static void put_number(const struct export *export, double number) {
    if (isnan(number))
        fputs("NaN", export->file);
    else
        fprintf(export->file, "%.17g", number + 0.0);
}

// Column c of the table as the header names it.
static void put_name(const struct export *export, size_t c) {
    const struct store_layout *layout = export->layout;
    const char *path = "status", *unit = "";
    if (c < layout->axis_count) {
        path = layout->axes[c].path;
        unit = layout->axes[c].labels ? "" : layout->axes[c].unit;
    } else if (c == layout->axis_count + ROW_EPSILON) {
        path = "epsilon";
        unit = "utility";
    } else if (c >= layout->axis_count + ROW_METRICS) {
        path = layout->metrics[c - layout->axis_count - ROW_METRICS].path;
        unit = layout->metrics[c - layout->axis_count - ROW_METRICS].unit;
    }
    if (export->format == EXPORT_CSV) {
        put_quoted(export, path);
        return;
    }
    put_words(export->file, path, "'");
    if (unit && *unit) {
        fputs(" [", export->file);
        put_words(export->file, unit, "'");
        fputc(']', export->file);
    }
}

static void put_header(const struct export *export) {
    const struct store_layout *layout = export->layout;
    size_t columns = layout->axis_count + store_row(layout);
    if (export->format == EXPORT_DAT) {
        fputs("# ", export->file);
        put_words(export->file, layout->title, "'");
        fprintf(export->file, "\n# sweep of %" PRIu64 " points, by parley %s: ", layout->points,
                PARLEY_VERSION);
        put_words(export->file, layout->command, "'");
        fprintf(export->file, "\n# status: %d %s, %d %s, %d %s\n# ", POINT_CERTIFIED,
                point_status_name(POINT_CERTIFIED), POINT_UNCERTIFIED, point_status_name(POINT_UNCERTIFIED),
                POINT_REFUSED, point_status_name(POINT_REFUSED));
    }
    for (size_t c = 0; c < columns; c++) {
        if (c > 0) fputc(export->format == EXPORT_CSV ? ',' : '\t', export->file);
        put_name(export, c);
    }
    fputc('\n', export->file);
}

static void put_coordinate(const struct export *export, const struct store_axis *axis, double value) {
    if (axis->labels && value >= 0 && value < (double)axis_label_count(axis))
        put_quoted(export, axis->labels[(size_t)value]);
    else
        put_number(export, value);
}

// A point's coordinates, or its places on the axes of a grid, the last fastest.
static void put_coordinates(const struct export *export, uint64_t point, const double *sampled) {
    const struct store_layout *layout = export->layout;
    uint64_t inner = layout->points, rest = point;
    for (size_t k = 0; k < layout->axis_count; k++) {
        const struct store_axis *axis = &layout->axes[k];
        if (k > 0) fputc(export->format == EXPORT_CSV ? ',' : '\t', export->file);
        if (!sampled) {
            inner /= axis->count;
            put_coordinate(export, axis, axis->values[rest / inner]);
            rest %= inner;
        } else {
            put_coordinate(export, axis, sampled[k]);
        }
    }
}

static void put_row(const struct export *export, const double *row) {
    char separator = export->format == EXPORT_CSV ? ',' : '\t';
    for (size_t c = 0; c < store_row(export->layout); c++) {
        fputc(separator, export->file);
        if (c == ROW_STATUS && export->format == EXPORT_CSV)
            fputs(point_status_name((size_t)row[c]), export->file);
        else
            put_number(export, row[c]);
    }
    fputc('\n', export->file);
}

// After a point: blank lines where a scan line or a block of scan lines ends.
static void put_break(const struct export *export, uint64_t point) {
    const struct store_layout *layout = export->layout;
    size_t dimensions = store_dimensions(layout);
    if (export->format == EXPORT_CSV || dimensions < 2 || point + 1 == layout->points) return;
    uint64_t line = store_length(layout, dimensions - 1), sheet = line * store_length(layout, dimensions - 2);
    if ((point + 1) % line == 0) fputs((point + 1) % sheet == 0 ? "\n\n" : "\n", export->file);
}

static enum parley_status put_points(const struct export *export, struct rows *rows, struct errors *errors) {
    const double *coordinates, *row;
    put_header(export);
    for (uint64_t point = 0; point < export->layout->points && !ferror(export->file); point++) {
        enum parley_status status = rows_at(rows, point, &coordinates, &row, errors);
        if (status != PARLEY_OK) return status;
        put_coordinates(export, point, coordinates);
        put_row(export, row);
        put_break(export, point);
    }
    return PARLEY_OK;
}

// Under a temporary name, then under its own.
static enum parley_status rows_write(struct rows *rows, enum export_format format, const char *path,
                                     struct errors *errors) {
    struct export export = {rows->layout, format, NULL};
    struct temporary temporary;
    enum parley_status status = temporary_begin(path, &temporary, errors);
    bool written = false;
    if (status != PARLEY_OK) return status;
    errno = 0;
    if ((export.file = fopen(temporary.name, "w"))) {
        status = put_points(&export, rows, errors);
        written = !ferror(export.file);
        written = fclose(export.file) == 0 && written;
    }
    if (status == PARLEY_OK && !written)
        status = errors_add(errors, PARLEY_SYSTEM, nowhere, "cannot write '%s': %s", path, strerror(errno));
    if (status == PARLEY_OK) return temporary_finish(&temporary, errors);
    temporary_discard(&temporary);
    return status;
}

enum parley_status export_write(const struct store_layout *layout, struct journal *const *journals,
                                size_t journal_count, enum export_format format, const char *path,
                                struct errors *errors) {
    struct rows rows;
    enum parley_status status = rows_open(layout, journals, journal_count, &rows, errors);
    if (status != PARLEY_OK) return status;
    status = rows_write(&rows, format, path, errors);
    rows_close(&rows);
    return status;
}

enum parley_status export_rewrite(struct sweep_file *file, enum export_format format, const char *path,
                                  struct errors *errors) {
    struct rows rows;
    enum parley_status status = rows_open_file(file, &rows, errors);
    if (status != PARLEY_OK) return status;
    status = rows_write(&rows, format, path, errors);
    rows_close(&rows);
    return status;
}
