// SPDX-License-Identifier: GPL-3.0-or-later
// Results that cannot be written: every such fault is a system error that names the path, and leaves behind
// neither a part of a file nor a temporary one. A reader that cannot be satisfied is bad input.
#include "support.h"
#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char two[] =
    "title: Two\nparties: {A: {discount: 0.9}, B: {discount: 0.95}}\noutcome: {pie: 1}\n";

struct place {
    char root[64], path[128];
    parley_result *result;
};

static int place_make(void **state) {
    struct place *place = calloc(1, sizeof *place);
    *state = place;
    if (!place) return -1;
    strcpy(place->root, "/tmp/parley-files-XXXXXX");
    place->result = solve_text(two);
    return place->result && mkdtemp(place->root) ? 0 : -1;
}

static size_t entries(const char *directory) {
    size_t count = 0;
    DIR *open = opendir(directory);
    if (!open) return 0;
    for (struct dirent *entry; (entry = readdir(open));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open);
    return count;
}

static void directory_empty(const char *directory) {
    char path[400];
    DIR *open = opendir(directory);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (remove(path) != 0) {
            directory_empty(path);
            assert_int_equal(rmdir(path), 0);
        }
    }
    closedir(open);
}

static int place_clear(void **state) {
    struct place *place = *state;
    directory_empty(place->root);
    rmdir(place->root);
    parley_result_free(place->result);
    free(place);
    return 0;
}

static const char *below(struct place *place, const char *name) {
    snprintf(place->path, sizeof place->path, "%s/%s", place->root, name);
    return place->path;
}

static void file_make(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

// Writing to this directory is a system error, in words that hold `named`.
static void refused(const struct place *place, const char *directory, const char *named) {
    parley_error *error = NULL;
    assert_int_equal(parley_result_write(place->result, false, directory, &error), PARLEY_SYSTEM);
    assert_int_equal(parley_error_status(error), PARLEY_SYSTEM);
    assert_non_null(strstr(parley_error_text(error), named));
    parley_error_free(error);
}

static void a_directory_that_was_removed_is_made_again(void **state) {
    struct place *place = *state;
    const char *directory = below(place, "results");
    assert_int_equal(parley_result_write(place->result, false, directory, NULL), PARLEY_OK);
    size_t written = entries(directory);
    assert_true(written > 2);
    directory_empty(directory);
    assert_int_equal(rmdir(directory), 0);
    assert_int_equal(parley_result_write(place->result, false, directory, NULL), PARLEY_OK);
    assert_int_equal(entries(directory), written);
}

static void a_file_where_the_directory_should_be_is_left_alone(void **state) {
    struct place *place = *state;
    const char *file = below(place, "results");
    file_make(file, "mine\n");
    refused(place, file, file);
    struct stat status;
    assert_int_equal(stat(file, &status), 0);
    assert_true(S_ISREG(status.st_mode) && status.st_size == 5);
    assert_int_equal(entries(place->root), 1);
}

static void a_device_has_nothing_below_it(void **state) {
    refused(*state, "/dev/full/results", "/dev/full");
    refused(*state, "/dev/full", "/dev/full");
    refused(*state, "/proc/no such place", "/proc/no such place");
}

static void a_directory_where_a_file_should_be_leaves_no_temporary_file(void **state) {
    struct place *place = *state;
    char inner[200];
    const char *directory = below(place, "results");
    snprintf(inner, sizeof inner, "%s/result.json", directory);
    assert_int_equal(mkdir(directory, 0777), 0);
    assert_int_equal(mkdir(inner, 0777), 0);
    refused(place, directory, "result.json");
    DIR *open = opendir(directory);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));)
        assert_null(strstr(entry->d_name, ".tmp"));
    closedir(open);
    assert_int_equal(entries(inner), 0);
}

static void results_are_replaced_whole(void **state) {
    struct place *place = *state;
    char inner[200];
    const char *directory = below(place, "results");
    snprintf(inner, sizeof inner, "%s/result.json", directory);
    assert_int_equal(mkdir(directory, 0777), 0);
    file_make(inner, "old\n");
    assert_int_equal(parley_result_write(place->result, false, directory, NULL), PARLEY_OK);
    char *json = NULL, *found = NULL;
    size_t size = 0;
    assert_int_equal(parley_result_json(place->result, false, &json, NULL), PARLEY_OK);
    FILE *file = fopen(inner, "r");
    assert_non_null(file);
    assert_true(getdelim(&found, &size, '\0', file) > 0);
    fclose(file);
    assert_string_equal(found, json);
    free(found);
    parley_text_free(json);
}

// The limit on the size of a file stands in for a full disk.
static int write_with_a_full_disk(const struct place *place, const char *directory) {
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {64, 64};
        signal(SIGXFSZ, SIG_IGN);
        parley_error *error = NULL;
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(100);
        enum parley_status status = parley_result_write(place->result, false, directory, &error);
        _exit(status == parley_error_status(error) ? (int)status : 101);
    }
    int status = 0;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_full_disk_leaves_nothing(void **state) {
    struct place *place = *state;
    const char *directory = below(place, "results");
    assert_int_equal(write_with_a_full_disk(place, directory), PARLEY_SYSTEM);
    assert_int_equal(entries(directory), 0);
}

static void what_cannot_be_read_is_bad_input(void **state) {
    struct place *place = *state;
    const char *wanted[] = {"/dev/full", place->root, below(place, "missing.yaml")};
    for (size_t k = 0; k < 3; k++) {
        parley_scenario *scenario = NULL;
        parley_error *error = NULL;
        assert_int_equal(parley_load(wanted[k], &scenario, &error), PARLEY_INPUT);
        assert_null(scenario);
        assert_non_null(strstr(parley_error_text(error), wanted[k]));
        parley_error_free(error);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_directory_that_was_removed_is_made_again, place_make, place_clear),
        cmocka_unit_test_setup_teardown(a_file_where_the_directory_should_be_is_left_alone, place_make,
                                        place_clear),
        cmocka_unit_test_setup_teardown(a_device_has_nothing_below_it, place_make, place_clear),
        cmocka_unit_test_setup_teardown(a_directory_where_a_file_should_be_leaves_no_temporary_file,
                                        place_make, place_clear),
        cmocka_unit_test_setup_teardown(results_are_replaced_whole, place_make, place_clear),
        cmocka_unit_test_setup_teardown(a_full_disk_leaves_nothing, place_make, place_clear),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_bad_input, place_make, place_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
