// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that is given back all at once. An arena takes it from the system in blocks and keeps them, so that
// work which is done again and again, each time from an emptied arena, asks the system the first time only.
#ifndef PARLEY_CORE_ARENA_H
#define PARLEY_CORE_ARENA_H

#include <stddef.h>

struct arena_block;

// Initialise with {0}. Owns its blocks. For one thread at a time.
struct arena {
    struct arena_block *first, *at; // at: where memory is handed out; NULL: nowhere yet
    size_t used;                    // bytes of that block
};

// A place in an arena, to go back to.
struct arena_place {
    struct arena_block *at;
    size_t used;
};

// Zeroed array of count x size bytes for numbers and pointers, NULL on overflow or lack of memory; never NULL
// for count 0. It lives until the arena is emptied or goes back behind it. Cost: that of zeroing it.
void *arena_array(struct arena *arena, size_t count, size_t size);
// The same without the zeros, for what is large and written at once.
void *arena_room(struct arena *arena, size_t count, size_t size);
// Whatever is handed out from now on is given back by arena_back to this place. Places nest.
struct arena_place arena_place(const struct arena *arena);
void arena_back(struct arena *arena, struct arena_place place);
// Give everything back and keep the blocks for what comes.
void arena_empty(struct arena *arena);
// Give the blocks back to the system.
void arena_clear(struct arena *arena);

#endif
