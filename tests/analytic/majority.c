// SPDX-License-Identifier: GPL-3.0-or-later
// Quota rules over a pie of 1, closed rule, proposers drawn at random.
//   D. Baron and J. Ferejohn (1989), American Political Science Review 83: with equal chances and common d
//   values are 1/n and the proposer keeps 1 - d (q - 1) / n. E. Winter (1996), American Political Science
//   Review 90: a veto player among three, two votes needed. With v + 2 w = 1 and w = (1 - d v) / 3 + d w / 6,
//   v = (2 - d) / (6 - 5 d). H. Eraslan (2002), Journal of Economic Theory 103: payoffs are unique for any
//   chances and discount factors, so the order of parties in the file cannot matter. For three parties and
//   simple majority they are derived below, regime by regime.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { MOST = 9 };

static void page_write(struct page *page, size_t n, size_t quota, const double *weight,
                       const double *discount) {
    page->length = 0;
    page_add(page, "outcome: {pie: 1}\nagreement: {quota: %zu}\nparties:\n", quota);
    for (size_t i = 0; i < n; i++)
        page_add(page, "  P%zu: {discount: %.17g, initiative: %.17g}\n", i, discount[i], weight[i]);
}

static void compare_with_baron_ferejohn(size_t n, size_t quota, double d) {
    double weight[MOST], discount[MOST];
    for (size_t i = 0; i < n; i++) {
        weight[i] = 1;
        discount[i] = d;
    }
    struct page page;
    page_write(&page, n, quota, weight, discount);
    parley_result *result = page_solve(&page);
    json_t *json = result_json(result);
    for (size_t i = 0; i < n; i++) {
        assert_near(value_of(result, i), 1 / (double)n, 1e-9);
        assert_near(kept_by(json, i), 1 - d * (double)(quota - 1) / (double)n, 1e-9);
    }
    assert_near(metric(result, "agreement.first_period"), 1, 1e-9);
    json_decref(json);
    parley_result_free(result);
}

static void equals_get_one_nth_and_the_proposer_pays_only_the_quota(void **state) {
    (void)state;
    static const double DISCOUNTS[] = {0.3, 0.9, 0.99, 0.9999};
    for (size_t n = 3; n <= MOST; n += 2)
        for (size_t quota = (n + 1) / 2; quota <= n; quota++)
            for (size_t k = 0; k < sizeof DISCOUNTS / sizeof *DISCOUNTS; k++)
                compare_with_baron_ferejohn(n, quota, DISCOUNTS[k]);
}

static void the_example_of_five_gives_each_a_fifth(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/baron-ferejohn.yaml", NULL));
    json_t *json = result_json(result);
    json_t *first = json_array_get(json_object_get(json, "proposals"), 0);
    assert_near(metric(result, "value.A"), 0.2, 1e-12);
    assert_near(json_number_value(json_object_get(json_object_get(first, "shares"), "A")), 1 - 0.9 * 2 / 5,
                1e-9);
    json_decref(json);
    parley_result_free(result);
}

static void a_veto_is_worth_its_closed_form_for_all_patience(void **state) {
    (void)state;
    static const double DISCOUNTS[] = {0.1, 0.5, 0.9, 0.99, 0.999, 0.9999};
    static const char *const PARTIES[] = {"Vetoer", "B", "C"};
    for (size_t k = 0; k < sizeof DISCOUNTS / sizeof *DISCOUNTS; k++) {
        double d = DISCOUNTS[k], v = (2 - d) / (6 - 5 * d);
        char set[3][64];
        for (size_t i = 0; i < 3; i++)
            snprintf(set[i], sizeof set[i], "%s.discount=%.17g", PARTIES[i], d);
        parley_result *result = certified(solve_file("models/classics/veto-player.yaml",
                                                     (const char *const[]){set[0], set[1], set[2], NULL}));
        assert_near(metric(result, "value.Vetoer"), v, 1e-9);
        assert_near(metric(result, "value.B"), (1 - v) / 2, 1e-9);
        assert_near(metric(result, "value.C"), (1 - v) / 2, 1e-9);
        parley_result_free(result);
    }
}

static void the_veto_example_gives_eleven_fifteenths(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/veto-player.yaml", NULL));
    assert_near(metric(result, "value.Vetoer"), 11.0 / 15, 1e-9);
    assert_near(metric(result, "value.B"), 2.0 / 15, 1e-9);
    parley_result_free(result);
}

enum regime { NOBODY_MIXES, WEAK_EQUAL, STRONG_EQUAL, ALL_EQUAL, REGIMES };

// Three parties, p[0] >= p[1] >= p[2], simple majority: values under one regime. False if a condition of the
// regime fails. A party proposing courts the cheaper of the others, so that
//   v_i = p_i (1 - d min_{j != i} v_j) + d v_i (chance that i is courted).
static bool regime_values(enum regime regime, const double *p, double d, double *v) {
    static const double slack = 1e-13;
    switch (regime) {
    case NOBODY_MIXES: { // v1 > v2 > v3: 1 and 2 court 3, who courts 2
        double a = p[1] / (1 - p[2] * d);
        v[2] = p[2] * (1 - d * a) / (1 - (p[0] + p[1]) * d - p[2] * d * d * a);
        v[1] = a * (1 - d * v[2]);
        v[0] = p[0] * (1 - d * v[2]);
        return v[0] >= v[1] - slack && v[1] >= v[2] - slack;
    }
    case WEAK_EQUAL: { // v1 > v2 = v3 = w: 1 courts 2 with chance m
        double w = (1 - p[0]) / (2 - p[0] * d), m = (w - p[1] * (1 - d * w) - p[2] * d * w) / (p[0] * d * w);
        v[0] = 1 - 2 * w;
        v[1] = v[2] = w;
        return v[0] >= w - slack && m >= -slack && m <= 1 + slack;
    }
    case STRONG_EQUAL: { // v1 = v2 = a > v3: 3 courts 1 with chance m
        double a = (1 - p[2]) * (1 - d) / (2 - 2 * (1 - p[2]) * d - p[2] * d), b = 1 - 2 * a;
        double m = (a - p[0] * (1 - d * b)) / (p[2] * d * a);
        v[0] = v[1] = a;
        v[2] = b;
        return a >= b - slack && m >= -slack && m <= 1 + slack;
    }
    default: // all 1/3; i is courted with chance (1 - p_i (3 - d)) / d, by the others, whose chances are 1 -
             // p_i
        for (size_t i = 0; i < 3; i++) {
            double courted = (1 - p[i] * (3 - d)) / d;
            v[i] = 1.0 / 3;
            if (!(courted >= -slack && courted <= 1 - p[i] + slack)) return false;
        }
        return true;
    }
}

// Payoffs are unique: every regime whose conditions hold must give the same. Returns the first that holds.
static enum regime three_party_values(const double *p, double d, double *v) {
    enum regime first = REGIMES;
    for (enum regime regime = NOBODY_MIXES; regime < REGIMES; regime++) {
        double w[3];
        if (!regime_values(regime, p, d, w)) continue;
        if (first == REGIMES) {
            first = regime;
            memcpy(v, w, sizeof w);
        }
        for (size_t i = 0; i < 3; i++)
            assert_near(w[i], v[i], 1e-9);
    }
    assert_true(first < REGIMES);
    return first;
}

static enum regime compare_with_regimes(const double *p, double d) {
    double v[3];
    enum regime regime = three_party_values(p, d, v);
    struct page page;
    page_write(&page, 3, 2, p, (const double[]){d, d, d});
    parley_result *result = page_solve(&page);
    for (size_t i = 0; i < 3; i++)
        assert_near(value_of(result, i), v[i], 1e-9);
    parley_result_free(result);
    return regime;
}

static void unequal_recognition_follows_the_indifference_conditions(void **state) {
    (void)state;
    static const double P[][3] = {
        {0.5, 0.3, 0.2},   {0.45, 0.35, 0.2}, {0.4, 0.35, 0.25},  {0.7, 0.2, 0.1},    {0.4, 0.4, 0.2},
        {0.9, 0.06, 0.04}, {0.5, 0.25, 0.25}, {0.48, 0.48, 0.04}, {0.36, 0.33, 0.31}, {0.6, 0.39, 0.01}};
    static const double DISCOUNTS[] = {0.05, 0.3, 0.45, 0.55, 0.7, 0.9, 0.95, 0.99, 0.999, 0.9999};
    bool seen[REGIMES] = {false};
    for (size_t a = 0; a < sizeof P / sizeof *P; a++)
        for (size_t b = 0; b < sizeof DISCOUNTS / sizeof *DISCOUNTS; b++)
            seen[compare_with_regimes(P[a], DISCOUNTS[b])] = true;
    for (enum regime regime = NOBODY_MIXES; regime < REGIMES; regime++)
        assert_true(seen[regime]);
}

static void where_mixing_begins_values_are_three_two_two_sevenths(void **state) {
    (void)state;
    const double p[] = {0.5, 0.3, 0.2};
    double v[3], w[3];
    assert_true(regime_values(NOBODY_MIXES, p, 0.5, v) && regime_values(WEAK_EQUAL, p, 0.5, w));
    for (size_t i = 0; i < 3; i++) {
        assert_near(v[i], i == 0 ? 3.0 / 7 : 2.0 / 7, 1e-12);
        assert_near(w[i], i == 0 ? 3.0 / 7 : 2.0 / 7, 1e-12);
    }
    compare_with_regimes(p, 0.5);
}

static void the_file_on_unequal_recognition_gives_its_fractions(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/unequal-recognition.yaml", NULL));
    assert_near(metric(result, "value.Often"), 11.0 / 31, 1e-9);
    assert_near(metric(result, "value.Sometimes"), 10.0 / 31, 1e-9);
    assert_near(metric(result, "value.Seldom"), 10.0 / 31, 1e-9);
    assert_near(metric(result, "courted.Often"), 0, 1e-9);
    parley_result_free(result);
}

// A random order of n parties.
static void shuffle(uint64_t *seed, size_t *order, size_t n) {
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t left = n; left > 1; left--) {
        size_t pick = (size_t)random_between(seed, 0, (double)left), held = order[pick];
        order[pick] = order[left - 1];
        order[left - 1] = held;
    }
}

static void payoffs_do_not_depend_on_the_order_of_the_parties(void **state) {
    (void)state;
    uint64_t seed = 4;
    for (size_t trial = 0; trial < 40; trial++) {
        size_t n = 3 + trial % 5,
               quota = n / 2 + 1 + (size_t)random_between(&seed, 0, (double)(n - n / 2 - 1));
        double weight[2][MOST], discount[2][MOST];
        size_t order[MOST];
        shuffle(&seed, order, n);
        for (size_t i = 0; i < n; i++) {
            weight[0][i] = random_between(&seed, 0.2, 2);
            discount[0][i] = random_between(&seed, 0.7, 0.99);
        }
        for (size_t i = 0; i < n; i++) {
            weight[1][i] = weight[0][order[i]];
            discount[1][i] = discount[0][order[i]];
        }
        parley_result *result[2];
        for (size_t k = 0; k < 2; k++) {
            struct page page;
            page_write(&page, n, quota, weight[k], discount[k]);
            result[k] = page_solve(&page);
        }
        for (size_t i = 0; i < n; i++)
            assert_near(value_of(result[1], i), value_of(result[0], order[i]), 1e-9);
        parley_result_free(result[0]);
        parley_result_free(result[1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_get_one_nth_and_the_proposer_pays_only_the_quota),
        cmocka_unit_test(the_example_of_five_gives_each_a_fifth),
        cmocka_unit_test(a_veto_is_worth_its_closed_form_for_all_patience),
        cmocka_unit_test(the_veto_example_gives_eleven_fifteenths),
        cmocka_unit_test(unequal_recognition_follows_the_indifference_conditions),
        cmocka_unit_test(where_mixing_begins_values_are_three_two_two_sevenths),
        cmocka_unit_test(the_file_on_unequal_recognition_gives_its_fractions),
        cmocka_unit_test(payoffs_do_not_depend_on_the_order_of_the_parties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
