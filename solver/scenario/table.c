// SPDX-License-Identifier: GPL-3.0-or-later
// Anchors rewritten as a channel and moves (model, section 3): a star whose centre is an empty table and
// whose rays are the anchors, level 1 + a D + d - 1 being anchor a at depth d = 1..D. By itself a level loses
// one step with probability fade; the move "table NAME" goes, with probability pull, one step outward on its
// own ray and one step toward the centre on another. The reader reserves the places of the channel and of the
// moves; here they are filled, and filled anew when a number changes, so that no address that an effect
// points to ever moves. Does not know what an anchor does to a party: that is for game/.
#include "scenario/table.h"
#include "core/checked.h"
#include "core/text.h"
#include <string.h>

const char table_name[] = "table", tabling_words[] = "table ";

// What a rebuild replaces.
struct table {
    char **levels;
    size_t level_count;
    double *matrix;
    size_t **to; // one per anchor
};

bool channel_is_table(const struct scenario *scenario, size_t c) {
    return scenario->anchor_count > 0 && strcmp(scenario->channels[c].name, table_name) == 0;
}

bool table_size_check(const struct scenario *scenario, struct errors *errors) {
    double steps = (double)scenario->anchor_count * scenario->depth;
    if (steps <= ANCHOR_STEPS_MAX) return true;
    errors_add(errors, PARLEY_INPUT, scenario->anchors[0].mark,
               "%zu anchors of depth %g take %g levels of the table; %d are possible", scenario->anchor_count,
               scenario->depth, steps, ANCHOR_STEPS_MAX);
    return false;
}

static size_t level_count_wanted(const struct scenario *scenario) {
    return 1 + scenario->anchor_count * (size_t)scenario->depth;
}

// One step toward the centre.
static size_t level_inward(size_t level, size_t depth) {
    return level == 0 || (level - 1) % depth == 0 ? 0 : level - 1;
}

// Where tabling anchor a leads from a level.
static size_t level_tabled(size_t level, size_t a, size_t depth) {
    size_t first = 1 + a * depth, last = first + depth - 1;
    if (level == 0) return first;
    if (level < first || level > last) return level_inward(level, depth);
    return level < last ? level + 1 : last;
}

static bool levels_make(const struct scenario *scenario, struct table *table) {
    size_t count = level_count_wanted(scenario), depth = (size_t)scenario->depth;
    if (!(table->levels = array_new(count, sizeof *table->levels))) return false;
    while (table->level_count < count) {
        size_t step = table->level_count;
        struct text name = {0};
        if (step == 0)
            text_append(&name, "nothing");
        else
            text_append(&name, "%s %zu", scenario->anchors[(step - 1) / depth].name, (step - 1) % depth + 1);
        if (!(table->levels[step] = text_take(&name))) return false;
        table->level_count++;
    }
    return true;
}

// The rest of the matrix is 0.
static void matrix_fill(const struct scenario *scenario, size_t count, double *matrix) {
    matrix[0] = 1;
    for (size_t level = 1; level < count; level++) {
        double *row = &matrix[level * count];
        row[level] = 1 - scenario->fade;
        row[level_inward(level, (size_t)scenario->depth)] = scenario->fade;
    }
}

static bool matrix_make(const struct scenario *scenario, struct table *table) {
    size_t count = table->level_count, entries;
    if (!size_multiply(count, count, &entries)) return false;
    if (!(table->matrix = array_new(entries, sizeof *table->matrix))) return false;
    matrix_fill(scenario, count, table->matrix);
    return true;
}

static bool shifts_make(const struct scenario *scenario, struct table *table) {
    if (!(table->to = array_new(scenario->anchor_count, sizeof *table->to))) return false;
    for (size_t a = 0; a < scenario->anchor_count; a++) {
        if (!(table->to[a] = array_new(table->level_count, sizeof **table->to))) return false;
        for (size_t level = 0; level < table->level_count; level++)
            table->to[a][level] = level_tabled(level, a, (size_t)scenario->depth);
    }
    return true;
}

// The same step of the same anchor among other levels; an empty table if it is gone.
static size_t level_kept(const struct scenario *scenario, const struct channel *channel, size_t wanted) {
    size_t start = (size_t)channel->start, depth = (wanted - 1) / scenario->anchor_count;
    if (start == 0) return 0;
    size_t before = (channel->level_count - 1) / scenario->anchor_count;
    size_t anchor = (start - 1) / before, step = (start - 1) % before;
    return step < depth ? 1 + anchor * depth + step : 0;
}

static struct option *tabling_move(const struct scenario *scenario, size_t a) {
    return &scenario->options[scenario->option_count - scenario->anchor_count + a];
}

// The same levels with other numbers: all in its place, so that it takes no memory.
static void table_refill(const struct scenario *scenario, struct channel *channel) {
    matrix_fill(scenario, channel->level_count, channel->truth.base.matrix);
    for (size_t a = 0; a < scenario->anchor_count; a++)
        tabling_move(scenario, a)->chance = scenario->pull;
}

// Put the new pieces in their places; `table` then holds the old ones.
static void table_swap(struct scenario *scenario, struct table *table) {
    size_t last = scenario->channel_count - 1;
    struct channel *channel = &scenario->channels[last];
    struct law *law = &channel->truth.base;
    struct table old = {channel->levels, channel->level_count, law->matrix, table->to};
    channel->start = (double)level_kept(scenario, channel, table->level_count);
    channel->levels = table->levels;
    channel->level_count = table->level_count;
    law->matrix = table->matrix;
    for (size_t a = 0; a < scenario->anchor_count; a++) {
        struct option *move = tabling_move(scenario, a);
        size_t *to = move->shifts[0].to;
        move->chance = scenario->pull;
        move->shifts[0] = (struct shift){last, table->to[a]};
        old.to[a] = to;
    }
    *table = old;
}

static void table_free(const struct scenario *scenario, struct table *table) {
    for (size_t level = 0; level < table->level_count; level++)
        free(table->levels[level]);
    for (size_t a = 0; table->to && a < scenario->anchor_count; a++)
        free(table->to[a]);
    free(table->levels);
    free(table->matrix);
    free(table->to);
}

bool scenario_build_table(struct scenario *scenario) {
    if (scenario->anchor_count == 0) return true;
    struct channel *channel = &scenario->channels[scenario->channel_count - 1];
    if (channel->level_count == level_count_wanted(scenario)) {
        table_refill(scenario, channel);
        return true;
    }
    struct table table = {0};
    bool made =
        levels_make(scenario, &table) && matrix_make(scenario, &table) && shifts_make(scenario, &table);
    if (made) table_swap(scenario, &table);
    table_free(scenario, &table);
    return made;
}

static bool laws_name_table(const struct scenario *scenario, const struct laws *laws) {
    for (size_t k = 0; k < laws->case_count; k++)
        for (size_t m = 0; m < laws->cases[k].condition_count; m++)
            if (channel_is_table(scenario, laws->cases[k].conditions[m].channel)) return true;
    return false;
}

static bool channel_names_table(const struct scenario *scenario, const struct channel *channel) {
    bool named = laws_name_table(scenario, &channel->truth);
    for (size_t i = 0; !named && channel->beliefs && i < scenario->party_count; i++)
        named = channel->beliefs[i] && laws_name_table(scenario, channel->beliefs[i]);
    return named;
}

// Does every name of a level keep its meaning?
static bool levels_check(const struct scenario *scenario, struct errors *errors) {
    const struct channel *table = &scenario->channels[scenario->channel_count - 1];
    size_t wanted = level_count_wanted(scenario), start = (size_t)table->start;
    if (table->level_count == wanted) return true;
    bool sound = true;
    for (size_t c = 0; c < scenario->channel_count; c++) {
        if (!channel_names_table(scenario, &scenario->channels[c])) continue;
        errors_add(errors, PARLEY_INPUT, table->mark,
                   "'when' of channel '%s' names levels of the table, so their number can only be changed in "
                   "the file",
                   scenario->channels[c].name);
        sound = false;
    }
    if (start == 0 || level_kept(scenario, table, wanted) > 0) return sound;
    errors_add(errors, PARLEY_INPUT, table->mark,
               "the talks start with '%s' on the table, and at depth %g there is no such level",
               table->levels[start], scenario->depth);
    return false;
}

enum parley_status table_refresh(struct scenario *scenario, struct errors *errors) {
    if (scenario->anchor_count == 0) return PARLEY_OK;
    if (!levels_check(scenario, errors)) return PARLEY_INPUT;
    if (scenario_build_table(scenario)) return PARLEY_OK;
    return errors_add(errors, PARLEY_MEMORY, (struct mark){0, 0}, "out of memory");
}
