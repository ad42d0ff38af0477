// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the certificate share: the profile under examination, the worst fault so far, the terms
// on which a coalition can be had, and the polls on accords and deals.
#ifndef PARLEY_CERTIFY_CHECK_H
#define PARLEY_CERTIFY_CHECK_H

#include "certify/ballots.h"
#include "certify/certify.h"

// Borrows everything.
struct check {
    const struct game *game;
    const struct profile *profile;
    const struct ballots *ballots;
};

struct findings {
    double gain; // of the worst deviation
    enum deviation kind;
    size_t state, party;
    double value_error;
};

// Keep the fault if it is worse than the worst so far; ties go to the smaller (state, party, kind), so that
// the order of calls does not matter. A gain that is not a number counts as infinite.
void findings_add(struct findings *findings, enum deviation kind, size_t s, size_t party, double gain);
void findings_merge(struct findings *into, const struct findings *from);

// Reservation values of one state: R_i^k at [k n + i], k = 0 (an ordinary period) or 1 + o (option o), so
// that the first n are R_i. Everything below takes them so.
enum { RESERVATIONS_MAX = (1 + OPTIONS_MAX) * PARTIES_MAX };

// What proposer j faces in coalition C. With Q = product of authority over C, member i must feel
// R_i + (max(R_i, o_i) - R_i) / Q; its need is the share that feels so (it may be negative);
// cost = sum over the others of max(need_i, 0); slack = pie - cost. With Q = 0 the proposal is worthless.
// Where a position is agreed there is no cost or slack (positions.c).
struct terms {
    double ratified, cost, slack;
    double margin;      // slack + what the least eager of the others gains even from a share of nothing; of a
                        // position: the largest gain that all of the others can have at once
    bool possible;      // there is an offer that gives them their needs
    double own;         // material utility that the best offer leaves to j (pie: not below 0)
    double least, most; // between which it is beyond doubt, however the needs are rounded
    double refusal; // Q (1 + largest loss aversion) margin: no less than what refusing can be made to cost
                    // every member at once; infinite if j is alone
};
struct terms terms_find(const struct game *game, size_t s, size_t j, coalition members,
                        const double *reservation);
double terms_need(const struct game *game, size_t s, size_t i, double ratified, double reservation);

// Positions on issues. The terms of a position, given terms->ratified > 0.
void position_terms(const struct game *game, size_t s, size_t j, coalition members, const double *reservation,
                    struct terms *terms);
// How far proposal e is from being a position with its utilities.
double position_fault(const struct check *check, size_t s, size_t e);
// How far it is from being the best position for these terms.
double position_error(const struct check *check, size_t s, size_t j, size_t e, const struct terms *terms,
                      const double *reservation);

// A proposal put to the vote: what each party gains if it takes effect; consent 0: the voting rule decides.
struct poll {
    size_t state, proposer;
    coalition consent;
    double gain[PARTIES_MAX];
};
// Chance that it carries if the others say yes with logistic probability of their gains.
double poll_response(const struct game *game, const struct poll *poll);
// The same if of the others exactly those say yes that gain more than eta.
double poll_fewest(const struct game *game, const struct poll *poll, double eta);
// Exact play: adds the least error about gains that explains the claimed chance as a fault of that voter.
void check_poll(const struct game *game, const struct poll *poll, double claimed, struct findings *findings);

// A logit response in the making: the largest payoff u; sum of exp((u - best) / nu); the sum of these times
// u, which the maker divides by `total` in the end.
struct response {
    double best, total, mean;
};
void response_add(struct response *response, double payoff, double noise);
// Proposals may be left out of a logit response below this probability.
#define OMITTED 1e-15

// Menus of deals. Is proposal e of j a deal on the menu, with its utilities?
bool deal_is_possible(const struct check *check, size_t s, size_t j, size_t e);
// Payoff to j of its best deal in exact play; -INFINITY away from the table.
double deals_best(const struct check *check, size_t s, size_t j, const double *reservation);
void check_deal_vote(const struct check *check, size_t s, size_t j, size_t e, const double *reservation,
                     struct findings *findings);
// j's logit over the deals; `total` is 0 away from the table.
struct response deals_respond(const struct check *check, size_t s, size_t j, const double *reservation);
// Compare j's proposals with it.
void check_deal_responses(const struct check *check, size_t s, size_t j, const double *reservation,
                          const struct response *response, struct findings *findings);

// Payoff to party i when j chooses option o, which, if an accord, takes effect with the given chance.
double option_payoff(const struct game *game, size_t s, size_t j, size_t o, size_t i, double consent,
                     const double *reservation);
// Chance that accord o takes effect when the proposer says yes, and everybody else as in the logit response.
double consent_response(const struct game *game, size_t s, size_t j, size_t o, const double *reservation);

// Expected payoff to party i when j has the initiative in s and plays as the profile says.
double choice_payoff(const struct check *check, size_t s, size_t j, size_t i, const double *reservation);

// The checks of one state; each adds its faults.
void check_feasibility(const struct check *check, size_t s, struct findings *findings);
void check_values(const struct check *check, size_t s, const double *reservation, struct findings *findings);
void check_proposers(const struct check *check, size_t s, const double *reservation,
                     struct findings *findings);
void check_votes(const struct check *check, size_t s, const double *reservation, struct findings *findings);
void check_consent(const struct check *check, size_t s, const double *reservation, struct findings *findings);
void check_responses(const struct check *check, size_t s, const double *reservation,
                     struct findings *findings);

#endif
