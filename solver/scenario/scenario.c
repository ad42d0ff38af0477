// SPDX-License-Identifier: GPL-3.0-or-later
// A scenario file read from top to bottom: bytes, then the YAML tree, then the parts in the order in which
// they depend on each other (parties, outcome, stances, anchors, names of options, channels, options, starts,
// effects, events), then the checks between parameters. Every stage goes on after a fault; only a file that
// is not a mapping, or not YAML, stops early.
#include "scenario/scenario.h"
#include "core/checked.h"
#include "scenario/calendar.h"
#include "scenario/encoding.h"
#include "scenario/reader.h"
#include <stdint.h>
#include <string.h>

static const struct mark file_start = {1, 1};

static char *bytes_copy(const char *bytes, size_t length) {
    char *copy = array_new(length + 1, 1);
    if (copy && length > 0) memcpy(copy, bytes, length);
    return copy;
}

static void law_free(struct law *law) {
    free(law->matrix);
}

static void laws_free(struct laws *laws) {
    law_free(&laws->base);
    for (size_t k = 0; k < laws->case_count; k++) {
        struct case_law *entry = &laws->cases[k];
        for (size_t m = 0; m < entry->condition_count; m++)
            free(entry->conditions[m].holds);
        free(entry->conditions);
        law_free(&entry->law);
    }
    free(laws->cases);
}

static void channel_free(struct channel *channel, size_t parties) {
    for (size_t i = 0; channel->beliefs && i < parties; i++) {
        if (channel->beliefs[i]) laws_free(channel->beliefs[i]);
        free(channel->beliefs[i]);
    }
    for (size_t k = 0; k < channel->effect_count; k++) {
        struct effect *effect = &channel->effects[k];
        free(effect->target_path);
        free(effect->set);
        free(effect->scale);
        free(effect->add);
    }
    for (size_t l = 0; l < channel->level_count; l++)
        free(channel->levels[l]);
    laws_free(&channel->truth);
    free(channel->beliefs);
    free(channel->effects);
    free(channel->forced);
    free(channel->levels);
    free(channel->name);
}

static void option_free(struct option *option) {
    for (size_t k = 0; k < option->shift_count; k++)
        free(option->shifts[k].to);
    free(option->shifts);
    free(option->parties);
    free(option->name);
}

void scenario_free(struct scenario *scenario) {
    if (!scenario) return;
    for (size_t c = 0; c < scenario->channel_count; c++)
        channel_free(&scenario->channels[c], scenario->party_count);
    for (size_t i = 0; i < scenario->party_count; i++) {
        free(scenario->parties[i].name);
        free(scenario->parties[i].stances);
    }
    for (size_t o = 0; o < scenario->option_count; o++)
        option_free(&scenario->options[o]);
    for (size_t a = 0; a < scenario->anchor_count; a++) {
        free(scenario->anchors[a].name);
        free(scenario->anchors[a].share);
        free(scenario->anchors[a].at);
    }
    for (size_t d = 0; d < scenario->deal_count; d++) {
        free(scenario->deals[d].name);
        free(scenario->deals[d].utility);
        free(scenario->deals[d].at);
    }
    for (size_t k = 0; k < scenario->issue_count; k++) {
        free(scenario->issues[k].name);
        free(scenario->issues[k].unit);
    }
    events_free(scenario->timeline, scenario->event_count);
    events_free(scenario->surprises, scenario->surprise_count);
    free(scenario->issues);
    free(scenario->deals);
    free(scenario->anchors);
    free(scenario->options);
    free(scenario->channels);
    free(scenario->parties);
    free(scenario->title);
    free(scenario->about);
    free(scenario->file);
    free(scenario->source);
    free(scenario);
}

static void title_read(struct reader *reader, const struct node *root, const char *key, char **text) {
    const struct node *node = node_find(root, key);
    bool given = node && reader_expect(reader, node, NODE_SCALAR, key, "the scenario") && !node_is_null(node);
    *text = reader_copy(reader, given ? node->text : "");
}

// `agreement: majority` is short for `agreement: {rule: majority}`; a quota alone makes the rule `quota`.
static void agreement_read(struct reader *reader, const struct node *root) {
    struct scenario *scenario = reader->scenario;
    const struct node *key = node_key(root, "agreement");
    if (!key) return;
    scenario->agreement_mark = key->mark;
    struct schema schema = {"agreement", scenario_rows, scenario_row_count, "agreement.", NULL, NULL};
    if (key->value->kind == NODE_SCALAR) {
        for (size_t k = 0; k < scenario_row_count; k++)
            if (scenario_rows[k].kind == PARAMETER_RULE)
                reader_value(reader, key->value, &scenario_rows[k], NULL, "agreement", "the scenario",
                             &scenario->rule);
        return;
    }
    if (!reader_mapping(reader, key->value, &schema, scenario)) return;
    const struct node *rule = node_find(key->value, "rule"), *quota = node_key(key->value, "quota");
    if (quota && !rule) scenario->rule = RULE_QUOTA;
    if (quota && rule && rule->kind == NODE_SCALAR && scenario->rule != RULE_QUOTA)
        reader_fault(reader, quota->mark, "'quota' goes with 'rule: quota', but the rule is '%s'",
                     shown(rule->text).text);
}

static void root_read(struct reader *reader, const struct node *root) {
    static const char *const others[] = {"title",     "about",    "start",    "parties",   "agreement",
                                         "outcome",   "leverage", "moves",    "accords",   "anchors",
                                         "anchoring", "deadline", "timeline", "surprises", NULL};
    static const char *const later[] = {"enforcement", NULL};
    struct schema schema = {"the scenario", scenario_rows, scenario_row_count, "", others, later};
    if (!reader_mapping(reader, root, &schema, reader->scenario)) return;
    title_read(reader, root, "title", &reader->scenario->title);
    title_read(reader, root, "about", &reader->scenario->about);
    agreement_read(reader, root);
    parties_read(reader, node_find(root, "parties"), root->mark);
    outcome_read(reader, root);
    stances_read(reader, node_find(root, "parties"));
    anchors_read(reader, root);
    if (!options_reserve(reader, root)) return;
    channels_read(reader, root);
    options_read(reader, root);
    starts_read(reader, node_key(root, "start"));
    effects_read(reader, node_find(root, "leverage"));
    events_read(reader, root);
    scenario_validate(reader->scenario, reader->errors);
    if (reader_fault_count(reader) == 0 && !scenario_build_calendar(reader->scenario)) reader_memory(reader);
}

static void tree_read(struct reader *reader, const struct node *root) {
    rows_initialise(scenario_rows, scenario_row_count, reader->scenario);
    rows_initialise(deadline_rows, deadline_row_count, reader->scenario);
    reader->scenario->calendar = SIZE_MAX;
    root_read(reader, root);
    for (size_t c = 0; reader->levels && c < reader->scenario->channel_count; c++)
        name_index_free(&reader->levels[c]);
    free(reader->levels);
}

// Everything between the bytes and the scenario; *scenario may be set although there are errors.
static void text_read(const char *text, size_t length, const char *name, struct scenario **scenario,
                      struct errors *errors) {
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    if (length >= 3 && memcmp(text, byte_order_mark, 3) == 0) {
        text += 3;
        length -= 3;
    }
    errors_set_source(errors, name, text, length);
    if (!encoding_check(text, length, errors)) return;
    struct node *root;
    document_read(text, length, &root, errors);
    struct reader reader = {.scenario = array_new(1, sizeof *reader.scenario), .errors = errors};
    if (!reader.scenario || !(reader.scenario->source = bytes_copy(text, length)) ||
        !(reader.scenario->file = bytes_copy(name ? name : "", name ? strlen(name) : 0)))
        reader_memory(&reader);
    else if (!root ? errors_status(errors) == PARLEY_OK : node_is_null(root))
        reader_fault(&reader, file_start,
                     "the file is empty: a scenario needs at least 'parties' and 'outcome'");
    else if (root)
        tree_read(&reader, root);
    node_free(root);
    *scenario = reader.scenario;
}

enum parley_status scenario_parse(const char *text, size_t length, const char *name,
                                  struct scenario **scenario, struct errors *errors) {
    struct errors own = {0}, *sink = errors ? errors : &own;
    struct scenario *read = NULL;
    if (length > SCENARIO_BYTES_MAX) {
        errors_set_source(sink, name, NULL, 0);
        errors_add(sink, PARLEY_INPUT, (struct mark){0, 0},
                   "a scenario file can have %d bytes; this one has %zu", SCENARIO_BYTES_MAX, length);
    } else {
        text_read(text, length, name, &read, sink);
    }
    enum parley_status status = errors_status(sink);
    if (status == PARLEY_OK)
        *scenario = read;
    else
        scenario_free(read);
    errors_free(&own);
    return status;
}
