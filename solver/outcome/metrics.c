// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics by their paths: what a row of the table (metrics_table.c) stands for in a scenario, which row and
// which party, deal, level, ... a path names, and what to say of a path that names none.
#include "outcome/metrics.h"
#include "core/text.h"
#include "outcome/metrics_table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Does a pattern of this length end with the place-holder? Then *stem is its length without.
static bool ends_with(const char *pattern, size_t length, const char *holder, size_t *stem) {
    size_t tail = strlen(holder);
    if (length <= tail || strncmp(pattern + length - tail, holder, tail) != 0) return false;
    *stem = length - tail;
    return true;
}

static bool read_number(const char *digits, size_t *number) {
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || digits[length] != '\0') return false;
    *number = (size_t)strtoull(digits, NULL, 10); // too large: the largest number there is
    return true;
}

// Whose names a pattern has.
enum names { OF_NOTHING, OF_PARTIES, OF_OPTIONS, OF_DEALS, OF_ISSUES, OF_LEVELS };

// What a pattern stands for: STEM, then a NAME if it has one, then .N if it is numbered.
struct family {
    size_t stem, count;
    enum names kind;
};

static size_t level_count(const struct scenario *scenario) {
    size_t count = 0;
    for (size_t c = 0; c < scenario->channel_count; c++)
        count += scenario->channels[c].level_count;
    return count;
}

static size_t family_size(const struct family *family, const struct scenario *scenario) {
    switch (family->kind) {
    case OF_PARTIES:
        return scenario->party_count;
    case OF_OPTIONS:
        return scenario->option_count;
    case OF_DEALS:
        return scenario->deal_count;
    case OF_ISSUES:
        return scenario->issue_count;
    case OF_LEVELS:
        return level_count(scenario);
    default:
        return 1;
    }
}

static struct family family_of(const struct metric_row *row, const struct scenario *scenario) {
    static const char *const holders[] = {[OF_PARTIES] = "PARTY",
                                          [OF_OPTIONS] = "OPTION",
                                          [OF_DEALS] = "DEAL",
                                          [OF_ISSUES] = "ISSUE",
                                          [OF_LEVELS] = "LEVEL"};
    struct family family = {.stem = strlen(row->pattern)};
    if (row->number != NO_NUMBER) family.stem -= strlen(".N");
    for (enum names kind = OF_PARTIES; kind <= OF_LEVELS && family.kind == OF_NOTHING; kind++)
        if (ends_with(row->pattern, family.stem, holders[kind], &family.stem)) family.kind = kind;
    if (scenario) family.count = family_size(&family, scenario);
    return family;
}

// Level k of all channels' in a row: its channel, and its number there.
static const struct channel *channel_of(const struct scenario *scenario, size_t k, size_t *level) {
    const struct channel *channel = scenario->channels;
    for (; k >= channel->level_count; channel++)
        k -= channel->level_count;
    *level = k;
    return channel;
}

// The name of member k; a level has two, the second in *second.
static const char *family_name(const struct family *family, const struct scenario *scenario, size_t k,
                               const char **second) {
    size_t level;
    *second = NULL;
    switch (family->kind) {
    case OF_PARTIES:
        return scenario->parties[k].name;
    case OF_OPTIONS:
        return scenario->options[k].name;
    case OF_DEALS:
        return scenario->deals[k].name;
    case OF_ISSUES:
        return scenario->issues[k].name;
    case OF_LEVELS: {
        const struct channel *channel = channel_of(scenario, k, &level);
        *second = channel->levels[level];
        return channel->name;
    }
    default:
        return "";
    }
}

// What follows the given text in s; NULL if s is NULL or does not begin with it.
static const char *after(const char *s, const char *text) {
    size_t length = strlen(text);
    return s && strncmp(s, text, length) == 0 ? s + length : NULL;
}

struct range {
    size_t least, most;
};

static struct range range_of(const struct metric_row *row, const struct scenario *scenario) {
    if (row->number == PER_CENT) return (struct range){1, 100};
    if (row->number == SURPRISE) return (struct range){1, scenario->surprise_count};
    return (struct range){0, SIZE_MAX};
}

// Does the path name this row's metric, and which? NUMBERLESS: it does, but for its number, which is none or
// out of range.
enum match { DIFFERENT, NUMBERLESS, SAME };

static enum match row_match(const struct metric_row *row, const struct scenario *scenario, const char *path,
                            struct metric_request *request) {
    struct family family = family_of(row, scenario);
    struct range range = range_of(row, scenario);
    enum match match = DIFFERENT;
    if (strncmp(path, row->pattern, family.stem) != 0) return match;
    for (size_t k = 0; k < family.count; k++) {
        const char *second, *rest = after(path + family.stem, family_name(&family, scenario, k, &second));
        size_t number = 0;
        if (second) rest = after(after(rest, "."), second);
        if (row->number != NO_NUMBER) rest = after(rest, ".");
        if (!rest) continue;
        bool fits = row->number == NO_NUMBER
                        ? *rest == '\0'
                        : read_number(rest, &number) && number >= range.least && number <= range.most;
        if (fits) {
            request->index = k;
            request->number = number;
            return SAME;
        }
        if (row->number != NO_NUMBER) match = NUMBERLESS;
    }
    return match;
}

static const char *row_missing(const struct metric_row *row, const struct scenario *scenario) {
    return row->missing ? row->missing(scenario) : NULL;
}

// The calendar's levels are no news.
static bool is_listed(const struct family *family, const struct scenario *scenario, size_t k) {
    size_t level;
    if (family->kind != OF_LEVELS) return true;
    return channel_of(scenario, k, &level) != scenario->channels + scenario->calendar;
}

static void path_append(const struct metric_row *row, const struct family *family,
                        const struct scenario *scenario, size_t k, struct text *path) {
    const char *second, *name = family_name(family, scenario, k, &second);
    text_append(path, "%.*s%s", (int)family->stem, row->pattern, name);
    if (second) text_append(path, ".%s", second);
    if (row->number != NO_NUMBER) text_append(path, ".N");
}

static bool visit_row(const struct metric_row *row, const struct scenario *scenario,
                      bool (*visit)(void *context, const struct metric *metric), void *context) {
    struct family family = family_of(row, scenario);
    if (!scenario || family.kind == OF_NOTHING)
        return visit(context, &(struct metric){row->pattern, row->unit, row->meaning});
    for (size_t k = 0; k < family.count; k++) {
        if (!is_listed(&family, scenario, k)) continue;
        struct text path = {0};
        path_append(row, &family, scenario, k, &path);
        const char *unit = family.kind == OF_ISSUES ? scenario->issues[k].unit : row->unit;
        struct metric metric = {path.data, unit, row->meaning};
        bool go_on = !path.failed && visit(context, &metric);
        text_free(&path);
        if (!go_on) return false;
    }
    return true;
}

bool metrics_visit(const struct scenario *scenario, bool (*visit)(void *context, const struct metric *metric),
                   void *context) {
    for (size_t k = 0; k < metric_row_count; k++) {
        if (scenario && row_missing(&metric_rows[k], scenario)) continue;
        if (!visit_row(&metric_rows[k], scenario, visit, context)) return false;
    }
    return true;
}

static bool metric_find_quietly(const struct scenario *scenario, const char *path,
                                struct metric_handle *handle) {
    struct metric_request request;
    for (size_t k = 0; k < metric_row_count; k++) {
        const struct metric_row *row = &metric_rows[k];
        if (row_missing(row, scenario) || row_match(row, scenario, path, &request) != SAME) continue;
        *handle = (struct metric_handle){row, request.index, request.number};
        return true;
    }
    return false;
}

// The nearest path so far, copied, because a visited path lasts only as long as its visit.
struct guess {
    const struct scenario *scenario;
    struct nearest nearest;
    struct text copy;
};

// A path that is listed as it stands, or with the number of the wanted one, if it has one that will do, or 1.
static void write_candidate(const struct guess *guess, const char *listed, struct text *path) {
    const char *dot = strrchr(guess->nearest.wanted, '.');
    struct metric_handle handle;
    size_t length = strlen(listed), number;
    text_append(path, "%s", listed);
    if (metric_find_quietly(guess->scenario, listed, &handle)) return;
    text_free(path);
    text_append(path, "%.*s%s", (int)(length - 1), listed,
                dot && read_number(dot + 1, &number) ? dot + 1 : "1");
    if (path->failed || metric_find_quietly(guess->scenario, path->data, &handle)) return;
    text_free(path);
    text_append(path, "%.*s1", (int)(length - 1), listed);
}

static bool guess_visit(void *context, const struct metric *metric) {
    struct guess *guess = context;
    struct text path = {0};
    write_candidate(guess, metric->path, &path);
    if (!path.failed) nearest_try(&guess->nearest, path.data);
    if (path.failed || guess->nearest.best != path.data) {
        bool failed = path.failed;
        text_free(&path);
        return !failed;
    }
    text_free(&guess->copy);
    guess->copy = path;
    return true;
}

static enum parley_status report_missing(const char *path, const char *why, struct errors *errors) {
    return errors_add(errors, PARLEY_INPUT, (struct mark){0}, "there is no metric '%s' here: %s", path, why);
}

static enum parley_status report_number(const struct metric_row *row, const struct scenario *scenario,
                                        const char *path, struct errors *errors) {
    static const char *const number[] = {
        [PERIOD] = "a period", [PER_CENT] = "a percentage", [SURPRISE] = "the number of a surprise"};
    struct range range = range_of(row, scenario);
    char most[32] = "on";
    if (range.most < SIZE_MAX) snprintf(most, sizeof most, "to %zu", range.most);
    return errors_add(errors, PARLEY_INPUT, (struct mark){0},
                      "there is no metric '%s': in %s, N stands for %s, a whole number from %zu %s", path,
                      row->pattern, number[row->number], range.least, most);
}

static enum parley_status report_guess(const struct scenario *scenario, const char *path,
                                       struct errors *errors) {
    struct guess guess = {.scenario = scenario, .nearest = {.wanted = path}};
    metrics_visit(scenario, guess_visit, &guess);
    enum parley_status status =
        guess.nearest.best
            ? errors_add(errors, PARLEY_INPUT, (struct mark){0},
                         "there is no metric '%s'; did you mean '%s'?", path, guess.nearest.best)
            : errors_add(errors, PARLEY_INPUT, (struct mark){0},
                         "there is no metric '%s'; `parley metrics` lists them", path);
    text_free(&guess.copy);
    return status;
}

// Why the path is no metric: the scenario is of another kind, the number will not do, or the name.
static enum parley_status report_unknown(const struct scenario *scenario, const char *path,
                                         struct errors *errors) {
    struct metric_request request;
    for (size_t k = 0; k < metric_row_count; k++) {
        const struct metric_row *row = &metric_rows[k];
        const char *why = row_missing(row, scenario);
        size_t stem = family_of(row, scenario).stem;
        if (why && stem > 0 && strncmp(path, row->pattern, stem) == 0)
            return report_missing(path, why, errors);
        if (!why && row_match(row, scenario, path, &request) == NUMBERLESS)
            return report_number(row, scenario, path, errors);
    }
    return report_guess(scenario, path, errors);
}

enum parley_status metric_find(const struct scenario *scenario, const char *path,
                               struct metric_handle *handle, struct errors *errors) {
    return metric_find_quietly(scenario, path, handle) ? PARLEY_OK : report_unknown(scenario, path, errors);
}

unsigned metric_parts(const struct metric_handle *handle) {
    const struct metric_row *row = handle->row;
    return row->parts;
}

double metric_value(const struct metric_handle *handle, const struct outcome *outcome, double epsilon) {
    const struct metric_row *row = handle->row;
    return row->evaluate(&(struct metric_request){
        .outcome = outcome, .epsilon = epsilon, .index = handle->index, .number = handle->number});
}

enum parley_status metric_evaluate(const struct game *game, const struct outcome *outcome, double epsilon,
                                   const char *path, double *value, struct errors *errors) {
    struct metric_handle handle;
    enum parley_status status = metric_find(game->scenario, path, &handle, errors);
    if (status == PARLEY_OK) *value = metric_value(&handle, outcome, epsilon);
    return status;
}

enum parley_status metric_describe(const struct scenario *scenario, const char *path, struct metric *metric,
                                   struct errors *errors) {
    struct metric_request request;
    for (size_t k = 0; k < metric_row_count; k++) {
        if (row_match(&metric_rows[k], scenario, path, &request) != SAME) continue;
        bool of_issue = family_of(&metric_rows[k], scenario).kind == OF_ISSUES;
        *metric = (struct metric){path, of_issue ? scenario->issues[request.index].unit : metric_rows[k].unit,
                                  metric_rows[k].meaning};
        return PARLEY_OK;
    }
    return report_unknown(scenario, path, errors);
}
