// SPDX-License-Identifier: GPL-3.0-or-later
// Checksums: FNV-1a with 64 bits (Fowler, Noll & Vo; RFC 9923). Each step is a bijection of the sum for a
// given byte and of the byte for a given sum, so damage within one byte never goes unseen; any other does
// with a chance of 2^-64. Against accidents, not against forgers.
#ifndef PARLEY_SWEEP_CHECKSUM_H
#define PARLEY_SWEEP_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#define CHECKSUM_START UINT64_C(0xcbf29ce484222325)

static inline uint64_t checksum_add(uint64_t sum, const void *bytes, size_t count) {
    const unsigned char *at = bytes;
    for (size_t k = 0; k < count; k++)
        sum = (sum ^ at[k]) * UINT64_C(0x100000001b3);
    return sum;
}

#endif
