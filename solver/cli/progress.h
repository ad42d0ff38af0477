// SPDX-License-Identifier: GPL-3.0-or-later
// Progress of a long solve on a terminal, and the wish to stop it.
#ifndef PARLEY_CLI_PROGRESS_H
#define PARLEY_CLI_PROGRESS_H

#include <stdbool.h>
#include <time.h>

struct progress {
    bool shown;                          // on a terminal and wanted
    bool drawn;                          // something is on the line
    double done;                         // what was said last
    struct timespec started, part, last; // the whole, the part of it that is under way, the last line
};

// From now on the first SIGINT, SIGTERM or SIGUSR1 only makes interrupted() true; a second one ends the
// program.
void interrupt_catch(void);
bool interrupted(void);
// What was asked to stop was done already: go on as if nobody had asked. interrupt_catch listens again.
void interrupt_forget(void);

void progress_start(struct progress *progress, bool quiet);
// A parley_progress; context is a struct progress.
bool progress_report(void *context, const char *what, double done);
// Clear the line.
void progress_end(struct progress *progress);

#endif
