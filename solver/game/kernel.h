// SPDX-License-Identifier: GPL-3.0-or-later
// Transition kernels: the product of the channels' laws, sparse.
#ifndef PARLEY_GAME_KERNEL_H
#define PARLEY_GAME_KERNEL_H

#include "game/game.h"

// Largest number of entries that one state's row can have, for estimates of memory.
double kernel_row_bound(const struct scenario *scenario);

// Build the kernel that party `believer` expects (SIZE_MAX: the truth), when the option `shifting` moves the
// channels that it names and the others move as usual (NULL: all as usual). Errors: PARLEY_INPUT when effects
// take a drift out of [0, 1] or up + down above 1; PARLEY_MEMORY. Cost: linear in the entries.
enum parley_status kernel_build(const struct scenario *scenario, size_t believer,
                                const struct option *shifting, struct kernel *kernel, struct errors *errors);
// Does the party hold a belief of its own about any channel?
bool kernel_is_own(const struct scenario *scenario, size_t party);
void kernel_clear(struct kernel *kernel);

#endif
