// SPDX-License-Identifier: GPL-3.0-or-later
// Sobol' indices: what share of an output's variance each uncertain parameter accounts for, alone and with
// all it does jointly with others.
#ifndef PARLEY_SWEEP_SOBOL_INDICES_H
#define PARLEY_SWEEP_SOBOL_INDICES_H

#include "core/error.h"
#include "sweep/series.h"
#include <stdint.h>

struct bootstrap {
    size_t resamples; // 0: no intervals (they are NaN)
    double level;     // of the intervals, in (0, 1), for example 0.95
    uint64_t seed;
    int threads; // 0: all cores
};

struct sobol_index {
    double first, first_low, first_high; // Var E[y | x_i] / Var y, and its interval
    double total, total_low, total_high; // E Var[y | all but x_i] / Var y
};

struct sobol_summary {
    size_t used, dropped; // rows of the design; a row with an output missing is dropped
    double mean, variance;
};

// indices[factors] from the outputs of a saltelli design, in the order of its points: factors + 2 per row.
// Estimators: first order Saltelli et al. 2010 (table 2, b), total Jansen 1999, the outputs centred first;
// intervals: percentiles of a bootstrap over rows. With rows of Sobol' points the intervals are wider than
// the error is, since resampling breaks the points' balance. An output that does not vary has indices 0.
// Same result with any number of threads. Errors: PARLEY_INPUT for outputs that are not whole rows or fewer
// than two whole rows with an output, or a level outside of (0, 1); PARLEY_MEMORY.
// Cost: O(resamples x rows x factors) time; as much memory as the outputs.
enum parley_status sobol_analyse(size_t factors, const struct series *outputs,
                                 const struct bootstrap *bootstrap, struct sobol_index *indices,
                                 struct sobol_summary *summary, struct errors *errors);

#endif
