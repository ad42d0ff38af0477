// SPDX-License-Identifier: GPL-3.0-or-later
// Distributions as numbers. Each is a standard variable z (flat on [0, 1], Gauss, triangle on [0, 1], beta),
// x = location + scale z or its exponential, cut at [low, high]:
//     Q(u) = F^-1(F(low) + u (F(high) - F(low)))
// worked out from the upper tail where the cut lies above the median, so that far tails keep their digits.
// Moments are in closed form (truncated normal: Johnson, Kotz & Balakrishnan 1994, ch. 13). F is GSL's; its
// inverse of the beta is not used, since it stops the program where it does not converge.
// Does not read text; see distribution_parse.c.
#include "sweep/distribution.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>

const struct distribution_row distribution_rows[DISTRIBUTION_COUNT] = {
#define DISTRIBUTION_ROW(name, family, logarithmic, least, most, wanted)                                     \
    [DISTRIBUTION_##name] = {#name, FAMILY_##family, logarithmic, least, most, wanted},
    DISTRIBUTIONS(DISTRIBUTION_ROW)
#undef DISTRIBUTION_ROW
};

static const double LEAST_U = 0x1p-60, MOST_U = 1 - 0x1p-53; // quantiles at 0 and 1 may be infinite
static const double SHAPE_MIN = 0.05, SHAPE_MAX = 1e4;       // of beta, where GSL's F is good to 1e-10
enum { INVERSE_STEPS = 400 };

static const struct distribution_row *row_of(const struct distribution *distribution) {
    return &distribution_rows[distribution->kind];
}

// ---- standard variables ----

static double triangle_below(double z, double mode) {
    if (z <= 0) return 0;
    if (z >= 1) return 1;
    return z < mode ? z * z / mode : 1 - (1 - z) * (1 - z) / (1 - mode);
}

// Chance that the standard variable is below z, or above it.
static double family_tail(const struct distribution *distribution, double z, bool above) {
    const double *shape = distribution->shape;
    switch (row_of(distribution)->family) {
    case FAMILY_FLAT:
        z = above ? 1 - z : z;
        return fmin(fmax(z, 0), 1);
    case FAMILY_GAUSS:
        return above ? gsl_cdf_ugaussian_Q(z) : gsl_cdf_ugaussian_P(z);
    case FAMILY_TRIANGLE:
        return above ? triangle_below(1 - z, 1 - shape[0]) : triangle_below(z, shape[0]);
    case FAMILY_BETA:
        z = fmin(fmax(z, 0), 1);
        return above ? gsl_cdf_beta_Q(z, shape[0], shape[1]) : gsl_cdf_beta_P(z, shape[0], shape[1]);
    case FAMILY_LIST:
        break;
    }
    return NAN;
}

static double triangle_inverse(double p, double mode) {
    return p < mode ? sqrt(p * mode) : 1 - sqrt((1 - p) * (1 - mode));
}

// For p <= 1/2: Newton's method kept inside a bracket that halves where the step leaves it.
static double beta_lower_inverse(double p, double a, double b) {
    double low = 0, high = 1, z = a / (a + b);
    for (int step = 0; step < INVERSE_STEPS; step++) {
        double excess = gsl_cdf_beta_P(z, a, b) - p;
        if (excess > 0)
            high = z;
        else
            low = z;
        double next = z - excess / gsl_ran_beta_pdf(z, a, b);
        if (!(next > low && next < high)) next = (low + high) / 2;
        double change = fabs(next - z);
        z = next;
        if (change <= 2 * GSL_DBL_EPSILON * z) break;
    }
    return z;
}

// From the nearer end, so that what lies close to 1 keeps its order.
static double beta_inverse(double p, double a, double b) {
    return p <= 0.5 ? beta_lower_inverse(p, a, b) : 1 - beta_lower_inverse(1 - p, b, a);
}

static double family_inverse(const struct distribution *distribution, double p, bool above) {
    const double *shape = distribution->shape;
    switch (row_of(distribution)->family) {
    case FAMILY_FLAT:
        return above ? 1 - p : p;
    case FAMILY_GAUSS:
        return above ? gsl_cdf_ugaussian_Qinv(p) : gsl_cdf_ugaussian_Pinv(p);
    case FAMILY_TRIANGLE:
        return above ? 1 - triangle_inverse(p, 1 - shape[0]) : triangle_inverse(p, shape[0]);
    case FAMILY_BETA:
        return above ? 1 - beta_inverse(p, shape[1], shape[0]) : beta_inverse(p, shape[0], shape[1]);
    case FAMILY_LIST:
        break;
    }
    return NAN;
}

static double standardised(const struct distribution *distribution, double x) {
    if (row_of(distribution)->logarithmic) x = x > 0 ? log(x) : -INFINITY;
    return (x - distribution->location) / distribution->scale;
}

// ---- shape and truncation ----

static const char *beta_shape(struct distribution *distribution) {
    const double *argument = distribution->argument;
    for (size_t k = 0; k < 2; k++) {
        distribution->shape[k] = argument[k];
        if (!(argument[k] >= SHAPE_MIN && argument[k] <= SHAPE_MAX))
            return "A and B must be in [0.05, 10000]";
    }
    if (distribution->arguments == 3) return "HIGH is missing: beta(A, B, LOW, HIGH)";
    distribution->low = distribution->arguments == 4 ? argument[2] : 0;
    distribution->high = distribution->arguments == 4 ? argument[3] : 1;
    return distribution->low < distribution->high ? NULL : "LOW must be smaller than HIGH";
}

// Support of all but the Gaussian family; NULL or what is wrong.
static const char *bounded_shape(struct distribution *distribution) {
    const double *argument = distribution->argument;
    if (distribution->kind == DISTRIBUTION_beta) return beta_shape(distribution);
    distribution->low = argument[0];
    distribution->high = argument[distribution->arguments - 1];
    if (!(distribution->low < distribution->high)) return "LOW must be smaller than HIGH";
    if (distribution->kind == DISTRIBUTION_loguniform && !(distribution->low > 0))
        return "LOW must be > 0, since the logarithm is uniform";
    if (distribution->kind != DISTRIBUTION_triangular) return NULL;
    if (!(argument[1] >= argument[0] && argument[1] <= argument[2])) return "MODE must lie in [LOW, HIGH]";
    distribution->shape[0] = (argument[1] - argument[0]) / (argument[2] - argument[0]);
    return NULL;
}

const char *distribution_shape(struct distribution *distribution) {
    bool logarithmic = row_of(distribution)->logarithmic;
    if (row_of(distribution)->family == FAMILY_GAUSS) {
        distribution->location = distribution->argument[0];
        distribution->scale = distribution->argument[1];
        distribution->low = logarithmic ? 0 : -INFINITY;
        distribution->high = INFINITY;
        if (!(distribution->scale > 0)) return "SD must be > 0";
        if (logarithmic && !(fabs(distribution->location) + 9 * distribution->scale < 700))
            return "this is beyond the largest number; the arguments are of the logarithm";
    } else {
        const char *wrong = bounded_shape(distribution);
        if (wrong) return wrong;
        double low = logarithmic ? log(distribution->low) : distribution->low;
        distribution->location = low;
        distribution->scale = (logarithmic ? log(distribution->high) : distribution->high) - low;
        if (!isfinite(distribution->scale)) return "LOW and HIGH are too far apart";
    }
    distribution_cut(distribution, distribution->low, distribution->high);
    return NULL;
}

double distribution_cut(struct distribution *distribution, double low, double high) {
    distribution->low = fmax(distribution->low, low);
    distribution->high = fmin(distribution->high, high);
    if (!(distribution->low < distribution->high)) return 0;
    double from = standardised(distribution, distribution->low),
           to = standardised(distribution, distribution->high);
    bool upper = distribution->upper = family_tail(distribution, from, false) > 0.5;
    distribution->tail_low = family_tail(distribution, from, upper);
    distribution->tail_high = family_tail(distribution, to, upper);
    return fabs(distribution->tail_high - distribution->tail_low);
}

void distribution_clear(struct distribution *distribution) {
    if (!distribution) return;
    free(distribution->value);
    free(distribution->weight);
    *distribution = (struct distribution){0};
}

// ---- quantiles ----

static double discrete_quantile(const struct distribution *distribution, double u) {
    double below = 0;
    size_t last = 0;
    for (size_t k = 0; k < distribution->values; k++) {
        if (!(distribution->weight[k] > 0)) continue;
        last = k;
        below += distribution->weight[k];
        if (u < below) break;
    }
    return distribution->value[last];
}

static double held(const struct distribution *distribution, double x) {
    double low = distribution->low, high = distribution->high;
    if (x <= low) x = distribution->low_open ? nextafter(low, high) : low;
    if (x >= high) x = distribution->high_open ? nextafter(high, low) : high;
    return x;
}

double distribution_quantile(const struct distribution *distribution, double u) {
    if (distribution->kind == DISTRIBUTION_discrete) return discrete_quantile(distribution, u);
    if (!(u >= LEAST_U)) u = LEAST_U;
    if (u > MOST_U) u = MOST_U;
    double tail = (1 - u) * distribution->tail_low + u * distribution->tail_high;
    double x = distribution->location +
               distribution->scale * family_inverse(distribution, tail, distribution->upper);
    return held(distribution, row_of(distribution)->logarithmic ? exp(x) : x);
}

// ---- moments ----

struct moments {
    double mean, variance;
};

// Of z between a and b.
static struct moments gauss_moments(const struct distribution *distribution, double a, double b) {
    double mass = fabs(distribution->tail_high - distribution->tail_low);
    double at_a = gsl_ran_ugaussian_pdf(a) / mass, at_b = gsl_ran_ugaussian_pdf(b) / mass;
    double mean = at_a - at_b;
    double bend = (isfinite(a) ? a * at_a : 0) - (isfinite(b) ? b * at_b : 0);
    return (struct moments){mean, 1 + bend - mean * mean};
}

// Integral of z^k times the triangle's density over [a, b], on one side of the mode: a polynomial of degree
// k + 1 <= 3, exact in two Gauss points.
static double triangle_piece(double a, double b, double mode, int k) {
    double sum = 0, middle = (a + b) / 2, half = (b - a) / 2;
    if (!(half > 0)) return 0;
    for (int side = -1; side <= 1; side += 2) {
        double z = middle + side * half / sqrt(3.0);
        double density = middle < mode ? 2 * z / mode : 2 * (1 - z) / (1 - mode);
        sum += half * density * gsl_pow_int(z, k);
    }
    return sum;
}

static struct moments triangle_moments(const struct distribution *distribution, double a, double b) {
    double mode = distribution->shape[0], power[3], knee = fmin(fmax(mode, a), b);
    for (int k = 0; k < 3; k++)
        power[k] = triangle_piece(a, knee, mode, k) + triangle_piece(knee, b, mode, k);
    double mean = power[1] / power[0];
    return (struct moments){mean, power[2] / power[0] - mean * mean};
}

// E z^k over [0, 1] is a (a + 1) ... / ((a + b)(a + b + 1) ...); cut, it takes the F of beta(a + k, b).
static struct moments beta_moments(const struct distribution *distribution, double from, double to) {
    double a = distribution->shape[0], b = distribution->shape[1];
    double mass = fabs(distribution->tail_high - distribution->tail_low), power[3] = {1, a / (a + b), 0};
    if (!(from > 0) && !(to < 1))
        return (struct moments){power[1], a * b / ((a + b) * (a + b) * (a + b + 1))};
    power[2] = power[1] * (a + 1) / (a + b + 1);
    for (int k = 1; k < 3; k++)
        power[k] *= (distribution->upper ? gsl_cdf_beta_Q(from, a + k, b) - gsl_cdf_beta_Q(to, a + k, b)
                                         : gsl_cdf_beta_P(to, a + k, b) - gsl_cdf_beta_P(from, a + k, b)) /
                    mass;
    return (struct moments){power[1], power[2] - power[1] * power[1]};
}

// E x^k of x = exp(location + scale z).
static double exponential_moment(const struct distribution *distribution, double a, double b, int k) {
    double rate = k * distribution->scale, level = exp(k * distribution->location);
    if (row_of(distribution)->family == FAMILY_FLAT) // mean of exp(rate z) over [a, b]
        return level * exp(rate * a) * expm1(rate * (b - a)) / (rate * (b - a));
    double mass = fabs(distribution->tail_high - distribution->tail_low);
    double part = distribution->upper ? gsl_cdf_ugaussian_Q(a - rate) - gsl_cdf_ugaussian_Q(b - rate)
                                      : gsl_cdf_ugaussian_P(b - rate) - gsl_cdf_ugaussian_P(a - rate);
    return level * exp(rate * rate / 2) * part / mass;
}

static struct moments discrete_moments(const struct distribution *distribution) {
    struct moments moments = {0, 0};
    for (size_t k = 0; k < distribution->values; k++)
        moments.mean += distribution->weight[k] * distribution->value[k];
    for (size_t k = 0; k < distribution->values; k++)
        moments.variance += distribution->weight[k] * gsl_pow_2(distribution->value[k] - moments.mean);
    return moments;
}

static struct moments moments_of(const struct distribution *distribution) {
    const struct distribution_row *row = row_of(distribution);
    if (row->family == FAMILY_LIST) return discrete_moments(distribution);
    double a = standardised(distribution, distribution->low),
           b = standardised(distribution, distribution->high);
    if (row->logarithmic) {
        double mean = exponential_moment(distribution, a, b, 1);
        return (struct moments){mean, exponential_moment(distribution, a, b, 2) - mean * mean};
    }
    struct moments z = row->family == FAMILY_FLAT    ? (struct moments){(a + b) / 2, gsl_pow_2(b - a) / 12}
                       : row->family == FAMILY_GAUSS ? gauss_moments(distribution, a, b)
                       : row->family == FAMILY_BETA  ? beta_moments(distribution, a, b)
                                                     : triangle_moments(distribution, a, b);
    return (struct moments){distribution->location + distribution->scale * z.mean,
                            gsl_pow_2(distribution->scale) * z.variance};
}

double distribution_mean(const struct distribution *distribution) {
    return moments_of(distribution).mean;
}

double distribution_sd(const struct distribution *distribution) {
    double variance = moments_of(distribution).variance;
    return sqrt(variance < 0 ? 0 : variance);
}
