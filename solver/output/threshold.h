// SPDX-License-Identifier: GPL-3.0-or-later
// Where a metric crosses a target: the scan, the crossings, and what was asked.
#ifndef PARLEY_OUTPUT_THRESHOLD_H
#define PARLEY_OUTPUT_THRESHOLD_H

#include "core/error.h"
#include "core/text.h"
#include "parley.h"

enum relation { AT_LEAST, ABOVE, AT_MOST, BELOW, EQUAL };

// The metric at one value of the parameter.
struct sample {
    double at, metric;                                                               // metric NaN unless SEEN
    enum { SAMPLE_MISSING, SAMPLE_SEEN, SAMPLE_UNDEFINED, SAMPLE_UNCERTIFIED } kind; // missing: not solved
};

// Where a crossing is known to lie that was not closed in on.
struct opening {
    double from, to;
};

// The object behind parley_threshold. Owns the strings and arrays.
struct parley_threshold {
    char *title, *target, *metric, *path;
    char *metric_unit, *parameter_unit;
    enum relation relation;
    double value;
    double from, to, tolerance; // tolerance is that of the parameter, in its own unit
    bool whole;                 // the parameter counts something
    struct sample *scan;
    size_t points, done, certified, undefined; // done: of the scan; fewer than points if it was stopped
    double least, most;                        // of the metric, over the scan; NaN if it was never seen
    struct parley_crossing *crossings;
    size_t count;
    size_t unresolved;    // crossings that could not be closed in on: no certified solution in between
    struct opening *open; // in room for one per point; not closed in on because it was stopped
    size_t open_count;
};

// Was it stopped before all was done?
bool threshold_stopped(const struct parley_threshold *threshold);
// The next part of the range, from point *k of the scan on, in which every point was looked at: its first and
// last point. False if there is none. Moves *k behind it.
bool threshold_searched(const struct parley_threshold *threshold, size_t *k, size_t *first, size_t *last);

// Is the target met by this value of the metric? What is within 1e-10 of it, relative to the target or the
// spread of the metric over the scan, counts as equal: a metric that rests on the target must not flicker.
bool threshold_met(const struct parley_threshold *threshold, double metric);
// -1, 0, 1: below the target, on it, above it.
int threshold_side(const struct parley_threshold *threshold, double metric);

// The writers. Failure to allocate is left in out->failed.
void threshold_report(const struct parley_threshold *threshold, struct text *out);
void threshold_json(const struct parley_threshold *threshold, struct text *out);
void threshold_data(const struct parley_threshold *threshold, struct text *out);
void threshold_variables(const struct parley_threshold *threshold, struct text *out);

#endif
