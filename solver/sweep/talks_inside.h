// SPDX-License-Identifier: GPL-3.0-or-later
// What the files behind talks.h share: talks.c makes the games of a point, talks_solve.c solves them.
#ifndef PARLEY_SWEEP_TALKS_INSIDE_H
#define PARLEY_SWEEP_TALKS_INSIDE_H

#include "equilibrium/resolver.h"
#include "sweep/talks.h"
#include "sweep/target.h"

struct talk {
    size_t regime;
    bool anchored;
    struct scenario *scenario;
    struct target *target; // of the axes, then of what is derived
    unsigned feeds;        // parts of the game that change from point to point
    struct resolver *resolver;
    struct game *game; // NULL before the first; refreshed in place
    struct certificate certificate;
    bool strays; // what is found may hang on where the solver began
    size_t *entry, entry_room;
    double *before; // values of the solution that is checked
    size_t before_room;
};

struct talks {
    const struct sweep_job *job;
    struct talk *talk;     // of every regime, then of every regime without anchors
    struct regime *regime; // as the outcome wants them; borrow
    size_t regimes, count; // count: regimes, or twice that
    size_t axes, targets;  // targets: axes and what is derived
    struct target *leader; // of what is derived, in the scenario as written
    double *value;         // of the targets, at the point at hand
    struct arena scratch;  // for certificates; empty between them
    bool rebuilds;         // some of them change what the table or the calendar are made of
    bool rereads;          // some of them move levels, starts or the order of events
};

#endif
