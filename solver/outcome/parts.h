// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of an outcome. Each fills its own members of a struct outcome whose per-party arrays are there,
// zeroed; lists of its own it takes from outcome->held, and outcome->scratch is as before when it is done,
// unless it fails.
#ifndef PARLEY_OUTCOME_PARTS_H
#define PARLEY_OUTCOME_PARTS_H

#include "outcome/spell.h"

// Chances, conditional means and coalitions, from the expected visits to each state.
enum parley_status outcome_tally(const struct spell *spells, size_t count, struct outcome *outcome);
// Where on the issues the agreement lies; after the tally.
void outcome_settlement(const struct spell *spells, size_t count, struct outcome *outcome);
// How often each option is used, and how long each level of the table lasts.
enum parley_status outcome_uses(const struct spell *spells, size_t spell_count, struct outcome *outcome,
                                struct errors *errors);
// Endings by date, and the median date; after the tally. all false: the first date alone, and no median.
enum parley_status outcome_dates(const struct spell *spells, size_t count, bool all, struct outcome *outcome);
// What each party gets if nobody ever agrees; after that, the baselines that start from it.
enum parley_status outcome_waiting(const struct game *game, struct outcome *outcome, struct errors *errors);
void outcome_baselines(const struct game *game, struct outcome *outcome);
// The same where deals are agreed: each baseline is a deal, or waiting. And the bargaining range of the menu
// in state s for parties who would rather take what feels like `wanted`.
void outcome_menu(const struct game *game, struct outcome *outcome);
double outcome_menu_range(const struct game *game, size_t s, const double *wanted);
// The same where a position is agreed: each baseline is a position, or waiting.
void outcome_positions(const struct game *game, struct outcome *outcome);
double outcome_position_range(const struct game *game, size_t s, const double *wanted);
// Shapley-Shubik and Banzhaf indices of the rule at the start.
enum parley_status outcome_power(const struct game *game, struct outcome *outcome);

#endif
