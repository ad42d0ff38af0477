// SPDX-License-Identifier: GPL-3.0-or-later
// What a party's alternatives are worth to it in one state, and what waiting there is made of.
#ifndef PARLEY_OUTPUT_WORTH_H
#define PARLEY_OUTPUT_WORTH_H

#include "output/solution.h"

enum { ALTERNATIVES_MAX = FIRST_OPTION + OPTIONS_MAX };

// What j, with the initiative in some state, can do. The arrays are indexed by alternative,
// game->alternatives of them.
struct worth {
    double payoff[ALTERNATIVES_MAX]; // expected utility to j; -INFINITY where it cannot
    double chosen[ALTERNATIVES_MAX]; // probability
    double effect[ALTERNATIVES_MAX]; // chance that it takes effect: a settlement is enacted, an accord
                                     // consented to
    double best;                     // largest payoff
    size_t favourite;                // alternative chosen most
    size_t next;                     // best one that is not chosen; SIZE_MAX if there is none
};

// Settling is valued at the proposals that the profile makes, each enacted or followed by an ordinary end of
// the period; it is -INFINITY if the profile makes none, because none would be accepted.
void worth_find(const struct solution *solution, size_t s, size_t j, struct worth *worth);
// Expected utility to j of its proposal e in state s.
double worth_proposal(const struct solution *solution, size_t s, size_t j, size_t e);
// "settle", "pass", "quit" or the option's name.
const char *worth_name(const struct game *game, size_t alternative);

// R_i(s) as the sum of the flow (1 - delta) d, breakdown delta b w, and continuation
// delta (1 - b) sum_s' P_i(s'|s) V_i(s'), in i's own belief.
struct waiting_next {
    size_t state;
    double probability; // that talks go on and come there
    double value;       // V_i there
    double part;        // delta x probability x value
};
struct waiting {
    double total, flow, breakdown, continuation;
    struct waiting_next *next; // owned; most likely first
    size_t count;
};

// False if out of memory.
bool waiting_find(const struct solution *solution, size_t s, size_t i, struct waiting *waiting);

#endif
