// SPDX-License-Identifier: GPL-3.0-or-later
// How an equilibrium moves with a parameter, by the implicit function theorem.
#ifndef PARLEY_EQUILIBRIUM_ELASTICITY_H
#define PARLEY_EQUILIBRIUM_ELASTICITY_H

#include "equilibrium/equilibrium.h"

enum side { BELOW, ABOVE, SIDES };

// One parameter theta: the games in which it is a step less and a step more, and what is found. All of them
// have the parties, the states, the deals and the options of the game that is differentiated.
struct variation {
    const struct game *game[SIDES]; // borrowed; NULL: theta cannot go there (not both)
    double step;                    // > 0
    // found; owned by the caller
    struct profile *profile[SIDES]; // strategies and values V -+ step dV/dtheta; NULL where there is no game
    bool smooth; // false: there is a kink at theta, or the equations cannot be solved; no profiles then
    bool done;   // false: it was stopped before; no profiles then
};

// Adds up over calls.
struct vary_effort {
    size_t operator_applications, factorisations, linear_solves; // without those of the solution itself
    struct effort solution;                                      // of the last call
};

// Solve the game once more, keep its equations, and find
//     d(V, z)/dtheta = -J^-1 dF/dtheta,   F(V, z; theta) = (V - T(V, z), G(V, z)) = 0
// for every variation. Cost: one solution, a factorisation of each component's Jacobian, and about four
// operator applications with two linear solves per component and variation. Errors: PARLEY_MEMORY,
// PARLEY_INTERRUPTED (what is found by then is kept).
enum parley_status equilibrium_vary(const struct game *game, const struct solve_options *options,
                                    struct variation *variations, size_t count, struct vary_effort *effort,
                                    struct errors *errors);

#endif
