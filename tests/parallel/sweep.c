// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a sweep are a function of the scenario and the design: bit for bit the same with any number of
// threads, twice over, also when there are more threads than blocks, and for sweeps that change levels and
// dates.
#include "unit/swept.h"

static const char anchored[] =
    "title: Anchored\n"
    "parties:\n  One: {discount: 0.95}\n"
    "  Two: {discount: 0.9, loss_aversion: 1, aspiration: 0.7, susceptibility: 0.9}\n"
    "outcome: {pie: 1}\n"
    "leverage:\n  front:\n    levels: [a, b, c]\n    start: b\n"
    "    transition: [[0.8, 0.2, 0], [0.1, 0.8, 0.1], [0, 0.2, 0.8]]\n"
    "    effects: {One.disagreement: {set: [-0.3, -0.1, 0]}, Two.disagreement: {set: [-0.05, -0.2, -0.4]}}\n"
    "anchors: {everything: {by: One, shares: {One: 1}}}\n"
    "anchoring: {depth: 3, pull: 1, fade: 0.3}\n";

static const char dated[] =
    "title: Dated\nagreement: {rule: majority}\noutcome: {pie: 1}\n"
    "parties: {A: {discount: 0.9}, B: {discount: 0.85}, C: {discount: 0.8}}\n"
    "leverage:\n  front: {levels: [a, b], drift: {up: 0.1, down: 0.1}, effects: {pie: {set: [1, 2]}}}\n"
    "timeline:\n  - {at: 2, set: {front: b}}\n  - {at: 4, change: {A.initiative: 3}}\n";

static void compare_way(const char *text, const char *const *vary, size_t count, bool warm) {
    static const int threads[] = {1, 2, 5, 2, 16};
    const struct plan_request request = {
        .vary = vary, .vary_count = count, .tolerance = 1e-8, .scenario_text = text};
    struct swept first, other;
    swept_begin(&first, text, &request, 16);
    first.job.warm = warm;
    assert_int_equal(swept_run(&first, NULL), PARLEY_OK);
    assert_true(first.tally.uncertified + first.tally.refused < first.tally.points);
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
        swept_begin(&other, text, &request, 16);
        other.job.threads = threads[k];
        other.job.warm = warm;
        assert_int_equal(swept_run(&other, NULL), PARLEY_OK);
        assert_memory_equal(first.rows, other.rows, swept_bytes(&first));
        assert_int_equal(first.tally.operator_applications, other.tally.operator_applications);
        assert_int_equal(first.tally.cold, other.tally.cold);
        swept_clear(&other);
    }
    swept_clear(&first);
}

static void compare(const char *text, const char *const *vary, size_t count) {
    compare_way(text, vary, count, false);
    compare_way(text, vary, count, true);
}

static void rows_do_not_depend_on_threads(void **state) {
    (void)state;
    compare(anchored, (const char *const[]){"One.discount=0.8:0.97:9", "anchoring.fade=0:1:12"}, 2);
    compare(anchored,
            (const char *const[]){"anchoring.depth=1,4,2", "start.table=all", "One.discount=0.8:0.97:9"}, 3);
    compare(dated, (const char *const[]){"timeline.1.at=0,5,3", "start.front=all", "A.discount=0.8:0.97:11"},
            3);
    compare(dated, (const char *const[]){"agreement.quota=4,1,2", "B.votes=1,1.5", "A.discount=0.8:0.97:21"},
            3);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_do_not_depend_on_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
