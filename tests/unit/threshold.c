// SPDX-License-Identifier: GPL-3.0-or-later
// Thresholds that are known in closed form are found to the tolerance, and called by the right kind:
//   Rubinstein: (1 - d2) / (1 - d1 d2) = 0.6 at d1 = (1 - (1 - d2) / 0.6) / d2, which is 5/6 for d2 = 0.8.
//   Binmore, Shaked and Sutton: an outside option binds from o = 1 - Rubinstein's share on (9/19 for d =
//   0.9): a kink. Merlo and Wilson: a pie of p now or 3 later, even chances, is taken now from p = 1.5 d / (1
//   - d / 2) on (27/11 for
//     d = 0.9): the chance of agreement in the first round jumps from 0 to 1.
//   One who alone proposes gets its ideal point t; the other, at 0.5, has 1 - (t - 0.5)^2: 0.96 at t = 0.3
//   and 0.7. A threat of sanctions is used up to a cost of 0.0402 (models/sanctions-shock.yaml, to four
//   digits).
#include "support.h"
#include <cmocka.h>
#include <jansson.h>

static const char dictator[] =
    "title: Dictator\n"
    "parties:\n"
    "  A: {discount: 0.9, issues: {k: {ideal: 0.3}}}\n"
    "  B: {discount: 0.9, initiative: 0, disagreement: -9, issues: {k: {ideal: 0.5}}}\n"
    "outcome: {issues: {k: {range: [0, 1]}}}\n";

// Nobody ever agrees while the pie is less than what they lose by agreeing: the mean date is not defined.
static const char barren[] =
    "title: Barren\n"
    "parties: {A: {discount: 0.9, disagreement: 0.5}, B: {discount: 0.9, disagreement: 0.5}}\n"
    "outcome: {pie: 1}\n";

static parley_scenario *load(const char *path) {
    parley_scenario *scenario = NULL;
    assert_int_equal(parley_load(path, &scenario, NULL), PARLEY_OK);
    return scenario;
}

static parley_scenario *parse(const char *text) {
    parley_scenario *scenario = NULL;
    assert_int_equal(parley_parse(text, strlen(text), "test", &scenario, NULL), PARLEY_OK);
    return scenario;
}

// Takes the scenario over.
static parley_threshold *find(parley_scenario *scenario, const struct parley_search *search, int threads) {
    parley_threshold *threshold = NULL;
    parley_error *error = NULL;
    const struct parley_options options = {.threads = threads};
    if (parley_threshold_find(scenario, search, &options, &threshold, &error) != PARLEY_OK)
        fail_msg("%s", parley_error_text(error));
    parley_scenario_free(scenario);
    return threshold;
}

// Exactly one crossing, there and of this kind.
static struct parley_crossing only(parley_threshold *threshold, double at, double tolerance, bool jump) {
    assert_int_equal(parley_threshold_count(threshold), 1);
    struct parley_crossing crossing = parley_threshold_crossing(threshold, 0);
    assert_near(crossing.at, at, tolerance);
    assert_int_equal(crossing.jump, jump);
    parley_threshold_free(threshold);
    return crossing;
}

static void rubinsteins_share_is_crossed_where_the_formula_says(void **state) {
    (void)state;
    static const char *const targets[] = {"value.First>=0.6", "value.First > 0.6", "value.First<=0.6",
                                          "value.First<0.6", "value.First=0.6"};
    for (size_t k = 0; k < sizeof targets / sizeof *targets; k++) {
        struct parley_search search = {"First.discount=0.5:0.99", targets[k], 0, 0};
        parley_threshold *threshold = find(load("models/classics/rubinstein.yaml"), &search, 1);
        struct parley_crossing crossing = only(threshold, 5.0 / 6, 0.49e-9, false);
        assert_true(crossing.below < 0.6 && crossing.above > 0.6);
        assert_near(crossing.below, 0.6, 1e-8);
        assert_near(crossing.above, 0.6, 1e-8);
    }
}

static void a_point_of_the_scan_on_the_crossing_is_one_crossing(void **state) {
    (void)state;
    // d2 = 0.5: the share is 0.8 at d1 = 0.75, the middle of the range.
    static const char *const targets[] = {"value.First>=0.8", "value.First>0.8", "value.First=0.8"};
    for (size_t k = 0; k < 3; k++) {
        struct parley_search search = {"First.discount=0.6:0.9", targets[k], 3, 0};
        parley_scenario *scenario = load("models/classics/rubinstein.yaml");
        assert_int_equal(parley_set(scenario, "Second.discount=0.5", NULL), PARLEY_OK);
        only(find(scenario, &search, 1), 0.75, 0.3e-9, false);
    }
}

static void an_outside_option_binds_at_a_kink(void **state) {
    (void)state;
    struct parley_search search = {"Second.outside=0.1:0.9", "value.Second>0.47368421052631576", 0, 0};
    struct parley_crossing crossing =
        only(find(load("models/classics/outside-option.yaml"), &search, 1), 9.0 / 19, 1e-9, false);
    assert_near(crossing.below, 9.0 / 19, 1e-9);
}

static void waiting_ends_with_a_jump_where_the_pie_is_large_enough(void **state) {
    (void)state;
    static const char *const targets[] = {"agreement.first_period>=0.5", "regime>=2",
                                          "agreement.first_period=1", "agreement.mean_periods<0.5"};
    for (size_t k = 0; k < sizeof targets / sizeof *targets; k++) {
        struct parley_search search = {"leverage.size.effects.pie.set.small=1:3", targets[k], 0, 0};
        struct parley_crossing crossing =
            only(find(load("models/classics/stochastic-pie.yaml"), &search, 2), 27.0 / 11, 2e-9, true);
        assert_true(fabs(crossing.above - crossing.below) >= 1 - 1e-9);
    }
}

static void a_kink_of_the_value_at_the_jump_is_continuous(void **state) {
    (void)state;
    // Half of max(p, 0.9 (0.5 W + 1.5)): 27/22 until 27/11, then p/2.
    struct parley_search search = {"leverage.size.effects.pie.set.small=1:3", "value.A>=1.35", 0, 0};
    parley_threshold *threshold = find(load("models/classics/stochastic-pie.yaml"), &search, 1);
    only(threshold, 2.7, 2e-9, false);
}

static void two_crossings_are_found_in_one_scan(void **state) {
    (void)state;
    struct parley_search search = {"A.issues.k.ideal=0:1", "material_utility.B>=0.96", 0, 0};
    parley_threshold *threshold = find(parse(dictator), &search, 2);
    assert_int_equal(parley_threshold_count(threshold), 2);
    assert_near(parley_threshold_crossing(threshold, 0).at, 0.3, 1e-9);
    assert_near(parley_threshold_crossing(threshold, 1).at, 0.7, 1e-9);
    assert_true(isnan(parley_threshold_crossing(threshold, 2).at));
    parley_threshold_free(threshold);
}

static void no_crossing_is_an_answer_with_the_range_seen(void **state) {
    (void)state;
    struct parley_search search = {"A.issues.k.ideal=0:1", "material_utility.B<0.5", 0, 0};
    char *text = NULL;
    parley_threshold *threshold = find(parse(dictator), &search, 1);
    assert_int_equal(parley_threshold_count(threshold), 0);
    assert_int_equal(parley_threshold_certified(threshold), 41);
    assert_int_equal(parley_threshold_report(threshold, &text, NULL), PARLEY_OK);
    assert_non_null(strstr(text, "No crossing: the target is not met anywhere"));
    assert_non_null(strstr(text, "from 0.75 to 1"));
    parley_text_free(text);
    parley_threshold_free(threshold);
}

static void where_the_metric_is_not_defined_there_is_no_crossing(void **state) {
    (void)state;
    struct parley_search search = {"pie=0.5:1.5", "agreement.mean_periods<=1", 0, 0};
    struct parley_search ever = {"pie=0.5:1.5", "agreement.ever>=0.5", 0, 0};
    char *json = NULL;
    parley_threshold *threshold = find(parse(barren), &search, 1);
    assert_int_equal(parley_threshold_count(threshold), 0);
    assert_int_equal(parley_threshold_json(threshold, &json, NULL), PARLEY_OK);
    assert_null(strstr(json, "\"undefined\": 0"));
    parley_text_free(json);
    parley_threshold_free(threshold);
    only(find(parse(barren), &ever, 1), 1, 2e-9, true);
}

static void the_threat_is_credible_up_to_the_cost_that_the_model_names(void **state) {
    (void)state;
    struct parley_search search = {"moves.tighten sanctions.cost=0:0.1", "uses.tighten sanctions>0", 0, 0};
    only(find(load("models/sanctions-shock.yaml"), &search, 1), 0.0402, 0.5e-4, false);
}

static double value_at_depth(int depth) {
    char assignment[32];
    snprintf(assignment, sizeof assignment, "anchoring.depth=%d", depth);
    parley_result *result =
        solve_file("models/classics/anchoring.yaml", (const char *const[]){assignment, NULL});
    double value = metric(result, "value.One");
    parley_result_free(result);
    return value;
}

static void a_count_is_varied_in_whole_numbers(void **state) {
    (void)state;
    struct parley_search search = {"anchoring.depth=1:8", "value.One>=0.6", 0, 0};
    parley_threshold *threshold = find(load("models/classics/anchoring.yaml"), &search, 1);
    size_t crossings = 0;
    double before = value_at_depth(1);
    assert_int_equal(parley_threshold_points(threshold), 8);
    for (int depth = 2; depth <= 8; depth++) {
        double value = value_at_depth(depth);
        if ((value >= 0.6) != (before >= 0.6)) {
            struct parley_crossing crossing = parley_threshold_crossing(threshold, crossings++);
            assert_true(crossing.at == depth && crossing.jump);
            assert_near(crossing.below, before, 1e-12);
            assert_near(crossing.above, value, 1e-12);
        }
        before = value;
    }
    assert_true(crossings > 0);
    assert_int_equal(parley_threshold_count(threshold), crossings);
    parley_threshold_free(threshold);
}

static void a_steep_metric_is_not_a_jump(void **state) {
    (void)state;
    // With errors the chance of agreement rises from nothing to one within a few times the noise.
    struct parley_search search = {"leverage.size.effects.pie.set.small=2:3", "agreement.first_period>=0.5",
                                   0, 0};
    parley_scenario *scenario = load("models/classics/stochastic-pie.yaml");
    assert_int_equal(parley_set(scenario, "noise=0.0001", NULL), PARLEY_OK);
    struct parley_crossing crossing = only(find(scenario, &search, 2), 27.0 / 11, 0.01, false);
    assert_true(crossing.above > crossing.below);
}

static void the_answer_does_not_depend_on_the_number_of_threads(void **state) {
    (void)state;
    char *json[2] = {NULL, NULL};
    for (int k = 0; k < 2; k++) {
        struct parley_search search = {"A.issues.k.ideal=0:1", "material_utility.B>=0.96", 30, 0};
        parley_threshold *threshold = find(parse(dictator), &search, k == 0 ? 1 : 4);
        assert_int_equal(parley_threshold_json(threshold, &json[k], NULL), PARLEY_OK);
        parley_threshold_free(threshold);
    }
    assert_string_equal(json[0], json[1]);
    parley_text_free(json[0]);
    parley_text_free(json[1]);
}

static void what_cannot_be_asked_is_bad_input_and_says_what_would_be_right(void **state) {
    (void)state;
    static const struct {
        struct parley_search search;
        const char *says;
    } wrong[] = {
        {{"A.discount=0.9:0.5", "value.A>=0.5", 0, 0}, "wrong way round"},
        {{"A.discount=0.9:0.9", "value.A>=0.5", 0, 0}, "not a range"},
        {{"A.discount=0.5:1.5", "value.A>=0.5", 0, 0}, "(0, 1)"},
        {{"A.discount=nan:0.9", "value.A>=0.5", 0, 0}, "(0, 1)"},
        {{"A.discount=0.5", "value.A>=0.5", 0, 0}, "PATH=FROM:TO"},
        {{"A.discount=0.5:0.6:0.7", "value.A>=0.5", 0, 0}, "PATH=FROM:TO"},
        {{NULL, "value.A>=0.5", 0, 0}, "PATH=FROM:TO"},
        {{"A.discont=0.5:0.9", "value.A>=0.5", 0, 0}, "did you mean 'A.discount'"},
        {{"A.veto=0:1", "value.A>=0.5", 0, 0}, "only numbers can be varied"},
        {{"A.discount=0.5:0.9", "valeu.A>=0.5", 0, 0}, "did you mean 'value.A'"},
        {{"A.discount=0.5:0.9", "value.A", 0, 0}, "value.A>=0.5"},
        {{"A.discount=0.5:0.9", "value.A>=", 0, 0}, "METRIC>=VALUE"},
        {{"A.discount=0.5:0.9", ">=0.5", 0, 0}, "METRIC>=VALUE"},
        {{"A.discount=0.5:0.9", "value.A>=inf", 0, 0}, "METRIC>=VALUE"},
        {{"A.discount=0.5:0.9", NULL, 0, 0}, "METRIC>=VALUE"},
        {{"A.discount=0.5:0.9", "value.A>=0.5", 1, 0}, "from 2"},
        {{"A.discount=0.5:0.9", "value.A>=0.5", 0, -1}, "tolerance"},
        {{"A.discount=0.5:0.9", "value.A>=0.5", 0, NAN}, "tolerance"},
    };
    parley_threshold *threshold = NULL;
    parley_scenario *scenario = parse(barren);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        parley_error *error = NULL;
        assert_int_equal(parley_threshold_find(scenario, &wrong[k].search, NULL, &threshold, &error),
                         PARLEY_INPUT);
        if (!strstr(parley_error_text(error), wrong[k].says))
            fail_msg("%zu: %s", k, parley_error_text(error));
        parley_error_free(error);
    }
    assert_null(threshold);
    parley_scenario_free(scenario);
}

static void levels_cannot_be_varied(void **state) {
    (void)state;
    struct parley_search search = {"start.turn=First:Second", "value.First>=0.5", 0, 0};
    parley_error *error = NULL;
    parley_threshold *threshold = NULL;
    parley_scenario *scenario = load("models/classics/rubinstein.yaml");
    assert_int_equal(parley_threshold_find(scenario, &search, NULL, &threshold, &error), PARLEY_INPUT);
    assert_non_null(strstr(parley_error_text(error), "the name of a level"));
    parley_error_free(error);
    parley_scenario_free(scenario);
}

static void points_that_are_not_certified_are_left_out_and_counted(void **state) {
    (void)state;
    // Three unequal parties mix: no solution in doubles is exact to 1e-300 at all points.
    const struct parley_options options = {.threads = 1, .tolerance = 1e-300};
    struct parley_search search = {"Often.discount=0.5:0.93", "value.Often>=0.3", 7, 0};
    parley_threshold *threshold = NULL;
    parley_scenario *scenario = load("models/classics/unequal-recognition.yaml");
    assert_int_equal(parley_threshold_find(scenario, &search, &options, &threshold, NULL), PARLEY_OK);
    assert_true(parley_threshold_certified(threshold) < parley_threshold_points(threshold));
    parley_threshold_free(threshold);
    parley_scenario_free(scenario);
}

// Stop when so much of this part of the work is done.
struct stop {
    const char *what;
    double at;
};

static bool stop_at(void *context, const char *what, double done) {
    const struct stop *stop = context;
    assert_true(done >= 0 && done <= 1);
    return strcmp(what, stop->what) != 0 || done < stop->at;
}

static json_t *stopped(const char *what, double at, size_t crossings) {
    struct stop stop = {what, at};
    const struct parley_options options = {.threads = 1, .progress = stop_at, .progress_context = &stop};
    struct parley_search search = {"A.issues.k.ideal=0:1", "material_utility.B>=0.96", 0, 0};
    parley_threshold *threshold = NULL;
    parley_scenario *scenario = parse(dictator);
    char *text = NULL;
    assert_int_equal(parley_threshold_find(scenario, &search, &options, &threshold, NULL), PARLEY_OK);
    assert_true(parley_threshold_stopped(threshold));
    assert_int_equal(parley_threshold_count(threshold), crossings);
    assert_int_equal(parley_threshold_json(threshold, &text, NULL), PARLEY_OK);
    json_t *root = json_loads(text, 0, NULL);
    assert_true(json_is_true(json_object_get(root, "interrupted")));
    parley_text_free(text);
    parley_threshold_free(threshold);
    parley_scenario_free(scenario);
    return root;
}

static double end_of(const json_t *parts, size_t k, const char *end) {
    return json_number_value(json_object_get(json_array_get(parts, k), end));
}

static void a_scan_that_is_stopped_says_what_was_searched_and_where_a_crossing_lies(void **state) {
    (void)state;
    json_t *root = stopped("scanning", 0.5, 0), *scan = json_object_get(root, "scan");
    json_t *open = json_object_get(root, "open"), *searched = json_object_get(scan, "searched");
    assert_int_equal(json_integer_value(json_object_get(scan, "done")), 21); // of 41
    assert_int_equal(json_array_size(searched), 1);
    assert_near(end_of(searched, 0, "from"), 0, 0);
    assert_near(end_of(searched, 0, "to"), 0.5, 1e-15);
    assert_int_equal(json_array_size(open), 1);
    assert_true(end_of(open, 0, "from") <= 0.3 && end_of(open, 0, "to") >= 0.3);
    json_decref(root);
}

static void crossings_found_before_it_is_stopped_are_kept(void **state) {
    (void)state;
    json_t *root = stopped("closing in", 0.5, 1), *open = json_object_get(root, "open");
    assert_near(
        json_number_value(json_object_get(json_array_get(json_object_get(root, "crossings"), 0), "at")), 0.3,
        1e-9);
    assert_int_equal(json_array_size(open), 1);
    assert_true(end_of(open, 0, "from") <= 0.7 && end_of(open, 0, "to") >= 0.7);
    json_decref(root);
}

static void a_search_that_is_stopped_at_once_finds_nothing(void **state) {
    (void)state;
    struct stop stop = {"scanning", 0};
    const struct parley_options options = {.threads = 2, .progress = stop_at, .progress_context = &stop};
    struct parley_search search = {"A.issues.k.ideal=0:1", "material_utility.B>=0.96", 0, 0};
    parley_threshold *threshold = NULL;
    parley_scenario *scenario = parse(dictator);
    assert_int_equal(parley_threshold_find(scenario, &search, &options, &threshold, NULL),
                     PARLEY_INTERRUPTED);
    assert_null(threshold);
    parley_scenario_free(scenario);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rubinsteins_share_is_crossed_where_the_formula_says),
        cmocka_unit_test(a_point_of_the_scan_on_the_crossing_is_one_crossing),
        cmocka_unit_test(an_outside_option_binds_at_a_kink),
        cmocka_unit_test(waiting_ends_with_a_jump_where_the_pie_is_large_enough),
        cmocka_unit_test(a_kink_of_the_value_at_the_jump_is_continuous),
        cmocka_unit_test(two_crossings_are_found_in_one_scan),
        cmocka_unit_test(no_crossing_is_an_answer_with_the_range_seen),
        cmocka_unit_test(where_the_metric_is_not_defined_there_is_no_crossing),
        cmocka_unit_test(the_threat_is_credible_up_to_the_cost_that_the_model_names),
        cmocka_unit_test(a_count_is_varied_in_whole_numbers),
        cmocka_unit_test(a_steep_metric_is_not_a_jump),
        cmocka_unit_test(the_answer_does_not_depend_on_the_number_of_threads),
        cmocka_unit_test(what_cannot_be_asked_is_bad_input_and_says_what_would_be_right),
        cmocka_unit_test(levels_cannot_be_varied),
        cmocka_unit_test(points_that_are_not_certified_are_left_out_and_counted),
        cmocka_unit_test(a_scan_that_is_stopped_says_what_was_searched_and_where_a_crossing_lies),
        cmocka_unit_test(crossings_found_before_it_is_stopped_are_kept),
        cmocka_unit_test(a_search_that_is_stopped_at_once_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
