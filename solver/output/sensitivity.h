// SPDX-License-Identifier: GPL-3.0-or-later
// What matters among parameters that are not known, and how far their uncertainty goes, as the writers of
// this room see it. A method finds a few numbers per metric and parameter: its columns. One table of columns
// makes report, JSON, tables and charts.
#ifndef PARLEY_OUTPUT_SENSITIVITY_H
#define PARLEY_OUTPUT_SENSITIVITY_H

#include "core/text.h"
#include "parley.h"

enum { QUANTILES = 5, COLUMNS_MOST = 6, BINS_MOST = 60 };

// X(name, what it finds, design is a Monte Carlo sample, takes samples)
#define SENSITIVITY_METHODS(X)                                                                               \
    X(sobol, "shares of the variance, alone and jointly with others", true, true)                            \
    X(morris, "which parameters matter at all, and which act in a bent or a joint way", false, true)         \
    X(tornado, "one parameter at a time to its low and its high value", false, false)                        \
    X(correlation, "partial rank correlations: direction and strength", true, true)                          \
    X(uncertainty, "how far the metrics spread: quantiles, and chances of conditions", true, true)

enum sensitivity_method {
#define SENSITIVITY_METHOD(name, meaning, monte_carlo, sampled) SENSITIVITY_##name,
    SENSITIVITY_METHODS(SENSITIVITY_METHOD)
#undef SENSITIVITY_METHOD
        SENSITIVITY_METHOD_COUNT
};

struct sensitivity_column {
    const char *key, *head; // in JSON and tables; in the report
};

struct sensitivity_row {
    const char *name, *meaning;
    bool monte_carlo, sampled;
    struct sensitivity_column column[COLUMNS_MOST];
    size_t columns;
    size_t rank; // parameters are ranked by the size of this column
};

extern const struct sensitivity_row sensitivity_rows[SENSITIVITY_METHOD_COUNT];
// SENSITIVITY_METHOD_COUNT if there is none of this name.
enum sensitivity_method sensitivity_method_find(const char *name);

// A parameter. Owns its strings.
struct factor {
    char *path, *unit, *distribution;
    double base, low, high;                 // of a tornado: as the scenario has it, and the quantiles
    char *base_text, *low_text, *high_text; // the same as a user writes them
};

struct interval {
    double value, low, high; // an end that the sample does not reach is infinite
};

// How a metric spreads over a sample. count 0: there is none.
struct band {
    size_t count;
    double mean, error, deviation; // error: of the mean
    struct interval quantile[QUANTILES];
    size_t bins; // classes from `first` on, with their shares; 0 if the metric does not vary
    double first, width, share[BINS_MOST];
};
extern const double band_quantiles[QUANTILES];

// What was found about one metric. Owns everything.
struct finding {
    char *path, *unit;
    size_t undefined;     // certified points at which it is not defined
    size_t used, dropped; // rows, points or effects that the method could use
    double mean, variance, base;
    double *value;  // [factor x columns + column]; NaN where it cannot be said
    size_t *ranked; // factors, the most important first
    bool varies;    // some parameter does something
    char *trouble;  // why nothing could be found; NULL: it was
    struct band band;
};

// The chance of a condition. Owns the text.
struct chance {
    char *text;
    size_t met, counted, undefined; // undefined: of those counted, and not met
    struct interval share;
    double error;
};

// The object behind parley_sensitivity. Owns everything.
struct parley_sensitivity {
    enum sensitivity_method method;
    char *title, *design; // design: in words
    uint64_t samples, seed;
    double level;     // of all intervals
    double low, high; // quantiles of a tornado
    size_t resamples; // of a bootstrap
    size_t points, certified, uncertified, refused;
    char *first_refused, *first_uncertified; // which, and why; NULL if there is none
    struct factor *factor;
    size_t factors;
    struct finding *finding;
    size_t findings;
    struct chance *chance;
    size_t chances;
};

double finding_value(const struct parley_sensitivity *all, const struct finding *finding, size_t factor,
                     size_t column);
// Fills in `ranked` and `varies` from the values.
void finding_rank(const struct parley_sensitivity *all, struct finding *finding);

// The writers. Failure to allocate is left in out->failed.
void sensitivity_report(const struct parley_sensitivity *all, struct text *out);
void sensitivity_json(const struct parley_sensitivity *all, struct text *out);
// A row per metric and parameter; a row per metric.
void sensitivity_table(const struct parley_sensitivity *all, struct text *out);
void sensitivity_bands(const struct parley_sensitivity *all, struct text *out);

// Charts: names for index 0, 1, ..., NULL past the last; the data, and the script that draws them.
const char *sensitivity_chart(const struct parley_sensitivity *all, size_t index);
void sensitivity_chart_data(const struct parley_sensitivity *all, size_t index, struct text *out);
void sensitivity_chart_script(const struct parley_sensitivity *all, size_t index, struct text *out);

#endif
