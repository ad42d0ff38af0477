// SPDX-License-Identifier: GPL-3.0-or-later
// Large files, whole or not at all: the data reach the disk under a temporary name and only then take their
// own (rename is atomic within a directory). Keeps no lock. What the data are is not known here.
#include "sweep/temporary.h"
#include "core/file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};

static enum parley_status cannot_write(const char *path, int why, struct errors *errors) {
    enum parley_status status = why == ENOMEM ? PARLEY_MEMORY : PARLEY_SYSTEM;
    return errors_add(errors, status, nowhere, "cannot write '%s': %s", path, strerror(why));
}

enum parley_status temporary_begin(const char *path, struct temporary *made, struct errors *errors) {
    *made = (struct temporary){.path = path};
    made->descriptor = file_temporary(path, &made->name);
    return made->descriptor >= 0 ? PARLEY_OK : cannot_write(path, errno, errors);
}

static void temporary_close(struct temporary *temporary) {
    close(temporary->descriptor);
    free(temporary->name);
    *temporary = (struct temporary){.descriptor = -1};
}

void temporary_discard(struct temporary *temporary) {
    unlink(temporary->name);
    temporary_close(temporary);
}

enum parley_status temporary_finish(struct temporary *temporary, struct errors *errors) {
    const char *path = temporary->path;
    if (fsync(temporary->descriptor) == 0 && rename(temporary->name, path) == 0) {
        temporary_close(temporary);
        return PARLEY_OK;
    }
    int why = errno;
    temporary_discard(temporary);
    return cannot_write(path, why, errors);
}

enum parley_status temporary_probe(const char *path, struct errors *errors) {
    struct stat found;
    struct temporary probe;
    if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return errors_add(errors, PARLEY_SYSTEM, nowhere,
                          "cannot write '%s': there is a directory of that name; remove it, or take another "
                          "directory for the results (-o)",
                          path);
    enum parley_status status = temporary_begin(path, &probe, errors);
    if (status == PARLEY_OK) temporary_discard(&probe);
    return status;
}

const char *descriptor_path(int descriptor, const char *path, struct descriptor_name *name) {
    struct stat ours, named;
    snprintf(name->text, sizeof name->text, "/dev/fd/%d", descriptor);
    bool same = fstat(descriptor, &ours) == 0 && stat(name->text, &named) == 0 &&
                ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
    return same ? name->text : path;
}
