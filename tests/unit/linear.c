// SPDX-License-Identifier: GPL-3.0-or-later
// Linear systems, dense and sparse: A x = b and A' x = b are solved to rounding, also where rows must be
// exchanged; a singular matrix is refused; the largest block is that of the pattern.
#include "support.h"
#include <cmocka.h>

#include "core/linear.h"
#include "core/random.h"
#include <float.h>

// Up to DENSE rows the largest entry is the pivot; the sparse library takes one a thousandth as large.
enum { DENSE = 48, SIZE_MAX_TRIED = 120, ENTRIES = SIZE_MAX_TRIED * SIZE_MAX_TRIED };

static int64_t column[SIZE_MAX_TRIED + 1], row[ENTRIES];
static double entry[ENTRIES], dense[SIZE_MAX_TRIED][SIZE_MAX_TRIED];

// The non-zeros of `dense`.
static struct matrix compress(size_t n) {
    int64_t at = 0;
    for (size_t c = 0; c < n; c++) {
        for (size_t r = 0; r < n; r++) {
            if (!(fabs(dense[r][c]) > 0)) continue;
            row[at] = (int64_t)r;
            entry[at++] = dense[r][c];
        }
        column[c + 1] = at;
    }
    return (struct matrix){n, column, row, entry};
}

// About one entry in three, a cycle of large ones off the diagonal, none on it.
static void fill(size_t n, struct random *random) {
    memset(dense, 0, sizeof dense);
    for (size_t r = 0; r < n; r++)
        for (size_t c = 0; c < n; c++)
            if (r != c && random_unit(random) < 1.0 / 3) dense[r][c] = 2 * random_unit(random) - 1;
    for (size_t r = 0; r < n; r++)
        dense[r][(r + 1) % n] = (double)n;
}

// What is left of b - A x, relative to n |A| |x|: a backward stable solution leaves the unit of rounding
// times the growth of the entries in elimination.
static double residual(size_t n, const double *x, const double *b, bool transposed) {
    double most = 0, size = 0;
    for (size_t r = 0; r < n; r++) {
        double sum = -b[r], whole = 0;
        for (size_t c = 0; c < n; c++) {
            double term = (transposed ? dense[c][r] : dense[r][c]) * x[c];
            sum += term;
            whole += fabs(term);
        }
        most = fmax(most, fabs(sum));
        size = fmax(size, whole);
    }
    return most / ((double)n * size);
}

static void systems_are_solved_to_rounding(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 7, 24, 48, 49, 120};
    struct arena arena = {0};
    struct random random = {7, 0, 0};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        size_t n = sizes[k];
        fill(n, &random);
        struct matrix matrix = compress(n);
        struct linear *linear = linear_new(&matrix, &arena);
        assert_non_null(linear);
        assert_true(linear_factor(linear));
        for (int transposed = 0; transposed < 2; transposed++) {
            double b[SIZE_MAX_TRIED], x[SIZE_MAX_TRIED];
            for (size_t r = 0; r < n; r++)
                x[r] = b[r] = random_unit(&random);
            assert_true(linear_solve(linear, x, transposed));
            assert_near(residual(n, x, b, transposed), 0, (n <= DENSE ? 1 : 100) * DBL_EPSILON);
        }
        linear_free(linear);
        arena_empty(&arena);
    }
    arena_clear(&arena);
}

static void singular_matrices_are_refused(void **state) {
    (void)state;
    static const size_t sizes[] = {2, 48, 60};
    struct arena arena = {0};
    struct random random = {8, 0, 0};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        fill(sizes[k], &random);
        for (size_t c = 0; c < sizes[k]; c++)
            dense[1][c] = dense[0][c]; // two equal rows
        struct matrix matrix = compress(sizes[k]);
        struct linear *linear = linear_new(&matrix, &arena);
        assert_non_null(linear);
        assert_false(linear_factor(linear));
        linear_free(linear);
    }
    arena_clear(&arena);
}

// States 0..4 in a ring, 5..7 in another that the first leads to, 8 alone.
static void the_largest_block_is_the_largest_ring(void **state) {
    (void)state;
    static const size_t next[] = {1, 2, 3, 4, 0, 6, 7, 5, 0};
    struct arena arena = {0};
    memset(dense, 0, sizeof dense);
    for (size_t k = 0; k < 9; k++)
        dense[k][k] = dense[k][next[k]] = 1;
    dense[2][6] = dense[1][5] = 1;
    struct matrix matrix = compress(9);
    assert_int_equal(linear_largest_block(&matrix, &arena), 5);
    assert_null(arena.at); // all given back
    arena_clear(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(systems_are_solved_to_rounding),
        cmocka_unit_test(singular_matrices_are_refused),
        cmocka_unit_test(the_largest_block_is_the_largest_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
