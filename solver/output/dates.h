// SPDX-License-Identifier: GPL-3.0-or-later
// Dates for readers: the unit that suits a span of time, and how much of the distribution is worth writing.
#ifndef PARLEY_OUTPUT_DATES_H
#define PARLEY_OUTPUT_DATES_H

#include "core/text.h"
#include "outcome/outcome.h"

struct unit {
    const char *name, *plural;
    double per_year;
};

// Days below a quarter of a year, months below five years, else years.
struct unit dates_unit(double years);

// The unit for a date so many periods from the start: months at least where rounds take that long.
struct unit dates_unit_at(const struct game *game, size_t period);

// Number of periods after which less than `tail` of the probability of an ending by the horizon is left.
size_t dates_last(const struct outcome *outcome, double tail);

// The period to write after t, so that of 0..last-1 about `most` evenly spaced ones and the last are written;
// `last` after the last.
size_t dates_next(size_t t, size_t last, size_t most);

// Number of rounds of the course (course.h) worth drawing: while talks go on with a chance that matters;
// where they go on for ever, a while past the last event and the last ending that matters.
size_t dates_course_last(const struct game *game, const struct outcome *outcome);

// What an event does: "sanctions hard, Russia.disagreement -0.2".
void dates_event_text(const struct scenario *scenario, const struct event *event, struct text *out);

#endif
