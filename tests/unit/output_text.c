// SPDX-License-Identifier: GPL-3.0-or-later
// Lines, names and tables of the report: wrapping keeps every word and every width, whatever the text.
#include "output/lines.h"
#include "output/table.h"
#include "support.h"
#include <cmocka.h>

static void assert_lines(const char *text, size_t indent, size_t width, const char *wanted) {
    struct text out = {0};
    lines_append(&out, text, indent, width);
    char *got = text_take(&out);
    assert_string_equal(got, wanted);
    free(got);
}

static void a_line_breaks_at_the_last_space_that_fits(void **state) {
    (void)state;
    assert_lines("one two three", 0, 8, "one two\nthree\n");
    assert_lines("one two three", 2, 9, "  one two\n  three\n");
}

static void a_word_longer_than_the_line_is_cut_and_newlines_are_kept(void **state) {
    (void)state;
    assert_lines("abcdefgh ij", 0, 4, "abcd\nefgh\nij\n");
    assert_lines("a\n\nb", 2, 10, "  a\n\n  b\n");
    assert_lines("", 2, 10, "");
}

static void columns_count_characters_not_bytes(void **state) {
    (void)state;
    const char *wide = "\xE5\x8C\x97\xE4\xBA\xAC"; // two Chinese characters
    assert_int_equal(columns_count("T\xC3\xBCrkiye", strlen("T\xC3\xBCrkiye")), 7);
    assert_int_equal(columns_count(wide, strlen(wide)), 4);
    assert_int_equal(columns_count("e\xCC\x81", 3), 1); // combining accent
    assert_int_equal(columns_count("\xFF\xC3", 2), 2);  // not UTF-8: one column a byte
}

static void a_shortened_name_keeps_both_ends_and_the_width(void **state) {
    (void)state;
    const char *name = "Federal Republic of Northern Ruritania";
    for (size_t width = 3; width < 40; width++) {
        struct text out = {0};
        name_shorten(&out, name, width);
        char *got = text_take(&out);
        assert_true(columns_count(got, strlen(got)) <= width);
        assert_int_equal(got[0], 'F');
        assert_int_equal(got[strlen(got) - 1], 'a');
        free(got);
    }
}

static void control_characters_never_reach_the_terminal(void **state) {
    (void)state;
    char text[] = "a\033[2Jb\tc\nd\xC2\x9B+\x7F";
    text_tame(text);
    assert_string_equal(text, "a?[2Jb?c\nd??+?");
}

static void bytes_that_are_not_utf8_become_question_marks(void **state) {
    (void)state;
    struct text out = {0};
    text_append_utf8(&out, "a\xC3\xBC\xFF\xC0\xAF\xED\xA0\x80z");
    char *got = text_take(&out);
    assert_string_equal(got, "a\xC3\xBC??????z");
    free(got);
}

static void a_table_aligns_numbers_right_and_continues_below_when_too_wide(void **state) {
    (void)state;
    struct table table = {.columns = 3, .keys = 1, .words = 1};
    struct text out = {0};
    const char *const header[] = {"", "first", "second"};
    for (size_t c = 0; c < 3; c++)
        table_cell(&table, "%s", header[c]);
    table_cell(&table, "%s", "A");
    table_number(&table, -0.00001);
    table_number(&table, NAN);
    table_render(&table, &out, 14);
    char *got = text_take(&out);
    assert_string_equal(got, "      first\n  A  0.0000\n\n     second\n  A       -\n");
    free(got);
}

static void percentages_round_to_certainty_only_when_certain(void **state) {
    (void)state;
    const struct {
        double probability;
        const char *wanted;
    } rows[] = {{0, "0%"},
                {1, "100%"},
                {0.12, "12%"},
                {0.003, "0.3%"},
                {0.0004, "0.04%"},
                {1e-6, "under 0.01%"},
                {1 - 1e-6, "over 99.99%"},
                {0.9996, "99.96%"}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct text out = {0};
        percent_append(&out, rows[k].probability);
        assert_string_equal(out.data, rows[k].wanted);
        text_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_breaks_at_the_last_space_that_fits),
        cmocka_unit_test(a_word_longer_than_the_line_is_cut_and_newlines_are_kept),
        cmocka_unit_test(columns_count_characters_not_bytes),
        cmocka_unit_test(a_shortened_name_keeps_both_ends_and_the_width),
        cmocka_unit_test(control_characters_never_reach_the_terminal),
        cmocka_unit_test(bytes_that_are_not_utf8_become_question_marks),
        cmocka_unit_test(a_table_aligns_numbers_right_and_continues_below_when_too_wide),
        cmocka_unit_test(percentages_round_to_certainty_only_when_certain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
