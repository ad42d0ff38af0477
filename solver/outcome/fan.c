// SPDX-License-Identifier: GPL-3.0-or-later
// Quantiles of values and terms at chosen dates, for charts. Where talks stand is carried forward round by
// round (spell.c); at a date, what can be the case is listed with its chance and sorted: the quantile is the
// smallest number such that the chance of no more than that reaches the fraction.
#include "core/checked.h"
#include "outcome/course.h"
#include <string.h>

const double band_fraction[BANDS] = {0.1, 0.25, 0.5, 0.75, 0.9};

static const double CHANCE_LEAST = 1e-14;
// A fraction that is short by rounding is still reached.
static const double ROUNDING = 1e-12;

struct case_at {
    double number, chance;
};

// What can be the case in one round: states, or proposals enacted.
struct cases {
    size_t count;
    struct case_at *list;
    size_t *of;     // proposal (or place) of each
    double *chance; // of each
};

void fan_free(struct fan *fan) {
    if (!fan) return;
    free(fan->round);
    free(fan->value);
    free(fan->terms);
    free(fan->position);
    free(fan);
}

static struct fan *fan_new(const struct game *game, const size_t *round, size_t dates) {
    struct fan *new = array_new(1, sizeof *new);
    if (!new) return NULL;
    new->dates = dates;
    new->round = array_new(dates, sizeof *new->round);
    new->value = array_new(dates * game->parties * BANDS, sizeof *new->value);
    new->terms = array_new(dates * game->parties * BANDS, sizeof *new->terms);
    new->position = array_new(dates * game->issues * BANDS, sizeof *new->position);
    if (new->round &&new->value &&new->terms &&new->position) {
        memcpy(new->round, round, dates * sizeof *round);
        return new;
    }
    fan_free(new);
    return NULL;
}

static int compare(const void *a, const void *b) {
    const struct case_at *one = a, *other = b;
    return (one->number > other->number) - (one->number < other->number);
}

// NaN throughout where nothing can be the case.
static void bands(struct cases *cases, double *band) {
    double whole = 0, sum = 0;
    size_t b = 0;
    qsort(cases->list, cases->count, sizeof *cases->list, compare);
    for (size_t k = 0; k < cases->count; k++)
        whole += cases->list[k].chance;
    for (size_t k = 0; k < cases->count && whole >= CHANCE_LEAST; k++) {
        sum += cases->list[k].chance;
        while (b < BANDS && sum >= band_fraction[b] * whole * (1 - ROUNDING))
            band[b++] = cases->list[k].number;
    }
    while (b < BANDS)
        band[b++] = NAN;
}

static void list_states(const struct walk *walk, struct cases *cases) {
    cases->count = 0;
    for (size_t k = 0; k < walk->at->whole.count; k++) {
        if (!(walk->x[k] > 0)) continue;
        cases->of[cases->count] = walk->at->whole.state[k];
        cases->chance[cases->count++] = walk->x[k];
    }
}

static void list_proposals(const struct walk *walk, struct cases *cases) {
    const struct game *game = walk->at->regime->game;
    const struct profile *profile = walk->at->regime->profile;
    cases->count = 0;
    for (size_t k = 0; k < walk->at->whole.count; k++) {
        size_t s = walk->at->whole.state[k];
        for (size_t j = 0; j < game->parties && walk->x[k] > 0; j++) {
            size_t chooser = s * game->parties + j;
            for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
                double chance = walk->x[k] * chances_enacted(game, profile, s, j, e);
                if (!(chance > 0)) continue;
                cases->of[cases->count] = e;
                cases->chance[cases->count++] = chance;
            }
        }
    }
}

// The bands of one number of each case, at numbers[of stride].
static void fill(struct cases *cases, const double *numbers, size_t stride, double *band) {
    for (size_t k = 0; k < cases->count; k++)
        cases->list[k] = (struct case_at){numbers[cases->of[k] * stride], cases->chance[k]};
    bands(cases, band);
}

// Positions of the deals on issue k; what lies nowhere leaves no band.
static void fill_position(const struct walk *walk, struct cases *cases, size_t k, double *band) {
    const struct game *game = walk->at->regime->game;
    const struct profile *profile = walk->at->regime->profile;
    bool nowhere = false;
    for (size_t at = 0; at < cases->count; at++) {
        size_t e = cases->of[at], deal = profile->proposal[e].deal;
        const double *lies = deal == NO_DEAL ? NULL : game->scenario->deals[deal].at;
        double y = lies ? lies[k] : NAN;
        if (deal == NO_DEAL) y = game_in_unit(game, k, profile->position[e * game->issues + k]);
        nowhere = nowhere || (isnan(y) && cases->chance[at] > CHANCE_LEAST);
        cases->list[at] = (struct case_at){isnan(y) ? 0 : y, cases->chance[at]};
    }
    bands(cases, band);
    for (size_t b = 0; b < BANDS && nowhere; b++)
        band[b] = NAN;
}

static void fill_date(const struct walk *walk, struct cases *cases, size_t date, struct fan *fan) {
    const struct profile *profile = walk->at->regime->profile;
    size_t n = profile->parties, issues = walk->at->regime->game->issues;
    list_states(walk, cases);
    for (size_t i = 0; i < n; i++)
        fill(cases, profile->value + i, n, fan->value + (date * n + i) * BANDS);
    list_proposals(walk, cases);
    for (size_t i = 0; i < n; i++)
        fill(cases, profile->share + i, n, fan->terms + (date * n + i) * BANDS);
    for (size_t k = 0; k < issues; k++)
        fill_position(walk, cases, k, fan->position + (date * issues + k) * BANDS);
}

static bool cases_new(const struct regime *regime, size_t count, struct cases *cases, struct arena *arena) {
    size_t most = regime->game->states;
    for (size_t r = 0; r < count; r++)
        if (regime[r].profile->proposal_count > most) most = regime[r].profile->proposal_count;
    cases->list = arena_array(arena, most, sizeof *cases->list);
    cases->of = arena_array(arena, most, sizeof *cases->of);
    cases->chance = arena_array(arena, most, sizeof *cases->chance);
    return cases->list && cases->of && cases->chance;
}

static enum parley_status fan_fill(const struct regime *regime, size_t count, struct fan *fan,
                                   struct arena *arena, struct errors *errors) {
    struct spell *spells;
    struct shock *shocks;
    struct cases cases = {0};
    struct walk walk;
    enum parley_status status = spells_new(regime, count, arena, &spells, arena, &shocks, errors);
    if (status != PARLEY_OK) return status;
    if (!cases_new(regime, count, &cases, arena) || !walk_begin(&walk, spells, count, arena))
        return PARLEY_MEMORY;
    for (size_t date = 0; date < fan->dates; date++) {
        while (walk.round < fan->round[date])
            walk_next(&walk);
        fill_date(&walk, &cases, date, fan);
    }
    return PARLEY_OK;
}

enum parley_status fan_compute(const struct regime *regime, size_t count, const size_t *round, size_t dates,
                               struct fan **fan, struct errors *errors) {
    struct arena scratch = {0};
    struct fan *new = fan_new(regime->game, round, dates);
    enum parley_status status = new ? fan_fill(regime, count, new, &scratch, errors) : PARLEY_MEMORY;
    arena_clear(&scratch);
    if (status == PARLEY_OK)
        *fan = new;
    else
        fan_free(new);
    return status;
}
