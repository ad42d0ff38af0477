// SPDX-License-Identifier: GPL-3.0-or-later
// Sobol' indices of functions whose variance is known in closed form: Ishigami & Homma 1990 and the
// g-function of Saltelli & Sobol' 1995. Morris' effects of a linear function are its coefficients, a
// tornado's bars its differences. Missing outputs are left out, and a wrong estimator would be seen.
#include "support.h"
#include <cmocka.h>
#include <omp.h>

#include "sweep/design.h"
#include "sweep/morris.h"
#include "sweep/sobol_indices.h"
#include "sweep/tornado.h"

static const double PI = 3.14159265358979323846;
enum { G = 6 };
static const double g_weight[G] = {0, 0.5, 3, 9, 99, 99};

static double ishigami(const double *u, size_t factors) {
    (void)factors;
    double x = PI * (2 * u[0] - 1), y = PI * (2 * u[1] - 1), z = PI * (2 * u[2] - 1);
    return sin(x) + 7 * sin(y) * sin(y) + 0.1 * z * z * z * z * sin(x);
}

static double g_function(const double *u, size_t factors) {
    double product = 1;
    for (size_t i = 0; i < factors; i++)
        product *= (fabs(4 * u[i] - 2) + g_weight[i]) / (1 + g_weight[i]);
    return product;
}

static double constant(const double *u, size_t factors) {
    (void)u;
    (void)factors;
    return 0.1;
}

// First orders, then totals; returns the variance.
static double ishigami_indices(double *index) {
    double p4 = pow(PI, 4), p8 = p4 * p4, a = 7, b = 0.1;
    double v1 = pow(1 + b * p4 / 5, 2) / 2, v2 = a * a / 8, v13 = b * b * p8 * (1.0 / 18 - 1.0 / 50);
    double v = v1 + v2 + v13;
    double wanted[6] = {v1 / v, v2 / v, 0, (v1 + v13) / v, v2 / v, v13 / v};
    memcpy(index, wanted, sizeof wanted);
    return v;
}

static double g_indices(double *index) {
    double v = 1;
    for (size_t i = 0; i < G; i++)
        v *= 1 + 1 / (3 * pow(1 + g_weight[i], 2));
    for (size_t i = 0; i < G; i++) {
        double own = 1 / (3 * pow(1 + g_weight[i], 2));
        index[i] = own / (v - 1);
        index[G + i] = own * (v / (1 + own)) / (v - 1);
    }
    return v - 1;
}

static double *outputs_of(const struct design *design, double (*function)(const double *, size_t)) {
    double *y = calloc(design->points, sizeof *y), unit[2 * G];
    assert_non_null(y);
    for (uint64_t k = 0; k < design->points; k++) {
        design_point(design, k, unit);
        y[k] = function(unit, design->options.factors);
    }
    return y;
}

struct case_of {
    double (*function)(const double *, size_t);
    double (*known)(double *);
    size_t factors;
};
static const struct case_of cases[] = {{ishigami, ishigami_indices, 3}, {g_function, g_indices, G}};

static struct design saltelli(enum design_kind base, size_t factors, uint64_t samples, uint64_t seed) {
    struct design design = {0};
    struct design_options options = {
        .kind = DESIGN_saltelli, .base = base, .factors = factors, .samples = samples, .seed = seed};
    assert_int_equal(design_make(&options, &design, NULL), PARLEY_OK);
    return design;
}

static struct sobol_summary analysis(const struct case_of *of, enum design_kind base, uint64_t samples,
                                     const struct bootstrap *bootstrap, struct sobol_index *index) {
    struct design design = saltelli(base, of->factors, samples, 11);
    double *y = outputs_of(&design, of->function);
    struct series series = {y, (size_t)design.points, 1};
    struct sobol_summary summary;
    assert_int_equal(sobol_analyse(of->factors, &series, bootstrap, index, &summary, NULL), PARLEY_OK);
    free(y);
    design_clear(&design);
    return summary;
}

static void known_indices_are_found_within_a_hundredth(void **state) {
    (void)state;
    struct bootstrap none = {0};
    for (size_t c = 0; c < 2; c++) {
        double known[2 * G], variance = cases[c].known(known);
        struct sobol_index index[G];
        struct sobol_summary summary = analysis(&cases[c], DESIGN_sobol, 1 << 14, &none, index);
        assert_near(summary.variance, variance, 1e-2 * variance);
        assert_int_equal(summary.used, 1 << 14);
        for (size_t i = 0; i < cases[c].factors; i++) {
            assert_near(index[i].first, known[i], 1e-2);
            assert_near(index[i].total, known[cases[c].factors + i], 1e-2);
            assert_true(isnan(index[i].first_low) && isnan(index[i].total_high));
        }
    }
}

static void bootstrap_intervals_cover_known_indices_of_random_points(void **state) {
    (void)state;
    // 99.9 %: of 18 intervals one in 55 runs would miss by chance; points and resamples are seeded.
    struct bootstrap bootstrap = {.resamples = 1000, .level = 0.999, .seed = 5};
    static const enum design_kind bases[] = {DESIGN_random, DESIGN_sobol, DESIGN_lhs};
    for (size_t c = 0; c < 2; c++)
        for (size_t b = 0; b < 3; b++) {
            double known[2 * G];
            cases[c].known(known);
            struct sobol_index index[G];
            analysis(&cases[c], bases[b], 1 << 11, &bootstrap, index);
            for (size_t i = 0; i < cases[c].factors; i++) {
                double first = known[i], total = known[cases[c].factors + i];
                assert_true(index[i].first_low <= first && first <= index[i].first_high);
                assert_true(index[i].total_low <= total && total <= index[i].total_high);
                assert_true(index[i].total_high - index[i].total_low < 0.5); // and say something
            }
        }
}

static void intervals_do_not_depend_on_threads_but_on_the_seed(void **state) {
    (void)state;
    struct bootstrap bootstrap = {.resamples = 99, .level = 0.9, .seed = 5};
    struct sobol_index one[3], two[3], other[3];
    omp_set_num_threads(1);
    analysis(&cases[0], DESIGN_sobol, 200, &bootstrap, one);
    omp_set_num_threads(3);
    analysis(&cases[0], DESIGN_sobol, 200, &bootstrap, two);
    bootstrap.seed = 6;
    analysis(&cases[0], DESIGN_sobol, 200, &bootstrap, other);
    assert_memory_equal(one, two, sizeof one);
    assert_true(one[0].first == other[0].first && one[0].first_low != other[0].first_low);
}

static void an_output_that_does_not_vary_has_indices_zero(void **state) {
    (void)state;
    struct bootstrap bootstrap = {.resamples = 20, .level = 0.9};
    struct case_of flat = {constant, NULL, 4};
    struct sobol_index index[4];
    analysis(&flat, DESIGN_random, 1000, &bootstrap, index);
    for (size_t i = 0; i < 4; i++)
        assert_true(index[i].first == 0 && index[i].total == 0 && index[i].total_high == 0);
}

static void rows_with_a_missing_output_are_dropped_whole(void **state) {
    (void)state;
    struct design design = saltelli(DESIGN_random, 3, 4000, 2);
    double *y = outputs_of(&design, ishigami);
    struct sobol_index all[3], rest[3];
    struct sobol_summary summary;
    struct bootstrap none = {0};
    // The first 3000 rows alone must be what is left when each later row has lost one output.
    struct series first = {y, 3000 * 5, 1}, series = {y, 4000 * 5, 1};
    assert_int_equal(sobol_analyse(3, &first, &none, all, &summary, NULL), PARLEY_OK);
    for (size_t row = 3000; row < 4000; row++)
        y[row * 5 + row % 5] = row % 2 ? NAN : INFINITY;
    assert_int_equal(sobol_analyse(3, &series, &none, rest, &summary, NULL), PARLEY_OK);
    assert_int_equal(summary.used, 3000);
    assert_int_equal(summary.dropped, 1000);
    for (size_t i = 0; i < 3; i++)
        assert_true(all[i].first == rest[i].first && all[i].total == rest[i].total);
    free(y);
    design_clear(&design);
}

static void a_series_may_be_a_column_of_a_table(void **state) {
    (void)state;
    struct design design = saltelli(DESIGN_random, 3, 50, 2);
    double *y = outputs_of(&design, ishigami), table[250][3];
    for (size_t k = 0; k < 250; k++)
        for (size_t c = 0; c < 3; c++)
            table[k][c] = c == 1 ? y[k] : -1;
    struct series alone = {y, 250, 1}, column = {&table[0][1], 250, 3};
    struct sobol_index a[3], b[3];
    struct sobol_summary summary;
    struct bootstrap bootstrap = {.resamples = 10, .level = 0.5};
    assert_int_equal(sobol_analyse(3, &alone, &bootstrap, a, &summary, NULL), PARLEY_OK);
    assert_int_equal(sobol_analyse(3, &column, &bootstrap, b, &summary, NULL), PARLEY_OK);
    assert_memory_equal(a, b, sizeof a);
    free(y);
    design_clear(&design);
}

static void wrong_outputs_are_refused(void **state) {
    (void)state;
    double y[20];
    for (size_t k = 0; k < 20; k++)
        y[k] = k < 5 ? (double)k : NAN;
    struct sobol_index index[3];
    struct sobol_summary summary;
    struct bootstrap none = {0}, bad = {.resamples = 5, .level = 1};
    struct series short_of = {y, 19, 1}, empty = {y, 0, 1}, one_row = {y, 20, 1};
    assert_int_equal(sobol_analyse(3, &short_of, &none, index, &summary, NULL), PARLEY_INPUT);
    assert_int_equal(sobol_analyse(3, &empty, &none, index, &summary, NULL), PARLEY_INPUT);
    assert_int_equal(sobol_analyse(3, &one_row, &none, index, &summary, NULL), PARLEY_INPUT);
    assert_int_equal(sobol_analyse(0, &one_row, &none, index, &summary, NULL), PARLEY_INPUT);
    assert_int_equal(sobol_analyse(3, &one_row, &bad, index, &summary, NULL), PARLEY_INPUT);
    struct morris_effect effects[3];
    assert_int_equal(morris_analyse(1, 3, &short_of, effects, NULL), PARLEY_INPUT);
    struct tornado_bar bars[3];
    assert_int_equal(tornado_analyse(3, &one_row, bars, NULL), PARLEY_INPUT);
}

// ---- Morris ----

enum { LINEAR = 4 };
static const double slope[LINEAR] = {3, -2, 0, 0.5};

static double linear(const double *u, size_t factors) {
    double sum = 1;
    for (size_t i = 0; i < factors; i++)
        sum += slope[i] * u[i];
    return sum;
}

static double joint(const double *u, size_t factors) {
    (void)factors;
    return u[0] * u[1];
}

static void effects_of_a_linear_function_are_its_coefficients(void **state) {
    (void)state;
    struct design design = {0};
    struct design_options options = {
        .kind = DESIGN_morris, .factors = LINEAR, .samples = 20, .seed = 8, .levels = 8};
    assert_int_equal(design_make(&options, &design, NULL), PARLEY_OK);
    double *y = outputs_of(&design, linear);
    struct series series = {y, (size_t)design.points, 1};
    struct morris_effect effects[LINEAR];
    assert_int_equal(morris_analyse(options.seed, LINEAR, &series, effects, NULL), PARLEY_OK);
    for (size_t i = 0; i < LINEAR; i++) {
        assert_near(effects[i].mean, slope[i], 1e-14);
        assert_near(effects[i].importance, fabs(slope[i]), 1e-14);
        assert_near(effects[i].deviation, 0, 1e-14);
        assert_int_equal(effects[i].used, 20);
    }
    // With another seed the steps are taken for those of other factors: that must not look right.
    assert_int_equal(morris_analyse(options.seed + 1, LINEAR, &series, effects, NULL), PARLEY_OK);
    assert_true(fabs(effects[0].importance - 3) > 0.1);
    // One point lost takes the effects on its two sides with it.
    y[2] = NAN;
    assert_int_equal(morris_analyse(options.seed, LINEAR, &series, effects, NULL), PARLEY_OK);
    uint64_t used = 0;
    for (size_t i = 0; i < LINEAR; i++)
        used += effects[i].used;
    assert_int_equal(used, 20 * LINEAR - 2);
    free(y);
    design_clear(&design);
}

static void joint_action_shows_in_the_deviation(void **state) {
    (void)state;
    // y = u1 u2 on levels 1/8, 3/8, 5/8, 7/8: an effect is the other coordinate, mean 1/2, variance 5/64.
    struct design design = {0};
    struct design_options options = {.kind = DESIGN_morris, .factors = 2, .samples = 20000, .seed = 8};
    assert_int_equal(design_make(&options, &design, NULL), PARLEY_OK);
    double *y = outputs_of(&design, joint);
    struct series series = {y, (size_t)design.points, 1};
    struct morris_effect effects[2];
    assert_int_equal(morris_analyse(options.seed, 2, &series, effects, NULL), PARLEY_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_near(effects[i].importance, 0.5, 5 * effects[i].error);
        assert_near(effects[i].deviation, sqrt(5.0 / 64), 5e-3);
        assert_near(effects[i].error, sqrt(5.0 / 64 / 20000), 1e-4);
    }
    free(y);
    design_clear(&design);
}

// ---- tornado ----

static void a_tornado_moves_one_at_a_time_and_sorts_by_length(void **state) {
    (void)state;
    static const double base[] = {1, 2, 3}, low[] = {0, 1, 2}, high[] = {2, 5, 3.5};
    struct tornado tornado = {3, base, low, high};
    assert_int_equal(tornado_points(&tornado), 7);
    double y[7];
    for (uint64_t k = 0; k < 7; k++) {
        double x[3];
        tornado_point(&tornado, k, x);
        int moved = 0;
        for (size_t i = 0; i < 3; i++)
            moved += x[i] != base[i];
        assert_int_equal(moved, k > 0);
        y[k] = 1 + x[0] - 2 * x[1] + x[2];
    }
    struct series series = {y, 7, 1};
    struct tornado_bar bars[3];
    assert_int_equal(tornado_analyse(3, &series, bars, NULL), PARLEY_OK);
    assert_true(bars[0].factor == 1 && bars[1].factor == 0 && bars[2].factor == 2);
    assert_true(bars[0].low == 3 && bars[0].high == -5 && bars[0].swing == 8);
    y[3] = NAN; // factor 1 low: the bar runs from the base (1) to its high end (-5)
    y[1] = y[2] = NAN;
    assert_int_equal(tornado_analyse(3, &series, bars, NULL), PARLEY_OK);
    assert_true(bars[0].factor == 1 && bars[0].swing == 6);
    assert_true(bars[2].factor == 0 && isnan(bars[2].swing));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_indices_are_found_within_a_hundredth),
        cmocka_unit_test(bootstrap_intervals_cover_known_indices_of_random_points),
        cmocka_unit_test(intervals_do_not_depend_on_threads_but_on_the_seed),
        cmocka_unit_test(an_output_that_does_not_vary_has_indices_zero),
        cmocka_unit_test(rows_with_a_missing_output_are_dropped_whole),
        cmocka_unit_test(a_series_may_be_a_column_of_a_table),
        cmocka_unit_test(wrong_outputs_are_refused),
        cmocka_unit_test(effects_of_a_linear_function_are_its_coefficients),
        cmocka_unit_test(joint_action_shows_in_the_deviation),
        cmocka_unit_test(a_tornado_moves_one_at_a_time_and_sorts_by_length),
    };
    return cmocka_run_group_tests_name("sensitivity_indices", tests, NULL, NULL);
}
