// SPDX-License-Identifier: GPL-3.0-or-later
// A study of sensitivity from the scenario to its numbers. Two parties, equal chances, unanimity over a pie
// of 1: K. Binmore (1987) gives A the value w / (u + w), u and w being 1 less the discount factors of A and
// B. With both factors uniform, variances of conditional means are integrals, done here by Gauss and
// Legendre's rule (24 points a dimension; the integrand is analytic). B.breakdown does nothing where talks
// cannot break down. Estimates must lie within four of their own standard errors, which a wrong estimator,
// mapping or pairing of points exceeds.
#include "support.h"
#include <cmocka.h>

#include "output/sensitivity.h"
#include "sweep/claim.h"
#include <gsl/gsl_integration.h>
#include <unistd.h>

static const char two[] = "parties: {A: {discount: 0.9}, B: {discount: 0.95}}\n"
                          "agreement: {rule: unanimity}\noutcome: {pie: 1}\n";
static const char *const over[] = {"A.discount=uniform(0.8, 0.95)", "B.discount=uniform(0.85, 0.97)",
                                   "B.breakdown=uniform(-1, 1)"};
static const char *const value_of_a[] = {"value.A"};
static const double LOW[] = {0.8, 0.85}, HIGH[] = {0.95, 0.97};
enum { RULE = 24 };

static const struct parley_inquiry usual = {
    .over = over, .over_count = 3, .metrics = value_of_a, .metric_count = 1, .seed = 1, .threads = 1};

static parley_scenario *scenario_of(const char *text) {
    parley_scenario *scenario = NULL;
    assert_int_equal(parley_parse(text, strlen(text), "two", &scenario, NULL), PARLEY_OK);
    return scenario;
}

static parley_sensitivity *found(const char *text, const struct parley_inquiry *inquiry) {
    parley_scenario *scenario = scenario_of(text);
    parley_sensitivity *sensitivity = NULL;
    parley_error *error = NULL;
    if (parley_sensitivity_find(scenario, inquiry, &sensitivity, &error) != PARLEY_OK)
        fail_msg("%s", parley_error_text(error));
    parley_scenario_free(scenario);
    return sensitivity;
}

static char *json_of(const char *text, const struct parley_inquiry *inquiry) {
    parley_sensitivity *sensitivity = found(text, inquiry);
    char *json = NULL;
    assert_int_equal(parley_sensitivity_text(sensitivity, PARLEY_JSON, &json, NULL), PARLEY_OK);
    parley_sensitivity_free(sensitivity);
    return json;
}

static double found_index(const parley_sensitivity *sensitivity, const char *parameter, const char *what) {
    double value = NAN;
    assert_int_equal(parley_sensitivity_index(sensitivity, "value.A", parameter, what, &value, NULL),
                     PARLEY_OK);
    return value;
}

// ---- the closed form ----

static double binmore(double a, double b) {
    return (1 - b) / (1 - a + 1 - b);
}

// mean and variance of the value, and the variance of its mean given one factor.
struct moments {
    double mean, variance, given[2];
};

static struct moments moments_exact(void) {
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(RULE);
    double x[2][RULE], weight[RULE], slice[2][RULE] = {{0}};
    struct moments moments = {0};
    for (size_t k = 0; k < RULE; k++) {
        gsl_integration_glfixed_point(0, 1, k, &x[0][k], &weight[k], rule);
        x[1][k] = LOW[1] + (HIGH[1] - LOW[1]) * x[0][k];
        x[0][k] = LOW[0] + (HIGH[0] - LOW[0]) * x[0][k];
    }
    for (size_t a = 0; a < RULE; a++)
        for (size_t b = 0; b < RULE; b++) {
            double y = binmore(x[0][a], x[1][b]);
            moments.mean += weight[a] * weight[b] * y;
            moments.variance += weight[a] * weight[b] * y * y;
            slice[0][a] += weight[b] * y;
            slice[1][b] += weight[a] * y;
        }
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < RULE; k++)
            moments.given[i] += weight[k] * slice[i][k] * slice[i][k];
        moments.given[i] -= moments.mean * moments.mean;
    }
    moments.variance -= moments.mean * moments.mean;
    gsl_integration_glfixed_table_free(rule);
    return moments;
}

// Chance that the value is at most t: w <= u t / (1 - t), u and w uniform.
static double chance_exact(double t) {
    enum { SLICES = 20000 };
    double sum = 0;
    for (size_t k = 0; k < SLICES; k++) {
        double u = 1 - HIGH[0] + (HIGH[0] - LOW[0]) * ((double)k + 0.5) / SLICES;
        double share = (u * t / (1 - t) - (1 - HIGH[1])) / (HIGH[1] - LOW[1]);
        sum += fmin(fmax(share, 0), 1);
    }
    return sum / SLICES;
}

// ---- estimates against it ----

// Within four standard errors, a 95% interval being 3.92 of them; and the interval says something.
static void near_index(const parley_sensitivity *sensitivity, const char *parameter, const char *what,
                       double wanted) {
    char low[32], high[32];
    snprintf(low, sizeof low, "%s_low", what);
    snprintf(high, sizeof high, "%s_high", what);
    double wide = found_index(sensitivity, parameter, high) - found_index(sensitivity, parameter, low);
    assert_near(found_index(sensitivity, parameter, what), wanted, 4 * wide / 3.92);
    assert_true(wide > 0 && wide < 0.12);
}

static void sobol_indices_are_those_of_the_closed_form(void **state) {
    (void)state;
    static const char *const designs[] = {"sobol", "lhs", "random"};
    struct moments exact = moments_exact();
    for (size_t k = 0; k < 3; k++) {
        struct parley_inquiry inquiry = usual;
        inquiry.method = "sobol";
        inquiry.design = designs[k];
        inquiry.samples = 2048;
        parley_sensitivity *sensitivity = found(two, &inquiry);
        assert_int_equal(parley_sensitivity_points(sensitivity), 2048 * 5);
        assert_int_equal(parley_sensitivity_certified(sensitivity), 2048 * 5);
        for (size_t i = 0; i < 2; i++) {
            const char *parameter = i == 0 ? "A.discount" : "B.discount";
            near_index(sensitivity, parameter, "first", exact.given[i] / exact.variance);
            near_index(sensitivity, parameter, "total", 1 - exact.given[1 - i] / exact.variance);
        }
        assert_near(found_index(sensitivity, "B.breakdown", "first"), 0, 1e-9);
        assert_near(found_index(sensitivity, "B.breakdown", "total"), 0, 1e-9);
        assert_near(sensitivity->finding[0].mean, exact.mean, 4 * sqrt(exact.variance / 4096));
        assert_near(sensitivity->finding[0].variance, exact.variance, 0.15 * exact.variance);
        parley_sensitivity_free(sensitivity);
    }
}

// The effects of all moves on Morris' grid: middles of four levels, moves by two of them.
static double importance_exact(size_t factor) {
    double sum = 0;
    for (size_t from = 0; from < 2; from++)
        for (size_t other = 0; other < 4; other++) {
            double y[2];
            for (size_t step = 0; step < 2; step++) {
                double unit[2];
                unit[factor] = ((double)(from + 2 * step) + 0.5) / 4;
                unit[1 - factor] = ((double)other + 0.5) / 4;
                y[step] =
                    binmore(LOW[0] + (HIGH[0] - LOW[0]) * unit[0], LOW[1] + (HIGH[1] - LOW[1]) * unit[1]);
            }
            sum += 2 * fabs(y[1] - y[0]);
        }
    return sum / 8;
}

static void morris_effects_are_those_of_the_closed_form(void **state) {
    (void)state;
    struct parley_inquiry inquiry = usual;
    inquiry.method = "morris";
    parley_sensitivity *sensitivity = found(two, &inquiry);
    assert_int_equal(parley_sensitivity_points(sensitivity), 64 * 4);
    for (size_t i = 0; i < 2; i++) {
        const char *parameter = i == 0 ? "A.discount" : "B.discount";
        double error = found_index(sensitivity, parameter, "error");
        assert_near(found_index(sensitivity, parameter, "mu_star"), importance_exact(i), 4 * error);
        assert_true(error > 0 && error < 0.02);
        assert_near(found_index(sensitivity, parameter, "mu"),
                    (i == 0 ? 1 : -1) * found_index(sensitivity, parameter, "mu_star"), 1e-12);
        assert_near(found_index(sensitivity, parameter, "effects"), 64, 0);
    }
    assert_near(found_index(sensitivity, "B.breakdown", "mu_star"), 0, 1e-9);
    assert_near(found_index(sensitivity, "B.breakdown", "sigma"), 0, 1e-9);
    parley_sensitivity_free(sensitivity);
}

static void a_tornado_goes_from_the_scenario_to_the_quantiles(void **state) {
    (void)state;
    struct parley_inquiry inquiry = usual;
    inquiry.method = "tornado";
    for (size_t k = 0; k < 2; k++) {
        double low = k == 0 ? 0.05 : 0.2, high = k == 0 ? 0.95 : 0.7;
        if (k > 0) inquiry.low = low;
        if (k > 0) inquiry.high = high;
        parley_sensitivity *sensitivity = found(two, &inquiry);
        assert_int_equal(parley_sensitivity_points(sensitivity), 7);
        assert_near(sensitivity->finding[0].base, 1.0 / 3, 1e-9);
        assert_near(found_index(sensitivity, "A.discount", "low"), binmore(0.8 + 0.15 * low, 0.95), 1e-9);
        assert_near(found_index(sensitivity, "A.discount", "high"), binmore(0.8 + 0.15 * high, 0.95), 1e-9);
        assert_near(found_index(sensitivity, "B.discount", "low"), binmore(0.9, 0.85 + 0.12 * low), 1e-9);
        assert_near(found_index(sensitivity, "B.discount", "high"), binmore(0.9, 0.85 + 0.12 * high), 1e-9);
        assert_near(found_index(sensitivity, "B.breakdown", "swing"), 0, 1e-9);
        assert_int_equal(sensitivity->finding[0].ranked[0], 1); // B.discount has the longest bar
        assert_int_equal(sensitivity->finding[0].ranked[2], 2);
        parley_sensitivity_free(sensitivity);
    }
}

static void a_derived_parameter_follows_in_every_point(void **state) {
    (void)state;
    static const char *const derive[] = {"B.discount = 1 * A.discount"};
    struct parley_inquiry inquiry = usual;
    inquiry.method = "tornado";
    inquiry.over_count = 1;
    inquiry.derive = derive;
    inquiry.derive_count = 1;
    parley_sensitivity *sensitivity = found(two, &inquiry);
    assert_near(found_index(sensitivity, "A.discount", "low"), 0.5, 1e-9);
    assert_near(found_index(sensitivity, "A.discount", "high"), 0.5, 1e-9);
    assert_near(sensitivity->finding[0].base, 0.5, 1e-9);
    parley_sensitivity_free(sensitivity);
}

static void correlations_have_the_signs_of_the_closed_form(void **state) {
    (void)state;
    struct parley_inquiry inquiry = usual;
    inquiry.method = "correlation";
    inquiry.design = "lhs";
    parley_sensitivity *sensitivity = found(two, &inquiry);
    assert_true(found_index(sensitivity, "A.discount", "partial_low") > 0.9);
    assert_true(found_index(sensitivity, "B.discount", "partial_high") < -0.9);
    assert_near(found_index(sensitivity, "B.breakdown", "partial"), 0, 4 / sqrt(1024));
    assert_true(found_index(sensitivity, "A.discount", "p_value") < 1e-12);
    assert_true(found_index(sensitivity, "B.breakdown", "p_value") > 1e-4);
    parley_sensitivity_free(sensitivity);
}

static void quantiles_and_chances_are_those_of_the_closed_form(void **state) {
    (void)state;
    static const char *const exceeds[] = {"value.A>=0.4", "value.A < 0.4", "agreement.mean_years<=1"};
    static const char *const methods[] = {"uncertainty", "sobol"};
    const struct moments exact = moments_exact();
    for (size_t k = 0; k < 2; k++) {
        struct parley_inquiry inquiry = usual;
        inquiry.method = methods[k];
        inquiry.design = "random";
        inquiry.samples = 2000;
        inquiry.exceeds = exceeds;
        inquiry.exceed_count = 3;
        parley_sensitivity *sensitivity = found(two, &inquiry);
        const struct band *band = &sensitivity->finding[0].band;
        double n = k == 0 ? 2000 : 4000; // Saltelli's A and B
        assert_int_equal(band->count, n);
        assert_near(band->error, sqrt(exact.variance / n), 0.1 * sqrt(exact.variance / n));
        assert_near(band->mean, exact.mean, 4 * band->error);
        for (size_t q = 0; q < QUANTILES; q++) {
            double p = band_quantiles[q], error = sqrt(p * (1 - p) / n);
            assert_near(chance_exact(band->quantile[q].value), p, 4 * error);
            assert_true(band->quantile[q].low < band->quantile[q].value);
            assert_true(band->quantile[q].value < band->quantile[q].high);
        }
        // w >= 2 u / 3: the mean of (0.15 - 2 u / 3) / 0.12 over u
        double chance = (0.15 - 0.125 * 2 / 3) / 0.12, error = sqrt(chance * (1 - chance) / n);
        assert_near(sensitivity->chance[0].share.value, chance, 4 * error);
        assert_near(sensitivity->chance[0].error, error, 0.1 * error);
        assert_near(sensitivity->chance[0].share.value + sensitivity->chance[1].share.value, 1, 1e-12);
        assert_near(sensitivity->chance[2].share.value, 1, 0);
        assert_true(sensitivity->chance[2].share.low < 1);
        double sum = 0;
        for (size_t b = 0; b < band->bins; b++)
            sum += band->share[b];
        assert_near(sum, 1, 1e-9);
        parley_sensitivity_free(sensitivity);
    }
}

// ---- what does not matter, and what is left out ----

static void seeds_reproduce_and_threads_do_not_matter(void **state) {
    (void)state;
    for (size_t m = 0; m < SENSITIVITY_METHOD_COUNT; m++) {
        struct parley_inquiry inquiry = usual;
        inquiry.method = sensitivity_rows[m].name;
        char *first = json_of(two, &inquiry);
        for (int threads = 1; threads < 4; threads++) {
            inquiry.threads = threads;
            char *again = json_of(two, &inquiry);
            assert_string_equal(first, again);
            parley_text_free(again);
        }
        inquiry.seed = 2;
        char *other = json_of(two, &inquiry);
        assert_true((strcmp(first, other) == 0) == (m == SENSITIVITY_tornado));
        parley_text_free(first);
        parley_text_free(other);
    }
}

struct stop {
    uint64_t calls, done;
};

static bool stop_after_three(void *context, uint64_t done, uint64_t total, uint64_t failed) {
    struct stop *stop = context;
    (void)total;
    (void)failed;
    stop->done = done;
    return ++stop->calls < 3;
}

static bool note_first(void *context, uint64_t done, uint64_t total, uint64_t failed) {
    uint64_t *first = context;
    (void)total;
    (void)failed;
    if (*first == 0) *first = done;
    return true;
}

static void a_study_that_is_stopped_goes_on_to_the_same_numbers(void **state) {
    (void)state;
    char folder[] = "/tmp/parley-study-XXXXXX", path[80];
    struct stop stop = {0};
    uint64_t first = 0;
    parley_sensitivity *sensitivity = NULL;
    parley_error *error = NULL;
    parley_scenario *scenario = scenario_of(two);
    struct parley_inquiry inquiry = usual;
    assert_non_null(mkdtemp(folder));
    inquiry.method = "sobol";
    char *memory = json_of(two, &inquiry);
    inquiry.directory = folder;
    inquiry.progress = stop_after_three;
    inquiry.progress_context = &stop;
    assert_int_equal(parley_sensitivity_find(scenario, &inquiry, &sensitivity, &error), PARLEY_INTERRUPTED);
    assert_non_null(strstr(parley_error_text(error), "--resume"));
    parley_error_free(error);
    assert_int_equal(parley_sensitivity_find(scenario, &inquiry, &sensitivity, NULL),
                     PARLEY_INPUT); // a journal is there
    inquiry.resume = true;
    inquiry.progress = note_first;
    inquiry.progress_context = &first;
    char *resumed = json_of(two, &inquiry);
    assert_string_equal(resumed, memory);
    assert_true(stop.calls >= 3 && stop.done > 0 && first > stop.done); // what was done was kept
    snprintf(path, sizeof path, "%s/sobol.journal", folder);
    assert_int_equal(access(path, F_OK), -1);
    static const char *const files[] = {"sobol.nc",         "sobol.txt",        "sobol.json",
                                        "sobol.tsv",        "sobol.dat",        "sobol.gp",
                                        "sobol-spread.tsv", "sobol-spread.dat", "sobol-spread.gp"};
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[k]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
    parley_text_free(memory);
    parley_text_free(resumed);
    parley_scenario_free(scenario);
}

static const char votes[] = "parties: {A: {discount: 0.9}, B: {discount: 0.95}}\n"
                            "agreement: {quota: 2}\noutcome: {pie: 1}\n";

// With two votes needed and fewer than that to be had, there is no scenario.
static void points_that_make_no_scenario_are_left_out_and_counted(void **state) {
    (void)state;
    static const char *const uncertain[] = {"A.votes=discrete(0, 1)", "A.discount=uniform(0.8, 0.95)"};
    struct parley_inquiry inquiry = usual;
    inquiry.over = uncertain;
    inquiry.over_count = 2;
    inquiry.method = "uncertainty";
    parley_sensitivity *sensitivity = found(votes, &inquiry);
    assert_int_equal(sensitivity->refused, 512);
    assert_int_equal(sensitivity->certified, 512);
    assert_int_equal(sensitivity->finding[0].band.count, 512);
    parley_sensitivity_free(sensitivity);
    inquiry.method = "sobol";
    sensitivity = found(votes, &inquiry);
    assert_int_equal(sensitivity->finding[0].used + sensitivity->finding[0].dropped, 1024);
    assert_near((double)sensitivity->finding[0].used, 256,
                4 * sqrt(1024 * 0.25 * 0.75)); // A and B both have it
    char *report = NULL;
    assert_int_equal(parley_sensitivity_text(sensitivity, PARLEY_TEXT, &report, NULL), PARLEY_OK);
    assert_non_null(strstr(report, "make no scenario"));
    parley_text_free(report);
    parley_sensitivity_free(sensitivity);
}

// A tornado has one certified point: the scenario.
static void without_a_certified_point_nothing_is_said(void **state) {
    (void)state;
    static const char *const uncertain[] = {"A.votes=discrete(0, 0.5)"};
    for (size_t m = 0; m < SENSITIVITY_METHOD_COUNT; m++) {
        struct parley_inquiry inquiry = usual;
        inquiry.method = sensitivity_rows[m].name;
        inquiry.over = uncertain;
        inquiry.over_count = 1;
        inquiry.samples = m == SENSITIVITY_tornado ? 0 : 64;
        parley_sensitivity *sensitivity = found(votes, &inquiry);
        assert_int_equal(sensitivity->certified, m == SENSITIVITY_tornado);
        assert_int_equal(sensitivity->refused, sensitivity->points - sensitivity->certified);
        assert_true(m == SENSITIVITY_uncertainty || sensitivity->finding[0].trouble);
        assert_null(parley_sensitivity_chart(sensitivity, 0));
        parley_sensitivity_free(sensitivity);
    }
}

// ---- bad input ----

static void assert_refused(struct parley_inquiry inquiry, const char *said) {
    parley_scenario *scenario = scenario_of(two);
    parley_sensitivity *sensitivity = NULL;
    parley_error *error = NULL;
    assert_int_equal(parley_sensitivity_find(scenario, &inquiry, &sensitivity, &error), PARLEY_INPUT);
    if (!strstr(parley_error_text(error), said))
        fail_msg("'%s' is not in '%s'", said, parley_error_text(error));
    assert_null(sensitivity);
    parley_error_free(error);
    parley_scenario_free(scenario);
}

static void what_cannot_be_asked_is_refused_with_what_would_be_right(void **state) {
    (void)state;
    static const char *const broken[] = {"value.A"}, *const unknown[] = {"value.Z>=1"},
                             *const rate[] = {"A.discount_rate=uniform(0.1, 0.2)"};
    struct parley_inquiry inquiry = usual;
    assert_refused(inquiry, "sobol, morris, tornado, correlation and uncertainty");
    inquiry.method = "moris";
    assert_refused(inquiry, "did you mean 'morris'?");
    inquiry.method = "sobol";
    inquiry.over_count = 0;
    assert_refused(inquiry, "A.discount=uniform(");
    inquiry = usual;
    inquiry.method = "tornado";
    inquiry.samples = 10;
    assert_refused(inquiry, "leave out --samples");
    inquiry.samples = 0;
    inquiry.over = rate;
    inquiry.over_count = 1;
    assert_refused(inquiry, "does not give 'A.discount_rate'");
    inquiry.over = over;
    inquiry.low = 0.6;
    inquiry.high = 0.4;
    assert_refused(inquiry, "0 < LOW < HIGH < 1");
    inquiry = usual;
    inquiry.method = "morris";
    inquiry.design = "lhs";
    assert_refused(inquiry, "leave out --design");
    inquiry = usual;
    inquiry.method = "uncertainty";
    inquiry.design = "grid";
    assert_refused(inquiry, "sobol, lhs and random");
    inquiry.design = NULL;
    inquiry.exceeds = broken;
    inquiry.exceed_count = 1;
    assert_refused(inquiry, "METRIC>=VALUE");
    inquiry.exceeds = unknown;
    assert_refused(inquiry, "value.Z");
    inquiry.method = "morris";
    assert_refused(inquiry, "--method uncertainty");
    inquiry = usual;
    inquiry.method = "uncertainty";
    inquiry.resume = true;
    assert_refused(inquiry, "-o DIR");
    inquiry.resume = false;
    inquiry.samples = UINT64_C(1) << 40;
    assert_refused(inquiry, "of memory");
}

static void sobol_points_of_more_than_twenty_parameters_are_refused_and_lhs_is_not(void **state) {
    (void)state;
    enum { PARTIES = 7, MANY = 21 };
    static const char *const kinds[] = {"discount=uniform(0.8, 0.95)", "initiative=uniform(1, 2)",
                                        "disagreement=uniform(-0.1, 0)"};
    char scenario[1000] = "parties:\n", specs[MANY][48];
    const char *many[MANY];
    struct parley_inquiry inquiry = usual;
    size_t length = strlen(scenario);
    for (size_t i = 0; i < PARTIES; i++)
        length +=
            (size_t)snprintf(scenario + length, sizeof scenario - length, "  P%zu: {discount: 0.9}\n", i);
    for (size_t k = 0; k < MANY; k++) {
        snprintf(specs[k], sizeof specs[k], "P%zu.%s", k / 3, kinds[k % 3]);
        many[k] = specs[k];
    }
    snprintf(scenario + length, sizeof scenario - length, "outcome: {pie: 1}\n");
    static const char *const first[] = {"value.P0"};
    inquiry.over = many;
    inquiry.over_count = MANY;
    inquiry.metrics = first;
    inquiry.method = "sobol";
    inquiry.samples = 4;
    parley_scenario *parsed = scenario_of(scenario);
    parley_sensitivity *sensitivity = NULL;
    parley_error *error = NULL;
    assert_int_equal(parley_sensitivity_find(parsed, &inquiry, &sensitivity, &error), PARLEY_INPUT);
    assert_non_null(strstr(parley_error_text(error), "--design lhs or random"));
    parley_error_free(error);
    inquiry.design = "lhs";
    assert_int_equal(parley_sensitivity_find(parsed, &inquiry, &sensitivity, NULL), PARLEY_OK);
    assert_int_equal(parley_sensitivity_points(sensitivity), 4 * 23);
    parley_sensitivity_free(sensitivity);
    parley_scenario_free(parsed);
}

static void names_that_are_not_there_are_refused(void **state) {
    (void)state;
    struct parley_inquiry inquiry = usual;
    double value;
    parley_error *error = NULL;
    inquiry.method = "tornado";
    parley_sensitivity *sensitivity = found(two, &inquiry);
    assert_int_equal(parley_sensitivity_index(sensitivity, "value.B", "A.discount", "low", &value, NULL),
                     PARLEY_INPUT);
    assert_int_equal(parley_sensitivity_index(sensitivity, "value.A", "A.discont", "low", &value, &error),
                     PARLEY_INPUT);
    assert_non_null(strstr(parley_error_text(error), "did you mean 'A.discount'?"));
    parley_error_free(error);
    assert_int_equal(parley_sensitivity_index(sensitivity, "value.A", "A.discount", "total", &value, NULL),
                     PARLEY_INPUT);
    parley_sensitivity_free(sensitivity);
}

// ---- conditions ----

static bool met(const char *text, double metric) {
    struct claim claim = {0};
    assert_int_equal(claim_parse(text, &claim, NULL), PARLEY_OK);
    bool answer = claim_met(&claim, metric);
    claim_clear(&claim);
    return answer;
}

static void conditions_mean_what_they_say(void **state) {
    (void)state;
    assert_true(met("x>=1", 1) && met("x >= 1", 1 - 1e-12) && !met("x>=1", 1 - 1e-9));
    assert_true(!met("x>1", 1 + 1e-12) && met("x>1", 1.1));
    assert_true(met("x<=1", 1 + 1e-12) && !met("x<=1", 1.1) && met("x<=1", -INFINITY));
    assert_true(!met("x<1", 1) && met("x<1", 0) && !met("x<1", INFINITY));
    assert_true(met("x=0", 0) && !met("x=0", 1e-9) && !met("x=1", INFINITY));
    static const char *const signs[] = {"x>=1", "x>1", "x<=1", "x<1", "x=1"};
    for (size_t k = 0; k < 5; k++)
        assert_false(met(signs[k], NAN));
    struct claim claim = {0};
    assert_int_equal(claim_parse("deal.a > b<=0.5", &claim, NULL), PARLEY_OK);
    assert_string_equal(claim.metric, "deal.a > b");
    claim_clear(&claim);
    static const char *const wrong[] = {"", ">=1", "x>=", "x", "x>=one", "x>=nan", "x>=1e999"};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        assert_int_equal(claim_parse(wrong[k], &claim, NULL), PARLEY_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sobol_indices_are_those_of_the_closed_form),
        cmocka_unit_test(morris_effects_are_those_of_the_closed_form),
        cmocka_unit_test(a_tornado_goes_from_the_scenario_to_the_quantiles),
        cmocka_unit_test(a_derived_parameter_follows_in_every_point),
        cmocka_unit_test(correlations_have_the_signs_of_the_closed_form),
        cmocka_unit_test(quantiles_and_chances_are_those_of_the_closed_form),
        cmocka_unit_test(seeds_reproduce_and_threads_do_not_matter),
        cmocka_unit_test(a_study_that_is_stopped_goes_on_to_the_same_numbers),
        cmocka_unit_test(points_that_make_no_scenario_are_left_out_and_counted),
        cmocka_unit_test(without_a_certified_point_nothing_is_said),
        cmocka_unit_test(what_cannot_be_asked_is_refused_with_what_would_be_right),
        cmocka_unit_test(sobol_points_of_more_than_twenty_parameters_are_refused_and_lhs_is_not),
        cmocka_unit_test(names_that_are_not_there_are_refused),
        cmocka_unit_test(conditions_mean_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
