// SPDX-License-Identifier: GPL-3.0-or-later
// Games whose equilibria are known to agree in their values: Baron & Ferejohn's with any discount factors,
// chances of recognition and votes (Eraslan 2002; Eraslan & McLennan 2013). What the theorem does not speak
// of is left out: states that differ, moves, reference points, payoffs from waiting, breaking down or
// quitting, parties whose delegations may not be believed.
#include "game/game.h"

static bool party_is_plain(const struct game *game, size_t i) {
    bool walks = isfinite(game->outside[i]), feels = game->loss_aversion[i] > 0;
    return game->flow[i] == 0 && !walks && !feels && game->authority[i] >= 1;
}

bool game_has_unique_values(const struct game *game) {
    bool pie = game->deals == 0 && game->issues == 0;
    if (game->states != 1 || !pie || game->options > 0 || game->noise > 0) return false;
    if (game->idle[0] > 0 || game->breakdown_risk[0] > 0) return false;
    for (size_t i = 0; i < game->parties; i++)
        if (!party_is_plain(game, i)) return false;
    return true;
}
