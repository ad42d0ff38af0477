// SPDX-License-Identifier: GPL-3.0-or-later
// What a search for several equilibria found, as the writers of this room see it.
#ifndef PARLEY_OUTPUT_STARTS_H
#define PARLEY_OUTPUT_STARTS_H

#include "core/text.h"
#include "outcome/outcome.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct solution;
struct writer;

// A certified equilibrium. Dates as in outcome.h.
struct listed {
    double *value; // V_i(start); owned, with room behind it for what `agreed` points to
    double ever, mean_periods, epsilon;
    struct outcome agreed; // what is agreed: value, ever, mean_periods, share, deal_chance and positions only
    size_t starts;         // that ended there
};

struct starts {
    size_t asked, done; // the principal branch's is the first of them
    uint64_t seed;
    size_t certified;   // ended at an equilibrium of the list
    size_t uncertified; // ended at what is not an equilibrium to the tolerance asked for
    size_t nothing;     // found nothing
    size_t beyond;      // ended elsewhere when the list was full
    bool stopped;       // by the user
    bool principal;     // the first of the list is the principal branch's
    struct listed *list;
    size_t count;
};

// Both write nothing if no search was asked for.
void report_starts(const struct solution *solution, struct text *out);
// Puts `equilibria` and `starts` into the result.
void json_starts(struct writer *writer, json_t *root);

#endif
