// SPDX-License-Identifier: GPL-3.0-or-later
// What many paths come to, beside what the propagated distribution says they should.
#ifndef PARLEY_OUTCOME_SIMULATE_SUMMARY_H
#define PARLEY_OUTCOME_SIMULATE_SUMMARY_H

#include "outcome/simulate.h"

// One number: its estimate, the standard error, what is exact, and how many exact standard errors lie between
// them. NaN where not defined: conditions that never held, spreads that are none.
struct comparison {
    double simulated, error, exact, z;
};

enum { SUMMARY_QUANTILES = 5 };
extern const double summary_quantile[SUMMARY_QUANTILES]; // 0.05, 0.25, 0.5, 0.75, 0.95

// Everything that can be said within the horizon, from the start state. Per party, issue or deal where an
// array. Means of dates, utilities and positions are those given agreement; deals are shares of all paths.
struct summary {
    uint64_t paths; // simulated
    size_t horizon, parties, issues, deals;
    struct comparison ending[PATH_ENDINGS], rounds; // rounds: how many a path has, on average
    struct comparison date;                         // in periods
    double quantile[SUMMARY_QUANTILES], quantile_exact[SUMMARY_QUANTILES];
    struct comparison *quits, *proposed, *utility, *payoff, *position, *deal; // owned, one block
};

// What the distribution over states, carried forward, says; see simulate_exact.c.
struct expectation {
    size_t horizon, parties, issues, deals;
    double ending[PATH_ENDINGS];
    double rounds;                       // mean number of rounds that are played
    double *by[PATH_TALKING];            // chance that this ending comes in period t; owned
    double date_mean, date_sd;           // | agreement
    double *quits, *proposed;            // per party: chance that it quits; that it proposes what is agreed
    double *utility_mean, *utility_sd;   // material | agreement, per party; owned
    double *position_mean, *position_sd; // | agreement, per issue; NaN if what is agreed may lie nowhere
    double *deal;                        // chance that this deal is agreed; of all paths, not of agreements
    double *value;                       // V_i(start); NaN where paths cannot tell it (see below)
};

// Cost: O(horizon x entries reached). value is NaN for a party with beliefs of its own, and for all if there
// is more than one regime, because values are then not what comes true. Everything else is NaN if it would
// take more than some ten seconds. Errors: PARLEY_MEMORY.
enum parley_status expectation_compute(const struct regime *regimes, size_t count, size_t horizon,
                                       struct expectation **expectation, struct errors *errors);
void expectation_free(struct expectation *expectation);

// Where proposal e of the regime's profile lies on issue k, in the issue's unit; NaN if it is a deal that
// lies on none.
double simulate_position(const struct regime *regime, size_t e, size_t k);
// What every party gets from the way a path ended, material: the agreement, breakdown, or outside options;
// NaN while still talking.
double simulate_utility(const struct simulator *simulator, const struct path *path, size_t i);

// Counts of what paths come to; all whole numbers, so that their order does not matter, but for the payoffs,
// which are added in the order of the paths.
struct tally;
enum parley_status tally_new(const struct simulator *simulator, size_t regimes, size_t horizon,
                             struct tally **tally, struct errors *errors);
void tally_free(struct tally *tally);
void tally_add(struct tally *tally, size_t count, const struct path *path, const double *payoff);
// Number of paths that ended so in period t.
uint64_t tally_ended(const struct tally *tally, enum path_ending ending, size_t t);
enum parley_status tally_summarise(const struct tally *tally, const struct expectation *exact,
                                   struct summary **summary, struct errors *errors);
void summary_free(struct summary *summary);

#endif
