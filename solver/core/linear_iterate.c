// SPDX-License-Identifier: GPL-3.0-or-later
// BiCGSTAB (van der Vorst 1992) with a right preconditioner, for operators too large to factorise. Sums run
// in index order, so that the answer does not depend on the number of threads. When the recurrence breaks
// down it starts again from where it is; it gives up when a restart no longer helps.
#include "core/linear.h"
#include <math.h>
#include <string.h>

enum { VECTORS = 8 };

size_t linear_iterate_work(size_t size) {
    return VECTORS * size;
}

static double dot(size_t n, const double *x, const double *y) {
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += x[k] * y[k];
    return sum;
}

static double largest(size_t n, const double *x) {
    double most = 0;
    for (size_t k = 0; k < n; k++)
        if (!(fabs(x[k]) <= most)) most = fabs(x[k]); // NaN gets through and fails the caller's test
    return most;
}

struct system {
    linear_operator apply, precondition;
    void *context;
    size_t size;
    const double *b;
    bool stopped; // an operator asked to
};

// r = b - A x; returns its largest entry.
static double residual(struct system *system, const double *x, double *r) {
    if (!system->apply(system->context, x, r)) system->stopped = true;
    for (size_t k = 0; k < system->size; k++)
        r[k] = system->b[k] - r[k];
    return largest(system->size, r);
}

// v = A y, y = x preconditioned.
static void apply_preconditioned(struct system *system, const double *x, double *y, double *v) {
    bool done = true;
    if (system->precondition)
        done = system->precondition(system->context, x, y);
    else
        memcpy(y, x, system->size * sizeof *y);
    if (!done || !system->apply(system->context, y, v)) system->stopped = true;
}

// One run of the recurrence from x, until the recurrence residual is small, it breaks down, or `most`
// applications.
static size_t run(struct system *system, double *x, double tolerance, size_t most, double *work) {
    size_t n = system->size, used = 0;
    double *r = work, *shadow = r + n, *p = shadow + n, *v = p + n, *t = v + n, *y = t + n, *z = y + n;
    double rho = 1, alpha = 1, omega = 1;
    memcpy(shadow, r, n * sizeof *r);
    memset(p, 0, n * sizeof *p);
    memset(v, 0, n * sizeof *v);
    while (used + 2 <= most) {
        double next = dot(n, shadow, r);
        if (!(fabs(next) > 1e-300) || !(fabs(omega) > 0)) break;
        double beta = next / rho * (alpha / omega);
        rho = next;
        for (size_t k = 0; k < n; k++)
            p[k] = r[k] + beta * (p[k] - omega * v[k]);
        apply_preconditioned(system, p, y, v);
        if (system->stopped) break;
        double slope = dot(n, shadow, v);
        if (!(fabs(slope) > 0)) break;
        alpha = rho / slope;
        for (size_t k = 0; k < n; k++)
            r[k] -= alpha * v[k];
        apply_preconditioned(system, r, z, t);
        if (system->stopped) break;
        used += 2;
        double size = dot(n, t, t);
        omega = size > 0 ? dot(n, t, r) / size : 0;
        for (size_t k = 0; k < n; k++) {
            x[k] += alpha * y[k] + omega * z[k];
            r[k] -= omega * t[k];
        }
        if (!(largest(n, r) > tolerance)) break;
    }
    return used;
}

size_t linear_iterate(linear_operator apply, linear_operator preconditioner, void *context, size_t size,
                      const double *b, double *x, double tolerance, size_t most, double *work) {
    struct system system = {apply, preconditioner, context, size, b, false};
    double *best = work + 7 * size, reached = residual(&system, x, work);
    size_t used = 1;
    memcpy(best, x, size * sizeof *x);
    while (reached > tolerance && used < most && !system.stopped) {
        used += run(&system, x, 0.5 * tolerance, most - used, work);
        double now = residual(&system, x, work);
        used++;
        if (!(now < 0.5 * reached)) { // no longer helps, or NaN: keep the better of the two
            if (now < reached)
                reached = now;
            else
                memcpy(x, best, size * sizeof *x);
            break;
        }
        reached = now;
        memcpy(best, x, size * sizeof *x);
    }
    return reached <= tolerance && !system.stopped ? used : 0;
}
