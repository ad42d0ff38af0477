// SPDX-License-Identifier: GPL-3.0-or-later
// The tables that paths are drawn from: for each state what its period can come to, for each row of a kernel
// where it leads.
#ifndef PARLEY_OUTCOME_SIMULATE_TABLES_H
#define PARLEY_OUTCOME_SIMULATE_TABLES_H

#include "outcome/simulate.h"

// One entry of a kernel's row, at the same place as in the kernel.
struct cell {
    uint64_t threshold;
    uint32_t column, alias; // both states
};

// Of one regime. Owns its arrays, borrows the rest.
struct tables {
    struct regime regime;
    size_t *first; // turns of state s: first[s] <= k < first[s + 1]
    struct turn *turn;
    size_t count, capacity;
    struct cell **cells; // per kernel of the game; NULL for kernels that are nobody's truth
    double *income;      // (1 - delta_i) d_i at [s n + i]
};

// Initialise with {0}; false if out of memory, to be cleared in either case.
bool tables_build(struct tables *tables, const struct regime *regime);
void tables_clear(struct tables *tables);

#endif
