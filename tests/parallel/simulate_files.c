// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of simulated paths: the same bytes on 1, 2 and 5 threads, the first rows of many paths are the
// rows of few, a row says what the log of its path does, and a file is there whole or not at all.
#include "support.h"
#include <cmocka.h>

#include "core/file.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static const char scenario[] = "period: 1 month\nnoise: 0.2\nbreakdown_risk: 0.03\nidle: 0.1\n"
                               "parties:\n"
                               "  A and more: {discount: 0.9, outside: 0.1, authority: 0.7}\n"
                               "  B: {discount: 0.95, outside: 0.2}\n"
                               "outcome: {pie: 1}\n"
                               "leverage: {pit: {levels: [shallow, deep], effects: {pie: {set: [1, 1.5]}}}}\n"
                               "moves: {dig: {by: B, cost: 0.05, shift: {pit: +1}, chance: 0.5}}\n";

static const char *const names[] = {"paths.tsv", "rounds.tsv", "summary.txt", "summary.json"};
enum { FILES = 4, BYTES_MOST = 1 << 26 };

struct folder {
    char name[64];
};

static struct folder folder_new(void) {
    struct folder folder = {"/tmp/parley-simulate-XXXXXX"};
    assert_non_null(mkdtemp(folder.name));
    return folder;
}

static void folder_remove(const struct folder *folder) {
    char path[128];
    for (size_t k = 0; k < FILES; k++) {
        snprintf(path, sizeof path, "%s/%s", folder->name, names[k]);
        remove(path);
    }
    assert_int_equal(rmdir(folder->name), 0);
}

static size_t folder_count(const struct folder *folder) {
    DIR *directory = opendir(folder->name);
    size_t count = 0;
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory));)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static char *folder_read(const struct folder *folder, const char *name) {
    char path[128], *text = NULL;
    size_t length;
    snprintf(path, sizeof path, "%s/%s", folder->name, name);
    assert_int_equal(file_read(path, BYTES_MOST, &text, &length, NULL), PARLEY_OK);
    return text;
}

static parley_simulation *simulate(const parley_result *result, uint64_t paths, uint64_t detailed,
                                   int threads, const char *directory) {
    const struct parley_paths what = {paths, 40, 12, detailed, directory};
    const struct parley_options how = {.threads = threads};
    parley_simulation *simulation = NULL;
    parley_error *error = NULL;
    enum parley_status status = parley_simulate(result, &what, &how, &simulation, &error);
    if (error) print_error("%s", parley_error_text(error));
    parley_error_free(error);
    assert_int_equal(status, PARLEY_OK);
    return simulation;
}

static void the_files_are_the_same_bytes_on_any_number_of_threads(void **state) {
    (void)state;
    parley_result *result = solve_text(scenario);
    const int threads[] = {1, 2, 5};
    char *text[3][FILES];
    for (size_t k = 0; k < 3; k++) {
        struct folder folder = folder_new();
        parley_simulation_free(simulate(result, 150000, 700, threads[k], folder.name));
        for (size_t f = 0; f < FILES; f++) {
            text[k][f] = folder_read(&folder, names[f]);
            assert_string_equal(text[k][f], text[0][f]);
        }
        folder_remove(&folder);
    }
    for (size_t k = 0; k < 3 * FILES; k++)
        free(text[k / FILES][k % FILES]);
    parley_result_free(result);
}

// Past the line that begins with "path": names of columns.
static const char *rows_of(const char *text) {
    const char *names_line = strstr(text, "\npath\t");
    assert_non_null(names_line);
    return strchr(names_line + 1, '\n') + 1;
}

static size_t count_of(const char *text, char wanted) {
    size_t count = 0;
    for (; *text; text++)
        count += *text == wanted;
    return count;
}

static void rows_of_few_paths_are_the_first_of_many(void **state) {
    (void)state;
    parley_result *result = solve_text(scenario);
    struct folder few = folder_new(), many = folder_new();
    parley_simulation_free(simulate(result, 10, 10, 2, few.name));
    parley_simulation_free(simulate(result, 1000, 1000, 2, many.name));
    for (size_t f = 0; f < 2; f++) {
        char *short_one = folder_read(&few, names[f]), *long_one = folder_read(&many, names[f]);
        const char *rows = rows_of(short_one);
        assert_int_equal(strncmp(rows, rows_of(long_one), strlen(rows)), 0);
        assert_true(strlen(rows) > 0);
        free(short_one);
        free(long_one);
    }
    folder_remove(&few);
    folder_remove(&many);
    parley_result_free(result);
}

static void every_row_has_a_field_for_every_column(void **state) {
    (void)state;
    parley_result *result = solve_text(scenario);
    struct folder folder = folder_new();
    parley_simulation_free(simulate(result, 500, 100, 2, folder.name));
    for (size_t f = 0; f < 2; f++) {
        char *text = folder_read(&folder, names[f]);
        const char *line = strstr(text, "\npath\t") + 1;
        size_t columns = 0;
        for (; *line; line = strchr(line, '\n') + 1) {
            size_t tabs = 0;
            for (const char *at = line; *at != '\n'; at++)
                tabs += *at == '\t';
            if (columns == 0) columns = tabs;
            assert_int_equal(tabs, columns);
        }
        if (f == 0) assert_int_equal(count_of(rows_of(text), '\n'), 500);
        assert_int_equal(strncmp(text, "# ", 2), 0);
        free(text);
    }
    char *rounds = folder_read(&folder, "rounds.tsv"), *summary = folder_read(&folder, "summary.txt");
    assert_non_null(strstr(rounds, "Only the first 100 of 500 paths"));
    assert_non_null(strstr(summary, "--all-rounds"));
    assert_null(strstr(rounds, "\n100\t"));
    assert_non_null(strstr(rounds, "\n99\t"));
    free(rounds);
    free(summary);
    folder_remove(&folder);
    parley_result_free(result);
}

static void a_row_says_what_the_log_of_its_path_does(void **state) {
    (void)state;
    parley_result *result = solve_text(scenario);
    struct folder folder = folder_new();
    parley_simulation *simulation = simulate(result, 200, 0, 1, folder.name);
    char *text = folder_read(&folder, "paths.tsv");
    const char *row = rows_of(text);
    for (unsigned k = 0; k < 200; k++, row = strchr(row, '\n') + 1) {
        unsigned number, round;
        char ending[32], wanted[64], *told = NULL;
        assert_int_equal(sscanf(row, "%u\t%31s\t%u\t", &number, ending, &round), 3);
        assert_int_equal(number, k);
        assert_int_equal(parley_simulation_log(simulation, k, &told, NULL), PARLEY_OK);
        if (strcmp(ending, "talking") == 0)
            snprintf(wanted, sizeof wanted, "still talking after %u rounds", round);
        else
            snprintf(wanted, sizeof wanted, "  %s in period %u (", ending, round);
        assert_non_null(strstr(told, wanted));
        parley_text_free(told);
    }
    free(text);
    parley_simulation_free(simulation);
    folder_remove(&folder);
    parley_result_free(result);
}

static bool stop(void *context, const char *what, double done) {
    (void)context;
    (void)what;
    (void)done;
    return false;
}

static void paths_that_were_finished_when_it_was_stopped_are_in_the_files(void **state) {
    (void)state;
    parley_result *result = solve_text(scenario);
    struct folder folder = folder_new();
    const struct parley_paths what = {1000000, 1000, 1, 5, folder.name};
    const struct parley_options how = {.progress = stop};
    parley_simulation *simulation = NULL;
    assert_int_equal(parley_simulate(result, &what, &how, &simulation, NULL), PARLEY_OK);
    char *paths = folder_read(&folder, "paths.tsv"), *summary = folder_read(&folder, "summary.json");
    assert_true(parley_simulation_stopped(simulation));
    assert_true(count_of(rows_of(paths), '\n') == parley_simulation_paths(simulation));
    assert_non_null(strstr(summary, "\"interrupted\": true"));
    free(paths);
    free(summary);
    parley_simulation_free(simulation);
    folder_remove(&folder);
    parley_result_free(result);
}

static void tables_that_do_not_fit_the_disk_are_refused_with_the_sum(void **state) {
    (void)state;
    parley_result *result = solve_text(scenario);
    struct folder folder = folder_new();
    const struct parley_paths what = {1000000000, 1000000, 1, 1000000000, folder.name};
    parley_simulation *simulation = NULL;
    parley_error *error = NULL;
    if (file_room(folder.name) < 1e12) { // a larger disk would take it
        assert_int_equal(parley_simulate(result, &what, NULL, &simulation, &error), PARLEY_INPUT);
        assert_non_null(strstr(parley_error_text(error), "has room for"));
        parley_error_free(error);
    }
    assert_int_equal(folder_count(&folder), 0);
    folder_remove(&folder);
    parley_result_free(result);
}

static void a_folder_that_cannot_be_made_is_a_system_error(void **state) {
    (void)state;
    parley_result *result = solve_text(scenario);
    const struct parley_paths what = {10, 10, 1, 5, "/dev/null/folder"};
    parley_simulation *simulation = NULL;
    assert_int_equal(parley_simulate(result, &what, NULL, &simulation, NULL), PARLEY_SYSTEM);
    assert_null(simulation);
    parley_result_free(result);
}

static void a_stream_is_there_when_it_is_finished_and_gone_when_it_is_discarded(void **state) {
    (void)state;
    struct folder folder = folder_new();
    struct file_stream stream = {.descriptor = -1};
    assert_int_equal(file_stream_open(&stream, folder.name, "paths.tsv", NULL), PARLEY_OK);
    assert_int_equal(file_stream_write(&stream, "one\n", 4, NULL), PARLEY_OK);
    file_stream_discard(&stream);
    assert_int_equal(folder_count(&folder), 0);
    file_stream_discard(&stream); // nothing to do
    assert_int_equal(file_stream_open(&stream, folder.name, "paths.tsv", NULL), PARLEY_OK);
    assert_int_equal(file_stream_write(&stream, "one\n", 4, NULL), PARLEY_OK);
    assert_int_equal(file_stream_write(&stream, "two\n", 4, NULL), PARLEY_OK);
    assert_int_equal(file_stream_finish(&stream, NULL), PARLEY_OK);
    char *text = folder_read(&folder, "paths.tsv");
    assert_string_equal(text, "one\ntwo\n");
    assert_int_equal(folder_count(&folder), 1);
    free(text);
    assert_int_equal(file_stream_open(&stream, "/dev/null", "paths.tsv", NULL), PARLEY_SYSTEM);
    folder_remove(&folder);
}

// A target that cannot be replaced: what was written before stays, and no temporary file does.
static void a_stream_that_cannot_take_its_name_leaves_nothing(void **state) {
    (void)state;
    struct folder folder = folder_new();
    char path[128];
    struct file_stream stream = {.descriptor = -1};
    snprintf(path, sizeof path, "%s/paths.tsv", folder.name);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(file_stream_open(&stream, folder.name, "paths.tsv", NULL), PARLEY_OK);
    assert_int_equal(file_stream_finish(&stream, NULL), PARLEY_SYSTEM);
    assert_int_equal(folder_count(&folder), 1);
    assert_int_equal(rmdir(path), 0);
    folder_remove(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_files_are_the_same_bytes_on_any_number_of_threads),
        cmocka_unit_test(rows_of_few_paths_are_the_first_of_many),
        cmocka_unit_test(every_row_has_a_field_for_every_column),
        cmocka_unit_test(a_row_says_what_the_log_of_its_path_does),
        cmocka_unit_test(paths_that_were_finished_when_it_was_stopped_are_in_the_files),
        cmocka_unit_test(tables_that_do_not_fit_the_disk_are_refused_with_the_sum),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_a_system_error),
        cmocka_unit_test(a_stream_is_there_when_it_is_finished_and_gone_when_it_is_discarded),
        cmocka_unit_test(a_stream_that_cannot_take_its_name_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
