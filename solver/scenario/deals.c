// SPDX-License-Identifier: GPL-3.0-or-later
// What an agreement is about: a pie to divide, issues to settle, or one deal from a menu, given by what it is
// worth to each party or by where it lies on the issues beside it. Read after the parties, whom the utilities
// name, and before the effects, which may change them. Anchors ask for shares of a pie or for a position, so
// they do not go with deals that lie on no issues.
#include "core/checked.h"
#include "scenario/reader.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void utilities_read(struct reader *reader, const struct node *key, struct deal *deal,
                           const char *place) {
    const struct scenario *scenario = reader->scenario;
    size_t before = reader_fault_count(reader);
    bool given[PARTIES_MAX] = {false};
    if (scenario->party_count == 0) return; // reported; say no more
    if (!reader_expect(reader, key->value, NODE_MAPPING, "utility", place)) return;
    for (const struct node *name = key->value->first; name; name = name->next) {
        size_t i = party_named(reader, name);
        if (i == SIZE_MAX) continue;
        reader_value(reader, name->value, &utility_row, NULL, name->text, place, &deal->utility[i]);
        given[i] = true;
    }
    if (reader_fault_count(reader) > before) return; // a misspelt party is not missing as well
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
    bool issues = reader->issues == ISSUES_READ;
    if (utility && at)
        reader_fault(reader, at->mark, "%s has both 'utility' and 'at'; give one", place);
    else if (at && reader->issues == ISSUES_ABSENT)
        reader_fault(reader, at->mark,
                     "'at' of %s is a position on the issues, and 'outcome' has no 'issues' beside 'deals'",
                     place);
    else if (!utility && !at)
        reader_fault(reader, key->mark, "%s needs 'utility', what it is worth to each party%s", place,
                     issues ? ", or 'at', its position on the issues" : "");
    if (deal->at)
        position_read(reader, at, "deal", deal->name, deal->at);
    else if (utility)
        utilities_read(reader, utility, deal, place);
}

// Room for the utilities of a deal, or for its position.
static bool deal_reserve(struct reader *reader, const struct node *node, struct deal *deal) {
    const struct scenario *scenario = reader->scenario;
    bool by_position = reader->issues == ISSUES_READ && node_key(node, "at") && !node_key(node, "utility");
    double **list = by_position ? &deal->at : &deal->utility;
    *list = array_new(by_position ? scenario->issue_count : scenario->party_count, sizeof **list);
    if (!*list) reader_memory(reader);
    return *list != NULL;
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
        if (!deal_reserve(reader, key->value, deal)) {
            free(deal->name);
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

// A pie stands alone; issues may stand beside deals, which then may lie on them.
static void parts_read(struct reader *reader, const struct node *outcome) {
    const struct node *pie = node_key(outcome, "pie"), *issues = node_key(outcome, "issues"),
                      *deals = node_key(outcome, "deals"), *other = deals ? deals : issues;
    if (pie && other)
        reader_fault(reader, other->mark, "'outcome' has both 'pie' and '%s'; give one", other->text);
    else if (pie)
        pie_read(reader, pie->value);
    if (issues) issues_read(reader, issues->value);
    if (deals) deals_read(reader, deals->value);
}

void outcome_read(struct reader *reader, const struct node *root) {
    static const char *const others[] = {"pie", "issues", "deals", NULL};
    struct scenario *scenario = reader->scenario;
    const struct node *key = node_key(root, "outcome"), *anchors = node_key(root, "anchors");
    reader->issues = ISSUES_FAULTY;
    if (!key) return; // scenario_validate misses it
    struct schema schema = {"outcome", NULL, 0, "", others, NULL};
    scenario->pie_mark = key->mark;
    size_t before = reader_fault_count(reader);
    bool mapping = reader_mapping(reader, key->value, &schema, NULL);
    if (reader_fault_count(reader) == before && mapping) reader->issues = ISSUES_ABSENT;
    parts_read(reader, key->value);
    bool deals = node_key(key->value, "deals") != NULL, issues = node_key(key->value, "issues") != NULL;
    if (deals && !issues && anchors)
        reader_fault(reader, anchors->mark,
                     "'anchors' ask for shares of a pie, so they do not go with 'deals'");
    bool reported = !mapping || deals || issues;
    if (reported && scenario->deal_count == 0 && scenario->issue_count == 0) scenario->pie = 1; // say no more
}
