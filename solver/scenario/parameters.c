// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the parameter table as data, their ranges, and the walk that gives every parameter of a
// scenario its dotted path. Paths are made in one growing buffer: a step appends, the way back cuts.
// Transition entries are walked row by row, effects level by level; an entry of a `set` list has the row of
// the parameter it sets, because it must be a value of that kind; so has what an event changes. The table of
// the anchors has no parameters of its own but where it starts, the calendar none at all. Does not read or
// check values.
#include "scenario/parameters.h"
#include "core/text.h"
#include "scenario/paths.h"
#include "scenario/table.h"
#include <stdio.h>
#include <string.h>

#define PARAMETER_ROW(type, member, key, kind, initial, low, high, open, by_state, feeds, unit, meaning)     \
    {key,                                                                                                    \
     PARAMETER_##kind,                                                                                       \
     initial,                                                                                                \
     low,                                                                                                    \
     high,                                                                                                   \
     OPEN_##open,                                                                                            \
     by_state,                                                                                               \
     FEEDS_##feeds,                                                                                          \
     unit,                                                                                                   \
     meaning,                                                                                                \
     offsetof(struct type, member)},
#define PARTY_ROW(...) PARAMETER_ROW(party, __VA_ARGS__)
#define SCENARIO_ROW(...) PARAMETER_ROW(scenario, __VA_ARGS__)
#define DRIFT_ROW(...) PARAMETER_ROW(law, __VA_ARGS__)
#define OPTION_ROW(...) PARAMETER_ROW(option, __VA_ARGS__)
#define ISSUE_ROW(...) PARAMETER_ROW(issue, __VA_ARGS__)
#define STANCE_ROW(...) PARAMETER_ROW(stance, __VA_ARGS__)

const struct parameter_row party_rows[] = {PARTY_PARAMETERS(PARTY_ROW)};
const struct parameter_row scenario_rows[] = {SCENARIO_PARAMETERS(SCENARIO_ROW)};
const struct parameter_row drift_rows[] = {DRIFT_PARAMETERS(DRIFT_ROW)};
const struct parameter_row option_rows[] = {OPTION_PARAMETERS(OPTION_ROW)};
const struct parameter_row anchoring_rows[] = {ANCHORING_PARAMETERS(SCENARIO_ROW)};
const struct parameter_row deadline_rows[] = {DEADLINE_PARAMETERS(SCENARIO_ROW)};
const struct parameter_row issue_rows[] = {ISSUE_PARAMETERS(ISSUE_ROW)};
const struct parameter_row stance_rows[] = {STANCE_PARAMETERS(STANCE_ROW)};
const size_t party_row_count = sizeof party_rows / sizeof *party_rows;
const size_t scenario_row_count = sizeof scenario_rows / sizeof *scenario_rows;
const size_t drift_row_count = sizeof drift_rows / sizeof *drift_rows;
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
const size_t anchoring_row_count = sizeof anchoring_rows / sizeof *anchoring_rows;
const size_t deadline_row_count = sizeof deadline_rows / sizeof *deadline_rows;
const size_t issue_row_count = sizeof issue_rows / sizeof *issue_rows;
const size_t stance_row_count = sizeof stance_rows / sizeof *stance_rows;

const struct parameter_row probability_row = {"transition",
                                              PARAMETER_REAL,
                                              NAN,
                                              0,
                                              1,
                                              OPEN_NEITHER,
                                              0,
                                              FEEDS_LAWS,
                                              "probability/period",
                                              "chance of this change of level",
                                              0};
const struct parameter_row effect_row = {"effects", PARAMETER_REAL,
                                         NAN,       -INFINITY,
                                         INFINITY,  OPEN_BOTH,
                                         0,         FEEDS_UNSAID,
                                         "",        "what a level does to a parameter",
                                         0};
const struct parameter_row start_row = {"start",  PARAMETER_LEVEL,
                                        0,        0,
                                        INFINITY, OPEN_HIGH,
                                        0,        FEEDS_START,
                                        "level",  "level at the start of the talks",
                                        0};
const struct parameter_row share_row = {"shares",
                                        PARAMETER_REAL,
                                        0,
                                        0,
                                        1,
                                        OPEN_NEITHER,
                                        0,
                                        FEEDS_REFERENCES,
                                        "fraction of pie",
                                        "what an anchor asks for a party",
                                        0};
const struct parameter_row utility_row = {"utility", PARAMETER_REAL,
                                          NAN,       -INFINITY,
                                          INFINITY,  OPEN_BOTH,
                                          1,         FEEDS_PAYOFFS,
                                          "utility", "what the deal is worth to the party",
                                          0};

const struct parameter_row position_row = {"at",
                                           PARAMETER_REAL,
                                           NAN,
                                           -INFINITY,
                                           INFINITY,
                                           OPEN_BOTH,
                                           0,
                                           FEEDS_STANCES | FEEDS_REFERENCES,
                                           "issue's unit",
                                           "position on the issue",
                                           0};

const struct parameter_row event_date_row = {"at",      PARAMETER_COUNT,
                                             NAN,       0,
                                             9999,      OPEN_NEITHER,
                                             0,         FEEDS_ALL,
                                             "periods", "the event comes at the start of this round",
                                             0};
const struct parameter_row surprise_date_row = {"at",      PARAMETER_COUNT,
                                                NAN,       1,
                                                9999,      OPEN_NEITHER,
                                                0,         FEEDS_ALL,
                                                "periods", "the surprise comes at the start of this round",
                                                0};
const struct parameter_row event_level_row = {"set",    PARAMETER_LEVEL,
                                              0,        0,
                                              INFINITY, OPEN_HIGH,
                                              0,        FEEDS_LAWS | FEEDS_START,
                                              "level",  "level that the channel has from then on",
                                              0};

bool parameter_in_range(const struct parameter_row *row, double value) {
    if (row->kind == PARAMETER_REAL_OR_NONE && value == -INFINITY) return true;
    bool low_open = row->open == OPEN_LOW || row->open == OPEN_BOTH;
    bool high_open = row->open == OPEN_HIGH || row->open == OPEN_BOTH;
    bool above = low_open ? value > row->low : value >= row->low;
    bool below = high_open ? value < row->high : value <= row->high;
    bool whole = row->kind != PARAMETER_COUNT || value == floor(value);
    return above && below && whole;
}

void parameter_range_text(const struct parameter_row *row, char *out, size_t size) {
    bool low_open = row->open == OPEN_LOW || row->open == OPEN_BOTH;
    bool high_open = row->open == OPEN_HIGH || row->open == OPEN_BOTH;
    const char *words = row->kind == PARAMETER_FLAG           ? "true or false"
                        : row->kind == PARAMETER_RULE         ? "unanimity, majority or quota"
                        : row->kind == PARAMETER_LEVEL        ? "the name of a level"
                        : row->kind == PARAMETER_REAL_OR_NONE ? "a finite number or none"
                                                              : NULL;
    if (words)
        snprintf(out, size, "%s", words);
    else if (isinf(row->low) && isinf(row->high))
        snprintf(out, size, "a finite number");
    else if (isinf(row->high))
        snprintf(out, size, "%s %g", low_open ? ">" : ">=", row->low);
    else if (isinf(row->low))
        snprintf(out, size, "%s %g", high_open ? "<" : "<=", row->high);
    else
        snprintf(out, size, "%sin %c%g, %g%c", row->kind == PARAMETER_COUNT ? "a whole number " : "",
                 low_open ? '(' : '[', row->low, row->high, high_open ? ')' : ']');
}

const struct parameter_row *option_rows_of(enum option_kind kind, size_t *count) {
    const struct parameter_row *row = option_rows;
    *count = option_row_count;
    if (kind == OPTION_MOVE) return row;
    while (row->offset != offsetof(struct option, chance))
        row++;
    *count = 1;
    return row;
}

const char *path_canonical(const char *path) {
    return strcmp(path, "outcome.pie") == 0 ? "pie" : path;
}

struct walk {
    struct text path;
    parameter_visitor visit;
    void *context;
    bool tables;
};

// Append a step to the path; returns the length to cut back to.
static size_t walk_enter(struct walk *walk, const char *step) {
    size_t before = walk->path.length;
    if (before > 0) text_append_bytes(&walk->path, ".", 1);
    text_append_bytes(&walk->path, step, strlen(step));
    return before;
}

static void walk_leave(struct walk *walk, size_t before) {
    if (walk->path.failed) return;
    walk->path.length = before;
    walk->path.data[before] = '\0';
}

static bool walk_value(struct walk *walk, const char *step, const struct parameter_row *row, double *value,
                       const struct channel *channel) {
    size_t before = walk_enter(walk, step);
    struct parameter parameter = {row, value, walk->path.data, channel};
    bool on = !walk->path.failed && walk->visit(walk->context, &parameter);
    walk_leave(walk, before);
    return on;
}

static bool walk_rows(struct walk *walk, const struct parameter_row *rows, size_t count, void *base) {
    bool on = true;
    for (size_t k = 0; on && k < count; k++)
        on = walk_value(walk, rows[k].key, &rows[k], (double *)((char *)base + rows[k].offset), NULL);
    return on;
}

static bool walk_matrix(struct walk *walk, const struct channel *channel, double *matrix) {
    size_t levels = channel->level_count, before = walk_enter(walk, "transition");
    bool on = true;
    for (size_t from = 0; on && from < levels; from++) {
        size_t row = walk_enter(walk, channel->levels[from]);
        for (size_t to = 0; on && to < levels; to++)
            on = walk_value(walk, channel->levels[to], &probability_row, &matrix[from * levels + to], NULL);
        walk_leave(walk, row);
    }
    walk_leave(walk, before);
    return on;
}

static bool walk_law(struct walk *walk, const struct channel *channel, struct law *law) {
    if (law->matrix) return !walk->tables || walk_matrix(walk, channel, law->matrix);
    return isnan(law->up) || walk_rows(walk, drift_rows, drift_row_count, law);
}

static bool walk_laws(struct walk *walk, const struct channel *channel, struct laws *laws) {
    bool on = walk_law(walk, channel, &laws->base);
    size_t before = walk_enter(walk, "when");
    for (size_t k = 0; on && k < laws->case_count; k++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", k + 1);
        size_t one = walk_enter(walk, number);
        on = walk_law(walk, channel, &laws->cases[k].law);
        walk_leave(walk, one);
    }
    walk_leave(walk, before);
    return on;
}

static bool walk_beliefs(struct walk *walk, const struct scenario *scenario, const struct channel *channel) {
    bool on = true;
    size_t before = walk_enter(walk, "beliefs");
    for (size_t i = 0; on && channel->beliefs && i < scenario->party_count; i++) {
        if (!channel->beliefs[i]) continue;
        size_t one = walk_enter(walk, scenario->parties[i].name);
        on = walk_laws(walk, channel, channel->beliefs[i]);
        walk_leave(walk, one);
    }
    walk_leave(walk, before);
    return on;
}

// One list of an effect; entries that leave the parameter as it is (NaN) are no parameters.
static bool walk_list(struct walk *walk, const struct channel *channel, const char *step,
                      const struct parameter_row *row, double *list) {
    if (!list) return true;
    bool on = true;
    size_t before = walk_enter(walk, step);
    for (size_t l = 0; on && l < channel->level_count; l++)
        if (!isnan(list[l])) on = walk_value(walk, channel->levels[l], row, &list[l], NULL);
    walk_leave(walk, before);
    return on;
}

static bool walk_effects(struct walk *walk, const struct channel *channel) {
    bool on = true;
    size_t before = walk_enter(walk, "effects");
    for (size_t k = 0; on && walk->tables && k < channel->effect_count; k++) {
        const struct effect *effect = &channel->effects[k];
        size_t one = walk_enter(walk, effect->target_path);
        on = walk_list(walk, channel, "set", effect->row, effect->set) &&
             walk_list(walk, channel, "scale", &effect_row, effect->scale) &&
             walk_list(walk, channel, "add", &effect_row, effect->add);
        walk_leave(walk, one);
    }
    walk_leave(walk, before);
    return on;
}

static bool walk_channel(struct walk *walk, const struct scenario *scenario, struct channel *channel) {
    size_t before = walk_enter(walk, channel->name);
    bool on = walk_laws(walk, channel, &channel->truth) && walk_beliefs(walk, scenario, channel) &&
              walk_effects(walk, channel);
    walk_leave(walk, before);
    return on;
}

static bool walk_options(struct walk *walk, struct scenario *scenario, enum option_kind kind,
                         const char *step) {
    bool on = true;
    size_t before = walk_enter(walk, step), own = scenario->option_count - scenario->anchor_count, count;
    const struct parameter_row *rows = option_rows_of(kind, &count);
    for (size_t o = 0; on && o < own; o++) {
        if (scenario->options[o].kind != kind) continue;
        size_t one = walk_enter(walk, scenario->options[o].name);
        on = walk_rows(walk, rows, count, &scenario->options[o]);
        walk_leave(walk, one);
    }
    walk_leave(walk, before);
    return on;
}

// One position per issue.
static bool walk_positions(struct walk *walk, const struct scenario *scenario, double *at) {
    bool on = true;
    size_t before = walk_enter(walk, "at");
    for (size_t k = 0; on && at && k < scenario->issue_count; k++)
        on = walk_value(walk, scenario->issues[k].name, &position_row, &at[k], NULL);
    walk_leave(walk, before);
    return on;
}

// One value per party under a step: the shares of an anchor, the utilities of a deal.
static bool walk_by_party(struct walk *walk, const struct scenario *scenario, const char *step,
                          const struct parameter_row *row, double *list) {
    bool on = true;
    size_t before = walk_enter(walk, step);
    for (size_t i = 0; on && list && i < scenario->party_count; i++)
        on = walk_value(walk, scenario->parties[i].name, row, &list[i], NULL);
    walk_leave(walk, before);
    return on;
}

static bool walk_anchors(struct walk *walk, struct scenario *scenario) {
    bool on = true;
    size_t before = walk_enter(walk, "anchors");
    for (size_t a = 0; on && a < scenario->anchor_count; a++) {
        struct anchor *anchor = &scenario->anchors[a];
        size_t one = walk_enter(walk, anchor->name);
        on = walk_by_party(walk, scenario, "shares", &share_row, anchor->share) &&
             walk_positions(walk, scenario, anchor->at);
        walk_leave(walk, one);
    }
    walk_leave(walk, before);
    return on &&
           (scenario->anchor_count == 0 || walk_rows(walk, anchoring_rows, anchoring_row_count, scenario));
}

static bool walk_issues(struct walk *walk, struct scenario *scenario) {
    bool on = true;
    size_t outcome = walk_enter(walk, "outcome"), issues = walk_enter(walk, "issues");
    for (size_t k = 0; on && k < scenario->issue_count; k++) {
        size_t one = walk_enter(walk, scenario->issues[k].name);
        on = walk_rows(walk, issue_rows, issue_row_count, &scenario->issues[k]);
        walk_leave(walk, one);
    }
    walk_leave(walk, issues);
    walk_leave(walk, outcome);
    return on;
}

static bool walk_party(struct walk *walk, const struct scenario *scenario, struct party *party) {
    size_t before = walk_enter(walk, party->name);
    bool on = walk_rows(walk, party_rows, party_row_count, party);
    size_t issues = walk_enter(walk, "issues");
    for (size_t k = 0; on && party->stances && k < scenario->issue_count; k++) {
        size_t one = walk_enter(walk, scenario->issues[k].name);
        on = walk_rows(walk, stance_rows, stance_row_count, &party->stances[k]);
        walk_leave(walk, one);
    }
    walk_leave(walk, issues);
    walk_leave(walk, before);
    return on;
}

static bool walk_deals(struct walk *walk, struct scenario *scenario) {
    bool on = true;
    size_t outcome = walk_enter(walk, "outcome"), deals = walk_enter(walk, "deals");
    for (size_t d = 0; on && d < scenario->deal_count; d++) {
        struct deal *deal = &scenario->deals[d];
        size_t one = walk_enter(walk, deal->name);
        on = walk_by_party(walk, scenario, "utility", &utility_row, deal->utility) &&
             walk_positions(walk, scenario, deal->at);
        walk_leave(walk, one);
    }
    walk_leave(walk, deals);
    walk_leave(walk, outcome);
    return on;
}

static bool walk_event(struct walk *walk, const struct scenario *scenario, const struct parameter_row *date,
                       struct event *event) {
    bool on = walk_value(walk, "at", date, &event->at, NULL);
    size_t before = walk_enter(walk, "set");
    for (size_t k = 0; on && k < event->set_count; k++) {
        const struct channel *channel = &scenario->channels[event->sets[k].channel];
        on = walk_value(walk, channel->name, &event_level_row, &event->sets[k].level, channel);
    }
    walk_leave(walk, before);
    before = walk_enter(walk, "change");
    for (size_t k = 0; on && k < event->change_count; k++) {
        struct event_change *change = &event->changes[k];
        on = !change->row || walk_value(walk, change->path, change->row, &change->value, change->levels);
    }
    walk_leave(walk, before);
    return on;
}

// By date, and with the numbers that the events have in the file.
static bool walk_events(struct walk *walk, const struct scenario *scenario, const char *step,
                        const struct parameter_row *date, struct event *events, size_t count) {
    bool on = true;
    size_t before = walk_enter(walk, step);
    for (size_t k = 0; on && k < count; k++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", events[k].number + 1);
        size_t one = walk_enter(walk, number);
        on = walk_event(walk, scenario, date, &events[k]);
        walk_leave(walk, one);
    }
    walk_leave(walk, before);
    return on;
}

static bool walk_time(struct walk *walk, struct scenario *scenario) {
    return (isnan(scenario->deadline) || walk_rows(walk, deadline_rows, deadline_row_count, scenario)) &&
           walk_events(walk, scenario, "timeline", &event_date_row, scenario->timeline,
                       scenario->event_count) &&
           walk_events(walk, scenario, "surprises", &surprise_date_row, scenario->surprises,
                       scenario->surprise_count);
}

static bool walk_scenario(struct walk *walk, struct scenario *scenario) {
    bool on = true;
    for (size_t i = 0; on && i < scenario->party_count; i++)
        on = walk_party(walk, scenario, &scenario->parties[i]);
    on = on && walk_rows(walk, scenario_rows, scenario_row_count, scenario) && walk_issues(walk, scenario) &&
         walk_deals(walk, scenario);
    size_t start = walk_enter(walk, "start");
    for (size_t c = 0; on && c < scenario->channel_count; c++) {
        struct channel *channel = &scenario->channels[c];
        on = channel->level_count == 0 || c == scenario->calendar ||
             walk_value(walk, channel->name, &start_row, &channel->start, channel);
    }
    walk_leave(walk, start);
    size_t leverage = walk_enter(walk, "leverage");
    for (size_t c = 0; on && c < scenario->channel_count; c++)
        on = channel_is_table(scenario, c) || c == scenario->calendar ||
             walk_channel(walk, scenario, &scenario->channels[c]);
    walk_leave(walk, leverage);
    return on && walk_options(walk, scenario, OPTION_MOVE, "moves") &&
           walk_options(walk, scenario, OPTION_ACCORD, "accords") && walk_anchors(walk, scenario) &&
           walk_time(walk, scenario);
}

bool parameters_walk(struct scenario *scenario, bool tables, parameter_visitor visit, void *context) {
    struct walk walk = {.visit = visit, .context = context, .tables = tables};
    bool on = walk_scenario(&walk, scenario) && !walk.path.failed;
    text_free(&walk.path);
    return on;
}

bool parameters_visit(struct scenario *scenario,
                      bool (*visit)(void *context, const struct parameter *parameter), void *context) {
    return parameters_walk(scenario, true, visit, context);
}
