// SPDX-License-Identifier: GPL-3.0-or-later
// parley threshold FILE --vary PATH=FROM:TO --target 'METRIC>=VALUE': where a metric crosses a target. No
// crossing is an answer (exit code 0); no certified point is none (exit code 1).
#include "cli/product.h"

static int search(const struct options *options, const parley_scenario *scenario,
                  parley_threshold **threshold) {
    struct progress progress;
    parley_error *error = NULL;
    struct parley_search search = {options->vary, options->target, (size_t)options->points, options->within};
    struct parley_options how = product_begin(options, &progress);
    enum parley_status status = parley_threshold_find(scenario, &search, &how, threshold, &error);
    return product_end(&progress, status, error);
}

static int make(const struct options *options, const char *directory, void **made) {
    int code = EXIT_INPUT;
    parley_threshold *threshold = NULL;
    (void)directory;
    parley_scenario *scenario = command_scenario(options, &code);
    if (scenario) code = search(options, scenario, &threshold);
    parley_scenario_free(scenario);
    *made = threshold;
    return code;
}

static enum parley_status text(const void *threshold, const struct options *options, char **out,
                               parley_error **error) {
    return (options->json ? parley_threshold_json : parley_threshold_report)(threshold, out, error);
}

static enum parley_status write_files(const void *threshold, const struct options *options,
                                      const char *directory, parley_error **error) {
    (void)options;
    return parley_threshold_write(threshold, directory, error);
}

static const char *chart(const void *threshold, size_t index) {
    (void)threshold;
    return index == 0 ? "threshold" : NULL;
}

static bool stopped(const void *threshold) {
    return parley_threshold_stopped(threshold);
}

static int verdict(const void *threshold) {
    if (parley_threshold_certified(threshold) > 0) return EXIT_DONE;
    message_error("none of the %zu points is certified", parley_threshold_done(threshold));
    return EXIT_NOT_EQUILIBRIUM;
}

static void clear(void *threshold) {
    parley_threshold_free(threshold);
}

int cmd_threshold(const struct options *options) {
    static const struct product product = {.files = "crossings and chart",
                                           .make = make,
                                           .text = text,
                                           .write = write_files,
                                           .chart = chart,
                                           .stopped = stopped,
                                           .verdict = verdict,
                                           .clear = clear};
    if (!options->vary || !options->target)
        return message_usage("'parley threshold' wants %s, for example --vary A.discount=0.5:0.99 --target "
                             "'value.A>=0.6'",
                             options->vary ? "--target" : "--vary and --target");
    return product_run(&product, options);
}
