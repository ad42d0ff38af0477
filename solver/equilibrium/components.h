// SPDX-License-Identifier: GPL-3.0-or-later
// Strongly connected components of the state graph, in the order in which they can be solved.
#ifndef PARLEY_EQUILIBRIUM_COMPONENTS_H
#define PARLEY_EQUILIBRIUM_COMPONENTS_H

#include "game/game.h"

// Component k holds state[first[k]] .. state[first[k + 1] - 1], ascending; every transition out of a
// component leads to one with a smaller index. place[s] is the position of s inside its component, of[s] the
// component.
struct components {
    size_t count, largest;
    size_t *first;
    uint32_t *state, *place, *of;
};

// Tarjan (1972) over the transitions of every kernel, without recursion. Cost: linear in the entries.
// False if out of memory.
bool components_find(const struct game *game, struct components *components);
void components_clear(struct components *components);

#endif
