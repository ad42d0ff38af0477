// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by programme.c and programme_step.c: the point on the way to a programme's solution, and what is
// known there. A voice is a party that counts: the members, in the order of their numbers, then whoever has a
// weight in the objective.
#ifndef PARLEY_EQUILIBRIUM_PROGRAMME_INSIDE_H
#define PARLEY_EQUILIBRIUM_PROGRAMME_INSIDE_H

#include "equilibrium/programme.h"

typedef double table[PARTIES_MAX][ISSUES_MAX];

// Unknowns: position, multipliers, slacks, level, and the slope z of every |t|^e with e < 2.
struct point {
    double y[ISSUES_MAX], dual[PARTIES_MAX], slack[PARTIES_MAX], level;
    table z;
};

struct walk {
    const struct programme *programme;
    size_t issues, count, voices, party[PARTIES_MAX];
    // of each voice; scale = 1 / unit, target = mu
    const double *ideal[PARTIES_MAX], *salience[PARTIES_MAX], *exponent[PARTIES_MAX], *tie_ideal;
    double objective[PARTIES_MAX], scale[PARTIES_MAX], target[PARTIES_MAX], from[PARTIES_MAX];
    bool quadratic[PARTIES_MAX]; // all its exponents are 2
    bool delicate;               // softness must shrink along the way
    double end;                  // mean mu
    double soft, ease;
    struct point at, step;

    // at the point: weights c_l in the Lagrangian, u_i - from_i in units less the level, slopes of utilities,
    // curvature of the Lagrangian and its inverse, what is left of its slope, and that after z has moved on
    double c[PARTIES_MAX], margin[PARTIES_MAX], curvature[ISSUES_MAX], inverse[ISSUES_MAX], left[ISSUES_MAX],
        ahead[ISSUES_MAX];
    table slope, bend, fix; // dz = bend dy + fix
    double total;           // 1 - sum lambda (level only)
    double gap;             // mean of lambda s and of what softness costs
    double error;           // largest error, but for lambda s
    double blur;            // largest error of a z, as a length
    double size;            // largest c, at least 1
    double wanted[PARTIES_MAX];
    double factor[PARTIES_MAX][PARTIES_MAX], spread[PARTIES_MAX];
};

// Least width of a kink, and least weight of the favoured party's ideal point.
static const double WIDTH_LEAST = 1e-11, TIE = 1e-10;
// Away from there ties weigh many times the barrier, so that the favoured party has its way where the others'
// needs allow, but little against anybody's interest.
static const double TIES = 1000, TIE_MOST = 0.05;
static const double ROUNDING = 4e-15;

// As fmax and fmin, but inline: NaN is looked for where a step ends.
static inline double larger(double a, double b) {
    return a > b ? a : b;
}

static inline double smaller(double a, double b) {
    return a < b ? a : b;
}

static inline double width_of(double soft) {
    return fmax(soft, WIDTH_LEAST);
}

static inline double tie_of(double soft) {
    return fmax(TIES * soft / (1 + TIES / TIE_MOST * soft), TIE);
}

// Its derivative by log(soft).
static inline double tie_slope(double soft) {
    double tie = TIES * soft / (1 + TIES / TIE_MOST * soft);
    return tie > TIE ? tie / (1 + TIES / TIE_MOST * soft) : 0;
}

// |t|^e where e < 2, smoothed over w:
//     e = 1:  r - w - w log((w + r) / 2w),  r = sqrt(t^2 + w^2),    else (t^2 + w^2)^(e/2) - w^e.
// The first is the central path of  min tau, tau >= |t|, and its slope is t / (w + r). Below the least width
// values are exact, so that what is found is allowed to the last digit; slopes stay those of the least width.
static inline double loss_soft(double t, double e, double soft) {
    double w = soft;
    if (soft < WIDTH_LEAST) return e == 1 ? fabs(t) : pow(fabs(t), e);
    if (e != 1) return pow(t * t + w * w, e / 2) - pow(w, e);
    double r = sqrt(t * t + w * w);
    return r - w - w * log((w + r) / (2 * w));
}

// |t|^e and its first two derivatives.
struct loss {
    double value, slope, curvature;
};

static inline struct loss loss_find(double t, double e, double soft) {
    if (e == 2) return (struct loss){t * t, 2 * t, 2};
    if (e > 2) {
        double power = pow(fabs(t), e - 2);
        return (struct loss){power * t * t, e * t * power, e * (e - 1) * power};
    }
    double value = loss_soft(t, e, soft), w = width_of(soft), square = t * t + w * w;
    if (e == 1) {
        double r = sqrt(square);
        return (struct loss){value, t / (w + r), w / (r * (w + r))};
    }
    double power = pow(square, e / 2 - 1);
    return (struct loss){value, e * t * power, e * power / square * (w * w + (e - 1) * t * t)};
}

// Everything about the point.
void walk_look(struct walk *walk);
// Largest error with lambda s = wanted.
double walk_error(const struct walk *walk);
// Factor the matrix at the point.
void walk_factor(struct walk *walk);
// Solve for (d lambda, dt) with sum d lambda = total where there is a level; returns dt.
double walk_solve(const double (*factor)[PARTIES_MAX], const double *spread, size_t count, double *x,
                  double total);
// The Newton step for lambda s = wanted, and how much of it is taken: at least LEAST, or 0 and nothing
// changes.
double walk_step(struct walk *walk);

#endif
