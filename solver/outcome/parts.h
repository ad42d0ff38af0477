// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of an outcome. Each fills its own members of a struct outcome whose per-party arrays are there,
// zeroed.
#ifndef PARLEY_OUTCOME_PARTS_H
#define PARLEY_OUTCOME_PARTS_H

#include "outcome/chain.h"
#include "outcome/chances.h"
#include "outcome/outcome.h"

// Chances, conditional means and coalitions, from the expected visits to each state, which are kept in
// `visits` (one per place of the chain).
enum parley_status outcome_tally(const struct game *game, const struct profile *profile,
                                 const struct chances *chances, const struct chain *chain, double *visits,
                                 struct outcome *outcome, struct errors *errors);
// How often each option is used, and how long each level of the table lasts. visits: as the tally left them;
// NULL if talks may go on for ever.
enum parley_status outcome_uses(const struct game *game, const struct chances *chances,
                                const struct chain *chain, const double *visits, struct outcome *outcome,
                                struct errors *errors);
// Endings by date, and the median date; after the tally. The chain holds the states that the game can be left
// from.
enum parley_status outcome_dates(const struct game *game, const struct chances *chances,
                                 const struct chain *chain, struct outcome *outcome);
// What each party gets if nobody ever agrees; after that, the baselines that start from it.
enum parley_status outcome_waiting(const struct game *game, struct outcome *outcome, struct errors *errors);
void outcome_baselines(const struct game *game, struct outcome *outcome);
// The same where deals are agreed: each baseline is a deal, or waiting. And the bargaining range of the menu
// in state s for parties who would rather take `wanted`.
void outcome_menu(const struct game *game, struct outcome *outcome);
double outcome_menu_range(const struct game *game, size_t s, const double *wanted);
// Shapley-Shubik and Banzhaf indices of the rule at the start.
enum parley_status outcome_power(const struct game *game, struct outcome *outcome);

#endif
