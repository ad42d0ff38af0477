// SPDX-License-Identifier: GPL-3.0-or-later
// From a compiled game to a strategy profile with its values: the equilibrium to be certified.
#ifndef PARLEY_EQUILIBRIUM_EQUILIBRIUM_H
#define PARLEY_EQUILIBRIUM_EQUILIBRIUM_H

#include "game/profile.h"

struct solve_options {
    int threads;      // 0: all cores
    double tolerance; // of the certificate that the caller will ask for
    parley_progress progress;
    void *progress_context;
};

enum method { METHOD_CONTRACTION, METHOD_HOMOTOPY };

struct effort {
    enum method method;           // homotopy if any component needed it
    bool converged;               // every component met its residual tolerance
    size_t newton_steps;          // linear systems solved
    size_t operator_applications; // applications of the Bellman operator to a whole component
    size_t cold; // of a resolver: components that could not be followed from the last game, or should not
    size_t components; // strongly connected components of the state graph
    double residual;   // largest |V - T(V)| left
    double noise;      // smallest noise reached by every component (0: exact, no noise was needed)
    size_t trouble;    // if not converged: a state of the first component that failed
};

// Solve. PARLEY_OK also when it did not converge (see effort->converged). Errors: PARLEY_MEMORY,
// PARLEY_INTERRUPTED.
enum parley_status equilibrium_solve(const struct game *game, const struct solve_options *options,
                                     struct profile **profile, struct effort *effort, struct errors *errors);

#endif
