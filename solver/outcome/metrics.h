// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics: the numbers of an outcome that sweeps, thresholds and users name by a dotted path. One table, one
// row each.
#ifndef PARLEY_OUTCOME_METRICS_H
#define PARLEY_OUTCOME_METRICS_H

#include "outcome/outcome.h"

// One metric of a scenario. The strings are valid during the call-back only.
struct metric {
    const char *path, *unit, *meaning;
};

// Call visit for every metric that means something in the scenario until it returns false; with scenario
// NULL, PARTY, OPTION, DEAL, ISSUE and LEVEL (CHANNEL.LEVEL) stand for every name. N at the end of a path
// stands for every number. Returns false if visit did, or when out of memory.
bool metrics_visit(const struct scenario *scenario, bool (*visit)(void *context, const struct metric *metric),
                   void *context);

// What the metric with this path is, if the scenario has it; the strings are static, the path is borrowed.
// Errors as of metric_evaluate.
enum parley_status metric_describe(const struct scenario *scenario, const char *path, struct metric *metric,
                                   struct errors *errors);

// Value of the metric with this path at the start state; NaN where it is not defined. epsilon: the
// certificate's. Errors: PARLEY_INPUT for a path that is no metric, naming the nearest one, or what its
// number may be, or why there is none of the kind in this scenario.
enum parley_status metric_evaluate(const struct game *game, const struct outcome *outcome, double epsilon,
                                   const char *path, double *value, struct errors *errors);

// A metric of a scenario, found once and evaluated for many outcomes. Borrows from the table.
struct metric_handle {
    const void *row;
    size_t index, number;
};
// Errors as metric_evaluate.
enum parley_status metric_find(const struct scenario *scenario, const char *path,
                               struct metric_handle *handle, struct errors *errors);
// The parts of an outcome (enum outcome_part) that it is read from.
unsigned metric_parts(const struct metric_handle *handle);
double metric_value(const struct metric_handle *handle, const struct outcome *outcome, double epsilon);

#endif
