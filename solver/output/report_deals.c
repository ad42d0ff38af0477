// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the report on menus: which deals are agreed, what they are worth at the start, and that the
// equilibrium shown is one of possibly many: the end of the principal branch of the logit correspondence
// (McKelvey and Palfrey 1995, 1998).
#include "output/lines.h"
#include "output/places.h"
#include "output/report.h"
#include "output/table.h"

enum { DEALS_SHOWN = 12, DEALS_NAMED = 3 };
static const double POSSIBLE = 1e-9;

void report_deal_names(const struct solution *solution, struct text *out) {
    const double *chance = solution->outcome->deal_chance;
    size_t likely[DEALS_NAMED], named = solution_likely_deals(solution, DEALS_NAMED, likely), others = 0;
    for (size_t k = 0; k < named && chance[likely[k]] > POSSIBLE; k++) {
        text_append(out, "%s%s", k > 0 ? ", " : ": ", deal_name(solution->game, likely[k]));
        if (chance[likely[k]] > 1 - POSSIBLE) continue;
        text_append(out, " ");
        percent_append(out, chance[likely[k]]);
    }
    for (size_t d = 0; d < solution->outcome->deals; d++)
        others += chance[d] > POSSIBLE;
    if (others > named) text_append(out, ", %zu other%s", others - named, others - named > 1 ? "s" : "");
}

static void deal_row(const struct solution *solution, struct table *table, size_t d) {
    const struct game *game = solution->game;
    struct text cell = {0};
    percent_append(&cell, solution->outcome->deal_chance[d]);
    table_cell(table, "%s", deal_name(game, d));
    table_cell(table, "%s", cell.data ? cell.data : "");
    text_free(&cell);
    for (size_t i = 0; i < game->parties; i++)
        table_number(table, game_deal(game, game->start, d)[i]);
    for (size_t k = 0; k < game->issues; k++)
        table_position(table, game, k, game->scenario->deals[d].at ? game->scenario->deals[d].at[k] : NAN);
}

void report_other_equilibria(bool looked, struct text *out) {
    if (looked) return;
    text_append(out, "\n");
    lines_append(
        out,
        "A game with a menu of deals can have many equilibria. This one is on the principal branch of "
        "the logit correspondence, which begins where everybody chooses at random; --starts N looks for "
        "others from N starts.",
        2, REPORT_WIDTH);
}

void report_deals(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    size_t likely[DEALS_SHOWN], shown = solution_likely_deals(solution, DEALS_SHOWN, likely);
    if (game->deals == 0) return;
    text_append(out,
                "\nWhich deal: its chance given agreement, and its utility to each party at the start\n");
    struct table table = {.columns = game->parties + game->issues + 2, .keys = 1, .words = 1};
    table_cell(&table, "%s", "");
    table_cell(&table, "chance");
    for (size_t i = 0; i < game->parties; i++)
        table_cell(&table, "to %s", game->scenario->parties[i].name);
    for (size_t k = 0; k < game->issues; k++)
        table_issue(&table, game, k);
    for (size_t k = 0; k < shown; k++)
        deal_row(solution, &table, likely[k]);
    table_render(&table, out, REPORT_WIDTH);
    if (shown < game->deals)
        text_append(out, "  and %zu more deals, none of them likelier; result.json has all\n",
                    game->deals - shown);
    report_other_equilibria(solution->starts != NULL, out);
}
