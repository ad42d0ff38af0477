// SPDX-License-Identifier: GPL-3.0-or-later
// parley plot RESULT: draw the scripts of a folder of results again, in another format if wanted. The scripts
// are run as they are found, edits included. --metric: write and draw charts of more metrics of a sweep.
#include "cli/commands.h"
#include "cli/gnuplot.h"
#include "cli/progress.h"
#include "core/text.h"
#include <dirent.h>
#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHARTS_MAX = 100, NAME_MAX_LENGTH = 60 };

struct charts {
    char names[CHARTS_MAX][NAME_MAX_LENGTH + 1];
    size_t count;
};

// "values.gp" and the like: a letter or digit, then those, '-' and '_'. Nothing that gnuplot could misread.
static size_t stem_length(const char *file) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = strspn(file, plain);
    bool fits =
        length > 0 && length <= NAME_MAX_LENGTH && file[0] != '-' && strcmp(file + length, ".gp") == 0;
    return fits ? length : 0;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(a, b);
}

static bool is_there(const char *directory, const char *name) {
    struct text path = {0};
    text_append(&path, "%s/%s", directory, name);
    bool there = !path.failed && access(path.data, F_OK) == 0;
    text_free(&path);
    return there;
}

// "sweep.2-of-8.journal"
static bool holds_shards(const char *directory) {
    bool found = false;
    DIR *folder = opendir(directory);
    for (struct dirent *entry; folder && !found && (entry = readdir(folder));) {
        size_t length = strlen(entry->d_name);
        found = strncmp(entry->d_name, "sweep.", 6) == 0 && strstr(entry->d_name, "-of-") && length > 8 &&
                strcmp(entry->d_name + length - 8, ".journal") == 0;
    }
    if (folder) closedir(folder);
    return found;
}

// Say so if the folder holds a sweep that has not come to its sweep.nc, and with it to charts.
static bool is_unfinished(const char *directory) {
    if (is_there(directory, "sweep.nc")) return false;
    if (is_there(directory, "sweep.journal"))
        message_usage("the sweep in '%s' is not finished; run it again with --resume, then draw", directory);
    else if (holds_shards(directory))
        message_usage(
            "'%s' holds shards of a sweep, not yet put together; once all are finished, run 'parley "
            "merge %s -o %s', which draws as well",
            directory, directory, directory);
    else
        return false;
    return true;
}

static int find_charts(const char *directory, struct charts *charts) {
    DIR *folder = opendir(directory);
    if (!folder) return message_usage("cannot open the folder '%s': %s", directory, strerror(errno));
    for (struct dirent *entry; charts->count < CHARTS_MAX && (entry = readdir(folder));) {
        size_t length = stem_length(entry->d_name);
        if (length > 0) memcpy(charts->names[charts->count++], entry->d_name, length);
    }
    closedir(folder);
    qsort(charts->names, charts->count, sizeof *charts->names, compare_names);
    if (charts->count == 0 && is_unfinished(directory)) return EXIT_INPUT;
    if (charts->count == 0)
        return message_usage("there are no charts (*.gp) in '%s'; 'parley solve' writes them", directory);
    return EXIT_DONE;
}

// The folder itself, or the one that holds the given result.json.
static void directory_of(const char *result, struct text *out) {
    struct stat status;
    const char *slash = strrchr(result, '/');
    if (stat(result, &status) != 0 || S_ISDIR(status.st_mode))
        text_append(out, "%s", result);
    else if (slash)
        text_append_bytes(out, result, slash > result ? (size_t)(slash - result) : 1);
    else
        text_append(out, ".");
}

static bool chart_exists(const struct charts *charts, const char *name) {
    for (size_t k = 0; k < charts->count; k++)
        if (strcmp(charts->names[k], name) == 0) return true;
    return false;
}

static int unknown_chart(const struct charts *charts, const char *name) {
    struct text list = {0};
    for (size_t k = 0; k < charts->count; k++)
        text_append(&list, "%s%s", k > 0 ? ", " : "", charts->names[k]);
    message_usage("there is no chart '%s' in this result; there are: %s", name, list.data ? list.data : "");
    text_free(&list);
    return EXIT_INPUT;
}

static int draw(const struct options *options, const char *directory, const struct charts *charts) {
    interrupt_catch();
    for (size_t k = 0; k < charts->count; k++) {
        if (options->chart && strcmp(options->chart, charts->names[k]) != 0) continue;
        enum drawing drawing = gnuplot_draw(directory, charts->names[k], options->format);
        if (interrupted()) return EXIT_INTERRUPTED;
        if (drawing == DRAWING_NO_GNUPLOT) gnuplot_missing("nothing can be drawn");
        if (drawing != DRAWING_DONE) return EXIT_SYSTEM;
        if (!options->quiet) fprintf(stderr, "drew %s/%s.%s\n", directory, charts->names[k], options->format);
    }
    return EXIT_DONE;
}

static bool picture_is_there(const char *directory, const char *chart, const char *format) {
    struct text name = {0};
    text_append(&name, "%s.%s", chart, format);
    bool there = !name.failed && is_there(directory, name.data);
    text_free(&name);
    return there;
}

struct drawings {
    char **name; // borrow
    enum drawing *drawing;
    size_t count;
};

// Lines into names, in place. False out of memory.
static bool drawings_make(char *lines, struct drawings *all) {
    size_t count = 0;
    for (const char *c = lines; *c; c++)
        count += *c == '\n';
    all->name = calloc(count + 1, sizeof *all->name);
    all->drawing = calloc(count + 1, sizeof *all->drawing);
    if (!all->name || !all->drawing) return false;
    for (char *end; (end = strchr(lines, '\n')); lines = end + 1) {
        *end = '\0';
        all->drawing[all->count] = DRAWING_SKIPPED;
        all->name[all->count++] = lines;
    }
    return true;
}

// Several gnuplots at once; none is started after one that was not there, or after an interrupt.
static void draw_all(const struct options *options, const char *directory, bool missing,
                     const struct drawings *all) {
    bool stop = false;
    int count = (int)all->count;
    int threads = options->threads > 0 ? (int)options->threads : omp_get_num_procs();
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads < count ? threads : count)
    for (int k = 0; k < count; k++) {
        bool skip;
#pragma omp atomic read
        skip = stop;
        if (skip || interrupted() || (missing && picture_is_there(directory, all->name[k], options->format)))
            continue;
        all->drawing[k] = gnuplot_draw(directory, all->name[k], options->format);
        if (all->drawing[k] != DRAWING_NO_GNUPLOT) continue;
#pragma omp atomic write
        stop = true;
    }
}

// What is said of each, in order; the exit code.
static int draw_report(const struct options *options, const char *directory, bool needed,
                       const struct drawings *all) {
    const enum drawing *drawing = all->drawing;
    int code = EXIT_DONE;
    for (size_t k = 0; k < all->count; k++) {
        if (drawing[k] == DRAWING_NO_GNUPLOT) {
            gnuplot_missing(needed ? "nothing can be drawn"
                                   : "data and scripts are written, pictures are not");
            return needed ? EXIT_SYSTEM : code;
        }
        if (drawing[k] == DRAWING_FAILED) code = EXIT_SYSTEM;
        if (drawing[k] == DRAWING_DONE && needed && !options->quiet)
            fprintf(stderr, "drew %s/%s.%s\n", directory, all->name[k], options->format);
    }
    return interrupted() ? EXIT_INTERRUPTED : code;
}

int command_draw_sweep(const struct options *options, const char *directory,
                       const struct option_list *metrics, struct draw_how how, size_t *charts) {
    char *names = NULL;
    struct drawings all = {0};
    int code = EXIT_DONE;
    parley_error *error = NULL;
    if (parley_sweep_charts(directory, metrics->items, metrics->count, (int)options->threads, &names,
                            &error) != PARLEY_OK)
        return message_failure(error);
    interrupt_catch();
    if (!drawings_make(names, &all)) {
        message_error("out of memory");
        code = EXIT_SYSTEM;
    } else if (!options->no_plot && all.count > 0) {
        draw_all(options, directory, how.missing, &all);
        code = draw_report(options, directory, how.needed, &all);
    }
    if (charts) *charts = all.count;
    free(all.name);
    free(all.drawing);
    parley_text_free(names);
    return code;
}

int cmd_plot(const struct options *options) {
    int code = EXIT_SYSTEM;
    struct text directory = {0};
    struct charts *charts = calloc(1, sizeof *charts);
    directory_of(options->operands.items[0], &directory);
    if (!charts || directory.failed)
        message_error("out of memory");
    else if (options->metrics.count > 0 && is_unfinished(directory.data))
        code = EXIT_INPUT;
    else if (options->metrics.count > 0)
        code = command_draw_sweep(options, directory.data, &options->metrics,
                                  (struct draw_how){.needed = true}, NULL);
    else if ((code = find_charts(directory.data, charts)) != EXIT_DONE)
        goto cleanup;
    else if (options->chart && !chart_exists(charts, options->chart))
        code = unknown_chart(charts, options->chart);
    else
        code = draw(options, directory.data, charts);
cleanup:
    free(charts);
    text_free(&directory);
    return code;
}
