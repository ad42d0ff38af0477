// SPDX-License-Identifier: GPL-3.0-or-later
// One concave programme over positions on issues, behind every question about them:
//
//     max_y  sum_l objective_l u_l(y)  [+ t]  + sum_i mu_i log s_i,    s_i = (u_i(y) - from_i) / unit_i  [-
//     t] > 0
//
// over members i, where t ("level") is there or not. mu -> 0 gives the constrained optimum; mu > 0 a smooth
// one.
#ifndef PARLEY_EQUILIBRIUM_PROGRAMME_H
#define PARLEY_EQUILIBRIUM_PROGRAMME_H

#include "game/game.h"

struct programme {
    const struct game *game;
    size_t state;
    coalition members;
    size_t favoured; // its ideal point is taken on issues that matter to nobody who counts
    bool level;
    const double *objective; // one weight >= 0 per party; NULL: all 0
    const double *from;      // one per party
    const double *unit;      // > 0, one per party; NULL: all 1
    const double *weight;    // mu_i = barrier x weight_i; NULL: all 1
    double barrier;          // > 0
    // >= 0: width over which |t|^e is smoothed where e < 2, and weight of the favoured party's ideal point.
    // Below 1e-11 utilities are exact and only their slopes are smooth, over 1e-11; the weight is at least
    // 1e-10.
    double soft;
};

// The solution. Lists run over the members, in the order of their numbers.
struct optimum {
    double y[ISSUES_MAX], level;
    size_t count, party[PARTIES_MAX];
    double dual[PARTIES_MAX], slack[PARTIES_MAX]; // lambda_i s_i = mu_i
    double soft;                                  // in use
    // at the solution: du_l / dy_k and the curvature of the Lagrangian, -d2L / dy_k2 > 0
    double slope[PARTIES_MAX][ISSUES_MAX], curvature[ISSUES_MAX];
    double factor[PARTIES_MAX][PARTIES_MAX]; // Cholesky, of G C^-1 G' + diag(s / lambda)
    double spread[PARTIES_MAX];              // its solution for a right-hand side of ones (level only)
    size_t steps;
};

// Solve. inside: a position that gives every member more than from_i, to start from; NULL if there is a level
// or nobody is a member. Cost: some ten to twenty steps of O(K n + n^3), several times that where a walk goes
// astray. Where a member with kinks gets its need only within some 1e-9 of its own ideal, what comes back may
// be as far from allowed.
void programme_solve(const struct programme *programme, const double *inside, struct optimum *optimum);

// The same for the constrained optimum itself, without level: members whose constraints do not bind leave no
// trace and are not in the lists.
void programme_solve_exact(const struct programme *programme, const double *inside, struct optimum *optimum);

// How the solution moves when from_i of member m (a place in the list) rises: dy, and d level if there is
// one.
double programme_by_from(const struct programme *programme, const struct optimum *optimum, size_t m,
                         double *dy);
// The same when log(barrier) and log(soft) rise together.
double programme_by_noise(const struct programme *programme, const struct optimum *optimum, double *dy);

// u_l(y) at this softness, and its derivative by log(soft) (NULL: not wanted).
double programme_utility(const struct programme *programme, size_t l, const double *y, double soft,
                         double *by_width);

#endif
