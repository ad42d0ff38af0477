// SPDX-License-Identifier: GPL-3.0-or-later
// The state space: a state is one level of every channel, counted with the last channel fastest.
#ifndef PARLEY_GAME_STATES_H
#define PARLEY_GAME_STATES_H

#include "game/game.h"

// Advance levels to the next state; the caller counts states.
void states_next(const struct scenario *scenario, size_t *levels);
// Levels of state s.
void states_levels(const struct scenario *scenario, size_t s, size_t *levels);
// "front=stalemate, aid=low", written to out; "the only state" if there are no channels.
void states_name(const struct scenario *scenario, const size_t *levels, struct text *out);

#endif
