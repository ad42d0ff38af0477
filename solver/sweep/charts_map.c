// SPDX-License-Identifier: GPL-3.0-or-later
// A metric over two axes of a grid as a map, or several such maps in panels; of a sample at every place, its
// median, the width of its bands, its likeliest regime, or the chance of a condition. Five blocks of data a
// panel: the points; cells without a colour, in runs (1 not certified, 2 refused, 3 the metric is not
// defined); pieces of contours; their labels; boundaries of regimes, which run along the edges of cells.
#include "sweep/charts_map.h"
#include "core/checked.h"
#include "output/chart_text.h"
#include <math.h>
#include <string.h>

static const double LEVELS = 7;

// Why a cell has no colour; 0: it has one.
static int blank_of(const struct field *field, size_t cell) {
    if (field->status[cell] != POINT_CERTIFIED) return (int)field->status[cell];
    return isfinite(field->values[cell]) ? 0 : 3;
}

// Values of the axes are made text once, not at every cell.
static void points_append(const struct field *field, bool edges, struct text *out) {
    const struct drawn_axis *x = field->x, *y = field->y;
    struct text columns = {0}, row = {0};
    enum { COLUMN_BYTES = 32 };
    for (size_t j = 0; j < y->count; j++)
        text_append(&columns, "%-*.17g", COLUMN_BYTES, y->value[j]);
    for (size_t i = 0; i < x->count && !columns.failed; i++) {
        row.length = 0;
        text_append(&row, "%.17g\t", x->value[i]);
        for (size_t j = 0; j < y->count; j++) {
            size_t cell = i * y->count + j;
            const char *column = columns.data + j * COLUMN_BYTES;
            text_append_bytes(out, row.data, row.length);
            text_append_bytes(out, column, strcspn(column, " "));
            text_append(out, "\t%d", (int)field->status[cell]);
            data_number(out, field->values[cell]);
            if (edges)
                text_append(out, "\t%.9g\t%.9g\t%.9g\t%.9g", x->edge[i], x->edge[i + 1], y->edge[j],
                            y->edge[j + 1]);
            text_append(out, "\n");
        }
        if (i + 1 < x->count) text_append(out, "\n");
    }
    out->failed = out->failed || columns.failed || row.failed;
    text_free(&columns);
    text_free(&row);
}

static void blanks_append(const struct field *field, struct map *map, struct text *out) {
    const struct drawn_axis *x = field->x, *y = field->y;
    text_append(out, "\n\n# cells without a colour, as drawn: kind (1 not certified, 2 no scenario, 3 not "
                     "defined)\tx from\tto\ty from\tto\n");
    size_t before = out->length;
    for (size_t i = 0; i < x->count; i++)
        for (size_t j = 0, next; j < y->count; j = next) {
            int kind = blank_of(field, i * y->count + j);
            for (next = j + 1; next < y->count && blank_of(field, i * y->count + next) == kind; next++)
                continue;
            if (kind == 0) continue;
            map->blank[kind] = true;
            text_append(out, "%d\t%.9g\t%.9g\t%.9g\t%.9g\n", kind, x->edge[i], x->edge[i + 1], y->edge[j],
                        y->edge[next]);
        }
    if (out->length == before) text_append(out, "NaN\tNaN\tNaN\tNaN\tNaN\n");
}

// Do the regimes of two cells differ?
static bool differ(const struct field *field, size_t a, size_t b) {
    return field->status[a] == POINT_CERTIFIED && field->status[b] == POINT_CERTIFIED &&
           isfinite(field->regime[a]) && isfinite(field->regime[b]) && field->regime[a] != field->regime[b];
}

// Edges between neighbours along one axis, joined to runs along the other. stride: cells from one neighbour
// to the next along the first axis.
static void edges_append(const struct field *field, bool upright, struct text *out) {
    const struct drawn_axis *across = upright ? field->x : field->y, *along = upright ? field->y : field->x;
    size_t stride = upright ? field->y->count : 1, step = upright ? 1 : field->y->count;
    for (size_t i = 0; i + 1 < across->count; i++)
        for (size_t j = 0, next; j < along->count; j = next) {
            next = j;
            while (next < along->count &&
                   differ(field, i * stride + next * step, (i + 1) * stride + next * step))
                next++;
            double at = across->edge[i + 1], from = along->edge[j], to = along->edge[next];
            if (next == j)
                next++;
            else if (upright)
                text_append(out, "%.9g\t%.9g\t%.9g\t%.9g\n", at, from, at, to);
            else
                text_append(out, "%.9g\t%.9g\t%.9g\t%.9g\n", from, at, to, at);
        }
}

static void boundaries_append(const struct field *field, struct map *map, struct text *out) {
    text_append(out, "\n\n# where the regime changes, as drawn: x\ty\tx\ty\n");
    size_t before = out->length;
    if (field->regime) {
        edges_append(field, true, out);
        edges_append(field, false, out);
    }
    if (out->length == before)
        text_append(out, "NaN\tNaN\tNaN\tNaN\n");
    else
        map->boundaries = true;
}

static void panel_comment(struct chart_job *job, size_t p, bool edges) {
    struct text *out = &job->data;
    const struct cut *cut = job->cut;
    text_append(out, "%s# ", p > 0 ? "\n\n" : "");
    if (cut->axes > 2) {
        struct text words = {0};
        const struct store_axis *axis = &job->layout->axes[cut->panel_axis];
        text_append(&words, "%s = ", axis->path);
        axis_value_append(axis, cut->place[p], &words);
        comment_append(out, words.data ? words.data : "");
        text_append(out, "\n# ");
        text_free(&words);
    }
    comment_append(out, cut->x.axis->path);
    text_append(out, "\t");
    comment_append(out, cut->y.axis->path);
    text_append(out, "\tstatus\t");
    struct text shown = {0};
    statistic_words(job, &shown);
    comment_append(out, shown.data ? shown.data : "");
    text_free(&shown);
    text_append(out, edges ? "\tx from\tto\ty from\tto\n" : "\n");
}

static void data_append(struct chart_job *job, struct map *map) {
    const struct cut *cut = job->cut;
    bool edges = !(cut->x.even && cut->y.even);
    struct map_size size = map_size(cut);
    const struct contour_style style = {map->is_regime ? 0 : map->step, span_rounding(map->span), size.width,
                                        size.height};
    cut_comment(cut, &job->data);
    for (size_t p = 0; p < cut->panels; p++) {
        size_t first = p * cut_cells(cut);
        struct field field = {&cut->x, &cut->y, map->values + first, map->status + first,
                              map->has_regime ? map->regime + first : NULL};
        panel_comment(job, p, edges);
        points_append(&field, edges, &job->data);
        blanks_append(&field, map, &job->data);
        contours_append(&field, &style, &job->data);
        boundaries_append(&field, map, &job->data);
    }
}

static void regimes_note(const struct chart_job *job, struct map *map) {
    size_t cells = job->cut->panels * cut_cells(job->cut);
    for (size_t k = 0; map->is_regime && k < cells; k++)
        for (size_t r = 0; r < REGIMES; r++)
            if (map->status[k] == POINT_CERTIFIED && map->values[k] == (double)r) map->occurs[r] = true;
}

static enum parley_status map_read(const struct chart_job *job, struct map *map, struct errors *errors) {
    const char *path = job->metrics[0]->path;
    map->is_regime = job->statistic == STATISTIC_LIKELIEST || strcmp(path, "regime") == 0;
    if (job->statistic != STATISTIC_NONE)
        return statistic_read(job, map->values, map->status, &map->error, errors);
    for (size_t m = 0; m < job->layout->metric_count; m++)
        map->has_regime = map->has_regime || strcmp(job->layout->metrics[m].path, "regime") == 0;
    enum parley_status status = cut_read(job->cut, job->file, "status", map->status, errors);
    if (status == PARLEY_OK) status = cut_read(job->cut, job->file, path, map->values, errors);
    if (status == PARLEY_OK && map->has_regime)
        status = cut_read(job->cut, job->file, "regime", map->regime, errors);
    return status;
}

enum parley_status map_chart(struct chart_job *job, struct errors *errors) {
    size_t cells = job->cut->panels * cut_cells(job->cut);
    double *room = array_new(3 * cells, sizeof *room);
    if (!room) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for a chart");
    struct map map = {.values = room, .status = room + cells, .regime = room + 2 * cells};
    enum parley_status status = map_read(job, &map, errors);
    map.span = span_of(map.values, map.status, cells);
    map.step = span_step(map.span, LEVELS);
    job->empty = !job->always && !job->claim && span_is_flat(map.span);
    if (status == PARLEY_OK && !job->empty) {
        data_append(job, &map);
        regimes_note(job, &map);
        map_variables(job, &map);
    }
    text_free(&map.error);
    free(room);
    return status;
}
