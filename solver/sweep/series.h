// SPDX-License-Identifier: GPL-3.0-or-later
// One number per point of a design, in the order of the points: a column of a table of results, for example.
// NaN stands for a point that has no such number (not solved, or not an equilibrium); every analysis leaves
// such points out and says how many.
#ifndef PARLEY_SWEEP_SERIES_H
#define PARLEY_SWEEP_SERIES_H

#include <stddef.h>

// Borrows; number k stands at value[k x stride].
struct series {
    const double *value;
    size_t count, stride;
};

static inline double series_at(const struct series *series, size_t k) {
    return series->value[k * series->stride];
}

#endif
