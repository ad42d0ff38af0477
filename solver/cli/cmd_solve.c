// SPDX-License-Identifier: GPL-3.0-or-later
// parley solve FILE: equilibrium, certificate, report, files and pictures. The certificate's verdict becomes
// the exit code. Interrupted after the solution, among elasticities or in the search for other equilibria, it
// keeps what is finished.
#include "cli/product.h"

static int make(const struct options *options, const char *directory, void **made) {
    int code = EXIT_INPUT;
    parley_result *result = NULL;
    (void)directory;
    parley_scenario *scenario = command_scenario(options, &code);
    if (scenario) code = command_solve(options, scenario, &result);
    parley_scenario_free(scenario);
    *made = result;
    return code;
}

static enum parley_status text(const void *result, const struct options *options, char **out,
                               parley_error **error) {
    return (options->json ? parley_result_json : parley_result_report)(result, options->states, out, error);
}

static enum parley_status write_files(const void *result, const struct options *options,
                                      const char *directory, parley_error **error) {
    return parley_result_write(result, options->states, directory, error);
}

static const char *chart(const void *result, size_t index) {
    return parley_result_chart(result, index);
}

static bool stopped(const void *result) {
    return parley_result_stopped(result);
}

static int verdict(const void *result) {
    return command_verdict(result);
}

static void clear(void *result) {
    parley_result_free(result);
}

int cmd_solve(const struct options *options) {
    static const struct product product = {.files = "report, result and charts",
                                           .make = make,
                                           .text = text,
                                           .write = write_files,
                                           .chart = chart,
                                           .stopped = stopped,
                                           .verdict = verdict,
                                           .clear = clear};
    if (options->metrics.count > 0 && !options->elasticities)
        return message_usage(
            "--metric says of what --elasticities are wanted; without them it does nothing here");
    return product_run(&product, options);
}
