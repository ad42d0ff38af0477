// SPDX-License-Identifier: GPL-3.0-or-later
// How channels move: drift or a transition matrix, the cases of `when`, and what parties believe instead.
// A matrix is stored only after the file is known to supply every entry, so that a short file cannot ask for
// much memory; conditions, which could, have a budget of FLAG_BYTES_MAX for the whole file. Whether up + down
// <= 1 is for scenario_validate, because --set can change it.
#include "core/checked.h"
#include "scenario/reader.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const double row_tolerance =
    1e-9; // a transition row may miss 1 by this much before it is renormalised

static void drift_read(struct reader *reader, const struct node *node, struct law *law, const char *place) {
    struct schema schema = {place, drift_rows, drift_row_count, "drift.", NULL, NULL};
    if (!reader_mapping(reader, node, &schema, law)) return;
    if (isnan(law->up) && isnan(law->down))
        reader_fault(reader, node->mark, "%s needs 'up', 'down' or both", place);
    if (isnan(law->up)) law->up = 0;
    if (isnan(law->down)) law->down = 0;
}

// One row of a matrix; false if something is wrong with it.
static bool row_read(struct reader *reader, const struct node *node, double *row, const char *from) {
    size_t before = reader->errors->count + reader->errors->dropped, to = 0;
    double sum = 0;
    char place[NAME_BYTES_MAX + 32];
    snprintf(place, sizeof place, "the row of '%s'", from);
    for (const struct node *item = node->first; item; item = item->next, to++) {
        reader_value(reader, item, &probability_row, NULL, "transition", place, &row[to]);
        if (item->kind == NODE_FAULTY) return false;
        sum += row[to];
    }
    if (reader->errors->count + reader->errors->dropped > before) return false;
    if (!(fabs(sum - 1) <= row_tolerance)) {
        reader_fault(reader, node->mark, "the transition row of '%s' sums to %.10g; it must sum to 1", from,
                     sum);
        return false;
    }
    for (size_t k = 0; k < to; k++)
        row[k] /= sum;
    return true;
}

// Do the rows supply levels x levels entries?
static bool matrix_shape_check(struct reader *reader, const struct channel *channel,
                               const struct node *node) {
    size_t levels = channel->level_count, from = 0;
    if (!reader_expect(reader, node, NODE_SEQUENCE, "transition", channel->name)) return false;
    if (node->count != levels) {
        reader_fault(reader, node->mark, "'transition' has %zu rows, but '%s' has %zu levels", node->count,
                     channel->name, levels);
        return false;
    }
    bool good = true;
    for (const struct node *row = node->first; row; row = row->next, from++) {
        if (!reader_expect(reader, row, NODE_SEQUENCE, "transition", channel->levels[from])) {
            good = false;
        } else if (row->count != levels) {
            reader_fault(reader, row->mark,
                         "the transition row of '%s' has %zu entries, but '%s' has %zu levels",
                         channel->levels[from], row->count, channel->name, levels);
            good = false;
        }
    }
    return good;
}

static void matrix_read(struct reader *reader, const struct channel *channel, const struct node *node,
                        struct law *law) {
    size_t levels = channel->level_count, entries, from = 0;
    if (levels == 0 || !matrix_shape_check(reader, channel, node)) return;
    double *matrix = size_multiply(levels, levels, &entries) ? array_new(entries, sizeof *matrix) : NULL;
    if (!matrix) {
        reader_memory(reader);
        return;
    }
    bool good = true;
    for (const struct node *row = node->first; row; row = row->next, from++)
        if (!row_read(reader, row, &matrix[from * levels], channel->levels[from])) good = false;
    if (good)
        law->matrix = matrix;
    else
        free(matrix);
}

// `drift` or `transition` of a mapping; neither leaves the channel standing still, unless one is required.
static void law_read(struct reader *reader, const struct channel *channel, const struct node *node,
                     bool required, struct law *law) {
    const struct node *drift = node_key(node, "drift"), *transition = node_key(node, "transition");
    const struct node *key = drift ? drift : transition;
    rows_initialise(drift_rows, drift_row_count, law);
    law->mark = key ? key->mark : node->mark;
    if (drift && transition)
        reader_fault(reader, transition->mark, "give 'drift' or 'transition', not both");
    else if (!key && required)
        reader_fault(reader, node->mark,
                     "'drift' or 'transition' is missing here; drift: {up: 0, down: 0} stands still");
    else if (drift)
        drift_read(reader, drift->value, law, "'drift'");
    else if (transition)
        matrix_read(reader, channel, transition->value, law);
}

static void condition_level(struct reader *reader, struct condition *condition, const struct node *node) {
    size_t level = level_read(reader, condition->channel, node);
    if (level != SIZE_MAX) condition->holds[level] = 1;
}

static void condition_read(struct reader *reader, const struct node *key, struct case_law *entry) {
    size_t c = channel_find(reader->scenario, key->text);
    if (c == SIZE_MAX) {
        channel_missing(reader, key);
        return;
    }
    size_t levels = reader->scenario->channels[c].level_count;
    if (levels > FLAG_BYTES_MAX - reader->flag_bytes) {
        reader_fault(reader, key->mark, "the conditions of this file take too much memory");
        return;
    }
    struct condition *condition = &entry->conditions[entry->condition_count];
    if (!(condition->holds = array_new(levels, 1))) {
        reader_memory(reader);
        return;
    }
    reader->flag_bytes += levels;
    condition->channel = c;
    entry->condition_count++;
    if (key->value->kind != NODE_SEQUENCE) {
        condition_level(reader, condition, key->value);
        return;
    }
    if (key->value->count == 0)
        reader_fault(reader, key->value->mark, "an empty list of levels: this condition never holds");
    for (const struct node *item = key->value->first; item; item = item->next)
        condition_level(reader, condition, item);
}

static void case_read(struct reader *reader, const struct channel *channel, const struct node *node,
                      struct case_law *entry) {
    if (!reader_expect(reader, node, NODE_MAPPING, "when", channel->name)) {
        rows_initialise(drift_rows, drift_row_count, &entry->law);
        return;
    }
    law_read(reader, channel, node, true, &entry->law);
    if (!(entry->conditions = array_new(node->count, sizeof *entry->conditions))) {
        reader_memory(reader);
        return;
    }
    size_t named = 0;
    for (const struct node *key = node->first; key; key = key->next) {
        if (strcmp(key->text, "drift") == 0 || strcmp(key->text, "transition") == 0) continue;
        condition_read(reader, key, entry);
        named++;
    }
    if (named == 0)
        reader_fault(reader, node->mark,
                     "a 'when' entry must name a channel and its level, or it always holds");
}

// A complete law: the base, and the cases of `when`.
static void law_set_read(struct reader *reader, const struct channel *channel, const struct node *node,
                         bool required, struct laws *laws) {
    law_read(reader, channel, node, required, &laws->base);
    const struct node *when = node_find(node, "when");
    if (!when || !reader_expect(reader, when, NODE_SEQUENCE, "when", channel->name)) return;
    if (!(laws->cases = array_new(when->count, sizeof *laws->cases))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *item = when->first; item; item = item->next)
        case_read(reader, channel, item, &laws->cases[laws->case_count++]);
}

static void belief_read(struct reader *reader, struct channel *channel, const struct node *key) {
    static const char *const others[] = {"drift", "transition", "when", NULL};
    size_t i = party_named(reader, key);
    if (i == SIZE_MAX) return;
    struct schema schema = {"a belief", NULL, 0, "", others, NULL};
    if (!reader_mapping(reader, key->value, &schema, NULL)) return;
    if (!(channel->beliefs[i] = array_new(1, sizeof **channel->beliefs)))
        reader_memory(reader);
    else
        law_set_read(reader, channel, key->value, true, channel->beliefs[i]);
}

static void beliefs_read(struct reader *reader, struct channel *channel, const struct node *node) {
    const struct node *beliefs = node_find(node, "beliefs");
    if (!(channel->beliefs = array_new(reader->scenario->party_count, sizeof *channel->beliefs))) {
        reader_memory(reader);
        return;
    }
    if (!beliefs || !reader_expect(reader, beliefs, NODE_MAPPING, "beliefs", channel->name)) return;
    for (const struct node *key = beliefs->first; key; key = key->next)
        belief_read(reader, channel, key);
}

void laws_read(struct reader *reader, struct channel *channel, const struct node *node) {
    law_set_read(reader, channel, node, false, &channel->truth);
    beliefs_read(reader, channel, node);
}
