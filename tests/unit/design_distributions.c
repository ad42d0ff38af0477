// SPDX-License-Identifier: GPL-3.0-or-later
// Distributions: quantiles against integrals of GSL's densities (another way than the inverses used), moments
// against integrals of x and x^2, values in the parameter's range whatever u, and wrong ones turned away.
#include "support.h"
#include <cmocka.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include "scenario/scenario.h"
#include "sweep/distribution.h"

static struct parameter party_parameter(const char *key) {
    for (size_t k = 0; k < party_row_count; k++)
        if (strcmp(party_rows[k].key, key) == 0)
            return (struct parameter){.row = &party_rows[k], .path = key};
    fail_msg("no row %s", key);
    return (struct parameter){0};
}

static struct distribution distribution_of(const char *key, const char *spec) {
    struct parameter parameter = party_parameter(key);
    struct distribution distribution = {0};
    struct errors errors = {0};
    if (distribution_parse(&parameter, spec, &distribution, &errors) != PARLEY_OK)
        fail_msg("%s: %s", spec, errors.count > 0 ? errors.items[0].text : "no message");
    errors_free(&errors);
    return distribution;
}

// ---- densities, from GSL or by hand ----

static double uniform_density(double x) {
    return gsl_ran_flat_pdf(x, 0.01, 0.2);
}
static double loguniform_density(double x) {
    return 1 / (x * log(0.2 / 0.01));
}
static double normal_density(double x) {
    return gsl_ran_gaussian_pdf(x - 0.5, 0.1);
}
static double lognormal_density(double x) {
    return gsl_ran_lognormal_pdf(x, -3, 0.5);
}
static double triangular_density(double x) {
    return x < 0.2 ? 2 * x / 0.2 : 2 * (1 - x) / 0.8;
}
static double beta_density(double x) {
    return gsl_ran_beta_pdf(x, 2, 5);
}
static double wide_beta_density(double x) {
    return gsl_ran_beta_pdf((x + 1) / 4, 1.5, 1.2) / 4;
}

static const struct {
    const char *spec;
    double (*density)(double);
    double low, high, knot; // of what is left; the density is smooth on either side of the knot
} cases[] = {
    {"uniform(0.01, 0.2)", uniform_density, 0.01, 0.2, 0.1},
    {"uniform(0.01, 0.2) in [0.05, 0.1]", uniform_density, 0.05, 0.1, 0.07},
    {"loguniform(0.01, 0.2)", loguniform_density, 0.01, 0.2, 0.05},
    {"loguniform(0.01, 0.2) in [0.05, 1]", loguniform_density, 0.05, 0.2, 0.1},
    {"normal(0.5, 0.1)", normal_density, -0.7, 1.7, 0.5},
    {"normal(0.5, 0.1) in [0.6, 0.9]", normal_density, 0.6, 0.9, 0.7},
    {"normal(0.5, 0.1) in [0, 0.45]", normal_density, 0, 0.45, 0.4},
    {"normal(0.5, 0.1) in [0.95, 2]", normal_density, 0.95, 1.7, 1},
    {"lognormal(-3, 0.5)", lognormal_density, 1e-5, 5, 0.06},
    {"lognormal(-3, 0.5) in [0.08, 0.2]", lognormal_density, 0.08, 0.2, 0.1},
    {"triangular(0, 0.2, 1)", triangular_density, 0, 1, 0.2},
    {"triangular(0, 0.2, 1) in [0.1, 0.7]", triangular_density, 0.1, 0.7, 0.2},
    {"triangular(0, 0.2, 1) in [0.4, 0.7]", triangular_density, 0.4, 0.7, 0.5},
    {"beta(2, 5)", beta_density, 0, 1, 0.2},
    {"beta(2, 5) in [0.4, 0.9]", beta_density, 0.4, 0.9, 0.6},
    {"beta(1.5, 1.2, -1, 3)", wide_beta_density, -1, 3, 1},
};
enum { CASES = sizeof cases / sizeof *cases };

struct power {
    double (*density)(double);
    int k;
};

static double power_density(double x, void *context) {
    const struct power *power = context;
    return (power->k == 0 ? 1 : power->k == 1 ? x : x * x) * power->density(x);
}

static double integral(double (*density)(double), int k, double low, double high) {
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(1000);
    struct power power = {density, k};
    gsl_function function = {power_density, &power};
    double value = 0, error;
    if (high > low)
        gsl_integration_qag(&function, low, high, 1e-14, 1e-11, 1000, 6, workspace, &value, &error);
    gsl_integration_workspace_free(workspace);
    return value;
}

// From low to x in two smooth pieces.
static double integral_to(size_t c, int k, double x) {
    double knot = fmin(fmax(cases[c].knot, cases[c].low), x);
    return integral(cases[c].density, k, cases[c].low, knot) + integral(cases[c].density, k, knot, x);
}

static void quantiles_invert_the_integral_of_the_density(void **state) {
    (void)state;
    static const double u[] = {0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999};
    for (size_t c = 0; c < CASES; c++) {
        struct distribution distribution = distribution_of("disagreement", cases[c].spec);
        double whole = integral_to(c, 0, cases[c].high);
        for (size_t k = 0; k < sizeof u / sizeof *u; k++) {
            double x = distribution_quantile(&distribution, u[k]);
            assert_near(integral_to(c, 0, x) / whole, u[k], 1e-9);
        }
        distribution_clear(&distribution);
    }
}

static void moments_are_the_integrals_of_x_and_its_square(void **state) {
    (void)state;
    for (size_t c = 0; c < CASES; c++) {
        struct distribution distribution = distribution_of("disagreement", cases[c].spec);
        double whole = integral_to(c, 0, cases[c].high), mean = integral_to(c, 1, cases[c].high) / whole;
        double square = integral_to(c, 2, cases[c].high) / whole;
        assert_near(distribution_mean(&distribution), mean, 1e-8);
        assert_near(distribution_sd(&distribution), sqrt(square - mean * mean), 1e-7);
        distribution_clear(&distribution);
    }
}

static void quantiles_ascend_and_stay_where_they_may_be(void **state) {
    (void)state;
    static const struct {
        const char *key, *spec;
    } ranged[] = {
        {"discount_rate", "uniform(0, 0.2)"},       {"discount_rate", "normal(0.05, 0.1) truncated"},
        {"discount_rate", "lognormal(-3, 2)"},      {"discount", "beta(0.1, 0.1)"},
        {"discount", "normal(0.9, 0.2) truncated"}, {"authority", "triangular(0, 0, 1)"},
        {"authority", "normal(3, 1) truncated"},    {"authority", "triangular(0, 1, 1)"},
        {"disagreement", "normal(0, 1)"},           {"disagreement", "normal(0, 1) in [4, 9]"},
        {"breakdown", "beta(10000, 0.05, -3, 5)"},  {"breakdown", "beta(5000, 10000)"},
        {"loss_aversion", "loguniform(1e-300, 1)"}, {"outside", "discrete(none, 0, 1)"},
    };
    for (size_t c = 0; c < sizeof ranged / sizeof *ranged; c++) {
        struct parameter parameter = party_parameter(ranged[c].key);
        struct distribution distribution = distribution_of(ranged[c].key, ranged[c].spec);
        double last = -INFINITY;
        for (int k = 0; k <= 2000; k++) {
            double x = distribution_quantile(&distribution, k / 2000.0);
            if (!parameter_in_range(parameter.row, x) && !(parameter.row->kind == PARAMETER_REAL_OR_NONE))
                fail_msg("%s at %g: %g", ranged[c].spec, k / 2000.0, x);
            if (!(x >= last)) fail_msg("%s at %g: %g after %g", ranged[c].spec, k / 2000.0, x, last);
            last = x;
        }
        distribution_clear(&distribution);
    }
}

static void far_tails_keep_their_digits(void **state) {
    (void)state;
    // Gauss beyond 4.7, where F has ten digits left: the median of the rest solves Q(x) = Q(4.7) / 2.
    struct distribution distribution = distribution_of("disagreement", "normal(0, 1) in [4.7, 50]");
    double x = distribution_quantile(&distribution, 0.5);
    assert_near(erfc(x / sqrt(2)) / erfc(4.7 / sqrt(2)), 0.5, 1e-12);
    distribution_clear(&distribution);
}

static void discrete_values_come_as_often_as_they_weigh(void **state) {
    (void)state;
    struct distribution distribution = distribution_of("disagreement", "discrete(3:1, 1:2, 2:0, 5)");
    static const double u[] = {0, 0.25, 0.499, 0.501, 0.749, 0.751, 1}, wanted[] = {1, 1, 1, 3, 3, 5, 5};
    for (size_t k = 0; k < sizeof u / sizeof *u; k++)
        assert_true(distribution_quantile(&distribution, u[k]) == wanted[k]);
    assert_near(distribution_mean(&distribution), 2.5, 1e-15);
    assert_near(distribution_sd(&distribution), sqrt(2.75), 1e-15);
    distribution_clear(&distribution);

    char *levels[] = {(char *)"Ukrainian gains", (char *)"stalemate"};
    struct channel front = {.name = (char *)"front", .levels = levels, .level_count = 2};
    struct parameter start = {.row = &start_row, .path = "start.front", .channel = &front};
    assert_int_equal(
        distribution_parse(&start, "discrete(stalemate:3, Ukrainian gains)", &distribution, NULL), PARLEY_OK);
    assert_true(distribution_quantile(&distribution, 0.2) == 0 &&
                distribution_quantile(&distribution, 0.3) == 1);
    struct text text = {0};
    distribution_text(&distribution, &start, &text);
    assert_string_equal(text.data, "discrete(Ukrainian gains:0.25, stalemate:0.75)");
    text_free(&text);
    distribution_clear(&distribution);
}

static void what_is_written_reads_back(void **state) {
    (void)state;
    struct parameter parameter = party_parameter("disagreement");
    for (size_t c = 0; c < CASES; c++) {
        struct distribution one = distribution_of("disagreement", cases[c].spec), other = {0};
        struct text text = {0};
        distribution_text(&one, &parameter, &text);
        assert_int_equal(distribution_parse(&parameter, text.data, &other, NULL), PARLEY_OK);
        assert_true(distribution_quantile(&one, 0.3) == distribution_quantile(&other, 0.3));
        text_free(&text);
        distribution_clear(&one);
        distribution_clear(&other);
    }
}

static void wrong_distributions_are_refused_with_a_reason(void **state) {
    (void)state;
    static const struct {
        const char *key, *spec, *words;
    } wrong[] = {
        {"breakdown", "unifrom(0, 1)", "did you mean 'uniform'"},
        {"breakdown", "0.5", "NAME(ARGUMENTS)"},
        {"breakdown", "uniform", "NAME(ARGUMENTS)"},
        {"breakdown", "uniform(0, 1", "NAME(ARGUMENTS)"},
        {"breakdown", ")uniform(", "NAME(ARGUMENTS)"},
        {"breakdown", "uniform()", "is not a number"},
        {"breakdown", "uniform(0)", "number of arguments"},
        {"breakdown", "uniform(0, 1, 2)", "number of arguments"},
        {"breakdown", "uniform(0, x)", "'x' is not a number"},
        {"breakdown", "uniform(0, nan)", "'nan' is not a number"},
        {"breakdown", "uniform(1, 0)", "LOW must be smaller"},
        {"breakdown", "uniform(1, 1)", "LOW must be smaller"},
        {"breakdown", "uniform(-1e308, 1e308)", "too far apart"},
        {"breakdown", "loguniform(0, 1)", "LOW must be > 0"},
        {"breakdown", "normal(0, 0)", "SD must be > 0"},
        {"breakdown", "normal(0, -1)", "SD must be > 0"},
        {"breakdown", "lognormal(0, 100)", "largest number"},
        {"breakdown", "triangular(0, 2, 1)", "MODE must lie"},
        {"breakdown", "beta(0, 1)", "A and B"},
        {"breakdown", "beta(1, 1e9)", "A and B"},
        {"breakdown", "beta(1, 1, 0)", "HIGH is missing"},
        {"breakdown", "beta(1, 1, 2, 1)", "LOW must be smaller"},
        {"breakdown", "discrete()", "'' came"},
        {"breakdown", "discrete(1, , 2)", "'' came"},
        {"breakdown", "discrete(1:0, 2:0)", "not all 0"},
        {"breakdown", "discrete(1:-1, 2)", "weight must be"},
        {"breakdown", "discrete(1, 2) truncated", "nothing can follow"},
        {"breakdown", "normal(0, 1) trunc", "can follow"},
        {"breakdown", "normal(0, 1) in [2, 1]", "can follow"},
        {"breakdown", "normal(0, 1) in [0, 1] x", "can follow"},
        {"breakdown", "normal(0, 1) in [8, 9]", "hardly anything"},
        {"breakdown", "uniform(0, 1) in [2, 3]", "hardly anything"},
        {"discount", "normal(0.9, 0.05)", "add 'truncated'"},
        {"discount_rate", "uniform(-0.1, 0.1)", "must be > 0"},
        {"discount_rate", "discrete(0, 0.1)", "number > 0"},
        {"veto", "uniform(0, 1)", "discrete"},
    };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        struct parameter parameter = party_parameter(wrong[k].key);
        struct distribution distribution = {0};
        struct errors errors = {0};
        if (distribution_parse(&parameter, wrong[k].spec, &distribution, &errors) != PARLEY_INPUT)
            fail_msg("'%s' was taken", wrong[k].spec);
        assert_int_equal(errors.count, 1);
        if (!strstr(errors.items[0].text, wrong[k].words))
            fail_msg("'%s': %s", wrong[k].spec, errors.items[0].text);
        assert_null(distribution.value);
        errors_free(&errors);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_invert_the_integral_of_the_density),
        cmocka_unit_test(moments_are_the_integrals_of_x_and_its_square),
        cmocka_unit_test(quantiles_ascend_and_stay_where_they_may_be),
        cmocka_unit_test(far_tails_keep_their_digits),
        cmocka_unit_test(discrete_values_come_as_often_as_they_weigh),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(wrong_distributions_are_refused_with_a_reason),
    };
    return cmocka_run_group_tests_name("design_distributions", tests, NULL, NULL);
}
