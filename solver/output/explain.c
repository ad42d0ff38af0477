// SPDX-License-Identifier: GPL-3.0-or-later
// Why parties do what they do in one state, in words and tables: per party the alternatives with what each is
// worth and loses, whom it settles with, and how its reservation value splits. The numbers are worth.c's.
#include "output/explain.h"
#include "output/lines.h"
#include "output/places.h"
#include "output/report.h"
#include "output/table.h"
#include "output/worth.h"
#include <stdlib.h>

enum { NEXT_SHOWN = 5, PROPOSALS_SHOWN = 5 };
static const double CHOSEN = 1e-9;

static const char *party_name(const struct solution *solution, size_t i) {
    return solution->game->scenario->parties[i].name;
}

// "It settles." or "It mixes: settle 60%, pass 40%.", and what the next best would lose.
static void choice_lines(const struct solution *solution, const struct worth *worth, struct text *out) {
    const struct game *game = solution->game;
    struct text line = {0};
    const char *between = "";
    text_append(&line, "With the initiative it chooses: ");
    for (size_t k = 0; k < game->alternatives; k++) {
        if (!(worth->chosen[k] > CHOSEN)) continue;
        text_append(&line, "%s%s", between, worth_name(game, k));
        between = ", ";
        if (worth->chosen[k] > 1 - CHOSEN) continue;
        text_append(&line, " ");
        percent_append(&line, worth->chosen[k]);
    }
    if (worth->next == SIZE_MAX) {
        text_append(&line, ". It has nothing else to choose.");
    } else {
        text_append(&line, ". The next best, %s, would lose ", worth_name(game, worth->next));
        number_append(&line, worth->best - worth->payoff[worth->next]);
        text_append(&line, " against the best.");
    }
    lines_flush(out, &line, 2, REPORT_WIDTH);
}

static void alternatives_table(const struct solution *solution, const struct worth *worth, struct text *out) {
    const struct game *game = solution->game;
    struct table table = {.columns = 5, .keys = 1, .words = 1};
    table_cell(&table, "alternative");
    table_cell(&table, "chosen");
    table_cell(&table, "worth");
    table_cell(&table, "loses");
    table_cell(&table, "takes effect");
    for (size_t k = 0; k < game->alternatives; k++) {
        if (!isfinite(worth->payoff[k])) continue;
        table_cell(&table, "%s", worth_name(game, k));
        table_percent(&table, worth->chosen[k]);
        table_number(&table, worth->payoff[k]);
        table_number(&table, worth->best - worth->payoff[k]);
        table_percent(&table, worth->effect[k]);
    }
    text_append(out, "\n");
    table_render(&table, out, REPORT_WIDTH);
}

// The deal's name, or the coalition.
static void proposal_text(const struct solution *solution, size_t e, struct text *line) {
    const struct proposal *proposal = &solution->profile->proposal[e];
    if (proposal->deal == NO_DEAL)
        coalition_text(solution->game, proposal->members, line);
    else
        text_append(line, "%s", deal_name(solution->game, proposal->deal));
}

// The proposal to show after `before` (SIZE_MAX: the first): of deals the likeliest first, of coalitions in
// their order.
static size_t proposal_next(const struct profile *profile, size_t first, size_t last, size_t before) {
    const struct proposal *proposal = profile->proposal;
    size_t next = SIZE_MAX;
    if (proposal[first].deal == NO_DEAL) return before == SIZE_MAX ? first : before + 1;
    for (size_t e = first; e < last; e++) {
        double chance = proposal[e].probability;
        bool later = before == SIZE_MAX || chance < proposal[before].probability ||
                     (!(chance > proposal[before].probability) && e > before);
        if (later && (next == SIZE_MAX || chance > proposal[next].probability)) next = e;
    }
    return next;
}

// " at territory 45.2%": where a position lies; nothing for a pie or a deal.
static void append_place(const struct solution *solution, size_t e, struct text *line) {
    const struct profile *profile = solution->profile;
    double position[ISSUES_MAX];
    if (profile->issues == 0) return;
    for (size_t k = 0; k < profile->issues; k++)
        position[k] = game_in_unit(solution->game, k, profile->position[e * profile->issues + k]);
    text_append(line, " at ");
    positions_text(solution->game, position, line);
}

// The terms of the coalitions or deals it settles with, or would.
static void settlement_lines(const struct solution *solution, size_t s, size_t j, const struct worth *worth,
                             struct text *out) {
    const struct profile *profile = solution->profile;
    size_t first = profile->first[s * profile->parties + j],
           last = profile->first[s * profile->parties + j + 1];
    struct text line = {0};
    if (first == last) text_append(&line, "Nothing that it could propose as a settlement would be accepted.");
    bool menu = solution->game->deals > 0, pie = !menu && solution->game->issues == 0;
    for (size_t k = first, e = SIZE_MAX; k < last && k < first + PROPOSALS_SHOWN; k++) {
        e = proposal_next(profile, first, last, e);
        text_append(&line, worth->chosen[SETTLE] > CHOSEN ? "Settles with " : "Would settle with ");
        proposal_text(solution, e, &line);
        text_append(&line, " (");
        percent_append(&line, profile->proposal[e].probability);
        text_append(&line, " of its settlements, %s with ", menu ? "taking effect" : "accepted");
        percent_append(&line, profile->proposal[e].acceptance);
        text_append(&line, ")");
        append_place(solution, e, &line);
        text_append(&line, ": worth ");
        number_append(&line, worth_proposal(solution, s, j, e));
        text_append(&line, " to it; %s", pie ? "shares" : "utilities");
        for (size_t i = 0; i < profile->parties; i++) {
            text_append(&line, "%s%s ", i > 0 ? ", " : " ", party_name(solution, i));
            number_append(&line, profile->share[e * profile->parties + i]);
        }
        text_append(&line, ".\n");
    }
    if (last > first + PROPOSALS_SHOWN)
        text_append(&line, "%zu more %s are left out; --json has all of them.\n",
                    last - first - PROPOSALS_SHOWN, menu ? "deals" : "coalitions");
    text_append(out, "\n");
    lines_flush(out, &line, 2, REPORT_WIDTH);
}

// The channels that differ, "front Russian gains"; "as it is" if none does.
static void change_cell(struct table *table, const struct game *game, size_t s, size_t next) {
    struct text cell = {0};
    for (size_t c = 0; c < game->channels; c++) {
        const struct channel *channel = &game->scenario->channels[c];
        if (game_level(game, s, c) == game_level(game, next, c)) continue;
        text_append(&cell, "%s%s %s", cell.length > 0 ? ", " : "", channel->name,
                    channel->levels[game_level(game, next, c)]);
    }
    table_cell(table, "talks go on: %s", cell.data ? cell.data : "as it is");
    text_free(&cell);
}

static void part_row(struct table *table, const char *what, double probability, double value, double part) {
    if (what) table_cell(table, "%s", what);
    if (isnan(probability))
        table_cell(table, "%s", "");
    else
        table_percent(table, probability);
    if (isnan(value))
        table_cell(table, "%s", "");
    else
        table_number(table, value);
    table_number(table, part);
}

static void waiting_table(const struct solution *solution, size_t s, size_t i, struct text *out) {
    const struct game *game = solution->game;
    size_t at = s * game->parties + i;
    struct waiting waiting;
    struct table table = {.columns = 4, .keys = 1, .words = 1};
    struct text line = {0};
    if (!waiting_find(solution, s, i, &waiting)) {
        out->failed = true;
        return;
    }
    text_append(&line, "A round without agreement is worth ");
    number_append(&line, waiting.total);
    text_append(&line, " to it:");
    text_append(out, "\n");
    lines_flush(out, &line, 2, REPORT_WIDTH);
    table_cell(&table, "what comes of it");
    table_cell(&table, "chance");
    table_cell(&table, "value there");
    table_cell(&table, "adds");
    part_row(&table, "the flow of this round", NAN, game->flow[at], waiting.flow);
    if (game->breakdown_risk[s] > 0)
        part_row(&table, "talks break down", game->breakdown_risk[s], game->breakdown[at], waiting.breakdown);
    double rest = waiting.continuation, chance = 1 - game->breakdown_risk[s];
    size_t shown = waiting.count > NEXT_SHOWN + 1 ? NEXT_SHOWN : waiting.count;
    for (size_t k = 0; k < shown; k++) {
        const struct waiting_next *next = &waiting.next[k];
        change_cell(&table, game, s, next->state);
        part_row(&table, NULL, next->probability, next->value, next->part);
        rest -= next->part;
        chance -= next->probability;
    }
    if (shown < waiting.count) part_row(&table, "talks go on elsewhere", chance, NAN, rest);
    table_render(&table, out, REPORT_WIDTH);
    free(waiting.next);
}

static void party_section(const struct solution *solution, size_t s, size_t i, struct text *out) {
    const struct profile *profile = solution->profile;
    size_t at = s * profile->parties + i;
    struct text line = {0};
    text_append(&line, "%s: value ", party_name(solution, i));
    number_append(&line, profile->value[at]);
    if (solution->game->recognition[at] > 0) {
        text_append(&line, "; has the initiative with probability ");
        percent_append(&line, solution->game->recognition[at]);
    } else {
        text_append(&line, "; never has the initiative here");
    }
    text_append(out, "\n");
    lines_flush(out, &line, 0, REPORT_WIDTH);
    if (solution->game->recognition[at] > 0) {
        struct worth worth;
        worth_find(solution, s, i, &worth);
        choice_lines(solution, &worth, out);
        alternatives_table(solution, &worth, out);
        settlement_lines(solution, s, i, &worth, out);
    }
    waiting_table(solution, s, i, out);
}

enum parley_status explain_text(const struct solution *solution, const struct question *question, char **text,
                                struct errors *errors) {
    const struct game *game = solution->game;
    struct text out = {0}, line = {0};
    lines_append(&out, game->scenario->title, 0, REPORT_WIDTH);
    text_append(&line, "In the state: ");
    state_text(game, question->state, &line);
    text_append(&line, question->state == game->start ? " (the start)." : ".");
    lines_flush(&out, &line, 0, REPORT_WIDTH);
    for (size_t i = 0; i < game->parties; i++)
        if (question->party == SIZE_MAX || question->party == i)
            party_section(solution, question->state, i, &out);
    report_verdict(solution, &line);
    text_append(&out, "\n");
    lines_flush(&out, &line, 0, REPORT_WIDTH);
    char *whole = text_take(&out);
    if (!whole)
        return errors_add(errors, PARLEY_MEMORY, (struct mark){0, 0},
                          "out of memory while writing the explanation");
    text_tame(whole);
    *text = whole;
    return PARLEY_OK;
}
