// SPDX-License-Identifier: GPL-3.0-or-later
// The search for other equilibria than the principal branch's, from random starts.
#ifndef PARLEY_EQUILIBRIUM_STARTS_H
#define PARLEY_EQUILIBRIUM_STARTS_H

#include "equilibrium/equilibrium.h"

// Endings are one and the same if no value, in any state, reached or not, differs by more than this times the
// payoffs' scale.
static const double SAME_VALUES = 1e-6;

struct search_options {
    struct solve_options solve;
    size_t starts; // at least 1; the first is the principal branch, the others are random
    uint64_t seed;
    // Called once for each ending unlike those listed so far, in the order of the starts, one call at a time:
    // is it to be listed? A status other than PARLEY_OK ends the search.
    enum parley_status (*judge)(void *context, const struct profile *profile, bool *listed);
    void *judge_context;
};

// One of the endings listed.
struct ending_found {
    double *value; // V_i(s) at [s n + i]
    size_t starts; // that ended there
};

// Owns everything.
struct search {
    size_t done;                // starts that came to an end, the principal branch's among them
    size_t nothing;             // of these, found no solution of the equations
    size_t rejected;            // found one that the judge would not list
    size_t beyond;              // found one unlike those listed when the list was full; not judged
    bool stopped;               // by the user, before all starts were done
    struct ending_found *found; // in the order of the starts
    size_t count, capacity, most;
};

// Search. The answer is a function of game, starts and seed, whatever the number of threads; only when the
// user stops it does it depend on how far it came. Cost: that of a solution for each start. Memory: a
// workspace for each thread, and the values of what is listed. Errors: PARLEY_MEMORY, and what the judge
// returns.
enum parley_status equilibrium_search(const struct game *game, const struct search_options *options,
                                      const struct profile *principal, struct search *search,
                                      struct errors *errors);
void search_clear(struct search *search);

#endif
