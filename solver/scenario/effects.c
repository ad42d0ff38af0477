// SPDX-License-Identifier: GPL-3.0-or-later
// Effects of channels: each names a parameter by its path and gives, per level, a value to set, a factor, an
// amount to add. Targets are looked up in a sorted index of every path of the scenario, made once per file.
// Whether the changed values stay in range is checked for scale and add when the game is compiled, state by
// state.
#include "core/checked.h"
#include "scenario/paths.h"
#include "scenario/reader.h"
#include "scenario/table.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// Every parameter that a path can name, without the entries of matrices and effects.
struct targets {
    struct parameter *parameters; // their paths are owned by `paths`
    char **paths;
    size_t count, capacity;
    struct name_index index;
};

static bool target_add(void *context, const struct parameter *parameter) {
    struct targets *targets = context;
    if (targets->count == targets->capacity) {
        size_t capacity = targets->capacity > 0 ? 2 * targets->capacity : 64;
        struct parameter *parameters = realloc(targets->parameters, capacity * sizeof *parameters);
        if (parameters) targets->parameters = parameters;
        char **paths = parameters ? realloc(targets->paths, capacity * sizeof *paths) : NULL;
        if (!paths) return false;
        targets->paths = paths;
        targets->capacity = capacity;
    }
    char *path = strdup(parameter->path);
    if (!path) return false;
    targets->parameters[targets->count] = *parameter;
    targets->paths[targets->count++] = path;
    return true;
}

static bool targets_build(struct targets *targets, struct scenario *scenario) {
    return parameters_walk(scenario, false, target_add, targets) &&
           name_index_build(&targets->index, (const char *const *)targets->paths, targets->count);
}

static void targets_free(struct targets *targets) {
    for (size_t k = 0; k < targets->count; k++)
        free(targets->paths[k]);
    free(targets->paths);
    free(targets->parameters);
    name_index_free(&targets->index);
}

// The parameter that a key names, or NULL and an error.
static const struct parameter *target_find(struct reader *reader, const struct targets *targets,
                                           const struct node *key) {
    const char *path = path_canonical(key->text);
    size_t position = name_index_find(&targets->index, path);
    if (position == SIZE_MAX) {
        struct nearest nearest = {.wanted = path};
        for (size_t k = 0; reader_is_heard(reader) && k < targets->count; k++)
            if (targets->parameters[k].row->by_state) nearest_try(&nearest, targets->paths[k]);
        reader_fault(reader, key->mark, "an effect needs a parameter, and '%s' is none%s",
                     shown(key->text).text, suggestion(&nearest).text);
        return NULL;
    }
    if (targets->parameters[position].row->by_state) return &targets->parameters[position];
    reader_fault(reader, key->mark, "'%s' cannot depend on the state, so no effect can change it",
                 shown(key->text).text);
    return NULL;
}

static bool list_shape_check(struct reader *reader, const struct channel *channel, const struct node *key,
                             const char *place) {
    if (!reader_expect(reader, key->value, NODE_SEQUENCE, key->text, place)) return false;
    if (channel->level_count == 0) return false;
    if (key->value->count == channel->level_count) return true;
    reader_fault(reader, key->value->mark,
                 "'%s' of %s has %zu entries, but '%s' has %zu levels: one entry per level", key->text, place,
                 key->value->count, channel->name, channel->level_count);
    return false;
}

// One list, `set` read by the target's own row (null: leave as it is, NaN), the others as plain numbers.
static double *list_read(struct reader *reader, const struct channel *channel, const struct node *effect,
                         const char *name, const struct parameter_row *row, const char *place) {
    const struct node *key = node_key(effect, name);
    if (!key || !list_shape_check(reader, channel, key, place)) return NULL;
    double *list = array_new(channel->level_count, sizeof *list);
    if (!list) {
        reader_memory(reader);
        return NULL;
    }
    size_t level = 0;
    for (const struct node *item = key->value->first; item; item = item->next, level++) {
        list[level] = NAN;
        if (row == &effect_row || !node_is_null(item))
            reader_value(reader, item, row, NULL, name, place, &list[level]);
    }
    return list;
}

static void effect_lists_read(struct reader *reader, const struct channel *channel, const struct node *node,
                              struct effect *effect, const char *place) {
    static const char *const others[] = {"set", "scale", "add", NULL};
    struct schema schema = {place, NULL, 0, "", others, NULL};
    if (!reader_mapping(reader, node, &schema, NULL)) return;
    if (!node_key(node, "set") && !node_key(node, "scale") && !node_key(node, "add"))
        reader_fault(reader, node->mark, "%s needs 'set', 'scale' or 'add'", place);
    const struct node *scale = node_key(node, "scale"), *add = node_key(node, "add");
    if (effect->row->kind == PARAMETER_FLAG && (scale || add))
        reader_fault(reader, scale ? scale->mark : add->mark, "%s can only be set: it is true or false",
                     place);
    effect->set = list_read(reader, channel, node, "set", effect->row, place);
    effect->scale = list_read(reader, channel, node, "scale", &effect_row, place);
    effect->add = list_read(reader, channel, node, "add", &effect_row, place);
}

static void effect_read(struct reader *reader, const struct targets *targets, struct channel *channel,
                        const struct node *effects, const struct node *key) {
    const struct parameter *target = target_find(reader, targets, key);
    if (!target) return;
    const char *path = path_canonical(key->text);
    if (path != key->text && node_key(effects, path))
        reader_fault(reader, key->mark, "'%s' has two effects on '%s'", channel->name, path);
    struct effect *effect = &channel->effects[channel->effect_count];
    effect->target_path = reader_copy(reader, path);
    if (!effect->target_path) return;
    channel->effect_count++;
    effect->mark = key->mark;
    effect->row = target->row;
    effect->target = target->value;
    char place[sizeof(struct shown) + 16];
    snprintf(place, sizeof place, "the effect on %s", shown(key->text).text);
    effect_lists_read(reader, channel, key->value, effect, place);
}

void effects_read(struct reader *reader, const struct node *node) {
    struct targets targets = {0};
    if (!targets_build(&targets, reader->scenario)) {
        reader_memory(reader);
        goto cleanup;
    }
    for (size_t c = 0; node && c < reader->scenario->channel_count; c++) {
        if (channel_is_table(reader->scenario, c) || c == reader->scenario->calendar) continue;
        struct channel *channel = &reader->scenario->channels[c];
        const struct node *effects = node_find(node_find(node, channel->name), "effects");
        if (!effects || !reader_expect(reader, effects, NODE_MAPPING, "effects", channel->name)) continue;
        if (!(channel->effects = array_new(effects->count, sizeof *channel->effects))) {
            reader_memory(reader);
            goto cleanup;
        }
        for (const struct node *key = effects->first; key; key = key->next)
            effect_read(reader, &targets, channel, effects, key);
    }
cleanup:
    targets_free(&targets);
}
