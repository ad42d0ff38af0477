// SPDX-License-Identifier: GPL-3.0-or-later
// The public interface: ownership, failures that leave things as they were, and metrics.
// Two random proposers with discount factors 0.9 and 0.95 have the values (1/3, 2/3).
#include "support.h"
#include <cmocka.h>

static const char two[] =
    "title: Two\nparties: {A: {discount: 0.9}, B: {discount: 0.95}}\noutcome: {pie: 1}\n";

static parley_scenario *two_parties(void) {
    parley_scenario *scenario = NULL;
    assert_int_equal(parley_parse(two, strlen(two), "two", &scenario, NULL), PARLEY_OK);
    return scenario;
}

static void a_result_outlives_its_scenario_and_is_not_changed_by_it(void **state) {
    (void)state;
    parley_result *result = NULL;
    parley_scenario *scenario = two_parties();
    assert_int_equal(parley_solve(scenario, NULL, &result, NULL), PARLEY_OK);
    assert_int_equal(parley_set(scenario, "A.discount=0.5", NULL), PARLEY_OK);
    assert_near(metric(result, "value.A"), 1.0 / 3, 1e-12);
    parley_scenario_free(scenario);
    assert_near(metric(result, "value.B"), 2.0 / 3, 1e-12);
    assert_true(parley_result_certificate(result).holds);
    parley_result_free(result);
}

static void a_failed_assignment_leaves_the_scenario_as_it_was(void **state) {
    (void)state;
    parley_error *error = NULL;
    parley_result *result = NULL;
    parley_scenario *scenario = two_parties();
    assert_int_equal(parley_set(scenario, "A.discount=1.5", &error), PARLEY_INPUT);
    assert_int_equal(parley_error_status(error), PARLEY_INPUT);
    assert_true(parley_error_count(error) == 1);
    parley_error_free(error);
    assert_int_equal(parley_solve(scenario, NULL, &result, &error), PARLEY_OK);
    assert_null(error);
    assert_near(metric(result, "value.A"), 1.0 / 3, 1e-12);
    parley_result_free(result);
    parley_scenario_free(scenario);
}

static void options_out_of_range_are_bad_input(void **state) {
    (void)state;
    const struct parley_options wrong[] = {
        {.tolerance = -1}, {.tolerance = NAN}, {.tolerance = INFINITY}, {.threads = -1}};
    parley_scenario *scenario = two_parties();
    parley_result *result = NULL;
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        assert_int_equal(parley_solve(scenario, &wrong[k], &result, NULL), PARLEY_INPUT);
    assert_null(result);
    parley_scenario_free(scenario);
}

static void an_unknown_metric_names_the_nearest(void **state) {
    (void)state;
    double value = 7;
    parley_error *error = NULL;
    parley_result *result = solve_text(two);
    assert_int_equal(parley_metric(result, "valeu.B", &value, &error), PARLEY_INPUT);
    assert_non_null(strstr(parley_error_text(error), "value.B"));
    assert_true(value == 7);
    parley_error_free(error);
    parley_result_free(result);
}

static void agreement_by_a_date_past_the_horizon_is_agreement_ever(void **state) {
    (void)state;
    parley_result *result = solve_text(two);
    assert_near(metric(result, "agreement.by.0"), 1, 0);
    assert_near(metric(result, "agreement.by.99999999999999999999"), 1, 0);
    assert_true(isnan(metric(result, "agreement.by.-1")));
    assert_true(isnan(metric(result, "agreement.by.")));
    parley_result_free(result);
}

static bool refuse(void *context, const char *what, double done) {
    (void)what;
    *(int *)context += done >= 0 && done <= 1;
    return false;
}

static void a_refused_progress_call_interrupts_the_solve(void **state) {
    (void)state;
    int calls = 0;
    struct parley_options options = {.progress = refuse, .progress_context = &calls};
    parley_scenario *scenario = two_parties();
    parley_result *result = NULL;
    assert_int_equal(parley_solve(scenario, &options, &result, NULL), PARLEY_INTERRUPTED);
    assert_int_equal(calls, 1);
    assert_null(result);
    parley_scenario_free(scenario);
}

static void free_functions_accept_null(void **state) {
    (void)state;
    parley_error_free(NULL);
    parley_result_free(NULL);
    parley_scenario_free(NULL);
    parley_text_free(NULL);
    assert_int_equal(parley_error_status(NULL), PARLEY_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_outlives_its_scenario_and_is_not_changed_by_it),
        cmocka_unit_test(a_failed_assignment_leaves_the_scenario_as_it_was),
        cmocka_unit_test(options_out_of_range_are_bad_input),
        cmocka_unit_test(an_unknown_metric_names_the_nearest),
        cmocka_unit_test(agreement_by_a_date_past_the_horizon_is_agreement_ever),
        cmocka_unit_test(a_refused_progress_call_interrupts_the_solve),
        cmocka_unit_test(free_functions_accept_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
