// SPDX-License-Identifier: GPL-3.0-or-later
// The parties of a scenario file: names, and the rows of the parameter table for each. What they want on the
// issues is read in stances.c, once the issues are known. Whether the values fit together (one discount,
// votes that reach the quota) is for scenario_validate.
#include "core/checked.h"
#include "scenario/reader.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t party_find(const struct scenario *scenario, const char *name) {
    for (size_t i = 0; i < scenario->party_count; i++)
        if (strcmp(scenario->parties[i].name, name) == 0) return i;
    return SIZE_MAX;
}

size_t party_named(struct reader *reader, const struct node *node) {
    const struct scenario *scenario = reader->scenario;
    if (node->kind == NODE_FAULTY) return SIZE_MAX;
    size_t i = node->kind == NODE_SCALAR ? party_find(scenario, node->text) : SIZE_MAX;
    if (i != SIZE_MAX) return i;
    struct nearest nearest = {.wanted = node->kind == NODE_SCALAR ? node->text : ""};
    for (size_t k = 0; k < scenario->party_count; k++)
        nearest_try(&nearest, scenario->parties[k].name);
    reader_fault(reader, node->mark, "there is no party %s%s", node_shown(node).text,
                 suggestion(&nearest).text);
    return SIZE_MAX;
}

static void party_read(struct reader *reader, const struct node *key, struct party *party) {
    static const char *const others[] = {"issues", NULL};
    char place[NAME_BYTES_MAX + 16];
    snprintf(place, sizeof place, "party '%s'", party->name);
    struct schema schema = {place, party_rows, party_row_count, "", others, NULL};
    party->mark = key->mark;
    rows_initialise(party_rows, party_row_count, party);
    if (!reader_mapping(reader, key->value, &schema, party)) party->discount = 0.5; // reported; say no more
}

static bool party_name_check(struct reader *reader, const struct node *key) {
    if (!reader_name(reader, key, "a party")) return false;
    if (!name_is_reserved(key->text)) return true;
    reader_fault(reader, key->mark, "a party cannot be called '%s': that is a key of the scenario",
                 key->text);
    return false;
}

void parties_read(struct reader *reader, const struct node *node, struct mark root) {
    struct scenario *scenario = reader->scenario;
    if (!node) {
        reader_fault(reader, root, "the scenario needs 'parties': a mapping of at least two names");
        return;
    }
    if (!reader_expect(reader, node, NODE_MAPPING, "parties", "the scenario")) return;
    if (node->count < 2 || node->count > PARTIES_MAX)
        reader_fault(reader, node->mark, "a game needs 2 to %d parties; this one has %zu", PARTIES_MAX,
                     node->count);
    if (node->count > PARTIES_MAX) return;
    scenario->parties = array_new(node->count, sizeof *scenario->parties);
    if (!scenario->parties) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node->first; key; key = key->next) {
        if (!party_name_check(reader, key)) continue;
        struct party *party = &scenario->parties[scenario->party_count];
        party->name = reader_copy(reader, key->text);
        if (!party->name) return;
        scenario->party_count++;
        party_read(reader, key, party);
    }
}
