// SPDX-License-Identifier: GPL-3.0-or-later
// Solving neighbours. The values and the log-odds of nearly tied choices of one game are the first guess for
// the next, at the smallest noise at once: Newton's method from there, as the corrector of a continuation in
// the parameters (Allgower & Georg 2003). If it does not converge, or a choice that was taken as never made
// turns out to be better, the game is solved cold.
#include "equilibrium/resolver.h"
#include "core/checked.h"
#include "equilibrium/methods.h"
#include <string.h>

static const double BACK_NOISE = 1e-9, NEARLY = 1e-6; // relative to the payoffs' scale
enum { FIRST_STEPS = 3, WARM_STEPS = 5 };

struct resolver {
    struct solve_options options;
    struct effort effort;
    struct components components;
    struct profile *profile;
    struct block *block; // NULL: nothing to start from
    double *smoothing;   // per component, of its last solution
    uint64_t shape;      // of the last game
    bool settled;        // the last game converged
};

struct resolver *resolver_new(const struct solve_options *options) {
    struct resolver *resolver = array_new(1, sizeof *resolver);
    if (resolver) resolver->options = *options;
    return resolver;
}

static void forget(struct resolver *resolver) {
    block_free(resolver->block);
    components_clear(&resolver->components);
    profile_free(resolver->profile);
    free(resolver->smoothing);
    resolver->block = NULL;
    resolver->profile = NULL;
    resolver->smoothing = NULL;
    resolver->settled = false;
}

void resolver_free(struct resolver *resolver) {
    if (!resolver) return;
    forget(resolver);
    free(resolver);
}

// Mix a word into a hash: the multiplication carries it up, the shift down again.
static uint64_t mix_word(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

// Mix bytes into a hash, and how many they are.
static uint64_t mix(uint64_t hash, const void *bytes, size_t count) {
    const unsigned char *byte = bytes;
    uint64_t word;
    hash = mix_word(hash, count);
    for (; count >= sizeof word; byte += sizeof word, count -= sizeof word) {
        memcpy(&word, byte, sizeof word);
        hash = mix_word(hash, word);
    }
    word = 0;
    if (count > 0) memcpy(&word, byte, count);
    return mix_word(hash, word);
}

// Everything that the lists, the layout of the equations and the components of a game hang on.
static uint64_t shape_of(const struct game *game) {
    size_t n = game->parties, sizes[] = {n, game->states, game->options, game->deals, game->issues};
    bool noisy = game->noise > 0;
    uint64_t hash = mix_word(mix(0, sizes, sizeof sizes), noisy);
    hash = mix(hash, game->rule, game->states * sizeof *game->rule);
    hash = mix(hash, game->belief, n * sizeof *game->belief);
    for (size_t k = 0; k < game->rule_count; k++) {
        const struct rule *rule = &game->rules[k];
        hash = mix(hash, &rule->table, sizeof rule->table);
        hash = mix(hash, rule->first, (n + 1) * sizeof *rule->first);
        hash = mix(hash, rule->lean, rule->first[n] * sizeof *rule->lean);
    }
    for (size_t k = 0; k < game->kernel_count; k++) {
        const struct kernel *kernel = &game->kernels[k];
        hash = mix(hash, kernel->row, (game->states + 1) * sizeof *kernel->row);
        hash = mix(hash, kernel->column, kernel->row[game->states] * sizeof *kernel->column);
    }
    uint64_t open = 1; // who can act and who can quit, two bits each behind a leading one
    for (size_t at = 0; at < game->states * n; at++) {
        open = open << 2 | (uint64_t)(game->recognition[at] > 0) << 1 | (isfinite(game->outside[at]) != 0);
        if (open >> 62) hash = mix_word(hash, open), open = 1;
    }
    return mix_word(hash, open);
}

static enum parley_status begin(struct resolver *resolver, const struct game *game) {
    forget(resolver);
    enum parley_status status = profile_new(game, &resolver->profile);
    if (status != PARLEY_OK || !components_find(game, &resolver->components)) return PARLEY_MEMORY;
    resolver->smoothing = array_new(resolver->components.count, sizeof *resolver->smoothing);
    resolver->block = block_new(game, &resolver->components, &resolver->options, &resolver->effort,
                                resolver->profile->value);
    return resolver->block && resolver->smoothing ? PARLEY_OK : PARLEY_MEMORY;
}

// Several probabilities may share what few indifferences there are. At the last noise Newton's method then
// finds the values and creeps along the probabilities; at a larger one it finds both.
static enum ending step_back(struct block *block, double last) {
    double noise = fmax(BACK_NOISE * block->game->scale, last), reached;
    if (!(block->value_residual < NEARLY * block->game->scale) || !block_find_tangent(block))
        return ENDING_STUCK;
    homotopy_predict(block, noise);
    struct newton_target target = newton_on_path(block, noise, WARM_STEPS);
    target.growth = 0; // values that were right so far lose it while probabilities move
    enum ending ending = newton(block, &target);
    if (ending != ENDING_CONVERGED) return ending;
    block_save(block);
    if (!block_find_tangent(block)) return ENDING_STUCK;
    homotopy_predict(block, last);
    target = newton_on_path(block, last, FIRST_STEPS);
    ending = newton(block, &target);
    if (ending != ENDING_STUCK) return ending;
    block_restore(block);
    return block_evaluate(block, noise) ? homotopy_descend(block, last, &reached) : ENDING_MEMORY;
}

// From the last game's solution of this component. Not of one where nobody mixes: policy iteration takes a
// few steps from wherever it begins, and where it begins decides which of several equilibria it finds.
static enum ending warm_start(struct block *block, double smoothing) {
    double last = homotopy_last(block->game);
    block->effort->method = METHOD_HOMOTOPY;
    block->smoothing = smoothing;
    struct newton_target target =
        newton_on_path(block, last, block->game->noise > 0 ? WARM_STEPS : FIRST_STEPS);
    enum ending ending = newton(block, &target);
    if (ending == ENDING_STUCK && !(block->game->noise > 0)) ending = step_back(block, last);
    if (ending == ENDING_CONVERGED) block->effort->noise = fmax(block->effort->noise, block->noise);
    return ending;
}

static enum ending solve_one(struct resolver *resolver, size_t component, bool warm) {
    struct block *block = resolver->block;
    bool follow = warm && !block_is_plain(block);
    enum ending ending = follow ? warm_start(block, resolver->smoothing[component]) : ENDING_STUCK;
    if (ending == ENDING_STUCK) {
        if (!block_release(block)) return ENDING_MEMORY;
        block->effort->cold += follow || !warm;
        ending = component_solve(block);
    }
    resolver->smoothing[component] = block->smoothing;
    return ending;
}

static enum parley_status solve_all(struct resolver *resolver, bool warm, bool loaded,
                                    struct errors *errors) {
    struct block *block = resolver->block;
    for (size_t k = 0; k < resolver->components.count; k++) {
        if (!(loaded && resolver->components.count == 1) && !block_load(block, k)) return PARLEY_MEMORY;
        enum ending ending = solve_one(resolver, k, warm);
        if (ending == ENDING_MEMORY) return PARLEY_MEMORY;
        if (ending == ENDING_INTERRUPTED)
            return errors_add(errors, PARLEY_INTERRUPTED, (struct mark){0},
                              "stopped before the game was solved");
        resolver->effort.residual = fmax(resolver->effort.residual, block->value_residual);
    }
    resolver->profile->noise = block->game->noise;
    resolver->profile->proposal_count = 0;
    for (size_t s = 0; s < block->game->states; s++)
        if (!block_write(block, s, resolver->profile)) return PARLEY_MEMORY;
    return PARLEY_OK;
}

enum parley_status resolver_solve(struct resolver *resolver, const struct game *game, bool warm,
                                  const struct profile **profile, struct effort *effort,
                                  struct errors *errors) {
    uint64_t shape = shape_of(game);
    bool same = resolver->block && resolver->shape == shape;
    enum parley_status status = PARLEY_OK;
    warm = warm && same && resolver->settled;
    resolver->effort = (struct effort){.method = METHOD_CONTRACTION, .converged = true};
    if (same)
        block_rebind(resolver->block, game);
    else
        status = begin(resolver, game);
    resolver->shape = shape;
    resolver->effort.components = resolver->components.count;
    if (status == PARLEY_OK) status = solve_all(resolver, warm, same, errors);
    resolver->settled = status == PARLEY_OK && resolver->effort.converged;
    if (status == PARLEY_MEMORY) errors_add(errors, status, (struct mark){0}, "out of memory while solving");
    if (status != PARLEY_OK) {
        forget(resolver);
        return status;
    }
    *profile = resolver->profile;
    *effort = resolver->effort;
    return PARLEY_OK;
}
