// SPDX-License-Identifier: GPL-3.0-or-later
// Pseudo-arclength continuation (Keller 1977): where the branch of quantal response equilibria folds back in
// the noise, follow it by its own length instead. A step goes along the unit tangent of (V, z, log nu); the
// corrector is Newton's method on the equations and on the hyperplane through the prediction normal to that
// tangent, solved by bordering: two systems with the same matrix. Length is measured in values relative to
// the payoffs' scale, in log nu, and in the probabilities of nearly tied choices (p (1 - p) dz): at a small
// noise a branch can turn in these while values hardly move.
#include "core/checked.h"
#include "equilibrium/methods.h"
#include <string.h>

static const double FIRST_LENGTH = 0.02, LONGEST = 0.5, SHORTEST = 1e-7;
static const double BEND = 0.7, SHORT = 1e-4; // least cosine between tangents of steps that are not short
// Noise, relative to the payoffs' scale: there we are back where we came from.
static const double HIGHEST = 4;
static const double DOWN = 0.8; // done when the noise is below this fraction of where it started
enum { CORRECTOR_STEPS = 8, LENGTHS_MAX = 400 };

// A vector of changes: values, log(noise), log-odds.
struct change {
    double *value, *odds, noise;
};

struct path {
    struct block *block;
    size_t values; // number of unknown values
    double log_noise;
    struct change ahead;  // unit tangent of the path
    struct change newton; // Newton step at fixed noise
    struct change kept;   // the tangent to fall back on
    struct change moved;  // iterate less prediction
    double *weight;       // of a log-odds in the norm, squared
    size_t odds_capacity; // of the odds of the four changes, and the weights
};

// Inner product of the tangent with another change; odds only if they belong to the present free choices.
static double along(const struct path *path, const double *value, const double *odds, double noise) {
    double scale = path->block->game->scale, values = 0, sum = path->ahead.noise * noise;
    for (size_t u = 0; u < path->values; u++)
        values += path->ahead.value[u] * value[u];
    for (size_t z = 0; odds && z < path->block->odds_count; z++)
        sum += path->weight[z] * path->ahead.odds[z] * odds[z];
    return sum + values / (scale * scale);
}

// Between a change and the block's last step.
static void load_step(struct block *block, const struct change *change, size_t values) {
    memcpy(block->step, change->value, values * sizeof *block->step);
    if (block->odds_count > 0)
        memcpy(block->odds_step, change->odds, block->odds_count * sizeof *block->step);
}

static void store_step(const struct block *block, struct change *change, size_t values) {
    memcpy(change->value, block->step, values * sizeof *block->step);
    if (block->odds_count > 0)
        memcpy(change->odds, block->odds_step, block->odds_count * sizeof *block->step);
}

// Unit tangent at the present solution, in the direction of the last one. The free choices may have changed
// since, if the last one was found at the same solution: then values and noise decide.
// *cosine: of the angle between the two, as far as they can be compared.
static bool find_direction(struct path *path, bool same_choices, double *cosine) {
    struct block *block = path->block;
    if (!block_find_tangent(block)) return false;
    double forward = along(path, block->step, same_choices ? block->odds_step : NULL, 1);
    for (size_t z = 0; z < block->odds_count; z++) {
        double p = 1 / (1 + exp(-block->odds[z]));
        path->weight[z] = p * (1 - p) * p * (1 - p);
    }
    path->ahead.noise = 1;
    store_step(block, &path->ahead, path->values);
    double unit = (forward < 0 ? -1 : 1) / sqrt(along(path, block->step, block->odds_step, 1));
    path->ahead.noise = unit;
    for (size_t u = 0; u < path->values; u++)
        path->ahead.value[u] *= unit;
    for (size_t z = 0; z < block->odds_count; z++)
        path->ahead.odds[z] *= unit;
    *cosine = forward * unit;
    return isfinite(unit);
}

// Move the iterate by a multiple of the block's last step, which changes log(noise) at the given rate.
static void advance(struct path *path, double length, double rate) {
    struct block *block = path->block;
    block_advance(block, length, length);
    path->log_noise += length * rate;
    path->moved.noise += length * rate;
    for (size_t u = 0; u < path->values; u++)
        path->moved.value[u] += length * block->step[u];
    for (size_t z = 0; z < block->odds_count; z++)
        path->moved.odds[z] += length * block->odds_step[z];
}

// One bordered Newton step. False if it cannot be taken.
static bool correct(struct path *path, bool mend_excess) {
    struct block *block = path->block;
    struct change *newton = &path->newton;
    if (!block_newton_step(block, mend_excess)) return false;
    store_step(block, newton, path->values);
    if (!block_find_tangent(block)) return false;
    double off = along(path, path->moved.value, path->moved.odds, path->moved.noise) +
                 along(path, newton->value, newton->odds, 0);
    double change = -off / along(path, block->step, block->odds_step, 1);
    if (!(fabs(change) < 1)) return false;
    advance(path, change, 1);
    load_step(block, newton, path->values);
    advance(path, 1, 0);
    return true;
}

// Go a length along the tangent and come back to the branch. *steps: Newton steps that took.
static enum ending go(struct path *path, double length, size_t *steps) {
    struct block *block = path->block;
    load_step(block, &path->ahead, path->values);
    advance(path, length, path->ahead.noise);
    path->moved.noise = 0;
    memset(path->moved.value, 0, path->values * sizeof *path->moved.value);
    if (block->odds_count > 0) memset(path->moved.odds, 0, block->odds_count * sizeof *path->moved.odds);
    for (*steps = 0;; ++*steps) {
        struct newton_target target = newton_on_path(block, exp(path->log_noise), CORRECTOR_STEPS);
        if (!block_evaluate(block, target.noise)) return ENDING_MEMORY;
        if (block->value_residual <= target.value && block->excess_residual <= target.excess)
            return ENDING_CONVERGED;
        if (*steps >= target.most || !isfinite(block->value_residual) ||
            !correct(path, block->excess_residual > target.excess))
            return ENDING_STUCK;
    }
}

// Free choices, and room for them, at the present solution.
static bool prepare(struct path *path) {
    struct block *block = path->block;
    if (!block_collect(block) || !block_evaluate(block, exp(path->log_noise))) return false;
    size_t count = block->odds_count;
    if (count <= path->odds_capacity) return true;
    size_t room = 2 * count;
    double *memory = arena_array(&block->scratch, 5 * room, sizeof *memory);
    if (!memory) return false;
    path->odds_capacity = room;
    path->ahead.odds = memory;
    path->newton.odds = memory + room;
    path->moved.odds = memory + 2 * room;
    path->weight = memory + 3 * room;
    path->kept.odds = memory + 4 * room;
    return true;
}

static void copy_change(struct path *path, struct change *to, const struct change *from) {
    memcpy(to->value, from->value, path->values * sizeof *to->value);
    if (path->block->odds_count > 0) memcpy(to->odds, from->odds, path->block->odds_count * sizeof *to->odds);
    to->noise = from->noise;
}

// One step of a given length. Stuck if the corrector fails, or if the branch bends so sharply that what was
// found may well be another one; then everything is as before.
static enum ending step_along(struct path *path, double length, size_t *steps) {
    struct block *block = path->block;
    double before = path->log_noise, cosine = 1;
    block_save(block);
    copy_change(path, &path->kept, &path->ahead);
    enum ending ending = go(path, length, steps);
    if (ending == ENDING_CONVERGED &&
        (!find_direction(path, true, &cosine) || (cosine < BEND && length > SHORT)))
        ending = ENDING_STUCK;
    if (ending != ENDING_STUCK) return ending;
    if (block->stopped) return ENDING_INTERRUPTED;
    copy_change(path, &path->ahead, &path->kept);
    block_restore(block);
    path->log_noise = before;
    return block_evaluate(block, exp(before)) ? ENDING_STUCK : ENDING_MEMORY;
}

static enum ending follow(struct path *path) {
    struct block *block = path->block;
    double goal = path->log_noise + log(DOWN), top = log(HIGHEST * block->game->scale), length = FIRST_LENGTH,
           cosine;
    if (!prepare(path)) return ENDING_MEMORY;
    if (!find_direction(path, false, &cosine)) return ENDING_STUCK;
    for (size_t count = 0; count < LENGTHS_MAX && length > SHORTEST; count++) {
        size_t steps;
        enum ending ending = step_along(path, length, &steps);
        if (ending == ENDING_STUCK) {
            length /= 4;
            continue;
        }
        if (ending != ENDING_CONVERGED) return ending;
        if (!prepare(path)) return ENDING_MEMORY;
        if (!find_direction(path, false, &cosine)) return ENDING_STUCK;
        if (path->ahead.noise < -0.1 && path->log_noise < goal) return ENDING_CONVERGED;
        if (path->log_noise > top) return ENDING_STUCK;
        if (steps <= 3) length = fmin(2 * length, LONGEST);
        if (!block_progress(block)) return ENDING_INTERRUPTED;
    }
    return ENDING_STUCK;
}

// Back to where the corner began, without free choices.
static bool go_back(struct path *path, const double *start, double log_noise) {
    block_set_values(path->block, start);
    path->log_noise = log_noise;
    return block_release(path->block) && block_evaluate(path->block, exp(log_noise));
}

enum ending turn_corner(struct block *block) {
    size_t values = block->count * block->game->parties;
    struct arena_place place = arena_place(&block->scratch);
    double *memory = arena_array(&block->scratch, 5 * values, sizeof *memory), noise = log(block->noise);
    if (!memory) return ENDING_MEMORY;
    double *start = memory + 3 * values;
    block_read_values(block, start);
    struct path path = {.block = block,
                        .values = values,
                        .log_noise = noise,
                        .ahead = {.value = memory},
                        .newton = {.value = memory + values},
                        .moved = {.value = memory + 2 * values},
                        .kept = {.value = memory + 4 * values}};
    enum ending ending = ENDING_STUCK;
    // Downwards first. If that leads back up to where the branch began, the last step of the continuation had
    // jumped across the fold, and the way on is the other one.
    for (int direction = -1; direction <= 1 && ending == ENDING_STUCK; direction += 2) {
        path.ahead.noise = direction;
        memset(path.ahead.value, 0, values * sizeof *path.ahead.value);
        ending = follow(&path);
        if (ending == ENDING_STUCK && !go_back(&path, start, noise)) ending = ENDING_MEMORY;
    }
    arena_back(&block->scratch, place);
    return ending;
}
