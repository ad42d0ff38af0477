// SPDX-License-Identifier: GPL-3.0-or-later
// A primal-dual interior-point method (Mehrotra 1992; Wright 1997, chapters 5 and 10) for the programme. The
// Lagrangian falls apart into one problem for each issue, so a step costs little more than a Cholesky
// factorisation of order n (programme_step.c); the same factor gives the derivatives of the solution. Where
// exponents are below 2 or an issue may matter to nobody, kinks and ties are soft at first and harden as the
// gap closes.
#include "equilibrium/programme.h"
#include "equilibrium/programme_inside.h"
#include <string.h>

static const double FAST = 0.1;   // part of the centring after a full step that left small errors
static const double CLOSE = 1e-8; // of lambda s to mu, relative
static const double SLACK_FIRST = 0.2, SLACK_LEAST = 0.05; // of the first point
static const double FIRM = 1e-3; // curvature that an issue has for sure, to need no softness
static const double NEAR = 1e-9; // of the last gap, relative
enum { STEPS_MAX = 250, LAST_MAX = 15 };

// How to walk. A walk with kinks goes astray once in some hundred problems, and then seldom in another
// manner.
static const struct manner {
    double centring; // part of the gap that a step aims at
    double lag;      // of the error: the gap must not run ahead of it
    double harden;   // softness falls no faster than this
    double soft;     // softness of kinks and ties at the first point
    double ease;     // while soft, needs are lower by this times the softness in excess
} MANNERS[] = {{0.1, 0.01, 0.1, 0.3, 0.3}, {0.05, 0.003, 0.05, 0.3, 0.3}, {0.2, 0.03, 0.2, 0.03, 0.3},
               {0.3, 0.1, 0.3, 1, 1},      {0.1, 0.01, 0.1, 1e-3, 0.1},   {0.5, 0.3, 0.5, 0.3, 1},
               {0.2, 0.03, 0.2, 0.3, 3},   {0.3, 0.03, 0.3, 0.1, 10}};

// Derivatives by log(w) of the loss and of its slope.
static void loss_by_width(double t, double e, double w, double *value, double *slope) {
    *value = *slope = 0;
    if (e >= 2) return;
    double square = t * t + w * w;
    if (e == 1) {
        double r = sqrt(square);
        *value = -w * log((w + r) / (2 * w));
        *slope = -w * t / (r * (w + r));
        return;
    }
    double power = pow(square, e / 2 - 1);
    *value = e * (w * w * power - pow(w, e));
    *slope = e * (e - 2) * t * w * w * power / square;
}

double programme_utility(const struct programme *programme, size_t l, const double *y, double soft,
                         double *by_width) {
    const struct game *game = programme->game;
    size_t issues = game->issues, at = (programme->state * game->parties + l) * issues;
    double utility = 1, moved = 0, value, slope;
    for (size_t k = 0; k < issues; k++) {
        double t = y[k] - game->ideal[at + k], e = game->exponent[l * issues + k];
        utility -= game->salience[at + k] * (e < 2 ? loss_soft(t, e, soft) : loss_find(t, e, soft).value);
        if (!by_width || soft < WIDTH_LEAST) continue;
        loss_by_width(t, e, soft, &value, &slope);
        moved -= game->salience[at + k] * value;
    }
    if (by_width) *by_width = moved;
    return utility;
}

static void voice_add(struct walk *walk, size_t i, bool member) {
    const struct programme *programme = walk->programme;
    const struct game *game = programme->game;
    size_t v = walk->voices++, at = (programme->state * game->parties + i) * walk->issues;
    walk->party[v] = i;
    walk->ideal[v] = game->ideal + at;
    walk->salience[v] = game->salience + at;
    walk->exponent[v] = game->exponent + i * walk->issues;
    walk->objective[v] = programme->objective ? programme->objective[i] : 0;
    walk->quadratic[v] = true;
    for (size_t k = 0; k < walk->issues; k++)
        walk->quadratic[v] = walk->quadratic[v] && walk->exponent[v][k] == 2;
    if (!member) return;
    walk->count++;
    walk->scale[v] = programme->unit ? 1 / programme->unit[i] : 1;
    walk->target[v] = programme->barrier * (programme->weight ? programme->weight[i] : 1);
    walk->from[v] = programme->from[i];
}

// Can the multipliers leave an issue almost without curvature? Then positions may move by much while
// multipliers hardly do, and the way to the solution must be softened.
static bool is_delicate(const struct walk *walk) {
    for (size_t v = 0; v < walk->voices; v++)
        if (!walk->quadratic[v]) return true;
    for (size_t k = 0; k < walk->issues; k++) {
        double least = INFINITY, sum = 0;
        for (size_t v = 0; v < walk->voices; v++) {
            if (v < walk->count) least = fmin(least, walk->salience[v][k]);
            sum += walk->objective[v] * walk->salience[v][k];
        }
        if (!((walk->programme->level ? least : sum) > FIRM)) return true;
    }
    return false;
}

static void walk_prepare(struct walk *walk, const struct programme *programme) {
    const struct game *game = programme->game;
    walk->programme = programme;
    walk->issues = game->issues;
    walk->count = walk->voices = 0;
    walk->tie_ideal = game->ideal + (programme->state * game->parties + programme->favoured) * game->issues;
    for (size_t i = 0; i < game->parties; i++)
        if (programme->members >> i & 1) voice_add(walk, i, true);
    for (size_t i = 0; i < game->parties && programme->objective; i++)
        if (!(programme->members >> i & 1) && programme->objective[i] > 0) voice_add(walk, i, false);
    walk->delicate = is_delicate(walk);
    walk->end = walk->count > 0 ? 0 : programme->barrier;
    for (size_t m = 0; m < walk->count; m++)
        walk->end += walk->target[m] / (double)walk->count;
}

// The mean of the ideal points, weighted by salience: where all are quadratic and nobody is a member, the
// answer.
static double mean_ideal(const struct walk *walk, size_t k) {
    double total = tie_of(walk->soft), sum = total * walk->tie_ideal[k];
    for (size_t v = 0; v < walk->voices; v++) {
        double weight = walk->salience[v][k] * (walk->count > 0 ? 1 : walk->objective[v]);
        total += weight;
        sum += weight * walk->ideal[v][k];
    }
    return sum / total;
}

static void walk_start(struct walk *walk, const struct manner *manner, const double *inside) {
    const struct programme *programme = walk->programme;
    double least = INFINITY;
    walk->ease = manner->ease;
    walk->soft = walk->delicate ? fmax(manner->soft, programme->soft) : programme->soft;
    for (size_t k = 0; k < walk->issues; k++)
        walk->at.y[k] = inside ? inside[k] : mean_ideal(walk, k);
    for (size_t v = 0; v < walk->voices; v++)
        for (size_t k = 0; k < walk->issues && !walk->quadratic[v]; k++)
            walk->at.z[v][k] =
                loss_find(walk->at.y[k] - walk->ideal[v][k], walk->exponent[v][k], walk->soft).slope;
    walk->at.level = 0;
    for (size_t m = 0; m < walk->count; m++) {
        walk->at.dual[m] = 1 / (double)walk->count;
        walk->at.slack[m] = SLACK_FIRST;
    }
    walk_look(walk);
    for (size_t m = 0; m < walk->count; m++)
        least = fmin(least, walk->margin[m]);
    if (programme->level) walk->at.level = least - SLACK_FIRST;
    for (size_t m = 0; m < walk->count; m++) {
        walk->at.slack[m] = fmax(walk->margin[m] - walk->at.level, SLACK_LEAST);
        if (!programme->level) walk->at.dual[m] = fmax(SLACK_FIRST, walk->target[m]) / walk->at.slack[m];
    }
    walk_look(walk);
}

// All equations hold up to rounding.
static bool is_solved(const struct walk *walk) {
    for (size_t m = 0; m < walk->count; m++) {
        double dual = walk->at.dual[m], slack = walk->at.slack[m];
        double rounding = ROUNDING * fmax(1, fabs(walk->from[m])) * walk->scale[m];
        if (!(fabs(dual * slack - walk->wanted[m]) <= CLOSE * walk->wanted[m] + rounding * dual))
            return false;
        if (!(fabs(walk->margin[m] - slack) <= fmax(rounding, CLOSE * slack))) return false;
    }
    for (size_t k = 0; k < walk->issues; k++)
        if (!(fabs(walk->left[k]) <= ROUNDING * fmax(walk->size, walk->curvature[k]))) return false;
    return fabs(walk->total) <= ROUNDING && walk->blur <= ROUNDING * walk->size;
}

// Where the next step aims: mean lambda s. Short steps call for more centring.
static double walk_aim(const struct walk *walk, const struct manner *manner, double part) {
    double centring = manner->centring, error = fmax(0, walk->error - ROUNDING * walk->size);
    if (walk->gap > 2 * walk->end && part < 1) centring += (1 - centring) * (1 - part) * (1 - part);
    if (!(part < 1) && walk->error <= walk->gap) centring *= FAST;
    double aim = fmax(centring * walk->gap, manner->lag * error);
    return aim <= walk->end * (1 + NEAR) ? walk->end : aim;
}

// Harden kinks and ties, not ahead of the gap.
static void walk_harden(struct walk *walk, const struct manner *manner, double aim) {
    double least = walk->programme->soft;
    double soft = fmax(manner->harden * walk->soft, fmin(walk->soft, (aim - walk->end) / walk->size));
    if (soft <= fmin(TIE, WIDTH_LEAST)) soft = least;
    walk->soft = fmax(soft, least);
    walk_look(walk);
}

// Walk to the solution in one manner; false if it is not reached.
static bool walk_go(struct walk *walk, const struct manner *manner, size_t *steps) {
    double part = 1;
    size_t last = 0, stuck = 0;
    for (size_t step = 0; step < STEPS_MAX; step++) {
        double aim = walk_aim(walk, manner, part);
        if (walk->soft > walk->programme->soft) walk_harden(walk, manner, aim);
        for (size_t m = 0; m < walk->count; m++)
            walk->wanted[m] = walk->target[m] * (aim / walk->end);
        if (!(aim > walk->end || walk->soft > walk->programme->soft)) {
            if (is_solved(walk)) return true;
            if (last++ == LAST_MAX) return false;
        }
        walk_factor(walk);
        part = walk_step(walk);
        ++*steps;
        if (!(part > 0) && stuck++ > 0) return false;
    }
    return false;
}

// How far a walk that went astray is from the solution.
static double walk_shortfall(const struct walk *walk) {
    double error = fmax(walk_error(walk), walk->soft - walk->programme->soft);
    for (size_t m = 0; m < walk->count; m++)
        error = fmax(error, fabs(walk->margin[m] - walk->at.slack[m]));
    for (size_t k = 0; k < walk->issues; k++)
        if (!isfinite(walk->at.y[k])) return INFINITY;
    return error;
}

// What the caller needs of the walk's end. Parties that do not count have slopes too.
static void optimum_fill(const struct walk *walk, struct optimum *optimum) {
    const struct game *game = walk->programme->game;
    size_t issues = walk->issues;
    memset(optimum->y, 0, sizeof optimum->y);
    for (size_t k = 0; k < issues; k++) {
        optimum->y[k] = walk->at.y[k];
        optimum->curvature[k] = walk->curvature[k];
    }
    optimum->level = walk->at.level;
    optimum->soft = walk->soft;
    optimum->count = walk->count;
    for (size_t m = 0; m < walk->count; m++) {
        optimum->party[m] = walk->party[m];
        optimum->dual[m] = walk->at.dual[m];
        optimum->slack[m] = walk->at.slack[m];
        optimum->spread[m] = walk->spread[m];
        memcpy(optimum->factor[m], walk->factor[m], walk->count * sizeof walk->factor[m][0]);
    }
    for (size_t l = 0; l < game->parties; l++) {
        size_t at = (walk->programme->state * game->parties + l) * issues;
        for (size_t k = 0; k < issues; k++) {
            double e = game->exponent[l * issues + k], t = walk->at.y[k] - game->ideal[at + k];
            optimum->slope[l][k] = -game->salience[at + k] * loss_find(t, e, walk->soft).slope;
        }
    }
    for (size_t v = 0; v < walk->voices; v++)
        memcpy(optimum->slope[walk->party[v]], walk->slope[v], issues * sizeof walk->slope[v][0]);
}

void programme_solve(const struct programme *programme, const double *inside, struct optimum *optimum) {
    struct walk walk;
    size_t manners = sizeof MANNERS / sizeof *MANNERS;
    double least = INFINITY;
    walk_prepare(&walk, programme);
    optimum->steps = 0;
    for (size_t m = 0; m < manners; m++) {
        walk_start(&walk, &MANNERS[m], inside);
        bool solved = walk_go(&walk, &MANNERS[m], &optimum->steps);
        double error = walk_shortfall(&walk);
        if (solved || m == 0 || error < least) {
            least = error;
            walk_factor(&walk);
            optimum_fill(&walk, optimum);
        }
        if (solved) return;
    }
}

static double unit_of(const struct programme *programme, const struct optimum *optimum, size_t m) {
    return programme->unit ? programme->unit[optimum->party[m]] : 1;
}

// From the change of multipliers to that of the position: C dy = G' d lambda.
static void position_move(const struct programme *programme, const struct optimum *optimum,
                          const double *d_dual, double *dy) {
    for (size_t k = 0; k < programme->game->issues; k++) {
        double sum = 0;
        for (size_t m = 0; m < optimum->count; m++)
            sum += optimum->slope[optimum->party[m]][k] * d_dual[m] / unit_of(programme, optimum, m);
        dy[k] = sum / optimum->curvature[k];
    }
}

static double optimum_solve(const struct programme *programme, const struct optimum *optimum, double *x) {
    return walk_solve(optimum->factor, programme->level ? optimum->spread : NULL, optimum->count, x, 0);
}

double programme_by_from(const struct programme *programme, const struct optimum *optimum, size_t m,
                         double *dy) {
    double d_dual[PARTIES_MAX] = {0};
    d_dual[m] = 1 / unit_of(programme, optimum, m);
    double dt = optimum_solve(programme, optimum, d_dual);
    position_move(programme, optimum, d_dual, dy);
    return dt;
}

// Weight c_l of every party in the Lagrangian.
static void weights_find(const struct programme *programme, const struct optimum *optimum, double *c) {
    for (size_t l = 0; l < programme->game->parties; l++)
        c[l] = programme->objective ? programme->objective[l] : 0;
    for (size_t m = 0; m < optimum->count; m++)
        c[optimum->party[m]] += optimum->dual[m] / unit_of(programme, optimum, m);
}

// How the position would move with softness if multipliers stayed.
static void by_soft_find(const struct programme *programme, const struct optimum *optimum, double *by_soft) {
    const struct game *game = programme->game;
    size_t issues = game->issues, first = programme->state * game->parties;
    double c[PARTIES_MAX], value, slope, soft = optimum->soft;
    weights_find(programme, optimum, c);
    for (size_t k = 0; k < issues; k++) {
        double from_tie = optimum->y[k] - game->ideal[(first + programme->favoured) * issues + k];
        by_soft[k] = -2 * tie_slope(soft) * from_tie;
        for (size_t l = 0; l < game->parties && !(soft < WIDTH_LEAST); l++) {
            size_t at = (first + l) * issues + k;
            loss_by_width(optimum->y[k] - game->ideal[at], game->exponent[l * issues + k], soft, &value,
                          &slope);
            by_soft[k] -= c[l] * game->salience[at] * slope;
        }
        by_soft[k] /= optimum->curvature[k];
    }
}

double programme_by_noise(const struct programme *programme, const struct optimum *optimum, double *dy) {
    size_t issues = programme->game->issues;
    double d_dual[PARTIES_MAX], by_soft[ISSUES_MAX];
    by_soft_find(programme, optimum, by_soft);
    for (size_t m = 0; m < optimum->count; m++) {
        size_t i = optimum->party[m];
        double moved;
        programme_utility(programme, i, optimum->y, optimum->soft, &moved);
        for (size_t k = 0; k < issues; k++)
            moved += optimum->slope[i][k] * by_soft[k];
        d_dual[m] = optimum->slack[m] - moved / unit_of(programme, optimum, m);
    }
    double dt = optimum_solve(programme, optimum, d_dual);
    position_move(programme, optimum, d_dual, dy);
    for (size_t k = 0; k < issues; k++)
        dy[k] += by_soft[k];
    return dt;
}
