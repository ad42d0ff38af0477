// SPDX-License-Identifier: GPL-3.0-or-later
// Plans of sweeps: points are row-major with the last axis fastest, the coordinates are those of the axes,
// the description says what was asked for without growing with the number of points, and what cannot be is
// refused.
#include "support.h"
#include <cmocka.h>

#include "sweep/plan.h"

static const char text[] = "title: Plan\n"
                           "parties: {A: {discount: 0.9}, B: {discount: 0.95}}\n"
                           "outcome: {pie: 1}\n"
                           "leverage:\n"
                           "  front: {levels: [back, forth], drift: {up: 0.2, down: 0.1}}\n";

static struct scenario *scenario_new(void) {
    struct scenario *scenario = NULL;
    assert_int_equal(scenario_parse(text, sizeof text - 1, "plan", &scenario, NULL), PARLEY_OK);
    return scenario;
}

static void a_grid_is_row_major_and_its_axes_are_described(void **state) {
    (void)state;
    static const char *const vary[] = {"A.discount=0.5:0.9:5", "start.front=all", "outcome.pie=1,2,4"};
    static const double pies[] = {1, 2, 4};
    struct scenario *scenario = scenario_new();
    struct plan plan;
    struct plan_request request = {.vary = vary, .vary_count = 3, .tolerance = 1e-8, .scenario_text = text};
    assert_int_equal(plan_make(scenario, &request, &plan, NULL), PARLEY_OK);
    assert_int_equal(plan.layout.points, 30);
    assert_string_equal(plan.layout.axes[2].path, "pie"); // as the file may call it
    assert_string_equal(plan.layout.axes[1].labels[1], "forth");
    for (uint64_t k = 0; k < 30; k++) {
        double at[3], same[3];
        plan.layout.coordinates(plan.layout.context, k, at);
        grid_point(plan.axes, 3, k, same);
        assert_memory_equal(at, same, sizeof at);
        assert_near(at[0], 0.5 + 0.1 * (double)(k / 6), 1e-15);
        assert_true(at[1] == (double)(k / 3 % 2) && at[2] == pies[k % 3]);
    }
    plan_clear(&plan);
    scenario_free(scenario);
}

static void a_million_values_are_described_in_a_line(void **state) {
    (void)state;
    static const char *const vary[] = {"A.discount=0.5:0.9:1000000"};
    struct scenario *scenario = scenario_new();
    struct plan plan;
    struct plan_request request = {.vary = vary, .vary_count = 1, .tolerance = 1e-8, .scenario_text = text};
    assert_int_equal(plan_make(scenario, &request, &plan, NULL), PARLEY_OK);
    assert_true(strlen(plan.layout.design_text) < 200);
    plan_clear(&plan);
    scenario_free(scenario);
}

// The same sample at every place: coordinates of point p x samples + s are those of place p and of point s
// of the sample alone. Conditions bring the metrics that they are about.
static void a_sample_is_the_same_at_every_place(void **state) {
    (void)state;
    static const char *const vary[] = {"A.discount=0.5:0.9:5", "start.front=all"};
    static const char *const over[] = {"B.discount=uniform(0.8, 0.95)", "pie=lognormal(0, 0.3)"};
    static const char *const metrics[] = {"value.A"};
    static const char *const exceeds[] = {"value.B >= 0.5", "value.A<0.1", "value.B<=0.9"};
    for (enum design_kind kind = DESIGN_random; kind <= DESIGN_sobol; kind++) {
        struct scenario *scenario = scenario_new();
        struct plan both, grid, sample;
        struct plan_request request = {.vary = vary,
                                       .vary_count = 2,
                                       .over = over,
                                       .over_count = 2,
                                       .metrics = metrics,
                                       .metric_count = 1,
                                       .exceeds = exceeds,
                                       .exceed_count = 3,
                                       .design = {.kind = kind, .samples = 13, .seed = 5},
                                       .tolerance = 1e-8,
                                       .scenario_text = text};
        assert_int_equal(plan_make(scenario, &request, &both, NULL), PARLEY_OK);
        request.exceed_count = request.over_count = 0;
        assert_int_equal(plan_make(scenario, &request, &grid, NULL), PARLEY_OK);
        request.over_count = 2;
        request.vary_count = 0;
        assert_int_equal(plan_make(scenario, &request, &sample, NULL), PARLEY_OK);
        assert_int_equal(both.layout.points, 5 * 2 * 13);
        assert_int_equal(both.layout.grid_axes, 2);
        assert_int_equal(both.layout.metric_count, 2);
        assert_string_equal(both.layout.metrics[1].path, "value.B");
        assert_string_equal(both.layout.exceeds, "value.B >= 0.5\nvalue.A<0.1\nvalue.B<=0.9\n");
        for (uint64_t k = 0; k < both.layout.points; k++) {
            double at[4], wanted[4];
            both.layout.coordinates(both.layout.context, k, at);
            grid.layout.coordinates(grid.layout.context, k / 13, wanted);
            sample.layout.coordinates(sample.layout.context, k % 13, wanted + 2);
            assert_memory_equal(at, wanted, sizeof at);
        }
        plan_clear(&both);
        plan_clear(&grid);
        plan_clear(&sample);
        scenario_free(scenario);
    }
}

static void refused(const struct plan_request *request, const char *words) {
    struct scenario *scenario = scenario_new();
    struct errors errors = {0};
    struct plan plan;
    assert_int_equal(plan_make(scenario, request, &plan, &errors), PARLEY_INPUT);
    char *said = errors_render(&errors);
    if (!strstr(said, words)) print_error("%s", said);
    assert_non_null(strstr(said, words));
    free(said);
    errors_free(&errors);
    scenario_free(scenario);
}

static void what_cannot_be_planned_is_refused(void **state) {
    (void)state;
    static const char *const one[] = {"A.discount=0.5:0.9:5"}, *const large[] = {
                                                                   "A.discount=0.5:0.9:10000001"};
    static const char *const over[] = {"A.discount=uniform(0.5, 0.9)"}, *const twice[] = {"value.A",
                                                                                          "value.A"};
    static const char *const both[] = {"A.discount=0.5:0.9:5", "A.discount_rate=0.1,0.2"};
    static const char *const again[] = {"outcome.pie=1,2", "pie=1,2"};
    static const char *const follows[] = {"outcome.pie = B.initiative"}, *const levels[] = {
                                                                             "start.front = pie"};
    static const char *const deal[] = {"deal.x"}, *const exceeds[] = {"value.A>=0.5", "valeu.A>=0.5"};
    static const char *const wide[] = {"B.discount=0.5:0.9:10000000", "A.initiative=1:2:10000000"};
    static const char *const other[] = {"A.discount=uniform(0.5, 0.9)"};
    refused(&(struct plan_request){0}, "nothing varies");
    refused(
        &(struct plan_request){
            .vary = one, .vary_count = 1, .over = over, .over_count = 1, .design = {.samples = 4}},
        "'A.discount' is varied on an axis and given a distribution");
    refused(
        &(struct plan_request){
            .vary = &both[1], .vary_count = 1, .over = over, .over_count = 1, .design = {.samples = 4}},
        "two ways to say one thing");
    refused(
        &(struct plan_request){
            .vary = wide, .vary_count = 2, .over = other, .over_count = 1, .design = {.samples = 1 << 30}},
        "100000000000000 places of the grid with 1073741824 samples at each are more than 2^64 points");
    refused(&(struct plan_request){.vary = one, .vary_count = 1, .exceeds = exceeds, .exceed_count = 1},
            "--exceeds is about a sample, and nothing is sampled");
    refused(&(struct plan_request){.over = over,
                                   .over_count = 1,
                                   .exceeds = exceeds + 1,
                                   .exceed_count = 1,
                                   .design = {.samples = 4}},
            "did you mean 'value.A'");
    refused(&(struct plan_request){.vary = large, .vary_count = 1}, "an axis can have 10000000 values");
    refused(&(struct plan_request){.vary = both, .vary_count = 2}, "two ways to say one thing");
    refused(&(struct plan_request){.vary = again, .vary_count = 2}, "varied twice");
    refused(&(struct plan_request){.vary = again, .vary_count = 1, .derive = follows, .derive_count = 1},
            "cannot follow");
    refused(&(struct plan_request){.vary = one, .vary_count = 1, .derive = levels, .derive_count = 1},
            "names for values");
    refused(&(struct plan_request){.vary = one, .vary_count = 1, .metrics = twice, .metric_count = 2},
            "twice");
    refused(&(struct plan_request){.vary = one, .vary_count = 1, .metrics = deal, .metric_count = 1}, "menu");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_is_row_major_and_its_axes_are_described),
        cmocka_unit_test(a_million_values_are_described_in_a_line),
        cmocka_unit_test(a_sample_is_the_same_at_every_place),
        cmocka_unit_test(what_cannot_be_planned_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
