// SPDX-License-Identifier: GPL-3.0-or-later
// A part of the game's Markov chain: the states that matter, and linear systems over them.
#ifndef PARLEY_OUTCOME_CHAIN_H
#define PARLEY_OUTCOME_CHAIN_H

#include "core/arena.h"
#include "game/game.h"

// Chances of going on from s under each of several kernels: M(s, s') = sum_m weight[m states + s] P_m(s'|s).
// Borrows.
struct mixture {
    size_t states, count;
    const struct kernel *const *kernel; // count of them
    const double *weight;
};

// M over the states kept, in compressed rows with ascending columns. Its arrays belong to the arena that it
// was made in, and may be shared with the chain that it was made from. Never changed once made.
struct chain {
    size_t states;  // of the game
    size_t count;   // states kept
    size_t *state;  // which, ascending
    size_t *index;  // per state of the game: its place in `state`, or SIZE_MAX
    size_t *row;    // entries of place k: row[k] <= e < row[k + 1]
    size_t *column; // place it leads to
    double *chance;
};

// Keep what can be reached from start. Chances below 1e-14 count as none. False if out of memory.
bool chain_reach(struct chain *chain, const struct mixture *mixture, size_t start, struct arena *arena);
// The same from every state with begin[s] > 0.
bool chain_reach_from(struct chain *chain, const struct mixture *mixture, const double *begin,
                      struct arena *arena);
// Of `whole` keep only what can reach an exit, a state with leave[s] >= 1e-14. False if out of memory.
bool chain_leaving(const struct chain *whole, const double *leave, struct chain *chain, struct arena *arena);
// y = M^T x: where the distribution x over the kept states is one step later.
void chain_step(const struct chain *chain, const double *x, double *y);
// y = M x.
void chain_expect(const struct chain *chain, const double *x, double *y);

// Solves (I - M^T) x = b, and (I - M) x = b if `expectation`, in place, as often as is wanted for one chain.
// Belongs to the arena but for what the sparse library takes, which chain_solver_free gives back. NULL if out
// of memory.
struct chain_solver;
struct chain_solver *chain_solver_new(const struct chain *chain, struct arena *arena);
// Errors: PARLEY_MEMORY.
enum parley_status chain_solver_solve(struct chain_solver *solver, bool expectation, double *b,
                                      struct errors *errors);
void chain_solver_free(struct chain_solver *solver);
// All three for one system; what it takes from the arena it gives back.
enum parley_status chain_solve(const struct chain *chain, bool expectation, double *b, struct arena *arena,
                               struct errors *errors);

#endif
