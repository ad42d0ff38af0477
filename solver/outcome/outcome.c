// SPDX-License-Identifier: GPL-3.0-or-later
// What comes of an equilibrium, put together from its parts: one-period chances (chances.c), expected visits
// under one regime after the other (chain.c, spell.c), chances and means (tally.c), where on the issues the
// agreement lies (settlement.c), how often moves and accords are used (uses.c), endings by date (dates.c),
// where talks stand round by round (course.c), what waiting is worth and the axiomatic divisions
// (baselines.c), deals (menu.c) or positions (positions.c), and the power indices of the voting rule
// (power.c). Exact: no simulation.
#include "outcome/outcome.h"
#include "core/checked.h"
#include "outcome/course.h"
#include "outcome/parts.h"

// The per-issue arrays are one block, whose beginning is the first of them. All NaN.
static bool new_positions(const struct game *game, struct outcome *outcome) {
    size_t issues = game->issues, count = (4 + BASELINES) * issues;
    double *block = array_new(count, sizeof *block);
    outcome->issues = issues;
    outcome->position_mean = block;
    if (!block) return false;
    outcome->position_sd = block + issues;
    outcome->position_low = block + 2 * issues;
    outcome->position_high = block + 3 * issues;
    outcome->baseline_position = block + 4 * issues;
    for (size_t k = 0; k < count; k++)
        block[k] = NAN;
    return true;
}

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
    if (!new_positions(game, new) || !block || !new->deal_chance || !new->option_uses ||
        !new->option_effects || !new->option_state || !new->table_periods) {
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
    free(outcome->position_mean);
    free(outcome->deal_chance);
    free(outcome->option_uses);
    free(outcome->option_effects);
    free(outcome->option_state);
    free(outcome->table_periods);
    free(outcome->by);
    free(outcome->broken_by);
    free(outcome->quit_by);
    free(outcome->going);
    course_free(outcome->course);
    shocks_free(outcome->shocks, outcome->shock_count);
    free(outcome->coalitions);
    free(outcome->coalition_frequency);
    free(outcome);
}

double *outcome_baseline(const struct outcome *outcome, enum baseline baseline) {
    double *const all[BASELINES] = {[BASELINE_NASH] = outcome->nash,
                                    [BASELINE_NASH_WEIGHTED] = outcome->nash_weighted,
                                    [BASELINE_KALAI_SMORODINSKY] = outcome->kalai_smorodinsky,
                                    [BASELINE_EGALITARIAN] = outcome->egalitarian,
                                    [BASELINE_UTILITARIAN] = outcome->utilitarian};
    return all[baseline];
}

double outcome_range(const struct game *game, const struct profile *profile, size_t s) {
    coalition table = game->rules[game->rule[s]].table;
    double range = game->pie[s], wanted[PARTIES_MAX];
    for (size_t i = 0; i < game->parties; i++)
        wanted[i] = fmax(game_reservation(game, i, s, profile->value), game->outside[s * game->parties + i]);
    if (game->deals > 0) return outcome_menu_range(game, s, wanted);
    if (game_is_spatial(game)) return outcome_position_range(game, s, wanted);
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

// What is said of the start alone.
static enum parley_status fill_bargaining(const struct game *game, struct outcome *outcome,
                                          struct errors *errors) {
    enum parley_status status = outcome_waiting(game, outcome, errors);
    if (status != PARLEY_OK) return status;
    if (game->deals > 0)
        outcome_menu(game, outcome);
    else if (game_is_spatial(game))
        outcome_positions(game, outcome);
    else
        outcome_baselines(game, outcome);
    return PARLEY_OK;
}

static enum parley_status compute(const struct regime *regime, size_t count, unsigned parts,
                                  struct outcome **outcome, struct errors *errors) {
    struct outcome *new = NULL;
    struct spell *spells = NULL;
    enum parley_status status = PARLEY_MEMORY;
    if (!outcome_new(regime->game, &new)) goto cleanup;
    new->shock_count = count - 1;
    status = spells_new(regime, count, &spells, &new->shocks, errors);
    if (status != PARLEY_OK) goto cleanup;
    fill_start(regime->game, regime->profile, new);
    status = outcome_tally(spells, count, new);
    if (status == PARLEY_OK) outcome_settlement(spells, count, new);
    if (status == PARLEY_OK && parts & OUTCOME_USES) status = outcome_uses(spells, count, new, errors);
    if (status == PARLEY_OK) status = outcome_dates(spells, count, parts & OUTCOME_DATES, new);
    if (status == PARLEY_OK && parts & OUTCOME_COURSE) status = course_compute(spells, count, &new->course);
    if (status == PARLEY_OK && parts & OUTCOME_BARGAINING)
        status = fill_bargaining(regime->game, new, errors);
    if (status == PARLEY_OK && parts & OUTCOME_POWER) status = outcome_power(regime->game, new);
    if (status != PARLEY_OK) goto cleanup;
    *outcome = new;
    new = NULL;
cleanup:
    spells_free(spells, count);
    outcome_free(new);
    return status;
}

enum parley_status outcome_compute_regimes(const struct regime *regime, size_t count,
                                           struct outcome **outcome, struct errors *errors) {
    return compute(regime, count, OUTCOME_WHOLE, outcome, errors);
}

enum parley_status outcome_compute_parts(const struct game *game, const struct profile *profile,
                                         unsigned parts, struct outcome **outcome, struct errors *errors) {
    return compute(&(struct regime){game, profile, 0, NULL}, 1, parts, outcome, errors);
}

enum parley_status outcome_compute(const struct game *game, const struct profile *profile,
                                   struct outcome **outcome, struct errors *errors) {
    return outcome_compute_parts(game, profile, OUTCOME_WHOLE, outcome, errors);
}
