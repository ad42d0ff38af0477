// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

static parley_result *finish(parley_scenario *scenario, parley_error *error) {
    parley_result *result = NULL;
    if (scenario && !error) parley_solve(scenario, NULL, &result, &error);
    if (error) fputs(parley_error_text(error), stderr);
    parley_error_free(error);
    parley_scenario_free(scenario);
    return result;
}

parley_result *solve_text(const char *text) {
    parley_scenario *scenario = NULL;
    parley_error *error = NULL;
    parley_parse(text, strlen(text), "test", &scenario, &error);
    return finish(scenario, error);
}

parley_result *solve_file(const char *path, const char *const *assignments) {
    parley_scenario *scenario = NULL;
    parley_error *error = NULL;
    parley_load(path, &scenario, &error);
    for (size_t k = 0; !error && assignments && assignments[k]; k++)
        parley_set(scenario, assignments[k], &error);
    return finish(scenario, error);
}

double metric(const parley_result *result, const char *path) {
    double value = NAN;
    parley_error *error = NULL;
    if (parley_metric(result, path, &value, &error) != PARLEY_OK) fputs(parley_error_text(error), stderr);
    parley_error_free(error);
    return value;
}
