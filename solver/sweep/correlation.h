// SPDX-License-Identifier: GPL-3.0-or-later
// Rank correlations of an output with the parameters of a sample: direction and strength of what is monotone.
#ifndef PARLEY_SWEEP_CORRELATION_H
#define PARLEY_SWEEP_CORRELATION_H

#include "core/error.h"
#include "sweep/series.h"

struct correlation {
    double spearman;  // rank correlation
    double partial;   // the same with the other factors' linear effect on ranks taken out
    double low, high; // interval of `partial`
    double p_value;   // chance of a |partial| this large or larger if there were none
};

struct correlation_summary {
    size_t used, dropped; // points; one without an output is dropped
};

// correlations[factors] from points[outputs->count x factors] and the outputs there. Ties get the mean of
// their ranks. Intervals of this level by Fisher's z, p-values by Student's t. An output that does not vary
// has correlations 0. Errors: PARLEY_INPUT for fewer than factors + 3 points with an output, a factor that
// does not vary, factors whose ranks are linearly dependent (a derived parameter, for example), a level
// outside of (0, 1); PARLEY_MEMORY. Cost: O(n d (log n + d) + d^3) time, n (d + 1) numbers.
enum parley_status correlations_find(size_t factors, const double *points, const struct series *outputs,
                                     double level, struct correlation *correlations,
                                     struct correlation_summary *summary, struct errors *errors);

#endif
