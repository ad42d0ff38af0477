// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer on the scenario reader: whatever the bytes, reading ends with a scenario or with errors, never
// both and never neither; every parameter of a scenario that was read can be set to the value it has; and the
// last line of the input, tried as an assignment, leaves a scenario that still validates.
#include "core/text.h"
#include "scenario/scenario.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROUND_TRIPS_MAX = 100 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim) {
    if (!claim) abort();
}

struct round_trips {
    char *assignments[ROUND_TRIPS_MAX];
    size_t count;
};

static bool collect(void *context, const struct parameter *parameter) {
    struct round_trips *trips = context;
    if (isnan(*parameter->value)) return true;
    struct text text = {0};
    text_append(&text, "%s=", parameter->path);
    scenario_value_text(parameter, &text);
    trips->assignments[trips->count] = text_take(&text);
    require(trips->assignments[trips->count] != NULL);
    return ++trips->count < ROUND_TRIPS_MAX;
}

static void round_trip(struct scenario *scenario) {
    struct round_trips trips = {.count = 0};
    parameters_visit(scenario, collect, &trips);
    for (size_t k = 0; k < trips.count; k++) {
        require(scenario_set(scenario, trips.assignments[k], NULL) == PARLEY_OK);
        free(trips.assignments[k]);
    }
}

static void last_line_assign(struct scenario *scenario, const char *text, size_t size) {
    size_t begin = size;
    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    char *line = calloc(size - begin + 1, 1);
    require(line != NULL);
    memcpy(line, text + begin, size - begin);
    struct errors errors = {0};
    bool set = scenario_set(scenario, line[0] == '#' ? line + 1 : line, &errors) == PARLEY_OK;
    require(set == (errors.count == 0));
    require(scenario_validate(scenario, NULL) == PARLEY_OK);
    errors_free(&errors);
    free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    enum parley_status status = scenario_parse((const char *)data, size, "fuzz", &scenario, &errors);
    require((status == PARLEY_OK) == (scenario != NULL));
    require((status == PARLEY_OK) == (errors.count == 0));
    char *rendered = errors_render(&errors);
    require(rendered != NULL);
    free(rendered);
    if (scenario) {
        round_trip(scenario);
        last_line_assign(scenario, (const char *)data, size);
    }
    scenario_free(scenario);
    errors_free(&errors);
    return 0;
}
