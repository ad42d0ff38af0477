// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a study file into the texts that a command line would give. The order of vary and over is that of
// the file. Does not know which parameters and metrics a scenario has.
#include "sweep/study.h"
#include "core/text.h"
#include "scenario/document.h"
#include "scenario/encoding.h"
#include "scenario/names.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t SAMPLES_MOST = UINT64_C(1) << 40, SEED_MOST = (UINT64_C(1) << 53) - 1;

struct reading {
    struct study *study;
    struct errors *errors;
};

#define fault(reading, mark, ...) errors_add((reading)->errors, PARLEY_INPUT, mark, __VA_ARGS__)

static void memory(struct reading *reading) {
    errors_add(reading->errors, PARLEY_MEMORY, (struct mark){0}, "out of memory");
}

// ---- lists ----

// Takes the item.
static bool list_append(struct study_list *list, char *item) {
    if (item && list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        char **grown = realloc(list->items, capacity * sizeof *grown);
        if (!grown) {
            free(item);
            return false;
        }
        list->items = grown;
        list->capacity = capacity;
    }
    if (item) list->items[list->count++] = item;
    return item;
}

static void list_clear(struct study_list *list) {
    for (size_t k = 0; k < list->count; k++)
        free(list->items[k]);
    free(list->items);
    *list = (struct study_list){0};
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// The name before the first '=', without blanks around it.
static size_t name_of(const char *item, const char **begin) {
    size_t length = strcspn(item, "=");
    while (length > 0 && is_blank(*item)) {
        item++;
        length--;
    }
    while (length > 0 && is_blank(item[length - 1]))
        length--;
    *begin = item;
    return length;
}

bool study_override(struct study_list *list, const char *item) {
    const char *name, *other;
    size_t length = name_of(item, &name);
    for (size_t k = 0; k < list->count; k++) {
        if (name_of(list->items[k], &other) != length || strncmp(name, other, length) != 0) continue;
        char *copy = strdup(item);
        if (!copy) return false;
        free(list->items[k]);
        list->items[k] = copy;
        return true;
    }
    return list_append(list, strdup(item));
}

bool study_add(struct study_list *list, const char *item) {
    for (size_t k = 0; k < list->count; k++)
        if (strcmp(list->items[k], item) == 0) return true;
    return list_append(list, strdup(item));
}

void study_clear(struct study *study) {
    list_clear(&study->vary);
    list_clear(&study->over);
    list_clear(&study->derive);
    list_clear(&study->metrics);
    list_clear(&study->exceeds);
    list_clear(&study->set);
}

// ---- nodes ----

static bool expect(struct reading *reading, const struct node *node, enum node_kind kind, const char *name,
                   const char *wanted) {
    if (node->kind == kind) return true;
    if (node->kind != NODE_FAULTY) fault(reading, node->mark, "'%s' wants %s", name, wanted);
    return false;
}

static bool text_expect(struct reading *reading, const struct node *node, const char *name,
                        const char *wanted) {
    if (!expect(reading, node, NODE_SCALAR, name, wanted)) return false;
    if (node->length > 0 && !node_is_null(node) && !memchr(node->text, '\0', node->length)) return true;
    fault(reading, node->mark, "'%s' wants %s; there is nothing", name, wanted);
    return false;
}

// The text of a value: a scalar, or the items of a list with commas between them.
static bool value_append(struct reading *reading, const char *path, const struct node *node, bool list,
                         struct text *out) {
    const char *wanted = list ? "FROM:TO:N or a list of values" : "one value";
    if (!list || node->kind != NODE_SEQUENCE) {
        if (!text_expect(reading, node, path, wanted)) return false;
        text_append(out, "%s", node->text);
        return true;
    }
    if (!node->first) fault(reading, node->mark, "'%s' has an empty list; it wants %s", path, wanted);
    for (const struct node *item = node->first; item; item = item->next) {
        if (!text_expect(reading, item, path, "one value for each item of the list")) return false;
        text_append(out, "%s%s", item == node->first ? "" : ",", item->text);
    }
    return node->first;
}

// A key without a value that closes what it does not open: {A.discount: uniform(0.1, 0.2)} has '0.2)'.
static bool is_torn(const struct node *path) {
    return path->value->kind == NODE_SCALAR && node_is_null(path->value) && strchr(path->text, ')') &&
           !strchr(path->text, '(');
}

// {PATH: VALUE, ...} to "PATH=VALUE".
static void pairs_read(struct reading *reading, const struct node *key, bool list, struct study_list *out) {
    if (!expect(reading, key->value, NODE_MAPPING, key->text, "paths of parameters, each with its values"))
        return;
    for (const struct node *path = key->value->first; path; path = path->next) {
        struct text item = {0};
        if (is_torn(path)) {
            fault(reading, path->mark,
                  "'%s' is the rest of a value with a comma, which within {} wants quotes, as in {PATH: "
                  "'uniform(0.1, 0.2)'}",
                  shown(path->text).text);
            continue;
        }
        text_append(&item, "%s=", path->text);
        bool whole = value_append(reading, path->text, path->value, list, &item);
        if (strchr(path->text, '='))
            fault(reading, path->mark, "'%s' cannot be a parameter: no path holds '='",
                  shown(path->text).text);
        else if (whole && !list_append(out, text_take(&item)))
            memory(reading);
        text_free(&item);
    }
}

static void items_read(struct reading *reading, const struct node *key, const char *wanted,
                       struct study_list *out) {
    if (!expect(reading, key->value, NODE_SEQUENCE, key->text, wanted)) return;
    for (const struct node *item = key->value->first; item; item = item->next)
        if (text_expect(reading, item, key->text, wanted) && !list_append(out, strdup(item->text)))
            memory(reading);
}

static void count_read(struct reading *reading, const struct node *key, uint64_t least, uint64_t most,
                       uint64_t *count) {
    const struct node *node = key->value;
    if (!expect(reading, node, NODE_SCALAR, key->text, "a whole number")) return;
    char *end;
    errno = 0;
    unsigned long long number = strtoull(node->text, &end, 10);
    bool digits = node->length > 0 && strspn(node->text, "0123456789") == node->length;
    if (!digits || errno || number < least || number > most) {
        fault(reading, node->mark, "'%s' wants a whole number from %llu to %llu, not '%s'", key->text,
              (unsigned long long)least, (unsigned long long)most, shown(node->text).text);
    } else {
        *count = number;
    }
}

static void design_read(struct reading *reading, const struct node *key) {
    struct study *study = reading->study;
    if (!text_expect(reading, key->value, key->text, "grid, sobol, lhs or random")) return;
    study->kind = design_kind_find(key->value->text);
    if (study->kind > DESIGN_sobol && strcmp(key->value->text, "grid") != 0)
        fault(reading, key->value->mark, "there is no design '%s'; there are grid, sobol, lhs and random",
              shown(key->value->text).text);
}

static void flag_read(struct reading *reading, const struct node *key, bool *flag) {
    if (!text_expect(reading, key->value, key->text, "true or false")) return;
    *flag = strcmp(key->value->text, "true") == 0;
    if (!*flag && strcmp(key->value->text, "false") != 0)
        fault(reading, key->value->mark, "'%s' wants true or false, not '%s'", key->text,
              shown(key->value->text).text);
}

static void key_unknown(struct reading *reading, const struct node *key, const char *const *keys) {
    struct nearest nearest = {.wanted = key->text};
    for (size_t k = 0; keys[k]; k++)
        nearest_try(&nearest, keys[k]);
    fault(reading, key->mark, "a study has no '%s'%s", shown(key->text).text,
          nearest.best
              ? suggestion(&nearest).text
              : "; it has title, about, design, samples, seed, vary, over, derive, metrics, exceeds, "
                "set, cold and warm");
}

static void key_read(struct reading *reading, const struct node *key) {
    enum { TITLE, ABOUT, DESIGN, SAMPLES, SEED, VARY, OVER, DERIVE, METRICS, EXCEEDS, SET, COLD, WARM, UNKNOWN };
    static const char *const keys[] = {"title",  "about",   "design",  "samples", "seed", "vary", "over",
                                       "derive", "metrics", "exceeds", "set",     "cold", "warm", NULL};
    struct study *study = reading->study;
    size_t k = TITLE;
    while (k < UNKNOWN && strcmp(keys[k], key->text) != 0)
        k++;
    if (k == UNKNOWN) key_unknown(reading, key, keys);
    if (k == TITLE || k == ABOUT) expect(reading, key->value, NODE_SCALAR, key->text, "a text");
    if (k == DESIGN) design_read(reading, key);
    if (k == SAMPLES) count_read(reading, key, 1, SAMPLES_MOST, &study->samples);
    if (k == SEED) count_read(reading, key, 0, SEED_MOST, &study->seed);
    study->seeded = study->seeded || k == SEED;
    if (k == VARY) pairs_read(reading, key, true, &study->vary);
    if (k == OVER) pairs_read(reading, key, false, &study->over);
    if (k == COLD) flag_read(reading, key, &study->cold);
    if (k == WARM) flag_read(reading, key, &study->warm);
    if (k == SET) pairs_read(reading, key, false, &study->set);
    if (k == DERIVE)
        items_read(reading, key, "a list of lines such as 'B.discount = 0.9 * A.discount'", &study->derive);
    if (k == EXCEEDS)
        items_read(reading, key, "a list of conditions such as 'agreement.mean_years<=1'", &study->exceeds);
    if (k == METRICS) items_read(reading, key, "a list of metrics", &study->metrics);
}

// What is of a sample wants one. A design that is not said follows from what varies.
static void sample_expect(struct reading *reading, const struct node *root, const char *name) {
    const struct node *key = node_key(root, name);
    if (key)
        fault(reading, key->mark, "'%s' is of a sample, which 'over' describes; there is no 'over'", name);
}

static void design_check(struct reading *reading, const struct node *root) {
    const struct node *design = node_key(root, "design"), *over = node_key(root, "over");
    bool grid = design && reading->study->kind == DESIGN_COUNT;
    if (grid && over)
        fault(reading, design->mark,
              "a grid varies by 'vary'; 'over' wants design sobol, lhs or random, also beside 'vary'");
    if (over || !(grid || node_key(root, "vary"))) return;
    if (!grid) sample_expect(reading, root, "design");
    sample_expect(reading, root, "samples");
    sample_expect(reading, root, "seed");
    sample_expect(reading, root, "exceeds");
}

enum parley_status study_read(const char *text, size_t length, struct study *study, struct errors *errors) {
    struct node *root = NULL;
    struct reading reading = {study, errors};
    *study = (struct study){.kind = DESIGN_COUNT};
    if (!encoding_check(text, length, errors)) return PARLEY_INPUT;
    document_read(text, length, &root, errors);
    if (root && expect(&reading, root, NODE_MAPPING, "the study", "keys such as 'vary' and 'metrics'"))
        for (const struct node *key = root->first; key; key = key->next)
            key_read(&reading, key);
    if (root && errors_status(errors) == PARLEY_OK) design_check(&reading, root);
    node_free(root);
    return errors_status(errors);
}
