// SPDX-License-Identifier: GPL-3.0-or-later
// The anchors of a scenario file, demands that their owner can put on the table, and how tabling works. Read
// before the channels, because conditions and starts may name the levels of the table, which table.c makes of
// them. Whether the shares fit the pie is for scenario_validate, because --set can change them.
#include "core/checked.h"
#include "scenario/reader.h"
#include "scenario/table.h"
#include <stdint.h>
#include <stdio.h>

static void shares_read(struct reader *reader, const struct node *node, struct anchor *anchor,
                        const char *place) {
    if (!reader_expect(reader, node, NODE_MAPPING, "shares", place)) return;
    for (const struct node *key = node->first; key; key = key->next) {
        size_t i = party_named(reader, key);
        if (i != SIZE_MAX)
            reader_value(reader, key->value, &share_row, NULL, key->text, place, &anchor->share[i]);
    }
}

static void anchor_read(struct reader *reader, const struct node *key, struct anchor *anchor) {
    static const char *const others[] = {"by", "shares", NULL}, *const later[] = {"at", NULL};
    char place[NAME_BYTES_MAX + 16];
    snprintf(place, sizeof place, "anchor '%s'", anchor->name);
    struct schema schema = {place, NULL, 0, "", others, later};
    if (!reader_mapping(reader, key->value, &schema, NULL)) return;
    anchor->by = owner_read(reader, key, place);
    const struct node *shares = node_find(key->value, "shares");
    if (shares)
        shares_read(reader, shares, anchor, place);
    else if (!node_key(key->value, "at"))
        reader_fault(reader, key->mark, "%s needs 'shares', the part of the pie it asks for by party", place);
}

static void anchor_list_read(struct reader *reader, const struct node *node) {
    struct scenario *scenario = reader->scenario;
    if (!reader_expect(reader, node, NODE_MAPPING, "anchors", "the scenario")) return;
    if (node->count > OPTIONS_MAX) {
        reader_fault(reader, node->mark, "a game can have %d anchors; this one has %zu", OPTIONS_MAX,
                     node->count);
        return;
    }
    if (!(scenario->anchors = array_new(node->count, sizeof *scenario->anchors))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node->first; key; key = key->next) {
        if (!reader_name(reader, key, "an anchor")) continue;
        struct anchor *anchor = &scenario->anchors[scenario->anchor_count];
        if (!(anchor->name = reader_copy(reader, key->text))) return;
        if (!(anchor->share = array_new(scenario->party_count, sizeof *anchor->share))) {
            free(anchor->name);
            reader_memory(reader);
            return;
        }
        scenario->anchor_count++;
        anchor->mark = key->mark;
        anchor_read(reader, key, anchor);
    }
}

void anchors_read(struct reader *reader, const struct node *root) {
    struct scenario *scenario = reader->scenario;
    const struct node *anchors = node_find(root, "anchors"), *anchoring = node_key(root, "anchoring");
    struct schema schema = {"anchoring", anchoring_rows, anchoring_row_count, "anchoring.", NULL, NULL};
    rows_initialise(anchoring_rows, anchoring_row_count, scenario);
    if (anchoring) reader_mapping(reader, anchoring->value, &schema, scenario);
    if (anchoring && (!anchors || (anchors->kind == NODE_MAPPING && anchors->count == 0)))
        reader_fault(reader, anchoring->mark, "'anchoring' says how 'anchors' work, and there are none");
    if (anchors) anchor_list_read(reader, anchors);
    if (!table_size_check(scenario, reader->errors)) scenario->depth = 1; // reported; say no more
}
