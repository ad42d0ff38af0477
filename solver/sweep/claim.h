// SPDX-License-Identifier: GPL-3.0-or-later
// A condition on a metric, "agreement.mean_years<=1", whose chance a sample estimates.
#ifndef PARLEY_SWEEP_CLAIM_H
#define PARLEY_SWEEP_CLAIM_H

#include "core/error.h"
#include <stdbool.h>

// Initialise with {0}.
struct claim {
    char *text, *metric; // owned
    bool equal;          // it is met on the value
    int beyond;          // and above it (1), below it (-1) or not beside it (0)
    double value;
};

// Read "METRIC>=VALUE" (or with >, <=, <, =), from the right, since names may hold these signs. Whether there
// is such a metric is for the scenario to say. Errors: PARLEY_INPUT; PARLEY_MEMORY.
enum parley_status claim_parse(const char *text, struct claim *claim, struct errors *errors);
void claim_clear(struct claim *claim);

// What is within 1e-10 of the value, relative to it, counts as equal: a metric that rests on the value must
// not flicker. A metric that is not defined (NaN) meets nothing.
bool claim_met(const struct claim *claim, double metric);

#endif
