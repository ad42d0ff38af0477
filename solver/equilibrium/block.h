// SPDX-License-Identifier: GPL-3.0-or-later
// The equations V = T(V) of one component, their derivatives and Newton steps.
#ifndef PARLEY_EQUILIBRIUM_BLOCK_H
#define PARLEY_EQUILIBRIUM_BLOCK_H

#include "core/arena.h"
#include "equilibrium/components.h"
#include "equilibrium/equilibrium.h"
#include "equilibrium/stage.h"

// Fewer states than this are not worth waking the other threads.
enum { PARALLEL_STATES = 256 };

// Workspace for the components of one game. The unknowns of the loaded component are its values, state by
// state, n each. The log-odds z of nearly tied choices go with them but are eliminated inside each state
// (stage.h).
struct block {
    const struct game *game;
    const struct components *components;
    const struct solve_options *options;
    struct effort *effort;
    double *value; // borrowed: V of all states; the component's part is the iterate
    size_t states; // of the game, which may be gone when the block is let go
    // of every component, in the order of components->state; a solved component keeps what it had
    struct free_list *all_lists; // free choices
    size_t *all_odds_first;      // where a state's log-odds start in its component's
    double **all_odds;           // z of each component
    size_t *all_odds_room;       // how many it has room for
    double *all_noise;           // noise of each component's last evaluation
    double *all_ties;            // offers whose payoffs differ by no more are tied (stage.h)
    // the component
    size_t component, count;
    const uint32_t *state;
    struct free_list *lists; // the component's part of the above
    size_t *odds_first;
    double *odds;
    size_t odds_count;
    double smoothing; // width of smoothed kinks over noise
    bool transfers;   // evaluate the relaxed game (stage.h)
    bool factored;    // the system holds the factors of the last evaluation
    bool reuses;      // many solves per factorisation: factorise where iteration would do for one
    // at the iterate
    double noise;
    double *residual;   // V - T(V), count x n
    double *d_value;    // per state n rows of n + 2 columns, see stage.h
    double *excess;     // G, one per log-odds
    double *overlooked; // per state: most by which an option taken as never chosen beats the others
    double *d_odds;     // rows of n + 2 columns
    double *by_odds;    // per state n rows of one column for each of its log-odds, see stage.h
    double value_residual, excess_residual; // largest of each kind
    // for linear algebra and continuation
    double *right, *step;       // right-hand side and solution of the last linear solve
    double *odds_step;          // the log-odds' part of it
    double *saved, *saved_odds; // iterate to fall back on
    // room for choosing the free choices anew: those of one state with their log-odds, and the component's z
    struct free_list found;
    double *found_odds, *new_odds;
    size_t found_room, new_room;
    struct arena scratch; // for who takes from it and gives back
    struct block_system *system;
    struct stage **stages; // one per thread
    double *reservations;  // room for those of one state, per thread
    double part;           // of the component that is done, 0 to 1, for the user
    bool stopped;          // the user asked to stop
    int threads;
    size_t odds_capacity;
};

struct block *block_new(const struct game *game, const struct components *components,
                        const struct solve_options *options, struct effort *effort, double *value);
void block_free(struct block *block);

// Go over to another game with the same sizes, rules and pattern of transitions.
void block_rebind(struct block *block, const struct game *game);

// Load a component; its values and free choices are left as they are. False if out of memory.
bool block_load(struct block *block, size_t component);
// Does play in the component never come back to it, so that what waiting is worth does not depend on its
// values?
bool block_is_onward(const struct block *block);
// Backward induction in such a component: V = T(V) in one application, and one more for what is left. False
// if out of memory.
bool block_step_back(struct block *block, double noise);

// A first guess: each party gets its chance of recognition of the pie, or the average of the menu or of the
// ideal points.
void block_guess(struct block *block);
// Choose the free choices anew at the present iterate and noise. False if out of memory.
bool block_collect(struct block *block);
// Have no free choices. False if out of memory.
bool block_release(struct block *block);
// Evaluate residual and derivatives at the iterate with this noise. One application of the operator.
// False if out of memory.
bool block_evaluate(struct block *block, double noise);
// Solve for `step` with what the caller put into `right`, at the last evaluation; and for the part of
// odds_step that the values bring. False if singular. One linear solve.
bool block_solve(struct block *block);
// Newton step for V = T(V) and, if mend_excess, G = 0, at the last evaluation. False if singular. One linear
// solve.
bool block_newton_step(struct block *block, bool mend_excess);
// The tangent d(V, z) / d log(noise) at the last evaluation. False if singular. One linear solve.
bool block_find_tangent(struct block *block);
// Add to the iterate this multiple of the last step or tangent.
void block_advance(struct block *block, double values, double odds);
// The component's values, laid out as the unknowns.
void block_read_values(const struct block *block, double *out);
void block_set_values(struct block *block, const double *in);
void block_save(struct block *block);
void block_restore(struct block *block);

// Call the user's progress function, if any. False, and block->stopped, if it asks to stop.
bool block_progress(struct block *block);

// Append the strategies of state s, whose component has been solved, to the profile.
bool block_write(struct block *block, size_t s, struct profile *profile);

// How the reservation values of state k move with values x of the component, laid out as the unknowns:
//     moved[t n + l] = delta_l (1 - b_t) sum_s' P_l^t(s'|s) x_l(s'),   transitions t = 0..options
void block_carry(const struct block *block, size_t k, const double *x, double *moved);

#endif
