// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps for the tests of storage: a grid of three axes, a sample of two parameters, and that sample at every
// place of a grid of two, whose rows are a known function of the point, so that every number that is read
// back can be checked.
#ifndef PARLEY_TESTS_STORED_H
#define PARLEY_TESTS_STORED_H

#include "support.h"
#include <cmocka.h>

#include "sweep/journal.h"
#include "sweep/rows.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    GRID_POINTS = 60,
    SAMPLE_POINTS = 53,
    BOTH_SAMPLES = 13,
    BOTH_POINTS = 4 * 3 * BOTH_SAMPLES,
    BLOCK_POINTS = 7,
    ROW_MOST = 32,
    AXES_MOST = 4
};

static const double rates[] = {0.01, 0.02, 0.05, 0.1, 0.2}, levels[] = {3, 1, 2}, depths[] = {1, 2, 3, 4};
// The grid's axis takes three of these levels, in another order.
static const char *const fronts[] = {"Ukrainian gains", "stalemate", "Russian, gains", "collapse"};
static const struct store_axis grid_axes[] = {
    {"Russia.discount_rate", "1/year", "discount rate", NULL, rates, 5},
    {"start.front", "", "level at the start", fronts, levels, 3},
    {"anchoring.depth", "steps", "steps to full depth", NULL, depths, 4},
};
static const struct store_axis sample_axes[] = {
    {"Russia.discount_rate", "1/year", "discount rate", NULL, NULL, 0},
    {"start.front", "", "level at the start", fronts, NULL, 4},
};
static const struct store_metric stored_metrics[] = {
    {"value.Russia", "utility", "value of the game to Russia"},
    {"agreement.first_period", "probability", "chance of agreement in the first period"},
    {"deal.frozen line", "probability", "chance that the deal is frozen line"},
};
static const struct shard whole = {1, 1};

static inline void stored_coordinates(const void *context, uint64_t point, double *values) {
    (void)context;
    values[0] = 0.01 + 0.001 * (double)point;
    values[1] = (double)(point % 3);
}

static inline struct store_layout grid_layout(void) {
    return (struct store_layout){.axes = grid_axes,
                                 .axis_count = 3,
                                 .grid_axes = 3,
                                 .samples = 1,
                                 .coordinates = stored_coordinates,
                                 .metrics = stored_metrics,
                                 .metric_count = 3,
                                 .points = GRID_POINTS,
                                 .block_points = BLOCK_POINTS,
                                 .title = "Ceasefire talks",
                                 .scenario_file = "talks.yaml",
                                 .scenario_text = "title: Ceasefire talks\n# \xE2\x80\x94\n",
                                 .design_text = "grid of three",
                                 .command = "parley sweep talks.yaml",
                                 .exceeds = "",
                                 .tolerance = 1e-8};
}

static inline struct store_layout sample_layout(void) {
    struct store_layout layout = grid_layout();
    layout.axes = sample_axes;
    layout.axis_count = 2;
    layout.grid_axes = 0;
    layout.points = layout.samples = SAMPLE_POINTS;
    layout.design_text = "sobol of two";
    return layout;
}

// The sample's parameters after the two axes of the grid, and the same at every place.
static const struct store_axis both_axes[] = {
    {"anchoring.depth", "steps", "steps to full depth", NULL, depths, 4},
    {"start.aid", "", "level at the start", fronts, levels, 3},
    {"Russia.discount_rate", "1/year", "discount rate", NULL, NULL, 0},
    {"start.front", "", "level at the start", fronts, NULL, 4},
};

static inline void both_coordinates(const void *context, uint64_t point, double *values) {
    values[0] = depths[point / BOTH_SAMPLES / 3];
    values[1] = levels[point / BOTH_SAMPLES % 3];
    stored_coordinates(context, point % BOTH_SAMPLES, values + 2);
}

static inline struct store_layout both_layout(void) {
    struct store_layout layout = sample_layout();
    layout.axes = both_axes;
    layout.axis_count = 4;
    layout.grid_axes = 2;
    layout.samples = BOTH_SAMPLES;
    layout.points = BOTH_POINTS;
    layout.coordinates = both_coordinates;
    layout.design_text = "sobol of two at every place of two";
    layout.exceeds = "value.Russia>=0.5\n";
    return layout;
}

// Column c of a point's row.
static inline double stored_number(uint64_t point, size_t c) {
    if (c == ROW_STATUS) return (double)(point % 3);
    if (c == ROW_EPSILON) return 1e-12 * (double)(point + 1);
    return (point + c) % 11 == 0 ? NAN : sin((double)point) + (double)c;
}

static inline void stored_rows(const struct store_layout *layout, uint64_t block, double *rows) {
    for (size_t k = 0; k < store_block_count(layout, block); k++)
        for (size_t c = 0; c < store_row(layout); c++)
            rows[k * store_row(layout) + c] = stored_number(block * layout->block_points + k, c);
}

static inline bool same_number(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

// The only error's text holds every one of the words (NULL-terminated); then the errors are cleared.
static inline void assert_said(struct errors *errors, enum parley_status status, const char *const *words) {
    assert_int_equal(errors_status(errors), status);
    assert_int_equal(errors->count, 1);
    for (; *words; words++) {
        if (!strstr(errors->items[0].text, *words))
            print_error("'%s' is not in: %s\n", *words, errors->items[0].text);
        assert_non_null(strstr(errors->items[0].text, *words));
    }
    errors_free(errors);
}
#define assert_says(errors, status, ...) assert_said(errors, status, (const char *const[]){__VA_ARGS__, NULL})

static inline void assert_fine(struct errors *errors, enum parley_status status) {
    if (status != PARLEY_OK && errors->count > 0) print_error("%s\n", errors->items[0].text);
    assert_int_equal(status, PARLEY_OK);
    assert_int_equal(errors_status(errors), PARLEY_OK);
}

static inline struct journal *open_fine(const char *path, const struct store_layout *layout,
                                        struct shard shard, bool resume) {
    struct journal *journal = NULL;
    struct errors errors = {0};
    assert_fine(&errors, journal_open(path, layout, shard, resume, &journal, &errors));
    return journal;
}

static inline void append_fine(struct journal *journal, uint64_t block) {
    const struct store_layout *layout = journal_layout(journal);
    double *rows = calloc(layout->block_points * store_row(layout), sizeof *rows);
    struct errors errors = {0};
    assert_non_null(rows);
    stored_rows(layout, block, rows);
    assert_fine(&errors, journal_append(journal, block, rows, &errors));
    free(rows);
}

static inline void append_missing(struct journal *journal) {
    for (uint64_t block = 0; journal_missing(journal, &block); block++)
        append_fine(journal, block);
}

static inline void close_fine(struct journal *journal) {
    struct errors errors = {0};
    assert_fine(&errors, journal_close(journal, &errors));
}

static inline void make_journal(const char *path, const struct store_layout *layout) {
    struct journal *journal = open_fine(path, layout, whole, false);
    append_missing(journal);
    close_fine(journal);
}

// Every point of a finished sweep is what it was.
static inline void assert_all_there(const struct store_layout *layout, struct journal *const *journals,
                                    size_t count) {
    struct rows rows;
    struct errors errors = {0};
    const double *coordinates, *row;
    double wanted[AXES_MOST];
    assert_fine(&errors, rows_open(layout, journals, count, &rows, &errors));
    for (uint64_t point = 0; point < layout->points; point++) {
        assert_fine(&errors, rows_at(&rows, point, &coordinates, &row, &errors));
        for (size_t c = 0; c < store_row(layout); c++)
            assert_true(same_number(row[c], stored_number(point, c)));
        (layout->grid_axes > 0 ? both_coordinates : stored_coordinates)(NULL, point, wanted);
        assert_true(!store_is_sampled(layout)
                        ? !coordinates
                        : memcmp(coordinates, wanted, layout->axis_count * sizeof *wanted) == 0);
    }
    rows_close(&rows);
}

// ---- files ----

struct folder {
    char path[6][128];
    char root[64];
};

static inline const char *in_folder(struct folder *folder, size_t k, const char *name) {
    char root[sizeof folder->root];
    memcpy(root, folder->root, sizeof root);
    snprintf(folder->path[k], sizeof folder->path[k], "%s/%s", root, name);
    return folder->path[k];
}

static inline int folder_make(void **state) {
    struct folder *folder = calloc(1, sizeof *folder);
    *state = folder;
    if (!folder) return -1;
    strcpy(folder->root, "/tmp/parley-store-XXXXXX");
    return mkdtemp(folder->root) ? 0 : -1;
}

// Files that are in it.
static inline size_t folder_count(const struct folder *folder) {
    size_t count = 0;
    DIR *open = opendir(folder->root);
    assert_non_null(open);
    for (struct dirent *entry; (entry = readdir(open));)
        count += entry->d_name[0] != '.';
    closedir(open);
    return count;
}

static inline int folder_clear(void **state) {
    struct folder *folder = *state;
    char path[400];
    DIR *open = opendir(folder->root);
    if (!open) return -1;
    for (struct dirent *entry; (entry = readdir(open));) {
        snprintf(path, sizeof path, "%s/%s", folder->root, entry->d_name);
        if (entry->d_name[0] != '.') remove(path);
    }
    closedir(open);
    rmdir(folder->root);
    free(folder);
    return 0;
}

struct bytes {
    char *data;
    size_t length;
};

static inline struct bytes bytes_of(const char *path) {
    struct stat status;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &status), 0);
    struct bytes bytes = {malloc((size_t)status.st_size + 1), (size_t)status.st_size};
    assert_non_null(bytes.data);
    assert_int_equal(fread(bytes.data, 1, bytes.length, file), bytes.length);
    bytes.data[bytes.length] = '\0';
    fclose(file);
    return bytes;
}

static inline void bytes_put(const char *path, const char *data, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static inline bool same_files(const char *a, const char *b) {
    struct bytes x = bytes_of(a), y = bytes_of(b);
    bool same = x.length == y.length && memcmp(x.data, y.data, x.length) == 0;
    free(x.data);
    free(y.data);
    return same;
}

#endif
