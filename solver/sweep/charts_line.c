// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics over the one axis of a grid. Points that are not certified are left out of the lines and marked on
// the axis; where the regime changes, if it was kept, lines break and there is an upright one: a jump is no
// slope. Data: a row per value, a blank one where lines break, then a block of the places of uprights.
#include "core/checked.h"
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CHANGES_MOST = 12, LABEL_WIDTH = 48, NAME_WIDTH = 22 };

// Column by column: status, the metrics, the regime (NaN if there is none).
struct table {
    double *status, *metric[LINES_MOST], *regime;
    bool has_regime;
};

static enum parley_status table_read(const struct chart_job *job, double *room, struct table *table,
                                     struct errors *errors) {
    size_t n = cut_cells(job->cut);
    table->status = room;
    table->regime = room + n;
    enum parley_status status = cut_read(job->cut, job->file, "status", table->status, errors);
    for (size_t m = 0; m < job->metric_count && status == PARLEY_OK; m++) {
        table->metric[m] = room + (2 + m) * n;
        status = cut_read(job->cut, job->file, job->metrics[m]->path, table->metric[m], errors);
    }
    for (size_t m = 0; m < job->layout->metric_count; m++)
        table->has_regime = table->has_regime || strcmp(job->layout->metrics[m].path, "regime") == 0;
    if (status == PARLEY_OK && table->has_regime)
        status = cut_read(job->cut, job->file, "regime", table->regime, errors);
    return status;
}

// Changes of the regime along the axis; drawn if they are few enough to be seen.
struct changes {
    size_t count, after[CHANGES_MOST]; // a change comes right after this value's row
    double at[CHANGES_MOST];           // as drawn
    bool lonely;                       // a part of the lines is a single point
};

static struct changes changes_find(const struct drawn_axis *x, const struct table *table) {
    struct changes changes = {0};
    size_t before = SIZE_MAX, part = 0;
    for (size_t k = 0; table->has_regime && k < x->count; k++) {
        if (table->status[k] != POINT_CERTIFIED || !isfinite(table->regime[k])) continue;
        if (before != SIZE_MAX && table->regime[before] != table->regime[k]) {
            if (changes.count == CHANGES_MOST) return (struct changes){0};
            changes.after[changes.count] = before;
            changes.at[changes.count++] = (x->at[before] + x->at[k]) / 2;
            changes.lonely = changes.lonely || part == 1;
            part = 0;
        }
        before = k;
        part++;
    }
    changes.lonely = changes.lonely || part == 1;
    return x->scale == SCALE_NAMES ? (struct changes){0} : changes;
}

static void head_append(struct chart_job *job) {
    struct text *out = &job->data;
    cut_comment(job->cut, out);
    text_append(out, "# ");
    comment_append(out, job->cut->x.axis->path);
    text_append(out, "\tstatus");
    for (size_t m = 0; m < job->metric_count; m++) {
        text_append(out, "\t");
        comment_append(out, job->metrics[m]->path);
        text_append(out, " (");
        comment_append(out, job->metrics[m]->unit);
        text_append(out, ")");
    }
    text_append(out, "\n");
}

static void data_append(struct chart_job *job, const struct table *table, const struct changes *changes) {
    const struct drawn_axis *x = &job->cut->x;
    struct text *out = &job->data;
    size_t next = 0;
    head_append(job);
    for (size_t k = 0; k < x->count; k++) {
        text_append(out, "%.17g\t%g", x->value[k], table->status[k]);
        for (size_t m = 0; m < job->metric_count; m++)
            data_number(out, table->metric[m][k]);
        text_append(out, "\n");
        if (next < changes->count && changes->after[next] == k) {
            text_append(out, "\n");
            next++;
        }
    }
    text_append(out, "\n\n# where the regime changes, as drawn\n");
    for (size_t k = 0; k < changes->count; k++)
        text_append(out, "%.17g\n", changes->at[k]);
    if (changes->count == 0) text_append(out, "NaN\n");
}

static bool has_status(const struct table *table, size_t count, double status) {
    for (size_t k = 0; k < count; k++)
        if (table->status[k] == status) return true;
    return false;
}

static void variables_append(struct chart_job *job, const struct table *table,
                             const struct changes *changes) {
    struct text *out = &job->variables;
    size_t n = cut_cells(job->cut);
    drawn_axis_variables(&job->cut->x, "x", out);
    text_append(out, "canvas_width = 21.0\ncanvas_height = 11.0\n");
    text_append(out,
                "points_drawn = %zu\nlines_drawn = %zu\nchanges = %zu\nlonely = %d\nuncertified = %d\n"
                "refused = %d\nregimes = %d\n",
                n, job->metric_count, changes->count, changes->lonely,
                has_status(table, n, POINT_UNCERTIFIED), has_status(table, n, POINT_REFUSED),
                strcmp(job->metrics[0]->path, "regime") == 0);
    for (size_t m = 0; m < job->metric_count; m++) {
        char variable[32];
        const char *path = job->metrics[m]->path, *dot = strchr(path, '.');
        snprintf(variable, sizeof variable, "line_%zu", m + 1);
        variable_string(out, variable, name_on_line(dot ? dot + 1 : path, NAME_WIDTH));
    }
    if (job->metric_count == 1) {
        label_lines(out, "metric_label", job->metrics[0]->path, job->metrics[0]->unit, LABEL_WIDTH, 2);
    } else {
        struct text stem = {0};
        text_append_bytes(&stem, job->metrics[0]->path, strcspn(job->metrics[0]->path, "."));
        label_variable(out, "metric_label", stem.data ? stem.data : "", job->metrics[0]->unit, LABEL_WIDTH);
        text_free(&stem);
    }
}

enum parley_status line_chart(struct chart_job *job, struct errors *errors) {
    struct table table = {0};
    size_t n = cut_cells(job->cut);
    double *room = array_new((2 + job->metric_count) * n, sizeof *room);
    if (!room) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for a chart");
    enum parley_status status = table_read(job, room, &table, errors);
    job->empty = !job->always;
    for (size_t m = 0; m < job->metric_count && status == PARLEY_OK; m++)
        job->empty = job->empty && span_is_flat(span_of(table.metric[m], table.status, n));
    if (status == PARLEY_OK && !job->empty) {
        struct changes changes = changes_find(&job->cut->x, &table);
        data_append(job, &table, &changes);
        variables_append(job, &table, &changes);
    }
    free(room);
    return status;
}
