// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: grids over a Baron-Ferejohn game of three and over the anchored game of
// models/classics/anchoring.yaml (12 states). Points per second of processor time and operator applications
// per point, from the beginning and from neighbours; what journal and sweep.nc cost for the same rows, and
// their bytes; how two threads share the run alone and the whole; and peak memory of a million points. Each
// number is the best of several. The machine may be shared, so the load is printed, and processor time is
// what is judged: the whole on two threads is taken as what the run costs them, shared, and what the store
// costs one, while the other waits. Exits non-zero if a point is not certified, a rate misses its aim, or a
// million points take 200 MB; that the store costs more than its aim, or that threads get in each other's
// way, is only said: others on the machine do as well.
#include "scenarios.h"

#include "core/file.h"
#include "sweep/netcdf.h"
#include "sweep/plan.h"
#include "sweep/runner.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MILLION = 1000000 };
static const double MEGABYTES_MOST = 200, EFFICIENCY_LEAST = 0.95, STORE_MOST = 0.03;

struct study_game {
    const char *name, *file; // or Baron-Ferejohn
    const char *vary[2];
    uint64_t points;
    int repeats;
    bool cold;    // from the beginning as well
    bool follows; // warm unless told otherwise
    double aim;   // points per second, as it is unless told otherwise
};

static const struct study_game games[] = {
    {"Baron-Ferejohn, 3 parties",
     NULL,
     {"P0.discount=0.8:0.95:100", "P1.discount=0.8:0.95:100"},
     10000,
     15,
     true,
     true,
     50000},
    {"the same, 400 x 400",
     NULL,
     {"P0.discount=0.8:0.95:400", "P1.discount=0.8:0.95:400"},
     160000,
     3,
     false,
     true,
     50000},
    {"anchored, 12 states",
     "models/classics/anchoring.yaml",
     {"One.discount=0.8:0.98:100", "Two.discount=0.8:0.98:100"},
     10000,
     3,
     true,
     false,
     2000},
};
enum { GAMES = sizeof games / sizeof *games };

struct spent {
    double elapsed, processor; // seconds
};

static double seconds_of(struct timeval time) {
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static struct spent now(void) {
    struct timespec at;
    struct rusage usage;
    clock_gettime(CLOCK_MONOTONIC, &at);
    struct spent spent = {.elapsed = (double)at.tv_sec + 1e-9 * (double)at.tv_nsec};
    for (int who = 0; who < 2; who++) { // the files are written by a process of their own
        getrusage(who ? RUSAGE_CHILDREN : RUSAGE_SELF, &usage);
        spent.processor += seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    }
    return spent;
}

static void keep_best(struct spent *best, struct spent from) {
    struct spent to = now();
    double elapsed = to.elapsed - from.elapsed, processor = to.processor - from.processor;
    if (!(best->elapsed <= elapsed)) best->elapsed = elapsed;
    if (!(best->processor <= processor)) best->processor = processor;
}

// A sweep whose rows are kept in memory.
struct kept {
    const char *text;
    const struct store_layout *layout;
    double *rows;
    uint64_t next;
};

static enum parley_status kept_scenario(const void *context, struct scenario **scenario,
                                        struct errors *errors) {
    const struct kept *kept = context;
    return scenario_parse(kept->text, strlen(kept->text), "bench", scenario, errors);
}

static bool kept_take(void *context, uint64_t *block) {
    struct kept *kept = context;
    *block = kept->next++;
    return *block < store_blocks(kept->layout);
}

static double *block_rows(const struct kept *kept, uint64_t block) {
    return kept->rows + block * kept->layout->block_points * store_row(kept->layout);
}

static enum parley_status kept_store(void *context, uint64_t block, const double *rows,
                                     struct errors *errors) {
    const struct kept *kept = context;
    (void)errors;
    memcpy(block_rows(kept, block), rows,
           store_block_count(kept->layout, block) * store_row(kept->layout) * sizeof *rows);
    return PARLEY_OK;
}

static bool run_kept(struct kept *kept, int threads, bool cold, struct spent *best,
                     struct sweep_tally *tally) {
    struct sweep_job job = {.layout = kept->layout,
                            .scenario = kept_scenario,
                            .scenario_context = kept,
                            .threads = threads,
                            .cold = cold,
                            .warm = !cold,
                            .take = kept_take,
                            .store = kept_store,
                            .context = kept};
    struct spent from = now();
    kept->next = 0;
    bool done = sweep_run(&job, tally, NULL) == PARLEY_OK && tally->uncertified + tally->refused == 0;
    keep_best(best, from);
    return done;
}

// Journal, sweep.nc and the end of the journal, for rows that are there.
static bool store_kept(const struct kept *kept, struct spent *best, double *bytes) {
    struct journal *journal = NULL;
    struct stat file;
    char directory[] = "/tmp/parley-bench-XXXXXX", path[64], result[64];
    if (!mkdtemp(directory)) return false;
    snprintf(path, sizeof path, "%s/sweep.journal", directory);
    snprintf(result, sizeof result, "%s/sweep.nc", directory);
    struct spent from = now();
    bool done = journal_open(path, kept->layout, (struct shard){1, 1}, false, &journal, NULL) == PARLEY_OK;
    for (uint64_t block = 0; done && block < store_blocks(kept->layout); block++)
        done = journal_append(journal, block, block_rows(kept, block), NULL) == PARLEY_OK;
    done = done && netcdf_write(kept->layout, &journal, 1, result, NULL) == PARLEY_OK;
    if (journal) done = journal_remove(journal, NULL) == PARLEY_OK && done;
    keep_best(best, from);
    if (done && stat(result, &file) == 0) *bytes = (double)file.st_size;
    unlink(result);
    return rmdir(directory) == 0 && done;
}

// ---- the whole ----

static void directory_remove(const char *directory) {
    DIR *entries = opendir(directory);
    char path[512];
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (entry->d_name[0] != '.') unlink(path);
    }
    if (entries) closedir(entries);
    rmdir(directory);
}

static bool progress(void *context, uint64_t done, uint64_t total, uint64_t failed) {
    (void)context, (void)done, (void)total, (void)failed;
    return true;
}

static bool run_stored(const char *text, const char *const *vary, int threads, struct spent *best) {
    parley_scenario *scenario = NULL;
    struct parley_sweep_report report;
    char directory[] = "/tmp/parley-bench-XXXXXX";
    if (!mkdtemp(directory)) return false;
    struct parley_sweep sweep = {
        .vary = vary, .vary_count = 2, .directory = directory, .threads = threads, .progress = progress};
    struct spent from = now();
    bool done = parley_parse(text, strlen(text), "bench", &scenario, NULL) == PARLEY_OK &&
                parley_sweep_run(scenario, &sweep, &report, NULL) == PARLEY_OK && report.complete;
    parley_scenario_free(scenario);
    keep_best(best, from);
    directory_remove(directory);
    return done;
}

// ---- the table ----

struct measured {
    struct spent cold, warm, two, store, whole, whole_two; // two: threads
    struct sweep_tally cold_tally, warm_tally;
    double bytes; // of sweep.nc
};

// In turns, so that what else the machine does hits all alike.
static bool runs_measure(struct kept *kept, const struct study_game *game, struct measured *all) {
    const struct spent none = {NAN, NAN};
    struct sweep_tally tally;
    *all = (struct measured){none, none, none, none, none, none, .bytes = NAN};
    bool done = !game->cold || run_kept(kept, 1, true, &all->cold, &all->cold_tally);
    for (int k = 0; k < game->repeats && done; k++)
        done = run_kept(kept, 1, false, &all->warm, &all->warm_tally) &&
               run_kept(kept, 2, !game->follows, &all->two, &tally) &&
               store_kept(kept, &all->store, &all->bytes) &&
               run_stored(kept->text, game->vary, 1, &all->whole) &&
               run_stored(kept->text, game->vary, 2, &all->whole_two);
    return done;
}

static bool sweep_measure(const char *text, const struct study_game *game, struct measured *all) {
    const struct plan_request request = {
        .vary = game->vary, .vary_count = 2, .tolerance = 1e-8, .scenario_text = text};
    struct kept kept = {.text = text};
    struct scenario *scenario = NULL;
    struct plan plan = {0};
    bool done = kept_scenario(&kept, &scenario, NULL) == PARLEY_OK &&
                plan_make(scenario, &request, &plan, NULL) == PARLEY_OK;
    kept.layout = &plan.layout;
    if (done) kept.rows = calloc((size_t)plan.layout.points * store_row(&plan.layout), sizeof *kept.rows);
    done = kept.rows && runs_measure(&kept, game, all);
    free(kept.rows);
    plan_clear(&plan);
    scenario_free(scenario);
    return done;
}

static bool game_measure(const struct study_game *game) {
    struct text made = {0};
    char *read = NULL;
    size_t length;
    struct measured all;
    double points = (double)game->points;
    if (game->file)
        file_read(game->file, SCENARIO_BYTES_MAX, &read, &length, NULL);
    else
        write_baron_ferejohn(&made, 3, 0.9);
    const char *text = game->file ? read : made.data;
    bool done = text && sweep_measure(text, game, &all);
    free(read);
    text_free(&made);
    if (!done) {
        fprintf(stderr, "%s: not swept\n", game->name);
        return false;
    }
    double usual = game->follows ? all.warm.processor : all.cold.processor, store = all.store.processor;
    double share = store / (usual + store), whole = (usual + store) / (all.two.processor + 2 * store);
    printf("%-26s %9.0f %9.0f %7.2f %7.2f %7.1f%% %8.1f %7.2f %7.2f %7.2f\n", game->name,
           points / all.cold.processor, points / all.warm.processor,
           (double)all.cold_tally.operator_applications / points,
           (double)all.warm_tally.operator_applications / points, 100 * share, all.bytes / points,
           usual / all.two.processor, whole, all.whole.elapsed / (2 * all.whole_two.elapsed));
    bool fast = points / usual >= game->aim;
    if (!fast) fprintf(stderr, "%s: the aim is %.0f points a second\n", game->name, game->aim);
    if (!(share <= STORE_MOST))
        fprintf(stderr, "%s: the store costs more than %g%%\n", game->name, 100 * STORE_MOST);
    if (!(whole >= EFFICIENCY_LEAST)) fprintf(stderr, "%s: threads get in each other's way\n", game->name);
    return fast;
}

// In a process of its own, whose peak memory is its own.
static bool million_measure(void) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        static const char *const vary[] = {"A.discount=0.5:0.99:1000", "B.discount=0.5:0.99:1000"};
        static const char text[] =
            "title: Two\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n";
        struct spent spent = {NAN, NAN};
        struct rusage usage, children; // the files are written by a process of their own
        bool done = run_stored(text, vary, 1, &spent);
        getrusage(RUSAGE_SELF, &usage);
        getrusage(RUSAGE_CHILDREN, &children);
        double megabytes = fmax((double)usage.ru_maxrss, (double)children.ru_maxrss) / 1024;
        printf("a million points: %.1f s, at most %.0f MB of memory\n", spent.elapsed, megabytes);
        fflush(stdout);
        _exit(done && megabytes <= MEGABYTES_MOST ? 0 : 1);
    }
    int ended = 1;
    return child > 0 && waitpid(child, &ended, 0) == child && ended == 0;
}

int main(void) {
    double load[1] = {NAN};
    bool fine = true;
    FILE *file = fopen("/proc/loadavg", "r");
    if (file && fscanf(file, "%lf", load) != 1) *load = NAN;
    if (file) fclose(file);
    printf("\nSweeps; load of the machine %.1f\n", *load);
    printf("%-26s %9s %9s %7s %7s %8s %8s %23s\n", "", "points/s", "points/s", "T/point", "T/point", "store,",
           "bytes", "2 threads: run, whole,");
    printf("%-26s %9s %9s %7s %7s %8s %8s %23s\n", "game", "cold", "warm", "cold", "warm", "files", "a point",
           "elapsed");
    for (size_t k = 0; k < GAMES; k++)
        fine = game_measure(&games[k]) && fine;
    fine = million_measure() && fine;
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
