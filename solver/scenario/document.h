// SPDX-License-Identifier: GPL-3.0-or-later
// A YAML document as a plain tree, every node with its place. The only room that knows the YAML library.
#ifndef PARLEY_SCENARIO_DOCUMENT_H
#define PARLEY_SCENARIO_DOCUMENT_H

#include "core/error.h"
#include <stdbool.h>

enum node_kind {
    NODE_SCALAR,
    NODE_SEQUENCE,
    NODE_MAPPING,
    NODE_FAULTY, // what stood here was refused and reported; readers pass over it
};

// Children of a sequence are its items; children of a mapping are its keys, each with its value. All owned.
struct node {
    enum node_kind kind;
    struct mark mark;
    char *text; // of a scalar; never NULL there
    size_t length;
    bool plain;         // a scalar written without quotes
    struct node *value; // of a key
    struct node *first, *last, *next;
    size_t count; // children
};

enum { DEPTH_MAX = 32 };

// Read one document into a tree. Refused, each with its place: syntax errors, aliases, anchors, tags, keys
// that are not plain names, keys that come twice, nesting deeper than DEPTH_MAX, more than one document, no
// document. *root is set to what could be read, or to NULL if that is nothing; free it with node_free. Every
// fault is in errors. Cost: O(length log length).
void document_read(const char *text, size_t length, struct node **root, struct errors *errors);
void node_free(struct node *node);

// Value of a key, or NULL.
const struct node *node_find(const struct node *mapping, const char *key);
// The key itself, or NULL.
const struct node *node_key(const struct node *mapping, const char *key);
// A plain empty, ~ or null?
bool node_is_null(const struct node *node);

#endif
