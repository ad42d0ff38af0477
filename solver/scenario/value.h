// SPDX-License-Identifier: GPL-3.0-or-later
// Values as text: one reading and one writing for every kind of parameter, for files and for --set alike.
#ifndef PARLEY_SCENARIO_VALUE_H
#define PARLEY_SCENARIO_VALUE_H

#include "core/text.h"
#include "scenario/scenario.h"

// A decimal number, the whole of the text: 1, 1.0, 1e-3, .5, +1; not nan, inf, 0x1, nor one too large for a
// double.
bool number_parse(const char *text, double *value);
// The shortest decimal that number_parse reads back to the same value.
void number_text(double value, struct text *out);

// Read a value of the row's kind and check its range. `channel` is needed for levels only. False leaves
// *value alone.
bool value_parse(const struct parameter_row *row, const struct channel *channel, const char *text,
                 double *value);
// What value_parse accepts, as the end of "must be ...".
void value_wanted(const struct parameter_row *row, const struct channel *channel, struct text *out);

// Names of the values 0, 1, ... of a parameter that is a level, a flag or a rule; NULL, and *count 0, of any
// other.
const char *const *value_names(const struct parameter *parameter, size_t *count);

#endif
