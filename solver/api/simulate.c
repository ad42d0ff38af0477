// SPDX-License-Identifier: GPL-3.0-or-later
// Simulation of a result: tables to draw from, what is exact over the same rounds, the paths in batches, each
// counted and written before the next, and the summary. Stopping keeps the batches that are done.
#include "api/objects.h"
#include "core/file.h"
#include "output/lines.h"
#include "output/log.h"
#include "output/paths.h"
#include "output/simulation.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct mark nowhere = {0, 0};
static const uint64_t SEED_MAX = (UINT64_C(1) << 53) - 1;

// Owns its members; the simulator and the summary's names borrow from the result.
struct parley_simulation {
    const parley_result *result;
    struct simulator *simulator;
    struct summary *summary;
    struct simulation simulation;
};

// One run.
struct job {
    const struct parley_paths *what;
    const struct parley_options *options;
    struct tally *tally;
    struct paths_writer *writer; // NULL: no folder
    struct timespec started;
    struct errors *errors;
};

void parley_simulation_free(parley_simulation *simulation) {
    if (!simulation) return;
    simulator_free(simulation->simulator);
    summary_free(simulation->summary);
    free(simulation);
}

static enum parley_status what_check(const struct parley_paths *what, struct errors *errors) {
    if (!(what->paths >= 1 && what->paths <= SIMULATE_PATHS_MAX))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the number of paths must be from 1 to %llu, not %llu",
                          (unsigned long long)SIMULATE_PATHS_MAX, (unsigned long long)what->paths);
    if (!(what->horizon >= 1 && what->horizon <= SIMULATE_HORIZON_MAX))
        return errors_add(errors, PARLEY_INPUT, nowhere, "the horizon must be from 1 to %d rounds, not %zu",
                          SIMULATE_HORIZON_MAX, what->horizon);
    if (what->seed > SEED_MAX)
        return errors_add(errors, PARLEY_INPUT, nowhere, "the seed must be at most %llu, not %llu",
                          (unsigned long long)SEED_MAX, (unsigned long long)what->seed);
    return PARLEY_OK;
}

static enum parley_status job_take(void *context, uint64_t first, size_t count, const struct path *path,
                                   const double *payoff) {
    struct job *job = context;
    tally_add(job->tally, count, path, payoff);
    if (!job->writer) return PARLEY_OK;
    return paths_write(job->writer, first, count, path, payoff, job->errors);
}

static void rate_text(char *out, size_t size, double rate) {
    if (rate >= 1e6)
        snprintf(out, size, "simulating, %.2f million paths a second", rate / 1e6);
    else if (rate >= 1e4)
        snprintf(out, size, "simulating, %.0f thousand paths a second", rate / 1e3);
    else
        snprintf(out, size, "simulating, %.0f paths a second", rate);
}

static bool job_progress(void *context, uint64_t done) {
    const struct job *job = context;
    struct timespec now;
    char what[64];
    if (!job->options->progress) return true;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds =
        (double)(now.tv_sec - job->started.tv_sec) + 1e-9 * (double)(now.tv_nsec - job->started.tv_nsec);
    rate_text(what, sizeof what, (double)done / fmax(seconds, 1e-6));
    return job->options->progress(job->options->progress_context, what,
                                  (double)done / (double)job->what->paths) ||
           done == job->what->paths;
}

static enum parley_status summary_write(const parley_simulation *made, const char *directory,
                                        struct errors *errors) {
    char *text = NULL, *json = NULL;
    enum parley_status status = simulation_text(&made->simulation, &text, errors);
    if (status == PARLEY_OK) status = simulation_json(&made->simulation, &json, errors);
    if (status == PARLEY_OK) status = file_write(directory, "summary.txt", text, strlen(text), errors);
    if (status == PARLEY_OK) status = file_write(directory, "summary.json", json, strlen(json), errors);
    free(text);
    free(json);
    return status;
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// Walk, count and write. `exact` is what the counts are held against.
static enum parley_status job_run(struct job *job, const struct expectation *exact, parley_simulation *made) {
    const struct parley_paths *what = job->what;
    const parley_result *result = made->result;
    uint64_t done = 0;
    const struct paths_plan writing = {made->simulator,
                                       what->paths,
                                       what->seed,
                                       least(what->detailed, what->paths),
                                       what->horizon,
                                       result->regime_count,
                                       job->options->threads,
                                       exact->rounds,
                                       what->directory};
    const struct simulate_plan plan = {
        what->paths, what->horizon, exact->rounds, job->options->threads, job_take, job_progress, job};
    enum parley_status status = PARLEY_OK;
    if (what->directory) status = directory_make(what->directory, job->errors);
    if (status == PARLEY_OK && what->directory) status = paths_open(&writing, &job->writer, job->errors);
    clock_gettime(CLOCK_MONOTONIC, &job->started);
    if (status == PARLEY_OK) status = simulate_run(made->simulator, &plan, &done, job->errors);
    if (status == PARLEY_OK) status = tally_summarise(job->tally, exact, &made->summary, job->errors);
    made->simulation = (struct simulation){.solution = &result->solution,
                                           .summary = made->summary,
                                           .asked = what->paths,
                                           .seed = what->seed,
                                           .detailed = least(what->detailed, done),
                                           .stopped = done < what->paths,
                                           .written = what->directory != NULL};
    if (status != PARLEY_OK || !job->writer) {
        paths_discard(job->writer);
        return status;
    }
    status = paths_finish(job->writer, job->errors);
    return status == PARLEY_OK ? summary_write(made, what->directory, job->errors) : status;
}

static enum parley_status simulate(const parley_result *result, const struct parley_paths *what,
                                   const struct parley_options *options, parley_simulation *made,
                                   struct errors *errors) {
    struct job job = {.what = what, .options = options, .errors = errors};
    struct expectation *exact = NULL;
    made->result = result;
    enum parley_status status =
        simulator_new(result->regimes, result->regime_count, what->seed, &made->simulator, errors);
    if (status == PARLEY_OK)
        status = expectation_compute(result->regimes, result->regime_count, what->horizon, &exact, errors);
    if (status == PARLEY_OK)
        status = tally_new(made->simulator, result->regime_count, what->horizon, &job.tally, errors);
    if (status == PARLEY_OK) status = job_run(&job, exact, made);
    tally_free(job.tally);
    expectation_free(exact);
    return status;
}

enum parley_status parley_simulate(const parley_result *result, const struct parley_paths *what,
                                   const struct parley_options *options, parley_simulation **simulation,
                                   parley_error **error) {
    static const struct parley_options usual = {0};
    struct errors errors = {0};
    parley_simulation *made = NULL;
    enum parley_status status = what_check(what, &errors);
    if (status == PARLEY_OK && !(made = calloc(1, sizeof *made)))
        status = errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (status == PARLEY_OK) status = simulate(result, what, options ? options : &usual, made, &errors);
    if (status == PARLEY_OK)
        *simulation = made;
    else
        parley_simulation_free(made);
    return error_finish(status, &errors, error);
}

uint64_t parley_simulation_paths(const parley_simulation *simulation) {
    return simulation->summary->paths;
}

bool parley_simulation_stopped(const parley_simulation *simulation) {
    return simulation->simulation.stopped;
}

enum parley_status parley_simulation_text(const parley_simulation *simulation, enum parley_format format,
                                          char **text, parley_error **error) {
    struct errors errors = {0};
    return error_finish(
        (format == PARLEY_JSON ? simulation_json : simulation_text)(&simulation->simulation, text, &errors),
        &errors, error);
}

enum parley_status parley_simulation_log(const parley_simulation *simulation, uint64_t path, char **text,
                                         parley_error **error) {
    struct errors errors = {0};
    struct text out = {0};
    log_path(simulation->simulator, path, simulation->summary->horizon, &out);
    enum parley_status status = text_finish(&out, text, &errors);
    if (status == PARLEY_OK) text_tame(*text);
    return error_finish(status, &errors, error);
}
