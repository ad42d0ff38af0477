// SPDX-License-Identifier: GPL-3.0-or-later
// What the parties want on the issues: `issues` of each party, with an ideal point on every issue and, where
// given, a salience and an exponent. Read after the outcome, which names the issues. Whether some issue
// matters to a party is for scenario_validate, because --set can change that.
#include "core/checked.h"
#include "scenario/issues.h"
#include <stdint.h>
#include <stdio.h>

// Returns whether there is an ideal point, or a fault that was reported instead.
static bool stance_read(struct reader *reader, const struct node *key, const struct party *party,
                        const struct issue *issue, struct stance *stance) {
    char place[2 * NAME_BYTES_MAX + 32];
    snprintf(place, sizeof place, "issue '%s' of party '%s'", issue->name, party->name);
    struct schema schema = {place, stance_rows, stance_row_count, "", NULL, NULL};
    stance->mark = key->mark;
    if (!reader_mapping(reader, key->value, &schema, stance)) return true;
    const struct node *ideal = node_find(key->value, "ideal");
    if (ideal) position_settle(reader, ideal, issue, "the ideal point of party", party->name, &stance->ideal);
    return ideal != NULL;
}

static void missing_report(struct reader *reader, struct mark mark, const struct party *party,
                           const bool *given) {
    struct text missing = {0};
    issues_missing(reader->scenario, given, &missing);
    if (missing.failed || missing.length > 0)
        reader_fault(reader, mark,
                     "party '%s' needs 'issues' with an ideal point on every issue, and there is none on %s",
                     party->name, missing.failed ? "some" : missing.data);
    text_free(&missing);
}

static void party_stances_read(struct reader *reader, const struct node *node, struct party *party) {
    const struct scenario *scenario = reader->scenario;
    const struct node *key = node_key(node, "issues");
    bool given[ISSUES_MAX] = {false};
    size_t unknown = 0;
    if (node->kind != NODE_MAPPING) return; // reported; say no more
    char place[NAME_BYTES_MAX + 16];
    snprintf(place, sizeof place, "party '%s'", party->name);
    if (key && !reader_expect(reader, key->value, NODE_MAPPING, "issues", place)) return;
    for (const struct node *name = key ? key->value->first : NULL; name; name = name->next) {
        size_t k = issue_named(reader, name);
        if (k == SIZE_MAX)
            unknown++;
        else
            given[k] = stance_read(reader, name, party, &scenario->issues[k], &party->stances[k]);
    }
    if (unknown == 0) // a misspelt issue is not missing as well
        missing_report(reader, key ? key->mark : party->mark, party, given);
}

static bool stances_reserve(struct reader *reader, struct party *party) {
    size_t issues = reader->scenario->issue_count;
    if (!(party->stances = array_new(issues, sizeof *party->stances))) {
        reader_memory(reader);
        return false;
    }
    for (size_t k = 0; k < issues; k++)
        rows_initialise(stance_rows, stance_row_count, &party->stances[k]);
    return true;
}

void stances_read(struct reader *reader, const struct node *parties) {
    struct scenario *scenario = reader->scenario;
    for (size_t i = 0; i < scenario->party_count && reader->issues != ISSUES_FAULTY; i++) {
        struct party *party = &scenario->parties[i];
        const struct node *node = node_find(parties, party->name), *key = node_key(node, "issues");
        if (reader->issues == ISSUES_ABSENT && key)
            reader_fault(reader, key->mark,
                         "'issues' of party '%s' says what it wants on the issues, and 'outcome' has no "
                         "'issues'",
                         party->name);
        if (reader->issues == ISSUES_ABSENT) continue;
        if (!stances_reserve(reader, party)) return;
        party_stances_read(reader, node, party);
        for (size_t k = 0; k < scenario->issue_count; k++)
            if (isnan(party->stances[k].ideal)) // reported; say no more
                party->stances[k].ideal = position_placeholder(&scenario->issues[k]);
    }
}
