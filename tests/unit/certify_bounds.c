// SPDX-License-Identifier: GPL-3.0-or-later
// The bounds by weak duality are bounds, and tight: against every point of a fine grid of positions, for all
// kinds of exponents, saliences of 0 among them, and against closed forms on one and two issues.
#include "support.h"

#include <cmocka.h>

#include "certify/positions.h"
#include "unit/tiny.h"

enum { PARTIES = 4, GRID = 400 };

static double random_unit(void) {
    return (double)rand() / RAND_MAX;
}

// Four parties, two issues; some ideal points at the ends of the range, some saliences 0.
static void random_stances(struct tiny *tiny, const double *exponents, size_t count) {
    double ideal[2 * PARTIES], salience[2 * PARTIES];
    tiny_game(tiny, PARTIES, 1, 0);
    for (size_t i = 0; i < PARTIES; i++) {
        double weight = random_unit();
        if (weight < 0.15) weight = 0;
        if (weight > 0.85) weight = 1;
        salience[2 * i] = weight;
        salience[2 * i + 1] = 1 - weight;
        for (size_t k = 0; k < 2; k++)
            ideal[2 * i + k] = fmin(fmax(1.4 * random_unit() - 0.2, 0), 1);
    }
    tiny_issues(tiny, 2, ideal, salience);
    for (size_t at = 0; at < 2 * PARTIES; at++)
        tiny->exponent[at] = exponents[(size_t)rand() % count];
}

struct best {
    double margin, own, relaxed; // the last with needs lower by what a cell of the grid can hide
};

static struct best grid_best(const struct ask *ask, double cell) {
    struct best best = {-INFINITY, -INFINITY, -INFINITY};
    for (int a = 0; a <= GRID; a++)
        for (int b = 0; b <= GRID; b++) {
            double y[2] = {(double)a / GRID, (double)b / GRID}, margin = INFINITY;
            for (size_t r = 0; r < ask->count; r++)
                margin = fmin(margin, game_utility_at(ask->game, ask->member[r], 0, y) - ask->need[r]);
            double own = game_utility_at(ask->game, ask->proposer, 0, y);
            best.margin = fmax(best.margin, margin);
            if (margin >= 0) best.own = fmax(best.own, own);
            if (margin >= -cell) best.relaxed = fmax(best.relaxed, own);
        }
    return best;
}

// No utility changes by more than its exponent times the distance to the next point of the grid.
static void compare_with_grid(const double *exponents, size_t count, double largest) {
    double cell = largest * 0.5 / GRID;
    srand(11);
    for (int game = 0; game < 12; game++) {
        struct tiny tiny;
        random_stances(&tiny, exponents, count);
        struct ask ask = {.game = &tiny.game, .count = 1 + (size_t)game % 3};
        for (size_t r = 0; r < ask.count; r++) {
            ask.member[r] = 1 + r;
            ask.need[r] = 0.55 + 0.4 * random_unit();
        }
        double margin = ask_margin(&ask), shift = margin > 0.02 ? 0 : margin - 0.02, sum = 0;
        struct best best = grid_best(&ask, cell);
        assert_true(margin >= best.margin - 1e-12);
        assert_true(margin <= best.margin + cell);
        for (size_t r = 0; r < ask.count; r++) {
            assert_true(ask.weight[r] >= 0);
            sum += ask.weight[r];
        }
        assert_near(sum, 1, 1e-12);
        struct bound bound = ask_bound(&ask, shift, margin - shift);
        for (size_t r = 0; r < ask.count; r++)
            ask.need[r] += shift;
        best = grid_best(&ask, cell);
        assert_true(bound.value >= best.own - 1e-12);
        assert_true(bound.value <= best.relaxed + cell);
        assert_true(bound.price >= 0);
    }
}

static void no_point_of_a_grid_beats_the_bounds(void **state) {
    (void)state;
    compare_with_grid((double[]){2}, 1, 2);
    compare_with_grid((double[]){1}, 1, 1);
    compare_with_grid((double[]){1.5}, 1, 1.5);
    compare_with_grid((double[]){3}, 1, 3);
    compare_with_grid((double[]){1, 1.2, 2, 3, 6}, 5, 6);
}

// The proposer wants 0, the other 1, and needs n: y = 1 - (1 - n)^(1/e), at a price du/dn.
static void one_member_has_a_closed_form(void **state) {
    (void)state;
    const double exponents[] = {1, 1.1, 1.5, 2, 3, 40};
    for (size_t own = 0; own < 6; own++)
        for (size_t other = 0; other < 6; other++)
            for (double need = 0.05; need < 1; need += 0.15) {
                struct tiny tiny;
                tiny_game(&tiny, 2, 1, 0);
                tiny_issues(&tiny, 1, (double[]){0, 1}, (double[]){1, 1});
                tiny.exponent[0] = exponents[own];
                tiny.exponent[1] = exponents[other];
                struct ask ask = {.game = &tiny.game, .count = 1, .member = {1}, .need = {need}};
                double y = 1 - pow(1 - need, 1 / exponents[other]);
                assert_near(ask_margin(&ask), 1 - need, 1e-15);
                double tolerance = exponents[own] < 2 || exponents[other] < 2 ? 2e-11 : 1e-14;
                assert_near(ask_bound(&ask, 0, 1 - need).value, 1 - pow(y, exponents[own]), tolerance);
            }
}

// Members at the ends of one side of a square, the proposer above the middle: (1/2, sqrt(2 m)) is best.
static void root_of_the_margin_is_found(void **state) {
    (void)state;
    struct tiny tiny;
    tiny_game(&tiny, 3, 1, 0);
    tiny_issues(&tiny, 2, (double[]){0.5, 1, 0, 0, 1, 0}, (double[]){0.5, 0.5, 0.5, 0.5, 0.5, 0.5});
    for (double m = 0.1; m > 1e-14; m /= 10) {
        double need = 0.875 - m, height = sqrt(2 * m);
        struct ask ask = {.game = &tiny.game, .count = 2, .member = {1, 2}, .need = {need, need}};
        assert_near(ask_margin(&ask), m, 1e-15);
        struct bound bound = ask_bound(&ask, 0, m);
        assert_near(bound.value, 1 - 0.5 * (1 - height) * (1 - height), 2e-15 * (1 + bound.price));
        assert_near(bound.price, (1 - height) / height, (1e-6 + 1e-15 / m) / height);
    }
}

static void needs_beyond_reach_have_a_negative_margin(void **state) {
    (void)state;
    struct tiny tiny;
    tiny_game(&tiny, 3, 1, 0);
    tiny_issues(&tiny, 1, (double[]){0, 0, 1}, (double[]){1, 1, 1});
    struct ask ask = {.game = &tiny.game, .count = 2, .member = {1, 2}, .need = {0.9, 0.9}};
    assert_near(ask_margin(&ask), -0.15, 1e-15);
    assert_near(ask.weight[0], 0.5, 1e-6);
    ask.need[1] = 9; // it alone matters
    assert_near(ask_margin(&ask), -8, 1e-14);
    assert_near(ask.weight[1], 1, 0);
    ask.need[1] = INFINITY;
    assert_true(ask_margin(&ask) == -INFINITY);
    ask.need[1] = NAN;
    assert_true(ask_margin(&ask) == -INFINITY);
    ask.count = 0;
    assert_true(ask_margin(&ask) == INFINITY);
}

// Nobody but the proposer cares about the second issue, nor the proposer about the first.
static void indifference_costs_nothing(void **state) {
    (void)state;
    struct tiny tiny;
    tiny_game(&tiny, 3, 1, 0);
    tiny_issues(&tiny, 2, (double[]){0.2, 0.3, 0, 1, 1, 0}, (double[]){0, 1, 1, 0, 1, 0});
    for (double e = 1; e <= 3; e++) {
        for (size_t at = 0; at < 6; at++)
            tiny.exponent[at] = e;
        double need = 1 - pow(0.5, e);
        struct ask ask = {.game = &tiny.game, .count = 2, .member = {1, 2}, .need = {need - 0.1, need - 0.1}};
        assert_near(ask_margin(&ask), 0.1, 1e-13);
        assert_near(ask_bound(&ask, 0, 0.1).value, 1, 1e-13);
    }
}

// Fifteen members on sixteen issues, any exponents: a bound for the position in the middle of them all.
static void large_tables_are_bounded(void **state) {
    (void)state;
    enum { MANY = 16 };
    static double ideal[MANY * MANY], salience[MANY * MANY], exponent[MANY * MANY];
    for (size_t kind = 0; kind < 3; kind++) {
        srand(5);
        for (size_t at = 0; at < MANY * MANY; at++) {
            ideal[at] = random_unit();
            salience[at] = 1.0 / MANY;
            exponent[at] = kind == 0 ? 2 : (kind == 1 ? 1 : 1 + 4 * random_unit());
        }
        struct game game = {.parties = MANY,
                            .states = 1,
                            .issues = MANY,
                            .ideal = ideal,
                            .salience = salience,
                            .exponent = exponent};
        struct ask ask = {.game = &game, .proposer = 3};
        double y[MANY], gained = INFINITY;
        for (size_t k = 0; k < MANY; k++)
            y[k] = 0.5;
        for (size_t i = 0; i < MANY; i++) {
            if (i == 3) continue;
            ask.member[ask.count] = i;
            ask.need[ask.count++] = 0.6 + 0.1 * random_unit();
        }
        for (size_t r = 0; r < ask.count; r++)
            gained = fmin(gained, game_utility_at(&game, ask.member[r], 0, y) - ask.need[r]);
        double margin = ask_margin(&ask), shift = gained - 0.01;
        assert_true(margin >= gained);
        assert_true(margin < 0.4);
        struct bound bound = ask_bound(&ask, shift, margin - shift);
        assert_true(bound.value >= game_utility_at(&game, 3, 0, y));
        assert_true(bound.value <= 1 + 1e-12);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_point_of_a_grid_beats_the_bounds),
        cmocka_unit_test(one_member_has_a_closed_form),
        cmocka_unit_test(root_of_the_margin_is_found),
        cmocka_unit_test(needs_beyond_reach_have_a_negative_margin),
        cmocka_unit_test(indifference_costs_nothing),
        cmocka_unit_test(large_tables_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
