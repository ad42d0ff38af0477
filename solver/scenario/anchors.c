// SPDX-License-Identifier: GPL-3.0-or-later
// The anchors of a scenario file, demands that their owner can put on the table, and how tabling works:
// shares of a pie, or a position where there are issues. Read before the channels, because conditions and
// starts may name the levels of the table, which table.c makes of them. Whether the shares fit the pie is for
// scenario_validate, because --set can change them.
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

// A demand on issues.
static void demand_at_read(struct reader *reader, const struct node *key, struct anchor *anchor,
                           const char *place) {
    const struct node *shares = node_key(key->value, "shares"), *at = node_key(key->value, "at");
    if (shares)
        reader_fault(reader, shares->mark,
                     "'shares' of %s are parts of a pie, and there are issues: give 'at', its position on "
                     "each",
                     place);
    else if (!at)
        reader_fault(reader, key->mark, "%s needs 'at', the position it asks for on every issue", place);
    if (at) position_read(reader, at, "anchor", anchor->name, anchor->at);
}

// A demand on a pie. Where the issues could not be read, or deals lie on none, that was reported.
static void demand_shares_read(struct reader *reader, const struct node *key, struct anchor *anchor,
                               const char *place) {
    const struct node *shares = node_key(key->value, "shares"), *at = node_key(key->value, "at");
    bool pie = reader->issues == ISSUES_ABSENT && reader->scenario->deal_count == 0;
    if (pie && at)
        reader_fault(
            reader, at->mark,
            "'at' of %s is a position on issues, and 'outcome' has no 'issues': give 'shares' of the "
            "pie",
            place);
    else if (!shares && !at && reader->issues == ISSUES_ABSENT)
        reader_fault(reader, key->mark, "%s needs 'shares', the part of the pie it asks for by party", place);
    if (shares) shares_read(reader, shares->value, anchor, place);
}

static void anchor_read(struct reader *reader, const struct node *key, struct anchor *anchor) {
    static const char *const others[] = {"by", "shares", "at", NULL};
    char place[NAME_BYTES_MAX + 16];
    snprintf(place, sizeof place, "anchor '%s'", anchor->name);
    struct schema schema = {place, NULL, 0, "", others, NULL};
    if (!reader_mapping(reader, key->value, &schema, NULL)) return;
    anchor->by = owner_read(reader, key, place);
    if (anchor->at)
        demand_at_read(reader, key, anchor, place);
    else
        demand_shares_read(reader, key, anchor, place);
}

// Room for the shares of an anchor, or for its position.
static bool anchor_reserve(struct reader *reader, struct anchor *anchor) {
    const struct scenario *scenario = reader->scenario;
    bool by_position = reader->issues == ISSUES_READ;
    double **list = by_position ? &anchor->at : &anchor->share;
    *list = array_new(by_position ? scenario->issue_count : scenario->party_count, sizeof **list);
    if (!*list) reader_memory(reader);
    return *list != NULL;
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
        if (!anchor_reserve(reader, anchor)) {
            free(anchor->name);
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
