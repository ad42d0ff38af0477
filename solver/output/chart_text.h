// SPDX-License-Identifier: GPL-3.0-or-later
// Text of charts: fields of a .dat file, variables of a script, and names made to fit where they are drawn.
// Nothing that comes from a scenario is ever interpreted by gnuplot.
#ifndef PARLEY_OUTPUT_CHART_TEXT_H
#define PARLEY_OUTPUT_CHART_TEXT_H

#include "core/text.h"

// A quoted field of a .dat file, after the tab or at the beginning of a line. Names hold no double quote.
void data_name(struct text *out, const char *s);
// A tab and a number with 17 digits; NaN where it is not finite.
void data_number(struct text *out, double value);

// VARIABLE = the string, which is freed; NULL counts as lack of memory.
void variable_string(struct text *out, const char *variable, char *owned);

// sample_note = a note of a few lines of so many centimetres, and note_lines; NULL counts as lack of memory.
void note_variables(struct text *out, const char *note, double width);

// Append "PATH (UNIT) ~ DISTRIBUTION" and what follows to a note; not too many of these words stay on one
// line. `length`: of the distribution; 0: there is none.
void note_parameter(struct text *note, const char *path, const char *unit, const char *distribution,
                    size_t length, const char *end);

// s broken to lines of `width` columns; what does not fit on `most` lines is left out, with an ellipsis.
char *text_wrap(const char *s, size_t width, size_t most);
// A name on one line of `width` columns, without its middle if it is longer.
char *name_on_line(const char *s, size_t width);
// A name on up to three lines of `width` columns; of a long one the middle goes first, since names tend to
// differ at either end.
char *name_on_lines(const char *s, size_t width);

// The words that all of a group of names begin with, and those that they end with, in bytes. Begin with
// {SIZE_MAX, SIZE_MAX}, go on with every other name of the group.
struct ends {
    size_t head, tail;
};
struct ends ends_shared(const char *name, const char *s, struct ends ends);

// VARIABLE = the name as `fit` makes it; words that it shares with its group go first.
void variable_name(struct text *out, const char *variable, const char *s, struct ends ends,
                   char *(*fit)(const char *s, size_t width), size_t width);

#endif
