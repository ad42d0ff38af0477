// SPDX-License-Identifier: GPL-3.0-or-later
// Partial rank correlations against a case worked out by hand and against what they must be (monotone
// functions, irrelevant factors, ties); quantiles, their distribution-free intervals and Wilson's interval
// against tables, and the intervals' coverage counted.
#include "support.h"
#include <cmocka.h>

#include "core/random.h"
#include "sweep/correlation.h"
#include "sweep/quantiles.h"

static void a_case_worked_out_by_hand(void **state) {
    (void)state;
    // Ranks of 8: r(x1, x2) = 30/42, r(x1, y) = r(x2, y) = 36/42; so both partial ones are
    // (6/7 - 5/7 6/7) / sqrt((1 - 25/49)(1 - 36/49)) = 12 / sqrt(312). Values are bent, ranks are not.
    static const double x1[] = {1, 2, 3, 4, 5, 6, 7, 8}, x2[] = {3, 1, 4, 2, 8, 5, 7, 6};
    double points[8][2], y[] = {2, 1, 4, 3, 7, 6, 5, 8};
    for (size_t k = 0; k < 8; k++) {
        points[k][0] = exp(x1[k]);
        points[k][1] = -1 / x2[k];
        y[k] = pow(y[k], 5);
    }
    struct series series = {y, 8, 1};
    struct correlation found[2];
    struct correlation_summary summary;
    assert_int_equal(correlations_find(2, &points[0][0], &series, 0.95, found, &summary, NULL), PARLEY_OK);
    assert_int_equal(summary.used, 8);
    double partial = 12 / sqrt(312), t = partial * sqrt(5 / (1 - partial * partial));
    for (size_t i = 0; i < 2; i++) {
        assert_near(found[i].spearman, 6.0 / 7, 1e-14);
        assert_near(found[i].partial, partial, 1e-13);
        assert_near(found[i].low, tanh(atanh(partial) - 1.959963984540054 / 2), 1e-12); // n - 1 - 3 = 4
        assert_near(found[i].high, tanh(atanh(partial) + 1.959963984540054 / 2), 1e-12);
    }
    // Student with 5 degrees of freedom: with a = atan(t / sqrt 5),
    // P(|T| < t) = 2/pi (a + sin a (cos a + 2/3 cos^3 a)).
    double a = atan(t / sqrt(5)),
           inside = 2 / 3.14159265358979324 * (a + sin(a) * (cos(a) + 2 * pow(cos(a), 3) / 3));
    assert_near(found[0].p_value, 1 - inside, 1e-10);
}

// y of factors drawn from a seed; column 2 does nothing.
static void sample_fill(double (*points)[3], double *y, size_t n, double luck) {
    struct random random = {7, 1, 0};
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < 3; i++)
            points[k][i] = random_unit(&random);
        y[k] = exp(4 * points[k][0]) - 3 * points[k][1] + luck * random_unit(&random);
    }
}

static void monotone_functions_and_idle_factors_are_told_apart(void **state) {
    (void)state;
    enum { N = 400 };
    static double points[N][3], y[N];
    sample_fill(points, y, N, 0.5);
    struct series series = {y, N, 1};
    struct correlation found[3];
    struct correlation_summary summary;
    assert_int_equal(correlations_find(3, &points[0][0], &series, 0.99, found, &summary, NULL), PARLEY_OK);
    assert_true(found[0].partial > 0.95 && found[0].p_value < 1e-12);
    assert_true(found[1].partial < -0.3 && found[1].high < 0);
    assert_true(found[2].low < 0 && found[2].high > 0 && found[2].p_value > 0.01);
}

static void a_perfect_relation_is_one_and_leaves_nothing_for_others(void **state) {
    (void)state;
    enum { N = 50 };
    static double points[N][3], y[N];
    sample_fill(points, y, N, 0);
    for (size_t k = 0; k < N; k++)
        y[k] = -pow(points[k][0], 3);
    struct series series = {y, N, 1};
    struct correlation found[3];
    struct correlation_summary summary;
    assert_int_equal(correlations_find(3, &points[0][0], &series, 0.95, found, &summary, NULL), PARLEY_OK);
    assert_near(found[0].partial, -1, 1e-12);
    assert_near(found[1].partial, 0, 1e-6);
    assert_near(found[2].partial, 0, 1e-6);
    assert_true(found[0].p_value < 1e-10);
    for (size_t k = 0; k < N; k++)
        y[k] = 4;
    assert_int_equal(correlations_find(3, &points[0][0], &series, 0.95, found, &summary, NULL), PARLEY_OK);
    for (size_t i = 0; i < 3; i++)
        assert_true(found[i].spearman == 0 && found[i].partial == 0 && found[i].p_value == 1);
}

static void ties_get_the_mean_of_their_ranks(void **state) {
    (void)state;
    // x = 1 1 2 3 has ranks 1.5 1.5 3 4, y = 1 2 3 4: r = 4.5 / sqrt(4.5 x 5) = sqrt(0.9).
    static const double x[] = {1, 1, 2, 3}, y[] = {1, 2, 3, 4};
    struct series series = {y, 4, 1};
    struct correlation found;
    struct correlation_summary summary;
    assert_int_equal(correlations_find(1, x, &series, 0.95, &found, &summary, NULL), PARLEY_OK);
    assert_near(found.spearman, sqrt(0.9), 1e-15);
    assert_near(found.partial, sqrt(0.9), 1e-14);
}

static void points_without_an_output_are_left_out(void **state) {
    (void)state;
    enum { N = 60 };
    static double points[N][3], y[N];
    sample_fill(points, y, N, 1);
    struct series first = {y, 40, 1}, series = {y, N, 1};
    struct correlation wanted[3], found[3];
    struct correlation_summary summary;
    assert_int_equal(correlations_find(3, &points[0][0], &first, 0.95, wanted, &summary, NULL), PARLEY_OK);
    for (size_t k = 40; k < N; k++)
        y[k] = NAN;
    assert_int_equal(correlations_find(3, &points[0][0], &series, 0.95, found, &summary, NULL), PARLEY_OK);
    assert_int_equal(summary.dropped, 20);
    assert_memory_equal(wanted, found, sizeof found);
}

static void samples_that_can_tell_nothing_are_refused(void **state) {
    (void)state;
    enum { N = 30 };
    static double points[N][3], y[N];
    sample_fill(points, y, N, 1);
    struct series series = {y, N, 1}, few = {y, 5, 1};
    struct correlation found[3];
    struct correlation_summary summary;
    struct errors errors = {0};
    const double *x = &points[0][0];
    assert_int_equal(correlations_find(3, x, &few, 0.95, found, &summary, &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "at least 6 points"));
    assert_int_equal(correlations_find(3, x, &series, 1.5, found, &summary, &errors), PARLEY_INPUT);
    for (size_t k = 0; k < N; k++)
        points[k][2] = 2 * points[k][0];
    assert_int_equal(correlations_find(3, x, &series, 0.95, found, &summary, &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[2].text, "move together"));
    for (size_t k = 0; k < N; k++)
        points[k][1] = 5;
    assert_int_equal(correlations_find(3, x, &series, 0.95, found, &summary, &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[3].text, "parameter 2 of the sample does not vary"));
    errors_free(&errors);
}

// ---- quantiles ----

static struct sample sample_of(const double *y, size_t count) {
    struct series series = {y, count, 1};
    struct sample sample = {0};
    assert_int_equal(sample_make(&series, &sample, NULL), PARLEY_OK);
    return sample;
}

static void ten_numbers_have_the_intervals_of_the_tables(void **state) {
    (void)state;
    static const double y[] = {7, 1, NAN, 10, 4, 2, 9, 3, INFINITY, 8, 5, 6};
    struct sample sample = sample_of(y, 12);
    assert_int_equal(sample.count, 10);
    assert_int_equal(sample.dropped, 2);
    assert_near(sample.mean, 5.5, 1e-15);
    assert_near(sample.deviation, sqrt(82.5 / 9), 1e-14);
    assert_near(sample.error, sqrt(82.5 / 90), 1e-14);
    // Median of ten: between the 2nd and the 9th with 97.9 %; the 3rd and the 8th have only 89.1 %.
    struct estimate median = sample_quantile(&sample, 0.5, 0.95);
    assert_true(median.value == 5.5 && median.low == 2 && median.high == 9);
    median = sample_quantile(&sample, 0.5, 0.89);
    assert_true(median.low == 3 && median.high == 8);
    // No order statistic of ten lies above the 0.95 quantile with 97.5 %: 0.95^10 = 0.6.
    struct estimate high = sample_quantile(&sample, 0.95, 0.95);
    assert_near(high.value, 9.55, 1e-14);
    assert_true(high.high == INFINITY && high.low == 8); // P(B < 8) = 0.0115, P(B < 9) = 0.086
    struct estimate ends[] = {sample_quantile(&sample, 0, 0.9), sample_quantile(&sample, 1, 0.9)};
    assert_true(ends[0].value == 1 && ends[0].high == 1 && ends[1].value == 10 && ends[1].low == 10);
    // Wilson's interval of 5 and of 0 in 10 at 95 %: Newcombe 1998's method 3.
    struct estimate half = sample_exceedance(&sample, 6, 0.95), none = sample_exceedance(&sample, 11, 0.95);
    assert_true(half.value == 0.5 && none.value == 0 && none.low == 0);
    assert_near(half.low, 0.2366, 5e-5);
    assert_near(half.high, 0.7634, 5e-5);
    assert_near(none.high, 0.2775, 5e-5);
    assert_true(sample_exceedance(&sample, 1, 0.95).value == 1 &&
                sample_exceedance(&sample, 1, 0.95).high == 1);
    sample_clear(&sample);
}

static void intervals_cover_as_often_as_they_say(void **state) {
    (void)state;
    // 2000 samples of 80 uniform numbers: quantile 0.7 and P(y >= 0.7) at 90 %. Order statistics cover at
    // least 0.9 (six standard deviations: 0.04), Wilson's interval 0.9 on the average, within 0.05 here.
    enum { RUNS = 2000, N = 80 };
    int quantile = 0, share = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        struct random random = {3, run, 0};
        double y[N];
        for (size_t k = 0; k < N; k++)
            y[k] = random_unit(&random);
        struct sample sample = sample_of(y, N);
        struct estimate q = sample_quantile(&sample, 0.7, 0.9), e = sample_exceedance(&sample, 0.7, 0.9);
        quantile += q.low <= 0.7 && 0.7 <= q.high;
        share += e.low <= 0.3 && 0.3 <= e.high;
        sample_clear(&sample);
    }
    assert_in_range(quantile, 0.86 * RUNS, 0.96 * RUNS);
    assert_in_range(share, 0.85 * RUNS, 0.95 * RUNS);
}

static void large_samples_go_on_where_small_ones_end(void **state) {
    (void)state;
    // The binomial is exact up to 20000 points and normal above: the interval must not jump.
    enum { N = 20001 };
    double *y = calloc(N, sizeof *y);
    assert_non_null(y);
    for (size_t k = 0; k < N; k++)
        y[k] = (double)k;
    struct sample one = sample_of(y, N - 1), other = sample_of(y, N);
    for (int p = 1; p < 100; p++) {
        struct estimate a = sample_quantile(&one, p / 100.0, 0.95),
                        b = sample_quantile(&other, p / 100.0, 0.95);
        assert_near(a.low, b.low, 3);
        assert_near(a.high, b.high, 3);
        assert_true(a.low < a.value && a.value < a.high);
    }
    sample_clear(&one);
    sample_clear(&other);
    free(y);
}

static void a_sample_without_outputs_is_refused(void **state) {
    (void)state;
    static const double y[] = {NAN, INFINITY};
    struct series series = {y, 2, 1}, empty = {y, 0, 1};
    struct sample sample = {0};
    assert_int_equal(sample_make(&series, &sample, NULL), PARLEY_INPUT);
    assert_int_equal(sample_make(&empty, &sample, NULL), PARLEY_INPUT);
    assert_null(sample.sorted);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_worked_out_by_hand),
        cmocka_unit_test(monotone_functions_and_idle_factors_are_told_apart),
        cmocka_unit_test(a_perfect_relation_is_one_and_leaves_nothing_for_others),
        cmocka_unit_test(ties_get_the_mean_of_their_ranks),
        cmocka_unit_test(points_without_an_output_are_left_out),
        cmocka_unit_test(samples_that_can_tell_nothing_are_refused),
        cmocka_unit_test(ten_numbers_have_the_intervals_of_the_tables),
        cmocka_unit_test(intervals_cover_as_often_as_they_say),
        cmocka_unit_test(large_samples_go_on_where_small_ones_end),
        cmocka_unit_test(a_sample_without_outputs_is_refused),
    };
    return cmocka_run_group_tests_name("sensitivity_ranks", tests, NULL, NULL);
}
