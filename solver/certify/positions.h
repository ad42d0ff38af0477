// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds on what a position on the issues can be worth, by weak duality: true whatever the multipliers, and
// tight at those that are found.
#ifndef PARLEY_CERTIFY_POSITIONS_H
#define PARLEY_CERTIFY_POSITIONS_H

#include "game/game.h"

// A proposer and the other members of its coalition, with the material utility that each of these needs.
struct ask {
    const struct game *game;
    size_t state, proposer;
    size_t count; // members other than the proposer
    size_t member[PARTIES_MAX];
    double need[PARTIES_MAX];   // of member[r]
    double weight[PARTIES_MAX]; // p_r of the margin, once that is known
};

// Upper bound of  max_y u_j(y)  subject to  u_i(y) >= need_i, and its slope: `price` is the sum of the
// multipliers, so that needs lower by eta raise the bound by no more than eta times price.
struct bound {
    double value, price;
};

// Upper bound of  max_y min_i (u_i(y) - need_i)  over the members; fills weight. Tight to some 1e-14 if all
// exponents are 2 or more and 1e-11 otherwise. +INFINITY without members, -INFINITY if a need is not finite.
// Cost of this and the next: 8 to 40 steps (several hundred if the exponent is 1) of O(K count^2 + count^3).
double ask_margin(struct ask *ask);
// The bound where all needs are changed by `shift`; `margin` is that of the needs so changed, > 0, and the
// weights are known.
struct bound ask_bound(const struct ask *ask, double shift, double margin);
// Largest exponent of anybody in it.
double ask_exponent(const struct ask *ask);

#endif
