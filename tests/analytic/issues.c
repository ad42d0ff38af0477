// SPDX-License-Identifier: GPL-3.0-or-later
// Bargaining over issues against closed forms.
//   Two parties, one issue, ideals 0 and 1, losses squared, equal recognition and discount factor d: the
//   proposer with ideal 0 offers the x that makes the other indifferent,
//     2 x - x^2 = d/2 (2 x - x^2 + 1 - x^2),   so   2 (1 - d) x^2 - 2 (2 - d) x + d = 0.
//   Losses in proportion to the distance (exponent 1) on one issue divide a pie of 1: values as in
//   random_proposers.c.
//   Frequent offers (Binmore, Rubinstein and Wolinsky 1986): the Nash solution with weights p_i / r_i, the
//   error falling linearly in the period.
//   Majority over one issue (Banks and Duggan 2000; Cardona and Ponsati 2007): every proposal goes to the
//   median ideal point as d goes to 1.
//   Axiomatic solutions on the frontier u2 = 1 - u1^2: Nash u1 = 1 / sqrt 3, Kalai-Smorodinsky and
//   egalitarian (sqrt 5 - 1) / 2. An ideal point of its own for each party at two ends of every issue,
//   weights alike: issues are copies of one.
// Last, what the models on issues say.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"
#include <math.h>

static parley_result *two_parties(double discount, double exponent) {
    struct page page = {0};
    page_add(&page, "parties:\n");
    for (int i = 0; i < 2; i++)
        page_add(&page, "  P%d: {discount: %.17g, issues: {x: {ideal: %d}}}\n", i, discount, i);
    page_add(&page, "outcome: {issues: {x: {range: [0, 1], exponent: %.17g}}}\n", exponent);
    return page_solve(&page);
}

static double proposed_at(const parley_result *result, size_t party, const char *issue) {
    json_t *json = result_json(result);
    const json_t *proposal = json_array_get(json_object_get(json, "proposals"), party);
    double place = json_number_value(json_object_get(json_object_get(proposal, "position"), issue));
    json_decref(json);
    return place;
}

static void quadratic_losses_on_one_issue_solve_a_quadratic(void **state) {
    (void)state;
    for (int tenth = 1; tenth <= 9; tenth++) {
        double d = tenth / 10.0;
        parley_result *result = two_parties(d, 2);
        double x = ((2 - d) - sqrt((2 - d) * (2 - d) - 2 * (1 - d) * d)) / (2 * (1 - d));
        assert_near(proposed_at(result, 0, "x"), x, 1e-9);
        assert_near(proposed_at(result, 1, "x"), 1 - x, 1e-9);
        assert_near(value_of(result, 0), (2 - x * x - (1 - x) * (1 - x)) / 2, 1e-9);
        assert_near(metric(result, "position.x"), 0.5, 1e-9);
        parley_result_free(result);
    }
}

// p = 1/2, d = (0.9, 0.95): (1/3, 2/3), and who waits better gets more of the issue.
static void a_loss_in_proportion_to_distance_divides_a_pie(void **state) {
    (void)state;
    parley_result *result = certified(solve_text(
        "parties:\n  P0: {discount: 0.9, issues: {x: {ideal: 0}}}\n  P1: {discount: 0.95, issues: {x: "
        "{ideal: 60}}}\noutcome: {issues: {x: {range: [0, 60], exponent: 1}}}\n"));
    assert_near(value_of(result, 0), 1.0 / 3, 1e-9);
    assert_near(value_of(result, 1), 2.0 / 3, 1e-9);
    assert_near(metric(result, "position.x"), 40, 1e-7);
    parley_result_free(result);
}

static double nash_error(const char *period, size_t party) {
    static const char *const names[] = {"Buyer", "Seller"};
    char path[64];
    parley_result *result = certified(
        solve_file("models/classics/frequent-offers-issues.yaml", (const char *const[]){period, NULL}));
    snprintf(path, sizeof path, "value.%s", names[party]);
    double value = metric(result, path);
    snprintf(path, sizeof path, "nash_weighted.%s", names[party]);
    double error = value - metric(result, path);
    parley_result_free(result);
    return error;
}

static void frequent_offers_lead_linearly_to_the_weighted_nash_solution(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        double coarse = nash_error("period=0.001 years", i), fine = nash_error("period=0.0001 years", i);
        assert_true(fabs(coarse) < 1e-3);
        assert_near(coarse / fine, 10, 0.1);
    }
}

static void proposals_under_majority_go_to_the_median(void **state) {
    (void)state;
    static const double ideals[] = {0, 0.25, 0.4, 0.7, 1};
    double farthest[3];
    for (int digits = 1; digits <= 3; digits++) {
        struct page page = {0};
        page_add(&page, "agreement: {rule: majority}\nparties:\n");
        for (int i = 0; i < 5; i++)
            page_add(&page, "  P%d: {discount: %.17g, issues: {x: {ideal: %g}}}\n", i,
                     1 - pow(10, -2 * digits), ideals[i]);
        page_add(&page, "outcome: {issues: {x: {range: [0, 1]}}}\n");
        parley_result *result = page_solve(&page);
        farthest[digits - 1] = 0;
        for (size_t i = 0; i < 5; i++)
            farthest[digits - 1] = fmax(farthest[digits - 1], fabs(proposed_at(result, i, "x") - 0.4));
        // needs leave the median room of the order of 1 - d, from which a barrier of 1e-12 keeps its distance
        assert_near(proposed_at(result, 2, "x"), 0.4, fmax(1e-9, 2e-12 * pow(10, 2 * digits)));
        parley_result_free(result);
    }
    assert_true(farthest[0] < 0.25);
    assert_near(farthest[1] / farthest[0], 0.1, 0.03); // distance as the root of what waiting costs
    assert_near(farthest[2] / farthest[1], 0.1, 0.03);
}

static void axiomatic_solutions_lie_where_they_should(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/axiomatic.yaml", NULL));
    double golden = (sqrt(5) - 1) / 2;
    assert_near(metric(result, "nash.Linear"), 1 / sqrt(3), 1e-9);
    assert_near(metric(result, "nash_weighted.Quadratic"), 2.0 / 3, 1e-9);
    assert_near(metric(result, "kalai_smorodinsky.Linear"), golden, 1e-9);
    assert_near(metric(result, "egalitarian.Linear"), golden, 1e-9);
    assert_near(metric(result, "egalitarian.Quadratic"), golden, 1e-9);
    assert_near(metric(result, "value.Linear"), 1 / sqrt(3), 1e-4);
    parley_result_free(result);
}

// Three parties on the vertices of a triangle cannot be told apart: each coalition of two settles between
// them.
static void copies_of_an_issue_change_nothing(void **state) {
    (void)state;
    double values[2]; // weights that make no two numbers of the solution alike
    for (int copies = 1; copies <= 2; copies++) {
        struct page page = {0};
        page_add(&page, "agreement: {rule: majority}\nparties:\n");
        for (int i = 0; i < 3; i++) {
            page_add(&page, "  P%d: {discount: 0.9, initiative: %g, issues: {", i, 1 + 0.7 * i);
            for (int k = 0; k < copies; k++)
                page_add(&page, "%sx%d: {ideal: %g}", k > 0 ? ", " : "", k, 0.5 * i);
            page_add(&page, "}}\n");
        }
        page_add(&page, "outcome: {issues: {");
        for (int k = 0; k < copies; k++)
            page_add(&page, "%sx%d: {range: [0, 1]}", k > 0 ? ", " : "", k);
        page_add(&page, "}}\n");
        parley_result *result = page_solve(&page);
        values[copies - 1] = value_of(result, 0);
        parley_result_free(result);
    }
    assert_near(values[0], values[1], 1e-9);
}

// A party whose need nobody can meet is not an error: nothing is ever agreed.
static void a_need_that_cannot_be_met_is_not_an_error(void **state) {
    (void)state;
    parley_result *result = certified(solve_text(
        "parties:\n  P0: {discount: 0.9, disagreement: 2, issues: {x: {ideal: 0}}}\n  P1: {discount: "
        "0.9, issues: {x: {ideal: 1}}}\noutcome: {issues: {x: {range: [0, 1]}}}\n"));
    assert_near(metric(result, "agreement.ever"), 0, 1e-9);
    assert_near(value_of(result, 0), 2, 1e-9);
    parley_result_free(result);
}

static double linked(const char *file, const char *party, const char *const *sets) {
    parley_result *result = certified(solve_file(file, sets));
    char path[64];
    snprintf(path, sizeof path, "value.%s", party);
    double value = metric(result, path);
    parley_result_free(result);
    return value;
}

static void linking_issues_brings_what_the_file_says(void **state) {
    (void)state;
    static const char *const parties[] = {"Russia", "Ukraine and partners"};
    static const double corridor[] = {0.25, 0.75};
    const char *const alike[] = {"Russia.issues.corridor.salience=3", "Russia.issues.relief.salience=1",
                                 NULL};
    for (size_t i = 0; i < 2; i++) {
        double package = linked("models/linkage.yaml", parties[i], NULL);
        double apart = corridor[i] * linked("models/linkage-corridor.yaml", parties[i], NULL) +
                       (1 - corridor[i]) * linked("models/linkage-relief.yaml", parties[i], NULL);
        assert_near(package, 0.8096, 5e-5);
        assert_near(apart, 0.7486, 5e-5);
        assert_near(package - apart, 0.0610, 1e-4);
        assert_near(linked("models/linkage.yaml", parties[i], alike), apart, 1e-9);
    }
    parley_result *result = certified(solve_file("models/linkage.yaml", NULL));
    assert_near(metric(result, "position.corridor"), 0.746, 5e-4);
    assert_near(metric(result, "position.relief"), 0.746, 5e-4);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quadratic_losses_on_one_issue_solve_a_quadratic),
        cmocka_unit_test(a_loss_in_proportion_to_distance_divides_a_pie),
        cmocka_unit_test(frequent_offers_lead_linearly_to_the_weighted_nash_solution),
        cmocka_unit_test(proposals_under_majority_go_to_the_median),
        cmocka_unit_test(axiomatic_solutions_lie_where_they_should),
        cmocka_unit_test(copies_of_an_issue_change_nothing),
        cmocka_unit_test(a_need_that_cannot_be_met_is_not_an_error),
        cmocka_unit_test(linking_issues_brings_what_the_file_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
