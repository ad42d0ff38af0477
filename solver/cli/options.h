// SPDX-License-Identifier: GPL-3.0-or-later
// Command-line options: one table for parser and help.
#ifndef PARLEY_CLI_OPTIONS_H
#define PARLEY_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Options in the order of the table; a command names those it takes as a set of bits.
// X(name): options in the order of the table.
#define OPTION_NAMES(X)                                                                                      \
    X(SET)                                                                                                   \
    X(OUTPUT)                                                                                                \
    X(JSON)                                                                                                  \
    X(QUIET)                                                                                                 \
    X(TOLERANCE)                                                                                             \
    X(THREADS)                                                                                               \
    X(STATES)                                                                                                \
    X(FORMAT)                                                                                                \
    X(NO_PLOT)                                                                                               \
    X(CHART)                                                                                                 \
    X(STATE)                                                                                                 \
    X(PARTY)                                                                                                 \
    X(STARTS)                                                                                                \
    X(SEED)                                                                                                  \
    X(WITH)                                                                                                  \
    X(METRIC)                                                                                                \
    X(VARY)                                                                                                  \
    X(TARGET)                                                                                                \
    X(POINTS)                                                                                                \
    X(WITHIN)                                                                                                \
    X(PATHS)                                                                                                 \
    X(HORIZON)                                                                                               \
    X(LOG)                                                                                                   \
    X(ROUNDS_OF)                                                                                             \
    X(ALL_ROUNDS)                                                                                            \
    X(ELASTICITIES)                                                                                          \
    X(VARY_ALL)                                                                                              \
    X(OVER)                                                                                                  \
    X(DERIVE)                                                                                                \
    X(DESIGN)                                                                                                \
    X(SAMPLES)                                                                                               \
    X(SHARD)                                                                                                 \
    X(RESUME)                                                                                                \
    X(COLD)                                                                                                  \
    X(WARM)                                                                                                  \
    X(CSV)                                                                                                   \
    X(DAT)                                                                                                   \
    X(METHOD)                                                                                                \
    X(EXCEEDS)                                                                                               \
    X(SAMPLE_SIZE)                                                                                           \
    X(QUANTILES)                                                                                             \
    X(HELP)

enum option_place {
#define OPTION_PLACE(name) PLACE_##name,
    OPTION_NAMES(OPTION_PLACE)
#undef OPTION_PLACE
};

// A command names the options it takes as a set of bits.
typedef uint64_t option_set;
#define OPTION_BIT(name) (UINT64_C(1) << PLACE_##name)
#define OPTION_SET OPTION_BIT(SET)
#define OPTION_OUTPUT OPTION_BIT(OUTPUT)
#define OPTION_JSON OPTION_BIT(JSON)
#define OPTION_QUIET OPTION_BIT(QUIET)
#define OPTION_TOLERANCE OPTION_BIT(TOLERANCE)
#define OPTION_THREADS OPTION_BIT(THREADS)
#define OPTION_STATES OPTION_BIT(STATES)
#define OPTION_FORMAT OPTION_BIT(FORMAT)
#define OPTION_NO_PLOT OPTION_BIT(NO_PLOT)
#define OPTION_CHART OPTION_BIT(CHART)
#define OPTION_STATE OPTION_BIT(STATE)
#define OPTION_PARTY OPTION_BIT(PARTY)
#define OPTION_STARTS OPTION_BIT(STARTS)
#define OPTION_SEED OPTION_BIT(SEED)
#define OPTION_WITH OPTION_BIT(WITH)
#define OPTION_METRIC OPTION_BIT(METRIC)
#define OPTION_VARY OPTION_BIT(VARY)
#define OPTION_TARGET OPTION_BIT(TARGET)
#define OPTION_POINTS OPTION_BIT(POINTS)
#define OPTION_WITHIN OPTION_BIT(WITHIN)
#define OPTION_PATHS OPTION_BIT(PATHS)
#define OPTION_HORIZON OPTION_BIT(HORIZON)
#define OPTION_LOG OPTION_BIT(LOG)
#define OPTION_ROUNDS_OF OPTION_BIT(ROUNDS_OF)
#define OPTION_ALL_ROUNDS OPTION_BIT(ALL_ROUNDS)
#define OPTION_ELASTICITIES OPTION_BIT(ELASTICITIES)
#define OPTION_VARY_ALL OPTION_BIT(VARY_ALL)
#define OPTION_OVER OPTION_BIT(OVER)
#define OPTION_DERIVE OPTION_BIT(DERIVE)
#define OPTION_DESIGN OPTION_BIT(DESIGN)
#define OPTION_SAMPLES OPTION_BIT(SAMPLES)
#define OPTION_SHARD OPTION_BIT(SHARD)
#define OPTION_RESUME OPTION_BIT(RESUME)
#define OPTION_COLD OPTION_BIT(COLD)
#define OPTION_WARM OPTION_BIT(WARM)
#define OPTION_CSV OPTION_BIT(CSV)
#define OPTION_DAT OPTION_BIT(DAT)
#define OPTION_METHOD OPTION_BIT(METHOD)
#define OPTION_EXCEEDS OPTION_BIT(EXCEEDS)
#define OPTION_SAMPLE_SIZE OPTION_BIT(SAMPLE_SIZE)
#define OPTION_QUANTILES OPTION_BIT(QUANTILES)
#define OPTION_HELP OPTION_BIT(HELP)

struct option_list {
    const char **items; // borrows from argv
    size_t count;
};

// Owns the lists; everything else is borrowed from argv.
struct options {
    struct option_list operands, sets, withs, metrics, varies, overs, derives, exceeds;
    const char *directory, *format, *chart, *state, *party, *vary, *target, *design, *shard;
    bool json, quiet, states, no_plot, all_rounds, elasticities, resume, cold, warm, csv, dat, help;
    double tolerance; // 0: not given
    uint64_t threads; // 0: all cores
    uint64_t starts, seed;
    bool seed_given; // or the default
    uint64_t paths, horizon, log, rounds_of;
    uint64_t points;      // 0: not given
    uint64_t samples;     // 0: not given
    uint64_t sample_size; // of a study of sensitivity; 0: not given
    const char *method, *quantiles;
    double within; // the parameter's tolerance; 0: not given
};

// Parse the arguments after the command. False after a message on standard error; free in either case.
bool options_parse(int argc, char **argv, option_set allowed, struct options *options);
void options_free(struct options *options);

// Print the options in the set, one a line.
void options_help(option_set allowed);

#endif
