// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a grid that a chart draws: the last one or two axes that have more than one value, thinned; the
// axis before them in panels, evenly picked with both ends; axes before that at their middle value.
#include "core/checked.h"
#include "sweep/charts_kinds.h"
#include <math.h>

enum { LINE_POINTS = 2000, MAP_SIDE = 300 };
// A whole sample is read at every place.
enum { BAND_POINTS = 500, SPREAD_SIDE = 100 };
// Columns of a label along an axis of a line, a map, and a panel.
enum { LINE_LABEL = 90, MAP_LABEL_X = 64, MAP_LABEL_Y = 50, PANEL_LABEL_X = 36, PANEL_LABEL_Y = 36 };
static const double LINE_ROOM = 0.02; // of a line, beyond either end

// Lines end at their points, not half-way to the next.
static void line_ends(struct drawn_axis *x) {
    if (x->scale == SCALE_NAMES) return;
    double room = LINE_ROOM * (x->at[x->count - 1] - x->at[0]);
    x->edge[0] = x->at[0] - room;
    x->edge[x->count] = x->at[x->count - 1] + room;
}

static void label_room(struct drawn_axis *drawn, size_t width, size_t lines) {
    drawn->label_width = width;
    drawn->label_lines = lines;
}

// A line, or maps. Bands have labels of one line.
static void axes_fit(struct cut *cut, bool sampled) {
    if (cut->axes == 1 && !sampled) {
        line_ends(&cut->x);
        label_room(&cut->x, LINE_LABEL, 2);
    } else if (cut->axes > 1) {
        label_room(&cut->x, cut->panels > 1 ? PANEL_LABEL_X : MAP_LABEL_X, 2);
        label_room(&cut->y, cut->panels > 1 ? PANEL_LABEL_Y : MAP_LABEL_Y, 2);
    }
}

bool cut_make(const struct store_layout *layout, const size_t *numbers, size_t count, struct cut *cut) {
    bool sampled = store_is_sampled(layout);
    *cut = (struct cut){.layout = layout, .axes = count < AXES_DRAWN ? count : AXES_DRAWN, .panels = 1};
    cut->first = array_new(layout->grid_axes, sizeof(size_t));
    cut->count = array_new(layout->grid_axes, sizeof(size_t));
    cut->stride = array_new(layout->grid_axes, sizeof(size_t));
    if (!cut->first || !cut->count || !cut->stride) return false;
    for (size_t k = 0; k < layout->grid_axes; k++) {
        cut->first[k] = layout->axes[k].count / 2;
        cut->count[k] = cut->stride[k] = 1;
    }
    if (cut->axes > 2) {
        size_t n = layout->axes[cut->panel_axis = numbers[count - 3]].count;
        cut->panels = n < PANELS_MOST ? n : PANELS_MOST;
        for (size_t p = 0; p < cut->panels; p++)
            cut->place[p] = (2 * p * (n - 1) + cut->panels - 1) / (2 * (cut->panels - 1)); // rounded
    }
    size_t x = numbers[count - (count > 1 ? 2 : 1)], y = numbers[count - 1];
    double line = sampled ? BAND_POINTS : LINE_POINTS, map = sampled ? SPREAD_SIDE : MAP_SIDE;
    size_t side = (size_t)(cut->axes == 1 ? line : map / sqrt((double)cut->panels));
    bool made = drawn_axis_make(&layout->axes[x], x, side, &cut->x) &&
                (cut->axes == 1 || drawn_axis_make(&layout->axes[y], y, side, &cut->y));
    if (made) axes_fit(cut, sampled);
    return made;
}

void cut_clear(struct cut *cut) {
    drawn_axis_clear(&cut->x);
    drawn_axis_clear(&cut->y);
    free(cut->first);
    free(cut->count);
    free(cut->stride);
    *cut = (struct cut){0};
}

static void select_axis(const struct cut *cut, const struct drawn_axis *drawn) {
    cut->first[drawn->number] = 0;
    cut->count[drawn->number] = drawn->count;
    cut->stride[drawn->number] = drawn->stride;
}

enum parley_status cut_read(const struct cut *cut, struct sweep_file *file, const char *path, double *values,
                            struct errors *errors) {
    enum parley_status status = PARLEY_OK;
#pragma omp critical(cut) // the cut itself says which part is read
    {
        select_axis(cut, &cut->x);
        if (cut->axes > 1) select_axis(cut, &cut->y);
        for (size_t p = 0; p < cut->panels && status == PARLEY_OK; p++) {
            if (cut->axes > 2) cut->first[cut->panel_axis] = cut->place[p];
            status = netcdf_read_part(file, path, cut->first, cut->count, cut->stride,
                                      values + p * cut_cells(cut), errors);
        }
    }
    return status;
}

struct numbered {
    void (*visit)(void *context, size_t cell, const struct spread *spread);
    void *context;
    size_t first; // of the panel
};

static void numbered_visit(void *context, size_t place, const struct spread *spread) {
    const struct numbered *numbered = context;
    numbered->visit(numbered->context, numbered->first + place, spread);
}

enum parley_status cut_spread(const struct cut *cut, struct sweep_file *file,
                              const struct spread_question *question,
                              void (*visit)(void *context, size_t cell, const struct spread *spread),
                              void *context, struct errors *errors) {
    const struct spread_part part = {cut->first, cut->count, cut->stride};
    struct numbered numbered = {visit, context, 0};
    enum parley_status status = PARLEY_OK;
    select_axis(cut, &cut->x);
    if (cut->axes > 1) select_axis(cut, &cut->y);
    for (size_t p = 0; p < cut->panels && status == PARLEY_OK; p++) {
        if (cut->axes > 2) cut->first[cut->panel_axis] = cut->place[p];
        numbered.first = p * cut_cells(cut);
        status = spread_visit(file, question, &part, numbered_visit, &numbered, errors);
    }
    return status;
}

static bool is_drawn(const struct cut *cut, size_t axis) {
    return axis == cut->x.number || (cut->axes > 1 && axis == cut->y.number) ||
           (cut->axes > 2 && axis == cut->panel_axis);
}

void cut_held(const struct cut *cut, struct text *out) {
    const char *between = "";
    for (size_t k = 0; k < cut->layout->grid_axes; k++) {
        const struct store_axis *axis = &cut->layout->axes[k];
        if (is_drawn(cut, k) || axis->count < 2) continue;
        text_append(out, "%s%s = ", between, axis->path);
        axis_value_append(axis, cut->first[k], out);
        between = ", ";
    }
}

static void thinned_comment(const struct drawn_axis *drawn, struct text *out) {
    if (drawn->stride == 1) return;
    text_append(out, "# thinned: one in %zu of the %zu values of ", drawn->stride, drawn->axis->count);
    comment_append(out, drawn->axis->path);
    text_append(out, "; sweep.nc holds all\n");
}

void cut_comment(const struct cut *cut, struct text *out) {
    struct text held = {0};
    thinned_comment(&cut->x, out);
    if (cut->axes > 1) thinned_comment(&cut->y, out);
    if (cut->axes > 2 && cut->panels < cut->layout->axes[cut->panel_axis].count) {
        text_append(out, "# panels: %zu of the %zu values of ", cut->panels,
                    cut->layout->axes[cut->panel_axis].count);
        comment_append(out, cut->layout->axes[cut->panel_axis].path);
        text_append(out, ", evenly picked\n");
    }
    cut_held(cut, &held);
    if (held.data) {
        text_append(out, "# held: ");
        comment_append(out, held.data);
        text_append(out, "\n");
    }
    out->failed = out->failed || held.failed;
    text_free(&held);
}
