// SPDX-License-Identifier: GPL-3.0-or-later
// Endings by date: the distribution over states is carried forward one period at a time,
//     by[t] = by[t-1] + x_t . agree,     x_{t+1} = M^T x_t,     x_0 = e_start,
// until no more than MASS_LEAST of it can still end, or the horizon or the limit on work is reached. What can
// never end is not followed.
#include "core/checked.h"
#include "outcome/parts.h"
#include <string.h>

static const double MASS_LEAST = 1e-6;
static const double WORK_MOST = 2e9; // multiply-adds
// A half that is short by rounding is still a half.
static const double ROUNDING = 1e-12;
enum { HORIZON_LEAST = 13 }; // period 0 and a year of months

// Make room for one more date.
static bool dates_grow(struct outcome *outcome, size_t *capacity) {
    if (outcome->horizon < *capacity) return true;
    double **columns[] = {&outcome->by, &outcome->broken_by, &outcome->quit_by};
    for (size_t k = 0; k < 3; k++) {
        double *more = realloc(*columns[k], 2 * *capacity * sizeof *more);
        if (!more) return false;
        *columns[k] = more;
    }
    *capacity *= 2;
    return true;
}

static void dates_add(const struct chances *chances, const struct chain *chain, const double *x,
                      struct outcome *outcome) {
    size_t t = outcome->horizon++;
    double agree = t > 0 ? outcome->by[t - 1] : 0, broken = t > 0 ? outcome->broken_by[t - 1] : 0;
    double quit = t > 0 ? outcome->quit_by[t - 1] : 0;
    for (size_t k = 0; k < chain->count; k++) {
        size_t s = chain->state[k];
        agree += x[k] * chances->agree[s];
        broken += x[k] * chances->broken[s];
        quit += x[k] * chances->quit[s];
    }
    outcome->by[t] = fmin(agree, outcome->ever);
    outcome->broken_by[t] = fmin(broken, outcome->breakdown);
    outcome->quit_by[t] = fmin(quit, outcome->quit);
}

// Smallest t with by[t] >= ever / 2; NaN if that is past the horizon, or never.
static double median(const struct outcome *outcome) {
    for (size_t t = 0; t < outcome->horizon && outcome->ever > 0; t++)
        if (outcome->by[t] >= outcome->ever / 2 * (1 - ROUNDING)) return (double)t;
    return NAN;
}

enum parley_status outcome_dates(const struct game *game, const struct chances *chances,
                                 const struct chain *chain, struct outcome *outcome) {
    size_t capacity = HORIZON_MAX / 1024;
    double *x = array_new(chain->count, sizeof *x), *next = array_new(chain->count, sizeof *next);
    double step_work = (double)(chain->row[chain->count] + 3 * chain->count), work = 0, mass = 1;
    enum parley_status status = PARLEY_MEMORY;
    outcome->by = array_new(capacity, sizeof(double));
    outcome->broken_by = array_new(capacity, sizeof(double));
    outcome->quit_by = array_new(capacity, sizeof(double));
    if (!x || !next || !outcome->by || !outcome->broken_by || !outcome->quit_by) goto cleanup;
    if (chain->count > 0) x[chain->index[game->start]] = 1;
    while (outcome->horizon < HORIZON_LEAST ||
           (outcome->horizon < HORIZON_MAX && mass >= MASS_LEAST && work < WORK_MOST)) {
        if (!dates_grow(outcome, &capacity)) goto cleanup;
        dates_add(chances, chain, x, outcome);
        chain_step(chain, x, next);
        memcpy(x, next, chain->count * sizeof *x);
        mass = 0;
        for (size_t k = 0; k < chain->count; k++)
            mass += x[k];
        work += step_work;
    }
    outcome->first_period = outcome->by[0];
    outcome->median_periods = median(outcome);
    status = PARLEY_OK;
cleanup:
    free(x);
    free(next);
    return status;
}
