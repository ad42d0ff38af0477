// SPDX-License-Identifier: GPL-3.0-or-later
// Study files as sweeps and studies of sensitivity take them in place of a design's name.
#ifndef PARLEY_API_STUDY_H
#define PARLEY_API_STUDY_H

#include "api/objects.h"
#include "sweep/study.h"

// What is said beside the study, borrowed: of the same parameter instead of the study's line, else besides.
struct study_words {
    const char *const *vary, *const *over, *const *derive, *const *metrics, *const *exceeds;
    size_t vary_count, over_count, derive_count, metric_count, exceed_count;
};

// Is it the name of a study file, there or not, rather than of a design? NULL is not.
bool is_study(const char *design);

// Read the study at `path` with the words on top of it. *made is a scenario of its own with what the study
// sets, and after that what was set before; free it and clear the study in either case. Errors: PARLEY_INPUT,
// PARLEY_MEMORY.
enum parley_status study_open(const char *path, const struct study_words *words, const parley_scenario *from,
                              struct study *study, parley_scenario **made, parley_error **error);

// Whose faults those of the plan are: the study's, or of both it and the words. Until study_unname.
void study_name(const char *path, const struct study_words *words, struct errors *errors);
void study_unname(const parley_scenario *scenario, struct errors *errors);

#endif
