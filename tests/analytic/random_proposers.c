// SPDX-License-Identifier: GPL-3.0-or-later
// Unanimity over a pie of 1, the proposer drawn afresh each round with chances p.
//   K. Binmore (1987), "Perfect equilibria in bargaining models": with own discount factors
//     v_i = p_i K / (1 - d_i),   K = 1 / (1 + sum_j p_j d_j / (1 - d_j)).
//   A. Muthoo (1999), Bargaining Theory with Applications, ch. 6: with flows f_i until agreement and common d
//     v_i = f_i + p_i (1 - sum_j f_j).
//   K. Binmore, A. Rubinstein and A. Wolinsky (1986), RAND Journal of Economics 17: as rounds get shorter,
//     v_i -> (p_i / r_i) / sum_j (p_j / r_j), with an error proportional to the length of a round.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { MOST = 9 };

static void page_write(struct page *page, size_t n, const double *weight, const double *discount,
                       const double *flow) {
    page->length = 0;
    page_add(page, "outcome: {pie: 1}\nparties:\n");
    for (size_t i = 0; i < n; i++)
        page_add(page, "  P%zu: {discount: %.17g, initiative: %.17g, disagreement: %.17g}\n", i, discount[i],
                 weight[i], flow[i]);
}

static double sum_of(const double *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

static void compare_with_binmore(size_t n, const double *weight, const double *discount) {
    struct page page;
    page_write(&page, n, weight, discount, (const double[MOST]){0});
    parley_result *result = page_solve(&page);
    double total = sum_of(weight, n), sum = 1;
    for (size_t j = 0; j < n; j++)
        sum += weight[j] / total * discount[j] / (1 - discount[j]);
    for (size_t i = 0; i < n; i++)
        assert_near(value_of(result, i), weight[i] / total / (1 - discount[i]) / sum, 1e-9);
    assert_near(metric(result, "agreement.first_period"), 1, 1e-12);
    parley_result_free(result);
}

static void values_follow_binmores_formula_for_unequal_chances_and_patience(void **state) {
    (void)state;
    static const double HIGHEST[] = {0.3, 0.9, 0.99, 0.999, 0.9999};
    uint64_t seed = 1;
    for (size_t n = 2; n <= MOST; n++)
        for (size_t h = 0; h < sizeof HIGHEST / sizeof *HIGHEST; h++) {
            double weight[MOST], discount[MOST];
            for (size_t i = 0; i < n; i++) {
                weight[i] = random_between(&seed, 0.1, 2);
                discount[i] = 1 - (1 - HIGHEST[h]) * (i == 0 ? 1 : random_between(&seed, 1, 1.4));
            }
            compare_with_binmore(n, weight, discount);
        }
}

static void patience_of_very_different_size_is_no_difficulty(void **state) {
    (void)state;
    compare_with_binmore(4, (const double[]){1, 2, 3, 4}, (const double[]){0.9999, 0.99, 0.5, 0.01});
}

static void twice_the_patience_is_twice_the_share(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/random-proposers.yaml", NULL));
    assert_near(metric(result, "value.Hasty"), 1.0 / 3, 1e-12);
    assert_near(metric(result, "value.Patient"), 2.0 / 3, 1e-12);
    parley_result_free(result);
}

static void income_while_talking_is_kept_and_the_surplus_shared_by_recognition(void **state) {
    (void)state;
    uint64_t seed = 2;
    for (size_t n = 2; n <= MOST; n++)
        for (size_t trial = 0; trial < 10; trial++) {
            double weight[MOST], discount[MOST], flow[MOST];
            double common = trial == 0 ? 0.9999 : random_between(&seed, 0.1, 0.999);
            for (size_t i = 0; i < n; i++) {
                weight[i] = random_between(&seed, 0.1, 2);
                discount[i] = common;
                flow[i] = random_between(&seed, 0, 1) / (double)n;
            }
            struct page page;
            page_write(&page, n, weight, discount, flow);
            parley_result *result = page_solve(&page);
            double surplus = 1 - sum_of(flow, n), total = sum_of(weight, n);
            for (size_t i = 0; i < n; i++)
                assert_near(value_of(result, i), flow[i] + weight[i] / total * surplus, 1e-9);
            parley_result_free(result);
        }
}

static void the_example_of_income_includes_a_party_that_pays_to_talk(void **state) {
    (void)state;
    static const double FLOW[] = {0.3, 0.1, -0.1};
    static const char *const PATH[] = {"value.A", "value.B", "value.C"};
    parley_result *result = certified(solve_file("models/classics/inside-options.yaml", NULL));
    for (size_t i = 0; i < 3; i++)
        assert_near(metric(result, PATH[i]), FLOW[i] + (1 - sum_of(FLOW, 3)) / 3, 1e-12);
    parley_result_free(result);
}

// Largest distance from the Nash solution with weights p / r.
static double nash_error(const char *period) {
    static const double CHANCE[] = {0.5, 0.3, 0.2}, RATE[] = {0.05, 0.1, 0.2};
    static const char *const PATH[] = {"value.Patient", "value.Middling", "value.Hasty"};
    parley_result *result =
        certified(solve_file("models/classics/frequent-offers.yaml", (const char *const[]){period, NULL}));
    double sum = 0, error = 0;
    for (size_t i = 0; i < 3; i++)
        sum += CHANCE[i] / RATE[i];
    for (size_t i = 0; i < 3; i++)
        error = fmax(error, fabs(metric(result, PATH[i]) - CHANCE[i] / RATE[i] / sum));
    parley_result_free(result);
    return error;
}

static void values_tend_to_the_weighted_nash_solution_linearly_in_the_period(void **state) {
    (void)state;
    static const char *const PERIOD[] = {"period=0.08 years", "period=0.04 years", "period=0.02 years",
                                         "period=0.01 years", "period=0.005 years"};
    double before = nash_error(PERIOD[0]), length = 0.08;
    for (size_t k = 1; k < sizeof PERIOD / sizeof *PERIOD; k++) {
        double after = nash_error(PERIOD[k]);
        // error = c length + O(length^2): halving the period halves it, up to a relative O(r length)
        assert_near(before / after, 2, length);
        before = after;
        length /= 2;
    }
    assert_near(before, 0, 0.005 * 0.2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_follow_binmores_formula_for_unequal_chances_and_patience),
        cmocka_unit_test(patience_of_very_different_size_is_no_difficulty),
        cmocka_unit_test(twice_the_patience_is_twice_the_share),
        cmocka_unit_test(income_while_talking_is_kept_and_the_surplus_shared_by_recognition),
        cmocka_unit_test(the_example_of_income_includes_a_party_that_pays_to_talk),
        cmocka_unit_test(values_tend_to_the_weighted_nash_solution_linearly_in_the_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
