// SPDX-License-Identifier: GPL-3.0-or-later
// Assignments: every parameter can be set to the value it shows, what an assignment replaces goes with it,
// and a refused assignment changes nothing.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "scenario/scenario.h"

static const char *const talks =
    "parties:\n  A: {discount_rate: 0.06, outside: 0.1}\n  B: {discount: 0.995, veto: true}\n  C: {discount: "
    "0.3}\n"
    "period: 3 weeks\nagreement: {quota: 2}\noutcome: {pie: 0.3}\n"
    "leverage:\n"
    "  front:\n    levels: [a, b c, 3]\n    start: b c\n    drift: {up: 0.1, down: 0.7}\n"
    "    when: [{front: a, drift: {up: 0.2}}]\n"
    "    beliefs: {A: {drift: {up: 0.15}, when: [{front: a, drift: {up: 0.3}}]}}\n"
    "    effects: {A.outside: {set: [none, 0.1, ~], add: [0.1, 0.2, 0.3]}, B.veto: {set: [true, false, ~]}}\n"
    "  aid:\n    levels: [none, some]\n    transition: [[0.9, 0.1], [0.35, 0.65]]\n"
    "    effects: {moves.bluff.risk: {add: [0, 0.2]}}\n"
    "moves: {push: {by: A, cost: 0.01, shift: {front: 1}}, bluff: {by: B}, threat: {by: B, risk: 0.5}}\n"
    "accords: {truce: {shift: {front: -1}, parties: [A, B]}}\n"
    "anchors: {plan: {by: A, shares: {A: 0.8, C: 0.2}}, draft: {by: C, shares: {B: 1}}}\n"
    "anchoring: {depth: 3, fade: 0.2}\n";

static struct scenario *talks_read(void) {
    struct scenario *scenario = NULL;
    assert_int_equal(scenario_parse(talks, strlen(talks), "test", &scenario, NULL), PARLEY_OK);
    return scenario;
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

static void every_parameter_can_be_set_to_the_value_it_shows(void **state) {
    (void)state;
    struct scenario *scenario = talks_read();
    char *before = values(scenario), *lines = strdup(before);
    size_t count = 0;
    for (char *line = lines, *end; (end = strchr(line, '\n')); line = end + 1, count++) {
        *end = '\0';
        if (scenario_set(scenario, line, NULL) != PARLEY_OK) print_error("%s is refused\n", line);
        assert_int_equal(scenario_set(scenario, line, NULL), PARLEY_OK);
    }
    char *after = values(scenario);
    assert_string_equal(before, after);
    assert_int_equal(count, 3 * 11 + 7 + 3 + 8 + 7 + 4 + 2 + 3 * 3 + 1 + 2 * 3 + 3);
    free(after);
    free(lines);
    free(before);
    scenario_free(scenario);
}

static void the_walk_names_every_kind_of_parameter(void **state) {
    (void)state;
    static const char *const wanted[] = {
        "A.discount_rate=0.06\n",
        "A.outside=0.1\n",
        "B.outside=none\n",
        "B.veto=true\n",
        "period=3 weeks\n",
        "agreement.rule=quota\n",
        "agreement.quota=2\n",
        "pie=0.3\n",
        "start.front=b c\n",
        "start.table=nothing\n",
        "leverage.front.drift.up=0.1\n",
        "leverage.front.when.1.drift.up=0.2\n",
        "leverage.front.beliefs.A.drift.up=0.15\n",
        "leverage.front.beliefs.A.when.1.drift.up=0.3\n",
        "leverage.front.effects.A.outside.set.a=none\n",
        "leverage.front.effects.A.outside.add.b c=0.2\n",
        "leverage.front.effects.B.veto.set.b c=false\n",
        "leverage.aid.transition.some.none=0.35\n",
        "leverage.aid.effects.moves.bluff.risk.add.some=0.2\n",
        "moves.push.cost=0.01\n",
        "moves.threat.risk=0.5\n",
        "accords.truce.chance=1\n",
        "anchors.plan.shares.A=0.8\n",
        "anchors.plan.shares.B=0\n",
        "anchors.draft.shares.B=1\n",
        "anchoring.depth=3\n",
        "anchoring.pull=1\n",
        "anchoring.fade=0.2\n",
    };
    struct scenario *scenario = talks_read();
    char *list = values(scenario), *at = list;
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        char *found = strstr(at, wanted[k]);
        if (!found) print_error("no %s in the rest of\n%s", wanted[k], list);
        assert_non_null(found);
        at = found;
    }
    free(list);
    scenario_free(scenario);
}

static bool stop_at_third(void *context, const struct parameter *parameter) {
    (void)parameter;
    return ++*(size_t *)context < 3;
}

static void the_walk_stops_when_it_is_told_to(void **state) {
    (void)state;
    struct scenario *scenario = talks_read();
    size_t seen = 0;
    assert_false(parameters_visit(scenario, stop_at_third, &seen));
    assert_int_equal(seen, 3);
    scenario_free(scenario);
}

static void assignments_change_what_they_name(void **state) {
    (void)state;
    struct scenario *s = talks_read();
    assert_int_equal(scenario_set(s, "A.discount_rate=0.1", NULL), PARLEY_OK);
    assert_near(s->parties[0].discount_rate, 0.1, 0);
    assert_int_equal(scenario_set(s, " outcome.pie = 2 ", NULL), PARLEY_OK);
    assert_near(s->pie, 2, 0);
    assert_int_equal(scenario_set(s, "A.outside=none", NULL), PARLEY_OK);
    assert_true(s->parties[0].outside == -INFINITY);
    assert_int_equal(scenario_set(s, "B.veto=no", NULL), PARLEY_OK);
    assert_near(s->parties[1].veto, 0, 0);
    assert_int_equal(scenario_set(s, "period=0.5", NULL), PARLEY_OK);
    assert_near(s->period, 0.5, 0);
    assert_int_equal(scenario_set(s, "start.front=3", NULL), PARLEY_OK);
    assert_near(s->channels[0].start, 2, 0);
    assert_int_equal(scenario_set(s, "agreement.rule=majority", NULL), PARLEY_OK);
    assert_near(s->rule, RULE_MAJORITY, 0);
    scenario_free(s);
}

static void one_discount_replaces_the_other(void **state) {
    (void)state;
    struct scenario *s = talks_read();
    assert_int_equal(scenario_set(s, "A.discount=0.9", NULL), PARLEY_OK);
    assert_near(s->parties[0].discount, 0.9, 0);
    assert_true(isnan(s->parties[0].discount_rate));
    assert_int_equal(scenario_set(s, "B.discount_rate=0.2", NULL), PARLEY_OK);
    assert_near(s->parties[1].discount_rate, 0.2, 0);
    assert_true(isnan(s->parties[1].discount));
    scenario_free(s);
}

static void a_quota_makes_the_rule_quota(void **state) {
    (void)state;
    struct scenario *s = talks_read();
    assert_int_equal(scenario_set(s, "agreement.rule=unanimity", NULL), PARLEY_OK);
    assert_int_equal(scenario_set(s, "agreement.quota=3", NULL), PARLEY_OK);
    assert_near(s->rule, RULE_QUOTA, 0);
    assert_near(s->quota, 3, 0);
    scenario_free(s);
}

static void tabling_is_not_listed(void **state) {
    (void)state;
    struct scenario *scenario = talks_read();
    char *list = values(scenario);
    assert_null(strstr(list, "moves.table"));
    assert_null(strstr(list, "leverage.table"));
    free(list);
    scenario_free(scenario);
}

static void anchoring_rebuilds_the_table(void **state) {
    (void)state;
    struct scenario *s = talks_read();
    const struct channel *table = &s->channels[2];
    const struct option *plan = &s->options[4], *draft = &s->options[5];
    const double *risk = &s->options[1].risk;
    assert_ptr_equal(s->channels[1].effects[0].target, risk);
    assert_int_equal(table->level_count, 7);
    assert_int_equal(scenario_set(s, "anchoring.pull=0.5", NULL), PARLEY_OK);
    assert_near(plan->chance, 0.5, 0);
    assert_near(draft->chance, 0.5, 0);
    assert_int_equal(scenario_set(s, "anchoring.fade=0.375", NULL), PARLEY_OK);
    assert_near(table->truth.base.matrix[2 * 7 + 1], 0.375, 0);
    assert_near(table->truth.base.matrix[2 * 7 + 2], 0.625, 0);
    assert_int_equal(scenario_set(s, "anchoring.depth=1", NULL), PARLEY_OK);
    assert_int_equal(table->level_count, 3);
    assert_string_equal(table->levels[2], "draft 1");
    assert_int_equal(draft->shifts[0].to[0], 2);
    assert_int_equal(draft->shifts[0].to[1], 0);
    assert_int_equal(draft->shifts[0].to[2], 2);
    assert_int_equal(scenario_set(s, "anchors.draft.shares.B=0.5", NULL), PARLEY_OK);
    assert_near(s->anchors[1].share[1], 0.5, 0);
    assert_ptr_equal(s->channels[1].effects[0].target, risk);
    assert_ptr_equal(&s->options[1].risk, risk);
    assert_ptr_equal(&s->channels[2], table);
    assert_string_equal(s->options[1].name, "bluff");
    scenario_free(s);
}

static void the_start_of_the_table_survives_a_change_of_depth(void **state) {
    (void)state;
    struct scenario *s = talks_read();
    assert_int_equal(scenario_set(s, "start.table=draft 2", NULL), PARLEY_OK);
    assert_near(s->channels[2].start, 5, 0);
    assert_int_equal(scenario_set(s, "anchoring.depth=2", NULL), PARLEY_OK);
    assert_near(s->channels[2].start, 4, 0);
    assert_string_equal(s->channels[2].levels[4], "draft 2");
    assert_int_equal(scenario_set(s, "anchoring.depth=100", NULL), PARLEY_OK);
    assert_string_equal(s->channels[2].levels[(size_t)s->channels[2].start], "draft 2");
    scenario_free(s);
}

static void a_level_that_something_names_cannot_go(void **state) {
    (void)state;
    struct scenario *s = talks_read();
    struct errors errors = {0};
    assert_int_equal(scenario_set(s, "start.table=plan 3", NULL), PARLEY_OK);
    assert_int_equal(scenario_set(s, "anchoring.depth=2", &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "the talks start with 'plan 3' on the table"));
    assert_near(s->depth, 3, 0);
    assert_int_equal(s->channels[2].level_count, 7);
    errors_free(&errors);
    scenario_free(s);
}

static void conditions_on_the_table_fix_its_levels(void **state) {
    (void)state;
    static const char *const laws[] = {
        "when: [{table: plan 1, drift: {up: 1}}]",
        "beliefs: {A: {drift: {up: 0}, when: [{table: plan 1, drift: {up: 1}}]}}"};
    for (size_t k = 0; k < 2; k++) {
        struct text text = {0};
        text_append(&text,
                    "parties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
                    "anchors: {plan: {by: A, shares: {A: 1}}}\nanchoring: {depth: 2}\n"
                    "leverage: {front: {levels: [a, b], %s}}\n",
                    laws[k]);
        struct scenario *s = NULL;
        struct errors errors = {0};
        assert_int_equal(scenario_parse(text.data, text.length, "test", &s, &errors), PARLEY_OK);
        assert_int_equal(scenario_set(s, "anchoring.fade=0.5", NULL), PARLEY_OK);
        assert_int_equal(scenario_set(s, "anchoring.depth=3", &errors), PARLEY_INPUT);
        assert_non_null(strstr(errors.items[0].text, "'when' of channel 'front' names levels of the table"));
        assert_near(s->depth, 2, 0);
        assert_int_equal(s->channels[1].level_count, 3);
        assert_near(s->channels[1].truth.base.matrix[3], 0.5, 0);
        errors_free(&errors);
        scenario_free(s);
        text_free(&text);
    }
}

static void every_utility_of_a_deal_can_be_set_and_a_pie_cannot(void **state) {
    (void)state;
    static const char *const menu = "parties: {A: {discount: 0.9}, B: {discount: 0.8}}\n"
                                    "outcome: {deals: {frozen line: {utility: {A: 0.6, B: -0.4}}}}\n";
    struct scenario *s = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(menu, strlen(menu), "test", &s, NULL), PARLEY_OK);
    const double *utility = s->deals[0].utility;
    char *before = values(s);
    assert_non_null(strstr(before, "\noutcome.deals.frozen line.utility.A=0.6\n"
                                   "outcome.deals.frozen line.utility.B=-0.4\n"));
    assert_int_equal(scenario_set(s, "outcome.deals.frozen line.utility.B=-2.5", NULL), PARLEY_OK);
    assert_near(s->deals[0].utility[1], -2.5, 0);
    assert_int_equal(scenario_set(s, "outcome.deals.frozen line.utility.B=-0.4", NULL), PARLEY_OK);
    assert_int_equal(scenario_set(s, "outcome.deals.frozen line.utility.B=inf", NULL), PARLEY_INPUT);
    assert_int_equal(scenario_set(s, "pie=1", &errors), PARLEY_INPUT);
    assert_int_equal(errors.count, 1);
    assert_non_null(strstr(errors.items[0].text, "pie=1: 'pie' is not given"));
    assert_true(isnan(s->pie));
    assert_ptr_equal(s->deals[0].utility, utility);
    char *after = values(s);
    assert_string_equal(before, after);
    free(after);
    free(before);
    errors_free(&errors);
    scenario_free(s);
}

struct refusal {
    const char *claim, *assignment, *phrase;
};

static const struct refusal refusals[] = {
    {"text without '=' is no assignment", "A.discount", "is not PATH=VALUE"},
    {"an unknown path names the nearest", "A.discont_rate=1", "did you mean 'A.discount_rate'?"},
    {"an unknown path far from all says where they are listed", "qqqqqq=1",
     "'parley params FILE' lists them all"},
    {"an empty path is unknown", "=1", "there is no parameter ''"},
    {"the last '=' splits", "A.discount=0.5=0.6", "there is no parameter 'A.discount=0.5'"},
    {"a value out of range shows the range", "B.discount=1.5",
     "'B.discount' must be a number in (0, 1), but '1.5' came"},
    {"an empty value is no number", "pie=", "'pie' must be a finite number >= 0, but '' came"},
    {"NaN is no number", "pie=nan", "but 'nan' came"},
    {"1e999 is no number", "pie=1e999", "but '1e999' came"},
    {"trailing text is no number", "pie=1 euro", "but '1 euro' came"},
    {"an unknown level lists the levels", "start.front=z", "a level of 'front': a, b c, 3, but 'z' came"},
    {"an unknown rule lists the rules", "agreement.rule=most", "unanimity, majority or quota"},
    {"an unreachable quota names both numbers", "agreement.quota=4",
     "agreement.quota=4: the quota of 4 votes cannot"},
    {"drift must leave room to stay", "leverage.front.drift.up=0.4",
     "up 0.4 and down 0.7 sum to more than 1"},
    {"one transition entry cannot change alone", "leverage.aid.transition.none.some=0.3",
     "it must sum to 1, so its entries can only be changed together"},
    {"loss aversion needs an aspiration first", "A.loss_aversion=1", "so it needs 'aspiration'"},
    {"the last risk of a move cannot go", "moves.threat.risk=0", "move 'threat' does nothing"},
    {"shares divide one pie", "anchors.plan.shares.B=0.1", "the shares of anchor 'plan' sum to 1.1"},
    {"a depth is a whole number", "anchoring.depth=1.5",
     "'anchoring.depth' must be a whole number in [1, 100], but '1.5' came"},
    {"an unknown level of the table lists the levels", "start.table=plan 4",
     "a level of 'table': nothing, plan 1"},
    {"tabling has no chance of its own", "moves.table plan.chance=1", "there is no parameter"},
    {"an accord has no cost", "accords.truce.cost=1", "there is no parameter 'accords.truce.cost'"},
};

static void refusal_changes_nothing(void **state) {
    const struct refusal *refusal = *state;
    struct scenario *scenario = talks_read();
    struct errors errors = {0};
    char *before = values(scenario);
    assert_int_equal(scenario_set(scenario, refusal->assignment, &errors), PARLEY_INPUT);
    char *after = values(scenario);
    assert_string_equal(before, after);
    assert_int_equal(errors.count, 1);
    assert_int_equal(errors.items[0].at.line, 0);
    if (!strstr(errors.items[0].text, refusal->phrase)) print_error("got: %s\n", errors.items[0].text);
    assert_non_null(strstr(errors.items[0].text, refusal->phrase));
    errors_free(&errors);
    free(after);
    free(before);
    scenario_free(scenario);
}

int main(void) {
    enum { REFUSALS = sizeof refusals / sizeof *refusals };
    static struct CMUnitTest rows[REFUSALS];
    for (size_t k = 0; k < REFUSALS; k++)
        rows[k] = (struct CMUnitTest){refusals[k].claim, refusal_changes_nothing, NULL, NULL,
                                      (void *)(uintptr_t)&refusals[k]};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_can_be_set_to_the_value_it_shows),
        cmocka_unit_test(the_walk_names_every_kind_of_parameter),
        cmocka_unit_test(the_walk_stops_when_it_is_told_to),
        cmocka_unit_test(assignments_change_what_they_name),
        cmocka_unit_test(one_discount_replaces_the_other),
        cmocka_unit_test(a_quota_makes_the_rule_quota),
        cmocka_unit_test(tabling_is_not_listed),
        cmocka_unit_test(anchoring_rebuilds_the_table),
        cmocka_unit_test(the_start_of_the_table_survives_a_change_of_depth),
        cmocka_unit_test(a_level_that_something_names_cannot_go),
        cmocka_unit_test(conditions_on_the_table_fix_its_levels),
        cmocka_unit_test(every_utility_of_a_deal_can_be_set_and_a_pie_cannot),
    };
    int failed = cmocka_run_group_tests_name("refused assignments", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("assignments", tests, NULL, NULL);
}
