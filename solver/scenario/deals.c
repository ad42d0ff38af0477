// SPDX-License-Identifier: GPL-3.0-or-later
// What an agreement is about: a pie to divide, or one deal from a menu with a utility for every party. Read
// after the parties, whom the utilities name, and before the effects, which may change them. Anchors ask for
// shares of a pie, so they do not go with deals. Deals given by their position in issues are not read.
#include "core/checked.h"
#include "scenario/reader.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static size_t fault_count(const struct reader *reader) {
    return reader->errors->count + reader->errors->dropped;
}

static void utilities_read(struct reader *reader, const struct node *key, struct deal *deal,
                           const char *place) {
    const struct scenario *scenario = reader->scenario;
    size_t before = fault_count(reader);
    bool given[PARTIES_MAX] = {false};
    if (scenario->party_count == 0) return; // reported; say no more
    if (!reader_expect(reader, key->value, NODE_MAPPING, "utility", place)) return;
    for (const struct node *name = key->value->first; name; name = name->next) {
        size_t i = party_named(reader, name);
        if (i == SIZE_MAX) continue;
        reader_value(reader, name->value, &utility_row, NULL, name->text, place, &deal->utility[i]);
        given[i] = true;
    }
    if (fault_count(reader) > before) return; // a misspelt party is not missing as well
    for (size_t i = 0; i < scenario->party_count; i++)
        if (!given[i])
            reader_fault(reader, key->mark, "%s needs a utility for every party, and there is none for '%s'",
                         place, scenario->parties[i].name);
}

static void deal_read(struct reader *reader, const struct node *key, struct deal *deal) {
    static const char *const others[] = {"utility", "at", NULL};
    char place[NAME_BYTES_MAX + 16];
    snprintf(place, sizeof place, "deal '%s'", deal->name);
    struct schema schema = {place, NULL, 0, "", others, NULL};
    if (!reader_mapping(reader, key->value, &schema, NULL)) return;
    const struct node *utility = node_key(key->value, "utility"), *at = node_key(key->value, "at");
    if (at)
        reader_fault(reader, at->mark,
                     "'at' of %s needs outcome.issues, which is not supported by this version of parley",
                     place);
    if (utility)
        utilities_read(reader, utility, deal, place);
    else if (!at)
        reader_fault(reader, key->mark, "%s needs 'utility', what it is worth to each party", place);
}

static void deals_read(struct reader *reader, const struct node *node) {
    struct scenario *scenario = reader->scenario;
    if (!reader_expect(reader, node, NODE_MAPPING, "deals", "outcome")) return;
    if (node->count < 1 || node->count > DEALS_MAX) {
        reader_fault(reader, node->mark, "'deals' needs 1 to %d deals; this one has %zu", DEALS_MAX,
                     node->count);
        return;
    }
    if (!(scenario->deals = array_new(node->count, sizeof *scenario->deals))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node->first; key; key = key->next) {
        if (!reader_name(reader, key, "a deal")) continue;
        struct deal *deal = &scenario->deals[scenario->deal_count];
        if (!(deal->name = reader_copy(reader, key->text))) return;
        if (!(deal->utility = array_new(scenario->party_count, sizeof *deal->utility))) {
            free(deal->name);
            reader_memory(reader);
            return;
        }
        scenario->deal_count++;
        deal->mark = key->mark;
        deal_read(reader, key, deal);
    }
}

static void pie_read(struct reader *reader, const struct node *pie) {
    for (size_t k = 0; k < scenario_row_count; k++)
        if (strcmp(scenario_rows[k].key, "pie") == 0)
            reader_value(reader, pie, &scenario_rows[k], NULL, "pie", "outcome", &reader->scenario->pie);
}

void outcome_read(struct reader *reader, const struct node *root) {
    static const char *const others[] = {"pie", "deals", NULL}, *const later[] = {"issues", NULL};
    struct scenario *scenario = reader->scenario;
    const struct node *key = node_key(root, "outcome");
    if (!key) return; // scenario_validate misses it
    struct schema schema = {"outcome", NULL, 0, "", others, later};
    scenario->pie_mark = key->mark;
    bool mapping = reader_mapping(reader, key->value, &schema, NULL);
    const struct node *pie = node_key(key->value, "pie"), *deals = node_key(key->value, "deals");
    const struct node *anchors = node_key(root, "anchors");
    if (pie && deals)
        reader_fault(reader, deals->mark, "'outcome' has both 'pie' and 'deals'; give one");
    else if (pie)
        pie_read(reader, pie->value);
    if (deals && anchors)
        reader_fault(reader, anchors->mark,
                     "'anchors' ask for shares of a pie, so they do not go with 'deals'");
    if (deals) deals_read(reader, deals->value);
    bool reported = !mapping || deals || node_key(key->value, "issues");
    if (reported && scenario->deal_count == 0) scenario->pie = 1; // say no more
}
