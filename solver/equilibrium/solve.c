// SPDX-License-Identifier: GPL-3.0-or-later
// Solve a game component by component, from the last to the first, then write the strategies down. Unanimity
// over a pie goes to policy iteration; whatever that does not settle, and every other rule, to the homotopy.
// An exact equilibrium is the homotopy's end at a noise of rounding size (homotopy_last), where values are
// off by no more than that noise.
#include "core/checked.h"
#include "equilibrium/methods.h"

bool block_is_plain(const struct block *block) {
    const struct game *game = block->game;
    if (game->noise > 0) return false;
    if (game->options > 0 || game->deals > 0 || game->issues > 0) return false;
    for (size_t k = 0; k < block->count; k++) {
        for (size_t i = 0; i < game->parties; i++)
            if (game->loss_aversion[block->state[k] * game->parties + i] > 0) return false;
        const struct rule *rule = &game->rules[game->rule[block->state[k]]];
        for (size_t j = 0; j < game->parties; j++)
            if (rule->first[j + 1] - rule->first[j] > 1) return false;
    }
    return true;
}

enum ending component_solve(struct block *block) {
    struct effort *effort = block->effort;
    if (block_is_plain(block)) {
        // the game with transfers is the better start where needs stay positive, the plain one where they do
        // not
        for (int relaxed = 1; relaxed >= 0; relaxed--) {
            block_guess(block);
            enum ending ending = policy_iterate(block, relaxed);
            if (ending != ENDING_STUCK) return ending;
        }
    }
    double last = homotopy_last(block->game), reached = INFINITY;
    if (block_is_onward(block)) {
        block->smoothing = 0;
        effort->noise = fmax(effort->noise, last);
        return block_release(block) && block_step_back(block, last) ? ENDING_CONVERGED : ENDING_MEMORY;
    }
    effort->method = METHOD_HOMOTOPY;
    enum ending ending = homotopy(block, last, &reached);
    if (ending == ENDING_STUCK && effort->converged) {
        effort->converged = false;
        effort->trouble = block->state[0];
    }
    effort->noise = fmax(effort->noise, reached);
    return ending;
}

static enum parley_status solve_all(struct block *block, struct profile *profile, struct errors *errors) {
    struct effort *effort = block->effort;
    for (size_t k = 0; k < block->components->count; k++) {
        if (!block_load(block, k)) return PARLEY_MEMORY;
        block->part = 0;
        enum ending ending = component_solve(block);
        block->part = 1;
        if (ending == ENDING_MEMORY) return PARLEY_MEMORY;
        if (ending == ENDING_INTERRUPTED || !block_progress(block))
            return errors_add(errors, PARLEY_INTERRUPTED, (struct mark){0},
                              "stopped before the game was solved");
        effort->residual = fmax(effort->residual, block->value_residual);
    }
    for (size_t s = 0; s < block->game->states; s++)
        if (!block_write(block, s, profile)) return PARLEY_MEMORY;
    return PARLEY_OK;
}

enum parley_status equilibrium_solve(const struct game *game, const struct solve_options *options,
                                     struct profile **profile, struct effort *effort, struct errors *errors) {
    struct components components = {0};
    struct profile *new = NULL;
    struct block *block = NULL;
    struct effort spent = {.method = METHOD_CONTRACTION, .converged = true};
    enum parley_status status = profile_new(game, &new);
    if (status != PARLEY_OK) goto cleanup;
    status = PARLEY_MEMORY;
    if (!components_find(game, &components)) goto cleanup;
    spent.components = components.count;
    if (!(block = block_new(game, &components, options, &spent, new->value))) goto cleanup;
    status = solve_all(block, new, errors);
cleanup:
    block_free(block);
    components_clear(&components);
    if (status == PARLEY_OK) {
        *profile = new;
        *effort = spent;
        return status;
    }
    if (status == PARLEY_MEMORY) errors_add(errors, status, (struct mark){0}, "out of memory while solving");
    profile_free(new);
    return status;
}
