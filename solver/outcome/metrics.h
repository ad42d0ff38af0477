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

// Call visit for every metric until it returns false; with scenario NULL, PARTY, OPTION and DEAL
// stand for every name. agreement.by.N stands for every period N. Returns false if visit did, or when out of
// memory.
bool metrics_visit(const struct scenario *scenario, bool (*visit)(void *context, const struct metric *metric),
                   void *context);

// Value of the metric with this path at the start state; NaN where it is not defined. epsilon: the
// certificate's. Errors: PARLEY_INPUT for a path that is no metric, naming the nearest one.
enum parley_status metric_evaluate(const struct game *game, const struct outcome *outcome, double epsilon,
                                   const char *path, double *value, struct errors *errors);

#endif
