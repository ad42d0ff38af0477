// SPDX-License-Identifier: GPL-3.0-or-later
// A killed program cannot remove its temporary files; the next run in the folder does. The names say whose
// they are: a process that lives is still at work on its own.
#include "core/leftovers.h"
#include "core/text.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool ends_with(const char *text, size_t length, const char *ending) {
    size_t wanted = strlen(ending);
    return length > wanted && strncmp(text + length - wanted, ending, wanted) == 0;
}

static bool is_one_of(const char *name, size_t length, const char *const *endings) {
    for (; *endings; endings++)
        if (ends_with(name, length, *endings)) return true;
    return false;
}

// The digits that end at `end`, into *number; where they begin, NULL if there are none or too many.
static const char *number_before(const char *name, const char *end, long *number) {
    const char *begin = end;
    while (begin > name && begin[-1] >= '0' && begin[-1] <= '9')
        begin--;
    if (begin == end || end - begin > 9) return NULL;
    *number = strtol(begin, NULL, 10);
    return begin;
}

// NAME.PROCESS-N.tmp, of a kind of file that is written this way (file_temporary).
static bool is_file_of(const char *name, long *process) {
    static const char *const kinds[] = {".nc",  ".journal", ".csv", ".dat", ".gp",
                                        ".txt", ".json",    ".tsv", NULL};
    const char *end = name + strlen(name);
    long count;
    if (!ends_with(name, (size_t)(end - name), ".tmp")) return false;
    const char *at = number_before(name, end - strlen(".tmp"), &count);
    if (!at || at == name || at[-1] != '-') return false;
    at = number_before(name, at - 1, process);
    return at && at > name && at[-1] == '.' && is_one_of(name, (size_t)(at - 1 - name), kinds);
}

// .CHART.PROCESS.FORMAT, a picture that was being drawn.
static bool is_picture_of(const char *name, long *process) {
    static const char *const formats[] = {".png", ".svg", ".pdf", NULL};
    size_t length = strlen(name);
    if (name[0] != '.' || !is_one_of(name, length, formats)) return false;
    const char *at = number_before(name, name + length - strlen(".png"), process);
    return at && at > name + 2 && at[-1] == '.';
}

static bool is_dead(long process) {
    return process > 0 && kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

static void remove_one(const char *directory, const char *name) {
    struct stat found;
    struct text path = {0};
    text_append(&path, "%s/%s", directory, name);
    if (!path.failed && lstat(path.data, &found) == 0 && S_ISREG(found.st_mode)) unlink(path.data);
    text_free(&path);
}

void leftovers_remove(const char *directory) {
    DIR *folder = opendir(directory);
    const struct dirent *entry;
    long process;
    if (!folder) return;
    while ((entry = readdir(folder)))
        if ((is_file_of(entry->d_name, &process) || is_picture_of(entry->d_name, &process)) &&
            is_dead(process))
            remove_one(directory, entry->d_name);
    closedir(folder);
}
