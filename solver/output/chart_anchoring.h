// SPDX-License-Identifier: GPL-3.0-or-later
// What the chart of anchoring draws: the same talks solved again for other susceptibilities and depths.
// Nothing is solved in this room; api/anchoring.c fills the structure.
#ifndef PARLEY_OUTPUT_CHART_ANCHORING_H
#define PARLEY_OUTPUT_CHART_ANCHORING_H

#include "output/solution.h"

enum {
    ANCHORING_STEPS = 20,                   // of susceptibility, from 0 to 1
    ANCHORING_POINTS = ANCHORING_STEPS + 2, // and the scenario's own
    ANCHORING_DEPTHS = 5,                   // 1, 2, 3, 5 and the scenario's own
};

// Arrays over (depth d, point k) are row-major with the point innermost, over parties with the party
// innermost. Where not `certified`, numbers are NaN: there is no equilibrium to draw. Owns everything.
struct anchoring {
    size_t parties, depths, points;
    bool moved[PARTIES_MAX];        // do losses felt by party i ever depend on what is on the table?
    double largest;                 // susceptibility of such a party in any state of the scenario itself
    double depth[ANCHORING_DEPTHS]; // ascending
    double susceptibility[ANCHORING_POINTS]; // the largest of any party, ascending
    bool *certified;
    double *material; // E[u_i | agreement] at [(d points + k) n + i]
    double *gain;     // V_i(start) less the same with nothing ever tabled
    double *delay;    // years to an agreement on average, given that there is one
};

// Shape for the talks: points and depths; nothing solved yet. NULL if out of memory.
struct anchoring *anchoring_new(const struct game *game);
void anchoring_free(struct anchoring *anchoring);

#endif
