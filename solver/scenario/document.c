// SPDX-License-Identifier: GPL-3.0-or-later
// A tree built from the parser's events. Working from events keeps the library away from everything that
// makes YAML dangerous: aliases are refused as they come and never expanded, depth is bounded before any
// recursion, and the tree is no larger than the file. Marks of the library count from 0 in characters; ours
// count from 1. Does not resolve tags or types: every scalar is text, and whether it was quoted.
#include "scenario/document.h"
#include "core/checked.h"
#include "core/text.h"
#include "scenario/names.h"
#include "scenario/quoted.h"
#include <libfyaml.h>
#include <stdint.h>
#include <string.h>

struct builder {
    const char *source;
    struct errors *errors;
    struct fy_parser *parser;
    struct node *open[DEPTH_MAX]; // collections being filled, outermost first
    struct node *key[DEPTH_MAX];  // key waiting for its value, of open mappings
    struct node *root;
    size_t depth;
    size_t documents;
    struct mark last; // where the latest node began
    bool stopped;
};

void node_free(struct node *node) {
    while (node) {
        struct node *next = node->next;
        node_free(node->first);
        node_free(node->value);
        free(node->text);
        free(node);
        node = next;
    }
}

const struct node *node_key(const struct node *mapping, const char *key) {
    if (!mapping || mapping->kind != NODE_MAPPING) return NULL;
    for (const struct node *entry = mapping->first; entry; entry = entry->next)
        if (strcmp(entry->text, key) == 0) return entry;
    return NULL;
}

const struct node *node_find(const struct node *mapping, const char *key) {
    const struct node *entry = node_key(mapping, key);
    return entry ? entry->value : NULL;
}

bool node_is_null(const struct node *node) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    if (node->kind != NODE_SCALAR || !node->plain) return false;
    for (size_t k = 0; k < sizeof nulls / sizeof *nulls; k++)
        if (strcmp(node->text, nulls[k]) == 0) return true;
    return false;
}

static struct mark mark_of(const struct fy_mark *mark) {
    if (!mark || mark->line < 0 || mark->column < 0) return (struct mark){0, 0};
    return (struct mark){(size_t)mark->line + 1, (size_t)mark->column + 1};
}

// The library marks the name after '*' or '&' and the text after a quote; this is the sign itself.
static struct mark mark_before(struct mark mark) {
    return (struct mark){mark.line, mark.column > 1 ? mark.column - 1 : mark.column};
}

static void builder_memory(struct builder *builder) {
    errors_add(builder->errors, PARLEY_MEMORY, builder->last, "out of memory");
    builder->stopped = true;
}

// A key must be a scalar that is not empty; anything else is reported and dropped with its value.
static void key_check(struct builder *builder, struct node *key) {
    if (key->kind == NODE_FAULTY) return;
    bool name = key->kind == NODE_SCALAR && !node_is_null(key);
    if (!name)
        errors_add(builder->errors, PARLEY_INPUT, key->mark, "a key must be a name; this one is %s",
                   key->kind == NODE_SEQUENCE  ? "a list"
                   : key->kind == NODE_MAPPING ? "a mapping"
                                               : "empty");
    else if (strcmp(key->text, "<<") == 0 && key->plain)
        errors_add(builder->errors, PARLEY_INPUT, key->mark,
                   "merge keys ('<<') are not used in scenario files; write the entries out");
    else
        return;
    key->kind = NODE_FAULTY;
}

static void append(struct node *parent, struct node *child) {
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

// Give a finished node to the collection being filled.
static void builder_attach(struct builder *builder, struct node *node) {
    if (builder->depth == 0) {
        node_free(builder->root);
        builder->root = node;
        return;
    }
    struct node *parent = builder->open[builder->depth - 1];
    struct node **key = &builder->key[builder->depth - 1];
    if (parent->kind == NODE_SEQUENCE) {
        append(parent, node);
    } else if (!*key) {
        key_check(builder, node);
        *key = node;
    } else if ((*key)->kind == NODE_FAULTY) {
        node_free(*key);
        node_free(node);
        *key = NULL;
    } else {
        (*key)->value = node;
        append(parent, *key);
        *key = NULL;
    }
}

static struct node *builder_node(struct builder *builder, enum node_kind kind, const struct fy_mark *mark) {
    struct node *node = calloc(1, sizeof *node);
    if (!node) {
        builder_memory(builder);
        return NULL;
    }
    node->kind = kind;
    node->mark = mark_of(mark);
    if (node->mark.line == 0) node->mark = builder->last; // an empty value has no place of its own: its key's
    builder->last = node->mark;
    return node;
}

static void refuse(struct builder *builder, struct node *node, const char *why) {
    errors_add(builder->errors, PARLEY_INPUT, node->mark, "%s", why);
    node->kind = NODE_FAULTY;
}

// In pieces: the library (0.7.12) miscounts the length of folded blocks when it gives the text as a whole.
static void token_append(struct fy_token *token, struct text *out) {
    struct fy_token_iter *iterator = fy_token_iter_create(token);
    if (!iterator) out->failed = true;
    const struct fy_iter_chunk *chunk = NULL;
    while (iterator && (chunk = fy_token_iter_chunk_next(iterator, chunk, NULL)))
        text_append_bytes(out, chunk->str, chunk->len);
    fy_token_iter_destroy(iterator);
}

// The scalar's text: of quoted ones read from the source, of others as the library gives it.
static bool scalar_text(struct builder *builder, struct fy_token *token, struct node *node) {
    struct text text = {0};
    enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
    if (style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) {
        const char *begin = builder->source + fy_token_start_mark(token)->input_pos;
        const char *end = builder->source + fy_token_end_mark(token)->input_pos;
        quoted_append(begin, end, style == FYSS_SINGLE_QUOTED ? '\'' : '"', &text);
        node->mark = mark_before(node->mark);
    } else if (token) {
        token_append(token, &text);
    }
    node->length = text.length;
    node->plain = style == FYSS_PLAIN;
    node->text = text_take(&text);
    return node->text != NULL;
}

static void scalar_event(struct builder *builder, struct fy_event *event) {
    struct node *node = builder_node(builder, NODE_SCALAR, fy_event_start_mark(event));
    if (!node) return;
    if (!scalar_text(builder, event->scalar.value, node)) {
        node_free(node);
        builder_memory(builder);
        return;
    }
    if (memchr(node->text, '\0', node->length)) refuse(builder, node, "a NUL character (\\0) in a string");
    builder_attach(builder, node);
}

static void alias_event(struct builder *builder, struct fy_event *event) {
    struct node *node = builder_node(builder, NODE_FAULTY, fy_event_start_mark(event));
    if (!node) return;
    node->mark = mark_before(node->mark);
    errors_add(builder->errors, PARLEY_INPUT, node->mark,
               "aliases (*name) are not used in scenario files; write the value out");
    builder_attach(builder, node);
}

static void open_event(struct builder *builder, struct fy_event *event, enum node_kind kind) {
    struct node *node = builder_node(builder, kind, fy_event_start_mark(event));
    if (!node) return;
    if (builder->depth == DEPTH_MAX) {
        errors_add(builder->errors, PARLEY_INPUT, node->mark,
                   "nested more than %d deep; a scenario needs fewer than ten", DEPTH_MAX);
        node_free(node);
        builder->stopped = true;
        return;
    }
    builder->open[builder->depth] = node;
    builder->key[builder->depth] = NULL;
    builder->depth++;
}

// Keys that come twice: found in a sorted index, reported and taken out of the mapping.
static void duplicates_drop(struct builder *builder, struct node *mapping) {
    struct name_index index = {0};
    struct node **keys = array_new(mapping->count, sizeof *keys);
    const char **names = array_new(mapping->count, sizeof *names);
    size_t count = 0;
    for (struct node *key = mapping->first; keys && names && key; key = key->next) {
        names[count] = key->text;
        keys[count++] = key;
    }
    if (!keys || !names || !name_index_build(&index, names, count)) {
        builder_memory(builder);
        goto cleanup;
    }
    for (size_t k = 1; k < count; k++) {
        const struct name_entry *before = &index.entries[k - 1], *entry = &index.entries[k];
        if (strcmp(before->name, entry->name) != 0) continue;
        struct node *key = keys[entry->position];
        errors_add(builder->errors, PARLEY_INPUT, key->mark, "key '%s' comes twice; the first is in line %zu",
                   shown(key->text).text, keys[name_index_find(&index, key->text)]->mark.line);
        key->kind = NODE_FAULTY;
    }
    struct node *rest = mapping->first;
    mapping->first = mapping->last = NULL;
    mapping->count = 0;
    while (rest) {
        struct node *key = rest;
        rest = rest->next;
        key->next = NULL;
        if (key->kind == NODE_FAULTY)
            node_free(key);
        else
            append(mapping, key);
    }
cleanup:
    name_index_free(&index);
    free(names);
    free(keys);
}

static void close_event(struct builder *builder) {
    if (builder->depth == 0) return;
    struct node *node = builder->open[--builder->depth];
    node_free(builder->key[builder->depth]);
    builder->key[builder->depth] = NULL;
    if (node->kind == NODE_MAPPING) duplicates_drop(builder, node);
    builder_attach(builder, node);
}

static void document_event(struct builder *builder, struct fy_event *event) {
    if (++builder->documents < 2) return;
    errors_add(builder->errors, PARLEY_INPUT, mark_of(fy_event_start_mark(event)),
               "a second document begins here; a scenario file holds one");
    builder->stopped = true;
}

// Anchors and tags, on any node.
static void decoration_check(struct builder *builder, struct fy_event *event) {
    struct fy_token *anchor = fy_event_get_anchor_token(event), *tag = fy_event_get_tag_token(event);
    if (anchor && event->type != FYET_ALIAS)
        errors_add(builder->errors, PARLEY_INPUT, mark_before(mark_of(fy_token_start_mark(anchor))),
                   "anchors (&name) are not used in scenario files");
    if (tag)
        errors_add(builder->errors, PARLEY_INPUT, mark_of(fy_token_start_mark(tag)),
                   "tags (!name) are not used in scenario files");
}

static void builder_event(struct builder *builder, struct fy_event *event) {
    decoration_check(builder, event);
    switch (event->type) {
    case FYET_DOCUMENT_START:
        document_event(builder, event);
        break;
    case FYET_SCALAR:
        scalar_event(builder, event);
        break;
    case FYET_ALIAS:
        alias_event(builder, event);
        break;
    case FYET_SEQUENCE_START:
        open_event(builder, event, NODE_SEQUENCE);
        break;
    case FYET_MAPPING_START:
        open_event(builder, event, NODE_MAPPING);
        break;
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        close_event(builder);
        break;
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_END:
        break;
    }
}

// Syntax errors, as the library words them. A tree that ends at one is of no use: its missing half would only
// bring more errors.
static bool syntax_report(struct fy_diag *diagnostics, struct errors *errors) {
    bool found = false;
    void *iterator = NULL;
    for (struct fy_diag_error *fault; (fault = fy_diag_errors_iterate(diagnostics, &iterator));) {
        if (fault->type != FYET_ERROR) continue;
        struct mark mark = {fault->line > 0 ? (size_t)fault->line : 1,
                            fault->column > 0 ? (size_t)fault->column : 1};
        errors_add(errors, PARLEY_INPUT, mark, "not YAML: %s", fault->msg);
        found = true;
    }
    return found;
}

static struct fy_diag *diagnostics_new(void) {
    struct fy_diag_cfg configuration;
    fy_diag_cfg_default(&configuration);
    configuration.fp = NULL;
    configuration.colorize = false;
    struct fy_diag *diagnostics = fy_diag_create(&configuration);
    if (diagnostics) fy_diag_set_collect_errors(diagnostics, true);
    return diagnostics;
}

static void builder_run(struct builder *builder) {
    for (struct fy_event *event; !builder->stopped && (event = fy_parser_parse(builder->parser));) {
        builder_event(builder, event);
        fy_parser_event_free(builder->parser, event);
    }
}

static void builder_free(struct builder *builder) {
    while (builder->depth > 0) {
        builder->depth--;
        node_free(builder->key[builder->depth]);
        node_free(builder->open[builder->depth]);
    }
    node_free(builder->root);
}

void document_read(const char *text, size_t length, struct node **root, struct errors *errors) {
    struct builder builder = {.source = text, .errors = errors};
    struct fy_diag *diagnostics = diagnostics_new();
    struct fy_parse_cfg configuration = {.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
                                         .diag = diagnostics};
    if (diagnostics) builder.parser = fy_parser_create(&configuration);
    *root = NULL;
    if (!builder.parser || fy_parser_set_string(builder.parser, text, length) != 0) {
        builder_memory(&builder);
        goto cleanup;
    }
    builder_run(&builder);
    if (syntax_report(diagnostics, errors) || builder.stopped) goto cleanup;
    if (fy_parser_get_stream_error(builder.parser)) {
        errors_add(errors, PARLEY_INPUT, builder.last,
                   "not YAML: the parser stopped here without saying why");
    } else {
        *root = builder.root;
        builder.root = NULL;
    }
cleanup:
    builder_free(&builder);
    if (builder.parser) fy_parser_destroy(builder.parser);
    if (diagnostics) fy_diag_destroy(diagnostics);
}
