// SPDX-License-Identifier: GPL-3.0-or-later
// Newton's method on a block's equations: J(x) step = -F(x), x += step. At noise 0 the equations are
// piecewise linear and the method is policy iteration: each step solves the linear recursion of the present
// choices exactly.
#include "equilibrium/methods.h"

// Residual, relative to the payoffs' scale, at which policy iteration is at rounding.
static const double ROUNDING = 2e-15;
static const double SHORTEST = 1.0 / 128, DECREASE = 0.1; // of a damped step: length, and what it must bring
enum { POLICY_STEPS_MAX = 40 };

static bool target_met(const struct block *block, const struct newton_target *target) {
    return block->value_residual <= target->value && block->excess_residual <= target->excess;
}

enum ending newton(struct block *block, const struct newton_target *target) {
    double first = INFINITY;
    for (size_t step = 0;; step++) {
        if (!block_evaluate(block, target->noise)) return ENDING_MEMORY;
        if (target_met(block, target)) return ENDING_CONVERGED;
        double now = block->value_residual + block->excess_residual;
        if (step == 0) first = now;
        if (step >= target->most || !isfinite(now)) return ENDING_STUCK;
        if (target->growth > 0 && now > target->growth * first) return ENDING_STUCK;
        // once G is small enough it is left alone: mending its rounding error would keep V from settling
        bool stepped = block_newton_step(block, block->excess_residual > target->excess);
        if (block->stopped || !block_progress(block)) return ENDING_INTERRUPTED;
        if (!stepped) return ENDING_STUCK;
        block_advance(block, 1, 1);
    }
}

// Take as much of the last step as makes the residual smaller. Stuck if no length does.
static enum ending search_line(struct block *block, double noise) {
    double before = block->value_residual + block->excess_residual;
    block_save(block);
    for (double length = 1; length >= SHORTEST; length /= 2) {
        block_advance(block, length, length);
        if (!block_evaluate(block, noise)) return ENDING_MEMORY;
        if (block->value_residual + block->excess_residual <= (1 - DECREASE * length) * before)
            return ENDING_CONVERGED;
        block_restore(block);
    }
    return ENDING_STUCK;
}

enum ending newton_damped(struct block *block, const struct newton_target *target) {
    if (!block_evaluate(block, target->noise)) return ENDING_MEMORY;
    for (size_t step = 0; !target_met(block, target); step++) {
        if (step >= target->most || !isfinite(block->value_residual)) return ENDING_STUCK;
        bool stepped = block_newton_step(block, block->excess_residual > target->excess);
        if (block->stopped || !block_progress(block)) return ENDING_INTERRUPTED;
        enum ending ending = stepped ? search_line(block, target->noise) : ENDING_STUCK;
        if (ending != ENDING_CONVERGED) return ending;
    }
    return ENDING_CONVERGED;
}

struct newton_target newton_on_path(const struct block *block, double noise, size_t most) {
    double scale = block->game->scale, finest = 1e-14 * scale;
    return (struct newton_target){.noise = noise,
                                  .value = fmax(finest, fmin(1e-9 * scale, 1e-2 * noise)),
                                  .excess = 1e-3 * noise + finest,
                                  .most = most,
                                  .growth = 1e4};
}

enum ending policy_iterate(struct block *block, bool relaxed) {
    // near discount factor 1 rounding in V is amplified by 1 / (1 - delta); asking for less would never end
    double tolerance = ROUNDING * block->game->scale * (double)(block->game->parties + 2);
    struct newton_target target = {0, tolerance, tolerance, POLICY_STEPS_MAX, 0};
    // With transfers the sum of values solves a stopping problem, on which policy iteration is monotone when
    // discount factors are equal; without, a poor policy on the way can push a share below 0 and start a
    // cycle.
    block->transfers = relaxed;
    enum ending ending = relaxed ? newton(block, &target) : ENDING_STUCK;
    block->transfers = false;
    if (ending == ENDING_CONVERGED || ending == ENDING_STUCK) ending = newton(block, &target);
    if (ending != ENDING_STUCK) return ending;
    return block->value_residual <= 100 * tolerance ? ENDING_CONVERGED : ENDING_STUCK;
}
