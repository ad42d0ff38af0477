// SPDX-License-Identifier: GPL-3.0-or-later
// Files read whole with a limit, and written whole or not at all: the data go to a temporary file in the same
// directory, reach the disk, and only then take the name (rename is atomic within a directory).
// Does not follow what other processes do meanwhile, and keeps no lock.
#include "core/file.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { TEMPORARY_NAMES_MAX = 100 };

static const struct mark nowhere = {0, 0};

// Reads exactly `size` bytes, or fewer where the file ends; false on error.
static bool descriptor_read(int descriptor, char *data, size_t size, size_t *length) {
    *length = 0;
    while (*length < size) {
        ssize_t got = read(descriptor, data + *length, size - *length);
        if (got == 0) return true;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        *length += (size_t)got;
    }
    return true;
}

static bool descriptor_write(int descriptor, const char *data, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t put = write(descriptor, data + done, length - done);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        done += (size_t)put;
    }
    return true;
}

// The file's size if it is a regular file within the limit; otherwise an error.
static enum parley_status size_check(int descriptor, const char *path, size_t limit, size_t *size,
                                     struct errors *errors) {
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return errors_add(errors, PARLEY_INPUT, nowhere, "cannot read '%s': %s", path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' is a directory; a file is wanted", path);
    if (!S_ISREG(status.st_mode))
        return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' is not a regular file", path);
    if ((uintmax_t)status.st_size > limit) {
        char is[32], most[32];
        text_bytes(is, sizeof is, (double)status.st_size);
        text_bytes(most, sizeof most, (double)limit);
        return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' is too large: %s, at most %s can be read",
                          path, is, most);
    }
    *size = (size_t)status.st_size;
    return PARLEY_OK;
}

enum parley_status file_read(const char *path, size_t limit, char **data, size_t *length,
                             struct errors *errors) {
    enum parley_status status;
    char *bytes = NULL;
    size_t size = 0, got = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return errors_add(errors, PARLEY_INPUT, nowhere, "cannot open '%s': %s", path, strerror(errno));
    if ((status = size_check(descriptor, path, limit, &size, errors)) != PARLEY_OK) goto cleanup;
    if (!(bytes = malloc(size + 1))) {
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory reading '%s'", path);
        goto cleanup;
    }
    if (!descriptor_read(descriptor, bytes, size, &got)) {
        status = errors_add(errors, PARLEY_INPUT, nowhere, "cannot read '%s': %s", path, strerror(errno));
        goto cleanup;
    }
    bytes[got] = '\0';
    *data = bytes;
    *length = got;
    bytes = NULL;
cleanup:
    free(bytes);
    close(descriptor);
    return status;
}

static bool is_directory(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

enum parley_status directory_make(const char *path, struct errors *errors) {
    struct text copy = {0};
    text_append_bytes(&copy, path, strlen(path));
    char *prefix = text_take(&copy);
    if (!prefix) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    enum parley_status status = PARLEY_OK;
    for (char *at = prefix; status == PARLEY_OK && *at; at++) {
        bool ends = at[1] == '/' || at[1] == '\0';
        if (!ends || *at == '/') continue;
        char kept = at[1];
        at[1] = '\0';
        if (mkdir(prefix, 0777) != 0) {
            int why = errno;
            if (!is_directory(prefix))
                status = errors_add(errors, PARLEY_SYSTEM, nowhere, "cannot make the directory '%s': %s",
                                    prefix, strerror(why));
        }
        at[1] = kept;
    }
    free(prefix);
    return status;
}

int file_temporary(const char *path, char **temporary) {
    for (int k = 0; k < TEMPORARY_NAMES_MAX; k++) {
        struct text name = {0};
        text_append(&name, "%s.%ld-%d.tmp", path, (long)getpid(), k);
        char *made = text_take(&name);
        if (!made) {
            errno = ENOMEM;
            return -1;
        }
        int descriptor = open(made, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (descriptor >= 0) {
            *temporary = made;
            return descriptor;
        }
        free(made);
        if (errno != EEXIST) return -1;
    }
    return -1;
}

// Write, flush to disk and close, whatever happens; the first failure's errno stands.
static bool descriptor_finish(int descriptor, const char *data, size_t length) {
    bool written = descriptor_write(descriptor, data, length) && fsync(descriptor) == 0;
    int why = errno;
    bool closed = close(descriptor) == 0;
    if (!written) errno = why;
    return written && closed;
}

static char *path_join(const char *directory, const char *name) {
    struct text full = {0};
    text_append(&full, "%s%s%s", directory ? directory : "", directory ? "/" : "", name);
    return text_take(&full);
}

static enum parley_status cannot_write(const char *path, struct errors *errors) {
    enum parley_status status = errno == ENOMEM ? PARLEY_MEMORY : PARLEY_SYSTEM;
    return errors_add(errors, status, nowhere, "cannot write '%s': %s", path, strerror(errno));
}

static bool name_replace(const char *temporary, const char *path) {
    return rename(temporary, path) == 0;
}

// A second name fails if the file is there, which a rename does not. Some file systems have no second names.
static bool name_claim(const char *temporary, const char *path) {
    if (link(temporary, path) == 0) return unlink(temporary) == 0;
    return (errno == EPERM || errno == ENOTSUP || errno == ENOSYS) && rename(temporary, path) == 0;
}

// Written beside its place first; `give` gives it its name.
static enum parley_status written(const char *directory, const char *name, const char *data, size_t length,
                                  bool (*give)(const char *temporary, const char *path),
                                  struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    char *temporary = NULL, *path = path_join(directory, name);
    if (!path) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    int descriptor = file_temporary(path, &temporary);
    if (descriptor < 0) {
        status = cannot_write(path, errors);
    } else if (!descriptor_finish(descriptor, data, length) || !give(temporary, path)) {
        status = cannot_write(path, errors);
        unlink(temporary);
    }
    free(temporary);
    free(path);
    return status;
}

enum parley_status file_write(const char *directory, const char *name, const char *data, size_t length,
                              struct errors *errors) {
    return written(directory, name, data, length, name_replace, errors);
}

enum parley_status file_write_new(const char *path, const char *data, size_t length, struct errors *errors) {
    return written(NULL, path, data, length, name_claim, errors);
}

// Forget the stream: its file has its name, or is gone.
static void stream_clear(struct file_stream *stream) {
    free(stream->path);
    free(stream->temporary);
    *stream = (struct file_stream){.descriptor = -1};
}

enum parley_status file_stream_open(struct file_stream *stream, const char *directory, const char *name,
                                    struct errors *errors) {
    struct file_stream new = {.descriptor = -1, .path = path_join(directory, name)};
    if (!new.path) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    new.descriptor = file_temporary(new.path, &new.temporary);
    if (new.descriptor < 0) {
        enum parley_status status = cannot_write(new.path, errors);
        stream_clear(&new);
        return status;
    }
    *stream = new;
    return PARLEY_OK;
}

enum parley_status file_stream_write(struct file_stream *stream, const char *data, size_t length,
                                     struct errors *errors) {
    if (descriptor_write(stream->descriptor, data, length)) return PARLEY_OK;
    return cannot_write(stream->path, errors);
}

enum parley_status file_stream_finish(struct file_stream *stream, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    if (!descriptor_finish(stream->descriptor, "", 0) || rename(stream->temporary, stream->path) != 0) {
        status = cannot_write(stream->path, errors);
        unlink(stream->temporary);
    }
    stream_clear(stream);
    return status;
}

void file_stream_discard(struct file_stream *stream) {
    if (stream->descriptor < 0) return;
    close(stream->descriptor);
    unlink(stream->temporary);
    stream_clear(stream);
}

double file_room(const char *directory) {
    struct statvfs room;
    if (statvfs(directory, &room) != 0) return INFINITY;
    return (double)room.f_bavail * (double)room.f_frsize;
}
