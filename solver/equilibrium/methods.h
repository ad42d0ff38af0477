// SPDX-License-Identifier: GPL-3.0-or-later
// The two ways to solve a loaded block.
#ifndef PARLEY_EQUILIBRIUM_METHODS_H
#define PARLEY_EQUILIBRIUM_METHODS_H

#include "equilibrium/block.h"

// How a method ended. Interrupted and no memory are kept apart from "did not converge", which is an outcome.
enum ending { ENDING_CONVERGED, ENDING_STUCK, ENDING_INTERRUPTED, ENDING_MEMORY };

// Newton's method from the present iterate at a fixed noise, until the values' residual is below `value` and
// the excess below `excess` (utility units) or `most` steps are done.
struct newton_target {
    double noise, value, excess;
    size_t most;
    double growth; // give up when the residual exceeds this multiple of the first one; 0: never
};
enum ending newton(struct block *block, const struct newton_target *target);

// The same from an iterate that may be anywhere: a step is halved until it makes the residual smaller (Dennis
// & Schnabel 1983). `growth` is not looked at.
enum ending newton_damped(struct block *block, const struct newton_target *target);

// What the path must meet at a noise: values to well below the noise, since ties differ by amounts of its
// size.
struct newton_target newton_on_path(const struct block *block, double noise, size_t most);

// Is the component the game of Merlo and Wilson, for which policy iteration is enough: nobody has a choice
// among coalitions anywhere in it, nor anything to do but settle, pass or quit, losses are not felt and there
// is no noise?
bool block_is_plain(const struct block *block);

// Solve the loaded component by whichever of the two applies; adds to its effort.
enum ending component_solve(struct block *block);

// Policy iteration: Newton's method on the piecewise linear map at noise 0 (Howard 1960; Puterman & Brumelle
// 1979). For unanimity over a pie this is the contraction of Merlo & Wilson (1995), and it ends in finitely
// many steps.
// relaxed: start from the solution of the game with transfers (stage.h).
enum ending policy_iterate(struct block *block, bool relaxed);

// Continuation in the noise from a large value to `last` (Turocy 2005), predictor and Newton corrector.
// *reached is the smallest noise at which the equations were solved.
enum ending homotopy(struct block *block, double last, double *reached);
// The same from the present solution, at block->noise.
enum ending homotopy_descend(struct block *block, double last, double *reached);
// The noise at which an equilibrium counts as found: the scenario's, or for an exact one a noise of rounding
// size.
double homotopy_last(const struct game *game);

// Move the iterate along the tangent d / d log(noise), just found, to another noise: values linear in nu,
// log-odds in 1 / nu.
void homotopy_predict(struct block *block, double noise);

// Pseudo-arclength continuation (Keller 1977) from the present solution, where continuation in the noise got
// stuck at a fold, until the branch leads down again to a noise below the present one.
enum ending turn_corner(struct block *block);

// Solve the loaded component by whichever of the two fits, from a guess of its own; adds to effort.
enum ending component_solve(struct block *block);

// Below this noise, relative to the payoffs' scale, nearly tied choices become unknowns of their own.
static const double FREE_NOISE = 1e-2;

#endif
