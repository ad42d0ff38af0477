// SPDX-License-Identifier: GPL-3.0-or-later
// Equilibria of tiny games with a menu of deals, solved by hand, exact and logit, are certified to rounding;
// with one number wrong they are not, and the fault is named. The closed forms stand beside the games.
#include "support.h"

#include <cmocka.h>

#include "unit/examine.h"

// ---- two parties, unanimity ----

enum { FIRST_S, SECOND_S, COMPROMISE };

// The first's deal, the second's deal, a compromise.
static struct game *pair(struct tiny *tiny, double discount, size_t deals) {
    struct game *game = tiny_game(tiny, 2, 1, 0);
    tiny_menu(tiny, deals, (double[]){0.8, 0.5, 0.5, 0.8, 0.6, 0.6});
    tiny->discount[0] = tiny->discount[1] = discount;
    return game;
}

// The first always proposes one deal, the second another, and they take effect with the same chance.
static struct profile *propose(const struct game *game, const double *value, size_t by_first,
                               size_t by_second, double acceptance) {
    struct profile *profile = tiny_profile(game, value);
    tiny_choose(game, profile, 0, 0, 1, 0, 0);
    tiny_deal(game, profile, 0, 0, by_first, 1, acceptance);
    tiny_choose(game, profile, 0, 1, 1, 0, 0);
    tiny_deal(game, profile, 0, 1, by_second, 1, acceptance);
    return profile;
}

// V = (0.8 + 0.5) / 2, and 0.7 V < 0.5.
static const double OWN_DEALS[2] = {0.65, 0.65};

static struct profile *propose_own(const struct game *game) {
    return propose(game, OWN_DEALS, FIRST_S, SECOND_S, 1);
}

static void impatient_parties_propose_their_own_deals(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    assert_certified(game, propose_own(game));
}

// V = 0.6, and 0.9 V = 0.54 > 0.5: nobody would say yes to the other's deal.
static void patient_parties_compromise(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.9, 3);
    assert_certified(game, propose(game, (double[]){0.6, 0.6}, COMPROMISE, COMPROMISE, 1));
}

// Without the compromise the other is just indifferent: 0.9 V = 0.5, V = 0.5 + 0.15 E, so E = 10 / 27.
static void indifferent_voter_may_say_yes_sometimes(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.9, 2);
    assert_certified(game, propose(game, (double[]){5. / 9, 5. / 9}, FIRST_S, SECOND_S, 10. / 27));
}

static void better_deal_forgone_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    struct profile *profile = propose(game, (double[]){0.6, 0.6}, COMPROMISE, COMPROMISE, 1);
    assert_near(examine(game, profile).epsilon, 0.2, ROUNDING);
    assert_rejected(game, profile, DEVIATION_PROPOSER);
}

static void wrong_chance_of_a_deal_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    struct profile *profile = tiny_profile(game, OWN_DEALS);
    tiny_choose(game, profile, 0, 0, 1, 0, 0);
    tiny_deal(game, profile, 0, 0, FIRST_S, 1 - 1e-6, 1);
    tiny_deal(game, profile, 0, 0, COMPROMISE, 1e-6, 1);
    tiny_choose(game, profile, 0, 1, 1, 0, 0);
    tiny_deal(game, profile, 0, 1, SECOND_S, 1, 1);
    assert_near(examine(game, profile).epsilon, 0.2e-6, ROUNDING);
    assert_rejected(game, profile, DEVIATION_PROPOSER);
}

static void wrong_acceptance_of_a_deal_is_rejected_as_a_vote(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    struct profile *profile = propose_own(game);
    profile->proposal[0].acceptance -= 1e-6;
    assert_near(examine(game, profile).epsilon, 0.5 - 0.7 * 0.65, ROUNDING); // what the second forgoes
    assert_int_equal(examine(game, profile).worst_party, 1);
    assert_rejected(game, profile, DEVIATION_VOTE);
    profile = propose_own(game);
    profile->proposal[0].acceptance = NAN;
    assert_rejected(game, profile, DEVIATION_FEASIBILITY);
}

static void wrong_value_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    struct profile *profile = propose_own(game);
    profile->value[1] += 1e-6;
    assert_rejected(game, profile, DEVIATION_VALUE);
}

static void what_is_not_on_the_menu_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    struct profile *profile = propose_own(game);
    profile->share[1] += 1e-6;
    assert_rejected(game, profile, DEVIATION_FEASIBILITY);
    profile = propose_own(game);
    profile->share[0] = NAN;
    assert_rejected(game, profile, DEVIATION_FEASIBILITY);
    for (size_t k = 0; k < 2; k++) {
        profile = propose_own(game);
        profile->proposal[1].deal = (size_t[]){3, NO_DEAL}[k];
        assert_rejected(game, profile, DEVIATION_FEASIBILITY);
    }
    profile = propose_own(game);
    profile->proposal[1].members = 3;
    assert_rejected(game, profile, DEVIATION_FEASIBILITY);
}

static void deal_without_a_menu_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    struct profile *profile = tiny_unanimous(game, (double[]){0.5, 0.5});
    profile->proposal[0].deal = 0;
    assert_rejected(game, profile, DEVIATION_FEASIBILITY);
}

// The second can quit for 0.55 and votes for nothing less: V = (0.55, 0.7).
static void voter_compares_a_deal_with_its_outside_option(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    tiny.outside[1] = 0.55;
    assert_certified(game, propose(game, (double[]){0.55, 0.7}, COMPROMISE, SECOND_S, 1));
    struct profile *profile = propose_own(game);
    assert_near(examine(game, profile).epsilon, 0.05, ROUNDING);
    assert_int_equal(examine(game, profile).worst_party, 1);
    assert_rejected(game, profile, DEVIATION_VOTE);
}

// The second feels losses below 0.6 twice, so 0.5 feels like 0.4, and V_2 = 0.6: 0.4 < 0.7 V_2.
static void voter_feels_a_deal_as_a_loss(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = pair(&tiny, 0.7, 3);
    tiny.loss_aversion[1] = 1;
    tiny.reference[1] = 0.6;
    struct profile *profile = propose(game, (double[]){0.65, 0.6}, FIRST_S, SECOND_S, 1);
    assert_near(examine(game, profile).epsilon, 0.02, ROUNDING);
    assert_rejected(game, profile, DEVIATION_VOTE);
    assert_certified(game, propose(game, (double[]){0.55, 0.7}, COMPROMISE, SECOND_S, 1));
}

// Nobody proposes a deal that would give the second `more` than waiting, and the first a lot.
static struct certificate keep_quiet(double more) {
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny_menu(&tiny, 1, (double[]){0.8, 0.2 + more});
    tiny.flow[0] = tiny.flow[1] = 0.2;
    struct profile *profile = tiny_profile(game, (double[]){0.2, 0.2});
    tiny_choose(game, profile, 0, 0, 0, 1, 0);
    tiny_choose(game, profile, 0, 1, 0, 1, 0);
    struct certificate certificate = examine(game, profile);
    profile_free(profile);
    return certificate;
}

static void proposer_counts_only_on_votes_that_are_sure(void **state) {
    (void)state;
    assert_true(keep_quiet(-1e-6).holds);
    assert_true(keep_quiet(1e-12).holds);
    assert_near(keep_quiet(1e-6).epsilon, 0.6, ROUNDING);
    assert_int_equal(keep_quiet(1e-6).worst, DEVIATION_PROPOSER);
}

// ---- three parties ----

// Each deal is best for one party, good for the next and nothing for the third.
static struct game *cycle(struct tiny *tiny, double quota) {
    struct game *game = tiny_game(tiny, 3, 1, quota);
    tiny_menu(tiny, 3, (double[]){0.6, 0.4, 0, 0, 0.6, 0.4, 0.4, 0, 0.6});
    return game;
}

static struct profile *each_its_own(const struct game *game, double value, double acceptance) {
    struct profile *profile = tiny_profile(game, (double[]){value, value, value});
    for (size_t j = 0; j < 3; j++) {
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        tiny_deal(game, profile, 0, j, j, 1, acceptance);
    }
    return profile;
}

// With enactment E:   V = E / 3 + (1 - E) 0.9 V.
static double cycle_value(double enacted) {
    return enacted / 3 / (1 - 0.9 * (1 - enacted));
}

static void majority_imposes_a_deal_on_the_third(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = cycle(&tiny, 2);
    assert_certified(game, each_its_own(game, cycle_value(1), 1));
    game = cycle(&tiny, 0);
    assert_rejected(game, each_its_own(game, cycle_value(1), 1), DEVIATION_VOTE);
}

static void deal_awaits_ratification_by_the_proposer_too(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = cycle(&tiny, 2);
    tiny.authority[0] = tiny.authority[1] = tiny.authority[2] = 0.5;
    assert_certified(game, each_its_own(game, cycle_value(0.25), 0.25));
    struct profile *profile = each_its_own(game, cycle_value(0.5), 0.5); // only if the third said yes too
    assert_near(examine(game, profile).epsilon, 0.9 * cycle_value(0.5), ROUNDING);
    assert_rejected(game, profile, DEVIATION_VOTE);
    profile = each_its_own(game, cycle_value(0.6), 0.6); // whatever the votes, it is not ratified so often
    assert_true(isinf(examine(game, profile).epsilon));
    assert_rejected(game, profile, DEVIATION_VOTE);
}

// The third has no vote and no say. V_1 = V_2 = 0.65 as with two parties; it gets 0.1 or 0.3.
static void who_is_away_from_the_table_gets_its_part_of_the_deal(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 3, 1, 0);
    tiny_menu(&tiny, 2, (double[]){0.8, 0.5, 0.1, 0.5, 0.8, 0.3});
    tiny.rule.table = 3;
    for (size_t i = 0; i < 3; i++) {
        tiny.discount[i] = 0.7;
        tiny.recognition[i] = i < 2 ? 0.5 : 0;
    }
    const double value[3] = {0.65, 0.65, 0.2};
    assert_certified(game, propose(game, value, 0, 1, 1));
    tiny.recognition[2] = 0.1;
    struct profile *profile = propose(game, value, 0, 1, 1);
    tiny_choose(game, profile, 0, 2, 1, 0, 0);
    tiny_deal(game, profile, 0, 2, 1, 1, 1);
    assert_rejected(game, profile, DEVIATION_FEASIBILITY);
}

// ---- noise ----

static const double NOISE = 0.1, FLOW = 0.2, AUTHORITY = 0.9;

// Chance that the cycle's deal d of proposer j takes effect by majority: ratified are j's yes with q, the
// others' with a and b.
static double logit_chance(size_t j, const double *utility) {
    double q = AUTHORITY, a = q / (1 + exp((FLOW - utility[(j + 1) % 3]) / NOISE));
    double b = q / (1 + exp((FLOW - utility[(j + 2) % 3]) / NOISE));
    return q * (a + b - a * b) + (1 - q) * a * b;
}

// The future does not count: R = FLOW for all. Without noise it would be the profile above.
static struct profile *logit_cycle(struct tiny *tiny) {
    struct game *game = cycle(tiny, 2);
    game->noise = NOISE;
    for (size_t i = 0; i < 3; i++) {
        tiny->discount[i] = 0;
        tiny->flow[i] = FLOW;
        tiny->authority[i] = AUTHORITY;
    }
    struct profile *profile = tiny_profile(game, (double[]){0, 0, 0});
    profile->noise = NOISE;
    for (size_t j = 0; j < 3; j++) {
        double chance[3], weight[3], total = 0, settle = 0;
        for (size_t d = 0; d < 3; d++) {
            chance[d] = logit_chance(j, game_deal(game, 0, d));
            weight[d] = exp(chance[d] * (game_deal(game, 0, d)[j] - FLOW) / NOISE);
            total += weight[d];
        }
        for (size_t d = 0; d < 3; d++)
            settle += weight[d] / total * chance[d] * (game_deal(game, 0, d)[j] - FLOW);
        double settles = 1 / (1 + exp(-settle / NOISE));
        tiny_choose(game, profile, 0, j, settles, 1 - settles, 0);
        for (size_t d = 0; d < 3; d++) {
            tiny_deal(game, profile, 0, j, d, weight[d] / total, chance[d]);
            for (size_t i = 0; i < 3; i++)
                profile->value[i] +=
                    settles * weight[d] / total * chance[d] * (game_deal(game, 0, d)[i] - FLOW) / 3;
        }
    }
    for (size_t i = 0; i < 3; i++)
        profile->value[i] += FLOW;
    return profile;
}

static void logit_response_over_deals_is_certified(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = logit_cycle(&tiny);
    assert_true(profile->proposal[0].probability < 0.95); // the noise matters
    assert_certified(&tiny.game, profile);
}

static void what_is_no_logit_response_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = logit_cycle(&tiny);
    profile->proposal[0].acceptance -= 1e-6;
    assert_rejected(&tiny.game, profile, DEVIATION_VOTE);
    profile = logit_cycle(&tiny);
    profile->proposal[0].probability -= 1e-6;
    profile->proposal[1].probability += 1e-6;
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
    profile = logit_cycle(&tiny);
    profile->choice[SETTLE] -= 1e-6;
    profile->choice[PASS] += 1e-6;
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
    profile = logit_cycle(&tiny);
    profile->value[2] += 1e-6;
    assert_rejected(&tiny.game, profile, DEVIATION_VALUE);
    profile = logit_cycle(&tiny);
    profile->share[0] += 1e-6;
    assert_rejected(&tiny.game, profile, DEVIATION_FEASIBILITY);
}

static void deal_proposed_twice_is_no_logit_response(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = logit_cycle(&tiny);
    const struct proposal third = profile->proposal[8];
    profile->proposal[8].probability = third.probability / 2;
    tiny_deal(&tiny.game, profile, 0, 2, third.deal, third.probability / 2, third.acceptance);
    assert_rejected(&tiny.game, profile, DEVIATION_PROPOSER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impatient_parties_propose_their_own_deals),
        cmocka_unit_test(patient_parties_compromise),
        cmocka_unit_test(indifferent_voter_may_say_yes_sometimes),
        cmocka_unit_test(better_deal_forgone_is_rejected),
        cmocka_unit_test(wrong_chance_of_a_deal_is_rejected),
        cmocka_unit_test(wrong_acceptance_of_a_deal_is_rejected_as_a_vote),
        cmocka_unit_test(wrong_value_is_rejected),
        cmocka_unit_test(what_is_not_on_the_menu_is_rejected),
        cmocka_unit_test(deal_without_a_menu_is_rejected),
        cmocka_unit_test(voter_compares_a_deal_with_its_outside_option),
        cmocka_unit_test(voter_feels_a_deal_as_a_loss),
        cmocka_unit_test(proposer_counts_only_on_votes_that_are_sure),
        cmocka_unit_test(majority_imposes_a_deal_on_the_third),
        cmocka_unit_test(deal_awaits_ratification_by_the_proposer_too),
        cmocka_unit_test(who_is_away_from_the_table_gets_its_part_of_the_deal),
        cmocka_unit_test(logit_response_over_deals_is_certified),
        cmocka_unit_test(what_is_no_logit_response_is_rejected),
        cmocka_unit_test(deal_proposed_twice_is_no_logit_response),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
