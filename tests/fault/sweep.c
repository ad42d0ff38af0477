// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps that cannot go on: a store that fails, a scenario that cannot be had and a user who stops end the
// run with their status and with words, after the blocks under way; nothing is lost that was stored before.
#include "unit/swept.h"

static const char two[] =
    "title: Two\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n";
static const char *const vary[] = {"A.discount=0.5:0.9:200"};
static const struct plan_request request = {
    .vary = vary, .vary_count = 1, .tolerance = 1e-8, .scenario_text = two};

static uint64_t rows_there(const struct swept *swept) {
    uint64_t count = 0;
    for (uint64_t k = 0; k < swept->plan.layout.points; k++)
        count += swept_row(swept, k)[ROW_METRICS] > 0;
    return count;
}

static void a_store_that_fails_ends_the_run(void **state) {
    (void)state;
    for (int threads = 1; threads <= 3; threads++)
        for (uint64_t at = 1; at <= 20; at += 6) {
            struct swept swept;
            struct errors errors = {0};
            swept_begin(&swept, two, &request, 10);
            swept.job.threads = threads;
            swept.fail_at = at;
            assert_int_equal(swept_run(&swept, &errors), PARLEY_SYSTEM);
            char *said = errors_render(&errors);
            assert_non_null(strstr(said, "the disk is full"));
            // those before, and those under way on other threads
            assert_true(rows_there(&swept) >= 10 * (at - 1) &&
                        rows_there(&swept) <= 10 * (at - 2 + (uint64_t)threads));
            free(said);
            errors_free(&errors);
            swept_clear(&swept);
        }
}

static void a_scenario_that_cannot_be_had_ends_the_run(void **state) {
    (void)state;
    struct swept swept;
    struct errors errors = {0};
    swept_begin(&swept, two, &request, 10);
    swept.job.threads = 3;
    swept.scenario_fails = true;
    assert_int_equal(swept_run(&swept, &errors), PARLEY_MEMORY);
    assert_true(errors.count >= 1);
    assert_int_equal(rows_there(&swept), 0);
    errors_free(&errors);
    swept_clear(&swept);
}

static void a_user_who_stops_keeps_what_was_running(void **state) {
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct swept swept;
        swept_begin(&swept, two, &request, 10);
        swept.job.threads = threads;
        swept.stop_at = 55;
        assert_int_equal(swept_run(&swept, NULL), PARLEY_INTERRUPTED);
        assert_int_equal(rows_there(&swept), swept.tally.points);
        assert_true(swept.tally.points >= 60 && swept.tally.points <= 60 + 10 * (uint64_t)(threads - 1));
        swept_clear(&swept);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_that_fails_ends_the_run),
        cmocka_unit_test(a_scenario_that_cannot_be_had_ends_the_run),
        cmocka_unit_test(a_user_who_stops_keeps_what_was_running),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
