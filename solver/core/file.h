// SPDX-License-Identifier: GPL-3.0-or-later
// Files: read whole with a limit, written whole or not at all (temporary name, then rename).
#ifndef PARLEY_CORE_FILE_H
#define PARLEY_CORE_FILE_H

#include "core/error.h"
#include "core/text.h"

// Read the whole of a regular file of at most `limit` bytes. *data is owned, NUL-terminated past *length.
// Errors: PARLEY_INPUT when it is missing, a directory, too large or unreadable.
enum parley_status file_read(const char *path, size_t limit, char **data, size_t *length,
                             struct errors *errors);

// Make a directory and its parents; fine if it is there.
enum parley_status directory_make(const char *path, struct errors *errors);

// Write `length` bytes to DIRECTORY/NAME (directory NULL: NAME is the path): to a temporary name beside it,
// flushed, then renamed. On failure nothing is left and the old file is untouched. Errors: PARLEY_SYSTEM.
enum parley_status file_write(const char *directory, const char *name, const char *data, size_t length,
                              struct errors *errors);

// The same for a path at which there is no file: of several that write at once one succeeds, and for the
// others it is there already (PARLEY_SYSTEM).
enum parley_status file_write_new(const char *path, const char *data, size_t length, struct errors *errors);

// Open, to read and write, a file beside `path` that was not there, PATH.PROCESS-N.tmp; *temporary, owned, is
// its name. -1 on failure, with errno.
int file_temporary(const char *path, char **temporary);

// A file written piece by piece, and there whole or not at all. Initialise with {.descriptor = -1}; every
// opened file is closed by exactly one of finish and discard.
struct file_stream {
    int descriptor;
    char *path, *temporary; // owned
};

// Errors of all three: PARLEY_SYSTEM, PARLEY_MEMORY. finish flushes to disk and gives the file its name; when
// it fails nothing is left.
enum parley_status file_stream_open(struct file_stream *stream, const char *directory, const char *name,
                                    struct errors *errors);
enum parley_status file_stream_write(struct file_stream *stream, const char *data, size_t length,
                                     struct errors *errors);
enum parley_status file_stream_finish(struct file_stream *stream, struct errors *errors);
// Remove what was written; nothing if the stream is not open.
void file_stream_discard(struct file_stream *stream);

// Bytes that can still be written below a directory that exists; INFINITY if that cannot be found out.
double file_room(const char *directory);

#endif
