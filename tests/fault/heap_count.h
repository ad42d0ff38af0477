// SPDX-License-Identifier: GPL-3.0-or-later
// malloc and its kin of a test program, replaced by their like that count. Include in one file of it.
#ifndef PARLEY_TESTS_HEAP_COUNT_H
#define PARLEY_TESTS_HEAP_COUNT_H

#include "fault/heap.h"

// How often memory was asked for while it was watched; 0 where the heap is not ours.
static struct {
    bool on;
    size_t count;
} heap;

#if HEAP_IS_OURS
SEEN_BY_ALL void *malloc(size_t size) {
    heap.count += heap.on;
    return __libc_malloc(size);
}

SEEN_BY_ALL void *calloc(size_t count, size_t size) {
    heap.count += heap.on;
    return __libc_calloc(count, size);
}

SEEN_BY_ALL void *realloc(void *block, size_t size) {
    heap.count += heap.on;
    return __libc_realloc(block, size);
}
#endif

#endif
