// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep whose rows stay in memory, for the tests of plans, workers and the runner.
#ifndef PARLEY_TESTS_SWEPT_H
#define PARLEY_TESTS_SWEPT_H

#include "support.h"
#include <cmocka.h>

#include "sweep/plan.h"
#include "sweep/runner.h"

struct swept {
    const char *text;
    struct scenario *scenario;
    struct plan plan;
    struct sweep_job job;
    struct sweep_tally tally;
    double *rows; // of all points
    uint64_t next;
    uint64_t stores, fail_at; // the store fails at its fail_at-th block, from 1 on; 0: never
    bool scenario_fails;
    uint64_t stop_at; // points after which progress says stop; 0: never
};

static inline enum parley_status swept_scenario(const void *context, struct scenario **scenario,
                                                struct errors *errors) {
    const struct swept *swept = context;
    if (swept->scenario_fails) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "no scenario");
    return scenario_parse(swept->text, strlen(swept->text), "swept", scenario, errors);
}

static inline bool swept_take(void *context, uint64_t *block) {
    struct swept *swept = context;
    *block = swept->next++;
    return *block < store_blocks(&swept->plan.layout);
}

static inline enum parley_status swept_store(void *context, uint64_t block, const double *rows,
                                             struct errors *errors) {
    struct swept *swept = context;
    const struct store_layout *layout = &swept->plan.layout;
    size_t length = store_row(layout);
    if (++swept->stores == swept->fail_at)
        return errors_add(errors, PARLEY_SYSTEM, (struct mark){0}, "the disk is full");
    memcpy(swept->rows + block * layout->block_points * length, rows,
           store_block_count(layout, block) * length * sizeof *rows);
    return PARLEY_OK;
}

static inline bool swept_progress(void *context, uint64_t done, uint64_t failed) {
    const struct swept *swept = context;
    (void)failed;
    return !swept->stop_at || done < swept->stop_at;
}

// Ready to run; free with swept_clear. block_points 0: as planned.
static inline void swept_begin(struct swept *swept, const char *text, const struct plan_request *request,
                               size_t block_points) {
    *swept = (struct swept){.text = text};
    assert_int_equal(swept_scenario(swept, &swept->scenario, NULL), PARLEY_OK);
    assert_int_equal(plan_make(swept->scenario, request, &swept->plan, NULL), PARLEY_OK);
    if (block_points > 0) swept->plan.layout.block_points = block_points;
    swept->rows = calloc(swept->plan.layout.points * store_row(&swept->plan.layout), sizeof *swept->rows);
    assert_non_null(swept->rows);
    swept->job = (struct sweep_job){.layout = &swept->plan.layout,
                                    .derived = swept->plan.derived,
                                    .derived_count = swept->plan.derived_count,
                                    .scenario = swept_scenario,
                                    .scenario_context = swept,
                                    .threads = 1,
                                    .take = swept_take,
                                    .store = swept_store,
                                    .context = swept,
                                    .progress = swept_progress,
                                    .progress_context = swept};
}

static inline enum parley_status swept_run(struct swept *swept, struct errors *errors) {
    swept->next = swept->stores = 0;
    return sweep_run(&swept->job, &swept->tally, errors);
}

static inline const double *swept_row(const struct swept *swept, uint64_t point) {
    return swept->rows + point * store_row(&swept->plan.layout);
}

static inline size_t swept_bytes(const struct swept *swept) {
    return swept->plan.layout.points * store_row(&swept->plan.layout) * sizeof *swept->rows;
}

static inline void swept_clear(struct swept *swept) {
    plan_clear(&swept->plan);
    scenario_free(swept->scenario);
    free(swept->rows);
}

#endif
