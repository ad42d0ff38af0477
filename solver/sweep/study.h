// SPDX-License-Identifier: GPL-3.0-or-later
// A study: what a sweep varies, over which values, and what it keeps, as a YAML file beside the scenario.
#ifndef PARLEY_SWEEP_STUDY_H
#define PARLEY_SWEEP_STUDY_H

#include "core/error.h"
#include "sweep/design.h"

// Texts as a command line would give them ("PATH=FROM:TO:N"). Owned.
struct study_list {
    char **items;
    size_t count, capacity;
};

// Initialise with {0}.
struct study {
    struct study_list vary, over, derive, metrics, exceeds, set;
    enum design_kind kind; // of the sample; DESIGN_COUNT: not said
    uint64_t samples;      // 0: not said
    uint64_t seed;
    bool seeded;     // the seed is said
    bool cold, warm; // runner.h
};

enum { STUDY_BYTES_MAX = 1 << 20 };

// Keys: title, about, design (grid, sobol, lhs or random), samples, seed, vary {PATH: FROM:TO:N or a list},
// over {PATH: DISTRIBUTION}, derive [TARGET = 2 * SOURCE], metrics [PATH], exceeds [CONDITION], set {PATH:
// VALUE}, cold and warm (true or false). Paths and values are looked up by the plan. Errors (PARLEY_INPUT):
// every fault with its place; PARLEY_MEMORY. Free in either case.
enum parley_status study_read(const char *text, size_t length, struct study *study, struct errors *errors);
void study_clear(struct study *study);

// Add "NAME=..." to a list, instead of an item with the same NAME if there is one. False if out of memory.
bool study_override(struct study_list *list, const char *item);
// Add at the end, unless it is there. False if out of memory.
bool study_add(struct study_list *list, const char *item);

#endif
