// SPDX-License-Identifier: GPL-3.0-or-later
// Who solves the blocks of a sweep: the cores of this machine alone (backend_local.c) or those of every rank
// that mpirun started (backend_mpi.c, `make MPI=1`). One of the two files is built; both keep this contract.
// The rank that leads plans, keeps the journal, prints and writes; the others compute. What is found depends
// on the blocks, not on who solves them (runner.h).
#ifndef PARLEY_SWEEP_BACKEND_H
#define PARLEY_SWEEP_BACKEND_H

#include "sweep/identity.h"
#include "sweep/runner.h"

// Does this rank keep the journal and write the files? Always, where there is but one.
bool backend_leads(void);
// On the rank that leads: sweep_run with the help of the others. `take`, `store` and `progress` are called
// from one thread at a time. Errors: those of sweep_run, here or on another rank, whose number and machine
// are then named; PARLEY_INPUT for a rank that makes another sweep of its own input. After a failure, as
// after an interrupt, blocks that are under way are finished and stored.
enum parley_status backend_lead(const struct sweep_job *job, const struct identity *identity,
                                struct sweep_tally *tally, struct errors *errors);
// On any other rank: solve blocks until there are no more. `take`, `store` and `progress` of the job are not
// called; threads 0 means one. Errors are the rank's own; the rank that leads knows of them.
enum parley_status backend_follow(const struct sweep_job *job, const struct identity *identity,
                                  struct errors *errors);

#endif
