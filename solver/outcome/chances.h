// SPDX-License-Identifier: GPL-3.0-or-later
// What can happen in one period of each state, under the profile.
#ifndef PARLEY_OUTCOME_CHANCES_H
#define PARLEY_OUTCOME_CHANCES_H

#include "game/profile.h"
#include "outcome/chain.h"

// Per state; agree + quit + broken + what the mixture weighs = 1. Its arrays belong to an arena.
struct chances {
    double *agree, *quit, *broken;
    double *leave;                // agree + quit + broken
    double *used, *effective;     // at [o states + s]: option o is chosen; it is, and takes effect
    double *weight;               // of the mixture
    const struct kernel **kernel; // of the mixture: the true ordinary kernel, then each option's
    struct mixture mixture;       // how the game goes on
};

// False if out of memory. Cost: O(S n (1 + options) + proposals).
bool chances_compute(const struct game *game, const struct profile *profile, struct chances *chances,
                     struct arena *arena);

// Chance that j takes the initiative in s, makes proposal e and sees it enacted.
double chances_enacted(const struct game *game, const struct profile *profile, size_t s, size_t j, size_t e);

#endif
