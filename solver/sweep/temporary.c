// SPDX-License-Identifier: GPL-3.0-or-later
// Large files, whole or not at all: the data reach the disk under a temporary name and only then take their
// own (rename is atomic within a directory). Keeps no lock.
#include "sweep/temporary.h"
#include "core/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};

char *temporary_name(const char *path) {
    struct text name = {0};
    text_append(&name, "%s.tmp", path);
    return text_take(&name);
}

enum parley_status temporary_finish(const char *temporary, const char *path, struct errors *errors) {
    int descriptor = open(temporary, O_RDWR | O_CLOEXEC);
    bool flushed = descriptor >= 0 && fsync(descriptor) == 0;
    int why = errno;
    if (descriptor >= 0) close(descriptor);
    errno = why;
    if (flushed && rename(temporary, path) == 0) return PARLEY_OK;
    why = errno;
    unlink(temporary);
    return errors_add(errors, PARLEY_SYSTEM, nowhere, "cannot write '%s': %s", path, strerror(why));
}
