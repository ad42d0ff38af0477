// SPDX-License-Identifier: GPL-3.0-or-later
// The stage game: one period of play in one state, given what waiting is worth. The one Bellman operator of
// parley; policy iteration, homotopy and the extraction of strategies all call it.
//
//     V_i(s) = sum_j p_j(s) sum_k sigma_jk(s) Pi_i^jk(s) + (1 - sum_j p_j(s)) R_i(s)
//
// with values and analytic derivatives. The inputs are the reservation values R (n of them) and, where a
// choice is nearly tied, the log-odds z of its options ("free" choices): then sigma is a function of z, and
// the stage returns
//     G = noise z - (payoff difference),
// whose zero is the same logit choice. The stage removes z from the equations by a Newton step of its own, so
// that to the outside only values matter. Written so, a choice between payoffs equal to rounding is as well
// conditioned at noise 1e-12 as at noise 1 (compare Turocy 2005, who traces the logit branch in logarithms).
#ifndef PARLEY_EQUILIBRIUM_STAGE_H
#define PARLEY_EQUILIBRIUM_STAGE_H

#include "game/profile.h"

// Options of a choice that keep this much probability enter its log-odds; the rest are taken as never chosen.
static const double FREE_PROBABILITY = 1e-16;

// A choice node in a state: which alternative, which coalition, or whether the voters accept.
enum node_kind { NODE_ALTERNATIVE, NODE_COALITION, NODE_ACCEPTANCE, NODE_CONSENT };

struct node {
    enum node_kind kind;
    uint32_t proposer;
    // coalition in the rule's list, or deal x parties + voter, for NODE_ACCEPTANCE; option x parties + voter
    // for NODE_CONSENT
    uint32_t which;
};

// A free choice: of its options in the list, the first is the reference, z[k] = log(sigma[options[k+1]] /
// sigma[options[0]]).
struct free_choice {
    struct node node;
    uint32_t count; // options that are free, at least 2
    size_t first;   // where they begin in the list's
};

// Free choices of one state in the order in which the stage meets them. Initialise with {0}; owns its arrays.
struct free_list {
    struct free_choice *choices; // proposer by proposer
    size_t count, capacity;
    uint32_t *options; // of all choices, one after the other: unknowns + count of them
    size_t option_capacity;
    size_t unknowns; // sum of (count - 1)
};

// No choices, with the memory kept for others.
void free_list_empty(struct free_list *list);
// The same choices in another list, whose memory is used again. False if out of memory.
bool free_list_copy(struct free_list *to, const struct free_list *from);
void free_list_clear(struct free_list *list);

// The most log-odds that one proposer with this many offers can have.
size_t stage_free_most(size_t offers);

// Room for stage evaluations; one per thread. Grows when a state has more free choices than any before it.
struct stage;
struct stage *stage_new(const struct game *game);
void stage_free(struct stage *stage);
// Evaluate another game from now on, one with the same parties, rules, deals and options.
void stage_play(struct stage *stage, const struct game *game);

// What to evaluate.
struct stage_input {
    size_t state;
    double noise;                 // utility units; 0: best option, ties go to the earlier one
    const double *reservation;    // R_i^k at [k n + i], transitions k = 0 (ordinary), 1 + o (option o)
    const struct free_list *list; // NULL: nothing is free
    const double *log_odds;       // z, list->unknowns
    double smoothing;             // width over which kinks are smoothed, in proportion to the noise (offer.h)
    bool transfers;               // relaxed: shares may be negative, so that needs are paid to the letter
    double ties; // offers worth to their proposer no less than this below the best are as good
};

// What an evaluation gives, with z replaced by the Newton step of G(R, z) = 0 that goes with a change of R:
//     z moves by  z_newton + sum_l z_by_R[l] dR_l,   V moves by  v_newton + sum_l v_by_R[l] dR_l
// Gradients are row-major with n (1 + options) + 2 columns: by R, by log(noise), and the Newton step at fixed
// R.
struct stage_result {
    double *value;   // V, n
    double *d_value; // n rows
    double *d_odds;  // one row per log-odds; may be NULL if nothing is free
    double *excess;  // G, one per log-odds; may be NULL if nothing is free
    double *by_odds; // dV/dz at fixed R, n rows of one column per log-odds; may be NULL if nothing is free
    double
        *overlooked; // one number: the most by which an option outside a free choice beats those inside, or 0
};

static inline size_t stage_inputs(const struct game *game) {
    return game->parties * (1 + game->options);
}
static inline size_t stage_columns(const struct game *game) {
    return stage_inputs(game) + 2;
}

// One application of the operator. False if out of memory. Cost O(p c n (n + m)): p proposers, c coalitions
// and m log-odds each.
bool stage_evaluate(struct stage *stage, const struct stage_input *input, const struct stage_result *result);

// List the choices that are nearly tied at this input into `list` (emptied first), with their log-odds in
// *log_odds (grown as needed, *capacity entries).
bool stage_collect(struct stage *stage, const struct stage_input *input, struct free_list *list,
                   double **log_odds, size_t *capacity);

// Append the strategies of the state to the profile: choices, proposals, shares. Values are the caller's.
bool stage_write(struct stage *stage, const struct stage_input *input, struct profile *profile);

#endif
