// SPDX-License-Identifier: GPL-3.0-or-later
// Where the talks begin, which states can come about, and how large the payoffs are that can matter there:
// those of a breakdown only where talks can end, outside options only if they are worth something (people
// write a large loss for "cannot").
#include "game/parts.h"
#include <string.h>

static void start_find(struct game *game) {
    game->start = 0;
    for (size_t c = 0; c < game->channels; c++)
        game->start += game->stride[c] * (size_t)game->scenario->channels[c].start;
}

enum parley_status reachable_find(struct game *game, struct errors *errors) {
    (void)errors;
    uint32_t *open = arena_room(&game->scratch, game->states, sizeof *open);
    size_t count = 0;
    if (!open) return PARLEY_MEMORY;
    start_find(game);
    memset(game->reachable, 0, game->states * sizeof *game->reachable);
    game->reachable[game->start] = true;
    open[count++] = (uint32_t)game->start;
    while (count > 0) {
        size_t s = open[--count];
        for (size_t k = 0; k < game->kernel_count; k++)
            for (size_t e = game->kernels[k].row[s]; e < game->kernels[k].row[s + 1]; e++) {
                uint32_t to = game->kernels[k].column[e];
                if (!game->reachable[to]) open[count++] = to;
                game->reachable[to] = true;
            }
    }
    return PARLEY_OK;
}

// The largest payoff in a state.
static double scale_of(const struct game *game, size_t s) {
    size_t first = s * game->parties;
    double scale = game_is_spatial(game) ? 1 : game->pie[s];
    bool ends = game->breakdown_risk[s] > 0;
    for (size_t i = first; i < first + game->parties; i++) {
        scale = fmax(scale, fmax(fabs(game->flow[i]), game->outside[i]));
        ends = ends || isfinite(game->outside[i]);
    }
    for (size_t d = 0; d < game->deals; d++)
        for (size_t i = 0; i < game->parties; i++)
            scale = fmax(scale, fabs(game_deal(game, s, d)[i]));
    for (size_t i = first; i < first + game->parties && ends; i++)
        scale = fmax(scale, fabs(game->breakdown[i]));
    return scale;
}

enum parley_status scale_measure(struct game *game, struct errors *errors) {
    (void)errors;
    double scale = 0;
    for (size_t s = 0; s < game->states; s++)
        if (game->reachable[s]) scale = fmax(scale, scale_of(game, s));
    game->scale = scale > 0 ? scale : 1;
    return PARLEY_OK;
}
