// SPDX-License-Identifier: GPL-3.0-or-later
// Best positions on issues: concave programmes in a position y, fractions of the issues' ranges, solved to
// rounding. Utilities are material, u_i(y) = game_utility_at. Cost of each: some ten Newton steps of
// O(K n + n^3).
#ifndef PARLEY_EQUILIBRIUM_SPATIAL_H
#define PARLEY_EQUILIBRIUM_SPATIAL_H

#include "game/game.h"

// max_y min_{i in members} (u_i(y) - from_i) / unit_i, unit_i > 0; writes y. members is not empty.
double spatial_maximin(const struct game *game, size_t s, coalition members, const double *from,
                       const double *unit, double *y);
// max_y u_j(y) subject to u_i(y) >= need_i for i in members (j among them or not, its need is not looked at);
// returns u_j. Where no position gives everybody its need: the position of the maximin, the value there.
double spatial_best(const struct game *game, size_t s, size_t j, coalition members, const double *need,
                    double *y);
// max_y sum_i weight_i log(u_i(y) - from_i), the Nash solution with weights > 0. False, and the maximin with
// equal units in y, if no position gives every member more than from_i.
bool spatial_nash(const struct game *game, size_t s, coalition members, const double *from,
                  const double *weight, double *y);
// max_y sum_i u_i(y) over the members.
void spatial_utilitarian(const struct game *game, size_t s, coalition members, double *y);

#endif
