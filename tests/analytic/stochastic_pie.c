// SPDX-License-Identifier: GPL-3.0-or-later
// Unanimity over a pie whose size moves with a Markov chain, common discount factor d.
//   A. Merlo and C. Wilson (1995), Econometrica 63, and (1998), Economic Theory 11: the sum of values solves
//   W(s) = max(pie(s), d E[W(s') | s]), whatever the chances to propose, and parties agree exactly in the
//   states where pie(s) >= d E[W(s') | s]. With a fixed recognition p in all states, v_i = p_i W. The
//   stopping problem is solved here by value iteration, which shares nothing with the solver.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { STATES_MOST = 12, PARTIES_MOST = 4 };

struct chain {
    size_t states, parties;
    double discount, weight[PARTIES_MOST], pie[STATES_MOST], matrix[STATES_MOST * STATES_MOST];
};

static double continuation(const struct chain *chain, size_t s, const double *w) {
    double sum = 0;
    for (size_t to = 0; to < chain->states; to++)
        sum += chain->matrix[s * chain->states + to] * w[to];
    return chain->discount * sum;
}

// W to machine precision: until the step is of rounding size.
static void stop_optimally(const struct chain *chain, double *w) {
    double step = INFINITY;
    for (size_t s = 0; s < chain->states; s++)
        w[s] = chain->pie[s];
    while (step > 1e-15) {
        double next[STATES_MOST];
        step = 0;
        for (size_t s = 0; s < chain->states; s++) {
            next[s] = fmax(chain->pie[s], continuation(chain, s, w));
            step = fmax(step, fabs(next[s] - w[s]));
        }
        memcpy(w, next, chain->states * sizeof *w);
    }
}

static void chain_write(const struct chain *chain, struct page *page) {
    page->length = 0;
    page_add(page, "outcome: {pie: 1}\nparties:\n");
    for (size_t i = 0; i < chain->parties; i++)
        page_add(page, "  P%zu: {discount: %.17g, initiative: %.17g}\n", i, chain->discount,
                 chain->weight[i]);
    page_add(page, "leverage:\n  size:\n");
    page_levels(page, chain->states, 4);
    page_add(page, "    transition:\n");
    page_matrix(page, chain->matrix, chain->states, 6);
    page_add(page, "    effects: {pie: {set: ");
    page_list(page, chain->pie, chain->states);
    page_add(page, "}}\n");
}

static void compare_with_stopping(const struct chain *chain) {
    double w[STATES_MOST], total = 0;
    stop_optimally(chain, w);
    for (size_t i = 0; i < chain->parties; i++)
        total += chain->weight[i];
    struct page page;
    chain_write(chain, &page);
    parley_result *result = page_solve(&page);
    json_t *json = result_json(result);
    for (size_t s = 0; s < chain->states; s++) {
        double sum = 0;
        for (size_t i = 0; i < chain->parties; i++) {
            sum += state_value(json, s, i);
            assert_near(state_value(json, s, i), chain->weight[i] / total * w[s], 1e-9);
        }
        assert_near(sum, w[s], 1e-9);
        assert_near(state_settlement(json, s), chain->pie[s] >= continuation(chain, s, w) ? 1 : 0, 1e-12);
    }
    json_decref(json);
    parley_result_free(result);
}

static void the_small_pie_of_the_example_is_left_to_grow(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/stochastic-pie.yaml", NULL));
    // W = 0.9 (0.5 W + 0.5 x 3)
    double both = 0.9 * 0.5 * 3 / (1 - 0.9 * 0.5);
    assert_near(metric(result, "value.A"), both / 2, 1e-12);
    assert_near(metric(result, "value.B"), both / 2, 1e-12);
    assert_near(metric(result, "agreement.first_period"), 0, 1e-12);
    assert_near(metric(result, "agreement.mean_periods"), 2,
                1e-9); // geometric, chance 1/2 a round, from round 1
    assert_near(metric(result, "agreement.by.3"), 1 - 0.125, 1e-12);
    parley_result_free(result);
}

static void the_sum_of_values_solves_the_stopping_problem_on_random_chains(void **state) {
    (void)state;
    uint64_t seed = 3;
    size_t delays = 0;
    for (size_t trial = 0; trial < 20; trial++) {
        struct chain chain = {.states = 2 + (size_t)random_between(&seed, 0, 11),
                              .parties = 2 + trial % 3,
                              .discount = random_between(&seed, 0.5, 0.99)};
        random_rows(&seed, chain.matrix, chain.states);
        for (size_t i = 0; i < chain.parties; i++)
            chain.weight[i] = random_between(&seed, 0.2, 2);
        double w[STATES_MOST];
        for (size_t s = 0; s < chain.states; s++)
            chain.pie[s] = random_between(&seed, 0, 3);
        stop_optimally(&chain, w);
        for (size_t s = 0; s < chain.states; s++)
            delays += chain.pie[s] < continuation(&chain, s, w);
        compare_with_stopping(&chain);
    }
    assert_true(delays >= 20); // else the claim would hardly be tried
}

static void recognition_that_moves_with_the_state_leaves_the_sum_alone(void **state) {
    (void)state;
    struct chain chain = {.states = 3,
                          .parties = 2,
                          .discount = 0.95,
                          .weight = {1, 1},
                          .pie = {1, 1.6, 0.4},
                          .matrix = {0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.1, 0.3, 0.6}};
    double w[STATES_MOST];
    stop_optimally(&chain, w);
    struct page page;
    chain_write(&chain, &page);
    page_add(&page, "  turn:\n    levels: [a, b, c]\n    transition: [[0, 1, 0], [0, 0, 1], [1, 0, 0]]\n"
                    "    effects: {P0.initiative: {set: [1, 0, 3]}}\n");
    parley_result *result = page_solve(&page);
    json_t *json = result_json(result);
    assert_int_equal(json_array_size(json_object_get(json, "by_state")), 9);
    for (size_t s = 0; s < 9; s++) {
        char level[8];
        const json_t *of = json_object_get(json_state(json, s), "state");
        snprintf(level, sizeof level, "%s", json_string_value(json_object_get(of, "size")));
        assert_near(state_value(json, s, 0) + state_value(json, s, 1), w[level[1] - '0'], 1e-9);
    }
    json_decref(json);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_small_pie_of_the_example_is_left_to_grow),
        cmocka_unit_test(the_sum_of_values_solves_the_stopping_problem_on_random_chains),
        cmocka_unit_test(recognition_that_moves_with_the_state_leaves_the_sum_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
