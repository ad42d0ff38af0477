// SPDX-License-Identifier: GPL-3.0-or-later
// The terms on which a proposer can have a coalition, with derivatives.
#ifndef PARLEY_EQUILIBRIUM_OFFER_H
#define PARLEY_EQUILIBRIUM_OFFER_H

#include "game/profile.h"

// A quantity with its derivatives by R_i, i = 0..n-1, and by log(noise), at n.
struct graded {
    double value, d[PARTIES_MAX + 1];
};

// What a party needs, and its derivatives by its own R and by log(noise).
struct need {
    double value, by_own, by_noise;
};

struct offer {
    uint32_t index; // of the coalition in the rule's list, or of the deal in the menu
    coalition members;
    double ratified;                 // Q, product of authority
    double share[PARTIES_MAX];       // what the offer gives: material utility
    double position[ISSUES_MAX];     // where it lies, if positions are agreed
    struct graded felt[PARTIES_MAX]; // felt utility of that, of every party
    struct graded margin;            // how keen the least keen member is on the offer
    // filled in by the stage
    double accept, payoff, probability;
    size_t odds_begin, odds_end; // the proposer's log-odds that acceptance depends on
};

// How to find them.
struct offer_context {
    const struct game *game;
    size_t state, proposer;
    const double *reservation; // R
    double smoothing;          // kinks max(x, 0) are smoothed over this width; 0: not at all
    bool transfers;            // shares may be negative
};

// Terms of offer->members, which have a positive chance of ratification: a division of the pie. Cost O(n^2).
void offer_find(const struct offer_context *context, struct offer *offer);

// The same for a position on the issues. Cost: two programmes (programme.h) and O(n^3).
void offer_position(const struct offer_context *context, struct offer *offer);

// The same for a deal, number offer->index of the menu: what everybody feels about it.
void offer_deal(const struct offer_context *context, struct offer *offer);

// What party i must be given to consent, material: it may be negative.
struct need offer_need(const struct offer_context *context, size_t i, double ratified);
// Turn a material utility into what it feels like: U = u - lambda max(r - u, 0).
void offer_feel(const struct offer_context *context, size_t i, struct graded *utility);

// What party i must feel to consent: R_i + (max(R_i, o_i) - R_i) / Q.
struct need offer_reserve(const struct offer_context *context, size_t i, double ratified);

#endif
