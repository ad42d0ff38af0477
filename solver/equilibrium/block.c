// SPDX-License-Identifier: GPL-3.0-or-later
// One component's fixed-point equations V = T(V). Values of other components are constants: they were solved
// before. With M = dT/dR after the states' log-odds are eliminated, a Newton step solves (I - M carry) dV =
// T(V) - V + what the log-odds' own correction brings, where carry takes values to reservation values. States
// are evaluated in parallel, each into its own place, so that the result does not depend on the number of
// threads.
#include "equilibrium/block.h"
#include "core/checked.h"
#include "equilibrium/system.h"
#include <float.h>
#include <omp.h>
#include <string.h>

struct block *block_new(const struct game *game, const struct components *components,
                        const struct solve_options *options, struct effort *effort, double *value) {
    struct block *block = array_new(1, sizeof *block);
    if (!block) return NULL;
    *block = (struct block){.game = game,
                            .components = components,
                            .options = options,
                            .effort = effort,
                            .value = value,
                            .states = game->states,
                            .threads = options->threads > 0 ? options->threads : omp_get_num_procs()};
    size_t unknowns = components->largest * game->parties;
    block->all_lists = array_new(game->states, sizeof *block->all_lists);
    block->all_odds_first = array_new(game->states, sizeof *block->all_odds_first);
    block->all_odds = array_new(components->count, sizeof *block->all_odds);
    block->all_odds_room = array_new(components->count, sizeof *block->all_odds_room);
    block->all_noise = array_new(components->count, sizeof *block->all_noise);
    block->all_ties = array_new(components->count, sizeof *block->all_ties);
    block->residual = array_new(4 * unknowns + components->largest, sizeof *block->residual);
    block->d_value = array_new(unknowns * stage_columns(game), sizeof *block->d_value);
    block->stages = array_new((size_t)block->threads, sizeof *block->stages);
    block->reservations = array_new((size_t)block->threads * stage_inputs(game), sizeof *block->reservations);
    block->system = system_new(game, block->threads);
    bool done = block->all_lists && block->all_odds_first && block->all_odds && block->all_odds_room &&
                block->all_noise && block->all_ties && block->residual && block->d_value && block->stages &&
                block->reservations && block->system;
    for (int t = 0; done && t < block->threads; t++)
        done = (block->stages[t] = stage_new(game)) != NULL;
    if (!done) {
        block_free(block);
        return NULL;
    }
    block->right = block->residual + unknowns;
    block->step = block->right + unknowns;
    block->saved = block->step + unknowns;
    block->overlooked = block->saved + unknowns;
    return block;
}

void block_free(struct block *block) {
    if (!block) return;
    for (size_t s = 0; block->all_lists && s < block->states; s++)
        free_list_clear(&block->all_lists[s]);
    for (size_t k = 0; block->all_odds && k < block->components->count; k++)
        free(block->all_odds[k]);
    for (int t = 0; block->stages && t < block->threads; t++)
        stage_free(block->stages[t]);
    free_list_clear(&block->found);
    arena_clear(&block->scratch);
    system_free(block->system);
    free(block->found_odds);
    free(block->new_odds);
    free(block->all_odds_room);
    free(block->stages);
    free(block->all_lists);
    free(block->all_odds_first);
    free(block->all_odds);
    free(block->all_noise);
    free(block->all_ties);
    free(block->residual);
    free(block->d_value);
    free(block->reservations);
    free(block->excess);
    free(block);
}

void block_rebind(struct block *block, const struct game *game) {
    block->game = game;
    block->factored = false;
    system_rebind(block->system, game);
    for (int t = 0; t < block->threads; t++)
        stage_play(block->stages[t], game);
}

// Lay out the log-odds of the present free choices.
static bool lay_out_odds(struct block *block) {
    size_t columns = stage_columns(block->game), count = 0;
    for (size_t k = 0; k < block->count; k++) {
        block->odds_first[k] = count;
        count += block->lists[k].unknowns;
    }
    block->odds_count = count;
    if (count > block->odds_capacity) {
        free(block->excess);
        block->excess = array_new(count * (columns + 3 + block->game->parties), sizeof *block->excess);
        block->odds_capacity = block->excess ? count : 0;
    }
    if (count == 0) return true;
    if (!block->excess) return false;
    block->odds_step = block->excess + count;
    block->saved_odds = block->odds_step + count;
    block->d_odds = block->saved_odds + count;
    block->by_odds = block->d_odds + count * columns;
    return true;
}

// Point the block at a component, as it was left.
static void select_component(struct block *block, size_t component) {
    const struct components *components = block->components;
    block->component = component;
    block->state = components->state + components->first[component];
    block->count = components->first[component + 1] - components->first[component];
    block->lists = block->all_lists + components->first[component];
    block->odds_first = block->all_odds_first + components->first[component];
    block->odds = block->all_odds[component];
    block->noise = block->all_noise[component];
}

// Does play in the component never come back to it? Then what waiting is worth is known beforehand.
static bool leads_onward(const struct block *block) {
    const struct game *game = block->game;
    for (size_t k = 0; k < block->count; k++) {
        size_t s = block->state[k];
        if (!(game->breakdown_risk[s] < 1)) continue;
        for (size_t t = 0; t < game->kernel_count; t++)
            for (size_t e = game->kernels[t].row[s]; e < game->kernels[t].row[s + 1]; e++)
                if (block->components->of[game->kernels[t].column[e]] == block->component) return false;
    }
    return true;
}

// In a chain of components, each would take the rounding error of the next for a reason to prefer a coalition
// to another that costs the same, and multiply it by 1 / noise, round after round.
static const double TIES = 64 * DBL_EPSILON; // relative to the payoffs' scale

bool block_load(struct block *block, size_t component) {
    select_component(block, component);
    block->all_ties[component] = leads_onward(block) ? TIES * block->game->scale : 0;
    return lay_out_odds(block) && system_prepare(block->system, block);
}

// The mean worth to i of the ideal points of those who may have the initiative.
static double mean_ideal(const struct game *game, size_t i, size_t s) {
    double mean = 0;
    for (size_t j = 0; j < game->parties; j++)
        mean += game->recognition[s * game->parties + j] *
                game_utility_at(game, i, s, game->ideal + (s * game->parties + j) * game->issues);
    return mean;
}

bool block_is_onward(const struct block *block) {
    return block->all_ties[block->component] > 0;
}

bool block_step_back(struct block *block, double noise) {
    size_t n = block->game->parties;
    // from 0, so that V - (V - T(V)) has no rounding of what an earlier game left here
    for (size_t k = 0; k < block->count; k++)
        memset(block->value + block->state[k] * n, 0, n * sizeof *block->value);
    if (!block_evaluate(block, noise)) return false;
    for (size_t k = 0; k < block->count; k++)
        for (size_t i = 0; i < n; i++)
            block->value[block->state[k] * n + i] -= block->residual[k * n + i];
    return block_evaluate(block, noise);
}

void block_guess(struct block *block) {
    const struct game *game = block->game;
    size_t n = game->parties;
    for (size_t k = 0; k < block->count; k++)
        for (size_t i = 0, s = block->state[k]; i < n; i++) {
            double mean =
                game_is_spatial(game) ? mean_ideal(game, i, s) : game->recognition[s * n + i] * game->pie[s];
            for (size_t d = 0; d < game->deals; d++)
                mean += game_felt(game, i, s, game_deal(game, s, d)[i]) / (double)game->deals;
            block->value[s * n + i] = mean;
        }
}

// The stage game of state k at the iterate; reservation has room for stage_inputs values.
static struct stage_input stage_of(const struct block *block, size_t k, double *reservation) {
    size_t s = block->state[k], n = block->game->parties;
    for (size_t t = 0; t <= block->game->options; t++)
        for (size_t i = 0; i < n; i++)
            reservation[t * n + i] = game_reservation_under(block->game, i, s, t, block->value);
    return (struct stage_input){s,
                                block->noise,
                                reservation,
                                &block->lists[k],
                                block->odds ? block->odds + block->odds_first[k] : NULL,
                                block->smoothing * block->noise,
                                block->transfers,
                                block->all_ties[block->component]};
}

// Room for the reservation values of one state; one per thread.
static double *reservations_of(const struct block *block, size_t thread) {
    return block->reservations + thread * stage_inputs(block->game);
}

// Room for `needed` numbers, those that are there kept. False if out of memory.
static bool odds_reserve(double **odds, size_t *room, size_t needed) {
    if (needed <= *room) return true;
    double *more = realloc(*odds, 2 * needed * sizeof *more);
    if (!more) return false;
    *odds = more;
    *room = 2 * needed;
    return true;
}

bool block_collect(struct block *block) {
    size_t used = 0, here = block->component;
    for (size_t k = 0; k < block->count; k++) {
        struct stage_input input = stage_of(block, k, block->reservations);
        size_t first = used;
        if (!stage_collect(block->stages[0], &input, &block->found, &block->found_odds, &block->found_room))
            return false;
        used += block->found.unknowns;
        if (!odds_reserve(&block->new_odds, &block->new_room, used)) return false;
        if (!free_list_copy(&block->lists[k], &block->found)) return false;
        if (used > first)
            memcpy(block->new_odds + first, block->found_odds, (used - first) * sizeof *block->new_odds);
    }
    if (!odds_reserve(&block->all_odds[here], &block->all_odds_room[here], used)) return false;
    block->odds = block->all_odds[here];
    if (used > 0) memcpy(block->odds, block->new_odds, used * sizeof *block->odds);
    return lay_out_odds(block);
}

bool block_release(struct block *block) {
    for (size_t k = 0; k < block->count; k++)
        free_list_empty(&block->lists[k]);
    return lay_out_odds(block);
}

static bool evaluate_state(struct block *block, size_t thread, size_t k) {
    size_t n = block->game->parties, columns = stage_columns(block->game), first = block->odds_first[k];
    double *residual = block->residual + k * n;
    struct stage_input input = stage_of(block, k, reservations_of(block, thread));
    bool free = block->lists[k].unknowns > 0;
    struct stage_result result = {residual,
                                  block->d_value + k * n * columns,
                                  free ? block->d_odds + first * columns : NULL,
                                  free ? block->excess + first : NULL,
                                  free ? block->by_odds + first * n : NULL,
                                  block->overlooked + k};
    if (!stage_evaluate(block->stages[thread], &input, &result)) return false;
    for (size_t i = 0; i < n; i++)
        residual[i] = block->value[block->state[k] * n + i] - residual[i];
    return true;
}

// Largest absolute entry; NaN if there is one.
static double largest(const double *x, size_t count) {
    double most = 0;
    for (size_t k = 0; k < count; k++)
        if (!(fabs(x[k]) <= most)) most = fabs(x[k]);
    return most;
}

bool block_evaluate(struct block *block, double noise) {
    bool failed = false;
    block->noise = block->all_noise[block->component] = noise;
    if (block->count < PARALLEL_STATES || block->threads == 1) { // a region of one thread is not free
        for (size_t k = 0; k < block->count && !failed; k++)
            failed = !evaluate_state(block, 0, k);
    } else {
#pragma omp parallel for schedule(static) num_threads(block->threads)
        for (size_t k = 0; k < block->count; k++) {
            if (!evaluate_state(block, (size_t)omp_get_thread_num(), k)) {
#pragma omp atomic write
                failed = true;
            }
        }
    }
    block->effort->operator_applications++;
    block->factored = false;
    block->value_residual = largest(block->residual, block->count * block->game->parties);
    block->excess_residual =
        fmax(largest(block->excess, block->odds_count), largest(block->overlooked, block->count));
    return !failed;
}

// sum of P(s'|s) x_l(s') over the component under one kernel.
static double expect_inside(const struct block *block, const struct kernel *kernel, size_t s, size_t l,
                            const double *x) {
    const struct components *components = block->components;
    size_t n = block->game->parties;
    double sum = 0;
    for (size_t e = kernel->row[s]; e < kernel->row[s + 1]; e++)
        if (components->of[kernel->column[e]] == block->component)
            sum += kernel->probability[e] * x[components->place[kernel->column[e]] * n + l];
    return sum;
}

void block_carry(const struct block *block, size_t k, const double *x, double *moved) {
    const struct game *game = block->game;
    size_t s = block->state[k], n = game->parties;
    for (size_t l = 0; l < n; l++) {
        double usual = expect_inside(block, &game->kernels[game->belief[l]], s, l, x);
        for (size_t t = 0; t <= game->options; t++) {
            double chance = t == 0 ? 0 : game->option[t - 1].chance[s], sum = (1 - chance) * usual;
            if (chance > 0)
                sum += chance * expect_inside(block, &game->kernels[game->option[t - 1].shifted[l]], s, l, x);
            moved[t * n + l] = sum * game->discount[s * n + l] * (1 - game_breakdown_risk(game, s, t));
        }
    }
}

// Solve (I - M carry) step = right, then the log-odds' part: their change by R and their change at fixed R,
// which is the column `direct` (by log(noise), or to mend G) or nothing (past the last).
static bool solve(struct block *block, size_t direct) {
    size_t n = block->game->parties, inputs = stage_inputs(block->game), columns = inputs + 2;
    block->effort->newton_steps++;
    if (!block->factored) block->factored = system_factor(block->system, block);
    if (!block->factored || !system_solve(block->system, block, block->right, block->step)) return false;
    if (!isfinite(largest(block->step, block->count * n))) return false;
    for (size_t k = 0; k < block->count; k++) {
        if (block->lists[k].unknowns == 0) continue;
        double *moved = block->reservations;
        block_carry(block, k, block->step, moved);
        for (size_t z = block->odds_first[k]; z < block->odds_first[k] + block->lists[k].unknowns; z++) {
            const double *row = block->d_odds + z * columns;
            block->odds_step[z] = direct < columns ? row[direct] : 0;
            for (size_t l = 0; l < inputs; l++)
                block->odds_step[z] += row[l] * moved[l];
        }
    }
    return true;
}

bool block_solve(struct block *block) {
    return solve(block, stage_columns(block->game));
}

bool block_newton_step(struct block *block, bool mend_excess) {
    size_t n = block->game->parties, columns = stage_columns(block->game);
    for (size_t u = 0; u < block->count * n; u++)
        block->right[u] = (mend_excess ? block->d_value[u * columns + columns - 1] : 0) - block->residual[u];
    return solve(block, mend_excess ? columns - 1 : columns);
}

bool block_find_tangent(struct block *block) {
    size_t n = block->game->parties, columns = stage_columns(block->game);
    for (size_t u = 0; u < block->count * n; u++)
        block->right[u] = block->d_value[u * columns + columns - 2];
    return solve(block, columns - 2);
}

void block_advance(struct block *block, double values, double odds) {
    size_t n = block->game->parties;
    for (size_t k = 0; k < block->count; k++)
        for (size_t i = 0; i < n; i++)
            block->value[block->state[k] * n + i] += values * block->step[k * n + i];
    for (size_t z = 0; z < block->odds_count; z++)
        block->odds[z] += odds * block->odds_step[z];
}

void block_read_values(const struct block *block, double *out) {
    size_t n = block->game->parties;
    for (size_t k = 0; k < block->count; k++)
        memcpy(out + k * n, block->value + block->state[k] * n, n * sizeof *out);
}

void block_set_values(struct block *block, const double *in) {
    size_t n = block->game->parties;
    for (size_t k = 0; k < block->count; k++)
        memcpy(block->value + block->state[k] * n, in + k * n, n * sizeof *in);
}

void block_save(struct block *block) {
    block_read_values(block, block->saved);
    if (block->odds_count > 0)
        memcpy(block->saved_odds, block->odds, block->odds_count * sizeof *block->odds);
}

void block_restore(struct block *block) {
    block_set_values(block, block->saved);
    if (block->odds_count > 0)
        memcpy(block->odds, block->saved_odds, block->odds_count * sizeof *block->odds);
}

bool block_write(struct block *block, size_t s, struct profile *profile) {
    select_component(block, block->components->of[s]);
    struct stage_input input = stage_of(block, block->components->place[s], block->reservations);
    return stage_write(block->stages[0], &input, profile);
}

bool block_progress(struct block *block) {
    const struct solve_options *options = block->options;
    double before = (double)block->components->first[block->component];
    double done = (before + block->part * (double)block->count) / (double)block->game->states;
    if (options->progress && !options->progress(options->progress_context, "solving", done))
        block->stopped = true;
    return !block->stopped;
}
