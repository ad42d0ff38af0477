// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the report on issues: where they settle beside what each party wants, what each proposes at
// the start, and where the axiomatic solutions lie. Positions are in each issue's own unit. Nothing where
// there are no issues.
#include "output/lines.h"
#include "output/places.h"
#include "output/report.h"
#include "output/table.h"

enum { PROPOSALS_SHOWN = 20 };
static const double POSSIBLE = 1e-9;
static const double SEEN = 5e-4; // of an issue's range: less is lost in the decimals shown

// Do the ends differ by enough to be seen?
static bool issue_varies(const struct solution *solution, size_t k) {
    const struct outcome *outcome = solution->outcome;
    const struct issue *issue = &solution->game->scenario->issues[k];
    return outcome->position_high[k] - outcome->position_low[k] > SEEN * (issue->high - issue->low);
}

void report_issue_names(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    const struct game *game = solution->game;
    bool varies = false;
    for (size_t k = 0; k < game->issues; k++)
        varies = varies || issue_varies(solution, k);
    text_append(out, "%s: ", varies ? ", on average" : "");
    positions_text(game, outcome->position_mean, out);
}

void report_issues(const struct solution *solution, struct text *out) {
    static const char *const columns[] = {"mean", "standard\ndeviation", "lowest", "highest"};
    const struct outcome *outcome = solution->outcome;
    const struct game *game = solution->game;
    const double *const numbers[] = {outcome->position_mean, outcome->position_sd, outcome->position_low,
                                     outcome->position_high};
    size_t shown = 1;
    if (game->issues == 0) return;
    for (size_t k = 0; k < game->issues; k++)
        if (issue_varies(solution, k)) shown = sizeof columns / sizeof *columns;
    struct table table = {.columns = 1 + shown + game->parties, .keys = 1, .words = 1};
    table_cell(&table, "%s", "");
    for (size_t c = 0; c < shown; c++)
        table_cell(&table, "%s", shown == 1 ? "agreed" : columns[c]);
    for (size_t i = 0; i < game->parties; i++)
        table_cell(&table, "%s\nwants", game->scenario->parties[i].name);
    for (size_t k = 0; k < game->issues; k++) {
        table_issue(&table, game, k);
        for (size_t c = 0; c < shown; c++)
            table_position(&table, game, k, numbers[c][k]);
        for (size_t i = 0; i < game->parties; i++)
            table_stance(&table, game, i, k, false);
    }
    text_append(out,
                "\nIssue by issue: what is agreed on, and what each party wants (in brackets: its weight)\n");
    table_render(&table, out, REPORT_WIDTH);
}

static void proposed_to(struct table *table, const struct game *game, size_t j, coalition members) {
    coalition others = members & ~((coalition)1 << j);
    struct text cell = {0};
    if (!others)
        text_append(&cell, "nobody else");
    else if (members == game->rules[game->rule[game->start]].table)
        text_append(&cell, "everybody");
    else
        coalition_text(game, others, &cell);
    table_cell(table, "%s", cell.data ? cell.data : "");
    text_free(&cell);
}

static void proposal_row(const struct solution *solution, struct table *table, size_t j, size_t e) {
    const struct game *game = solution->game;
    const struct profile *profile = solution->profile;
    size_t chooser = game->start * game->parties + j;
    const struct proposal *proposal = &profile->proposal[e];
    table_cell(table, "%s", game->scenario->parties[j].name);
    proposed_to(table, game, j, proposal->members);
    table_percent(table, profile->choice[chooser * profile->alternatives + SETTLE] * proposal->probability);
    table_percent(table, proposal->acceptance);
    for (size_t k = 0; k < game->issues; k++)
        table_position(table, game, k, game_in_unit(game, k, profile->position[e * game->issues + k]));
    for (size_t i = 0; i < game->parties; i++)
        table_number(table, profile->share[e * game->parties + i]);
}

static void proposals_header(struct table *table, const struct game *game) {
    static const char *const columns[] = {"by", "put to", "chosen", "accepted"};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        table_cell(table, "%s", columns[c]);
    for (size_t k = 0; k < game->issues; k++)
        table_issue(table, game, k);
    for (size_t i = 0; i < game->parties; i++)
        table_cell(table, "to %s", game->scenario->parties[i].name);
}

// What j proposes at the start, as rows while there is room; returns how many proposals there are up to its
// last.
static size_t proposal_rows(const struct solution *solution, struct table *table, size_t j, size_t rows) {
    const struct game *game = solution->game;
    const struct profile *profile = solution->profile;
    size_t chooser = game->start * game->parties + j;
    double settles = game->recognition[chooser] * profile->choice[chooser * profile->alternatives + SETTLE];
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        if (!(settles * profile->proposal[e].probability > POSSIBLE)) continue;
        if (rows++ < PROPOSALS_SHOWN) proposal_row(solution, table, j, e);
    }
    return rows;
}

void report_proposals(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    struct table table = {.columns = 4 + game->issues + game->parties, .keys = 2, .words = 3};
    struct text shown = {0};
    size_t rows = 0;
    if (!game_is_spatial(game)) return;
    proposals_header(&table, game);
    for (size_t j = 0; j < game->parties; j++)
        rows = proposal_rows(solution, &table, j, rows);
    table_render(&table, &shown, REPORT_WIDTH);
    if (shown.failed)
        out->failed = true;
    else if (rows == 0)
        text_append(out, "\nAt the start nobody proposes a settlement.\n");
    else
        text_append(out,
                    "\nProposed at the start, with the initiative: how likely, where it lies, its utility to "
                    "each\n%s",
                    shown.data);
    if (rows > PROPOSALS_SHOWN) text_append(out, "  and %zu more, in result.json\n", rows - PROPOSALS_SHOWN);
    text_free(&shown);
}

void report_baseline_positions(const struct solution *solution, struct text *out) {
    static const char *const names[BASELINES] = {[BASELINE_NASH] = "Nash",
                                                 [BASELINE_NASH_WEIGHTED] = "weighted\nNash",
                                                 [BASELINE_KALAI_SMORODINSKY] = "Kalai-\nSmorodinsky",
                                                 [BASELINE_EGALITARIAN] = "egalitarian",
                                                 [BASELINE_UTILITARIAN] = "utilitarian"};
    const struct outcome *outcome = solution->outcome;
    const struct game *game = solution->game;
    bool any = false;
    for (size_t at = 0; at < BASELINES * game->issues; at++)
        any = any || isfinite(outcome->baseline_position[at]);
    if (!any) return;
    struct table table = {.columns = 2 + BASELINES, .keys = 1, .words = 1};
    table_cell(&table, "%s", "");
    table_cell(&table, "agreed");
    for (size_t b = 0; b < BASELINES; b++)
        table_cell(&table, "%s", names[b]);
    for (size_t k = 0; k < game->issues; k++) {
        table_issue(&table, game, k);
        table_position(&table, game, k, outcome->position_mean[k]);
        for (size_t b = 0; b < BASELINES; b++)
            table_position(&table, game, k, outcome->baseline_position[b * game->issues + k]);
    }
    text_append(out, "\n  They lie at\n");
    table_render(&table, out, REPORT_WIDTH);
}

void report_demands(const struct solution *solution, struct text *out) {
    const struct scenario *scenario = solution->game->scenario;
    struct text line = {0};
    for (size_t a = 0; a < scenario->anchor_count; a++) {
        if (!scenario->anchors[a].at) continue;
        text_append(&line, "%s asks for ", scenario->anchors[a].name);
        positions_text(solution->game, scenario->anchors[a].at, &line);
        text_append(&line, ".\n");
    }
    if (line.length > 0) text_append(out, "\n");
    lines_flush(out, &line, 2, REPORT_WIDTH);
}
