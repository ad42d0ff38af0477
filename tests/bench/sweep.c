// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: a grid of 100 x 100 points over a Baron-Ferejohn game of three and over the anchored game of
// models/classics/anchoring.yaml (12 states). Points per second of processor time and operator applications
// per point, from the beginning and from neighbours; how two threads share the work; what the store and the
// files cost beside a run whose rows are thrown away; and peak memory of a million points. Each number is the
// best of REPEATS. The machine may be shared, so the load is printed, and processor time is what is judged.
// Exits non-zero if a point is not certified, a rate misses its aim, or a million points take 200 MB; that
// two threads get in each other's way is only said, since others on the machine do as well.
#include "scenarios.h"

#include "core/file.h"
#include "sweep/plan.h"
#include "sweep/runner.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REPEATS = 5, POINTS = 10000, MILLION = 1000000 };
static const double MEGABYTES_MOST = 200, EFFICIENCY_LEAST = 0.95;

struct study_game {
    const char *name, *file; // or Baron-Ferejohn
    const char *vary[2];
    double aim; // points per second
};

static const struct study_game games[] = {
    {"Baron-Ferejohn, 3 parties", NULL, {"P0.discount=0.8:0.95:100", "P1.discount=0.8:0.95:100"}, 50000},
    {"anchored, 12 states",
     "models/classics/anchoring.yaml",
     {"One.discount=0.8:0.98:100", "Two.discount=0.8:0.98:100"},
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

// A sweep whose rows go nowhere.
struct thrown {
    const char *text;
    uint64_t next, blocks;
};

static enum parley_status thrown_scenario(const void *context, struct scenario **scenario,
                                          struct errors *errors) {
    const struct thrown *thrown = context;
    return scenario_parse(thrown->text, strlen(thrown->text), "bench", scenario, errors);
}

static bool thrown_take(void *context, uint64_t *block) {
    struct thrown *thrown = context;
    *block = thrown->next++;
    return *block < thrown->blocks;
}

static enum parley_status thrown_store(void *context, uint64_t block, const double *rows,
                                       struct errors *errors) {
    (void)context, (void)block, (void)rows, (void)errors;
    return PARLEY_OK;
}

static bool run_thrown(const char *text, const struct study_game *game, int threads, bool cold,
                       struct spent *best, struct sweep_tally *tally) {
    const struct plan_request request = {
        .vary = game->vary, .vary_count = 2, .tolerance = 1e-8, .scenario_text = text};
    struct thrown thrown = {.text = text};
    struct scenario *scenario = NULL;
    struct plan plan = {0};
    bool done = thrown_scenario(&thrown, &scenario, NULL) == PARLEY_OK &&
                plan_make(scenario, &request, &plan, NULL) == PARLEY_OK;
    struct sweep_job job = {.layout = &plan.layout,
                            .scenario = thrown_scenario,
                            .scenario_context = &thrown,
                            .threads = threads,
                            .cold = cold,
                            .take = thrown_take,
                            .store = thrown_store,
                            .context = &thrown};
    *best = (struct spent){NAN, NAN};
    for (int k = 0; k < REPEATS && done; k++) {
        thrown.next = 0;
        thrown.blocks = store_blocks(&plan.layout);
        struct spent from = now();
        done = sweep_run(&job, tally, NULL) == PARLEY_OK && tally->uncertified + tally->refused == 0;
        keep_best(best, from);
    }
    plan_clear(&plan);
    scenario_free(scenario);
    return done;
}

// ---- with the store ----

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

static bool run_stored(const char *text, const char *const *vary, size_t count, struct spent *best,
                       int repeats) {
    parley_scenario *scenario = NULL;
    struct parley_sweep_report report;
    char directory[] = "/tmp/parley-bench-XXXXXX";
    if (parley_parse(text, strlen(text), "bench", &scenario, NULL) != PARLEY_OK || !mkdtemp(directory))
        return false;
    struct parley_sweep sweep = {
        .vary = vary, .vary_count = count, .directory = directory, .threads = 1, .progress = progress};
    bool done = true;
    *best = (struct spent){NAN, NAN};
    for (int k = 0; k < repeats && done; k++) {
        struct spent from = now();
        done = parley_sweep_run(scenario, &sweep, &report, NULL) == PARLEY_OK && report.complete;
        parley_sweep_report_clear(&report);
        keep_best(best, from);
        directory_remove(directory);
    }
    parley_scenario_free(scenario);
    return done;
}

// ---- the table ----

static bool game_measure(const struct study_game *game) {
    struct text made = {0};
    char *read = NULL;
    size_t length;
    struct spent cold, warm, two, stored;
    struct sweep_tally cold_tally, warm_tally, two_tally;
    if (game->file)
        file_read(game->file, SCENARIO_BYTES_MAX, &read, &length, NULL);
    else
        write_baron_ferejohn(&made, 3, 0.9);
    const char *text = game->file ? read : made.data;
    bool done = text && run_thrown(text, game, 1, true, &cold, &cold_tally) &&
                run_thrown(text, game, 1, false, &warm, &warm_tally) &&
                run_thrown(text, game, 2, false, &two, &two_tally) &&
                run_stored(text, game->vary, 2, &stored, REPEATS);
    free(read);
    text_free(&made);
    if (!done) {
        fprintf(stderr, "%s: not swept\n", game->name);
        return false;
    }
    double rate = POINTS / warm.processor, efficiency = warm.processor / two.processor;
    printf("%-26s %9.0f %9.0f %8.2f %8.2f %8.2f %8.2f %9.1f%%\n", game->name, POINTS / cold.processor, rate,
           (double)cold_tally.operator_applications / POINTS,
           (double)warm_tally.operator_applications / POINTS, efficiency, warm.elapsed / (2 * two.elapsed),
           100 * (stored.processor - warm.processor) / stored.processor);
    if (!(rate >= game->aim)) fprintf(stderr, "%s: the aim is %.0f points a second\n", game->name, game->aim);
    if (!(efficiency >= EFFICIENCY_LEAST))
        fprintf(stderr, "%s: threads get in each other's way\n", game->name);
    return rate >= game->aim;
}

// In a process of its own, whose peak memory is its own.
static bool million_measure(void) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        static const char *const vary[] = {"A.discount=0.5:0.99:1000", "B.discount=0.5:0.99:1000"};
        static const char text[] =
            "title: Two\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n";
        struct spent spent;
        struct rusage usage, children; // the files are written by a process of their own
        bool done = run_stored(text, vary, 2, &spent, 1);
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
    printf("\nSweeps of %d points; load of the machine %.1f\n", POINTS, *load);
    printf("%-26s %9s %9s %8s %8s %8s %8s %10s\n", "", "points/s", "points/s", "T/point", "T/point", "2 thr.",
           "2 thr.", "store");
    printf("%-26s %9s %9s %8s %8s %8s %8s %10s\n", "game", "cold", "warm", "cold", "warm", "proc.", "elapsed",
           "and files");
    for (size_t k = 0; k < GAMES; k++)
        fine = game_measure(&games[k]) && fine;
    fine = million_measure() && fine;
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
