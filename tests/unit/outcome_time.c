// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes over time and across regimes: chances, means and dates of tiny games with hand-made play follow
// from geometric sums; rounds one by one are those of an enumeration of all paths; a surprise that changes
// nothing, or comes when all is over, changes nothing.
#include "support.h"

#include <cmocka.h>

#include "outcome/course.h"
#include "outcome/outcome.h"
#include "unit/tiny.h"

static const double ROUNDING = 1e-13;

static struct outcome *compute(const struct regime *regime, size_t count) {
    struct outcome *outcome = NULL;
    assert_int_equal(outcome_compute_regimes(regime, count, &outcome, NULL), PARLEY_OK);
    return outcome;
}

// Two parties who settle with this chance in each state and pass otherwise; values are given.
static struct profile *settle_with(const struct game *game, const double *chance, const double *value) {
    struct profile *profile = tiny_profile(game, value);
    for (size_t s = 0; s < game->states; s++)
        for (size_t j = 0; j < game->parties; j++) {
            tiny_choose(game, profile, s, j, chance[s], 1 - chance[s], 0);
            if (chance[s] > 0) tiny_offer(game, profile, s, j, game->rules[0].table, 1, 1);
        }
    return profile;
}

// Before: half of what is left is settled in each round, in state 0. At round 2 what is left moves to state
// 1, where 1/4 is settled and of the rest 1/5 breaks down: 2/5 ends in each round. The pie is 1, then 2.
static void a_surprise_by_hand(void **state) {
    (void)state;
    struct tiny before, after;
    struct game *old = tiny_game(&before, 2, 2, 0), *new = tiny_game(&after, 2, 2, 0);
    after.risk[1] = 0.2;
    after.pie[1] = 2;
    struct profile *play = settle_with(old, (double[]){0.5, 0}, (double[]){0.3, 0.4, 0, 0});
    struct profile *later = settle_with(new, (double[]){0, 0.25}, (double[]){0, 0, 0.1, 0.7});
    struct outcome *outcome =
        compute((struct regime[]){{old, play, 0, NULL}, {new, later, 2, (size_t[]){1, 1}}}, 2);
    assert_near(outcome->ever, 0.75 + 0.25 * 0.25 / 0.4, ROUNDING);
    assert_near(outcome->breakdown, 0.25 * 0.15 / 0.4, ROUNDING);
    assert_near(outcome->first_period, 0.5, ROUNDING);
    // sum of dates: 1 x 1/4, then 1/16 sum (2 + t) 0.6^t = (2 / 0.4 + 0.6 / 0.4^2) / 16
    double dates = 0.25 + (5 + 3.75) / 16;
    assert_near(outcome->mean_periods, dates / outcome->ever, ROUNDING);
    assert_near(outcome->by[1], 0.75, ROUNDING);
    assert_near(outcome->by[2], 0.75 + 0.0625, ROUNDING);
    assert_near(outcome->broken_by[2], 0.0375, ROUNDING);
    assert_near(outcome->going[3], 0.25 * 0.6, ROUNDING);
    assert_near(outcome->material_utility[0] + outcome->material_utility[1],
                (0.75 + 2 * 0.15625) / outcome->ever, ROUNDING);
    assert_int_equal(outcome->shock_count, 1);
    assert_int_equal(outcome->shocks->at, 2);
    assert_near(outcome->shocks->going, 0.25, ROUNDING);
    const double worth[] = {0.3, 0.4, 0.1, 0.7};
    for (size_t i = 0; i < 2; i++) {
        assert_near(outcome->shocks->before[i], worth[i], ROUNDING);
        assert_near(outcome->shocks->after[i], worth[2 + i], ROUNDING);
        assert_near(course_row(outcome->course, 1)[outcome->course->value + i], worth[i], ROUNDING);
        assert_near(course_row(outcome->course, 2)[outcome->course->value + i], worth[2 + i], ROUNDING);
    }
    outcome_free(outcome);
    profile_free(play);
    profile_free(later);
}

// Three states, a risk, and a party that quits: enough for every ending and a spread over states.
static struct game *wandering(struct tiny *tiny) {
    struct game *game = tiny_game(tiny, 2, 3, 0);
    memcpy(tiny->probability[0], (double[]){0.2, 0.5, 0.3, 0.1, 0.6, 0.3, 0.4, 0.4, 0.2}, 9 * sizeof(double));
    memcpy(tiny->probability[TINY_SHIFT], (double[]){0, 0, 1, 0, 0, 1, 0.5, 0, 0.5}, 9 * sizeof(double));
    tiny->risk[1] = 0.1;
    tiny->recognition[2] = 0.7;
    tiny->recognition[3] = 0.2; // somebody acts with 0.9
    size_t o = tiny_option(tiny, OPTION_MOVE, 1, 0);
    for (size_t s = 0; s < 3; s++) {
        tiny->option_chance[o][s] = 0.6;
        tiny->option_risk[o][s] = 0.05;
    }
    return game;
}

static struct profile *wandering_play(const struct game *game, double settle, const double *value) {
    struct profile *profile = tiny_profile(game, value);
    for (size_t s = 0; s < 3; s++)
        for (size_t j = 0; j < 2; j++) {
            double chance = settle * (double)(s + 1) / 3, quit = s == 2 ? 0.05 : 0;
            tiny_choose(game, profile, s, j, chance, j == 0 ? 1 - chance - quit : 0.3 - quit, quit);
            if (j == 1) *tiny_chosen(game, profile, s, j, 0) = 0.7 - chance;
            tiny_offer(game, profile, s, j, 3, 0.4, 0.5);
            tiny_offer(game, profile, s, j, 3, 0.6, 1);
        }
    return profile;
}

static const double low[] = {0.1, 0.2, 0.3, 0.1, 0.2, 0.4}, high[] = {0.5, 0.1, 0.4, 0.3, 0.2, 0.6};

enum { BRUTE_ROUNDS = 4 };

// Sums over all paths.
struct brute {
    const struct regime *regime;
    size_t count;
    double going[BRUTE_ROUNDS], agreed[BRUTE_ROUNDS], broken[BRUTE_ROUNDS], quit[BRUTE_ROUNDS];
    double value[BRUTE_ROUNDS], terms[BRUTE_ROUNDS]; // of party 0
};

static void brute_round(struct brute *brute, size_t t, size_t s, double chance);

static void brute_end(struct brute *brute, const struct game *game, size_t t, size_t s, size_t kernel,
                      double risk, double chance) {
    double staying = chance * (1 - risk);
    brute->broken[t] += chance * risk;
    for (size_t to = 0; to < 3; to++)
        brute_round(brute, t + 1, to, staying * game->kernels[kernel].probability[s * 3 + to]);
}

static void brute_act(struct brute *brute, const struct regime *regime, size_t t, size_t chooser,
                      double chance) {
    const struct game *game = regime->game;
    const struct profile *profile = regime->profile;
    const double *choice = profile->choice + chooser * profile->alternatives;
    size_t s = chooser / 2;
    double risk = game->breakdown_risk[s], bold = fmin(1, risk + game->option[0].risk[s]);
    brute->quit[t] += chance * choice[QUIT];
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        double made = chance * choice[SETTLE] * profile->proposal[e].probability;
        double yes = made * profile->proposal[e].acceptance;
        brute->agreed[t] += yes;
        brute->terms[t] += yes * profile->share[2 * e];
        brute_end(brute, game, t, s, 0, risk, made - yes);
    }
    brute_end(brute, game, t, s, 0, risk, chance * choice[PASS]);
    brute_end(brute, game, t, s, TINY_SHIFT, bold, chance * choice[FIRST_OPTION] * 0.6);
    brute_end(brute, game, t, s, 0, bold, chance * choice[FIRST_OPTION] * 0.4);
}

static void brute_round(struct brute *brute, size_t t, size_t s, double chance) {
    const struct regime *regime = brute->regime;
    double idle = 1;
    if (t == BRUTE_ROUNDS || !(chance > 0)) return;
    for (size_t r = 1; r < brute->count && brute->regime[r].from <= t; r++) {
        regime = &brute->regime[r];
        if (regime->from == t) s = regime->entry ? regime->entry[s] : s;
    }
    brute->going[t] += chance;
    brute->value[t] += chance * regime->profile->value[2 * s];
    for (size_t j = 0; j < 2; j++) {
        double acts = regime->game->recognition[2 * s + j];
        idle -= acts;
        brute_act(brute, regime, t, 2 * s + j, chance * acts);
    }
    brute_end(brute, regime->game, t, s, 0, regime->game->breakdown_risk[s], chance * idle);
}

static void four_rounds_are_those_of_all_paths(void **state) {
    (void)state;
    struct tiny before, after;
    struct game *old = wandering(&before), *new = wandering(&after);
    after.risk[0] = 0.3;
    struct profile *play = wandering_play(old, 0.3, low), *later = wandering_play(new, 0.5, high);
    const struct regime regime[] = {
        {old, play, 0, NULL}, {new, later, 2, (size_t[]){2, 0, 2}}, {old, play, 3, NULL}};
    struct brute brute = {.regime = regime, .count = 3};
    brute_round(&brute, 0, 0, 1);
    struct outcome *outcome = compute(regime, 3);
    const struct course *course = outcome->course;
    double agreed = 0;
    for (size_t t = 0; t < BRUTE_ROUNDS; t++) {
        const double *row = course_row(course, t);
        assert_near(row[COURSE_GOING], brute.going[t], ROUNDING);
        assert_near(row[COURSE_AGREED], brute.agreed[t], ROUNDING);
        assert_near(row[COURSE_BROKEN], brute.broken[t], ROUNDING);
        assert_near(row[COURSE_QUIT], brute.quit[t], ROUNDING);
        assert_near(row[course->value], brute.value[t] / brute.going[t], ROUNDING);
        assert_near(row[course->terms], brute.terms[t] / brute.agreed[t], ROUNDING);
        assert_near(outcome->by[t], agreed += brute.agreed[t], ROUNDING);
        assert_near(outcome->going[t], brute.going[t], ROUNDING);
    }
    assert_true(brute.broken[2] > 0 && brute.quit[2] > 0 && brute.agreed[3] > 0);
    outcome_free(outcome);
    profile_free(play);
    profile_free(later);
}

// The distribution and the linear systems are two ways to the same numbers. The second regime settles at
// once: nothing is left past round 8.
static void dates_add_up_to_chances_and_means(void **state) {
    (void)state;
    struct tiny before, after;
    struct game *old = wandering(&before), *new = wandering(&after);
    double sure[] = {1, 1, 1};
    after.recognition[2] = after.recognition[3] = 0.5;
    struct profile *play = wandering_play(old, 0.3, low), *later = settle_with(new, sure, high);
    const struct regime regime[] = {{old, play, 0, NULL}, {new, later, 8, NULL}};
    for (size_t count = 1; count <= 2; count++) {
        struct outcome *outcome = compute(regime, count);
        const struct course *course = outcome->course;
        double ever = 0, broken = 0, quit = 0, dates = 0;
        for (size_t t = 0; t < course->rounds; t++) {
            const double *row = course_row(course, t);
            ever += row[COURSE_AGREED];
            broken += row[COURSE_BROKEN];
            quit += row[COURSE_QUIT];
            dates += (double)t * row[COURSE_AGREED];
        }
        // With one regime the course stops when 1e-6 is left, of which some 50 rounds on average are missing.
        double missing = count == 1 ? 1e-6 : 1e-13, late = count == 1 ? 1e-4 : 1e-10;
        assert_near(ever, outcome->ever, missing);
        assert_near(broken, outcome->breakdown, missing);
        assert_near(quit, outcome->quit, missing);
        assert_near(dates / ever, outcome->mean_periods, late);
        assert_near(outcome->ever + outcome->breakdown + outcome->quit, 1, 1e-12);
        outcome_free(outcome);
    }
    profile_free(play);
    profile_free(later);
}

static void assert_same(const struct outcome *got, const struct outcome *wanted, double tolerance) {
    assert_near(got->ever, wanted->ever, tolerance);
    assert_near(got->breakdown, wanted->breakdown, tolerance);
    assert_near(got->quit, wanted->quit, tolerance);
    assert_near(got->mean_periods, wanted->mean_periods, tolerance);
    assert_near(got->median_periods, wanted->median_periods, 0);
    assert_near(got->option_uses[0], wanted->option_uses[0], tolerance);
    assert_near(got->option_effects[0], wanted->option_effects[0], tolerance);
    assert_int_equal(got->option_state[0], wanted->option_state[0]);
    for (size_t i = 0; i < 2; i++) {
        assert_near(got->value[i], wanted->value[i], 0);
        assert_near(got->material_utility[i], wanted->material_utility[i], tolerance);
        assert_near(got->proposed[i], wanted->proposed[i], tolerance);
        assert_near(got->courted[i], wanted->courted[i], tolerance);
        assert_near(got->quits[i], wanted->quits[i], tolerance);
    }
    assert_int_equal(got->coalition_count, wanted->coalition_count);
    for (size_t k = 0; k < got->coalition_count; k++)
        assert_near(got->coalition_frequency[k], wanted->coalition_frequency[k], tolerance);
    for (size_t t = 0; t < 13; t++)
        assert_near(got->by[t], wanted->by[t], tolerance);
}

static void a_surprise_that_changes_nothing_changes_nothing(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = wandering(&tiny);
    struct profile *play = wandering_play(game, 0.3, low);
    const struct regime regime[] = {{game, play, 0, NULL},
                                    {game, play, 0, NULL},
                                    {game, play, 5, (size_t[]){0, 1, 2}},
                                    {game, play, 5, NULL}};
    struct outcome *plain = compute(regime, 1), *same = compute(regime, 4);
    assert_same(same, plain, 1e-12);
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < 2; i++)
            assert_near(same->shocks[k].before[i], same->shocks[k].after[i], ROUNDING);
    outcome_free(plain);
    outcome_free(same);
    profile_free(play);
}

static void assert_same_bits(const struct outcome *got, const struct outcome *wanted) {
    const struct course *a = got->course, *b = wanted->course;
    size_t n = wanted->parties;
    assert_int_equal(got->parties, n);
    assert_memory_equal(got->value, wanted->value, 17 * n * sizeof *got->value); // all that goes by party
    assert_memory_equal(&got->ever, &wanted->ever, sizeof got->ever);
    assert_memory_equal(&got->mean_periods, &wanted->mean_periods, sizeof got->mean_periods);
    assert_memory_equal(&got->median_periods, &wanted->median_periods, sizeof got->median_periods);
    assert_int_equal(got->horizon, wanted->horizon);
    assert_memory_equal(got->by, wanted->by, wanted->horizon * sizeof *got->by);
    assert_memory_equal(got->going, wanted->going, wanted->horizon * sizeof *got->going);
    assert_memory_equal(got->option_uses, wanted->option_uses, wanted->options * sizeof *got->option_uses);
    assert_int_equal(got->shock_count, wanted->shock_count);
    for (size_t k = 0; k < wanted->shock_count; k++)
        assert_memory_equal(got->shocks[k].before, wanted->shocks[k].before, 2 * n * sizeof(double));
    assert_int_equal(got->coalition_count, wanted->coalition_count);
    assert_memory_equal(got->coalition_frequency, wanted->coalition_frequency,
                        wanted->coalition_count * sizeof *got->coalition_frequency);
    assert_true(!a == !b);
    if (b) assert_memory_equal(a->cells, b->cells, b->rounds * b->width * sizeof *b->cells);
}

// Regimes, parts and sizes in turn, some larger than before and some smaller; then one that fails.
static void an_outcome_used_again_is_as_one_computed_anew(void **state) {
    (void)state;
    struct tiny three, one, two;
    struct game *game = wandering(&three), *small = tiny_game(&one, 2, 1, 0),
                *other = tiny_game(&two, 2, 2, 0);
    struct profile *play = wandering_play(game, 0.3, low), *slow = wandering_play(game, 0.01, low);
    struct profile *alone = settle_with(small, (double[]){0.9}, low);
    struct profile *never = settle_with(other, (double[]){0, 0}, low);
    const struct regime shocked[] = {{game, play, 0, NULL}, {game, slow, 3, NULL}, {game, play, 9, NULL}};
    const struct regime late[] = {{game, slow, 0, NULL}}, quick[] = {{small, alone, 0, NULL}};
    const struct regime idle[] = {{other, never, 0, NULL}};
    const struct regime wrong[] = {{game, play, 0, NULL}, {game, play, REGIME_ROUND_MAX + 1, NULL}};
    const struct {
        const struct regime *regime;
        size_t count;
        unsigned parts;
    } series[] = {{late, 1, OUTCOME_WHOLE},  {shocked, 3, OUTCOME_WHOLE}, {quick, 1, OUTCOME_WHOLE},
                  {shocked, 3, 0},           {idle, 1, OUTCOME_WHOLE},    {shocked, 2, OUTCOME_COURSE},
                  {quick, 1, OUTCOME_DATES}, {late, 1, OUTCOME_WHOLE},    {shocked, 3, OUTCOME_WHOLE}};
    struct outcome *again = NULL;
    for (size_t k = 0; k < sizeof series / sizeof *series; k++) {
        struct outcome *anew = NULL;
        assert_int_equal(
            outcome_compute_regimes_parts(series[k].regime, series[k].count, series[k].parts, &again, NULL),
            PARLEY_OK);
        assert_int_equal(
            outcome_compute_regimes_parts(series[k].regime, series[k].count, series[k].parts, &anew, NULL),
            PARLEY_OK);
        assert_same_bits(again, anew);
        outcome_free(anew);
    }
    assert_int_equal(outcome_compute_regimes(wrong, 2, &again, NULL), PARLEY_INPUT);
    assert_null(again);
    profile_free(play);
    profile_free(slow);
    profile_free(alone);
    profile_free(never);
}

// Nine tenths end in each round: 1e-40 is left at round 40.
static void a_surprise_after_the_end_changes_nothing(void **state) {
    (void)state;
    struct tiny before, after;
    struct game *old = tiny_game(&before, 2, 1, 0), *new = tiny_game(&after, 2, 1, 0);
    tiny_option(&before, OPTION_MOVE, 0, 0);
    tiny_option(&after, OPTION_MOVE, 0, 0);
    after.risk[0] = 1;
    struct profile *play = settle_with(old, (double[]){0.9}, low),
                   *later = settle_with(new, (double[]){0}, high);
    const struct regime regime[] = {{old, play, 0, NULL}, {new, later, 40, NULL}};
    struct outcome *plain = compute(regime, 1), *same = compute(regime, 2);
    assert_same(same, plain, ROUNDING);
    assert_true(same->shocks->going < 1e-30);
    assert_true(isnan(same->shocks->before[0]) && isnan(same->shocks->after[1]));
    outcome_free(plain);
    outcome_free(same);
    profile_free(play);
    profile_free(later);
}

// Talks that never end leave a channel to itself: where it is after t rounds is a row of the t-th power.
static void occupancy_is_a_matrix_power(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 3, 0);
    size_t levels[] = {3}, stride[] = {1};
    const double P[] = {0.7, 0.3, 0, 0.2, 0.5, 0.3, 0, 0.1, 0.9};
    memcpy(tiny.probability[0], P, sizeof P);
    tiny.game.channels = 1;
    tiny.game.levels = levels;
    tiny.game.stride = stride;
    struct profile *play = settle_with(game, (double[]){0, 0, 0}, low);
    struct outcome *outcome = compute((struct regime[]){{game, play, 0, NULL}}, 1);
    double x[] = {1, 0, 0};
    assert_true(outcome->course->rounds >= 60);
    for (size_t t = 0; t < outcome->course->rounds; t++) {
        const double *row = course_row(outcome->course, t);
        double next[3] = {0};
        assert_near(row[COURSE_GOING], 1, 1e-12);
        for (size_t l = 0; l < 3; l++) {
            assert_near(row[outcome->course->level + l], x[l], 1e-12);
            for (size_t to = 0; to < 3; to++)
                next[to] += x[l] * P[3 * l + to];
        }
        assert_true(isnan(row[outcome->course->terms]));
        memcpy(x, next, sizeof x);
    }
    outcome_free(outcome);
    profile_free(play);
}

// Agreement with chance p in each round: by round t with 1 - (1 - p)^(t + 1).
static void quantiles_of_a_geometric_date(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    for (double p = 0.05; p < 1; p += 0.11) {
        struct profile *play = settle_with(game, (double[]){p}, low);
        struct outcome *outcome = compute((struct regime[]){{game, play, 0, NULL}}, 1);
        for (double q = 0.1; q < 0.95; q += 0.1537)
            assert_near(outcome_quantile(outcome, q), fmax(ceil(log(1 - q) / log(1 - p)) - 1, 0), 0);
        for (size_t t = 0; t < 6; t++) {
            assert_near(outcome->going[t], pow(1 - p, (double)t), ROUNDING);
            assert_near(course_row(outcome->course, t)[COURSE_AGREED], p * pow(1 - p, (double)t), ROUNDING);
        }
        outcome_free(outcome);
        profile_free(play);
    }
}

// From the start talks go to states 1 and 2 with 0.3 and 0.7, worth 5 and 1 to party 0.
static void fans_hold_the_fractions_they_say(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 3, 0);
    memcpy(tiny.probability[0], (double[]){0, 0.3, 0.7}, 3 * sizeof(double));
    struct profile *play = settle_with(game, (double[]){0, 0.5, 0}, (double[]){2, 0, 5, 0.2, 1, 0.4});
    struct fan *fan = NULL;
    const struct regime regime = {game, play, 0, NULL};
    assert_int_equal(fan_compute(&regime, 1, (size_t[]){0, 1}, 2, &fan, NULL), PARLEY_OK);
    const double wanted[] = {1, 1, 1, 5, 5}; // 10, 25, 50, 75, 90 per cent
    for (size_t b = 0; b < BANDS; b++) {
        assert_near(fan->value[b], 2, 0);
        assert_near(fan->value[2 * BANDS + b], wanted[b], 0);
        assert_true(isnan(fan->terms[b]));
    }
    // In state 1 each proposes with 1/2: party 0 takes 1 - 0.9 x 0.2, or is given max(0, 0.9 x 5) of a pie
    // of 1.
    assert_near(fan->terms[2 * BANDS], 0.82, ROUNDING);
    assert_near(fan->terms[2 * BANDS + BANDS - 1], 4.5, ROUNDING);
    fan_free(fan);
    profile_free(play);
}

static void regimes_out_of_order_are_refused(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    struct profile *play = settle_with(game, (double[]){0.5}, low);
    struct regime regime[] = {{game, play, 0, NULL}, {game, play, 4, NULL}, {game, play, 3, NULL}};
    struct errors errors = {0};
    struct outcome *outcome = NULL;
    assert_int_equal(outcome_compute_regimes(regime, 3, &outcome, &errors), PARLEY_INPUT);
    regime[2].from = (size_t)REGIME_ROUND_MAX + 1;
    assert_int_equal(outcome_compute_regimes(regime, 3, &outcome, &errors), PARLEY_INPUT);
    assert_null(outcome);
    errors_free(&errors);
    profile_free(play);
}

// Two who split 1 with discounts 0.9 and 0.95 agree at once, unless nobody acts: with a half in each round.
static const char talks[] =
    "title: Two\nperiod: 1 year\nidle: 0.5\nparties: {A: {discount: 0.9}, B: {discount: 0.95}}\n"
    "outcome: {pie: 1}\nleverage: {front: {levels: [lo, high], drift: {up: 0.25, down: 0}}}\n"
    "surprises:\n  - {at: 2, set: {front: high}}\n  - {at: 3, change: {B.disagreement: 0.3}}\n";

static void metrics_over_time_have_paths(void **state) {
    (void)state;
    parley_result *result = solve_text(talks);
    assert_non_null(result);
    assert_near(metric(result, "survival.3"), 0.125, ROUNDING);
    assert_near(metric(result, "hazard.5"), 0.5, ROUNDING);
    assert_near(metric(result, "agreement.quantile.50"), 0, 0);
    assert_near(metric(result, "agreement.quantile.90"), 3, 0);
    assert_true(isnan(metric(result, "agreement.quantile.101")));
    assert_near(metric(result, "occupancy.front.lo.1"), 0.75, ROUNDING);
    assert_near(metric(result, "occupancy.front.high.1"), 0.25, ROUNDING);
    assert_near(metric(result, "occupancy.front.high.2"), 1, ROUNDING);
    assert_near(metric(result, "value_at.A.2"), metric(result, "value.A"), ROUNDING);
    assert_near(metric(result, "surprise.A.1"), 0, ROUNDING);
    assert_true(metric(result, "surprise.B.2") > 0.01);
    assert_true(metric(result, "surprise.A.2") < -0.01);
    assert_near(metric(result, "value_at.B.3") - metric(result, "value_at.B.2"),
                metric(result, "surprise.B.2"), ROUNDING);
    assert_near(metric(result, "terms_at.A.3") + metric(result, "terms_at.B.3"), 1, ROUNDING);
    assert_true(isnan(metric(result, "surprise.A.3")) && isnan(metric(result, "surprise.A.0")));
    parley_error *error = NULL;
    double value;
    assert_int_equal(parley_metric(result, "occupancy.front.middle.1", &value, &error), PARLEY_INPUT);
    parley_error_free(error);
    parley_result_free(result);
}

// The certificate is the worst of all regimes'.
static void every_regime_is_certified(void **state) {
    (void)state;
    parley_result *result = solve_text(talks);
    assert_non_null(result);
    assert_true(parley_result_certificate(result).holds);
    char *verdict = NULL;
    assert_int_equal(parley_result_verdict(result, &verdict, NULL), PARLEY_OK);
    assert_non_null(strstr(verdict, "the worst of 3 games"));
    parley_text_free(verdict);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_surprise_by_hand),
        cmocka_unit_test(four_rounds_are_those_of_all_paths),
        cmocka_unit_test(dates_add_up_to_chances_and_means),
        cmocka_unit_test(a_surprise_that_changes_nothing_changes_nothing),
        cmocka_unit_test(an_outcome_used_again_is_as_one_computed_anew),
        cmocka_unit_test(a_surprise_after_the_end_changes_nothing),
        cmocka_unit_test(occupancy_is_a_matrix_power),
        cmocka_unit_test(quantiles_of_a_geometric_date),
        cmocka_unit_test(fans_hold_the_fractions_they_say),
        cmocka_unit_test(regimes_out_of_order_are_refused),
        cmocka_unit_test(metrics_over_time_have_paths),
        cmocka_unit_test(every_regime_is_certified),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
