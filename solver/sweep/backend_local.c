// SPDX-License-Identifier: GPL-3.0-or-later
// One process: it leads, and nobody follows. The sweep is sweep_run on the threads of this machine.
#include "core/error.h"
#include "sweep/backend.h"

int parley_ranks_start(void) {
    return 0;
}

int parley_ranks(void) {
    return 1;
}

int parley_ranks_finish(int code) {
    return code;
}

bool backend_leads(void) {
    return true;
}

enum parley_status backend_lead(const struct sweep_job *job, const struct identity *identity,
                                struct sweep_tally *tally, struct errors *errors) {
    (void)identity;
    return sweep_run(job, tally, errors);
}

enum parley_status backend_follow(const struct sweep_job *job, const struct identity *identity,
                                  struct errors *errors) {
    (void)job;
    (void)identity;
    return errors_add(errors, PARLEY_INPUT, (struct mark){0}, "there is no other rank to follow");
}
