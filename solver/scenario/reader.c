// SPDX-License-Identifier: GPL-3.0-or-later
// One reader for every scalar that is a row of the parameter table, and one for every mapping with known
// keys. Knows nothing of parties or channels.
#include "scenario/reader.h"
#include "scenario/value.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct mark nowhere = {0, 0};

void reader_memory(struct reader *reader) {
    errors_add(reader->errors, PARLEY_MEMORY, nowhere, "out of memory");
}

bool reader_is_heard(const struct reader *reader) {
    return reader->errors->count < ERRORS_MAX;
}

struct shown node_shown(const struct node *node) {
    struct shown out = {"nothing"};
    if (node->kind == NODE_SEQUENCE) return (struct shown){"a list"};
    if (node->kind == NODE_MAPPING) return (struct shown){"a mapping"};
    if (node->kind == NODE_FAULTY || node_is_null(node)) return out;
    const char *quote = node->plain ? "'" : "\"";
    struct shown text = shown(node->text);
    snprintf(out.text, sizeof out.text, "%s%.67s%s%s", quote, text.text, quote,
             node->plain ? "" : " in quotes");
    return out;
}

char *reader_copy(struct reader *reader, const char *text) {
    char *copy = strdup(text);
    if (!copy) reader_memory(reader);
    return copy;
}

bool reader_expect(struct reader *reader, const struct node *node, enum node_kind kind, const char *name,
                   const char *place) {
    static const char *const kinds[] = {
        [NODE_SCALAR] = "a single value", [NODE_SEQUENCE] = "a list", [NODE_MAPPING] = "a mapping"};
    if (node->kind == kind) return true;
    if (node->kind != NODE_FAULTY)
        reader_fault(reader, node->mark, "'%s' of %s must be %s, but %s came", name, place, kinds[kind],
                     node_shown(node).text);
    return false;
}

size_t reader_fault_count(const struct reader *reader) {
    return reader->errors->count + reader->errors->dropped;
}

// What stands for a value that was refused: the default, or any value in range.
static double placeholder(const struct parameter_row *row) {
    if (!isnan(row->initial)) return row->initial;
    return parameter_in_range(row, 0) ? 0 : 0.5;
}

// Is the text one that the row's kind takes from quotes too?
static bool kind_is_words(enum parameter_kind kind) {
    return kind == PARAMETER_PERIOD || kind == PARAMETER_RULE || kind == PARAMETER_LEVEL;
}

void reader_value(struct reader *reader, const struct node *node, const struct parameter_row *row,
                  const struct channel *channel, const char *name, const char *place, double *value) {
    *value = placeholder(row);
    if (node->kind == NODE_FAULTY) return;
    bool readable = node->kind == NODE_SCALAR && (node->plain || kind_is_words(row->kind));
    double bare;
    bool no_unit = row->kind == PARAMETER_PERIOD && readable && number_parse(node->text, &bare);
    if (readable && !no_unit && value_parse(row, channel, node->text, value)) return;
    struct text wanted = {0};
    value_wanted(row, channel, &wanted);
    reader_fault(reader, node->mark, "'%s' of %s must be %s, but %s came", name, place,
                 wanted.failed ? "different" : wanted.data, node_shown(node).text);
    text_free(&wanted);
}

bool reader_name(struct reader *reader, const struct node *node, const char *what) {
    if (node->kind == NODE_FAULTY) return false;
    bool scalar = node->kind == NODE_SCALAR && !node_is_null(node);
    const char *fault = scalar ? name_fault(node->text, node->length) : "must be text";
    if (!fault) return true;
    reader_fault(reader, node->mark, "the name of %s %s: %s came", what, fault, node_shown(node).text);
    return false;
}

void rows_initialise(const struct parameter_row *rows, size_t count, void *base) {
    for (size_t k = 0; k < count; k++)
        *(double *)((char *)base + rows[k].offset) = rows[k].initial;
}

// The row's key below the schema's prefix, or NULL if it does not belong there.
static const char *row_key(const struct schema *schema, const struct parameter_row *row) {
    size_t length = strlen(schema->prefix);
    if (strncmp(row->key, schema->prefix, length) != 0) return NULL;
    const char *key = row->key + length;
    bool pie = strcmp(row->key, "pie") == 0; // stands under `outcome`
    return pie || strchr(key, '.') ? NULL : key;
}

static bool list_has(const char *const *list, const char *key) {
    for (; list && *list; list++)
        if (strcmp(*list, key) == 0) return true;
    return false;
}

static void known_key(const char *key, struct nearest *nearest, struct text *known) {
    nearest_try(nearest, key);
    text_append(known, "%s%s", known->length > 0 ? ", " : "", key);
}

static void unknown_key(struct reader *reader, const struct node *key, const struct schema *schema) {
    struct nearest nearest = {.wanted = key->text};
    struct text known = {0};
    for (size_t k = 0; k < schema->row_count; k++)
        if (row_key(schema, &schema->rows[k])) known_key(row_key(schema, &schema->rows[k]), &nearest, &known);
    for (const char *const *other = schema->others; other && *other; other++)
        known_key(*other, &nearest, &known);
    if (nearest.best || known.failed)
        reader_fault(reader, key->mark, "unknown key '%s' in %s%s", shown(key->text).text, schema->place,
                     suggestion(&nearest).text);
    else
        reader_fault(reader, key->mark, "unknown key '%s' in %s; the keys are: %s", shown(key->text).text,
                     schema->place, known.data ? known.data : "none");
    text_free(&known);
}

static const struct parameter_row *row_find(const struct schema *schema, const char *key) {
    for (size_t k = 0; k < schema->row_count; k++) {
        const char *name = row_key(schema, &schema->rows[k]);
        if (name && strcmp(name, key) == 0) return &schema->rows[k];
    }
    return NULL;
}

bool reader_mapping(struct reader *reader, const struct node *node, const struct schema *schema, void *base) {
    if (node->kind == NODE_FAULTY) return false;
    if (node->kind != NODE_MAPPING) {
        reader_fault(reader, node->mark, "%s must be a mapping (key: value), but %s came", schema->place,
                     node_shown(node).text);
        return false;
    }
    for (const struct node *key = node->first; key; key = key->next) {
        const struct parameter_row *row = row_find(schema, key->text);
        if (row)
            reader_value(reader, key->value, row, NULL, key->text, schema->place,
                         (double *)((char *)base + row->offset));
        else if (list_has(schema->later, key->text))
            reader_fault(reader, key->mark, "'%s' is not supported by this version of parley", key->text);
        else if (!list_has(schema->others, key->text))
            unknown_key(reader, key, schema);
    }
    return true;
}
