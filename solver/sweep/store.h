// SPDX-License-Identifier: GPL-3.0-or-later
// What a sweep is about, for everybody who stores, resumes, merges or draws it.
#ifndef PARLEY_SWEEP_STORE_H
#define PARLEY_SWEEP_STORE_H

#include "core/error.h"
#include <stdint.h>

// Rows hold, per point: status, epsilon, then the metrics. A point that has not been computed has no row.
enum point_status {
    POINT_CERTIFIED,   // the certificate holds
    POINT_UNCERTIFIED, // solved, but not an equilibrium to the tolerance
    POINT_REFUSED,     // the parameters do not make a scenario (out of range, quota out of reach)
};
enum { ROW_STATUS, ROW_EPSILON, ROW_METRICS };

// One axis of the grid, or one parameter of the sample.
struct store_axis {
    const char *path, *unit, *meaning;
    const char *const *labels; // names of levels, NULL where values are numbers
    const double *values;      // of an axis of the grid, `count` of them; NULL for a parameter of the sample
    size_t count;
};

struct store_metric {
    const char *path, *unit, *meaning;
};

// A grid, a sample, or the same sample at every place of a grid. Points are numbered 0..points-1, row-major
// over the dimensions: the axes of the grid, then the number in the sample, which runs fastest. Borrows
// everything.
struct store_layout {
    const struct store_axis *axes; // those of the grid, then the parameters of the sample
    size_t axis_count, grid_axes;  // grid_axes: how many are of the grid
    uint64_t samples;              // at every place of the grid; 1 without a sample
    void (*coordinates)(const void *context, uint64_t point, double *values); // of all axes
    const void *context;
    const struct store_metric *metrics;
    size_t metric_count;
    uint64_t points;     // places of the grid x samples
    size_t block_points; // points per block, the unit of work, of warm starts and of storage
    // provenance
    const char *title, *scenario_file, *scenario_text, *design_text, *command;
    const char *exceeds; // conditions whose chances are wanted (claim.h), each on a line; no part of identity
    double tolerance;
};

static inline bool store_is_sampled(const struct store_layout *layout) {
    return layout->grid_axes < layout->axis_count;
}
static inline size_t store_dimensions(const struct store_layout *layout) {
    return layout->grid_axes + store_is_sampled(layout);
}
static inline uint64_t store_length(const struct store_layout *layout, size_t dimension) {
    return dimension < layout->grid_axes ? layout->axes[dimension].count : layout->samples;
}
// Do the dimensions make the points, and have the axes of the grid, and only these, their values?
static inline bool store_is_sound(const struct store_layout *layout) {
    uint64_t product = 1;
    for (size_t k = 0; k < layout->axis_count; k++)
        if ((layout->axes[k].values != NULL) != (k < layout->grid_axes)) return false;
    for (size_t d = 0; d < store_dimensions(layout); d++)
        if (__builtin_mul_overflow(product, store_length(layout, d), &product)) return false;
    return layout->axis_count > 0 && layout->grid_axes <= layout->axis_count && product > 0 &&
           product == layout->points && (store_is_sampled(layout) || layout->samples == 1);
}

static inline size_t store_row(const struct store_layout *layout) {
    return ROW_METRICS + layout->metric_count;
}
static inline uint64_t store_blocks(const struct store_layout *layout) {
    return (layout->points + layout->block_points - 1) / layout->block_points;
}
// Points in a block: the last may be short.
static inline size_t store_block_count(const struct store_layout *layout, uint64_t block) {
    uint64_t first = block * layout->block_points, left = layout->points - first;
    return left < layout->block_points ? (size_t)left : layout->block_points;
}

#endif
