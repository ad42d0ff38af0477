// SPDX-License-Identifier: GPL-3.0-or-later
// Several regimes, one after the other. A regime that ends is followed round by round,
//     mu = sum_t x_t,     sum of dates = sum_t (from + t) x_t . agree,     x_{t+1} = M^T x_t,
// and where talks then stand is where the next regime begins, states being renamed if it says so. The last
// one is followed for ever by two linear systems, b being where talks stand when it begins:
//     mu  = (I - M^T)^-1 b                 expected visits to each state,
//     mu1 = (I - M^T)^-1 M^T mu            the same, each visit counted with the rounds since then,
//     sum of dates = (mu1 + from mu) . agree.
#include "outcome/spell.h"
#include "core/checked.h"
#include <string.h>

// Less than this is what rounding leaves of nothing.
static const double GOING_LEAST = 1e-14;

static void spell_clear(struct spell *spell) {
    chances_clear(&spell->chances);
    chain_clear(&spell->whole);
    chain_clear(&spell->leaving);
    free(spell->begin);
    free(spell->visits);
}

void spells_free(struct spell *spells, size_t count) {
    for (size_t r = 0; spells && r < count; r++)
        spell_clear(&spells[r]);
    free(spells);
}

void shocks_free(struct shock *shocks, size_t count) {
    for (size_t r = 0; shocks && r < count; r++)
        free(shocks[r].before);
    free(shocks);
}

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
static bool spell_follow(struct spell *spell, size_t rounds, double *end) {
    const struct chain *chain = &spell->whole;
    double *x = array_new(chain->count, sizeof *x), *next = array_new(chain->count, sizeof *next);
    double going = 1;
    bool done = x && next;
    if (!done) goto cleanup;
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
cleanup:
    free(x);
    free(next);
    return done;
}

static enum parley_status spell_follow_for_ever(struct spell *spell, struct errors *errors) {
    const struct chain *chain = &spell->leaving;
    double *dated = array_new(chain->count, sizeof *dated);
    enum parley_status status = PARLEY_MEMORY;
    if (!dated) return status;
    gather(chain, spell->begin, spell->visits);
    status = chain_solve(chain, false, spell->visits, errors);
    if (status != PARLEY_OK) goto cleanup;
    chain_step(chain, spell->visits, dated);
    status = chain_solve(chain, false, dated, errors);
    if (status != PARLEY_OK) goto cleanup;
    spell->dates = agreed(spell, dated) + (double)spell->regime->from * agreed(spell, spell->visits);
cleanup:
    free(dated);
    return status;
}

// Rename the states, and say what that and the new strategies are worth.
static bool shock_strike(const struct regime *old, const struct regime *new, const double *end, double *begin,
                         struct shock *shock) {
    size_t n = old->game->parties;
    shock->at = new->from;
    shock->before = array_new(2 * n, sizeof *shock->before);
    if (!shock->before) return false;
    shock->after = shock->before + n;
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
    return true;
}

// Everything about a spell whose `begin` is known; the next one's is found.
static enum parley_status spell_live(struct spell *spell, struct spell *next, struct shock *shock,
                                     struct errors *errors) {
    const struct regime *regime = spell->regime;
    size_t states = regime->game->states;
    if (!chances_compute(regime->game, regime->profile, &spell->chances)) return PARLEY_MEMORY;
    if (!chain_reach_from(&spell->whole, &spell->chances.mixture, spell->begin)) return PARLEY_MEMORY;
    if (spell->last && !(chain_copy(&spell->whole, states, &spell->leaving) &&
                         chain_keep_leaving(&spell->leaving, spell->chances.leave)))
        return PARLEY_MEMORY;
    spell->visits = array_new(spell_chain(spell)->count, sizeof *spell->visits);
    if (!spell->visits) return PARLEY_MEMORY;
    if (spell->last) return spell_follow_for_ever(spell, errors);
    double *end = array_new(states, sizeof *end);
    next->begin = array_new(states, sizeof *next->begin);
    bool done = end && next->begin && spell_follow(spell, next->regime->from - regime->from, end) &&
                shock_strike(regime, next->regime, end, next->begin, shock);
    free(end);
    return done ? PARLEY_OK : PARLEY_MEMORY;
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

enum parley_status spells_new(const struct regime *regime, size_t count, struct spell **spells,
                              struct shock **shocks, struct errors *errors) {
    enum parley_status status = check(regime, count, errors);
    if (status != PARLEY_OK) return status;
    struct spell *new = array_new(count, sizeof *new);
    struct shock *struck = array_new(count, sizeof *struck);
    status = PARLEY_MEMORY;
    if (!new || !struck || !(new->begin = array_new(regime->game->states, sizeof *new->begin))) goto cleanup;
    new->begin[regime->game->start] = 1;
    status = PARLEY_OK;
    for (size_t r = 0; r < count; r++) {
        new[r].regime = &regime[r];
        new[r].last = r + 1 == count;
    }
    for (size_t r = 0; r < count && status == PARLEY_OK; r++)
        status = spell_live(&new[r], new[r].last ? NULL : &new[r + 1], &struck[r], errors);
    if (status != PARLEY_OK) goto cleanup;
    *spells = new;
    *shocks = struck;
    return PARLEY_OK;
cleanup:
    spells_free(new, new ? count : 0);
    shocks_free(struck, struck ? count - 1 : 0);
    return status;
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

bool walk_begin(struct walk *walk, const struct spell *spells, size_t count) {
    size_t most = 0;
    for (size_t r = 0; r < count; r++)
        most = spells[r].whole.count > most ? spells[r].whole.count : most;
    *walk = (struct walk){spells, spells + count, 0, array_new(most, sizeof(double)),
                          array_new(most, sizeof(double))};
    if (!walk->x || !walk->next) {
        walk_clear(walk);
        return false;
    }
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

void walk_clear(struct walk *walk) {
    free(walk->x);
    free(walk->next);
    *walk = (struct walk){0};
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
