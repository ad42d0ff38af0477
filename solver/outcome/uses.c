// SPDX-License-Identifier: GPL-3.0-or-later
// How often something happens before the end: the expected sum of a reward w(s) >= 0 over the periods,
//     sum_s mu(s) w(s),   mu: expected visits to each state (spell.c), over all regimes.
// Where talks may go on for ever mu is infinite in some states, yet the sum need not be: then only states
// from which the reward can still be had count, and they are followed until that is so no more (Kemeny and
// Snell 1960). If some of them are never left the sum is infinite.
#include "outcome/parts.h"
#include <string.h>

// Add sum mu w over the chain's places; its parts by state as well, unless NULL.
static double sum_visits(const struct chain *chain, const double *visits, const double *reward,
                         double *parts) {
    double sum = 0;
    for (size_t k = 0; k < chain->count; k++) {
        double part = visits[k] * reward[chain->state[k]];
        sum += part;
        if (parts) parts[chain->state[k]] += part;
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

// The sum where talks may go on for ever, from where they stand when the spell begins.
static enum parley_status sum_endless(const struct spell *spell, const double *reward, double *parts,
                                      double *sum, struct arena *arena, struct errors *errors) {
    struct chain rewarded, chain; // states from which there is some reward; of these, those that are left
    double *leave = arena_array(arena, spell->whole.states, sizeof *leave);
    if (!leave || !chain_leaving(&spell->whole, reward, &rewarded, arena)) return PARLEY_MEMORY;
    fill_leaving(&rewarded, leave);
    if (!chain_leaving(&rewarded, leave, &chain, arena)) return PARLEY_MEMORY;
    double *visits = arena_array(arena, chain.count, sizeof *visits);
    if (!visits) return PARLEY_MEMORY;
    *sum = chain.count == rewarded.count ? 0 : INFINITY;
    if (chain.count == 0 || chain.count < rewarded.count) return PARLEY_OK;
    for (size_t k = 0; k < chain.count; k++)
        visits[k] = spell->begin[chain.state[k]];
    enum parley_status status = chain_solve(&chain, false, visits, arena, errors);
    if (status == PARLEY_OK) *sum = sum_visits(&chain, visits, reward, parts);
    return status;
}

// What happens in each state of one spell that is to be counted.
typedef const double *(*rewards)(const struct spell *spell, size_t index, double *room);

static const double *effects_of(const struct spell *spell, size_t o, double *room) {
    (void)room;
    return spell->chances.effective + o * spell->regime->game->states;
}

static const double *uses_of(const struct spell *spell, size_t o, double *room) {
    (void)room;
    return spell->chances.used + o * spell->regime->game->states;
}

static const double *level_of(const struct spell *spell, size_t level, double *room) {
    const struct game *game = spell->regime->game;
    for (size_t s = 0; s < game->states; s++)
        room[s] = game_level(game, s, game->table) == level;
    return room;
}

struct counting {
    const struct spell *spells;
    size_t count, states;
    double *room, *parts; // per state
    struct arena *arena;
    struct errors *errors;
};

static enum parley_status count(const struct counting *counting, rewards reward_of, size_t index,
                                double *sum) {
    enum parley_status status = PARLEY_OK;
    memset(counting->parts, 0, counting->states * sizeof *counting->parts);
    *sum = 0;
    for (size_t r = 0; r < counting->count && status == PARLEY_OK; r++) {
        const struct spell *spell = &counting->spells[r];
        const double *reward = reward_of(spell, index, counting->room);
        double part = 0;
        struct arena_place place = arena_place(counting->arena);
        if (spell_ends(spell))
            part = sum_visits(spell_chain(spell), spell->visits, reward, counting->parts);
        else
            status = sum_endless(spell, reward, counting->parts, &part, counting->arena, counting->errors);
        arena_back(counting->arena, place);
        *sum += part;
    }
    return status;
}

// Where most of what was counted last happens; SIZE_MAX if it does not happen, or for ever.
static size_t count_state(const struct counting *counting, double sum) {
    size_t state = SIZE_MAX;
    double most = 0;
    for (size_t s = 0; s < counting->states && isfinite(sum); s++) {
        if (!(counting->parts[s] > most)) continue;
        most = counting->parts[s];
        state = s;
    }
    return state;
}

static enum parley_status count_all(const struct counting *counting, struct outcome *outcome) {
    enum parley_status status = PARLEY_OK;
    for (size_t o = 0; o < outcome->options && status == PARLEY_OK; o++) {
        status = count(counting, effects_of, o, &outcome->option_effects[o]);
        if (status == PARLEY_OK) status = count(counting, uses_of, o, &outcome->option_uses[o]);
        outcome->option_state[o] = count_state(counting, outcome->option_uses[o]);
    }
    for (size_t level = 0; level < outcome->table_levels && status == PARLEY_OK; level++)
        status = count(counting, level_of, level, &outcome->table_periods[level]);
    return status;
}

enum parley_status outcome_uses(const struct spell *spells, size_t spell_count, struct outcome *outcome,
                                struct errors *errors) {
    size_t states = spells->regime->game->states;
    struct arena *arena = &outcome->scratch;
    struct arena_place place = arena_place(arena);
    struct counting counting = {.spells = spells,
                                .count = spell_count,
                                .states = states,
                                .room = arena_array(arena, states, sizeof(double)),
                                .parts = arena_array(arena, states, sizeof(double)),
                                .arena = arena,
                                .errors = errors};
    enum parley_status status = PARLEY_MEMORY;
    if (counting.room && counting.parts) status = count_all(&counting, outcome);
    arena_back(arena, place);
    return status;
}
