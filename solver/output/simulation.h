// SPDX-License-Identifier: GPL-3.0-or-later
// The summary of a simulation, as text and as JSON: what the paths came to beside what is exact.
#ifndef PARLEY_OUTPUT_SIMULATION_H
#define PARLEY_OUTPUT_SIMULATION_H

#include "outcome/simulate_summary.h"
#include "output/solution.h"

// Borrows.
struct simulation {
    const struct solution *solution;
    const struct summary *summary;
    uint64_t asked, seed;
    uint64_t detailed; // paths in rounds.tsv
    bool stopped;      // before all paths that were asked for
    bool written;      // to a folder
};

// *text is owned by the caller. Errors: PARLEY_MEMORY.
enum parley_status simulation_text(const struct simulation *simulation, char **text, struct errors *errors);
enum parley_status simulation_json(const struct simulation *simulation, char **text, struct errors *errors);

#endif
