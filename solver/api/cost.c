// SPDX-License-Identifier: GPL-3.0-or-later
// The estimate is operator applications x (offers x time of one + steps x time of one). Applications go with
// the kind of game, and what one offer takes with parties, issues and the coalitions that a proposer may mix;
// the numbers below were fitted to what the models in models/ and some fifty constructed games took, in units
// of a short calculation that is timed on the machine at hand. How often choices change on the way cannot be
// foreseen: games whose path folds back take longer.
#include "api/cost.h"
#include "equilibrium/stage.h"
#include <time.h>

// Applications: policy iteration; homotopy with a pie, with one among parties that are alike, a position,
// deals (times sqrt(parties x deals)); and where the path gets stuck again and again because more coalitions
// tie than the solver follows.
static const double OF_CONTRACTION = 6, OF_PIE = 60, OF_ALIKE = 17, OF_ISSUES = 40, OF_DEALS = 15,
                    OF_STUCK = 4000;
// Units for one offer: of a pie, by party and by coalition mixed with, or by party where these are too many;
// of a position, by party and issue; of a deal, by party squared. And for one step.
static const double PIE_PARTY = 0.05, PIE_MIXED = 0.0065, PIE_BEYOND = 0.1, ISSUE_PARTY = 0.45,
                    DEAL_PAIR = 0.035, STEP = 0.12;

enum { RUNS = 5, ROUNDS = 2000, WIDTH = 16 };
// Microseconds that one round of the short calculation took where the numbers above were fitted, to those of
// the unit.
static const double ROUND_PER_UNIT = 0.013;

static const double LONG = 10; // seconds

static double round_time(double *row) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int k = 0; k < ROUNDS; k++) {
        double a = exp(-row[k % WIDTH]);
        for (int c = 0; c < WIDTH; c++)
            row[c] = 0.5 * row[c] + a * (c + 1) / WIDTH;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    return (1e6 * (double)(to.tv_sec - from.tv_sec) + 1e-3 * (double)(to.tv_nsec - from.tv_nsec)) / ROUNDS;
}

// Microseconds that a unit takes here: the best of several runs, since other programs may be in the way.
static double unit_time(void) {
    double row[WIDTH] = {0}, best = INFINITY;
    for (int k = 0; k < RUNS; k++)
        best = fmin(best, round_time(row));
    return row[0] >= 0 ? best / ROUND_PER_UNIT : NAN; // the result is used, or there would be no calculation
}

static void count_offers(const struct game *game, struct cost *cost) {
    for (size_t s = 0; s < game->states; s++) {
        const struct rule *rule = &game->rules[game->rule[s]];
        for (size_t j = 0; j < game->parties; j++) {
            if (!(game->recognition[s * game->parties + j] > 0)) continue;
            size_t count = game->deals > 0 ? game->deals : rule->first[j + 1] - rule->first[j];
            cost->offers += (double)count;
            if (count > cost->offers_most) cost->offers_most = count;
        }
    }
}

static bool all_equal(const double *x, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (x[i] < x[0] || x[i] > x[0]) return false;
    return true;
}

// Then mixtures are even from the start, and stay so.
static bool parties_are_alike(const struct game *game) {
    const double *const columns[] = {game->discount,      game->flow,        game->breakdown,
                                     game->outside,       game->recognition, game->authority,
                                     game->loss_aversion, game->reference};
    if (game->options > 0) return false;
    for (size_t s = 0; s < game->states; s++) {
        const struct rule *rule = &game->rules[game->rule[s]];
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
            if (!all_equal(columns[c] + s * game->parties, game->parties)) return false;
        if (!all_equal(rule->votes, game->parties) || rule->veto) return false;
    }
    return true;
}

static double offer_units(const struct game *game, const struct cost *cost, bool contraction) {
    double n = (double)game->parties;
    if (game->deals > 0) return DEAL_PAIR * n * n;
    if (game_is_spatial(game)) return ISSUE_PARTY * n * (double)game->issues;
    bool mixed = !contraction && cost->offers_most <= stage_free_most(cost->offers_most);
    return mixed ? PIE_PARTY * n + PIE_MIXED * (double)cost->offers_most : PIE_BEYOND * n;
}

struct cost cost_of(const struct game *game, bool contraction) {
    struct cost cost = {0};
    double n = (double)game->parties;
    count_offers(game, &cost);
    for (size_t k = 0; k < game->kernel_count; k++)
        cost.steps += n * (double)game->kernels[k].row[game->states];
    bool pie = game->deals == 0 && !game_is_spatial(game);
    cost.beyond = pie && cost.offers_most > stage_free_most(cost.offers_most);
    bool alike = pie && parties_are_alike(game);
    cost.applications = contraction             ? OF_CONTRACTION
                        : game->deals > 0       ? OF_DEALS * sqrt(n * (double)game->deals)
                        : game_is_spatial(game) ? OF_ISSUES
                        : alike                 ? (cost.beyond ? 3 : 1) * OF_ALIKE
                        : cost.beyond           ? OF_STUCK
                                                : OF_PIE;
    cost.beyond = cost.beyond && !alike;
    double offers = cost.offers * offer_units(game, &cost, contraction), steps = STEP * cost.steps;
    cost.seconds = 1e-6 * unit_time() * cost.applications * (offers + steps);
    cost.most = offers > steps ? COST_OFFERS : COST_STEPS;
    return cost;
}

static void append_advice(const struct game *game, const struct cost *cost, struct text *out) {
    if (cost->most == COST_STEPS)
        text_append(out,
                    "Most of it goes into %zu states: fewer channels, or channels with fewer levels, make "
                    "it cheaper. ",
                    game->states);
    else if (game->deals > 0)
        text_append(out,
                    "Each of %zu deals is put to the vote by every proposer in every state: fewer deals, "
                    "or fewer states, make it cheaper. ",
                    game->deals);
    else
        text_append(out,
                    "A proposer has up to %zu coalitions to choose from: parties that stand alike can be one "
                    "with as many votes; a veto, or a quota nearer to all votes, leaves fewer. ",
                    cost->offers_most);
}

void cost_warning(const struct game *game, const struct cost *cost, struct text *out) {
    if (!(cost->seconds > LONG) && !cost->beyond) return;
    text_append(out, "Solving will take long. ");
    append_advice(game, cost, out);
    if (cost->beyond)
        text_append(
            out,
            "Where more than %zu coalitions are worth the same to a proposer the solver may not get to "
            "the end, and the result not be certified. ",
            stage_free_most(cost->offers_most));
    text_append(out, "Ctrl-C stops a solve.");
}
