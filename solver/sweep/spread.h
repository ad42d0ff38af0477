// SPDX-License-Identifier: GPL-3.0-or-later
// What the sample of a finished sweep says at the places of its grid: quantiles of a metric, or the chance of
// a condition, with sampling errors. A sweep without axes has one place.
#ifndef PARLEY_SWEEP_SPREAD_H
#define PARLEY_SWEEP_SPREAD_H

#include "sweep/claim.h"
#include "sweep/netcdf.h"
#include "sweep/quantiles.h"

enum { SPREAD_QUANTILES = 5, SPREAD_MEDIAN = 2, REGIMES = 3 };
extern const double spread_quantiles[SPREAD_QUANTILES]; // 0.05, 0.25, 0.5, 0.75, 0.95
extern const double spread_level;                       // of all intervals

// Of a metric, or of a condition on it. Borrows.
struct spread_question {
    const char *path;
    const struct claim *claim; // NULL: the metric itself
};

// At one place. Points that are not certified are left out, and of a metric those where it is not defined; a
// condition is not met there.
struct spread {
    size_t counted; // points that everything below is about
    size_t uncertified, refused, undefined;
    // of a metric; NaN if nothing is counted
    double mean, error;
    struct estimate quantile[SPREAD_QUANTILES];
    size_t commonest;       // points that have one of the two commonest values
    size_t regime[REGIMES]; // points by the metric, which is `regime`
    // of a condition
    size_t met;
    struct estimate chance;
    double chance_error; // standard error
};

// Places first, first + stride, ... (count of them) on every axis of the grid.
struct spread_part {
    const size_t *first, *count, *stride;
};

// All of them in row-major order, numbered from 0; part NULL: the whole grid. Memory: the sample at one
// place, or at a few small ones. Errors: those of netcdf_read; PARLEY_MEMORY.
enum parley_status spread_visit(struct sweep_file *file, const struct spread_question *question,
                                const struct spread_part *part,
                                void (*visit)(void *context, size_t place, const struct spread *spread),
                                void *context, struct errors *errors);

// The k-th condition that the sweep was asked for, to be cleared; PARLEY_OK with *more false past the last.
enum parley_status spread_claim(const struct store_layout *layout, size_t k, struct claim *claim, bool *more,
                                struct errors *errors);

#endif
