// SPDX-License-Identifier: GPL-3.0-or-later
// Every coalition worth proposing to, found for the certificate by its own count of votes.
#ifndef PARLEY_CERTIFY_BALLOTS_H
#define PARLEY_CERTIFY_BALLOTS_H

#include "core/arena.h"
#include "game/game.h"

// For rule r and proposer j: list[k] with first[r n + j] <= k < first[r n + j + 1], ascending. Its arrays
// belong to an arena.
struct ballots {
    size_t parties;
    coalition *list;
    size_t *first;
};

// Can these members enact an agreement? A majority: more votes for than against; a quota: that many votes;
// every veto player and, under unanimity, everybody at the table consents.
bool ballots_carry(const struct rule *rule, coalition members);
// Enumerate for all rules of the game. False if out of memory. Cost: O(2^n n^2) per rule.
bool ballots_build(const struct game *game, struct ballots *ballots, struct arena *arena);

#endif
