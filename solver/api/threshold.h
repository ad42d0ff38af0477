// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a search for thresholds: reading what is asked, and closing in on a crossing.
#ifndef PARLEY_API_THRESHOLD_H
#define PARLEY_API_THRESHOLD_H

#include "api/watch.h"
#include "output/threshold.h"

// What the parts share. Borrows everything.
struct hunt {
    const parley_scenario *origin;
    struct watch *watch;
    struct parley_threshold *threshold;
};

// Read what is asked into `made`, which is empty, and check it against the scenario. Errors: PARLEY_INPUT,
// PARLEY_MEMORY; what was made so far is freed with it.
enum parley_status threshold_read(const parley_scenario *scenario, const struct parley_search *search,
                                  struct parley_threshold *made, struct errors *errors);

// The metric where the parameter is `at`: one chain from the text to a certificate. *error as of
// parley_solve.
enum parley_status hunt_sample(const struct hunt *hunt, double at, struct sample *sample,
                               parley_error **error);

// Two samples on different sides of the target.
struct bracket {
    struct sample low, high;
    bool straddles; // the metric less the target has opposite signs at the ends; else one end rests on the
                    // target
};

// Close in. *found is false if the metric is not defined in between, or not certified there (*lost).
enum parley_status hunt_locate(const struct hunt *hunt, const struct bracket *bracket,
                               struct parley_crossing *crossing, bool *found, bool *lost,
                               parley_error **error);

#endif
