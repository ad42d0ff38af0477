// SPDX-License-Identifier: GPL-3.0-or-later
// Elasticities as the library gives them: they add up (all utilities in proportion: Euler's theorem), do not
// depend on threads, follow transition probabilities at the expense of their row, know which parameters
// cannot move, and refuse what is asked wrongly. A game whose solution is not certified has none.
#include "support.h"
#include <cmocka.h>

static const char FRONT[] = "period: 1 month\nparties:\n"
                            "  A: {discount: 0.95, disagreement: 0.1, breakdown: 0.05}\n"
                            "  B: {discount: 0.9, disagreement: -0.1, breakdown: 0.1}\n"
                            "outcome: {pie: 1}\nbreakdown_risk: 0.02\n"
                            "leverage:\n  front:\n    levels: [a, b, c]\n    start: b\n"
                            "    transition: [[%.17g, %.17g, %.17g], [0.1, 0.8, 0.1], [0, 0.2, 0.8]]\n"
                            "    effects: {pie: {scale: [0.6, 1, 1.4]}}\n";

static parley_scenario *parse(const char *text) {
    parley_scenario *scenario = NULL;
    assert_int_equal(parley_parse(text, strlen(text), "test", &scenario, NULL), PARLEY_OK);
    return scenario;
}

static parley_result *solve(const char *text, int threads) {
    parley_scenario *scenario = parse(text);
    parley_result *result = NULL;
    const struct parley_options options = {.elasticities = true, .threads = threads};
    assert_int_equal(parley_solve(scenario, &options, &result, NULL), PARLEY_OK);
    parley_scenario_free(scenario);
    return result;
}

static void front(double a, double b, double c, char *text, size_t size) {
    snprintf(text, size, FRONT, a, b, c);
}

static double slope(const parley_result *result, const char *parameter, const char *metric) {
    struct parley_derivative derivative;
    assert_int_equal(parley_result_elasticity(result, parameter, metric, &derivative, NULL), PARLEY_OK);
    return derivative.derivative;
}

static void values_are_in_proportion_to_all_utilities(void **state) {
    (void)state;
    char text[1024];
    front(0.7, 0.2, 0.1, text, sizeof text);
    parley_result *result = solve(text, 1);
    static const struct {
        const char *path;
        double at;
    } UTILITIES[] = {{"A.disagreement", 0.1},
                     {"A.breakdown", 0.05},
                     {"B.disagreement", -0.1},
                     {"B.breakdown", 0.1},
                     {"pie", 1}};
    static const char *const VALUES[] = {"value.A", "value.B"};
    for (size_t i = 0; i < 2; i++) {
        double sum = 0;
        for (size_t k = 0; k < sizeof UTILITIES / sizeof *UTILITIES; k++)
            sum += UTILITIES[k].at * slope(result, UTILITIES[k].path, VALUES[i]);
        assert_near(sum, metric(result, VALUES[i]), 1e-8);
    }
    parley_result_free(result);
}

static void a_transition_probability_moves_at_the_expense_of_its_row_in_proportion(void **state) {
    (void)state;
    static const double step = 1e-4;
    double value[2];
    char text[1024];
    for (int side = 0; side < 2; side++) {
        double p = 0.2 + (side == 0 ? -step : step), rest = (1 - p) / 0.8;
        front(0.7 * rest, p, 0.1 * rest, text, sizeof text);
        parley_result *result = solve(text, 1);
        value[side] = metric(result, "value.A");
        parley_result_free(result);
    }
    front(0.7, 0.2, 0.1, text, sizeof text);
    parley_result *result = solve(text, 1);
    double wanted = (value[1] - value[0]) / (2 * step);
    assert_true(fabs(wanted) > 1e-3);
    assert_near(slope(result, "leverage.front.transition.a.b", "value.A"), wanted,
                1e-6 * fabs(wanted) + 1e-9);
    parley_result_free(result);
}

static void a_parameter_at_the_end_of_its_range_moves_to_one_side(void **state) {
    (void)state;
    char text[1024];
    front(0.7, 0.2, 0.1, text, sizeof text);
    parley_result *result = solve(text, 1);
    struct parley_derivative up, down;
    assert_int_equal(parley_result_elasticity(result, "A.authority", "value.A", &down, NULL), PARLEY_OK);
    assert_true(isnan(down.above) && isfinite(down.below) && !down.kink);
    assert_int_equal(parley_result_elasticity(result, "leverage.front.transition.c.a", "value.A", &up, NULL),
                     PARLEY_OK);
    assert_true(isnan(up.below) && isfinite(up.above) && !up.kink && isnan(up.elasticity));
    parley_result_free(result);
}

static void the_answer_does_not_depend_on_threads(void **state) {
    (void)state;
    char text[1024], *json[2];
    front(0.7, 0.2, 0.1, text, sizeof text);
    for (int k = 0; k < 2; k++) {
        parley_result *result = solve(text, 1 + 3 * k);
        assert_int_equal(parley_result_json(result, false, &json[k], NULL), PARLEY_OK);
        parley_result_free(result);
    }
    assert_non_null(strstr(json[0], "\"elasticities\""));
    assert_string_equal(json[0], json[1]);
    parley_text_free(json[0]);
    parley_text_free(json[1]);
}

static void what_there_is_not_is_refused(void **state) {
    (void)state;
    char text[1024];
    front(0.7, 0.2, 0.1, text, sizeof text);
    parley_result *result = solve(text, 1), *plain = NULL;
    struct parley_derivative derivative = {.derivative = 17};
    parley_error *error = NULL;
    static const char *const WRONG[][2] = {
        {"A.veto", "value.A"}, {"start.front", "value.A"}, {"pie", "value.C"}, {"", ""}};
    for (size_t k = 0; k < sizeof WRONG / sizeof *WRONG; k++) {
        assert_int_equal(parley_result_elasticity(result, WRONG[k][0], WRONG[k][1], &derivative, &error),
                         PARLEY_INPUT);
        assert_non_null(strstr(parley_error_text(error), "there is no derivative of"));
        parley_error_free(error);
    }
    parley_scenario *scenario = parse(text);
    assert_int_equal(parley_solve(scenario, NULL, &plain, NULL), PARLEY_OK);
    assert_int_equal(parley_result_elasticity(plain, "pie", "value.A", &derivative, &error), PARLEY_INPUT);
    assert_non_null(strstr(parley_error_text(error), "not asked for"));
    parley_error_free(error);
    assert_true(derivative.derivative >= 17 && derivative.derivative <= 17);
    const char *const metrics[] = {"value.A", "value.Z"};
    const struct parley_options options = {.elasticities = true, .metrics = metrics, .metric_count = 2};
    parley_result *none = NULL;
    assert_int_equal(parley_solve(scenario, &options, &none, &error), PARLEY_INPUT);
    assert_null(none);
    assert_non_null(strstr(parley_error_text(error), "there is no metric 'value.Z'"));
    parley_error_free(error);
    parley_scenario_free(scenario);
    parley_result_free(plain);
    parley_result_free(result);
}

struct stop {
    double at; // how much of the derivatives is done
    bool asked;
};

static bool stop_when_differentiating(void *context, const char *what, double done) {
    struct stop *stop = context;
    stop->asked = stop->asked || (strcmp(what, "differentiating") == 0 && done >= stop->at);
    return !stop->asked;
}

static void what_is_finished_when_it_is_stopped_is_as_it_would_have_been(void **state) {
    (void)state;
    static const double parts[] = {0, 0.5};
    static const char *const parameters[] = {"A.discount",     "B.discount",
                                             "A.disagreement", "B.disagreement",
                                             "breakdown_risk", "leverage.front.effects.pie.scale.c"};
    char text[1024];
    front(0.7, 0.2, 0.1, text, sizeof text);
    parley_result *whole = solve(text, 1);
    assert_false(parley_result_stopped(whole));
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        parley_scenario *scenario = parse(text);
        parley_result *result = NULL;
        size_t found = 0, missing = 0;
        struct stop stop = {parts[p], false};
        const struct parley_options options = {.elasticities = true,
                                               .threads = 1,
                                               .progress = stop_when_differentiating,
                                               .progress_context = &stop};
        assert_int_equal(parley_solve(scenario, &options, &result, NULL), PARLEY_OK);
        assert_true(stop.asked && parley_result_stopped(result));
        assert_near(metric(result, "value.A"), metric(whole, "value.A"), 0);
        for (size_t k = 0; k < sizeof parameters / sizeof *parameters; k++) {
            struct parley_derivative derivative;
            enum parley_status status =
                parley_result_elasticity(result, parameters[k], "value.A", &derivative, NULL);
            missing += status == PARLEY_INTERRUPTED;
            found += status == PARLEY_OK;
            if (status == PARLEY_OK)
                assert_near(derivative.derivative, slope(whole, parameters[k], "value.A"), 0);
        }
        assert_int_equal(found + missing, sizeof parameters / sizeof *parameters);
        assert_true(missing > 0 && (parts[p] > 0) == (found > 0));
        parley_result_free(result);
        parley_scenario_free(scenario);
    }
    parley_result_free(whole);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_in_proportion_to_all_utilities),
        cmocka_unit_test(a_transition_probability_moves_at_the_expense_of_its_row_in_proportion),
        cmocka_unit_test(a_parameter_at_the_end_of_its_range_moves_to_one_side),
        cmocka_unit_test(the_answer_does_not_depend_on_threads),
        cmocka_unit_test(what_there_is_not_is_refused),
        cmocka_unit_test(what_is_finished_when_it_is_stopped_is_as_it_would_have_been),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
