// SPDX-License-Identifier: GPL-3.0-or-later
// One step of the primal-dual interior-point method behind programme.h. With G the slopes of the members'
// utilities and C the curvature of the Lagrangian, Newton's method on
//     grad L = 0,   s = margin(y),   lambda s = wanted   [, sum lambda = 1]
// needs (G C^-1 G' + diag(s / lambda)) d lambda - dt = right-hand side      [, sum d lambda = 1 - sum lambda
// ]. The slope z of a kink |t|^e is an unknown of its own, with z -> loss'(t) (Chan, Golub and Mulet 1999):
// so it crosses over in one step where loss'(t) itself would keep t from moving. With e = 1 that is the
// interior-point method for tau >= |t|, tau eliminated.
#include "equilibrium/programme_inside.h"
#include <string.h>

static const double BOUNDARY = 0.99;   // part of the way to a bound that a step may go
static const double STEP_LEAST = 1e-6; // no progress is made below
// A step may make errors larger by this: where kinks cross over Newton's method is exact only near their
// path.
static const double LENIENT = 2;

// One kinked term of a voice: its loss, bend and fix; its error as a length, as a product with t, and what
// its softness costs.
struct kink {
    double value, bend, fix, length, product, cost;
};

static struct kink kink_look(double t, double e, double soft, double z) {
    double w = width_of(soft), square = t * t + w * w, value = loss_soft(t, e, soft);
    if (e == 1) {
        double tau = w + sqrt(square), product = (1 - z * z) * t - 2 * w * z, below = tau + z * t;
        return (struct kink){.value = value,
                             .bend = (1 - z * z) / below,
                             .fix = product / below,
                             .length = fabs(product) / (below + 1 - z * z),
                             .product = fabs(product),
                             .cost = (tau - z * t) / 2};
    }
    double stiff = e * pow(square, e / 2 - 1), fix = t * stiff - z;
    double bend = larger(1 - z * (2 - e) * t / (stiff * square), e - 1) * stiff;
    return (struct kink){.value = value,
                         .bend = bend,
                         .fix = fix,
                         .length = fabs(fix) / (1 + bend),
                         .product = fabs(fix) / bend,
                         .cost = (stiff * square / e - z * t) / 2};
}

static void look_quadratic(struct walk *walk, size_t v, double *utility) {
    const double *salience = walk->salience[v], *ideal = walk->ideal[v];
    double c = walk->c[v];
    for (size_t k = 0; k < walk->issues; k++) {
        double t = walk->at.y[k] - ideal[k], slope = -2 * salience[k] * t;
        *utility -= salience[k] * t * t;
        walk->slope[v][k] = slope;
        walk->left[k] += c * slope;
        walk->curvature[k] += 2 * c * salience[k];
    }
}

// Returns the sum of what softness costs.
static double look_other(struct walk *walk, size_t v, double *utility, double *weight) {
    double c = walk->c[v], cost = 0;
    for (size_t k = 0; k < walk->issues; k++) {
        double salience = walk->salience[v][k], e = walk->exponent[v][k],
               t = walk->at.y[k] - walk->ideal[v][k];
        walk->slope[v][k] = walk->bend[v][k] = walk->fix[v][k] = 0;
        if (!(salience > 0)) continue;
        if (e >= 2) {
            struct loss loss = loss_find(t, e, walk->soft);
            *utility -= salience * loss.value;
            walk->slope[v][k] = -salience * loss.slope;
            walk->curvature[k] += c * salience * loss.curvature;
        } else {
            struct kink kink = kink_look(t, e, walk->soft, walk->at.z[v][k]);
            *utility -= salience * kink.value;
            walk->slope[v][k] = -salience * walk->at.z[v][k];
            walk->curvature[k] += c * salience * kink.bend;
            walk->ahead[k] -= c * salience * kink.fix;
            walk->bend[v][k] = kink.bend;
            walk->fix[v][k] = kink.fix;
            walk->blur = larger(walk->blur, c * salience * kink.length);
            walk->error = larger(walk->error, c * salience * kink.product);
            cost += c * salience * larger(0, kink.cost);
            *weight += 1;
        }
        walk->left[k] += c * walk->slope[v][k];
    }
    return cost;
}

void walk_look(struct walk *walk) {
    const struct programme *programme = walk->programme;
    double tie = tie_of(walk->soft), cost = 0, kinks = 0, sum = 0;
    // Else what is allowed could be too small for soft kinks, and multipliers would have to grow on the way
    // and shrink again.
    double ease = walk->ease * (walk->soft - programme->soft);
    walk->error = walk->blur = 0;
    walk->size = 1;
    walk->total = programme->level ? 1 : 0;
    for (size_t k = 0; k < walk->issues; k++) {
        walk->curvature[k] = 2 * tie;
        walk->left[k] = -2 * tie * (walk->at.y[k] - walk->tie_ideal[k]);
        walk->ahead[k] = 0;
    }
    for (size_t v = 0; v < walk->voices; v++) {
        double utility = 1;
        walk->c[v] = walk->objective[v] + (v < walk->count ? walk->at.dual[v] * walk->scale[v] : 0);
        walk->size = larger(walk->size, walk->c[v]);
        if (walk->quadratic[v])
            look_quadratic(walk, v, &utility);
        else
            cost += look_other(walk, v, &utility, &kinks);
        if (v >= walk->count) continue;
        walk->margin[v] = (utility - walk->from[v] + ease) * walk->scale[v] - walk->at.level;
        walk->error =
            larger(walk->error, smaller(1, walk->at.dual[v]) * fabs(walk->margin[v] - walk->at.slack[v]));
        sum += walk->at.dual[v] * walk->at.slack[v];
        if (programme->level) walk->total -= walk->at.dual[v];
    }
    for (size_t k = 0; k < walk->issues; k++) {
        walk->error = larger(walk->error, fabs(walk->left[k]));
        walk->ahead[k] += walk->left[k];
        walk->inverse[k] = 1 / walk->curvature[k];
    }
    walk->error = larger(walk->error, fabs(walk->total));
    if (!(walk->soft > programme->soft)) cost = kinks = 0;
    double terms = (double)walk->count + kinks;
    walk->gap = terms > 0 ? (sum + cost) / terms : 0;
}

double walk_error(const struct walk *walk) {
    double error = walk->error;
    for (size_t m = 0; m < walk->count; m++)
        error = larger(error, fabs(walk->at.dual[m] * walk->at.slack[m] - walk->wanted[m]));
    return error;
}

// Every pivot is at least the diagonal's own part.
void walk_factor(struct walk *walk) {
    size_t count = walk->count;
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b <= a; b++) {
            double sum = 0;
            for (size_t k = 0; k < walk->issues; k++)
                sum += walk->slope[a][k] * walk->slope[b][k] * walk->inverse[k];
            sum *= walk->scale[a] * walk->scale[b];
            for (size_t l = 0; l < b; l++)
                sum -= walk->factor[a][l] * walk->factor[b][l];
            if (a == b)
                walk->factor[a][a] = sqrt(larger(sum, 0) + walk->at.slack[a] / walk->at.dual[a]);
            else
                walk->factor[a][b] = sum / walk->factor[b][b];
        }
        walk->spread[a] = 1;
    }
    if (walk->programme->level)
        walk_solve((const double(*)[PARTIES_MAX])walk->factor, NULL, count, walk->spread, 0);
}

double walk_solve(const double (*factor)[PARTIES_MAX], const double *spread, size_t count, double *x,
                  double total) {
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < a; b++)
            x[a] -= factor[a][b] * x[b];
        x[a] /= factor[a][a];
    }
    for (size_t a = count; a-- > 0;) {
        for (size_t b = a + 1; b < count; b++)
            x[a] -= factor[b][a] * x[b];
        x[a] /= factor[a][a];
    }
    if (!spread) return 0;
    double sum = 0, all = 0;
    for (size_t m = 0; m < count; m++) {
        sum += x[m];
        all += spread[m];
    }
    double dt = (total - sum) / all;
    for (size_t m = 0; m < count; m++)
        x[m] += dt * spread[m];
    return dt;
}

static void direction_find(struct walk *walk) {
    struct point *step = &walk->step;
    const struct point *at = &walk->at;
    size_t issues = walk->issues, count = walk->count;
    for (size_t k = 0; k < issues; k++)
        step->y[k] = walk->ahead[k] * walk->inverse[k];
    for (size_t m = 0; m < count; m++) {
        double moved = 0;
        for (size_t k = 0; k < issues; k++)
            moved += walk->slope[m][k] * step->y[k];
        step->dual[m] = walk->wanted[m] / at->dual[m] - walk->margin[m] - moved * walk->scale[m];
    }
    step->level = walk_solve((const double(*)[PARTIES_MAX])walk->factor,
                             walk->programme->level ? walk->spread : NULL, count, step->dual, walk->total);
    for (size_t m = 0; m < count; m++) {
        for (size_t k = 0; k < issues; k++)
            step->y[k] += walk->slope[m][k] * step->dual[m] * walk->scale[m] * walk->inverse[k];
        step->slack[m] = (walk->wanted[m] - at->slack[m] * step->dual[m]) / at->dual[m] - at->slack[m];
    }
    for (size_t v = 0; v < walk->voices; v++)
        for (size_t k = 0; k < issues && !walk->quadratic[v]; k++)
            step->z[v][k] = walk->bend[v][k] * step->y[k] + walk->fix[v][k];
}

// Largest step that keeps multipliers and slacks positive and |z| < 1 where e = 1.
static double step_most(const struct walk *walk) {
    double most = 1 / BOUNDARY;
    for (size_t m = 0; m < walk->count; m++) {
        if (walk->step.dual[m] < 0) most = smaller(most, -walk->at.dual[m] / walk->step.dual[m]);
        if (walk->step.slack[m] < 0) most = smaller(most, -walk->at.slack[m] / walk->step.slack[m]);
    }
    for (size_t v = 0; v < walk->voices; v++)
        for (size_t k = 0; k < walk->issues && !walk->quadratic[v]; k++) {
            double dz = walk->step.z[v][k];
            if (walk->exponent[v][k] == 1 && dz != 0)
                most = smaller(most, (dz > 0 ? 1 - walk->at.z[v][k] : 1 + walk->at.z[v][k]) / fabs(dz));
        }
    return most * BOUNDARY;
}

// Go from here by part of the step.
static void point_move(struct walk *walk, const struct point *here, double part) {
    struct point *at = &walk->at;
    const struct point *step = &walk->step;
    for (size_t m = 0; m < walk->count; m++) {
        at->dual[m] = here->dual[m] + part * step->dual[m];
        at->slack[m] = here->slack[m] + part * step->slack[m];
    }
    for (size_t k = 0; k < walk->issues; k++)
        at->y[k] = here->y[k] + part * step->y[k];
    for (size_t v = 0; v < walk->voices; v++)
        for (size_t k = 0; k < walk->issues && !walk->quadratic[v]; k++)
            at->z[v][k] = here->z[v][k] + part * step->z[v][k];
    at->level = here->level + part * step->level;
}

static void point_copy(const struct walk *walk, const struct point *at, struct point *to) {
    for (size_t m = 0; m < walk->count; m++) {
        to->dual[m] = at->dual[m];
        to->slack[m] = at->slack[m];
    }
    for (size_t k = 0; k < walk->issues; k++)
        to->y[k] = at->y[k];
    for (size_t v = 0; v < walk->voices; v++)
        if (!walk->quadratic[v]) memcpy(to->z[v], at->z[v], walk->issues * sizeof at->z[v][0]);
    to->level = at->level;
}

double walk_step(struct walk *walk) {
    struct point here;
    double allowed = larger(LENIENT * walk_error(walk), ROUNDING * walk->size);
    direction_find(walk);
    point_copy(walk, &walk->at, &here);
    for (double part = step_most(walk); part > STEP_LEAST; part /= 2) {
        point_move(walk, &here, part);
        walk_look(walk);
        if (walk_error(walk) <= allowed && isfinite(walk->gap)) return part;
    }
    point_copy(walk, &here, &walk->at);
    walk_look(walk);
    return 0;
}
