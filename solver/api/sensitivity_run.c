// SPDX-License-Identifier: GPL-3.0-or-later
// The points of a survey, solved, by all ranks if mpirun started several: the one that leads gathers them,
// the others solve blocks and are done. With a directory every finished block goes to METHOD.journal there,
// which survives any end of the program; all of them together become METHOD.nc. Without one they stay in
// memory.
#include "api/sensitivity.h"
#include "core/checked.h"
#include "core/file.h"
#include "core/leftovers.h"
#include "sweep/backend.h"
#include "sweep/netcdf.h"
#include "sweep/temporary.h"
#include <string.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};

struct run {
    struct survey *survey;
    struct journal *journal; // NULL: in memory
    uint64_t next, before;   // block to look at; points that were there
};

static enum parley_status make_scenario(const void *context, struct scenario **scenario,
                                        struct errors *errors) {
    const struct run *run = context;
    return scenario_repeat(run->survey->origin, scenario, errors);
}

static bool take_block(void *context, uint64_t *block) {
    struct run *run = context;
    *block = run->next;
    bool more = run->journal ? journal_missing(run->journal, block)
                             : *block < store_blocks(&run->survey->plan.layout);
    run->next = *block + 1;
    return more;
}

static enum parley_status store_block(void *context, uint64_t block, const double *rows,
                                      struct errors *errors) {
    const struct run *run = context;
    const struct store_layout *layout = &run->survey->plan.layout;
    size_t row = store_row(layout), count = store_block_count(layout, block);
    if (run->journal) return journal_append(run->journal, block, rows, errors);
    memcpy(run->survey->rows + block * layout->block_points * row, rows, count * row * sizeof *rows);
    return PARLEY_OK;
}

static bool report_progress(void *context, uint64_t done, uint64_t failed) {
    const struct run *run = context;
    const struct parley_inquiry *inquiry = run->survey->inquiry;
    return !inquiry->progress || inquiry->progress(inquiry->progress_context, run->before + done,
                                                   run->survey->plan.layout.points, failed);
}

static struct sweep_job job_of(struct run *run) {
    const struct survey *survey = run->survey;
    return (struct sweep_job){.layout = &survey->plan.layout,
                              .derived = survey->plan.derived,
                              .derived_count = survey->plan.derived_count,
                              .scenario = make_scenario,
                              .scenario_context = run,
                              .threads = survey->inquiry->threads,
                              .cold = survey->inquiry->cold,
                              .warm = survey->inquiry->warm,
                              .take = take_block,
                              .store = store_block,
                              .context = run,
                              .progress = report_progress,
                              .progress_context = run};
}

static enum parley_status solve(struct run *run, struct errors *errors) {
    const struct survey *survey = run->survey;
    const struct sweep_job job = job_of(run);
    struct sweep_tally tally = {0};
    struct identity identity;
    identity_make(&survey->plan.layout, PARLEY_VERSION, &identity);
    enum parley_status status = backend_lead(&job, &identity, &tally, errors);
    if (status == PARLEY_INTERRUPTED && run->before + tally.points == survey->plan.layout.points)
        return PARLEY_OK; // it was the last block
    if (status == PARLEY_INTERRUPTED)
        errors_add(errors, status, nowhere, "stopped after %llu of %llu points%s",
                   (unsigned long long)(run->before + tally.points),
                   (unsigned long long)survey->plan.layout.points,
                   run->journal ? "; go on with --resume" : "");
    return status;
}

static void file_path(const struct survey *survey, const char *ending, struct text *path) {
    text_append(path, "%s/%s.%s", survey->inquiry->directory, sensitivity_rows[survey->method].name, ending);
}

static enum parley_status rows_read(struct run *run, struct errors *errors) {
    const struct store_layout *layout = &run->survey->plan.layout;
    enum parley_status status = PARLEY_OK;
    for (uint64_t block = 0; block < store_blocks(layout) && status == PARLEY_OK; block++)
        status = journal_read(run->journal, block, NULL,
                              run->survey->rows + block * layout->block_points * store_row(layout), errors);
    return status;
}

static enum parley_status run_journal(struct run *run, struct errors *errors) {
    const struct survey *survey = run->survey;
    const struct store_layout *layout = &survey->plan.layout;
    const struct shard whole = {1, 1};
    struct text journal = {0}, store = {0};
    file_path(survey, "journal", &journal);
    file_path(survey, "nc", &store);
    enum parley_status status = PARLEY_MEMORY;
    if (!journal.failed && !store.failed) status = directory_make(survey->inquiry->directory, errors);
    if (status == PARLEY_OK) status = temporary_probe(store.data, errors);
    if (status == PARLEY_OK)
        status = journal_open(journal.data, layout, whole, survey->inquiry->resume, &run->journal, errors);
    if (status == PARLEY_OK) {
        leftovers_remove(survey->inquiry->directory);
        run->before = journal_progress(run->journal).points_done;
        status = solve(run, errors);
    }
    if (status == PARLEY_OK) status = rows_read(run, errors);
    if (status == PARLEY_OK) status = netcdf_write(layout, &run->journal, 1, store.data, errors);
    enum parley_status closed = journal_close(run->journal, errors);
    text_free(&journal);
    text_free(&store);
    return status == PARLEY_OK ? closed : status;
}

enum parley_status survey_help(struct survey *survey, struct errors *errors) {
    struct run run = {.survey = survey};
    const struct sweep_job job = job_of(&run);
    struct identity identity;
    identity_make(&survey->plan.layout, PARLEY_VERSION, &identity);
    return backend_follow(&job, &identity, errors);
}

enum parley_status survey_run(struct survey *survey, struct errors *errors) {
    const struct store_layout *layout = &survey->plan.layout;
    struct run run = {.survey = survey};
    size_t size;
    if (!size_multiply((size_t)layout->points, store_row(layout), &size) ||
        !(survey->rows = array_new(size, sizeof *survey->rows)))
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the outputs");
    enum parley_status status = survey->inquiry->directory ? run_journal(&run, errors) : solve(&run, errors);
    if (status != PARLEY_OK) return status;
    const struct sweep_job job = job_of(&run);
    for (uint64_t block = 0; block < store_blocks(layout); block++)
        failures_add(&survey->failures, layout, block,
                     survey->rows + block * layout->block_points * store_row(layout));
    return failures_explain(&survey->failures, &job, &survey->first, errors);
}

void survey_forget(const struct survey *survey) {
    struct text journal = {0};
    if (!survey->inquiry->directory) return;
    file_path(survey, "journal", &journal);
    if (!journal.failed) unlink(journal.data);
    text_free(&journal);
}
