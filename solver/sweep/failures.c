// SPDX-License-Identifier: GPL-3.0-or-later
// Which points failed is read from rows; of the first refused one the games are made once more, by a worker
// that solves nothing, for what is said against them.
#include "sweep/failures.h"
#include "core/checked.h"
#include "output/json_writer.h"
#include "scenario/value.h"
#include "sweep/talks.h"
#include "sweep/worker.h"
#include <inttypes.h>
#include <math.h>

enum { POINTS_READ = 4096 };
static const struct mark nowhere = {0, 0};

static void point_add(struct failures *failures, uint64_t point, double status) {
    failures->points++;
    if (status == POINT_REFUSED && failures->refused++ == 0) failures->first_refused = point;
    if (status == POINT_UNCERTIFIED && failures->uncertified++ == 0) failures->first_uncertified = point;
}

void failures_add(struct failures *failures, const struct store_layout *layout, uint64_t block,
                  const double *rows) {
    size_t count = store_block_count(layout, block);
    for (size_t k = 0; k < count; k++) {
        const double *row = rows + k * store_row(layout);
        bool first = row[ROW_STATUS] == POINT_UNCERTIFIED && failures->uncertified == 0;
        point_add(failures, block * layout->block_points + k, row[ROW_STATUS]);
        if (first) failures->epsilon = row[ROW_EPSILON];
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

// ---- of a finished sweep ----

static enum parley_status file_count(struct sweep_file *file, struct failures *failures,
                                     struct errors *errors) {
    double status_of[POINTS_READ];
    enum parley_status status = PARLEY_OK;
    uint64_t points = netcdf_layout(file)->points;
    while (failures->points < points && status == PARLEY_OK) {
        uint64_t first = failures->points, left = points - first;
        size_t count = left < POINTS_READ ? (size_t)left : POINTS_READ;
        status = netcdf_read_points(file, "status", first, count, status_of, errors);
        for (size_t k = 0; k < count && status == PARLEY_OK; k++)
            point_add(failures, first + k, status_of[k]);
    }
    if (status == PARLEY_OK && failures->uncertified > 0)
        status =
            netcdf_read_points(file, "epsilon", failures->first_uncertified, 1, &failures->epsilon, errors);
    return status;
}

static enum parley_status file_value(struct sweep_file *file, size_t a, uint64_t point, struct text *out,
                                     struct errors *errors) {
    const struct store_layout *layout = netcdf_layout(file);
    const struct store_axis *axis = &layout->axes[a];
    uint64_t inner = layout->samples;
    double value = 0;
    enum parley_status status = PARLEY_OK;
    for (size_t k = a + 1; k < layout->grid_axes; k++)
        inner *= layout->axes[k].count;
    if (a < layout->grid_axes)
        value = axis->values[point / inner % axis->count];
    else
        status = netcdf_read_points(file, axis->path, point, 1, &value, errors);
    if (status != PARLEY_OK) return status;
    if (axis->labels && value >= 0 && value < (double)axis_label_count(axis))
        text_append(out, "%s", axis->labels[(size_t)value]);
    else if (isinf(value))
        text_append(out, "none");
    else
        number_text(value, out);
    return PARLEY_OK;
}

// why: owned from here on; NULL out of memory.
static enum parley_status file_first(struct sweep_file *file, uint64_t point, char *why,
                                     struct first_failure *first, struct errors *errors) {
    const struct store_layout *layout = netcdf_layout(file);
    struct text where = {0};
    enum parley_status status = PARLEY_OK;
    for (size_t a = 0; a < layout->axis_count && status == PARLEY_OK; a++) {
        text_append(&where, "%s%s=", a > 0 ? ", " : "", layout->axes[a].path);
        status = file_value(file, a, point, &where, errors);
    }
    first->why = why;
    first->where = text_take(&where);
    text_free(&where);
    if (status == PARLEY_OK && (!first->where || !first->why))
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    return status;
}

static char *reason_elsewhere(const struct store_layout *layout) {
    struct text why = {0};
    text_append(&why, "they make no scenario; 'parley solve %s' with a --set for each of them says why",
                layout->scenario_file && *layout->scenario_file ? layout->scenario_file : "FILE");
    return text_take(&why);
}

enum parley_status failures_file_text(struct sweep_file *file, struct text *out, struct errors *errors) {
    struct failures failures = {0};
    struct first_failures first = {0};
    enum parley_status status = file_count(file, &failures, errors);
    if (status == PARLEY_OK && failures.refused > 0)
        status = file_first(file, failures.first_refused, reason_elsewhere(netcdf_layout(file)),
                            &first.refused, errors);
    if (status == PARLEY_OK && failures.uncertified > 0)
        status = file_first(file, failures.first_uncertified, distance_of(failures.epsilon),
                            &first.uncertified, errors);
    if (status == PARLEY_OK) failures_text(&failures, &first, out);
    first_failures_clear(&first);
    return status;
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
