// SPDX-License-Identifier: GPL-3.0-or-later
// Which points failed is read from rows; of the first refused one the games are made once more, by a worker
// that solves nothing, for what is said against them.
#include "sweep/failures.h"
#include "core/checked.h"
#include "output/json_writer.h"
#include "sweep/talks.h"
#include "sweep/worker.h"
#include <inttypes.h>

static const struct mark nowhere = {0, 0};

void failures_add(struct failures *failures, const struct store_layout *layout, uint64_t block,
                  const double *rows) {
    size_t count = store_block_count(layout, block);
    for (size_t k = 0; k < count; k++) {
        const double *row = rows + k * store_row(layout);
        uint64_t point = block * layout->block_points + k;
        failures->points++;
        if (row[ROW_STATUS] == POINT_REFUSED && failures->refused++ == 0) failures->first_refused = point;
        if (row[ROW_STATUS] == POINT_UNCERTIFIED && failures->uncertified++ == 0) {
            failures->first_uncertified = point;
            failures->epsilon = row[ROW_EPSILON];
        }
    }
}

enum parley_status failures_read(struct journal *journal, struct failures *failures, struct errors *errors) {
    const struct store_layout *layout = journal_layout(journal);
    double *rows = array_new(layout->block_points * store_row(layout), sizeof *rows);
    if (!rows) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for a block of the sweep");
    enum parley_status status = PARLEY_OK;
    for (uint64_t block = 0; block < store_blocks(layout) && status == PARLEY_OK; block++) {
        if (!journal_has(journal, block)) continue;
        status = journal_read(journal, block, NULL, rows, errors);
        if (status == PARLEY_OK) failures_add(failures, layout, block, rows);
    }
    free(rows);
    return status;
}

// ---- the first ----

// The first fault, and how many more there are. NULL: out of memory.
static char *reason_of(const struct errors *faults) {
    struct text why = {0};
    size_t all = faults->count + faults->dropped;
    if (faults->count == 0 || !faults->items[0].text) return NULL;
    text_append(&why, "%s", faults->items[0].text);
    if (all > 1) text_append(&why, " (and %zu more)", all - 1);
    return text_take(&why);
}

// How far a point that could be solved is from holding.
static char *distance_of(double epsilon) {
    struct text why = {0};
    text_append(&why, "epsilon %.2g", epsilon);
    return text_take(&why);
}

static enum parley_status first_find(struct worker *worker, const struct store_layout *layout, uint64_t point,
                                     double epsilon, struct first_failure *first, struct errors *errors) {
    struct text where = {0};
    struct errors faults = {0};
    enum parley_status status = worker_compile(worker, point, &faults);
    for (size_t a = 0; a < layout->axis_count && status != PARLEY_MEMORY; a++) {
        text_append(&where, "%s%s=", a > 0 ? ", " : "", layout->axes[a].path);
        talks_value_text(worker_talks(worker), a, &where);
    }
    first->where = text_take(&where);
    first->why = status == PARLEY_INPUT ? reason_of(&faults) : distance_of(epsilon);
    errors_free(&faults);
    if (status == PARLEY_MEMORY || !first->where || !first->why)
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    return PARLEY_OK;
}

enum parley_status failures_explain(const struct failures *failures, const struct sweep_job *job,
                                    struct first_failures *first, struct errors *errors) {
    struct worker *worker = NULL;
    enum parley_status status = PARLEY_OK;
    *first = (struct first_failures){0};
    if (failures->refused + failures->uncertified > 0) status = worker_new(job, &worker, errors);
    if (status == PARLEY_OK && failures->refused > 0)
        status = first_find(worker, job->layout, failures->first_refused, NAN, &first->refused, errors);
    if (status == PARLEY_OK && failures->uncertified > 0)
        status = first_find(worker, job->layout, failures->first_uncertified, failures->epsilon,
                            &first->uncertified, errors);
    worker_free(worker);
    if (status != PARLEY_OK) first_failures_clear(first);
    return status;
}

void first_failures_clear(struct first_failures *first) {
    free(first->refused.where);
    free(first->refused.why);
    free(first->uncertified.where);
    free(first->uncertified.why);
    *first = (struct first_failures){0};
}

// ---- said ----

static void kind_text(const char *kind, uint64_t count, uint64_t points, uint64_t point,
                      const struct first_failure *first, struct text *out) {
    if (count == 0) return;
    text_append(out, "points %s: %" PRIu64 " of %" PRIu64 "; the first, number %" PRIu64 " (%s): %s\n", kind,
                count, points, point, first->where, first->why);
}

void failures_text(const struct failures *failures, const struct first_failures *first, struct text *out) {
    kind_text("refused", failures->refused, failures->points, failures->first_refused, &first->refused, out);
    kind_text("not certified", failures->uncertified, failures->points, failures->first_uncertified,
              &first->uncertified, out);
}

static json_t *failure_json(struct writer *writer, uint64_t count, uint64_t point,
                            const struct first_failure *first) {
    json_t *object = json_object();
    json_put(writer, object, "count", json_count((size_t)count));
    json_put(writer, object, "first", json_count((size_t)point));
    json_put(writer, object, "parameters", json_text(first->where));
    return object;
}

enum parley_status failures_json(const struct failures *failures, const struct first_failures *first,
                                 char **json, struct errors *errors) {
    struct writer writer = {.failed = false};
    json_t *root = json_object();
    if (failures->refused > 0) {
        json_t *one = failure_json(&writer, failures->refused, failures->first_refused, &first->refused);
        json_put(&writer, one, "reason", json_text(first->refused.why));
        json_put(&writer, root, "refused", one);
    }
    if (failures->uncertified > 0) {
        json_t *one =
            failure_json(&writer, failures->uncertified, failures->first_uncertified, &first->uncertified);
        json_put(&writer, one, "epsilon", json_number(failures->epsilon));
        json_put(&writer, root, "uncertified", one);
    }
    *json = writer.failed ? NULL : json_dumps(root, JSON_REAL_PRECISION(17));
    json_decref(root);
    return *json ? PARLEY_OK : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
}
