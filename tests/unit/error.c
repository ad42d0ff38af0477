// SPDX-License-Identifier: GPL-3.0-or-later
// The list of errors: order, places, excerpts with the caret under the character, limits.
#include "support.h"
#include <cmocka.h>

#include "core/error.h"

static void errors_are_rendered_in_order_of_place_with_a_caret(void **state) {
    (void)state;
    static const char source[] = "first\nb\tcaf\xc3\xa9 x\r\nthird";
    struct errors errors = {0};
    errors_set_source(&errors, "file.yaml", source, sizeof source - 1);
    assert_int_equal(errors_status(&errors), PARLEY_OK);
    assert_int_equal(errors_add(&errors, PARLEY_INPUT, (struct mark){3, 5}, "last"), PARLEY_INPUT);
    assert_int_equal(errors_add(&errors, PARLEY_MEMORY, (struct mark){2, 8}, "x is %d\a", 42), PARLEY_MEMORY);
    assert_int_equal(errors_add(&errors, PARLEY_INPUT, (struct mark){0, 0}, "no place"), PARLEY_INPUT);
    assert_int_equal(errors_add(&errors, PARLEY_INPUT, (struct mark){9, 1}, "past the end"), PARLEY_INPUT);
    char *text = errors_render(&errors);
    assert_string_equal(text, "file.yaml: error: no place\n"
                              "file.yaml:2:8: error: x is 42?\n"
                              "    2 | b?caf\xc3\xa9 x\n"
                              "      |        ^\n"
                              "file.yaml:3:5: error: last\n"
                              "    3 | third\n"
                              "      |     ^\n"
                              "file.yaml:9:1: error: past the end\n");
    assert_int_equal(errors_status(&errors), PARLEY_INPUT);
    free(text);
    errors_free(&errors);
}

static void an_error_without_file_has_no_prefix(void **state) {
    (void)state;
    struct errors errors = {0};
    errors_add(&errors, PARLEY_INPUT, (struct mark){0, 0}, "just text");
    char *text = errors_render(&errors);
    assert_string_equal(text, "error: just text\n");
    free(text);
    errors_free(&errors);
}

static void a_long_line_is_cut_around_the_column(void **state) {
    (void)state;
    char source[5001];
    memset(source, '.', 5000);
    source[5000] = '\0';
    source[2999] = 'X';
    struct errors errors = {0};
    errors_set_source(&errors, NULL, source, 5000);
    errors_add(&errors, PARLEY_INPUT, (struct mark){1, 3000}, "here");
    char *text = errors_render(&errors), *excerpt = strchr(text, '\n') + 1,
         *carets = strchr(excerpt, '\n') + 1;
    assert_true(strlen(text) < 250);
    assert_int_equal(strchr(excerpt, 'X') - excerpt, strchr(carets, '^') - carets);
    free(text);
    errors_free(&errors);
}

static void errors_past_the_limit_are_counted(void **state) {
    (void)state;
    struct errors errors = {0};
    for (size_t k = 0; k < ERRORS_MAX + 7; k++)
        errors_add(&errors, PARLEY_INPUT, (struct mark){k + 1, 1}, "number %zu", k);
    assert_int_equal(errors.count, ERRORS_MAX);
    assert_int_equal(errors.dropped, 7);
    char *text = errors_render(&errors);
    assert_non_null(strstr(text, "number 99\n"));
    assert_null(strstr(text, "number 100\n"));
    assert_non_null(strstr(text, "error: 7 more not shown\n"));
    free(text);
    errors_free(&errors);
}

static void a_list_that_could_keep_nothing_is_still_a_failure(void **state) {
    (void)state;
    struct errors errors = {.dropped = 1};
    assert_int_equal(errors_status(&errors), PARLEY_MEMORY);
}

static void no_list_is_fine(void **state) {
    (void)state;
    assert_int_equal(errors_add(NULL, PARLEY_SYSTEM, (struct mark){1, 1}, "x"), PARLEY_SYSTEM);
    assert_int_equal(errors_status(NULL), PARLEY_OK);
    errors_set_source(NULL, "a", "b", 1);
    errors_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_rendered_in_order_of_place_with_a_caret),
        cmocka_unit_test(an_error_without_file_has_no_prefix),
        cmocka_unit_test(a_long_line_is_cut_around_the_column),
        cmocka_unit_test(errors_past_the_limit_are_counted),
        cmocka_unit_test(a_list_that_could_keep_nothing_is_still_a_failure),
        cmocka_unit_test(no_list_is_fine),
    };
    return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
