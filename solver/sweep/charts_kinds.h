// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the charts of a sweep: axes as they are drawn, the part of a grid that is drawn, and what each kind
// of chart appends to its data and its script.
#ifndef PARLEY_SWEEP_CHARTS_KINDS_H
#define PARLEY_SWEEP_CHARTS_KINDS_H

#include "core/text.h"
#include "sweep/spread.h"

enum { PANELS_MOST = 9, AXES_DRAWN = 3, LINES_MOST = 8 };

enum scale { SCALE_NUMBER, SCALE_LOG, SCALE_NAMES };

// One axis as it is drawn: every stride-th value. Drawn coordinates are the value, its decimal logarithm, or
// the place among the names. Initialise with {0}.
struct drawn_axis {
    const struct store_axis *axis;
    size_t number; // in the layout
    enum scale scale;
    bool even; // evenly spaced as drawn
    size_t stride, count;
    size_t label_width, label_lines; // room of its label
    double *value, *at, *edge;       // owned; count, count, count + 1
};

// Of at most `most` values. False out of memory.
bool drawn_axis_make(const struct store_axis *axis, size_t number, size_t most, struct drawn_axis *drawn);
void drawn_axis_clear(struct drawn_axis *drawn);
// NAME_label, NAME_lines (of the label), NAME_scale, NAME_low, NAME_high; values that a logarithmic axis is
// marked at: NAME_marks, '' for round ones; names: NAME_names, NAME_every, NAME_name_K.
void drawn_axis_variables(const struct drawn_axis *drawn, const char *name, struct text *out);
// A value as words: "Russian gains", "0.25", "none".
void axis_value_append(const struct store_axis *axis, size_t place, struct text *out);
// The path; of an effect of a channel what it does: "pie at front = moving, as a factor".
void path_words(const char *path, struct text *out);
// The unit; what an effect adds to a parameter has that of the parameter.
const char *path_unit(const char *path, const char *unit);
// "WORDS (unit)" on a line of `width` columns, or on `most` (1 or 2) of them, into VARIABLE; what is left out
// is never the unit. How many lines.
size_t label_lines(struct text *out, const char *variable, const char *path, const char *unit, size_t width,
                   size_t most);
void label_variable(struct text *out, const char *variable, const char *path, const char *unit, size_t width);
// A comment of a .dat file may hold words of a scenario; control characters become blanks.
void comment_append(struct text *out, const char *words);

// The part of a grid that is drawn; of a sample there, all of it. Initialise with {0}.
struct cut {
    const struct store_layout *layout;
    size_t axes;            // drawn: 1 .. AXES_DRAWN
    struct drawn_axis x, y; // y of a map
    size_t panel_axis, panels, place[PANELS_MOST];
    size_t *first, *count, *stride; // owned, per axis of the grid
};

// False out of memory. axes: how many axes have more than one value, by their numbers.
bool cut_make(const struct store_layout *layout, const size_t *numbers, size_t count, struct cut *cut);
void cut_clear(struct cut *cut);
static inline size_t cut_cells(const struct cut *cut) {
    return cut->x.count * (cut->axes > 1 ? cut->y.count : 1);
}
// Values of all panels, one after the other; in a panel the y axis runs fastest. Threads wait for each other.
enum parley_status cut_read(const struct cut *cut, struct sweep_file *file, const char *path, double *values,
                            struct errors *errors);
// What the sample says at every cell, numbered as those values are.
enum parley_status cut_spread(const struct cut *cut, struct sweep_file *file,
                              const struct spread_question *question,
                              void (*visit)(void *context, size_t cell, const struct spread *spread),
                              void *context, struct errors *errors);
// Comments on what was left out, and on axes that are held.
void cut_comment(const struct cut *cut, struct text *out);
// "b = 3, c = low": axes that are held; nothing if none is.
void cut_held(const struct cut *cut, struct text *out);

// What a map shows of a sample.
enum statistic { STATISTIC_NONE, STATISTIC_MEDIAN, STATISTIC_WIDTH, STATISTIC_LIKELIEST, STATISTIC_CHANCE };

// What is drawn, and where it goes.
struct chart_job {
    struct sweep_file *file;
    const struct store_layout *layout;
    const struct cut *cut; // of a grid
    const struct store_metric *metrics[LINES_MOST];
    size_t metric_count;       // 1 but for lines and bands
    const struct claim *claim; // the chance of a condition on the metric; NULL: the metric
    enum statistic statistic;
    bool always; // also if the metric is the same everywhere
    struct text data, variables;
    bool empty; // there is nothing to see; data and variables do not matter
};

// Range of a metric where the point is certified; low > high if there is none. The same everywhere but for
// rounding counts as one value.
struct span {
    double low, high;
};
struct span span_of(const double *values, const double *status, size_t count);
bool span_is_flat(struct span span);
// Values no farther apart than this are the same but for rounding.
double span_rounding(struct span span);
// Steps of 1, 2 or 5 times a power of ten, about `parts` of them; 0 for a flat span.
double span_step(struct span span, double parts);

enum parley_status line_chart(struct chart_job *job, struct errors *errors);
enum parley_status map_chart(struct chart_job *job, struct errors *errors);
enum parley_status bands_chart(struct chart_job *job, struct errors *errors);   // of metrics, or of a chance
enum parley_status shares_chart(struct chart_job *job, struct errors *errors);  // of regimes
enum parley_status scatter_chart(struct chart_job *job, struct errors *errors); // two parameters
enum parley_status panels_chart(struct chart_job *job, struct errors *errors);  // one, or more than two

// The page of bands and shares. remark: owned, after the note on the sample.
struct sample_page {
    double left;                    // beside the panels, centimetres
    size_t legend_columns, entries; // entries of the legend
    struct text remark;
};
// What the script must know of the page, but for the panels.
void sample_page_variables(const struct chart_job *job, const struct sample_page *page, struct text *out);

// "map-value-Russia", "chance-value-A-ge-0-5": no name that stands among `names`, a line each.
void chart_name(const struct text *names, const struct store_layout *layout, const char *prefix,
                const struct chart_job *job, char *name, size_t size);

bool chart_name_is_taken(const struct text *names, const char *name);

// The first line of every script; by it an old chart of a sweep is known.
#define CHART_SIGNATURE "# A chart of sweep.nc, by parley\n"
// Data and script. Where they are there as they should be, so is their picture, if any; else it goes first,
// so that a picture never stands beside numbers that are not its own. Errors: PARLEY_SYSTEM, PARLEY_MEMORY.
enum parley_status chart_write(const char *directory, const char *name, const struct text *data,
                               const struct text *script, struct errors *errors);
// Remove the charts that an earlier sweep left, but for these names, a line each; one that cannot be removed
// is no reason to fail.
void charts_remove_others(const char *directory, const struct text *names);

// What a map shows at every cell of the sample there, and why a cell shows nothing: status, or a value that
// is no number. *error: the largest, in words for a note; left alone if there is none to say.
enum parley_status statistic_read(const struct chart_job *job, double *values, double *status,
                                  struct text *error, struct errors *errors);
// "median of value.A"; the path of a metric that is shown as it is.
void statistic_words(const struct chart_job *job, struct text *out);

// Rows of one panel: level, x, y, x, y of every piece of a contour; then a block of places for labels.
struct field {
    const struct drawn_axis *x, *y;
    const double *values, *status;
    const double *regime; // NULL: not kept
};
// A level every `step` (0: none); values within `rounding` of a level lie on it. The sides of the map in cm.
struct contour_style {
    double step, rounding, width, height;
};
void contours_append(const struct field *field, const struct contour_style *style, struct text *out);

#endif
