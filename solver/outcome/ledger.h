// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of numbers that are written down one by one, nobody knowing beforehand how many there will be.
#ifndef PARLEY_OUTCOME_LEDGER_H
#define PARLEY_OUTCOME_LEDGER_H

#include "core/arena.h"
#include "core/checked.h"

// Initialise with the width and an arena, which the cells belong to.
struct ledger {
    size_t width;
    struct arena *arena;
    double *cells; // rows x width
    size_t rows, capacity;
};

enum { LEDGER_ROWS = 16 };

// The next row, zeroed; NULL if out of memory. Rows move when there is no more room.
static inline double *ledger_add(struct ledger *ledger) {
    if (ledger->rows == ledger->capacity) {
        size_t capacity = ledger->capacity ? 2 * ledger->capacity : LEDGER_ROWS, cells;
        if (!size_multiply(capacity, ledger->width, &cells)) return NULL;
        double *more = arena_array(ledger->arena, cells, sizeof *more);
        if (!more) return NULL;
        if (ledger->rows > 0) memcpy(more, ledger->cells, ledger->rows * ledger->width * sizeof *more);
        ledger->cells = more;
        ledger->capacity = capacity;
    }
    return ledger->cells + ledger->rows++ * ledger->width;
}

#endif
