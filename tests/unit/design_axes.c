// SPDX-License-Identifier: GPL-3.0-or-later
// Axes and grids: values by hand, the order of a product's points, grids larger than any memory, derived
// parameters, and every way to write an axis wrongly is turned away with a message that says what was wrong.
#include "support.h"
#include <cmocka.h>

#include "scenario/scenario.h"
#include "sweep/axis.h"
#include "sweep/derived.h"
#include "sweep/spec.h"

static struct parameter parameter_of(const struct parameter_row *rows, size_t count, const char *key) {
    for (size_t k = 0; k < count; k++)
        if (strcmp(rows[k].key, key) == 0) return (struct parameter){.row = &rows[k], .path = key};
    fail_msg("no row %s", key);
    return (struct parameter){0};
}

static struct parameter party_parameter(const char *key) {
    return parameter_of(party_rows, party_row_count, key);
}

static struct axis axis_of(const struct parameter *parameter, const char *spec) {
    struct axis axis = {0};
    struct errors errors = {0};
    enum parley_status status = axis_parse(parameter, spec, &axis, &errors);
    if (status != PARLEY_OK) fail_msg("%s: %s", spec, errors.count > 0 ? errors.items[0].text : "no message");
    errors_free(&errors);
    return axis;
}

static void assert_refused(const struct parameter *parameter, const char *spec, const char *words) {
    struct axis axis = {.count = 77};
    struct errors errors = {0};
    if (axis_parse(parameter, spec, &axis, &errors) != PARLEY_INPUT) fail_msg("'%s' was taken", spec);
    assert_int_equal(axis.count, 77);
    assert_int_equal(errors.count, 1);
    if (!strstr(errors.items[0].text, words)) fail_msg("'%s': %s", spec, errors.items[0].text);
    errors_free(&errors);
}

static void assert_values(const struct parameter *parameter, const char *spec, size_t count,
                          const double *wanted) {
    struct axis axis = axis_of(parameter, spec);
    assert_int_equal(axis.count, count);
    for (size_t k = 0; k < count; k++)
        if (axis_value(&axis, k) != wanted[k])
            fail_msg("%s at %zu: %.17g, wanted %.17g", spec, k, axis_value(&axis, k), wanted[k]);
    axis_clear(&axis);
}

static void values_are_those_a_user_would_write(void **state) {
    (void)state;
    struct parameter breakdown = party_parameter("breakdown"), outside = party_parameter("outside");
    assert_values(&breakdown, "0.1:0.9:9", 9, (double[]){0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9});
    assert_values(&breakdown, "-1:1:5", 5, (double[]){-1, -0.5, 0, 0.5, 1});
    assert_values(&breakdown, " 0.001 : 10 : 5 : log ", 5, (double[]){0.001, 0.01, 0.1, 1, 10});
    assert_values(&breakdown, "-1e308:1e308:3", 3, (double[]){-1e308, 0, 1e308});
    assert_values(&breakdown, "0.25", 1, (double[]){0.25});
    assert_values(&breakdown, "2:2:1", 1, (double[]){2});
    assert_values(&breakdown, "3, 1,2", 3, (double[]){3, 1, 2});
    assert_values(&outside, "none,0.5", 2, (double[]){-INFINITY, 0.5});
}

static void ends_are_exact_and_values_ascend(void **state) {
    (void)state;
    struct parameter rate = party_parameter("discount_rate");
    static const char *const specs[] = {"0.012345678901234567:0.2:1001", "1e-9:3.3333333333333335:777:log"};
    for (size_t s = 0; s < 2; s++) {
        struct axis axis = axis_of(&rate, specs[s]);
        assert_true(axis_value(&axis, 0) == axis.from && axis_value(&axis, axis.count - 1) == axis.to);
        for (uint64_t k = 1; k < axis.count; k++)
            assert_true(axis_value(&axis, k) > axis_value(&axis, k - 1));
        axis_clear(&axis);
    }
}

static void what_is_not_a_real_number_is_read_by_its_own_kind(void **state) {
    (void)state;
    char *levels[] = {(char *)"Ukrainian gains", (char *)"stalemate", (char *)"calm, for now", (char *)"a:b"};
    struct channel front = {.name = (char *)"front", .levels = levels, .level_count = 4};
    struct parameter start = {.row = &start_row, .path = "start.front", .channel = &front};
    assert_values(&start, "stalemate,Ukrainian gains", 2, (double[]){1, 0});
    assert_values(&start, "calm, for now, a:b", 2, (double[]){2, 3});
    assert_values(&start, "all", 4, (double[]){0, 1, 2, 3});
    assert_refused(&start, "stalemate,calm", "must be a level of 'front'");
    assert_refused(&start, "0:1:2", "must be a level of 'front'");
    struct parameter veto = party_parameter("veto");
    assert_values(&veto, "false,true", 2, (double[]){0, 1});
    struct parameter period = parameter_of(scenario_rows, scenario_row_count, "period");
    assert_values(&period, "1 year:3 years:3", 3, (double[]){1, 2, 3});
    struct parameter depth = parameter_of(anchoring_rows, anchoring_row_count, "anchoring.depth");
    assert_values(&depth, "1:7:3", 3, (double[]){1, 4, 7});
    assert_refused(&depth, "1:4:3", "N = 4");
    assert_refused(&depth, "1:4:2:log", "whole numbers");
    assert_refused(&depth, "1.5,2", "whole number");
}

static void wrong_axes_are_refused_with_a_reason(void **state) {
    (void)state;
    struct parameter breakdown = party_parameter("breakdown"), rate = party_parameter("discount_rate");
    static const struct {
        const char *spec, *words;
    } wrong[] = {
        {"2:1:5", "turn them round"},
        {"0:1:5:log", "above 0"},
        {"-1:1:5:log", "above 0"},
        {"0:1:0", "N, how many"},
        {"0:1:-3", "N, how many"},
        {"0:1:2.5", "N, how many"},
        {"0:1:1e3", "N, how many"},
        {"0:1:", "N, how many"},
        {"0:1:99999999999999999999", "N, how many"},
        {"0:1:1", "N >= 2"},
        {"1:1:5", "write it alone"},
        {"0:1", "FROM:TO:N"},
        {"0:1:5:log:x", "FROM:TO:N"},
        {"0:1:5:ln", "only 'log'"},
        {"0:1:5:", "only 'log'"},
        {"x:1:5", "'x' came"},
        {"0:1x:5", "'1x' came"},
        {"nan:1:5", "'nan' came"},
        {"0:inf:5", "'inf' came"},
        {"0:1e999:5", "'1e999' came"},
        {"", "no values"},
        {" , ", "no values"},
        {"1,,2", "'' came"},
        {"1,2,", "'' came"},
        {"1,2,x", "'x' came"},
        {"1 2", "'1 2' came"},
        {"1,2,1.0", "comes twice"},
        {"0,-0", "comes twice"},
        {"1:1.000000000000001:9", "too close"},
    };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        assert_refused(&breakdown, wrong[k].spec, wrong[k].words);
    assert_refused(&rate, "0:0.2:5", "number > 0");
    assert_refused(&rate, "0.1,-0.2", "number > 0");
    struct parameter outside = party_parameter("outside");
    assert_refused(&outside, "none:1:5", "both ends");
}

static void a_grid_runs_through_its_last_axis_fastest(void **state) {
    (void)state;
    struct parameter breakdown = party_parameter("breakdown"), outside = party_parameter("outside");
    struct axis axes[] = {axis_of(&breakdown, "0:2:3"), axis_of(&outside, "7,none")};
    uint64_t count, place[2];
    assert_int_equal(grid_count(axes, 2, &count, NULL), PARLEY_OK);
    assert_int_equal(count, 6);
    static const double wanted[6][2] = {{0, 7},         {0, -INFINITY}, {1, 7},
                                        {1, -INFINITY}, {2, 7},         {2, -INFINITY}};
    for (uint64_t k = 0; k < count; k++) {
        double values[2];
        grid_point(axes, 2, k, values);
        grid_place(axes, 2, k, place);
        assert_true(values[0] == wanted[k][0] && values[1] == wanted[k][1]);
        assert_true(place[0] == k / 2 && place[1] == k % 2);
    }
    axis_clear(&axes[0]);
    axis_clear(&axes[1]);
}

static void grids_of_any_size_are_counted_and_never_stored(void **state) {
    (void)state;
    struct parameter parameters[] = {party_parameter("breakdown"), party_parameter("outside"),
                                     party_parameter("disagreement")};
    struct axis axes[3];
    for (size_t a = 0; a < 3; a++)
        axes[a] = axis_of(&parameters[a], "0:1:1000001");
    uint64_t count;
    assert_int_equal(grid_count(axes, 2, &count, NULL), PARLEY_OK);
    assert_true(count == UINT64_C(1000002000001));
    double values[3];
    grid_point(axes, 2, count - 2, values);
    assert_true(values[0] == 1 && values[1] == 0.999999);
    for (size_t a = 0; a < 3; a++)
        axes[a].count = UINT64_C(1) << 22;
    struct errors errors = {0};
    assert_int_equal(grid_count(axes, 3, &count, &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "2^64"));
    assert_true(count == UINT64_C(1000002000001));
    errors_free(&errors);
    for (size_t a = 0; a < 3; a++)
        axis_clear(&axes[a]);
}

static void a_grid_needs_axes_that_differ(void **state) {
    (void)state;
    struct parameter breakdown = party_parameter("breakdown");
    struct axis axes[] = {axis_of(&breakdown, "0:2:3"), axis_of(&breakdown, "5,6")};
    struct errors errors = {0};
    uint64_t count;
    assert_int_equal(grid_count(axes, 2, &count, &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "'breakdown' is varied twice"));
    assert_int_equal(grid_count(axes, 0, &count, &errors), PARLEY_INPUT);
    errors_free(&errors);
    axis_clear(&axes[0]);
    axis_clear(&axes[1]);
}

static void path_and_values_are_divided_at_the_equals_sign(void **state) {
    (void)state;
    char *path, *spec;
    assert_int_equal(spec_split(" moves.nuclear threat.risk = 0:1:3 ", "x", &path, &spec, NULL), PARLEY_OK);
    assert_string_equal(path, "moves.nuclear threat.risk");
    assert_string_equal(spec, "0:1:3");
    free(path);
    free(spec);
    static const char *const wrong[] = {"", "=", "path", "path=", "=1:2:3", " = 1"};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        assert_int_equal(spec_split(wrong[k], "x", &path, &spec, NULL), PARLEY_INPUT);
}

static void derived_parameters_are_ratios_of_two_paths(void **state) {
    (void)state;
    static const struct {
        const char *text, *source;
        double factor;
    } right[] = {{"South.discount_rate = 2 * North.discount_rate", "North.discount_rate", 2},
                 {"South.discount_rate=North.discount_rate", "North.discount_rate", 1},
                 {"South.discount_rate = North.discount_rate * 0.5", "North.discount_rate", 0.5},
                 {"South.discount_rate = North.discount_rate / 4", "North.discount_rate", 0.25},
                 {"South.discount_rate = A*B.discount_rate", "A*B.discount_rate", 1},
                 {"South.disagreement = -1 * moves.carrot/stick.cost", "moves.carrot/stick.cost", -1}};
    for (size_t k = 0; k < sizeof right / sizeof *right; k++) {
        struct derived derived = {0};
        assert_int_equal(derived_parse(right[k].text, &derived, NULL), PARLEY_OK);
        assert_string_equal(derived.source, right[k].source);
        assert_true(derived.factor == right[k].factor);
        derived_clear(&derived);
    }
    static const char *const wrong[] = {"a",         "a =",     "= b",   "a = 2",    "a = 0 * b",
                                        "a = b / 0", "a = 2 *", "a = a", "a = 2 * a"};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        struct derived derived = {0};
        if (derived_parse(wrong[k], &derived, NULL) != PARLEY_INPUT) fail_msg("'%s' was taken", wrong[k]);
        assert_null(derived.target);
    }
}

static void derived_parameters_come_after_what_they_follow(void **state) {
    (void)state;
    static const char *const lines[][2] = {{"b = a", "c = 2 * b"},
                                           {"c = b", "b = a"},
                                           {"b = c", "c = b"},
                                           {"b = a", "b = c"},
                                           {"a = b", "c = b"}};
    static const char *const varied[] = {"a"};
    static const enum parley_status wanted[] = {PARLEY_OK, PARLEY_INPUT, PARLEY_INPUT, PARLEY_INPUT,
                                                PARLEY_INPUT};
    for (size_t k = 0; k < 5; k++) {
        struct derived derived[2] = {{0}};
        for (size_t line = 0; line < 2; line++)
            assert_int_equal(derived_parse(lines[k][line], &derived[line], NULL), PARLEY_OK);
        assert_int_equal(derived_check(derived, 2, varied, 1, NULL), wanted[k]);
        derived_clear(&derived[0]);
        derived_clear(&derived[1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_a_user_would_write),
        cmocka_unit_test(ends_are_exact_and_values_ascend),
        cmocka_unit_test(what_is_not_a_real_number_is_read_by_its_own_kind),
        cmocka_unit_test(wrong_axes_are_refused_with_a_reason),
        cmocka_unit_test(a_grid_runs_through_its_last_axis_fastest),
        cmocka_unit_test(grids_of_any_size_are_counted_and_never_stored),
        cmocka_unit_test(a_grid_needs_axes_that_differ),
        cmocka_unit_test(path_and_values_are_divided_at_the_equals_sign),
        cmocka_unit_test(derived_parameters_are_ratios_of_two_paths),
        cmocka_unit_test(derived_parameters_come_after_what_they_follow),
    };
    return cmocka_run_group_tests_name("design_axes", tests, NULL, NULL);
}
