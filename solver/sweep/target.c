// SPDX-License-Identifier: GPL-3.0-or-later
// Setting a parameter at a point as --set would, without its checks of the whole scenario: those are made
// once per point. What must be made anew with it is told by its path.
#include "sweep/target.h"
#include "core/text.h"
#include "scenario/paths.h"
#include "scenario/value.h"
#include <stdlib.h>
#include <string.h>

enum parley_status target_find(struct scenario *scenario, const char *path, struct target *target,
                               struct errors *errors) {
    *target = (struct target){.replaced = NULL};
    enum parley_status status = parameter_find(scenario, path, &target->parameter, errors);
    if (status == PARLEY_OK)
        target->replaced = parameter_replaced(scenario, target->parameter.value, &target->replacement);
    return status;
}

static enum parley_status value_refused(const struct parameter *parameter, double value,
                                        struct errors *errors) {
    struct text words = {0};
    value_wanted(parameter->row, parameter->channel, &words);
    text_append(&words, ", but ");
    number_text(value, &words);
    char *wanted = text_take(&words);
    if (!wanted) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory");
    errors_add(errors, PARLEY_INPUT, (struct mark){0}, "'%s' must be %s came", parameter->path, wanted);
    free(wanted);
    return PARLEY_INPUT;
}

// Axes and distributions were checked; what follows another parameter was not.
enum parley_status target_set(const struct target *target, double value, struct errors *errors) {
    const struct parameter *parameter = &target->parameter;
    if (!parameter->value) return PARLEY_OK;
    enum parameter_kind kind = parameter->row->kind;
    bool named = kind == PARAMETER_FLAG || kind == PARAMETER_RULE || kind == PARAMETER_LEVEL;
    bool fits = parameter_in_range(parameter->row, value) && (!named || floor(value) == value);
    if (parameter->channel) fits = fits && value < (double)parameter->channel->level_count;
    if (!fits) return value_refused(parameter, value, errors);
    *parameter->value = value;
    if (target->replaced) *target->replaced = target->replacement;
    return PARLEY_OK;
}

static bool begins_with(const char *path, const char *stem) {
    return strncmp(path, stem, strlen(stem)) == 0;
}

bool path_is_of_event(const char *path) {
    return begins_with(path, "timeline.") || begins_with(path, "surprises.");
}

bool path_rebuilds(const char *path) {
    return path_is_of_event(path) || begins_with(path, "anchor") || begins_with(path, "start.");
}

// An event in period 0 moves a start, events are kept in order of date, and levels of the table and of the
// calendar come and go.
bool path_rereads(const char *path) {
    size_t length = strlen(path);
    bool date = path_is_of_event(path) && length > 3 && strcmp(path + length - 3, ".at") == 0;
    return date || begins_with(path, "deadline.") || strcmp(path, "anchoring.depth") == 0;
}
