// SPDX-License-Identifier: GPL-3.0-or-later
// Every fault of a deadline, a timeline or a surprise is reported once, at its place, in words that say what
// is wrong, and brings no further errors with it. Each row of the table is one test; its claim is its name.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "scenario/scenario.h"

// A sound scenario of eight lines; a row's text begins in line 9.
#define TALKS                                                                                                \
    "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\n"                                                 \
    "outcome: {pie: 1}\n"                                                                                    \
    "leverage:\n  front: {levels: [a, b]}\n"                                                                 \
    "anchors: {plan: {by: A, shares: {A: 1}}}\n"                                                             \
    "anchoring: {depth: 2}\n"

struct fault {
    const char *claim, *text;
    size_t line, column;
    const char *phrase;
};

static const struct fault faults[] = {
    {"a deadline must be a mapping", TALKS "deadline: 24\n", 9, 11, "deadline must be a mapping"},
    {"a deadline needs its date", TALKS "deadline: {}\n", 9, 1, "'deadline' needs 'after'"},
    {"an unknown key of a deadline names the nearest", TALKS "deadline: {aftr: 24}\n", 9, 12,
     "unknown key 'aftr' in deadline; did you mean 'after'?"},
    {"events are not late for a deadline that is none",
     TALKS "deadline: {after: -1}\ntimeline: [{at: 3, change: {pie: 2}}]\n", 9, 19, "but '-1' came"},
    {"events without a date do not clash",
     TALKS "timeline: [{at: 0, change: {pie: 2}}, {at: x, change: {pie: 3}}]\n", 9, 44, "but 'x' came"},
    {"a deadline is a whole number", TALKS "deadline: {after: 2.5}\n", 9, 19,
     "'after' of deadline must be a whole number in [1, 10000], but '2.5' came"},
    {"a deadline of no rounds is none", TALKS "deadline: {after: 0}\n", 9, 19, "but '0' came"},
    {"a deadline has as many rounds as a channel can have levels", TALKS "deadline: {after: 10001}\n", 9, 19,
     "but '10001' came"},
    {"a timeline is a list", TALKS "timeline: {at: 6}\n", 9, 11,
     "'timeline' of the scenario must be a list, but a mapping came"},
    {"an event is a mapping", TALKS "timeline: [6]\n", 9, 12, "entry 1 of the timeline must be a mapping"},
    {"an unknown key of an event names the nearest",
     TALKS "timeline: [{at: 1, chnge: {pie: 2}, set: {front: a}}]\n", 9, 20,
     "unknown key 'chnge' in entry 1 of the timeline; did you mean 'change'?"},
    {"an event needs a date", TALKS "timeline: [{change: {pie: 2}}]\n", 9, 12, "needs 'at', the period"},
    {"an event needs something to do", TALKS "timeline: [{at: 1, change: {pie: 2}}, {at: 6}]\n", 9, 39,
     "entry 2 of the timeline does nothing: it needs 'set'"},
    {"a date is a whole number", TALKS "timeline: [{at: 1.5, change: {pie: 2}}]\n", 9, 17,
     "'at' of entry 1 of the timeline must be a whole number in [0, 9999], but '1.5' came"},
    {"a date is not negative", TALKS "timeline: [{at: -1, change: {pie: 2}}]\n", 9, 17, "but '-1' came"},
    {"a date is not past the last level that a calendar can have",
     TALKS "timeline: [{at: 10000, change: {pie: 2}}]\n", 9, 17, "but '10000' came"},
    {"a date is a number", TALKS "timeline: [{at: .nan, change: {pie: 2}}]\n", 9, 17, "but '.nan' came"},
    {"an unknown channel names the nearest", TALKS "timeline: [{at: 1, set: {fornt: a}}]\n", 9, 26,
     "there is no channel 'fornt'; did you mean 'front'?"},
    {"an unknown level is named", TALKS "timeline: [{at: 1, set: {front: c}}]\n", 9, 33,
     "'front' has no level 'c'"},
    {"no event sets the table", TALKS "timeline: [{at: 1, set: {table: plan 1}}]\n", 9, 26,
     "entry 1 of the timeline cannot set the table: only tabling an anchor does"},
    {"no event sets the calendar", TALKS "timeline: [{at: 1, set: {calendar: 2}}]\n", 9, 26,
     "the calendar goes by itself and cannot be named"},
    {"nothing sets the table by surprise", TALKS "surprises: [{at: 1, set: {table: plan 1}}]\n", 9, 27,
     "cannot set the table"},
    {"a start does not name the calendar", TALKS "deadline: {after: 3}\nstart: {calendar: 1}\n", 10, 9,
     "the calendar goes by itself"},
    {"a channel cannot be called calendar beside a deadline",
     "deadline: {after: 3}\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
     "leverage: {calendar: {levels: [a, b]}}\n",
     4, 12, "a channel cannot be called 'calendar': that is what counts the rounds"},
    {"an unknown path names the nearest that can change",
     TALKS "timeline: [{at: 1, change: {A.discont: 0.5}}]\n", 9, 29,
     "there is no parameter 'A.discont' to change; did you mean 'A.discount'?"},
    {"a path that cannot depend on the state is refused and a surprise offered",
     TALKS "timeline: [{at: 1, change: {anchoring.fade: 0.5}}]\n", 9, 29,
     "'anchoring.fade' cannot depend on the state, so no announced event can change it; a surprise can"},
    {"the start is past", TALKS "timeline: [{at: 1, change: {start.front: a}}]\n", 9, 29,
     "'start.front' cannot depend on the state, so no announced event can change it"},
    {"a surprise cannot change what the states are",
     TALKS "surprises: [{at: 1, change: {anchoring.depth: 1}}]\n", 9, 30,
     "'anchoring.depth' cannot change while the talks go on"},
    {"a surprise cannot change the length of a period",
     TALKS "surprises: [{at: 1, change: {period: 1 week}}]\n", 9, 30, "'period' cannot change"},
    {"an event cannot move another", TALKS "timeline: [{at: 1, change: {timeline.1.at: 2}}]\n", 9, 29,
     "there is no parameter 'timeline.1.at' to change"},
    {"a new value has the range of its parameter", TALKS "timeline: [{at: 1, change: {A.discount: 1}}]\n", 9,
     41, "'A.discount' of entry 1 of the timeline must be a number in (0, 1), but '1' came"},
    {"a surprising value has the range of its parameter",
     TALKS "surprises: [{at: 1, change: {breakdown_risk: 1.5}}]\n", 9, 46, "but '1.5' came"},
    {"a flag is true or false here too", TALKS "timeline: [{at: 1, change: {A.veto: maybe}}]\n", 9, 37,
     "must be true or false, but 'maybe' came"},
    {"what is not given cannot change", TALKS "timeline: [{at: 1, change: {A.discount_rate: 0.1}}]\n", 9, 29,
     "'A.discount_rate' is not given, so there is nothing for the event at period 1 to change"},
    {"what is not given cannot change by surprise",
     TALKS "surprises: [{at: 1, change: {agreement.quota: 2}}]\n", 9, 30,
     "there is nothing for the surprise at period 1 to change"},
    {"two events at one date that set the same channel are refused",
     TALKS "timeline:\n- {at: 2, set: {front: a}}\n- {at: 2, set: {front: b}}\n", 11, 17,
     "two events at period 2 set 'front'"},
    {"two events at one date that change the same parameter are refused",
     TALKS "timeline:\n- {at: 2, change: {pie: 2}}\n- {at: 2, change: {outcome.pie: 3}}\n", 11, 20,
     "'pie' is changed twice at period 2"},
    {"one event that changes a parameter by two names is refused",
     TALKS "timeline: [{at: 2, change: {pie: 2, outcome.pie: 3}}]\n", 9, 37,
     "'pie' is changed twice at period 2"},
    {"an event after the deadline is refused",
     TALKS "deadline: {after: 3}\ntimeline: [{at: 3, change: {pie: 2}}]\n", 10, 12,
     "the event at period 3 comes after the deadline: the last period is 2"},
    {"a surprise after the deadline is refused",
     TALKS "deadline: {after: 3}\nsurprises: [{at: 5, change: {pie: 2}}]\n", 10, 13,
     "the surprise at period 5 comes after the deadline"},
    {"nothing surprises before the talks begin", TALKS "surprises: [{at: 0, change: {pie: 2}}]\n", 9, 18,
     "must be a whole number in [1, 9999], but '0' came"},
    {"two surprises at one date are one",
     TALKS "surprises:\n- {at: 2, change: {pie: 2}}\n- {at: 2, set: {front: b}}\n", 11, 3,
     "two surprises at period 2: give what happens then in one entry"},
    {"a surprise must leave a sound scenario", TALKS "surprises: [{at: 2, change: {A.loss_aversion: 1}}]\n",
     9, 13, "after the surprise at period 2: party 'A' has 'loss_aversion', so it needs 'aspiration'"},
    {"a condition does not name the calendar",
     "deadline: {after: 3}\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
     "leverage: {front: {levels: [a, b], when: [{calendar: 1, drift: {up: 1}}]}}\n",
     4, 44, "the calendar goes by itself"},
};

// Exactly one error, at its place and with its words.
static void fault_is_reported(void **state) {
    const struct fault *fault = *state;
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(fault->text, strlen(fault->text), "test", &scenario, &errors),
                     PARLEY_INPUT);
    assert_null(scenario);
    char *rendered = errors_render(&errors);
    bool right = errors.count == 1 && errors.items[0].at.line == fault->line &&
                 errors.items[0].at.column == fault->column && strstr(errors.items[0].text, fault->phrase);
    if (!right) print_error("%s\nwanted %zu:%zu: %s\n", rendered, fault->line, fault->column, fault->phrase);
    free(rendered);
    errors_free(&errors);
    assert_true(right);
}

static void refused_with(const char *text, const char *phrase) {
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(text, strlen(text), "test", &scenario, &errors), PARLEY_INPUT);
    assert_int_equal(errors.count, 1);
    if (!strstr(errors.items[0].text, phrase)) print_error("%s\n", errors.items[0].text);
    assert_non_null(strstr(errors.items[0].text, phrase));
    errors_free(&errors);
}

static void the_number_of_events_is_bounded(void **state) {
    (void)state;
    struct text events = {0}, surprises = {0}, changes = {0};
    text_append(&events, TALKS "timeline:\n");
    text_append(&surprises, TALKS "surprises:\n");
    text_append(&changes, TALKS "timeline:\n");
    for (int k = 0; k <= EVENTS_MAX; k++)
        text_append(&events, "- {at: %d, set: {front: a}}\n", k);
    for (int k = 0; k <= SURPRISES_MAX; k++)
        text_append(&surprises, "- {at: %d, change: {pie: 2}}\n", k + 1);
    for (int k = 0; k < 501; k++)
        text_append(&changes, "- {at: %d, change: {pie: 2, idle: 0.1}}\n", k);
    refused_with(events.data, "'timeline' can have 1000 entries; this one has 1001");
    refused_with(surprises.data, "'surprises' can have 100 entries; this one has 101");
    refused_with(changes.data, "'timeline' can change 1000 parameters; this one changes 1002");
    text_free(&events);
    text_free(&surprises);
    text_free(&changes);
}

static void the_calendar_counts_as_a_channel(void **state) {
    (void)state;
    struct text text = {0};
    text_append(&text, "parties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
                       "deadline: {after: 3}\nleverage:\n");
    for (int k = 0; k < CHANNELS_MAX; k++)
        text_append(&text, "  c%d: {levels: [a]}\n", k);
    refused_with(text.data, "this one has 17 with the calendar");
    text_append(&text, "anchors: {plan: {by: A, shares: {A: 1}}}\n");
    refused_with(text.data, "this one has 18 with the calendar and the table of its anchors");
    text_free(&text);
}

int main(void) {
    enum { FAULTS = sizeof faults / sizeof *faults };
    static struct CMUnitTest rows[FAULTS];
    for (size_t k = 0; k < FAULTS; k++)
        rows[k] = (struct CMUnitTest){faults[k].claim, fault_is_reported, NULL, NULL,
                                      (void *)(uintptr_t)&faults[k]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(the_number_of_events_is_bounded),
        cmocka_unit_test(the_calendar_counts_as_a_channel),
    };
    int failed = cmocka_run_group_tests_name("faults of dates", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("limits of dates", others, NULL, NULL);
}
