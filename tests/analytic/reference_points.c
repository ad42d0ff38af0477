// SPDX-License-Identifier: GPL-3.0-or-later
// Reference points and beliefs. A party that feels shortfalls from a reference point r lambda times over must
// be given need_u = (need + lambda r) / (1 + lambda) where that is below r: with a fixed reference the values
// solve four linear equations, which the test solves for itself. Anchors that draw the reference point: a
// game of 12 states with known numbers. Optimism: two parties each sure of the initiative for ever wait for
// it. Sources: Shalev (2002); Driesen, Perea and Peters (2012); Yildiz (2003, 2004).
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

static const char ANCHORING[] = "models/classics/anchoring.yaml",
                  LOSS[] = "models/classics/loss-aversion.yaml";
static const char OPTIMISM[] = "models/classics/optimism.yaml";

// Solve a x = b, 2 by 2, by Cramer's rule.
static void solve_pair(double a[2][2], const double b[2], double x[2]) {
    double determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    x[0] = (b[0] * a[1][1] - a[0][1] * b[1]) / determinant;
    x[1] = (a[0][0] * b[1] - b[0] * a[1][0]) / determinant;
}

// Two parties, delta = 0.9, even recognition, r = 0.7. What each gives the other: m = (delta v2 + lambda r) /
// (1 + lambda) to 2, delta v1 to 1. Felt by 2 is delta v2 when it responds; when it proposes it keeps u = 1 -
// delta v1, felt as u if u >= r, else (1 + lambda) u - lambda r:
//     v1 = (1 - m + delta v1) / 2,    v2 = (delta v2 + felt(1 - delta v1)) / 2.
// Both cases are solved; the one that agrees with its own assumption is the answer.
static void fixed_reference(double lambda, double value[2], double *share) {
    const double delta = 0.9, r = 0.7;
    for (int short_of = 0; short_of < 2; short_of++) {
        double slope = short_of ? 1 + lambda : 1, drop = short_of ? lambda * r : 0;
        double a[2][2] = {{1 - delta / 2, delta / (2 * (1 + lambda))}, {slope * delta / 2, 1 - delta / 2}};
        double b[2] = {(1 - lambda * r / (1 + lambda)) / 2, (slope - drop) / 2};
        solve_pair(a, b, value);
        if ((1 - delta * value[0] < r) == (short_of == 1)) break;
    }
    *share = ((delta * value[1] + lambda * r) / (1 + lambda) + 1 - delta * value[0]) / 2;
}

static void a_fixed_reference_point_gives_the_solution_of_the_linear_system(void **state) {
    (void)state;
    static const double lambdas[] = {0, 0.5, 1, 3}, known[][3] = {{0.5, 0.5, 0.5},
                                                                  {0.383333, 0.575, 0.616667},
                                                                  {0.329193, 0.639752, 0.670807},
                                                                  {0.295285, 0.667494, 0.704715}};
    for (size_t k = 0; k < 4; k++) {
        char assignment[40];
        snprintf(assignment, sizeof assignment, "Two.loss_aversion=%g", lambdas[k]);
        parley_result *result = certified(solve_file(LOSS, (const char *const[]){assignment, NULL}));
        double value[2], share;
        fixed_reference(lambdas[k], value, &share);
        assert_near(metric(result, "value.One"), value[0], 1e-9);
        assert_near(metric(result, "value.Two"), value[1], 1e-9);
        assert_near(metric(result, "material_utility.Two"), share, 1e-9);
        assert_near(value[0], known[k][0], 5e-7);
        assert_near(value[1], known[k][1], 5e-7);
        assert_near(share, known[k][2], 5e-7);
        parley_result_free(result);
    }
}

// What the anchors bring to a party, and the share of One without them.
static double anchor_gain(const json_t *json, const char *party) {
    const json_t *entry = json_object_get(json_object_get(json, "anchoring"), party);
    json_t *gain = json_object_get(entry, "value_gain");
    assert_true(json_is_number(gain));
    return json_number_value(gain);
}

static double chance_of(const json_t *json, size_t party, const char *alternative) {
    const json_t *proposal = json_array_get(json_object_get(json, "proposals"), party);
    json_t *chance = json_object_get(json_object_get(proposal, "choice"), alternative);
    return json_is_number(chance) ? json_number_value(chance) : NAN;
}

static void anchoring_defeats_itself_for_an_impatient_party_with_a_fading_anchor(void **state) {
    (void)state;
    parley_result *result = certified(solve_file(ANCHORING, NULL));
    assert_near(metric(result, "value.One"), 0.456821, 5e-7);
    assert_near(metric(result, "value.Two"), 0.417110, 5e-7);
    assert_near(metric(result, "agreement.first_period"), 0.5, 1e-9);
    assert_near(metric(result, "agreement.mean_periods"), 0.5, 1e-9);
    json_t *json = result_json(result);
    assert_near(anchor_gain(json, "One"), -0.0064, 5e-5);
    assert_near(chance_of(json, 0, "table everything"), 1, 1e-9);
    assert_near(chance_of(json, 1, "settle"), 1, 1e-9);
    json_decref(json);
    parley_result_free(result);
}

static void nobody_tables_what_the_other_hardly_heeds(void **state) {
    (void)state;
    parley_result *result =
        certified(solve_file(ANCHORING, (const char *const[]){"Two.susceptibility=0.5", NULL}));
    assert_near(metric(result, "uses.table everything"), 0, 1e-12);
    assert_near(metric(result, "agreement.first_period"), 1, 1e-9);
    parley_result_free(result);
}

static void anchoring_pays_a_patient_party_with_a_lasting_anchor(void **state) {
    (void)state;
    const char *const patient[] = {"One.discount=0.98", "Two.discount=0.95", "anchoring.fade=0.05", NULL};
    const char *const unheeded[] = {"One.discount=0.98", "Two.discount=0.95", "anchoring.fade=0.05",
                                    "Two.susceptibility=0", NULL};
    parley_result *result = certified(solve_file(ANCHORING, patient)),
                  *without = certified(solve_file(ANCHORING, unheeded));
    assert_near(metric(result, "agreement.mean_periods"), 4.60, 0.005);
    assert_near(metric(result, "share.One"), 0.770, 0.0005);
    assert_near(metric(without, "share.One"), 0.505, 0.0005);
    json_t *json = result_json(result);
    assert_near(anchor_gain(json, "One"), 0.1873, 5e-5);
    assert_near(anchor_gain(json, "Two"), -0.1581, 5e-5);
    json_decref(json);
    // An anchor that nobody heeds is the same as none.
    assert_near(metric(result, "value.One") - metric(without, "value.One"), 0.1873, 5e-5);
    parley_result_free(result);
    parley_result_free(without);
}

static void optimists_wait_for_what_each_is_sure_of_and_value_it_as_theory_says(void **state) {
    (void)state;
    static const double deltas[] = {0.9, 0.7, 0.67};
    for (size_t k = 0; k < 3; k++) {
        char first[32], second[32];
        snprintf(first, sizeof first, "A.discount=%g", deltas[k]);
        snprintf(second, sizeof second, "B.discount=%g", deltas[k]);
        parley_result *result = certified(solve_file(OPTIMISM, (const char *const[]){first, second, NULL}));
        double value = 0.5 * deltas[k] / (1 - 0.5 * deltas[k]);
        assert_near(metric(result, "value.A"), value, 1e-12);
        assert_near(metric(result, "value.B"), value, 1e-12);
        assert_near(metric(result, "agreement.mean_periods"), 2, 1e-9);
        assert_near(metric(result, "agreement.first_period"), 0, 1e-12);
        assert_near(metric(result, "share.A"), 0.5, 1e-9);
        parley_result_free(result);
    }
}

static void impatient_optimists_settle_at_once(void **state) {
    (void)state;
    const char *const impatient[] = {"A.discount=0.66", "B.discount=0.66", NULL};
    parley_result *result = certified(solve_file(OPTIMISM, impatient));
    assert_near(metric(result, "agreement.first_period"), 1, 1e-12);
    assert_near(metric(result, "value.A"), 0.5, 1e-12);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_reference_point_gives_the_solution_of_the_linear_system),
        cmocka_unit_test(anchoring_defeats_itself_for_an_impatient_party_with_a_fading_anchor),
        cmocka_unit_test(nobody_tables_what_the_other_hardly_heeds),
        cmocka_unit_test(anchoring_pays_a_patient_party_with_a_lasting_anchor),
        cmocka_unit_test(optimists_wait_for_what_each_is_sure_of_and_value_it_as_theory_says),
        cmocka_unit_test(impatient_optimists_settle_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
