// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled game: numbers only, no names to look up, constant after compile, shared by all threads.
//
// Parties i = 0..n-1, states s = 0..S-1, coalitions are bit masks of parties. Arrays over (state, party) are
// row-major with the party innermost: x[s * parties + i]. See README, "Symbols".
#ifndef PARLEY_GAME_GAME_H
#define PARLEY_GAME_GAME_H

#include "core/error.h"
#include "scenario/scenario.h"
#include <stdint.h>

// Sparse stochastic matrix in compressed rows: from state s to column[e] with probability[e], row[s] <= e <
// row[s+1].
struct kernel {
    size_t *row;
    uint32_t *column;
    double *probability;
};

typedef uint32_t coalition; // bit i set: party i is in it

// A voting rule and the coalitions worth proposing to. Several states usually share one.
struct rule {
    coalition table; // who votes and can take the initiative
    coalition veto;  // at the table and with a veto
    double *votes;   // per party, 0 away from the table
    double quota;    // votes needed (unanimity: all of the table, whatever the votes)
    bool unanimity;
    bool strict; // more than the quota is needed (simple majority)
    // Lean coalitions of proposer j, ascending: lean[first[j]] .. lean[first[j + 1] - 1]. They hold j, win,
    // and lose as soon as anybody but j leaves. (They need not be minimal: a party in no minimal coalition
    // proposes too.)
    coalition *lean;
    size_t *first; // parties + 1
};

// What the party with the initiative can do. Moves and accords follow QUIT.
enum alternative { SETTLE, PASS, QUIT, ALTERNATIVES };

struct game {
    size_t parties, states;
    double period; // years
    double noise;  // logit temperature that the scenario asks for
    double scale;  // size of payoffs, > 0: the unit in which noise steps and tolerances are measured
    size_t start;  // state

    // per state
    double *pie, *idle, *breakdown_risk;
    uint32_t *rule; // index into rules
    // per state and party
    double *discount, *flow, *breakdown, *outside; // outside: -INFINITY if i cannot quit
    double *recognition; // p_i(s) = (1 - idle) weight_i / sum of weights at the table
    double *authority;

    struct rule *rules;
    size_t rule_count;

    // kernels[0] is the truth; belief[i] is the kernel that party i expects.
    struct kernel *kernels;
    size_t kernel_count;
    uint32_t *belief;

    // Size of the state space: state = sum_c level_c stride_c.
    size_t channels;
    size_t *levels, *stride;

    const struct scenario *scenario; // borrows: names for reports
};

// Number of states of the scenario's game; 0 if it overflows.
size_t game_state_count(const struct scenario *scenario);
// Bytes the compiled game and its solution will take, before any of it is allocated (upper estimate).
double game_bytes(const struct scenario *scenario);

// Compile. Errors: PARLEY_INPUT when an effect takes a parameter out of its range (named with its level), a
// quota cannot be reached in any state, or the game would take more memory than the machine has;
// PARLEY_MEMORY. Cost: O(S n + entries of the kernels + 2^n per distinct voting rule).
enum parley_status game_compile(const struct scenario *scenario, struct game **game, struct errors *errors);
void game_free(struct game *game);

// Level of channel c in state s.
static inline size_t game_level(const struct game *game, size_t s, size_t c) {
    return s / game->stride[c] % game->levels[c];
}

// Is the coalition winning under the rule?
bool rule_wins(const struct rule *rule, coalition members);

// Expected value under the kernel that party i believes, of x[s' * stride + i] over s' given s.
static inline double game_expect(const struct game *game, size_t i, size_t s, const double *x) {
    const struct kernel *kernel = &game->kernels[game->belief[i]];
    double sum = 0;
    for (size_t e = kernel->row[s]; e < kernel->row[s + 1]; e++)
        sum += kernel->probability[e] * x[(size_t)kernel->column[e] * game->parties + i];
    return sum;
}

// Reservation value: what i gets when the period ends without agreement, if values next period are x:
//   R_i(s) = (1 - delta_i) d_i + delta_i [ b w_i + (1 - b) sum_s' P_i(s'|s) x_i(s') ]
static inline double game_reservation(const struct game *game, size_t i, size_t s, const double *x) {
    size_t at = s * game->parties + i;
    double b = game->breakdown_risk[s], delta = game->discount[at];
    double later = b < 1 ? (1 - b) * game_expect(game, i, s, x) : 0;
    return (1 - delta) * game->flow[at] + delta * (b * game->breakdown[at] + later);
}

#endif
