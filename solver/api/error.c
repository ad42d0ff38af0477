// SPDX-License-Identifier: GPL-3.0-or-later
// Errors as the public interface hands them out: rendered when they are made, so that reading them cannot
// fail.
#include "api/objects.h"
#include "core/text.h"
#include <stdlib.h>
#include <string.h>

struct parley_error {
    enum parley_status status;
    size_t count;
    char *text;
};

// What is handed out when there is no memory left to describe the error; never freed, never written to.
static char no_memory_text[] = "error: out of memory\n";
static struct parley_error no_memory = {PARLEY_MEMORY, 1, no_memory_text};

static struct parley_error *error_new(enum parley_status status, struct errors *errors) {
    struct parley_error *made = calloc(1, sizeof *made);
    char *text = errors_render(errors);
    if (!made || !text) {
        free(made);
        free(text);
        return &no_memory;
    }
    made->status = status;
    made->count = errors->count + errors->dropped;
    made->text = text;
    return made;
}

enum parley_status error_finish(enum parley_status status, struct errors *errors, parley_error **error) {
    if (error) *error = status == PARLEY_OK ? NULL : error_new(status, errors);
    errors_free(errors);
    return status;
}

void error_name(parley_error *error, const char *file) {
    struct text named = {0};
    if (!error || error == &no_memory || strncmp(error->text, "error:", strlen("error:")) != 0) return;
    text_append(&named, "%s: %s", file, error->text);
    char *text = text_take(&named);
    if (!text) return; // it says what is wrong without it, too
    free(error->text);
    error->text = text;
}

enum parley_status parley_error_status(const parley_error *error) {
    return error ? error->status : PARLEY_OK;
}

size_t parley_error_count(const parley_error *error) {
    return error ? error->count : 0;
}

const char *parley_error_text(const parley_error *error) {
    return error ? error->text : "";
}

void parley_error_free(parley_error *error) {
    if (!error || error == &no_memory) return;
    free(error->text);
    free(error);
}
