// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which a thread solves the points of a block. Each point starts from the solution of the one
// before, and the numbers of a sample jump about: a route from neighbour to neighbour needs less work. It
// depends on the block alone; rows are stored by the points' numbers whatever the route.
#ifndef PARLEY_SWEEP_ROUTE_H
#define PARLEY_SWEEP_ROUTE_H

#include "sweep/runner.h"

// Of one thread; stays where it is once made.
struct route {
    const struct sweep_job *given;
    struct sweep_job job;       // for the worker: the k-th point of a block is the k-th on the route
    struct store_layout layout; // its layout
    bool straight;              // a grid, or nothing to start from: points come by their numbers
    uint64_t block;
    size_t *order;               // owned, as everything below
    double *scaled, *low, *high; // coordinates of the block between 0 and 1
    double *rows;                // of the block, as the worker left them
};

// False out of memory; to be cleared in either case.
bool route_make(const struct sweep_job *job, struct route *route);
void route_clear(struct route *route);
// The worker is to solve this block next.
void route_plan(struct route *route, uint64_t block);
// The worker's rows of that block into the order of the points.
void route_finish(struct route *route, double *rows);

#endif
