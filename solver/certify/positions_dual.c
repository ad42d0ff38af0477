// SPDX-License-Identifier: GPL-3.0-or-later
// Weak duality for positions. With losses l_i(y) = sum_k omega_ik |y_k - theta_ik|^e_ik and budgets b_i = 1 -
// need_i (Boyd and Vandenberghe 2004, ch. 5)
//     max u_j subject to l_i <= b_i    <=  D(c) = 1 + sum_i c_i b_i - min_y [l_j(y) + sum_i c_i l_i(y)],  c
//     >= 0 max_y min_i (b_i - l_i(y))       <=  D(c) =     sum_i c_i b_i - min_y sum_i c_i l_i(y),       c in
//     the simplex
// and the inner minimum separates over the issues. D is convex with gradient b - l(y(c)) and second
// derivative M = G H^-1 G', G the members' slopes and H the diagonal curvature at y(c). It is minimised with
// a barrier -tau sum log c_i, tau to rounding, by Newton steps whose barrier term has the primal-dual form
// s_i / c_i, damped until the sum falls. Exponents below 2 are smoothed to (t^2 + w^2)^(e/2) - w^e, w^2 =
// tau, to choose c; the bound itself is computed without smoothing. What is returned is a bound even if c is
// not quite best.
#include "certify/positions.h"

enum { STEPS_MAX = 600, PATIENCE = 20, HALVINGS_MAX = 30, ROOT_STEPS_MAX = 200 };

struct dual {
    const struct game *game;
    size_t state, lead; // lead: the proposer
    bool led;           // it weighs 1; otherwise the weights of the members sum to 1
    bool smoothed;      // somebody has an exponent below 2
    bool square[ISSUES_MAX];
    size_t count, member[PARTIES_MAX];
    double budget[PARTIES_MAX], weight[PARTIES_MAX]; // b_r, c_r
    double width;                                    // w
    // at these weights
    double position[ISSUES_MAX], value; // y(c), D(c)
    double slack[PARTIES_MAX];          // b - l(y(c))
    double slope[PARTIES_MAX][ISSUES_MAX], curve[ISSUES_MAX];
};

// |t|^e, smoothed by w if e < 2, and its first two derivatives.
struct power {
    double value, slope, curve;
};

static struct power power_at(double t, double e, double w) {
    double a = fabs(t);
    if (e == 2) return (struct power){a * a, 2 * t, 2};
    if (e > 2) {
        double p = pow(a, e - 2);
        return (struct power){p * a * a, e * p * t, e * (e - 1) * p};
    }
    if (w > 0) {
        double q = t * t + w * w, p = e == 1 ? 1 / sqrt(q) : pow(q, e / 2 - 1);
        double floor = e == 1 ? w : pow(w, e);
        return (struct power){p * q - floor, e * p * t, e * p * (1 + (e - 2) * t * t / q)};
    }
    double p = e == 1 ? 1 : pow(a, e - 1), curve = a > 0 ? e * (e - 1) * p / a : INFINITY;
    return (struct power){p * a, t > 0 ? e * p : (t < 0 ? -e * p : 0), curve};
}

static const double *salience_of(const struct dual *dual, size_t i) {
    return dual->game->salience + (dual->state * dual->game->parties + i) * dual->game->issues;
}

static const double *ideal_of(const struct dual *dual, size_t i) {
    return dual->game->ideal + (dual->state * dual->game->parties + i) * dual->game->issues;
}

static double exponent_of(const struct dual *dual, size_t i, size_t k) {
    return dual->game->exponent[i * dual->game->issues + k];
}

// One issue: sum_i a_i |t - theta_i|^e_i.
struct pull {
    size_t count;
    double a[PARTIES_MAX], theta[PARTIES_MAX], e[PARTIES_MAX];
};

static void pull_add(struct pull *pull, const struct dual *dual, size_t i, size_t k, double weight) {
    double a = weight * salience_of(dual, i)[k];
    if (!(a > 0)) return;
    pull->a[pull->count] = a;
    pull->theta[pull->count] = ideal_of(dual, i)[k];
    pull->e[pull->count++] = exponent_of(dual, i, k);
}

// Root of the derivative by Newton steps, halving where they do not: it is increasing, and lies between the
// extreme ideal points. Where the derivative jumps over 0, that point to rounding.
static double pull_lowest(const struct pull *pull, double width, double start) {
    double low = pull->theta[0], high = low;
    for (size_t r = 1; r < pull->count; r++) {
        low = fmin(low, pull->theta[r]);
        high = fmax(high, pull->theta[r]);
    }
    double t = fmin(fmax(start, low), high), step = high - low;
    for (int n = 0; n < ROOT_STEPS_MAX && low < high; n++) {
        double slope = 0, curve = 0;
        for (size_t r = 0; r < pull->count; r++) {
            struct power power = power_at(t - pull->theta[r], pull->e[r], width);
            slope += pull->a[r] * power.slope;
            curve += pull->a[r] * power.curve;
        }
        if (slope == 0) break;
        if (slope > 0)
            high = t;
        else
            low = t;
        double next = t - slope / curve;
        if (!(next > low && next < high && fabs(next - t) <= step / 2)) next = low + (high - low) / 2;
        step = fabs(next - t);
        t = next;
        if (!(step > 1e-17) || t <= low || t >= high) break;
    }
    return t;
}

// Weighted mean of the ideal points; where nobody cares, wherever it was.
static void place_square(struct dual *dual, size_t k) {
    double total = 0, sum = 0;
    if (dual->led) {
        total = salience_of(dual, dual->lead)[k];
        sum = total * ideal_of(dual, dual->lead)[k];
    }
    for (size_t r = 0; r < dual->count; r++) {
        double a = dual->weight[r] * salience_of(dual, dual->member[r])[k];
        total += a;
        sum += a * ideal_of(dual, dual->member[r])[k];
    }
    if (total > 0) dual->position[k] = sum / total;
}

static void place(struct dual *dual, size_t k) {
    if (dual->square[k]) {
        place_square(dual, k);
        return;
    }
    struct pull pull;
    pull.count = 0;
    if (dual->led) pull_add(&pull, dual, dual->lead, k, 1);
    for (size_t r = 0; r < dual->count; r++)
        pull_add(&pull, dual, dual->member[r], k, dual->weight[r]);
    if (pull.count > 0) dual->position[k] = pull_lowest(&pull, dual->width, dual->position[k]);
}

static struct power loss_at(const struct dual *dual, size_t i, size_t k) {
    double omega = salience_of(dual, i)[k];
    if (!(omega > 0)) return (struct power){0, 0, 0};
    struct power power =
        power_at(dual->position[k] - ideal_of(dual, i)[k], exponent_of(dual, i, k), dual->width);
    return (struct power){omega * power.value, omega * power.slope, omega * power.curve};
}

// Everything that depends on the weights.
static void evaluate(struct dual *dual) {
    dual->value = dual->led ? 1 : 0;
    for (size_t r = 0; r < dual->count; r++)
        dual->slack[r] = dual->budget[r];
    for (size_t k = 0; k < dual->game->issues; k++) {
        place(dual, k);
        dual->curve[k] = 0;
        if (dual->led) {
            struct power own = loss_at(dual, dual->lead, k);
            dual->value -= own.value;
            dual->curve[k] += own.curve;
        }
        for (size_t r = 0; r < dual->count; r++) {
            struct power loss = loss_at(dual, dual->member[r], k);
            dual->slack[r] -= loss.value;
            dual->slope[r][k] = loss.slope;
            dual->curve[k] += dual->weight[r] * loss.curve;
        }
    }
    for (size_t r = 0; r < dual->count; r++)
        dual->value += dual->weight[r] * dual->slack[r];
}

// Factor A = L L' in the lower triangle; a pivot lost to rounding becomes a small one.
static void factor(size_t n, double (*a)[PARTIES_MAX]) {
    for (size_t c = 0; c < n; c++) {
        double whole = a[c][c], pivot = whole;
        for (size_t k = 0; k < c; k++)
            pivot -= a[c][k] * a[c][k];
        a[c][c] = sqrt(fmax(pivot, 1e-16 * whole));
        for (size_t r = c + 1; r < n; r++) {
            double entry = a[r][c];
            for (size_t k = 0; k < c; k++)
                entry -= a[r][k] * a[c][k];
            a[r][c] = entry / a[c][c];
        }
    }
}

static void substitute(size_t n, double (*a)[PARTIES_MAX], double *x) {
    for (size_t r = 0; r < n; r++) {
        for (size_t k = 0; k < r; k++)
            x[r] -= a[r][k] * x[k];
        x[r] /= a[r][r];
    }
    for (size_t r = n; r-- > 0;) {
        for (size_t k = r + 1; k < n; k++)
            x[r] -= a[k][r] * x[k];
        x[r] /= a[r][r];
    }
}

// Newton step for D - tau sum log c, (M + s/c) step = tau/c - (b - l); within the simplex if nobody leads.
// There M has no curvature along c itself, but 1 1' may be added to the matrix and any number to the
// right-hand side.
static void direction(const struct dual *dual, const double *price, double tau, double *step) {
    size_t n = dual->count;
    double a[PARTIES_MAX][PARTIES_MAX], along[PARTIES_MAX], fixed = dual->led ? 0 : 1;
    for (size_t r = 0; r < n; r++) {
        for (size_t q = 0; q <= r; q++) {
            a[r][q] = fixed;
            for (size_t k = 0; k < dual->game->issues; k++)
                if (dual->curve[k] > 0) a[r][q] += dual->slope[r][k] * (dual->slope[q][k] / dual->curve[k]);
        }
        a[r][r] += price[r] / dual->weight[r];
        step[r] = tau / dual->weight[r] - (dual->slack[r] - fixed * dual->value);
        along[r] = 1;
    }
    factor(n, a);
    substitute(n, a, step);
    if (dual->led) return;
    substitute(n, a, along);
    double sum = 0, whole = 0;
    for (size_t r = 0; r < n; r++) {
        sum += step[r];
        whole += along[r];
    }
    for (size_t r = 0; r < n; r++)
        step[r] -= sum / whole * along[r];
}

// Largest part of the step, up to all of it, that leaves x at least 1/200 of itself.
static double reach(size_t n, const double *x, const double *step) {
    double part = 1;
    for (size_t r = 0; r < n; r++)
        if (step[r] < 0) part = fmin(part, -0.995 * x[r] / step[r]);
    return part;
}

// Size of the rounding errors in D.
static double rounding(const struct dual *dual) {
    double sum = 1;
    for (size_t r = 0; r < dual->count; r++)
        sum += dual->weight[r];
    return 2e-16 * sum;
}

// Go along the step as far as the barrier function falls; returns the part taken.
static double advance(struct dual *dual, const double *step, double tau, double fall) {
    double from[PARTIES_MAX], value = dual->value, part = reach(dual->count, dual->weight, step);
    double allowed = rounding(dual);
    for (size_t r = 0; r < dual->count; r++)
        from[r] = dual->weight[r];
    for (int n = 0; n < HALVINGS_MAX; n++, part /= 2) {
        double rise = -value;
        for (size_t r = 0; r < dual->count; r++) {
            dual->weight[r] = from[r] + part * step[r];
            rise -= tau * log(dual->weight[r] / from[r]);
        }
        evaluate(dual);
        if (rise + dual->value <= 1e-4 * part * fall + allowed) return part;
    }
    for (size_t r = 0; r < dual->count; r++)
        dual->weight[r] = from[r];
    evaluate(dual);
    return 0;
}

// Slacks s of the primal-dual form: a step towards tau/c, kept within sight of it.
static void update_prices(const struct dual *dual, const double *from, const double *step, double tau,
                          double *price) {
    double change[PARTIES_MAX];
    for (size_t r = 0; r < dual->count; r++)
        change[r] = tau / from[r] - price[r] - price[r] / from[r] * step[r];
    double part = reach(dual->count, price, change);
    for (size_t r = 0; r < dual->count; r++) {
        double centre = tau / dual->weight[r];
        price[r] = fmin(fmax(price[r] + part * change[r], 1e-8 * centre), 1e8 * centre);
    }
}

static double next_barrier(const struct dual *dual, double tau) {
    return fmax(1e-15, dual->smoothed ? 0.1 * tau : fmin(0.1 * tau, pow(tau, 1.4)));
}

// Minimise D over the weights, from those given. In the end D is evaluated without smoothing.
static void descend(struct dual *dual) {
    double tau = 1e-2, price[PARTIES_MAX] = {0}, step[PARTIES_MAX] = {0}, from[PARTIES_MAX] = {0}, least = 0;
    dual->width = dual->smoothed ? sqrt(tau) : 0;
    evaluate(dual);
    for (size_t r = 0; r < dual->count && !dual->led; r++)
        least = r == 0 ? dual->slack[0] : fmin(least, dual->slack[r]);
    for (size_t r = 0; r < dual->count; r++)
        price[r] = dual->led ? fmax(dual->slack[r], 0.1) : dual->slack[r] - least + 0.1;
    for (int n = 0, tries = 0; n < STEPS_MAX; n++) {
        double fall = 0;
        direction(dual, price, tau, step);
        for (size_t r = 0; r < dual->count; r++) {
            from[r] = dual->weight[r];
            fall += (dual->slack[r] - tau / from[r]) * step[r];
        }
        double part = advance(dual, step, tau, fall);
        update_prices(dual, from, step, tau, price);
        double next = next_barrier(dual, tau);
        if (next == tau && (-fall <= rounding(dual) || part == 0)) break;
        if (rounding(dual) > 1e-5) break; // the needs cannot be met, and D falls for ever
        if (part < 0.9 && ++tries < PATIENCE) continue;
        tries = 0;
        if (dual->smoothed && next < tau) {
            dual->width = sqrt(next);
            evaluate(dual);
        }
        tau = next;
    }
    dual->width = 0;
    if (dual->smoothed) evaluate(dual);
}

// Without members, which the caller adds.
static void dual_begin(struct dual *dual, const struct ask *ask, bool led) {
    const struct game *game = ask->game;
    dual->game = game;
    dual->state = ask->state;
    dual->lead = ask->proposer;
    dual->led = led;
    dual->count = 0;
    dual->smoothed = false;
    const double *own = ideal_of(dual, dual->lead);
    for (size_t k = 0; k < game->issues; k++) {
        dual->position[k] = own[k];
        dual->square[k] = !led || exponent_of(dual, dual->lead, k) == 2;
        dual->smoothed |= led && exponent_of(dual, dual->lead, k) < 2;
    }
}

static void dual_add(struct dual *dual, size_t i, double budget, double weight) {
    size_t r = dual->count++;
    dual->member[r] = i;
    dual->budget[r] = budget;
    dual->weight[r] = weight;
    for (size_t k = 0; k < dual->game->issues; k++) {
        dual->square[k] &= exponent_of(dual, i, k) == 2;
        dual->smoothed |= exponent_of(dual, i, k) < 2;
    }
}

// No loss exceeds 1, so a member whose need is lower than the highest by 1 or more is never the worst off.
double ask_margin(struct ask *ask) {
    double highest = -INFINITY, sum = 0;
    size_t origin[PARTIES_MAX] = {0};
    struct dual dual;
    if (ask->count == 0) return INFINITY;
    for (size_t r = 0; r < ask->count; r++) {
        if (!isfinite(ask->need[r])) return -INFINITY;
        highest = fmax(highest, ask->need[r]);
    }
    dual_begin(&dual, ask, false);
    for (size_t r = 0; r < ask->count; r++) {
        ask->weight[r] = 0;
        if (highest - ask->need[r] >= 1) continue;
        origin[dual.count] = r;
        dual_add(&dual, ask->member[r], highest - ask->need[r], 1);
    }
    for (size_t r = 0; r < dual.count; r++)
        dual.weight[r] = 1 / (double)dual.count;
    if (dual.count > 1)
        descend(&dual);
    else
        dual.value = 0;
    for (size_t r = 0; r < dual.count; r++)
        sum += dual.weight[r];
    for (size_t r = 0; r < dual.count; r++)
        ask->weight[origin[r]] = dual.weight[r] / sum;
    return dual.value / sum + (1 - highest);
}

struct bound ask_bound(const struct ask *ask, double shift, double margin) {
    struct dual dual;
    double ahead = 1e-6 + 1 / sqrt(margin); // multipliers go with the root of the margin where that is small
    dual_begin(&dual, ask, true);
    for (size_t r = 0; r < ask->count; r++) {
        double budget = 1 - (ask->need[r] + shift);
        if (budget < 1) dual_add(&dual, ask->member[r], budget, ahead * (ask->weight[r] + 1e-6));
    }
    bool content = true; // with the proposer's ideal point
    for (size_t r = 0; r < dual.count; r++) {
        double loss = 1 - game_utility_at(dual.game, dual.member[r], dual.state, dual.position);
        content &= loss <= dual.budget[r];
    }
    if (content) return (struct bound){1, 0};
    descend(&dual);
    struct bound bound = {dual.value, 0};
    for (size_t r = 0; r < dual.count; r++)
        bound.price += dual.weight[r];
    return bound;
}

double ask_exponent(const struct ask *ask) {
    const struct game *game = ask->game;
    double most = 0;
    for (size_t k = 0; k < game->issues; k++) {
        most = fmax(most, game->exponent[ask->proposer * game->issues + k]);
        for (size_t r = 0; r < ask->count; r++)
            most = fmax(most, game->exponent[ask->member[r] * game->issues + k]);
    }
    return most;
}
