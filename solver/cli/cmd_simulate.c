// SPDX-License-Identifier: GPL-3.0-or-later
// parley simulate FILE: paths of the solved game, their summary beside what is exact, and the first of them
// in words. Interrupted, it keeps the paths that are finished.
#include "cli/product.h"
#include <stdio.h>
#include <stdlib.h>

// Owns both; the simulation borrows from the result.
struct walks {
    parley_result *result;
    parley_simulation *simulation;
};

static int simulate(const struct options *options, const char *directory, struct walks *walks) {
    struct progress progress;
    parley_error *error = NULL;
    const struct parley_paths what = {.paths = options->paths,
                                      .horizon = options->horizon,
                                      .seed = options->seed,
                                      .detailed = options->all_rounds ? UINT64_MAX : options->rounds_of,
                                      .directory = directory};
    const struct parley_options how = product_begin(options, &progress);
    enum parley_status status = parley_simulate(walks->result, &what, &how, &walks->simulation, &error);
    return product_end(&progress, status, error);
}

static int make(const struct options *options, const char *directory, void **made) {
    int code = EXIT_INPUT;
    parley_scenario *scenario = command_scenario(options, &code);
    if (!scenario) return code;
    struct walks *walks = *made = calloc(1, sizeof *walks);
    if (walks) {
        code = command_solve(options, scenario, &walks->result);
    } else {
        message_error("out of memory");
        code = EXIT_SYSTEM;
    }
    if (code == EXIT_DONE) code = simulate(options, directory, walks);
    parley_scenario_free(scenario);
    return code;
}

static enum parley_status text(const void *made, const struct options *options, char **out,
                               parley_error **error) {
    const struct walks *walks = made;
    return parley_simulation_text(walks->simulation, options->json ? PARLEY_JSON : PARLEY_TEXT, out, error);
}

static int print_logs(const void *made, const struct options *options) {
    const struct walks *walks = made;
    int code = EXIT_DONE;
    for (uint64_t path = 0; path < options->log && path < options->paths && code == EXIT_DONE; path++) {
        char *log = NULL;
        parley_error *error = NULL;
        putchar('\n');
        if (parley_simulation_log(walks->simulation, path, &log, &error) != PARLEY_OK)
            code = message_failure(error);
        else
            code = message_result(log);
    }
    return code;
}

static bool stopped(const void *made) {
    const struct walks *walks = made;
    return parley_simulation_stopped(walks->simulation);
}

static int verdict(const void *made) {
    const struct walks *walks = made;
    return command_verdict(walks->result);
}

static void clear(void *made) {
    struct walks *walks = made;
    if (!walks) return;
    parley_simulation_free(walks->simulation);
    parley_result_free(walks->result);
    free(walks);
}

int cmd_simulate(const struct options *options) {
    static const struct product product = {.files = "paths, rounds and summary",
                                           .make = make,
                                           .text = text,
                                           .more = print_logs,
                                           .stopped = stopped,
                                           .verdict = verdict,
                                           .clear = clear};
    return product_run(&product, options);
}
