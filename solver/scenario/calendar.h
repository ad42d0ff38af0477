// SPDX-License-Identifier: GPL-3.0-or-later
// The calendar that a deadline and a timeline make: a channel that counts rounds.
#ifndef PARLEY_SCENARIO_CALENDAR_H
#define PARLEY_SCENARIO_CALENDAR_H

#include "scenario/scenario.h"

extern const char calendar_name[]; // of the channel

// Do the events fit the deadline and each other, and is there something for each to change? If not, say so.
void calendar_check(const struct scenario *scenario, struct errors *errors);

void events_free(struct event *events, size_t count);

#endif
