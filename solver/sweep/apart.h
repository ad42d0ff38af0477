// SPDX-License-Identifier: GPL-3.0-or-later
// Work done in a process of its own, so that a library which breaks down takes nothing else with it.
#ifndef PARLEY_SWEEP_APART_H
#define PARLEY_SWEEP_APART_H

#include "core/error.h"

// Run work(context, errors) in a child process and bring back its status and its first error. Nothing else
// comes back: what the work changes in memory is lost. `doing` names it ("write 'sweep.nc'") if the child
// dies. Call it while no other thread of the process is inside a library. Errors: the work's; PARLEY_SYSTEM.
enum parley_status run_apart(enum parley_status (*work)(void *context, struct errors *errors), void *context,
                             const char *doing, struct errors *errors);

#endif
