// SPDX-License-Identifier: GPL-3.0-or-later
// Reference points, from which losses are counted:
//     r_i = (1 - alpha_i g) aspiration_i + alpha_i g u_i(anchor)
// where the anchor on the table lies at depth g = level / depth, and u_i(anchor) is what its position is
// worth to i, or the share of the pie that it gives i. lambda is 0 for who has no aspiration.
#include "game/column.h"
#include "game/parts.h"
#include <string.h>

// From aspirations to reference points, where an anchor draws them.
static void anchors_draw(struct game *game, size_t i, const double *alpha) {
    const struct scenario *scenario = game->scenario;
    size_t depth = (size_t)scenario->depth;
    for (size_t s = 0; s < game->states && game->table != SIZE_MAX; s++) {
        size_t level = game_level(game, s, game->table);
        if (level == 0) continue;
        const struct anchor *anchor = &scenario->anchors[(level - 1) / depth];
        double drawn = alpha[s] * (double)((level - 1) % depth + 1) / (double)depth;
        double *reference = &game->reference[s * game->parties + i];
        double worth = anchor->at ? stances_utility(game, i, s, anchor->at) : anchor->share[i] * game->pie[s];
        *reference = (1 - drawn) * *reference + drawn * worth;
    }
}

static enum parley_status party_fill(struct game *game, size_t i, double *alpha, struct errors *errors) {
    const struct party *party = &game->scenario->parties[i];
    size_t n = game->parties;
    enum parley_status status = PARLEY_OK;
    status_note(&status, column_fill(game, &party_rows[PARTY_loss_aversion], party, game->loss_aversion + i,
                                     n, errors));
    status_note(&status,
                column_fill(game, &party_rows[PARTY_aspiration], party, game->reference + i, n, errors));
    status_note(&status, column_fill(game, &party_rows[PARTY_susceptibility], party, alpha, 1, errors));
    if (status == PARLEY_OK) anchors_draw(game, i, alpha);
    return status;
}

enum parley_status references_fill(struct game *game, struct errors *errors) {
    size_t n = game->parties, cells = game->states * n;
    enum parley_status status = PARLEY_OK;
    double *alpha = arena_room(&game->scratch, game->states, sizeof *alpha);
    if (!alpha) return PARLEY_MEMORY;
    memset(game->loss_aversion, 0, cells * sizeof *game->loss_aversion);
    memset(game->reference, 0, cells * sizeof *game->reference);
    for (size_t i = 0; i < n && status == PARLEY_OK; i++)
        if (!isnan(game->scenario->parties[i].aspiration)) status = party_fill(game, i, alpha, errors);
    return status;
}
