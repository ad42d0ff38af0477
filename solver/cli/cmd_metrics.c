// SPDX-License-Identifier: GPL-3.0-or-later
// parley metrics [FILE]: every metric, with the names of the scenario if one is given.
#include "cli/commands.h"

int cmd_metrics(const struct options *options) {
    int code = EXIT_INPUT;
    char *text = NULL;
    parley_error *error = NULL;
    parley_scenario *scenario = NULL;
    if (options->operands.count > 0 && !(scenario = command_scenario(options, &code))) return code;
    if (parley_metrics(scenario, options->json ? PARLEY_JSON : PARLEY_TEXT, &text, &error) == PARLEY_OK)
        code = message_result(text);
    else
        code = message_failure(error);
    parley_scenario_free(scenario);
    return code;
}
