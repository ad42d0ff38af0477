// SPDX-License-Identifier: GPL-3.0-or-later
// Derived parameters as text. Names may hold '*' and '/', so a factor is looked for only at the ends of the
// right-hand side, as a whole number or decimal with its sign of operation. Sets nothing: whoever runs a
// sweep reads the source, multiplies, and sets the target, in the order of the lines.
#include "sweep/derived.h"
#include "scenario/names.h"
#include "scenario/value.h"
#include "sweep/spec.h"
#include <stdlib.h>
#include <string.h>

static const struct mark nowhere = {0, 0};
static const char *const example = "'South.discount_rate = 2 * North.discount_rate'";

static char *last_sign(char *text) {
    for (char *at = text + strlen(text); at-- > text;)
        if (*at == '*' || *at == '/') return at;
    return NULL;
}

// The right-hand side without its factor, owned; NULL out of memory.
static char *source_parse(char *side, double *factor) {
    char *end = side + strlen(side), *first = strchr(side, '*'), *last = last_sign(side);
    *factor = 1;
    enum parley_status status = first ? spec_number(side, first, factor) : PARLEY_INPUT;
    if (status == PARLEY_OK) return spec_copy(first + 1, end);
    if (status == PARLEY_INPUT && last) status = spec_number(last + 1, end, factor);
    if (status == PARLEY_MEMORY) return NULL;
    if (status == PARLEY_INPUT) return spec_copy(side, end);
    if (*last == '/') *factor = 1 / *factor;
    return spec_copy(side, last);
}

static enum parley_status derived_fault(const char *text, const struct derived *derived,
                                        struct errors *errors) {
    const char *wrong = NULL;
    if (!(derived->factor != 0 && isfinite(derived->factor)))
        wrong = "the factor must be a number other than 0";
    else if (!*derived->source)
        wrong = "there is no parameter to follow";
    else if (strcmp(derived->source, derived->target) == 0)
        wrong = "a parameter cannot follow itself";
    if (!wrong) return PARLEY_OK;
    return errors_add(errors, PARLEY_INPUT, nowhere, "%s: %s; write, for example, %s", shown(text).text,
                      wrong, example);
}

enum parley_status derived_parse(const char *text, struct derived *derived, struct errors *errors) {
    struct derived read = {0};
    char *side = NULL;
    enum parley_status status = spec_split(text, example, &read.target, &side, errors);
    if (status != PARLEY_OK) return status;
    double number;
    read.source = source_parse(side, &read.factor);
    if (!read.source)
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    else if (number_parse(read.source, &number))
        status = errors_add(errors, PARLEY_INPUT, nowhere,
                            "%s: a number is not a parameter to follow; fix a value with --set PATH=VALUE",
                            shown(text).text);
    else
        status = derived_fault(text, &read, errors);
    free(side);
    if (status == PARLEY_OK)
        *derived = read;
    else
        derived_clear(&read);
    return status;
}

void derived_clear(struct derived *derived) {
    if (!derived) return;
    free(derived->target);
    free(derived->source);
    *derived = (struct derived){0};
}

static enum parley_status target_check(const struct derived *derived, size_t line, struct errors *errors) {
    const char *target = derived[line].target;
    for (size_t k = 0; k < line; k++) {
        if (strcmp(derived[k].target, target) == 0)
            return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' is derived twice; keep one of the lines",
                              target);
        if (strcmp(derived[k].source, target) == 0)
            return errors_add(
                errors, PARLEY_INPUT, nowhere,
                "'%s' follows '%s', which is derived only afterwards; put the line of '%s' first "
                "(in a circle nothing can be)",
                derived[k].target, target, target);
    }
    return PARLEY_OK;
}

enum parley_status derived_check(const struct derived *derived, size_t count, const char *const *varied,
                                 size_t varied_count, struct errors *errors) {
    for (size_t line = 0; line < count; line++) {
        for (size_t k = 0; k < varied_count; k++)
            if (strcmp(derived[line].target, varied[k]) == 0)
                return errors_add(errors, PARLEY_INPUT, nowhere,
                                  "'%s' varies and cannot follow '%s' as well; leave out one of the two",
                                  derived[line].target, derived[line].source);
        enum parley_status status = target_check(derived, line, errors);
        if (status != PARLEY_OK) return status;
    }
    return PARLEY_OK;
}
