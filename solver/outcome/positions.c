// SPDX-License-Identifier: GPL-3.0-or-later
// Axiomatic positions on the issues at the start. A position y gives party i the gain g_i(y) = u_i(y) - D_i
// over the disagreement point D (baselines.c); losses are not felt here. Over the parties at the table:
//     Nash (1950)                  max sum log g_i
//     Nash with weights p_i / r_i  max sum (p_i / r_i) log g_i, the limit of frequent offers
//     Kalai-Smorodinsky (1975)     max min g_i / I_i    I_i: the most that i gains while nobody else loses
//     egalitarian                  max min g_i
//     utilitarian                  max sum u_i          of all positions
// Parties away from the table get what the position is worth to them. The first four are D where every
// position costs somebody something, and all four the egalitarian position where there is nothing to gain but
// that. Utilities are concave, so each is a concave programme (equilibrium/spatial.c).
#include "equilibrium/spatial.h"
#include "outcome/parts.h"

static const double NONE =
    1e-9; // gains smaller than this times the game's scale are none: the programmes round
// A party that never takes the initiative has no weight: it is held to D by a barrier of this size.
static const double WEIGHT_LEAST = 1e-9;

// What bargaining at the start is about.
struct problem {
    const struct game *game;
    struct outcome *outcome;
    coalition table;
    const double *waiting; // D
};

// The baseline at position y; at D if y is NULL.
static void write_position(const struct problem *problem, enum baseline b, const double *y) {
    const struct game *game = problem->game;
    double *x = outcome_baseline(problem->outcome, b);
    for (size_t i = 0; i < game->parties; i++)
        x[i] = y ? game_utility_at(game, i, game->start, y) : problem->waiting[i];
    for (size_t k = 0; y && k < game->issues; k++)
        problem->outcome->baseline_position[b * game->issues + k] = game_in_unit(game, k, y[k]);
}

static void write_nash(const struct problem *problem, enum baseline b, const double *weight) {
    double y[ISSUES_MAX];
    spatial_nash(problem->game, problem->game->start, problem->table, problem->waiting, weight, y);
    write_position(problem, b, y);
}

// p_i / r_i as parts of their largest. False if nobody ever acts.
static bool find_weights(const struct problem *problem, double *weight) {
    const struct game *game = problem->game;
    size_t at = game->start * game->parties;
    double most = 0;
    for (size_t i = 0; i < game->parties; i++) {
        weight[i] = game->recognition[at + i] / -log(game->discount[at + i]);
        if (problem->table >> i & 1) most = fmax(most, weight[i]);
    }
    for (size_t i = 0; i < game->parties && most > 0; i++)
        weight[i] = fmax(weight[i] / most, WEIGHT_LEAST);
    return most > 0;
}

// Does i's ideal point cost nobody else at the table anything? Then it is what i gets at best, exactly.
static bool ideal_is_open(const struct problem *problem, size_t i) {
    const struct game *game = problem->game;
    const double *theta = game->ideal + (game->start * game->parties + i) * game->issues;
    for (size_t l = 0; l < game->parties; l++)
        if (l != i && (problem->table >> l & 1) &&
            !(game_utility_at(game, l, game->start, theta) >= problem->waiting[l]))
            return false;
    return true;
}

// I_i; false if somebody at the table cannot gain.
static bool find_ideals(const struct problem *problem, double *ideal) {
    const struct game *game = problem->game;
    bool all = true;
    for (size_t i = 0; i < game->parties; i++) {
        double y[ISSUES_MAX];
        ideal[i] = 1;
        if (!(problem->table >> i & 1)) continue;
        double best = ideal_is_open(problem, i)
                          ? 1
                          : spatial_best(game, game->start, i, problem->table, problem->waiting, y);
        ideal[i] = best - problem->waiting[i];
        all = all && ideal[i] > NONE * game->scale;
    }
    return all;
}

void outcome_positions(const struct game *game, struct outcome *outcome) {
    coalition table = game->rules[game->rule[game->start]].table;
    struct problem problem = {game, outcome, table, outcome->waiting};
    double one[PARTIES_MAX], weight[PARTIES_MAX], ideal[PARTIES_MAX], equal[ISSUES_MAX], y[ISSUES_MAX];
    for (size_t b = 0; b < BASELINES; b++)
        write_position(&problem, (enum baseline)b, NULL);
    if (!table) return;
    for (size_t i = 0; i < game->parties; i++)
        one[i] = 1;
    bool weighted = find_weights(&problem, weight);
    for (size_t i = 0; i < game->parties && !weighted; i++) // nobody ever acts: no weights to speak of
        outcome->nash_weighted[i] = NAN;
    spatial_utilitarian(game, game->start, table, y);
    write_position(&problem, BASELINE_UTILITARIAN, y);
    double gain = spatial_maximin(game, game->start, table, outcome->waiting, one, equal);
    if (!(gain >= -NONE * game->scale)) return;
    for (size_t b = 0; b < BASELINE_UTILITARIAN; b++)
        if (b != BASELINE_NASH_WEIGHTED || weighted) write_position(&problem, (enum baseline)b, equal);
    if (!(gain > NONE * game->scale) || !find_ideals(&problem, ideal)) return;
    write_nash(&problem, BASELINE_NASH, one);
    if (weighted) write_nash(&problem, BASELINE_NASH_WEIGHTED, weight);
    spatial_maximin(game, game->start, table, outcome->waiting, ideal, y);
    write_position(&problem, BASELINE_KALAI_SMORODINSKY, y);
}

double outcome_position_range(const struct game *game, size_t s, const double *wanted) {
    coalition table = game->rules[game->rule[s]].table;
    double need[PARTIES_MAX], one[PARTIES_MAX], y[ISSUES_MAX];
    for (size_t i = 0; i < game->parties; i++) {
        need[i] = game_material(game, i, s, wanted[i]);
        one[i] = 1;
    }
    return table ? spatial_maximin(game, s, table, need, one, y) : INFINITY;
}
