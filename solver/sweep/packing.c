// SPDX-License-Identifier: GPL-3.0-or-later
// Compression takes 70 to 110 ns a number where neighbours differ in most of their bytes, and saves a third
// of it; 20 to 40 ns where they agree in most, and saves nearly all (deflate 1 after a byte shuffle). A point
// may be solved in 10 us and has 17 numbers: all of them packed would take a tenth of the sweep. So a column
// is packed if at least three quarters of its bytes repeat the byte before them: metrics that are the same at
// most points, whole numbers, epsilon.
#include "sweep/packing.h"
#include "core/checked.h"
#include <string.h>

enum { BLOCKS_ASKED = 8, BYTES_LEAST = 4 << 20 };
static const double REPEATED = 0.75;

static size_t column_count(const struct store_layout *layout) {
    return store_row(layout) + layout->axis_count - layout->grid_axes;
}

bool sweep_is_small(const struct store_layout *layout) {
    return (double)layout->points * (double)column_count(layout) * sizeof(double) < BYTES_LEAST;
}

// Bytes of a number that are those of another.
static unsigned bytes_alike(double a, double b) {
    uint64_t x, y;
    unsigned alike = 0;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    for (x ^= y, y = 0; y < 64; y += 8)
        alike += (x >> y & 0xff) == 0;
    return alike;
}

// Add to alike[c], for each column, the bytes that repeat from one point of the block to the next.
static enum parley_status block_ask(struct rows *rows, uint64_t block, uint64_t *alike,
                                    struct errors *errors) {
    const struct store_layout *layout = rows->layout;
    size_t count = store_block_count(layout, block), length = store_row(layout);
    size_t axes = layout->axis_count, grid = layout->grid_axes, sampled = axes - grid;
    const double *coordinates, *row;
    enum parley_status status = rows_at(rows, block * layout->block_points, &coordinates, &row, errors);
    if (status != PARLEY_OK) return status;
    for (size_t k = 1; k < count; k++) {
        for (size_t c = 0; c < sampled; c++)
            alike[c] += bytes_alike(coordinates[k * axes + grid + c], coordinates[(k - 1) * axes + grid + c]);
        for (size_t c = 0; c < length; c++)
            alike[sampled + c] += bytes_alike(row[k * length + c], row[(k - 1) * length + c]);
    }
    return PARLEY_OK;
}

enum parley_status packing_find(struct rows *rows, bool *packed, struct errors *errors) {
    const struct store_layout *layout = rows->layout;
    size_t columns = column_count(layout);
    uint64_t blocks = store_blocks(layout), asked = blocks < BLOCKS_ASKED ? blocks : BLOCKS_ASKED, bytes = 0;
    uint64_t *alike = array_new(columns, sizeof *alike);
    enum parley_status status = PARLEY_OK;
    if (!alike) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for the columns");
    bool small = sweep_is_small(layout);
    for (uint64_t k = 0; k < asked && !small && status == PARLEY_OK; k++) {
        uint64_t block = asked > 1 ? (uint64_t)((double)k * ((double)(blocks - 1) / (double)(asked - 1))) : 0;
        status = block_ask(rows, block, alike, errors);
        bytes += sizeof(double) * (store_block_count(layout, block) - 1);
    }
    for (size_t c = 0; c < columns; c++)
        packed[c] = !small && bytes > 0 && (double)alike[c] >= REPEATED * (double)bytes;
    free(alike);
    return status;
}
