// SPDX-License-Identifier: GPL-3.0-or-later
// Files: what is written is read back, what cannot be written leaves the old file and nothing else.
#include "support.h"
#include <cmocka.h>

#include "core/file.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/parley-file-XXXXXX";

static int enter(void **state) {
    (void)state;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state) {
    (void)state;
    return chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static size_t entries(const char *path) {
    size_t count = 0;
    DIR *list = opendir(path);
    assert_non_null(list);
    while (readdir(list))
        count++;
    closedir(list);
    return count - 2;
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    char *data = NULL;
    size_t length = 0;
    assert_int_equal(file_write(NULL, "a", "first", 5, NULL), PARLEY_OK);
    assert_int_equal(file_write(".", "a", "x\0y", 3, NULL), PARLEY_OK);
    assert_int_equal(file_read("a", 3, &data, &length, NULL), PARLEY_OK);
    assert_int_equal(length, 3);
    assert_memory_equal(data, "x\0y", 4);
    assert_int_equal(entries("."), 1);
    free(data);
    unlink("a");
}

static void a_new_file_takes_the_place_of_none(void **state) {
    (void)state;
    char *data = NULL;
    size_t length = 0;
    struct errors errors = {0};
    assert_int_equal(file_write_new("a", "first", 5, NULL), PARLEY_OK);
    assert_int_equal(file_write_new("a", "second", 6, &errors), PARLEY_SYSTEM);
    assert_non_null(strstr(errors.items[0].text, "'a'"));
    assert_int_equal(file_read("a", 10, &data, &length, NULL), PARLEY_OK);
    assert_string_equal(data, "first");
    assert_int_equal(entries("."), 1);
    errors_free(&errors);
    free(data);
    unlink("a");
}

static void an_empty_file_is_read_as_the_empty_string(void **state) {
    (void)state;
    char *data = NULL;
    size_t length = 1;
    assert_int_equal(file_write(NULL, "a", "", 0, NULL), PARLEY_OK);
    assert_int_equal(file_read("a", 0, &data, &length, NULL), PARLEY_OK);
    assert_int_equal(length, 0);
    assert_string_equal(data, "");
    free(data);
    unlink("a");
}

static void refused(const char *path, size_t limit, const char *phrase) {
    char *data = (char *)directory;
    size_t length = 77;
    struct errors errors = {0};
    assert_int_equal(file_read(path, limit, &data, &length, &errors), PARLEY_INPUT);
    assert_ptr_equal(data, directory);
    assert_int_equal(length, 77);
    assert_non_null(strstr(errors.items[0].text, phrase));
    errors_free(&errors);
}

static void what_cannot_be_read_is_refused_with_its_reason(void **state) {
    (void)state;
    assert_int_equal(file_write(NULL, "a", "12345", 5, NULL), PARLEY_OK);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    refused("a", 4, "'a' is too large: 5 B, at most 4 B can be read");
    refused("missing", 4, "cannot open 'missing': No such file or directory");
    refused(".", 4, "'.' is a directory");
    refused("pipe", 4, "'pipe' is not a regular file");
    unlink("pipe");
    unlink("a");
}

static void a_failed_write_leaves_nothing_behind(void **state) {
    (void)state;
    struct errors errors = {0};
    assert_int_equal(mkdir("d", 0777), 0);
    assert_int_equal(file_write(NULL, "d", "x", 1, &errors), PARLEY_SYSTEM); // a directory has the name
    assert_int_equal(file_write("missing", "a", "x", 1, &errors), PARLEY_SYSTEM);
    assert_int_equal(errors.count, 2);
    assert_non_null(strstr(errors.items[0].text, "cannot write 'd'"));
    assert_non_null(strstr(errors.items[1].text, "cannot write 'missing/a'"));
    assert_int_equal(entries("."), 1);
    errors_free(&errors);
    rmdir("d");
}

static void directories_are_made_with_their_parents(void **state) {
    (void)state;
    assert_int_equal(directory_make("p//q/r/", NULL), PARLEY_OK);
    assert_int_equal(directory_make("p/q/r", NULL), PARLEY_OK);
    assert_int_equal(directory_make("/", NULL), PARLEY_OK);
    assert_int_equal(file_write("p/q/r", "a", "x", 1, NULL), PARLEY_OK);
    unlink("p/q/r/a");
    rmdir("p/q/r");
    rmdir("p/q");
    rmdir("p");
}

static void a_file_in_the_way_of_a_directory_is_an_error(void **state) {
    (void)state;
    struct errors errors = {0};
    assert_int_equal(file_write(NULL, "a", "x", 1, NULL), PARLEY_OK);
    assert_int_equal(directory_make("a", &errors), PARLEY_SYSTEM);
    assert_int_equal(directory_make("a/b", &errors), PARLEY_SYSTEM);
    assert_non_null(strstr(errors.items[0].text, "cannot make the directory 'a'"));
    errors_free(&errors);
    unlink("a");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_new_file_takes_the_place_of_none),
        cmocka_unit_test(an_empty_file_is_read_as_the_empty_string),
        cmocka_unit_test(what_cannot_be_read_is_refused_with_its_reason),
        cmocka_unit_test(a_failed_write_leaves_nothing_behind),
        cmocka_unit_test(directories_are_made_with_their_parents),
        cmocka_unit_test(a_file_in_the_way_of_a_directory_is_an_error),
    };
    return cmocka_run_group_tests_name("files", tests, enter, leave);
}
