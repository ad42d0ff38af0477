// SPDX-License-Identifier: GPL-3.0-or-later
// What comes of an equilibrium, put together from its parts: one-period chances (chances.c), expected visits
// and means (chain.c, tally.c), endings by date (dates.c), what waiting is worth and the axiomatic divisions
// (baselines.c), and the power indices of the voting rule (power.c). Exact: no simulation.
#include "outcome/outcome.h"
#include "core/checked.h"
#include "outcome/parts.h"

// The per-party arrays are one block, whose beginning is the first of them.
static bool outcome_new(size_t parties, struct outcome **outcome) {
    struct outcome *new = array_new(1, sizeof *new);
    if (!new) return false;
    double **columns[] = {
        &new->value,       &new->reservation,  &new->agreed_utility, &new->share,
        &new->courted,     &new->in_coalition, &new->proposed,       &new->quits,
        &new->waiting,     &new->nash,         &new->nash_weighted,  &new->kalai_smorodinsky,
        &new->egalitarian, &new->utilitarian,  &new->shapley_shubik, &new->banzhaf};
    size_t count = sizeof columns / sizeof *columns;
    double *block = array_new(count * parties, sizeof *block);
    if (!block) {
        free(new);
        return false;
    }
    for (size_t k = 0; k < count; k++)
        *columns[k] = block + k * parties;
    new->parties = parties;
    *outcome = new;
    return true;
}

void outcome_free(struct outcome *outcome) {
    if (!outcome) return;
    free(outcome->value);
    free(outcome->by);
    free(outcome->broken_by);
    free(outcome->quit_by);
    free(outcome->coalitions);
    free(outcome->coalition_frequency);
    free(outcome);
}

// Values, reservation values and the bargaining range pie - sum over the table of max(R_i, o_i), at the
// start.
static void fill_start(const struct game *game, const struct profile *profile, struct outcome *outcome) {
    size_t start = game->start, n = game->parties;
    coalition table = game->rules[game->rule[start]].table;
    outcome->range = game->pie[start];
    for (size_t i = 0; i < n; i++) {
        outcome->value[i] = profile->value[start * n + i];
        outcome->reservation[i] = game_reservation(game, i, start, profile->value);
        if (table >> i & 1) outcome->range -= fmax(outcome->reservation[i], game->outside[start * n + i]);
    }
}

enum parley_status outcome_compute(const struct game *game, const struct profile *profile,
                                   struct outcome **outcome, struct errors *errors) {
    struct outcome *new = NULL;
    struct chances chances = {0};
    struct chain chain = {0};
    enum parley_status status = PARLEY_MEMORY;
    if (!outcome_new(game->parties, &new) || !chances_compute(game, profile, &chances)) goto cleanup;
    if (!chain_reach(&chain, &game->kernels[0], chances.stay, game->states, game->start)) goto cleanup;
    if (!chain_keep_leaving(&chain, chances.leave)) goto cleanup;
    fill_start(game, profile, new);
    status = outcome_tally(game, profile, &chances, &chain, new, errors);
    if (status == PARLEY_OK) status = outcome_dates(game, &chances, &chain, new);
    if (status == PARLEY_OK) status = outcome_waiting(game, new, errors);
    if (status == PARLEY_OK) status = outcome_power(game, new);
    if (status != PARLEY_OK) goto cleanup;
    outcome_baselines(game, new);
    *outcome = new;
    new = NULL;
cleanup:
    chances_clear(&chances);
    chain_clear(&chain);
    outcome_free(new);
    return status;
}
