// SPDX-License-Identifier: GPL-3.0-or-later
// Journal to NetCDF-4 in one pass. Chunks are so shaped that each is a stretch of consecutive points: the
// last axes whole, one axis in pieces, those before it one place at a time. So a chunk is filled from the
// journal's blocks in order and written once, whole, with no cache; memory does not depend on the number of
// points. netCDF-C keeps no times in its files, and every byte of a chunk is defined (places past the end of
// an axis hold the fill value), so that equal sweeps give equal files. NaNs are made alike: which NaN an
// operation gives depends on the machine.
#include "core/checked.h"
#include "core/text.h"
#include "sweep/apart.h"
#include "sweep/netcdf.h"
#include "sweep/netcdf_writer.h"
#include "sweep/packing.h"
#include "sweep/temporary.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK_POINTS = 65536,
    CHUNK_POINTS_LEAST = 1024,
    // of a small file, beside its numbers; generous
    ROOM_BYTES = 1 << 16,
    VARIABLE_BYTES = 1 << 13,
    LABEL_BYTES = 128,
    CHUNK_BYTES = 32 << 20 // of all variables together
};

static const struct mark nowhere = {0, 0};

// ---- values ----

// Names of the places on an axis of levels.
static int put_labels(const struct writer *w, int variable, const struct store_axis *axis) {
    const char **labels = array_new(axis->count, sizeof *labels);
    int code = labels ? NC_NOERR : NC_ENOMEM;
    for (size_t k = 0; labels && k < axis->count; k++)
        labels[k] = axis_label(axis, k);
    if (labels) code = nc_put_var_string(w->file, variable, labels);
    free(labels);
    return code;
}

static void put_axes(struct writer *w) {
    for (size_t k = 0; k < w->layout->grid_axes && w->code == NC_NOERR; k++) {
        const struct store_axis *axis = &w->layout->axes[k];
        w->code = axis->labels ? put_labels(w, w->axis[k], axis)
                               : nc_put_var_double(w->file, w->axis[k], axis->values);
    }
}

// One column of `count` rows, of which each has `length` numbers.
static void column_fill(double *column, const double *numbers, size_t length, size_t count) {
    for (size_t k = 0; k < count; k++)
        column[k] = isnan(numbers[k * length]) ? NAN : numbers[k * length];
}

// Fill the columns with `points` rows from `first` on, block by block.
static enum parley_status chunk_fill(struct writer *w, uint64_t first, size_t points, struct errors *errors) {
    size_t axes = w->layout->axis_count, grid = w->layout->grid_axes, sampled = axes - grid;
    size_t length = store_row(w->layout), block = w->layout->block_points, count;
    const double *coordinates, *row;
    for (size_t p = 0; p < points; p += count) {
        count = block - (size_t)((first + p) % block);
        if (count > points - p) count = points - p;
        enum parley_status status = rows_at(w->rows, first + p, &coordinates, &row, errors);
        if (status != PARLEY_OK) return status;
        for (size_t c = 0; c < w->columns; c++)
            if (c < sampled)
                column_fill(w->column + c * w->chunk_points + p, coordinates + grid + c, axes, count);
            else
                column_fill(w->column + c * w->chunk_points + p, row + (c - sampled), length, count);
        for (size_t k = 0; k < count; k++)
            w->flags[p + k] = (signed char)row[k * length + ROW_STATUS];
    }
    return PARLEY_OK;
}

// The sample's parameters, at the first place of the grid: the first points of a chunk that begins there.
static void chunk_put_parameters(struct writer *w) {
    size_t grid = w->layout->grid_axes, sampled = w->layout->axis_count - grid;
    for (size_t k = 0; k < grid; k++)
        if (w->start[k] > 0) return;
    for (size_t c = 0; c < sampled && w->code == NC_NOERR; c++)
        w->code = nc_put_vara_double(w->file, w->axis[grid + c], w->start + grid, w->count + grid,
                                     w->column + c * w->chunk_points);
}

static void chunk_put(struct writer *w) {
    const double *columns = w->column + row_column(w, 0) * w->chunk_points;
    if (w->code == NC_NOERR) w->code = nc_put_vara_schar(w->file, w->status, w->start, w->count, w->flags);
    chunk_put_parameters(w);
    for (size_t c = ROW_EPSILON; c < store_row(w->layout) && w->code == NC_NOERR; c++)
        w->code = nc_put_vara_double(w->file, c == ROW_EPSILON ? w->epsilon : w->metric[c - ROW_METRICS],
                                     w->start, w->count, columns + c * w->chunk_points);
}

// Move to the next chunk, the last dimension first; false after the last.
static bool chunk_next(struct writer *w) {
    for (size_t d = w->dimensions; d-- > 0;) {
        w->start[d] += w->chunk[d];
        if (w->start[d] < w->length[d]) return true;
        w->start[d] = 0;
    }
    return false;
}

static enum parley_status put_points(struct writer *w, struct errors *errors) {
    uint64_t first = 0;
    do {
        size_t points = 1;
        for (size_t d = 0; d < w->dimensions; d++) {
            size_t left = w->length[d] - w->start[d];
            w->count[d] = left < w->chunk[d] ? left : w->chunk[d];
            points *= w->count[d];
        }
        enum parley_status status = chunk_fill(w, first, points, errors);
        if (status != PARLEY_OK) return status;
        chunk_put(w);
        first += points;
    } while (w->code == NC_NOERR && chunk_next(w));
    return PARLEY_OK;
}

// ---- the whole ----

// The last dimensions whole while they fit, one in equal pieces, the others one by one: pieces are more than
// half of what fits, so that after them there is room for one place of each further dimension.
static void chunk_shape(struct writer *w) {
    size_t most = CHUNK_BYTES / (w->columns * sizeof(double));
    most = most > CHUNK_POINTS ? CHUNK_POINTS : most < CHUNK_POINTS_LEAST ? CHUNK_POINTS_LEAST : most;
    w->chunk_points = 1;
    for (size_t d = w->dimensions; d-- > 0;) {
        size_t room = most / w->chunk_points, length = w->length[d];
        size_t pieces = (length - 1) / room + 1;
        w->chunk[d] = (length - 1) / pieces + 1;
        w->chunk_points *= w->chunk[d];
    }
}

static bool writer_make(struct writer *w, const struct store_layout *layout) {
    *w = (struct writer){.layout = layout, .dimensions = store_dimensions(layout)};
    w->columns = store_row(layout) + layout->axis_count - layout->grid_axes;
    w->dimension = array_new(w->dimensions, sizeof *w->dimension);
    w->length = array_new(4 * w->dimensions, sizeof *w->length);
    w->axis = array_new(layout->axis_count, sizeof *w->axis);
    w->metric = array_new(layout->metric_count, sizeof *w->metric);
    if (!names_make(layout, &w->names) || !w->dimension || !w->length || !w->axis || !w->metric) return false;
    w->chunk = w->length + w->dimensions;
    w->start = w->chunk + w->dimensions;
    w->count = w->start + w->dimensions;
    for (size_t d = 0; d < w->dimensions; d++)
        w->length[d] = (size_t)store_length(layout, d);
    chunk_shape(w);
    size_t numbers;
    if (!size_multiply(w->columns, w->chunk_points, &numbers)) return false;
    w->column = array_new(numbers, sizeof *w->column);
    w->flags = array_new(w->chunk_points, sizeof *w->flags);
    w->packed = array_new(w->columns, sizeof *w->packed);
    return w->column && w->flags && w->packed;
}

static void writer_clear(struct writer *w) {
    names_clear(&w->names);
    free(w->dimension);
    free(w->length);
    free(w->axis);
    free(w->metric);
    free(w->column);
    free(w->flags);
    free(w->packed);
}

static enum parley_status file_fault(const struct writer *w, const char *why, struct errors *errors) {
    return errors_add(
        errors, PARLEY_SYSTEM, nowhere,
        "cannot write '%s': %s. Nothing is lost: the journal has every point; make room, then go on "
        "with --resume, or merge again",
        w->path, why);
}

// What nc_create began.
static enum parley_status file_fill(struct writer *w, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    if (w->code == NC_NOERR) {
        netcdf_define(w);
        put_axes(w);
        if (w->code == NC_NOERR) status = put_points(w, errors);
        int closed = nc_close(w->file);
        if (w->code == NC_NOERR) w->code = closed;
    }
    if (w->code == NC_ENOMEM)
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory writing '%s'", w->path);
    if (w->code == NC_EHDFERR) return file_fault(w, "HDF error (mostly: the disk is full)", errors);
    return w->code == NC_NOERR ? status : file_fault(w, nc_strerror(w->code), errors);
}

// Write the file under its temporary name.
static enum parley_status file_make(void *context, struct errors *errors) {
    struct writer *w = context;
    struct descriptor_name name;
    const char *path = descriptor_path(w->temporary->descriptor, w->temporary->name, &name);
    w->code = nc_create(path, NC_NETCDF4 | NC_CLOBBER, &w->file);
    return file_fill(w, errors);
}

// More than the file can take.
static size_t small_bytes(const struct writer *w) {
    const struct store_layout *layout = w->layout;
    const char *texts[] = {layout->scenario_text, layout->design_text, layout->command, layout->title};
    size_t bytes = (size_t)layout->points * w->columns * sizeof(double) + ROOM_BYTES;
    bytes += (layout->axis_count + w->columns) * VARIABLE_BYTES;
    for (size_t k = 0; k < layout->axis_count; k++)
        bytes += 2 * LABEL_BYTES * layout->axes[k].count;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        bytes += texts[k] ? 2 * strlen(texts[k]) : 0;
    return bytes;
}

// Is there room on the disk for so many bytes? They are taken.
static bool disk_has(int descriptor, size_t bytes) {
    errno = posix_fallocate(descriptor, 0, (off_t)bytes);
    return errno == 0;
}

// HDF5 does not survive a full disk: after a failed close it keeps the file in its lists and breaks down when
// the program ends. So a large file is written by a process of its own. That would cost more than a small
// file does, for which it is enough to try first whether there is room.
static enum parley_status writer_run(struct writer *w, struct errors *errors) {
    enum parley_status status;
    if (!sweep_is_small(w->layout))
        status = run_apart(file_make, w, "write the results of the sweep", errors);
    else if (disk_has(w->temporary->descriptor, small_bytes(w)))
        status = file_make(w, errors);
    else
        status = file_fault(w, strerror(errno), errors);
    if (status == PARLEY_OK) return temporary_finish(w->temporary, errors);
    temporary_discard(w->temporary);
    return status;
}

enum parley_status netcdf_write(const struct store_layout *layout, struct journal *const *journals,
                                size_t journal_count, const char *path, struct errors *errors) {
    struct rows rows;
    struct writer writer;
    enum parley_status status = rows_open(layout, journals, journal_count, &rows, errors);
    if (status != PARLEY_OK) return status;
    struct temporary temporary;
    bool made = writer_make(&writer, layout);
    writer.journal = journals[0];
    writer.rows = &rows;
    writer.temporary = &temporary;
    writer.path = path;
    status = made ? packing_find(&rows, writer.packed, errors)
                  : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory writing '%s'", path);
    if (status == PARLEY_OK) status = temporary_begin(path, &temporary, errors);
    if (status == PARLEY_OK) status = writer_run(&writer, errors);
    writer_clear(&writer);
    rows_close(&rows);
    return status;
}
