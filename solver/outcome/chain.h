// SPDX-License-Identifier: GPL-3.0-or-later
// A part of the game's Markov chain: the states that matter, and linear systems over them.
#ifndef PARLEY_OUTCOME_CHAIN_H
#define PARLEY_OUTCOME_CHAIN_H

#include "game/game.h"

// Chances of going on from s under each of several kernels: M(s, s') = sum_m weight[m states + s] P_m(s'|s).
// Borrows.
struct mixture {
    size_t states, count;
    const struct kernel *const *kernel; // count of them
    const double *weight;
};

// M over the states kept, in compressed rows with ascending columns. Initialise with {0}.
struct chain {
    size_t count;   // states kept
    size_t *state;  // which, ascending
    size_t *index;  // per state of the game: its place in `state`, or SIZE_MAX
    size_t *row;    // entries of place k: row[k] <= e < row[k + 1]
    size_t *column; // place it leads to
    double *chance;
};

// Keep what can be reached from start. Chances below 1e-14 count as none. False if out of memory.
bool chain_reach(struct chain *chain, const struct mixture *mixture, size_t start);
// The same from every state with begin[s] > 0.
bool chain_reach_from(struct chain *chain, const struct mixture *mixture, const double *begin);
// False if out of memory; copy must be {0}.
bool chain_copy(const struct chain *chain, size_t states, struct chain *copy);
// Of these keep only what can reach an exit, a state with leave[s] >= 1e-14. False if out of memory.
bool chain_keep_leaving(struct chain *chain, const double *leave);
// y = M^T x: where the distribution x over the kept states is one step later.
void chain_step(const struct chain *chain, const double *x, double *y);
// y = M x.
void chain_expect(const struct chain *chain, const double *x, double *y);
// Solve (I - M^T) x = b, or (I - M) x = b if `expectation`, in place. Errors: PARLEY_MEMORY.
enum parley_status chain_solve(const struct chain *chain, bool expectation, double *b, struct errors *errors);
void chain_clear(struct chain *chain);

#endif
