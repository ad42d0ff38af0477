// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a command from what it makes to its exit code. The first thing that fails decides the code; then
// that it was stopped; then the verdict.
#include "cli/product.h"
#include "cli/gnuplot.h"
#include <stdio.h>

struct parley_options product_begin(const struct options *options, struct progress *progress) {
    interrupt_catch();
    progress_start(progress, options->quiet);
    return (struct parley_options){.threads = (int)options->threads,
                                   .tolerance = options->tolerance,
                                   .progress = progress_report,
                                   .progress_context = progress};
}

int product_end(struct progress *progress, enum parley_status status, parley_error *error) {
    progress_end(progress);
    return status == PARLEY_OK ? EXIT_DONE : message_failure(error);
}

static int print(const struct product *product, const void *made, const struct options *options) {
    char *text = NULL;
    parley_error *error = NULL;
    if (options->quiet && !options->json) return EXIT_DONE;
    if (product->text(made, options, &text, &error) != PARLEY_OK) return message_failure(error);
    int code = message_result(text);
    return code == EXIT_DONE && product->more && !options->json ? product->more(made, options) : code;
}

static int draw(const struct product *product, const void *made, const struct options *options,
                const char *directory) {
    const char *chart;
    if (!product->chart || options->no_plot || product->stopped(made)) return EXIT_DONE;
    for (size_t k = 0; (chart = product->chart(made, k)); k++) {
        enum drawing drawing = gnuplot_draw(directory, chart, options->format);
        if (interrupted()) return EXIT_INTERRUPTED;
        if (drawing == DRAWING_FAILED) return EXIT_SYSTEM;
        if (drawing == DRAWING_DONE) continue;
        gnuplot_missing("data and scripts are written, pictures are not");
        break;
    }
    return EXIT_DONE;
}

static int write_files(const struct product *product, const void *made, const struct options *options,
                       const char *directory) {
    parley_error *error = NULL;
    if (product->write && product->write(made, options, directory, &error) != PARLEY_OK)
        return message_failure(error);
    int code = draw(product, made, options, directory);
    if (code == EXIT_DONE && !options->quiet)
        fprintf(stderr,
                product->stopped(made) ? "interrupted: %s of what is finished are in %s\n" : "%s are in %s\n",
                product->files, directory);
    return code;
}

static int run(const struct product *product, const struct options *options, const char *directory,
               void **made) {
    int code = product->make(options, directory, made);
    if (code == EXIT_DONE) code = print(product, *made, options);
    if (code != EXIT_DONE) return code;
    if (directory) code = write_files(product, *made, options, directory);
    int verdict = product->verdict(*made);
    if (product->stopped(*made)) verdict = EXIT_INTERRUPTED;
    return code == EXIT_DONE ? verdict : code;
}

int product_run(const struct product *product, const struct options *options) {
    struct text directory = {0};
    void *made = NULL;
    int code = EXIT_SYSTEM;
    command_directory(options, &directory);
    if (directory.failed)
        message_error("out of memory");
    else
        code = run(product, options, options->directory || !options->json ? directory.data : NULL, &made);
    product->clear(made);
    text_free(&directory);
    return code;
}
