// SPDX-License-Identifier: GPL-3.0-or-later
// parley simulate FILE: paths of the solved game, their summary beside what is exact, and the first of them
// in words. Interrupted, it reports and writes the paths that are finished and exits 130.
#include "cli/commands.h"
#include "cli/progress.h"
#include <stdio.h>

static int simulate(const struct options *options, const parley_result *result, const char *directory,
                    parley_simulation **simulation) {
    struct progress progress;
    parley_error *error = NULL;
    const struct parley_paths what = {.paths = options->paths,
                                      .horizon = options->horizon,
                                      .seed = options->seed,
                                      .detailed = options->all_rounds ? UINT64_MAX : options->rounds_of,
                                      .directory = directory};
    const struct parley_options how = {
        .threads = (int)options->threads, .progress = progress_report, .progress_context = &progress};
    progress_start(&progress, options->quiet);
    enum parley_status status = parley_simulate(result, &what, &how, simulation, &error);
    progress_end(&progress);
    return status == PARLEY_OK ? EXIT_DONE : message_failure(error);
}

static int print_summary(const struct options *options, const parley_simulation *simulation) {
    char *text = NULL;
    parley_error *error = NULL;
    if (parley_simulation_text(simulation, options->json ? PARLEY_JSON : PARLEY_TEXT, &text, &error) !=
        PARLEY_OK)
        return message_failure(error);
    return message_result(text);
}

static int print_logs(const struct options *options, const parley_simulation *simulation) {
    int code = EXIT_DONE;
    for (uint64_t path = 0; path < options->log && path < options->paths && code == EXIT_DONE; path++) {
        char *text = NULL;
        parley_error *error = NULL;
        putchar('\n');
        if (parley_simulation_log(simulation, path, &text, &error) != PARLEY_OK)
            code = message_failure(error);
        else
            code = message_result(text);
    }
    return code;
}

int cmd_simulate(const struct options *options) {
    int code = EXIT_INPUT;
    struct text directory = {0};
    parley_result *result = NULL;
    parley_simulation *simulation = NULL;
    bool writes = options->directory || !options->json;
    parley_scenario *scenario = command_scenario(options, &code);
    if (!scenario) goto cleanup;
    if ((code = command_solve(options, scenario, &result)) != EXIT_DONE) goto cleanup;
    command_directory(options, &directory);
    code = simulate(options, result, writes && directory.data ? directory.data : NULL, &simulation);
    if (code != EXIT_DONE) goto cleanup;
    if (options->json || !options->quiet) code = print_summary(options, simulation);
    if (code == EXIT_DONE && !options->json && !options->quiet) code = print_logs(options, simulation);
    if (code != EXIT_DONE) goto cleanup;
    if (writes && !options->quiet) fprintf(stderr, "paths, rounds and summary are in %s\n", directory.data);
    code = parley_simulation_stopped(simulation) ? EXIT_INTERRUPTED : command_verdict(result);
cleanup:
    text_free(&directory);
    parley_simulation_free(simulation);
    parley_result_free(result);
    parley_scenario_free(scenario);
    return code;
}
