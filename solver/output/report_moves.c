// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the report on what parties do besides settling: who makes which move or accord, when and how
// often, and what tabling demands brings and costs. Nothing where a scenario has no such things.
#include "output/dates.h"
#include "output/lines.h"
#include "output/report.h"
#include "output/table.h"

static const double USED = 1e-9; // more often than this is more than rounding

// A count, however large: expected numbers need not be finite.
static void count_cell(struct table *table, double expected) {
    if (isinf(expected))
        table_cell(table, "for ever");
    else
        table_cell(table, "%.*f", expected >= 99.95 ? 0 : 2, fabs(expected) < 5e-3 ? 0.0 : expected);
}

static void state_cell(struct table *table, const struct game *game, size_t s) {
    struct text cell = {0};
    if (s == SIZE_MAX)
        text_append(&cell, "-");
    else
        state_text(game, s, &cell);
    table_cell(table, "%s%s", cell.data ? cell.data : "", s == game->start ? " (start)" : "");
    text_free(&cell);
}

void report_moves(const struct solution *solution, struct text *out) {
    static const char *const columns[] = {
        "", "by", "in the\nfirst round", "uses\nin all", "taking\neffect", "most often at"};
    const struct outcome *outcome = solution->outcome;
    const struct game *game = solution->game;
    size_t shown = options_before_tabling(game);
    if (shown == 0) return;
    struct table table = {.columns = 6, .keys = 2, .words = 1 | 2 | 32};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        table_cell(&table, "%s", columns[c]);
    for (size_t o = 0; o < shown; o++) {
        const struct game_option *option = &game->option[o];
        bool move = option->kind == OPTION_MOVE;
        table_cell(&table, "%s", option_name(game, o));
        table_cell(&table, "%s", move ? game->scenario->parties[option->by].name : "accord");
        table_percent(&table, solution_use(solution, game->start, o));
        count_cell(&table, outcome->option_uses[o]);
        count_cell(&table, outcome->option_effects[o]);
        state_cell(&table, game, outcome->option_state[o]);
    }
    text_append(out,
                "\nMoves and accords: chance of each in the first round, and expected uses before the end\n");
    table_render(&table, out, REPORT_WIDTH);
}

static void anchors_table(const struct solution *solution, struct text *out) {
    static const char *const columns[] = {
        "tabled", "by", "in the\nfirst round", "times\nin all", "rounds on\nthe table", "most often at"};
    const struct outcome *outcome = solution->outcome;
    const struct game *game = solution->game;
    size_t first = options_before_tabling(game), depth = (size_t)game->scenario->depth;
    struct table table = {.columns = 6, .keys = 2, .words = 1 | 2 | 32};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        table_cell(&table, "%s", columns[c]);
    for (size_t a = 0; a < game->scenario->anchor_count; a++) {
        double rounds = 0;
        for (size_t step = 0; step < depth; step++)
            rounds += outcome->table_periods[1 + a * depth + step];
        table_cell(&table, "%s", game->scenario->anchors[a].name);
        table_cell(&table, "%s", game->scenario->parties[game->scenario->anchors[a].by].name);
        table_percent(&table, solution_use(solution, game->start, first + a));
        count_cell(&table, outcome->option_uses[first + a]);
        count_cell(&table, rounds);
        state_cell(&table, game, outcome->option_state[first + a]);
    }
    table_render(&table, out, REPORT_WIDTH);
}

static void append_rounds(struct text *line, const struct outcome *outcome, double period) {
    struct unit unit = dates_unit(outcome->mean_years);
    if (isnan(outcome->mean_periods)) {
        text_append(line, "never");
        return;
    }
    if (outcome->mean_periods < 5e-4) {
        text_append(line, "at once");
        return;
    }
    text_append(line, "after %.*f rounds (%.1f %s)", outcome->mean_periods < 1 ? 2 : 1, outcome->mean_periods,
                outcome->mean_periods * period * unit.per_year, unit.plural);
}

// Is any anchor ever put on the table?
static bool anchors_are_used(const struct solution *solution) {
    const struct outcome *outcome = solution->outcome;
    double uses = 0;
    for (size_t o = options_before_tabling(solution->game); o < outcome->options; o++)
        uses += outcome->option_uses[o];
    return uses > USED;
}

// Do the talks come to the same without anchors?
static bool anchors_change_nothing(const struct solution *solution) {
    const struct outcome *with = solution->outcome, *without = solution->unanchored.outcome;
    bool same = fabs(with->ever - without->ever) < USED &&
                !(isnan(with->mean_periods) ^ isnan(without->mean_periods)) &&
                !(fabs(with->mean_periods - without->mean_periods) >= 5e-4);
    for (size_t i = 0; i < with->parties; i++)
        same = same && fabs(solution_anchoring_gain(solution, i)) < 5e-5;
    return same;
}

void report_anchoring(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    const struct unanchored *without = &solution->unanchored;
    struct text line = {0};
    if (!without->outcome) return;
    text_append(out, "\nAnchoring: who puts which demand on the table\n");
    anchors_table(solution, out);
    report_demands(solution, out);
    if (without->certificate.holds && !anchors_are_used(solution) && anchors_change_nothing(solution)) {
        text_append(&line, "%s not used, and the talks end as they would without %s.",
                    game->scenario->anchor_count == 1 ? "The anchor is" : "The anchors are",
                    game->scenario->anchor_count == 1 ? "it" : "them");
    } else if (without->certificate.holds) {
        text_append(&line, "What the anchors bring, beside the same talks with nothing ever tabled: ");
        for (size_t i = 0; i < game->parties; i++) {
            double gain = solution_anchoring_gain(solution, i);
            text_append(&line, "%s%s %s", i > 0 ? ", " : "", game->scenario->parties[i].name,
                        gain >= 5e-5 ? "+" : "");
            number_append(&line, gain);
        }
        text_append(&line, ". What they cost in delay: agreement comes ");
        append_rounds(&line, solution->outcome, game->period);
        text_append(&line, " on average; without them ");
        append_rounds(&line, without->outcome, game->period);
        text_append(&line, ".");
    } else {
        text_append(&line,
                    "What the anchors bring cannot be said: the same talks with nothing ever tabled were not "
                    "solved to the tolerance asked for.");
    }
    text_append(out, "\n");
    lines_flush(out, &line, 2, REPORT_WIDTH);
}
