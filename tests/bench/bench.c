// SPDX-License-Identifier: GPL-3.0-or-later
// Effort, time and memory on a fixed list of games, and the spread of effort over the random games of the
// property tests. Each game of the list runs in a process of its own, so that peak memory is its own. Times
// are medians over repeats: of the whole of parley_solve (read, compile, solve, certify, outcome) and of the
// equilibrium alone. Exits non-zero if a game is not certified, policy iteration on 20 random states needs
// more than 20 Newton steps, the large game takes a gigabyte, or the median random game of a family more than
// 60 operator applications and Newton steps.
#include "scenarios.h"

#include "certify/certify.h"
#include "core/file.h"
#include "equilibrium/equilibrium.h"
#include "parley.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REPEATS_MAX = 201, RANDOM_GAMES = 500 };
static const double SECONDS_PER_GAME = 0.4;
static const double TOLERANCE = 1e-8, LARGE_MEGABYTES = 1024;
static const size_t NEWTON_MOST = 20;
static const double EFFORT_MEDIAN_MOST = 60;

// One game of the list: a generator or a file.
struct entry {
    const char *name, *file;
    void (*write)(struct text *out, size_t size, double discount);
    size_t size;
    double discount;
    size_t newton_most;   // 0: no limit
    double megabyte_most; // 0: no limit
};

static void write_large_entry(struct text *out, size_t size, double discount) {
    (void)size;
    (void)discount;
    write_large(out);
}

static const struct entry entries[] = {
    {"Baron-Ferejohn, 3 parties", NULL, write_baron_ferejohn, 3, 0.9, 0, 0},
    {"Baron-Ferejohn, 5 parties", NULL, write_baron_ferejohn, 5, 0.9, 0, 0},
    {"Baron-Ferejohn, 7 parties", NULL, write_baron_ferejohn, 7, 0.9, 0, 0},
    {"Baron-Ferejohn, 9 parties", NULL, write_baron_ferejohn, 9, 0.9, 0, 0},
    {"unequal majority, 3, d .9", NULL, write_unequal, 3, 0.9, 0, 0},
    {"unequal majority, 3, d .999", NULL, write_unequal, 3, 0.999, 0, 0},
    {"unequal majority, 4, d .9", NULL, write_unequal, 4, 0.9, 0, 0},
    {"leverage, k = 2, d .9", NULL, write_leverage, 2, 0.9, 0, 0},
    {"leverage, k = 5, d .9", NULL, write_leverage, 5, 0.9, 0, 0},
    {"leverage, k = 10, d .9", NULL, write_leverage, 10, 0.9, 0, 0},
    {"leverage, k = 20, d .9", NULL, write_leverage, 20, 0.9, 0, 0},
    {"leverage, k = 100, d .9", NULL, write_leverage, 100, 0.9, 0, 0},
    {"leverage, k = 20, d .999", NULL, write_leverage, 20, 0.999, 0, 0},
    {"leverage, k = 20, d .9999", NULL, write_leverage, 20, 0.9999, 0, 0},
    {"20 random states, d .999", NULL, write_random_states, 20, 0.999, NEWTON_MOST, 0},
    {"battlefield", "models/battlefield.yaml", NULL, 0, 0, 0, 0},
    {"sanctions announced", "models/sanctions-announced.yaml", NULL, 0, 0, 0, 0},
    {"deep anchoring", "models/deep-anchoring.yaml", NULL, 0, 0, 0, 0},
    {"linkage", "models/linkage.yaml", NULL, 0, 0, 0, 0},
    {"4 parties, 3 issues, 36 states", NULL, write_issues, 36, 0.97, 0, 0},
    {"4 parties, 10 states, no end", NULL, write_horizon, 0, 0.95, 0, 0},
    {"the same, 100 rounds", NULL, write_horizon, 100, 0.95, 0, 0},
    {"the same, 1000 rounds", NULL, write_horizon, 1000, 0.95, 0, 0},
    {"calendar 1000 x leverage 10", NULL, write_calendar, 1000, 0.99, 0, 0},
    {"3 channels of 47 levels", NULL, write_large_entry, 0, 0, 0, LARGE_MEGABYTES},
};
enum { ENTRIES = sizeof entries / sizeof *entries };

// What a process reports of its game.
struct row {
    size_t parties, states, repeats;
    struct effort effort;
    double epsilon, whole, alone; // seconds
    double megabytes;
};

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// The p-quantile of sorted numbers.
static double quantile(const double *sorted, size_t count, double p) {
    return sorted[(size_t)(p * (double)(count - 1) + 0.5)];
}

static double median(double *numbers, size_t count) {
    qsort(numbers, count, sizeof *numbers, ascending);
    return quantile(numbers, count, 0.5);
}

// The scenario as text, owned by the caller; NULL if it cannot be read.
static char *entry_text(const struct entry *entry) {
    struct text text = {0};
    char *read = NULL;
    size_t length;
    if (entry->write)
        entry->write(&text, entry->size, entry->discount);
    else
        file_read(entry->file, SCENARIO_BYTES_MAX, &read, &length, NULL);
    return entry->write ? text_take(&text) : read;
}

static bool time_whole(const char *text, struct row *row) {
    static const struct parley_options options = {.threads = 1};
    double seconds[REPEATS_MAX], spent = 0;
    parley_scenario *scenario = NULL;
    enum parley_status status = parley_parse(text, strlen(text), "bench", &scenario, NULL);
    for (row->repeats = 0; status == PARLEY_OK && row->repeats < REPEATS_MAX && spent < SECONDS_PER_GAME;
         row->repeats++) {
        parley_result *result = NULL;
        double start = now();
        status = parley_solve(scenario, &options, &result, NULL);
        spent += seconds[row->repeats] = now() - start;
        if (status == PARLEY_OK) row->epsilon = parley_result_certificate(result).epsilon;
        parley_result_free(result);
    }
    if (status == PARLEY_OK) row->whole = median(seconds, row->repeats);
    parley_scenario_free(scenario);
    return status == PARLEY_OK;
}

// Solve a compiled game; false on failure.
static bool solve_alone(const struct game *game, struct effort *effort, double *epsilon) {
    const struct solve_options options = {.threads = 1, .tolerance = TOLERANCE};
    struct profile *profile = NULL;
    struct certificate certificate;
    bool done = equilibrium_solve(game, &options, &profile, effort, NULL) == PARLEY_OK;
    if (done && epsilon) {
        done = certify(game, profile, TOLERANCE, 1, &certificate) == PARLEY_OK;
        if (done) *epsilon = certificate.epsilon;
    }
    profile_free(profile);
    return done;
}

static struct game *compile_text(const char *text, struct scenario **scenario) {
    struct game *game = NULL;
    struct errors errors = {0};
    if (scenario_parse(text, strlen(text), "bench", scenario, &errors) == PARLEY_OK)
        game_compile(*scenario, &game, &errors);
    errors_free(&errors);
    return game;
}

static bool time_alone(const char *text, struct row *row) {
    struct scenario *scenario = NULL;
    struct game *game = compile_text(text, &scenario);
    double seconds[REPEATS_MAX];
    bool done = game;
    for (size_t k = 0; done && k < row->repeats; k++) {
        double start = now();
        done = solve_alone(game, &row->effort, NULL);
        seconds[k] = now() - start;
    }
    if (done) {
        row->parties = game->parties;
        row->states = game->states;
        row->alone = median(seconds, row->repeats);
    }
    game_free(game);
    scenario_free(scenario);
    return done;
}

static bool measure(const struct entry *entry, struct row *row) {
    struct rusage usage;
    char *text = entry_text(entry);
    bool done = text && time_whole(text, row) && time_alone(text, row) && getrusage(RUSAGE_SELF, &usage) == 0;
    if (done) row->megabytes = (double)usage.ru_maxrss / 1024; // Linux counts in kilobytes
    free(text);
    return done;
}

// Measure in a process of its own.
static bool measure_apart(const struct entry *entry, struct row *row) {
    int ends[2], status = 0;
    if (pipe(ends) != 0) return false;
    pid_t child = fork();
    if (child == 0) {
        struct row own = {0};
        bool done = measure(entry, &own) && write(ends[1], &own, sizeof own) == (ssize_t)sizeof own;
        _exit(done ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(ends[1]);
    bool done = child > 0 && read(ends[0], row, sizeof *row) == (ssize_t)sizeof *row;
    close(ends[0]);
    if (child > 0) waitpid(child, &status, 0);
    return done && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

// Print the row and whether it keeps its promises.
static bool row_print(const struct entry *entry, const struct row *row) {
    printf("%-28s %7zu %7zu  %-11s %6zu %6zu %12.1f %12.1f %9.1e %8.1f\n", entry->name, row->parties,
           row->states, row->effort.method == METHOD_CONTRACTION ? "contraction" : "homotopy",
           row->effort.newton_steps, row->effort.operator_applications, 1e6 * row->whole, 1e6 * row->alone,
           row->epsilon, row->megabytes);
    bool certified = row->epsilon <= TOLERANCE;
    bool quick = entry->newton_most == 0 || row->effort.newton_steps <= entry->newton_most;
    bool small = !(entry->megabyte_most > 0) || row->megabytes < entry->megabyte_most;
    if (!certified) printf("FAILED: %s is not certified\n", entry->name);
    if (!quick) printf("FAILED: %s: more than %zu Newton steps\n", entry->name, entry->newton_most);
    if (!small) printf("FAILED: %s: more than %.0f MB\n", entry->name, entry->megabyte_most);
    return certified && quick && small;
}

static bool list_bench(void) {
    bool good = true;
    printf("# times in microseconds, one thread, median; whole: parley_solve; alone: the equilibrium only\n"
           "%-28s %7s %7s  %-11s %6s %6s %12s %12s %9s %8s\n",
           "game", "parties", "states", "method", "newton", "apply", "whole", "alone", "epsilon", "peak MB");
    for (size_t k = 0; k < ENTRIES; k++) {
        struct row row;
        fflush(stdout); // a child must not print it again
        if (measure_apart(&entries[k], &row)) {
            good = row_print(&entries[k], &row) && good;
        } else {
            printf("FAILED: %s could not be solved\n", entries[k].name);
            good = false;
        }
    }
    return good;
}

// A family of random games: game k as text.
struct family {
    const char *name;
    void (*draw)(uint64_t k, struct options *options); // NULL: sample_draw
};

static const struct family families[] = {
    {"pies", NULL},
    {"pies, moves, accords, anchors", options_draw_pie},
    {"menus of deals, moves, accords", options_draw_deals},
    {"issues, moves, accords, anchors", options_draw_issues},
    {"deals that lie on issues", options_draw_grid},
};
enum { FAMILIES = sizeof families / sizeof *families };

static void family_write(const struct family *family, uint64_t k, struct text *text) {
    struct sample sample;
    struct options options;
    if (family->draw) {
        family->draw(k, &options);
        options_write(&options, NULL, text);
    } else {
        sample_draw(k, &sample);
        sample_write(&sample, NULL, text);
    }
}

static bool random_solve(const struct family *family, uint64_t k, double *effort, double *seconds,
                         double *epsilon) {
    struct text text = {0};
    struct scenario *scenario = NULL;
    struct effort spent;
    family_write(family, k, &text);
    struct game *game = text.failed ? NULL : compile_text(text.data, &scenario);
    double start = now();
    bool done = game && solve_alone(game, &spent, epsilon);
    *seconds = now() - start;
    if (done) *effort = (double)(spent.newton_steps + spent.operator_applications);
    game_free(game);
    scenario_free(scenario);
    text_free(&text);
    return done;
}

static void spread_print(const char *name, const char *what, double *numbers, size_t count) {
    qsort(numbers, count, sizeof *numbers, ascending);
    printf("%-32s %-13s %9.0f %9.0f %9.0f %9.0f %9.0f\n", name, what, numbers[0],
           quantile(numbers, count, 0.25), quantile(numbers, count, 0.5), quantile(numbers, count, 0.9),
           numbers[count - 1]);
}

static bool family_bench(const struct family *family) {
    static double effort[RANDOM_GAMES], seconds[RANDOM_GAMES];
    size_t certified = 0;
    for (uint64_t k = 0; k < RANDOM_GAMES; k++) {
        double epsilon = INFINITY;
        if (!random_solve(family, k, &effort[k], &seconds[k], &epsilon)) return false;
        seconds[k] *= 1e6;
        certified += epsilon <= TOLERANCE;
    }
    spread_print(family->name, "effort", effort, RANDOM_GAMES);
    spread_print("", "microseconds", seconds, RANDOM_GAMES);
    printf("%-32s certified to %g: %zu of %d\n", "", TOLERANCE, certified, RANDOM_GAMES);
    bool light = quantile(effort, RANDOM_GAMES, 0.5) <= EFFORT_MEDIAN_MOST;
    if (!light) printf("FAILED: %s: median effort above %g\n", family->name, EFFORT_MEDIAN_MOST);
    return light && certified >= RANDOM_GAMES * 99 / 100;
}

static bool random_bench(void) {
    bool good = true;
    printf("\n# %d random games of each family of the property tests; effort: operator applications + Newton "
           "steps;"
           "\n# microseconds: equilibrium and certificate, one thread\n%-32s %-13s %9s %9s %9s %9s %9s\n",
           RANDOM_GAMES, "family", "", "least", "25%", "median", "90%", "most");
    for (size_t k = 0; k < FAMILIES; k++)
        good = family_bench(&families[k]) && good;
    return good;
}

int main(void) {
    bool good = list_bench();
    good = random_bench() && good;
    puts("\n# For comparison, a general homotopy solver for stochastic games (source: sgamesolver 1.0.2, "
         "offers on a\n"
         "# grid): 3 parties, majority, grid 1/7: 367 s; 5 leverage states x 2 parties, grid 1/10: 124 s;\n"
         "# 10 leverage states: none in 600 s; 4 parties: refuses, 232 GiB.");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
