// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes that are products: multiply with a check before memory is taken.
#ifndef PARLEY_CORE_CHECKED_H
#define PARLEY_CORE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// *product = a b; false (and *product untouched) if that overflows size_t.
static inline bool size_multiply(size_t a, size_t b, size_t *product) {
    return !__builtin_mul_overflow(a, b, product);
}

enum { ARRAY_SMALL = 1024 };

// Zeroed array of count x size bytes, NULL on overflow or lack of memory; never NULL for count 0. Small ones
// by malloc, which the C library serves from the thread's own store, as it does not always for calloc:
// threads that solve many small games would wait for each other.
static inline void *array_new(size_t count, size_t size) {
    size_t bytes;
    if (count == 0) count = 1;
    if (!size_multiply(count, size, &bytes)) return NULL;
    if (bytes > ARRAY_SMALL) return calloc(count, size);
    void *array = malloc(bytes);
    if (array) memset(array, 0, bytes);
    return array;
}

#endif
