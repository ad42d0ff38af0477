// SPDX-License-Identifier: GPL-3.0-or-later
// Progress of several solves at once. The caller's function is called by one thread at a time, as parley.h
// promises; once it has said stop, every solve under way stops at its next step and no other begins. What is
// finished by then is kept.
#include "api/watch.h"
#include <omp.h>

bool watch_progress(void *context, const char *what, double done) {
    struct watch *watch = context;
    (void)what, (void)done;
    bool on;
#pragma omp critical(api_watch)
    {
        const struct parley_options *options = watch->options;
        double part = watch->total > 0 ? fmin(1, (double)watch->done / (double)watch->total) : 0;
        if (!watch->stopped && options->progress)
            watch->stopped = !options->progress(options->progress_context, watch->what, part);
        on = !watch->stopped;
    }
    return on;
}

void watch_step(struct watch *watch) {
#pragma omp critical(api_watch)
    watch->done++;
    watch_progress(watch, "", 0);
}

struct parley_options watch_options(struct watch *watch) {
    return (struct parley_options){.threads = 1,
                                   .tolerance = watch->options->tolerance,
                                   .progress = watch_progress,
                                   .progress_context = watch};
}

void watch_fail(struct watch *watch, size_t index, enum parley_status status, parley_error *error) {
#pragma omp critical(api_watch)
    if (status == PARLEY_INTERRUPTED) {
        parley_error_free(error); // of every solve under way; watch_finish says it once
    } else if (watch->status == PARLEY_OK || index < watch->index) {
        parley_error_free(watch->error);
        watch->status = status;
        watch->index = index;
        watch->error = error;
    } else {
        parley_error_free(error);
    }
}

enum parley_status watch_finish(struct watch *watch, bool kept, parley_error **error) {
    struct errors stopped = {0};
    if (watch->stopped && !kept && watch->status == PARLEY_OK)
        return error_finish(
            errors_add(&stopped, PARLEY_INTERRUPTED, (struct mark){0}, "stopped while %s", watch->what),
            &stopped, error);
    if (error)
        *error = watch->error;
    else
        parley_error_free(watch->error);
    watch->error = NULL;
    return watch->status;
}

int watch_threads(const struct watch *watch, size_t solves) {
    size_t threads = (size_t)(watch->options->threads > 0 ? watch->options->threads : omp_get_max_threads());
    return (int)(threads < solves ? threads : solves > 0 ? solves : 1);
}
