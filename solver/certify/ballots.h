// SPDX-License-Identifier: GPL-3.0-or-later
// Every coalition worth proposing to, found for the certificate from rule_wins alone.
#ifndef PARLEY_CERTIFY_BALLOTS_H
#define PARLEY_CERTIFY_BALLOTS_H

#include "game/game.h"

// For rule r and proposer j: list[k] with first[r n + j] <= k < first[r n + j + 1], ascending.
struct ballots {
    size_t parties;
    coalition *list;
    size_t *first;
};

// Enumerate for all rules of the game. False if out of memory. Cost: O(2^n n^2) per rule.
bool ballots_build(const struct game *game, struct ballots *ballots);
void ballots_clear(struct ballots *ballots);

#endif
