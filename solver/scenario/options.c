// SPDX-License-Identifier: GPL-3.0-or-later
// What a party with the initiative can do besides settling: moves and accords of the scenario file, and one
// tabling move per anchor. Their names come first, which fixes their places; what they do to channels is read
// once all levels are known. A shift is kept as a map of levels: to[l] = l + shift, held at the ends. Whether
// a move does anything at all is for scenario_validate, because an effect can give it a risk.
#include "core/checked.h"
#include "scenario/paths.h"
#include "scenario/reader.h"
#include "scenario/table.h"
#include "scenario/value.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *const plurals[] = {[OPTION_MOVE] = "moves", [OPTION_ACCORD] = "accords"};
static const char *const articles[] = {[OPTION_MOVE] = "a move", [OPTION_ACCORD] = "an accord"};

static bool option_is_known(const struct scenario *scenario, const char *name) {
    for (size_t o = 0; o < scenario->option_count; o++)
        if (strcmp(scenario->options[o].name, name) == 0) return true;
    return false;
}

static bool option_name_check(struct reader *reader, const struct node *key, enum option_kind kind) {
    const char *what = articles[kind], *name = key->text;
    if (!reader_name(reader, key, what)) return false;
    bool taken = strcmp(name, "settle") == 0 || strcmp(name, "pass") == 0 || strcmp(name, "quit") == 0;
    bool tabling =
        reader->scenario->anchor_count > 0 && strncmp(name, tabling_words, strlen(tabling_words)) == 0;
    bool known = option_is_known(reader->scenario, name);
    if (taken)
        reader_fault(reader, key->mark, "%s cannot be called '%s': every party can do that", what, name);
    else if (tabling)
        reader_fault(reader, key->mark,
                     "the name of %s cannot begin with '%s': that is how tabling an anchor is called", what,
                     tabling_words);
    else if (known)
        reader_fault(reader, key->mark, "there is a move '%s' already; an accord needs a name of its own",
                     name);
    return !taken && !tabling && !known;
}

// The next option, with its name and defaults; NULL if out of memory.
static struct option *option_begin(struct reader *reader, enum option_kind kind, const char *name,
                                   struct mark mark) {
    struct scenario *scenario = reader->scenario;
    struct option *option = &scenario->options[scenario->option_count];
    if (!(option->name = reader_copy(reader, name))) return NULL;
    scenario->option_count++;
    option->kind = kind;
    option->mark = mark;
    rows_initialise(option_rows, option_row_count, option);
    return option;
}

static bool names_read(struct reader *reader, const struct node *node, enum option_kind kind) {
    for (const struct node *key = node ? node->first : NULL; key; key = key->next) {
        if (!option_name_check(reader, key, kind)) continue;
        if (!option_begin(reader, kind, key->text, key->mark)) return false;
    }
    return true;
}

// Places for the tabling moves; scenario_build_table says what they do.
static bool tabling_reserve(struct reader *reader) {
    for (size_t a = 0; a < reader->scenario->anchor_count; a++) {
        const struct anchor *anchor = &reader->scenario->anchors[a];
        char name[NAME_BYTES_MAX + 16];
        snprintf(name, sizeof name, "%s%s", tabling_words, anchor->name);
        struct option *move = option_begin(reader, OPTION_MOVE, name, anchor->mark);
        if (!move) return false;
        move->by = anchor->by;
        if (!(move->shifts = array_new(1, sizeof *move->shifts))) {
            reader_memory(reader);
            return false;
        }
        move->shift_count = 1;
    }
    return true;
}

static const struct node *options_node(struct reader *reader, const struct node *root,
                                       enum option_kind kind) {
    const struct node *node = node_find(root, plurals[kind]);
    return node && reader_expect(reader, node, NODE_MAPPING, plurals[kind], "the scenario") ? node : NULL;
}

bool options_reserve(struct reader *reader, const struct node *root) {
    struct scenario *scenario = reader->scenario;
    const struct node *moves = options_node(reader, root, OPTION_MOVE);
    const struct node *accords = options_node(reader, root, OPTION_ACCORD);
    size_t count = scenario->anchor_count + (moves ? moves->count : 0) + (accords ? accords->count : 0);
    if (count > OPTIONS_MAX) {
        reader_fault(reader, moves ? moves->mark : accords->mark,
                     "a game can have %d moves, accords and anchors; this one has %zu", OPTIONS_MAX, count);
        moves = accords = NULL;
        count = scenario->anchor_count;
    }
    if (!(scenario->options = array_new(count, sizeof *scenario->options))) {
        reader_memory(reader);
        return false;
    }
    return names_read(reader, moves, OPTION_MOVE) && names_read(reader, accords, OPTION_ACCORD) &&
           tabling_reserve(reader);
}

size_t owner_read(struct reader *reader, const struct node *key, const char *place) {
    const struct node *by = node_find(key->value, "by");
    if (!by) reader_fault(reader, key->mark, "%s needs 'by', the party whose it is", place);
    size_t i = by ? party_named(reader, by) : SIZE_MAX;
    return i == SIZE_MAX ? 0 : i;
}

// Steps of a shift; 0 and an error if it is none.
static double steps_read(struct reader *reader, const struct channel *channel, const struct node *node,
                         const char *place) {
    double steps = 0;
    if (node->kind == NODE_FAULTY) return 0;
    bool number = node->kind == NODE_SCALAR && node->plain && number_parse(node->text, &steps);
    if (!number || steps == 0 || steps != floor(steps)) {
        reader_fault(reader, node->mark,
                     "the shift of '%s' in %s must be a whole number of levels such as +1 or -1, but %s came",
                     channel->name, place, node_shown(node).text);
        return 0;
    }
    if (fabs(steps) <= (double)channel->level_count) return steps;
    reader_fault(reader, node->mark, "%s shifts '%s' by %g levels, but it has only %zu", place, channel->name,
                 steps, channel->level_count);
    return 0;
}

static void shift_read(struct reader *reader, const struct node *key, struct option *option,
                       const char *place) {
    size_t c = channel_find(reader->scenario, key->text);
    if (c == SIZE_MAX) {
        channel_missing(reader, key);
        return;
    }
    if (channel_is_table(reader->scenario, c)) {
        reader_fault(reader, key->mark, "%s cannot shift the table: only tabling an anchor does", place);
        return;
    }
    const struct channel *channel = &reader->scenario->channels[c];
    if (channel->level_count == 0) return;
    double steps = steps_read(reader, channel, key->value, place), end = (double)channel->level_count - 1;
    if (steps == 0) return;
    struct shift *shift = &option->shifts[option->shift_count];
    if (!(shift->to = array_new(channel->level_count, sizeof *shift->to))) {
        reader_memory(reader);
        return;
    }
    shift->channel = c;
    option->shift_count++;
    for (size_t level = 0; level < channel->level_count; level++)
        shift->to[level] = (size_t)fmin(fmax((double)level + steps, 0), end);
}

static void shifts_read(struct reader *reader, const struct node *node, struct option *option,
                        const char *place) {
    if (!reader_expect(reader, node, NODE_MAPPING, "shift", place)) return;
    if (!(option->shifts = array_new(node->count, sizeof *option->shifts))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node->first; key; key = key->next)
        shift_read(reader, key, option, place);
}

static void consent_read(struct reader *reader, const struct node *node, struct option *option,
                         const char *place) {
    if (!reader_expect(reader, node, NODE_SEQUENCE, "parties", place)) return;
    if (node->count == 0)
        reader_fault(reader, node->mark,
                     "'parties' of %s is empty; leave it out and the agreement rule decides", place);
    if (!(option->parties = array_new(reader->scenario->party_count, 1))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *item = node->first; item; item = item->next) {
        size_t i = party_named(reader, item);
        if (i == SIZE_MAX) continue;
        if (option->parties[i])
            reader_fault(reader, item->mark, "'%s' comes twice in 'parties' of %s",
                         reader->scenario->parties[i].name, place);
        option->parties[i] = 1;
    }
}

static void accord_read(struct reader *reader, const struct node *key, struct option *accord,
                        const char *place) {
    const struct node *shift = node_find(key->value, "shift"), *parties = node_find(key->value, "parties");
    if (!shift || (shift->kind == NODE_MAPPING && shift->count == 0))
        reader_fault(reader, key->mark, "%s needs 'shift', the channels it moves, for example {front: +1}",
                     place);
    if (shift) shifts_read(reader, shift, accord, place);
    if (parties) consent_read(reader, parties, accord, place);
}

static void move_read(struct reader *reader, const struct node *key, struct option *move, const char *place) {
    const struct node *shift = node_find(key->value, "shift");
    move->by = owner_read(reader, key, place);
    if (shift) shifts_read(reader, shift, move, place);
}

static void option_read(struct reader *reader, const struct node *key, struct option *option) {
    static const char *const keys[][3] = {
        [OPTION_MOVE] = {"by", "shift", NULL}, [OPTION_ACCORD] = {"shift", "parties", NULL}};
    size_t before = reader_fault_count(reader);
    char place[NAME_BYTES_MAX + 16];
    struct schema schema = {place, NULL, 0, "", keys[option->kind], NULL};
    schema.rows = option_rows_of(option->kind, &schema.row_count);
    snprintf(place, sizeof place, "%s '%s'", option->kind == OPTION_MOVE ? "move" : "accord", option->name);
    if (reader_mapping(reader, key->value, &schema, option)) {
        if (option->kind == OPTION_MOVE)
            move_read(reader, key, option, place);
        else
            accord_read(reader, key, option, place);
    }
    bool faulty = reader_fault_count(reader) > before;
    if (faulty) option->risk = 1; // reported; say no more
}

void options_read(struct reader *reader, const struct node *root) {
    size_t count = reader->scenario->option_count - reader->scenario->anchor_count;
    for (size_t o = 0; o < count; o++) {
        struct option *option = &reader->scenario->options[o];
        option_read(reader, node_key(node_find(root, plurals[option->kind]), option->name), option);
    }
}
