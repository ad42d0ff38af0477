// SPDX-License-Identifier: GPL-3.0-or-later
// A solver that is kept for many games of one shape, so that each starts from the solution of the last.
#ifndef PARLEY_EQUILIBRIUM_RESOLVER_H
#define PARLEY_EQUILIBRIUM_RESOLVER_H

#include "equilibrium/equilibrium.h"

struct resolver;

// options are kept by value.
struct resolver *resolver_new(const struct solve_options *options);
void resolver_free(struct resolver *resolver);

// Solve. `warm`: from the last game's solution, if there was one with the same shape (parties, states,
// options, rules, and which states can follow which) and it leads anywhere; else cold, as equilibrium_solve.
// What is found from a neighbour may lie on another branch than the principal one; it is certified like any
// other. The game is not looked at again after the call, so that it may be refreshed in
// place. *profile belongs to the resolver and lives until the next call. Cost:
// where it works, two to four Newton steps. Memory is kept: games of one shape that need no more than those
// before (nearly tied choices and steps round corners, on the way to a solution) take none from the system,
// unless components of more than 48 unknowns are factorised by the sparse library: that takes some for each
// solution if there are several components, and where pivots change. Errors: as equilibrium_solve.
enum parley_status resolver_solve(struct resolver *resolver, const struct game *game, bool warm,
                                  const struct profile **profile, struct effort *effort,
                                  struct errors *errors);

#endif
