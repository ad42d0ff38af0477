// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: a plan, a journal that survives being killed, workers; and, once every block is there,
// the files (sweep_files.c). A shard leaves its journal.
#include "api/study.h"
#include "api/sweep_command.h"
#include "api/sweep_files.h"
#include "core/file.h"
#include "core/leftovers.h"
#include "sweep/backend.h"
#include "sweep/failures.h"
#include "sweep/plan.h"
#include "sweep/runner.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};
static const double TOLERANCE = 1e-8;
enum { SAMPLES = 1024 }; // unless something is said

// What the runner hands back and forth with.
struct run {
    const parley_scenario *scenario;
    const struct parley_sweep *sweep;
    struct journal *journal;
    uint64_t next;          // block to look at
    uint64_t before, total; // points there already, points of this shard
};

static enum parley_status make_scenario(const void *context, struct scenario **scenario,
                                        struct errors *errors) {
    const struct run *run = context;
    return scenario_repeat(run->scenario, scenario, errors);
}

static bool take_block(void *context, uint64_t *block) {
    struct run *run = context;
    *block = run->next;
    if (!journal_missing(run->journal, block)) return false;
    run->next = *block + 1;
    return true;
}

static enum parley_status store_block(void *context, uint64_t block, const double *rows,
                                      struct errors *errors) {
    struct run *run = context;
    return journal_append(run->journal, block, rows, errors);
}

static bool report_progress(void *context, uint64_t done, uint64_t failed) {
    const struct run *run = context;
    const struct parley_sweep *sweep = run->sweep;
    return !sweep->progress ||
           sweep->progress(sweep->progress_context, run->before + done, run->total, failed);
}

// The scenario's text with what was set.
static bool text_of(const parley_scenario *scenario, struct text *text) {
    text_append_bytes(text, scenario->text, scenario->length);
    for (size_t k = 0; k < scenario->assignment_count; k++)
        text_append(text, "\n# set %s", scenario->assignments[k]);
    return !text->failed;
}

static enum parley_status sweep_check(const struct parley_sweep *sweep, struct errors *errors) {
    if (!sweep->directory) return errors_add(errors, PARLEY_INPUT, nowhere, "a sweep needs a directory");
    if (sweep->shards > 0 && !(sweep->shard >= 1 && sweep->shard <= sweep->shards))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "shard %llu of %llu is none: they count from 1 to %llu",
                          (unsigned long long)sweep->shard, (unsigned long long)sweep->shards,
                          (unsigned long long)sweep->shards);
    return PARLEY_OK;
}

static bool is_seeded(const struct parley_sweep *sweep) {
    return sweep->seeded || sweep->seed > 0;
}

static enum parley_status plan_of(const struct parley_sweep *sweep, struct scenario *scenario,
                                  const char *text, struct plan *plan, struct errors *errors) {
    struct plan_request request = {
        .vary = sweep->vary,
        .vary_count = sweep->vary_count,
        .over = sweep->over,
        .over_count = sweep->over_count,
        .derive = sweep->derive,
        .derive_count = sweep->derive_count,
        .metrics = sweep->metrics,
        .metric_count = sweep->metric_count,
        .exceeds = sweep->exceeds,
        .exceed_count = sweep->exceed_count,
        .design = {.samples = sweep->samples, .seed = is_seeded(sweep) ? sweep->seed : 1},
        .tolerance = sweep->tolerance > 0 ? sweep->tolerance : TOLERANCE,
        .cold = sweep->cold,
        .warm = sweep->warm,
        .command = sweep->command,
        .scenario_text = text};
    const char *design = sweep->design ? sweep->design : "sobol";
    request.design.kind = design_kind_find(design);
    if (request.design.kind > DESIGN_sobol)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "there is no design '%s', and no study file of that name; there are random, lhs "
                          "and sobol",
                          design);
    if (sweep->over_count == 0 && sweep->vary_count > 0) {
        if (sweep->design) return sample_missing("--design", errors);
        if (sweep->samples > 0) return sample_missing("--samples", errors);
        if (is_seeded(sweep)) return sample_missing("--seed", errors);
    }
    if (request.design.samples == 0) request.design.samples = SAMPLES;
    return plan_make(scenario, &request, plan, errors);
}

static bool journal_path_make(const struct parley_sweep *sweep, struct text *path) {
    if (sweep->shards > 1)
        text_append(path, "%s/sweep.%llu-of-%llu.journal", sweep->directory, (unsigned long long)sweep->shard,
                    (unsigned long long)sweep->shards);
    else
        text_append(path, "%s/sweep.journal", sweep->directory);
    return !path->failed;
}

static struct sweep_job job_of(struct run *run, const struct plan *plan) {
    return (struct sweep_job){.layout = &plan->layout,
                              .derived = plan->derived,
                              .derived_count = plan->derived_count,
                              .scenario = make_scenario,
                              .scenario_context = run,
                              .threads = run->sweep->threads,
                              .cold = run->sweep->cold,
                              .warm = run->sweep->warm,
                              .take = take_block,
                              .store = store_block,
                              .context = run,
                              .progress = report_progress,
                              .progress_context = run};
}

// Of all points that are there, from this run or one before.
static enum parley_status failures_report(const struct run *run, const struct sweep_job *job,
                                          struct parley_sweep_report *report, struct errors *errors) {
    struct failures failures = {0};
    struct first_failures first = {0};
    struct text text = {0};
    enum parley_status status = PARLEY_OK;
    if (run->before + report->refused + report->uncertified > 0)
        status = failures_read(run->journal, &failures, errors);
    if (status == PARLEY_OK) status = failures_explain(&failures, job, &first, errors);
    if (status != PARLEY_OK) return status;
    text_append(&text, "%s", "");
    failures_text(&failures, &first, &text);
    status = failures_json(&failures, &first, &report->failures_json, errors);
    if (!(report->failures = text_take(&text))) status = PARLEY_MEMORY;
    first_failures_clear(&first);
    return status;
}

static enum parley_status journal_run(struct run *run, const struct plan *plan,
                                      struct parley_sweep_report *report, struct errors *errors) {
    struct journal_progress there = journal_progress(run->journal);
    struct sweep_tally tally = {0};
    struct sweep_job job = job_of(run, plan);
    run->before = there.points_done;
    run->total = there.points;
    enum parley_status status = backend_lead(&job, journal_identity(run->journal), &tally, errors);
    *report = (struct parley_sweep_report){.points = there.points,
                                           .blocks = store_blocks(&plan->layout),
                                           .computed = tally.points,
                                           .lost_blocks = there.blocks_lost,
                                           .uncertified = tally.uncertified,
                                           .refused = tally.refused,
                                           .cold = tally.cold,
                                           .newton_steps = tally.newton_steps,
                                           .operator_applications = tally.operator_applications};
    struct journal_progress now = journal_progress(run->journal);
    report->done = now.points_done;
    report->complete = now.blocks_done == now.blocks && run->sweep->shards <= 1;
    if (status == PARLEY_INTERRUPTED && now.points_done == now.points) status = PARLEY_OK; // too late
    if (status != PARLEY_OK && status != PARLEY_INTERRUPTED) return status;
    enum parley_status said = failures_report(run, &job, report, errors);
    return said == PARLEY_OK ? status : said;
}

static struct parley_sweep_report report_of_finished(const struct store_layout *layout) {
    return (struct parley_sweep_report){
        .points = layout->points, .done = layout->points, .blocks = store_blocks(layout), .complete = true};
}

// On the rank that leads, which is the only one of a program that was not started by mpirun.
static enum parley_status sweep_lead(struct run *run, const struct plan *plan,
                                     struct parley_sweep_report *report, struct errors *errors) {
    const struct parley_sweep *sweep = run->sweep;
    const struct sweep_files files = {sweep->directory, sweep->dat, sweep->csv};
    struct shard shard = {sweep->shards > 0 ? sweep->shard : 1, sweep->shards > 0 ? sweep->shards : 1};
    struct text path = {0};
    bool finished = false;
    enum parley_status status = journal_path_make(sweep, &path) ? PARLEY_OK : PARLEY_MEMORY;
    if (status == PARLEY_OK) status = directory_make(sweep->directory, errors);
    if (status == PARLEY_OK && sweep->resume && shard.n == 1 && access(path.data, F_OK) != 0)
        status = sweep_files_find(&files, &plan->layout, &finished, errors);
    if (finished && status == PARLEY_OK) leftovers_remove(sweep->directory);
    if (finished && status == PARLEY_OK) *report = report_of_finished(&plan->layout);
    if (finished || status != PARLEY_OK) goto cleanup;
    if (shard.n == 1) status = sweep_files_probe(&files, errors);
    if (status == PARLEY_OK)
        status = journal_open(path.data, &plan->layout, shard, sweep->resume, &run->journal, errors);
    if (status == PARLEY_OK && shard.n == 1) leftovers_remove(sweep->directory);
    if (status == PARLEY_OK) status = journal_run(run, plan, report, errors);
    if (status == PARLEY_OK && report->complete) status = sweep_files_write(&files, &run->journal, 1, errors);
    bool done = status == PARLEY_OK && report->complete;
    enum parley_status closed =
        done ? journal_remove(run->journal, errors) : journal_close(run->journal, errors);
    if (status == PARLEY_OK) status = closed;
    if (status == PARLEY_INTERRUPTED && errors_status(errors) == PARLEY_OK)
        errors_add(errors, status, nowhere, "stopped after %llu of %llu points; go on with --resume",
                   (unsigned long long)report->done, (unsigned long long)report->points);
cleanup:
    text_free(&path);
    return status;
}

static enum parley_status sweep_follow(struct run *run, const struct plan *plan, struct errors *errors) {
    struct sweep_job job = job_of(run, plan);
    struct identity identity;
    identity_make(&plan->layout, PARLEY_VERSION, &identity);
    return backend_follow(&job, &identity, errors);
}

// *command: owned by the caller, borrowed by the plan.
static enum parley_status command_record(const parley_scenario *scenario, const struct parley_sweep *sweep,
                                         struct plan *plan, struct text *command) {
    sweep_command(scenario, sweep, plan, command);
    plan->layout.command = command->data;
    return command->failed ? PARLEY_MEMORY : PARLEY_OK;
}

static struct study_words words_of(const struct parley_sweep *sweep) {
    return (struct study_words){.vary = sweep->vary,
                                .over = sweep->over,
                                .derive = sweep->derive,
                                .metrics = sweep->metrics,
                                .exceeds = sweep->exceeds,
                                .vary_count = sweep->vary_count,
                                .over_count = sweep->over_count,
                                .derive_count = sweep->derive_count,
                                .metric_count = sweep->metric_count,
                                .exceed_count = sweep->exceed_count};
}

// The plan; its faults are the study's, if there is one.
static enum parley_status plan_named(const parley_scenario *scenario, const struct parley_sweep *sweep,
                                     const struct parley_sweep *asked, struct scenario *own, const char *text,
                                     struct plan *plan, struct errors *errors) {
    if (!asked) return plan_of(sweep, own, text, plan, errors);
    const struct study_words words = words_of(asked);
    study_name(asked->design, &words, errors);
    enum parley_status status = plan_of(sweep, own, text, plan, errors);
    if (status == PARLEY_OK) study_unname(scenario, errors);
    return status;
}

// asked: what the sweep was before a study completed it; NULL without one.
static enum parley_status run_as_given(const parley_scenario *scenario, const struct parley_sweep *sweep,
                                       const struct parley_sweep *asked, struct parley_sweep_report *report,
                                       parley_error **error) {
    struct errors errors = {0};
    struct text text = {0}, command = {0};
    struct plan plan = {0};
    struct scenario *own = NULL;
    struct run run = {.scenario = scenario, .sweep = sweep};
    *report = (struct parley_sweep_report){0};
    enum parley_status status = sweep_check(sweep, &errors);
    if (status == PARLEY_OK) status = scenario_repeat(scenario, &own, &errors);
    if (status == PARLEY_OK && !text_of(scenario, &text)) status = PARLEY_MEMORY;
    if (status == PARLEY_OK) status = plan_named(scenario, sweep, asked, own, text.data, &plan, &errors);
    if (status == PARLEY_OK && !sweep->command) status = command_record(scenario, sweep, &plan, &command);
    if (status == PARLEY_OK && backend_leads())
        status = sweep_lead(&run, &plan, report, &errors);
    else if (status == PARLEY_OK)
        status = sweep_follow(&run, &plan, &errors);
    if (status != PARLEY_OK && errors_status(&errors) == PARLEY_OK)
        errors_add(&errors, status, nowhere, "%s", status_text(status));
    plan_clear(&plan);
    scenario_free(own);
    text_free(&text);
    text_free(&command);
    return error_finish(status, &errors, error);
}

static struct parley_sweep study_sweep(const struct parley_sweep *sweep, const struct study *study) {
    struct parley_sweep made = *sweep;
    made.vary = (const char *const *)study->vary.items;
    made.vary_count = study->vary.count;
    made.over = (const char *const *)study->over.items;
    made.over_count = study->over.count;
    made.derive = (const char *const *)study->derive.items;
    made.derive_count = study->derive.count;
    made.metrics = (const char *const *)study->metrics.items;
    made.metric_count = study->metrics.count;
    made.exceeds = (const char *const *)study->exceeds.items;
    made.exceed_count = study->exceeds.count;
    made.design = study->kind < DESIGN_COUNT ? design_kind_name(study->kind) : NULL;
    if (made.samples == 0) made.samples = study->samples;
    if (!is_seeded(sweep)) made.seed = study->seed;
    made.seeded = is_seeded(sweep) || study->seeded;
    made.cold = sweep->cold || (study->cold && !sweep->warm);
    made.warm = sweep->warm || (study->warm && !sweep->cold);
    return made;
}

enum parley_status parley_sweep_run(const parley_scenario *scenario, const struct parley_sweep *sweep,
                                    struct parley_sweep_report *report, parley_error **error) {
    struct study study = {0};
    parley_scenario *own = NULL;
    *report = (struct parley_sweep_report){0};
    if (!is_study(sweep->design)) return run_as_given(scenario, sweep, NULL, report, error);
    const struct study_words words = words_of(sweep);
    enum parley_status status = study_open(sweep->design, &words, scenario, &study, &own, error);
    if (status == PARLEY_OK) {
        struct parley_sweep whole = study_sweep(sweep, &study);
        status = run_as_given(own, &whole, sweep, report, error);
    }
    parley_scenario_free(own);
    study_clear(&study);
    return status;
}

void parley_sweep_report_clear(struct parley_sweep_report *report) {
    free(report->failures);
    free(report->failures_json);
    *report = (struct parley_sweep_report){0};
}
