// SPDX-License-Identifier: GPL-3.0-or-later
// A result is a function of the scenario alone: the same bytes with any number of threads, the first time and
// the second, and while another solve runs beside it.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include <pthread.h>

// Drift channels large enough that a component's states are shared out among threads.
struct shape {
    const char *rule;
    size_t channels, levels;
};

static const struct shape large = {"unanimity", 3, 14}; // 2744 states
static const struct shape medium = {"unanimity", 2, 16};
static const struct shape voting = {"majority", 2, 17};

static void write_effect(struct text *out, const char *target, size_t levels, double low, double high) {
    text_append(out, "      %s: [", target);
    for (size_t level = 0; level < levels; level++)
        text_append(out, "%s%.17g", level > 0 ? ", " : "",
                    low + (high - low) * (double)level / (double)(levels - 1));
    text_append(out, "]}\n");
}

static parley_scenario *parse_shape(const struct shape *shape) {
    static const char *const target[] = {"A.disagreement: {set", "pie: {scale", "B.initiative: {set"};
    static const double low[] = {-0.3, 1, 0.5}, high[] = {0, 1.4, 1.5};
    struct text text = {0};
    parley_scenario *scenario = NULL;
    text_append(&text,
                "title: Large\nparties: {A: {discount: 0.99}, B: {discount: 0.98}, C: {discount: 0.97}}\n"
                "agreement: {rule: %s}\noutcome: {pie: 1}\nleverage:\n",
                shape->rule);
    for (size_t c = 0; c < shape->channels; c++) {
        text_append(&text, "  c%zu:\n    levels: [", c);
        for (size_t level = 0; level < shape->levels; level++)
            text_append(&text, "%sl%zu", level > 0 ? ", " : "", level);
        text_append(&text, "]\n    drift: {up: 0.2, down: 0.15}\n    effects:\n");
        write_effect(&text, target[c], shape->levels, low[c], high[c]);
    }
    assert_int_equal(parley_parse(text.data, text.length, "large", &scenario, NULL), PARLEY_OK);
    text_free(&text);
    return scenario;
}

// NULL on any failure; no assertions, so that any thread can call it.
static char *solve_json(const parley_scenario *scenario, int threads) {
    const struct parley_options options = {.threads = threads};
    parley_result *result = NULL;
    char *json = NULL;
    if (parley_solve(scenario, &options, &result, NULL) == PARLEY_OK)
        parley_result_json(result, true, &json, NULL);
    parley_result_free(result);
    return json;
}

static void compare_threads(const struct shape *shape) {
    parley_scenario *scenario = parse_shape(shape);
    char *one = solve_json(scenario, 1);
    assert_non_null(one);
    assert_non_null(strstr(one, "\"holds\": true"));
    for (int threads = 2; threads <= 3; threads++) {
        char *more = solve_json(scenario, threads);
        assert_non_null(more);
        assert_true(strcmp(more, one) == 0);
        parley_text_free(more);
    }
    parley_text_free(one);
    parley_scenario_free(scenario);
}

static void three_thousand_states_give_the_same_bytes_with_any_number_of_threads(void **state) {
    (void)state;
    compare_threads(&large);
}

static void a_component_just_large_enough_to_share_gives_the_same_bytes(void **state) {
    (void)state;
    compare_threads(&medium);
}

static void a_majority_over_three_hundred_states_gives_the_same_bytes(void **state) {
    (void)state;
    compare_threads(&voting);
}

static void solving_again_gives_the_same_bytes(void **state) {
    (void)state;
    parley_scenario *scenario = parse_shape(&voting), *other = parse_shape(&medium);
    char *first = solve_json(scenario, 2), *between = solve_json(other, 2), *second = solve_json(scenario, 2);
    assert_non_null(first);
    assert_non_null(between);
    assert_non_null(second);
    assert_true(strcmp(first, second) == 0);
    assert_true(strcmp(first, between) != 0);
    parley_text_free(first);
    parley_text_free(between);
    parley_text_free(second);
    parley_scenario_free(scenario);
    parley_scenario_free(other);
}

struct job {
    const parley_scenario *scenario;
    char *json;
};

static void *work(void *context) {
    struct job *job = context;
    job->json = solve_json(job->scenario, 2);
    return NULL;
}

// Two jobs share one scenario, the third has another.
static void solves_at_the_same_time_do_not_disturb_each_other(void **state) {
    (void)state;
    parley_scenario *scenario = parse_shape(&voting), *other = parse_shape(&medium);
    struct job jobs[] = {{scenario, NULL}, {scenario, NULL}, {other, NULL}};
    pthread_t threads[3];
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(pthread_create(&threads[k], NULL, work, &jobs[k]), 0);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(pthread_join(threads[k], NULL), 0);
        char *alone = solve_json(jobs[k].scenario, 1);
        assert_non_null(alone);
        assert_non_null(jobs[k].json);
        assert_true(strcmp(jobs[k].json, alone) == 0);
        parley_text_free(alone);
        parley_text_free(jobs[k].json);
    }
    parley_scenario_free(scenario);
    parley_scenario_free(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_thousand_states_give_the_same_bytes_with_any_number_of_threads),
        cmocka_unit_test(a_component_just_large_enough_to_share_gives_the_same_bytes),
        cmocka_unit_test(a_majority_over_three_hundred_states_gives_the_same_bytes),
        cmocka_unit_test(solving_again_gives_the_same_bytes),
        cmocka_unit_test(solves_at_the_same_time_do_not_disturb_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
