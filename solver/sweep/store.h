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

// One axis of a grid, or one parameter of a sample.
struct store_axis {
    const char *path, *unit, *meaning;
    const char *const *labels; // names of levels, NULL where values are numbers
    const double *values;      // of a grid axis, `count` of them; NULL for a sample
    size_t count;
};

struct store_metric {
    const char *path, *unit, *meaning;
};

// Borrows everything. Points are numbered 0..points-1, row-major over the axes of a grid, the last fastest.
struct store_layout {
    const struct store_axis *axes;
    size_t axis_count;
    bool grid; // false: a sample; coordinates of point k come from `coordinates`
    void (*coordinates)(const void *context, uint64_t point, double *values);
    const void *context;
    const struct store_metric *metrics;
    size_t metric_count;
    uint64_t points;
    size_t block_points; // points per block, the unit of work, of warm starts and of storage
    // provenance
    const char *title, *scenario_file, *scenario_text, *design_text, *command;
    double tolerance;
};

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
