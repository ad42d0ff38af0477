// SPDX-License-Identifier: GPL-3.0-or-later
// The command that asks for a sweep, for the record in sweep.nc.
#ifndef PARLEY_API_SWEEP_COMMAND_H
#define PARLEY_API_SWEEP_COMMAND_H

#include "api/objects.h"
#include "sweep/plan.h"

// "parley sweep FILE --set ... --vary ...": the words that the numbers depend on, in one order and quoted for
// a shell, a study's among them; not those that shards, ranks and threads differ in. plan: made of the sweep.
void sweep_command(const parley_scenario *scenario, const struct parley_sweep *sweep, const struct plan *plan,
                   struct text *out);

#endif
