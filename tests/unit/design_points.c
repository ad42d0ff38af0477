// SPDX-License-Identifier: GPL-3.0-or-later
// Designs: points depend on nothing but their number, Latin hypercubes have one point per slice, Sobol'
// points are GSL's and lie more evenly than chance (L2 star discrepancy by Warnock's formula, 1972),
// scrambling keeps the nets and Saltelli's and Morris' points change what they are to change.
#include "support.h"
#include <cmocka.h>
#include <gsl/gsl_qrng.h>

#include "sweep/design.h"
#include "sweep/sequence.h"
#include "sweep/streams.h"

enum { D = 5, N = 1024 };

static struct design design_of(struct design_options options) {
    struct design design = {0};
    assert_int_equal(design_make(&options, &design, NULL), PARLEY_OK);
    return design;
}

// count x D coordinates, owned.
static double *points_of(const struct design *design, uint64_t count) {
    double *points = calloc(count * design->options.factors, sizeof *points);
    assert_non_null(points);
    for (uint64_t k = 0; k < count; k++)
        design_point(design, k, &points[k * design->options.factors]);
    return points;
}

static const struct design_options kinds[] = {
    {.kind = DESIGN_random, .factors = D, .samples = 1000, .seed = 3},
    {.kind = DESIGN_lhs, .factors = D, .samples = 1000, .seed = 3},
    {.kind = DESIGN_sobol, .factors = D, .samples = 1000, .seed = 3},
    {.kind = DESIGN_sobol, .factors = D, .samples = 1000, .plain = true},
    {.kind = DESIGN_saltelli, .base = DESIGN_sobol, .factors = D, .samples = 100, .seed = 3},
    {.kind = DESIGN_saltelli, .base = DESIGN_lhs, .factors = D, .samples = 100, .seed = 3},
    {.kind = DESIGN_morris, .factors = D, .samples = 100, .seed = 3},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void points_are_the_same_in_any_order_and_any_blocks(void **state) {
    (void)state;
    for (size_t c = 0; c < KINDS; c++) {
        struct design design = design_of(kinds[c]), again = design_of(kinds[c]);
        double *points = points_of(&design, design.points), backwards[D];
        for (uint64_t k = design.points; k-- > 0;) {
            design_point(&again, k, backwards);
            assert_memory_equal(backwards, &points[k * D], sizeof backwards);
        }
        int differ = 0;
#pragma omp parallel for schedule(dynamic, 7) reduction(+ : differ)
        for (uint64_t k = 0; k < design.points; k++) {
            double point[D];
            design_point(&design, k * 17 % design.points, point);
            differ += memcmp(point, &points[k * 17 % design.points * D], sizeof point) != 0;
        }
        assert_int_equal(differ, 0);
        free(points);
        design_clear(&design);
        design_clear(&again);
    }
}

static void coordinates_lie_inside_the_cube_and_seeds_matter(void **state) {
    (void)state;
    for (size_t c = 0; c < KINDS; c++) {
        struct design_options options = kinds[c];
        struct design design = design_of(options);
        options.seed = 4;
        struct design other = design_of(options);
        double *a = points_of(&design, design.points), *b = points_of(&other, design.points);
        size_t same = 0, all = design.points * D;
        for (size_t k = 0; k < all; k++) {
            assert_true(a[k] > 0 && a[k] < 1);
            same += a[k] == b[k];
        }
        // Morris' grid has four levels only, of which a quarter agree by chance.
        assert_true(options.plain                   ? same == all
                    : options.kind == DESIGN_morris ? same < all / 2
                                                    : same < all / 100);
        free(a);
        free(b);
        design_clear(&design);
        design_clear(&other);
    }
}

static void a_latin_hypercube_has_one_point_in_each_slice(void **state) {
    (void)state;
    static const uint64_t sizes[] = {1, 2, 3, 7, 64, 1000, 4097};
    for (size_t c = 0; c < sizeof sizes / sizeof *sizes; c++) {
        uint64_t n = sizes[c];
        struct design design =
            design_of((struct design_options){.kind = DESIGN_lhs, .factors = D, .samples = n, .seed = c});
        double *points = points_of(&design, n);
        unsigned char *seen = calloc(n * D, 1);
        assert_non_null(seen);
        for (uint64_t k = 0; k < n * D; k++) {
            uint64_t slice = (uint64_t)(points[k] * (double)n);
            assert_true(slice < n);
            assert_int_equal(seen[slice * D + k % D]++, 0);
        }
        free(seen);
        free(points);
        design_clear(&design);
    }
}

static void the_largest_latin_hypercube_keeps_to_its_slices(void **state) {
    (void)state;
    uint64_t n = UINT64_C(1) << 31;
    struct design design =
        design_of((struct design_options){.kind = DESIGN_lhs, .factors = 1, .samples = n, .seed = 9});
    for (uint64_t k = 0; k < 2000; k++) {
        double u;
        uint64_t at = k % 2 ? n - 1 - k : k;
        design_point(&design, at, &u);
        assert_true((uint64_t)(u * (double)n) == shuffle_place(stream_key(9, PURPOSE_ORDER, 0), n, at));
    }
    design_clear(&design);
}

static void shuffles_are_permutations_and_all_of_them_come(void **state) {
    (void)state;
    // The 24 orders of 4: 24000 keys, each 1000 times give or take 6 standard deviations (31 each).
    int orders[256] = {0}, kinds_seen = 0;
    for (uint64_t key = 0; key < 24000; key++) {
        unsigned word = 0, seen = 0;
        for (uint64_t i = 0; i < 4; i++) {
            unsigned place = (unsigned)shuffle_place(random_mix(key), 4, i);
            word = word * 4 + place;
            seen |= 1U << place;
        }
        assert_int_equal(seen, 15);
        orders[word]++;
    }
    for (int word = 0; word < 256; word++) {
        if (orders[word] == 0) continue;
        kinds_seen++;
        assert_in_range(orders[word], 1000 - 6 * 31, 1000 + 6 * 31);
    }
    assert_int_equal(kinds_seen, 24);
}

static void plain_sobol_points_are_those_of_gsl(void **state) {
    (void)state;
    enum { DIMENSIONS = SOBOL_DIMENSIONS_MAX };
    struct design design = design_of((struct design_options){
        .kind = DESIGN_sobol, .factors = DIMENSIONS, .samples = 1 << 18, .plain = true});
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, DIMENSIONS);
    double wanted[DIMENSIONS], got[DIMENSIONS];
    for (uint64_t k = 0; k < design.points; k++) {
        gsl_qrng_get(sequence, wanted);
        bool look = k < 3000 || k % 41 == 0 || (k & (k + 1)) == 0 || (k & (k + 2)) == 0;
        if (!look) continue;
        design_point(&design, k, got);
        assert_memory_equal(got, wanted, sizeof got);
    }
    gsl_qrng_free(sequence);
    design_clear(&design);
}

static double discrepancy(const double *x, size_t n) {
    double cross = 0, alone = 0;
    for (size_t k = 0; k < n; k++) {
        double product = 1;
        for (size_t i = 0; i < D; i++)
            product *= 1 - x[k * D + i] * x[k * D + i];
        alone += product;
        for (size_t l = 0; l < n; l++) {
            product = 1;
            for (size_t i = 0; i < D; i++)
                product *= 1 - fmax(x[k * D + i], x[l * D + i]);
            cross += product;
        }
    }
    return sqrt(pow(3, -D) - pow(2, 1 - D) * alone / (double)n + cross / (double)n / (double)n);
}

static double discrepancy_of(struct design_options options) {
    struct design design = design_of(options);
    double *points = points_of(&design, N), found = discrepancy(points, N);
    free(points);
    design_clear(&design);
    return found;
}

static void sobol_points_lie_more_evenly_than_chance(void **state) {
    (void)state;
    // Independent points have a mean square discrepancy of (2^-d - 3^-d) / n.
    double chance = sqrt((pow(2, -D) - pow(3, -D)) / N);
    double plain = discrepancy_of(
        (struct design_options){.kind = DESIGN_sobol, .factors = D, .samples = N, .plain = true});
    assert_true(plain < chance / 2);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct design_options options = {.kind = DESIGN_sobol, .factors = D, .samples = N, .seed = seed};
        double sobol = discrepancy_of(options);
        options.kind = DESIGN_lhs;
        double lhs = discrepancy_of(options);
        options.kind = DESIGN_random;
        double random = discrepancy_of(options);
        assert_true(sobol < chance / 2 && sobol < random && sobol < lhs);
        assert_true(random > chance / 3 && random < 3 * chance);
    }
}

static void scrambling_keeps_one_point_in_each_elementary_interval(void **state) {
    (void)state;
    // The first two dimensions are a (0, m, 2)-net: any division of the square into 2^a x 2^(m - a) cells.
    enum { M = 8 };
    struct design design =
        design_of((struct design_options){.kind = DESIGN_sobol, .factors = 2, .samples = 1 << M, .seed = 12});
    double *points = points_of(&design, 1 << M);
    for (int a = 0; a <= M; a++) {
        unsigned char seen[1 << M] = {0};
        for (size_t k = 0; k < 1 << M; k++) {
            size_t row = (size_t)ldexp(points[2 * k], a), column = (size_t)ldexp(points[2 * k + 1], M - a);
            assert_int_equal(seen[row << (M - a) | column]++, 0);
        }
    }
    free(points);
    design_clear(&design);
}

static void scrambling_turns_over_subtrees_each_on_its_own(void **state) {
    (void)state;
    // Numbers that agree in their first b bits and not in the next still do; what follows is not one shift.
    static const uint64_t top = UINT64_C(1) << (SOBOL_BITS - 1);
    size_t shifts = 0;
    for (uint64_t k = 0; k < 2000; k++) {
        uint64_t x = random_mix(k) >> 12, y = x ^ random_mix(k + 5000) >> (12 + k % 50);
        uint64_t difference = owen_scramble(77, x) ^ owen_scramble(77, y);
        if (x == y) continue;
        assert_int_equal(__builtin_clzll(difference), __builtin_clzll(x ^ y));
        shifts += difference == (x ^ y) && (x ^ y) > 1024;
    }
    assert_true(shifts < 20);
    assert_true(owen_scramble(77, 0) != owen_scramble(78, 0) && owen_scramble(77, 0) < 2 * top);
}

static void rows_of_saltelli_differ_in_one_column(void **state) {
    (void)state;
    struct design design = design_of(kinds[4]);
    assert_int_equal(design.points, 100 * (D + 2));
    double *points = points_of(&design, design.points);
    for (size_t row = 0; row < 100; row++) {
        const double *a = &points[row * (D + 2) * D], *b = a + D;
        for (size_t m = 0; m < D; m++)
            for (size_t i = 0; i < D; i++)
                assert_true(a[(2 + m) * D + i] == (i == m ? b[i] : a[i]) && a[i] != b[i]);
    }
    free(points);
    design_clear(&design);
}

static void trajectories_of_morris_move_each_factor_once(void **state) {
    (void)state;
    static const unsigned levels[] = {2, 4, 10};
    for (size_t c = 0; c < 3; c++) {
        struct design design = design_of((struct design_options){
            .kind = DESIGN_morris, .factors = D, .samples = 200, .seed = 5, .levels = levels[c]});
        double *points = points_of(&design, design.points);
        int up = 0;
        for (size_t t = 0; t < 200; t++) {
            unsigned moved = 0;
            for (size_t k = t * (D + 1); k < t * (D + 1) + D; k++)
                for (size_t i = 0; i < D; i++) {
                    double change = points[(k + 1) * D + i] - points[k * D + i];
                    double level = points[k * D + i] * levels[c] - 0.5;
                    assert_near(level, round(level), 1e-12);
                    if (change == 0) continue;
                    assert_near(fabs(change), 0.5, 1e-15);
                    assert_false(moved >> i & 1);
                    moved |= 1U << i;
                    up += change > 0;
                }
            assert_int_equal(moved, (1U << D) - 1);
        }
        assert_in_range(up, 400, 600); // of 1000: six standard deviations
        free(points);
        design_clear(&design);
    }
}

static void wrong_designs_are_refused_with_a_reason(void **state) {
    (void)state;
    static const struct {
        struct design_options options;
        const char *words;
    } wrong[] = {
        {{.kind = DESIGN_random, .samples = 5}, "a parameter that varies"},
        {{.kind = DESIGN_random, .factors = 2}, "at least 1"},
        {{.kind = DESIGN_random, .factors = 2, .samples = UINT64_MAX}, "at most 2^51"},
        {{.kind = DESIGN_lhs, .factors = 2, .samples = UINT64_C(1) << 40}, "at most 2^31"},
        {{.kind = DESIGN_sobol, .factors = 41, .samples = 5}, "at most 40"},
        {{.kind = DESIGN_saltelli, .base = DESIGN_sobol, .factors = 21, .samples = 5}, "at most 20"},
        {{.kind = DESIGN_saltelli, .base = DESIGN_morris, .factors = 2, .samples = 5}, "built on"},
        {{.kind = DESIGN_saltelli, .base = DESIGN_random, .factors = SIZE_MAX / 2, .samples = 5}, "2^64"},
        {{.kind = DESIGN_morris, .factors = 2, .samples = 5, .levels = 3}, "even number"},
    };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        struct design design = {0};
        struct errors errors = {0};
        if (design_make(&wrong[k].options, &design, &errors) != PARLEY_INPUT)
            fail_msg("case %zu was taken", k);
        if (!strstr(errors.items[0].text, wrong[k].words)) fail_msg("%s", errors.items[0].text);
        assert_null(design.direction);
        errors_free(&errors);
    }
    assert_int_equal(design_kind_find("sobol"), DESIGN_sobol);
    assert_int_equal(design_kind_find("Sobol"), DESIGN_COUNT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_the_same_in_any_order_and_any_blocks),
        cmocka_unit_test(coordinates_lie_inside_the_cube_and_seeds_matter),
        cmocka_unit_test(a_latin_hypercube_has_one_point_in_each_slice),
        cmocka_unit_test(the_largest_latin_hypercube_keeps_to_its_slices),
        cmocka_unit_test(shuffles_are_permutations_and_all_of_them_come),
        cmocka_unit_test(plain_sobol_points_are_those_of_gsl),
        cmocka_unit_test(sobol_points_lie_more_evenly_than_chance),
        cmocka_unit_test(scrambling_keeps_one_point_in_each_elementary_interval),
        cmocka_unit_test(scrambling_turns_over_subtrees_each_on_its_own),
        cmocka_unit_test(rows_of_saltelli_differ_in_one_column),
        cmocka_unit_test(trajectories_of_morris_move_each_factor_once),
        cmocka_unit_test(wrong_designs_are_refused_with_a_reason),
    };
    return cmocka_run_group_tests_name("design_points", tests, NULL, NULL);
}
