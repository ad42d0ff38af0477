// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a game that are parameters evaluated in every state and hang on nothing else: discount factors
// (exp(-rate x period), or given per period), utilities, how a round can end, what options cost. A deadline
// is a breakdown risk of 1 in the last round.
#include "game/column.h"
#include "game/parts.h"

enum parley_status discounts_fill(struct game *game, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    enum parley_status status = PARLEY_OK;
    size_t n = game->parties;
    game->period = scenario->period;
    for (size_t i = 0; i < n; i++) {
        const struct party *party = &scenario->parties[i];
        bool by_rate = !isnan(party->discount_rate);
        const struct parameter_row *row = &party_rows[by_rate ? PARTY_discount_rate : PARTY_discount];
        status_note(&status, column_fill(game, row, party, game->discount + i, n, errors));
        for (size_t s = 0; by_rate && s < game->states; s++)
            game->discount[s * n + i] = exp(-game->discount[s * n + i] * scenario->period);
    }
    return status;
}

enum parley_status payoffs_fill(struct game *game, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    enum parley_status status = PARLEY_OK;
    size_t n = game->parties;
    if (game->deals == 0 && game->issues == 0)
        status_note(&status, column_fill(game, &scenario_rows[SCENARIO_pie], scenario, game->pie, 1, errors));
    for (size_t d = 0; d < game->deals; d++)
        for (size_t i = 0; i < n && scenario->deals[d].utility; i++)
            status_note(&status, column_fill(game, &utility_row, &scenario->deals[d].utility[i],
                                             game->deal_utility + d * n + i, game->deals * n, errors));
    for (size_t i = 0; i < n; i++) {
        const struct party *party = &scenario->parties[i];
        status_note(&status,
                    column_fill(game, &party_rows[PARTY_disagreement], party, game->flow + i, n, errors));
        status_note(&status,
                    column_fill(game, &party_rows[PARTY_breakdown], party, game->breakdown + i, n, errors));
        status_note(&status,
                    column_fill(game, &party_rows[PARTY_outside], party, game->outside + i, n, errors));
    }
    return status;
}

enum parley_status endings_fill(struct game *game, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    enum parley_status status =
        column_fill(game, &scenario_rows[SCENARIO_breakdown_risk], scenario, game->breakdown_risk, 1, errors);
    for (size_t s = 0; s < game->states && !isnan(scenario->deadline); s++)
        if (game_level(game, s, scenario->calendar) + 1 == game->levels[scenario->calendar])
            game->breakdown_risk[s] = 1; // the deadline
    for (size_t i = 0; i < game->parties; i++)
        status_note(&status, column_fill(game, &party_rows[PARTY_authority], &scenario->parties[i],
                                         game->authority + i, game->parties, errors));
    return status;
}

enum parley_status options_fill(struct game *game, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    for (size_t o = 0; o < game->options; o++) {
        const struct option *option = &game->scenario->options[o];
        const struct game_option *out = &game->option[o];
        status_note(&status, column_fill(game, &option_rows[OPTION_cost], option, out->cost, 1, errors));
        status_note(&status, column_fill(game, &option_rows[OPTION_risk], option, out->risk, 1, errors));
        status_note(&status, column_fill(game, &option_rows[OPTION_chance], option, out->chance, 1, errors));
    }
    return status;
}
