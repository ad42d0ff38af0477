// SPDX-License-Identifier: GPL-3.0-or-later
// Derived parameters: one that follows another through a sweep, equal to it or in a fixed ratio.
#ifndef PARLEY_SWEEP_DERIVED_H
#define PARLEY_SWEEP_DERIVED_H

#include "core/error.h"

// Initialise with {0}. target = factor x source.
struct derived {
    char *target, *source; // owned paths
    double factor;
};

// Read "TARGET = SOURCE", "TARGET = 2 * SOURCE", "TARGET = SOURCE * 2" or "TARGET = SOURCE / 2". Whether the
// paths are parameters is for the scenario to say. Errors (PARLEY_INPUT): no '=', an empty side, a factor
// that is 0 or no number, a parameter that follows itself.
enum parley_status derived_parse(const char *text, struct derived *derived, struct errors *errors);
void derived_clear(struct derived *derived);

// Can they be worked out in the order given, after the parameters `varied`? Errors (PARLEY_INPUT): a target
// that varies itself, that two lines derive, or that an earlier line has already used as its source.
enum parley_status derived_check(const struct derived *derived, size_t count, const char *const *varied,
                                 size_t varied_count, struct errors *errors);

#endif
