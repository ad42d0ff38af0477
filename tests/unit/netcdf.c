// SPDX-License-Identifier: GPL-3.0-or-later
// sweep.nc, sweep.dat and sweep.csv: what is written is read back number for number; equal sweeps give equal
// files, byte for byte, whatever the order of the blocks and the number of shards; a file explains itself to
// ncdump; memory does not grow with the number of points. Known answers: rows are a function of the point
// (stored.h); the tables of text are written out here by hand.
#include "stored.h"

#include "sweep/export.h"
#include "sweep/netcdf.h"
#include <netcdf.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__)
#define HEAP_IS_ORDINARY 0
#elif defined(__has_feature)
#define HEAP_IS_ORDINARY !__has_feature(address_sanitizer)
#else
#define HEAP_IS_ORDINARY 1
#endif

static void write_fine(const char *journal_name, const char *path, const struct store_layout *layout) {
    struct errors errors = {0};
    make_journal(journal_name, layout);
    struct journal *journal = open_fine(journal_name, layout, whole, true);
    assert_fine(&errors, netcdf_write(layout, &journal, 1, path, &errors));
    close_fine(journal);
}

static void assert_values(struct sweep_file *file, const char *path, size_t column) {
    uint64_t points = netcdf_layout(file)->points;
    double *values = calloc(points, sizeof *values);
    struct errors errors = {0};
    assert_non_null(values);
    assert_fine(&errors, netcdf_read(file, path, values, &errors));
    for (uint64_t point = 0; point < points; point++)
        assert_true(same_number(values[point], stored_number(point, column)));
    free(values);
}

static struct sweep_file *open_nc(const char *path) {
    struct sweep_file *file = NULL;
    struct errors errors = {0};
    assert_fine(&errors, netcdf_open(path, &file, &errors));
    return file;
}

static void assert_metrics(struct sweep_file *file) {
    const struct store_layout *found = netcdf_layout(file);
    assert_int_equal(found->metric_count, 3);
    assert_values(file, "status", ROW_STATUS);
    assert_values(file, "epsilon", ROW_EPSILON);
    for (size_t k = 0; k < 3; k++) {
        assert_string_equal(found->metrics[k].path, stored_metrics[k].path);
        assert_string_equal(found->metrics[k].unit, stored_metrics[k].unit);
        assert_string_equal(found->metrics[k].meaning, stored_metrics[k].meaning);
        assert_values(file, stored_metrics[k].path, ROW_METRICS + k);
    }
}

static void assert_provenance(struct sweep_file *file, const struct store_layout *layout) {
    const struct store_layout *found = netcdf_layout(file);
    struct identity identity;
    char hash[17];
    identity_make(layout, PARLEY_VERSION, &identity);
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)identity.whole);
    assert_string_equal(netcdf_hash(file), hash);
    assert_string_equal(found->title, layout->title);
    assert_string_equal(found->scenario_file, layout->scenario_file);
    assert_string_equal(found->scenario_text, layout->scenario_text);
    assert_string_equal(found->design_text, layout->design_text);
    assert_string_equal(found->command, layout->command);
    assert_int_equal(found->points, layout->points);
    assert_int_equal(found->block_points, layout->block_points);
    assert_true(found->grid_axes == layout->grid_axes && found->samples == layout->samples);
    assert_string_equal(found->exceeds, layout->exceeds);
    assert_true(found->tolerance == layout->tolerance);
}

static void a_grid_comes_back(void **state) {
    struct store_layout layout = grid_layout();
    const char *path = in_folder(*state, 1, "sweep.nc");
    write_fine(in_folder(*state, 0, "j"), path, &layout);
    assert_int_equal(folder_count(*state), 2); // nothing temporary is left
    struct sweep_file *file = open_nc(path);
    const struct store_layout *found = netcdf_layout(file);
    assert_provenance(file, &layout);
    assert_metrics(file);
    assert_int_equal(found->axis_count, 3);
    for (size_t k = 0; k < 3; k++) {
        assert_string_equal(found->axes[k].path, grid_axes[k].path);
        assert_string_equal(found->axes[k].meaning, grid_axes[k].meaning);
        assert_int_equal(found->axes[k].count, grid_axes[k].count);
        assert_true(!found->axes[k].labels == !grid_axes[k].labels);
        for (size_t i = 0; i < grid_axes[k].count; i++) {
            if (found->axes[k].labels)
                assert_string_equal(axis_label(&found->axes[k], i), axis_label(&grid_axes[k], i));
            else
                assert_true(found->axes[k].values[i] == grid_axes[k].values[i]);
        }
    }
    assert_string_equal(found->axes[0].unit, "1/year");
    netcdf_close(file);
}

static void a_sample_comes_back(void **state) {
    struct store_layout layout = sample_layout();
    const char *path = in_folder(*state, 1, "sweep.nc");
    double values[SAMPLE_POINTS], wanted[2];
    struct errors errors = {0};
    write_fine(in_folder(*state, 0, "j"), path, &layout);
    struct sweep_file *file = open_nc(path);
    const struct store_layout *found = netcdf_layout(file);
    assert_provenance(file, &layout);
    assert_metrics(file);
    assert_int_equal(found->axis_count, 2);
    assert_null(found->axes[0].labels);
    assert_int_equal(found->axes[1].count, 4);
    for (size_t k = 0; k < 4; k++)
        assert_string_equal(found->axes[1].labels[k], fronts[k]);
    for (size_t k = 0; k < 2; k++) {
        assert_fine(&errors, netcdf_read(file, sample_axes[k].path, values, &errors));
        for (uint64_t point = 0; point < SAMPLE_POINTS; point++) {
            stored_coordinates(NULL, point, wanted);
            assert_true(values[point] == wanted[k]);
        }
    }
    assert_int_equal(netcdf_read(file, "value.Rusia", values, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "value.Rusia", "did you mean 'value.Russia'");
    netcdf_close(file);
}

// The sample's parameters lie over the sample alone, the metrics over the grid and the sample; a part is a
// part of both.
static void a_sample_at_every_place_comes_back(void **state) {
    struct store_layout layout = both_layout();
    const char *path = in_folder(*state, 1, "sweep.nc");
    double values[2 * 2 * 3], wanted[2], sample[BOTH_SAMPLES];
    struct errors errors = {0};
    write_fine(in_folder(*state, 0, "j"), path, &layout);
    struct sweep_file *file = open_nc(path);
    const struct store_layout *found = netcdf_layout(file);
    assert_provenance(file, &layout);
    assert_metrics(file);
    assert_int_equal(found->axis_count, 4);
    assert_memory_equal(found->axes[0].values, depths, sizeof depths);
    assert_string_equal(axis_label(&found->axes[1], 2), fronts[2]);
    assert_int_equal(found->axes[3].count, 4);
    for (size_t k = 0; k < 2; k++) {
        assert_fine(&errors, netcdf_read(file, both_axes[2 + k].path, sample, &errors));
        for (uint64_t point = 0; point < BOTH_SAMPLES; point++) {
            stored_coordinates(NULL, point, wanted);
            assert_true(sample[point] == wanted[k]);
        }
    }
    const size_t first[] = {1, 0, 5}, count[] = {2, 2, 3}, stride[] = {2, 2, 1};
    assert_fine(&errors, netcdf_read_part(file, "epsilon", first, count, stride, values, &errors));
    for (size_t k = 0; k < 12; k++) {
        uint64_t point = ((1 + 2 * (k / 6)) * 3 + 2 * (k / 3 % 2)) * BOTH_SAMPLES + 5 + k % 3;
        assert_true(values[k] == stored_number(point, ROW_EPSILON));
    }
    assert_fine(&errors, netcdf_read_part(file, both_axes[2].path, first, count, stride, values, &errors));
    stored_coordinates(NULL, 3, wanted);
    assert_true(values[1] == wanted[0]); // along its own dimension: 1, 3
    netcdf_close(file);
}

// The same sweep in order, backwards in two runs, and in three shards.
static void equal_sweeps_give_equal_files(void **state) {
    struct store_layout layouts[] = {grid_layout(), sample_layout(), both_layout()};
    struct errors errors = {0};
    for (size_t l = 0; l < 3; l++) {
        const struct store_layout *layout = &layouts[l];
        const char *one = in_folder(*state, 0, "one.nc"), *two = in_folder(*state, 1, "two.nc");
        const char *path = in_folder(*state, 2, "j"), *three = in_folder(*state, 3, "three.nc");
        write_fine(path, one, layout);
        unlink(path);
        struct journal *journal = open_fine(path, layout, whole, false), *shards[3];
        for (uint64_t block = store_blocks(layout); block-- > 0;) {
            append_fine(journal, block);
            if (block != 4) continue;
            close_fine(journal);
            journal = open_fine(path, layout, whole, true);
        }
        assert_fine(&errors, netcdf_write(layout, &journal, 1, two, &errors));
        close_fine(journal);
        unlink(path);
        assert_true(same_files(one, two));
        for (uint64_t k = 0; k < 3; k++) {
            const char *names[] = {"a", "b", "c"};
            path = in_folder(*state, 2, names[k]);
            close_fine(open_fine(path, layout, (struct shard){k + 1, 3}, false));
            journal = open_fine(path, layout, (struct shard){k + 1, 3}, true);
            append_missing(journal);
            close_fine(journal);
            assert_fine(&errors, journal_open_read(path, &shards[k], &errors)); // as merge does
        }
        assert_fine(&errors, netcdf_write(journal_layout(shards[2]), shards, 3, three, &errors));
        assert_true(same_files(one, three));
        for (size_t k = 0; k < 3; k++) {
            unlink(journal_path(shards[k]));
            close_fine(shards[k]);
        }
    }
}

// Which NaN an operation makes depends on the machine and the compiler.
static void every_nan_is_the_same(void **state) {
    struct store_layout layout = grid_layout();
    struct errors errors = {0};
    double rows[BLOCK_POINTS * ROW_MOST];
    const char *paths[] = {in_folder(*state, 0, "a.nc"), in_folder(*state, 1, "b.nc")};
    for (size_t k = 0; k < 2; k++) {
        struct journal *journal = open_fine(in_folder(*state, 2 + k, k ? "k" : "j"), &layout, whole, false);
        for (uint64_t block = 0; block < store_blocks(&layout); block++) {
            stored_rows(&layout, block, rows);
            rows[ROW_METRICS] = k ? copysign(NAN, -1) : NAN;
            assert_fine(&errors, journal_append(journal, block, rows, &errors));
        }
        assert_fine(&errors, netcdf_write(&layout, &journal, 1, paths[k], &errors));
        close_fine(journal);
    }
    assert_true(same_files(paths[0], paths[1]));
}

static void long_coordinates(const void *context, uint64_t point, double *values) {
    values[0] = 0;
    stored_coordinates(context, point % 40000, values + 1);
}

static void short_coordinates(const void *context, uint64_t point, double *values) {
    values[0] = 0;
    stored_coordinates(context, point % 30, values + 1);
}

// A sample of 40,000 at three places: the first chunks hold its parameters piece by piece. Of 30 at 3,000
// places: one chunk holds the sample at many places.
static void parameters_of_a_sample_are_written_once_whatever_the_chunks(void **state) {
    static double many[3000], sample[40000];
    const size_t counts[][2] = {{3, 40000}, {3000, 30}};
    struct errors errors = {0};
    double wanted[4];
    for (size_t s = 0; s < 2; s++) {
        const char *journal = in_folder(*state, 0, "j"), *path = in_folder(*state, 1, "sweep.nc");
        struct store_layout layout = sample_layout();
        const struct store_axis axes[] = {
            {"a", "", "", NULL, many, counts[s][0]}, sample_axes[0], sample_axes[1]};
        layout.axes = axes;
        layout.axis_count = 3;
        layout.grid_axes = 1;
        layout.samples = counts[s][1];
        layout.points = counts[s][0] * counts[s][1];
        layout.coordinates = s == 0 ? long_coordinates : short_coordinates;
        layout.block_points = 997;
        write_fine(journal, path, &layout);
        struct sweep_file *file = open_nc(path);
        assert_metrics(file);
        assert_fine(&errors, netcdf_read(file, sample_axes[0].path, sample, &errors));
        for (size_t k = 0; k < counts[s][1]; k++) {
            stored_coordinates(NULL, k, wanted);
            assert_true(sample[k] == wanted[0]);
        }
        netcdf_close(file);
        unlink(journal);
    }
}

// Grids of 1 x 70,000, 3 x 40,000 and 300 x 300 take chunks of every shape: pieces of the last axis, one
// whole last axis at a time, several at a time.
static void chunks_of_every_shape_hold_their_points(void **state) {
    static double many[70000];
    const size_t counts[][2] = {{1, 70000}, {3, 40000}, {300, 300}};
    for (size_t i = 0; i < 70000; i++)
        many[i] = (double)i;
    for (size_t s = 0; s < 3; s++) {
        const char *journal = in_folder(*state, 0, "j"), *path = in_folder(*state, 1, "sweep.nc");
        struct store_layout layout = grid_layout();
        const struct store_axis axes[] = {{"a", "", "", NULL, many, counts[s][0]},
                                          {"b", "", "", NULL, many, counts[s][1]}};
        layout.axes = axes;
        layout.axis_count = layout.grid_axes = 2;
        layout.points = counts[s][0] * counts[s][1];
        layout.block_points = 997;
        write_fine(journal, path, &layout);
        struct sweep_file *file = open_nc(path);
        assert_metrics(file);
        netcdf_close(file);
        unlink(journal);
    }
}

static void awkward_names_keep_their_paths(void **state) {
    static const struct store_metric awkward[] = {{"deal.a/b", "", "slash"},
                                                  {"deal.a_b", "", "taken"},
                                                  {"status", "", "reserved"},
                                                  {" deal. ", "", "blanks"},
                                                  {"deal.\xC3\xA9", "", "beyond ASCII"},
                                                  {"Russia.discount_rate", "", "an axis's"},
                                                  {"bad \xFF", "", "no UTF-8"}};
    char lengthy[600];
    struct store_metric metrics[9];
    struct store_layout layout = grid_layout();
    memset(lengthy, 'x', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    memcpy(metrics, awkward, sizeof awkward);
    metrics[7] = metrics[8] = (struct store_metric){lengthy, "", "long"};
    layout.metrics = metrics;
    layout.metric_count = 9;
    const char *path = in_folder(*state, 1, "sweep.nc");
    write_fine(in_folder(*state, 0, "j"), path, &layout);
    struct sweep_file *file = open_nc(path);
    for (size_t k = 0; k < 9; k++) {
        assert_string_equal(netcdf_layout(file)->metrics[k].path, metrics[k].path);
        if (k != 2 && k != 8) assert_values(file, metrics[k].path, ROW_METRICS + k);
    }
    netcdf_close(file);
    int nc, variable;
    const char *const names[] = {
        "deal.a_b", "deal.a_b_2", "status_2", "_ deal._", "deal.\xC3\xA9", "Russia.discount_rate_2", "bad _"};
    assert_int_equal(nc_open(path, NC_NOWRITE, &nc), NC_NOERR);
    for (size_t k = 0; k < 7; k++)
        assert_int_equal(nc_inq_varid(nc, names[k], &variable), NC_NOERR);
    nc_close(nc);
}

static void a_long_scenario_is_kept_whole(void **state) {
    struct store_layout layout = grid_layout();
    size_t length = 300000;
    char *text = malloc(length + 1);
    assert_non_null(text);
    for (size_t k = 0; k < length; k++)
        text[k] = k % 61 == 60 ? '\n' : (char)('a' + k % 23);
    text[length] = '\0';
    layout.scenario_text = text;
    const char *path = in_folder(*state, 1, "sweep.nc");
    write_fine(in_folder(*state, 0, "j"), path, &layout);
    struct sweep_file *file = open_nc(path);
    assert_provenance(file, &layout);
    netcdf_close(file);
    free(text);
}

static void an_unfinished_sweep_is_not_written(void **state) {
    struct store_layout layout = grid_layout();
    struct errors errors = {0};
    struct journal *journal = open_fine(in_folder(*state, 0, "j"), &layout, whole, false);
    const char *path = in_folder(*state, 1, "sweep.nc");
    for (uint64_t block = 0; block < 8; block++)
        append_fine(journal, block);
    assert_int_equal(netcdf_write(&layout, &journal, 1, path, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "4 of 60 points", "1 of 9 blocks;", "at point 56", "--resume");
    assert_int_equal(export_write(&layout, &journal, 1, EXPORT_CSV, path, &errors), PARLEY_INPUT);
    errors_free(&errors);
    assert_int_equal(folder_count(*state), 1);
    close_fine(journal);
}

static void other_files_are_refused(void **state) {
    struct sweep_file *file = NULL;
    struct errors errors = {0};
    const char *path = in_folder(*state, 0, "x.nc");
    assert_int_equal(netcdf_open(path, &file, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, path);
    bytes_put(path, "CDF is what it is not", 21);
    assert_int_equal(netcdf_open(path, &file, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, path);
    int nc, dimension, variable;
    assert_int_equal(nc_create(path, NC_NETCDF4 | NC_CLOBBER, &nc), NC_NOERR);
    assert_int_equal(nc_def_dim(nc, "x", 3, &dimension), NC_NOERR);
    assert_int_equal(nc_def_var(nc, "epsilon", NC_DOUBLE, 1, &dimension, &variable), NC_NOERR);
    assert_int_equal(nc_close(nc), NC_NOERR);
    assert_int_equal(netcdf_open(path, &file, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "not the result of a sweep");
    assert_null(file);
}

// A file of ours, but cut off or with a dimension that belies its attributes.
static void a_torn_or_altered_file_is_refused(void **state) {
    struct store_layout layout = sample_layout();
    struct sweep_file *file = NULL;
    struct errors errors = {0};
    const char *path = in_folder(*state, 1, "sweep.nc"), *torn = in_folder(*state, 2, "torn.nc");
    write_fine(in_folder(*state, 0, "j"), path, &layout);
    struct bytes bytes = bytes_of(path);
    bytes_put(torn, bytes.data, bytes.length / 2);
    assert_int_equal(netcdf_open(torn, &file, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, torn);
    free(bytes.data);
    int nc;
    unsigned long long points = SAMPLE_POINTS - 1;
    assert_int_equal(nc_open(path, NC_WRITE, &nc), NC_NOERR);
    assert_int_equal(nc_put_att_ulonglong(nc, NC_GLOBAL, "points", NC_UINT64, 1, &points), NC_NOERR);
    assert_int_equal(nc_close(nc), NC_NOERR);
    assert_int_equal(netcdf_open(path, &file, &errors), PARLEY_INPUT);
    assert_says(&errors, PARLEY_INPUT, "not the result of a sweep");
}

// ---- what others see ----

// Output of `ncdump -h`, owned; NULL if there is no ncdump.
static char *ncdump(const char *path) {
    char command[300], *text = NULL;
    size_t room = 0;
    if (system("command -v ncdump >/dev/null 2>&1") != 0) return NULL;
    snprintf(command, sizeof command, "ncdump -h %s", path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_true(getdelim(&text, &room, '\0', pipe) > 0);
    assert_int_equal(pclose(pipe), 0);
    return text;
}

static void assert_dumped(const char *path, const char *const *lines) {
    char *text = ncdump(path);
    if (!text) skip();
    for (; *lines; lines++) {
        if (!strstr(text, *lines)) print_error("'%s' is not in:\n%s\n", *lines, text);
        assert_non_null(strstr(text, *lines));
    }
    free(text);
}

// Coordinates have one dimension, of their own name: that makes xarray take them for coordinates.
static void ncdump_reads_as_documentation(void **state) {
    struct store_layout grid = grid_layout(), sample = sample_layout();
    const char *path = in_folder(*state, 1, "grid.nc"), *other = in_folder(*state, 3, "sample.nc");
    write_fine(in_folder(*state, 0, "j"), path, &grid);
    assert_dumped(path, (const char *const[]){
                            "Russia.discount_rate = 5 ;",
                            "start.front = 3 ;",
                            "anchoring.depth = 4 ;",
                            "double Russia.discount_rate(Russia.discount_rate) ;",
                            "string start.front(start.front) ;",
                            "double anchoring.depth(anchoring.depth) ;",
                            "double value.Russia(Russia.discount_rate, start.front, anchoring.depth) ;",
                            "value.Russia:units = \"utility\" ;",
                            "value.Russia:long_name = \"value.Russia: value of the game to Russia\" ;",
                            "value.Russia:_FillValue = NaN ;",
                            "deal.frozen\\ line:path = \"deal.frozen line\" ;",
                            "byte status(",
                            "status:flag_values = 0b, 1b, 2b ;",
                            "status:flag_meanings = \"certified uncertified refused\" ;",
                            "double epsilon(",
                            ":title = \"Ceasefire talks\" ;",
                            ":Conventions = \"CF-1.8\" ;",
                            ":command = \"parley sweep talks.yaml\" ;",
                            ":version = \"" PARLEY_VERSION "\" ;",
                            ":hash = ",
                            ":scenario = \"title: Ceasefire talks\\n",
                            NULL});
    write_fine(in_folder(*state, 2, "k"), other, &sample);
    assert_dumped(
        other,
        (const char *const[]){
            "point = 53 ;", "double Russia.discount_rate(point) ;", "int start.front(point) ;",
            "start.front:flag_meanings = \"Ukrainian_gains stalemate Russian,_gains collapse\" ;",
            "start.front:levels = \"Ukrainian gains\", \"stalemate\", \"Russian, gains\", \"collapse\" ;",
            "double value.Russia(point) ;", NULL});
    struct store_layout both = both_layout();
    const char *third = in_folder(*state, 5, "both.nc");
    write_fine(in_folder(*state, 4, "l"), third, &both);
    assert_dumped(third, (const char *const[]){
                             "anchoring.depth = 4 ;", "start.aid = 3 ;", "sample = 13 ;",
                             "double anchoring.depth(anchoring.depth) ;", "string start.aid(start.aid) ;",
                             "double Russia.discount_rate(sample) ;", "int start.front(sample) ;",
                             "double value.Russia(anchoring.depth, start.aid, sample) ;",
                             "byte status(anchoring.depth, start.aid, sample) ;",
                             ":kind = \"grid of samples\" ;", ":exceeds = \"value.Russia>=0.5\\n", NULL});
}

static void assert_written(const char *path, const char *wanted) {
    struct bytes bytes = bytes_of(path);
    assert_string_equal(bytes.data, wanted);
    free(bytes.data);
}

// 2 x 2 x 2 points, one metric, written by hand.
static void tables_are_what_a_reader_expects(void **state) {
    static const double a[] = {0.5, -INFINITY}, b[] = {1, 2}, levels_of_c[] = {2, 1};
    static const char *const c[] = {"none", "high\n# 1", "low, \"so\""};
    const struct store_axis axes[] = {{"A.outside", "utility", "", NULL, a, 2},
                                      {"b", "", "", NULL, b, 2},
                                      {"start.c", "x", "", c, levels_of_c, 2}};
    const struct store_metric metric = {"deal.a,b", "probability", ""};
    struct store_layout layout = grid_layout();
    struct errors errors = {0};
    double rows[8 * 3];
    for (size_t k = 0; k < 8; k++) {
        rows[3 * k] = (double)(k % 3);
        rows[3 * k + 1] = 0.25;
        rows[3 * k + 2] = k == 6 ? NAN : (double)k;
    }
    layout.axes = axes;
    layout.metrics = &metric;
    layout.metric_count = 1;
    layout.points = layout.block_points = 8;
    layout.title = "One\nTwo";
    struct journal *journal = open_fine(in_folder(*state, 0, "j"), &layout, whole, false);
    assert_fine(&errors, journal_append(journal, 0, rows, &errors));
    const char *dat = in_folder(*state, 1, "sweep.dat"), *csv = in_folder(*state, 2, "sweep.csv");
    assert_fine(&errors, export_write(&layout, &journal, 1, EXPORT_DAT, dat, &errors));
    assert_fine(&errors, export_write(&layout, &journal, 1, EXPORT_CSV, csv, &errors));
    close_fine(journal);
    assert_written(dat,
                   "# One Two\n# sweep of 8 points, by parley " PARLEY_VERSION
                   ": parley sweep talks.yaml\n# status: 0 certified, 1 uncertified, 2 refused\n"
                   "# A.outside [utility]\tb\tstart.c\tstatus\tepsilon [utility]\tdeal.a,b [probability]\n"
                   "0.5\t1\t\"low, 'so'\"\t0\t0.25\t0\n0.5\t1\t\"high # 1\"\t1\t0.25\t1\n\n"
                   "0.5\t2\t\"low, 'so'\"\t2\t0.25\t2\n0.5\t2\t\"high # 1\"\t0\t0.25\t3\n\n\n"
                   "-inf\t1\t\"low, 'so'\"\t1\t0.25\t4\n-inf\t1\t\"high # 1\"\t2\t0.25\t5\n\n"
                   "-inf\t2\t\"low, 'so'\"\t0\t0.25\tNaN\n-inf\t2\t\"high # 1\"\t1\t0.25\t7\n");
    assert_written(csv,
                   "\"A.outside\",\"b\",\"start.c\",\"status\",\"epsilon\",\"deal.a,b\"\n"
                   "0.5,1,\"low, \"\"so\"\"\",certified,0.25,0\n0.5,1,\"high # 1\",uncertified,0.25,1\n"
                   "0.5,2,\"low, \"\"so\"\"\",refused,0.25,2\n0.5,2,\"high # 1\",certified,0.25,3\n"
                   "-inf,1,\"low, \"\"so\"\"\",uncertified,0.25,4\n-inf,1,\"high # 1\",refused,0.25,5\n"
                   "-inf,2,\"low, \"\"so\"\"\",certified,0.25,NaN\n-inf,2,\"high # 1\",uncertified,0.25,7\n");
}

static void a_sample_is_one_table(void **state) {
    struct store_layout layout = sample_layout();
    struct errors errors = {0};
    layout.points = layout.samples = 2;
    layout.metric_count = 1;
    struct journal *journal = open_fine(in_folder(*state, 0, "j"), &layout, whole, false);
    const char *csv = in_folder(*state, 1, "sweep.csv");
    append_missing(journal);
    assert_fine(&errors, export_write(&layout, &journal, 1, EXPORT_CSV, csv, &errors));
    close_fine(journal);
    assert_written(csv, "\"Russia.discount_rate\",\"start.front\",\"status\",\"epsilon\",\"value.Russia\"\n"
                        "0.01,\"Ukrainian gains\",certified,9.9999999999999998e-13,2\n"
                        "0.010999999999999999,\"stalemate\",uncertified,2e-12,2.8414709848078967\n");
}

static void a_table_from_a_file_is_the_one_from_its_journal(void **state) {
    static const enum export_format formats[] = {EXPORT_DAT, EXPORT_CSV};
    const struct store_layout layouts[] = {grid_layout(), sample_layout()};
    const char *path = in_folder(*state, 0, "j"), *nc = in_folder(*state, 1, "sweep.nc");
    const char *one = in_folder(*state, 2, "one"), *two = in_folder(*state, 3, "two");
    for (size_t k = 0; k < 4; k++) {
        const struct store_layout *layout = &layouts[k / 2];
        struct sweep_file *file = NULL;
        struct errors errors = {0};
        unlink(path);
        make_journal(path, layout);
        struct journal *journal = open_fine(path, layout, whole, true);
        assert_fine(&errors, netcdf_write(layout, &journal, 1, nc, &errors));
        assert_fine(&errors, export_write(layout, &journal, 1, formats[k % 2], one, &errors));
        close_fine(journal);
        file = open_nc(nc);
        assert_fine(&errors, export_rewrite(file, formats[k % 2], two, &errors));
        netcdf_close(file);
        assert_true(same_files(one, two));
    }
}

static void any_stretch_of_points_is_read(void **state) {
    struct store_layout layout = grid_layout();
    const char *nc = in_folder(*state, 1, "sweep.nc");
    struct errors errors = {0};
    double values[GRID_POINTS];
    write_fine(in_folder(*state, 0, "j"), nc, &layout);
    struct sweep_file *file = open_nc(nc);
    for (uint64_t first = 0; first < GRID_POINTS; first++)
        for (size_t count = 1; first + count <= GRID_POINTS; count++) {
            assert_fine(&errors, netcdf_read_points(file, "value.Russia", first, count, values, &errors));
            for (size_t k = 0; k < count; k++)
                assert_true(same_number(values[k], stored_number(first + k, ROW_METRICS)));
        }
    netcdf_close(file);
}

// ---- packing ----

enum { PACKED_POINTS = 140000 };

// A metric that is the same everywhere, one that never is, and one of whole numbers with gaps.
static double packed_number(uint64_t point, size_t c) {
    const double metrics[] = {1, sin((double)point), point % 50 == 7 ? NAN : floor((double)point / 900)};
    return c == ROW_STATUS    ? 0
           : c == ROW_EPSILON ? ldexp((double)(point % 3), -54)
                              : metrics[c - ROW_METRICS];
}

static void packed_shard(const char *path, const struct store_layout *layout, struct shard shard) {
    struct journal *journal = open_fine(path, layout, shard, false);
    struct errors errors = {0};
    double rows[250 * ROW_MOST];
    for (uint64_t block = 0; journal_missing(journal, &block); block++) {
        for (size_t k = 0; k < store_block_count(layout, block); k++)
            for (size_t c = 0; c < store_row(layout); c++)
                rows[k * store_row(layout) + c] = packed_number(block * layout->block_points + k, c);
        assert_fine(&errors, journal_append(journal, block, rows, &errors));
    }
    close_fine(journal);
}

static bool is_packed(int file, const char *name) {
    int variable, shuffled, packed, level;
    assert_int_equal(nc_inq_varid(file, name, &variable), NC_NOERR);
    assert_int_equal(nc_inq_var_deflate(file, variable, &shuffled, &packed, &level), NC_NOERR);
    return packed != 0;
}

static void columns_that_repeat_are_packed_and_others_are_not(void **state) {
    static double rows[700], columns[200], values[PACKED_POINTS];
    const struct store_axis axes[] = {{"a", "", "", NULL, rows, 700}, {"b", "", "", NULL, columns, 200}};
    struct store_layout layout = grid_layout();
    struct journal *journals[2] = {NULL, NULL};
    struct errors errors = {0};
    const char *one = in_folder(*state, 2, "one.nc"), *two = in_folder(*state, 3, "two.nc");
    for (size_t k = 0; k < 700; k++)
        rows[k] = (double)k;
    memcpy(columns, rows, sizeof columns);
    layout.axes = axes;
    layout.axis_count = layout.grid_axes = 2;
    layout.points = PACKED_POINTS;
    layout.block_points = 250;
    for (uint64_t k = 0; k < 2; k++) {
        packed_shard(in_folder(*state, k, k == 0 ? "j" : "k"), &layout, (struct shard){k + 1, 2});
        assert_fine(&errors, journal_open_read(((struct folder *)*state)->path[k], &journals[k], &errors));
    }
    assert_fine(&errors, netcdf_write(&layout, journals, 2, one, &errors));
    assert_fine(&errors,
                netcdf_write(&layout, (struct journal *[]){journals[1], journals[0]}, 2, two, &errors));
    journal_close(journals[0], NULL);
    journal_close(journals[1], NULL);
    assert_true(same_files(one, two));
    int file;
    assert_int_equal(nc_open(one, NC_NOWRITE, &file), NC_NOERR);
    assert_true(is_packed(file, "status") && is_packed(file, "epsilon") && is_packed(file, "value.Russia"));
    assert_true(is_packed(file, "deal.frozen line"));
    assert_false(is_packed(file, "agreement.first_period"));
    nc_close(file);
    struct sweep_file *sweep = open_nc(one);
    for (size_t m = 0; m < layout.metric_count; m++) {
        assert_fine(&errors, netcdf_read(sweep, layout.metrics[m].path, values, &errors));
        for (uint64_t k = 0; k < PACKED_POINTS; k++)
            assert_true(same_number(values[k], packed_number(k, ROW_METRICS + m)));
    }
    netcdf_close(sweep);
}

// ---- size ----

enum { MANY = 24 };

// 1000 x 1000 points with 24 metrics: 208 MB of rows.
static void write_a_million(struct folder *folder) {
    static double axis[1000];
    static char paths[MANY][20];
    struct store_metric metrics[MANY];
    struct store_layout layout = grid_layout();
    const struct store_axis axes[] = {{"a", "", "", NULL, axis, 1000}, {"b", "", "", NULL, axis, 1000}};
    struct timespec begin, middle, end;
    for (size_t k = 0; k < 1000; k++)
        axis[k] = (double)k;
    for (size_t k = 0; k < MANY; k++) {
        snprintf(paths[k], sizeof paths[k], "metric.%zu", k);
        metrics[k] = (struct store_metric){paths[k], "utility", "one of many"};
    }
    layout.axes = axes;
    layout.axis_count = layout.grid_axes = 2;
    layout.metrics = metrics;
    layout.metric_count = MANY;
    layout.points = 1000000;
    layout.block_points = 100;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    make_journal(in_folder(folder, 0, "j"), &layout);
    clock_gettime(CLOCK_MONOTONIC, &middle);
    struct errors errors = {0};
    struct journal *journal = open_fine(folder->path[0], &layout, whole, true);
    assert_fine(&errors, netcdf_write(&layout, &journal, 1, in_folder(folder, 1, "sweep.nc"), &errors));
    close_fine(journal);
    clock_gettime(CLOCK_MONOTONIC, &end);
    print_message("10^6 points, 24 metrics: journal %.1f s, sweep.nc %.1f s\n",
                  (double)(middle.tv_sec - begin.tv_sec) + 1e-9 * (double)(middle.tv_nsec - begin.tv_nsec),
                  (double)(end.tv_sec - middle.tv_sec) + 1e-9 * (double)(end.tv_nsec - middle.tv_nsec));
}

static void a_million_points_take_little_memory(void **state) {
    struct folder *folder = *state;
    int ended = 1;
    if (!HEAP_IS_ORDINARY) skip();
    in_folder(folder, 1, "sweep.nc");
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct rusage own, childs; // the file is written by a child
        write_a_million(folder);
        bool known = getrusage(RUSAGE_SELF, &own) == 0 && getrusage(RUSAGE_CHILDREN, &childs) == 0;
        print_message("peak %.0f + %.0f MB\n", (double)own.ru_maxrss / 1000, (double)childs.ru_maxrss / 1000);
        fflush(NULL);
        _exit(known && own.ru_maxrss + childs.ru_maxrss < 200 * 1000 ? 0 : 1);
    }
    assert_true(child > 0 && waitpid(child, &ended, 0) == child);
    assert_int_equal(ended, 0);
    struct sweep_file *file = open_nc(folder->path[1]);
    assert_values(file, "metric.11", ROW_METRICS + 11);
    netcdf_close(file);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_grid_comes_back),
        IN_FOLDER(a_sample_comes_back),
        IN_FOLDER(a_sample_at_every_place_comes_back),
        IN_FOLDER(parameters_of_a_sample_are_written_once_whatever_the_chunks),
        IN_FOLDER(equal_sweeps_give_equal_files),
        IN_FOLDER(every_nan_is_the_same),
        IN_FOLDER(chunks_of_every_shape_hold_their_points),
        IN_FOLDER(awkward_names_keep_their_paths),
        IN_FOLDER(a_long_scenario_is_kept_whole),
        IN_FOLDER(an_unfinished_sweep_is_not_written),
        IN_FOLDER(other_files_are_refused),
        IN_FOLDER(a_torn_or_altered_file_is_refused),
        IN_FOLDER(ncdump_reads_as_documentation),
        IN_FOLDER(tables_are_what_a_reader_expects),
        IN_FOLDER(a_sample_is_one_table),
        IN_FOLDER(a_table_from_a_file_is_the_one_from_its_journal),
        IN_FOLDER(any_stretch_of_points_is_read),
        IN_FOLDER(columns_that_repeat_are_packed_and_others_are_not),
        IN_FOLDER(a_million_points_take_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
