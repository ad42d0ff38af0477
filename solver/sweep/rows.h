// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a finished sweep by number of the point, whichever journals hold them: one of the whole, or one
// per shard; or from its sweep.nc.
#ifndef PARLEY_SWEEP_ROWS_H
#define PARLEY_SWEEP_ROWS_H

#include "sweep/netcdf.h"

// Borrows layout and journals, or file. Memory: one block, or some thousand points.
struct rows {
    const struct store_layout *layout;
    struct journal *const *journals;
    size_t journal_count;
    struct sweep_file *file;      // instead of journals
    size_t stretch;               // points that are read at once: a block, or some of a file's
    double *coordinates, *values; // owned; of the block at hand
    uint64_t block;               // of `stretch` points each; UINT64_MAX: none
};

// Errors (PARLEY_INPUT): no journals, journals of different sweeps, blocks that no journal holds (says how
// many points, and of which shards); PARLEY_MEMORY.
enum parley_status rows_open(const struct store_layout *layout, struct journal *const *journals,
                             size_t journal_count, struct rows *rows, struct errors *errors);
enum parley_status rows_open_file(struct sweep_file *file, struct rows *rows, struct errors *errors);
void rows_close(struct rows *rows);
// Point's row and, if there is a sample, its coordinates on all axes, the grid's too (else NULL); good until
// the next call. Those of the points after it in its block follow. Ask in order: a block is read once for all
// its points.
enum parley_status rows_at(struct rows *rows, uint64_t point, const double **coordinates, const double **row,
                           struct errors *errors);
// One column (ROW_STATUS, ROW_EPSILON, ROW_METRICS + m) of all points, values[layout->points].
enum parley_status rows_column(const struct store_layout *layout, struct journal *const *journals,
                               size_t journal_count, size_t column, double *values, struct errors *errors);

#endif
