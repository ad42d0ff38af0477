// SPDX-License-Identifier: GPL-3.0-or-later
// Randomness of designs by place: every number is a function of (seed, purpose, index, counter), so that a
// point is the same whoever asks for it, in whatever order and on whatever thread. Purposes keep the numbers
// of one use apart from those of another.
#ifndef PARLEY_SWEEP_STREAMS_H
#define PARLEY_SWEEP_STREAMS_H

#include "core/random.h"

enum purpose {
    PURPOSE_POINT = 1,
    PURPOSE_ORDER,
    PURPOSE_JITTER,
    PURPOSE_SCRAMBLE,
    PURPOSE_TRAJECTORY,
    PURPOSE_STEPS,
    PURPOSE_RESAMPLE
};

// Key of a stream; the numbers in it are stream_bits(key, 0), stream_bits(key, 1), ...
static inline uint64_t stream_key(uint64_t seed, enum purpose purpose, uint64_t index) {
    return random_mix(random_mix(random_mix(seed) ^ (uint64_t)purpose) ^ index);
}

static inline uint64_t stream_bits(uint64_t key, uint64_t counter) {
    return random_mix(key ^ counter);
}

// 52 bits as the middle of their cell: never 0 and never 1, where quantiles may be infinite.
static inline double bits_open_unit(uint64_t bits) {
    return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

// A whole number 0 .. count - 1, all alike to within count / 2^53; count at most 2^53.
static inline uint64_t bits_below(uint64_t bits, uint64_t count) {
    return (uint64_t)((double)(bits >> 11) * 0x1p-53 * (double)count);
}

#endif
