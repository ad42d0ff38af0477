// SPDX-License-Identifier: GPL-3.0-or-later
// Command-line options: one table for parser and help.
#ifndef PARLEY_CLI_OPTIONS_H
#define PARLEY_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Options in the order of the table; a command names those it takes as a set of bits.
enum option_bit {
    OPTION_SET = 1 << 0,
    OPTION_OUTPUT = 1 << 1,
    OPTION_JSON = 1 << 2,
    OPTION_QUIET = 1 << 3,
    OPTION_TOLERANCE = 1 << 4,
    OPTION_THREADS = 1 << 5,
    OPTION_STATES = 1 << 6,
    OPTION_FORMAT = 1 << 7,
    OPTION_NO_PLOT = 1 << 8,
    OPTION_CHART = 1 << 9,
    OPTION_STATE = 1 << 10,
    OPTION_PARTY = 1 << 11,
    OPTION_STARTS = 1 << 12,
    OPTION_SEED = 1 << 13,
    OPTION_WITH = 1 << 14,
    OPTION_METRIC = 1 << 15,
    OPTION_VARY = 1 << 16,
    OPTION_TARGET = 1 << 17,
    OPTION_POINTS = 1 << 18,
    OPTION_WITHIN = 1 << 19,
    OPTION_PATHS = 1 << 20,
    OPTION_HORIZON = 1 << 21,
    OPTION_LOG = 1 << 22,
    OPTION_ROUNDS_OF = 1 << 23,
    OPTION_ALL_ROUNDS = 1 << 24,
    OPTION_ELASTICITIES = 1 << 25,
    OPTION_HELP = 1 << 26,
};

struct option_list {
    const char **items; // borrows from argv
    size_t count;
};

// Owns the lists; everything else is borrowed from argv.
struct options {
    struct option_list operands, sets, withs, metrics;
    const char *directory, *format, *chart, *state, *party, *vary, *target;
    bool json, quiet, states, no_plot, all_rounds, elasticities, help;
    double tolerance; // 0: not given
    uint64_t threads; // 0: all cores
    uint64_t starts, seed;
    uint64_t paths, horizon, log, rounds_of;
    uint64_t points; // 0: not given
    double within;   // the parameter's tolerance; 0: not given
};

// Parse the arguments after the command. False after a message on standard error; free in either case.
bool options_parse(int argc, char **argv, unsigned allowed, struct options *options);
void options_free(struct options *options);

// Print the options in the set, one a line.
void options_help(unsigned allowed);

#endif
