// SPDX-License-Identifier: GPL-3.0-or-later
// Growing text, edit distances against hand-counted ones, and suggestions that are near or none at all.
#include "support.h"
#include <cmocka.h>

#include "core/status.h"
#include "core/text.h"

static void text_grows_and_stays_terminated(void **state) {
    (void)state;
    struct text text = {0};
    for (int k = 0; k < 1000; k++)
        text_append(&text, "%d,", k);
    text_append_bytes(&text, "end", 2);
    assert_int_equal(text.length, 10 * 2 + 90 * 3 + 900 * 4 + 2);
    assert_int_equal(strlen(text.data), text.length);
    assert_string_equal(text.data + text.length - 6, "999,en");
    char *taken = text_take(&text);
    assert_non_null(taken);
    assert_null(text.data);
    free(taken);
}

static void taking_nothing_gives_the_empty_string(void **state) {
    (void)state;
    struct text text = {0};
    char *taken = text_take(&text);
    assert_string_equal(taken, "");
    free(taken);
}

static void after_a_failure_nothing_is_taken(void **state) {
    (void)state;
    struct text text = {0};
    text_append(&text, "before");
    text_append_bytes(&text, NULL, SIZE_MAX);
    assert_true(text.failed);
    text_append(&text, "after");
    assert_null(text_take(&text));
}

static void distances_count_edits_and_swaps(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        size_t distance;
    } pairs[] = {{"", "", 0},
                 {"", "abc", 3},
                 {"discount", "DISCOUNT", 0},
                 {"discont", "discount", 1},
                 {"ab", "ba", 1},
                 {"kitten", "sitting", 3},
                 {"ca", "abc", 3},
                 {"perod", "period", 1},
                 {"fornt", "front", 1},
                 {"votes", "veto", 3}};
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
        assert_int_equal(text_distance(pairs[k].a, pairs[k].b), pairs[k].distance);
        assert_int_equal(text_distance(pairs[k].b, pairs[k].a), pairs[k].distance);
    }
}

static void very_long_strings_share_nothing(void **state) {
    (void)state;
    char *text = malloc(100001);
    assert_non_null(text);
    memset(text, 'a', 100000);
    text[100000] = '\0';
    assert_int_equal(text_distance(text, "a"), 100000);
    free(text);
}

static const char *suggest(const char *wanted) {
    static const char *const names[] = {"discount_rate", "discount", "initiative", "veto", "votes", "a"};
    struct nearest nearest = {.wanted = wanted};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        nearest_try(&nearest, names[k]);
    return nearest.best;
}

static void the_nearest_name_is_suggested_if_it_is_near(void **state) {
    (void)state;
    assert_string_equal(suggest("discont"), "discount");
    assert_string_equal(suggest("discountrate"), "discount_rate");
    assert_string_equal(suggest("Votes"), "votes");
    assert_string_equal(suggest("A"), "a");
    assert_null(suggest("b"));
    assert_null(suggest("pie"));
    assert_null(suggest(""));
}

static void sizes_are_written_for_people(void **state) {
    (void)state;
    char out[16];
    text_bytes(out, sizeof out, 999);
    assert_string_equal(out, "999 B");
    text_bytes(out, sizeof out, 12.34e6);
    assert_string_equal(out, "12.3 MB");
    text_bytes(out, sizeof out, 8e20);
    assert_string_equal(out, "800000.0 PB");
}

static void every_status_has_its_exit_code_and_text(void **state) {
    (void)state;
    assert_int_equal(status_exit_code(PARLEY_OK), 0);
    assert_int_equal(status_exit_code(PARLEY_INPUT), 2);
    assert_int_equal(status_exit_code(PARLEY_MEMORY), 3);
    assert_int_equal(status_exit_code(PARLEY_SYSTEM), 3);
    assert_int_equal(status_exit_code(PARLEY_INTERRUPTED), 130);
    assert_int_equal(status_exit_code((enum parley_status)99), 3);
    assert_string_equal(status_text(PARLEY_MEMORY), "out of memory");
    assert_string_equal(status_text((enum parley_status)99), "unknown status");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_grows_and_stays_terminated),
        cmocka_unit_test(taking_nothing_gives_the_empty_string),
        cmocka_unit_test(after_a_failure_nothing_is_taken),
        cmocka_unit_test(distances_count_edits_and_swaps),
        cmocka_unit_test(very_long_strings_share_nothing),
        cmocka_unit_test(the_nearest_name_is_suggested_if_it_is_near),
        cmocka_unit_test(sizes_are_written_for_people),
        cmocka_unit_test(every_status_has_its_exit_code_and_text),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
