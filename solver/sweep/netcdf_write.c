// SPDX-License-Identifier: GPL-3.0-or-later
// Journal to NetCDF-4 in one pass. Chunks are so shaped that each is a stretch of consecutive points: the
// last axes whole, one axis in pieces, those before it one place at a time. So a chunk is filled from the
// journal's blocks in order and written once, whole, with no cache; memory does not depend on the number of
// points. Columns that compress well (packing.h) are stored in these chunks, deflate 1 after a byte shuffle;
// the others in one piece, which needs neither index nor fill values. netCDF-C keeps no times in its files,
// and every byte of a chunk is defined (places past the end of an axis hold the fill value), so that equal
// sweeps give equal files. NaNs are made alike: which NaN an operation gives depends on the machine.
#include "core/checked.h"
#include "core/text.h"
#include "sweep/apart.h"
#include "sweep/export.h"
#include "sweep/netcdf.h"
#include "sweep/netcdf_names.h"
#include "sweep/packing.h"
#include "sweep/rows.h"
#include "sweep/temporary.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
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
    CHUNK_BYTES = 32 << 20, // of all variables together
    DEFLATE_LEVEL = 1,
    TEXT_ATTRIBUTE_MAX = 32000 // longer ones are strings: HDF5 keeps no other attribute above 64 kB
};

static const struct mark nowhere = {0, 0};

struct writer {
    const struct store_layout *layout;
    const struct journal *journal; // one of them, for the provenance
    struct rows *rows;
    const char *temporary, *path;
    struct names names;
    int file, code; // code: the first failure of the library; nothing is called after it
    size_t dimensions;
    int *dimension;               // owned, as everything below
    size_t *length, *chunk;       // of the dimensions
    size_t *start, *count;        // of the chunk at hand
    int *axis, *metric;           // variables
    int status, epsilon;          // variables
    size_t chunk_points, columns; // columns: the sample's parameters, then the row
    double *column;               // columns x chunk_points
    signed char *flags;           // chunk_points
    bool *packed;                 // columns: is it compressed?
};

// ---- attributes ----

static void put_text(struct writer *w, int variable, const char *name, const char *text) {
    size_t length = text ? strlen(text) : 0;
    if (w->code != NC_NOERR || length == 0) return;
    w->code = length <= TEXT_ATTRIBUTE_MAX ? nc_put_att_text(w->file, variable, name, length, text)
                                           : nc_put_att_string(w->file, variable, name, 1, &text);
}

static void put_count(struct writer *w, const char *name, uint64_t count) {
    unsigned long long number = count;
    if (w->code == NC_NOERR) w->code = nc_put_att_ulonglong(w->file, NC_GLOBAL, name, NC_UINT64, 1, &number);
}

static void put_provenance(struct writer *w) {
    const struct store_layout *layout = w->layout;
    const char *program = journal_program(w->journal);
    char hash[17], source[100];
    snprintf(hash, sizeof hash, "%016" PRIx64, journal_identity(w->journal)->whole);
    snprintf(source, sizeof source, "parley %.20s: Markov perfect equilibria of bargaining games", program);
    put_text(w, NC_GLOBAL, "Conventions", "CF-1.8");
    put_text(w, NC_GLOBAL, "title", layout->title);
    put_text(w, NC_GLOBAL, "source", source);
    put_text(w, NC_GLOBAL, "version", program);
    put_text(w, NC_GLOBAL, "command", layout->command);
    put_text(w, NC_GLOBAL, "hash", hash);
    put_text(w, NC_GLOBAL, "kind",
             !store_is_sampled(layout) ? "grid"
             : layout->grid_axes == 0  ? "sample"
                                       : "grid of samples");
    put_text(w, NC_GLOBAL, "design", layout->design_text);
    put_text(w, NC_GLOBAL, "exceeds", layout->exceeds);
    put_count(w, "points", layout->points);
    put_count(w, "block_points", layout->block_points);
    if (w->code == NC_NOERR)
        w->code = nc_put_att_double(w->file, NC_GLOBAL, "tolerance", NC_DOUBLE, 1, &layout->tolerance);
    put_text(w, NC_GLOBAL, "scenario_file", layout->scenario_file);
    put_text(w, NC_GLOBAL, "scenario", layout->scenario_text);
}

// long_name is what programs write along an axis or beside a colour bar. The values of two parties mean the
// same, so that it says whose they are.
static void put_meaning(struct writer *w, int variable, const char *kind, const char *path,
                        const char *meaning) {
    struct text name = {0};
    bool told = meaning && *meaning;
    text_append(&name, "%s%s%s", path, told ? ": " : "", told ? meaning : "");
    if (name.failed && w->code == NC_NOERR) w->code = NC_ENOMEM;
    put_text(w, variable, "long_name", name.data);
    text_free(&name);
    put_text(w, variable, "meaning", meaning);
    put_text(w, variable, "path", path);
    put_text(w, variable, "kind", kind);
}

// Words of flag_meanings stand apart by blanks, so that a blank within a name becomes '_'; `levels` has the
// names as they are.
static void put_levels(struct writer *w, int variable, const struct store_axis *axis) {
    struct text words = {0};
    int *value = array_new(axis->count, sizeof *value);
    for (size_t k = 0; value && k < axis->count; k++) {
        value[k] = (int)k;
        if (k > 0) text_append(&words, " ");
        for (const char *c = axis->labels[k]; *c; c++)
            text_append_bytes(&words, (unsigned char)*c <= 0x20 ? "_" : c, 1);
    }
    char *meanings = text_take(&words);
    if (w->code == NC_NOERR && (!value || !meanings)) w->code = NC_ENOMEM;
    if (w->code == NC_NOERR)
        w->code = nc_put_att_int(w->file, variable, "flag_values", NC_INT, axis->count, value);
    put_text(w, variable, "flag_meanings", meanings);
    if (w->code == NC_NOERR) // netCDF wants the list, not its texts, without const
        w->code = nc_put_att_string(w->file, variable, "levels", axis->count,
                                    (const char **)(void *)(uintptr_t)axis->labels);
    free(meanings);
    free(value);
}

// ---- definitions ----

// Columns of a row stand after the parameters of the sample.
static size_t row_column(const struct writer *w, size_t c) {
    return w->layout->axis_count - w->layout->grid_axes + c;
}

// A number per point; `column` of those in a chunk. A parameter of the sample has the last dimension alone.
static void define_column(struct writer *w, const char *name, nc_type type, size_t column, int *variable) {
    size_t first = column < row_column(w, 0) ? w->dimensions - 1 : 0;
    if (w->code == NC_NOERR)
        w->code =
            nc_def_var(w->file, name, type, (int)(w->dimensions - first), w->dimension + first, variable);
    if (w->code != NC_NOERR) return;
    if (!w->packed[column]) {
        w->code = nc_def_var_chunking(w->file, *variable, NC_CONTIGUOUS, NULL);
        if (w->code == NC_NOERR) w->code = nc_def_var_fill(w->file, *variable, NC_NOFILL, NULL);
        return;
    }
    w->code = nc_def_var_chunking(w->file, *variable, NC_CHUNKED, w->chunk + first);
    if (w->code == NC_NOERR) w->code = nc_def_var_deflate(w->file, *variable, 1, 1, DEFLATE_LEVEL);
    // One byte: no chunk stays in memory. (0 would mean the library's own 16 MB, for every variable.)
    if (w->code == NC_NOERR) w->code = nc_set_var_chunk_cache(w->file, *variable, 1, 1, 1.0F);
}

static void define_real(struct writer *w, const char *name, size_t column, int *variable) {
    const double none = NAN;
    define_column(w, name, NC_DOUBLE, column, variable);
    if (w->code != NC_NOERR) return;
    w->code = w->packed[column] ? nc_def_var_fill(w->file, *variable, NC_FILL, &none)
                                : nc_put_att_double(w->file, *variable, "_FillValue", NC_DOUBLE, 1, &none);
}

// Coordinates of a grid.
static void define_axis(struct writer *w, size_t k) {
    const struct store_axis *axis = &w->layout->axes[k];
    if (w->code == NC_NOERR) w->code = nc_def_dim(w->file, w->names.axis[k], axis->count, &w->dimension[k]);
    if (w->code == NC_NOERR)
        w->code = nc_def_var(w->file, w->names.axis[k], axis->labels ? NC_STRING : NC_DOUBLE, 1,
                             &w->dimension[k], &w->axis[k]);
    put_meaning(w, w->axis[k], "axis", axis->path, axis->meaning);
    if (!axis->labels) put_text(w, w->axis[k], "units", axis->unit);
}

// Of the sample: the same at every place of the grid.
static void define_parameter(struct writer *w, size_t k) {
    const struct store_axis *axis = &w->layout->axes[k];
    if (axis->labels)
        define_column(w, w->names.axis[k], NC_INT, k - w->layout->grid_axes, &w->axis[k]);
    else
        define_real(w, w->names.axis[k], k - w->layout->grid_axes, &w->axis[k]);
    put_meaning(w, w->axis[k], "parameter", axis->path, axis->meaning);
    if (axis->labels)
        put_levels(w, w->axis[k], axis);
    else
        put_text(w, w->axis[k], "units", axis->unit);
}

static void define_status(struct writer *w) {
    static const signed char value[] = {POINT_CERTIFIED, POINT_UNCERTIFIED, POINT_REFUSED};
    char meanings[100];
    snprintf(meanings, sizeof meanings, "%s %s %s", point_status_name(POINT_CERTIFIED),
             point_status_name(POINT_UNCERTIFIED), point_status_name(POINT_REFUSED));
    define_column(w, "status", NC_BYTE, row_column(w, ROW_STATUS), &w->status);
    put_meaning(w, w->status, "status", "status",
                "what became of the point: an equilibrium, none to the tolerance, or no scenario");
    if (w->code == NC_NOERR) w->code = nc_put_att_schar(w->file, w->status, "flag_values", NC_BYTE, 3, value);
    put_text(w, w->status, "flag_meanings", meanings);
    define_real(w, "epsilon", row_column(w, ROW_EPSILON), &w->epsilon);
    put_meaning(w, w->epsilon, "epsilon", "epsilon",
                "largest gain of a one-shot deviation, any party and state");
    put_text(w, w->epsilon, "units", "utility");
}

static void define_metric(struct writer *w, size_t k) {
    const struct store_metric *metric = &w->layout->metrics[k];
    define_real(w, w->names.metric[k], row_column(w, ROW_METRICS + k), &w->metric[k]);
    put_meaning(w, w->metric[k], "metric", metric->path, metric->meaning);
    put_text(w, w->metric[k], "units", metric->unit);
}

static void define_all(struct writer *w) {
    const struct store_layout *layout = w->layout;
    put_provenance(w);
    for (size_t k = 0; k < layout->grid_axes; k++)
        define_axis(w, k);
    if (store_is_sampled(layout) && w->code == NC_NOERR)
        w->code = nc_def_dim(w->file, layout->grid_axes > 0 ? "sample" : "point", (size_t)layout->samples,
                             &w->dimension[layout->grid_axes]);
    for (size_t k = layout->grid_axes; k < layout->axis_count; k++)
        define_parameter(w, k);
    define_status(w);
    for (size_t k = 0; k < layout->metric_count; k++)
        define_metric(w, k);
    if (w->code == NC_NOERR) w->code = nc_enddef(w->file);
}

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
        define_all(w);
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
    w->code = nc_create(w->temporary, NC_NETCDF4 | NC_CLOBBER, &w->file);
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

// Is there room on the disk for so many bytes? They are taken, and given back.
static bool disk_has(const char *temporary, size_t bytes) {
    int descriptor = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int why = descriptor < 0 ? errno : posix_fallocate(descriptor, 0, (off_t)bytes);
    if (descriptor >= 0) close(descriptor);
    errno = why;
    return why == 0;
}

// HDF5 does not survive a full disk: after a failed close it keeps the file in its lists and breaks down when
// the program ends. So a large file is written by a process of its own. That would cost more than a small
// file does, for which it is enough to try first whether there is room.
static enum parley_status writer_run(struct writer *w, struct errors *errors) {
    enum parley_status status;
    if (!sweep_is_small(w->layout))
        status = run_apart(file_make, w, "write the results of the sweep", errors);
    else if (disk_has(w->temporary, small_bytes(w)))
        status = file_make(w, errors);
    else
        status = file_fault(w, strerror(errno), errors);
    if (status == PARLEY_OK) return temporary_finish(w->temporary, w->path, errors);
    unlink(w->temporary);
    return status;
}

// netCDF takes "http://..." and its like for the network; "./" before it says that it is a file.
static char *local_name(const char *path) {
    struct text name = {0};
    text_append(&name, "%s%s", path[0] == '/' ? "" : "./", path);
    char *local = text_take(&name), *temporary = local ? temporary_name(local) : NULL;
    free(local);
    return temporary;
}

enum parley_status netcdf_write(const struct store_layout *layout, struct journal *const *journals,
                                size_t journal_count, const char *path, struct errors *errors) {
    struct rows rows;
    struct writer writer;
    enum parley_status status = rows_open(layout, journals, journal_count, &rows, errors);
    if (status != PARLEY_OK) return status;
    char *temporary = local_name(path);
    bool made = writer_make(&writer, layout) && temporary;
    writer.journal = journals[0];
    writer.rows = &rows;
    writer.temporary = temporary;
    writer.path = path;
    status = made ? packing_find(&rows, writer.packed, errors)
                  : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory writing '%s'", path);
    if (status == PARLEY_OK) status = writer_run(&writer, errors);
    writer_clear(&writer);
    free(temporary);
    rows_close(&rows);
    return status;
}
