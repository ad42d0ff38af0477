// SPDX-License-Identifier: GPL-3.0-or-later
// Files too large to be made in memory (core/file.h): written under a name of their own beside the final one,
// then renamed.
#ifndef PARLEY_SWEEP_TEMPORARY_H
#define PARLEY_SWEEP_TEMPORARY_H

#include "core/error.h"

// PATH.tmp, owned; NULL out of memory. The same each time, so that what a killed run left is written over.
char *temporary_name(const char *path);
// Flush PATH.tmp to the disk and give it its name; after a failure it is removed. Errors: PARLEY_SYSTEM.
enum parley_status temporary_finish(const char *temporary, const char *path, struct errors *errors);

#endif
