// SPDX-License-Identifier: GPL-3.0-or-later
// What comes of an equilibrium, exactly, from the start state: propagated distributions, no simulation.
// Everything here is computed with the true kernel, whatever the parties believe.
#ifndef PARLEY_OUTCOME_OUTCOME_H
#define PARLEY_OUTCOME_OUTCOME_H

#include "core/arena.h"
#include "game/profile.h"

// A game and how it is played from the start of round `from` on, until the next regime begins. Nobody saw it
// coming: in the rounds before, the parties played as if the regime of that time were to last for ever. All
// regimes have the same states. Borrows.
struct regime {
    const struct game *game;
    const struct profile *profile;
    size_t from;         // 0 of the first; they ascend, and may be equal
    const size_t *entry; // per state: the state that it becomes when the regime begins; NULL: it stays. Not
                         // of the first
};

// Axiomatic solutions of the bargaining problem at the start.
enum baseline {
    BASELINE_NASH,
    BASELINE_NASH_WEIGHTED,
    BASELINE_KALAI_SMORODINSKY,
    BASELINE_EGALITARIAN,
    BASELINE_UTILITARIAN,
    BASELINES
};

// How talks stood when a regime began, given that they still went on.
struct shock {
    size_t at;    // its first round
    double going; // chance that talks went on until then
    // Expected value of each party: with the strategies and where things stood before, and with those after.
    // NaN where going is 0.
    double *before, *after;
};

// Dates are in periods; period 0 is the first round. Conditional means are NaN where the condition has
// probability 0. All that the members lead to is held in an arena of the outcome's own.
struct outcome {
    size_t parties;
    // per party
    double *value;            // V_i(start)
    double *reservation;      // R_i(start)
    double *agreed_utility;   // E[U_i(x_i) | agreement], losses felt
    double *material_utility; // E[u_i | agreement], losses not felt
    double *share;            // E[x_i | agreement] of the pie: the same; NaN where no pie is divided
    // Coalitions are those that share a pie or agree on a position: where deals are agreed these two are NaN
    // and the list is empty.
    double *courted;      // chance that i is in the enacted coalition without having proposed it | agreement
    double *in_coalition; // chance that i is in the enacted coalition | agreement
    double *proposed;     // chance that i proposed what was agreed | agreement
    double *quits;        // chance that the game ends by i quitting
    double *waiting;      // D_i(start): value to i if nobody ever agrees or quits (the disagreement point of
                          // baselines)

    double ever, first_period, breakdown, quit, lasting; // probabilities
    double mean_periods, mean_years;                     // | agreement
    double median_periods;                               // | agreement; NaN if past the horizon or never
    double range;                                        // bargaining range at the start

    // Per deal: chance that it is what is agreed | agreement; 0 if there is no agreement ever. None: no menu.
    double *deal_chance;
    size_t deals;

    // Per issue, in its own unit: mean, standard deviation and ends of what is agreed | agreement. NaN if
    // there is no agreement ever, or if a deal that lies on no issue may be agreed.
    double *position_mean, *position_sd, *position_low, *position_high;
    // Where baseline b lies on issue k, in the issue's unit, at [b issues + k]; NaN where it is disagreement
    // or a deal that lies on no issue.
    double *baseline_position;
    size_t issues;

    // Per option: expected number of times that it is chosen before the end, that it also takes effect (a
    // move always does), and the state where it is chosen most, SIZE_MAX if there is none. INFINITY if talks
    // may go on for ever and the option is used for ever.
    double *option_uses, *option_effects;
    size_t *option_state;
    size_t options;
    // Expected number of periods that begin at each level of the table; no levels if there are no anchors.
    double *table_periods;
    size_t table_levels;

    // Agreement by date: by[t] = probability of agreement in period <= t, t = 0..horizon-1; likewise for
    // other endings.
    size_t horizon;
    double *by, *broken_by, *quit_by;
    double *going; // chance that talks still go on at the start of period t

    // Of the same talks with nothing ever tabled, from whoever solved them as well; NULL: not known. Borrows.
    const struct outcome *unanchored;

    struct course *course; // course.h: where talks stand round by round
    struct shock *shocks;  // one per regime but the first
    size_t shock_count;

    // Enacted coalitions with their frequency given agreement, most frequent first.
    coalition *coalitions;
    double *coalition_frequency;
    size_t coalition_count;

    // Baselines at the start state: shares per party, or the utilities of a deal or a position.
    double *nash, *nash_weighted, *kalai_smorodinsky, *egalitarian, *utilitarian;
    // Power indices of the voting rule at the start state.
    double *shapley_shubik, *banzhaf;

    struct arena held;    // all of the above
    struct arena scratch; // what the computation needed, if the outcome is one that is computed again
};

enum { HORIZON_MAX = 100000, REGIME_ROUND_MAX = HORIZON_MAX };

// Parts that can be left out by who does not ask for them, as bits: how often options are used and where the
// table stands; the list of dates and the median; the course; what waiting is worth and the baselines; power
// indices. OUTCOME_UNANCHORED is no part of this room's making: who asks for it sets `unanchored`.
enum outcome_part {
    OUTCOME_USES = 1,
    OUTCOME_DATES = 2,
    OUTCOME_COURSE = 4,
    OUTCOME_BARGAINING = 8,
    OUTCOME_POWER = 16,
    OUTCOME_WHOLE = 31,
    OUTCOME_UNANCHORED = 32,
};
// What comes of these regimes, count >= 1 of them. What is said of the start (value, reservation, waiting,
// range, baselines, power) is that of the first. Members of parts that are not asked for are 0, NaN or NULL,
// and of dates there is then one, the first.
//
// *outcome is NULL or an outcome that is no longer needed: its memory is used again, so that many outcomes of
// one shape take memory for the first two alone (the scratch of the first is given back: most outcomes are
// computed once), but for what the sparse library takes where there are more than 48 states. On failure it
// has been freed and *outcome is NULL. Errors: PARLEY_INPUT if a regime begins past REGIME_ROUND_MAX,
// PARLEY_MEMORY.
enum parley_status outcome_compute_regimes_parts(const struct regime *regime, size_t count, unsigned parts,
                                                 struct outcome **outcome, struct errors *errors);
// The same with all parts.
enum parley_status outcome_compute_regimes(const struct regime *regime, size_t count,
                                           struct outcome **outcome, struct errors *errors);
// The same with one regime.
enum parley_status outcome_compute_parts(const struct game *game, const struct profile *profile,
                                         unsigned parts, struct outcome **outcome, struct errors *errors);
// The same with one regime and all parts.
enum parley_status outcome_compute(const struct game *game, const struct profile *profile,
                                   struct outcome **outcome, struct errors *errors);
void outcome_free(struct outcome *outcome);

// The date by which this fraction of all agreements has come: the smallest t with by[t] >= fraction x ever.
// NaN if that is past the horizon, or never.
double outcome_quantile(const struct outcome *outcome, double fraction);

// The baseline's utilities, one per party.
double *outcome_baseline(const struct outcome *outcome, enum baseline baseline);

// Bargaining range in state s: pie - sum over the table of the shares that feel like max(R_i, o_i). Of deals:
// the largest gain that one deal gives everybody, max over d of min over the table of U_i(d) - max(R_i, o_i).
// Of positions: max over y of min over the table of u_i(y) less the utility that feels like max(R_i, o_i).
double outcome_range(const struct game *game, const struct profile *profile, size_t s);

#endif
