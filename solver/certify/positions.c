// SPDX-License-Identifier: GPL-3.0-or-later
// Positions on issues. To coalition C a proposer j can offer any position y in the box; the others need
// material utilities n_i, so that
//     margin = max_y min_i (u_i(y) - n_i),   own = max_y u_j(y) subject to u_i(y) >= n_i,
// or, where the margin is negative and the position offered is that of the margin, n_i + margin in place of
// n_i. Both are bounds from above by weak duality (positions_dual.c), which no position can beat, however the
// profile came by its own.
//
// Near margin 0, own goes with the e-th root of the margin, e the largest exponent: needs known to 1e-15
// leave it in doubt by more than 1e-9. So it is computed at needs lower by eta, where the multipliers exist,
// and counts as known between what the slope there makes of a change of the needs by 2 eta: a power 1/e of
// the margin falls by all of itself over e times the margin along its tangent.
#include "certify/positions.h"
#include "certify/check.h"

// By how much needs and margins may be in error, the smaller where all exponents are 2 or more.
static const double DOUBT = 1e-13, SMOOTHED_DOUBT = 1e-11;

static double doubt(const struct ask *ask) {
    double eta = DOUBT, size = 1;
    for (size_t k = 0; k < ask->game->issues; k++)
        for (size_t i = 0; i < ask->game->parties; i++)
            if (ask->game->exponent[i * ask->game->issues + k] < 2) eta = SMOOTHED_DOUBT;
    for (size_t r = 0; r < ask->count; r++)
        size = fmax(size, fabs(ask->need[r]));
    return eta * size;
}

void position_terms(const struct game *game, size_t s, size_t j, coalition members, const double *reservation,
                    struct terms *terms) {
    struct ask ask = {.game = game, .state = s, .proposer = j};
    for (size_t i = 0; members >> i; i++) {
        if (i == j || !(members >> i & 1)) continue;
        ask.member[ask.count] = i;
        ask.need[ask.count++] = terms_need(game, s, i, terms->ratified, reservation[i]);
    }
    terms->margin = ask_margin(&ask);
    terms->possible = terms->margin >= 0;
    if (ask.count == 0) terms->own = terms->least = terms->most = 1; // j's ideal point
    if (isinf(terms->margin) || (!terms->possible && !(game->noise > 0))) return;
    double eta = doubt(&ask), relief = fmin(terms->margin, 0) - eta;
    struct bound bound = ask_bound(&ask, relief, terms->margin - relief);
    double change = eta * bound.price;
    terms->own = bound.value - change;
    terms->most = bound.value + change;
    terms->least = bound.value - 2 * ask_exponent(&ask) * change;
}

double position_fault(const struct check *check, size_t s, size_t e) {
    const struct game *game = check->game;
    const double *position = check->profile->position + e * game->issues;
    double fault = 0;
    for (size_t k = 0; k < game->issues; k++) {
        if (!isfinite(position[k])) return INFINITY;
        fault = fmax(fault, fmax(-position[k], position[k] - 1) * game->scale);
    }
    for (size_t i = 0; i < game->parties; i++) {
        double share = check->profile->share[e * game->parties + i];
        double error = fabs(share - game_utility_at(game, i, s, position));
        fault = fmax(fault, isnan(error) ? INFINITY : error);
    }
    return fault;
}

double position_error(const struct check *check, size_t s, size_t j, size_t e, const struct terms *terms,
                      const double *reservation) {
    const struct game *game = check->game;
    const double *share = check->profile->share + e * game->parties;
    double lacking = terms->least - share[j];
    if (isinf(terms->margin) && terms->margin < 0) return 0; // nothing comes near what they need
    lacking = isnan(lacking) ? INFINITY : fmax(0, lacking);
    for (size_t i = 0; i < game->parties; i++) {
        if (i == j || !(check->profile->proposal[e].members >> i & 1)) continue;
        double need = terms_need(game, s, i, terms->ratified, reservation[i]);
        lacking = fmax(lacking, need + fmin(terms->margin, 0) - share[i]);
    }
    return lacking;
}
