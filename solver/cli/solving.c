// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands that solve a scenario share.
#include "cli/commands.h"
#include "cli/progress.h"

int command_solve(const struct options *options, const parley_scenario *scenario, parley_result **result) {
    struct progress progress;
    parley_error *error = NULL;
    struct parley_options how = {.threads = (int)options->threads,
                                 .tolerance = options->tolerance,
                                 .progress = progress_report,
                                 .progress_context = &progress};
    interrupt_catch();
    progress_start(&progress, options->quiet);
    enum parley_status status = parley_solve(scenario, &how, result, &error);
    progress_end(&progress);
    return status == PARLEY_OK ? EXIT_DONE : message_failure(error);
}

int command_verdict(const parley_result *result) {
    char *verdict = NULL;
    if (parley_result_certificate(result).holds) return EXIT_DONE;
    if (parley_result_verdict(result, &verdict, NULL) == PARLEY_OK) message_error("%s", verdict);
    parley_text_free(verdict);
    return EXIT_NOT_EQUILIBRIUM;
}
