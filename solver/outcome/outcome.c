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

// Issues' arrays, all NaN.
static bool new_positions(const struct game *game, struct outcome *outcome) {
    size_t issues = game->issues, count = (4 + BASELINES) * issues;
    double *block = arena_array(&outcome->held, count, sizeof *block);
    if (!block) return false;
    for (size_t k = 0; k < count; k++)
        block[k] = NAN;
    outcome->issues = issues;
    outcome->position_mean = block;
    outcome->position_sd = block + issues;
    outcome->position_low = block + 2 * issues;
    outcome->position_high = block + 3 * issues;
    outcome->baseline_position = block + 4 * issues;
    return true;
}

static bool new_parties(const struct game *game, struct outcome *new) {
    size_t parties = game->parties;
    double **columns[] = {&new->value,       &new->reservation,     &new->agreed_utility,
                          &new->share,       &new->courted,         &new->in_coalition,
                          &new->proposed,    &new->quits,           &new->waiting,
                          &new->nash,        &new->nash_weighted,   &new->kalai_smorodinsky,
                          &new->egalitarian, &new->utilitarian,     &new->shapley_shubik,
                          &new->banzhaf,     &new->material_utility};
    size_t count = sizeof columns / sizeof *columns;
    double *block = arena_array(&new->held, count * parties, sizeof *block);
    for (size_t k = 0; block && k < count; k++)
        *columns[k] = block + k * parties;
    new->parties = parties;
    return block;
}

// The outcome for a game: zeroed, with arrays for what does not depend on how talks go. False if out of
// memory.
static bool outcome_begin(const struct game *game, struct outcome *outcome) {
    struct arena *held = &outcome->held;
    arena_empty(held);
    arena_empty(&outcome->scratch);
    *outcome = (struct outcome){.held = outcome->held, .scratch = outcome->scratch};
    outcome->options = game->options;
    outcome->deals = game->deals;
    outcome->table_levels = game->table == SIZE_MAX ? 0 : game->levels[game->table];
    outcome->deal_chance = arena_array(held, outcome->deals, sizeof *outcome->deal_chance);
    outcome->option_uses = arena_array(held, outcome->options, sizeof *outcome->option_uses);
    outcome->option_effects = arena_array(held, outcome->options, sizeof *outcome->option_effects);
    outcome->option_state = arena_array(held, outcome->options, sizeof *outcome->option_state);
    outcome->table_periods = arena_array(held, outcome->table_levels, sizeof *outcome->table_periods);
    return new_parties(game, outcome) && new_positions(game, outcome) && outcome->deal_chance &&
           outcome->option_uses && outcome->option_effects && outcome->option_state && outcome->table_periods;
}

void outcome_free(struct outcome *outcome) {
    if (!outcome) return;
    arena_clear(&outcome->held);
    arena_clear(&outcome->scratch);
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

static enum parley_status fill(const struct regime *regime, size_t count, unsigned parts,
                               struct outcome *outcome, struct errors *errors) {
    struct spell *spells;
    enum parley_status status = PARLEY_MEMORY;
    if (!outcome_begin(regime->game, outcome)) return status;
    outcome->shock_count = count - 1;
    status = spells_new(regime, count, &outcome->scratch, &spells, &outcome->held, &outcome->shocks, errors);
    if (status != PARLEY_OK) return status;
    fill_start(regime->game, regime->profile, outcome);
    status = outcome_tally(spells, count, outcome);
    if (status == PARLEY_OK) outcome_settlement(spells, count, outcome);
    if (status == PARLEY_OK && parts & OUTCOME_USES) status = outcome_uses(spells, count, outcome, errors);
    if (status == PARLEY_OK) status = outcome_dates(spells, count, parts & OUTCOME_DATES, outcome);
    if (status == PARLEY_OK && parts & OUTCOME_COURSE)
        status = course_compute(spells, count, &outcome->held, &outcome->scratch, &outcome->course);
    if (status == PARLEY_OK && parts & OUTCOME_BARGAINING)
        status = fill_bargaining(regime->game, outcome, errors);
    if (status == PARLEY_OK && parts & OUTCOME_POWER) status = outcome_power(regime->game, outcome);
    return status;
}

enum parley_status outcome_compute_regimes_parts(const struct regime *regime, size_t count, unsigned parts,
                                                 struct outcome **outcome, struct errors *errors) {
    bool again = *outcome;
    if (!again && !(*outcome = array_new(1, sizeof **outcome))) return PARLEY_MEMORY;
    enum parley_status status = fill(regime, count, parts, *outcome, errors);
    if (status != PARLEY_OK) {
        outcome_free(*outcome);
        *outcome = NULL;
    } else if (again) {
        arena_empty(&(*outcome)->scratch);
    } else {
        arena_clear(&(*outcome)->scratch);
    }
    return status;
}

enum parley_status outcome_compute_regimes(const struct regime *regime, size_t count,
                                           struct outcome **outcome, struct errors *errors) {
    return outcome_compute_regimes_parts(regime, count, OUTCOME_WHOLE, outcome, errors);
}

enum parley_status outcome_compute_parts(const struct game *game, const struct profile *profile,
                                         unsigned parts, struct outcome **outcome, struct errors *errors) {
    const struct regime regime = {.game = game, .profile = profile};
    return outcome_compute_regimes_parts(&regime, 1, parts, outcome, errors);
}

enum parley_status outcome_compute(const struct game *game, const struct profile *profile,
                                   struct outcome **outcome, struct errors *errors) {
    return outcome_compute_parts(game, profile, OUTCOME_WHOLE, outcome, errors);
}
