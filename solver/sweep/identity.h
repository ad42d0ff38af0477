// SPDX-License-Identifier: GPL-3.0-or-later
// What a sweep's numbers depend on, as hashes: two stores with the same identity hold the same numbers.
// Titles, units, meanings, the command line and the number of threads are left out on purpose.
#ifndef PARLEY_SWEEP_IDENTITY_H
#define PARLEY_SWEEP_IDENTITY_H

#include "core/text.h"
#include "sweep/store.h"

// X(name, what a message calls it)
#define IDENTITY_PARTS(X)                                                                                    \
    X(PROGRAM, "the version of parley")                                                                      \
    X(SCENARIO, "the scenario")                                                                              \
    X(DESIGN, "the design")                                                                                  \
    X(METRICS, "the metrics")                                                                                \
    X(BLOCKS, "the number of points per block")                                                              \
    X(TOLERANCE, "the tolerance")

enum identity_part {
#define IDENTITY_PART(name, called) IDENTITY_##name,
    IDENTITY_PARTS(IDENTITY_PART)
#undef IDENTITY_PART
        IDENTITY_COUNT
};

struct identity {
    uint64_t part[IDENTITY_COUNT];
    uint64_t whole; // hash of the parts and of the format's version; printed as 16 hexadecimal digits
};

// program: version of parley that computes the numbers (PARLEY_VERSION; of a file, the one that wrote it).
void identity_make(const struct store_layout *layout, const char *program, struct identity *identity);
// Append what differs: "the scenario and the metrics differ"; nothing if nothing does.
void identity_difference(const struct identity *a, const struct identity *b, struct text *out);

#endif
