// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios of the public interface: read from a file or from memory, changed by assignments.
#include "api/objects.h"
#include "core/checked.h"
#include "core/file.h"
#include <stdlib.h>
#include <string.h>

static const struct mark nowhere = {0, 0};

const char *parley_version(void) {
    return PARLEY_VERSION;
}

void parley_text_free(char *text) {
    free(text);
}

enum parley_status text_finish(struct text *from, char **text, struct errors *errors) {
    char *whole = text_take(from);
    if (!whole) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    *text = whole;
    return PARLEY_OK;
}

void parley_scenario_free(parley_scenario *scenario) {
    if (!scenario) return;
    for (size_t k = 0; k < scenario->assignment_count; k++)
        free(scenario->assignments[k]);
    free(scenario->assignments);
    scenario_free(scenario->scenario);
    free(scenario->text);
    free(scenario);
}

static enum parley_status parse(const char *text, size_t length, const char *name, parley_scenario **scenario,
                                struct errors *errors) {
    parley_scenario *made = calloc(1, sizeof *made);
    enum parley_status status = PARLEY_MEMORY;
    if (!made || !(made->text = array_new(length + 1, 1))) {
        errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
        goto cleanup;
    }
    memcpy(made->text, text, length);
    made->length = length;
    status = scenario_parse(text, length, name, &made->scenario, errors);
    if (status != PARLEY_OK) goto cleanup;
    *scenario = made;
    made = NULL;
cleanup:
    parley_scenario_free(made);
    return status;
}

enum parley_status parley_parse(const char *text, size_t length, const char *name, parley_scenario **scenario,
                                parley_error **error) {
    struct errors errors = {0};
    return error_finish(parse(text, length, name, scenario, &errors), &errors, error);
}

enum parley_status parley_load(const char *path, parley_scenario **scenario, parley_error **error) {
    struct errors errors = {0};
    char *text = NULL;
    size_t length = 0;
    enum parley_status status = file_read(path, SCENARIO_BYTES_MAX, &text, &length, &errors);
    if (status == PARLEY_OK) status = parse(text, length, path, scenario, &errors);
    free(text);
    return error_finish(status, &errors, error);
}

static char *copy_string(const char *s) {
    struct text copy = {0};
    text_append_bytes(&copy, s, strlen(s));
    return text_take(&copy);
}

enum parley_status parley_set(parley_scenario *scenario, const char *assignment, parley_error **error) {
    struct errors errors = {0};
    size_t count = scenario->assignment_count;
    enum parley_status status = PARLEY_MEMORY;
    char *copy = copy_string(assignment);
    char **grown = realloc(scenario->assignments, (count + 1) * sizeof *grown);
    if (grown) scenario->assignments = grown;
    if (!copy || !grown)
        errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory");
    else
        status = scenario_set(scenario->scenario, assignment, &errors);
    if (status == PARLEY_OK) {
        scenario->assignments[scenario->assignment_count++] = copy;
        copy = NULL;
    }
    free(copy);
    return error_finish(status, &errors, error);
}

enum parley_status scenario_repeat(const parley_scenario *from, struct scenario **scenario,
                                   struct errors *errors) {
    struct scenario *made = NULL;
    enum parley_status status = scenario_parse(from->text, from->length, from->scenario->file, &made, errors);
    for (size_t k = 0; k < from->assignment_count && status == PARLEY_OK; k++)
        status = scenario_set(made, from->assignments[k], errors);
    if (status == PARLEY_OK)
        *scenario = made;
    else
        scenario_free(made);
    return status;
}

enum parley_status scenario_copy(const parley_scenario *from, parley_scenario **copy, struct errors *errors) {
    parley_scenario *made = NULL;
    enum parley_status status = parse(from->text, from->length, from->scenario->file, &made, errors);
    if (status != PARLEY_OK) return status;
    made->assignments = array_new(from->assignment_count, sizeof *made->assignments);
    for (size_t k = 0; made->assignments && k < from->assignment_count; k++) {
        if (!(made->assignments[k] = copy_string(from->assignments[k]))) break;
        made->assignment_count++;
    }
    if (made->assignment_count < from->assignment_count || !made->assignments) {
        parley_scenario_free(made);
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    }
    *copy = made;
    return PARLEY_OK;
}

size_t parley_states(const parley_scenario *scenario) {
    return game_state_count(scenario->scenario);
}

size_t parley_parties(const parley_scenario *scenario) {
    return scenario->scenario->party_count;
}

const char *parley_party_name(const parley_scenario *scenario, size_t party) {
    return party < scenario->scenario->party_count ? scenario->scenario->parties[party].name : NULL;
}

enum parley_status parley_template(const char *title, char **text, parley_error **error) {
    struct errors errors = {0};
    char *made = scenario_template(title);
    if (!made)
        return error_finish(errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory"), &errors, error);
    *text = made;
    return error_finish(PARLEY_OK, &errors, error);
}
