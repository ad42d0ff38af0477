// SPDX-License-Identifier: GPL-3.0-or-later
// Derivatives of an equilibrium by a parameter theta. At the solution of F(V, z; theta) = 0
//     J d(V, z)/dtheta = -dF/dtheta,
// component by component in the order in which they are solved, so that what theta does to later components
// is known. The right-hand side is the central difference of F along theta and along what is known of d(V, z)
// so far; the first such step is the theorem, the next ones are its iterative refinement with the same
// factors, which mends what the stiffness of nearly tied choices costs (stage_choice.c). Both use what an
// evaluation gives anyway: the Newton step of the log-odds at fixed values.
//
// Where theta sits at a kink (a choice between equals that theta upsets, a floor that is just reached) F is
// not differentiable along the way: its second difference over the step does not vanish with the step. Such
// a variation is given up; the caller solves the game on either side instead.
#include "equilibrium/elasticity.h"
#include "core/checked.h"
#include "equilibrium/methods.h"
#include <string.h>

// A refinement step below this part of the first is the last; one that stays above that part means that there
// is no derivative.
static const double REFINED = 1e-8, LOST = 1e-4;
// Second difference over the step, relative to the first difference, that a smooth equation stays below.
static const double BENT = 5e-3;
// Rounding of values, relative to the payoffs' scale.
static const double ROUNDING = 1e-12;
enum { STEPS_MAX = 6 };

// What an evaluation gives, beside the block's own.
struct probe {
    double *residual, *d_value, *overlooked; // one allocation, which is `residual`
    double *excess, *d_odds, *by_odds;       // one allocation, which is `excess`
};

// What is known of one variation. One allocation, which is `rate`.
struct trail {
    struct variation *of;
    double *rate, *odds_rate;           // dV/dtheta, dz/dtheta
    double *value[SIDES], *odds[SIDES]; // V, z -+ step times that
};

struct survey {
    struct block *block;
    struct vary_effort *effort;
    struct probe probe[SIDES];
    struct trail *trails;
    size_t count;
    size_t *odds_at;   // where a component's log-odds start; one more than there are components
    double *smoothing; // that a component was solved with
    double *direct;    // change of the component's log-odds at fixed values
};

// ---- shape ----

static bool same_rule(const struct rule *a, const struct rule *b, size_t parties) {
    if (a->table != b->table || memcmp(a->first, b->first, (parties + 1) * sizeof *a->first) != 0)
        return false;
    return memcmp(a->lean, b->lean, a->first[parties] * sizeof *a->lean) == 0;
}

// Do the same coalitions win in both games? If not, theta changes what there is to choose from.
static bool same_rules(const struct game *a, const struct game *b) {
    if (a->parties != b->parties || a->states != b->states || a->deals != b->deals ||
        a->options != b->options)
        return false;
    for (size_t s = 0; s < a->states; s++)
        if (!same_rule(&a->rules[a->rule[s]], &b->rules[b->rule[s]], a->parties)) return false;
    return true;
}

static bool can_vary(const struct game *game, const struct variation *variation) {
    for (int side = BELOW; side < SIDES; side++) {
        const struct game *other = variation->game[side];
        if (other && !same_rules(game, other)) return false;
        // the path down to an exact equilibrium ends at a noise of rounding size, not at the parameter
        if (other && !(game->noise > 0) && other->noise > 0) return false;
    }
    return true;
}

// ---- memory ----

static bool trail_new(struct trail *trail, const struct block *block, size_t odds) {
    size_t values = block->game->states * block->game->parties;
    double *room = array_new(3 * (values + odds), sizeof *room);
    trail->rate = room;
    if (!room) return false;
    trail->odds_rate = room + values;
    room += values + odds;
    for (int side = BELOW; side < SIDES; side++, room += values + odds) {
        trail->value[side] = room;
        trail->odds[side] = room + values;
        memcpy(trail->value[side], block->value, values * sizeof *room);
    }
    return true;
}

static bool probe_new(struct probe *probe, const struct block *block, size_t most_odds) {
    size_t unknowns = block->components->largest * block->game->parties, columns = stage_columns(block->game);
    probe->residual =
        array_new(unknowns * (columns + 1) + block->components->largest, sizeof *probe->residual);
    probe->excess = array_new(most_odds * (columns + 1 + block->game->parties), sizeof *probe->excess);
    if (!probe->residual || !probe->excess) return false;
    probe->d_value = probe->residual + unknowns;
    probe->overlooked = probe->d_value + unknowns * columns;
    probe->d_odds = probe->excess + most_odds;
    probe->by_odds = probe->d_odds + most_odds * columns;
    return true;
}

// After the solution: room for everything that depends on how many log-odds there are.
static bool survey_reserve(struct survey *survey) {
    const struct block *block = survey->block;
    size_t most = 0, components = block->components->count;
    for (size_t k = 0; k < components; k++)
        if (survey->odds_at[k + 1] - survey->odds_at[k] > most)
            most = survey->odds_at[k + 1] - survey->odds_at[k];
    survey->direct = array_new(most, sizeof *survey->direct);
    if (!survey->direct) return false;
    for (int side = BELOW; side < SIDES; side++)
        if (!probe_new(&survey->probe[side], block, most)) return false;
    for (size_t v = 0; v < survey->count; v++) {
        struct trail *trail = &survey->trails[v];
        if (!trail->of->smooth) continue;
        if (!trail_new(trail, block, survey->odds_at[components])) return false;
        for (size_t k = 0; k < components; k++)
            for (size_t z = survey->odds_at[k]; z < survey->odds_at[k + 1]; z++)
                trail->odds[BELOW][z] = trail->odds[ABOVE][z] = block->all_odds[k][z - survey->odds_at[k]];
    }
    return true;
}

static void survey_clear(struct survey *survey) {
    for (int side = BELOW; side < SIDES; side++) {
        free(survey->probe[side].residual);
        free(survey->probe[side].excess);
    }
    for (size_t v = 0; survey->trails && v < survey->count; v++)
        free(survey->trails[v].rate);
    free(survey->trails);
    free(survey->odds_at);
    free(survey->smoothing);
    free(survey->direct);
    block_free(survey->block);
}

// ---- one evaluation ----

static void play(struct block *block, const struct game *game) {
    block->game = game;
    for (int t = 0; t < block->threads; t++)
        stage_play(block->stages[t], game);
}

// Evaluate the component on one side of theta into the probe, leaving the block and its factors as they are.
static bool probe_at(struct survey *survey, const struct trail *trail, enum side side) {
    struct block *block = survey->block, before = *block;
    const struct game *game = trail->of->game[side];
    const struct probe *probe = &survey->probe[side];
    double kept = block->all_noise[block->component];
    play(block, game);
    block->value = trail->value[side];
    block->odds = trail->odds[side] + survey->odds_at[block->component];
    block->residual = probe->residual;
    block->d_value = probe->d_value;
    block->overlooked = probe->overlooked;
    block->excess = probe->excess;
    block->d_odds = probe->d_odds;
    block->by_odds = probe->by_odds;
    bool done = block_evaluate(block, before.noise + (game->noise - before.game->noise));
    play(block, before.game);
    *block = before;
    block->all_noise[block->component] = kept;
    return done;
}

// ---- one component ----

// x by theta, from its values below, at theta and above.
static double difference(const struct variation *variation, double below, double at, double above) {
    if (!variation->game[BELOW]) return (above - at) / variation->step;
    if (!variation->game[ABOVE]) return (at - below) / variation->step;
    return (above - below) / (2 * variation->step);
}

// What the change of the log-odds at fixed values does to the values of state k.
static void add_direct(const struct survey *survey, size_t k) {
    const struct block *block = survey->block;
    size_t n = block->game->parties, first = block->odds_first[k], count = block->lists[k].unknowns;
    for (size_t i = 0; i < n; i++)
        for (size_t z = 0; z < count; z++)
            block->right[k * n + i] += block->by_odds[first * n + i * count + z] * survey->direct[first + z];
}

// Right-hand sides of the next step: for the values in block->right, for the log-odds in survey->direct. The
// log-odds' own step is the difference of those that would mend G; what it does to values is taken with the
// same slopes as in J, or the curvature of G, which the stiffness magnifies, would creep in.
static void compose(struct survey *survey, const struct variation *variation) {
    struct block *block = survey->block;
    const struct probe *low = &survey->probe[BELOW], *high = &survey->probe[ABOVE];
    size_t columns = stage_columns(block->game);
    for (size_t u = 0; u < block->count * block->game->parties; u++)
        block->right[u] = -difference(variation, low->residual[u], block->residual[u], high->residual[u]);
    for (size_t z = 0, last = columns - 1; z < block->odds_count; z++, last += columns)
        survey->direct[z] = difference(variation, low->d_odds[last], block->d_odds[last], high->d_odds[last]);
    for (size_t k = 0; k < block->count; k++)
        if (block->lists[k].unknowns > 0) add_direct(survey, k);
}

// Largest first difference of the values' equations.
static double slope_of(const struct survey *survey, const struct variation *variation) {
    const struct block *block = survey->block;
    double most = 0;
    for (size_t u = 0; u < block->count * block->game->parties; u++)
        most = fmax(most, fabs(difference(variation, survey->probe[BELOW].residual[u], block->residual[u],
                                          survey->probe[ABOVE].residual[u])));
    return most;
}

// Largest second difference over the step; and what a choice that is left out would gain by now.
static double bend_of(const struct survey *survey, const struct variation *variation) {
    const struct block *block = survey->block;
    const struct probe *low = &survey->probe[BELOW], *high = &survey->probe[ABOVE];
    bool both = variation->game[BELOW] && variation->game[ABOVE];
    double most = 0;
    for (size_t u = 0; both && u < block->count * block->game->parties; u++)
        most = fmax(most, fabs(low->residual[u] + high->residual[u] - 2 * block->residual[u]) / 2);
    for (size_t k = 0; k < block->count; k++) {
        if (variation->game[BELOW]) most = fmax(most, low->overlooked[k]);
        if (variation->game[ABOVE]) most = fmax(most, high->overlooked[k]);
    }
    return most / variation->step;
}

static void advance(struct survey *survey, struct trail *trail) {
    const struct block *block = survey->block;
    size_t n = block->game->parties, first = survey->odds_at[block->component];
    double step = trail->of->step;
    for (size_t k = 0; k < block->count; k++)
        for (size_t i = 0, at = block->state[k] * n; i < n; i++, at++) {
            trail->rate[at] += block->step[k * n + i];
            trail->value[BELOW][at] = block->value[at] - step * trail->rate[at];
            trail->value[ABOVE][at] = block->value[at] + step * trail->rate[at];
        }
    for (size_t z = 0; z < block->odds_count; z++) {
        trail->odds_rate[first + z] += block->odds_step[z] + survey->direct[z];
        trail->odds[BELOW][first + z] = block->odds[z] - step * trail->odds_rate[first + z];
        trail->odds[ABOVE][first + z] = block->odds[z] + step * trail->odds_rate[first + z];
    }
}

static double largest(const double *x, size_t count) {
    double most = 0;
    for (size_t k = 0; k < count; k++)
        if (!(fabs(x[k]) <= most)) most = fabs(x[k]);
    return most;
}

// Find the loaded component's part of one variation. False if out of memory.
static bool component_vary(struct survey *survey, struct trail *trail) {
    struct block *block = survey->block;
    struct variation *variation = trail->of;
    double slope = 0, first = 0, floor = ROUNDING * block->game->scale / variation->step;
    for (size_t step = 0; step < STEPS_MAX && variation->smooth; step++) {
        for (int side = BELOW; side < SIDES; side++)
            if (variation->game[side] && !probe_at(survey, trail, (enum side)side)) return false;
        compose(survey, variation);
        if (step == 0) slope = slope_of(survey, variation);
        if (step == 0 && !(slope > 0) && !(largest(survey->direct, block->odds_count) > 0)) return true;
        if (step > 0 && !(bend_of(survey, variation) <= BENT * slope + floor)) variation->smooth = false;
        survey->effort->factorisations += !block->factored;
        if (!variation->smooth || !block_solve(block)) {
            variation->smooth = false;
            break;
        }
        double size = largest(block->step, block->count * block->game->parties);
        if (step == 0) first = size;
        advance(survey, trail);
        if (step > 0 && size <= REFINED * first + floor / 100) return true;
        if (step + 1 == STEPS_MAX) variation->smooth = size <= LOST * first + floor;
    }
    return true;
}

// ---- the game ----

static enum parley_status stopped(struct errors *errors) {
    return errors_add(errors, PARLEY_INTERRUPTED, (struct mark){0}, "stopped before the game was solved");
}

// Solve every component, and note what it takes to evaluate it again.
static enum parley_status solve_all(struct survey *survey, struct errors *errors) {
    struct block *block = survey->block;
    for (size_t k = 0; k < block->components->count; k++) {
        if (!block_load(block, k)) return PARLEY_MEMORY;
        enum ending ending = component_solve(block);
        if (ending == ENDING_MEMORY) return PARLEY_MEMORY;
        if (ending == ENDING_INTERRUPTED || !block_progress(block)) return stopped(errors);
        survey->smoothing[k] = block->smoothing;
        survey->odds_at[k + 1] = survey->odds_at[k] + block->odds_count;
    }
    return PARLEY_OK;
}

static enum parley_status vary_all(struct survey *survey, struct errors *errors) {
    struct block *block = survey->block;
    size_t last = block->components->count - 1;
    block->reuses = true;
    for (size_t k = 0; k < block->components->count; k++) {
        if (!block_load(block, k)) return PARLEY_MEMORY;
        block->smoothing = survey->smoothing[k];
        if (!block_evaluate(block, block->noise)) return PARLEY_MEMORY;
        for (size_t v = 0; v < survey->count; v++) {
            struct variation *variation = survey->trails[v].of;
            if (variation->smooth && !component_vary(survey, &survey->trails[v])) return PARLEY_MEMORY;
            variation->done = (k == last || !variation->smooth) && !block->stopped;
            block->part = (double)(v + 1) / (double)survey->count;
            if (variation->smooth && (block->stopped || !block_progress(block))) return stopped(errors);
        }
    }
    return PARLEY_OK;
}

// The strategies that go with the values and log-odds on one side.
static enum parley_status write_side(struct survey *survey, const struct trail *trail, enum side side) {
    struct block *block = survey->block, before = *block;
    struct variation *variation = trail->of;
    const struct game *game = variation->game[side];
    enum parley_status status = profile_new(game, &variation->profile[side]);
    if (status != PARLEY_OK) return status;
    struct profile *profile = variation->profile[side];
    memcpy(profile->value, trail->value[side], game->states * game->parties * sizeof *profile->value);
    play(block, game);
    block->value = profile->value;
    for (size_t s = 0; s < game->states && status == PARLEY_OK; s++) {
        size_t k = block->components->of[s];
        double *odds = block->all_odds[k], noise = block->all_noise[k];
        block->all_odds[k] = trail->odds[side] + survey->odds_at[k];
        block->all_noise[k] = noise + (game->noise - before.game->noise);
        block->smoothing = survey->smoothing[k];
        if (!block_write(block, s, profile)) status = PARLEY_MEMORY;
        block->all_odds[k] = odds;
        block->all_noise[k] = noise;
    }
    play(block, before.game);
    *block = before;
    return status;
}

static enum parley_status write_all(struct survey *survey) {
    enum parley_status status = PARLEY_OK;
    for (size_t v = 0; v < survey->count; v++)
        for (int side = BELOW; side < SIDES && status == PARLEY_OK; side++) {
            const struct trail *trail = &survey->trails[v];
            if (trail->of->smooth && trail->of->done && trail->of->game[side])
                status = write_side(survey, trail, (enum side)side);
        }
    return status;
}

static bool survey_begin(struct survey *survey, const struct game *game, struct variation *variations) {
    size_t components = survey->block->components->count;
    survey->trails = array_new(survey->count, sizeof *survey->trails);
    survey->odds_at = array_new(components + 1, sizeof *survey->odds_at);
    survey->smoothing = array_new(components, sizeof *survey->smoothing);
    if (!survey->trails || !survey->odds_at || !survey->smoothing) return false;
    for (size_t v = 0; v < survey->count; v++) {
        survey->trails[v].of = &variations[v];
        variations[v].smooth = can_vary(game, &variations[v]);
    }
    return true;
}

enum parley_status equilibrium_vary(const struct game *game, const struct solve_options *options,
                                    struct variation *variations, size_t count, struct vary_effort *effort,
                                    struct errors *errors) {
    struct components components = {0};
    struct survey survey = {.effort = effort, .count = count};
    struct effort spent = {.method = METHOD_CONTRACTION, .converged = true};
    struct profile *scratch = NULL;
    enum parley_status status = profile_new(game, &scratch);
    if (status != PARLEY_OK) goto cleanup;
    status = PARLEY_MEMORY;
    if (!components_find(game, &components)) goto cleanup;
    survey.block = block_new(game, &components, options, &spent, scratch->value);
    if (!survey.block || !survey_begin(&survey, game, variations)) goto cleanup;
    status = solve_all(&survey, errors);
    effort->solution = spent;
    if (status == PARLEY_OK && !survey_reserve(&survey)) status = PARLEY_MEMORY;
    if (status == PARLEY_OK) status = vary_all(&survey, errors);
    if (status == PARLEY_OK || status == PARLEY_INTERRUPTED) {
        enum parley_status written = survey.trails ? write_all(&survey) : PARLEY_OK;
        if (written != PARLEY_OK) status = written;
    }
    effort->operator_applications += spent.operator_applications - effort->solution.operator_applications;
    effort->linear_solves += spent.newton_steps - effort->solution.newton_steps;
cleanup:
    survey_clear(&survey);
    components_clear(&components);
    profile_free(scratch);
    if (status == PARLEY_MEMORY)
        errors_add(errors, status, (struct mark){0, 0}, "out of memory while differentiating");
    return status;
}
