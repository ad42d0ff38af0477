// SPDX-License-Identifier: GPL-3.0-or-later
// parley check FILE: validate a scenario, compile its game and say how large it is. Writes no file.
#include "cli/commands.h"

int cmd_check(const struct options *options) {
    int code = EXIT_INPUT;
    char *text = NULL;
    parley_error *error = NULL;
    parley_scenario *scenario = command_scenario(options, &code);
    if (!scenario) return code;
    if (parley_check(scenario, options->json ? PARLEY_JSON : PARLEY_TEXT, &text, &error) != PARLEY_OK) {
        code = message_failure(error);
    } else if (options->quiet && !options->json) {
        parley_text_free(text);
        code = EXIT_DONE;
    } else {
        code = message_result(text);
    }
    parley_scenario_free(scenario);
    return code;
}
