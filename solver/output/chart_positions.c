// SPDX-License-Identifier: GPL-3.0-or-later
// A line for each issue: where the parties want it, what they propose at the start, where it ends up, and
// what each would still accept at the start while the other issues lie where they are settled on average:
//     omega_ik |y_k - theta_ik|^e_ik <= 1 - need_i - sum_{l != k} omega_il |m_l - theta_il|^e_il,
// need_i being the material utility that feels like R_i + (max(R_i, o_i) - R_i) / Q, with Q the chance that
// all of the table ratify. Parties without a vote are not asked. Deals that lie on no issue are not drawn.
#include "output/chart_kinds.h"
#include "output/chart_text.h"
#include <stdio.h>
#include <stdlib.h>

enum { NAME_WIDTH = 24, TITLE_WIDTH = 60, COLUMN_ISSUES = 5 };

static const double MADE = 1e-6; // least chance of a proposal, given that its proposer has the initiative

struct interval {
    double low, high; // in the issue's unit; NaN if empty
};

// Material utility below which party i refuses at the start, if all of the table must agree and ratify.
static double need(const struct solution *solution, size_t i) {
    const struct game *game = solution->game;
    size_t s = game->start, at = s * game->parties + i;
    double reservation = solution->outcome->reservation[i], ratified = 1;
    for (size_t k = 0; k < game->parties; k++)
        if (game->rules[game->rule[s]].table >> k & 1) ratified *= game->authority[s * game->parties + k];
    double forgone = fmax(0, game->outside[at] - reservation);
    return game_material(game, i, s, reservation + (forgone > 0 ? forgone / ratified : 0));
}

// Utility that i loses by issue k lying at y, a fraction of its range.
static double lost(const struct game *game, size_t i, size_t k, double y) {
    size_t at = game->start * game->parties + i;
    double distance = fabs(y - game->ideal[at * game->issues + k]);
    return game->salience[at * game->issues + k] * pow(distance, game->exponent[i * game->issues + k]);
}

static double fraction_of(const struct game *game, size_t k, double position) {
    const struct issue *issue = &game->scenario->issues[k];
    return (position - issue->low) / (issue->high - issue->low);
}

static struct interval accepted(const struct solution *solution, size_t i, size_t k) {
    const struct interval none = {NAN, NAN};
    const struct game *game = solution->game;
    size_t at = (game->start * game->parties + i) * game->issues + k;
    double room = 1 - need(solution, i), ideal = game->ideal[at], salience = game->salience[at];
    if (!(game->rules[game->rule[game->start]].table >> i & 1)) return none;
    for (size_t l = 0; l < game->issues; l++)
        if (l != k) room -= lost(game, i, l, fraction_of(game, l, solution->outcome->position_mean[l]));
    if (!(room >= 0)) return none;
    double reach = salience > 0 ? pow(room / salience, 1 / game->exponent[i * game->issues + k]) : INFINITY;
    double low = fmax(0, ideal - reach), high = fmin(1, ideal + reach);
    if (!(low <= high)) return none;
    return (struct interval){game_in_unit(game, k, low), game_in_unit(game, k, high)};
}

bool positions_apply(const struct solution *solution) {
    const struct game *game = solution->game;
    if (game_is_spatial(game)) return true;
    for (size_t d = 0; game->issues > 0 && d < game->deals; d++)
        if (game->scenario->deals[d].at) return true;
    return false;
}

static void unit_append(const struct issue *issue, struct text *out) {
    if (*issue->unit) text_append(out, " (%s)", issue->unit);
}

static void issue_block(const struct solution *solution, size_t k, struct text *out) {
    const struct game *game = solution->game;
    const struct outcome *outcome = solution->outcome;
    const struct issue *issue = &game->scenario->issues[k];
    text_append(out, "# ");
    data_name(out, issue->name);
    unit_append(issue, out);
    text_append(out, "\n# who\tsettlement expected, or ideal point");
    unit_append(issue, out);
    text_append(out, "\tlowest that is settled, or accepted at the start");
    unit_append(issue, out);
    text_append(out, "\thighest");
    unit_append(issue, out);
    text_append(out, "\n\"settlement\"");
    data_number(out, outcome->position_mean[k]);
    data_number(out, outcome->position_low[k]);
    data_number(out, outcome->position_high[k]);
    text_append(out, "\n");
    for (size_t i = 0; i < game->parties; i++) {
        struct interval interval = accepted(solution, i, k);
        data_name(out, game->scenario->parties[i].name);
        data_number(out,
                    game_in_unit(game, k, game->ideal[(game->start * game->parties + i) * game->issues + k]));
        data_number(out, interval.low);
        data_number(out, interval.high);
        text_append(out, "\n");
    }
}

// Where proposal e lies on issue k.
static double proposed(const struct solution *solution, size_t e, size_t k) {
    const struct game *game = solution->game;
    size_t deal = solution->profile->proposal[e].deal;
    if (deal == NO_DEAL) return game_in_unit(game, k, solution->profile->position[e * game->issues + k]);
    return game->scenario->deals[deal].at ? game->scenario->deals[deal].at[k] : NAN;
}

static void proposal_block(const struct solution *solution, size_t k, struct text *out) {
    const struct game *game = solution->game;
    const struct profile *profile = solution->profile;
    text_append(out, "# party number\tproposed at the start");
    unit_append(&game->scenario->issues[k], out);
    text_append(out, "\tchance, given that it has the initiative\n");
    for (size_t j = 0; j < game->parties; j++) {
        size_t chooser = game->start * game->parties + j;
        double settles = profile->choice[chooser * profile->alternatives + SETTLE];
        if (!(game->recognition[chooser] > 0)) settles = 0;
        for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
            double chance = settles * profile->proposal[e].probability;
            if (!(chance > MADE)) continue;
            text_append(out, "%zu", j + 1);
            data_number(out, proposed(solution, e, k));
            data_number(out, chance);
            text_append(out, "\n");
        }
    }
    text_append(out, "0\tNaN\tNaN\n"); // gnuplot does not count a block without rows
}

void positions_data(const struct solution *solution, struct text *out) {
    for (size_t k = 0; k < solution->game->issues; k++) {
        text_append(out, "%s", k > 0 ? "\n\n" : "");
        issue_block(solution, k, out);
        text_append(out, "\n\n");
        proposal_block(solution, k, out);
    }
}

// What is drawn on some issue, and so has an entry in the legend.
static void legend_define(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    const struct profile *profile = solution->profile;
    bool bars = false, proposals = false, settles = false;
    for (size_t k = 0; k < game->issues; k++) {
        settles = settles || isfinite(solution->outcome->position_mean[k]);
        for (size_t i = 0; i < game->parties; i++) {
            size_t chooser = game->start * game->parties + i;
            double settle = profile->choice[chooser * profile->alternatives + SETTLE];
            bars = bars || isfinite(accepted(solution, i, k).low);
            if (!(game->recognition[chooser] > 0)) continue;
            for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
                proposals = proposals || (settle * profile->proposal[e].probability > MADE &&
                                          isfinite(proposed(solution, e, k)));
        }
    }
    text_append(out, "bars = %d\nproposals = %d\nsettles = %d\n", bars, proposals, settles);
}

void positions_variables(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    size_t columns = game->issues > COLUMN_ISSUES ? 2 : 1, rows = (game->issues + columns - 1) / columns;
    for (size_t k = 0; k < game->issues; k++) {
        const struct issue *issue = &game->scenario->issues[k];
        struct text title = {0};
        char variable[32], *name = name_on_line(issue->name, NAME_WIDTH * 3 / 2);
        text_append(&title, "%s", name ? name : "");
        unit_append(issue, &title);
        char *whole = text_take(&title);
        snprintf(variable, sizeof variable, "issue_%zu", k + 1);
        variable_string(out, variable, whole ? name_on_line(whole, TITLE_WIDTH) : NULL);
        text_append(out, "low_%zu = %.17g\nhigh_%zu = %.17g\n", k + 1, issue->low, k + 1, issue->high);
        out->failed = out->failed || !name;
        free(name);
        free(whole);
    }
    legend_define(solution, out);
    text_append(out, "issues = %zu\ncolumns = %zu\n", game->issues, columns);
    text_append(out, "canvas_width = %s\ncanvas_height = %.1f\n", columns > 1 ? "26.0" : "18.0",
                3.8 + (double)rows * (2.1 + 0.75 * (double)(game->parties + 1)));
}
