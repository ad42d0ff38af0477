// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the report that says why: what there is to share out by agreeing now, who can wait, and with
// whom proposers agree. Where everybody must consent, the bargaining range  pi - sum_i max(R_i, o_i)  says it
// all, or on menus and issues the most that everybody can gain at once; where some can agree without the
// others, that sum over the whole table would mislead, and what the best coalition leaves to its proposer is
// told instead. Reads the profile; looks for no coalition of its own.
#include "output/lines.h"
#include "output/report.h"
#include "output/table.h"

static const double POSSIBLE = 1e-9;
static const double SEEN = 5e-5;   // differences below it are lost in four decimals
static const double HARDLY = 0.01; // of the payoffs' size: too small a difference to make much of

static const char *party_name(const struct solution *solution, size_t i) {
    return solution->game->scenario->parties[i].name;
}

static void why_courted(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    coalition everybody = (coalition)((UINT64_C(1) << outcome->parties) - 1);
    bool selective = false;
    for (size_t k = 0; k < outcome->coalition_count; k++)
        selective = selective || outcome->coalitions[k] != everybody;
    if (!selective) return;
    struct table table = {.columns = 4, .keys = 1, .words = 1};
    table_cell(&table, "chance, given agreement, of");
    table_cell(&table, "being courted");
    table_cell(&table, "proposing");
    table_cell(&table, "being part of it");
    for (size_t i = 0; i < outcome->parties; i++) {
        table_cell(&table, "%s", party_name(solution, i));
        table_number(&table, outcome->courted[i]);
        table_number(&table, outcome->proposed[i]);
        table_number(&table, outcome->in_coalition[i]);
    }
    text_append(out, "\n");
    table_render(&table, out, REPORT_WIDTH);
    size_t shown = outcome->coalition_count < 10 ? outcome->coalition_count : 10;
    text_append(out, "\n  Who agrees:\n");
    for (size_t k = 0; k < shown; k++) {
        struct text line = {0}, percent = {0};
        percent_append(&percent, outcome->coalition_frequency[k]);
        text_append(&line, "%5s  ", percent.data ? percent.data : "");
        text_free(&percent);
        coalition_text(solution->game, outcome->coalitions[k], &line);
        lines_flush(out, &line, 2, REPORT_WIDTH);
    }
    if (shown < outcome->coalition_count)
        text_append(out, "         and %zu more coalitions, in result.json\n",
                    outcome->coalition_count - shown);
}

// Who at the table loses least, and who most, by waiting a round instead of agreeing.
static void why_patient(const struct solution *solution, struct text *line) {
    const struct outcome *outcome = solution->outcome;
    const struct game *game = solution->game;
    coalition table = game->rules[game->rule[game->start]].table;
    if ((table & (table - 1)) == 0) return; // nobody to compare with
    size_t most = SIZE_MAX, least = SIZE_MAX;
    for (size_t i = 0; i < outcome->parties; i++) {
        if (!(table >> i & 1)) continue;
        double loss = outcome->agreed_utility[i] - outcome->reservation[i];
        if (isnan(loss)) return;
        if (most == SIZE_MAX || loss < outcome->agreed_utility[most] - outcome->reservation[most]) most = i;
        if (least == SIZE_MAX || loss > outcome->agreed_utility[least] - outcome->reservation[least])
            least = i;
    }
    double easy = outcome->agreed_utility[most] - outcome->reservation[most];
    double hard = outcome->agreed_utility[least] - outcome->reservation[least];
    if (hard - easy < SEEN) {
        text_append(line, "Waiting a round instead of agreeing now costs each of them the same, ");
        number_append(line, easy);
        text_append(line, ".\n");
        return;
    }
    if (hard - easy < HARDLY * game->scale) {
        text_append(line, "Waiting a round instead of agreeing now costs them nearly the same: from ");
        number_append(line, easy);
        text_append(line, " (%s) to ", party_name(solution, most));
        number_append(line, hard);
        text_append(line, " (%s).\n", party_name(solution, least));
        return;
    }
    text_append(line, "%s can wait best: a round without agreement is worth ", party_name(solution, most));
    number_append(line, outcome->reservation[most]);
    text_append(line, " to it, against ");
    number_append(line, outcome->agreed_utility[most]);
    text_append(line, " in the agreement. %s gives up most by waiting: ", party_name(solution, least));
    number_append(line, outcome->reservation[least]);
    text_append(line, " against ");
    number_append(line, outcome->agreed_utility[least]);
    text_append(line, ".\n");
}

// What there is to share out by agreeing now, where everybody's consent is needed or a deal is chosen from a
// menu.
static void why_everybody(const struct solution *solution, struct text *line) {
    const struct outcome *outcome = solution->outcome;
    bool gained = outcome->range >= 0;
    bool menu = solution->game->deals > 0;
    text_append(line, gained ? "Bargaining range at the start: " : "Gap at the start: ");
    number_append(line, fabs(outcome->range));
    if (menu || game_is_spatial(solution->game))
        text_append(line,
                    gained ? " is the most that one %s brings everybody at the table beyond what they would "
                             "rather take.\n"
                           : ". No %s is worth as much to everybody at the table as what they would rather "
                             "take; even the one that comes closest leaves somebody that much short.\n",
                    menu ? "deal" : "position");
    else {
        text_append(line, gained ? " is gained by agreeing now rather than waiting a round (the pie of "
                                 : " is missing for an agreement now (the pie of ");
        number_append(line, solution->game->pie[solution->game->start]);
        text_append(line, " less what those at the table would rather take).\n");
    }
    if (gained) why_patient(solution, line);
}

// Where some can agree without the others: the proposer that keeps most at the start, and what waiting is
// worth to it.
static void why_some(const struct solution *solution, struct text *line) {
    const struct game *game = solution->game;
    const struct profile *profile = solution->profile;
    size_t n = game->parties, best = SIZE_MAX, deal = NO_DEAL;
    bool menu = game->deals > 0, pie = !menu && !game_is_spatial(game);
    double kept = -INFINITY;
    for (size_t j = 0; j < n; j++) {
        size_t chooser = game->start * n + j;
        if (!(game->recognition[chooser] > 0)) continue;
        for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
            if (menu && !(profile->proposal[e].probability * profile->proposal[e].acceptance > POSSIBLE))
                continue;
            if (!(profile->share[e * n + j] > kept + POSSIBLE)) continue;
            kept = profile->share[e * n + j];
            deal = profile->proposal[e].deal;
            best = j;
        }
    }
    if (best == SIZE_MAX) {
        text_append(line, menu ? "At the start no deal that is proposed would find the votes that it needs.\n"
                               : "At the start no coalition would accept anything that could be proposed to "
                                 "it.\n");
        return;
    }
    text_append(line, "At the start %s, with the initiative, can %s ", party_name(solution, best),
                pie ? "keep" : "get");
    number_append(line, kept);
    if (pie) {
        text_append(line, " of the pie of ");
        number_append(line, game->pie[game->start]);
    }
    if (menu)
        text_append(line,
                    " by proposing %s, for which there are votes enough, as much as any party can with what "
                    "it proposes; a round without agreement is worth ",
                    deal_name(game, deal));
    else
        text_append(line,
                    " by agreeing %swith a coalition, as much as any party can; a round without agreement is "
                    "worth ",
                    pie ? "" : "on a position ");
    number_append(line, solution->outcome->reservation[best]);
    text_append(line, " to it.\n");
}

void report_why(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    struct text line = {0};
    text_append(out, "\nWhy\n");
    if (game->rules[game->rule[game->start]].unanimity)
        why_everybody(solution, &line);
    else
        why_some(solution, &line);
    lines_flush(out, &line, 2, REPORT_WIDTH);
    why_courted(solution, out);
}
