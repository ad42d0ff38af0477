// SPDX-License-Identifier: GPL-3.0-or-later
// Every fault of issues, of stances on them, and of deals and anchors that lie on them is reported at its
// place, in words that say what is wrong, and alone. Each row of the table is one test; its claim is its
// name.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "scenario/scenario.h"

#define PLAIN "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\n"
#define PIE "outcome: {pie: 1}\n"
// Parties of one issue, x; line 4 is the outcome.
#define ONE                                                                                                  \
    "parties:\n  A: {discount: 0.9, issues: {x: {ideal: 1}}}\n  B: {discount: 0.9, issues: {x: {ideal: "     \
    "0}}}\n"

struct fault {
    const char *claim, *text;
    size_t line, column;
    const char *phrase;
};

#define DEALS(deal) ONE "outcome: {issues: {x: {range: [0, 1]}}, deals: {d: " deal "}}\n"
#define ANCHOR(demand) ONE "outcome: {issues: {x: {range: [0, 1]}}}\nanchors:\n  p: {by: A, " demand "}\n"
#define FIRST(stances)                                                                                       \
    "parties:\n  A: {discount: 0.9, issues: " stances "}\n"                                                  \
    "  B: {discount: 0.9, issues: {x: {ideal: 0}}}\noutcome: {issues: {x: {range: [0, 1]}}}\n"

static const struct fault faults[] = {
    {"a pie and issues exclude each other", ONE "outcome:\n  pie: 1\n  issues: {x: {range: [0, 1]}}\n", 6, 3,
     "'outcome' has both 'pie' and 'issues'; give one"},
    {"a pie does not go with deals on issues either",
     ONE "outcome:\n  pie: 1\n  issues: {x: {range: [0, 1]}}\n  deals: {d: {at: {x: 0}}}\n", 7, 3,
     "'outcome' has both 'pie' and 'deals'; give one"},
    {"issues are a mapping", ONE "outcome: {issues: [x]}\n", 4, 19,
     "'issues' of outcome must be a mapping, but a list came"},
    {"there is at least one issue", ONE "outcome: {issues: {}}\n", 4, 19,
     "'issues' needs 1 to 16 issues; this one has 0"},
    {"nothing is no issue", ONE "outcome: {issues: }\n", 4, 11,
     "'issues' of outcome must be a mapping, but nothing came"},
    {"an issue is a mapping", ONE "outcome: {issues: {x: 1}}\n", 4, 23,
     "issue 'x' must be a mapping (key: value), but '1' came"},
    {"an issue needs a range", ONE "outcome: {issues: {x: {unit: km}}}\n", 4, 20,
     "issue 'x' needs 'range', its lowest and its highest position, for example [0, 100]"},
    {"a range is a list", ONE "outcome: {issues: {x: {range: 5}}}\n", 4, 31,
     "'range' of issue 'x' must be a list of two numbers, [lowest, highest], but '5' came"},
    {"a range has two ends", ONE "outcome: {issues: {x: {range: [0, 1, 2]}}}\n", 4, 31,
     "[lowest, highest], but a list of 3 came"},
    {"an empty range has none", ONE "outcome: {issues: {x: {range: []}}}\n", 4, 31, "but a list of 0 came"},
    {"the ends of a range are numbers", ONE "outcome: {issues: {x: {range: [0, much]}}}\n", 4, 35,
     "'high' of the range of issue 'x' must be a finite number, but 'much' came"},
    {"the ends of a range are no lists", ONE "outcome: {issues: {x: {range: [[0], 1]}}}\n", 4, 32,
     "'low' of the range of issue 'x' must be a finite number, but a list came"},
    {"NaN is no end of a range", ONE "outcome: {issues: {x: {range: [.nan, 1]}}}\n", 4, 32,
     "but '.nan' came"},
    {"a range is finite", ONE "outcome: {issues: {x: {range: [0, .inf]}}}\n", 4, 35, "but '.inf' came"},
    {"a range goes upwards", ONE "outcome: {issues: {x: {range: [100, 0]}}}\n", 4, 31,
     "the range [100, 0] of issue 'x' must go from low to high"},
    {"a range is more than a point", ONE "outcome: {issues: {x: {range: [1, 1]}}}\n", 4, 31,
     "the range [1, 1] of issue 'x' must go from low to high"},
    {"a range is no wider than a double", ONE "outcome: {issues: {x: {range: [-1e308, 1e308]}}}\n", 4, 31,
     "the range [-1e+308, 1e+308] of issue 'x' is too wide"},
    {"an exponent is at least 1", ONE "outcome: {issues: {x: {range: [0, 1], exponent: 0.5}}}\n", 4, 49,
     "'exponent' of issue 'x' must be a number in [1, 100], but '0.5' came"},
    {"an unknown key of an issue names the nearest",
     ONE "outcome: {issues: {x: {range: [0, 1], unti: km}}}\n", 4, 39,
     "unknown key 'unti' in issue 'x'; did you mean 'unit'?"},
    {"a unit is text", ONE "outcome: {issues: {x: {range: [0, 1], unit: [km]}}}\n", 4, 45,
     "'unit' of issue 'x' must be a single value, but a list came"},
    {"a unit is one line", ONE "outcome: {issues: {x: {range: [0, 1], unit: \"k\\nm\"}}}\n", 4, 45,
     "'unit' of issue 'x' must be at most 100 bytes of text in one line"},
    {"an issue cannot have a dot in its name", ONE "outcome: {issues: {x.y: {range: [0, 1]}}}\n", 4, 20,
     "the name of an issue has '.', '='"},
    {"two issues of one name are a duplicate key",
     ONE "outcome: {issues: {x: {range: [0, 1]}, x: {range: [0, 2]}}}\n", 4, 40,
     "key 'x' comes twice; the first is in line 4"},
    {"an alias is no range", ONE "outcome: {issues: {x: {range: *a}}}\n", 4, 31, "aliases (*name)"},
    {"an alias is no end of a range", ONE "outcome: {issues: {x: {range: [*a, 1]}}}\n", 4, 32,
     "aliases (*name)"},
    {"an alias is no issue", ONE "outcome: {issues: {x: *a}}\n", 4, 23, "aliases (*name)"},
    {"an alias is no ideal point", FIRST("{x: {ideal: *a}}"), 2, 42, "aliases (*name)"},
    {"an alias is no stance", FIRST("{x: *a}"), 2, 34, "aliases (*name)"},
    {"an alias is no list of stances", FIRST("*a"), 2, 30, "aliases (*name)"},
    {"a misspelt outcome brings no faults of stances", PLAIN "outcome: {pie: 1, isues: {}}\n", 4, 19,
     "unknown key 'isues' in outcome; did you mean 'issues'?"},

    {"stances need issues",
     "parties:\n  A: {discount: 0.9, issues: {x: {ideal: 1}}}\n  B: {discount: 0.9}\n" PIE, 2, 22,
     "'issues' of party 'A' says what it wants on the issues, and 'outcome' has no 'issues'"},
    {"issues need stances",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9, issues: {x: {ideal: 0}}}\n"
     "outcome: {issues: {x: {range: [0, 1]}}}\n",
     2, 3, "party 'A' needs 'issues' with an ideal point on every issue, and there is none on 'x'"},
    {"the stances of a party that are missing are named in one error",
     "parties:\n  A: {discount: 0.9, issues: {y: {ideal: 0}}}\n"
     "  B: {discount: 0.9, issues: {x: {ideal: 0}, y: {ideal: 0}, z: {ideal: 0}}}\n"
     "outcome: {issues: {x: {range: [0, 1]}, y: {range: [0, 1]}, z: {range: [0, 1]}}}\n",
     2, 22, "party 'A' needs 'issues' with an ideal point on every issue, and there is none on 'x', 'z'"},
    {"a stance needs an ideal point", FIRST("{x: {salience: 1}}"), 2, 22,
     "an ideal point on every issue, and there is none on 'x'"},
    {"stances are a mapping", FIRST("[x]"), 2, 30,
     "'issues' of party 'A' must be a mapping, but a list came"},
    {"a faulty name of an issue brings no faults of stances and positions",
     ONE "outcome: {issues: {x.y: {range: [0, 1]}}}\nanchors: {p: {by: A}}\n", 4, 20,
     "the name of an issue has '.', '='"},
    {"a stance is a mapping", FIRST("{x: 1}"), 2, 34,
     "issue 'x' of party 'A' must be a mapping (key: value), but '1' came"},
    {"a party that is no mapping misses no stances",
     "parties:\n  A: 1\n  B: {discount: 0.9, issues: {x: {ideal: 0}}}\n"
     "outcome: {issues: {x: {range: [0, 1]}}}\n",
     2, 6, "party 'A' must be a mapping"},
    {"an unknown issue of a party names the nearest",
     "parties:\n  A: {discount: 0.9, issues: {teritory: {ideal: 1}}}\n"
     "  B: {discount: 0.9, issues: {territory: {ideal: 0}}}\n"
     "outcome: {issues: {territory: {range: [0, 1]}}}\n",
     2, 31, "there is no issue 'teritory'; did you mean 'territory'?"},
    {"an ideal point is in the range", FIRST("{x: {ideal: 1.5}}"), 2, 42,
     "the ideal point of party 'A' on 'x' is 1.5; it must be in the range of the issue, [0, 1]"},
    {"NaN is no ideal point", FIRST("{x: {ideal: .nan}}"), 2, 42,
     "'ideal' of issue 'x' of party 'A' must be a finite number, but '.nan' came"},
    {"an ideal point is finite", FIRST("{x: {ideal: -.inf}}"), 2, 42, "but '-.inf' came"},
    {"a quoted ideal point is text", FIRST("{x: {ideal: \"1\"}}"), 2, 42, "but \"1\" in quotes came"},
    {"a salience is not negative", FIRST("{x: {ideal: 0, salience: -1}}"), 2, 55,
     "'salience' of issue 'x' of party 'A' must be a finite number >= 0, but '-1' came"},
    {"some issue must matter", FIRST("{x: {ideal: 0, salience: 0}}"), 2, 3,
     "the saliences of party 'A' are all 0; some issue must matter to it"},
    {"an own exponent is at least 1", FIRST("{x: {ideal: 0, exponent: 0}}"), 2, 55,
     "'exponent' of issue 'x' of party 'A' must be a number in [1, 100], but '0' came"},
    {"an unknown key of a stance names the nearest", FIRST("{x: {ideal: 0, saliense: 1}}"), 2, 45,
     "unknown key 'saliense' in issue 'x' of party 'A'; did you mean 'salience'?"},
    {"an issue comes once in a party's stances", FIRST("{x: {ideal: 0}, x: {ideal: 1}}"), 2, 46,
     "key 'x' comes twice"},

    {"a deal at a position needs issues", PLAIN "outcome: {deals: {d: {at: {x: 1}}}}\n", 4, 23,
     "'at' of deal 'd' is a position on the issues, and 'outcome' has no 'issues' beside 'deals'"},
    {"utility and position exclude each other", DEALS("{utility: {A: 1, B: 0}, at: {x: 1}}"), 4, 76,
     "deal 'd' has both 'utility' and 'at'; give one"},
    {"a deal on issues needs a utility or a position", DEALS("{}"), 4, 49,
     "deal 'd' needs 'utility', what it is worth to each party, or 'at', its position on the issues"},
    {"the position of a deal is a mapping", DEALS("{at: 1}"), 4, 57,
     "'at' of deal 'd' must be a mapping, but '1' came"},
    {"a deal has a position on every issue", DEALS("{at: {}}"), 4, 53,
     "deal 'd' needs a position on every issue, and there is none on 'x'"},
    {"an unknown issue of a deal is named", DEALS("{at: {z: 1}}"), 4, 58, "there is no issue 'z'"},
    {"a deal lies in the range", DEALS("{at: {x: -1}}"), 4, 61,
     "the position of deal 'd' on 'x' is -1; it must be in the range of the issue, [0, 1]"},
    {"a deal lies somewhere finite", DEALS("{at: {x: 1e999}}"), 4, 61,
     "'x' of deal 'd' must be a finite number, but '1e999' came"},

    {"an anchor on a pie has no position", PLAIN PIE "anchors:\n  p: {by: A, at: {x: 1}}\n", 6, 14,
     "'at' of anchor 'p' is a position on issues, and 'outcome' has no 'issues': give 'shares' of the pie"},
    {"an anchor on a pie has shares alone", PLAIN PIE "anchors:\n  p: {by: A, shares: {A: 1}, at: {x: 1}}\n",
     6, 30, "'at' of anchor 'p' is a position on issues"},
    {"an anchor on issues has no shares", ANCHOR("shares: {A: 1}"), 6, 14,
     "'shares' of anchor 'p' are parts of a pie, and there are issues: give 'at', its position on each"},
    {"an anchor on issues has a position alone", ANCHOR("at: {x: 1}, shares: {A: 1}"), 6, 26,
     "'shares' of anchor 'p' are parts of a pie"},
    {"an anchor on issues needs a position",
     ONE "outcome: {issues: {x: {range: [0, 1]}}}\nanchors:\n  p: {by: A}\n", 6, 3,
     "anchor 'p' needs 'at', the position it asks for on every issue"},
    {"an anchor on issues needs a position on every one", ANCHOR("at: {}"), 6, 14,
     "anchor 'p' needs a position on every issue, and there is none on 'x'"},
    {"an anchor lies in the range", ANCHOR("at: {x: 7}"), 6, 22,
     "the position of anchor 'p' on 'x' is 7; it must be in the range of the issue, [0, 1]"},
    {"anchors at positions do not go with deals on no issues",
     PLAIN "outcome: {deals: {d: {utility: {A: 1, B: 1}}}}\nanchors:\n  p: {by: A, at: {x: 1}}\n", 5, 1,
     "'anchors' ask for shares of a pie, so they do not go with 'deals'"},
    {"a faulty range brings no faults of positions",
     ONE "outcome: {issues: {x: {range: [9, 8]}}, deals: {d: {at: {x: 1}}}}\nanchors:\n  p: {by: A, at: {x: "
         "5}}\n",
     4, 31, "the range [9, 8] of issue 'x' must go from low to high"},

    {"an effect on an ideal point sets finite values",
     FIRST("{x: {ideal: 0}}") "leverage:\n  c: {levels: [a], effects: {A.issues.x.ideal: {set: [.inf]}}}\n",
     6, 55, "must be a finite number, but '.inf' came"},
    {"an effect on no issue names the nearest",
     FIRST("{x: {ideal: 0}}") "leverage:\n  c: {levels: [a], effects: {A.issues.z.ideal: {set: [1]}}}\n", 6,
     30, "did you mean 'A.issues.x.ideal'?"},
    {"an effect on an own exponent is refused",
     FIRST("{x: {ideal: 0, exponent: 2}}") "leverage:\n  c: {levels: [a], effects: {A.issues.x.exponent: "
                                           "{set: [1]}}}\n",
     6, 30, "cannot depend on the state"},
    {"an effect on a range is refused",
     FIRST("{x: {ideal: 0}}") "leverage:\n  c: {levels: [a], effects: {outcome.issues.x.range.low: {set: "
                              "[1]}}}\n",
     6, 30, "cannot depend on the state"},
};

static void fault_is_reported(void **state) {
    const struct fault *fault = *state;
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    enum parley_status status = scenario_parse(fault->text, strlen(fault->text), "test", &scenario, &errors);
    assert_int_equal(status, PARLEY_INPUT);
    assert_null(scenario);
    char *rendered = errors_render(&errors);
    assert_non_null(rendered);
    bool one = errors.count == 1 && errors.dropped == 0;
    const struct error *error = &errors.items[0];
    bool placed = one && error->at.line == fault->line && error->at.column == fault->column;
    bool worded = one && strstr(error->text, fault->phrase) != NULL;
    if (!placed || !worded)
        print_error("wanted one error at %zu:%zu with \"%s\", got\n%s", fault->line, fault->column,
                    fault->phrase, rendered);
    free(rendered);
    errors_free(&errors);
    assert_true(placed && worded);
}

static const char *const many =
    "parties:\n  A: {discount: 0.9, issues: {x: {ideal: 5}, q: {ideal: 1}}}\n  B: {discount: 0.9}\n"
    "outcome:\n  issues: {x: {range: [0, 1], exponent: 0}, y: {range: [3, 2]}}\n"
    "  deals: {d: {at: {x: 2, y: 0}}, e: {}}\nanchors: {p: {by: A}}\n";

static void several_faults_are_reported_in_one_run(void **state) {
    (void)state;
    static const char *const wanted[] = {"test:2:42: error: the ideal point of party 'A'",
                                         "test:2:46: error: there is no issue 'q'",
                                         "test:3:3: error: party 'B' needs 'issues'",
                                         "test:5:41: error: 'exponent' of issue 'x'",
                                         "test:5:56: error: the range [3, 2]",
                                         "test:6:23: error: the position of deal 'd'",
                                         "test:6:34: error: deal 'e' needs 'utility'",
                                         "test:7:11: error: anchor 'p' needs 'at'"};
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(many, strlen(many), "test", &scenario, &errors), PARLEY_INPUT);
    char *rendered = errors_render(&errors), *at = rendered;
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        char *found = strstr(at, wanted[k]);
        if (!found) print_error("no \"%s\" in the rest of\n%s", wanted[k], rendered);
        assert_non_null(found);
        at = found;
    }
    assert_int_equal(errors.count, sizeof wanted / sizeof *wanted);
    free(rendered);
    errors_free(&errors);
}

static void sixteen_issues_are_read_and_seventeen_refused(void **state) {
    (void)state;
    for (size_t count = ISSUES_MAX; count <= ISSUES_MAX + 1; count++) {
        struct text issues = {0}, stances = {0}, text = {0};
        for (size_t k = 0; k < count; k++) {
            text_append(&issues, "i%zu: {range: [0, 1]}, ", k);
            text_append(&stances, "i%zu: {ideal: 0.5}, ", k);
        }
        text_append(&text,
                    "outcome: {issues: {%s}}\nparties: {A: {discount: 0.9, issues: {%s}}, "
                    "B: {discount: 0.9, issues: {%s}}}\n",
                    issues.data, stances.data, stances.data);
        struct scenario *scenario = NULL;
        struct errors errors = {0};
        enum parley_status status = scenario_parse(text.data, text.length, "test", &scenario, &errors);
        assert_int_equal(status, count <= ISSUES_MAX ? PARLEY_OK : PARLEY_INPUT);
        assert_int_equal(errors.count, count <= ISSUES_MAX ? 0 : 1);
        if (status != PARLEY_OK)
            assert_non_null(strstr(errors.items[0].text, "'issues' needs 1 to 16 issues; this one has 17"));
        errors_free(&errors);
        scenario_free(scenario);
        text_free(&text);
        text_free(&stances);
        text_free(&issues);
    }
}

int main(void) {
    enum { FAULTS = sizeof faults / sizeof *faults };
    static struct CMUnitTest rows[FAULTS];
    for (size_t k = 0; k < FAULTS; k++)
        rows[k] = (struct CMUnitTest){faults[k].claim, fault_is_reported, NULL, NULL,
                                      (void *)(uintptr_t)&faults[k]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(sixteen_issues_are_read_and_seventeen_refused),
        cmocka_unit_test(several_faults_are_reported_in_one_run),
    };
    int failed = cmocka_run_group_tests_name("faults on issues", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("limits of issues", others, NULL, NULL);
}
