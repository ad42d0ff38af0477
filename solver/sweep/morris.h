// SPDX-License-Identifier: GPL-3.0-or-later
// Morris' screening (1991): which factors matter at all, and which of them act in a bent or a joint way.
#ifndef PARLEY_SWEEP_MORRIS_H
#define PARLEY_SWEEP_MORRIS_H

#include "core/error.h"
#include "sweep/series.h"
#include <stdint.h>

// Point k = trajectory (factors + 1) + step on the grid of (level + 1/2) / levels, levels even. A trajectory
// starts anywhere and moves each factor once, in random order, by 1/2, up or down. Called by design_point.
void morris_point(uint64_t seed, unsigned levels, size_t factors, uint64_t k, double *unit);

// Elementary effects of one factor: change of the output per unit of its coordinate (of its probability).
struct morris_effect {
    double mean;       // mu: signed, so that ups and downs cancel
    double importance; // mu*: mean of the absolute effects (Campolongo, Cariboni & Saltelli 2007)
    double deviation;  // sigma: 0 for an output linear in the coordinates; NaN with fewer than two effects
    double error;      // standard error of mu*
    uint64_t used;     // effects; both ends must have an output
};

// effects[factors] from the outputs of a morris design with this seed, one per point, in
// order. Error (PARLEY_INPUT): outputs are not whole trajectories.
enum parley_status morris_analyse(uint64_t seed, size_t factors, const struct series *outputs,
                                  struct morris_effect *effects, struct errors *errors);

#endif
