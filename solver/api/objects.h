// SPDX-License-Identifier: GPL-3.0-or-later
// The objects behind the opaque types of parley.h.
#ifndef PARLEY_API_OBJECTS_H
#define PARLEY_API_OBJECTS_H

#include "output/solution.h"

// Owns everything. The text and the assignments are kept so that a result can have a scenario of its own.
struct parley_scenario {
    char *text;
    size_t length;
    struct scenario *scenario;
    char **assignments; // that parley_set has applied, in order
    size_t assignment_count;
};

// Owns everything; the solution borrows from the other members.
struct parley_result {
    struct scenario *scenario;
    struct game *game;
    struct profile *profile;
    struct outcome *outcome;
    struct parley_result *unanchored; // the same with nothing ever tabled; NULL if there are no anchors
    struct solution solution;
};

// Turns a list of errors into what the caller of the public function gets (*error; may be NULL), empties the
// list and returns `status`.
enum parley_status error_finish(enum parley_status status, struct errors *errors, parley_error **error);

// A scenario read anew from the text and the assignments of another.
enum parley_status scenario_repeat(const parley_scenario *from, struct scenario **scenario,
                                   struct errors *errors);

// Hand `from` over as *text, or report lack of memory; `from` is empty afterwards.
enum parley_status text_finish(struct text *from, char **text, struct errors *errors);

#endif
