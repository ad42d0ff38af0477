// SPDX-License-Identifier: GPL-3.0-or-later
// parley sensitivity FILE --over PATH=DISTRIBUTION --method NAME: which parameters matter, and how far their
// uncertainty carries. No certified point is no answer (exit code 1).
#include "cli/commands.h"
#include "cli/progress.h"
#include <stdio.h>
#include <stdlib.h>

static bool report_progress(void *context, uint64_t done, uint64_t total, uint64_t failed) {
    char what[100];
    snprintf(what, sizeof what, "%llu of %llu points, %llu failed", (unsigned long long)done,
             (unsigned long long)total, (unsigned long long)failed);
    return progress_report(context, what, total > 0 ? (double)done / (double)total : 1);
}

// "LOW:HIGH"
static bool quantiles_read(const char *text, double *low, double *high) {
    char *end;
    if (!text) return true;
    *low = strtod(text, &end);
    bool right = end != text && *end == ':';
    const char *rest = right ? end + 1 : text;
    *high = strtod(rest, &end);
    if (right && end != rest && *end == '\0' && *low > 0 && *low < *high && *high < 1) return true;
    message_usage("--quantiles wants LOW:HIGH with 0 < LOW < HIGH < 1, for example 0.05:0.95, not '%s'",
                  text);
    return false;
}

static int find(const struct options *options, const parley_scenario *scenario, const char *directory,
                parley_sensitivity **sensitivity) {
    struct progress progress;
    parley_error *error = NULL;
    struct parley_inquiry inquiry = {.method = options->method,
                                     .over = options->overs.items,
                                     .over_count = options->overs.count,
                                     .derive = options->derives.items,
                                     .derive_count = options->derives.count,
                                     .metrics = options->metrics.items,
                                     .metric_count = options->metrics.count,
                                     .exceeds = options->exceeds.items,
                                     .exceed_count = options->exceeds.count,
                                     .design = options->design,
                                     .samples = options->sample_size,
                                     .seed = options->seed,
                                     .seeded = options->seed_given,
                                     .directory = directory,
                                     .resume = options->resume,
                                     .cold = options->cold,
                                     .warm = options->warm,
                                     .threads = (int)options->threads,
                                     .tolerance = options->tolerance,
                                     .command = "parley sensitivity",
                                     .progress = report_progress,
                                     .progress_context = &progress};
    if (!quantiles_read(options->quantiles, &inquiry.low, &inquiry.high)) return EXIT_INPUT;
    interrupt_catch();
    progress_start(&progress, options->quiet);
    enum parley_status status = parley_sensitivity_find(scenario, &inquiry, sensitivity, &error);
    progress_end(&progress);
    return status == PARLEY_OK ? EXIT_DONE : message_failure(error);
}

static int print(const struct options *options, const parley_sensitivity *sensitivity) {
    char *text = NULL;
    parley_error *error = NULL;
    if (options->quiet && !options->json) return EXIT_DONE;
    enum parley_format format = options->json ? PARLEY_JSON : PARLEY_TEXT;
    if (parley_sensitivity_text(sensitivity, format, &text, &error) != PARLEY_OK)
        return message_failure(error);
    return message_result(text);
}

static int draw(const struct options *options, const parley_sensitivity *sensitivity, const char *directory) {
    int code = EXIT_DONE;
    const char *chart;
    for (size_t k = 0; code == EXIT_DONE && (chart = parley_sensitivity_chart(sensitivity, k)); k++)
        code = command_draw(options, directory, chart);
    if (code == EXIT_DONE && !options->quiet) fprintf(stderr, "tables and charts are in %s\n", directory);
    return code;
}

// With --json and without -o nothing is written.
static int run(const struct options *options, const parley_scenario *scenario, const char *directory) {
    parley_sensitivity *sensitivity = NULL;
    if (options->json && !options->directory) directory = NULL;
    int code = find(options, scenario, directory, &sensitivity);
    if (code == EXIT_DONE && !sensitivity) return code; // a rank that has helped
    if (code == EXIT_DONE) code = print(options, sensitivity);
    if (code == EXIT_DONE && directory) code = draw(options, sensitivity, directory);
    if (code == EXIT_DONE && parley_sensitivity_certified(sensitivity) == 0) {
        message_error("none of the %llu points is certified",
                      (unsigned long long)parley_sensitivity_points(sensitivity));
        code = EXIT_NOT_EQUILIBRIUM;
    }
    parley_sensitivity_free(sensitivity);
    return code;
}

int cmd_sensitivity(const struct options *options) {
    return command_in_folder(options, run);
}
