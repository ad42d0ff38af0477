// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate: the largest gain of any one-shot deviation, from game data alone. Includes game/ and
// core/, never equilibrium/.
#ifndef PARLEY_CERTIFY_CERTIFY_H
#define PARLEY_CERTIFY_CERTIFY_H

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

// Check a profile. Cost: O(S n 2^n (1 + accords)) at worst, no allocation proportional to S.
enum parley_status certify(const struct game *game, const struct profile *profile, double tolerance,
                           int threads, struct certificate *certificate);
// "a proposer's choice", for messages.
const char *deviation_text(enum deviation deviation);

#endif
