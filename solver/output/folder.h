// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of results: report.txt, result.json and, for every chart that applies, its .dat and .gp.
#ifndef PARLEY_OUTPUT_FOLDER_H
#define PARLEY_OUTPUT_FOLDER_H

#include "output/solution.h"

// Each file is written whole or not at all. Charts that an earlier result left there and that do not apply to
// this one are removed, so that no picture disagrees with the report beside it. Errors: PARLEY_SYSTEM,
// PARLEY_MEMORY.
enum parley_status folder_write(const struct solution *solution, bool all_states, const char *directory,
                                struct errors *errors);

#endif
