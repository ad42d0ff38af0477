// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate: the largest gain of any one-shot deviation, from game data alone. Includes game/ and
// core/, never equilibrium/.
#ifndef PARLEY_CERTIFY_CERTIFY_H
#define PARLEY_CERTIFY_CERTIFY_H

#include "core/arena.h"
#include "game/profile.h"

// What the worst deviation is.
enum deviation { DEVIATION_NONE, DEVIATION_VALUE, DEVIATION_PROPOSER, DEVIATION_VOTE, DEVIATION_FEASIBILITY };

struct certificate {
    double epsilon; // largest gain of a one-shot deviation, or error of a claimed value, whichever is larger
    double bound;   // epsilon / (1 - largest discount factor)
    double tolerance;   // asked for
    bool holds;         // epsilon <= tolerance
    double value_error; // largest |claimed value - value of one period of play, then the claimed values|
    enum deviation worst;
    size_t worst_state, worst_party;
};

// Check a profile. threads: 0 for all cores. Errors: PARLEY_MEMORY. Cost: O(S n 2^n (1 + accords)) at worst,
// no allocation proportional to S.
enum parley_status certify(const struct game *game, const struct profile *profile, double tolerance,
                           int threads, struct certificate *certificate);
// The same by one thread, for who checks many profiles: what it needs it takes from the arena and gives back,
// so that an arena used before for games as large takes nothing from the system.
enum parley_status certify_in(const struct game *game, const struct profile *profile, double tolerance,
                              struct arena *arena, struct certificate *certificate);

// How much of its tolerance it takes; INFINITY where epsilon is not a number.
double certificate_taken(const struct certificate *certificate);
// "a proposer's choice", for messages.
const char *deviation_text(enum deviation deviation);

#endif
