// SPDX-License-Identifier: GPL-3.0-or-later
// Putting shards together. A folder stands for the journals of shards in it, in the order of their names, so
// that it does not matter how the file system lists them.
#include "api/objects.h"
#include "api/sweep_files.h"
#include "core/file.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct mark nowhere = {0, 0};

// Paths of journals; owned.
struct paths {
    char **path;
    size_t count, capacity;
};

// Takes the path, also when there is no memory for it.
static enum parley_status paths_add(struct paths *paths, char *path, struct errors *errors) {
    if (path && paths->count == paths->capacity) {
        size_t capacity = 2 * paths->capacity + 16;
        char **grown = realloc(paths->path, capacity * sizeof *grown);
        if (grown) {
            paths->path = grown;
            paths->capacity = capacity;
        }
    }
    if (!path || paths->count == paths->capacity) {
        free(path);
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the names of the journals");
    }
    paths->path[paths->count++] = path;
    return PARLEY_OK;
}

static void paths_clear(struct paths *paths) {
    for (size_t k = 0; k < paths->count; k++)
        free(paths->path[k]);
    free(paths->path);
}

static int paths_compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// "sweep.2-of-8.journal"
static bool is_shard(const char *name) {
    uint64_t k, n;
    char plain[80];
    if (sscanf(name, "sweep.%" SCNu64 "-of-%" SCNu64 ".journal", &k, &n) != 2) return false;
    snprintf(plain, sizeof plain, "sweep.%" PRIu64 "-of-%" PRIu64 ".journal", k, n);
    return strcmp(plain, name) == 0;
}

static enum parley_status none_there(const char *directory, bool whole, struct errors *errors) {
    return errors_add(
        errors, PARLEY_INPUT, nowhere,
        whole ? "'%s' holds no journals of shards (sweep.K-of-N.journal), but that of a sweep that is "
                "not finished (sweep.journal); run the sweep again with --resume"
              : "'%s' holds no journals of shards (sweep.K-of-N.journal); 'parley sweep' with "
                "--shard K/N writes them",
        directory);
}

static enum parley_status folder_list(const char *directory, struct paths *paths, struct errors *errors) {
    size_t before = paths->count;
    bool whole = false;
    enum parley_status status = PARLEY_OK;
    DIR *folder = opendir(directory);
    if (!folder)
        return errors_add(errors, PARLEY_INPUT, nowhere, "cannot open the folder '%s': %s", directory,
                          strerror(errno));
    for (struct dirent *entry; status == PARLEY_OK && (entry = readdir(folder));) {
        struct text path = {0};
        whole = whole || strcmp(entry->d_name, "sweep.journal") == 0;
        if (!is_shard(entry->d_name)) continue;
        text_append(&path, "%s/%s", directory, entry->d_name);
        status = paths_add(paths, text_take(&path), errors);
        text_free(&path);
    }
    closedir(folder);
    if (status != PARLEY_OK) return status;
    if (paths->count == before) return none_there(directory, whole, errors);
    qsort(paths->path + before, paths->count - before, sizeof *paths->path, paths_compare);
    return PARLEY_OK;
}

// What is given, with the journals in a folder instead of it.
static enum parley_status paths_list(const char *const *given, size_t count, struct paths *paths,
                                     struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    if (count == 0) return errors_add(errors, PARLEY_INPUT, nowhere, "there is no journal to merge");
    for (size_t k = 0; k < count && status == PARLEY_OK; k++) {
        struct stat found;
        struct text path = {0};
        if (stat(given[k], &found) == 0 && S_ISDIR(found.st_mode)) {
            status = folder_list(given[k], paths, errors);
            continue;
        }
        text_append(&path, "%s", given[k]);
        status = paths_add(paths, text_take(&path), errors);
        text_free(&path);
    }
    return status;
}

// The same shard twice is a mistake, of which it cannot be known which file was meant.
static enum parley_status shards_differ(struct journal *const *journals, size_t count,
                                        struct errors *errors) {
    for (size_t k = 1; k < count; k++)
        for (size_t j = 0; j < k; j++) {
            struct shard a = journal_shard(journals[j]), b = journal_shard(journals[k]);
            if (a.k == b.k && a.n == b.n)
                return errors_add(errors, PARLEY_INPUT, nowhere,
                                  "'%s' and '%s' are both shard %" PRIu64 "/%" PRIu64 "; give one of them",
                                  journal_path(journals[j]), journal_path(journals[k]), a.k, a.n);
        }
    return PARLEY_OK;
}

static enum parley_status journals_merge(const struct paths *paths, const struct sweep_files *files,
                                         struct errors *errors) {
    struct journal **journals = calloc(paths->count + 1, sizeof *journals);
    enum parley_status status = PARLEY_OK;
    if (!journals) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the journals");
    for (size_t k = 0; k < paths->count && status == PARLEY_OK; k++)
        status = journal_open_read(paths->path[k], &journals[k], errors);
    if (status == PARLEY_OK) status = shards_differ(journals, paths->count, errors);
    if (status == PARLEY_OK) status = directory_make(files->directory, errors);
    if (status == PARLEY_OK) status = sweep_files_write(files, journals, paths->count, errors);
    for (size_t k = 0; k < paths->count; k++)
        journal_close(journals[k], NULL);
    free(journals);
    return status;
}

enum parley_status parley_sweep_merge(const char *const *given, size_t count, const char *directory, bool dat,
                                      bool csv, parley_error **error) {
    struct errors errors = {0};
    struct paths paths = {0};
    const struct sweep_files files = {directory, dat, csv};
    enum parley_status status = paths_list(given, count, &paths, &errors);
    if (status == PARLEY_OK) status = journals_merge(&paths, &files, &errors);
    paths_clear(&paths);
    return error_finish(status, &errors, error);
}
