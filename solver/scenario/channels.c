// SPDX-License-Identifier: GPL-3.0-or-later
// The channels of a scenario file: names and levels of all of them first, because starts and conditions may
// name any channel, then where each starts. How they move is read in laws.c, what they do in effects.c.
#include "core/checked.h"
#include "scenario/calendar.h"
#include "scenario/reader.h"
#include "scenario/table.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t channel_find(const struct scenario *scenario, const char *name) {
    for (size_t c = 0; c < scenario->channel_count; c++)
        if (c != scenario->calendar && strcmp(scenario->channels[c].name, name) == 0) return c;
    return SIZE_MAX;
}

size_t level_read(struct reader *reader, size_t c, const struct node *node) {
    const struct channel *channel = &reader->scenario->channels[c];
    if (node->kind == NODE_FAULTY || channel->level_count == 0) return SIZE_MAX;
    if (node->kind == NODE_SCALAR) {
        size_t level = name_index_find(&reader->levels[c], node->text);
        if (level != SIZE_MAX) return level;
    }
    struct nearest nearest = {.wanted = node->kind == NODE_SCALAR ? node->text : ""};
    for (size_t l = 0; reader_is_heard(reader) && l < channel->level_count; l++)
        nearest_try(&nearest, channel->levels[l]);
    reader_fault(reader, node->mark, "'%s' has no level %s%s", channel->name, node_shown(node).text,
                 suggestion(&nearest).text);
    return SIZE_MAX;
}

void channel_missing(struct reader *reader, const struct node *key) {
    const struct scenario *scenario = reader->scenario;
    struct nearest nearest = {.wanted = key->text};
    if (scenario->calendar != SIZE_MAX && strcmp(key->text, calendar_name) == 0) {
        reader_fault(reader, key->mark,
                     "the calendar goes by itself and cannot be named: say what happens when "
                     "in 'timeline'");
        return;
    }
    for (size_t c = 0; c < scenario->channel_count; c++)
        if (c != scenario->calendar) nearest_try(&nearest, scenario->channels[c].name);
    reader_fault(reader, key->mark, "there is no channel '%s'%s", shown(key->text).text,
                 suggestion(&nearest).text);
}

static const struct node *item_at(const struct node *list, size_t position) {
    const struct node *item = list->first;
    while (position-- > 0)
        item = item->next;
    return item;
}

// Index the levels by name; names that come twice are errors.
static void levels_index(struct reader *reader, size_t c, const struct node *list) {
    struct channel *channel = &reader->scenario->channels[c];
    struct name_index *index = &reader->levels[c];
    if (!name_index_build(index, (const char *const *)channel->levels, channel->level_count)) {
        reader_memory(reader);
        return;
    }
    for (size_t k = 1; reader_is_heard(reader) && k < index->count; k++)
        if (strcmp(index->entries[k - 1].name, index->entries[k].name) == 0)
            reader_fault(reader, item_at(list, index->entries[k].position)->mark,
                         "'%s' has two levels called '%s'", channel->name, index->entries[k].name);
}

static void levels_read(struct reader *reader, size_t c, const struct node *key, const char *place) {
    struct channel *channel = &reader->scenario->channels[c];
    const struct node *list = node_find(key->value, "levels");
    if (!list) {
        reader_fault(reader, key->mark, "%s needs 'levels', a list of names", place);
        return;
    }
    if (!reader_expect(reader, list, NODE_SEQUENCE, "levels", place)) return;
    if (list->count == 0 || list->count > LEVELS_MAX) {
        reader_fault(reader, list->mark, "%s has %zu levels; 1 to %d are possible", place, list->count,
                     LEVELS_MAX);
        return;
    }
    if (!(channel->levels = array_new(list->count, sizeof *channel->levels))) {
        reader_memory(reader);
        return;
    }
    bool good = true;
    for (const struct node *item = list->first; item; item = item->next) {
        bool named = reader_name(reader, item, "a level");
        good = good && named;
        if (good && (channel->levels[channel->level_count] = reader_copy(reader, item->text)))
            channel->level_count++;
    }
    if (channel->level_count == list->count) {
        levels_index(reader, c, list);
        return;
    }
    while (channel->level_count > 0)
        free(channel->levels[--channel->level_count]);
}

static void start_read(struct reader *reader, size_t c, const struct node *node) {
    size_t level = level_read(reader, c, node);
    if (level != SIZE_MAX) reader->scenario->channels[c].start = (double)level;
}

void starts_read(struct reader *reader, const struct node *key) {
    if (!key) return;
    reader->scenario->start_mark = key->mark;
    if (!reader_expect(reader, key->value, NODE_MAPPING, "start", "the scenario")) return;
    for (const struct node *entry = key->value->first; entry; entry = entry->next) {
        size_t c = channel_find(reader->scenario, entry->text);
        if (c == SIZE_MAX)
            channel_missing(reader, entry);
        else
            start_read(reader, c, entry->value);
    }
}

// Name, keys and levels of one channel.
static void channel_read(struct reader *reader, const struct node *key) {
    static const char *const others[] = {"levels", "start",   "drift",   "transition",
                                         "when",   "beliefs", "effects", NULL};
    struct scenario *scenario = reader->scenario;
    char place[NAME_BYTES_MAX + 16];
    struct channel *channel = &scenario->channels[scenario->channel_count];
    if (!(channel->name = reader_copy(reader, key->text))) return;
    channel->mark = key->mark;
    rows_initialise(drift_rows, drift_row_count, &channel->truth.base);
    size_t c = scenario->channel_count++;
    snprintf(place, sizeof place, "channel '%s'", channel->name);
    struct schema schema = {place, NULL, 0, "", others, NULL};
    if (reader_mapping(reader, key->value, &schema, NULL)) levels_read(reader, c, key, place);
}

static bool channel_name_check(struct reader *reader, const struct node *key, bool dated) {
    if (!reader_name(reader, key, "a channel")) return false;
    bool law = strcmp(key->text, "drift") == 0 || strcmp(key->text, "transition") == 0;
    if (law)
        reader_fault(reader, key->mark, "a channel cannot be called '%s': 'when' uses that word", key->text);
    bool table = reader->scenario->anchor_count > 0 && strcmp(key->text, table_name) == 0;
    if (table)
        reader_fault(reader, key->mark, "a channel cannot be called '%s': that is where the anchors are",
                     key->text);
    bool calendar = dated && strcmp(key->text, calendar_name) == 0;
    if (calendar)
        reader_fault(
            reader, key->mark,
            "a channel cannot be called '%s': that is what counts the rounds to the deadline and the "
            "events of the timeline",
            key->text);
    return !law && !table && !calendar;
}

// The channel that the anchors make; its levels and its law come from scenario_build_table.
static void table_read(struct reader *reader, struct mark mark) {
    struct scenario *scenario = reader->scenario;
    size_t c = scenario->channel_count;
    struct channel *channel = &scenario->channels[c];
    if (!(channel->name = reader_copy(reader, table_name))) return;
    scenario->channel_count++;
    channel->mark = channel->truth.base.mark = mark;
    rows_initialise(drift_rows, drift_row_count, &channel->truth.base);
    channel->beliefs = array_new(scenario->party_count, sizeof *channel->beliefs);
    if (!channel->beliefs || !scenario_build_table(scenario) ||
        !name_index_build(&reader->levels[c], (const char *const *)channel->levels, channel->level_count))
        reader_memory(reader);
}

// The channel that counts rounds; its levels and effects come from scenario_build_calendar.
static void calendar_read(struct reader *reader, struct mark mark) {
    struct scenario *scenario = reader->scenario;
    size_t c = scenario->channel_count;
    struct channel *channel = &scenario->channels[c];
    if (!(channel->name = reader_copy(reader, calendar_name))) return;
    scenario->channel_count++;
    scenario->calendar = c;
    channel->mark = channel->truth.base.mark = mark;
    channel->truth.base.up = 1;
    channel->truth.base.down = 0;
    channel->beliefs = array_new(scenario->party_count, sizeof *channel->beliefs);
    channel->levels = array_new(1, sizeof *channel->levels);
    if (!channel->beliefs || !channel->levels || !(channel->levels[0] = strdup("0")))
        reader_memory(reader);
    else
        channel->level_count = 1;
}

static void channel_movement_read(struct reader *reader, size_t c, const struct node *node) {
    const struct node *start = node_find(node, "start");
    if (!node || node->kind != NODE_MAPPING) return;
    if (start) start_read(reader, c, start);
    laws_read(reader, &reader->scenario->channels[c], node);
}

void channels_read(struct reader *reader, const struct node *root) {
    struct scenario *scenario = reader->scenario;
    const struct node *node = node_find(root, "leverage");
    if (node && !reader_expect(reader, node, NODE_MAPPING, "leverage", "the scenario")) node = NULL;
    bool dated = calendar_is_wanted(root);
    size_t tables = scenario->anchor_count > 0, count = (node ? node->count : 0) + tables + dated;
    if (count > CHANNELS_MAX) {
        static const char *const with[] = {"", " with the table of its anchors", " with the calendar",
                                           " with the calendar and the table of its anchors"};
        reader_fault(reader, node->mark, "a game can have %d channels; this one has %zu%s", CHANNELS_MAX,
                     count, with[2 * dated + tables]);
        return;
    }
    scenario->channels = array_new(count, sizeof *scenario->channels);
    reader->levels = array_new(count, sizeof *reader->levels);
    if (!scenario->channels || !reader->levels) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node ? node->first : NULL; key; key = key->next)
        if (channel_name_check(reader, key, dated)) channel_read(reader, key);
    size_t own = scenario->channel_count;
    if (dated) {
        const struct node *deadline = node_key(root, "deadline");
        calendar_read(reader, deadline ? deadline->mark : node_key(root, "timeline")->mark);
    }
    if (tables > 0) table_read(reader, node_key(root, "anchors")->mark);
    for (size_t c = 0; c < own; c++)
        channel_movement_read(reader, c, node_find(node, scenario->channels[c].name));
}
