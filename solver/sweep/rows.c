// SPDX-License-Identifier: GPL-3.0-or-later
// Rows in the order of points. A block that two journals hold is taken from the first: both hold the same
// numbers, since they are of one identity. Does not read ahead and keeps one block; of a file, a stretch of
// points, column by column.
#include "sweep/rows.h"
#include "core/checked.h"
#include <inttypes.h>

enum { FILE_POINTS = 4096 };

static const struct mark nowhere = {0, 0};

static struct journal *holder(const struct rows *rows, uint64_t block) {
    for (size_t k = 0; k < rows->journal_count; k++)
        if (journal_has(rows->journals[k], block)) return rows->journals[k];
    return NULL;
}

static enum parley_status same_sweep(const struct rows *rows, struct errors *errors) {
    const struct identity *first = journal_identity(rows->journals[0]);
    for (size_t k = 1; k < rows->journal_count; k++) {
        const struct identity *other = journal_identity(rows->journals[k]);
        struct text what = {0};
        if (other->whole == first->whole) continue;
        identity_difference(first, other, &what);
        errors_add(errors, PARLEY_INPUT, nowhere, "'%s' and '%s' are of different sweeps: %s",
                   journal_path(rows->journals[0]), journal_path(rows->journals[k]),
                   what.data ? what.data : "something differs");
        text_free(&what);
        return PARLEY_INPUT;
    }
    return PARLEY_OK;
}

// Shards among the missing blocks as "2/8, 3/8", by the first journal's n.
static void shards_append(const struct rows *rows, struct text *out) {
    enum { NAMED = 8 };
    uint64_t blocks = store_blocks(rows->layout), n = journal_shard(rows->journals[0]).n;
    size_t named = 0;
    for (uint64_t k = 0; n > 1 && k < n && k < blocks; k++) {
        uint64_t block = k;
        while (holder(rows, block) && n < blocks - block)
            block += n;
        if (holder(rows, block)) continue;
        if (named == NAMED) {
            text_append(out, ", ...");
            return;
        }
        text_append(out, "%s%" PRIu64 "/%" PRIu64, named++ == 0 ? " of shards " : ", ", k + 1, n);
    }
}

static enum parley_status all_there(const struct rows *rows, struct errors *errors) {
    uint64_t blocks = store_blocks(rows->layout), missing = 0, points = 0, first = 0;
    for (uint64_t block = 0; block < blocks; block++) {
        if (holder(rows, block)) continue;
        if (missing++ == 0) first = block;
        points += store_block_count(rows->layout, block);
    }
    if (missing == 0) return PARLEY_OK;
    struct text shards = {0};
    shards_append(rows, &shards);
    errors_add(errors, PARLEY_INPUT, nowhere,
               "the sweep is not finished: %" PRIu64 " of %" PRIu64 " points are missing (%" PRIu64
               " of %" PRIu64 " blocks%s; the first begins at point %" PRIu64
               "); run what is missing with --resume",
               points, rows->layout->points, missing, blocks, shards.data ? shards.data : "",
               first * rows->layout->block_points);
    text_free(&shards);
    return PARLEY_INPUT;
}

static enum parley_status rows_room(struct rows *made, struct rows *rows, struct errors *errors) {
    const struct store_layout *layout = made->layout;
    size_t numbers = 0;
    bool sized = size_multiply(made->stretch, layout->axis_count, &numbers);
    made->coordinates = sized && store_is_sampled(layout) ? array_new(numbers, sizeof(double)) : NULL;
    sized = sized && size_multiply(made->stretch, store_row(layout), &numbers);
    made->values = sized ? array_new(numbers, sizeof(double)) : NULL;
    if (!made->values || (store_is_sampled(layout) && !made->coordinates)) {
        rows_close(made);
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for a block of the sweep");
    }
    *rows = *made;
    return PARLEY_OK;
}

enum parley_status rows_open(const struct store_layout *layout, struct journal *const *journals,
                             size_t journal_count, struct rows *rows, struct errors *errors) {
    struct rows made = {.layout = layout,
                        .journals = journals,
                        .journal_count = journal_count,
                        .stretch = layout->block_points,
                        .block = UINT64_MAX};
    enum parley_status status;
    if (journal_count == 0)
        return errors_add(errors, PARLEY_INPUT, nowhere, "there is no journal to read the sweep from");
    if ((status = same_sweep(&made, errors)) != PARLEY_OK) return status;
    if ((status = all_there(&made, errors)) != PARLEY_OK) return status;
    return rows_room(&made, rows, errors);
}

enum parley_status rows_open_file(struct sweep_file *file, struct rows *rows, struct errors *errors) {
    struct rows made = {
        .layout = netcdf_layout(file), .file = file, .stretch = FILE_POINTS, .block = UINT64_MAX};
    return rows_room(&made, rows, errors);
}

void rows_close(struct rows *rows) {
    free(rows->coordinates);
    free(rows->values);
    *rows = (struct rows){0};
}

// One column of a stretch, into every length-th place.
static enum parley_status column_read(struct rows *rows, const char *path, uint64_t first, size_t count,
                                      double *into, size_t length, struct errors *errors) {
    double column[FILE_POINTS];
    enum parley_status status = netcdf_read_points(rows->file, path, first, count, column, errors);
    for (size_t k = 0; k < count && status == PARLEY_OK; k++)
        into[k * length] = column[k];
    return status;
}

// What a file holds once for each axis of the grid, at every point of a stretch.
static void grid_fill(const struct rows *rows, uint64_t first, size_t count) {
    const struct store_layout *layout = rows->layout;
    for (size_t k = 0; k < count; k++) {
        uint64_t place = (first + k) / layout->samples;
        for (size_t a = layout->grid_axes; a-- > 0; place /= layout->axes[a].count)
            rows->coordinates[k * layout->axis_count + a] =
                layout->axes[a].values[place % layout->axes[a].count];
    }
}

static enum parley_status stretch_read(struct rows *rows, uint64_t block, struct errors *errors) {
    const struct store_layout *layout = rows->layout;
    uint64_t first = block * rows->stretch, left = layout->points - first;
    size_t count = left < rows->stretch ? (size_t)left : rows->stretch, length = store_row(layout);
    size_t axes = layout->axis_count;
    enum parley_status status = PARLEY_OK;
    if (!rows->file) return journal_read(holder(rows, block), block, rows->coordinates, rows->values, errors);
    if (rows->coordinates) grid_fill(rows, first, count);
    for (size_t c = layout->grid_axes; c < axes && status == PARLEY_OK; c++)
        status = column_read(rows, layout->axes[c].path, first, count, rows->coordinates + c, axes, errors);
    for (size_t c = 0; c < length && status == PARLEY_OK; c++) {
        const char *path = c == ROW_STATUS    ? "status"
                           : c == ROW_EPSILON ? "epsilon"
                                              : layout->metrics[c - ROW_METRICS].path;
        status = column_read(rows, path, first, count, rows->values + c, length, errors);
    }
    return status;
}

enum parley_status rows_at(struct rows *rows, uint64_t point, const double **coordinates, const double **row,
                           struct errors *errors) {
    const struct store_layout *layout = rows->layout;
    uint64_t block = point / rows->stretch;
    size_t k = (size_t)(point % rows->stretch);
    if (block != rows->block) {
        rows->block = UINT64_MAX;
        enum parley_status status = stretch_read(rows, block, errors);
        if (status != PARLEY_OK) return status;
        rows->block = block;
    }
    *coordinates = rows->coordinates ? rows->coordinates + k * layout->axis_count : NULL;
    *row = rows->values + k * store_row(layout);
    return PARLEY_OK;
}

enum parley_status rows_column(const struct store_layout *layout, struct journal *const *journals,
                               size_t journal_count, size_t column, double *values, struct errors *errors) {
    struct rows rows;
    const double *coordinates, *row;
    enum parley_status status = rows_open(layout, journals, journal_count, &rows, errors);
    if (status != PARLEY_OK) return status;
    for (uint64_t point = 0; point < layout->points && status == PARLEY_OK; point++) {
        status = rows_at(&rows, point, &coordinates, &row, errors);
        if (status == PARLEY_OK) values[point] = row[column];
    }
    rows_close(&rows);
    return status;
}
