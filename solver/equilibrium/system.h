// SPDX-License-Identifier: GPL-3.0-or-later
// The linear system of a block's Newton steps, factorised or as an operator. Known to block.c only.
#ifndef PARLEY_EQUILIBRIUM_SYSTEM_H
#define PARLEY_EQUILIBRIUM_SYSTEM_H

#include "equilibrium/block.h"

struct block_system *system_new(const struct game *game, int threads);
void system_free(struct block_system *system);
void system_rebind(struct block_system *system, const struct game *game); // another game with the same sizes
// A new pattern: another component. Free choices do not change it.
bool system_prepare(struct block_system *system, const struct block *block);
// New entries in the same pattern, factorised if it is that kind.
bool system_factor(struct block_system *system, const struct block *block);
// x = J^-1 b; x and b do not overlap.
bool system_solve(struct block_system *system, struct block *block, const double *b, double *x);

#endif
