// SPDX-License-Identifier: GPL-3.0-or-later
// parley threshold FILE --vary PATH=FROM:TO --target 'METRIC>=VALUE': where a metric crosses a target. No
// crossing is an answer (exit code 0); no certified point is none (exit code 1).
#include "cli/commands.h"
#include "cli/progress.h"
#include <stdio.h>

static int search(const struct options *options, const parley_scenario *scenario,
                  parley_threshold **threshold) {
    struct progress progress;
    parley_error *error = NULL;
    struct parley_search search = {options->vary, options->target, (size_t)options->points, options->within};
    struct parley_options how = {
        .threads = (int)options->threads, .progress = progress_report, .progress_context = &progress};
    interrupt_catch();
    progress_start(&progress, options->quiet);
    enum parley_status status = parley_threshold_find(scenario, &search, &how, threshold, &error);
    progress_end(&progress);
    return status == PARLEY_OK ? EXIT_DONE : message_failure(error);
}

static int print(const struct options *options, const parley_threshold *threshold) {
    char *text = NULL;
    parley_error *error = NULL;
    enum parley_status status = PARLEY_OK;
    if (options->json)
        status = parley_threshold_json(threshold, &text, &error);
    else if (!options->quiet)
        status = parley_threshold_report(threshold, &text, &error);
    if (status != PARLEY_OK) return message_failure(error);
    return text ? message_result(text) : EXIT_DONE;
}

static int write_files(const struct options *options, const parley_threshold *threshold) {
    struct text directory = {0};
    parley_error *error = NULL;
    int code = EXIT_SYSTEM;
    command_directory(options, &directory);
    if (directory.failed)
        message_error("out of memory");
    else if (parley_threshold_write(threshold, directory.data, &error) != PARLEY_OK)
        code = message_failure(error);
    else
        code = command_draw(options, directory.data, "threshold");
    if (code == EXIT_DONE && !options->quiet)
        fprintf(stderr, "crossings and chart are in %s\n", directory.data);
    text_free(&directory);
    return code;
}

int cmd_threshold(const struct options *options) {
    int code = EXIT_INPUT;
    parley_threshold *threshold = NULL;
    if (!options->vary || !options->target)
        return message_usage("'parley threshold' wants %s, for example --vary A.discount=0.5:0.99 --target "
                             "'value.A>=0.6'",
                             options->vary ? "--target" : "--vary and --target");
    parley_scenario *scenario = command_scenario(options, &code);
    if (!scenario) goto cleanup;
    if ((code = search(options, scenario, &threshold)) != EXIT_DONE) goto cleanup;
    if ((code = print(options, threshold)) != EXIT_DONE) goto cleanup;
    if (options->directory || !options->json) code = write_files(options, threshold);
    if (parley_threshold_certified(threshold) == 0) {
        message_error("none of the %zu points is certified", parley_threshold_points(threshold));
        code = code == EXIT_DONE ? EXIT_NOT_EQUILIBRIUM : code;
    }
cleanup:
    parley_threshold_free(threshold);
    parley_scenario_free(scenario);
    return code;
}
