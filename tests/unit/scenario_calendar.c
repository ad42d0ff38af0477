// SPDX-License-Identifier: GPL-3.0-or-later
// A deadline and a timeline become a channel that counts rounds, built anew after every assignment; an event
// forces levels whatever laws, beliefs and moves say, its changes count as base values, and talks break down
// after the deadline whatever effects say. A surprise changes the scenario as a whole and leaves the states
// what they are. All expected levels, entries and state numbers are counted by hand.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "game/effects.h"
#include "game/game.h"

static const char *const talks =
    "parties:\n  A: {discount: 0.9, outside: 0.1}\n  B: {discount: 0.8, veto: true}\n"
    "outcome: {pie: 1}\n"
    "leverage:\n"
    "  front:\n    levels: [a, b, c]\n    start: b\n    drift: {up: 0.25, down: 0.5}\n"
    "    beliefs: {A: {drift: {up: 1}}}\n"
    "    effects: {A.disagreement: {add: [0.5, 0, 0]}, breakdown_risk: {set: [0, 0, 0.125]}}\n"
    "moves: {push: {by: A, shift: {front: 1}, chance: 0.5}}\n"
    "anchors: {plan: {by: A, shares: {A: 1}}}\nanchoring: {fade: 0.25}\n"
    "timeline:\n"
    "  - {at: 3, set: {front: a}, change: {A.disagreement: 0.25, breakdown_risk: 1}}\n"
    "  - {at: 1, change: {outcome.pie: 2, leverage.front.drift.up: 0, A.outside: none, B.veto: false}}\n"
    "  - {at: 3, change: {pie: 3}}\n";

static struct scenario *read_with(const char *more) {
    struct text text = {0};
    struct errors errors = {0};
    struct scenario *scenario = NULL;
    text_append(&text, "%s%s", talks, more);
    scenario_parse(text.data, text.length, "test", &scenario, &errors);
    char *rendered = errors_render(&errors);
    if (!scenario) print_error("%s", rendered);
    free(rendered);
    errors_free(&errors);
    text_free(&text);
    assert_non_null(scenario);
    return scenario;
}

static void assign(struct scenario *scenario, const char *assignment) {
    struct errors errors = {0};
    if (scenario_set(scenario, assignment, &errors) != PARLEY_OK) print_error("%s\n", errors.items[0].text);
    assert_int_equal(errors.count, 0);
    errors_free(&errors);
}

static void refuse(struct scenario *scenario, const char *assignment, const char *phrase) {
    struct errors errors = {0};
    assert_int_equal(scenario_set(scenario, assignment, &errors), PARLEY_INPUT);
    assert_true(errors.count > 0);
    if (!strstr(errors.items[0].text, phrase)) print_error("%s\n", errors.items[0].text);
    assert_non_null(strstr(errors.items[0].text, phrase));
    errors_free(&errors);
}

// What the calendar makes of a parameter at a date, with the other channels at their first levels.
static double at_date(const struct scenario *scenario, const double *base, size_t date) {
    size_t levels[CHANNELS_MAX] = {0};
    struct varying varying;
    struct arena arena = {0};
    levels[scenario->calendar] = date;
    assert_true(varying_find(scenario, base, &arena, &varying));
    double value = varying_at(&varying, levels);
    arena_clear(&arena);
    return value;
}

static void rounds_after_the_last_event_are_one_level(void **state) {
    (void)state;
    struct scenario *s = read_with("");
    assert_int_equal(s->channel_count, 3);
    assert_int_equal(s->calendar, 1); // before the table
    const struct channel *calendar = &s->channels[1];
    assert_string_equal(calendar->name, "calendar");
    assert_int_equal(calendar->level_count, 4);
    assert_string_equal(calendar->levels[3], "3");
    assert_int_equal(game_state_count(s), 3 * 4 * 2);
    scenario_free(s);
}

static void every_round_before_a_deadline_is_a_level(void **state) {
    (void)state;
    struct scenario *s = read_with("deadline: {after: 24}\n");
    assert_int_equal(s->channels[1].level_count, 24);
    assign(s, "deadline.after=4");
    assert_int_equal(s->channels[1].level_count, 4);
    refuse(s, "deadline.after=3", "the event at period 3 comes after the deadline: the last period is 2");
    assert_near(s->deadline, 4, 0);
    refuse(s, "deadline.after=4.5", "must be a whole number in [1, 10000]");
    assert_int_equal(s->channels[1].level_count, 4);
    scenario_free(s);
}

static void without_deadline_and_timeline_there_is_no_calendar(void **state) {
    (void)state;
    static const char plain[] = "parties: {A: {discount: 0.9}, B: {discount: 0.8}}\noutcome: {pie: 1}\n"
                                "timeline: []\nsurprises: [{at: 2, change: {pie: 2}}]\n"
                                "leverage: {calendar: {levels: [x, y]}}\n";
    struct scenario *s = NULL;
    assert_int_equal(scenario_parse(plain, strlen(plain), "test", &s, NULL), PARLEY_OK);
    assert_true(s->calendar == SIZE_MAX);
    assert_int_equal(s->channel_count, 1);
    assert_true(isnan(s->deadline));
    refuse(s, "deadline.after=4", "there is no parameter 'deadline.after'");
    scenario_free(s);
}

static void events_are_kept_by_date_and_numbered_as_in_the_file(void **state) {
    (void)state;
    struct scenario *s = read_with("");
    assert_int_equal(s->event_count, 3);
    assert_near(s->timeline[0].at, 1, 0);
    assert_int_equal(s->timeline[0].number, 1);
    assert_int_equal(s->timeline[1].number, 0);
    assert_int_equal(s->timeline[2].number, 2);
    assign(s, "timeline.2.at=7");
    assert_int_equal(s->timeline[2].number, 1);
    assert_int_equal(s->channels[1].level_count, 8);
    assert_near(at_date(s, &s->pie, 1), 1, 0);
    assert_near(at_date(s, &s->pie, 6), 3, 0);
    assert_near(at_date(s, &s->pie, 7), 2, 0);
    refuse(s, "timeline.2.at=3", "'pie' is changed twice at period 3");
    assert_near(s->timeline[2].at, 7, 0);
    refuse(s, "timeline.2.at=-1", "must be a whole number in [0, 9999]");
    scenario_free(s);
}

static void changes_hold_from_their_date_until_the_next(void **state) {
    (void)state;
    struct scenario *s = read_with("deadline: {after: 6}\n");
    static const double pies[] = {1, 2, 2, 3, 3, 3}, drifts[] = {0.25, 0, 0, 0, 0, 0};
    for (size_t t = 0; t < 6; t++) {
        assert_near(at_date(s, &s->pie, t), pies[t], 0);
        assert_near(at_date(s, &s->channels[0].truth.base.up, t), drifts[t], 0);
        assert_near(at_date(s, &s->parties[1].veto, t), t < 1, 0);
        assert_true(t < 1 ? at_date(s, &s->parties[0].outside, t) == 0.1
                          : at_date(s, &s->parties[0].outside, t) == -INFINITY);
    }
    assign(s, "timeline.2.change.pie=1.5");
    assert_near(at_date(s, &s->pie, 2), 1.5, 0);
    assert_near(at_date(s, &s->pie, 3), 3, 0);
    refuse(s, "timeline.2.change.pie=-1", "must be a finite number >= 0");
    assert_near(at_date(s, &s->pie, 2), 1.5, 0);
    scenario_free(s);
}

static void a_change_is_of_the_base_value_and_other_effects_come_on_top(void **state) {
    (void)state;
    struct scenario *s = read_with("");
    // front a adds 0.5 to A's flow: 0 before period 3 and 0.25 from then on.
    assert_near(at_date(s, &s->parties[0].disagreement, 2), 0.5, 0);
    assert_near(at_date(s, &s->parties[0].disagreement, 3), 0.75, 0);
    // The front sets the risk: that goes before the event's 1, although the calendar is the later channel.
    assert_near(at_date(s, &s->breakdown_risk, 3), 0, 0);
    scenario_free(s);
}

// P(to | from) of one kernel.
static double chance(const struct game *game, uint32_t kernel, size_t from, size_t to) {
    const struct kernel *k = &game->kernels[kernel];
    double sum = 0;
    for (size_t e = k->row[from]; e < k->row[from + 1]; e++)
        if (k->column[e] == to) sum += k->probability[e];
    return sum;
}

static size_t state_of(const struct game *game, size_t front, size_t date, size_t table) {
    return front * game->stride[0] + date * game->stride[1] + table * game->stride[2];
}

static struct game *compile(const struct scenario *scenario) {
    struct game *game = NULL;
    struct errors errors = {0};
    enum parley_status status = game_compile(scenario, &game, &errors);
    if (status != PARLEY_OK) print_error("%s\n", errors.items[0].text);
    assert_int_equal(status, PARLEY_OK);
    errors_free(&errors);
    return game;
}

static void an_event_forces_its_level_on_laws_beliefs_and_moves(void **state) {
    (void)state;
    struct scenario *s = read_with("");
    struct game *game = compile(s);
    size_t before = state_of(game, 1, 2, 0), earlier = state_of(game, 1, 1, 0);
    uint32_t kernels[] = {0, game->belief[0], game->option[0].shifted_truth, game->option[0].shifted[0]};
    for (size_t k = 0; k < 4; k++) // into period 3: front a for sure
        assert_near(chance(game, kernels[k], before, state_of(game, 0, 3, 0)), 1, 0);
    // into period 2: down with 0.5, up no more (changed at 1), else it stays; the move shifts it up.
    assert_near(chance(game, 0, earlier, state_of(game, 0, 2, 0)), 0.5, 0);
    assert_near(chance(game, 0, earlier, state_of(game, 1, 2, 0)), 0.5, 0);
    assert_near(chance(game, kernels[2], earlier, state_of(game, 2, 2, 0)), 1, 0);
    // after the last event the calendar stays where it is and the front is free.
    size_t last = state_of(game, 1, 3, 0);
    assert_near(chance(game, 0, last, state_of(game, 0, 3, 0)), 0.5, 0);
    game_free(game);
    scenario_free(s);
}

static void an_event_at_period_0_is_where_the_talks_start(void **state) {
    (void)state;
    struct scenario *s = read_with("");
    assign(s, "timeline.1.at=0");
    struct game *game = compile(s);
    assert_int_equal(game->levels[1], 4); // the third event is still at 3
    assert_int_equal(game->start, state_of(game, 0, 0, 0));
    assert_near(at_date(s, &s->parties[0].disagreement, 0), 0.75, 0);
    game_free(game);
    assign(s, "timeline.1.set.front=c");
    game = compile(s);
    assert_int_equal(game->start, state_of(game, 2, 0, 0));
    game_free(game);
    scenario_free(s);
}

static void an_event_at_period_0_alone_needs_one_round(void **state) {
    (void)state;
    static const char text[] =
        "parties: {A: {discount: 0.9, disagreement: 0.1}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
        "leverage: {front: {levels: [back, forth], drift: {up: 0.1, down: 0.2}}}\n"
        "timeline: [{at: 0, set: {front: forth}, change: {A.disagreement: 0.3}}]\n";
    struct scenario *s = NULL;
    assert_int_equal(scenario_parse(text, strlen(text), "test", &s, NULL), PARLEY_OK);
    struct game *game = compile(s);
    assert_int_equal(game->states, 2);
    assert_int_equal(game->start, 1);
    assert_near(game->flow[0], 0.3, 0);
    game_free(game);
    scenario_free(s);
}

static void talks_break_down_after_the_deadline_whatever_effects_say(void **state) {
    (void)state;
    struct scenario *s = read_with("deadline: {after: 5}\n");
    struct game *game = compile(s);
    for (size_t front = 0; front < 3; front++)
        for (size_t date = 0; date < 5; date++)
            assert_near(game->breakdown_risk[state_of(game, front, date, 1)],
                        date == 4    ? 1
                        : front == 2 ? 0.125
                                     : 0,
                        0);
    game_free(game);
    scenario_free(s);
}

static const char shocks[] =
    "deadline: {after: 8}\nsurprises:\n"
    "  - {at: 4, set: {front: c}, change: {pie: 5, A.discount: 0.95}}\n"
    "  - {at: 2, set: {front: a}, change: {pie: 4, A.disagreement: 0.5, anchoring.fade: 0.75}}\n";

static void a_surprise_changes_base_values_and_what_the_timeline_said_up_to_then(void **state) {
    (void)state;
    struct scenario *s = read_with(shocks);
    assert_near(s->surprises[0].at, 2, 0);
    assert_near(s->pie, 1, 0); // nobody sees it coming
    assert_near(at_date(s, &s->pie, 2), 2, 0);
    assert_true(scenario_apply_surprise(s, 0));
    assert_near(at_date(s, &s->pie, 2), 4, 0);
    assert_near(at_date(s, &s->pie, 3), 3, 0); // announced and still to come
    assert_near(at_date(s, &s->parties[0].disagreement, 2), 1, 0);
    assert_near(at_date(s, &s->parties[0].disagreement, 3), 0.75, 0);
    assert_near(s->channels[2].truth.base.matrix[2], 0.75, 0); // of the table
    assert_true(scenario_apply_surprise(s, 1));
    assert_near(at_date(s, &s->pie, 4), 5, 0);
    assert_near(s->parties[0].discount, 0.95, 0);
    assert_int_equal(s->channels[1].level_count, 8);
    scenario_free(s);
}

static void a_later_regime_can_be_had_at_once(void **state) {
    (void)state;
    struct scenario *s = read_with(shocks);
    assert_true(scenario_apply_surprise(s, 1));
    assert_near(at_date(s, &s->pie, 4), 5, 0);
    assert_near(s->channels[2].truth.base.matrix[2], 0.75, 0);
    scenario_free(s);
}

static void a_surprise_moves_only_the_channels_that_it_sets(void **state) {
    (void)state;
    struct scenario *s = read_with(shocks);
    for (size_t front = 0; front < 3; front++)
        for (size_t rest = 0; rest < 16; rest++) {
            assert_int_equal(scenario_surprise_state(s, 0, front * 16 + rest), rest);
            assert_int_equal(scenario_surprise_state(s, 1, front * 16 + rest), 2 * 16 + rest);
        }
    scenario_free(s);
}

static void surprises_can_be_assigned(void **state) {
    (void)state;
    struct scenario *s = read_with(shocks);
    assign(s, "surprises.1.change.pie=7");
    assign(s, "surprises.1.set.front=b");
    assign(s, "surprises.1.at=1");
    assert_near(s->surprises[0].at, 1, 0);
    assert_int_equal(s->surprises[0].number, 0);
    assert_int_equal(scenario_surprise_state(s, 0, 5), 16 + 5);
    refuse(s, "surprises.1.at=2", "two surprises at period 2");
    refuse(s, "surprises.1.at=0", "must be a whole number in [1, 9999]");
    refuse(s, "deadline.after=3", "the event at period 3 comes after the deadline");
    scenario_free(s);
}

static void dropping_the_anchors_drops_what_surprises_do_to_them(void **state) {
    (void)state;
    struct scenario *s = read_with(
        "surprises: [{at: 1, change: {anchors.plan.shares.A: 0.5, anchoring.pull: 0.5, pie: 2}}]\n");
    scenario_drop_anchors(s);
    assert_int_equal(s->surprises[0].change_count, 2);
    assert_true(scenario_apply_surprise(s, 0));
    assert_near(s->pie, 2, 0);
    struct game *game = compile(s);
    assert_int_equal(game->states, 3 * 4);
    game_free(game);
    scenario_free(s);
}

static void a_surprise_may_change_an_entry_of_a_matrix_with_its_neighbour(void **state) {
    (void)state;
    static const char text[] =
        "parties: {A: {discount: 0.9}, B: {discount: 0.8}}\noutcome: {pie: 1}\nagreement: majority\n"
        "leverage: {front: {levels: [a, b], transition: [[0.5, 0.5], [0, 1]]}}\n"
        "surprises: [{at: 2, change: {leverage.front.transition.a.a: 1, leverage.front.transition.a.b: 0,"
        " agreement.rule: unanimity, noise: 0.01}}]\n";
    struct scenario *s = NULL;
    assert_int_equal(scenario_parse(text, strlen(text), "test", &s, NULL), PARLEY_OK);
    assert_near(s->channels[0].truth.base.matrix[0], 0.5, 0); // checked, and put back
    assert_near(s->rule, RULE_MAJORITY, 0);
    assert_true(scenario_apply_surprise(s, 0));
    assert_near(s->channels[0].truth.base.matrix[0], 1, 0);
    assert_near(s->rule, RULE_UNANIMITY, 0);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_after_the_last_event_are_one_level),
        cmocka_unit_test(every_round_before_a_deadline_is_a_level),
        cmocka_unit_test(without_deadline_and_timeline_there_is_no_calendar),
        cmocka_unit_test(events_are_kept_by_date_and_numbered_as_in_the_file),
        cmocka_unit_test(changes_hold_from_their_date_until_the_next),
        cmocka_unit_test(a_change_is_of_the_base_value_and_other_effects_come_on_top),
        cmocka_unit_test(an_event_forces_its_level_on_laws_beliefs_and_moves),
        cmocka_unit_test(an_event_at_period_0_is_where_the_talks_start),
        cmocka_unit_test(an_event_at_period_0_alone_needs_one_round),
        cmocka_unit_test(talks_break_down_after_the_deadline_whatever_effects_say),
        cmocka_unit_test(a_surprise_changes_base_values_and_what_the_timeline_said_up_to_then),
        cmocka_unit_test(a_later_regime_can_be_had_at_once),
        cmocka_unit_test(a_surprise_moves_only_the_channels_that_it_sets),
        cmocka_unit_test(surprises_can_be_assigned),
        cmocka_unit_test(dropping_the_anchors_drops_what_surprises_do_to_them),
        cmocka_unit_test(a_surprise_may_change_an_entry_of_a_matrix_with_its_neighbour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
