// SPDX-License-Identifier: GPL-3.0-or-later
// Files too large to be made in memory (core/file.h): written under a name of their own beside the final one,
// then renamed. Several runs do not disturb each other, and nothing that stands there is written over or
// followed.
#ifndef PARLEY_SWEEP_TEMPORARY_H
#define PARLEY_SWEEP_TEMPORARY_H

#include "core/error.h"

// Every one that was begun is closed by exactly one of finish and discard.
struct temporary {
    const char *path; // borrowed: what it will be
    char *name;       // owned
    int descriptor;   // empty at first; to read and write
};

// Errors of begin: PARLEY_SYSTEM, PARLEY_MEMORY, after which there is nothing to close.
enum parley_status temporary_begin(const char *path, struct temporary *made, struct errors *errors);
// Flush it to the disk and give it its name; after a failure it is removed. Errors: PARLEY_SYSTEM.
enum parley_status temporary_finish(struct temporary *temporary, struct errors *errors);
void temporary_discard(struct temporary *temporary);

// Can a file be written at `path`? Nothing is left behind. Errors: PARLEY_SYSTEM, PARLEY_MEMORY.
enum parley_status temporary_probe(const char *path, struct errors *errors);

// A name for an open file in which no library sees a network address, a drive or a backslash; `path` where
// the system has none. Uses `name`.
struct descriptor_name {
    char text[32];
};
const char *descriptor_path(int descriptor, const char *path, struct descriptor_name *name);

#endif
