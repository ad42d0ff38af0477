// SPDX-License-Identifier: GPL-3.0-or-later
// Errors: a list, so that one run reports every fault of a file. Each error names file, line and column and,
// when it is printed, shows the line with a caret. Nothing below cli/ prints or exits.
#ifndef PARLEY_CORE_ERROR_H
#define PARLEY_CORE_ERROR_H

#include "core/status.h"
#include <stdarg.h>
#include <stddef.h>

// A place in the source text; line and column count from 1, line 0 means "no place".
struct mark {
    size_t line, column;
};

struct error {
    enum parley_status code;
    struct mark at;
    char *text; // owned; one or two sentences: what was wanted, what came, what would be right
};

// Owns everything in it. Initialise with {0}.
struct errors {
    char *file;   // name for messages, or NULL
    char *source; // text of the file, for the excerpt, or NULL
    size_t length;
    struct error *items;
    size_t count, capacity;
    size_t dropped; // errors past the limit, counted but not kept
};

enum { ERRORS_MAX = 100 };

// Remember file name and text for later excerpts (copied). Either may be NULL.
void errors_set_source(struct errors *errors, const char *file, const char *source, size_t length);

// Add one error and return its code, so that `return errors_add(...)` reads well. errors may be NULL.
enum parley_status errors_add(struct errors *errors, enum parley_status code, struct mark at,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

// Add all errors of another list, which is left empty. into may be NULL.
void errors_move(struct errors *into, struct errors *from);

// Status of the whole list: PARLEY_OK when empty, otherwise the code of the first error.
enum parley_status errors_status(const struct errors *errors);

// Every error as text, in order of line, each as
//     FILE:LINE:COLUMN: error: TEXT
//       12 |   discont: 0.9
//          |   ^
// Returns an owned string, NULL when out of memory. Control characters of the source are shown as '?'.
char *errors_render(const struct errors *errors);

void errors_free(struct errors *errors);

#endif
