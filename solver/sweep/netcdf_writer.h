// SPDX-License-Identifier: GPL-3.0-or-later
// What the files that write sweep.nc share: netcdf_define.c says what is in it, netcdf_write.c fills it.
#ifndef PARLEY_SWEEP_NETCDF_WRITER_H
#define PARLEY_SWEEP_NETCDF_WRITER_H

#include "sweep/netcdf_names.h"
#include "sweep/rows.h"
#include "sweep/temporary.h"

struct writer {
    const struct store_layout *layout;
    const struct journal *journal; // one of them, for the provenance
    struct rows *rows;
    struct temporary *temporary;
    const char *path;
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

// Columns of a row stand after the parameters of the sample.
static inline size_t row_column(const struct writer *w, size_t c) {
    return w->layout->axis_count - w->layout->grid_axes + c;
}
// Dimensions, variables, attributes; leaves define mode.
void netcdf_define(struct writer *w);

#endif
