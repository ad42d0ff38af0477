// SPDX-License-Identifier: GPL-3.0-or-later
// A column of a game: one parameter evaluated in every state.
#ifndef PARLEY_GAME_COLUMN_H
#define PARLEY_GAME_COLUMN_H

#include "game/game.h"

// The places of the rows in their tables: party_rows[PARTY_votes].
#define PARTY_PLACE(member, ...) PARTY_##member,
#define SCENARIO_PLACE(member, ...) SCENARIO_##member,
#define OPTION_PLACE(member, ...) OPTION_##member,
#define STANCE_PLACE(member, ...) STANCE_##member,
enum party_place { PARTY_PARAMETERS(PARTY_PLACE) };
enum scenario_place { SCENARIO_PARAMETERS(SCENARIO_PLACE) };
enum option_place { OPTION_PARAMETERS(OPTION_PLACE) };
enum stance_place { STANCE_PARAMETERS(STANCE_PLACE) };

// out[s * stride] = the parameter of this row of `owner` (the struct that the table describes) in state s,
// for all s. Errors: PARLEY_INPUT for the first state where effects take it out of its range; PARLEY_MEMORY.
enum parley_status column_fill(struct game *game, const struct parameter_row *row, const void *owner,
                               double *out, size_t stride, struct errors *errors);

#endif
