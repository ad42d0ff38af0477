// SPDX-License-Identifier: GPL-3.0-or-later
// The regimes of a scenario with surprises: 0 is the talks as written, k > 0 those from surprise k on. Each
// is a scenario, and a game, of its own; the one place that knows how they are made.
#ifndef PARLEY_GAME_REGIMES_H
#define PARLEY_GAME_REGIMES_H

#include "game/game.h"

static inline size_t regime_count(const struct scenario *scenario) {
    return scenario->surprise_count + 1;
}
// The round in which a regime begins.
static inline size_t regime_from(const struct scenario *scenario, size_t regime) {
    return regime > 0 ? (size_t)scenario->surprises[regime - 1].at : 0;
}

// Turn a scenario as written into what it is in a regime; anchored: not with nothing ever tabled. Not for a
// scenario that is still to be validated. False if out of memory.
bool regime_enter(struct scenario *scenario, size_t regime, bool anchored);
// After numbers of a scenario that was turned so have been changed: what the surprises of the regime change
// wins again. For the table and the calendar see scenario_repeat_surprise.
void regime_repeat(struct scenario *scenario, size_t regime);

// entry[s], `states` of them: the state of the regime's game (> 0) that state s of the talks before becomes.
// Errors: PARLEY_INPUT if the regime has another number of states.
enum parley_status regime_entries(const struct game *game, size_t regime, size_t states, size_t *entry,
                                  struct errors *errors);

#endif
