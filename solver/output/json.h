// SPDX-License-Identifier: GPL-3.0-or-later
// A solution as JSON.
#ifndef PARLEY_OUTPUT_JSON_H
#define PARLEY_OUTPUT_JSON_H

#include "output/solution.h"

// *json is owned by the caller (free). Errors: PARLEY_MEMORY.
enum parley_status json_write(const struct solution *solution, bool all_states, char **json,
                              struct errors *errors);

#endif
