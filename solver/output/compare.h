// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios side by side: a table of metrics by column, with what the writers of this room need of each
// column.
#ifndef PARLEY_OUTPUT_COMPARE_H
#define PARLEY_OUTPUT_COMPARE_H

#include "core/error.h"
#include "core/text.h"
#include "parley.h"
#include <jansson.h>

struct scenario;

// One metric. Owns the strings.
struct compared_row {
    char *path, *unit;
    size_t kind; // row of the table of usual metrics, COMPARED_OTHER if the user asked for it
};

enum { COMPARED_OTHER = 1000 };

struct compared_column {
    char *name, *title, *file, *changes; // owned; changes: "A.discount=0.8, pie=2", "" if none
    struct parley_certificate certificate;
    json_t *main;  // owned: the main blocks of the result's JSON; "start" gives the levels
    bool finished; // false: stopped before; certificate and main are empty then, and all metrics NaN
    bool pie;      // a pie is divided
    bool losses;   // somebody feels losses
    bool counts;   // has the calendar of a deadline or a timeline, which goes without saying
};

// The object behind parley_comparison. Rows come in the order of the table, then of the columns that first
// have them.
struct parley_comparison {
    struct compared_column *columns;
    size_t count;
    struct compared_row *rows;
    size_t row_count;
    double *value;  // [row x count + column]; NaN where a column has no such metric or it is not defined
    bool chosen;    // the user asked for certain rows: no others are shown
    size_t missing; // columns that are not finished
    size_t base;    // what the others are held against: the first column that is finished
};

// The rows that are shown unless others are asked for, of all scenarios together, and those asked for. False
// when out of memory.
bool compare_rows(struct parley_comparison *comparison, const struct scenario *const *scenarios);
bool compare_row_add(struct parley_comparison *comparison, const char *path, const char *unit);

// Is the row shown, or only kept for the chart?
bool compare_shows(const struct parley_comparison *comparison, const struct compared_row *row);
bool compare_row_has(const struct compared_row *row, const char *prefix);
// Heading over the rows of this kind; "" if each stands for itself.
const char *compare_heading(const struct compared_row *row);

// What the row is called in a table.
void compare_label(const struct compared_row *row, struct text *out);

// The writers. Failure to allocate is left in out->failed.
void compare_report(const struct parley_comparison *comparison, bool colour, struct text *out);
void compare_json(const struct parley_comparison *comparison, struct text *out);
void compare_data(const struct parley_comparison *comparison, struct text *out);
void compare_variables(const struct parley_comparison *comparison, struct text *out);

#endif
