// SPDX-License-Identifier: GPL-3.0-or-later
// Dates for readers: the unit that suits a span of time, and how much of the distribution is worth writing.
#ifndef PARLEY_OUTPUT_DATES_H
#define PARLEY_OUTPUT_DATES_H

#include "outcome/outcome.h"

struct unit {
    const char *name, *plural;
    double per_year;
};

// Days below a quarter of a year, months below five years, else years.
struct unit dates_unit(double years);

// Number of periods after which less than `tail` of the probability of an ending by the horizon is left.
size_t dates_last(const struct outcome *outcome, double tail);

// The period to write after t, so that of 0..last-1 about `most` evenly spaced ones and the last are written;
// `last` after the last.
size_t dates_next(size_t t, size_t last, size_t most);

#endif
