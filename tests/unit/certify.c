// SPDX-License-Identifier: GPL-3.0-or-later
// Known equilibria of tiny games are certified, to rounding; the same with one thing wrong are not, and the
// fault is named. Sources of the closed forms: Rubinstein (1982), Baron and Ferejohn (1989), Winter (1996),
// Eraslan (2002), Merlo and Wilson (1995), Binmore, Shaked and Sutton (1989).
#include "support.h"

#include <cmocka.h>

#include "unit/examine.h"

// Two parties, random proposers, discount factors 0.9 and 0.95: values 1/3 and 2/3.
static struct profile *one_third(struct tiny *tiny) {
    tiny_game(tiny, 2, 1, 0);
    tiny->discount[1] = 0.95;
    return tiny_unanimous(&tiny->game, (double[]){1.0 / 3, 2.0 / 3});
}

// Three parties, majority, equal chances: values 1/3, each partner courted half of the time.
static struct profile *baron_ferejohn(struct tiny *tiny) {
    struct game *game = tiny_game(tiny, 3, 1, 2);
    struct profile *profile = tiny_profile(game, (double[]){1.0 / 3, 1.0 / 3, 1.0 / 3});
    for (size_t j = 0; j < 3; j++) {
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        for (size_t i = 0; i < 3; i++)
            if (i != j) tiny_offer(game, profile, 0, j, (coalition)(1u << i | 1u << j), 0.5, 1);
    }
    return profile;
}

static void random_proposers_are_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = one_third(&tiny);
    struct certificate certificate = examine(&tiny.game, profile);
    assert_near(certificate.bound, certificate.epsilon / (1 - 0.95), 1e-20);
    assert_certified(&tiny.game, profile);
}

static void alternating_offers_are_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 2, 0);
    double d1 = 0.9, d2 = 0.8, first = (1 - d2) / (1 - d1 * d2), second = (1 - d1) / (1 - d1 * d2);
    for (size_t s = 0; s < 2; s++) {
        tiny.discount[s * 2 + 1] = d2;
        tiny.recognition[s * 2 + s] = 1;
        tiny.recognition[s * 2 + 1 - s] = 0;
        tiny.probability[0][s * 2 + s] = 0;
        tiny.probability[0][s * 2 + 1 - s] = 1;
    }
    assert_certified(game, tiny_unanimous(game, (double[]){first, 1 - first, 1 - second, second}));
}

static void mixing_over_partners_is_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = baron_ferejohn(&tiny);
    assert_certified(&tiny.game, profile);
}

static void unequal_recognition_is_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 3, 1, 2);
    memcpy(tiny.recognition, (double[]){0.5, 0.3, 0.2}, 3 * sizeof(double));
    struct profile *profile = tiny_profile(game, (double[]){11.0 / 31, 10.0 / 31, 10.0 / 31});
    tiny_choose(game, profile, 0, 0, 1, 0, 0);
    tiny_offer(game, profile, 0, 0, 3, 16.0 / 45, 1);
    tiny_offer(game, profile, 0, 0, 5, 29.0 / 45, 1);
    for (size_t j = 1; j < 3; j++) {
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        tiny_offer(game, profile, 0, j, 6, 1, 1);
    }
    assert_certified(game, profile);
}

static void veto_player_is_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 3, 1, 2);
    tiny.rule.veto = 1;
    double value = 11.0 / 15, rest = 2.0 / 15;
    struct profile *profile = tiny_profile(game, (double[]){value, rest, rest});
    tiny_choose(game, profile, 0, 0, 1, 0, 0);
    tiny_offer(game, profile, 0, 0, 3, 0.5, 1);
    tiny_offer(game, profile, 0, 0, 5, 0.5, 1);
    tiny_choose(game, profile, 0, 1, 1, 0, 0);
    tiny_offer(game, profile, 0, 1, 3, 1, 1);
    tiny_choose(game, profile, 0, 2, 1, 0, 0);
    tiny_offer(game, profile, 0, 2, 5, 1, 1);
    assert_certified(game, profile);
}

// Pies 1 and 3, either next: with the small pie both wait.
static struct profile *stochastic_pie(struct tiny *tiny, double settle) {
    struct game *game = tiny_game(tiny, 2, 2, 0);
    tiny->pie[1] = 3;
    for (size_t e = 0; e < 4; e++)
        tiny->probability[0][e] = 0.5;
    double small = 0.9 * 0.75 / 0.55;
    struct profile *profile = tiny_profile(game, (double[]){small, small, 1.5, 1.5});
    for (size_t s = 0; s < 2; s++)
        for (size_t j = 0; j < 2; j++) {
            tiny_choose(game, profile, s, j, s == 1 ? settle : 0, s == 1 ? 1 - settle : 1, 0);
            if (s == 1) tiny_offer(game, profile, s, j, 3, 1, 1);
        }
    return profile;
}

static void efficient_delay_is_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = stochastic_pie(&tiny, 1);
    assert_certified(&tiny.game, profile);
}

static void inside_options_are_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.flow[0] = -0.4;
    tiny.flow[1] = 0.2;
    assert_certified(game, tiny_unanimous(game, (double[]){-0.4 + 0.6, 0.2 + 0.6}));
}

static void binding_outside_option_is_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.outside[1] = 0.6;
    double first = 0.2 / 0.55; // half of the time 1 - 0.6, else its reservation value
    assert_certified(game, tiny_unanimous(game, (double[]){first, 1 - first}));
}

static void uncertain_ratification_is_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.authority[0] = tiny.authority[1] = 0.5;
    double value = 0.5 * 0.25 / (1 - 0.9 * 0.75);
    assert_certified(game, tiny_unanimous(game, (double[]){value, value}));
}

static void wrong_value_is_rejected(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (double by = -1e-6; by <= 1e-6; by += 2e-6) {
            struct tiny tiny;
            struct profile *profile = one_third(&tiny);
            profile->value[i] += by;
            assert_near(examine(&tiny.game, profile).value_error, 1e-6, 1e-12);
            assert_rejected(&tiny.game, profile, DEVIATION_VALUE);
        }
}

static void stingy_offer_is_rejected_as_a_vote(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = one_third(&tiny);
    profile->share[0] += 1e-6;
    profile->share[1] -= 1e-6;
    struct certificate certificate = examine(&tiny.game, profile);
    assert_near(certificate.epsilon, 1e-6, 1e-12);
    assert_int_equal(certificate.worst_party, 1);
    assert_rejected(&tiny.game, profile, DEVIATION_VOTE);
}

static void generous_offer_is_rejected_as_a_proposal(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = one_third(&tiny);
    profile->share[0] -= 1e-6;
    profile->share[1] += 1e-6;
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
}

static void shares_beyond_the_pie_are_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = one_third(&tiny);
    profile->share[1] += 1e-6;
    profile->value[1] += 0.5e-6; // as its play would give
    assert_rejected(&tiny.game, profile, DEVIATION_FEASIBILITY);
    profile = one_third(&tiny);
    profile->share[0] = 1.25;
    profile->share[1] = -0.25;
    assert_false(examine(&tiny.game, profile).holds);
    profile_free(profile);
}

static void passing_up_a_gain_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = one_third(&tiny);
    profile->choice[SETTLE] -= 1e-5;
    profile->choice[PASS] += 1e-5;
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
    profile = stochastic_pie(&tiny, 1 - 1e-5);
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
}

// All parties pass for ever and claim what that gives them: no value is wrong, but anybody could gain.
static void mutual_waiting_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    struct profile *profile = tiny_profile(game, (double[]){0, 0});
    for (size_t j = 0; j < 2; j++)
        tiny_choose(game, profile, 0, j, 0, 1, 0);
    struct certificate certificate = examine(game, profile);
    assert_near(certificate.value_error, 0, 0);
    assert_near(certificate.epsilon, 1, ROUNDING);
    assert_rejected(game, profile, DEVIATION_PROPOSER);
}

static void refusing_a_good_offer_is_rejected_as_a_vote(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.flow[0] = tiny.flow[1] = -20; // both gain from an end even with nothing
    struct profile *profile = tiny_unanimous(game, (double[]){0.5, 0.5});
    assert_near(examine(game, profile).epsilon, 0, ROUNDING);
    profile->proposal[0].acceptance = 1 - 1e-3;
    // party 1 is offered nothing and would lose 20 (1 - 0.9) - 0.9 x 0.5 by refusing; the proposer loses 1
    // more
    struct certificate certificate = examine(game, profile);
    assert_near(certificate.epsilon, 1e-3 * (2 - 0.45 + 1), 1e-12);
    profile_free(profile);
    tiny.pie[0] = 0; // now only the voter has much to lose
    tiny.flow[0] = -1;
    profile = tiny_unanimous(game, (double[]){0, 0});
    assert_near(examine(game, profile).epsilon, 0, ROUNDING);
    profile->proposal[0].acceptance = 1 - 1e-3;
    assert_near(examine(game, profile).epsilon, 1e-3 * 2, 1e-12);
    assert_rejected(game, profile, DEVIATION_VOTE);
}

static void costlier_coalition_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = baron_ferejohn(&tiny);
    tiny_choose(&tiny.game, profile, 0, 2, 1, 0, 0);
    profile->proposal_count = 4;
    tiny_choose(&tiny.game, profile, 0, 2, 1, 0, 0);
    tiny_offer(&tiny.game, profile, 0, 2, 7, 1, 1);
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
}

static void losing_coalition_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = baron_ferejohn(&tiny);
    profile->proposal[0].members = 1;
    assert_rejected(&tiny.game, profile, DEVIATION_FEASIBILITY);
    profile = baron_ferejohn(&tiny);
    profile->proposal[0].members = 6; // without its proposer
    assert_rejected(&tiny.game, profile, DEVIATION_FEASIBILITY);
}

static void one_sided_mixing_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = baron_ferejohn(&tiny);
    profile->proposal[0].probability += 1e-6;
    profile->proposal[1].probability -= 1e-6;
    assert_rejected(&tiny.game, profile, DEVIATION_VALUE);
}

static void chances_that_do_not_sum_to_one_are_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = baron_ferejohn(&tiny);
    profile->proposal[0].probability += 1e-3;
    assert_rejected(&tiny.game, profile, DEVIATION_FEASIBILITY);
    profile = baron_ferejohn(&tiny);
    profile->choice[PASS] = 1e-3;
    assert_rejected(&tiny.game, profile, DEVIATION_FEASIBILITY);
}

static void quitting_without_an_option_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = one_third(&tiny);
    profile->choice[SETTLE] = 0;
    profile->choice[QUIT] = 1;
    assert_rejected(&tiny.game, profile, DEVIATION_FEASIBILITY);
}

static void forgone_outside_option_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = one_third(&tiny);
    tiny.outside[0] = 0.9;
    struct certificate certificate = examine(&tiny.game, profile);
    assert_int_equal(certificate.worst_party, 0);
    assert_false(certificate.holds);
    profile_free(profile);
}

// A party in no minimal winning coalition can still propose to one and itself.
static void dummy_that_does_not_propose_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 3, 1, 4);
    memcpy(tiny.votes, (double[]){2, 2, 1}, 3 * sizeof(double));
    double value = (1.0 / 3) / (1 - 0.3); // v = (1 - 0.9 v) / 3 + (0.9 v) / 3 + (0.9 v) / 3
    struct profile *profile = tiny_profile(game, (double[]){value, value, 0});
    for (size_t j = 0; j < 2; j++) {
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        tiny_offer(game, profile, 0, j, 3, 1, 1);
    }
    tiny_choose(game, profile, 0, 2, 0, 1, 0);
    assert_near(examine(game, profile).value_error, 0, ROUNDING);
    assert_int_equal(examine(game, profile).worst_party, 2);
    assert_rejected(game, profile, DEVIATION_PROPOSER);
}

// Party 2 gets its flow 1, all of the pie, without an agreement: it may accept the whole pie or not.
static struct profile *bare_need(struct tiny *tiny, double pie, double acceptance) {
    struct game *game = tiny_game(tiny, 2, 1, 0);
    tiny->pie[0] = pie;
    tiny->flow[0] = -1;
    tiny->flow[1] = 1;
    // 1 agrees to nothing when 2 proposes, and offers all there is: V = (1-a)/2 (0.1 (-1) + 0.9 V)
    double loss = 0.5 * (1 - acceptance), value = -0.1 * loss / (1 - 0.9 * loss);
    double other = (0.5 * pie + 0.5 * 0.1) / (1 - 0.45);
    struct profile *profile = tiny_profile(game, (double[]){value, other});
    for (size_t j = 0; j < 2; j++) {
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        tiny_offer(game, profile, 0, j, 3, 1, j == 0 ? acceptance : 1);
    }
    return profile;
}

static void indifferent_responder_may_refuse(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = bare_need(&tiny, 1, 0.4);
    assert_certified(&tiny.game, profile);
}

static void responder_may_not_refuse_when_something_is_left(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = bare_need(&tiny, 1.2, 0.4);
    assert_true(profile->share[0] > 0.01);
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
}

// Nothing to divide, but war costs both: each gains from an end, so nobody can refuse or wait in equilibrium.
static void costly_war_over_nothing_must_end(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.pie[0] = 0;
    tiny.flow[0] = tiny.flow[1] = -1;
    assert_certified(game, tiny_unanimous(game, (double[]){0, 0}));
    struct profile *profile = tiny_profile(game, (double[]){-1, -1});
    for (size_t j = 0; j < 2; j++)
        tiny_choose(game, profile, 0, j, 0, 1, 0);
    assert_rejected(game, profile, DEVIATION_PROPOSER);
}

static void nan_fails_wherever_it_is(void **state) {
    (void)state;
    struct tiny tiny;
    for (size_t where = 0; where < 5; where++) {
        struct profile *profile = one_third(&tiny);
        double *at[] = {&profile->value[0], &profile->choice[0], &profile->share[1],
                        &profile->proposal[0].probability, &profile->proposal[1].acceptance};
        *at[where] = NAN;
        struct certificate certificate = examine(&tiny.game, profile);
        assert_true(isinf(certificate.epsilon));
        assert_false(certificate.holds);
        profile_free(profile);
    }
}

static void profile_of_another_game_is_rejected(void **state) {
    (void)state;
    struct tiny tiny, other;
    struct profile *profile = one_third(&tiny);
    struct game *game = tiny_game(&other, 3, 1, 0);
    assert_rejected(game, profile, DEVIATION_FEASIBILITY);
}

static void threads_and_memory_do_not_change_the_verdict(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = stochastic_pie(&tiny, 0.9);
    struct certificate one, four, again;
    struct arena arena = {0};
    assert_int_equal(certify(&tiny.game, profile, TOLERANCE, 1, &one), PARLEY_OK);
    assert_int_equal(certify(&tiny.game, profile, TOLERANCE, 4, &four), PARLEY_OK);
    assert_memory_equal(&one.epsilon, &four.epsilon, sizeof one.epsilon);
    assert_int_equal(one.worst, four.worst);
    assert_int_equal(one.worst_state, four.worst_state);
    assert_int_equal(one.worst_party, four.worst_party);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(certify_in(&tiny.game, profile, TOLERANCE, &arena, &again), PARLEY_OK);
        assert_memory_equal(&one.epsilon, &again.epsilon, sizeof one.epsilon);
        assert_true(again.holds == one.holds && again.worst_state == one.worst_state);
    }
    assert_null(arena.at); // all given back
    arena_clear(&arena);
    profile_free(profile);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_proposers_are_certified),
        cmocka_unit_test(alternating_offers_are_certified),
        cmocka_unit_test(mixing_over_partners_is_certified),
        cmocka_unit_test(unequal_recognition_is_certified),
        cmocka_unit_test(veto_player_is_certified),
        cmocka_unit_test(efficient_delay_is_certified),
        cmocka_unit_test(inside_options_are_certified),
        cmocka_unit_test(binding_outside_option_is_certified),
        cmocka_unit_test(uncertain_ratification_is_certified),
        cmocka_unit_test(wrong_value_is_rejected),
        cmocka_unit_test(stingy_offer_is_rejected_as_a_vote),
        cmocka_unit_test(generous_offer_is_rejected_as_a_proposal),
        cmocka_unit_test(shares_beyond_the_pie_are_rejected),
        cmocka_unit_test(passing_up_a_gain_is_rejected),
        cmocka_unit_test(mutual_waiting_is_rejected),
        cmocka_unit_test(refusing_a_good_offer_is_rejected_as_a_vote),
        cmocka_unit_test(costlier_coalition_is_rejected),
        cmocka_unit_test(losing_coalition_is_rejected),
        cmocka_unit_test(one_sided_mixing_is_rejected),
        cmocka_unit_test(chances_that_do_not_sum_to_one_are_rejected),
        cmocka_unit_test(quitting_without_an_option_is_rejected),
        cmocka_unit_test(forgone_outside_option_is_rejected),
        cmocka_unit_test(dummy_that_does_not_propose_is_rejected),
        cmocka_unit_test(indifferent_responder_may_refuse),
        cmocka_unit_test(responder_may_not_refuse_when_something_is_left),
        cmocka_unit_test(costly_war_over_nothing_must_end),
        cmocka_unit_test(nan_fails_wherever_it_is),
        cmocka_unit_test(profile_of_another_game_is_rejected),
        cmocka_unit_test(threads_and_memory_do_not_change_the_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
