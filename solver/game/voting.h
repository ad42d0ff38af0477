// SPDX-License-Identifier: GPL-3.0-or-later
// Voting rules: weighted votes, a quota, veto players; the coalitions worth proposing to.
#ifndef PARLEY_GAME_VOTING_H
#define PARLEY_GAME_VOTING_H

#include "game/game.h"

// List the lean coalitions of a rule whose other members are filled; the lists belong to the arena `memory`.
// Cost O(2^n n). False if out of memory. A rule that no coalition satisfies has none.
bool rule_enumerate(struct rule *rule, size_t parties, struct arena *memory, struct arena *scratch);
// Same table, votes, vetoes and quota?
bool rule_equals(const struct rule *a, const struct rule *b, size_t parties);

#endif
