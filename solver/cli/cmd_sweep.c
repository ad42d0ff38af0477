// SPDX-License-Identifier: GPL-3.0-or-later
// parley sweep FILE --vary ... or --over ...: solve at every point, with progress, say what came of it, draw.
// parley merge JOURNAL-OR-FOLDER...: put shards together.
#include "cli/commands.h"
#include "cli/progress.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct meter {
    struct progress progress;
    struct timespec started;
    uint64_t first;      // points there when it began
    bool begun, stopped; // stopped: it was told to
};

static double elapsed(const struct timespec *from) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - from->tv_sec) + 1e-9 * (double)(now.tv_nsec - from->tv_nsec);
}

static bool meter_report(void *context, uint64_t done, uint64_t total, uint64_t failed) {
    struct meter *meter = context;
    char what[120];
    if (!meter->begun) meter->first = done;
    meter->begun = true;
    double rate = (double)(done - meter->first) / elapsed(&meter->started);
    snprintf(what, sizeof what, "%llu of %llu points, %.0f a second, %llu failed", (unsigned long long)done,
             (unsigned long long)total, rate, (unsigned long long)failed);
    meter->stopped = !progress_report(&meter->progress, what, total > 0 ? (double)done / (double)total : 1);
    return !meter->stopped;
}

// "K/N"
static bool shard_read(const char *text, uint64_t *shard, uint64_t *shards) {
    unsigned long long k, n;
    char rest;
    if (!text) return true;
    if (strspn(text, "0123456789/") == strlen(text) && sscanf(text, "%llu/%llu%c", &k, &n, &rest) == 2 &&
        k >= 1 && k <= n) {
        *shard = k;
        *shards = n;
        return true;
    }
    message_usage("--shard wants K/N, part K of N, for example 1/8, not '%s'", text);
    return false;
}

// chances: as JSON or as a table; NULL if the sweep is not finished.
static void print(const struct options *options, const struct parley_sweep_report *report,
                  const char *directory, const char *chances) {
    if (options->json) {
        printf("{\"points\": %llu, \"done\": %llu, \"computed\": %llu, \"uncertified\": %llu, \"refused\": "
               "%llu, "
               "\"cold\": %llu, \"newton_steps\": %llu, \"operator_applications\": %llu, \"complete\": %s, "
               "\"failures\": %s%s%s}\n",
               (unsigned long long)report->points, (unsigned long long)report->done,
               (unsigned long long)report->computed, (unsigned long long)report->uncertified,
               (unsigned long long)report->refused, (unsigned long long)report->cold,
               (unsigned long long)report->newton_steps, (unsigned long long)report->operator_applications,
               report->complete ? "true" : "false", report->failures_json ? report->failures_json : "{}",
               chances ? ", \"chances\": " : "", chances ? chances : "");
        return;
    }
    if (options->quiet) return;
    if (report->complete && report->computed == 0) {
        printf("the sweep of %llu points is complete; nothing was left to solve\n",
               (unsigned long long)report->points);
        return;
    }
    printf("%llu of %llu points", (unsigned long long)report->done, (unsigned long long)report->points);
    if (report->computed < report->done) printf(" (%llu now)", (unsigned long long)report->computed);
    printf("; of those computed now, %llu are not equilibria to the tolerance, %llu make no scenario\n",
           (unsigned long long)report->uncertified, (unsigned long long)report->refused);
    if (report->failures) printf("%s", report->failures);
    if (report->computed > 0)
        printf("%.2f operator applications and %.2f Newton steps a point; %llu solved from the beginning\n",
               (double)report->operator_applications / (double)report->computed,
               (double)report->newton_steps / (double)report->computed, (unsigned long long)report->cold);
    if (report->lost_blocks > 0)
        printf("%llu blocks of the journal were damaged or cut off and were done again\n",
               (unsigned long long)report->lost_blocks);
    if (chances && *chances) printf("\n%s", chances);
    if (!report->complete) fprintf(stderr, "the journal is in %s\n", directory);
}

// A shard that got no block, or that others like it will not.
static void shards_warn(const struct options *options, const struct parley_sweep *sweep,
                        const struct parley_sweep_report *report) {
    if (options->quiet || sweep->shards <= report->blocks) return;
    fprintf(stderr,
            "warning: the sweep has %llu blocks; of its %llu shards, those from %llu on have nothing to do\n",
            (unsigned long long)report->blocks, (unsigned long long)sweep->shards,
            (unsigned long long)report->blocks + 1);
}

// Draw what there is to draw of a finished sweep and say where it is.
static int finish(const struct options *options, const char *directory) {
    size_t charts = 0;
    const struct draw_how how = {.missing = options->resume};
    int code = command_draw_sweep(options, directory, &(struct option_list){0}, how, &charts);
    if (options->quiet || options->json) return code;
    fprintf(stderr, "sweep.nc%s%s", options->dat ? ", sweep.dat" : "", options->csv ? ", sweep.csv" : "");
    if (charts > 0)
        fprintf(stderr, " and %zu chart%s are in %s\n", charts, charts == 1 ? "" : "s", directory);
    else
        fprintf(stderr, " %s in %s; no metric varies, so that there are no charts\n",
                options->dat || options->csv ? "are" : "is", directory);
    return code;
}

static int run(const struct options *options, const parley_scenario *scenario, const char *directory) {
    struct meter meter = {.begun = false};
    struct parley_sweep_report report;
    parley_error *error = NULL;
    struct parley_sweep sweep = {.vary = options->varies.items,
                                 .vary_count = options->varies.count,
                                 .over = options->overs.items,
                                 .over_count = options->overs.count,
                                 .derive = options->derives.items,
                                 .derive_count = options->derives.count,
                                 .metrics = options->metrics.items,
                                 .metric_count = options->metrics.count,
                                 .design = options->design,
                                 .samples = options->samples,
                                 .exceeds = options->exceeds.items,
                                 .exceed_count = options->exceeds.count,
                                 .seed = options->seed_given ? options->seed : 0,
                                 .seeded = options->seed_given,
                                 .directory = directory,
                                 .resume = options->resume,
                                 .cold = options->cold,
                                 .warm = options->warm,
                                 .dat = options->dat,
                                 .csv = options->csv,
                                 .threads = (int)options->threads,
                                 .tolerance = options->tolerance,
                                 .progress = meter_report,
                                 .progress_context = &meter};
    if (!shard_read(options->shard, &sweep.shard, &sweep.shards)) return EXIT_INPUT;
    interrupt_catch();
    progress_start(&meter.progress, options->quiet);
    clock_gettime(CLOCK_MONOTONIC, &meter.started);
    enum parley_status status = parley_sweep_run(scenario, &sweep, &report, &error);
    progress_end(&meter.progress);
    if (status == PARLEY_OK && meter.stopped) interrupt_forget(); // nothing was left to stop
    char *chances = NULL;
    bool complete = report.complete;
    if (status == PARLEY_OK && complete)
        status = parley_sweep_bands(directory, options->json ? PARLEY_JSON : PARLEY_TEXT, &chances, &error);
    if (status == PARLEY_OK || status == PARLEY_INTERRUPTED) {
        print(options, &report, directory, chances);
        shards_warn(options, &sweep, &report);
    }
    parley_text_free(chances);
    parley_sweep_report_clear(&report);
    if (status != PARLEY_OK) return message_failure(error);
    return complete ? finish(options, directory) : EXIT_DONE;
}

int cmd_sweep(const struct options *options) {
    return command_in_folder(options, run);
}

// -o, else the folder of the first journal (the first operand itself, if it is a folder).
static void merge_directory(const struct options *options, struct text *out) {
    const char *first = options->operands.items[0], *slash = strrchr(first, '/');
    struct stat found;
    if (options->directory)
        text_append(out, "%s", options->directory);
    else if (stat(first, &found) == 0 && S_ISDIR(found.st_mode))
        text_append(out, "%s", first);
    else if (slash)
        text_append_bytes(out, first, slash == first ? 1 : (size_t)(slash - first));
    else
        text_append(out, ".");
}

static int merge(const struct options *options, const char *directory) {
    parley_error *error = NULL;
    if (parley_sweep_merge(options->operands.items, options->operands.count, directory, options->dat,
                           options->csv, &error) != PARLEY_OK)
        return message_failure(error);
    char *chances = NULL, *failures = NULL;
    if (parley_sweep_bands(directory, PARLEY_TEXT, &chances, &error) != PARLEY_OK ||
        parley_sweep_failures(directory, &failures, &error) != PARLEY_OK) {
        parley_text_free(chances);
        return message_failure(error);
    }
    if (!options->quiet) printf("%s%s%s", failures, *failures && *chances ? "\n" : "", chances);
    parley_text_free(failures);
    parley_text_free(chances);
    return finish(options, directory);
}

int cmd_merge(const struct options *options) {
    int code = EXIT_SYSTEM;
    struct text directory = {0};
    merge_directory(options, &directory);
    if (directory.failed)
        message_error("out of memory");
    else
        code = merge(options, directory.data);
    text_free(&directory);
    return code;
}
