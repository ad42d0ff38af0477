// SPDX-License-Identifier: GPL-3.0-or-later
// parley: dispatch. To add a command: a row here, a file cmd_NAME.c.
#include "cli/commands.h"
#include "core/text.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>

const struct command commands[] = {
    {"check", "FILE", 1, 1, OPTION_SET | OPTION_JSON | OPTION_QUIET, cmd_check,
     "validate a scenario; print the game's size and what it will cost", ""},
    {"solve", "FILE", 1, 1,
     OPTION_SET | OPTION_OUTPUT | OPTION_JSON | OPTION_QUIET | OPTION_TOLERANCE | OPTION_THREADS |
         OPTION_STATES | OPTION_FORMAT | OPTION_NO_PLOT | OPTION_STARTS | OPTION_SEED | OPTION_ELASTICITIES |
         OPTION_METRIC,
     cmd_solve, "equilibrium, certificate, report and charts",
     "Writes report.txt, result.json and the charts to the folder; with --json only if -o is given.\n"
     "Exit code 1: solved, but the result is not an equilibrium to the tolerance asked for.\n"},
    {"explain", "FILE", 1, 1,
     OPTION_SET | OPTION_JSON | OPTION_TOLERANCE | OPTION_THREADS | OPTION_STATE | OPTION_PARTY, cmd_explain,
     "why each party does what it does in a state",
     "Solves, then says what each alternative is worth and what the next best would lose. Writes no file.\n"
     "Exit code 1: what is explained is not an equilibrium to the tolerance asked for.\n"},
    {"compare", "FILE...", 1, SIZE_MAX,
     OPTION_SET | OPTION_OUTPUT | OPTION_JSON | OPTION_QUIET | OPTION_TOLERANCE | OPTION_THREADS |
         OPTION_FORMAT | OPTION_NO_PLOT | OPTION_WITH | OPTION_METRIC,
     cmd_compare, "scenarios, or variants of one, side by side",
     "Every FILE is a column, and so is every --with of it: --with \"A.discount=0.8,pie=2\", or with a name\n"
     "--with \"impatient: A.discount=0.8\". --set changes all columns. On a terminal what is more than in "
     "the\n"
     "first column is green, what is less red (not if NO_COLOR is set).\n"
     "Exit code 1: a column is not an equilibrium to the tolerance asked for; all are shown.\n"},
    {"threshold", "FILE", 1, 1,
     OPTION_SET | OPTION_OUTPUT | OPTION_JSON | OPTION_QUIET | OPTION_THREADS | OPTION_FORMAT |
         OPTION_NO_PLOT | OPTION_VARY | OPTION_TARGET | OPTION_POINTS | OPTION_WITHIN,
     cmd_threshold, "where a metric crosses a target as a parameter varies",
     "For example: --vary A.discount=0.5:0.99 --target 'value.A>=0.6'. The range is scanned first; where "
     "the\n"
     "target comes to be met, or is met no longer, the place is located, and it is said whether the metric\n"
     "jumps there. Two crossings between neighbours of the scan are not seen: take more --points.\n"
     "Exit code 1: no point is an equilibrium. Points that are not are left out and counted.\n"},
    {"simulate", "FILE", 1, 1,
     OPTION_SET | OPTION_OUTPUT | OPTION_JSON | OPTION_QUIET | OPTION_TOLERANCE | OPTION_THREADS |
         OPTION_SEED | OPTION_PATHS | OPTION_HORIZON | OPTION_LOG | OPTION_ROUNDS_OF | OPTION_ALL_ROUNDS,
     cmd_simulate, "paths of the solved game, round by round",
     "Writes paths.tsv (a row per path), rounds.tsv (a row per round of the first paths), summary.txt and\n"
     "summary.json to the folder; with --json only if -o is given. Path k of a seed is always the same.\n"
     "Interrupted, it keeps the paths that are finished and says how many (exit code 130).\n"},
    {"sweep", "FILE", 1, 1,
     OPTION_SET | OPTION_OUTPUT | OPTION_JSON | OPTION_QUIET | OPTION_TOLERANCE | OPTION_THREADS |
         OPTION_SEED | OPTION_METRIC | OPTION_VARY_ALL | OPTION_OVER | OPTION_DERIVE | OPTION_DESIGN |
         OPTION_SAMPLES | OPTION_EXCEEDS | OPTION_SHARD | OPTION_RESUME | OPTION_COLD | OPTION_WARM | OPTION_CSV |
         OPTION_DAT | OPTION_FORMAT | OPTION_NO_PLOT,
     cmd_sweep, "solve a scenario at every point of a grid, a sample, or both",
     "For example: --vary A.discount=0.5:0.99:50 --vary pie=1,2,3, or --over 'A.discount=uniform(0.5, "
     "0.99)'.\n"
     "Both together: the same sample at every place of the grid, its median, bands and chances over the "
     "axis.\n"
     "Writes sweep.nc (NetCDF-4) and charts to the folder. Until it is finished its points stand in\n"
     "sweep.journal, which survives any end of the program: --resume goes on, and of a sweep that is\n"
     "finished writes and draws what is missing. A point that is not an\n"
     "equilibrium, or whose parameters make no scenario, is marked and does not stop the sweep (exit code "
     "0).\n"},
    {"merge", "JOURNAL|FOLDER...", 1, SIZE_MAX,
     OPTION_OUTPUT | OPTION_QUIET | OPTION_CSV | OPTION_DAT | OPTION_FORMAT | OPTION_NO_PLOT, cmd_merge,
     "one sweep.nc from the journals of all shards",
     "For example: parley merge out/talks/sweep.*-of-8.journal\n"
     "A folder stands for the journals of shards in it: parley merge out/talks\n"
     "Without -o the results go to the folder of the first journal.\n"},
    {"sensitivity", "FILE", 1, 1,
     OPTION_SET | OPTION_OUTPUT | OPTION_JSON | OPTION_QUIET | OPTION_TOLERANCE | OPTION_THREADS |
         OPTION_FORMAT | OPTION_NO_PLOT | OPTION_SEED | OPTION_METRIC | OPTION_OVER | OPTION_DERIVE |
         OPTION_DESIGN | OPTION_RESUME | OPTION_COLD | OPTION_WARM | OPTION_METHOD | OPTION_EXCEEDS | OPTION_SAMPLE_SIZE |
         OPTION_QUANTILES,
     cmd_sensitivity, "which parameters matter, and how far their uncertainty carries",
     "For example: --over 'A.discount=uniform(0.8, 0.95)' --over 'pie=normal(1, 0.1) in [0.5, 2]' --method "
     "sobol\n"
     "sobol: shares of the variance; morris: which matter at all, for few points; tornado: one at a time;\n"
     "correlation: partial rank correlations; uncertainty: quantiles. All but morris and tornado also say\n"
     "how far the metrics spread, and how likely --exceeds 'agreement.mean_years<=1' is.\n"
     "--design takes a study file too, but one without 'vary'; what the method does not use (of morris and\n"
     "tornado design and exceeds, of tornado samples) is left out.\n"
     "Writes METHOD.txt, .json, .tsv, .nc and charts to the folder; with --json only if -o is given. Until "
     "it\n"
     "is finished its points stand in METHOD.journal, and --resume goes on. Points that make no scenario or\n"
     "are not equilibria are left out and counted. Exit code 1: that is all of them.\n"},
    {"plot", "RESULT", 1, 1, OPTION_QUIET | OPTION_FORMAT | OPTION_CHART | OPTION_METRIC, cmd_plot,
     "draw the charts of a result again",
     "RESULT is a folder that 'parley solve' or 'parley sweep' wrote, or the result.json in it. With\n"
     "--metric: charts of these metrics of a sweep, which draws no more than twelve by itself; of a sample\n"
     "at every place of a grid also the chance of a condition, as in --metric 'value.A>=0.5'.\n"},
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
        command_ranks_note(command, &options);
        code = command->run(&options);
    }
cleanup:
    options_free(&options);
    return code;
}

static int dispatch(int argc, char **argv) {
    static const struct options none = {0};
    const char *first = argc > 1 ? argv[1] : NULL;
    if (!first) {
        message_error("a command is wanted: check, solve, explain, compare, threshold, simulate, plot, "
                      "params, metrics, new or help");
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

// A rank that does not lead: it helps with what is shared, in silence, and leaves all else to rank 0.
static int follow(int argc, char **argv) {
    if (argc < 2 || !command_is_shared(argv[1])) return EXIT_DONE;
    bool silent = freopen("/dev/null", "w", stdout) && freopen("/dev/null", "w", stderr);
    return silent ? dispatch(argc, argv) : EXIT_SYSTEM;
}

// Whatever a command prints itself has arrived when the program says that it is done.
static int lead(int argc, char **argv) {
    int code = dispatch(argc, argv);
    return code == EXIT_SYSTEM || message_flush() == EXIT_DONE ? code : EXIT_SYSTEM;
}

int main(int argc, char **argv) {
    signal(SIGXFSZ, SIG_IGN); // a file that may grow no further is an error of writing it, cleaned up after
    bool leads = parley_ranks_start() == 0;
    return parley_ranks_finish(leads ? lead(argc, argv) : follow(argc, argv));
}
