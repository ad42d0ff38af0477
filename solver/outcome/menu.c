// SPDX-License-Identifier: GPL-3.0-or-later
// Axiomatic choices from a menu of deals at the start. A deal d gives party i the gain g_i(d) = u_i(d) - D_i
// over the disagreement point D (baselines.c); losses are not felt here. Over the parties at the table:
//     Nash (1950)                  max sum log g_i            of the deals from which everybody gains
//     Nash with weights p_i / r_i  max sum (p_i / r_i) log g_i
//     Kalai-Smorodinsky (1975)     max min g_i / I_i          I_i: the most that i gains from a deal below
//     egalitarian                  max min g_i
//     utilitarian                  max sum u_i                of all deals
// The first four choose among the deals from which nobody at the table loses; where there is none they are D,
// and where no deal gives everybody a gain, Nash is the deal with the largest smallest gain. Of several that
// do equally well the first in the menu is chosen. A menu is not convex, so the axioms do not single these
// rules out.
#include "outcome/parts.h"

static const double ROUNDING = 1e-12; // gains smaller than this times the game's scale are none

struct menu {
    const struct game *game;
    const double *waiting;
    coalition table;
};

static double gain(const struct menu *menu, size_t d, size_t i) {
    return game_deal(menu->game, menu->game->start, d)[i] - menu->waiting[i];
}

static double least_gain(const struct menu *menu, size_t d, const double *unused) {
    double least = INFINITY;
    (void)unused;
    for (size_t i = 0; i < menu->game->parties; i++)
        if (menu->table >> i & 1) least = fmin(least, gain(menu, d, i));
    return least;
}

// -INFINITY if somebody at the table does not gain.
static double log_gains(const struct menu *menu, size_t d, const double *weight) {
    double sum = 0;
    if (!(least_gain(menu, d, NULL) > ROUNDING * menu->game->scale)) return -INFINITY;
    for (size_t i = 0; i < menu->game->parties; i++)
        if (menu->table >> i & 1) sum += weight[i] * log(gain(menu, d, i));
    return sum;
}

static double least_part(const struct menu *menu, size_t d, const double *ideal) {
    double least = INFINITY;
    for (size_t i = 0; i < menu->game->parties; i++)
        if ((menu->table >> i & 1) && ideal[i] > ROUNDING * menu->game->scale)
            least = fmin(least, gain(menu, d, i) / ideal[i]);
    return least;
}

static double total(const struct menu *menu, size_t d, const double *unused) {
    double sum = 0;
    (void)unused;
    for (size_t i = 0; i < menu->game->parties; i++)
        if (menu->table >> i & 1) sum += game_deal(menu->game, menu->game->start, d)[i];
    return sum;
}

// The deal with the highest score, first of equals, among those with a least gain of at least `lowest`;
// SIZE_MAX if none of these scores more than -INFINITY.
static size_t choose(const struct menu *menu, double lowest,
                     double (*score)(const struct menu *menu, size_t d, const double *numbers),
                     const double *numbers) {
    size_t best = SIZE_MAX;
    double most = -INFINITY;
    for (size_t d = 0; d < menu->game->deals; d++) {
        if (!(least_gain(menu, d, NULL) >= lowest)) continue;
        double got = score(menu, d, numbers);
        if (!(got > most)) continue;
        most = got;
        best = d;
    }
    return best;
}

// What the deal (SIZE_MAX: waiting) is worth to everybody, and where it lies if it lies on the issues.
static void write_deal(const struct menu *menu, size_t d, enum baseline b, struct outcome *outcome) {
    const struct game *game = menu->game;
    double *x = outcome_baseline(outcome, b);
    for (size_t i = 0; i < game->parties; i++)
        x[i] = d == SIZE_MAX ? menu->waiting[i] : game_deal(game, game->start, d)[i];
    const double *at = d == SIZE_MAX || game->issues == 0 ? NULL : game->scenario->deals[d].at;
    for (size_t k = 0; at && k < game->issues; k++)
        outcome->baseline_position[b * game->issues + k] = at[k];
}

static void write_nash(const struct menu *menu, const double *weight, size_t otherwise, enum baseline b,
                       struct outcome *outcome) {
    size_t d = choose(menu, 0, log_gains, weight); // SIZE_MAX: no deal brings everybody a gain
    write_deal(menu, d == SIZE_MAX ? otherwise : d, b, outcome);
}

void outcome_menu(const struct game *game, struct outcome *outcome) {
    size_t n = game->parties, at = game->start * n;
    struct menu menu = {game, outcome->waiting, game->rules[game->rule[game->start]].table};
    double one[PARTIES_MAX], weight[PARTIES_MAX], ideal[PARTIES_MAX] = {0};
    double weights = 0, lowest = -ROUNDING * game->scale;
    for (size_t i = 0; i < n; i++) {
        one[i] = 1;
        weight[i] = game->recognition[at + i] / -log(game->discount[at + i]);
        if (menu.table >> i & 1) weights += weight[i];
        for (size_t d = 0; d < game->deals; d++)
            if (least_gain(&menu, d, NULL) >= lowest) ideal[i] = fmax(ideal[i], gain(&menu, d, i));
    }
    size_t equal = choose(&menu, lowest, least_gain, NULL);
    write_deal(&menu, equal, BASELINE_EGALITARIAN, outcome);
    write_nash(&menu, one, equal, BASELINE_NASH, outcome);
    if (weights > 0)
        write_nash(&menu, weight, equal, BASELINE_NASH_WEIGHTED, outcome);
    else
        for (size_t i = 0; i < n; i++) // nobody ever acts: no weights to speak of
            outcome->nash_weighted[i] = NAN;
    write_deal(&menu, choose(&menu, lowest, least_part, ideal), BASELINE_KALAI_SMORODINSKY, outcome);
    write_deal(&menu, choose(&menu, -INFINITY, total, NULL), BASELINE_UTILITARIAN, outcome);
}

double outcome_menu_range(const struct game *game, size_t s, const double *wanted) {
    coalition table = game->rules[game->rule[s]].table;
    double range = -INFINITY;
    for (size_t d = 0; d < game->deals; d++) {
        double least = INFINITY;
        for (size_t i = 0; i < game->parties; i++)
            if (table >> i & 1)
                least = fmin(least, game_felt(game, i, s, game_deal(game, s, d)[i]) - wanted[i]);
        range = fmax(range, least);
    }
    return range;
}
