// SPDX-License-Identifier: GPL-3.0-or-later
// The table that holds the anchors: the last channel of a scenario that has any.
#ifndef PARLEY_SCENARIO_TABLE_H
#define PARLEY_SCENARIO_TABLE_H

#include "scenario/scenario.h"

extern const char table_name[];    // of the channel
extern const char tabling_words[]; // that the name of a tabling move begins with

bool channel_is_table(const struct scenario *scenario, size_t c);

// Is anchors x depth within ANCHOR_STEPS_MAX? If not, say so.
bool table_size_check(const struct scenario *scenario, struct errors *errors);

// Bring the table up to date after an assignment. Refused, with an error, if levels would change that the
// start or a condition names; the table is then as before.
enum parley_status table_refresh(struct scenario *scenario, struct errors *errors);

#endif
