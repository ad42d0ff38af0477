// SPDX-License-Identifier: GPL-3.0-or-later
// Spells: the stretches of time in which one regime lasts. Where talks stand at any round, across regimes.
#ifndef PARLEY_OUTCOME_SPELL_H
#define PARLEY_OUTCOME_SPELL_H

#include "outcome/chances.h"
#include "outcome/outcome.h"

// Borrows the regime; its arrays belong to the arena that it was made in.
struct spell {
    const struct regime *regime;
    bool last;              // it never ends
    struct chances chances; // what can happen in one period
    struct chain whole;     // all states that can be reached while it lasts
    struct chain leaving;   // of the last: of these, those from which talks can end; else empty
    double *begin;          // per state: chance that talks go on and stand there when it begins
    double *visits;         // expected visits while it lasts, per place of spell_chain
    double dates;           // sum of the dates of its agreements, each times its probability
};

// The states whose visits are counted: only these matter to how talks end.
static inline const struct chain *spell_chain(const struct spell *spell) {
    return spell->last ? &spell->leaving : &spell->whole;
}
// Is the expected number of visits to every state of the spell finite?
static inline bool spell_ends(const struct spell *spell) {
    return !spell->last || spell->leaving.count == spell->whole.count;
}

// One spell per regime, with its visits, from one arena; from the other, which may be the same, *shocks: one
// entry per regime but the first. Errors: PARLEY_INPUT if a regime begins out of order or past
// REGIME_ROUND_MAX, PARLEY_MEMORY.
enum parley_status spells_new(const struct regime *regime, size_t count, struct arena *arena,
                              struct spell **spells, struct arena *held, struct shock **shocks,
                              struct errors *errors);

// Where talks stand at the start of a round. Begin with walk_begin; x is over the places of `at`->whole. Its
// arrays belong to the arena.
struct walk {
    const struct spell *at, *end;
    size_t round;
    double *x, *next;
};
// False if out of memory.
bool walk_begin(struct walk *walk, const struct spell *spells, size_t count, struct arena *arena);
void walk_next(struct walk *walk);
// Chance that talks still go on; that they do and can still end.
double walk_going(const struct walk *walk);
double walk_ending(const struct walk *walk);

#endif
