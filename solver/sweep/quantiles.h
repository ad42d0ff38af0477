// SPDX-License-Identifier: GPL-3.0-or-later
// What a Monte Carlo sample says of an output: mean, quantile bands and exceedance probabilities, each with
// its sampling error. The errors are those of independent points; for lhs and sobol they are upper limits in
// practice.
#ifndef PARLEY_SWEEP_QUANTILES_H
#define PARLEY_SWEEP_QUANTILES_H

#include "core/error.h"
#include "sweep/series.h"

// Initialise with {0}.
struct sample {
    double *sorted; // owned, ascending
    size_t count, dropped;
    double mean, deviation, error; // deviation with n - 1; error of the mean; NaN for one point
};

struct estimate {
    double value, low, high; // low, high: interval of the level asked for
};

// Sort the outputs, leaving out those that are not finite. Errors: PARLEY_INPUT if none is left;
// PARLEY_MEMORY.
enum parley_status sample_make(const struct series *outputs, struct sample *sample, struct errors *errors);
// The same into `sorted`, which has room for all outputs and may be where they stand (with stride 1). count 0
// if none is left.
void sample_sort(const struct series *outputs, double *sorted, struct sample *sample);
void sample_clear(struct sample *sample);

// Quantile p in [0, 1], interpolated between neighbours (type 7 of Hyndman & Fan 1996). The interval runs
// between two order statistics and holds for every distribution; an end that no order statistic reaches at
// this level is -INFINITY or INFINITY. level in (0, 1). Cost: O(log n).
struct estimate sample_quantile(const struct sample *sample, double p, double level);
// Its two halves, for many samples of one size: which order statistics, counted from 1, bound the interval (0
// and count + 1: none does), and the estimate with them.
struct ranks {
    size_t low, high;
};
struct ranks quantile_ranks(size_t count, double p, double level);
struct estimate sample_quantile_within(const struct sample *sample, double p, struct ranks ranks);

// Share of outputs >= threshold, with Wilson's interval (1927).
struct estimate sample_exceedance(const struct sample *sample, double threshold, double level);
// The same of a count: `met` of `count` > 0.
struct estimate share_estimate(size_t met, size_t count, double level);

#endif
