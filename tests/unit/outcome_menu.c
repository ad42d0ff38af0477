// SPDX-License-Identifier: GPL-3.0-or-later
// Menus of deals with hand-made play: which deal is agreed, what it is worth, the range, the axiomatic
// choices, and the metrics that name them.
#include "support.h"

#include <cmocka.h>

#include "outcome/metrics.h"
#include "output/solution.h"
#include "unit/tiny.h"

static const double ROUNDING = 1e-14;

// Two parties in one state with a menu of `deals` pairs of utilities.
static struct game *menu_game(struct tiny *tiny, double *utility, size_t deals) {
    struct game *game = tiny_game(tiny, 2, 1, 0);
    game->deals = deals;
    game->deal_utility = utility;
    return game;
}

static void propose(const struct game *game, struct profile *profile, size_t j, size_t deal,
                    double probability, double acceptance) {
    struct proposal proposal = {deal, (coalition)1 << j, probability, acceptance};
    size_t e = profile_append(profile, proposal);
    assert_true(e != SIZE_MAX);
    memcpy(&profile->share[e * 2], game_deal(game, 0, deal), 2 * sizeof(double));
    for (size_t c = j + 1; c <= 2; c++)
        profile->first[c] = profile->proposal_count;
}

static struct outcome *compute(const struct game *game, struct profile *profile) {
    struct outcome *outcome = NULL;
    assert_int_equal(outcome_compute(game, profile, &outcome, NULL), PARLEY_OK);
    profile_free(profile);
    return outcome;
}

// Everybody passes for ever; the baselines are there all the same.
static struct outcome *never(const struct game *game) {
    double value[2] = {0};
    struct profile *profile = tiny_profile(game, value);
    for (size_t j = 0; j < 2; j++)
        tiny_choose(game, profile, 0, j, 0, 1, 0);
    return compute(game, profile);
}

// The first party proposes deal 0 or 1, the second deal 1, which takes effect half the time.
static struct outcome *mixed(struct tiny *tiny, double *utility) {
    double value[2] = {0.5, 0.4};
    struct game *game = menu_game(tiny, utility, 3);
    struct profile *profile = tiny_profile(game, value);
    tiny_choose(game, profile, 0, 0, 1, 0, 0);
    propose(game, profile, 0, 0, 0.75, 1);
    propose(game, profile, 0, 1, 0.25, 1);
    tiny_choose(game, profile, 0, 1, 1, 0, 0);
    propose(game, profile, 1, 1, 1, 0.5);
    return compute(game, profile);
}

static void deals_have_their_chance_given_agreement(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {1, 0.5, 0.2, 0.9, 0, 0};
    struct outcome *outcome = mixed(&tiny, utility);
    // in a period: 3/8 deal 0, 1/8 + 1/4 deal 1, 1/4 no agreement
    assert_near(outcome->deal_chance[0], 0.5, ROUNDING);
    assert_near(outcome->deal_chance[1], 0.5, ROUNDING);
    assert_near(outcome->deal_chance[2], 0, 0);
    assert_near(outcome->material_utility[0], 0.6, ROUNDING);
    assert_near(outcome->agreed_utility[1], 0.7, ROUNDING);
    assert_near(outcome->proposed[0], 2.0 / 3, ROUNDING);
    assert_near(outcome->mean_periods, 1.0 / 3, ROUNDING);
    outcome_free(outcome);
}

static void a_menu_has_neither_shares_nor_coalitions(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {1, 0.5, 0.2, 0.9, 0, 0};
    struct outcome *outcome = mixed(&tiny, utility);
    assert_true(isnan(outcome->share[0]));
    assert_true(isnan(outcome->courted[0]));
    assert_true(isnan(outcome->in_coalition[1]));
    assert_int_equal(outcome->coalition_count, 0);
    assert_near(outcome->banzhaf[0], 0.5, 0);
    outcome_free(outcome);
}

static void losses_are_felt_in_the_agreed_utility_only(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {0.4, 0.5};
    struct game *game = menu_game(&tiny, utility, 1);
    tiny.loss_aversion[0] = 2;
    tiny.reference[0] = 0.5;
    double value[2] = {0};
    struct profile *profile = tiny_profile(game, value);
    for (size_t j = 0; j < 2; j++) {
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        propose(game, profile, j, 0, 1, 1);
    }
    struct outcome *outcome = compute(game, profile);
    assert_near(outcome->material_utility[0], 0.4, ROUNDING);
    assert_near(outcome->agreed_utility[0], 0.2, ROUNDING);
    assert_near(outcome->range, 0.2, ROUNDING); // nobody would rather take more than 0
    outcome_free(outcome);
}

static void without_agreement_no_deal_has_a_chance(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {1, 0.5, 0.2, 0.9};
    struct outcome *outcome = never(menu_game(&tiny, utility, 2));
    assert_near(outcome->deal_chance[0], 0, 0);
    assert_near(outcome->deal_chance[1], 0, 0);
    assert_true(isnan(outcome->material_utility[0]));
    outcome_free(outcome);
}

static void the_range_is_the_largest_gain_for_all_at_once(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {1, 0.1, 0.4, 0.3, 0.2, 0.2};
    struct game *game = menu_game(&tiny, utility, 3);
    struct outcome *outcome = never(game);
    assert_near(outcome->range, 0.3, ROUNDING);
    outcome_free(outcome);
    tiny.outside[0] = 0.5;
    outcome = never(game);
    assert_near(outcome->range, 0.1, ROUNDING);
    outcome_free(outcome);
    tiny.outside[1] = 0.4;
    outcome = never(game);
    assert_near(outcome->range, -0.1, ROUNDING); // what the second deal lacks for both
    outcome_free(outcome);
}

static void assert_deal(const double *got, const double *utility, size_t deal) {
    assert_near(got[0], utility[2 * deal], 0);
    assert_near(got[1], utility[2 * deal + 1], 0);
}

static void each_solution_chooses_its_own_deal(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {0.35, 0.35, 1.2, 0.15, 0.7, 0.3, 5, -1, 0, 0.5};
    struct game *game = menu_game(&tiny, utility, 5);
    tiny.recognition[0] = 0.9;
    tiny.recognition[1] = 0.1;
    struct outcome *outcome = never(game);
    assert_deal(outcome->nash, utility, 2);
    assert_deal(outcome->nash_weighted, utility, 1);     // 0.9 log 1.2 + 0.1 log 0.15
    assert_deal(outcome->kalai_smorodinsky, utility, 2); // ideals 1.2 and 0.5
    assert_deal(outcome->egalitarian, utility, 0);
    assert_deal(outcome->utilitarian, utility, 3);
    outcome_free(outcome);
}

static void those_who_can_wait_rule_deals_out(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {0.35, 0.35, 1.2, 0.15, 0.7, 0.3};
    struct game *game = menu_game(&tiny, utility, 3);
    tiny.flow[1] = 0.32;
    struct outcome *outcome = never(game);
    assert_deal(outcome->nash, utility, 0);
    assert_deal(outcome->kalai_smorodinsky, utility, 0);
    outcome_free(outcome);
}

static void a_deal_that_leaves_one_as_it_was_is_the_last_resort(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {-1, 3, 0, 1, 0, 2};
    struct outcome *outcome = never(menu_game(&tiny, utility, 3));
    assert_deal(outcome->nash, utility, 1);
    assert_deal(outcome->egalitarian, utility, 1);
    assert_deal(outcome->kalai_smorodinsky, utility, 2);
    outcome_free(outcome);
}

static void nothing_to_gain_leaves_disagreement(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {-1, 3, 2, 0.1};
    struct game *game = menu_game(&tiny, utility, 2);
    tiny.flow[1] = 0.25;
    struct outcome *outcome = never(game);
    const double *const waits[] = {outcome->nash, outcome->nash_weighted, outcome->kalai_smorodinsky,
                                   outcome->egalitarian};
    for (size_t k = 0; k < 4; k++) {
        assert_near(waits[k][0], 0, ROUNDING);
        assert_near(waits[k][1], 0.25, ROUNDING);
    }
    assert_deal(outcome->utilitarian, utility, 1);
    outcome_free(outcome);
}

static char first_name[] = "A", second_name[] = "B", line_name[] = "the line. As it is", other_name[] = "A",
            third_name[] = "c";
static struct party named[2] = {{.name = first_name}, {.name = second_name}};
static struct deal listed[3] = {{.name = line_name}, {.name = other_name}, {.name = third_name}};
static const struct scenario names = {.parties = named, .party_count = 2, .deals = listed, .deal_count = 3};

static void deals_are_metrics_by_name(void **state) {
    (void)state;
    struct tiny tiny;
    double utility[] = {1, 0.5, 0.2, 0.9, 0, 0}, got = -1;
    struct outcome *outcome = mixed(&tiny, utility);
    tiny.game.scenario = &names;
    assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, "deal.the line. As it is", &got, NULL),
                     PARLEY_OK);
    assert_near(got, 0.5, ROUNDING);
    assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, "material_utility.A", &got, NULL), PARLEY_OK);
    assert_near(got, 0.6, ROUNDING);
    struct errors errors = {0};
    assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, "deal.B", &got, &errors), PARLEY_INPUT);
    errors_free(&errors);
    outcome_free(outcome);
}

static bool none_of_a_pie(void *context, const struct metric *metric) {
    (void)context;
    assert_null(strstr(metric->path, "share."));
    assert_null(strstr(metric->path, "courted."));
    assert_null(strstr(metric->path, "position"));
    return true;
}

// A metric that means nothing for a menu is not listed, and asking for it is an error that says why.
static void a_menu_has_no_metrics_of_a_pie_or_of_issues(void **state) {
    (void)state;
    static const struct {
        const char *path, *why;
    } wrong[] = {{"share.A", "no pie is divided"},
                 {"courted.B", "not to a coalition"},
                 {"in_coalition.B", "not to a coalition"},
                 {"position.land", "has no issues"},
                 {"uses.push", "no moves"}};
    struct tiny tiny;
    double utility[] = {1, 0.5, 0.2, 0.9, 0, 0}, got = -1;
    struct outcome *outcome = mixed(&tiny, utility);
    tiny.game.scenario = &names;
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        struct errors errors = {0};
        assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, wrong[k].path, &got, &errors), PARLEY_INPUT);
        assert_non_null(strstr(errors.items[0].text, wrong[k].why));
        errors_free(&errors);
    }
    assert_true(metrics_visit(&names, none_of_a_pie, NULL));
    outcome_free(outcome);
}

static void likely_deals_come_first_and_ties_in_the_menus_order(void **state) {
    (void)state;
    double chance[] = {0.1, 0, 0.3, 0.1, 0.5, 0};
    struct outcome outcome = {.deal_chance = chance, .deals = 6};
    struct solution solution = {.outcome = &outcome};
    size_t got[6];
    assert_int_equal(solution_likely_deals(&solution, 6, got), 6);
    assert_memory_equal(got, ((size_t[]){4, 2, 0, 3, 1, 5}), sizeof got);
    assert_int_equal(solution_likely_deals(&solution, 3, got), 3);
    assert_memory_equal(got, ((size_t[]){4, 2, 0}), 3 * sizeof *got);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deals_have_their_chance_given_agreement),
        cmocka_unit_test(a_menu_has_neither_shares_nor_coalitions),
        cmocka_unit_test(losses_are_felt_in_the_agreed_utility_only),
        cmocka_unit_test(without_agreement_no_deal_has_a_chance),
        cmocka_unit_test(the_range_is_the_largest_gain_for_all_at_once),
        cmocka_unit_test(each_solution_chooses_its_own_deal),
        cmocka_unit_test(those_who_can_wait_rule_deals_out),
        cmocka_unit_test(a_deal_that_leaves_one_as_it_was_is_the_last_resort),
        cmocka_unit_test(nothing_to_gain_leaves_disagreement),
        cmocka_unit_test(deals_are_metrics_by_name),
        cmocka_unit_test(a_menu_has_no_metrics_of_a_pie_or_of_issues),
        cmocka_unit_test(likely_deals_come_first_and_ties_in_the_menus_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
