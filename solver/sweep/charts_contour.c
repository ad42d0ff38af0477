// SPDX-License-Identifier: GPL-3.0-or-later
// Contours by marching squares: through every quadrilateral of neighbouring points the pieces of the level
// sets, linear along its sides; at a saddle the mean of the corners decides. Corners that are not certified
// have no contours, nor has a jump from one regime to another, which is a boundary and no slope.
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <math.h>

enum { LABELS_MOST = 40 };
static const double JUMP = 2.5;    // levels that a slope may cross between neighbours
static const double APART = 0.09;  // of the map's side, between labels
static const double BORDER = 0.07; // of the map's side, that stays free of labels

// The corners of a quadrilateral in order, and the places where a level crosses the side after each.
struct quad {
    double x[4], y[4], v[4];
    double cross_x[4], cross_y[4];
};

struct drawing {
    const struct field *field;
    struct text *out;
    double label_x[LABELS_MOST], label_y[LABELS_MOST], label_level[LABELS_MOST];
    size_t labels;
    double best, best_x, best_y; // of the level at hand
};

static bool quad_make(const struct field *field, size_t i, size_t j, double step, struct quad *quad) {
    static const size_t right[] = {0, 1, 1, 0}, up[] = {0, 0, 1, 1};
    size_t rows = field->y->count;
    bool one_regime = true;
    double low = INFINITY, high = -INFINITY;
    size_t origin = i * rows + j;
    for (size_t c = 0; c < 4; c++) {
        size_t cell = (i + right[c]) * rows + j + up[c];
        if (field->status[cell] != POINT_CERTIFIED || !isfinite(field->values[cell])) return false;
        quad->x[c] = field->x->at[i + right[c]];
        quad->y[c] = field->y->at[j + up[c]];
        quad->v[c] = field->values[cell];
        low = fmin(low, quad->v[c]);
        high = fmax(high, quad->v[c]);
        if (field->regime && field->regime[cell] != field->regime[origin]) one_regime = false;
    }
    return one_regime || high - low <= JUMP * step;
}

static void piece(struct drawing *drawing, const struct quad *quad, double level, size_t a, size_t b) {
    const struct field *field = drawing->field;
    double x = (quad->cross_x[a] + quad->cross_x[b]) / 2, y = (quad->cross_y[a] + quad->cross_y[b]) / 2;
    double s = (x - field->x->edge[0]) / (field->x->edge[field->x->count] - field->x->edge[0]);
    double t = (y - field->y->edge[0]) / (field->y->edge[field->y->count] - field->y->edge[0]);
    double distance = fabs(s - t);
    text_append(drawing->out, "%.17g\t%.9g\t%.9g\t%.9g\t%.9g\n", level, quad->cross_x[a], quad->cross_y[a],
                quad->cross_x[b], quad->cross_y[b]);
    bool inside = s > BORDER && s < 1 - BORDER && t > BORDER && t < 1 - BORDER;
    for (size_t k = 0; k < drawing->labels && inside; k++) {
        double ds = (x - drawing->label_x[k]) / (field->x->edge[field->x->count] - field->x->edge[0]);
        double dt = (y - drawing->label_y[k]) / (field->y->edge[field->y->count] - field->y->edge[0]);
        inside = fabs(ds) > 1.5 * APART || fabs(dt) > APART;
    }
    if (!inside || !(distance < drawing->best)) return;
    drawing->best = distance;
    drawing->best_x = x;
    drawing->best_y = y;
}

static void level_in_quad(struct drawing *drawing, struct quad *quad, double level) {
    size_t sides[4], count = 0;
    for (size_t c = 0; c < 4; c++) {
        size_t d = (c + 1) % 4;
        if ((quad->v[c] < level) == (quad->v[d] < level)) continue;
        double f = (level - quad->v[c]) / (quad->v[d] - quad->v[c]);
        quad->cross_x[c] = quad->x[c] + f * (quad->x[d] - quad->x[c]);
        quad->cross_y[c] = quad->y[c] + f * (quad->y[d] - quad->y[c]);
        sides[count++] = c;
    }
    if (count == 2) piece(drawing, quad, level, sides[0], sides[1]);
    if (count < 4) return;
    double middle = (quad->v[0] + quad->v[1] + quad->v[2] + quad->v[3]) / 4;
    bool joined = (middle < level) == (quad->v[0] < level); // corners 0 and 2 belong together
    piece(drawing, quad, level, joined ? 0 : 3, joined ? 1 : 0);
    piece(drawing, quad, level, joined ? 2 : 1, joined ? 3 : 2);
}

static void level_append(struct drawing *drawing, double level, double step) {
    const struct field *field = drawing->field;
    struct quad quad;
    drawing->best = INFINITY;
    for (size_t i = 0; i + 1 < field->x->count; i++)
        for (size_t j = 0; j + 1 < field->y->count; j++)
            if (quad_make(field, i, j, step, &quad)) level_in_quad(drawing, &quad, level);
    if (!isfinite(drawing->best) || drawing->labels == LABELS_MOST) return;
    drawing->label_x[drawing->labels] = drawing->best_x;
    drawing->label_y[drawing->labels] = drawing->best_y;
    drawing->label_level[drawing->labels++] = level;
}

void contours_append(const struct field *field, double step, struct text *out) {
    struct drawing drawing = {.field = field, .out = out};
    struct span span = span_of(field->values, field->status, field->x->count * field->y->count);
    bool numbers = field->x->scale != SCALE_NAMES && field->y->scale != SCALE_NAMES;
    size_t before;
    text_append(out, "\n\n# contours, as drawn: level\tx\ty\tx\ty\n");
    before = out->length;
    if (step > 0 && numbers && span.low < span.high)
        for (double k = ceil(span.low / step); k <= floor(span.high / step); k++)
            level_append(&drawing, k * step, step);
    if (out->length == before) text_append(out, "NaN\tNaN\tNaN\tNaN\tNaN\n");
    text_append(out, "\n\n# labels of contours, as drawn: x\ty\tlevel\n");
    for (size_t k = 0; k < drawing.labels; k++)
        text_append(out, "%.9g\t%.9g\t%.6g\n", drawing.label_x[k], drawing.label_y[k],
                    drawing.label_level[k] + 0.0);
    if (drawing.labels == 0) text_append(out, "NaN\tNaN\tNaN\n");
}
