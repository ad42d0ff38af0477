// SPDX-License-Identifier: GPL-3.0-or-later
// What moves an outcome, as the writers of this room see it: the derivative of every metric by every
// parameter.
#ifndef PARLEY_OUTPUT_ELASTICITY_H
#define PARLEY_OUTPUT_ELASTICITY_H

#include "core/text.h"
#include <stdbool.h>
#include <stddef.h>

struct solution;

// d metric / d parameter. NaN where it is not defined; a side on which the metric jumps is infinite.
struct derivative {
    double value;        // NaN at a kink
    double below, above; // one-sided; NaN where the parameter cannot go to that side
    bool kink;           // the sides differ
};

// One parameter. Owns its strings and the derivatives, one per metric.
struct sensitivity {
    char *path, *unit;
    double at;
    double size; // that changes are held against: |at|, or where that is 0 the natural size of such a number
    bool done;   // false: it was stopped before; the derivatives are NaN
    bool implicit; // by the implicit function theorem; else from solutions on either side
    struct derivative *by;
};

struct elasticities {
    char **metric; // paths, owned
    double *level; // of each metric
    size_t metric_count;
    struct sensitivity *row; // in the order of the file
    size_t count;
    size_t missing;                                              // rows that are not done
    size_t operator_applications, factorisations, linear_solves; // beside those of the solution
    size_t solves;                                               // of whole games
};

// The derivative, at a kink the steeper of both.
double derivative_steepest(const struct derivative *derivative);
// (parameter / metric) d metric / d parameter; NaN where one of them is 0 or there is no derivative.
double elasticity_of(const struct elasticities *all, size_t row, size_t metric);
// What a change by one per cent of the parameter's size does to the metric: 0.01 size d metric / d parameter.
double elasticity_effect(const struct elasticities *all, size_t row, size_t metric);
// The rows with the largest effects on a metric, at most `most`, largest first; how many. Those that do
// nothing are left out.
size_t elasticity_ranked(const struct elasticities *all, size_t metric, size_t most, size_t *rows);

// Writes nothing if elasticities were not asked for.
void report_elasticities(const struct solution *solution, struct text *out);
// The full table, tab-separated.
void elasticities_table(const struct elasticities *all, struct text *out);

#endif
