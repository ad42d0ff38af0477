// SPDX-License-Identifier: GPL-3.0-or-later
// Continuation in the logit noise nu: solve V = T(V; nu) at a large nu, where the solution is unique, and
// follow it down (McKelvey & Palfrey 1995; Turocy 2005). The predictor is the tangent: values move linearly
// in nu; the log-odds of a choice move linearly in 1 / nu, exactly so both for a tie (they stay) and for a
// choice that is not one (they grow as gap / nu). Below FREE_NOISE nearly tied choices become unknowns of
// their own, which keeps Newton's method well conditioned down to a noise of rounding size, where the
// equilibrium is exact. Where the branch folds back in nu, arclength.c goes round the corner.
#include "equilibrium/methods.h"

static const double LAST_NOISE = 1e-12; // of an exact equilibrium, relative to the payoffs' scale
static const double START = 1;          // first noise, relative to the payoffs' scale
// Widths of smoothed kinks over noise. Each gives another path to the same end; the first that arrives is
// taken.
static const double SMOOTHING[] = {0.5, 0.1, 1, 0.2, 2};
static const double EXACT_NOISE = 1e-3;                      // from here on offers on issues are exact optima
static const double CLOSE_NOISE = 2e-10, CLOSE_FACTOR = 0.5; // a path that sticks this low is at its end
static const double FIRST_FACTOR = 0.2;                      // first reduction of the noise
static const double SMALLEST_FACTOR = 1e-4, LARGEST_FACTOR = 0.97;
static const double AFTER_CORNER = 0.8;
enum {
    CORRECTOR_STEPS = 7,
    START_STEPS = 40,
    STARTS = 4,
    SHARP_STEPS = 20,
    EXACT_STEPS = 12,
    CORNERS_MAX = 6,
    PATHS = sizeof SMOOTHING / sizeof *SMOOTHING
};

void homotopy_predict(struct block *block, double noise) {
    block_advance(block, noise / block->noise - 1, 1 - block->noise / noise);
}

// Solve at the first noise, a larger one if that fails.
static enum ending begin(struct block *block, double last) {
    enum ending ending = ENDING_STUCK;
    double noise = fmax(START * block->game->scale, last);
    for (int start = 0; start < STARTS && ending == ENDING_STUCK; start++, noise *= 8) {
        struct newton_target target = newton_on_path(block, noise, CORRECTOR_STEPS);
        target.most = START_STEPS;
        target.growth = 0;
        ending = newton(block, &target);
    }
    return ending;
}

// How much further to go next, from the Newton steps that the last reduction took.
static double adapt(double factor, size_t steps) {
    if (steps <= 2) return fmax(factor * factor, SMALLEST_FACTOR);
    return steps <= 4 ? fmax(factor * sqrt(factor), SMALLEST_FACTOR) : factor;
}

// Settle at the noise that the user asked for, wherever the path has led to, and take the smoothing of kinks
// away. Here log-odds are wanted to rounding, not just to a fraction of the noise.
static enum ending sharpen(struct block *block, double noise) {
    struct newton_target target = newton_on_path(block, noise, SHARP_STEPS);
    target.excess = 1e-14 * block->game->scale;
    target.value = target.excess;
    enum ending ending = newton(block, &target);
    while (ending == ENDING_CONVERGED && block->smoothing > 0) {
        block->smoothing = block->smoothing > 1e-6 ? block->smoothing / 4 : 0;
        ending = newton(block, &target);
    }
    return ending;
}

// Follow the branch from the present noise to the last.
static enum ending descend(struct block *block, double last, double *reached) {
    double scale = block->game->scale, factor = FIRST_FACTOR;
    int corners = 0;
    enum ending ending;
    while (*reached = block->noise, block->noise > last) {
        double from = block->noise, to = fmax(from * factor, last);
        if (to < 2 * last) to = last;
        if (to < FREE_NOISE * scale && (!block_collect(block) || !block_evaluate(block, from)))
            return ENDING_MEMORY;
        block_save(block);
        if (block_find_tangent(block)) homotopy_predict(block, to);
        size_t before = block->effort->newton_steps;
        struct newton_target target = newton_on_path(block, to, CORRECTOR_STEPS);
        ending = newton(block, &target);
        if (ending == ENDING_CONVERGED) {
            factor = adapt(factor, block->effort->newton_steps - before);
            block->part = log(scale / to) / log(scale / last);
            continue;
        }
        if (ending != ENDING_STUCK) return ending;
        block_restore(block);
        if (!block_evaluate(block, from)) return ENDING_MEMORY;
        factor = sqrt(sqrt(factor));
        // rounding is in the way; what error is left, the certificate tells
        if (from <= CLOSE_NOISE * scale && factor > CLOSE_FACTOR) return ENDING_CONVERGED;
        if (factor < LARGEST_FACTOR) continue;
        if (corners++ == CORNERS_MAX) return ENDING_STUCK;
        ending = turn_corner(block);
        if (ending != ENDING_CONVERGED) return ending;
        factor = AFTER_CORNER;
    }
    return ENDING_CONVERGED;
}

double homotopy_last(const struct game *game) {
    return game->noise > 0 ? game->noise : LAST_NOISE * game->scale;
}

// The rest of the way with offers that are the exact optima. Along the path barriers keep them at a distance
// that the noise makes small but for where it hardly matters to the proposer.
static enum ending descend_exactly(struct block *block, double last, double *reached) {
    block->smoothing = 0;
    struct newton_target target = newton_on_path(block, block->noise, EXACT_STEPS);
    target.growth = 0;
    enum ending ending = newton(block, &target);
    return ending == ENDING_CONVERGED ? descend(block, last, reached) : ending;
}

enum ending homotopy_descend(struct block *block, double last, double *reached) {
    bool exactly = game_is_spatial(block->game) && !(block->game->noise > 0) && block->smoothing > 0;
    double first = exactly ? fmax(last, EXACT_NOISE * block->game->scale) : last;
    enum ending ending = descend(block, first, reached);
    if (ending != ENDING_CONVERGED) return ending;
    if (block->game->noise > 0) return sharpen(block, last);
    return exactly ? descend_exactly(block, last, reached) : ending;
}

// From the first noise to the last with this smoothing.
static enum ending follow(struct block *block, double last, bool exactly, double *reached) {
    if (!block_release(block)) return ENDING_MEMORY;
    block_guess(block);
    enum ending ending = begin(block, last);
    if (ending != ENDING_CONVERGED) return ending;
    return exactly ? homotopy_descend(block, last, reached) : descend(block, last, reached);
}

enum ending homotopy(struct block *block, double last, double *reached) {
    bool spatial = game_is_spatial(block->game) && !(block->game->noise > 0);
    enum ending ending = ENDING_STUCK;
    for (size_t path = 0; path < PATHS && ending == ENDING_STUCK; path++) {
        block->smoothing = SMOOTHING[path];
        ending = follow(block, last, true, reached);
        if (ending != ENDING_STUCK || !spatial) continue;
        block->smoothing = SMOOTHING[path];
        ending = follow(block, last, false, reached);
    }
    return ending;
}
