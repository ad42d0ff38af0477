// SPDX-License-Identifier: GPL-3.0-or-later
// Command-line options: one table for parser and help.
#ifndef PARLEY_CLI_OPTIONS_H
#define PARLEY_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

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
    OPTION_HELP = 1 << 12,
};

struct option_list {
    const char **items; // borrows from argv
    size_t count;
};

// Owns the two lists; everything else is borrowed from argv.
struct options {
    struct option_list operands, sets;
    const char *directory, *format, *chart, *state, *party;
    bool json, quiet, states, no_plot, help;
    double tolerance; // 0: not given
    size_t threads;   // 0: all cores
};

// Parse the arguments after the command. False after a message on standard error; free in either case.
bool options_parse(int argc, char **argv, unsigned allowed, struct options *options);
void options_free(struct options *options);

// Print the options in the set, one a line.
void options_help(unsigned allowed);

#endif
