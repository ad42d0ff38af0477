// SPDX-License-Identifier: GPL-3.0-or-later
// The chance that a vote carries when everybody votes independently, with its derivatives.
#ifndef PARLEY_EQUILIBRIUM_CARRY_H
#define PARLEY_EQUILIBRIUM_CARRY_H

#include "game/game.h"

// What is remembered of each voting rule. One thread's; grows when a rule is seen for the first time.
struct carry;

// For this many rules, at least 1; NULL if out of memory.
struct carry *carry_new(size_t rules);
void carry_free(struct carry *carry);

// The chance that the yeses win under the rule, number `index` of its game, when party i says yes with
// probability yes[i]; slope[i] is its derivative by yes[i]. False if out of memory. Cost: O(n x distinct sums
// of votes), and as much memory.
bool carry_chance(struct carry *carry, const struct rule *rule, size_t index, size_t parties,
                  const double *yes, double *slope, double *chance);

#endif
