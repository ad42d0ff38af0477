// SPDX-License-Identifier: GPL-3.0-or-later
// Designs of experiments on the unit cube: point k is a function of (design, k) alone, so that any thread,
// shard or later run gets the same points. distribution_quantile carries a coordinate to its parameter.
// (A grid is made of axes instead: axis.h.)
#ifndef PARLEY_SWEEP_DESIGN_H
#define PARLEY_SWEEP_DESIGN_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// X(name, points of N samples of d factors, meaning)
#define DESIGNS(X)                                                                                           \
    X(random, "N", "independent uniform points")                                                             \
    X(lhs, "N", "Latin hypercube: one point in each of N slices of every factor")                            \
    X(sobol, "N", "Sobol' points with Owen's scrambling; take N a power of 2")                               \
    X(saltelli, "N (d + 2)", "for Sobol' indices: A, B and A with one column of B")                          \
    X(morris, "N (d + 1)", "N trajectories that move one factor at a time")

enum design_kind {
#define DESIGN_KIND(name, points, meaning) DESIGN_##name,
    DESIGNS(DESIGN_KIND)
#undef DESIGN_KIND
        DESIGN_COUNT
};

struct design_options {
    enum design_kind kind;
    enum design_kind base; // of saltelli: random, lhs or sobol, in 2 d dimensions
    size_t factors;        // d
    uint64_t samples;      // N
    uint64_t seed;
    bool plain;      // sobol as it stands, without scrambling and without the origin: gsl_qrng_sobol's points
    unsigned levels; // of morris: even, 2 .. 1024; 0 stands for 4
};

// Initialise with {0}; const once made, so that threads can share it.
struct design {
    struct design_options options;
    uint64_t points;
    size_t dimensions;   // of the points beneath: 2 d for saltelli
    uint64_t *direction; // owned; of Sobol' points
};

// Errors (PARLEY_INPUT): no factors, no samples, more than 2^31 samples of a Latin hypercube, Sobol' points
// in more than 40 dimensions (saltelli: 20 factors), levels of morris that are not even; PARLEY_MEMORY.
enum parley_status design_make(const struct design_options *options, struct design *design,
                               struct errors *errors);
void design_clear(struct design *design);

// Point k < points: d coordinates, each in (0, 1). Cost per coordinate: a few hashes; lhs O(log N).
//   random    hash of (seed, k, factor)
//   lhs       (place of k in the factor's permutation + jitter) / N
//   saltelli  k = row (d + 2) + m: m = 0 is A, 1 is B, 2 + i is A with column i of B
//   morris    k = trajectory (d + 1) + step; coordinates (level + 1/2) / levels, each step moves one by 1/2
void design_point(const struct design *design, uint64_t k, double *unit);

// DESIGN_COUNT if there is no design of this name.
enum design_kind design_kind_find(const char *name);
const char *design_kind_name(enum design_kind kind);

#endif
