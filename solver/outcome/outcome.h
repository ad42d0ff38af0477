// SPDX-License-Identifier: GPL-3.0-or-later
// What comes of an equilibrium, exactly, from the start state: propagated distributions, no simulation.
// Everything here is computed with the true kernel, whatever the parties believe.
#ifndef PARLEY_OUTCOME_OUTCOME_H
#define PARLEY_OUTCOME_OUTCOME_H

#include "game/profile.h"

// Dates are in periods; period 0 is the first round. Conditional means are NaN where the condition has
// probability 0.
struct outcome {
    size_t parties;
    // per party, owned
    double *value;            // V_i(start)
    double *reservation;      // R_i(start)
    double *agreed_utility;   // E[U_i(x_i) | agreement], losses felt
    double *material_utility; // E[u_i | agreement], losses not felt
    double *share;            // E[x_i | agreement] of the pie: the same; NaN where deals are agreed
    // Coalitions are those that share a pie: where deals are agreed these two are NaN and the list is empty.
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

    // Per deal: chance that it is what is agreed | agreement; 0 if there is no agreement ever. None: a pie.
    double *deal_chance;
    size_t deals;

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

    // Enacted coalitions with their frequency given agreement, most frequent first.
    coalition *coalitions;
    double *coalition_frequency;
    size_t coalition_count;

    // Baselines at the start state: shares per party, or the utilities of a deal.
    double *nash, *nash_weighted, *kalai_smorodinsky, *egalitarian, *utilitarian;
    // Power indices of the voting rule at the start state.
    double *shapley_shubik, *banzhaf;
};

enum { HORIZON_MAX = 100000 };

enum parley_status outcome_compute(const struct game *game, const struct profile *profile,
                                   struct outcome **outcome, struct errors *errors);
void outcome_free(struct outcome *outcome);

// Bargaining range in state s: pie - sum over the table of the shares that feel like max(R_i, o_i). Of deals:
// the largest gain that one deal gives everybody, max over d of min over the table of U_i(d) - max(R_i, o_i).
double outcome_range(const struct game *game, const struct profile *profile, size_t s);

#endif
