// SPDX-License-Identifier: GPL-3.0-or-later
// A metric over two axes of a grid as a map, or several such maps in panels; of a sample at every place, its
// median, the width of its bands, its likeliest regime, or the chance of a condition. Five blocks of data a
// panel: the points; cells without a colour, in runs (1 not certified, 2 refused, 3 the metric is not
// defined); pieces of contours; their labels; boundaries of regimes, which run along the edges of cells.
#include "core/checked.h"
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLANK_KINDS = 4, LABEL_WIDTH = 60, PANEL_WIDTH = 34, HELD_WIDTH = 90 };
static const double LEVELS = 7;

struct map {
    double *values, *status, *regime; // of all panels
    bool has_regime, is_regime;
    struct span span;
    double step;
    bool blank[BLANK_KINDS]; // which kinds there are
    bool boundaries;
    struct text error; // of what is shown of a sample, in words
};

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
    cut_comment(cut, &job->data);
    for (size_t p = 0; p < cut->panels; p++) {
        size_t first = p * cut_cells(cut);
        struct field field = {&cut->x, &cut->y, map->values + first, map->status + first,
                              map->has_regime ? map->regime + first : NULL};
        panel_comment(job, p, edges);
        points_append(&field, edges, &job->data);
        blanks_append(&field, map, &job->data);
        contours_append(&field, map->is_regime ? 0 : map->step, &job->data);
        boundaries_append(&field, map, &job->data);
    }
}

static void panel_titles(const struct chart_job *job, const struct map *map, struct text *out) {
    const struct cut *cut = job->cut;
    const struct store_axis *axis = &job->layout->axes[cut->panel_axis];
    struct text held = {0};
    for (size_t p = 0; p < cut->panels; p++) {
        char variable[32];
        struct text title = {0};
        if (cut->axes > 2) {
            text_append(&title, "%s = ", axis->path);
            axis_value_append(axis, cut->place[p], &title);
        } else {
            text_append(&title, "%s", "");
        }
        snprintf(variable, sizeof variable, "panel_%zu", p + 1);
        variable_string(out, variable, title.data ? name_on_line(title.data, PANEL_WIDTH) : NULL);
        text_free(&title);
    }
    cut_held(cut, &held);
    if (cut->axes > 2 && cut->panels < axis->count)
        text_append(&held, "%s%zu of the %zu values of %s", held.length > 0 ? "; " : "", cut->panels,
                    axis->count, axis->path);
    if (job->statistic != STATISTIC_NONE)
        text_append(&held, "%s%sthe same sample of %llu at every place%s", held.length > 0 ? "; " : "",
                    job->statistic == STATISTIC_LIKELIEST ? "the likeliest regime; " : "",
                    (unsigned long long)job->layout->samples, map->error.data ? map->error.data : "");
    text_append(&held, "%s", "");
    variable_string(out, "note", held.data ? name_on_line(held.data, HELD_WIDTH) : NULL);
    text_free(&held);
}

static void variables_append(struct chart_job *job, const struct map *map) {
    struct text *out = &job->variables;
    const struct cut *cut = job->cut;
    struct span span = map->span;
    if (!(span.low <= span.high)) span = (struct span){0, 1};
    if (span_is_flat(span)) {
        double room = fmax(fabs(span.low), 1) / 2;
        span = (struct span){span.low - room, span.high + room};
    }
    drawn_axis_variables(&cut->x, "x", out);
    drawn_axis_variables(&cut->y, "y", out);
    text_append(out,
                "panels = %zu\neven = %d\nlow = %.17g\nhigh = %.17g\nstep = %.17g\nregimes = %d\n"
                "uncertified = %d\nrefused = %d\nundefined = %d\nboundaries = %d\n",
                cut->panels, cut->x.even && cut->y.even, span.low, span.high, map->step, map->is_regime,
                map->blank[1], map->blank[2], map->blank[3], map->boundaries);
    struct text shown = {0};
    statistic_words(job, &shown);
    label_variable(out, "metric_label", shown.data ? shown.data : "",
                   job->statistic == STATISTIC_CHANCE ? "" : job->metrics[0]->unit, LABEL_WIDTH);
    text_free(&shown);
    panel_titles(job, map, out);
    size_t columns = cut->panels < 3 ? cut->panels : cut->panels == 4 ? 2 : 3;
    size_t rows = (cut->panels + columns - 1) / columns;
    int entries = map->blank[1] + map->blank[2] + map->blank[3] + map->boundaries + 3 * map->is_regime;
    text_append(out,
                "legend_room = %g\nmap_columns = %zu\nmap_rows = %zu\nmap_width = %g\nmap_height = "
                "%g\nleft_room = %g\n"
                "canvas_width = left_room + map_columns * (map_width + 0.8) + 3.4\n"
                "canvas_height = 2.6 + map_rows * (map_height + 2.2) - 0.3 + legend_room\n",
                entries > 0 ? 0.3 + 0.55 * entries : 0.0, columns, rows, cut->panels == 1 ? 11.5 : 6.0,
                cut->panels == 1 ? 9.0 : 5.2, cut->y.scale == SCALE_NAMES ? 4.2 : 2.6);
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
        variables_append(job, &map);
    }
    text_free(&map.error);
    free(room);
    return status;
}
