// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison shows of every column what parley_solve and parley_metric say of it alone, to the last bit,
// whatever the number of threads; what a scenario lacks is null; differences are against the first column.
// Two random proposers with discount factors d1, d2 have values in the ratio (1 - d2) : (1 - d1).
#include "support.h"
#include <cmocka.h>
#include <jansson.h>

static const char two[] =
    "title: Two\nparties: {A: {discount: 0.9}, B: {discount: 0.95}}\noutcome: {pie: 1}\n";
static const char menu[] = "title: Menu\nparties: {B: {discount: 0.9}, C: {discount: 0.9}}\n"
                           "outcome: {deals: {half: {utility: {B: 0.5, C: 0.5}}}}\n"
                           "leverage: {front: {levels: [near, far]}}\n";

static parley_scenario *parse(const char *text, const char *assignment) {
    parley_scenario *scenario = NULL;
    assert_int_equal(parley_parse(text, strlen(text), "test", &scenario, NULL), PARLEY_OK);
    if (assignment) assert_int_equal(parley_set(scenario, assignment, NULL), PARLEY_OK);
    return scenario;
}

// Two, two with A as patient as B, and a menu of deals.
struct three {
    parley_scenario *scenario[3];
};

static struct three three_new(void) {
    return (struct three){{parse(two, NULL), parse(two, "A.discount=0.95"), parse(menu, NULL)}};
}

static void three_free(struct three *three) {
    for (size_t k = 0; k < 3; k++)
        parley_scenario_free(three->scenario[k]);
}

static parley_comparison *compare(struct three *three, const char *const *metrics, size_t count,
                                  int threads) {
    static const char *const names[] = {"two", "patient", "menu"};
    const struct parley_columns columns = {(const parley_scenario *const *)three->scenario, names, 3, metrics,
                                           count};
    const struct parley_options options = {.threads = threads};
    parley_comparison *comparison = NULL;
    parley_error *error = NULL;
    if (parley_compare(&columns, &options, &comparison, &error) != PARLEY_OK)
        fail_msg("%s", parley_error_text(error));
    return comparison;
}

static json_t *as_json(const parley_comparison *comparison) {
    char *text = NULL;
    assert_int_equal(parley_comparison_json(comparison, &text, NULL), PARLEY_OK);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    parley_text_free(text);
    return root;
}

static json_t *metric_of(const json_t *root, const char *list, size_t k, const char *path) {
    json_t *value =
        json_object_get(json_object_get(json_array_get(json_object_get(root, list), k), "metrics"), path);
    assert_non_null(value);
    return value;
}

static void every_number_is_that_of_the_scenario_alone(void **state) {
    (void)state;
    struct three three = three_new();
    parley_comparison *comparison = compare(&three, NULL, 0, 2);
    json_t *root = as_json(comparison);
    assert_int_equal(json_array_size(json_object_get(root, "results")), 3);
    for (size_t k = 0; k < 3; k++) {
        parley_result *result = NULL;
        const char *path;
        json_t *value;
        assert_int_equal(parley_solve(three.scenario[k], NULL, &result, NULL), PARLEY_OK);
        json_t *one = json_array_get(json_object_get(root, "results"), k);
        json_object_foreach(json_object_get(one, "metrics"), path, value) {
            double wanted;
            if (!json_is_number(value)) continue;
            assert_int_equal(parley_metric(result, path, &wanted, NULL), PARLEY_OK);
            assert_true(json_number_value(value) == wanted);
        }
        assert_true(json_is_true(json_object_get(json_object_get(one, "certificate"), "holds")));
        parley_result_free(result);
    }
    assert_near(json_number_value(metric_of(root, "results", 0, "value.A")), 1.0 / 3, 1e-12);
    assert_near(json_number_value(metric_of(root, "results", 1, "value.A")), 0.5, 1e-12);
    assert_int_equal(parley_comparison_uncertified(comparison), 0);
    json_decref(root);
    parley_comparison_free(comparison);
    three_free(&three);
}

static void differences_are_against_the_first_column(void **state) {
    (void)state;
    struct three three = three_new();
    parley_comparison *comparison = compare(&three, NULL, 0, 1);
    json_t *root = as_json(comparison);
    assert_int_equal(json_array_size(json_object_get(root, "differences")), 2);
    assert_near(json_number_value(metric_of(root, "differences", 0, "value.A")), 1.0 / 6, 1e-12);
    assert_near(json_number_value(metric_of(root, "differences", 0, "value.B")), -1.0 / 6, 1e-12);
    json_decref(root);
    parley_comparison_free(comparison);
    three_free(&three);
}

static void what_a_scenario_lacks_is_null_and_a_dash(void **state) {
    (void)state;
    struct three three = three_new();
    parley_comparison *comparison = compare(&three, NULL, 0, 1);
    json_t *root = as_json(comparison);
    char *text = NULL;
    assert_true(json_is_null(metric_of(root, "results", 2, "value.A")));
    assert_true(json_is_null(metric_of(root, "results", 0, "value.C")));
    assert_true(json_is_null(metric_of(root, "results", 2, "share.B")));
    assert_true(json_is_null(metric_of(root, "results", 0, "deal.half")));
    assert_true(json_is_null(metric_of(root, "differences", 1, "value.A")));
    assert_near(json_number_value(metric_of(root, "results", 2, "deal.half")), 1, 1e-12);
    assert_int_equal(parley_comparison_report(comparison, false, &text, NULL), PARLEY_OK);
    char line[128];
    bool seen = false;
    for (const char *at = text; at && sscanf(at, " %127[^\n]", line) == 1; at = strchr(at + 1, '\n'))
        seen = seen || (strncmp(line, "front", 5) == 0 && strstr(line, "-") && strstr(line, "near"));
    assert_true(seen);
    parley_text_free(text);
    json_decref(root);
    parley_comparison_free(comparison);
    three_free(&three);
}

static void only_the_rows_asked_for_are_shown(void **state) {
    (void)state;
    struct three three = three_new();
    char *text = NULL;
    parley_comparison *comparison =
        compare(&three, (const char *const[]){"agreement.by.3", "value.C", "value.C"}, 3, 1);
    json_t *root = as_json(comparison);
    const json_t *metrics = json_object_get(json_array_get(json_object_get(root, "results"), 0), "metrics");
    assert_int_equal(json_object_size(metrics), 2);
    assert_near(json_number_value(metric_of(root, "results", 1, "agreement.by.3")), 1, 1e-12);
    assert_int_equal(parley_comparison_report(comparison, false, &text, NULL), PARLEY_OK);
    assert_null(strstr(text, "value (utility)"));
    assert_non_null(strstr(text, "agreement.by.3"));
    parley_text_free(text);
    json_decref(root);
    parley_comparison_free(comparison);
    three_free(&three);
}

static void colour_changes_nothing_but_colour(void **state) {
    (void)state;
    struct three three = three_new();
    char *plain = NULL, *coloured = NULL;
    parley_comparison *comparison = compare(&three, NULL, 0, 1);
    assert_int_equal(parley_comparison_report(comparison, false, &plain, NULL), PARLEY_OK);
    assert_int_equal(parley_comparison_report(comparison, true, &coloured, NULL), PARLEY_OK);
    assert_null(strchr(plain, '\033'));
    assert_non_null(strstr(coloured, "\033[32m0.5000\033[0m")); // A: from 1/3 to 1/2
    assert_non_null(strstr(coloured, "\033[31m0.5000\033[0m")); // B: from 2/3 to 1/2
    char *to = coloured;
    for (const char *from = coloured; *from;) {
        if (*from == '\033')
            from = strchr(from, 'm') + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    assert_string_equal(coloured, plain);
    parley_text_free(plain);
    parley_text_free(coloured);
    parley_comparison_free(comparison);
    three_free(&three);
}

static void names_cannot_steer_a_terminal(void **state) {
    (void)state;
    parley_scenario *scenario = parse(two, NULL);
    const struct parley_columns columns = {(const parley_scenario *const[]){scenario, scenario},
                                           (const char *const[]){"a", "\033[2Jb\xFF"}, 2, NULL, 0};
    char *text = NULL, *json = NULL;
    parley_comparison *comparison = NULL;
    assert_int_equal(parley_compare(&columns, NULL, &comparison, NULL), PARLEY_OK);
    assert_int_equal(parley_comparison_report(comparison, true, &text, NULL), PARLEY_OK);
    assert_int_equal(parley_comparison_json(comparison, &json, NULL), PARLEY_OK);
    assert_null(strchr(text, '\033'));
    assert_null(strchr(json, '\xFF'));
    parley_text_free(text);
    parley_text_free(json);
    parley_comparison_free(comparison);
    parley_scenario_free(scenario);
}

static void the_answer_does_not_depend_on_the_number_of_threads(void **state) {
    (void)state;
    struct three three = three_new();
    char *json[2] = {NULL, NULL};
    for (int k = 0; k < 2; k++) {
        parley_comparison *comparison = compare(&three, NULL, 0, k == 0 ? 1 : 3);
        assert_int_equal(parley_comparison_json(comparison, &json[k], NULL), PARLEY_OK);
        parley_comparison_free(comparison);
    }
    assert_string_equal(json[0], json[1]);
    parley_text_free(json[0]);
    parley_text_free(json[1]);
    three_free(&three);
}

static void what_is_not_certified_is_shown_and_counted(void **state) {
    (void)state;
    struct three three = three_new();
    static const char *const names[] = {"two", "patient", "menu"};
    const struct parley_columns columns = {(const parley_scenario *const *)three.scenario, names, 3, NULL, 0};
    const struct parley_options options = {.tolerance = 1e-300};
    parley_comparison *comparison = NULL;
    char *text = NULL;
    assert_int_equal(parley_compare(&columns, &options, &comparison, NULL), PARLEY_OK);
    assert_true(parley_comparison_uncertified(comparison) > 0);
    assert_int_equal(parley_comparison_report(comparison, false, &text, NULL), PARLEY_OK);
    assert_non_null(strstr(text, "EQUILIBRIUM"));
    parley_text_free(text);
    parley_comparison_free(comparison);
    three_free(&three);
}

static void wrong_metrics_options_and_counts_are_bad_input(void **state) {
    (void)state;
    struct three three = three_new();
    static const char *const names[] = {"two", "patient", "menu"}, *const wrong[] = {"deal.hal"};
    struct parley_columns columns = {(const parley_scenario *const *)three.scenario, names, 3, wrong, 1};
    parley_comparison *comparison = NULL;
    parley_error *error = NULL;
    assert_int_equal(parley_compare(&columns, NULL, &comparison, &error), PARLEY_INPUT);
    assert_non_null(strstr(parley_error_text(error), "did you mean 'deal.half'"));
    parley_error_free(error);
    columns.metric_count = 0;
    assert_int_equal(parley_compare(&columns, &(struct parley_options){.tolerance = NAN}, &comparison, NULL),
                     PARLEY_INPUT);
    assert_int_equal(parley_compare(&columns, &(struct parley_options){.threads = -1}, &comparison, NULL),
                     PARLEY_INPUT);
    columns.count = 0;
    assert_int_equal(parley_compare(&columns, NULL, &comparison, NULL), PARLEY_INPUT);
    columns.count = 101;
    assert_int_equal(parley_compare(&columns, NULL, &comparison, NULL), PARLEY_INPUT);
    assert_null(comparison);
    three_free(&three);
}

static bool refuse(void *context, const char *what, double done) {
    (void)context, (void)what, (void)done;
    return false;
}

static bool stop_after_one(void *context, const char *what, double done) {
    (void)context, (void)what;
    return !(done > 0);
}

static void what_is_finished_when_it_is_stopped_is_as_it_would_have_been(void **state) {
    (void)state;
    struct three three = three_new();
    static const char *const names[] = {"two", "patient", "menu"};
    const struct parley_columns columns = {(const parley_scenario *const *)three.scenario, names, 3, NULL, 0};
    const struct parley_options options = {.threads = 1, .progress = stop_after_one};
    parley_comparison *comparison = NULL, *whole = compare(&three, NULL, 0, 1);
    char *report = NULL;
    assert_int_equal(parley_compare(&columns, &options, &comparison, NULL), PARLEY_OK);
    assert_int_equal(parley_comparison_missing(comparison), 2);
    assert_int_equal(parley_comparison_columns(comparison), 3);
    assert_int_equal(parley_comparison_uncertified(comparison), 0);
    assert_int_equal(parley_comparison_missing(whole), 0);
    json_t *some = as_json(comparison), *all = as_json(whole);
    assert_true(json_is_true(json_object_get(some, "interrupted")));
    assert_true(json_is_false(json_object_get(all, "interrupted")));
    json_t *results = json_object_get(some, "results");
    assert_true(json_equal(json_object_get(json_array_get(results, 0), "parties"),
                           json_object_get(json_array_get(json_object_get(all, "results"), 0), "parties")));
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(json_is_true(json_object_get(json_array_get(results, k), "missing")), k > 0);
    assert_int_equal(json_array_size(json_object_get(some, "differences")), 0);
    assert_int_equal(parley_comparison_report(comparison, false, &report, NULL), PARLEY_OK);
    assert_non_null(strstr(report, "Interrupted: 2 of 3 columns are missing (patient, menu)."));
    parley_text_free(report);
    json_decref(some);
    json_decref(all);
    parley_comparison_free(comparison);
    parley_comparison_free(whole);
    three_free(&three);
}

static void a_comparison_can_be_stopped(void **state) {
    (void)state;
    struct three three = three_new();
    static const char *const names[] = {"two", "patient", "menu"};
    const struct parley_columns columns = {(const parley_scenario *const *)three.scenario, names, 3, NULL, 0};
    const struct parley_options options = {.threads = 2, .progress = refuse};
    parley_comparison *comparison = NULL;
    assert_int_equal(parley_compare(&columns, &options, &comparison, NULL), PARLEY_INTERRUPTED);
    assert_null(comparison);
    three_free(&three);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_that_of_the_scenario_alone),
        cmocka_unit_test(differences_are_against_the_first_column),
        cmocka_unit_test(what_a_scenario_lacks_is_null_and_a_dash),
        cmocka_unit_test(only_the_rows_asked_for_are_shown),
        cmocka_unit_test(colour_changes_nothing_but_colour),
        cmocka_unit_test(names_cannot_steer_a_terminal),
        cmocka_unit_test(the_answer_does_not_depend_on_the_number_of_threads),
        cmocka_unit_test(what_is_not_certified_is_shown_and_counted),
        cmocka_unit_test(wrong_metrics_options_and_counts_are_bad_input),
        cmocka_unit_test(a_comparison_can_be_stopped),
        cmocka_unit_test(what_is_finished_when_it_is_stopped_is_as_it_would_have_been),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
