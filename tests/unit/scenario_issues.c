// SPDX-License-Identifier: GPL-3.0-or-later
// Issues, the parties' stances on them, and deals and anchors that lie on them: what stands in the file
// becomes the numbers of the scenario, and every one of them can be set; a refused assignment changes
// nothing.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "scenario/scenario.h"

#define STANCES                                                                                              \
    "parties:\n"                                                                                             \
    "  A: {discount: 0.9, issues: {x: {ideal: 1}, y: {ideal: 60, salience: 0.5}}}\n"                         \
    "  B: {discount: 0.9, issues: {y: {ideal: -20, exponent: 1}, x: {ideal: 0, salience: 3}}}\n"
#define RANGES "issues: {x: {range: [0, 1]}, y: {range: [-20, 80], unit: \"%\", exponent: 1.5}}"
#define ISSUES "outcome: {" RANGES "}\n"
// Parties of one issue, x; line 4 is the outcome.
#define ONE                                                                                                  \
    "parties:\n  A: {discount: 0.9, issues: {x: {ideal: 1}}}\n  B: {discount: 0.9, issues: {x: {ideal: "     \
    "0}}}\n"

static struct scenario *read_text(const char *text) {
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    scenario_parse(text, strlen(text), "test", &scenario, &errors);
    char *rendered = errors_render(&errors);
    if (!scenario) print_error("%s", rendered);
    free(rendered);
    errors_free(&errors);
    assert_non_null(scenario);
    return scenario;
}

static const char *const positions = STANCES ISSUES
    "anchors: {plan: {by: B, at: {y: 80, x: 0.25}}}\n"
    "leverage:\n  y:\n    levels: [a, b]\n    effects:\n"
    "      A.issues.x.ideal: {set: [0, ~], add: [0, -0.5]}\n      B.issues.y.salience: {scale: [1, 0]}\n";

static const char *const menu = STANCES "outcome:\n  deals:\n    frozen line: {at: {x: 0.5, y: 10}}\n"
                                        "    withdrawal: {utility: {B: 1, A: -0.25}}\n  " RANGES "\n"
                                        "anchors: {plan: {by: B, at: {x: 0, y: 80}}}\n";

static void issues_keep_their_order_units_and_defaults(void **state) {
    (void)state;
    struct scenario *s = read_text(positions);
    assert_int_equal(s->issue_count, 2);
    assert_int_equal(s->deal_count, 0);
    assert_true(isnan(s->pie));
    assert_string_equal(s->issues[0].name, "x");
    assert_string_equal(s->issues[0].unit, "");
    assert_near(s->issues[0].low, 0, 0);
    assert_near(s->issues[0].high, 1, 0);
    assert_near(s->issues[0].exponent, 2, 0);
    assert_int_equal(s->issues[0].mark.line, 4);
    assert_int_equal(s->issues[0].mark.column, 20);
    assert_string_equal(s->issues[1].name, "y");
    assert_string_equal(s->issues[1].unit, "%");
    assert_near(s->issues[1].low, -20, 0);
    assert_near(s->issues[1].high, 80, 0);
    assert_near(s->issues[1].exponent, 1.5, 0);
    scenario_free(s);
}

static void stances_are_in_the_order_of_the_issues(void **state) {
    (void)state;
    struct scenario *s = read_text(positions);
    const struct stance *a = s->parties[0].stances, *b = s->parties[1].stances;
    assert_near(a[0].ideal, 1, 0);
    assert_near(a[0].salience, 1, 0);
    assert_true(isnan(a[0].exponent));
    assert_near(a[1].ideal, 60, 0);
    assert_near(a[1].salience, 0.5, 0);
    assert_near(b[0].ideal, 0, 0);
    assert_near(b[0].salience, 3, 0);
    assert_near(b[1].ideal, -20, 0);
    assert_near(b[1].exponent, 1, 0);
    assert_int_equal(b[1].mark.line, 3);
    assert_int_equal(b[1].mark.column, 31);
    scenario_free(s);
}

static void deals_and_anchors_lie_on_the_issues(void **state) {
    (void)state;
    struct scenario *s = read_text(menu);
    assert_int_equal(s->issue_count, 2);
    assert_int_equal(s->deal_count, 2);
    assert_null(s->deals[0].utility);
    assert_near(s->deals[0].at[0], 0.5, 0);
    assert_near(s->deals[0].at[1], 10, 0);
    assert_null(s->deals[1].at);
    assert_near(s->deals[1].utility[0], -0.25, 0);
    assert_near(s->deals[1].utility[1], 1, 0);
    assert_null(s->anchors[0].share);
    assert_near(s->anchors[0].at[0], 0, 0);
    assert_near(s->anchors[0].at[1], 80, 0);
    assert_int_equal(s->anchors[0].by, 1);
    scenario_drop_anchors(s);
    assert_int_equal(s->anchor_count, 0);
    scenario_free(s);
}

static void an_outcome_may_stand_before_the_parties(void **state) {
    (void)state;
    struct scenario *s = read_text("outcome: {issues: {x: {range: [0, 1]}}}\n" ONE);
    assert_near(s->parties[0].stances[0].ideal, 1, 0);
    scenario_free(s);
}

static void effects_reach_stances(void **state) {
    (void)state;
    struct scenario *s = read_text(positions);
    const struct effect *effects = s->channels[0].effects;
    assert_string_equal(s->channels[0].name, "y"); // a channel may have the name of an issue
    assert_int_equal(s->channels[0].effect_count, 2);
    assert_ptr_equal(effects[0].target, &s->parties[0].stances[0].ideal);
    assert_near(effects[0].set[0], 0, 0);
    assert_near(effects[0].add[1], -0.5, 0);
    assert_ptr_equal(effects[1].target, &s->parties[1].stances[1].salience);
    scenario_free(s);
}

static void a_party_and_an_issue_may_share_a_name(void **state) {
    (void)state;
    struct scenario *s =
        read_text("parties:\n  x: {discount: 0.9, issues: {x: {ideal: 1}}}\n"
                  "  B: {discount: 0.9, issues: {x: {ideal: 0}}}\noutcome: {issues: {x: {range: [0, 1]}}}\n");
    assert_int_equal(scenario_set(s, "x.issues.x.ideal=0.5", NULL), PARLEY_OK);
    assert_near(s->parties[0].stances[0].ideal, 0.5, 0);
    scenario_free(s);
}

// All values as text, one "PATH=VALUE" per line, in the order of the walk; what is not given is left out.
static bool list_add(void *context, const struct parameter *parameter) {
    struct text *list = context;
    if (isnan(*parameter->value)) return true;
    text_append(list, "%s=", parameter->path);
    scenario_value_text(parameter, list);
    text_append(list, "\n");
    return true;
}

static char *values(struct scenario *scenario) {
    struct text list = {0};
    assert_true(parameters_visit(scenario, list_add, &list));
    return text_take(&list);
}

static void every_value_on_issues_has_its_path_and_can_be_set_to_what_it_shows(void **state) {
    (void)state;
    static const char *const wanted[] = {"A.issues.x.ideal=1\n",
                                         "A.issues.x.salience=1\n",
                                         "A.issues.y.salience=0.5\n",
                                         "B.issues.x.salience=3\n",
                                         "B.issues.y.exponent=1\n",
                                         "outcome.issues.x.range.low=0\n",
                                         "outcome.issues.x.exponent=2\n",
                                         "outcome.issues.y.range.low=-20\n",
                                         "outcome.issues.y.range.high=80\n",
                                         "outcome.deals.frozen line.at.x=0.5\n",
                                         "outcome.deals.frozen line.at.y=10\n",
                                         "outcome.deals.withdrawal.utility.A=-0.25\n",
                                         "anchors.plan.at.x=0\n",
                                         "anchors.plan.at.y=80\n"};
    struct scenario *s = read_text(menu);
    char *before = values(s), *lines = strdup(before), *at = before;
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        char *found = strstr(at, wanted[k]);
        if (!found) print_error("no %s in the rest of\n%s", wanted[k], before);
        assert_non_null(found);
        at = found;
    }
    assert_null(strstr(before, "frozen line.utility"));
    assert_null(strstr(before, "A.issues.x.exponent")); // not given
    for (char *line = lines, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        assert_int_equal(scenario_set(s, line, NULL), PARLEY_OK);
    }
    char *after = values(s);
    assert_string_equal(before, after);
    free(after);
    free(lines);
    free(before);
    scenario_free(s);
}

static void assignments_change_what_they_name(void **state) {
    (void)state;
    struct scenario *s = read_text(menu);
    const struct stance *a = s->parties[0].stances;
    assert_int_equal(scenario_set(s, "outcome.issues.y.range.low=-100", NULL), PARLEY_OK);
    assert_near(s->issues[1].low, -100, 0);
    assert_int_equal(scenario_set(s, "outcome.issues.y.range.high=1e6", NULL), PARLEY_OK);
    assert_near(s->issues[1].high, 1e6, 0);
    assert_int_equal(scenario_set(s, "outcome.issues.x.exponent=1", NULL), PARLEY_OK);
    assert_near(s->issues[0].exponent, 1, 0);
    assert_int_equal(scenario_set(s, "A.issues.y.ideal=-100", NULL), PARLEY_OK);
    assert_near(a[1].ideal, -100, 0);
    assert_int_equal(scenario_set(s, "A.issues.x.salience=0", NULL), PARLEY_OK);
    assert_near(a[0].salience, 0, 0);
    assert_int_equal(scenario_set(s, "A.issues.x.exponent=4", NULL), PARLEY_OK);
    assert_near(a[0].exponent, 4, 0);
    assert_int_equal(scenario_set(s, "outcome.deals.frozen line.at.x=1", NULL), PARLEY_OK);
    assert_near(s->deals[0].at[0], 1, 0);
    assert_int_equal(scenario_set(s, "anchors.plan.at.y=0", NULL), PARLEY_OK);
    assert_near(s->anchors[0].at[1], 0, 0);
    scenario_free(s);
}

struct refusal {
    const char *claim, *assignment, *phrase;
};

static const struct refusal refusals[] = {
    {"a low end cannot pass the high end", "outcome.issues.x.range.low=1",
     "the range [1, 1] of issue 'x' must go from low to high"},
    {"a range cannot leave an ideal point behind", "outcome.issues.y.range.high=50",
     "the ideal point of party 'A' on 'y' is 60; it must be in the range of the issue, [-20, 50]"},
    {"a range cannot leave a deal behind", "outcome.issues.x.range.high=0.4",
     "the position of deal 'frozen line' on 'x' is 0.5"},
    {"an ideal point stays in the range", "B.issues.x.ideal=-0.1",
     "the ideal point of party 'B' on 'x' is -0.1; it must be in the range of the issue, [0, 1]"},
    {"the position of a deal stays in the range", "outcome.deals.frozen line.at.y=81",
     "the position of deal 'frozen line' on 'y' is 81; it must be in the range of the issue, [-20, 80]"},
    {"the position of an anchor stays in the range", "anchors.plan.at.x=2",
     "the position of anchor 'plan' on 'x' is 2; it must be in the range of the issue, [0, 1]"},
    {"an ideal point is a number", "A.issues.x.ideal=nan", "must be a finite number, but 'nan' came"},
    {"an end of a range is finite", "outcome.issues.x.range.high=inf",
     "must be a finite number, but 'inf' came"},
    {"a salience is not negative", "A.issues.x.salience=-1", "must be a finite number >= 0, but '-1' came"},
    {"an exponent below 1 is out of range", "outcome.issues.x.exponent=0.5",
     "must be a number in [1, 100], but '0.5' came"},
    {"an own exponent below 1 is out of range", "B.issues.x.exponent=0.99",
     "must be a number in [1, 100], but '0.99' came"},
    {"an unknown issue names the nearest path", "A.issues.z.ideal=1", "did you mean 'A.issues.x.ideal'?"},
    {"a range is set by its ends", "outcome.issues.x.range=1", "there is no parameter"},
    {"a deal at a position has no utilities", "outcome.deals.frozen line.utility.A=1",
     "there is no parameter"},
    {"a pie does not go with issues", "pie=1", "'pie' is not given"},
};

static void refusal_changes_nothing(void **state) {
    const struct refusal *refusal = *state;
    struct scenario *s = read_text(menu);
    struct errors errors = {0};
    char *before = values(s);
    assert_int_equal(scenario_set(s, refusal->assignment, &errors), PARLEY_INPUT);
    char *after = values(s);
    assert_string_equal(before, after);
    char *rendered = errors_render(&errors);
    assert_non_null(rendered);
    if (!strstr(rendered, refusal->phrase)) print_error("got: %s\n", rendered);
    assert_non_null(strstr(rendered, refusal->phrase));
    free(rendered);
    errors_free(&errors);
    free(after);
    free(before);
    scenario_free(s);
}

static void a_range_too_wide_for_a_double_is_refused(void **state) {
    (void)state;
    struct scenario *s = read_text(ONE "outcome: {issues: {x: {range: [-1e308, 1]}}}\n");
    struct errors errors = {0};
    assert_int_equal(scenario_set(s, "outcome.issues.x.range.high=1e308", &errors), PARLEY_INPUT);
    assert_int_equal(errors.count, 1);
    assert_non_null(strstr(errors.items[0].text, "is too wide"));
    assert_near(s->issues[0].high, 1, 0);
    errors_free(&errors);
    scenario_free(s);
}

static void the_last_salience_cannot_go_unless_an_effect_can_bring_it_back(void **state) {
    (void)state;
    struct scenario *s = read_text(positions); // an effect scales B's salience of y
    struct errors errors = {0};
    assert_int_equal(scenario_set(s, "A.issues.x.salience=0", NULL), PARLEY_OK);
    assert_int_equal(scenario_set(s, "A.issues.y.salience=0", &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "the saliences of party 'A' are all 0"));
    assert_near(s->parties[0].stances[1].salience, 0.5, 0);
    assert_int_equal(scenario_set(s, "B.issues.x.salience=0", NULL), PARLEY_OK);
    assert_int_equal(scenario_set(s, "B.issues.y.salience=0", NULL), PARLEY_OK);
    errors_free(&errors);
    scenario_free(s);
}

static void a_pie_is_refused_where_positions_are_agreed(void **state) {
    (void)state;
    struct scenario *s = read_text(positions);
    struct errors errors = {0};
    assert_int_equal(scenario_set(s, "pie=1", &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "an agreement is a position on 'outcome.issues'"));
    assert_true(isnan(s->pie));
    errors_free(&errors);
    scenario_free(s);
}

int main(void) {
    enum { REFUSALS = sizeof refusals / sizeof *refusals };
    static struct CMUnitTest rows[REFUSALS];
    for (size_t k = 0; k < REFUSALS; k++)
        rows[k] = (struct CMUnitTest){refusals[k].claim, refusal_changes_nothing, NULL, NULL,
                                      (void *)(uintptr_t)&refusals[k]};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(issues_keep_their_order_units_and_defaults),
        cmocka_unit_test(stances_are_in_the_order_of_the_issues),
        cmocka_unit_test(deals_and_anchors_lie_on_the_issues),
        cmocka_unit_test(an_outcome_may_stand_before_the_parties),
        cmocka_unit_test(effects_reach_stances),
        cmocka_unit_test(a_party_and_an_issue_may_share_a_name),
        cmocka_unit_test(every_value_on_issues_has_its_path_and_can_be_set_to_what_it_shows),
        cmocka_unit_test(assignments_change_what_they_name),
        cmocka_unit_test(a_range_too_wide_for_a_double_is_refused),
        cmocka_unit_test(the_last_salience_cannot_go_unless_an_effect_can_bring_it_back),
        cmocka_unit_test(a_pie_is_refused_where_positions_are_agreed),
    };
    int failed = cmocka_run_group_tests_name("refused assignments on issues", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("issues", tests, NULL, NULL);
}
