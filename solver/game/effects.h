// SPDX-License-Identifier: GPL-3.0-or-later
// A parameter as a function of the state: its base value and the effects of every channel on it.
#ifndef PARLEY_GAME_EFFECTS_H
#define PARLEY_GAME_EFFECTS_H

#include "core/arena.h"
#include "scenario/scenario.h"

// The effects on one parameter. Borrows from the scenario and from the arena that it was found with.
struct varying {
    const double *base;
    size_t count;
    const struct effect **effects;
    size_t *channels; // whose effect it is
};

// Collect the effects on the parameter at `base`. False if out of memory.
bool varying_find(const struct scenario *scenario, const double *base, struct arena *arena,
                  struct varying *varying);

// Value where channel c is at level levels[c]: set by the last channel that sets it, then every scale, then
// every add.
double varying_at(const struct varying *varying, const size_t *levels);

#endif
