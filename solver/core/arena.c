// SPDX-License-Identifier: GPL-3.0-or-later
// A list of blocks, each twice as large as the one before up to a limit, filled from the first to the last.
// Emptying goes back to the first; a request that does not fit the rest of a block goes to the next that is
// large enough. Under AddressSanitizer a gap follows every array, and what was given back must not be read.
#include "core/arena.h"
#include "core/checked.h"
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(SANITIZED)
#include <sanitizer/asan_interface.h>
#define FORBID(bytes, count) ASAN_POISON_MEMORY_REGION(bytes, count)
#define ALLOW(bytes, count) ASAN_UNPOISON_MEMORY_REGION(bytes, count)
enum { GAP = 32 };
#else
#define FORBID(bytes, count) ((void)(bytes), (void)(count))
#define ALLOW(bytes, count) ((void)(bytes), (void)(count))
enum { GAP = 0 };
#endif

enum { ALIGNMENT = 16, FIRST_BYTES = 4096, DOUBLED_MOST = 1 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t size; // of bytes
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

// Behind the present block, the next that holds so many bytes; those passed over stay for later rounds.
static struct arena_block *block_for(struct arena *arena, size_t bytes) {
    struct arena_block *last = arena->at, *block = last ? last->next : arena->first;
    for (; block && block->size < bytes; block = block->next)
        last = block;
    if (block) return block;
    size_t size = !last ? FIRST_BYTES : last->size < DOUBLED_MOST ? 2 * last->size : DOUBLED_MOST;
    if (size < bytes) size = bytes;
    if (size > SIZE_MAX - sizeof *block) return NULL;
    if (!(block = malloc(sizeof *block + size))) return NULL;
    block->next = NULL;
    block->size = size;
    FORBID(block->bytes, size);
    *(last ? &last->next : &arena->first) = block;
    return block;
}

void *arena_room(struct arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (count == 0) count = 1;
    if (!size_multiply(count, size, &bytes) || bytes > SIZE_MAX - GAP - ALIGNMENT) return NULL;
    size_t taken = (bytes + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!arena->at || arena->at->size - arena->used < taken) {
        struct arena_block *block = block_for(arena, taken);
        if (!block) return NULL;
        arena->at = block;
        arena->used = 0;
    }
    void *array = arena->at->bytes + arena->used;
    arena->used += taken;
    ALLOW(array, bytes);
    return array;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    void *array = arena_room(arena, count, size);
    return array ? memset(array, 0, count * size) : NULL;
}

struct arena_place arena_place(const struct arena *arena) {
    return (struct arena_place){arena->at, arena->used};
}

void arena_back(struct arena *arena, struct arena_place place) {
    struct arena_block *block = place.at ? place.at : arena->first;
    size_t kept = place.at ? place.used : 0;
    for (; block; block = block->next, kept = 0)
        FORBID(block->bytes + kept, block->size - kept);
    arena->at = place.at;
    arena->used = place.used;
}

void arena_empty(struct arena *arena) {
    arena_back(arena, (struct arena_place){0});
}

void arena_clear(struct arena *arena) {
    arena_empty(arena);
    for (struct arena_block *block = arena->first, *next; block; block = next) {
        next = block->next;
        ALLOW(block->bytes, block->size);
        free(block);
    }
    *arena = (struct arena){0};
}
