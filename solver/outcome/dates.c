// SPDX-License-Identifier: GPL-3.0-or-later
// Endings by date: the distribution over states is carried forward one period at a time,
//     by[t] = by[t-1] + x_t . agree,     x_{t+1} = M^T x_t,     x_0 = e_start,
// across regimes (spell.c), until no more than MASS_LEAST of it can still end, or the horizon or the limit on
// work is reached. What can never end is followed no further than the others, and not past the events of a
// calendar or the beginning of the last regime by more than HORIZON_LEAST.
#include "core/checked.h"
#include "outcome/parts.h"

static const double MASS_LEAST = 1e-6;
static const double WORK_MOST = 2e9; // multiply-adds
// A half that is short by rounding is still a half.
static const double ROUNDING = 1e-12;
enum { HORIZON_LEAST = 13 }; // period 0 and a year of months

// Make room for one more date.
static bool dates_grow(struct outcome *outcome, size_t *capacity) {
    if (outcome->horizon < *capacity) return true;
    double **columns[] = {&outcome->by, &outcome->broken_by, &outcome->quit_by, &outcome->going};
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        double *more = realloc(*columns[k], 2 * *capacity * sizeof *more);
        if (!more) return false;
        *columns[k] = more;
    }
    *capacity *= 2;
    return true;
}

static void dates_add(const struct walk *walk, struct outcome *outcome) {
    const struct chances *chances = &walk->at->chances;
    const struct chain *chain = spell_chain(walk->at);
    size_t t = outcome->horizon++;
    double agree = t > 0 ? outcome->by[t - 1] : 0, broken = t > 0 ? outcome->broken_by[t - 1] : 0;
    double quit = t > 0 ? outcome->quit_by[t - 1] : 0;
    for (size_t k = 0; k < chain->count; k++) {
        size_t s = chain->state[k];
        double x = walk->x[walk->at->whole.index[s]];
        agree += x * chances->agree[s];
        broken += x * chances->broken[s];
        quit += x * chances->quit[s];
    }
    outcome->by[t] = fmin(agree, outcome->ever);
    outcome->broken_by[t] = fmin(broken, outcome->breakdown);
    outcome->quit_by[t] = fmin(quit, outcome->quit);
    outcome->going[t] = fmin(walk_going(walk), 1);
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

enum parley_status outcome_dates(const struct spell *spells, size_t count, bool all,
                                 struct outcome *outcome) {
    const struct spell *last = &spells[count - 1];
    size_t capacity = all ? HORIZON_MAX / 1024 : 1, least = rounds_least(last);
    double work = 0, ending = 1, going = 1;
    struct walk walk = {0};
    enum parley_status status = PARLEY_MEMORY;
    outcome->by = array_new(capacity, sizeof(double));
    outcome->broken_by = array_new(capacity, sizeof(double));
    outcome->quit_by = array_new(capacity, sizeof(double));
    outcome->going = array_new(capacity, sizeof(double));
    if (!outcome->by || !outcome->broken_by || !outcome->quit_by || !outcome->going) goto cleanup;
    if (!walk_begin(&walk, spells, count)) goto cleanup;
    if (!all) dates_add(&walk, outcome);
    while (all && (outcome->horizon < HORIZON_LEAST ||
                   (outcome->horizon < HORIZON_MAX && work < WORK_MOST &&
                    (ending >= MASS_LEAST || (going >= MASS_LEAST && outcome->horizon < least))))) {
        if (!dates_grow(outcome, &capacity)) goto cleanup;
        dates_add(&walk, outcome);
        work += (double)(walk.at->whole.row[walk.at->whole.count] + 3 * walk.at->whole.count);
        walk_next(&walk);
        ending = walk_ending(&walk);
        going = walk_going(&walk);
    }
    outcome->first_period = outcome->by[0];
    outcome->median_periods = all ? outcome_quantile(outcome, 0.5) : NAN;
    status = PARLEY_OK;
cleanup:
    walk_clear(&walk);
    return status;
}
