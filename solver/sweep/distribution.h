// SPDX-License-Identifier: GPL-3.0-or-later
// Distributions of parameters that are not known: read from text, asked for quantiles, mean and standard
// deviation. One row per distribution makes its name, its arguments and their help.
#ifndef PARLEY_SWEEP_DISTRIBUTION_H
#define PARLEY_SWEEP_DISTRIBUTION_H

#include "core/error.h"
#include "core/text.h"
#include "scenario/parameters.h"

enum { ARGUMENTS_MAX = 4 };

// X(name, family, in logarithms, arguments at least, at most, what they are called)
//   family  of the standard variable z; the parameter is location + scale z, or its exponential
#define DISTRIBUTIONS(X)                                                                                     \
    X(uniform, FLAT, false, 2, 2, "LOW, HIGH")                                                               \
    X(loguniform, FLAT, true, 2, 2, "LOW, HIGH")                                                             \
    X(normal, GAUSS, false, 2, 2, "MEAN, SD")                                                                \
    X(lognormal, GAUSS, true, 2, 2, "MEAN OF THE LOGARITHM, SD OF THE LOGARITHM")                            \
    X(triangular, TRIANGLE, false, 3, 3, "LOW, MODE, HIGH")                                                  \
    X(beta, BETA, false, 2, 4, "A, B or A, B, LOW, HIGH")                                                    \
    X(discrete, LIST, false, 1, 0, "VALUE, VALUE, ... or VALUE:WEIGHT, ...")

enum distribution_kind {
#define DISTRIBUTION_KIND(name, family, logarithmic, least, most, wanted) DISTRIBUTION_##name,
    DISTRIBUTIONS(DISTRIBUTION_KIND)
#undef DISTRIBUTION_KIND
        DISTRIBUTION_COUNT
};

// Initialise with {0}; never changes once read, so that threads can share it.
struct distribution {
    enum distribution_kind kind;
    double argument[ARGUMENTS_MAX];
    size_t arguments;
    bool truncated;
    double low, high; // every quantile lies between, ends included only where the parameter may take them
    bool low_open, high_open;
    double location, scale, shape[2]; // of the family
    double tail_low, tail_high;       // chance below low and high; above them if `upper`
    bool upper;
    double *value, *weight; // discrete: owned; weights add up to 1
    size_t values;
};

// Read the right-hand side of `--over PATH=...` for the parameter that PATH names:
//     uniform(0.01, 0.2)   normal(0.5, 0.1) truncated   lognormal(-3, 0.5) in [0.01, 0.2]
//     triangular(0, 0.2, 1)   beta(2, 5)   discrete(stalemate:2, Russian gains:1)
// `truncated` cuts at the parameter's range, `in [LOW, HIGH]` at two numbers. Errors (PARLEY_INPUT): unknown
// name, wrong number of arguments, arguments that make no distribution, values outside of the parameter's
// range, a truncation that leaves less than 1e-6 of the distribution, text after the end, a continuous
// distribution of what is a whole number or a name.
enum parley_status distribution_parse(const struct parameter *parameter, const char *spec,
                                      struct distribution *distribution, struct errors *errors);
void distribution_clear(struct distribution *distribution);

// The value below which the chance is u, 0 <= u <= 1 (generalised inverse for `discrete`); not falling in u,
// finite, and in the parameter's range. Cost: one gsl_cdf_*_Pinv; for beta some ten values of its P.
double distribution_quantile(const struct distribution *distribution, double u);
double distribution_mean(const struct distribution *distribution);
double distribution_sd(const struct distribution *distribution);
// As it can be read back: "normal(0.5, 0.1) in [0, 1]".
void distribution_text(const struct distribution *distribution, const struct parameter *parameter,
                       struct text *out);

// ---- between distribution.c and distribution_parse.c ----

enum distribution_family { FAMILY_FLAT, FAMILY_GAUSS, FAMILY_TRIANGLE, FAMILY_BETA, FAMILY_LIST };

struct distribution_row {
    const char *name;
    enum distribution_family family;
    bool logarithmic;
    size_t least, most; // arguments
    const char *wanted;
};
extern const struct distribution_row distribution_rows[DISTRIBUTION_COUNT];

// From the arguments: location, scale, shape and the untruncated support low, high. NULL, or what is wrong.
const char *distribution_shape(struct distribution *distribution);
// Cut at [low, high]; the chance that is left.
double distribution_cut(struct distribution *distribution, double low, double high);

#endif
