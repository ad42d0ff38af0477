// SPDX-License-Identifier: GPL-3.0-or-later
// Elasticities. Known answers:
//   Alternating offers (Rubinstein 1982), x = (1 - d2) / (1 - d1 d2) for the proposer 1:
//     dx/dd1 = d2 (1 - d2) / (1 - d1 d2)^2,   dx/dd2 = (d1 - 1) / (1 - d1 d2)^2.
//   Random proposers: V_i = p_i (pie - sum_j d_j V_j) + d_i V_i. With a common d, V_i = p_i = w_i / sum_j
//   w_j. An outside option o of the responder (Binmore, Shaked & Sutton 1989): the proposer has
//     min(x, 1 - o), so that at 1 - o = x the derivative by o is 0 below and -1 above.
// Everything else is held against central differences of full solutions, fourth order in the step:
//     m' = [8 (m(t + h) - m(t - h)) - m(t + 2h) + m(t - 2h)] / 12h.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

static parley_result *differentiated(const char *text, const char *file, const char *const *assignments) {
    parley_scenario *scenario = NULL;
    parley_result *result = NULL;
    parley_error *error = NULL;
    const struct parley_options options = {.elasticities = true, .threads = 1};
    if (file)
        parley_load(file, &scenario, &error);
    else
        parley_parse(text, strlen(text), "test", &scenario, &error);
    for (; assignments && *assignments && !error; assignments++)
        parley_set(scenario, *assignments, &error);
    if (!error) parley_solve(scenario, &options, &result, &error);
    if (error) print_error("%s\n", parley_error_text(error));
    parley_error_free(error);
    parley_scenario_free(scenario);
    assert_non_null(result);
    assert_true(parley_result_certificate(result).holds);
    return result;
}

static struct parley_derivative by(const parley_result *result, const char *parameter, const char *metric) {
    struct parley_derivative derivative;
    parley_error *error = NULL;
    if (parley_result_elasticity(result, parameter, metric, &derivative, &error) != PARLEY_OK) {
        print_error("%s\n", parley_error_text(error));
        parley_error_free(error);
        fail();
    }
    return derivative;
}

// ---- closed forms ----

static void alternating_offers_move_with_discount_factors_as_rubinsteins_share_does(void **state) {
    (void)state;
    static const double DISCOUNTS[][2] = {{0.9, 0.8}, {0.3, 0.99}, {0.97, 0.98}, {0.5, 0.5}};
    for (size_t k = 0; k < sizeof DISCOUNTS / sizeof *DISCOUNTS; k++) {
        double a = DISCOUNTS[k][0], b = DISCOUNTS[k][1], q = 1 - a * b, x = (1 - b) / q;
        char first[64], second[64];
        snprintf(first, sizeof first, "First.discount=%.17g", a);
        snprintf(second, sizeof second, "Second.discount=%.17g", b);
        parley_result *result = differentiated(NULL, "models/classics/rubinstein.yaml",
                                               (const char *const[]){first, second, NULL});
        struct parley_derivative own = by(result, "First.discount", "value.First");
        assert_true(own.implicit && !own.kink);
        assert_near(own.derivative, b * (1 - b) / (q * q), 1e-8 * fmax(1, b * (1 - b) / (q * q)));
        assert_near(own.elasticity, b * (1 - b) / (q * q) * a / x, 1e-8 * a / x * fmax(1, 1 / q));
        assert_near(by(result, "Second.discount", "value.First").derivative, (a - 1) / (q * q),
                    1e-8 * fmax(1, (1 - a) / (q * q)));
        assert_near(by(result, "pie", "value.First").derivative, x, 1e-8);
        assert_near(by(result, "pie", "agreement.ever").derivative, 0, 1e-8);
        assert_near(by(result, "period", "value.First").derivative, 0, 1e-8);
        parley_result_free(result);
    }
}

// V_i = p_i (1 - sum_j d V_j) + d V_i with a common d: V_i = p_i.
static void with_random_proposers_values_move_as_the_chance_to_propose(void **state) {
    (void)state;
    parley_result *result =
        differentiated("outcome: {pie: 1}\nparties:\n  A: {discount: 0.9, initiative: 2}\n"
                       "  B: {discount: 0.9}\n  C: {discount: 0.9, initiative: 3}\n",
                       NULL, NULL);
    const double weight[] = {2, 1, 3}, all = 6;
    static const char *const initiative[] = {"A.initiative", "B.initiative", "C.initiative"},
                             *const value[] = {"value.A", "value.B", "value.C"};
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            assert_near(by(result, initiative[j], value[i]).derivative,
                        (i == j ? 1 / all : 0) - weight[i] / (all * all), 1e-8);
    parley_result_free(result);
}

// Two parties, V_i = p_i (1 - d1 V1 - d2 V2) + d_i V_i, hence V_i / V_j = p_i (1 - d_j) / (p_j (1 - d_i)),
// and V_1 + V_2 = 1.
static void unequal_discount_factors_of_random_proposers_have_their_closed_form(void **state) {
    (void)state;
    const double a = 0.9, b = 0.8, p = 0.3, A = p * (1 - b), B = (1 - p) * (1 - a), sum = A + B;
    parley_result *result =
        differentiated("outcome: {pie: 1}\nparties:\n  A: {discount: 0.9, initiative: 3}\n"
                       "  B: {discount: 0.8, initiative: 7}\n",
                       NULL, NULL);
    assert_near(metric(result, "value.A"), A / sum, 1e-12);
    assert_near(by(result, "A.discount", "value.A").derivative, A * (1 - p) / (sum * sum), 1e-8);
    assert_near(by(result, "B.discount", "value.A").derivative, -p * B / (sum * sum), 1e-8);
    assert_near(by(result, "A.initiative", "value.A").derivative,
                ((1 - b) * sum - A * ((1 - b) - (1 - a))) / (sum * sum) * 0.7 / 10, 1e-8);
    parley_result_free(result);
}

// ---- kinks ----

static const char OUTSIDE[] =
    "outcome: {pie: 1}\nparties:\n  First: {discount: 0.9}\n"
    "  Second: {discount: 0.8, outside: %.17g}\n"
    "leverage:\n  turn:\n    levels: [First, Second]\n    start: First\n"
    "    transition: [[0, 1], [1, 0]]\n"
    "    effects: {First.initiative: {set: [1, 0]}, Second.initiative: {set: [0, 1]}}\n";

static void an_outside_option_that_just_binds_is_a_kink_with_both_sides(void **state) {
    (void)state;
    const double share = (1 - 0.8) / (1 - 0.9 * 0.8);
    static const double AWAY[] = {-1e-3, 0, 1e-3}, BELOW[] = {0, 0, -1}, ABOVE[] = {0, -1, -1};
    for (size_t k = 0; k < 3; k++) {
        char text[1024];
        snprintf(text, sizeof text, OUTSIDE, 1 - share + AWAY[k]);
        parley_result *result = differentiated(text, NULL, NULL);
        struct parley_derivative by_outside = by(result, "Second.outside", "value.First");
        assert_int_equal(by_outside.kink, k == 1);
        assert_int_equal(by_outside.implicit, k != 1);
        assert_near(by_outside.below, BELOW[k], 1e-7);
        assert_near(by_outside.above, ABOVE[k], 1e-7);
        if (k == 1)
            assert_true(isnan(by_outside.derivative) && isnan(by_outside.elasticity));
        else
            assert_near(by_outside.derivative, BELOW[k], 1e-8);
        parley_result_free(result);
    }
}

// Three of one vote each and a quota of two: a little less of anybody's vote takes away the majorities it is
// in.
static void a_vote_that_is_just_enough_jumps_when_it_is_less(void **state) {
    (void)state;
    parley_result *result =
        differentiated("outcome: {pie: 1}\nagreement: {quota: 2}\nparties:\n"
                       "  A: {discount: 0.9}\n  B: {discount: 0.9}\n  C: {discount: 0.9}\n",
                       NULL, NULL);
    struct parley_derivative votes = by(result, "A.votes", "value.A");
    assert_true(votes.kink && isinf(votes.below) && isnan(votes.derivative));
    assert_near(votes.above, 0, 1e-7);
    parley_result_free(result);
}

// ---- against full solutions ----

// A file, perhaps with one assignment that holds throughout.
struct subject {
    const char *file, *with; // NULL: as it is
};

// The metrics with one assignment more; false if the scenario does not allow it or the solution is not
// certified.
static bool solved(const struct subject *subject, const char *parameter, double to,
                   const char *const *metrics, size_t count, double *level) {
    parley_scenario *scenario = NULL;
    parley_result *result = NULL;
    parley_error *error = NULL;
    const struct parley_options options = {.threads = 1};
    char assignment[512];
    snprintf(assignment, sizeof assignment, "%s=%.17g", parameter, to);
    bool done = parley_load(subject->file, &scenario, NULL) == PARLEY_OK &&
                (!subject->with || parley_set(scenario, subject->with, &error) == PARLEY_OK) &&
                parley_set(scenario, assignment, &error) == PARLEY_OK &&
                parley_solve(scenario, &options, &result, &error) == PARLEY_OK &&
                parley_result_certificate(result).holds;
    for (size_t m = 0; done && m < count; m++)
        level[m] = metric(result, metrics[m]);
    parley_error_free(error);
    parley_result_free(result);
    parley_scenario_free(scenario);
    return done;
}

enum { METRICS_MOST = 40 };

// How much there is of everything that was looked at, so that a test that looks at nothing fails.
struct tally {
    size_t compared, moving, kinks;
};

// Differences of the metrics by a parameter that is at `at`: central, and outward above; NaN where a solution
// is missing.
static void differences(const struct subject *subject, const char *parameter, double at, double step,
                        const char *const *metrics, size_t count, double *central, double *above) {
    double level[5][METRICS_MOST];
    bool done = true;
    for (size_t k = 0; k < 5 && done; k++)
        done = solved(subject, parameter, at + ((double)k - 2) * step, metrics, count, level[k]);
    for (size_t m = 0; m < count; m++) {
        central[m] = (8 * (level[3][m] - level[1][m]) - level[4][m] + level[0][m]) / (12 * step);
        above[m] = (4 * level[3][m] - 3 * level[2][m] - level[4][m]) / (2 * step);
        if (!done) central[m] = above[m] = NAN;
    }
}

static void check(const struct subject *subject, const char *parameter, const char *metric, double got,
                  double wanted, double tolerance) {
    if (fabs(got - wanted) <= tolerance) return;
    print_error("%s: d %s / d %s = %.12g, full solutions give %.12g\n", subject->file, metric, parameter, got,
                wanted);
    fail();
}

static void compare(const struct subject *subject, const char *parameter, json_t *row, double at,
                    struct tally *tally) {
    const char *metrics[METRICS_MOST], *name;
    double central[METRICS_MOST], above[METRICS_MOST], size = fabs(at) > 0 ? fabs(at) : 1;
    size_t count = 0;
    json_t *cell;
    json_object_foreach(row, name, cell) metrics[count++] = name;
    assert_true(count > 0 && count <= METRICS_MOST);
    double step = 1e-4 * (at < 1 && at > 0.5 ? fmin(size, 1 - at) : size);
    differences(subject, parameter, at, step, metrics, count, central, above);
    for (size_t m = 0; m < count; m++) {
        cell = json_object_get(row, metrics[m]);
        json_t *derivative = json_object_get(cell, "derivative");
        if (json_is_true(json_object_get(cell, "kink"))) tally->kinks++;
        if (!json_is_real(derivative) || !isfinite(central[m])) continue;
        if (json_is_null(json_object_get(cell, "below")) || json_is_null(json_object_get(cell, "above")))
            continue; // one side only
        double got = json_real_value(derivative);
        tally->compared++;
        tally->moving += fabs(central[m]) * size > 1e-6;
        check(subject, parameter, metrics[m], got, central[m], 1e-6 * fabs(central[m]) + 1e-8 / size);
        // the sides are alike: a kink that is not said would pass the central difference
        check(subject, parameter, metrics[m], got, above[m], 1e-3 * fabs(central[m]) + 1e-6 / size);
    }
}

// Every parameter of a file that --set can change alone.
static struct tally subject_compare(const struct subject *subject) {
    struct tally tally = {0};
    parley_result *result = differentiated(NULL, subject->file, (const char *const[]){subject->with, NULL});
    char *text = NULL;
    assert_int_equal(parley_result_json(result, false, &text, NULL), PARLEY_OK);
    json_t *json = json_loads(text, 0, NULL), *all = json_object_get(json, "elasticities"), *row;
    parley_text_free(text);
    parley_scenario *scenario = NULL;
    assert_int_equal(parley_load(subject->file, &scenario, NULL), PARLEY_OK);
    if (subject->with) assert_int_equal(parley_set(scenario, subject->with, NULL), PARLEY_OK);
    assert_int_equal(parley_parameters(scenario, PARLEY_JSON, &text, NULL), PARLEY_OK);
    json_t *parameters = json_loads(text, 0, NULL);
    parley_text_free(text);
    size_t k;
    json_t *parameter;
    json_array_foreach(parameters, k, parameter) {
        const char *path = json_string_value(json_object_get(parameter, "path"));
        const char *value = json_string_value(json_object_get(parameter, "value"));
        char *end = NULL;
        double at = value ? strtod(value, &end) : NAN;
        if ((row = json_object_get(all, path)) && end && *end == '\0' && end != value)
            compare(subject, path, row, at, &tally);
    }
    json_decref(parameters);
    json_decref(json);
    parley_scenario_free(scenario);
    parley_result_free(result);
    return tally;
}

static void every_parameter_agrees_with_full_solutions(void **state) {
    (void)state;
    static const struct subject SUBJECTS[] = {
        {"models/classics/rubinstein.yaml", NULL},
        {"models/classics/random-proposers.yaml", NULL},
        {"models/classics/outside-option.yaml", NULL},
        {"models/classics/unequal-recognition.yaml", NULL},
        {"models/classics/anchoring.yaml", NULL},
        {"models/classics/loss-aversion.yaml", NULL},
        {"models/classics/stochastic-pie.yaml", NULL},
        {"models/classics/baron-ferejohn.yaml", NULL},
        {"models/classics/veto-player.yaml", NULL},
        {"models/classics/inside-options.yaml", NULL},
        {"models/classics/finite-rubinstein.yaml", NULL},
        {"models/classics/optimism.yaml", NULL},
        {"models/frozen-or-withdrawal.yaml", NULL},
        {"models/partial-ceasefire.yaml", NULL},
        {"models/istanbul-2022.yaml", NULL},
        {"models/sanctions-surprise.yaml", NULL},
        {"models/battlefield.yaml", NULL},
        {"models/counter-anchoring.yaml", NULL},
        {"models/bluff.yaml", NULL},
        {"models/exhaustion.yaml", NULL},
        {"models/classics/anchoring.yaml", "noise=0.02"},
        {"models/frozen-or-withdrawal.yaml", "noise=0.05"},
        {"models/partial-ceasefire.yaml", "noise=0.003"},
        {"models/classics/unequal-recognition.yaml", "noise=0.001"},
    };
    for (size_t k = 0; k < sizeof SUBJECTS / sizeof *SUBJECTS; k++) {
        struct tally tally = subject_compare(&SUBJECTS[k]);
        assert_true(tally.compared >= 10 && tally.moving >= 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alternating_offers_move_with_discount_factors_as_rubinsteins_share_does),
        cmocka_unit_test(with_random_proposers_values_move_as_the_chance_to_propose),
        cmocka_unit_test(unequal_discount_factors_of_random_proposers_have_their_closed_form),
        cmocka_unit_test(an_outside_option_that_just_binds_is_a_kink_with_both_sides),
        cmocka_unit_test(a_vote_that_is_just_enough_jumps_when_it_is_less),
        cmocka_unit_test(every_parameter_agrees_with_full_solutions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
