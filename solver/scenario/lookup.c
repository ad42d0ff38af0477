// SPDX-License-Identifier: GPL-3.0-or-later
// The parameter of a scenario that a path names, for --set, sweeps and thresholds alike; or the nearest one,
// to say so. A visit of every path: linear in the scenario, and done once per path, not per point. And what
// else a parameter replaces when it is set.
#include "core/text.h"
#include "scenario/names.h"
#include "scenario/paths.h"
#include <string.h>

static const struct mark nowhere = {0, 0};

struct search {
    const char *path;
    struct parameter found; // row NULL: not found
};

static bool search_visit(void *context, const struct parameter *parameter) {
    struct search *search = context;
    if (strcmp(parameter->path, search->path) != 0) return true;
    search->found = *parameter;
    search->found.path = search->path;
    return false;
}

struct neighbour {
    struct nearest nearest;
    struct text path; // copy of the best one so far
};

static bool neighbour_visit(void *context, const struct parameter *parameter) {
    struct neighbour *neighbour = context;
    nearest_try(&neighbour->nearest, parameter->path);
    if (neighbour->nearest.best != parameter->path) return true;
    text_free(&neighbour->path);
    text_append(&neighbour->path, "%s", parameter->path);
    neighbour->nearest.best = neighbour->path.data;
    return true;
}

static enum parley_status path_missing(struct scenario *scenario, const char *path, struct errors *errors) {
    struct neighbour neighbour = {.nearest = {.wanted = path}};
    parameters_visit(scenario, neighbour_visit, &neighbour);
    errors_add(errors, PARLEY_INPUT, nowhere, "there is no parameter '%s'%s", shown(path).text,
               neighbour.nearest.best ? suggestion(&neighbour.nearest).text
                                      : "; 'parley params FILE' lists them all");
    text_free(&neighbour.path);
    return PARLEY_INPUT;
}

enum parley_status parameter_find(struct scenario *scenario, const char *path, struct parameter *found,
                                  struct errors *errors) {
    struct search search = {.path = path_canonical(path)};
    bool searched = parameters_visit(scenario, search_visit, &search);
    if (!search.found.row && !searched) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (!search.found.row) return path_missing(scenario, search.path, errors);
    *found = search.found;
    return PARLEY_OK;
}

// Members of struct scenario, or of each struct party.
static const struct replacement {
    bool of_party;
    size_t value, replaced;
    double by;
} replacements[] = {
    {false, offsetof(struct scenario, quota), offsetof(struct scenario, rule), RULE_QUOTA},
    {true, offsetof(struct party, discount), offsetof(struct party, discount_rate), NAN},
    {true, offsetof(struct party, discount_rate), offsetof(struct party, discount), NAN},
};

double *parameter_replaced(struct scenario *scenario, const double *value, double *by) {
    for (size_t k = 0; k < sizeof replacements / sizeof *replacements; k++) {
        const struct replacement *row = &replacements[k];
        char *base = row->of_party ? (char *)scenario->parties : (char *)scenario;
        size_t count = row->of_party ? scenario->party_count : 1, size = sizeof(struct party);
        for (size_t i = 0; i < count; i++, base += row->of_party ? size : 0) {
            if (value != (const double *)(base + row->value)) continue;
            *by = row->by;
            return (double *)(base + row->replaced);
        }
    }
    return NULL;
}
