// SPDX-License-Identifier: GPL-3.0-or-later
// Axes of a grid: the values that one parameter runs through, and the product of several of them. A grid is
// counted and asked for its points by number; nothing is stored per point.
#ifndef PARLEY_SWEEP_AXIS_H
#define PARLEY_SWEEP_AXIS_H

#include "core/error.h"
#include "scenario/parameters.h"
#include <stdint.h>

// Initialise with {0}.
struct axis {
    char *path;                      // owned
    const struct parameter_row *row; // borrows, as does channel
    const struct channel *channel;
    double *list; // owned; NULL: evenly spaced from `from` to `to`
    double from, to;
    bool logarithmic;
    uint64_t count;
};

// Read the right-hand side of `--vary PATH=...` for the parameter that PATH names:
//     FROM:TO:N        N values, evenly spaced, both ends among them
//     FROM:TO:N:log    the same, evenly spaced in the logarithm
//     a,b,c            a list; for a start level also `all`
// Numbers must be in the parameter's range. Errors (PARLEY_INPUT): not a number, FROM > TO, N not a whole
// number from 1 on, N = 1 with FROM != TO and the reverse, a logarithmic axis that does not stay above 0,
// values too close to tell apart, an empty item, a value that comes twice, a range of what only has names.
enum parley_status axis_parse(const struct parameter *parameter, const char *spec, struct axis *axis,
                              struct errors *errors);
void axis_clear(struct axis *axis);

// Value k < count. The ends are FROM and TO as written; between them values are rounded to 15 digits, so that
// 0.1:0.9:9 holds the 0.3 that a user writes.
double axis_value(const struct axis *axis, uint64_t k);

// Points of the product. Errors (PARLEY_INPUT): no axes, one path twice, more than 2^64 - 1 points.
enum parley_status grid_count(const struct axis *axes, size_t axis_count, uint64_t *count,
                              struct errors *errors);
// Where point k stands on each axis; row-major, the last axis runs fastest.
void grid_place(const struct axis *axes, size_t axis_count, uint64_t k, uint64_t *place);
void grid_point(const struct axis *axes, size_t axis_count, uint64_t k, double *values);

#endif
