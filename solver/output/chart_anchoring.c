// SPDX-License-Identifier: GPL-3.0-or-later
// What anchors bring, as a function of how far they draw the reference points: agreement, delay and gain over
// the largest susceptibility x, all parties' susceptibilities being scaled together, with a curve for every
// depth. Talks that are too large to be solved some hundred times in a few seconds, or with surprises, have
// no such chart. At most four parties are drawn, those whose gain moves most; the data hold all.
#include "output/chart_anchoring.h"
#include "core/checked.h"
#include "game/effects.h"
#include "output/chart_kinds.h"
#include "output/chart_text.h"
#include "output/dates.h"

enum {
    NAME_WIDTH = 24,
    ROWS_MOST = 4,
    // Largest size (of anchoring_size) for which a hundred variants take a few seconds.
    ANCHORING_SIZE_MAX = 3000,
};

static const double depths_usual[] = {1, 2, 3, 5};
static const double SAME = 1e-9;
static const double FLAT = 1e-6; // of the payoffs' size, and years: changes below it are not seen

// Largest susceptibility of i over the states, effects included. -1 if out of memory.
static double largest_of(const struct game *game, size_t i) {
    struct varying varying;
    struct arena arena = {0};
    size_t levels[CHANNELS_MAX + 1] = {0};
    double largest = 0;
    bool found = varying_find(game->scenario, &game->scenario->parties[i].susceptibility, &arena, &varying);
    for (size_t s = 0; found && s < game->states; s++) {
        for (size_t c = 0; c < game->channels; c++)
            levels[c] = game_level(game, s, c);
        largest = fmax(largest, varying_at(&varying, levels));
    }
    arena_clear(&arena);
    return found ? largest : -1;
}

static bool party_is_moved(const struct game *game, size_t i) {
    for (size_t s = 0; s < game->states; s++)
        if (game->loss_aversion[s * game->parties + i] > 0) return largest_of(game, i) > 0;
    return false;
}

static double largest_moving(const struct game *game) {
    double largest = 0;
    for (size_t i = 0; i < game->parties; i++)
        if (party_is_moved(game, i)) largest = fmax(largest, largest_of(game, i));
    return largest;
}

// Insert a value into an ascending list, unless it is there.
static size_t insert(double *list, size_t count, double value) {
    size_t at = 0;
    while (at < count && list[at] < value - SAME)
        at++;
    if (at < count && list[at] <= value + SAME) {
        list[at] = value;
        return count;
    }
    for (size_t k = count; k > at; k--)
        list[k] = list[k - 1];
    list[at] = value;
    return count + 1;
}

static size_t depths_list(const struct scenario *scenario, double *depth) {
    size_t count = 0;
    for (size_t k = 0; k < sizeof depths_usual / sizeof *depths_usual; k++)
        count = insert(depth, count, depths_usual[k]);
    return insert(depth, count, scenario->depth);
}

// States x parties x alternatives, summed over the depths.
static double anchoring_size(const struct game *game) {
    const struct scenario *scenario = game->scenario;
    double depth[ANCHORING_DEPTHS], size = 0, anchors = (double)scenario->anchor_count;
    size_t count = depths_list(scenario, depth);
    double others = (double)game->states / (1 + anchors * scenario->depth); // states of the other channels
    for (size_t d = 0; d < count; d++)
        size += others * (1 + anchors * depth[d]) * (double)(game->parties * (1 + game->options));
    return size;
}

struct anchoring *anchoring_new(const struct game *game) {
    struct anchoring *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->parties = game->parties;
    made->largest = largest_moving(game);
    for (size_t i = 0; i < game->parties; i++)
        made->moved[i] = party_is_moved(game, i);
    made->depths = depths_list(game->scenario, made->depth);
    for (size_t k = 0; k <= ANCHORING_STEPS; k++)
        made->points = insert(made->susceptibility, made->points, (double)k / ANCHORING_STEPS);
    made->points = insert(made->susceptibility, made->points, made->largest);
    size_t cells = made->depths * made->points;
    made->certified = array_new(cells, sizeof *made->certified);
    made->material = array_new(cells * made->parties, sizeof *made->material);
    made->gain = array_new(cells * made->parties, sizeof *made->gain);
    made->delay = array_new(cells, sizeof *made->delay);
    if (made->certified && made->material && made->gain && made->delay) return made;
    anchoring_free(made);
    return NULL;
}

void anchoring_free(struct anchoring *anchoring) {
    if (!anchoring) return;
    free(anchoring->certified);
    free(anchoring->material);
    free(anchoring->gain);
    free(anchoring->delay);
    free(anchoring);
}

bool anchoring_applies(const struct solution *solution) {
    const struct game *game = solution->game;
    return game->scenario->anchor_count > 0 && solution->regime_count <= 1 && solution->unanchored.outcome &&
           solution->unanchored.certificate.holds && anchoring_size(game) <= ANCHORING_SIZE_MAX &&
           largest_moving(game) > 0;
}

static void header(const struct game *game, const struct anchoring *anchoring, size_t d, struct text *out) {
    size_t out_of = anchoring->points, left_out = 0;
    for (size_t k = 0; k < out_of; k++)
        left_out += !anchoring->certified[d * out_of + k];
    text_append(
        out, "# depth %g (steps): %zu of %zu points have no certified equilibrium and are left out (NaN)\n",
        anchoring->depth[d], left_out, out_of);
    text_append(out, "# a jump from one row to the next can be another equilibrium being selected\n");
    text_append(out, "# largest susceptibility\tmean delay (years, given agreement)");
    for (size_t i = 0; i < game->parties; i++) {
        text_append(out, "\tmaterial utility of ");
        data_name(out, game->scenario->parties[i].name);
        text_append(out, " (utility, given agreement)");
    }
    for (size_t i = 0; i < game->parties; i++) {
        text_append(out, "\tgain by anchors of ");
        data_name(out, game->scenario->parties[i].name);
        text_append(out, " (utility)");
    }
    text_append(out, "\n");
}

void anchoring_data(const struct solution *solution, struct text *out) {
    const struct anchoring *anchoring = solution->anchoring;
    size_t n = anchoring->parties;
    for (size_t d = 0; d < anchoring->depths; d++) {
        text_append(out, "%s", d > 0 ? "\n\n" : "");
        header(solution->game, anchoring, d, out);
        for (size_t k = 0; k < anchoring->points; k++) {
            size_t cell = d * anchoring->points + k;
            text_append(out, "%.17g", anchoring->susceptibility[k]);
            data_number(out, anchoring->delay[cell]);
            for (size_t i = 0; i < n; i++)
                data_number(out, anchoring->material[cell * n + i]);
            for (size_t i = 0; i < n; i++)
                data_number(out, anchoring->gain[cell * n + i]);
            text_append(out, "\n");
        }
    }
}

// How much party i gains or loses by anchors at most.
static double swing(const struct anchoring *anchoring, size_t i) {
    double most = 0;
    for (size_t cell = 0; cell < anchoring->depths * anchoring->points; cell++)
        if (anchoring->certified[cell])
            most = fmax(most, fabs(anchoring->gain[cell * anchoring->parties + i]));
    return most;
}

// Do anchors change nothing at any susceptibility and depth?
static bool is_flat(const struct game *game, const struct anchoring *anchoring) {
    size_t cells = anchoring->depths * anchoring->points, n = anchoring->parties, first = 0;
    while (first < cells && !anchoring->certified[first])
        first++;
    for (size_t cell = first; cell < cells; cell++) {
        if (!anchoring->certified[cell]) continue;
        if (fabs(anchoring->delay[cell] - anchoring->delay[first]) > FLAT) return false;
        for (size_t i = 0; i < n; i++)
            if (fabs(anchoring->gain[cell * n + i]) > FLAT * game->scale ||
                fabs(anchoring->material[cell * n + i] - anchoring->material[first * n + i]) >
                    FLAT * game->scale)
                return false;
    }
    return true;
}

// The parties to draw, a row of panels each.
static void rows_define(const struct anchoring *anchoring, struct text *out) {
    size_t n = anchoring->parties, rows = 0;
    for (size_t i = 0; i < n; i++) {
        size_t ahead = 0;
        for (size_t k = 0; k < n; k++) {
            double other = swing(anchoring, k), own = swing(anchoring, i);
            ahead += other > own || (other == own && k < i);
        }
        if (ahead < ROWS_MOST) text_append(out, "row_%zu = %zu\n", ++rows, i + 1);
    }
    text_append(out, "rows = %zu\ncanvas_width = 26.0\ncanvas_height = %.1f\n", rows,
                3.1 + 6.4 * (double)rows);
}

static void range_define(const char *name, const double *values, size_t count, double low, double high,
                         struct text *out) {
    for (size_t k = 0; k < count; k++) {
        if (isfinite(values[k])) low = fmin(low, values[k]);
        if (isfinite(values[k])) high = fmax(high, values[k]);
    }
    text_append(out, "%s_low = %.17g\n%s_high = %.17g\n", name, low, name, high);
}

// Whose susceptibility the axis shows: that of the only party that has any, else the largest.
static void axis_define(const struct game *game, const struct anchoring *anchoring, struct text *out) {
    struct text title = {0};
    size_t only = SIZE_MAX, count = 0;
    for (size_t i = 0; i < game->parties; i++)
        if (anchoring->moved[i]) {
            only = i;
            count++;
        }
    if (count == 1) {
        char *name = name_on_line(game->scenario->parties[only].name, NAME_WIDTH);
        text_append(&title, "Susceptibility of %s", name ? name : "");
        out->failed = out->failed || !name;
        free(name);
    } else {
        text_append(&title, "Largest susceptibility");
    }
    variable_string(out, "susceptibility", text_take(&title));
}

void anchoring_variables(const struct solution *solution, struct text *out) {
    const struct anchoring *anchoring = solution->anchoring;
    const struct game *game = solution->game;
    size_t cells = anchoring->depths * anchoring->points;
    double longest = 0;
    for (size_t cell = 0; cell < cells; cell++)
        if (isfinite(anchoring->delay[cell])) longest = fmax(longest, anchoring->delay[cell]);
    struct unit unit = dates_unit(longest);
    text_append(out, "unit = '%s'\nper_year = %.17g\n", unit.plural, unit.per_year);
    text_append(out, "own_susceptibility = %.17g\nsize = %.17g\ndivides = %d\n", anchoring->largest,
                game->scale, game->deals == 0 && game->issues == 0);
    for (size_t d = 0; d < anchoring->depths; d++) {
        text_append(out, "depth_%zu = '%g'\n", d + 1, anchoring->depth[d]);
        if (anchoring->depth[d] == game->scenario->depth) text_append(out, "own_depth = %zu\n", d + 1);
    }
    text_append(out, "depths = %zu\nflat = %d\n", anchoring->depths, is_flat(game, anchoring));
    range_define("material", anchoring->material, cells * anchoring->parties, INFINITY, -INFINITY, out);
    range_define("gain", anchoring->gain, cells * anchoring->parties, 0, 0, out);
    text_append(out, "delay_high = %.17g\n", longest * unit.per_year);
    axis_define(game, anchoring, out);
    rows_define(anchoring, out);
}
