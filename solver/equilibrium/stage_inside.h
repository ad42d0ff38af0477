// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of the stage game, shared by its parts: stage.c (memory, proposers, the operator),
// stage_choice.c (choices and which of them are nearly tied), stage_settle.c (settling: offers, votes, what
// they bring) and stage_turn.c (what the party with the initiative does). Nobody else includes this.
#ifndef PARLEY_EQUILIBRIUM_STAGE_INSIDE_H
#define PARLEY_EQUILIBRIUM_STAGE_INSIDE_H

#include "equilibrium/carry.h"
#include "equilibrium/choice.h"
#include "equilibrium/offer.h"
#include "equilibrium/stage.h"
#include <string.h>

struct stage {
    const struct game *game;
    size_t offers_max, width_max;
    struct offer *offers;
    struct carry *carry;                   // counts votes
    double *buffer;                        // owns the arrays below
    double *accept, *payoff, *probability; // gradients, one row per coalition
    double *settle, *agreed;               // gradients, one row
    double *alternative, *chosen;          // gradients, one row per alternative
    double *consented;                     // gradients of the chance that accord o takes effect, one row each
    double *pair, *pair_out;               // gradients of accept and reject
    double *numbers;                       // owns the next six
    double *offer_payoff, *offer_sigma;    // one per coalition
    double *offer_weight;
    double *payoffs, *sigma;   // one per alternative
    double *consent;           // chance that accord o takes effect
    double *excess, *d_excess; // G of the proposer's free choices, and its gradients
    double *d_gain;            // gradient of what one party gets, one row
    // the run under way
    const struct stage_input *in;
    size_t width;             // columns of the gradients: R, the proposer's z, log(noise)
    size_t cursor;            // next free choice
    size_t unknown, unknowns; // the proposer's log-odds: met so far, in all
    size_t odds;              // where they start in the state's
    size_t offer_count;
    const struct free_choice *mix; // the choice among offers, if it is by log-odds: borrowed
    size_t mix_first;              // column of its first log-odds
    double overlooked;             // most by which an option outside a free choice beats those inside
    // collecting free choices
    struct free_list *collect;
    double **collect_odds;
    size_t *collect_capacity;
    size_t collected, free_max; // options of the present proposer; the most there may be
    bool failed;
};

// y += a x.
static inline void row_add(double *y, double a, const double *x, size_t width) {
    for (size_t c = 0; c < width; c++)
        y[c] += a * x[c];
}

// Resolve a choice by whichever form applies: free, logit or best reply; collect it if that is what the run
// is for. Returns the free choice by whose log-odds it went, or NULL.
const struct free_choice *stage_resolve(struct stage *stage, struct node node, const struct options *options);

// What a party gains from saying yes, and its derivatives: by its own R, by log(noise), and 1 by the input
// `by` (if any).
struct vote {
    double gain, by_own, by_noise;
    size_t by; // SIZE_MAX: none
};

// A question put to the vote: who must consent (0: the voting rule decides), and everybody's gain.
struct poll {
    enum node_kind kind;
    size_t which; // of its first node
    coalition consent;
    const struct vote *votes;
};

// Chance that what j puts to the vote takes effect, with its gradient in `out`. The proposer says yes; a yes
// is ratified with its party's authority. Uses stage->agreed as room for the voters' gradients.
double stage_poll(struct stage *stage, size_t j, const struct poll *poll, double *out);

// The proposer's offers, in stage->offers, and its choice among them; returns the expected payoff of
// settling, its gradient in stage->settle. -INFINITY if there is nothing that it can offer.
double stage_settle(struct stage *stage, size_t j);
// What party i != j gets if j settles, and its gradient in stage->agreed.
double stage_agreed(struct stage *stage, size_t i);

// The choice of proposer j among settle, pass, quit and its options; probabilities in stage->sigma, gradients
// in stage->chosen. Returns the payoff of settling.
double stage_alternatives(struct stage *stage, size_t j);
// What party i gets when j has the initiative; its gradient in stage->d_gain.
double stage_gain(struct stage *stage, size_t i, size_t j, double settled);

#endif
