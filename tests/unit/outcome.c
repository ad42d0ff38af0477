// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes of tiny games with hand-made play have the chances, dates and coalitions that geometry gives.
#include "support.h"

#include <cmocka.h>

#include "core/checked.h"
#include "outcome/outcome.h"
#include "unit/tiny.h"

static const double ROUNDING = 1e-13;

static struct outcome *compute(const struct game *game, struct profile *profile) {
    struct outcome *outcome = NULL;
    assert_int_equal(outcome_compute(game, profile, &outcome, NULL), PARLEY_OK);
    profile_free(profile);
    return outcome;
}

// Two parties who settle with this chance in each state and pass otherwise.
static struct profile *settle_with(const struct game *game, const double *chance) {
    double value[TINY_STATES * TINY_PARTIES] = {0};
    struct profile *profile = tiny_profile(game, value);
    for (size_t s = 0; s < game->states; s++)
        for (size_t j = 0; j < game->parties; j++) {
            tiny_choose(game, profile, s, j, chance[s], 1 - chance[s], 0);
            if (chance[s] > 0) tiny_offer(game, profile, s, j, game->rules[0].table, 1, 1);
        }
    return profile;
}

static void agreement_at_once_comes_in_period_zero(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.discount[1] = 0.95;
    struct outcome *outcome = compute(game, tiny_unanimous(game, (double[]){1.0 / 3, 2.0 / 3}));
    assert_near(outcome->ever, 1, 0);
    assert_near(outcome->first_period, 1, 0);
    assert_near(outcome->mean_periods, 0, 0);
    assert_near(outcome->median_periods, 0, 0);
    assert_near(outcome->share[0], 1.0 / 3, ROUNDING);
    assert_near(outcome->agreed_utility[1], 2.0 / 3, ROUNDING);
    assert_near(outcome->range, 1 - 0.3 - 0.95 * 2 / 3, ROUNDING);
    assert_near(outcome->courted[0], 0.5, ROUNDING);
    assert_true(outcome->horizon >= 13);
    outcome_free(outcome);
}

static void breakdown_and_delay_are_geometric(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.risk[0] = 0.1;
    struct outcome *outcome = compute(game, settle_with(game, (double[]){0.5}));
    assert_near(outcome->ever, 0.5 / 0.55, ROUNDING);
    assert_near(outcome->breakdown, 0.05 / 0.55, ROUNDING);
    assert_near(outcome->quit, 0, 0);
    assert_near(outcome->mean_periods, 0.45 / 0.55, ROUNDING);
    assert_near(outcome->mean_years, 0.5 * 0.45 / 0.55, ROUNDING);
    for (size_t t = 0; t < 13; t++) {
        double ended = 1 - pow(0.45, (double)t + 1);
        assert_near(outcome->by[t], ended * 0.5 / 0.55, ROUNDING);
        assert_near(outcome->broken_by[t], ended * 0.05 / 0.55, ROUNDING);
    }
    outcome_free(outcome);
}

static void waiting_for_the_large_pie_delays(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 2, 0);
    for (size_t e = 0; e < 4; e++)
        tiny.probability[0][e] = 0.5;
    struct outcome *outcome = compute(game, settle_with(game, (double[]){0, 1}));
    assert_near(outcome->ever, 1, ROUNDING);
    assert_near(outcome->first_period, 0, 0);
    assert_near(outcome->mean_periods, 2, ROUNDING);
    assert_near(outcome->median_periods, 1, 0);
    outcome_free(outcome);
}

static void talks_that_never_end_leave_the_chances_right(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 3, 0);
    memcpy(tiny.probability[0], (double[]){0, 0.5, 0.5}, 3 * sizeof(double)); // state 1: for ever
    struct outcome *outcome = compute(game, settle_with(game, (double[]){0, 0, 1}));
    assert_near(outcome->ever, 0.5, ROUNDING);
    assert_near(outcome->mean_periods, 1, ROUNDING);
    assert_near(outcome->median_periods, 1, 0);
    assert_near(outcome->breakdown + outcome->quit, 0, 0);
    outcome_free(outcome);
}

static void no_agreement_has_no_date(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    struct outcome *outcome = compute(game, settle_with(game, (double[]){0}));
    assert_near(outcome->ever, 0, 0);
    assert_true(isnan(outcome->mean_periods) && isnan(outcome->median_periods) && isnan(outcome->share[0]));
    assert_int_equal(outcome->coalition_count, 0);
    outcome_free(outcome);
}

static void beliefs_do_not_move_the_world(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 2, 0);
    tiny.belief[0] = tiny.belief[1] = 1;
    memcpy(tiny.probability[1], (double[]){0, 1, 0, 1}, 4 * sizeof(double)); // expected, but not so
    struct outcome *outcome = compute(game, settle_with(game, (double[]){0, 1}));
    assert_near(outcome->ever, 0, 0);
    outcome_free(outcome);
}

static void slow_agreement_is_certain_past_the_horizon(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    double chance = ldexp(1, -20);
    struct outcome *outcome = compute(game, settle_with(game, (double[]){chance}));
    assert_near(outcome->ever, 1, 1e-9);
    assert_near(outcome->mean_periods * chance, 1 - chance, 1e-9);
    assert_int_equal(outcome->horizon, HORIZON_MAX);
    assert_true(isnan(outcome->median_periods));
    assert_near(outcome->by[HORIZON_MAX - 1], -expm1(HORIZON_MAX * log1p(-chance)), 1e-9);
    outcome_free(outcome);
}

static void quitting_is_told_by_party(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.recognition[0] = 0.25;
    tiny.recognition[1] = 0.5;
    tiny.outside[0] = 0.1;
    struct profile *profile = tiny_profile(game, (double[]){0, 0});
    tiny_choose(game, profile, 0, 0, 0, 0, 1);
    tiny_choose(game, profile, 0, 1, 1, 0, 0);
    tiny_offer(game, profile, 0, 1, 3, 1, 0.5);
    struct outcome *outcome = compute(game, profile);
    assert_near(outcome->quits[0], 0.5, ROUNDING);
    assert_near(outcome->quit, 0.5, ROUNDING);
    assert_near(outcome->ever, 0.5, ROUNDING);
    assert_near(outcome->proposed[1], 1, ROUNDING);
    assert_near(outcome->quit_by[0], 0.25, ROUNDING);
    outcome_free(outcome);
}

static void ratification_slows_agreement(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.authority[0] = tiny.authority[1] = 0.5;
    struct outcome *outcome = compute(game, settle_with(game, (double[]){1}));
    assert_near(outcome->first_period, 0.25, ROUNDING);
    assert_near(outcome->mean_periods, 3, ROUNDING);
    outcome_free(outcome);
}

static void coalitions_are_listed_by_frequency(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 3, 1, 2);
    struct profile *profile = tiny_profile(game, (double[]){0.35, 0.32, 0.33});
    const coalition partner[3] = {4, 4, 1}; // each courts one other
    for (size_t j = 0; j < 3; j++) {
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        tiny_offer(game, profile, 0, j, (coalition)1 << j | partner[j], 1, 1);
    }
    struct outcome *outcome = compute(game, profile);
    assert_int_equal(outcome->coalition_count, 2);
    assert_int_equal(outcome->coalitions[0], 5);
    assert_int_equal(outcome->coalitions[1], 6);
    assert_near(outcome->coalition_frequency[0], 2.0 / 3, ROUNDING);
    assert_near(outcome->coalition_frequency[1], 1.0 / 3, ROUNDING);
    assert_near(outcome->courted[2], 2.0 / 3, ROUNDING);
    assert_near(outcome->courted[1], 0, 0);
    assert_near(outcome->in_coalition[2], 1, ROUNDING);
    outcome_free(outcome);
}

// A calendar that goes round: 25000 states, half of what is left agrees in each. Iterated, not factorised.
static void many_states_agree_with_the_closed_form(void **state) {
    (void)state;
    enum { STATES = 25000 };
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 1, 1, 0);
    size_t *row = array_new(STATES + 1, sizeof *row);
    uint32_t *column = array_new(STATES, sizeof *column), *rule = array_new(STATES, sizeof *rule);
    double *one = array_new(STATES, sizeof *one), *zero = array_new(STATES, sizeof *zero);
    double *none = array_new(STATES, sizeof *none), *half = array_new(STATES, sizeof *half);
    assert_true(row && column && rule && one && zero && none && half);
    for (size_t s = 0; s < STATES; s++) {
        row[s + 1] = s + 1;
        column[s] = (uint32_t)((s + 1) % STATES);
        one[s] = 1;
        none[s] = -INFINITY;
        half[s] = 0.5;
    }
    tiny.kernel[0] = (struct kernel){row, column, one};
    game->states = STATES;
    game->start = STATES - 2;
    game->pie = game->authority = game->recognition = one;
    game->idle = game->breakdown_risk = game->breakdown = zero;
    game->flow = game->discount = half;
    game->loss_aversion = game->reference = zero;
    game->outside = none;
    game->rule = rule;
    struct profile *profile = tiny_profile(game, zero);
    for (size_t s = 0; s < STATES; s++) {
        profile->first[s] = profile->proposal_count;
        profile->choice[s * game->alternatives + SETTLE] = 0.5;
        profile->choice[s * game->alternatives + PASS] = 0.5;
        size_t e = profile_append(profile, (struct proposal){NO_DEAL, 1, 1, 1});
        assert_true(e != SIZE_MAX);
        profile->share[e] = 1;
    }
    profile->first[STATES] = profile->proposal_count;
    struct outcome *outcome = compute(game, profile);
    assert_near(outcome->ever, 1, 1e-10);
    assert_near(outcome->mean_periods, 1, 1e-10);
    assert_near(outcome->waiting[0], 0.5, 1e-10);
    outcome_free(outcome);
    free(row);
    free(column);
    free(rule);
    free(one);
    free(zero);
    free(none);
    free(half);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agreement_at_once_comes_in_period_zero),
        cmocka_unit_test(breakdown_and_delay_are_geometric),
        cmocka_unit_test(waiting_for_the_large_pie_delays),
        cmocka_unit_test(talks_that_never_end_leave_the_chances_right),
        cmocka_unit_test(no_agreement_has_no_date),
        cmocka_unit_test(beliefs_do_not_move_the_world),
        cmocka_unit_test(slow_agreement_is_certain_past_the_horizon),
        cmocka_unit_test(quitting_is_told_by_party),
        cmocka_unit_test(ratification_slows_agreement),
        cmocka_unit_test(coalitions_are_listed_by_frequency),
        cmocka_unit_test(many_states_agree_with_the_closed_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
