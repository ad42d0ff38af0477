// SPDX-License-Identifier: GPL-3.0-or-later
// What most commands do once they know what to make: make it with progress on a terminal, print it, write it
// to the folder, draw its charts, and turn what came of it into an exit code. A command fills one row.
#ifndef PARLEY_CLI_PRODUCT_H
#define PARLEY_CLI_PRODUCT_H

#include "cli/commands.h"
#include "cli/progress.h"

// A row of functions, each given what `make` made. Functions that may be NULL say so.
struct product {
    const char *files; // what the folder gets, in the plural: "report, result and charts"
    // Make it; returns an exit code, after a message if it is not EXIT_DONE. directory: where files go, NULL
    // if none are wanted. *made: what to free, also on failure (or left NULL).
    int (*make)(const struct options *options, const char *directory, void **made);
    // What to print: JSON if options->json, else the report.
    enum parley_status (*text)(const void *made, const struct options *options, char **text,
                               parley_error **error);
    // Print what follows the report; an exit code. NULL: nothing does.
    int (*more)(const void *made, const struct options *options);
    // Write everything to the folder but pictures. NULL: `make` has done so.
    enum parley_status (*write)(const void *made, const struct options *options, const char *directory,
                                parley_error **error);
    // Charts of the folder for index 0, 1, ...; NULL past the last. NULL: there are none.
    const char *(*chart)(const void *made, size_t index);
    // Did the user stop it, with part of it done?
    bool (*stopped)(const void *made);
    // The exit code for what came of it, after a message if it is not EXIT_DONE.
    int (*verdict)(const void *made);
    void (*clear)(void *made); // accepts NULL
};

// Run a command: files are written if -o is given or --json is not; what was stopped is not drawn, and its
// exit code is 130 whatever the verdict. Returns the exit code.
int product_run(const struct product *product, const struct options *options);

// Around the long part of `make`: from now on Ctrl-C only asks to stop. The options have threads, tolerance
// and progress filled in. End: the exit code for the status, after the error's message; the error is freed.
struct parley_options product_begin(const struct options *options, struct progress *progress);
int product_end(struct progress *progress, enum parley_status status, parley_error *error);

#endif
