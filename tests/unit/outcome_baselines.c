// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting values, axiomatic divisions and power indices against closed forms; the metrics that name them.
// Power indices of the EEC of 1958: votes 4, 4, 4, 2, 2, 1, quota 12 of 17.
#include "support.h"

#include <cmocka.h>

#include "outcome/metrics.h"
#include "unit/tiny.h"

static const double ROUNDING = 1e-14;

// Everybody passes for ever; the outcome still has its baselines.
static struct outcome *compute(const struct game *game) {
    double value[TINY_STATES * TINY_PARTIES] = {0};
    struct profile *profile = tiny_profile(game, value);
    for (size_t s = 0; s < game->states; s++)
        for (size_t j = 0; j < game->parties; j++)
            tiny_choose(game, profile, s, j, 0, 1, 0);
    struct outcome *outcome = NULL;
    assert_int_equal(outcome_compute(game, profile, &outcome, NULL), PARLEY_OK);
    profile_free(profile);
    return outcome;
}

// Two parties over a pie of 1 with these disagreement points.
static struct outcome *divide(struct tiny *tiny, double first, double second) {
    struct game *game = tiny_game(tiny, 2, 1, 0);
    tiny->flow[0] = first;
    tiny->flow[1] = second;
    return compute(game);
}

static void assert_division(const double *got, double first, double second) {
    assert_near(got[0], first, ROUNDING);
    assert_near(got[1], second, ROUNDING);
}

static void waiting_is_the_flow_until_breakdown(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.flow[0] = 0.3;
    tiny.risk[0] = 0.2;
    tiny.breakdown[0] = -1;
    tiny.outside[1] = 0.25;
    struct outcome *outcome = compute(game);
    assert_near(outcome->waiting[0], (0.1 * 0.3 - 0.9 * 0.2) / (1 - 0.9 * 0.8), ROUNDING);
    assert_near(outcome->waiting[1], 0.25, 0);
    outcome_free(outcome);
}

static void waiting_follows_the_partys_own_belief(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 2, 0);
    tiny.flow[2] = tiny.flow[3] = 1;
    tiny.belief[1] = 1;
    memcpy(tiny.probability[1], (double[]){0, 1, 0, 1}, 4 * sizeof(double));
    struct outcome *outcome = compute(game);
    assert_near(outcome->waiting[0], 0, 0);
    assert_near(outcome->waiting[1], 0.9, ROUNDING);
    outcome_free(outcome);
}

static void equal_parties_divide_equally(void **state) {
    (void)state;
    struct tiny tiny;
    struct outcome *outcome = divide(&tiny, 0, 0);
    assert_division(outcome->nash, 0.5, 0.5);
    assert_division(outcome->nash_weighted, 0.5, 0.5);
    assert_division(outcome->kalai_smorodinsky, 0.5, 0.5);
    assert_division(outcome->egalitarian, 0.5, 0.5);
    assert_division(outcome->utilitarian, 0.5, 0.5);
    outcome_free(outcome);
}

static void corners_bind(void **state) {
    (void)state;
    struct tiny tiny;
    struct outcome *outcome = divide(&tiny, -2, 0.7);
    assert_division(outcome->nash, 0, 1);
    assert_division(outcome->egalitarian, 0, 1);
    assert_division(outcome->utilitarian, 0.3, 0.7);
    // ideals 0.3 and 1: gains 2.3 t and 0.3 t sum to 2.3
    double t = 2.3 / 2.6;
    assert_division(outcome->kalai_smorodinsky, -2 + 2.3 * t, 0.7 + 0.3 * t);
    outcome_free(outcome);
}

static void weights_are_recognition_over_impatience(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    memcpy(tiny.recognition, (double[]){0.75, 0.25}, 2 * sizeof(double));
    tiny.discount[0] = 0.9 * 0.9; // twice as impatient
    struct outcome *outcome = compute(game);
    assert_division(outcome->nash_weighted, 0.6, 0.4);
    outcome_free(outcome);
}

static void nothing_to_gain_leaves_disagreement(void **state) {
    (void)state;
    struct tiny tiny;
    struct outcome *outcome = divide(&tiny, 0.6, 0.7);
    assert_division(outcome->nash, 0.6, 0.7);
    assert_division(outcome->utilitarian, 0.6, 0.7);
    outcome_free(outcome);
}

static void the_absent_get_nothing(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 3, 1, 0);
    tiny.rule.table = 5;
    tiny.flow[1] = 0.9;
    struct outcome *outcome = compute(game);
    assert_near(outcome->nash[1], 0, 0);
    assert_near(outcome->nash[0] + outcome->nash[2], 1, ROUNDING);
    assert_near(outcome->shapley_shubik[1], 0, 0);
    outcome_free(outcome);
}

static void power_in_the_eec_of_1958(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 6, 1, 12);
    memcpy(tiny.votes, (double[]){4, 4, 4, 2, 2, 1}, 6 * sizeof(double));
    struct outcome *outcome = compute(game);
    const double shapley[6] = {14, 14, 14, 9, 9, 0}, banzhaf[6] = {10, 10, 10, 6, 6, 0};
    for (size_t i = 0; i < 6; i++) {
        assert_near(outcome->shapley_shubik[i], shapley[i] / 60, ROUNDING);
        assert_near(outcome->banzhaf[i], banzhaf[i] / 42, ROUNDING);
    }
    outcome_free(outcome);
}

static void veto_and_unanimity_have_power(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 3, 1, 2);
    tiny.rule.veto = 1;
    struct outcome *outcome = compute(game);
    assert_near(outcome->shapley_shubik[0], 2.0 / 3, ROUNDING);
    assert_near(outcome->shapley_shubik[1], 1.0 / 6, ROUNDING);
    assert_near(outcome->banzhaf[0], 0.6, ROUNDING);
    outcome_free(outcome);
    outcome = compute(tiny_game(&tiny, 4, 1, 0));
    for (size_t i = 0; i < 4; i++) {
        assert_near(outcome->shapley_shubik[i], 0.25, ROUNDING);
        assert_near(outcome->banzhaf[i], 0.25, ROUNDING);
    }
    outcome_free(outcome);
}

static char first_name[] = "A", second_name[] = "B. of N";
static struct party named[2] = {{.name = first_name}, {.name = second_name}};
static char move_name[] = "table B. of N";
static struct option listed[1] = {{.name = move_name}};
static const struct scenario names = {
    .parties = named, .party_count = 2, .options = listed, .option_count = 1};

static double evaluate(const struct game *game, const struct outcome *outcome, const char *path) {
    double value = -1;
    assert_int_equal(metric_evaluate(game, outcome, 1e-13, path, &value, NULL), PARLEY_OK);
    return value;
}

static void metrics_are_found_by_path(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny.flow[1] = 0.2;
    tiny_option(&tiny, OPTION_MOVE, 0, 0);
    struct outcome *outcome = compute(game);
    outcome->option_uses[0] = 7;
    tiny.game.scenario = &names;
    assert_near(evaluate(&tiny.game, outcome, "uses.table B. of N"), 7, 0);
    assert_near(evaluate(&tiny.game, outcome, "nash.B. of N"), 0.6, ROUNDING);
    assert_near(evaluate(&tiny.game, outcome, "power.A"), 0.5, ROUNDING);
    assert_near(evaluate(&tiny.game, outcome, "agreement.by.12"), 0, 0);
    assert_near(evaluate(&tiny.game, outcome, "agreement.by.99999999999999999999999"), 0, 0);
    assert_near(evaluate(&tiny.game, outcome, "regime"), 0, 0);
    assert_near(evaluate(&tiny.game, outcome, "certificate.epsilon"), 1e-13, 0);
    assert_true(isnan(evaluate(&tiny.game, outcome, "agreement.mean_years")));
    outcome_free(outcome);
}

static void unknown_metric_names_the_nearest(void **state) {
    (void)state;
    struct tiny tiny;
    struct outcome *outcome = divide(&tiny, 0, 0);
    tiny.game.scenario = &names;
    const char *const wrong[] = {"agrement.ever", "value.C", "agreement.by.x", "value", "agreement.by.",
                                 "uses.A",        ""};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        struct errors errors = {0};
        double value = -1;
        assert_int_equal(metric_evaluate(&tiny.game, outcome, 0, wrong[k], &value, &errors), PARLEY_INPUT);
        assert_near(value, -1, 0);
        assert_int_equal(errors.count, 1);
        if (k == 0) assert_non_null(strstr(errors.items[0].text, "'agreement.ever'"));
        errors_free(&errors);
    }
    outcome_free(outcome);
}

struct walk {
    const struct game *game;
    const struct outcome *outcome;
    size_t count;
};

static bool evaluate_listed(void *context, const struct metric *metric) {
    struct walk *walk = context;
    walk->count++;
    assert_true(strlen(metric->meaning) > 0);
    if (strcmp(metric->path + strlen(metric->path) - 2, ".N") != 0)
        evaluate(walk->game, walk->outcome, metric->path);
    return true;
}

static void every_listed_metric_can_be_evaluated(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    tiny_option(&tiny, OPTION_MOVE, 0, 0);
    struct outcome *outcome = compute(game);
    tiny.game.scenario = &names;
    struct walk walk = {&tiny.game, outcome, 0};
    assert_true(metrics_visit(&names, evaluate_listed, &walk));
    assert_true(walk.count > 2 * 15);
    outcome_free(outcome);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_is_the_flow_until_breakdown),
        cmocka_unit_test(waiting_follows_the_partys_own_belief),
        cmocka_unit_test(equal_parties_divide_equally),
        cmocka_unit_test(corners_bind),
        cmocka_unit_test(weights_are_recognition_over_impatience),
        cmocka_unit_test(nothing_to_gain_leaves_disagreement),
        cmocka_unit_test(the_absent_get_nothing),
        cmocka_unit_test(power_in_the_eec_of_1958),
        cmocka_unit_test(veto_and_unanimity_have_power),
        cmocka_unit_test(metrics_are_found_by_path),
        cmocka_unit_test(unknown_metric_names_the_nearest),
        cmocka_unit_test(every_listed_metric_can_be_evaluated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
