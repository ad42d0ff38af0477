// SPDX-License-Identifier: GPL-3.0-or-later
// What the program says: results on standard output, everything else on standard error.
#ifndef PARLEY_CLI_MESSAGE_H
#define PARLEY_CLI_MESSAGE_H

#include "parley.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NOT_EQUILIBRIUM = 1,
    EXIT_INPUT = 2,
    EXIT_SYSTEM = 3,
    EXIT_INTERRUPTED = 130
};

// "parley: TEXT" on standard error.
void message_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
// The same; returns EXIT_INPUT.
int message_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Print an error of the library, free it and return its exit code.
int message_failure(parley_error *error);
// Write text to standard output, free it and return EXIT_DONE, or EXIT_SYSTEM if it cannot be written.
int message_result(char *text);
// What was printed is where it should go: EXIT_DONE, or EXIT_SYSTEM and says so.
int message_flush(void);

#endif
