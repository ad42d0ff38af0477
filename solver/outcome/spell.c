// SPDX-License-Identifier: GPL-3.0-or-later
// Several regimes, one after the other. A regime that ends is followed round by round,
//     mu = sum_t x_t,     sum of dates = sum_t (from + t) x_t . agree,     x_{t+1} = M^T x_t,
// and where talks then stand is where the next regime begins, states being renamed if it says so. The last
// one is followed for ever by two linear systems, b being where talks stand when it begins:
//     mu  = (I - M^T)^-1 b                 expected visits to each state,
//     mu1 = (I - M^T)^-1 M^T mu            the same, each visit counted with the rounds since then,
//     sum of dates = (mu1 + from mu) . agree.
#include "outcome/spell.h"

// Less than this is what rounding leaves of nothing.
static const double GOING_LEAST = 1e-14;

static double agreed(const struct spell *spell, const double *x) {
    const struct chain *chain = spell_chain(spell);
    double sum = 0;
    for (size_t k = 0; k < chain->count; k++)
        sum += x[k] * spell->chances.agree[chain->state[k]];
    return sum;
}

static void gather(const struct chain *chain, const double *by_state, double *x) {
    for (size_t k = 0; k < chain->count; k++)
        x[k] = by_state[chain->state[k]];
}

// Follow a spell for so many rounds; where talks stand then is left in spell->begin's counterpart `end`, per
// state.
static bool spell_follow(struct spell *spell, size_t rounds, double *end, struct arena *arena) {
    const struct chain *chain = &spell->whole;
    double *x = arena_array(arena, chain->count, sizeof *x);
    double *next = arena_array(arena, chain->count, sizeof *next);
    double going = 1;
    if (!x || !next) return false;
    gather(chain, spell->begin, x);
    for (size_t t = 0; t < rounds && going > 0; t++) {
        for (size_t k = 0; k < chain->count; k++)
            spell->visits[k] += x[k];
        spell->dates += (double)(spell->regime->from + t) * agreed(spell, x);
        chain_step(chain, x, next);
        going = 0;
        for (size_t k = 0; k < chain->count; k++)
            going += x[k] = next[k];
    }
    for (size_t k = 0; k < chain->count; k++)
        end[chain->state[k]] = x[k];
    return true;
}

static enum parley_status spell_follow_for_ever(struct spell *spell, struct arena *arena,
                                                struct errors *errors) {
    const struct chain *chain = &spell->leaving;
    struct arena_place place = arena_place(arena);
    double *dated = arena_array(arena, chain->count, sizeof *dated);
    struct chain_solver *solver = dated ? chain_solver_new(chain, arena) : NULL;
    if (!solver) return PARLEY_MEMORY;
    gather(chain, spell->begin, spell->visits);
    enum parley_status status = chain_solver_solve(solver, false, spell->visits, errors);
    if (status == PARLEY_OK) {
        chain_step(chain, spell->visits, dated);
        status = chain_solver_solve(solver, false, dated, errors);
    }
    chain_solver_free(solver);
    spell->dates = agreed(spell, dated) + (double)spell->regime->from * agreed(spell, spell->visits);
    arena_back(arena, place);
    return status;
}

// Rename the states, and say what that and the new strategies are worth.
static void shock_strike(const struct regime *old, const struct regime *new, const double *end, double *begin,
                         struct shock *shock) {
    size_t n = old->game->parties;
    shock->at = new->from;
    for (size_t s = 0; s < old->game->states; s++) {
        if (!(end[s] > 0)) continue;
        size_t to = new->entry ? new->entry[s] : s;
        begin[to] += end[s];
        shock->going += end[s];
        for (size_t i = 0; i < n; i++) {
            shock->before[i] += end[s] * old->profile->value[s * n + i];
            shock->after[i] += end[s] * new->profile->value[to * n + i];
        }
    }
    double going = shock->going >= GOING_LEAST ? shock->going : NAN;
    for (size_t i = 0; i < 2 * n; i++)
        shock->before[i] /= going;
}

// What becomes of a spell that ends, and where the next begins.
static bool spell_end(struct spell *spell, struct spell *next, struct shock *shock, struct arena *arena) {
    const struct regime *regime = spell->regime;
    size_t states = regime->game->states;
    next->begin = arena_array(arena, states, sizeof *next->begin);
    struct arena_place place = arena_place(arena);
    double *end = arena_array(arena, states, sizeof *end);
    bool done = end && next->begin && spell_follow(spell, next->regime->from - regime->from, end, arena);
    if (done) shock_strike(regime, next->regime, end, next->begin, shock);
    arena_back(arena, place);
    return done;
}

// Everything about a spell whose `begin` is known, but how it ends.
static bool spell_live(struct spell *spell, struct arena *arena) {
    const struct regime *regime = spell->regime;
    if (!chances_compute(regime->game, regime->profile, &spell->chances, arena)) return false;
    if (!chain_reach_from(&spell->whole, &spell->chances.mixture, spell->begin, arena)) return false;
    if (spell->last && !chain_leaving(&spell->whole, spell->chances.leave, &spell->leaving, arena))
        return false;
    spell->visits = arena_array(arena, spell_chain(spell)->count, sizeof *spell->visits);
    return spell->visits;
}

static enum parley_status check(const struct regime *regime, size_t count, struct errors *errors) {
    for (size_t r = 0; r < count; r++) {
        size_t least = r > 0 ? regime[r - 1].from : 0;
        if (regime[r].from >= least && regime[r].from <= REGIME_ROUND_MAX) continue;
        return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                          "surprise %zu comes in round %zu; it must come in a round from %zu to %d", r,
                          regime[r].from, least, REGIME_ROUND_MAX);
    }
    return PARLEY_OK;
}

// One per regime but the first, with room for what they were worth.
static struct shock *shocks_new(size_t count, size_t parties, struct arena *held) {
    struct shock *shocks = arena_array(held, count, sizeof *shocks);
    double *worth = arena_array(held, count * 2 * parties, sizeof *worth);
    for (size_t k = 0; shocks && worth && k < count; k++) {
        shocks[k].before = worth + 2 * k * parties;
        shocks[k].after = shocks[k].before + parties;
    }
    return worth ? shocks : NULL;
}

enum parley_status spells_new(const struct regime *regime, size_t count, struct arena *arena,
                              struct spell **spells, struct arena *held, struct shock **shocks,
                              struct errors *errors) {
    enum parley_status status = check(regime, count, errors);
    if (status != PARLEY_OK) return status;
    struct spell *new = *spells = arena_array(arena, count, sizeof *new);
    struct shock *struck = *shocks = shocks_new(count - 1, regime->game->parties, held);
    double *begin = arena_array(arena, regime->game->states, sizeof *begin);
    if (!new || !struck || !begin) return PARLEY_MEMORY;
    begin[regime->game->start] = 1;
    new->begin = begin;
    for (size_t r = 0; r < count; r++) {
        new[r].regime = &regime[r];
        new[r].last = r + 1 == count;
    }
    for (size_t r = 0; r + 1 < count; r++)
        if (!spell_live(&new[r], arena) || !spell_end(&new[r], &new[r + 1], &struck[r], arena))
            return PARLEY_MEMORY;
    struct spell *last = &new[count - 1];
    return spell_live(last, arena) ? spell_follow_for_ever(last, arena, errors) : PARLEY_MEMORY;
}

// Does the spell after the present one begin by this round?
static bool spell_is_over(const struct walk *walk) {
    return walk->at + 1 < walk->end && walk->at[1].regime->from <= walk->round;
}

// To the spell that this round belongs to. No surprise leads out of what its own chain has reached.
static void walk_turn(struct walk *walk) {
    while (spell_is_over(walk))
        walk->at++;
    gather(&walk->at->whole, walk->at->begin, walk->x);
}

bool walk_begin(struct walk *walk, const struct spell *spells, size_t count, struct arena *arena) {
    size_t most = 0;
    for (size_t r = 0; r < count; r++)
        most = spells[r].whole.count > most ? spells[r].whole.count : most;
    *walk = (struct walk){spells, spells + count, 0, arena_array(arena, most, sizeof(double)),
                          arena_array(arena, most, sizeof(double))};
    if (!walk->x || !walk->next) return false;
    walk_turn(walk);
    return true;
}

void walk_next(struct walk *walk) {
    double *x = walk->x;
    walk->round++;
    if (spell_is_over(walk)) {
        walk_turn(walk);
        return;
    }
    chain_step(&walk->at->whole, x, walk->next);
    walk->x = walk->next;
    walk->next = x;
}

double walk_going(const struct walk *walk) {
    double sum = 0;
    for (size_t k = 0; k < walk->at->whole.count; k++)
        sum += walk->x[k];
    return sum;
}

double walk_ending(const struct walk *walk) {
    const struct chain *leaving = &walk->at->leaving;
    double sum = 0;
    if (!walk->at->last) return walk_going(walk);
    for (size_t k = 0; k < leaving->count; k++)
        sum += walk->x[walk->at->whole.index[leaving->state[k]]];
    return sum;
}
