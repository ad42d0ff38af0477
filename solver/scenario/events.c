// SPDX-License-Identifier: GPL-3.0-or-later
// The deadline, the timeline and the surprises of a scenario file. An event puts channels at levels (`set`)
// or gives parameters new values (`change`). The parameters are found in one walk over all paths of the
// scenario, looked up in a sorted list of those that events name, so that nothing is stored per parameter.
// What events do to the game is for calendar.c, and whether they fit together for scenario_validate, because
// --set can change their numbers.
#include "core/checked.h"
#include "scenario/calendar.h"
#include "scenario/paths.h"
#include "scenario/reader.h"
#include "scenario/table.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// A change whose parameter is to be found, and the place of its value.
struct wanted {
    struct event_change *change;
    const struct node *key;
    bool surprise;
    size_t number; // of the event
};

struct wishes {
    struct wanted *list;
    struct wanted **sorted; // by path
    size_t count, capacity;
};

// The two lists of events.
struct list {
    const char *key, *of; // "timeline", "the timeline"
    const struct parameter_row *date;
    bool surprise;
    size_t most;
};

static const struct list timeline_list = {"timeline", "the timeline", &event_date_row, false, EVENTS_MAX},
                         surprise_list = {"surprises", "the surprises", &surprise_date_row, true,
                                          SURPRISES_MAX};

bool calendar_is_wanted(const struct node *root) {
    const struct node *deadline = node_find(root, "deadline"), *timeline = node_find(root, "timeline");
    return deadline || (timeline && timeline->kind == NODE_SEQUENCE && timeline->count > 0);
}

static void place_name(const struct list *list, size_t number, char *place, size_t size) {
    snprintf(place, size, "entry %zu of %s", number + 1, list->of);
}

static void deadline_read(struct reader *reader, const struct node *root) {
    struct scenario *scenario = reader->scenario;
    const struct node *key = node_key(root, "deadline");
    struct schema schema = {"deadline", deadline_rows, deadline_row_count, "deadline.", NULL, NULL};
    size_t before = reader_fault_count(reader);
    if (!key || !reader_mapping(reader, key->value, &schema, scenario)) return;
    if (reader_fault_count(reader) > before)
        scenario->deadline = NAN; // reported; say no more
    else if (isnan(scenario->deadline))
        reader_fault(
            reader, key->mark,
            "'deadline' needs 'after', the number of rounds that can agree, for example {after: 24}");
}

static void set_read(struct reader *reader, const struct node *key, const char *place, struct event *event) {
    size_t c = channel_find(reader->scenario, key->text);
    if (c == SIZE_MAX) {
        channel_missing(reader, key);
        return;
    }
    if (channel_is_table(reader->scenario, c)) {
        reader_fault(reader, key->mark, "%s cannot set the table: only tabling an anchor does", place);
        return;
    }
    size_t level = level_read(reader, c, key->value);
    if (level != SIZE_MAX) event->sets[event->set_count++] = (struct event_set){key->mark, c, (double)level};
}

static void sets_read(struct reader *reader, const struct node *node, const char *place,
                      struct event *event) {
    if (!reader_expect(reader, node, NODE_MAPPING, "set", place)) return;
    if (!(event->sets = array_new(node->count, sizeof *event->sets))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node->first; key; key = key->next)
        set_read(reader, key, place, event);
}

static void changes_read(struct reader *reader, const struct node *node, const char *place,
                         struct event *event) {
    if (!reader_expect(reader, node, NODE_MAPPING, "change", place)) return;
    if (!(event->changes = array_new(node->count, sizeof *event->changes))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node->first; key; key = key->next) {
        struct event_change *change = &event->changes[event->change_count];
        if (!(change->path = reader_copy(reader, path_canonical(key->text)))) return;
        change->mark = key->mark;
        event->change_count++;
    }
}

static void event_read(struct reader *reader, const struct list *list, const struct node *node,
                       struct event *event) {
    static const char *const others[] = {"at", "set", "change", NULL};
    char place[64];
    place_name(list, event->number, place, sizeof place);
    struct schema schema = {place, NULL, 0, "", others, NULL};
    if (!reader_mapping(reader, node, &schema, NULL)) return;
    const struct node *at = node_find(node, "at"), *set = node_find(node, "set"),
                      *change = node_find(node, "change");
    size_t before = reader_fault_count(reader);
    if (at)
        reader_value(reader, at, list->date, NULL, "at", place, &event->at);
    else
        reader_fault(reader, node->mark, "%s needs 'at', the period at whose start it happens", place);
    if (reader_fault_count(reader) > before) event->at = NAN; // reported; nothing is at that date
    if (!set && !change)
        reader_fault(reader, node->mark,
                     "%s does nothing: it needs 'set', for example {sanctions: hard}, or 'change', for "
                     "example {Russia.discount_rate: 0.1}",
                     place);
    if (set) sets_read(reader, set, place, event);
    if (change) changes_read(reader, change, place, event);
}

// Is the list of a size that can be read?
static bool list_check(struct reader *reader, const struct list *list, const struct node *node) {
    if (!reader_expect(reader, node, NODE_SEQUENCE, list->key, "the scenario")) return false;
    if (node->count > list->most) {
        reader_fault(reader, node->mark, "'%s' can have %zu entries; this one has %zu", list->key, list->most,
                     node->count);
        return false;
    }
    size_t changes = 0;
    for (const struct node *item = node->first; item; item = item->next) {
        const struct node *change = item->kind == NODE_MAPPING ? node_find(item, "change") : NULL;
        if (change) changes += change->count;
    }
    if (changes <= CHANGES_MAX) return true;
    reader_fault(reader, node->mark, "'%s' can change %d parameters; this one changes %zu", list->key,
                 CHANGES_MAX, changes);
    return false;
}

static void list_read(struct reader *reader, const struct list *list, const struct node *node,
                      struct event **events, size_t *count) {
    if (!node || !list_check(reader, list, node)) return;
    if (!(*events = array_new(node->count, sizeof **events))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *item = node->first; item; item = item->next) {
        struct event *event = &(*events)[*count];
        *event = (struct event){.mark = item->mark, .number = (*count)++};
        event_read(reader, list, item, event);
    }
}

static int wanted_compare(const void *a, const void *b) {
    const struct wanted *x = *(struct wanted *const *)a, *y = *(struct wanted *const *)b;
    return strcmp(x->change->path, y->change->path);
}

static void wishes_add(struct wishes *wishes, const struct list *list, const struct node *node,
                       struct event *events, size_t count) {
    const struct node *item = count > 0 ? node->first : NULL;
    for (size_t e = 0; e < count; e++, item = item->next) {
        const struct node *key = events[e].change_count > 0 ? node_find(item, "change")->first : NULL;
        for (size_t k = 0; k < events[e].change_count; k++, key = key->next) {
            wishes->sorted[wishes->count] = &wishes->list[wishes->count];
            wishes->list[wishes->count++] = (struct wanted){&events[e].changes[k], key, list->surprise, e};
        }
    }
}

// Give the parameter to every change that names it. An event cannot change another event.
static bool wishes_visit(void *context, const struct parameter *parameter) {
    const struct wishes *wishes = context;
    size_t low = 0, high = wishes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(wishes->sorted[middle]->change->path, parameter->path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < wishes->count; low++) {
        struct event_change *change = wishes->sorted[low]->change;
        if (strcmp(change->path, parameter->path) != 0) break;
        if (parameter->row == &event_date_row || parameter->row == &surprise_date_row ||
            parameter->row == &event_level_row)
            break;
        change->row = parameter->row;
        change->target = parameter->value;
        change->levels = parameter->channel;
    }
    return true;
}

static bool row_may_surprise(const struct parameter_row *row) {
    bool range = row->offset == offsetof(struct issue, low) || row->offset == offsetof(struct issue, high);
    bool issue = row >= issue_rows && row < issue_rows + issue_row_count;
    return row->kind != PARAMETER_COUNT && row->kind != PARAMETER_PERIOD && row->kind != PARAMETER_LEVEL &&
           !(issue && range);
}

struct neighbour {
    struct nearest nearest;
    struct text path; // copy of the best one so far
    bool surprise;
};

static bool neighbour_visit(void *context, const struct parameter *parameter) {
    struct neighbour *neighbour = context;
    bool may = neighbour->surprise ? row_may_surprise(parameter->row) : parameter->row->by_state;
    if (!may || isnan(*parameter->value)) return true;
    nearest_try(&neighbour->nearest, parameter->path);
    if (neighbour->nearest.best != parameter->path) return true;
    text_free(&neighbour->path);
    text_append(&neighbour->path, "%s", parameter->path);
    neighbour->nearest.best = neighbour->path.data;
    return true;
}

static void path_missing(struct reader *reader, const struct wanted *wanted) {
    struct neighbour neighbour = {.nearest = {.wanted = wanted->change->path}, .surprise = wanted->surprise};
    if (reader_is_heard(reader)) parameters_walk(reader->scenario, false, neighbour_visit, &neighbour);
    reader_fault(reader, wanted->key->mark, "there is no parameter '%s' to change%s",
                 shown(wanted->key->text).text, suggestion(&neighbour.nearest).text);
    text_free(&neighbour.path);
}

// Read the value of a change, now that its parameter is known. Without one, `row` stays NULL.
static void wish_read(struct reader *reader, const struct wanted *wanted) {
    struct event_change *change = wanted->change;
    const struct parameter_row *row = change->row;
    char place[64];
    place_name(wanted->surprise ? &surprise_list : &timeline_list, wanted->number, place, sizeof place);
    if (!row) {
        path_missing(reader, wanted);
    } else if (!wanted->surprise && !row->by_state) {
        reader_fault(reader, wanted->key->mark,
                     "'%s' cannot depend on the state, so no announced event can change it%s",
                     shown(change->path).text, row_may_surprise(row) ? "; a surprise can" : "");
        change->row = NULL;
    } else if (wanted->surprise && !row_may_surprise(row)) {
        reader_fault(reader, wanted->key->mark, "'%s' cannot change while the talks go on",
                     shown(change->path).text);
        change->row = NULL;
    } else {
        reader_value(reader, wanted->key->value, row, change->levels, shown(change->path).text, place,
                     &change->value);
    }
}

// One effect of the calendar for each parameter that the timeline changes; scenario_build_calendar fills it.
static void effects_reserve(struct reader *reader, const struct wishes *wishes) {
    struct scenario *scenario = reader->scenario;
    struct channel *calendar = &scenario->channels[scenario->calendar];
    if (!(calendar->effects = array_new(wishes->count, sizeof *calendar->effects))) {
        reader_memory(reader);
        return;
    }
    for (size_t k = 0; k < wishes->count; k++) {
        const struct event_change *change = wishes->list[k].change;
        bool known = wishes->list[k].surprise || !change->row;
        for (size_t e = 0; !known && e < calendar->effect_count; e++)
            known = calendar->effects[e].target == change->target;
        if (known) continue;
        struct effect *effect = &calendar->effects[calendar->effect_count];
        if (!(effect->target_path = reader_copy(reader, change->path))) return;
        calendar->effect_count++;
        effect->mark = change->mark;
        effect->row = change->row;
        effect->target = change->target;
    }
}

void events_read(struct reader *reader, const struct node *root) {
    struct scenario *scenario = reader->scenario;
    const struct node *timeline = node_find(root, "timeline"), *surprises = node_find(root, "surprises");
    struct wishes wishes = {0};
    deadline_read(reader, root);
    list_read(reader, &timeline_list, timeline, &scenario->timeline, &scenario->event_count);
    list_read(reader, &surprise_list, surprises, &scenario->surprises, &scenario->surprise_count);
    wishes.list = array_new(2 * CHANGES_MAX, sizeof *wishes.list);
    wishes.sorted = array_new(2 * CHANGES_MAX, sizeof(struct wanted *));
    if (!wishes.list || !wishes.sorted) {
        reader_memory(reader);
        goto cleanup;
    }
    wishes_add(&wishes, &timeline_list, timeline, scenario->timeline, scenario->event_count);
    wishes_add(&wishes, &surprise_list, surprises, scenario->surprises, scenario->surprise_count);
    if (wishes.count == 0) goto cleanup;
    qsort(wishes.sorted, wishes.count, sizeof(struct wanted *), wanted_compare);
    if (!parameters_walk(scenario, true, wishes_visit, &wishes)) {
        reader_memory(reader);
        goto cleanup;
    }
    for (size_t k = 0; k < wishes.count; k++)
        wish_read(reader, &wishes.list[k]);
    if (scenario->calendar != SIZE_MAX) effects_reserve(reader, &wishes);
cleanup:
    free(wishes.list);
    free(wishes.sorted);
}
