// SPDX-License-Identifier: GPL-3.0-or-later
// Contours by marching squares: through every quadrilateral of neighbouring points the pieces of the level
// sets, linear along its sides; at a saddle the mean of the corners decides. A value that is a level but for
// rounding lies on it, so that a plateau has no contour inside. Corners that are not certified have no
// contours, nor has a jump: where the regime changes or many levels would pass between neighbours there is no
// slope to follow. A level is labelled where its label covers least, those with the shortest contours first.
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <math.h>
#include <stdio.h>

enum { LEVELS_MOST = 40, RASTER = 96, SEVERAL = 255 };
static const double JUMP = 3;                              // levels that may pass between neighbours
static const double LETTER_WIDE = 0.19, LABEL_TALL = 0.46; // cm
static const double FRAME = 0.012;                         // of the map's side, between a label and the frame
// What a label costs: away from the diagonal, which keeps labels apart; on another line; on its own.
static const double ASIDE = 0.5, COVERS = 0.03, COVERS_OWN = 0.012;

// The corners of a quadrilateral in order, and the places where a level crosses the side after each.
struct quad {
    double x[4], y[4], v[4];
    double cross_x[4], cross_y[4];
};

// A label, or a place for one, in parts of the map's sides: its middle, and half of its sides.
struct place {
    double s, t, wide, tall, cost;
};

struct level {
    double value;
    size_t pieces;
    bool labelled;
    struct place label; // of infinite cost: none
};

struct drawing {
    const struct field *field;
    const struct contour_style *style;
    struct text *out;
    struct level levels[LEVELS_MOST];
    size_t count, at; // the level at hand
    void (*piece)(struct drawing *drawing, const double from[2], const double to[2]);
    unsigned char raster[RASTER][RASTER]; // 0, 1 + the level whose contour is there, or SEVERAL
};

// ---- where lines are ----

static double part(const struct drawn_axis *axis, double at) {
    return (at - axis->edge[0]) / (axis->edge[axis->count] - axis->edge[0]);
}

static size_t raster_of(double s) {
    double at = s * RASTER;
    return at < 0 ? 0 : at >= RASTER ? RASTER - 1 : (size_t)at;
}

static void mark(struct drawing *drawing, double s, double t, size_t what) {
    unsigned char *cell = &drawing->raster[raster_of(s)][raster_of(t)];
    *cell = (unsigned char)(*cell == 0 || *cell == what ? what : SEVERAL);
}

// Visit places along a piece, none farther from the next than the raster is fine.
static void along(struct drawing *drawing, const double from[2], const double to[2],
                  void (*visit)(struct drawing *drawing, double s, double t)) {
    const struct field *field = drawing->field;
    double s = part(field->x, from[0]), t = part(field->y, from[1]);
    double ds = part(field->x, to[0]) - s, dt = part(field->y, to[1]) - t;
    double steps = ceil(fmax(fabs(ds), fabs(dt)) * RASTER) + 1;
    for (double k = 0; k < steps; k++)
        visit(drawing, s + ds * (k + 0.5) / steps, t + dt * (k + 0.5) / steps);
}

static void mark_level(struct drawing *drawing, double s, double t) {
    mark(drawing, s, t, drawing->at + 1);
}

static void mark_boundary(struct drawing *drawing, double s, double t) {
    mark(drawing, s, t, SEVERAL);
}

// Where a regime ends, somewhere between the corners.
static void quad_mark(struct drawing *drawing, const struct quad *quad) {
    double x = (quad->x[0] + quad->x[2]) / 2, y = (quad->y[0] + quad->y[2]) / 2;
    along(drawing, (double[]){quad->x[0], y}, (double[]){quad->x[2], y}, mark_boundary);
    along(drawing, (double[]){x, quad->y[0]}, (double[]){x, quad->y[2]}, mark_boundary);
}

// ---- lines ----

// The levels that pass between two values, the higher one included.
static double levels_between(const struct contour_style *style, double low, double high) {
    return floor((high + style->rounding) / style->step) - floor((low + style->rounding) / style->step);
}

static bool quad_make(struct drawing *drawing, size_t i, size_t j, struct quad *quad) {
    static const size_t right[] = {0, 1, 1, 0}, up[] = {0, 0, 1, 1};
    const struct field *field = drawing->field;
    bool one_regime = true;
    double low = INFINITY, high = -INFINITY;
    size_t rows = field->y->count, origin = i * rows + j;
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
    if (!one_regime) quad_mark(drawing, quad);
    return one_regime && levels_between(drawing->style, low, high) <= JUMP;
}

static void piece(struct drawing *drawing, const struct quad *quad, size_t a, size_t b) {
    const double from[] = {quad->cross_x[a], quad->cross_y[a]}, to[] = {quad->cross_x[b], quad->cross_y[b]};
    if (from[0] != to[0] || from[1] != to[1]) drawing->piece(drawing, from, to);
}

static void level_in_quad(struct drawing *drawing, struct quad *quad) {
    double level = drawing->levels[drawing->at].value, least = level - drawing->style->rounding;
    size_t sides[4], count = 0;
    for (size_t c = 0; c < 4; c++) {
        size_t d = (c + 1) % 4;
        if ((quad->v[c] < least) == (quad->v[d] < least)) continue;
        double f = fmin(fmax((level - quad->v[c]) / (quad->v[d] - quad->v[c]), 0), 1);
        quad->cross_x[c] = quad->x[c] + f * (quad->x[d] - quad->x[c]);
        quad->cross_y[c] = quad->y[c] + f * (quad->y[d] - quad->y[c]);
        sides[count++] = c;
    }
    if (count == 2) piece(drawing, quad, sides[0], sides[1]);
    if (count < 4) return;
    double middle = (quad->v[0] + quad->v[1] + quad->v[2] + quad->v[3]) / 4;
    bool joined = (middle < least) == (quad->v[0] < least); // corners 0 and 2 belong together
    piece(drawing, quad, joined ? 0 : 3, joined ? 1 : 0);
    piece(drawing, quad, joined ? 2 : 1, joined ? 3 : 2);
}

static void level_walk(struct drawing *drawing, size_t level,
                       void (*visit)(struct drawing *drawing, const double from[2], const double to[2])) {
    const struct field *field = drawing->field;
    struct quad quad;
    drawing->at = level;
    drawing->piece = visit;
    for (size_t i = 0; i + 1 < field->x->count; i++)
        for (size_t j = 0; j + 1 < field->y->count; j++)
            if (quad_make(drawing, i, j, &quad)) level_in_quad(drawing, &quad);
}

static void piece_append(struct drawing *drawing, const double from[2], const double to[2]) {
    struct level *level = &drawing->levels[drawing->at];
    text_append(drawing->out, "%.17g\t%.9g\t%.9g\t%.9g\t%.9g\n", level->value, from[0], from[1], to[0],
                to[1]);
    level->pieces++;
    along(drawing, from, to, mark_level);
}

// ---- labels ----

static bool is_free(const struct drawing *drawing, const struct place *place) {
    for (size_t k = 0; k < drawing->count; k++) {
        const struct place *other = &drawing->levels[k].label;
        if (isfinite(other->cost) && fabs(place->s - other->s) < place->wide + other->wide &&
            fabs(place->t - other->t) < place->tall + other->tall)
            return false;
    }
    return true;
}

static double cost_of(const struct drawing *drawing, const struct place *place) {
    double cost = ASIDE * fabs(place->s - place->t);
    size_t right = raster_of(place->s + place->wide), top = raster_of(place->t + place->tall);
    for (size_t i = raster_of(place->s - place->wide); i <= right; i++)
        for (size_t j = raster_of(place->t - place->tall); j <= top; j++) {
            unsigned char what = drawing->raster[i][j];
            cost += what == 0 ? 0 : what == drawing->at + 1 ? COVERS_OWN : COVERS;
        }
    return cost;
}

// As near as a label can come; no farther than half of itself, so that it lies on its line.
static double within_frame(double s, double half) {
    return fmin(fmax(s, half + FRAME), 1 - half - FRAME);
}

static void label_try(struct drawing *drawing, double s, double t) {
    struct level *level = &drawing->levels[drawing->at];
    struct place place = level->label, best = level->label;
    place.s = within_frame(s, place.wide);
    place.t = within_frame(t, place.tall);
    level->label.cost = INFINITY; // its own place so far is in nobody's way
    place.cost = is_free(drawing, &place) ? cost_of(drawing, &place) : INFINITY;
    level->label = place.cost < best.cost ? place : best;
}

static void piece_label(struct drawing *drawing, const double from[2], const double to[2]) {
    along(drawing, from, to, label_try);
}

static size_t shortest(const struct drawing *drawing) {
    size_t best = SIZE_MAX;
    for (size_t k = 0; k < drawing->count; k++) {
        const struct level *level = &drawing->levels[k];
        if (level->labelled || level->pieces == 0) continue;
        if (best == SIZE_MAX || level->pieces < drawing->levels[best].pieces) best = k;
    }
    return best;
}

static void labels_append(struct drawing *drawing) {
    const struct drawn_axis *x = drawing->field->x, *y = drawing->field->y;
    size_t before, k;
    text_append(drawing->out, "\n\n# labels of contours, as drawn: x\ty\tlevel\n");
    before = drawing->out->length;
    while ((k = shortest(drawing)) != SIZE_MAX) {
        struct level *level = &drawing->levels[k];
        struct place *label = &level->label;
        level->labelled = true;
        int letters = snprintf(NULL, 0, "%.6g", level->value);
        label->wide = (0.5 + (double)letters) * LETTER_WIDE / 2 / drawing->style->width;
        label->tall = LABEL_TALL / 2 / drawing->style->height;
        level_walk(drawing, k, piece_label);
        if (isfinite(label->cost))
            text_append(drawing->out, "%.9g\t%.9g\t%.6g\n",
                        x->edge[0] + label->s * (x->edge[x->count] - x->edge[0]),
                        y->edge[0] + label->t * (y->edge[y->count] - y->edge[0]), level->value);
    }
    if (drawing->out->length == before) text_append(drawing->out, "NaN\tNaN\tNaN\n");
}

void contours_append(const struct field *field, const struct contour_style *style, struct text *out) {
    struct drawing drawing = {.field = field, .style = style, .out = out};
    struct span span = span_of(field->values, field->status, field->x->count * field->y->count);
    bool numbers = field->x->scale != SCALE_NAMES && field->y->scale != SCALE_NAMES;
    text_append(out, "\n\n# contours, as drawn: level\tx\ty\tx\ty\n");
    size_t before = out->length;
    if (style->step > 0 && numbers && span.low < span.high) {
        double first = floor((span.low + style->rounding) / style->step) + 1;
        double levels = levels_between(style, span.low, span.high);
        for (; (double)drawing.count < levels && drawing.count < LEVELS_MOST; drawing.count++)
            drawing.levels[drawing.count] = (struct level){
                .value = (first + (double)drawing.count) * style->step + 0.0, .label = {.cost = INFINITY}};
        for (size_t k = 0; k < drawing.count; k++)
            level_walk(&drawing, k, piece_append);
    }
    if (out->length == before) text_append(out, "NaN\tNaN\tNaN\tNaN\tNaN\n");
    labels_append(&drawing);
}
