// SPDX-License-Identifier: GPL-3.0-or-later
// Progress of a long solve: one line on standard error, after the first second, a few times a second, with
// the time left if the rest goes as fast as what is done. Where less is done than before, another part of the
// work has begun, and the time left is that of this part. The interrupt flag is the program's only global
// variable: a signal handler has no other way to speak.
#include "cli/progress.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static const double SILENT = 1, INTERVAL = 0.2;

static volatile sig_atomic_t interrupt_flag;

static void interrupt_note(int signal_number) {
    (void)signal_number;
    interrupt_flag = 1;
}

void interrupt_catch(void) {
    struct sigaction action = {.sa_handler = interrupt_note};
    sigemptyset(&action.sa_mask);
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL); // of batch systems
    sigaction(SIGUSR1, &action, NULL); // which mpirun passes on, while SIGTERM makes it kill soon after
}

bool interrupted(void) {
    return interrupt_flag != 0;
}

void interrupt_forget(void) {
    interrupt_flag = 0;
}

static double seconds(const struct timespec *from, const struct timespec *to) {
    return (double)(to->tv_sec - from->tv_sec) + 1e-9 * (double)(to->tv_nsec - from->tv_nsec);
}

void progress_start(struct progress *progress, bool quiet) {
    *progress = (struct progress){.shown = !quiet && isatty(STDERR_FILENO)};
    clock_gettime(CLOCK_MONOTONIC, &progress->started);
    progress->part = progress->started;
}

bool progress_report(void *context, const char *what, double done) {
    struct progress *progress = context;
    struct timespec now;
    if (interrupted()) return false;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed = seconds(&progress->started, &now);
    if (done < progress->done) progress->part = now;
    progress->done = done;
    if (!progress->shown || elapsed < SILENT ||
        (progress->drawn && seconds(&progress->last, &now) < INTERVAL))
        return true;
    fprintf(stderr, "\r\033[K%3.0f %%  %s", 100 * done, what);
    if (done > 0.02 && done < 1)
        fprintf(stderr, ", %.0f s left", seconds(&progress->part, &now) * (1 - done) / done);
    fflush(stderr);
    progress->last = now;
    progress->drawn = true;
    return true;
}

void progress_end(struct progress *progress) {
    if (progress->drawn) fputs("\r\033[K", stderr);
    progress->drawn = false;
}
