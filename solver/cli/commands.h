// SPDX-License-Identifier: GPL-3.0-or-later
// The commands: one row each in main.c, one file each.
#ifndef PARLEY_CLI_COMMANDS_H
#define PARLEY_CLI_COMMANDS_H

#include "cli/message.h"
#include "cli/options.h"
#include "core/text.h"

struct command {
    const char *name, *operands;
    size_t least, most; // number of operands
    option_set options;
    int (*run)(const struct options *options); // returns the exit code
    const char *help, *more;                   // one line; what `parley help NAME` adds
};

extern const struct command commands[];
extern const size_t command_count;
// NULL after a message that names the nearest command.
const struct command *command_find(const char *name);

int cmd_check(const struct options *options);
int cmd_solve(const struct options *options);
int cmd_explain(const struct options *options);
int cmd_compare(const struct options *options);
int cmd_threshold(const struct options *options);
int cmd_simulate(const struct options *options);
int cmd_sweep(const struct options *options);
int cmd_sensitivity(const struct options *options);
int cmd_merge(const struct options *options);
int cmd_plot(const struct options *options);
int cmd_params(const struct options *options);
int cmd_metrics(const struct options *options);
int cmd_new(const struct options *options);
int cmd_help(const struct options *options);
void command_help(const struct command *command);

// Do all ranks that mpirun started work on it? Any other command is rank 0's.
bool command_is_shared(const char *name);
// Say, on rank 0, if ranks have nothing to do or copies do the same.
void command_ranks_note(const struct command *command, const struct options *options);

// Load the scenario of the first operand and apply every --set; *code is the exit code on failure (NULL
// returned).
parley_scenario *command_scenario(const struct options *options, int *code);
// Where results go: -o, else out/NAME for a scenario some/folder/NAME.yaml (out/scenario if nothing but dots
// is left of the name).
void command_directory(const struct options *options, struct text *out);
// Run a command on the scenario and the folder that its options name. Returns the exit code.
int command_in_folder(const struct options *options,
                      int (*run)(const struct options *options, const parley_scenario *scenario,
                                 const char *directory));
// Draw one chart of the folder, unless no pictures are wanted; a missing gnuplot is said and is no failure.
int command_draw(const struct options *options, const char *directory, const char *chart);
// Write charts of the sweep in the folder, of the metrics named or (count 0) of those that vary, and draw
// them, several at once, unless no pictures are wanted. A missing gnuplot is said once. *charts, unless NULL:
// how many there are.
struct draw_how {
    bool needed;  // a missing gnuplot is a failure
    bool missing; // only charts that have no picture
};
int command_draw_sweep(const struct options *options, const char *directory,
                       const struct option_list *metrics, struct draw_how how, size_t *charts);
// Solve with progress on a terminal; returns the exit code.
int command_solve(const struct options *options, const parley_scenario *scenario, parley_result **result);
// The exit code for the result's certificate; says so if it does not hold.
int command_verdict(const parley_result *result);

#endif
