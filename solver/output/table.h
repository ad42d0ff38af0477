// SPDX-License-Identifier: GPL-3.0-or-later
// Aligned tables of text that fit a given width: long names wrap, columns that do not fit follow in a further
// block.
#ifndef PARLEY_OUTPUT_TABLE_H
#define PARLEY_OUTPUT_TABLE_H

#include "core/text.h"
#include <stdint.h>

enum { REPORT_WIDTH = 98, TABLE_UNLIMITED = 1 << 20 };

// Initialise with {.columns = ..., .keys = ..., .words = ...}; cells follow row by row, the header first.
struct table {
    size_t columns;
    size_t keys; // leading columns that are repeated in each block
    uint64_t
        words;    // bit c: column c holds words (left aligned, wraps wide); otherwise numbers (right aligned)
    char **cells; // owned
    size_t count, capacity;
    bool failed;
};

void table_cell(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Four decimals; "-" where the number is not defined.
void table_number(struct table *table, double value);
// A probability as a percentage.
void table_percent(struct table *table, double probability);

// Append the table, indented by two columns, and free it. Sets out->failed when out of memory.
void table_render(struct table *table, struct text *out, size_t width);

// Append a probability as a percentage: "12%", "0.03%".
void percent_append(struct text *out, double probability);
// A number as reports show it: four decimals, no "-0.0000".
void number_append(struct text *out, double value);

#endif
