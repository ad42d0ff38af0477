// SPDX-License-Identifier: GPL-3.0-or-later
// Axiomatic divisions of the pie at the start, from the disagreement point D: what each party gets if nobody
// ever agrees, or its outside option if that is better,
//     D_i(s) = (1 - delta_i) d_i + delta_i [b w_i + (1 - b) sum_s' P_i(s'|s) D_i(s')],
// in i's own belief, as its values are, with nobody making a move. Losses are not felt here. Over x >= 0, sum
// x = pie:
//     Nash (1950)                  max sum log(x_i - D_i)            x_i = max(0, D_i + t)
//     Nash with weights p_i / r_i  the limit of frequent offers      x_i = max(0, D_i + t p_i / r_i)
//     Kalai-Smorodinsky (1975)     gains in proportion to ideals     x_i = max(0, D_i + t (I_i - D_i))
//     egalitarian                  equal gains                       x_i = max(0, D_i + t)
//     utilitarian                  any division: the most equal one that nobody refuses, x_i = max(0, D_i, t)
// where I_i is the most that i can get while nobody else gets less than max(D, 0). Each has one unknown t in
// which the sum is increasing and piecewise linear. If the pie is less than sum max(D, 0) there is nothing to
// gain and each gets D.
#include "outcome/parts.h"

// The party's waiting value at the start, before its outside option.
static enum parley_status waiting_value(const struct game *game, size_t i, double *value, struct arena *arena,
                                        struct errors *errors) {
    struct chain chain;
    const struct kernel *kernel = &game->kernels[game->belief[i]];
    double *stay = arena_array(arena, game->states, sizeof *stay);
    if (!stay) return PARLEY_MEMORY;
    for (size_t s = 0; s < game->states; s++)
        stay[s] = game->discount[s * game->parties + i] * (1 - game->breakdown_risk[s]);
    if (!chain_reach(&chain, &(struct mixture){game->states, 1, &kernel, stay}, game->start, arena))
        return PARLEY_MEMORY;
    double *b = arena_array(arena, chain.count, sizeof *b);
    if (!b) return PARLEY_MEMORY;
    for (size_t k = 0; k < chain.count; k++) {
        size_t s = chain.state[k], at = s * game->parties + i;
        double delta = game->discount[at];
        b[k] = (1 - delta) * game->flow[at] + delta * game->breakdown_risk[s] * game->breakdown[at];
    }
    enum parley_status status = chain_solve(&chain, true, b, arena, errors);
    if (status == PARLEY_OK) *value = b[chain.index[game->start]];
    return status;
}

enum parley_status outcome_waiting(const struct game *game, struct outcome *outcome, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    for (size_t i = 0; i < game->parties && status == PARLEY_OK; i++) {
        struct arena_place place = arena_place(&outcome->scratch);
        status = waiting_value(game, i, &outcome->waiting[i], &outcome->scratch, errors);
        arena_back(&outcome->scratch, place);
        outcome->waiting[i] = fmax(outcome->waiting[i], game->outside[game->start * game->parties + i]);
    }
    return status;
}

// x_i = max(low_i, from_i + t rate_i) for i at the table, with t such that the sum is `pie`; rate >= 0, low
// and t >= 0. Parties that the line leaves below their lower end are held there and t is found again: each
// round holds more.
static void divide(size_t n, coalition table, const double *low, const double *from, const double *rate,
                   double pie, double *x) {
    coalition moving = 0;
    for (size_t i = 0; i < n; i++) {
        x[i] = table >> i & 1 ? fmax(low[i], from[i]) : 0;
        if ((table >> i & 1) && rate[i] > 0) moving |= (coalition)1 << i;
    }
    for (coalition held = 1; held && moving;) {
        double left = pie, rates = 0;
        for (size_t i = 0; i < n; i++) {
            left -= moving >> i & 1 ? from[i] : x[i];
            if (moving >> i & 1) rates += rate[i];
        }
        held = 0;
        for (size_t i = 0; i < n; i++) {
            if (!(moving >> i & 1)) continue;
            x[i] = from[i] + left / rates * rate[i];
            if (!(x[i] < low[i])) continue;
            x[i] = low[i];
            held |= (coalition)1 << i;
        }
        moving &= ~held;
    }
}

void outcome_baselines(const struct game *game, struct outcome *outcome) {
    size_t n = game->parties, at = game->start * n;
    coalition table = game->rules[game->rule[game->start]].table;
    const double *waiting = outcome->waiting;
    double pie = game->pie[game->start], claims = 0, weights = 0;
    double zero[PARTIES_MAX] = {0}, one[PARTIES_MAX] = {0}, secured[PARTIES_MAX] = {0};
    double weight[PARTIES_MAX] = {0}, ideal_gain[PARTIES_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        secured[i] = fmax(waiting[i], 0);
        one[i] = 1;
        weight[i] = game->recognition[at + i] / -log(game->discount[at + i]);
        if (!(table >> i & 1)) continue;
        claims += secured[i];
        weights += weight[i];
    }
    double *all[] = {outcome->nash, outcome->nash_weighted, outcome->kalai_smorodinsky, outcome->egalitarian,
                     outcome->utilitarian};
    if (pie < claims) {
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            for (size_t i = 0; i < n; i++)
                all[k][i] = table >> i & 1 ? waiting[i] : 0;
        return;
    }
    for (size_t i = 0; i < n; i++)
        ideal_gain[i] = pie - (claims - secured[i]) - waiting[i];
    divide(n, table, zero, waiting, one, pie, outcome->nash);
    divide(n, table, zero, waiting, weight, pie, outcome->nash_weighted);
    divide(n, table, zero, waiting, ideal_gain, pie, outcome->kalai_smorodinsky);
    divide(n, table, zero, waiting, one, pie, outcome->egalitarian);
    divide(n, table, secured, zero, one, pie, outcome->utilitarian);
    for (size_t i = 0; i < n && !(weights > 0); i++) // nobody ever acts: no weights to speak of
        outcome->nash_weighted[i] = NAN;
}
