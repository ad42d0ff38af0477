// SPDX-License-Identifier: GPL-3.0-or-later
// A study file, opened for a scenario: read, completed with what is said beside it, and what it sets put into
// a scenario of its own. Which of it a sweep or a study of sensitivity takes is theirs to say.
#include "api/study.h"
#include "core/file.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};

bool is_study(const char *design) {
    if (!design || design_kind_find(design) != DESIGN_COUNT) return false;
    return strpbrk(design, "./") || access(design, F_OK) == 0;
}

static enum parley_status words_add(const struct study_words *words, struct study *study,
                                    struct errors *errors) {
    bool done = true;
    for (size_t k = 0; k < words->vary_count; k++)
        done = done && study_override(&study->vary, words->vary[k]);
    for (size_t k = 0; k < words->over_count; k++)
        done = done && study_override(&study->over, words->over[k]);
    for (size_t k = 0; k < words->derive_count; k++)
        done = done && study_override(&study->derive, words->derive[k]);
    for (size_t k = 0; k < words->metric_count; k++)
        done = done && study_add(&study->metrics, words->metrics[k]);
    for (size_t k = 0; k < words->exceed_count; k++)
        done = done && study_add(&study->exceeds, words->exceeds[k]);
    return done ? PARLEY_OK : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
}

static enum parley_status file_open(const char *path, struct study *study, struct errors *errors) {
    char *text = NULL;
    size_t length = 0;
    if (access(path, F_OK) != 0)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "there is no study file '%s'; --design wants one, or sobol, lhs or random", path);
    enum parley_status status = file_read(path, STUDY_BYTES_MAX, &text, &length, errors);
    if (status == PARLEY_OK) errors_set_source(errors, path, text, length);
    if (status == PARLEY_OK) status = study_read(text, length, study, errors);
    free(text);
    return status;
}

enum parley_status study_open(const char *path, const struct study_words *words, const parley_scenario *from,
                              struct study *study, parley_scenario **made, parley_error **error) {
    struct errors errors = {0};
    enum parley_status status = file_open(path, study, &errors);
    if (status == PARLEY_OK) status = words_add(words, study, &errors);
    status = error_finish(status, &errors, error);
    if (status != PARLEY_OK) return status;
    status = parley_parse(from->text, from->length, from->scenario->file, made, error);
    for (size_t k = 0; k < study->set.count && status == PARLEY_OK; k++)
        if ((status = parley_set(*made, study->set.items[k], error)) != PARLEY_OK && error)
            error_name(*error, path);
    for (size_t k = 0; k < from->assignment_count && status == PARLEY_OK; k++)
        status = parley_set(*made, from->assignments[k], error);
    return status;
}

void study_name(const char *path, const struct study_words *words, struct errors *errors) {
    struct text name = {0};
    bool alone = words->vary_count + words->over_count + words->derive_count + words->metric_count +
                     words->exceed_count ==
                 0;
    text_append(&name, "%s%s", path, alone ? "" : " and what is given beside it");
    if (!name.failed) errors_set_source(errors, name.data, NULL, 0);
    text_free(&name);
}

void study_unname(const parley_scenario *scenario, struct errors *errors) {
    errors_set_source(errors, scenario->scenario->file, scenario->text, scenario->length);
}
