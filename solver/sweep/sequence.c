// SPDX-License-Identifier: GPL-3.0-or-later
// Sobol' points by index (Sobol' 1967; Antonov & Saleev 1979 for the Gray code):
//     x_k = xor of v_j over the bits j of k xor (k >> 1)
// The direction numbers v_j are GSL's (Bratley & Fox 1988), read off its sequence: v_j is the step from point
// 2^j - 1 to point 2^j. All of them follow from the first few by the recurrence
//     v_j = a_1 v_{j-1} xor ... xor a_{s-1} v_{j-s+1} xor v_{j-s} xor (v_{j-s} >> s)
// of a polynomial of degree s <= 8, which is found by trying: sixteen v_j fit one only. So any point up to
// 2^52 is had at once, and the first 2^30 are GSL's own.
#include "sweep/sequence.h"
#include "sweep/streams.h"
#include <gsl/gsl_qrng.h>
#include <stdlib.h>

enum { KNOWN = 16, DEGREE_MAX = 8, SHUFFLE_ROUNDS = 32, ROUNDS_PER_BIT = 6 };

// The first KNOWN direction numbers of each dimension.
static void directions_read(gsl_qrng *sequence, size_t dimensions, double *point, uint64_t *direction) {
    for (uint64_t k = 1; k <= UINT64_C(1) << (KNOWN - 1); k++) {
        gsl_qrng_get(sequence, point);
        bool before = (k & (k + 1)) == 0, at = (k & (k - 1)) == 0; // 2^j - 1, 2^j
        for (size_t i = 0; i < dimensions && (before || at); i++) {
            uint64_t x = (uint64_t)(point[i] * 0x1p52);
            uint64_t *row = &direction[i * SOBOL_BITS];
            if (at) {
                size_t j = (size_t)__builtin_ctzll(k);
                row[j] = k == 1 ? x : row[j] ^ x;
            }
            if (before) row[__builtin_ctzll(k + 1)] = x;
        }
    }
}

// What the recurrence of degree s says of row[j]; bit i - 1 of `steps` is a_i. Degree 0 is v_{j-1} / 2.
static uint64_t recurrence(const uint64_t *row, size_t j, size_t s, unsigned steps) {
    if (s == 0) return row[j - 1] >> 1;
    uint64_t v = row[j - s] ^ (row[j - s] >> s);
    for (size_t i = 1; i < s; i++)
        if (steps >> (i - 1) & 1) v ^= row[j - i];
    return v;
}

static bool recurrence_fits(const uint64_t *row, size_t s, unsigned steps) {
    for (size_t j = s > 0 ? s : 1; j < KNOWN; j++)
        if (row[j] != recurrence(row, j, s, steps)) return false;
    return true;
}

static bool directions_extend(uint64_t *row) {
    for (size_t s = 0; s <= DEGREE_MAX; s++)
        for (unsigned steps = 0; steps < (s > 0 ? 1U << (s - 1) : 1U); steps++) {
            if (!recurrence_fits(row, s, steps)) continue;
            for (size_t j = KNOWN; j < SOBOL_BITS; j++)
                row[j] = recurrence(row, j, s, steps);
            return true;
        }
    return false;
}

bool sobol_directions(size_t dimensions, uint64_t *direction) {
    if (dimensions == 0 || dimensions > SOBOL_DIMENSIONS_MAX) return false;
    double point[SOBOL_DIMENSIONS_MAX];
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions);
    if (!sequence) return false;
    directions_read(sequence, dimensions, point, direction);
    gsl_qrng_free(sequence);
    for (size_t i = 0; i < dimensions; i++)
        if (!directions_extend(&direction[i * SOBOL_BITS])) return false;
    return true;
}

uint64_t sobol_bits(const uint64_t *direction, size_t i, uint64_t k) {
    const uint64_t *row = &direction[i * SOBOL_BITS];
    uint64_t x = 0;
    for (uint64_t gray = k ^ (k >> 1); gray > 0; gray &= gray - 1)
        x ^= row[__builtin_ctzll(gray)];
    return x;
}

uint64_t owen_scramble(uint64_t key, uint64_t x) {
    uint64_t flips = 0;
    for (unsigned b = 0; b < SOBOL_BITS; b++) {
        uint64_t node = UINT64_C(1) << b | x >> (SOBOL_BITS - b); // of the binary tree of prefixes
        flips |= (stream_bits(key, node) & 1) << (SOBOL_BITS - 1 - b);
    }
    return x ^ flips;
}

uint64_t shuffle_place(uint64_t key, uint64_t count, uint64_t i) {
    if (count < 2) return i;
    unsigned rounds = SHUFFLE_ROUNDS + ROUNDS_PER_BIT * (64 - (unsigned)__builtin_clzll(count));
    for (unsigned round = 0; round < rounds; round++) {
        uint64_t turn = bits_below(stream_bits(key, 2 * round), count);
        uint64_t other = turn >= i ? turn - i : turn + count - i;
        uint64_t larger = i > other ? i : other;
        if (stream_bits(stream_bits(key, 2 * round + 1), larger) & 1) i = other;
    }
    return i;
}
