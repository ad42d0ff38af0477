// SPDX-License-Identifier: GPL-3.0-or-later
// What solving a game will cost, before it is solved.
#ifndef PARLEY_API_COST_H
#define PARLEY_API_COST_H

#include "core/text.h"
#include "game/game.h"

struct cost {
    double applications; // of the Bellman operator to the whole game: an estimate
    double offers;       // looked at in each: coalitions or deals, of every proposer in every state
    double steps;        // from state to state and belief to belief in each, times parties
    double seconds;      // on one core of this machine: an estimate, mostly right within a factor of 4
    size_t offers_most;  // of one proposer in one state
    bool beyond;         // it may have more coalitions to mix than the solver can follow
    enum cost_part { COST_OFFERS, COST_STEPS } most; // what most of the time goes into
};

// contraction: policy iteration is likely to do. Takes about a millisecond, to see how fast the machine is.
struct cost cost_of(const struct game *game, bool contraction);

// That it will take long, and what would make it cheaper; nothing if it will not.
void cost_warning(const struct game *game, const struct cost *cost, struct text *out);

#endif
