// SPDX-License-Identifier: GPL-3.0-or-later
// How the talks of a regime come from the scenario as written: the surprises up to it are applied, then the
// anchors dropped if nothing is ever to be tabled, in this order, because a surprise may change a demand. And
// how its states come from those before: some channels are put at other levels. Solves nothing.
#include "game/regimes.h"

bool regime_enter(struct scenario *scenario, size_t regime, bool anchored) {
    if (regime > 0 && !scenario_apply_surprise(scenario, regime - 1)) return false;
    if (!anchored) scenario_drop_anchors(scenario);
    return true;
}

void regime_repeat(struct scenario *scenario, size_t regime) {
    if (regime > 0) scenario_repeat_surprise(scenario, regime - 1);
}

enum parley_status regime_entries(const struct game *game, size_t regime, size_t states, size_t *entry,
                                  struct errors *errors) {
    if (game->states != states)
        return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                          "surprise %zu changes the number of states from %zu to %zu; it may change numbers "
                          "and levels, not what there is",
                          regime, states, game->states);
    for (size_t s = 0; s < states; s++)
        entry[s] = scenario_surprise_state(game->scenario, regime - 1, s);
    return PARLEY_OK;
}
