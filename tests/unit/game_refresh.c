// SPDX-License-Identifier: GPL-3.0-or-later
// A game brought up to date in place: what is refused is refused with the words of compiling, and forgotten
// by the next refresh; what a parameter leaves behind when it is given up is gone; sizes may change.
#include "support.h"
#include <cmocka.h>

#include "scenario/paths.h"
#include "unit/compiled.h"

static const char talks[] = "parties:\n"
                            "  A: {discount_rate: 0.1, votes: 3, loss_aversion: 0, aspiration: 0.2}\n"
                            "  B: {discount: 0.9, votes: 2, outside: 0.1}\n"
                            "  C: {discount: 0.8, votes: 1}\n"
                            "agreement: {quota: 4}\n"
                            "outcome: {pie: 1}\n"
                            "idle: 0.1\n"
                            "leverage:\n"
                            "  front:\n"
                            "    levels: [back, forth]\n"
                            "    drift: {up: 0.2, down: 0.1}\n"
                            "    effects:\n"
                            "      idle: {add: [0, 0.5]}\n"
                            "      agreement.quota: {add: [0, 1]}\n"
                            "      leverage.front.drift.up: {scale: [1, 2]}\n"
                            "anchors: {plan: {by: B, shares: {B: 0.9}}}\n"
                            "anchoring: {depth: 2}\n";

// Assign and refresh what the parameter feeds; is there a game?
static bool assigned(struct compiled *compiled, const char *path, const char *value) {
    char assignment[100];
    struct parameter parameter;
    assert_int_equal(parameter_find(compiled->scenario, path, &parameter, NULL), PARLEY_OK);
    unsigned feeds = parameter_feeds(compiled->scenario, &parameter);
    snprintf(assignment, sizeof assignment, "%s=%s", path, value);
    assert_int_equal(scenario_set(compiled->scenario, assignment, NULL), PARLEY_OK);
    return compiled_refresh(compiled, feeds, assignment);
}

// An assignment that makes no game, and two that do: of another part first, of which the refused one knew
// nothing.
static void refused(const char *path, const char *bad, const char *good) {
    struct compiled compiled;
    compiled_make(&compiled, talks);
    assert_false(assigned(&compiled, path, bad));
    assert_true(compiled.game->stale);
    assert_false(assigned(&compiled, "noise", "0.01")); // for the same reason
    assert_true(assigned(&compiled, path, good));
    assert_true(assigned(&compiled, "noise", "0"));
    compiled_clear(&compiled);
}

static void what_compiling_refuses_is_refused_in_the_same_words(void **state) {
    (void)state;
    refused("idle", "0.6", "0.4");                                                  // 1.1 at front=forth
    refused("leverage.front.drift.up", "0.6", "0.3");                               // 1.2 there
    refused("leverage.front.effects.idle.add.back", "-0.2", "-0.1");                // -0.1 at front=back
    refused("leverage.front.effects.leverage.front.drift.up.scale.back", "6", "4"); // 1.2 there
}

static void a_quota_out_of_reach_in_every_state_is_refused(void **state) {
    (void)state;
    struct compiled compiled;
    compiled_make(&compiled, talks);
    assert_true(assigned(&compiled, "leverage.front.effects.agreement.quota.add.forth", "7"));
    assert_false(assigned(&compiled, "leverage.front.effects.agreement.quota.add.back", "8"));
    assert_true(assigned(&compiled, "agreement.rule", "majority"));
    compiled_clear(&compiled);
}

static void a_parameter_given_in_place_of_another_counts_alone(void **state) {
    (void)state;
    struct compiled compiled;
    compiled_make(&compiled, talks);
    assert_true(assigned(&compiled, "A.discount", "0.7"));
    assert_near(compiled.game->discount[0], 0.7, 0);
    assert_true(assigned(&compiled, "A.discount_rate", "0.3"));
    assert_near(compiled.game->discount[0], exp(-0.3), 1e-15);
    compiled_clear(&compiled);
}

static void losses_that_are_no_longer_counted_leave_nothing(void **state) {
    (void)state;
    struct compiled compiled;
    compiled_make(&compiled, talks);
    assert_true(assigned(&compiled, "A.loss_aversion", "2"));
    assert_true(compiled.game->loss_aversion[0] > 1 && compiled.game->reference[0] > 0);
    compiled.scenario->parties[0].loss_aversion = 0;
    compiled.scenario->parties[0].aspiration = NAN;
    assert_true(compiled_refresh(&compiled, FEEDS_REFERENCES, "A.aspiration"));
    assert_true(compiled.game->reference[0] < 0.1);
    compiled_clear(&compiled);
}

static void sizes_may_change(void **state) {
    (void)state;
    static const char *const depths[] = {"5", "1", "20", "3"};
    struct compiled compiled;
    compiled_make(&compiled, talks);
    for (size_t k = 0; k < sizeof depths / sizeof *depths; k++) {
        assert_true(assigned(&compiled, "anchoring.depth", depths[k]));
        assert_int_equal(compiled.game->states, 2 * (1 + strtoul(depths[k], NULL, 10)));
        assert_true(assigned(&compiled, "A.discount", "0.6"));
    }
    compiled_clear(&compiled);
}

static bool says(void *context, const struct parameter *parameter) {
    const struct scenario *scenario = context;
    unsigned feeds = parameter_feeds(scenario, parameter);
    assert_true(feeds != 0 && (feeds & ~(unsigned)FEEDS_ALL) == 0);
    if (strcmp(parameter->path, "leverage.front.effects.idle.add.forth") == 0)
        assert_int_equal(feeds, FEEDS_RECOGNITION);
    if (strcmp(parameter->path, "leverage.front.effects.leverage.front.drift.up.scale.back") == 0)
        assert_int_equal(feeds, FEEDS_LAWS);
    return true;
}

static void an_effect_feeds_what_its_target_feeds(void **state) {
    (void)state;
    struct compiled compiled;
    struct parameter_row silent = {.key = "new"};
    double value = 0;
    compiled_make(&compiled, talks);
    assert_true(parameters_visit(compiled.scenario, says, compiled.scenario));
    // a row that does not say, and an effect's number that is no effect's
    assert_int_equal(parameter_feeds(compiled.scenario, &(struct parameter){&silent, &value, "new", NULL}),
                     FEEDS_ALL);
    assert_int_equal(
        parameter_feeds(compiled.scenario, &(struct parameter){&effect_row, &value, "stray", NULL}),
        FEEDS_ALL);
    compiled_clear(&compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_compiling_refuses_is_refused_in_the_same_words),
        cmocka_unit_test(a_quota_out_of_reach_in_every_state_is_refused),
        cmocka_unit_test(a_parameter_given_in_place_of_another_counts_alone),
        cmocka_unit_test(losses_that_are_no_longer_counted_leave_nothing),
        cmocka_unit_test(sizes_may_change),
        cmocka_unit_test(an_effect_feeds_what_its_target_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
