// SPDX-License-Identifier: GPL-3.0-or-later
// Partial rank correlation coefficients (Iman & Conover 1982). With R the factors' rank correlations, r those
// with the output, b = R^-1 r the standardised regression on ranks and s = 1 - r'b its unexplained part,
//     PRCC_i = b_i / sqrt(b_i^2 + s (R^-1)_ii)
// which is the textbook quotient of the inverse of the whole matrix, but stays defined where factors explain
// the output's ranks altogether. R^-1 comes from the eigenvalues of R, so that dependence is seen and not
// divided by. Says nothing about effects that go up and down again.
#include "sweep/correlation.h"
#include "core/checked.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_sort.h>
#include <math.h>

static const struct mark nowhere = {0, 0};
static const double LEAST_EIGENVALUE = 1e-10; // of R: below, factors are dependent
static const double LEAST_SLOPE = 1e-12;      // of a standardised regression: below is rounding

// Columns of n ranks, scaled to mean 0 and length 1: d factors, then the output.
struct ranks {
    size_t count, factors;
    double *column;
    double *inverse; // R^-1, d x d
    double *with;    // r, d
};

// Ranks of x[n] in place; false if x does not vary. order has room for n places.
static bool ranks_of(double *x, size_t *order, size_t n, double *ranks) {
    gsl_sort_index(order, x, 1, n);
    for (size_t first = 0, next; first < n; first = next) {
        for (next = first + 1; next < n && x[order[next]] == x[order[first]];)
            next++;
        for (size_t k = first; k < next; k++)
            ranks[order[k]] = (double)(first + next - 1) / 2;
    }
    double middle = (double)(n - 1) / 2, squares = 0;
    for (size_t k = 0; k < n; k++) {
        ranks[k] -= middle;
        squares += ranks[k] * ranks[k];
    }
    for (size_t k = 0; k < n && squares > 0; k++)
        ranks[k] /= sqrt(squares);
    return squares > 0;
}

// Column `c` of the sample (the output for c = factors) without the points that have none.
static void column_gather(const struct ranks *ranks, const double *points, const struct series *outputs,
                          size_t c, double *x) {
    size_t used = 0;
    for (size_t k = 0; k < outputs->count; k++) {
        double output = series_at(outputs, k);
        if (isfinite(output)) x[used++] = c < ranks->factors ? points[k * ranks->factors + c] : output;
    }
}

static double product(const struct ranks *ranks, size_t a, size_t b) {
    double sum = 0;
    for (size_t k = 0; k < ranks->count; k++)
        sum += ranks->column[a * ranks->count + k] * ranks->column[b * ranks->count + k];
    return sum;
}

static enum parley_status ranks_find(struct ranks *ranks, const double *points, const struct series *outputs,
                                     double *x, size_t *order, struct errors *errors) {
    size_t n = ranks->count, d = ranks->factors;
    for (size_t c = 0; c <= d; c++) {
        column_gather(ranks, points, outputs, c, x);
        if (!ranks_of(x, order, n, &ranks->column[c * n]) && c < d)
            return errors_add(errors, PARLEY_INPUT, nowhere,
                              "parameter %zu of the sample does not vary; correlations need it to", c + 1);
    }
    for (size_t i = 0; i < d; i++)
        ranks->with[i] = product(ranks, i, d);
    return PARLEY_OK;
}

// R^-1 = sum_k e_k e_k' / lambda_k.
static bool inverse_from(const struct ranks *ranks, const gsl_vector *values, const gsl_matrix *vectors) {
    size_t d = ranks->factors;
    if (!(gsl_vector_min(values) > LEAST_EIGENVALUE)) return false;
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++) {
            double sum = 0;
            for (size_t k = 0; k < d; k++)
                sum +=
                    gsl_matrix_get(vectors, i, k) * gsl_matrix_get(vectors, j, k) / gsl_vector_get(values, k);
            ranks->inverse[i * d + j] = sum;
        }
    return true;
}

static enum parley_status inverse_find(const struct ranks *ranks, struct errors *errors) {
    size_t d = ranks->factors;
    gsl_matrix *matrix = gsl_matrix_alloc(d, d), *vectors = gsl_matrix_alloc(d, d);
    gsl_vector *values = gsl_vector_alloc(d);
    gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc(d);
    enum parley_status status = PARLEY_OK;
    if (!matrix || !vectors || !values || !workspace) {
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
        goto cleanup;
    }
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            gsl_matrix_set(matrix, i, j, i == j ? 1 : product(ranks, i < j ? i : j, i < j ? j : i));
    gsl_eigen_symmv(matrix, values, vectors, workspace);
    if (!inverse_from(ranks, values, vectors))
        status = errors_add(errors, PARLEY_INPUT, nowhere,
                            "parameters of the sample move together, so that their effects cannot be told "
                            "apart; leave out the derived ones");
cleanup:
    gsl_eigen_symmv_free(workspace);
    gsl_vector_free(values);
    gsl_matrix_free(vectors);
    gsl_matrix_free(matrix);
    return status;
}

static void interval_find(struct correlation *correlation, double freedom, double level) {
    double r = correlation->partial;
    double t = r * sqrt(freedom / fmax(1 - r * r, 0));
    correlation->p_value = fabs(r) < 1 ? 2 * gsl_cdf_tdist_Q(fabs(t), freedom) : 0;
    double z = atanh(r), spread = gsl_cdf_ugaussian_Pinv((1 + level) / 2) / sqrt(freedom - 1);
    correlation->low = tanh(z - spread);
    correlation->high = tanh(z + spread);
}

static void correlations_compute(const struct ranks *ranks, double level, struct correlation *correlations) {
    size_t d = ranks->factors;
    double explained = 0, freedom = (double)ranks->count - 1 - (double)d;
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            explained += ranks->with[i] * ranks->inverse[i * d + j] * ranks->with[j];
    for (size_t i = 0; i < d; i++) {
        double slope = 0, own = ranks->inverse[i * d + i];
        for (size_t j = 0; j < d; j++)
            slope += ranks->inverse[i * d + j] * ranks->with[j];
        double partial = slope / sqrt(slope * slope + fmax(1 - explained, 0) * own);
        correlations[i].spearman = ranks->with[i];
        correlations[i].partial = fabs(slope) > LEAST_SLOPE ? partial : 0;
        interval_find(&correlations[i], freedom, level);
    }
}

static enum parley_status check(size_t factors, size_t used, double level, struct errors *errors) {
    if (factors == 0 || used < 3 || used - 3 < factors)
        return errors_add(
            errors, PARLEY_INPUT, nowhere,
            "partial correlations of %zu parameters need at least %zu points with an output, but "
            "%zu came",
            factors, factors + 3, used);
    if (!(level > 0 && level < 1))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the level of an interval must be in (0, 1), for example 0.95, but %g came", level);
    return PARLEY_OK;
}

enum parley_status correlations_find(size_t factors, const double *points, const struct series *outputs,
                                     double level, struct correlation *correlations,
                                     struct correlation_summary *summary, struct errors *errors) {
    struct ranks ranks = {.factors = factors};
    for (size_t k = 0; k < outputs->count; k++)
        ranks.count += isfinite(series_at(outputs, k)) ? 1 : 0;
    enum parley_status status = check(factors, ranks.count, level, errors);
    if (status != PARLEY_OK) return status;
    size_t size, square;
    bool fits = size_multiply(factors + 1, ranks.count, &size) && size_multiply(factors, factors, &square);
    double *x = fits ? array_new(ranks.count, sizeof *x) : NULL;
    size_t *order = fits ? array_new(ranks.count, sizeof *order) : NULL;
    ranks.column = fits ? array_new(size, sizeof *ranks.column) : NULL;
    ranks.inverse = fits ? array_new(square, sizeof *ranks.inverse) : NULL;
    ranks.with = fits ? array_new(factors, sizeof *ranks.with) : NULL;
    if (x && order && ranks.column && ranks.inverse && ranks.with)
        status = ranks_find(&ranks, points, outputs, x, order, errors);
    else
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (status == PARLEY_OK) status = inverse_find(&ranks, errors);
    if (status == PARLEY_OK) {
        correlations_compute(&ranks, level, correlations);
        *summary = (struct correlation_summary){ranks.count, outputs->count - ranks.count};
    }
    free(ranks.with);
    free(ranks.inverse);
    free(ranks.column);
    free(order);
    free(x);
    return status;
}
