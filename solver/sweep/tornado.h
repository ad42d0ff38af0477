// SPDX-License-Identifier: GPL-3.0-or-later
// Tornado: one parameter at a time to its low and its high value, all others as the scenario has them.
#ifndef PARLEY_SWEEP_TORNADO_H
#define PARLEY_SWEEP_TORNADO_H

#include "core/error.h"
#include "sweep/series.h"
#include <stdint.h>

// Arrays of `factors` values each; borrows. low and high are, for example, the quantiles 0.1 and 0.9.
struct tornado {
    size_t factors;
    const double *base, *low, *high;
};

// 2 factors + 1, or 0 if there are too many factors to count.
uint64_t tornado_points(const struct tornado *tornado);
// Point 0 is the base; 1 + 2 i has factor i low, 2 + 2 i has it high.
void tornado_point(const struct tornado *tornado, uint64_t k, double *values);

struct tornado_bar {
    size_t factor;
    double low, high; // outputs; NaN where there is none
    double swing;     // |high - low|; with one end missing the distance of the other from the base
};

// bars[factors], the longest first (equal ones in the order of factors, those without any output last), from
// the outputs at the design's points. Error (PARLEY_INPUT): not 2 factors + 1 outputs.
enum parley_status tornado_analyse(size_t factors, const struct series *outputs, struct tornado_bar *bars,
                                   struct errors *errors);

#endif
