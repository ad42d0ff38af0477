// SPDX-License-Identifier: GPL-3.0-or-later
// Growing text and the search for the name that was probably meant.
// Distance: optimal string alignment (Damerau 1964, restricted to one edit per substring): the number of
// insertions, deletions, replacements and swaps of neighbours, in O(|a| |b|) time and three rows of memory.
// Works on bytes, not on characters: good enough to rank suggestions. Does not allocate for distances.
#include "core/text.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DISTANCE_LENGTH_MAX = 511 };

static bool text_reserve(struct text *text, size_t extra) {
    if (text->failed) return false;
    if (extra < text->capacity - text->length) return true;
    if (extra >= SIZE_MAX / 4 - text->length) {
        text->failed = true;
        return false;
    }
    size_t capacity = 2 * (text->length + extra + 1);
    char *data = realloc(text->data, capacity);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void text_append_bytes(struct text *text, const char *bytes, size_t count) {
    if (!text_reserve(text, count)) return;
    if (count > 0) memcpy(text->data + text->length, bytes, count);
    text->length += count;
    text->data[text->length] = '\0';
}

void text_append(struct text *text, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = text->failed || !text->data ? 0 : text->capacity - text->length;
    int needed = vsnprintf(room > 0 ? text->data + text->length : NULL, room, format, arguments);
    if (needed < 0) {
        text->failed = true;
    } else if ((size_t)needed < room) {
        text->length += (size_t)needed;
    } else if (text_reserve(text, (size_t)needed)) {
        vsnprintf(text->data + text->length, (size_t)needed + 1, format, again);
        text->length += (size_t)needed;
    } else if (room > 0) {
        text->data[text->length] = '\0'; // what did not fit is not there in part
    }
    va_end(again);
    va_end(arguments);
}

char *text_take(struct text *text) {
    if (!text->data) text_append_bytes(text, "", 0);
    char *data = text->failed ? NULL : text->data;
    if (!data) free(text->data);
    *text = (struct text){0};
    return data;
}

void text_free(struct text *text) {
    free(text->data);
    *text = (struct text){0};
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

// Distance if it is at most `limit`, else anything above: only cells within `limit` of the diagonal can
// matter, and a row without a small cell ends it. Strings too long for the rows share nothing as far as
// suggestions go.
static size_t distance_within(const char *a, const char *b, size_t limit) {
    size_t m = strlen(a), n = strlen(b), longer = m > n ? m : n;
    if (longer > DISTANCE_LENGTH_MAX || longer - smaller(m, n) > limit) return longer;
    size_t rows[3][DISTANCE_LENGTH_MAX + 2];
    size_t *older = rows[0], *old = rows[1], *now = rows[2];
    for (size_t j = 0; j <= n; j++)
        old[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t from = i > limit ? i - limit : 1, least = longer;
        size_t to = n - smaller(n, i) > limit ? i + limit : n;
        now[from - 1] = from == 1 ? i : longer;
        for (size_t j = from; j <= to; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            now[j] = smaller(smaller(old[j], now[j - 1]) + 1, old[j - 1] + (same ? 0 : 1));
            bool swapped =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) now[j] = smaller(now[j], older[j - 2] + 1);
            least = smaller(least, now[j]);
        }
        now[to + 1] = longer;
        if (least > limit) return least;
        size_t *free_row = older;
        older = old;
        old = now;
        now = free_row;
    }
    return old[n];
}

size_t text_distance(const char *a, const char *b) {
    return distance_within(a, b, DISTANCE_LENGTH_MAX);
}

// Near enough: at most a third of the wanted name is wrong, and not all of it.
void nearest_try(struct nearest *nearest, const char *candidate) {
    size_t wanted = strlen(nearest->wanted);
    size_t limit = wanted < 5 ? 1 : (wanted + 1) / 3;
    if (nearest->best && nearest->distance == 0) return;
    if (nearest->best) limit = smaller(limit, nearest->distance - 1);
    size_t distance = distance_within(nearest->wanted, candidate, limit);
    if (distance > limit || (distance > 0 && distance >= wanted)) return;
    nearest->best = candidate;
    nearest->distance = distance;
}

void text_bytes(char *out, size_t size, double bytes) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < sizeof units / sizeof *units) {
        bytes /= 1000;
        unit++;
    }
    snprintf(out, size, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
}
