// SPDX-License-Identifier: GPL-3.0-or-later
// Names: what may be one, a sorted index to find them by, and how they are shown in messages.
#ifndef PARLEY_SCENARIO_NAMES_H
#define PARLEY_SCENARIO_NAMES_H

#include "core/text.h"
#include <stddef.h>

enum { NAME_BYTES_MAX = 100 };

// A string cut to a length fit for a message, at a character's boundary; used as shown(text).text.
struct shown {
    char text[160];
};
struct shown shown(const char *text);
// "; did you mean 'x'?", or "" if nothing is near.
struct shown suggestion(const struct nearest *nearest);

// What is wrong with a name, as the end of a sentence ("is empty"), or NULL if nothing is.
const char *name_fault(const char *name, size_t length);
// Also for parties: a name that paths use for something else ("pie", "leverage").
bool name_is_reserved(const char *name);

// Strings in order, each with its position in the list it came from. Initialise with {0}.
struct name_index {
    struct name_entry {
        const char *name; // borrows
        size_t position;
    } * entries;
    size_t count;
};

// Sort `count` names; false if out of memory. Equal names stand in order of position. Cost: O(count log
// count).
bool name_index_build(struct name_index *index, const char *const *names, size_t count);
// Position of the first name that is equal, or SIZE_MAX. Cost: O(log count).
size_t name_index_find(const struct name_index *index, const char *name);
void name_index_free(struct name_index *index);

#endif
