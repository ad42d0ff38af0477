// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps that are killed or run out of disk: whatever was finished is there when the sweep is resumed, and
// the sweep.nc in the end is, byte for byte, that of a sweep which nothing happened to. A result that cannot
// be written leaves the journal whole and no part of itself behind.
#include "unit/stored.h"

#include "sweep/export.h"
#include "sweep/netcdf.h"
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { KILLS = 40 };

static void write_fine(const char *journal_path, const char *path, const struct store_layout *layout) {
    struct errors errors = {0};
    struct journal *journal = open_fine(journal_path, layout, whole, true);
    append_missing(journal);
    assert_fine(&errors, netcdf_write(layout, &journal, 1, path, &errors));
    close_fine(journal);
}

// A layout of many small blocks, so that a kill finds a write under way now and then.
static struct store_layout many_blocks(void) {
    struct store_layout layout = sample_layout();
    layout.points = layout.samples = 40000;
    layout.block_points = 11;
    return layout;
}

// Appends until it is killed; exits 0 if it gets to the end first.
static pid_t child_start(const char *path, const struct store_layout *layout) {
    pid_t child = fork();
    if (child != 0) return child;
    struct journal *journal = NULL;
    double rows[11 * ROW_MOST];
    if (journal_open(path, layout, whole, true, &journal, NULL) != PARLEY_OK) _exit(1);
    for (uint64_t block = 0; journal_missing(journal, &block); block++) {
        stored_rows(layout, block, rows);
        if (journal_append(journal, block, rows, NULL) != PARLEY_OK) _exit(2);
    }
    _exit(journal_close(journal, NULL) == PARLEY_OK ? 0 : 3);
}

static void a_killed_sweep_ends_as_if_nothing_had_happened(void **state) {
    struct store_layout layout = many_blocks();
    const char *path = in_folder(*state, 0, "j"), *calm = in_folder(*state, 1, "calm");
    const char *one = in_folder(*state, 2, "one.nc"), *two = in_folder(*state, 3, "two.nc");
    uint64_t done = 0, killed = 0;
    for (unsigned k = 0; k < KILLS; k++) {
        pid_t child = child_start(path, &layout);
        struct timespec nap = {0, 200000 * (k % 8 + 1)};
        int ended = 0;
        assert_true(child > 0);
        nanosleep(&nap, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_true(WIFSIGNALED(ended) || WEXITSTATUS(ended) == 0);
        killed += WIFSIGNALED(ended);
        struct stat status;
        if (stat(path, &status) != 0) continue; // killed before it began
        struct journal *journal = open_fine(path, &layout, whole, true);
        struct journal_progress progress = journal_progress(journal);
        assert_true(progress.blocks_done >= done); // nothing that was there is lost
        assert_true(progress.blocks_lost <= 1);
        done = progress.blocks_done;
        close_fine(journal);
    }
    assert_true(killed > 0);
    write_fine(path, one, &layout);
    write_fine(calm, two, &layout);
    assert_true(same_files(one, two));
}

// ---- a full disk: the limit on the size of a file stands in for it ----

static int with_file_limit(rlim_t most, int (*run)(struct folder *), struct folder *folder) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {most, most};
        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(100);
        exit(run(folder)); // not _exit: libraries clean up at exit, and must come through that
    }
    int status = 0;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    if (!WIFEXITED(status)) print_error("ended by signal %d\n", WTERMSIG(status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// 0 if the append that fails says what is kept and how to go on.
static int append_until_full(struct folder *folder) {
    struct store_layout layout = grid_layout();
    struct journal *journal = NULL;
    struct errors errors = {0};
    double rows[BLOCK_POINTS * ROW_MOST];
    if (journal_open(folder->path[0], &layout, whole, false, &journal, &errors) != PARLEY_OK) return 1;
    enum parley_status status = PARLEY_OK;
    uint64_t block = 0;
    for (; status == PARLEY_OK && block < 9; block++) {
        stored_rows(&layout, block, rows);
        status = journal_append(journal, block, rows, &errors);
    }
    const char *text = errors.count == 1 ? errors.items[0].text : "";
    bool said = strstr(text, "3 finished blocks of 9 are kept") && strstr(text, "--resume");
    bool left = block == 4 && !journal_has(journal, 3) && journal_progress(journal).blocks_done == 3;
    errors_free(&errors);
    journal_close(journal, NULL);
    return status == PARLEY_SYSTEM && said && left ? 0 : 2;
}

static void a_full_disk_keeps_what_is_finished(void **state) {
    struct store_layout layout = grid_layout();
    const char *path = in_folder(*state, 0, "j");
    close_fine(open_fine(path, &layout, whole, false));
    struct bytes head = bytes_of(path);
    size_t record = 24 + BLOCK_POINTS * (2 + 3) * 8;
    unlink(path);
    assert_int_equal(with_file_limit(head.length + 3 * record + 100, append_until_full, *state), 0);
    struct bytes bytes = bytes_of(path);
    assert_int_equal(bytes.length, head.length + 3 * record);
    free(bytes.data);
    free(head.data);
    struct journal *journal = open_fine(path, &layout, whole, true);
    assert_int_equal(journal_progress(journal).blocks_done, 3);
    assert_int_equal(journal_progress(journal).blocks_lost, 0);
    append_missing(journal);
    assert_all_there(&layout, &journal, 1);
    close_fine(journal);
}

static int results_until_full(struct folder *folder) {
    struct journal *journal = NULL;
    struct errors errors = {0};
    char path[200];
    if (journal_open_read(folder->path[0], &journal, &errors) != PARLEY_OK) return 1;
    const struct store_layout *layout = journal_layout(journal);
    snprintf(path, sizeof path, "%s/sweep.nc", folder->root);
    if (netcdf_write(layout, &journal, 1, path, &errors) != PARLEY_SYSTEM) return 2;
    if (!strstr(errors.items[0].text, path) || !strstr(errors.items[0].text, "the journal has every point"))
        return 3;
    if (export_write(layout, &journal, 1, EXPORT_DAT, path, &errors) != PARLEY_SYSTEM) return 4;
    errors_free(&errors);
    journal_close(journal, NULL);
    return 0;
}

// A small result is written at once, a large one by a process of its own.
static void assert_nothing_left(struct folder *folder, uint64_t points) {
    struct store_layout layout = many_blocks();
    const char *path = in_folder(folder, 0, "j");
    layout.points = layout.samples = points;
    make_journal(path, &layout);
    struct bytes before = bytes_of(path);
    const rlim_t limits[] = {0, 100, 5000, 20000, 100000, 500000};
    for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
        assert_int_equal(with_file_limit(limits[k], results_until_full, folder), 0);
        assert_int_equal(folder_count(folder), 1);
    }
    struct bytes after = bytes_of(path);
    assert_true(before.length == after.length && memcmp(before.data, after.data, after.length) == 0);
    free(before.data);
    free(after.data);
    unlink(path);
}

static void a_result_that_does_not_fit_leaves_nothing(void **state) {
    assert_nothing_left(*state, 40000);
    assert_nothing_left(*state, 100000);
}

static void a_place_that_cannot_be_written_is_named(void **state) {
    struct store_layout layout = grid_layout();
    struct errors errors = {0};
    const char *path = in_folder(*state, 0, "j");
    make_journal(path, &layout);
    struct journal *journal = open_fine(path, &layout, whole, true);
    assert_int_equal(netcdf_write(&layout, &journal, 1, "/no such place/x.nc", &errors), PARLEY_SYSTEM);
    assert_says(&errors, PARLEY_SYSTEM, "/no such place/x.nc");
    assert_int_equal(export_write(&layout, &journal, 1, EXPORT_CSV, "/no such place/x.csv", &errors),
                     PARLEY_SYSTEM);
    assert_says(&errors, PARLEY_SYSTEM, "/no such place/x.csv", strerror(ENOENT));
    const char *taken = in_folder(*state, 1, "taken");
    assert_int_equal(mkdir(taken, 0777), 0);
    assert_int_equal(netcdf_write(&layout, &journal, 1, taken, &errors), PARLEY_SYSTEM);
    assert_says(&errors, PARLEY_SYSTEM, taken);
    assert_int_equal(folder_count(*state), 2);
    close_fine(journal);
}

// Not even a link that stands where the temporary file would be: it is neither followed nor written over.
static void what_stands_there_stays(void **state) {
    struct store_layout layout = grid_layout();
    struct errors errors = {0};
    char name[64], bytes[16] = "";
    const char *path = in_folder(*state, 0, "j"), *nc = in_folder(*state, 1, "sweep.nc");
    snprintf(name, sizeof name, "sweep.nc.%ld-0.tmp", (long)getpid());
    const char *other = in_folder(*state, 2, "other");
    bytes_put(other, "not ours", 8);
    assert_int_equal(symlink(other, in_folder(*state, 3, name)), 0);
    bytes_put(nc, "an older result", 15);
    make_journal(path, &layout);
    write_fine(path, nc, &layout);
    struct sweep_file *file = NULL;
    assert_fine(&errors, netcdf_open(nc, &file, &errors));
    netcdf_close(file);
    FILE *there = fopen(other, "r");
    assert_non_null(there);
    assert_int_equal(fread(bytes, 1, sizeof bytes, there), 8);
    fclose(there);
    assert_string_equal(bytes, "not ours");
    assert_int_equal(folder_count(*state), 4);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_killed_sweep_ends_as_if_nothing_had_happened),
        IN_FOLDER(a_full_disk_keeps_what_is_finished),
        IN_FOLDER(a_result_that_does_not_fit_leaves_nothing),
        IN_FOLDER(a_place_that_cannot_be_written_is_named),
        IN_FOLDER(what_stands_there_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
