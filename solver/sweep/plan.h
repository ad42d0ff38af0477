// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep as it was asked for, checked and laid out: which parameters take which values at which point, which
// metrics are kept.
#ifndef PARLEY_SWEEP_PLAN_H
#define PARLEY_SWEEP_PLAN_H

#include "core/text.h"
#include "scenario/scenario.h"
#include "sweep/axis.h"
#include "sweep/derived.h"
#include "sweep/design.h"
#include "sweep/distribution.h"
#include "sweep/store.h"

// What the user asked for; borrows. `vary` makes a grid, `over` a sample, both the same sample at every place
// of the grid, so that differences along an axis are not the sampling's.
struct plan_request {
    const char *const *vary; // "PATH=FROM:TO:N[:log]" or "PATH=a,b,c" (axis.h), the last runs fastest
    size_t vary_count;
    const char *const *over; // "PATH=uniform(0, 1)" (distribution.h)
    size_t over_count;
    const char *const *derive; // "TARGET = 2 * SOURCE" (derived.h)
    size_t derive_count;
    const char *const *metrics; // none: values, agreement, dates and terms
    size_t metric_count;
    const char *const *exceeds; // conditions (claim.h): their metrics are kept too
    size_t exceed_count;
    struct design_options design; // of a sample; `factors` is filled in here
    double tolerance;
    bool cold, warm;           // runner.h
    const char *command;       // for the record
    const char *scenario_text; // with every change made to it
};

// Owns everything but the scenario, which must outlive it. Never changes once made.
struct plan {
    struct store_layout layout;
    struct store_axis *store_axes;
    struct store_metric *metrics;
    char **metric_paths, **metric_units; // owned
    size_t metric_capacity;
    double **grid_values; // of each axis
    struct axis *axes;
    char **paths; // of the sample
    struct distribution *distributions;
    size_t distribution_count;
    struct design design;
    struct derived *derived;
    size_t derived_count;
    struct text description; // of the design, canonical: it belongs to the identity of the sweep
    struct text exceeds;     // the conditions, a line each
};

// Errors: PARLEY_INPUT for a path, a range, a distribution or a metric that is none; PARLEY_MEMORY.
enum parley_status plan_make(struct scenario *scenario, const struct plan_request *request, struct plan *plan,
                             struct errors *errors);
void plan_clear(struct plan *plan);
// The metrics of the layout and its conditions; part of plan_make.
enum parley_status plan_metrics_make(const struct scenario *scenario, const struct plan_request *request,
                                     struct plan *plan, struct errors *errors);
// The error that an option of samples gets where nothing is sampled: PARLEY_INPUT.
enum parley_status sample_missing(const char *option, struct errors *errors);

#endif
