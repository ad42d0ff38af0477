// SPDX-License-Identifier: GPL-3.0-or-later
// What a settlement on issues looks like in report, explanation and JSON: positions in their own units and
// with decimals to suit their range, the keys that programs rely on, and no word of a pie. The play is made
// by hand: two parties who agree at once on what the first proposes, 0.9 of the way, or the second, 0.6.
#include "support.h"

#include <cmocka.h>
#include <jansson.h>

#include "output/explain.h"
#include "output/json.h"
#include "output/places.h"
#include "output/report.h"
#include "output/solution.h"
#include "output/starts.h"
#include "unit/tiny.h"

static char first_name[] = "Aland", second_name[] = "Bland", land_name[] = "land", percent[] = "%",
            line_name[] = "line", km[] = "km", none[] = "", plan_name[] = "maximal plan", title[] = "Talks";
static struct party named[2] = {{.name = first_name}, {.name = second_name}};
static struct issue listed[2] = {{.name = land_name, .unit = percent, .low = 0, .high = 100},
                                 {.name = line_name, .unit = km, .low = -2, .high = 2}};
static double plan_at[] = {100, 2};
static struct anchor plan = {.name = plan_name, .by = 0, .at = plan_at};
static struct scenario names = {.title = title,
                                .about = none,
                                .file = none,
                                .period = 0.5,
                                .parties = named,
                                .party_count = 2,
                                .issues = listed,
                                .issue_count = 2,
                                .depth = 1};

// A game on both issues and its solution.
struct solved {
    struct tiny tiny;
    double ideal[4], salience[4], exponent[4];
    struct profile *profile;
    struct outcome *outcome;
    struct solution solution;
};

static void propose(struct solved *solved, size_t j, double y) {
    const struct game *game = &solved->tiny.game;
    size_t e = profile_append(solved->profile, (struct proposal){NO_DEAL, 3, 1, 1});
    assert_true(e != SIZE_MAX);
    for (size_t k = 0; k < 2; k++)
        solved->profile->position[2 * e + k] = y;
    for (size_t i = 0; i < 2; i++)
        solved->profile->share[2 * e + i] = game_utility_at(game, i, 0, solved->profile->position + 2 * e);
    for (size_t c = j + 1; c <= 2; c++)
        solved->profile->first[c] = solved->profile->proposal_count;
}

// Ideal points at either end, half the weight on each issue; settle: do they?
static void solve(struct solved *solved, bool settle) {
    struct game *game = tiny_game(&solved->tiny, 2, 1, 0);
    for (size_t at = 0; at < 4; at++) {
        solved->ideal[at] = at < 2;
        solved->salience[at] = 0.5;
        solved->exponent[at] = at == 3 ? 1.5 : 2;
    }
    game->issues = 2;
    game->ideal = solved->ideal;
    game->salience = solved->salience;
    game->exponent = solved->exponent;
    game->scenario = &names;
    solved->profile = tiny_profile(game, (double[]){0.7, 0.5});
    for (size_t j = 0; j < 2; j++) {
        tiny_choose(game, solved->profile, 0, j, settle, !settle, 0);
        if (settle) propose(solved, j, j == 0 ? 0.9 : 0.6);
    }
    solved->outcome = NULL;
    assert_int_equal(outcome_compute(game, solved->profile, &solved->outcome, NULL), PARLEY_OK);
    solved->solution = (struct solution){.game = game,
                                         .profile = solved->profile,
                                         .outcome = solved->outcome,
                                         .effort = {.converged = true},
                                         .certificate = {.holds = true}};
}

static void release(struct solved *solved) {
    outcome_free(solved->outcome);
    profile_free(solved->profile);
}

static json_t *result_of(const struct solved *solved) {
    char *text = NULL;
    assert_int_equal(json_write(&solved->solution, true, &text, NULL), PARLEY_OK);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    free(text);
    return root;
}

// A number below keys; NaN if it is null.
static double at3(const json_t *root, const char *a, const char *b, const char *c) {
    const json_t *value = json_object_get(json_object_get(json_object_get(root, a), b), c);
    assert_non_null(value);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void json_has_the_settlement_in_its_own_units(void **state) {
    (void)state;
    struct solved solved;
    solve(&solved, true);
    json_t *root = result_of(&solved);
    assert_near(at3(root, "issues", "land", "mean"), 75, 1e-11);
    assert_near(at3(root, "issues", "land", "sd"), 15, 1e-11);
    assert_near(at3(root, "issues", "line", "lowest"), 0.4, 1e-13);
    assert_near(at3(root, "issues", "line", "highest"), 1.6, 1e-13);
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(json_object_get(root, "issues"), "line"), "unit")),
        "km");
    assert_null(json_object_get(root, "pie"));
    assert_null(json_object_get(root, "deals"));
    json_decref(root);
    release(&solved);
}

static void json_has_proposals_with_position_and_utilities(void **state) {
    (void)state;
    struct solved solved;
    solve(&solved, true);
    json_t *root = result_of(&solved);
    const json_t *state_zero = json_array_get(json_object_get(root, "by_state"), 0);
    const json_t *lists[] = {json_object_get(root, "proposals"), json_object_get(state_zero, "proposals")};
    for (size_t k = 0; k < 2; k++) {
        const json_t *second = json_array_get(lists[k], 1);
        assert_near(json_number_value(json_object_get(json_object_get(second, "position"), "land")), 60,
                    1e-11);
        assert_near(json_number_value(json_object_get(json_object_get(second, "utilities"), "Aland")), 0.84,
                    1e-13);
        assert_null(json_object_get(second, "shares"));
        const json_t *offer = json_array_get(json_object_get(second, "coalitions"), 0);
        assert_near(json_number_value(json_object_get(json_object_get(offer, "position"), "line")), 0.4,
                    1e-13);
        assert_non_null(json_object_get(offer, "utilities"));
    }
    json_decref(root);
    release(&solved);
}

static void json_has_baselines_as_utilities_and_as_positions(void **state) {
    (void)state;
    static const char *const keys[] = {"nash", "nash_weighted", "kalai_smorodinsky", "egalitarian",
                                       "utilitarian"};
    struct solved solved;
    solve(&solved, true);
    json_t *root = result_of(&solved);
    for (size_t b = 0; b < BASELINES; b++) {
        assert_near(at3(root, "baselines", keys[b], "Aland"),
                    outcome_baseline(solved.outcome, (enum baseline)b)[0], 0);
        assert_near(at3(root, "baseline_positions", keys[b], "line"),
                    solved.outcome->baseline_position[2 * b + 1], 0);
        assert_int_equal(json_object_size(json_object_get(json_object_get(root, "baselines"), keys[b])), 2);
    }
    json_decref(root);
    release(&solved);
}

static void without_agreement_positions_are_null(void **state) {
    (void)state;
    struct solved solved;
    solve(&solved, false);
    json_t *root = result_of(&solved);
    assert_true(isnan(at3(root, "issues", "land", "mean")));
    assert_true(
        json_is_null(json_object_get(json_array_get(json_object_get(root, "proposals"), 0), "position")));
    char *report = NULL;
    assert_int_equal(report_write(&solved.solution, true, &report, NULL), PARLEY_OK);
    assert_non_null(strstr(report, "No agreement, ever"));
    assert_non_null(strstr(report, "At the start nobody proposes a settlement."));
    free(report);
    json_decref(root);
    release(&solved);
}

static void a_report_names_positions_and_no_pie(void **state) {
    (void)state;
    struct solved solved;
    solve(&solved, true);
    char *report = NULL, *explained = NULL;
    struct question question = {0, SIZE_MAX};
    assert_int_equal(report_write(&solved.solution, true, &report, NULL), PARLEY_OK);
    assert_int_equal(explain_text(&solved.solution, &question, &explained, NULL), PARLEY_OK);
    assert_non_null(strstr(report, "Agreement at once, on average: land 75.0%, line 1.00 km."));
    assert_non_null(strstr(report, "100.0 (50%)"));
    assert_non_null(strstr(report, "land (%)"));
    assert_non_null(strstr(report, "position brings everybody"));
    assert_non_null(strstr(explained, "at land 60.0%, line"));
    assert_non_null(strstr(explained, "utilities Aland 0.8400"));
    const char *const texts[] = {report, explained};
    for (size_t k = 0; k < 2; k++) {
        assert_null(strstr(texts[k], "pie"));
        assert_null(strstr(texts[k], "share"));
        assert_null(strstr(texts[k], "deal"));
    }
    free(report);
    free(explained);
    release(&solved);
}

static void where_some_can_agree_alone_the_best_placed_is_named(void **state) {
    (void)state;
    struct solved solved;
    struct text out = {0};
    solve(&solved, true);
    solved.tiny.rule.unanimity = false;
    report_why(&solved.solution, &out);
    assert_non_null(strstr(out.data, "Aland, with the initiative, can get 0.9900 by agreeing on a position"));
    assert_null(strstr(out.data, "pie"));
    text_free(&out);
    release(&solved);
}

// Three equilibria, the first two alike but for states that are not reached: two rows, and the JSON has
// three.
static void equilibria_that_look_the_same_share_a_row(void **state) {
    (void)state;
    struct solved solved;
    solve(&solved, true);
    double other_value[] = {0.2, 0.3}, mean[] = {10, 1};
    const double *first = solved.outcome->value;
    double alike[] = {first[0], first[1] + 1e-8};
    struct outcome other = *solved.outcome, same = *solved.outcome;
    other.value = other_value;
    other.position_mean = mean;
    same.value = alike;
    struct listed list[] = {{solved.outcome->value, 1, 0, 1e-12, *solved.outcome, 5},
                            {alike, 1, 0, 3e-12, same, 2},
                            {other_value, 1, 0, 2e-12, other, 1}};
    struct starts starts = {
        .asked = 8, .done = 8, .certified = 8, .principal = true, .list = list, .count = 3};
    solved.solution.starts = &starts;
    struct text out = {0};
    report_starts(&solved.solution, &out);
    assert_non_null(strstr(out.data, "Other equilibria"));
    assert_non_null(strstr(out.data, "3e-12       7"));
    assert_non_null(strstr(out.data, "land 10.0%"));
    assert_non_null(strstr(out.data, "\n  2 "));
    assert_null(strstr(out.data, "\n  3  "));
    assert_non_null(strstr(out.data, "3 equilibria found"));
    assert_non_null(strstr(out.data, "only in other states"));
    json_t *root = result_of(&solved);
    const json_t *listed_there = json_object_get(root, "equilibria");
    assert_int_equal(json_array_size(listed_there), 3);
    assert_near(at3(json_array_get(listed_there, 2), "issues", "land", "mean"), 10, 0);
    assert_null(json_object_get(json_array_get(listed_there, 0), "pie"));
    json_decref(root);
    text_free(&out);
    release(&solved);
}

static void an_explanation_in_json_has_the_position(void **state) {
    (void)state;
    struct solved solved;
    solve(&solved, true);
    char *text = NULL;
    struct question question = {0, 0};
    assert_int_equal(explain_json(&solved.solution, &question, &text, NULL), PARLEY_OK);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *settlements =
        json_object_get(json_object_get(json_object_get(root, "parties"), "Aland"), "settlements");
    const json_t *only = json_array_get(settlements, 0);
    assert_near(json_number_value(json_object_get(json_object_get(only, "position"), "land")), 90, 1e-11);
    assert_non_null(json_object_get(only, "utilities"));
    assert_null(json_object_get(only, "shares"));
    json_decref(root);
    free(text);
    release(&solved);
}

static void the_demands_of_anchors_are_positions(void **state) {
    (void)state;
    struct solved solved;
    struct text out = {0};
    solve(&solved, true);
    report_demands(&solved.solution, &out);
    assert_null(out.data);
    names.anchors = &plan;
    names.anchor_count = 1;
    report_demands(&solved.solution, &out);
    names.anchor_count = 0;
    assert_string_equal(out.data, "\n  maximal plan asks for land 100.0%, line 2.00 km.\n");
    text_free(&out);
    release(&solved);
}

static void decimals_suit_the_range(void **state) {
    (void)state;
    const struct {
        double low, high, position;
        const char *wanted;
    } rows[] = {{0, 1, 0.45678, "0.457"},        {0, 100, 45.678, "45.7"}, {-5, 5, -0.001, "0.00"},
                {0, 1000, 456.78, "457"},        {0, 1e6, 456.78, "457"},  {0, 0.01, 0.0045678, "0.00457"},
                {0, 1e300, 1.5e299, "1.5e+299"}, {0, 1, NAN, "-"},         {0, 50, 12.345, "12.3"}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct issue issue = {.name = land_name, .unit = none, .low = rows[k].low, .high = rows[k].high};
        struct scenario scenario = {.issues = &issue, .issue_count = 1};
        struct game game = {.issues = 1, .scenario = &scenario};
        struct text out = {0};
        position_text(&game, 0, rows[k].position, &out);
        assert_string_equal(out.data, rows[k].wanted);
        text_free(&out);
    }
}

static void a_menu_points_to_starts_unless_others_were_looked_for(void **state) {
    (void)state;
    struct text out = {0};
    report_other_equilibria(true, &out);
    assert_null(out.data);
    report_other_equilibria(false, &out);
    assert_non_null(strstr(out.data, "--starts N"));
    text_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_settlement_in_its_own_units),
        cmocka_unit_test(json_has_proposals_with_position_and_utilities),
        cmocka_unit_test(json_has_baselines_as_utilities_and_as_positions),
        cmocka_unit_test(without_agreement_positions_are_null),
        cmocka_unit_test(a_report_names_positions_and_no_pie),
        cmocka_unit_test(where_some_can_agree_alone_the_best_placed_is_named),
        cmocka_unit_test(equilibria_that_look_the_same_share_a_row),
        cmocka_unit_test(an_explanation_in_json_has_the_position),
        cmocka_unit_test(the_demands_of_anchors_are_positions),
        cmocka_unit_test(decimals_suit_the_range),
        cmocka_unit_test(a_menu_points_to_starts_unless_others_were_looked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
