// SPDX-License-Identifier: GPL-3.0-or-later
// A parameter of one scenario that the points of a sweep set, with what it replaces when it is set.
#ifndef PARLEY_SWEEP_TARGET_H
#define PARLEY_SWEEP_TARGET_H

#include "scenario/scenario.h"

// Borrows from the scenario. parameter.value NULL: the scenario has no such parameter, nothing is set.
struct target {
    struct parameter parameter;
    double *replaced, replacement; // NULL: nothing
};

// Errors: PARLEY_INPUT for a path that is none, PARLEY_MEMORY.
enum parley_status target_find(struct scenario *scenario, const char *path, struct target *target,
                               struct errors *errors);
// PARLEY_INPUT: the parameter cannot have this value.
enum parley_status target_set(const struct target *target, double value, struct errors *errors);

// Of the timeline or of a surprise?
bool path_is_of_event(const char *path);
// Where a parameter changes what the table or the calendar of a scenario are made of, so that they must be
// built anew; and where levels, starts or the order of events move, so that going back to another value would
// not bring everything back and the scenario must be read anew.
bool path_rebuilds(const char *path);
bool path_rereads(const char *path);

#endif
