// SPDX-License-Identifier: GPL-3.0-or-later
// parley params [FILE]: every parameter that --set can change.
#include "cli/commands.h"

int cmd_params(const struct options *options) {
    int code = EXIT_INPUT;
    char *text = NULL;
    parley_error *error = NULL;
    parley_scenario *scenario = NULL;
    if (options->operands.count == 0 && options->sets.count > 0)
        return message_usage("--set needs a scenario FILE to change");
    if (options->operands.count > 0 && !(scenario = command_scenario(options, &code))) return code;
    if (parley_parameters(scenario, options->json ? PARLEY_JSON : PARLEY_TEXT, &text, &error) == PARLEY_OK)
        code = message_result(text);
    else
        code = message_failure(error);
    parley_scenario_free(scenario);
    return code;
}
