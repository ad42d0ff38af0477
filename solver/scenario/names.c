// SPDX-License-Identifier: GPL-3.0-or-later
// Names of parties, channels and levels. They become parts of dotted paths and of PATH=VALUE, so they hold no
// '.', '=' or '"'. Lookup is by binary search in a sorted index, so that files of any size are read in O(n
// log n).
#include "scenario/names.h"
#include "core/checked.h"
#include "scenario/encoding.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct shown shown(const char *text) {
    struct shown out;
    enum { KEEP = 64 };
    size_t length = strlen(text);
    if (length <= KEEP) {
        memcpy(out.text, text, length + 1);
        return out;
    }
    size_t cut = KEEP;
    while (cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
        cut--;
    memcpy(out.text, text, cut);
    memcpy(out.text + cut, "...", 4);
    return out;
}

struct shown suggestion(const struct nearest *nearest) {
    struct shown out = {""};
    if (!nearest->best || strlen(nearest->best) > 130) return out;
    snprintf(out.text, sizeof out.text, "; did you mean '%s'?", nearest->best);
    return out;
}

const char *name_fault(const char *name, size_t length) {
    if (length == 0) return "is empty";
    if (length > NAME_BYTES_MAX) return "is longer than 100 bytes";
    if (!utf8_is_clean(name, length, "")) return "has a control character in it";
    if (strpbrk(name, ".=\""))
        return "has '.', '=' or '\"' in it, which paths such as Russia.discount=0.9 need";
    if (name[0] == ' ' || name[length - 1] == ' ') return "begins or ends with a space";
    return NULL;
}

bool name_is_reserved(const char *name) {
    static const char *const reserved[] = {
        "title",    "about",     "period", "start",   "parties", "agreement", "breakdown_risk", "idle",
        "outcome",  "leverage",  "moves",  "accords", "anchors", "anchoring", "enforcement",    "deadline",
        "timeline", "surprises", "noise",  "pie",     "issues",  "deals",
    };
    for (size_t k = 0; k < sizeof reserved / sizeof *reserved; k++)
        if (strcmp(name, reserved[k]) == 0) return true;
    return false;
}

static int entry_compare(const void *a, const void *b) {
    const struct name_entry *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->position > y->position) - (x->position < y->position);
}

bool name_index_build(struct name_index *index, const char *const *names, size_t count) {
    struct name_entry *entries = array_new(count, sizeof *entries);
    if (!entries) return false;
    for (size_t k = 0; k < count; k++)
        entries[k] = (struct name_entry){names[k], k};
    qsort(entries, count, sizeof *entries, entry_compare);
    *index = (struct name_index){entries, count};
    return true;
}

size_t name_index_find(const struct name_index *index, const char *name) {
    size_t low = 0, high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(index->entries[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < index->count && strcmp(index->entries[low].name, name) == 0;
    return found ? index->entries[low].position : SIZE_MAX;
}

void name_index_free(struct name_index *index) {
    free(index->entries);
    *index = (struct name_index){0};
}
