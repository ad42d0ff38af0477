// SPDX-License-Identifier: GPL-3.0-or-later
// What a finished sweep leaves, from its journals or, once these are gone, from its sweep.nc. The hash in
// sweep.nc tells whether it is of the sweep at hand, so that one that is finished is neither solved again nor
// replaced by another one's.
#include "api/sweep_files.h"
#include "api/objects.h"
#include "core/file.h"
#include "sweep/export.h"
#include "sweep/netcdf.h"
#include "sweep/temporary.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct mark nowhere = {0, 0};

// A table that is wanted, by name and format.
struct table {
    bool wanted;
    const char *name;
    enum export_format format;
};
enum { TABLES = 2 };

static void tables_of(const struct sweep_files *files, struct table *tables) {
    tables[0] = (struct table){files->dat, "sweep.dat", EXPORT_DAT};
    tables[1] = (struct table){files->csv, "sweep.csv", EXPORT_CSV};
}

// DIRECTORY/NAME, owned; NULL out of memory.
static char *path_of(const char *directory, const char *name, struct errors *errors) {
    struct text path = {0};
    text_append(&path, "%s/%s", directory, name);
    char *made = text_take(&path);
    if (!made) errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    return made;
}

enum parley_status sweep_files_probe(const struct sweep_files *files, struct errors *errors) {
    struct table tables[TABLES];
    char *path = path_of(files->directory, "sweep.nc", errors);
    enum parley_status status = path ? temporary_probe(path, errors) : PARLEY_MEMORY;
    free(path);
    tables_of(files, tables);
    for (size_t k = 0; k < TABLES && status == PARLEY_OK; k++) {
        if (!tables[k].wanted) continue;
        path = path_of(files->directory, tables[k].name, errors);
        status = path ? temporary_probe(path, errors) : PARLEY_MEMORY;
        free(path);
    }
    return status;
}

// Tables that an earlier sweep left beside the sweep.nc that has just been put in the place of its own. Those
// that this one has are written after. The journals are there until all is done, so that a run that is killed
// here does this again.
static enum parley_status others_remove(const struct sweep_files *files, struct errors *errors) {
    static const char *const names[] = {"sweep.dat", "sweep.csv", "bands.csv", "chances.csv"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        char *path = path_of(files->directory, names[k], errors);
        if (!path) return PARLEY_MEMORY;
        bool gone = remove(path) == 0 || errno == ENOENT;
        if (!gone)
            errors_add(errors, PARLEY_SYSTEM, nowhere, "cannot remove '%s', which is of an earlier sweep: %s",
                       path, strerror(errno));
        free(path);
        if (!gone) return PARLEY_SYSTEM;
    }
    return PARLEY_OK;
}

enum parley_status sweep_files_write(const struct sweep_files *files, struct journal *const *journals,
                                     size_t count, struct errors *errors) {
    const struct store_layout *layout = journal_layout(journals[0]);
    struct table tables[TABLES];
    char *path = path_of(files->directory, "sweep.nc", errors);
    enum parley_status status = path ? netcdf_write(layout, journals, count, path, errors) : PARLEY_MEMORY;
    free(path);
    if (status == PARLEY_OK) status = others_remove(files, errors);
    tables_of(files, tables);
    for (size_t k = 0; k < TABLES && status == PARLEY_OK; k++) {
        if (!tables[k].wanted) continue;
        path = path_of(files->directory, tables[k].name, errors);
        status = path ? export_write(layout, journals, count, tables[k].format, path, errors) : PARLEY_MEMORY;
        free(path);
    }
    return status;
}

// ---- one that is finished ----

static enum parley_status same_sweep(const struct sweep_file *file, const char *path,
                                     const struct store_layout *layout, struct errors *errors) {
    struct identity wanted, found;
    struct text what = {0};
    char hash[17];
    identity_make(layout, PARLEY_VERSION, &wanted);
    snprintf(hash, sizeof hash, "%016" PRIx64, wanted.whole);
    if (strcmp(hash, netcdf_hash(file)) == 0) return PARLEY_OK;
    identity_make(netcdf_layout(file), netcdf_program(file), &found);
    identity_difference(&wanted, &found, &what);
    errors_add(
        errors, PARLEY_INPUT, nowhere,
        "'%s' is the result of another sweep (hash %s, wanted %s): %s; go back to what it was, take another "
        "directory (-o), or run without --resume to replace it",
        path, netcdf_hash(file), hash, what.data ? what.data : "something differs");
    text_free(&what);
    return PARLEY_INPUT;
}

// Was the table written after sweep.nc? One from before is another sweep's.
static bool is_later(const char *path, const struct stat *result) {
    struct stat table;
    if (stat(path, &table) != 0) return false;
    const struct timespec *a = &table.st_mtim, *b = &result->st_mtim;
    return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec >= b->tv_nsec;
}

static enum parley_status tables_complete(const struct sweep_files *files, struct sweep_file *file,
                                          const struct stat *result, struct errors *errors) {
    struct table tables[TABLES];
    enum parley_status status = PARLEY_OK;
    tables_of(files, tables);
    for (size_t k = 0; k < TABLES && status == PARLEY_OK; k++) {
        if (!tables[k].wanted) continue;
        char *path = path_of(files->directory, tables[k].name, errors);
        if (!path) return PARLEY_MEMORY;
        if (!is_later(path, result)) status = export_rewrite(file, tables[k].format, path, errors);
        free(path);
    }
    return status;
}

enum parley_status sweep_files_find(const struct sweep_files *files, const struct store_layout *layout,
                                    bool *found, struct errors *errors) {
    struct sweep_file *file = NULL;
    struct stat result;
    enum parley_status status = PARLEY_OK;
    char *path = path_of(files->directory, "sweep.nc", errors);
    if (!path) return PARLEY_MEMORY;
    *found = stat(path, &result) == 0;
    if (*found) status = netcdf_open(path, &file, errors);
    if (file) status = same_sweep(file, path, layout, errors);
    if (file && status == PARLEY_OK) status = tables_complete(files, file, &result, errors);
    netcdf_close(file);
    free(path);
    return status;
}
