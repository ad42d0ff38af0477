// SPDX-License-Identifier: GPL-3.0-or-later
// What is in sweep.nc: its dimensions, its variables and how each is laid out, and the attributes that say
// what they are and where they come from. A column that compresses well (packing.h) is stored in chunks,
// deflate 1 after a byte shuffle; the others in one piece, which needs neither index nor fill values.
#include "core/checked.h"
#include "sweep/export.h"
#include "sweep/netcdf_writer.h"
#include <inttypes.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <string.h>

enum {
    DEFLATE_LEVEL = 1,
    TEXT_ATTRIBUTE_MAX = 32000 // longer ones are strings: HDF5 keeps no other attribute above 64 kB
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

void netcdf_define(struct writer *w) {
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
