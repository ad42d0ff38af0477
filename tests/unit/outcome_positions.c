// SPDX-License-Identifier: GPL-3.0-or-later
// Positions on issues with hand-made play: where the agreement lies, the bargaining range, the axiomatic
// positions and the metrics that name them. The two-person frontier u_2 = 1 - u_1^2 has the Nash solution
// u_1 = 1 / sqrt 3 and the Kalai-Smorodinsky and egalitarian solution u_1 = (sqrt 5 - 1) / 2: set the
// derivative of u_1 (1 - u_1^2) to 0, and u_1 = u_2.
#include "support.h"

#include <cmocka.h>

#include "outcome/metrics.h"
#include "unit/tiny.h"

static const double SOLVED = 1e-9, ROUNDING = 1e-13;
static const double GOLDEN = 0.61803398874989484820; // (sqrt 5 - 1) / 2

static char first_name[] = "A", second_name[] = "B", land_name[] = "land. All of it", percent[] = "%",
            flag_name[] = "flag", none[] = "", here_name[] = "here", there_name[] = "there",
            nowhere_name[] = "nowhere";
static struct party named[2] = {{.name = first_name}, {.name = second_name}};
static struct issue listed[2] = {{.name = land_name, .unit = percent, .low = -100, .high = 100},
                                 {.name = flag_name, .unit = none, .low = 0, .high = 1}};
static double here_at[] = {-50, 0.25}, there_at[] = {100, 0.75};
static struct deal menu[3] = {
    {.name = here_name, .at = here_at}, {.name = there_name, .at = there_at}, {.name = nowhere_name}};
static const struct scenario names = {
    .parties = named, .party_count = 2, .issues = listed, .issue_count = 2, .deals = menu, .deal_count = 3};

// What a tiny game lacks: the stances of up to three parties on up to two issues.
struct stances {
    double ideal[TINY_STATES * 6], salience[TINY_STATES * 6], exponent[6];
};

// Parties with these ideal points on one issue, exponent 1 for the first and 2 for the others.
static struct game *line_game(struct tiny *tiny, struct stances *stances, size_t parties,
                              const double *ideal) {
    struct game *game = tiny_game(tiny, parties, 1, 0);
    for (size_t i = 0; i < parties; i++) {
        stances->ideal[i] = ideal[i];
        stances->salience[i] = 1;
        stances->exponent[i] = i == 0 ? 1 : 2;
    }
    game->issues = 1;
    game->ideal = stances->ideal;
    game->salience = stances->salience;
    game->exponent = stances->exponent;
    game->scenario = &names;
    return game;
}

// The frontier u_2 = 1 - u_1^2, u_1 being the fraction of the issue's range.
static struct game *frontier(struct tiny *tiny, struct stances *stances) {
    return line_game(tiny, stances, 2, (double[]){1, 0});
}

static struct outcome *compute(const struct game *game, struct profile *profile) {
    struct outcome *outcome = NULL;
    assert_int_equal(outcome_compute(game, profile, &outcome, NULL), PARLEY_OK);
    profile_free(profile);
    return outcome;
}

static struct outcome *never(const struct game *game) {
    double value[TINY_PARTIES] = {0};
    struct profile *profile = tiny_profile(game, value);
    for (size_t j = 0; j < game->parties; j++)
        tiny_choose(game, profile, 0, j, 0, 1, 0);
    return compute(game, profile);
}

// Add a proposal of this position by the chooser begun last, j, to the whole table.
static void propose(const struct game *game, struct profile *profile, size_t j, double y, double acceptance) {
    struct proposal proposal = {NO_DEAL, game->rules[0].table, 1, acceptance};
    size_t e = profile_append(profile, proposal);
    assert_true(e != SIZE_MAX);
    profile->position[e * game->issues] = y;
    for (size_t i = 0; i < game->parties; i++)
        profile->share[e * game->parties + i] = game_utility_at(game, i, 0, profile->position + e);
    for (size_t c = j + 1; c <= game->parties; c++)
        profile->first[c] = profile->proposal_count;
}

// The first proposes y = 0.9, the second 0.6 with this acceptance.
static struct outcome *two_proposals(const struct game *game, double acceptance) {
    double value[2] = {0.5, 0.5};
    struct profile *profile = tiny_profile(game, value);
    tiny_choose(game, profile, 0, 0, 1, 0, 0);
    propose(game, profile, 0, 0.9, 1);
    tiny_choose(game, profile, 0, 1, 1, 0, 0);
    propose(game, profile, 1, 0.6, acceptance);
    return compute(game, profile);
}

static void assert_baseline(const struct outcome *outcome, enum baseline b, double y) {
    const double *got = outcome_baseline(outcome, b);
    assert_near(got[0], y, SOLVED);
    assert_near(got[1], 1 - y * y, SOLVED);
    assert_near(outcome->baseline_position[b * outcome->issues], -100 + 200 * y, 200 * SOLVED);
}

static void solutions_of_a_curved_frontier(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct outcome *outcome = never(frontier(&tiny, &stances));
    assert_baseline(outcome, BASELINE_NASH, 1 / sqrt(3));
    assert_baseline(outcome, BASELINE_NASH_WEIGHTED, 1 / sqrt(3));
    assert_baseline(outcome, BASELINE_KALAI_SMORODINSKY, GOLDEN);
    assert_baseline(outcome, BASELINE_EGALITARIAN, GOLDEN);
    assert_baseline(outcome, BASELINE_UTILITARIAN, 0.5);
    outcome_free(outcome);
}

static void ideals_are_what_others_leave(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct game *game = frontier(&tiny, &stances);
    tiny.flow[0] = 0.2; // the other's ideal is 0.96
    struct outcome *outcome = never(game);
    assert_near(outcome->waiting[0], 0.2, ROUNDING);
    double y = (-1.2 + sqrt(1.2 * 1.2 + 4 * 1.24)) / 2; // (y - 0.2) / 0.8 = (1 - y^2) / 0.96
    assert_baseline(outcome, BASELINE_KALAI_SMORODINSKY, y);
    assert_baseline(outcome, BASELINE_EGALITARIAN, (-1 + sqrt(5.8)) / 2); // y - 0.2 = 1 - y^2
    outcome_free(outcome);
}

static void weights_are_recognition_over_impatience(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct game *game = frontier(&tiny, &stances);
    memcpy(tiny.recognition, (double[]){0.75, 0.25}, 2 * sizeof(double));
    struct outcome *outcome = never(game);
    assert_baseline(outcome, BASELINE_NASH_WEIGHTED, sqrt(0.6)); // 3 / y = 2 y / (1 - y^2)
    outcome_free(outcome);
    memcpy(tiny.recognition, (double[]){1, 0}, 2 * sizeof(double));
    outcome = never(game);
    assert_near(outcome->nash_weighted[0], 1, 1e-8); // the barrier of a party without weight
    assert_near(outcome->nash[0], 1 / sqrt(3), SOLVED);
    outcome_free(outcome);
    memcpy(tiny.recognition, (double[]){0, 0}, 2 * sizeof(double));
    outcome = never(game);
    assert_true(isnan(outcome->nash_weighted[0]));
    assert_true(isnan(outcome->baseline_position[BASELINE_NASH_WEIGHTED]));
    assert_near(outcome->nash[0], 1 / sqrt(3), SOLVED);
    outcome_free(outcome);
}

static void nothing_to_gain_leaves_disagreement(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct game *game = frontier(&tiny, &stances);
    tiny.flow[0] = tiny.flow[1] = 0.9;
    struct outcome *outcome = never(game);
    for (size_t b = 0; b < BASELINE_UTILITARIAN; b++) {
        assert_near(outcome_baseline(outcome, (enum baseline)b)[0], 0.9, ROUNDING);
        assert_near(outcome_baseline(outcome, (enum baseline)b)[1], 0.9, ROUNDING);
        assert_true(isnan(outcome->baseline_position[b]));
    }
    assert_baseline(outcome, BASELINE_UTILITARIAN, 0.5);
    outcome_free(outcome);
}

static void a_single_position_that_costs_nobody_is_every_solution(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct game *game = frontier(&tiny, &stances);
    tiny.outside[0] = 1; // its ideal point, where the other has just nothing
    stances.exponent[0] = 2;
    struct outcome *outcome = never(game);
    for (size_t b = 0; b < BASELINE_UTILITARIAN; b++)
        assert_near(outcome->baseline_position[b], 100, 1e-4);
    outcome_free(outcome);
}

static void the_absent_get_what_the_position_is_worth_to_them(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct game *game = line_game(&tiny, &stances, 3, (double[]){1, 0, 1});
    tiny.rule.table = 3;
    tiny.flow[2] = 0.99; // does not count
    struct outcome *outcome = never(game);
    assert_baseline(outcome, BASELINE_EGALITARIAN, GOLDEN);
    assert_near(outcome->egalitarian[2], 1 - (1 - GOLDEN) * (1 - GOLDEN), SOLVED);
    outcome_free(outcome);
}

static void each_wins_the_issue_that_it_alone_cares_about(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances = {
        .ideal = {0.25, 0.5, 0.5, 0.75}, .salience = {1, 0, 0, 1}, .exponent = {2, 2, 2, 2}};
    struct game *game = frontier(&tiny, &(struct stances){{0}, {0}, {0}});
    game->issues = 2;
    game->ideal = stances.ideal;
    game->salience = stances.salience;
    game->exponent = stances.exponent;
    struct outcome *outcome = never(game);
    for (size_t b = 0; b < BASELINES; b++) {
        assert_near(outcome_baseline(outcome, (enum baseline)b)[0], 1, SOLVED);
        assert_near(outcome_baseline(outcome, (enum baseline)b)[1], 1, SOLVED);
        assert_near(outcome->baseline_position[2 * b], -50, 0.01); // the square root of rounding
        assert_near(outcome->baseline_position[2 * b + 1], 0.75, 1e-4);
    }
    outcome_free(outcome);
}

static void the_range_is_the_largest_gain_for_all_at_once(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct game *game = frontier(&tiny, &stances);
    double value[2] = {0.5, 0.3};
    struct profile *profile = tiny_profile(game, value);
    double y = (-1 + sqrt(1 + 4 * 1.18)) / 2; // y - 0.45 = 1 - y^2 - 0.27
    assert_near(outcome_range(game, profile, 0), y - 0.45, SOLVED);
    tiny.outside[0] = 0.95;
    tiny.outside[1] = 0.5;
    y = (-1 + sqrt(1 + 4 * 1.45)) / 2;
    assert_near(outcome_range(game, profile, 0), y - 0.95, SOLVED); // below 0: what is missing
    tiny.outside[0] = tiny.outside[1] = -INFINITY;
    tiny.loss_aversion[0] = 1;
    tiny.reference[0] = 0.75; // 0.6 feels like 0.45
    y = (-1 + sqrt(1 + 4 * 1.33)) / 2;
    assert_near(outcome_range(game, profile, 0), y - 0.6, SOLVED);
    profile_free(profile);
}

static void a_settlement_has_mean_spread_and_ends_in_its_own_unit(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct outcome *outcome = two_proposals(frontier(&tiny, &stances), 1);
    assert_near(outcome->position_mean[0], 50, 100 * ROUNDING); // 80 and 20
    assert_near(outcome->position_sd[0], 30, 100 * ROUNDING);
    assert_near(outcome->position_low[0], 20, 100 * ROUNDING);
    assert_near(outcome->position_high[0], 80, 100 * ROUNDING);
    assert_near(outcome->agreed_utility[0], 0.75, ROUNDING);
    outcome_free(outcome);
}

static void positions_count_by_their_chance_given_agreement(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct outcome *outcome = two_proposals(frontier(&tiny, &stances), 0.5); // 2/3 and 1/3 of agreements
    assert_near(outcome->mean_periods, 1.0 / 3, ROUNDING);
    assert_near(outcome->position_mean[0], 60, 100 * ROUNDING);
    assert_near(outcome->position_sd[0], 20 * sqrt(2), 100 * ROUNDING);
    outcome_free(outcome);
    outcome = two_proposals(&tiny.game, 0);
    assert_near(outcome->position_mean[0], 80, 100 * ROUNDING);
    assert_near(outcome->position_sd[0], 0, 0);
    assert_near(outcome->position_low[0], outcome->position_high[0], 0);
    outcome_free(outcome);
    outcome = two_proposals(&tiny.game, 1e-12); // a trace moves the mean, if anything, but not the ends
    assert_near(outcome->position_low[0], 80, 100 * ROUNDING);
    outcome_free(outcome);
}

static void a_position_is_no_share_but_has_a_coalition(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct outcome *outcome = two_proposals(frontier(&tiny, &stances), 1);
    assert_true(isnan(outcome->share[0]));
    assert_near(outcome->courted[0], 0.5, ROUNDING);
    assert_near(outcome->in_coalition[0], 1, ROUNDING);
    assert_int_equal(outcome->coalition_count, 1);
    outcome_free(outcome);
}

static void without_agreement_there_is_no_position(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct outcome *outcome = never(frontier(&tiny, &stances));
    const double *const all[] = {outcome->position_mean, outcome->position_sd, outcome->position_low,
                                 outcome->position_high};
    for (size_t k = 0; k < 4; k++)
        assert_true(isnan(all[k][0]));
    outcome_free(outcome);
}

// A menu on two issues; the first party proposes deal 0, the second this one, taking effect so often.
static struct outcome *two_deals(struct tiny *tiny, struct stances *stances, size_t second, double effect) {
    double value[2] = {0};
    struct game *game = frontier(tiny, stances);
    game->issues = 2;
    tiny_menu(tiny, 3, (double[]){0.5, 0.6, 0.7, 0.2, 0.1, 0.1});
    struct profile *profile = tiny_profile(game, value);
    tiny_choose(game, profile, 0, 0, 1, 0, 0);
    tiny_deal(game, profile, 0, 0, 0, 1, 1);
    tiny_choose(game, profile, 0, 1, 1, 0, 0);
    tiny_deal(game, profile, 0, 1, second, 1, effect);
    return compute(game, profile);
}

static void deals_lie_where_they_are_put(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct outcome *outcome = two_deals(&tiny, &stances, 1, 0.5);
    assert_near(outcome->position_mean[0], 0, 100 * ROUNDING); // 2/3 of -50 and 1/3 of 100
    assert_near(outcome->position_sd[0], 150 * sqrt(2) / 3, 100 * ROUNDING);
    assert_near(outcome->position_mean[1], 1.25 / 3, ROUNDING);
    assert_near(outcome->position_high[1], 0.75, 0);
    assert_near(outcome->baseline_position[2 * BASELINE_EGALITARIAN], -50, 0);
    assert_near(outcome->baseline_position[2 * BASELINE_UTILITARIAN + 1], 0.25, 0);
    outcome_free(outcome);
}

static void a_deal_that_lies_nowhere_leaves_no_position(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    struct outcome *outcome = two_deals(&tiny, &stances, 2, 0.5);
    assert_true(isnan(outcome->position_mean[0]));
    assert_true(isnan(outcome->position_sd[1]));
    assert_true(isnan(outcome->position_low[1]));
    outcome_free(outcome);
    outcome = two_deals(&tiny, &stances, 2, 1e-13); // as good as never agreed
    assert_near(outcome->position_mean[0], -50, 0);
    assert_near(outcome->position_sd[0], 0, 0);
    outcome_free(outcome);
}

static void positions_are_metrics_by_name(void **state) {
    (void)state;
    struct tiny tiny;
    struct stances stances;
    double got = -1;
    struct outcome *outcome = two_deals(&tiny, &stances, 1, 0.5);
    assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, "position.flag", &got, NULL), PARLEY_OK);
    assert_near(got, 1.25 / 3, ROUNDING);
    assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, "position_sd.land. All of it", &got, NULL),
                     PARLEY_OK);
    assert_near(got, 150 * sqrt(2) / 3, 100 * ROUNDING);
    struct errors errors = {0};
    assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, "position.flagg", &got, &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "'position.flag'"));
    errors_free(&errors);
    outcome_free(outcome);
}

static bool find_issue_metrics(void *context, const struct metric *metric) {
    size_t *found = context;
    *found += strcmp(metric->path, "position.land. All of it") == 0 && strcmp(metric->unit, "%") == 0;
    *found += strcmp(metric->path, "position_sd.flag") == 0 && strcmp(metric->unit, "") == 0;
    return true;
}

static void metrics_of_issues_are_listed_in_their_units(void **state) {
    (void)state;
    size_t found = 0;
    assert_true(metrics_visit(&names, find_issue_metrics, &found));
    assert_int_equal(found, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solutions_of_a_curved_frontier),
        cmocka_unit_test(ideals_are_what_others_leave),
        cmocka_unit_test(weights_are_recognition_over_impatience),
        cmocka_unit_test(nothing_to_gain_leaves_disagreement),
        cmocka_unit_test(a_single_position_that_costs_nobody_is_every_solution),
        cmocka_unit_test(the_absent_get_what_the_position_is_worth_to_them),
        cmocka_unit_test(each_wins_the_issue_that_it_alone_cares_about),
        cmocka_unit_test(the_range_is_the_largest_gain_for_all_at_once),
        cmocka_unit_test(a_settlement_has_mean_spread_and_ends_in_its_own_unit),
        cmocka_unit_test(positions_count_by_their_chance_given_agreement),
        cmocka_unit_test(a_position_is_no_share_but_has_a_coalition),
        cmocka_unit_test(without_agreement_there_is_no_position),
        cmocka_unit_test(deals_lie_where_they_are_put),
        cmocka_unit_test(a_deal_that_lies_nowhere_leaves_no_position),
        cmocka_unit_test(positions_are_metrics_by_name),
        cmocka_unit_test(metrics_of_issues_are_listed_in_their_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
