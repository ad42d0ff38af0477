// SPDX-License-Identifier: GPL-3.0-or-later
// One assignment "PATH=VALUE": find the parameter, read the value by its row, change it together with what it
// replaces (discount for discount_rate, the rule when a quota is given), check the whole scenario, build the
// table and the calendar anew, and take everything back if that fails. Messages have no place in the file;
// they begin with the assignment.
#include "core/checked.h"
#include "scenario/names.h"
#include "scenario/paths.h"
#include "scenario/table.h"
#include "scenario/value.h"
#include <string.h>

static const struct mark nowhere = {0, 0};

// What a change overwrites, to be taken back.
struct change {
    double *at[2], was[2];
    size_t count;
};

static void change_make(struct change *change, double *at, double value) {
    change->at[change->count] = at;
    change->was[change->count++] = *at;
    *at = value;
}

static void change_undo(struct change *change) {
    while (change->count > 0) {
        change->count--;
        *change->at[change->count] = change->was[change->count];
    }
}

// Apply a value and what follows from it.
static void change_apply(struct change *change, struct scenario *scenario, double *at, double value) {
    double by, *replaced = parameter_replaced(scenario, at, &by);
    change_make(change, at, value);
    if (replaced) change_make(change, replaced, by);
}

static enum parley_status value_missing(const struct parameter *parameter, const char *path,
                                        const char *value, struct errors *errors) {
    struct text wanted = {0};
    value_wanted(parameter->row, parameter->channel, &wanted);
    errors_add(errors, PARLEY_INPUT, nowhere, "'%s' must be %s, but '%s' came", path,
               wanted.data ? wanted.data : "different", shown(value).text);
    text_free(&wanted);
    return PARLEY_INPUT;
}

static enum parley_status assignment_make(struct scenario *scenario, const char *path, const char *value,
                                          struct errors *errors) {
    struct parameter found;
    enum parley_status status = parameter_find(scenario, path, &found, errors);
    if (status != PARLEY_OK) return status;
    double number;
    if (!value_parse(found.row, found.channel, value, &number))
        return value_missing(&found, path, value, errors);
    struct change change = {.count = 0};
    struct errors faults = {0};
    change_apply(&change, scenario, found.value, number);
    status = scenario_validate(scenario, &faults);
    if (status == PARLEY_OK) status = table_refresh(scenario, &faults);
    if (status == PARLEY_OK && !scenario_build_calendar(scenario))
        status = errors_add(&faults, PARLEY_MEMORY, nowhere, "out of memory");
    for (size_t k = 0; k < faults.count; k++)
        errors_add(errors, status, nowhere, "%s=%s: %s", path, shown(value).text, faults.items[k].text);
    if (status != PARLEY_OK) change_undo(&change);
    errors_free(&faults);
    return status;
}

// A copy of [begin, end) without blanks around it.
static char *trimmed(const char *begin, const char *end) {
    while (begin < end && (*begin == ' ' || *begin == '\t'))
        begin++;
    while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    char *copy = array_new((size_t)(end - begin) + 1, 1);
    if (copy) memcpy(copy, begin, (size_t)(end - begin));
    return copy;
}

enum parley_status scenario_set(struct scenario *scenario, const char *assignment, struct errors *errors) {
    const char *equals = strrchr(assignment, '=');
    if (!equals)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "'%s' is not PATH=VALUE, for example Russia.discount=0.9", shown(assignment).text);
    enum parley_status status;
    char *path = trimmed(assignment, equals), *value = trimmed(equals + 1, equals + strlen(equals));
    if (path && value)
        status = assignment_make(scenario, path, value, errors);
    else
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    free(value);
    free(path);
    return status;
}
