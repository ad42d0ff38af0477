// SPDX-License-Identifier: GPL-3.0-or-later
// "PATH=SPEC" and lists of values as text. Names hold no '=', so that the first one divides path from value;
// they may hold commas and colons, so an item of a list is the shortest piece between commas that the
// parameter can read. Does not know what the values are for.
#include "sweep/spec.h"
#include "core/checked.h"
#include "scenario/names.h"
#include "scenario/value.h"
#include <string.h>

static const struct mark nowhere = {0, 0};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char *spec_copy(const char *begin, const char *end) {
    while (begin < end && is_blank(*begin))
        begin++;
    while (end > begin && is_blank(end[-1]))
        end--;
    char *copy = array_new((size_t)(end - begin) + 1, 1);
    if (copy) memcpy(copy, begin, (size_t)(end - begin));
    return copy;
}

enum parley_status spec_memory(struct errors *errors) {
    return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
}

enum parley_status spec_split(const char *text, const char *example, char **path, char **spec,
                              struct errors *errors) {
    const char *equals = strchr(text, '='), *end = text + strlen(text);
    char *left = spec_copy(text, equals ? equals : text), *right = spec_copy(equals ? equals + 1 : end, end);
    enum parley_status status = PARLEY_OK;
    if (!left || !right)
        status = spec_memory(errors);
    else if (!*left || !*right)
        status = errors_add(errors, PARLEY_INPUT, nowhere, "'%s' has no %s; write, for example, %s",
                            shown(text).text,
                            !equals  ? "'=' between a parameter's path and what it is to be"
                            : !*left ? "parameter's path before the '='"
                                     : "value after the '='",
                            example);
    if (status != PARLEY_OK) {
        free(left);
        free(right);
        return status;
    }
    *path = left;
    *spec = right;
    return PARLEY_OK;
}

// PARLEY_INPUT: it is no value of the parameter; PARLEY_MEMORY: nobody knows. Says nothing.
static enum parley_status value_read(const struct parameter *parameter, const char *begin, const char *end,
                                     double *value) {
    char *copy = spec_copy(begin, end);
    if (!copy) return PARLEY_MEMORY;
    bool read = value_parse(parameter->row, parameter->channel, copy, value);
    free(copy);
    return read ? PARLEY_OK : PARLEY_INPUT;
}

enum parley_status spec_number(const char *begin, const char *end, double *value) {
    char *copy = spec_copy(begin, end);
    if (!copy) return PARLEY_MEMORY;
    bool read = number_parse(copy, value);
    free(copy);
    return read ? PARLEY_OK : PARLEY_INPUT;
}

enum parley_status spec_value(const struct parameter *parameter, const char *begin, const char *end,
                              double *value, struct errors *errors) {
    enum parley_status status = value_read(parameter, begin, end, value);
    if (status == PARLEY_OK) return status;
    if (status == PARLEY_MEMORY) return spec_memory(errors);
    char *came = spec_copy(begin, end);
    struct text wanted = {0};
    value_wanted(parameter->row, parameter->channel, &wanted);
    errors_add(errors, PARLEY_INPUT, nowhere, "'%s' must be %s, but '%s' came", parameter->path,
               wanted.data ? wanted.data : "different", came ? shown(came).text : "");
    text_free(&wanted);
    free(came);
    return PARLEY_INPUT;
}

// [begin, end) as VALUE or, in a weighted list, as VALUE:WEIGHT. As value_read.
static enum parley_status item_read(struct spec_list *list, const struct parameter *parameter,
                                    const char *begin, const char *end) {
    list->weight = 1;
    enum parley_status status = value_read(parameter, begin, end, &list->value);
    const char *colon = end;
    while (colon > begin && *colon != ':')
        colon--;
    if (status != PARLEY_INPUT || !list->weighted || colon == begin) return status;
    status = spec_number(colon + 1, end, &list->weight);
    if (status == PARLEY_OK && !(list->weight >= 0)) status = PARLEY_INPUT;
    return status == PARLEY_OK ? value_read(parameter, begin, colon, &list->value) : status;
}

static const char *comma_after(const char *at, const char *end) {
    while (at < end && *at != ',')
        at++;
    return at;
}

// What is wrong with the item [begin, end), which has been read in vain.
static enum parley_status item_fault(const struct spec_list *list, const struct parameter *parameter,
                                     const char *begin, const char *end, struct errors *errors) {
    double value;
    const char *colon = list->weighted ? memchr(begin, ':', (size_t)(end - begin)) : NULL;
    enum parley_status status = colon ? value_read(parameter, begin, colon, &value) : PARLEY_INPUT;
    if (status == PARLEY_MEMORY) return spec_memory(errors);
    if (status == PARLEY_INPUT) return spec_value(parameter, begin, end, &value, errors);
    return errors_add(errors, PARLEY_INPUT, nowhere, "'%s': a weight must be a number >= 0, but '%.*s' came",
                      parameter->path, (int)(end - colon - 1 < 60 ? end - colon - 1 : 60), colon + 1);
}

bool spec_next(struct spec_list *list, const struct parameter *parameter, enum parley_status *status,
               struct errors *errors) {
    *status = PARLEY_OK;
    if (!list->at) return false;
    const char *shortest = comma_after(list->at, list->end), *stop = shortest;
    *status = item_read(list, parameter, list->at, stop);
    while (*status == PARLEY_INPUT && parameter->row->kind == PARAMETER_LEVEL && stop < list->end) {
        stop = comma_after(stop + 1, list->end);
        *status = item_read(list, parameter, list->at, stop);
    }
    if (*status == PARLEY_MEMORY) spec_memory(errors);
    if (*status == PARLEY_INPUT) *status = item_fault(list, parameter, list->at, shortest, errors);
    if (*status == PARLEY_OK) list->at = stop < list->end ? stop + 1 : NULL;
    return *status == PARLEY_OK;
}

size_t spec_items(const struct spec_list *list) {
    size_t items = 1;
    for (const char *at = list->at; at < list->end; at++)
        items += *at == ',';
    return items;
}
