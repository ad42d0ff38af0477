// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the report that go through states: what each leverage level is worth with the other channels
// where they start, and on request every state with its values and proposals.
#include "output/places.h"
#include "output/report.h"
#include "output/table.h"

enum { LEVELS_SHOWN = 40, STATES_SHOWN = 200 };

static void settlement_cell(struct table *table, double settlement) {
    struct text cell = {0};
    if (isnan(settlement))
        text_append(&cell, "nobody acts");
    else if (settlement > 1 - 1e-9)
        text_append(&cell, "yes");
    else if (settlement < 1e-9)
        text_append(&cell, "no");
    else
        percent_append(&cell, settlement);
    table_cell(table, "%s", cell.data ? cell.data : "");
    text_free(&cell);
}

static void state_header(const struct game *game, struct table *table, const char *key) {
    table_cell(table, "%s", key);
    for (size_t i = 0; i < game->parties; i++)
        table_cell(table, "%s", game->scenario->parties[i].name);
    table_cell(table, "bargaining range");
    table_cell(table, "settled there?");
}

static void state_numbers(const struct solution *solution, struct table *table, size_t s) {
    const struct profile *profile = solution->profile;
    for (size_t i = 0; i < profile->parties; i++)
        table_number(table, profile->value[s * profile->parties + i]);
    table_number(table, solution_range(solution, s));
    settlement_cell(table, solution_settlement(solution, s));
}

static void channel_levels(const struct solution *solution, size_t c, struct text *out) {
    const struct game *game = solution->game;
    const struct channel *channel = &game->scenario->channels[c];
    struct table table = {.columns = game->parties + 3, .keys = 1, .words = 1};
    size_t shown = channel->level_count < LEVELS_SHOWN ? channel->level_count : LEVELS_SHOWN;
    state_header(game, &table, channel->name);
    for (size_t level = 0; level < shown; level++) {
        size_t s = state_at_level(game, c, level);
        table_cell(&table, "%s%s", channel->levels[level], s == game->start ? " (start)" : "");
        state_numbers(solution, &table, s);
    }
    text_append(out, "\n");
    table_render(&table, out, REPORT_WIDTH);
    if (shown < channel->level_count)
        text_append(out, "  %zu more levels left out; leverage.dat has all of them\n",
                    channel->level_count - shown);
}

void report_leverage(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    if (game->channels == 0) return;
    text_append(out, "\nWhat leverage is worth: value of each party%s\n",
                game->channels > 1 ? ", the other channels where they start" : "");
    for (size_t c = 0; c < game->channels; c++)
        channel_levels(solution, c, out);
}

static void proposal_row(const struct solution *solution, struct table *table, size_t s, size_t j) {
    const struct profile *profile = solution->profile;
    const double *choice = &profile->choice[(s * profile->parties + j) * profile->alternatives];
    double shares[PARTIES_MAX], position[ISSUES_MAX];
    struct text state = {0};
    state_text(solution->game, s, &state);
    table_cell(table, "%s", state.data ? state.data : "");
    text_free(&state);
    table_cell(table, "%s", solution->game->scenario->parties[j].name);
    table_number(table, choice[SETTLE]);
    table_number(table, choice[PASS]);
    table_number(table, choice[QUIT]);
    for (size_t o = 0; o < solution->game->options; o++)
        table_number(table, game_option_open(solution->game, o, j) ? choice[FIRST_OPTION + o] : NAN);
    bool any = choice[SETTLE] > 0 && solution_shares(solution, s, j, shares);
    for (size_t i = 0; i < profile->parties; i++)
        table_number(table, any ? shares[i] : NAN);
    if (any) solution_positions(solution, s, j, position);
    for (size_t k = 0; k < profile->issues; k++)
        table_position(table, solution->game, k, any ? position[k] : NAN);
}

static void proposals(const struct solution *solution, size_t shown, struct text *out) {
    const struct game *game = solution->game;
    struct table table = {
        .columns = game->parties + 5 + game->options + solution->profile->issues, .keys = 2, .words = 3};
    static const char *const columns[] = {"state", "with the\ninitiative", "settles", "passes", "quits"};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        table_cell(&table, "%s", columns[c]);
    for (size_t o = 0; o < game->options; o++)
        table_cell(&table, "%s", option_name(game, o));
    for (size_t i = 0; i < game->parties; i++)
        table_cell(&table, "to %s", game->scenario->parties[i].name);
    for (size_t k = 0; k < solution->profile->issues; k++)
        table_issue(&table, game, k);
    for (size_t s = 0; s < shown; s++)
        for (size_t j = 0; j < game->parties; j++)
            if (game->recognition[s * game->parties + j] > 0) proposal_row(solution, &table, s, j);
    text_append(out, "\nWhat each party does there with the initiative, and the %s it proposes on average\n",
                game_is_spatial(game) ? "position"
                : game->deals > 0     ? "utilities"
                                      : "shares");
    table_render(&table, out, REPORT_WIDTH);
}

void report_states(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    struct table table = {.columns = game->parties + 3, .keys = 1, .words = 1};
    size_t shown = game->states < STATES_SHOWN ? game->states : STATES_SHOWN;
    state_header(game, &table, "state");
    for (size_t s = 0; s < shown; s++) {
        struct text name = {0};
        state_text(game, s, &name);
        table_cell(&table, "%s%s", name.data ? name.data : "", s == game->start ? " (start)" : "");
        text_free(&name);
        state_numbers(solution, &table, s);
    }
    text_append(out, "\nEvery state: value of each party\n");
    table_render(&table, out, REPORT_WIDTH);
    proposals(solution, shown, out);
    if (shown < game->states)
        text_append(out, "  %zu of %zu states left out; result.json has all of them\n", game->states - shown,
                    game->states);
}
