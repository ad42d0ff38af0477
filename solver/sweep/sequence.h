// SPDX-License-Identifier: GPL-3.0-or-later
// Sobol' points and seeded permutations by index: what number k is can be asked without the numbers before.
#ifndef PARLEY_SWEEP_SEQUENCE_H
#define PARLEY_SWEEP_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOBOL_BITS = 52, SOBOL_DIMENSIONS_MAX = 40 };

// Direction numbers: bit j of an index moves dimension i by direction[i x SOBOL_BITS + j], in units of 2^-52.
// Owned by the caller, dimensions x SOBOL_BITS of them; computed once from GSL's sequence (some 10 ms for 40
// dimensions). False if GSL has no such sequence or memory ran out.
bool sobol_directions(size_t dimensions, uint64_t *direction);

// Coordinate i of point k, k = 0 the origin, in units of 2^-52, in the order of the Gray code; before any
// scrambling, coordinates k = 1, 2, ... are gsl_qrng_sobol's.
uint64_t sobol_bits(const uint64_t *direction, size_t i, uint64_t k);

// Owen's nested uniform scrambling (1995): bit b of x is turned over or not by a hash of (key, the bits
// before it). Every net stays the net it was and every point is uniform on its own.
uint64_t owen_scramble(uint64_t key, uint64_t x);

// Image of i < count under a permutation of 0 .. count - 1 that `key` stands for: the swap-or-not shuffle
// (Hoang, Morris & Rogaway 2012). No memory; cost O(log count).
uint64_t shuffle_place(uint64_t key, uint64_t count, uint64_t i);

#endif
