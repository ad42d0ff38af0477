// SPDX-License-Identifier: GPL-3.0-or-later
// How often something happens before the end: the expected sum of a reward w(s) >= 0 over the periods,
//     sum_s mu(s) w(s),   mu = (I - M^T)^-1 e_start   expected visits to each state.
// Where talks may go on for ever mu is infinite in some states, yet the sum need not be: then only states
// from which the reward can still be had count, and they are followed until that is so no more (Kemeny and
// Snell 1960). If some of them are never left the sum is infinite.
#include "core/checked.h"
#include "outcome/parts.h"

// sum mu w over the chain's places, and the state that adds most to it.
static double sum_visits(const struct chain *chain, const double *visits, const double *reward,
                         size_t *state) {
    double sum = 0, most = 0;
    for (size_t k = 0; k < chain->count; k++) {
        double part = visits[k] * reward[chain->state[k]];
        sum += part;
        if (!(part > most)) continue;
        most = part;
        *state = chain->state[k];
    }
    return sum;
}

// Chance to leave each of the chain's states for one outside it; per state of the game.
static void fill_leaving(const struct chain *chain, double *leave) {
    for (size_t k = 0; k < chain->count; k++) {
        double stay = 0;
        for (size_t e = chain->row[k]; e < chain->row[k + 1]; e++)
            stay += chain->chance[e];
        leave[chain->state[k]] = 1 - stay;
    }
}

// The sum where talks may go on for ever.
static enum parley_status sum_endless(const struct game *game, const struct mixture *mixture,
                                      const double *reward, double *sum, size_t *state,
                                      struct errors *errors) {
    struct chain chain = {0};
    double *leave = array_new(game->states, sizeof *leave), *visits = NULL;
    enum parley_status status = PARLEY_MEMORY;
    if (!leave || !chain_reach(&chain, mixture, game->start)) goto cleanup;
    if (!chain_keep_leaving(&chain, reward)) goto cleanup; // states from which there is some reward
    size_t rewarded = chain.count;
    fill_leaving(&chain, leave);
    if (!chain_keep_leaving(&chain, leave)) goto cleanup;
    if (!(visits = array_new(chain.count, sizeof *visits))) goto cleanup;
    status = PARLEY_OK;
    *sum = chain.count == rewarded ? 0 : INFINITY;
    if (rewarded == 0 || chain.count < rewarded) goto cleanup;
    visits[chain.index[game->start]] = 1;
    status = chain_solve(&chain, false, visits, errors);
    if (status == PARLEY_OK) *sum = sum_visits(&chain, visits, reward, state);
cleanup:
    free(leave);
    free(visits);
    chain_clear(&chain);
    return status;
}

struct counting {
    const struct game *game;
    const struct chances *chances;
    const struct chain *chain;
    const double *visits; // NULL: talks may go on for ever
    struct errors *errors;
};

static enum parley_status count(const struct counting *counting, const double *reward, double *sum,
                                size_t *state) {
    *state = SIZE_MAX;
    if (!counting->visits)
        return sum_endless(counting->game, &counting->chances->mixture, reward, sum, state, counting->errors);
    *sum = sum_visits(counting->chain, counting->visits, reward, state);
    return PARLEY_OK;
}

static enum parley_status count_levels(const struct counting *counting, struct outcome *outcome) {
    const struct game *game = counting->game;
    double *there = array_new(game->states, sizeof *there);
    enum parley_status status = there ? PARLEY_OK : PARLEY_MEMORY;
    for (size_t level = 0; level < outcome->table_levels && status == PARLEY_OK; level++) {
        size_t state;
        for (size_t s = 0; s < game->states; s++)
            there[s] = game_level(game, s, game->table) == level;
        status = count(counting, there, &outcome->table_periods[level], &state);
    }
    free(there);
    return status;
}

enum parley_status outcome_uses(const struct game *game, const struct chances *chances,
                                const struct chain *chain, const double *visits, struct outcome *outcome,
                                struct errors *errors) {
    const struct counting counting = {game, chances, chain, visits, errors};
    enum parley_status status = PARLEY_OK;
    for (size_t o = 0; o < game->options && status == PARLEY_OK; o++) {
        size_t state;
        status = count(&counting, chances->effective + o * game->states, &outcome->option_effects[o], &state);
        if (status == PARLEY_OK)
            status = count(&counting, chances->used + o * game->states, &outcome->option_uses[o],
                           &outcome->option_state[o]);
    }
    return status == PARLEY_OK ? count_levels(&counting, outcome) : status;
}
