// SPDX-License-Identifier: GPL-3.0-or-later
// Arenas: what is handed out is zeroed, aligned and disjoint; going back gives the same memory again; blocks
// that were too small for one request serve smaller ones in later rounds.
#include "support.h"
#include <cmocka.h>

#include "core/arena.h"
#include <stdint.h>

enum { ARRAYS = 64 };

static void arrays_are_zeroed_aligned_and_disjoint(void **state) {
    (void)state;
    struct arena arena = {0};
    unsigned char *array[ARRAYS];
    for (int round = 0; round < 3; round++) {
        for (size_t k = 0; k < ARRAYS; k++) {
            size_t bytes = 1 + 97 * k;
            array[k] = arena_array(&arena, bytes, 1);
            assert_non_null(array[k]);
            assert_int_equal((uintptr_t)array[k] % 16, 0);
            for (size_t b = 0; b < bytes; b++)
                assert_int_equal(array[k][b], 0);
            memset(array[k], (int)k + 1, bytes);
        }
        for (size_t k = 0; k < ARRAYS; k++)
            for (size_t b = 0; b < 1 + 97 * k; b++)
                assert_int_equal(array[k][b], k + 1);
        arena_empty(&arena);
    }
    arena_clear(&arena);
}

static void the_same_requests_get_the_same_memory(void **state) {
    (void)state;
    struct arena arena = {0};
    void *first[ARRAYS];
    for (int round = 0; round < 3; round++) {
        for (size_t k = 0; k < ARRAYS; k++) {
            void *array = arena_array(&arena, 1000 + k, sizeof(double));
            if (round == 0) first[k] = array;
            assert_ptr_equal(array, first[k]);
        }
        arena_empty(&arena);
    }
    arena_clear(&arena);
}

static void going_back_keeps_what_was_before(void **state) {
    (void)state;
    struct arena arena = {0};
    struct arena_place empty = arena_place(&arena);
    double *kept = arena_array(&arena, 10, sizeof *kept);
    kept[9] = 7;
    struct arena_place place = arena_place(&arena);
    void *inner = arena_array(&arena, 5000, sizeof(double)); // a block of its own
    arena_back(&arena, place);
    assert_ptr_not_equal(inner, kept);
    double *again = arena_array(&arena, 3, sizeof *again);
    assert_true(again >= kept + 10 && again < kept + 20); // right behind
    assert_true(kept[9] == 7);
    arena_back(&arena, empty);
    assert_ptr_equal(arena_array(&arena, 10, sizeof *kept), kept);
    arena_clear(&arena);
}

static void sizes_that_overflow_are_refused(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_array(&arena, SIZE_MAX, 1));
    assert_null(arena_room(&arena, SIZE_MAX / 2, 3));
    assert_non_null(arena_array(&arena, 0, 8));
    arena_clear(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_are_zeroed_aligned_and_disjoint),
        cmocka_unit_test(the_same_requests_get_the_same_memory),
        cmocka_unit_test(going_back_keeps_what_was_before),
        cmocka_unit_test(sizes_that_overflow_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
