// SPDX-License-Identifier: GPL-3.0-or-later
// The files of something that is not one solution: NAME.txt, NAME.json, NAME.dat and NAME.gp in a folder.
#ifndef PARLEY_OUTPUT_BUNDLE_H
#define PARLEY_OUTPUT_BUNDLE_H

#include "core/error.h"
#include "core/text.h"

// Owns the four texts.
struct bundle {
    const char *name;
    struct text report, json, data, script;
};

// Begin a script: how it is run, and the variables that all charts have.
void bundle_script_begin(struct bundle *bundle, const char *title);
// End it with the templates.
void bundle_script_end(struct bundle *bundle);
// Write all four, each whole or not at all, and free them. Errors: PARLEY_MEMORY, PARLEY_SYSTEM.
enum parley_status bundle_write(struct bundle *bundle, const char *directory, struct errors *errors);

#endif
