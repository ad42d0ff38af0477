// SPDX-License-Identifier: GPL-3.0-or-later
// The walk over all parameters of a scenario that parameters_visit, --set and the targets of effects share.
#ifndef PARLEY_SCENARIO_PATHS_H
#define PARLEY_SCENARIO_PATHS_H

#include "scenario/scenario.h"

typedef bool (*parameter_visitor)(void *context, const struct parameter *parameter);

// parameters_visit, or with `tables` false the same without entries of transition matrices and of effects.
bool parameters_walk(struct scenario *scenario, bool tables, parameter_visitor visit, void *context);

// The rows that an option of this kind has, *count of them.
const struct parameter_row *option_rows_of(enum option_kind kind, size_t *count);

// The path that a user's spelling stands for: "outcome.pie" is "pie".
const char *path_canonical(const char *path);

// The parameter that a path names; its `path` is the caller's, canonical. Errors: PARLEY_INPUT for a path
// that is none, with the nearest one; PARLEY_MEMORY.
enum parley_status parameter_find(struct scenario *scenario, const char *path, struct parameter *found,
                                  struct errors *errors);

// What setting a parameter takes the place of: a discount factor of a rate and the other way round, a quota
// of the rule. *by: what that is then. NULL: of nothing.
double *parameter_replaced(struct scenario *scenario, const double *value, double *by);

#endif
