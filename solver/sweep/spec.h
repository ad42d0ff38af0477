// SPDX-License-Identifier: GPL-3.0-or-later
// What axes, distributions and derived parameters have in common as text: "PATH=SPEC" taken apart, and the
// values in it read by the parameter's own row, so that a level, a length of time or "none" is written as in
// a scenario.
#ifndef PARLEY_SWEEP_SPEC_H
#define PARLEY_SWEEP_SPEC_H

#include "core/error.h"
#include "scenario/parameters.h"

// Into owned copies without blanks around them; neither is empty. `example` is shown if the text is none.
enum parley_status spec_split(const char *text, const char *example, char **path, char **spec,
                              struct errors *errors);
// A copy of [begin, end) without blanks around it, owned; NULL out of memory.
char *spec_copy(const char *begin, const char *end);

// Say that there is none, and return PARLEY_MEMORY.
enum parley_status spec_memory(struct errors *errors);
// A decimal number. PARLEY_INPUT: it is none; PARLEY_MEMORY: nobody knows. Says nothing.
enum parley_status spec_number(const char *begin, const char *end, double *value);
// The value that [begin, end) stands for, by the parameter's row and range.
enum parley_status spec_value(const struct parameter *parameter, const char *begin, const char *end,
                              double *value, struct errors *errors);

// Values, one after the other. Initialise with {text, end of text}; `weighted` allows VALUE:WEIGHT.
struct spec_list {
    const char *at, *end;
    bool weighted;
    double value, weight; // of the item just read; weight 1 if none was written
};

// Read the next item; false at the end and at an error, which *status tells apart. A level whose name has a
// comma or a colon in it is taken whole.
bool spec_next(struct spec_list *list, const struct parameter *parameter, enum parley_status *status,
               struct errors *errors);
// Items at most, for whoever makes room for them.
size_t spec_items(const struct spec_list *list);

#endif
