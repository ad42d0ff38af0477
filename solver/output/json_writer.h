// SPDX-License-Identifier: GPL-3.0-or-later
// What writers of JSON share: values that are there or null, and objects keyed by party or issue.
#ifndef PARLEY_OUTPUT_JSON_WRITER_H
#define PARLEY_OUTPUT_JSON_WRITER_H

#include "output/solution.h"
#include <jansson.h>

// Every add checks its own failure; `failed` is looked at once, at the end.
struct writer {
    const struct solution *solution;
    const struct game *game;
    bool failed;
};

void json_put(struct writer *writer, json_t *object, const char *key, json_t *value);
void json_push(struct writer *writer, json_t *array, json_t *value);

// null where the number is not finite.
json_t *json_number(double value);
json_t *json_count(size_t value);
// Any bytes; what is not UTF-8 becomes '?'.
json_t *json_text(const char *s);

const char *json_party(const struct writer *writer, size_t i);
json_t *json_by_party(struct writer *writer, const double *values);
json_t *json_by_issue(struct writer *writer, const double *values);
json_t *json_members(struct writer *writer, coalition members);
// {"front": "stalemate", ...}
json_t *json_state(struct writer *writer, size_t s);
json_t *json_certificate(struct writer *writer);

// The whole text, with a final newline; frees the root. *json is owned by the caller. Errors: PARLEY_MEMORY.
enum parley_status json_finish(struct writer *writer, json_t *root, char **json, struct errors *errors);

#endif
