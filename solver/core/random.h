// SPDX-License-Identifier: GPL-3.0-or-later
// Random numbers as a function of (seed, stream, counter): whoever asks, in whatever order and on whatever
// thread, gets the same ones. The function is splitmix64's finaliser (Steele, Lea & Flood 2014), applied to
// each of the three in turn. Good enough to scatter points; not for cryptography.
#ifndef PARLEY_CORE_RANDOM_H
#define PARLEY_CORE_RANDOM_H

#include <stdint.h>

static inline uint64_t random_mix(uint64_t z) {
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

// Numbers by their place rather than in turn: `random_at(random_key(seed, stream), counter)` is what the
// counter-th call below gives. The key is worked out once per stream.
static inline uint64_t random_key(uint64_t seed, uint64_t stream) {
    return random_mix(random_mix(seed) ^ stream);
}

static inline uint64_t random_at(uint64_t key, uint64_t counter) {
    return random_mix(key ^ counter);
}

// The upper 53 bits as a number in [0, 1).
static inline double random_fraction(uint64_t bits) {
    return (double)(bits >> 11) * 0x1p-53;
}

// A whole number 0 .. count - 1 from 64 bits, all alike, and how far the draw lies into it, as a fraction of
// 2^64:  bits x count = number x 2^64 + fraction.
static inline uint64_t random_place(uint64_t bits, uint64_t count, uint64_t *fraction) {
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)bits * count;
    *fraction = (uint64_t)product;
    return (uint64_t)(product >> 64);
}

// Initialise with {seed, stream, 0}; the counter moves by one with each number.
struct random {
    uint64_t seed, stream, counter;
};

static inline uint64_t random_bits(struct random *random) {
    return random_at(random_key(random->seed, random->stream), random->counter++);
}

// In [0, 1).
static inline double random_unit(struct random *random) {
    return random_fraction(random_bits(random));
}

static inline double random_between(struct random *random, double low, double high) {
    return low + (high - low) * random_unit(random);
}

#endif
