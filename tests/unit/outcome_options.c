// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes with moves and accords, against geometric series. Unless said otherwise party 0 always has the
// initiative, uses an option in state 0 that leads to state 1 if it succeeds, and settles in state 1.
#include "support.h"

#include <cmocka.h>

#include "outcome/outcome.h"
#include "unit/tiny.h"

static const double ROUNDING = 1e-13;

static struct game *two_states(struct tiny *tiny, enum option_kind kind, double chance, double risk) {
    struct game *game = tiny_game(tiny, 2, 2, 0);
    memcpy(tiny->recognition, (double[]){1, 0, 1, 0}, 4 * sizeof(double));
    memcpy(tiny->probability[TINY_SHIFT], (double[]){0, 1, 0, 1}, 4 * sizeof(double));
    tiny_option(tiny, kind, 0, 0);
    tiny->option_chance[0][0] = chance;
    tiny->option_risk[0][0] = risk;
    return game;
}

// In state 1 it settles with this chance and passes otherwise.
static struct profile *use_then_settle(const struct game *game, double consent, double settle) {
    struct profile *profile = tiny_profile(game, (double[]){0, 0, 0, 0});
    tiny_choose(game, profile, 0, 0, 0, 0, 0);
    *tiny_chosen(game, profile, 0, 0, 0) = 1;
    *tiny_consent(game, profile, 0, 0, 0) = consent;
    tiny_choose(game, profile, 1, 0, settle, 1 - settle, 0);
    if (settle > 0) tiny_offer(game, profile, 1, 0, 3, 1, 1);
    return profile;
}

static struct outcome *compute(const struct game *game, struct profile *profile) {
    struct outcome *outcome = NULL;
    assert_int_equal(outcome_compute(game, profile, &outcome, NULL), PARLEY_OK);
    profile_free(profile);
    return outcome;
}

static void a_move_that_succeeds_half_the_time_is_used_twice(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 0.5, 0);
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 1));
    assert_near(outcome->option_uses[0], 2, ROUNDING);
    assert_near(outcome->option_effects[0], 2, ROUNDING);
    assert_int_equal(outcome->option_state[0], 0);
    assert_near(outcome->mean_periods, 2, ROUNDING);
    for (size_t t = 0; t < outcome->horizon; t++)
        assert_near(outcome->by[t], 1 - ldexp(1, -(int)t), ROUNDING);
    outcome_free(outcome);
}

static void the_risk_of_a_move_is_added_to_that_of_the_period(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 0.5, 0.1);
    tiny.risk[0] = 0.1;
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 1));
    assert_near(outcome->option_uses[0], 1 / 0.6, ROUNDING); // 0.8 x 0.5 to go on in state 0
    assert_near(outcome->breakdown, 0.2 / 0.6, ROUNDING);
    assert_near(outcome->ever, 0.4 / 0.6, ROUNDING);
    assert_near(outcome->broken_by[1], 0.2 + 0.4 * 0.2, ROUNDING);
    outcome_free(outcome);
}

static void an_accord_without_consent_leaves_an_ordinary_period(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_ACCORD, 1, 0);
    tiny.risk[0] = 0.2;
    struct outcome *outcome = compute(game, use_then_settle(game, 0.25, 1));
    double uses = 1 / (1 - 0.8 * 0.75);
    assert_near(outcome->option_uses[0], uses, ROUNDING);
    assert_near(outcome->option_effects[0], uses / 4, ROUNDING);
    assert_near(outcome->ever, uses * 0.8 / 4, ROUNDING);
    assert_near(outcome->breakdown, uses * 0.2, ROUNDING);
    outcome_free(outcome);
}

static void consent_and_chance_multiply(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_ACCORD, 0.5, 0);
    struct outcome *outcome = compute(game, use_then_settle(game, 0.4, 1));
    assert_near(outcome->option_uses[0], 5, ROUNDING);
    assert_near(outcome->option_effects[0], 2, ROUNDING);
    assert_near(outcome->by[1], 0.2, ROUNDING);
    outcome_free(outcome);
}

static void shifts_follow_the_truth_not_what_parties_believe(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 1, 0);
    tiny.shifted[0] = tiny.shifted[1] = 0; // they expect no change
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 1));
    assert_near(outcome->mean_periods, 1, ROUNDING);
    outcome_free(outcome);
}

static void uses_are_finite_in_endless_talks_if_they_come_to_an_end(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 0.25, 0);
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 0));
    assert_near(outcome->ever, 0, 0);
    assert_near(outcome->option_uses[0], 4, ROUNDING);
    assert_int_equal(outcome->option_state[0], 0);
    outcome_free(outcome);
}

static void a_move_repeated_for_ever_is_used_infinitely_often(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 0, 0);
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 1));
    assert_true(isinf(outcome->option_uses[0]) && outcome->option_uses[0] > 0);
    assert_true(outcome->option_state[0] == SIZE_MAX);
    outcome_free(outcome);
}

static void an_unused_option_is_used_never(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 0.5, 0);
    tiny_option(&tiny, OPTION_ACCORD, 0, 0);
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 1));
    assert_near(outcome->option_uses[1], 0, 0);
    assert_true(outcome->option_state[1] == SIZE_MAX);
    outcome_free(outcome);
}

static void periods_at_each_level_of_the_table_are_counted(void **state) {
    (void)state;
    struct tiny tiny;
    size_t levels[] = {2}, stride[] = {1};
    struct game *game = two_states(&tiny, OPTION_MOVE, 0.5, 0);
    game->channels = 1;
    game->levels = levels;
    game->stride = stride;
    game->table = 0;
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 0.25));
    assert_int_equal(outcome->table_levels, 2);
    assert_near(outcome->table_periods[0], 2, ROUNDING);
    assert_near(outcome->table_periods[1], 4, ROUNDING);
    outcome_free(outcome);
}

static void losses_are_felt_but_not_material(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 0.5, 0);
    tiny.loss_aversion[3] = 2;
    tiny.reference[3] = 0.3;
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 1));
    assert_near(outcome->share[1], 0.2, ROUNDING); // what it takes for a felt 0: (0 + 2 x 0.3) / 3
    assert_near(outcome->agreed_utility[1], 0, ROUNDING);
    assert_near(outcome->agreed_utility[0], 0.8, ROUNDING);
    outcome_free(outcome);
}

static void the_bargaining_range_counts_shares_that_feel_right(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = two_states(&tiny, OPTION_MOVE, 0.5, 0);
    tiny.loss_aversion[1] = 2;
    tiny.reference[1] = 0.3;
    struct outcome *outcome = compute(game, use_then_settle(game, 0, 1));
    assert_near(outcome->range, 1 - 0.2, ROUNDING);
    outcome_free(outcome);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_move_that_succeeds_half_the_time_is_used_twice),
        cmocka_unit_test(the_risk_of_a_move_is_added_to_that_of_the_period),
        cmocka_unit_test(an_accord_without_consent_leaves_an_ordinary_period),
        cmocka_unit_test(consent_and_chance_multiply),
        cmocka_unit_test(shifts_follow_the_truth_not_what_parties_believe),
        cmocka_unit_test(uses_are_finite_in_endless_talks_if_they_come_to_an_end),
        cmocka_unit_test(a_move_repeated_for_ever_is_used_infinitely_often),
        cmocka_unit_test(an_unused_option_is_used_never),
        cmocka_unit_test(periods_at_each_level_of_the_table_are_counted),
        cmocka_unit_test(losses_are_felt_but_not_material),
        cmocka_unit_test(the_bargaining_range_counts_shares_that_feel_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
