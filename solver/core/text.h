// SPDX-License-Identifier: GPL-3.0-or-later
// Text: growing buffers and the search for the name a user probably meant.
#ifndef PARLEY_CORE_TEXT_H
#define PARLEY_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

// A growing, always NUL-terminated string. Initialise with {0}. After a failed allocation `failed` is set and
// every further call does nothing, so a writer checks once, at the end.
struct text {
    char *data;
    size_t length, capacity;
    bool failed;
};

void text_append(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_append_bytes(struct text *text, const char *bytes, size_t count);
// The string, owned by the caller (NULL if anything failed); the buffer is empty afterwards.
char *text_take(struct text *text);
void text_free(struct text *text);

// Damerau-Levenshtein distance (optimal string alignment), case ignored.
size_t text_distance(const char *a, const char *b);

// Feed candidates one by one; `best` ends as the nearest one that is near enough to suggest, or NULL.
struct nearest {
    const char *wanted; // borrows
    const char *best;   // borrows the candidate
    size_t distance;
};
void nearest_try(struct nearest *nearest, const char *candidate);

// "12.3 MB", for messages about sizes; writes at most `size` bytes.
void text_bytes(char *out, size_t size, double bytes);

#endif
