// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of metrics: numbers have a range, which a message tells; what is suggested is a metric.
#include "support.h"
#include <cmocka.h>

#include "outcome/metrics.h"
#include "scenario/scenario.h"

static const char plain[] =
    "title: Plain\nparties: {A: {discount: 0.9}, N: {discount: 0.9}}\noutcome: {pie: 1}\n";
static const char shocked[] =
    "title: Shocked\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
    "leverage: {front: {levels: [back, forth]}}\n"
    "surprises: [{at: 2, set: {front: forth}}, {at: 4, set: {front: back}}]\n";

static struct scenario *read_text(const char *text) {
    struct scenario *scenario;
    assert_int_equal(scenario_parse(text, strlen(text), "metrics", &scenario, NULL), PARLEY_OK);
    return scenario;
}

struct fault {
    const char *path, *said;
};

static void assert_faults(const char *text, const struct fault *faults, size_t count) {
    struct scenario *scenario = read_text(text);
    for (size_t k = 0; k < count; k++) {
        struct errors errors = {0};
        struct metric_handle handle;
        struct metric metric;
        assert_int_equal(metric_find(scenario, faults[k].path, &handle, &errors), PARLEY_INPUT);
        assert_int_equal(metric_describe(scenario, faults[k].path, &metric, NULL), PARLEY_INPUT);
        assert_int_equal(errors.count, 1);
        if (!strstr(errors.items[0].text, faults[k].said)) {
            print_error("%s: %s\n", faults[k].path, errors.items[0].text);
            fail();
        }
        errors_free(&errors);
    }
    scenario_free(scenario);
}

static void a_number_out_of_range_is_told_the_range(void **state) {
    (void)state;
    static const struct fault of_plain[] = {
        {"agreement.quantile.101", "N stands for a percentage, a whole number from 1 to 100"},
        {"agreement.quantile.0", "from 1 to 100"},
        {"agreement.quantile.99999999999999999999", "from 1 to 100"},
        {"agreement.quantile.5.5", "from 1 to 100"},
        {"agreement.by.N", "N stands for a period, a whole number from 0 on"},
        {"agreement.by.-1", "from 0 on"},
        {"agreement.by.", "from 0 on"},
        {"value_at.A.x", "from 0 on"},
        {"surprise.A.1", "the scenario has no surprises"},
        {"surprise.A.0", "the scenario has no surprises"}};
    static const struct fault of_shocked[] = {{"surprise.A.0", "a whole number from 1 to 2"},
                                              {"surprise.B.3", "a whole number from 1 to 2"}};
    assert_faults(plain, of_plain, sizeof of_plain / sizeof *of_plain);
    assert_faults(shocked, of_shocked, sizeof of_shocked / sizeof *of_shocked);
}

static void what_is_suggested_is_a_metric(void **state) {
    (void)state;
    static const struct fault faults[] = {{"agrement.by.12", "did you mean 'agreement.by.12'?"},
                                          {"agreement.by", "did you mean 'agreement.by.1'?"},
                                          {"agreement.quantil.500", "did you mean 'agreement.quantile.1'?"},
                                          {"value_att.A.3", "did you mean 'value_at.A.3'?"},
                                          {"valu.N", "did you mean 'value.N'?"}}; // a party by that name
    struct metric_handle handle;
    struct scenario *scenario = read_text(plain);
    for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
        char path[64];
        assert_int_equal(sscanf(faults[k].said, "did you mean '%63[^']'", path), 1);
        assert_int_equal(metric_find(scenario, path, &handle, NULL), PARLEY_OK);
    }
    scenario_free(scenario);
    assert_faults(plain, faults, sizeof faults / sizeof *faults);
}

static bool is_listed(void *context, const struct metric *metric) {
    return strcmp(metric->path, context) != 0; // stop there
}

static void surprises_are_listed_where_there_are_some(void **state) {
    (void)state;
    struct scenario *without = read_text(plain), *with = read_text(shocked);
    struct metric_handle handle;
    char path[] = "surprise.A.N";
    assert_true(metrics_visit(without, is_listed, path));
    assert_false(metrics_visit(with, is_listed, path));
    assert_int_equal(metric_find(with, "surprise.A.2", &handle, NULL), PARLEY_OK);
    scenario_free(without);
    scenario_free(with);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_out_of_range_is_told_the_range),
        cmocka_unit_test(what_is_suggested_is_a_metric),
        cmocka_unit_test(surprises_are_listed_where_there_are_some),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
