// SPDX-License-Identifier: GPL-3.0-or-later
// Paths per second of the simulation, with one thread and with two: a game of 36 states in which talks almost
// never end, so that a million paths are sixty million rounds, and two of the models, whose paths are short.
// "walk" is the paths alone, counted; "files" writes paths.tsv and the first thousand paths' rounds as well.
// A second of processor time is what getrusage says of the process; on a machine with other work on it the
// quotient of the two says more than the clock does. Exits non-zero if a summary differs between one thread
// and two, or a number lies more than 5 standard errors from the exact one.
#include "core/text.h"
#include "parley.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

// What is worth most to both is to wait for a better line, which hardly ever comes.
static const char game_36[] = "title: Talks without end\n"
                              "period: 1 month\n"
                              "parties:\n"
                              "  A: {discount_rate: 0.05, disagreement: 0.7}\n"
                              "  B: {discount_rate: 0.08, disagreement: 0.6}\n"
                              "  C: {discount_rate: 0.06, disagreement: 0.1}\n"
                              "idle: 0.05\n"
                              "outcome: {pie: 1}\n"
                              "leverage:\n"
                              "  front: {levels: [a, b, c, d], start: b, drift: {up: 0.1, down: 0.1},\n"
                              "          effects: {A.disagreement: {add: [0, 0.05, 0.1, 0.15]}}}\n"
                              "  aid: {levels: [a, b, c], start: b, drift: {up: 0.1, down: 0.1},\n"
                              "        effects: {B.disagreement: {add: [0, 0.05, 0.1]}}}\n"
                              "  unity: {levels: [a, b, c], start: b, drift: {up: 0.1, down: 0.1}}\n"
                              "moves:\n"
                              "  push: {by: A, shift: {front: +1}, chance: 0.5}\n"
                              "  ask: {by: B, shift: {aid: +1}, chance: 0.5}\n";

struct entry {
    const char *name, *text, *file;
    uint64_t paths;
    size_t horizon;
};

static const struct entry entries[] = {
    {"36 states, talks without end", game_36, NULL, 1000000, 60},
    {"battlefield", NULL, "models/battlefield.yaml", 1000000, 1000},
    {"deep anchoring", NULL, "models/deep-anchoring.yaml", 1000000, 1000},
};

static double wall(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static double processor(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + 1e-6 * (double)usage.ru_utime.tv_usec +
           (double)usage.ru_stime.tv_sec + 1e-6 * (double)usage.ru_stime.tv_usec;
}

static parley_result *solve(const struct entry *entry) {
    parley_scenario *scenario = NULL;
    parley_result *result = NULL;
    parley_error *error = NULL;
    enum parley_status status =
        entry->text ? parley_parse(entry->text, strlen(entry->text), "bench", &scenario, &error)
                    : parley_load(entry->file, &scenario, &error);
    if (status == PARLEY_OK) parley_solve(scenario, NULL, &result, &error);
    if (error) fputs(parley_error_text(error), stderr);
    parley_error_free(error);
    parley_scenario_free(scenario);
    return result;
}

// One run: its times, and its summary as text (owned).
static char *run(const parley_result *result, const struct entry *entry, int threads, const char *directory,
                 double *elapsed, double *spent) {
    const struct parley_paths what = {entry->paths, entry->horizon, 1, 1000, directory};
    const struct parley_options how = {.threads = threads};
    parley_simulation *simulation = NULL;
    parley_error *error = NULL;
    char *text = NULL;
    double began = wall(), used = processor();
    if (parley_simulate(result, &what, &how, &simulation, &error) == PARLEY_OK)
        parley_simulation_text(simulation, PARLEY_JSON, &text, NULL);
    *elapsed = wall() - began;
    *spent = processor() - used;
    if (error) fputs(parley_error_text(error), stderr);
    parley_error_free(error);
    parley_simulation_free(simulation);
    return text;
}

static bool far_off(const char *json) {
    for (const char *at = json; (at = strstr(at, "\"z\": ")); at += 5)
        if (fabs(strtod(at + 5, NULL)) > 5) return true;
    return false;
}

static double rounds_of(const char *json) {
    const char *at = strstr(json, "\"rounds\": {");
    at = at ? strstr(at, "\"simulated\": ") : NULL;
    return at ? strtod(at + 13, NULL) : NAN;
}

static bool measure(const struct entry *entry, const parley_result *result, const char *directory) {
    double one, one_spent, two, two_spent;
    char *first = run(result, entry, 1, directory, &one, &one_spent);
    char *second = run(result, entry, 2, directory, &two, &two_spent);
    bool good = first && second && strcmp(first, second) == 0 && !far_off(first);
    double paths = (double)entry->paths;
    if (first)
        printf("%-30s %-6s %8.1f %10.3g %10.3g %9.1f %8.2f %8.2f\n", entry->name,
               directory ? "files" : "walk", rounds_of(first), paths / one_spent, paths / one,
               1e9 * one_spent / (paths * rounds_of(first)), one / two, two_spent / one_spent);
    if (!good)
        printf("FAILED: %s: one thread and two differ, or the paths and what is exact do\n", entry->name);
    free(first);
    free(second);
    return good;
}

int main(void) {
    char directory[] = "/tmp/parley-bench-XXXXXX", path[64];
    static const char *const files[] = {"paths.tsv", "rounds.tsv", "summary.txt", "summary.json"};
    bool good = mkdtemp(directory) != NULL;
    printf(
        "# a million paths each; per core: by processor time; speed-up: one thread over two, by the clock;\n"
        "# cost: processor time with two threads over that with one\n"
        "%-30s %-6s %8s %10s %10s %9s %8s %8s\n",
        "game", "what", "rounds", "per core", "per s", "ns/round", "speed-up", "cost");
    for (size_t k = 0; good && k < sizeof entries / sizeof *entries; k++) {
        parley_result *result = solve(&entries[k]);
        good = result && measure(&entries[k], result, NULL) && measure(&entries[k], result, directory);
        parley_result_free(result);
    }
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        snprintf(path, sizeof path, "%s/%s", directory, files[k]);
        remove(path);
    }
    rmdir(directory);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
