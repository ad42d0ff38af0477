// SPDX-License-Identifier: GPL-3.0-or-later
// The journal of a sweep: blocks come back bit for bit in whatever order they went in; a file that was cut
// off at any byte or damaged in any bit loses the blocks concerned and no other, and says so; nothing of
// another sweep or shard is taken for this one. Known answers: rows are a function of the point (stored.h).
#include "stored.h"

#include <sys/wait.h>

static const size_t record = 24 + BLOCK_POINTS * (2 + 3) * 8; // of the grid

static void what_went_in_comes_out(void **state) {
    const char *path = in_folder(*state, 0, "j");
    struct store_layout layouts[] = {grid_layout(), sample_layout(), both_layout()};
    for (size_t l = 0; l < 3; l++) {
        uint64_t blocks = store_blocks(&layouts[l]);
        struct journal *journal = open_fine(path, &layouts[l], whole, false);
        for (uint64_t k = 0; k < blocks; k++)
            append_fine(journal, (5 * k + 3) % blocks); // 5 and 9, 8, 23 share no factor
        assert_all_there(&layouts[l], &journal, 1);
        struct journal_progress progress = journal_progress(journal);
        assert_int_equal(progress.points_done, layouts[l].points);
        assert_int_equal(progress.points, layouts[l].points);
        assert_int_equal(progress.blocks_done, blocks);
        close_fine(journal);
        struct errors errors = {0};
        struct journal *read = NULL;
        assert_fine(&errors, journal_open_read(path, &read, &errors));
        assert_all_there(journal_layout(read), &read, 1);
        assert_int_equal(journal_progress(read).blocks_lost, 0);
        close_fine(read);
        unlink(path);
    }
}

static void assert_same_axis(const struct store_axis *a, const struct store_axis *b) {
    assert_string_equal(a->path, b->path);
    assert_string_equal(a->unit, b->unit);
    assert_string_equal(a->meaning, b->meaning);
    assert_int_equal(a->count, b->count);
    assert_true(!a->values == !b->values && !a->labels == !b->labels);
    for (size_t k = 0; k < a->count; k++) {
        if (a->values) assert_true(a->values[k] == b->values[k]);
        if (a->labels) assert_string_equal(axis_label(a, k), axis_label(b, k));
    }
}

static void a_journal_knows_its_sweep(void **state) {
    const char *path = in_folder(*state, 0, "j");
    struct store_layout layouts[] = {grid_layout(), sample_layout(), both_layout()};
    for (size_t l = 0; l < 3; l++) {
        const struct store_layout *layout = &layouts[l];
        close_fine(open_fine(path, layout, (struct shard){2, 3}, false));
        struct journal *journal = NULL;
        struct errors errors = {0};
        assert_fine(&errors, journal_open_read(path, &journal, &errors));
        const struct store_layout *found = journal_layout(journal);
        assert_true(found->grid_axes == layout->grid_axes && found->samples == layout->samples);
        assert_string_equal(found->exceeds, layout->exceeds);
        assert_true(found->tolerance == layout->tolerance);
        assert_int_equal(found->points, layout->points);
        assert_int_equal(found->block_points, layout->block_points);
        assert_string_equal(found->title, layout->title);
        assert_string_equal(found->scenario_file, layout->scenario_file);
        assert_string_equal(found->scenario_text, layout->scenario_text);
        assert_string_equal(found->design_text, layout->design_text);
        assert_string_equal(found->command, layout->command);
        assert_int_equal(found->axis_count, layout->axis_count);
        for (size_t k = 0; k < layout->axis_count; k++)
            assert_same_axis(&found->axes[k], &layout->axes[k]);
        assert_int_equal(found->metric_count, 3);
        assert_string_equal(found->metrics[2].path, "deal.frozen line");
        assert_int_equal(journal_shard(journal).k, 2);
        assert_string_equal(journal_program(journal), PARLEY_VERSION);
        close_fine(journal);
        unlink(path);
    }
}

static void a_file_that_is_there_is_left_alone(void **state) {
    struct store_layout layout = grid_layout();
    const char *path = in_folder(*state, 0, "j");
    struct journal *journal = NULL;
    struct errors errors = {0};
    bytes_put(path, "mine", 4);
    assert_int_equal(journal_open(path, &layout, whole, false, &journal, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, path, "--resume", "-o");
    assert_int_equal(journal_open(path, &layout, whole, true, &journal, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, path, "is no journal");
    assert_null(journal);
    struct bytes bytes = bytes_of(path);
    assert_int_equal(bytes.length, 4);
    free(bytes.data);
    journal = open_fine(in_folder(*state, 1, "new"), &layout, whole, true); // nothing to resume: begin
    close_fine(journal);
}

// Cut off at every byte of the last two blocks.
static void a_torn_tail_costs_the_torn_block(void **state) {
    struct store_layout layout = grid_layout();
    const char *path = in_folder(*state, 0, "j");
    uint64_t blocks = store_blocks(&layout);
    make_journal(path, &layout);
    struct bytes full = bytes_of(path);
    size_t begin = full.length - blocks * record;
    for (size_t size = full.length - 2 * record; size <= full.length; size++) {
        uint64_t kept = (size - begin) / record;
        bytes_put(path, full.data, size);
        struct journal *journal = open_fine(path, &layout, whole, true);
        struct journal_progress progress = journal_progress(journal);
        assert_int_equal(progress.blocks_done, kept);
        assert_int_equal(progress.blocks_lost, (size - begin) % record > 0);
        struct stat status;
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_size, begin + kept * record);
        append_missing(journal);
        close_fine(journal);
        struct bytes again = bytes_of(path);
        assert_true(again.length == full.length && memcmp(again.data, full.data, full.length) == 0);
        free(again.data);
    }
    free(full.data);
}

// Every byte after the head, one bit of it turned over.
static void a_flipped_bit_costs_its_block(void **state) {
    struct store_layout layout = grid_layout();
    const char *path = in_folder(*state, 0, "j");
    uint64_t blocks = store_blocks(&layout);
    make_journal(path, &layout);
    struct bytes full = bytes_of(path);
    size_t begin = full.length - blocks * record;
    for (size_t at = begin; at < full.length; at++) {
        full.data[at] ^= (char)(1 << at % 8);
        bytes_put(path, full.data, full.length);
        full.data[at] ^= (char)(1 << at % 8);
        struct journal *journal = open_fine(path, &layout, whole, true);
        assert_int_equal(journal_progress(journal).blocks_lost, 1);
        assert_int_equal(journal_progress(journal).blocks_done, blocks - 1);
        assert_false(journal_has(journal, (at - begin) / record));
        append_missing(journal);
        assert_all_there(&layout, &journal, 1);
        close_fine(journal);
        journal = open_fine(path, &layout, whole, true); // what replaced it stands
        assert_int_equal(journal_progress(journal).blocks_done, blocks);
        close_fine(journal);
    }
    free(full.data);
}

static void a_damaged_head_is_refused(void **state) {
    struct store_layout layout = sample_layout();
    const char *path = in_folder(*state, 0, "j");
    struct errors errors = {0};
    struct journal *journal = open_fine(path, &layout, whole, false);
    close_fine(journal);
    journal = NULL;
    struct bytes head = bytes_of(path);
    for (size_t at = 0; at < head.length; at++) {
        head.data[at] ^= (char)(1 << at % 8);
        bytes_put(path, head.data, head.length);
        head.data[at] ^= (char)(1 << at % 8);
        assert_int_equal(journal_open(path, &layout, whole, true, &journal, &errors), PARLEY_INPUT);
        assert_says(&errors, PARLEY_INPUT, path);
        assert_int_equal(journal_open_read(path, &journal, &errors), PARLEY_INPUT);
        assert_says(&errors, PARLEY_INPUT, path);
    }
    for (size_t size = 0; size < head.length; size++) {
        bytes_put(path, head.data, size);
        assert_int_equal(journal_open(path, &layout, whole, true, &journal, &errors), PARLEY_INPUT);
        assert_says(&errors, PARLEY_INPUT, path);
    }
    assert_null(journal);
    free(head.data);
}

static void damage_while_it_is_open_is_seen(void **state) {
    struct store_layout layout = grid_layout();
    const char *path = in_folder(*state, 0, "j");
    double rows[BLOCK_POINTS * ROW_MOST];
    make_journal(path, &layout);
    struct journal *journal = open_fine(path, &layout, whole, true);
    struct bytes full = bytes_of(path);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, (long)(full.length - 1), SEEK_SET), 0);
    assert_true(fputc(~full.data[full.length - 1] & 0xFF, file) != EOF);
    assert_int_equal(fclose(file), 0);
    struct errors errors = {0};
    assert_fine(&errors, journal_read(journal, 0, NULL, rows, &errors));
    assert_int_equal(journal_read(journal, 8, NULL, rows, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "block 8", "damaged", "--resume");
    assert_int_equal(journal_read(journal, 9, NULL, rows, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "block 9", "is not in");
    free(full.data);
    close_fine(journal);
}

static void refused_as(const char *path, const struct store_layout *layout, const char *what) {
    struct journal *journal = NULL;
    struct errors errors = {0};
    assert_int_equal(journal_open(path, layout, whole, true, &journal, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, path, "belongs to another sweep", what);
}

static void another_sweep_is_refused_by_what_differs(void **state) {
    const char *path = in_folder(*state, 0, "j");
    struct store_layout layout = grid_layout(), other;
    struct store_axis axes[3];
    const char *renamed[] = {"Ukrainian gains", "stalemate", "Russian gains", "collapse"};
    double moved[] = {1, 2, 3, 4.0000000000000009};
    make_journal(path, &layout);
    struct bytes before = bytes_of(path);
#define REFUSED(change, what)                                                                                \
    do {                                                                                                     \
        other = layout;                                                                                      \
        memcpy(axes, grid_axes, sizeof axes);                                                                \
        change;                                                                                              \
        refused_as(path, &other, what);                                                                      \
    } while (0)
    REFUSED(other.scenario_text = "title: ceasefire talks\n", "the scenario differs");
    REFUSED(other.design_text = "grid of four", "the design differs");
    REFUSED((axes[1].labels = renamed, other.axes = axes), "the design differs");
    REFUSED((axes[2].values = moved, other.axes = axes), "the design differs");
    REFUSED(other.metric_count = 2, "the metrics differ");
    REFUSED(other.block_points = 6, "the number of points per block differs");
    REFUSED(other.tolerance = 1e-9, "the tolerance differs");
    REFUSED((other.scenario_text = "", other.metric_count = 2), ": the scenario and the metrics differ");
#undef REFUSED
    struct bytes after = bytes_of(path);
    assert_true(before.length == after.length && memcmp(before.data, after.data, after.length) == 0);
    free(before.data);
    free(after.data);
    other = layout; // what changes no number
    other.title = "Talks";
    other.command = "parley sweep --threads 3";
    memcpy(axes, grid_axes, sizeof axes);
    axes[0].meaning = "how impatient Russia is";
    other.axes = axes;
    struct journal *journal = open_fine(path, &other, whole, true);
    assert_int_equal(journal_progress(journal).blocks_done, 9);
    close_fine(journal);
}

static void shards_share_out_the_blocks(void **state) {
    struct store_layout layout = grid_layout(); // 9 blocks, the last of 4 points
    for (uint64_t n = 1; n <= 11; n++) {
        uint64_t blocks = 0, points = 0;
        for (uint64_t k = 1; k <= n; k++) {
            const char *path = in_folder(*state, 0, "j");
            struct journal *journal = open_fine(path, &layout, (struct shard){k, n}, false);
            struct journal_progress progress = journal_progress(journal);
            blocks += progress.blocks;
            points += progress.points;
            append_missing(journal);
            for (uint64_t block = 0; block < 9; block++)
                assert_true(journal_has(journal, block) == (block % n == k - 1));
            assert_int_equal(journal_progress(journal).blocks_done, progress.blocks);
            assert_int_equal(journal_progress(journal).points_done, progress.points);
            close_fine(journal);
            unlink(path);
        }
        assert_int_equal(blocks, 9);
        assert_int_equal(points, GRID_POINTS);
    }
}

static void a_wrong_shard_is_refused(void **state) {
    struct store_layout layout = grid_layout();
    struct journal *journal = NULL;
    struct errors errors = {0};
    const char *path = in_folder(*state, 0, "j");
    const struct shard none[] = {{0, 2}, {3, 2}, {1, 0}, {0, 0}};
    for (size_t k = 0; k < 4; k++) {
        assert_int_equal(journal_open(path, &layout, none[k], false, &journal, &errors), PARLEY_INPUT);
        assert_says(&errors, PARLEY_INPUT, "there is no shard");
    }
    assert_int_equal(folder_count(*state), 0);
    journal = open_fine(path, &layout, (struct shard){1, 2}, false);
    double rows[BLOCK_POINTS * ROW_MOST] = {0};
    assert_int_equal(journal_append(journal, 1, rows, &errors), PARLEY_INPUT); // shard 2's
    assert_says(&errors, PARLEY_INPUT, "block 1");
    append_fine(journal, 0);
    assert_int_equal(journal_append(journal, 0, rows, &errors), PARLEY_INPUT); // twice
    assert_says(&errors, PARLEY_INPUT, "block 0");
    close_fine(journal);
    assert_int_equal(journal_open(path, &layout, (struct shard){2, 2}, true, &journal, &errors),
                     PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "shard 1/2", "not 2/2");
}

static void shards_make_a_whole(void **state) {
    struct store_layout layout = sample_layout();
    struct journal *journals[3];
    struct rows rows;
    struct errors errors = {0};
    for (uint64_t k = 0; k < 3; k++) {
        const char *names[] = {"a", "b", "c"};
        journals[k] = open_fine(in_folder(*state, k, names[k]), &layout, (struct shard){k + 1, 3}, false);
        if (k != 1) append_missing(journals[k]);
    }
    append_fine(journals[1], 1);
    assert_int_equal(rows_open(&layout, journals, 3, &rows, &errors), PARLEY_INPUT);
    // blocks 4 and 7 are missing; the last, 7, has 53 - 49 = 4 points
    assert_says(&errors, PARLEY_INPUT, "11 of 53 points", "2 of 8 blocks", "of shards 2/3;", "at point 28",
                "--resume");
    append_missing(journals[1]);
    assert_all_there(&layout, journals, 3);
    double column[SAMPLE_POINTS];
    assert_fine(&errors, rows_column(&layout, journals, 3, ROW_METRICS + 1, column, &errors));
    for (uint64_t point = 0; point < SAMPLE_POINTS; point++)
        assert_true(same_number(column[point], stored_number(point, ROW_METRICS + 1)));
    close_fine(journals[2]);
    layout.scenario_text = "another";
    journals[2] = open_fine(in_folder(*state, 3, "d"), &layout, (struct shard){3, 3}, false);
    assert_int_equal(rows_open(&layout, journals, 3, &rows, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "different sweeps", "the scenario differs");
    assert_int_equal(rows_open(&layout, journals, 0, &rows, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "no journal");
    for (size_t k = 0; k < 3; k++)
        close_fine(journals[k]);
}

static void a_journal_that_is_removed_leaves_nothing(void **state) {
    struct store_layout layout = grid_layout();
    struct errors errors = {0};
    struct journal *journal = open_fine(in_folder(*state, 0, "j"), &layout, whole, false);
    append_missing(journal);
    assert_fine(&errors, journal_remove(journal, &errors));
    assert_int_equal(folder_count(*state), 0);
}

static void a_sweep_larger_than_the_disk_is_refused_with_the_sum(void **state) {
    struct store_layout layout = sample_layout();
    struct journal *journal = NULL;
    struct errors errors = {0};
    layout.points = UINT64_C(1000000000000000);
    const char *path = in_folder(*state, 0, "j");
    assert_int_equal(journal_open(path, &layout, whole, false, &journal, &errors), PARLEY_INPUT);
    // 2 coordinates and 5 numbers, for the journal and for sweep.nc
    assert_says(&errors, PARLEY_INPUT, "1000000000000000 points x 56 bytes = 56.0 PB", "make 112.0 PB",
                "are free");
    layout.points = UINT64_MAX;
    assert_int_equal(journal_open(path, &layout, whole, false, &journal, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "cannot be stored");
    layout.points = 0;
    assert_int_equal(journal_open(path, &layout, whole, false, &journal, &errors), PARLEY_INPUT);
    errors_free(&errors);
    assert_int_equal(folder_count(*state), 0);
}

static void two_runs_do_not_share_a_journal(void **state) {
    struct store_layout layout = grid_layout();
    const char *path = in_folder(*state, 0, "j");
    struct journal *journal = open_fine(path, &layout, whole, false);
    pid_t child = fork();
    if (child == 0) {
        struct journal *second = NULL;
        struct errors errors = {0};
        enum parley_status status = journal_open(path, &layout, whole, true, &second, &errors);
        bool said = errors.count == 1 && strstr(errors.items[0].text, "is in use");
        errors_free(&errors);
        journal_close(second, NULL);
        _exit(status == PARLEY_INPUT && said ? 0 : 1);
    }
    int status = 1;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    assert_int_equal(status, 0);
    close_fine(journal);
}

static void what_is_no_file_is_refused(void **state) {
    struct store_layout layout = grid_layout();
    struct journal *journal = NULL;
    struct errors errors = {0};
    const char *wanted[] = {((struct folder *)*state)->root, "/dev/null"};
    for (size_t k = 0; k < 2; k++) {
        assert_int_equal(journal_open(wanted[k], &layout, whole, true, &journal, &errors), PARLEY_INPUT);
        assert_says(&errors, PARLEY_INPUT, wanted[k]);
        assert_int_equal(journal_open_read(wanted[k], &journal, &errors), PARLEY_INPUT);
        assert_says(&errors, PARLEY_INPUT, wanted[k]);
    }
    assert_int_equal(journal_open_read(in_folder(*state, 0, "none"), &journal, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "No such file");
    assert_int_equal(journal_open("/no such place/j", &layout, whole, false, &journal, &errors),
                     PARLEY_SYSTEM);
    assert_says(&errors, PARLEY_SYSTEM, "/no such place/j");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(what_went_in_comes_out),
        IN_FOLDER(a_journal_knows_its_sweep),
        IN_FOLDER(a_file_that_is_there_is_left_alone),
        IN_FOLDER(a_torn_tail_costs_the_torn_block),
        IN_FOLDER(a_flipped_bit_costs_its_block),
        IN_FOLDER(a_damaged_head_is_refused),
        IN_FOLDER(damage_while_it_is_open_is_seen),
        IN_FOLDER(another_sweep_is_refused_by_what_differs),
        IN_FOLDER(shards_share_out_the_blocks),
        IN_FOLDER(a_wrong_shard_is_refused),
        IN_FOLDER(shards_make_a_whole),
        IN_FOLDER(a_journal_that_is_removed_leaves_nothing),
        IN_FOLDER(a_sweep_larger_than_the_disk_is_refused_with_the_sum),
        IN_FOLDER(two_runs_do_not_share_a_journal),
        IN_FOLDER(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
