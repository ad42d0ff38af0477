// SPDX-License-Identifier: GPL-3.0-or-later
// What parley_check says solving will cost, beside what it took: operator applications are right within a
// factor of 4 over models and constructed games, offers are those that there are, time is in proportion to
// both, and a warning comes where solving takes long and nowhere else.
#include "support.h"
#include <cmocka.h>
#include <jansson.h>

static json_t *checked(parley_scenario *scenario) {
    char *text = NULL;
    assert_int_equal(parley_check(scenario, PARLEY_JSON, &text, NULL), PARLEY_OK);
    json_t *root = json_loads(text, 0, NULL), *cost = json_object_get(root, "cost");
    assert_non_null(cost);
    json_incref(cost);
    json_decref(root);
    parley_text_free(text);
    return cost;
}

static double number(const json_t *object, const char *key) {
    return json_number_value(json_object_get(object, key));
}

static double applications_taken(const parley_scenario *scenario) {
    parley_result *result = NULL;
    char *text = NULL;
    const struct parley_options options = {.threads = 1};
    assert_int_equal(parley_solve(scenario, &options, &result, NULL), PARLEY_OK);
    assert_int_equal(parley_result_json(result, false, &text, NULL), PARLEY_OK);
    json_t *root = json_loads(text, 0, NULL), *effort = json_object_get(root, "equilibrium");
    double taken = number(effort, "operator_applications") / number(effort, "components");
    json_decref(root);
    parley_text_free(text);
    parley_result_free(result);
    return taken;
}

static void applications_are_foreseen_within_a_factor_of_four(void **state) {
    (void)state;
    static const char *const files[] = {
        "models/classics/rubinstein.yaml",  "models/classics/unequal-recognition.yaml",
        "models/battlefield.yaml",          "models/sanctions-announced.yaml",
        "models/counter-anchoring.yaml",    "models/exhaustion.yaml",
        "models/frozen-or-withdrawal.yaml", "models/linkage-relief.yaml",
    };
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        parley_scenario *scenario = NULL;
        assert_int_equal(parley_load(files[k], &scenario, NULL), PARLEY_OK);
        json_t *cost = checked(scenario);
        double ratio = number(cost, "operator_applications") / applications_taken(scenario);
        if (!(ratio > 0.25 && ratio < 4)) fail_msg("%s: %g", files[k], ratio);
        assert_true(json_is_null(json_object_get(cost, "warning")));
        json_decref(cost);
        parley_scenario_free(scenario);
    }
}

// A simple majority of n parties, each a little more patient than the one before.
static parley_scenario *majority(size_t n, const char *outcome) {
    char text[4096] = "title: Majority\nagreement: {rule: majority}\nparties:\n";
    parley_scenario *scenario = NULL;
    for (size_t i = 0; i < n; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "  P%zu: {discount: %g, initiative: %zu, issues: {k: {ideal: %g}, l: {ideal: %g}}}\n", i,
                 0.9 + 0.005 * (double)i, 1 + i % 3, (double)(37 * i % 100) / 100,
                 (double)(53 * i % 100) / 100);
    snprintf(text + strlen(text), sizeof text - strlen(text), "outcome: %s\n", outcome);
    if (strstr(outcome, "pie"))
        for (char *issues = text; (issues = strstr(issues, ", issues: {k: "));)
            memset(issues, ' ', strcspn(issues, "\n") - 1);
    assert_int_equal(parley_parse(text, strlen(text), "test", &scenario, NULL), PARLEY_OK);
    return scenario;
}

static const char ISSUES[] = "{issues: {k: {range: [0, 1]}, l: {range: [0, 1]}}}";

static void offers_are_those_of_every_proposer(void **state) {
    (void)state;
    parley_scenario *scenario = majority(7, "{pie: 1}");
    json_t *cost = checked(scenario);
    assert_near(number(cost, "offers"), 7 * 20, 0); // three of the six others
    double ratio = number(cost, "operator_applications") / applications_taken(scenario);
    assert_true(ratio > 0.25 && ratio < 4);
    json_decref(cost);
    parley_scenario_free(scenario);
}

static void a_warning_comes_where_solving_takes_long(void **state) {
    (void)state;
    static const struct {
        size_t parties;
        const char *outcome, *says;
    } cases[] = {{5, "{pie: 1}", NULL},
                 {5, ISSUES, NULL},
                 {16, "{pie: 1}", "6435 coalitions"},
                 {16, ISSUES, "6435 coalitions"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        parley_scenario *scenario = majority(cases[k].parties, cases[k].outcome);
        json_t *cost = checked(scenario);
        const char *warning = json_string_value(json_object_get(cost, "warning"));
        assert_int_equal(warning != NULL, cases[k].says != NULL);
        assert_true(cases[k].says ? strstr(warning, cases[k].says) && number(cost, "seconds") > 10
                                  : number(cost, "seconds") < 10);
        json_decref(cost);
        parley_scenario_free(scenario);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(applications_are_foreseen_within_a_factor_of_four),
        cmocka_unit_test(offers_are_those_of_every_proposer),
        cmocka_unit_test(a_warning_comes_where_solving_takes_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
