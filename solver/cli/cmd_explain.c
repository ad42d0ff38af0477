// SPDX-License-Identifier: GPL-3.0-or-later
// parley explain FILE: solve, then say why each party does what it does in one state. The certificate's
// verdict becomes the exit code.
#include "cli/commands.h"

int cmd_explain(const struct options *options) {
    int code = EXIT_INPUT;
    char *text = NULL;
    parley_error *error = NULL;
    parley_result *result = NULL;
    parley_scenario *scenario = command_scenario(options, &code);
    if (!scenario) goto cleanup;
    if ((code = command_solve(options, scenario, &result)) != EXIT_DONE) goto cleanup;
    if (parley_result_explain(result, options->state, options->party,
                              options->json ? PARLEY_JSON : PARLEY_TEXT, &text, &error) != PARLEY_OK) {
        code = message_failure(error);
        goto cleanup;
    }
    if ((code = message_result(text)) == EXIT_DONE) code = command_verdict(result);
cleanup:
    parley_result_free(result);
    parley_scenario_free(scenario);
    return code;
}
