// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes that are products: multiply with a check before memory is taken.
#ifndef PARLEY_CORE_CHECKED_H
#define PARLEY_CORE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

// *product = a b; false (and *product untouched) if that overflows size_t.
static inline bool size_multiply(size_t a, size_t b, size_t *product) {
    return !__builtin_mul_overflow(a, b, product);
}

// Zeroed array of count x size bytes, NULL on overflow or lack of memory; never NULL for count 0.
static inline void *array_new(size_t count, size_t size) {
    return calloc(count > 0 ? count : 1, size);
}

#endif
