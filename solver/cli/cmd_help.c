// SPDX-License-Identifier: GPL-3.0-or-later
// parley help [COMMAND]: from the tables of commands and options.
#include "cli/commands.h"
#include <stdio.h>

void command_help(const struct command *command) {
    printf("Usage: parley %s%s %s\n%s.\n", command->name, command->options ? " [OPTION]..." : "",
           command->operands, command->help);
    if (*command->more) printf("\n%s", command->more);
    options_help(command->options | OPTION_HELP);
}

static void help_all(void) {
    printf("parley %s: equilibria of bargaining games, each with its certificate\n\n", parley_version());
    printf("Usage: parley COMMAND [OPTION]... [FILE]\n\nCommands:\n");
    for (size_t k = 0; k < command_count; k++)
        printf("  %-9s %-10s %s\n", commands[k].name, commands[k].operands, commands[k].help);
    printf(
        "\n'parley help COMMAND' lists its options; 'parley --version' prints the version.\n"
        "Exit codes: 0 done, 1 not an equilibrium to the tolerance, 2 bad input or usage, 3 system error,\n"
        "130 interrupted.\n");
}

int cmd_help(const struct options *options) {
    if (options->operands.count == 0) {
        help_all();
        return EXIT_DONE;
    }
    const struct command *command = command_find(options->operands.items[0]);
    if (!command) return EXIT_INPUT;
    command_help(command);
    return EXIT_DONE;
}
