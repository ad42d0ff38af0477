// SPDX-License-Identifier: GPL-3.0-or-later
// Endings by date: the distribution over states is carried forward one period at a time,
//     by[t] = by[t-1] + x_t . agree,     x_{t+1} = M^T x_t,     x_0 = e_start,
// across regimes (spell.c), until no more than MASS_LEAST of it can still end, or the horizon or the limit on
// work is reached. What can never end is followed no further than the others, and not past the events of a
// calendar or the beginning of the last regime by more than HORIZON_LEAST.
#include "outcome/ledger.h"
#include "outcome/parts.h"

static const double MASS_LEAST = 1e-6;
static const double WORK_MOST = 2e9; // multiply-adds
// A half that is short by rounding is still a half.
static const double ROUNDING = 1e-12;
enum { HORIZON_LEAST = 13 }; // period 0 and a year of months

// A row of the list of dates.
enum { BY, BROKEN_BY, QUIT_BY, GOING, COLUMNS };

static bool dates_add(const struct walk *walk, const struct outcome *outcome, struct ledger *dates) {
    const struct chances *chances = &walk->at->chances;
    const struct chain *chain = spell_chain(walk->at);
    double *row = ledger_add(dates);
    if (!row) return false;
    if (dates->rows > 1) memcpy(row, row - COLUMNS, GOING * sizeof *row);
    double agree = row[BY], broken = row[BROKEN_BY], quit = row[QUIT_BY];
    for (size_t k = 0; k < chain->count; k++) {
        size_t s = chain->state[k];
        double x = walk->x[walk->at->whole.index[s]];
        agree += x * chances->agree[s];
        broken += x * chances->broken[s];
        quit += x * chances->quit[s];
    }
    row[BY] = fmin(agree, outcome->ever);
    row[BROKEN_BY] = fmin(broken, outcome->breakdown);
    row[QUIT_BY] = fmin(quit, outcome->quit);
    row[GOING] = fmin(walk_going(walk), 1);
    return true;
}

double outcome_quantile(const struct outcome *outcome, double fraction) {
    for (size_t t = 0; t < outcome->horizon && outcome->ever > 0; t++)
        if (outcome->by[t] >= outcome->ever * fraction * (1 - ROUNDING)) return (double)t;
    return NAN;
}

// Rounds that are followed whatever happens, as long as talks go on.
static size_t rounds_least(const struct spell *last) {
    const struct game *game = last->regime->game;
    size_t from = last->regime->from, events = 0;
    if (game->scenario && game->scenario->calendar < game->channels)
        events = game->levels[game->scenario->calendar];
    return HORIZON_LEAST + (from > events ? from : events);
}

// Round by round to where there is nothing more to tell. False if out of memory.
static bool dates_follow(const struct spell *spells, size_t count, bool all, const struct outcome *outcome,
                         struct ledger *dates) {
    size_t least = rounds_least(&spells[count - 1]);
    double work = 0, ending = 1, going = 1;
    struct walk walk;
    if (!walk_begin(&walk, spells, count, dates->arena)) return false;
    if (!all) return dates_add(&walk, outcome, dates);
    while (dates->rows < HORIZON_LEAST ||
           (dates->rows < HORIZON_MAX && work < WORK_MOST &&
            (ending >= MASS_LEAST || (going >= MASS_LEAST && dates->rows < least)))) {
        if (!dates_add(&walk, outcome, dates)) return false;
        work += (double)(walk.at->whole.row[walk.at->whole.count] + 3 * walk.at->whole.count);
        walk_next(&walk);
        ending = walk_ending(&walk);
        going = walk_going(&walk);
    }
    return true;
}

// The list's columns, each on its own.
static bool dates_hold(const struct ledger *dates, struct outcome *outcome) {
    double **columns[COLUMNS] = {&outcome->by, &outcome->broken_by, &outcome->quit_by, &outcome->going};
    outcome->horizon = dates->rows;
    for (size_t c = 0; c < COLUMNS; c++) {
        double *column = *columns[c] = arena_array(&outcome->held, dates->rows, sizeof *column);
        for (size_t t = 0; column && t < dates->rows; t++)
            column[t] = dates->cells[t * COLUMNS + c];
        if (!column) return false;
    }
    return true;
}

enum parley_status outcome_dates(const struct spell *spells, size_t count, bool all,
                                 struct outcome *outcome) {
    struct arena_place place = arena_place(&outcome->scratch);
    struct ledger dates = {.width = COLUMNS, .arena = &outcome->scratch};
    bool done = dates_follow(spells, count, all, outcome, &dates) && dates_hold(&dates, outcome);
    arena_back(&outcome->scratch, place);
    if (!done) return PARLEY_MEMORY;
    outcome->first_period = outcome->by[0];
    outcome->median_periods = all ? outcome_quantile(outcome, 0.5) : NAN;
    return PARLEY_OK;
}
