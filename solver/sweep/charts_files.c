// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a sweep's charts: CHART.dat and CHART.gp, written where they change, and with them whatever stands
// beside them and would be wrong.
#include "core/file.h"
#include "sweep/charts_kinds.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct mark nowhere = {0, 0};

static bool is_ours(const char *path) {
    char line[sizeof CHART_SIGNATURE];
    FILE *file = fopen(path, "r");
    bool ours = file && fgets(line, sizeof line, file) && strcmp(line, CHART_SIGNATURE) == 0;
    if (file) fclose(file);
    return ours;
}

static void files_remove(const char *directory, const char *stem, const char *const *endings, size_t count) {
    for (size_t k = 0; k < count; k++) {
        struct text path = {0};
        text_append(&path, "%s/%s.%s", directory, stem, endings[k]);
        if (!path.failed) remove(path.data);
        text_free(&path);
    }
}

// Charts that an earlier sweep left; one that cannot be removed is no reason to fail.
void charts_remove_others(const char *directory, const struct text *names) {
    static const char *const endings[] = {"dat", "png", "svg", "pdf", "gp"};
    DIR *folder = opendir(directory);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        struct text path = {0};
        size_t length = strlen(entry->d_name);
        text_append(&path, "%s/%s", directory, entry->d_name);
        if (length > 3 && strcmp(entry->d_name + length - 3, ".gp") == 0 && !path.failed &&
            is_ours(path.data)) {
            entry->d_name[length - 3] = '\0';
            if (!chart_name_is_taken(names, entry->d_name))
                files_remove(directory, entry->d_name, endings, sizeof endings / sizeof *endings);
        }
        text_free(&path);
    }
    if (folder) closedir(folder);
}

static bool file_holds(const char *directory, const char *name, const struct text *text) {
    struct text path = {0};
    char *data = NULL;
    size_t length = 0;
    text_append(&path, "%s/%s", directory, name);
    bool same = !path.failed && file_read(path.data, text->length, &data, &length, NULL) == PARLEY_OK &&
                length == text->length && memcmp(data, text->data, length) == 0;
    free(data);
    text_free(&path);
    return same;
}

// Data and script. Where they are there as they should be, so is their picture, if any; else it goes first,
// so that a picture never stands beside numbers that are not its own.
enum parley_status chart_write(const char *directory, const char *name, const struct text *data,
                               const struct text *script, struct errors *errors) {
    static const char *const pictures[] = {"png", "svg", "pdf"};
    char data_name[96], script_name[96];
    if (data->failed || script->failed)
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for a chart");
    snprintf(data_name, sizeof data_name, "%s.dat", name);
    snprintf(script_name, sizeof script_name, "%s.gp", name);
    if (file_holds(directory, data_name, data) && file_holds(directory, script_name, script))
        return PARLEY_OK;
    files_remove(directory, name, pictures, sizeof pictures / sizeof *pictures);
    enum parley_status status = file_write(directory, data_name, data->data, data->length, errors);
    return status == PARLEY_OK ? file_write(directory, script_name, script->data, script->length, errors)
                               : status;
}
