// SPDX-License-Identifier: GPL-3.0-or-later
// Checksums: FNV-1a with 64 bits (Fowler, Noll & Vo; RFC 9923). Each step is a bijection of the sum for a
// given byte and of the byte for a given sum, so damage within one byte never goes unseen; any other does
// with a chance of 2^-64. Against accidents, not against forgers. Records of a journal are summed by words in
// four lanes that do not wait for each other, some thirty times as fast; a step is a bijection there too.
#ifndef PARLEY_SWEEP_CHECKSUM_H
#define PARLEY_SWEEP_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CHECKSUM_START UINT64_C(0xcbf29ce484222325)

static inline uint64_t checksum_add(uint64_t sum, const void *bytes, size_t count) {
    const unsigned char *at = bytes;
    for (size_t k = 0; k < count; k++)
        sum = (sum ^ at[k]) * UINT64_C(0x100000001b3);
    return sum;
}

// One word; the shift brings its high bits down, which the product only moves up.
static inline uint64_t checksum_word(uint64_t sum, uint64_t word) {
    sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return sum ^ (sum >> 32);
}

// `count` words, each of 8 bytes, at any address.
static inline uint64_t checksum_words(uint64_t sum, const void *words, size_t count) {
    const unsigned char *at = words;
    uint64_t lane[4] = {sum, sum + 1, sum + 2, sum + 3}, word;
    size_t k = 0;
    for (; k + 4 <= count; k += 4)
        for (size_t l = 0; l < 4; l++) {
            memcpy(&word, at + 8 * (k + l), 8);
            lane[l] = checksum_word(lane[l], word);
        }
    for (; k < count; k++) {
        memcpy(&word, at + 8 * k, 8);
        lane[0] = checksum_word(lane[0], word);
    }
    for (size_t l = 1; l < 4; l++)
        lane[0] = checksum_word(lane[0], lane[l]);
    return lane[0];
}

#endif
