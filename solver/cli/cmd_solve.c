// SPDX-License-Identifier: GPL-3.0-or-later
// parley solve FILE: equilibrium, certificate, report, files and pictures. The certificate's verdict becomes
// the exit code; a missing gnuplot is no failure, since data and scripts are there. Interrupted after
// the solution, among elasticities or in the search for other equilibria, it reports what was found, draws
// nothing and exits 130.
#include "cli/commands.h"
#include "cli/gnuplot.h"
#include "cli/progress.h"
#include <stdio.h>

static int print(const struct options *options, const parley_result *result) {
    char *text = NULL;
    parley_error *error = NULL;
    enum parley_status status = PARLEY_OK;
    if (options->json)
        status = parley_result_json(result, options->states, &text, &error);
    else if (!options->quiet)
        status = parley_result_report(result, options->states, &text, &error);
    if (status != PARLEY_OK) return message_failure(error);
    return text ? message_result(text) : EXIT_DONE;
}

static int draw(const struct options *options, const parley_result *result, const char *directory) {
    const char *chart;
    if (parley_result_stopped(result)) return EXIT_DONE;
    for (size_t k = 0; !options->no_plot && (chart = parley_result_chart(result, k)); k++) {
        enum drawing drawing = gnuplot_draw(directory, chart, options->format);
        if (interrupted()) return EXIT_INTERRUPTED;
        if (drawing == DRAWING_NO_GNUPLOT) {
            gnuplot_missing("data and scripts are written, pictures are not");
            return EXIT_DONE;
        }
        if (drawing == DRAWING_FAILED) return EXIT_SYSTEM;
    }
    return EXIT_DONE;
}

static int write_files(const struct options *options, const parley_result *result, const char *directory) {
    parley_error *error = NULL;
    if (parley_result_write(result, options->states, directory, &error) != PARLEY_OK)
        return message_failure(error);
    int code = draw(options, result, directory);
    if (!options->quiet && code == EXIT_DONE)
        fprintf(stderr, "report, result and charts are in %s\n", directory);
    return code;
}

int cmd_solve(const struct options *options) {
    int code = EXIT_INPUT;
    struct text directory = {0};
    parley_result *result = NULL;
    parley_scenario *scenario = NULL;
    if (options->metrics.count > 0 && !options->elasticities)
        return message_usage(
            "--metric says of what --elasticities are wanted; without them it does nothing here");
    scenario = command_scenario(options, &code);
    if (!scenario) goto cleanup;
    if ((code = command_solve(options, scenario, &result)) != EXIT_DONE) goto cleanup;
    if ((code = print(options, result)) != EXIT_DONE) goto cleanup;
    command_directory(options, &directory);
    if (options->directory || !options->json)
        code = write_files(options, result, directory.data ? directory.data : ".");
    int verdict = command_verdict(result);
    code = code == EXIT_DONE ? verdict : code;
cleanup:
    text_free(&directory);
    parley_result_free(result);
    parley_scenario_free(scenario);
    return code;
}
