// SPDX-License-Identifier: GPL-3.0-or-later
// Linear systems behind one door. Small: dense LU with partial pivoting, A = P' L U (Golub & Van Loan 2013,
// 3.4), by hand because GSL's asks the system for memory at every factorisation. Otherwise: sparse LU by KLU
// (Davis & Palamadai Natarajan 2010), which orders once per pattern, refactors in place while the old pivots
// stay good and calls no BLAS, so that its answers are the same on every machine and with any number of
// threads. Operators without a matrix: BiCGSTAB (van der Vorst 1992), in linear_iterate.c.
#include "core/linear.h"
#include "core/checked.h"
#include <math.h>
#include <suitesparse/btf.h>
#include <suitesparse/klu.h>

enum { DENSE_MAX = 48 };

struct linear {
    const struct matrix *matrix;
    // dense
    double *dense;               // by rows: L below the diagonal, whose own is 1, and U
    size_t exchanged[DENSE_MAX]; // in step k with row k
    // sparse
    klu_l_common common;
    klu_l_symbolic *symbolic;
    klu_l_numeric *numeric;
};

// KLU takes pointers to its own integer type without const, and does not write through them.
static SuiteSparse_long *klu_index(const int64_t *index) {
    return (SuiteSparse_long *)(uintptr_t)index;
}

struct linear *linear_new(const struct matrix *matrix, struct arena *arena) {
    struct linear *linear = arena_array(arena, 1, sizeof *linear);
    if (!linear) return NULL;
    linear->matrix = matrix;
    if (matrix->size <= DENSE_MAX) {
        linear->dense = arena_array(arena, matrix->size * matrix->size, sizeof *linear->dense);
        return linear->dense ? linear : NULL;
    }
    if (!klu_l_defaults(&linear->common)) return NULL;
    linear->symbolic = klu_l_analyze((SuiteSparse_long)matrix->size, klu_index(matrix->column),
                                     klu_index(matrix->row), &linear->common);
    return linear->symbolic ? linear : NULL;
}

// The diagonal is taken to have no zeros, so that blocks are strongly connected components (Tarjan 1972).
size_t linear_largest_block(const struct matrix *matrix, struct arena *arena) {
    struct arena_place place = arena_place(arena);
    size_t n = matrix->size, largest = 0;
    SuiteSparse_long *first = arena_array(arena, n + 1, sizeof *first);
    SuiteSparse_long *order = arena_array(arena, n, sizeof *order);
    SuiteSparse_long *work = arena_array(arena, 4 * n, sizeof *work);
    bool done = first && order && work;
    SuiteSparse_long blocks = done ? btf_l_strongcomp((SuiteSparse_long)n, klu_index(matrix->column),
                                                      klu_index(matrix->row), NULL, order, first, work)
                                   : 0;
    for (SuiteSparse_long b = 0; b < blocks; b++)
        if ((size_t)(first[b + 1] - first[b]) > largest) largest = (size_t)(first[b + 1] - first[b]);
    arena_back(arena, place);
    return done ? largest : SIZE_MAX;
}

double linear_cost(const struct linear *linear) {
    double n = (double)linear->matrix->size;
    return linear->dense ? n * n * n : linear->symbolic->est_flops;
}

static void exchange(double *a, double *b, size_t count) {
    for (size_t k = 0; k < count && a != b; k++) {
        double kept = a[k];
        a[k] = b[k];
        b[k] = kept;
    }
}

// Eliminate column k below the diagonal, after the row with its largest entry has been brought up.
static bool eliminate(struct linear *linear, size_t k) {
    size_t n = linear->matrix->size, pivot = k;
    double *row = linear->dense + k * n;
    for (size_t r = k + 1; r < n; r++)
        if (fabs(linear->dense[r * n + k]) > fabs(linear->dense[pivot * n + k])) pivot = r;
    linear->exchanged[k] = pivot;
    exchange(row, linear->dense + pivot * n, n);
    if (!(fabs(row[k]) > 0) || !isfinite(row[k])) return false;
    double inverse = 1 / row[k];
    for (size_t r = k + 1; r < n; r++) {
        double *below = linear->dense + r * n, factor = below[k] *= inverse;
        if (!(fabs(factor) > 0)) continue;
        for (size_t c = k + 1; c < n; c++)
            below[c] -= factor * row[c];
    }
    return true;
}

static bool factor_dense(struct linear *linear) {
    const struct matrix *matrix = linear->matrix;
    size_t n = matrix->size;
    memset(linear->dense, 0, n * n * sizeof *linear->dense);
    for (size_t c = 0; c < n; c++)
        for (int64_t e = matrix->column[c]; e < matrix->column[c + 1]; e++)
            linear->dense[(size_t)matrix->row[e] * n + c] = matrix->entry[e];
    for (size_t k = 0; k < n; k++)
        if (!eliminate(linear, k)) return false;
    return true;
}

// x = U^-1 L^-1 P b.
static void solve_dense(const struct linear *linear, double *x) {
    size_t n = linear->matrix->size;
    const double *row = linear->dense;
    for (size_t k = 0; k < n; k++)
        exchange(&x[k], &x[linear->exchanged[k]], 1);
    for (size_t r = 0; r < n; r++, row += n)
        for (size_t c = 0; c < r; c++)
            x[r] -= row[c] * x[c];
    for (size_t r = n; r-- > 0;) {
        row -= n;
        for (size_t c = r + 1; c < n; c++)
            x[r] -= row[c] * x[c];
        x[r] /= row[r];
    }
}

// A = P' L U, so A' x = b is U' (L' (P x)) = b.
static void solve_dense_transposed(const struct linear *linear, double *x) {
    size_t n = linear->matrix->size;
    const double *a = linear->dense;
    for (size_t r = 0; r < n; r++) {
        for (size_t c = 0; c < r; c++)
            x[r] -= a[c * n + r] * x[c];
        x[r] /= a[r * n + r];
    }
    for (size_t r = n; r-- > 0;)
        for (size_t c = r + 1; c < n; c++)
            x[r] -= a[c * n + r] * x[c];
    for (size_t k = n; k-- > 0;)
        exchange(&x[k], &x[linear->exchanged[k]], 1);
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

void linear_forget(struct linear *linear) {
    if (linear->numeric) klu_l_free_numeric(&linear->numeric, &linear->common);
}

bool linear_factor(struct linear *linear) {
    return linear->dense ? factor_dense(linear) : factor_sparse(linear);
}

bool linear_solve(struct linear *linear, double *b, bool transposed) {
    if (linear->dense) {
        (transposed ? solve_dense_transposed : solve_dense)(linear, b);
        return true;
    }
    SuiteSparse_long size = (SuiteSparse_long)linear->matrix->size;
    return transposed ? klu_l_tsolve(linear->symbolic, linear->numeric, size, 1, b, &linear->common)
                      : klu_l_solve(linear->symbolic, linear->numeric, size, 1, b, &linear->common);
}

void linear_free(struct linear *linear) {
    if (!linear) return;
    linear_forget(linear);
    if (linear->symbolic) klu_l_free_symbolic(&linear->symbolic, &linear->common);
}
