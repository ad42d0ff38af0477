// SPDX-License-Identifier: GPL-3.0-or-later
// parley: dispatch. To add a command: a row here, a file cmd_NAME.c.
#include "cli/commands.h"
#include "core/text.h"
#include <stdio.h>
#include <string.h>

const struct command commands[] = {
    {"check", "FILE", 1, 1, OPTION_SET | OPTION_JSON | OPTION_QUIET, cmd_check,
     "validate a scenario; print the game's size and what it will cost", ""},
    {"solve", "FILE", 1, 1,
     OPTION_SET | OPTION_OUTPUT | OPTION_JSON | OPTION_QUIET | OPTION_TOLERANCE | OPTION_THREADS |
         OPTION_STATES | OPTION_FORMAT | OPTION_NO_PLOT,
     cmd_solve, "equilibrium, certificate, report and charts",
     "Writes report.txt, result.json and the charts to the folder; with --json only if -o is given.\n"
     "Exit code 1: solved, but the result is not an equilibrium to the tolerance asked for.\n"},
    {"explain", "FILE", 1, 1,
     OPTION_SET | OPTION_JSON | OPTION_TOLERANCE | OPTION_THREADS | OPTION_STATE | OPTION_PARTY, cmd_explain,
     "why each party does what it does in a state",
     "Solves, then says what each alternative is worth and what the next best would lose. Writes no file.\n"
     "Exit code 1: what is explained is not an equilibrium to the tolerance asked for.\n"},
    {"plot", "RESULT", 1, 1, OPTION_QUIET | OPTION_FORMAT | OPTION_CHART, cmd_plot,
     "draw the charts of a result again",
     "RESULT is a folder that 'parley solve' wrote, or the result.json in it.\n"},
    {"params", "[FILE]", 0, 1, OPTION_SET | OPTION_JSON, cmd_params,
     "list every parameter: path, value, range, unit, meaning", ""},
    {"metrics", "[FILE]", 0, 1, OPTION_JSON, cmd_metrics, "list every metric: path, unit, meaning", ""},
    {"new", "NAME", 1, 1, OPTION_QUIET, cmd_new, "write NAME.yaml, a commented scenario to start from",
     "An existing file is never overwritten.\n"},
    {"help", "[COMMAND]", 0, 1, 0, cmd_help, "this list, or what one command takes", ""},
};
const size_t command_count = sizeof commands / sizeof *commands;

const struct command *command_find(const char *name) {
    struct nearest nearest = {.wanted = name};
    for (size_t k = 0; k < command_count; k++) {
        if (strcmp(commands[k].name, name) == 0) return &commands[k];
        nearest_try(&nearest, commands[k].name);
    }
    if (nearest.best)
        message_error("unknown command '%s'; did you mean '%s'?", name, nearest.best);
    else
        message_error("unknown command '%s'; see 'parley help'", name);
    return NULL;
}

parley_scenario *command_scenario(const struct options *options, int *code) {
    parley_scenario *scenario = NULL;
    parley_error *error = NULL;
    parley_load(options->operands.items[0], &scenario, &error);
    for (size_t k = 0; k < options->sets.count && !error; k++)
        parley_set(scenario, options->sets.items[k], &error);
    if (!error) return scenario;
    *code = message_failure(error);
    parley_scenario_free(scenario);
    return NULL;
}

static int run(const struct command *command, int argc, char **argv) {
    struct options options;
    int code = EXIT_INPUT;
    size_t count;
    if (!options_parse(argc, argv, command->options | OPTION_HELP, &options)) goto cleanup;
    count = options.operands.count;
    if (options.help) {
        command_help(command);
        code = EXIT_DONE;
    } else if (count < command->least) {
        message_usage("'parley %s' wants %s; see 'parley help %s'", command->name, command->operands,
                      command->name);
    } else if (count > command->most) {
        message_usage("'parley %s' does not know what to do with '%s'", command->name,
                      options.operands.items[command->most]);
    } else {
        code = command->run(&options);
    }
cleanup:
    options_free(&options);
    return code;
}

int main(int argc, char **argv) {
    static const struct options none = {0};
    const char *first = argc > 1 ? argv[1] : NULL;
    if (!first) {
        message_error("a command is wanted: check, solve, explain, plot, params, metrics, new or help");
        return EXIT_INPUT;
    }
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
        printf("parley %s\n", parley_version());
        return EXIT_DONE;
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) return cmd_help(&none);
    if (first[0] == '-')
        return message_usage("the command comes first, then options such as '%s'; see 'parley help'", first);
    const struct command *command = command_find(first);
    return command ? run(command, argc - 2, argv + 2) : EXIT_INPUT;
}
