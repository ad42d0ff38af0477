// SPDX-License-Identifier: GPL-3.0-or-later
// Progress of several solves at once, and the wish to stop them; and the first of their errors. One per task,
// shared by its threads.
#ifndef PARLEY_API_WATCH_H
#define PARLEY_API_WATCH_H

#include "api/objects.h"

struct watch {
    const struct parley_options *options; // borrows
    const char *what;
    size_t done, total;
    bool stopped;
    // The failure of the lowest index so far.
    enum parley_status status;
    size_t index;
    parley_error *error; // owned until it is handed over
};

// A parley_progress for each of the solves: passes on how many of all are done; false once the caller wants
// to stop.
bool watch_progress(void *context, const char *what, double done);
// One more is finished.
void watch_step(struct watch *watch);
// Options for one of the solves: one thread, progress by way of the watch.
struct parley_options watch_options(struct watch *watch);
// Solve number `index` failed with this error, which is taken over; the one with the lowest index is kept, so
// that what is reported does not depend on the number of threads. That it was stopped is no failure.
void watch_fail(struct watch *watch, size_t index, enum parley_status status, parley_error *error);
// Hand over what was kept. kept: if it was stopped, something is finished that is worth having.
enum parley_status watch_finish(struct watch *watch, bool kept, parley_error **error);
// Threads for this many solves.
int watch_threads(const struct watch *watch, size_t solves);

#endif
