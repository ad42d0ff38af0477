// SPDX-License-Identifier: GPL-3.0-or-later
// What comes of an equilibrium, put together from its parts: one-period chances (chances.c), expected visits
// and means (chain.c, tally.c), how often moves and accords are used (uses.c), endings by date (dates.c),
// what waiting is worth and the axiomatic divisions (baselines.c) or deals (menu.c), and the power indices of
// the voting rule (power.c). Exact: no simulation.
#include "outcome/outcome.h"
#include "core/checked.h"
#include "outcome/parts.h"

// The per-party arrays are one block, whose beginning is the first of them.
static bool outcome_new(const struct game *game, struct outcome **outcome) {
    size_t parties = game->parties;
    struct outcome *new = array_new(1, sizeof *new);
    if (!new) return false;
    double **columns[] = {&new->value,       &new->reservation,     &new->agreed_utility,
                          &new->share,       &new->courted,         &new->in_coalition,
                          &new->proposed,    &new->quits,           &new->waiting,
                          &new->nash,        &new->nash_weighted,   &new->kalai_smorodinsky,
                          &new->egalitarian, &new->utilitarian,     &new->shapley_shubik,
                          &new->banzhaf,     &new->material_utility};
    size_t count = sizeof columns / sizeof *columns;
    double *block = array_new(count * parties, sizeof *block);
    new->value = block;
    new->parties = parties;
    new->options = game->options;
    new->deals = game->deals;
    new->table_levels = game->table == SIZE_MAX ? 0 : game->levels[game->table];
    new->deal_chance = array_new(new->deals, sizeof *new->deal_chance);
    new->option_uses = array_new(new->options, sizeof *new->option_uses);
    new->option_effects = array_new(new->options, sizeof *new->option_effects);
    new->option_state = array_new(new->options, sizeof *new->option_state);
    new->table_periods = array_new(new->table_levels, sizeof *new->table_periods);
    if (!block || !new->deal_chance || !new->option_uses || !new->option_effects || !new->option_state ||
        !new->table_periods) {
        outcome_free(new);
        return false;
    }
    for (size_t k = 0; k < count; k++)
        *columns[k] = block + k * parties;
    *outcome = new;
    return true;
}

void outcome_free(struct outcome *outcome) {
    if (!outcome) return;
    free(outcome->value);
    free(outcome->deal_chance);
    free(outcome->option_uses);
    free(outcome->option_effects);
    free(outcome->option_state);
    free(outcome->table_periods);
    free(outcome->by);
    free(outcome->broken_by);
    free(outcome->quit_by);
    free(outcome->coalitions);
    free(outcome->coalition_frequency);
    free(outcome);
}

double outcome_range(const struct game *game, const struct profile *profile, size_t s) {
    coalition table = game->rules[game->rule[s]].table;
    double range = game->pie[s], wanted[PARTIES_MAX];
    for (size_t i = 0; i < game->parties; i++)
        wanted[i] = fmax(game_reservation(game, i, s, profile->value), game->outside[s * game->parties + i]);
    if (game->deals > 0) return outcome_menu_range(game, s, wanted);
    for (size_t i = 0; i < game->parties; i++)
        if (table >> i & 1) range -= game_material(game, i, s, wanted[i]);
    return range;
}

static void fill_start(const struct game *game, const struct profile *profile, struct outcome *outcome) {
    size_t start = game->start, n = game->parties;
    outcome->range = outcome_range(game, profile, start);
    for (size_t i = 0; i < n; i++) {
        outcome->value[i] = profile->value[start * n + i];
        outcome->reservation[i] = game_reservation(game, i, start, profile->value);
    }
}

enum parley_status outcome_compute(const struct game *game, const struct profile *profile,
                                   struct outcome **outcome, struct errors *errors) {
    struct outcome *new = NULL;
    struct chances chances = {0};
    struct chain chain = {0};
    double *visits = NULL;
    enum parley_status status = PARLEY_MEMORY;
    if (!outcome_new(game, &new) || !chances_compute(game, profile, &chances)) goto cleanup;
    if (!chain_reach(&chain, &chances.mixture, game->start)) goto cleanup;
    size_t reached = chain.count;
    if (!chain_keep_leaving(&chain, chances.leave)) goto cleanup;
    if (!(visits = array_new(chain.count, sizeof *visits))) goto cleanup;
    fill_start(game, profile, new);
    status = outcome_tally(game, profile, &chances, &chain, visits, new, errors);
    if (status == PARLEY_OK)
        status = outcome_uses(game, &chances, &chain, chain.count == reached ? visits : NULL, new, errors);
    if (status == PARLEY_OK) status = outcome_dates(game, &chances, &chain, new);
    if (status == PARLEY_OK) status = outcome_waiting(game, new, errors);
    if (status == PARLEY_OK) status = outcome_power(game, new);
    if (status != PARLEY_OK) goto cleanup;
    if (game->deals > 0)
        outcome_menu(game, new);
    else
        outcome_baselines(game, new);
    *outcome = new;
    new = NULL;
cleanup:
    free(visits);
    chances_clear(&chances);
    chain_clear(&chain);
    outcome_free(new);
    return status;
}
