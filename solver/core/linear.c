// SPDX-License-Identifier: GPL-3.0-or-later
// Linear systems behind one door. Small: dense LU with partial pivoting (GSL). Otherwise: sparse LU by KLU
// (Davis & Palamadai Natarajan 2010), which orders once per pattern, refactors in place while the old pivots
// stay good and calls no BLAS, so that its answers are the same on every machine and with any number of
// threads. Operators without a matrix: BiCGSTAB (van der Vorst 1992), in linear_iterate.c.
#include "core/linear.h"
#include "core/checked.h"
#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_permute_vector.h>
#include <math.h>
#include <string.h>
#include <suitesparse/klu.h>

enum { DENSE_MAX = 48 };

struct linear {
    const struct matrix *matrix;
    // dense
    gsl_matrix *dense;
    gsl_permutation *permutation;
    // sparse
    klu_l_common common;
    klu_l_symbolic *symbolic;
    klu_l_numeric *numeric;
};

// KLU takes pointers to its own integer type without const, and does not write through them.
static SuiteSparse_long *klu_index(const int64_t *index) {
    return (SuiteSparse_long *)(uintptr_t)index;
}

struct linear *linear_new(const struct matrix *matrix) {
    struct linear *linear = array_new(1, sizeof *linear);
    if (!linear) return NULL;
    linear->matrix = matrix;
    if (matrix->size <= DENSE_MAX) {
        gsl_error_handler_t *handler = gsl_set_error_handler_off();
        linear->dense = gsl_matrix_alloc(matrix->size, matrix->size);
        linear->permutation = gsl_permutation_alloc(matrix->size);
        gsl_set_error_handler(handler);
        if (linear->dense && linear->permutation) return linear;
    } else if (klu_l_defaults(&linear->common)) {
        linear->symbolic = klu_l_analyze((SuiteSparse_long)matrix->size, klu_index(matrix->column),
                                         klu_index(matrix->row), &linear->common);
        if (linear->symbolic) return linear;
    }
    linear_free(linear);
    return NULL;
}

double linear_cost(const struct linear *linear) {
    double n = (double)linear->matrix->size;
    return linear->dense ? n * n * n : linear->symbolic->est_flops;
}

static bool factor_dense(struct linear *linear) {
    const struct matrix *matrix = linear->matrix;
    int sign;
    gsl_matrix_set_zero(linear->dense);
    for (size_t c = 0; c < matrix->size; c++)
        for (int64_t e = matrix->column[c]; e < matrix->column[c + 1]; e++)
            gsl_matrix_set(linear->dense, (size_t)matrix->row[e], c, matrix->entry[e]);
    gsl_linalg_LU_decomp(linear->dense, linear->permutation, &sign);
    for (size_t k = 0; k < matrix->size; k++) {
        double pivot = gsl_matrix_get(linear->dense, k, k);
        if (!(fabs(pivot) > 0) || !isfinite(pivot)) return false;
    }
    return true;
}

static bool factor_sparse(struct linear *linear) {
    const struct matrix *matrix = linear->matrix;
    SuiteSparse_long *column = klu_index(matrix->column), *row = klu_index(matrix->row);
    if (linear->numeric) { // same pivots as last time, if they still do
        if (klu_l_refactor(column, row, matrix->entry, linear->symbolic, linear->numeric, &linear->common) &&
            linear->common.status == KLU_OK &&
            klu_l_rgrowth(column, row, matrix->entry, linear->symbolic, linear->numeric, &linear->common) &&
            linear->common.rgrowth > 1e-4)
            return true;
        klu_l_free_numeric(&linear->numeric, &linear->common);
    }
    linear->numeric = klu_l_factor(column, row, matrix->entry, linear->symbolic, &linear->common);
    return linear->numeric && linear->common.status == KLU_OK;
}

bool linear_factor(struct linear *linear) {
    return linear->dense ? factor_dense(linear) : factor_sparse(linear);
}

bool linear_solve(struct linear *linear, double *b, bool transposed) {
    size_t n = linear->matrix->size;
    if (linear->dense) {
        gsl_vector_view x = gsl_vector_view_array(b, n);
        if (!transposed) return gsl_linalg_LU_svx(linear->dense, linear->permutation, &x.vector) == 0;
        // A = P' L U, so A' x = b is U' (L' (P x)) = b
        gsl_blas_dtrsv(CblasUpper, CblasTrans, CblasNonUnit, linear->dense, &x.vector);
        gsl_blas_dtrsv(CblasLower, CblasTrans, CblasUnit, linear->dense, &x.vector);
        return gsl_permute_vector_inverse(linear->permutation, &x.vector) == 0;
    }
    SuiteSparse_long size = (SuiteSparse_long)n;
    return transposed ? klu_l_tsolve(linear->symbolic, linear->numeric, size, 1, b, &linear->common)
                      : klu_l_solve(linear->symbolic, linear->numeric, size, 1, b, &linear->common);
}

void linear_free(struct linear *linear) {
    if (!linear) return;
    if (linear->dense) gsl_matrix_free(linear->dense);
    if (linear->permutation) gsl_permutation_free(linear->permutation);
    if (linear->numeric) klu_l_free_numeric(&linear->numeric, &linear->common);
    if (linear->symbolic) klu_l_free_symbolic(&linear->symbolic, &linear->common);
    free(linear);
}
