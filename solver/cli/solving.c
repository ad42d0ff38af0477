// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands that solve a scenario share.
#include "cli/commands.h"
#include "cli/gnuplot.h"
#include "cli/product.h"
#include <string.h>

int command_solve(const struct options *options, const parley_scenario *scenario, parley_result **result) {
    struct progress progress;
    parley_error *error = NULL;
    struct parley_options how = product_begin(options, &progress);
    how.starts = options->starts;
    how.seed = options->seed;
    how.elasticities = options->elasticities;
    how.metrics = options->metrics.items;
    how.metric_count = options->metrics.count;
    enum parley_status status = parley_solve(scenario, &how, result, &error);
    return product_end(&progress, status, error);
}

int command_verdict(const parley_result *result) {
    char *verdict = NULL;
    if (parley_result_certificate(result).holds) return EXIT_DONE;
    if (parley_result_verdict(result, &verdict, NULL) == PARLEY_OK) message_error("%s", verdict);
    parley_text_free(verdict);
    return EXIT_NOT_EQUILIBRIUM;
}

void command_directory(const struct options *options, struct text *out) {
    const char *file = options->operands.items[0], *slash = strrchr(file, '/');
    const char *base = slash ? slash + 1 : file, *dot = strrchr(base, '.');
    size_t length = dot && dot > base ? (size_t)(dot - base) : strlen(base);
    text_append(out, "%s", options->directory ? options->directory : "out/");
    if (options->directory) return;
    if (strspn(base, ".") >= length)
        text_append(out, "scenario");
    else
        text_append_bytes(out, base, length);
}

int command_in_folder(const struct options *options,
                      int (*run)(const struct options *options, const parley_scenario *scenario,
                                 const char *directory)) {
    int code = EXIT_INPUT;
    struct text directory = {0};
    parley_scenario *scenario = command_scenario(options, &code);
    if (!scenario) return code;
    command_directory(options, &directory);
    if (directory.failed) {
        message_error("out of memory");
        code = EXIT_SYSTEM;
    } else {
        code = run(options, scenario, directory.data);
    }
    text_free(&directory);
    parley_scenario_free(scenario);
    return code;
}

int command_draw(const struct options *options, const char *directory, const char *chart) {
    if (options->no_plot) return EXIT_DONE;
    enum drawing drawing = gnuplot_draw(directory, chart, options->format);
    if (interrupted()) return EXIT_INTERRUPTED;
    if (drawing == DRAWING_NO_GNUPLOT) gnuplot_missing("data and scripts are written, pictures are not");
    return drawing == DRAWING_FAILED ? EXIT_SYSTEM : EXIT_DONE;
}
