// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of a solved game: what happens round by round when the parties play the profile and chance follows
// the true transitions. Every draw is a function of (seed, path, round, draw), so that path k is the same
// whatever the number of threads and of paths, and can be walked again by itself.
#ifndef PARLEY_OUTCOME_SIMULATE_H
#define PARLEY_OUTCOME_SIMULATE_H

#include "outcome/outcome.h"

enum { SIMULATE_HORIZON_MAX = 1000000, SIMULATE_NOBODY = UINT8_MAX };
#define SIMULATE_PATHS_MAX UINT64_C(1000000000)
#define SIMULATE_NO_PROPOSAL UINT32_MAX

enum path_ending { PATH_AGREED, PATH_BROKEN, PATH_QUIT, PATH_TALKING, PATH_ENDINGS };

// How one path ended. Still talking: `state` is where round `round` = horizon would begin.
struct path {
    uint32_t state, round;
    uint32_t proposal; // agreed to, of the regime's profile; SIMULATE_NO_PROPOSAL
    uint16_t regime;
    uint8_t ending;
    uint8_t by; // who proposed what was agreed, or quit; else SIMULATE_NOBODY
};

// What became of a proposal, an accord, or a move.
enum turn_answer {
    ANSWER_NONE,       // nothing was asked, or the move did not succeed
    ANSWER_YES,        // accepted (and ratified); the move succeeded
    ANSWER_NO,         // refused; of a deal: refused or not ratified
    ANSWER_UNRATIFIED, // accepted at the table, not at home
};

// One thing that a period in a state can come to.
struct turn {
    uint64_t threshold; // these two: alias table, simulate_tables.c
    uint32_t alias;
    uint32_t proposal;
    uint32_t kernel; // by which the state moves, if talks go on
    uint8_t by;      // has the initiative; SIMULATE_NOBODY
    uint8_t alternative, answer;
    uint8_t ending; // PATH_TALKING: talks go on
    double cost;    // that the one with the initiative pays
};

struct simulator;

// Tables to draw from, for every state of every regime, once. Errors: PARLEY_MEMORY, PARLEY_INPUT if regimes
// do not fit together. Cost: O(S n (options + 1) + proposals + entries of the true kernels).
enum parley_status simulator_new(const struct regime *regimes, size_t count, uint64_t seed,
                                 struct simulator **simulator, struct errors *errors);
void simulator_free(struct simulator *simulator);
const struct regime *simulator_regime(const struct simulator *simulator, size_t regime);

// Walk one path of at most `horizon` rounds. payoff[i]: what it is worth to i today, in utility units,
//     sum over rounds of (product of the discounts so far) x [(1 - delta_i) d_i - cost of i's move],
// then what the ending gives: the agreement as it is felt, breakdown, the outside option, or the value that
// the profile claims for the state where the path is cut.
void simulate_path(const struct simulator *simulator, uint64_t number, size_t horizon, struct path *path,
                   double *payoff);

// One round of a path as it is walked again. The period begins in `state`; `came_from` differs from it only
// in the first round of a regime that moved it. `next` is where the following round begins.
struct simulate_round {
    size_t round, regime, came_from, state, next;
    bool surprise; // the regime begins here
    const struct turn *turn;
};
// Walk it again, round by round; stops when visit returns false, which it then returns.
bool simulate_trace(const struct simulator *simulator, uint64_t number, size_t horizon,
                    bool (*visit)(void *context, const struct simulate_round *round), void *context);

// Many paths. They are walked in batches, in parallel; `take` gets the batches in order, from one thread:
// paths first .. first + count - 1, payoffs with the party innermost.
struct simulate_plan {
    uint64_t paths;
    size_t horizon;
    double rounds; // that a path has on average, or NaN; only decides how many paths make a batch
    int threads;   // 0: all cores
    enum parley_status (*take)(void *context, uint64_t first, size_t count, const struct path *path,
                               const double *payoff);
    bool (*progress)(void *context, uint64_t done); // after each batch; false stops. May be NULL
    void *context;
};
// *done: paths taken; fewer than asked for if it was stopped, which is no error. Errors: PARLEY_MEMORY, and
// what `take` returns.
enum parley_status simulate_run(const struct simulator *simulator, const struct simulate_plan *plan,
                                uint64_t *done, struct errors *errors);

#endif
