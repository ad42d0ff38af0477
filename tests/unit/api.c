// SPDX-License-Identifier: GPL-3.0-or-later
// The public interface: ownership, failures that leave things as they were, and metrics.
// Two random proposers with discount factors 0.9 and 0.95 have the values (1/3, 2/3).
#include "support.h"
#include <cmocka.h>
#include <unistd.h>

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

// Names with commas, a start and a condition that name levels of the table.
static const char anchored[] =
    "title: Anchored\n"
    "parties:\n"
    "  A: {discount: 0.9}\n"
    "  B: {discount: 0.9, loss_aversion: 1, aspiration: 0.4, susceptibility: 1}\n"
    "outcome: {pie: 1}\n"
    "leverage:\n"
    "  sky, blue: {levels: [a, 'a, b'], drift: {up: 0.5, down: 0},\n"
    "              when: [{table: all 2, drift: {up: 0, down: 0}}]}\n"
    "start: {table: all 1}\n"
    "moves: {clear: {by: B, shift: {'sky, blue': -1}, cost: 0.1}}\n"
    "anchors: {all: {by: A, shares: {A: 1}}, half: {by: B, shares: {A: 0.5, B: 0.5}}}\n"
    "anchoring: {depth: 2}\n";

static void anchors_are_measured_against_the_same_game_without_them(void **state) {
    (void)state;
    char *json = NULL;
    parley_result *result = solve_text(anchored);
    assert_non_null(result);
    assert_true(parley_result_certificate(result).holds);
    assert_int_equal(parley_result_json(result, true, &json, NULL), PARLEY_OK);
    assert_non_null(strstr(json, "\"anchoring\": {\n  \"A\": {\n   \"value_gain\": "));
    assert_non_null(strstr(json, "\"table half\": {"));
    assert_non_null(strstr(json, "\"without_anchors\": {"));
    parley_text_free(json);
    assert_near(metric(result, "uses.clear"), 0, 0);
    parley_result_free(result);
}

static void anchors_that_move_nobody_bring_nothing(void **state) {
    (void)state;
    parley_scenario *scenario = NULL;
    parley_result *result = NULL;
    char *report = NULL;
    assert_int_equal(parley_parse(anchored, strlen(anchored), "test", &scenario, NULL), PARLEY_OK);
    assert_int_equal(parley_set(scenario, "B.susceptibility=0", NULL), PARLEY_OK);
    assert_int_equal(parley_solve(scenario, NULL, &result, NULL), PARLEY_OK);
    assert_int_equal(parley_result_report(result, true, &report, NULL), PARLEY_OK);
    assert_non_null(strstr(report, "and the talks end as they would without"));
    parley_text_free(report);
    parley_result_free(result);
    parley_scenario_free(scenario);
}

static void assert_explained(const parley_result *result, const char *where, const char *wanted) {
    char *text = NULL;
    assert_int_equal(parley_result_explain(result, where, NULL, PARLEY_TEXT, &text, NULL), PARLEY_OK);
    if (!strstr(text, wanted)) print_error("%s\n", text);
    assert_non_null(strstr(text, wanted));
    parley_text_free(text);
}

static void a_state_is_found_by_name_even_if_names_hold_commas(void **state) {
    (void)state;
    parley_result *result = solve_text(anchored);
    assert_explained(result, NULL, "In the state: sky, blue a, table all 1 (the start).");
    assert_explained(result, "sky, blue=a, b", "In the state: sky, blue a, b, table all 1.");
    assert_explained(result, "table=half 2, sky, blue=a", "In the state: sky, blue a, table half 2.");
    parley_result_free(result);
}

static void what_cannot_be_explained_names_the_nearest(void **state) {
    (void)state;
    const struct {
        const char *where, *who, *hint;
    } rows[] = {{"tabel=all 1", NULL, "'table'"}, {"table=all 3", NULL, "'all "},
                {"table", NULL, "CHANNEL=LEVEL"}, {NULL, "b", "'B'"},
                {"=", NULL, "channel"},           {"table=", NULL, "level"}};
    parley_result *result = solve_text(anchored);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        char *text = NULL;
        parley_error *error = NULL;
        assert_int_equal(
            parley_result_explain(result, rows[k].where, rows[k].who, PARLEY_JSON, &text, &error),
            PARLEY_INPUT);
        assert_null(text);
        if (!strstr(parley_error_text(error), rows[k].hint)) print_error("%s\n", parley_error_text(error));
        assert_non_null(strstr(parley_error_text(error), rows[k].hint));
        parley_error_free(error);
    }
    parley_result_free(result);
}

static bool stop_at_the_end(void *context, uint64_t done, uint64_t total, uint64_t failed) {
    (void)failed;
    *(bool *)context = done == total;
    return done < total;
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total, uint64_t failed) {
    (void)failed;
    *(bool *)context = done < total;
    return false;
}

// A wish to stop that comes with the last point comes too late: there is nothing left to go on with.
static void a_sweep_that_is_stopped_after_its_last_point_is_complete(void **state) {
    (void)state;
    const char *vary = "A.discount=0.5:0.9:1200";
    char folder[] = "/tmp/parley-api-XXXXXX", journal[64], result[64];
    bool late = false;
    struct parley_sweep_report report;
    parley_scenario *scenario = two_parties();
    assert_non_null(mkdtemp(folder));
    snprintf(journal, sizeof journal, "%s/sweep.journal", folder);
    snprintf(result, sizeof result, "%s/sweep.nc", folder);
    struct parley_sweep sweep = {.vary = &vary,
                                 .vary_count = 1,
                                 .directory = folder,
                                 .threads = 1,
                                 .progress = stop_at_once,
                                 .progress_context = &late};
    assert_int_equal(parley_sweep_run(scenario, &sweep, &report, NULL), PARLEY_INTERRUPTED);
    assert_true(late && report.done > 0 && report.done < 1200 && !report.complete);
    assert_int_equal(access(journal, F_OK), 0);
    parley_sweep_report_clear(&report);
    sweep.resume = true;
    sweep.progress = stop_at_the_end;
    assert_int_equal(parley_sweep_run(scenario, &sweep, &report, NULL), PARLEY_OK);
    assert_true(late && report.done == 1200 && report.complete);
    assert_int_not_equal(access(journal, F_OK), 0);
    assert_int_equal(remove(result), 0);
    assert_int_equal(rmdir(folder), 0);
    parley_sweep_report_clear(&report);
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
        cmocka_unit_test(anchors_are_measured_against_the_same_game_without_them),
        cmocka_unit_test(anchors_that_move_nobody_bring_nothing),
        cmocka_unit_test(a_state_is_found_by_name_even_if_names_hold_commas),
        cmocka_unit_test(what_cannot_be_explained_names_the_nearest),
        cmocka_unit_test(a_sweep_that_is_stopped_after_its_last_point_is_complete),
        cmocka_unit_test(free_functions_accept_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
