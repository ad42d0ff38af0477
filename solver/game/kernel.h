// SPDX-License-Identifier: GPL-3.0-or-later
// Transition kernels: the product of the channels' laws, sparse.
#ifndef PARLEY_GAME_KERNEL_H
#define PARLEY_GAME_KERNEL_H

#include "game/game.h"

// Largest number of entries that one state's row can have, for estimates of memory.
double kernel_row_bound(const struct scenario *scenario);

// Does the party hold a belief of its own about any channel?
bool kernel_is_own(const struct scenario *scenario, size_t party);

#endif
