// SPDX-License-Identifier: GPL-3.0-or-later
// Claims about programmes over positions (equilibrium/programme.h, equilibrium/spatial.h): answers agree with
// closed forms, with a city-block problem worked by hand and with grids; on thousands of random problems with
// exponents 1, 1.5, 2, 3 and mixed ones positions are allowed to 1e-12 and within 1e-9 of a Lagrangian bound
// that is computed here, issue by issue, from the game alone; derivatives agree with central differences.
#include "equilibrium/programme.h"
#include "equilibrium/spatial.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { PROBLEMS = 3000, DERIVATIVES = 300, PARTIES_MOST = 5, ISSUES_MOST = 4 };
static const double BARRIER_LEAST = 5e-13;

// A game of positions with one state.
struct fixture {
    struct game game;
    double ideal[PARTIES_MOST * ISSUES_MOST], salience[PARTIES_MOST * ISSUES_MOST],
        exponent[PARTIES_MOST * ISSUES_MOST];
};

static void fixture_make(struct fixture *fixture, size_t parties, size_t issues, double exponent) {
    memset(fixture, 0, sizeof *fixture);
    fixture->game = (struct game){.parties = parties,
                                  .states = 1,
                                  .issues = issues,
                                  .ideal = fixture->ideal,
                                  .salience = fixture->salience,
                                  .exponent = fixture->exponent};
    for (size_t at = 0; at < parties * issues; at++) {
        fixture->salience[at] = 1 / (double)issues;
        fixture->exponent[at] = exponent;
    }
}

// splitmix64 (Steele, Lea and Flood 2014), to [0, 1).
static double draw(uint64_t *seed) {
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

// Ideal points often at the ends and saliences often 0. exponent 0: any.
static void fixture_draw(struct fixture *fixture, double exponent, uint64_t *seed) {
    static const double some[] = {1, 1.5, 2, 3};
    size_t parties = 2 + (size_t)(draw(seed) * (PARTIES_MOST - 1)),
           issues = 1 + (size_t)(draw(seed) * ISSUES_MOST);
    fixture_make(fixture, parties, issues, exponent);
    for (size_t i = 0; i < parties; i++) {
        double total = 0;
        for (size_t at = i * issues; at < (i + 1) * issues; at++) {
            fixture->ideal[at] = draw(seed) < 0.3 ? (double)(draw(seed) < 0.5) : draw(seed);
            total += fixture->salience[at] = draw(seed) < 0.1 ? 0 : draw(seed);
            if (exponent == 0) fixture->exponent[at] = some[(size_t)(draw(seed) * 4)];
        }
        if (!(total > 0)) total = fixture->salience[i * issues] = 1;
        for (size_t at = i * issues; at < (i + 1) * issues; at++)
            fixture->salience[at] /= total;
    }
}

// Party 0's best position among all others: a programme with something inside.
struct problem {
    struct fixture fixture;
    struct programme programme;
    double objective[PARTIES_MOST], need[PARTIES_MOST], inside[ISSUES_MOST];
};

static void problem_draw(struct problem *problem, double exponent, uint64_t seed) {
    fixture_draw(&problem->fixture, exponent, &seed);
    const struct game *game = &problem->fixture.game;
    coalition members = (((coalition)1 << game->parties) - 1) & ~(coalition)1;
    memset(problem->objective, 0, sizeof problem->objective);
    problem->objective[0] = 1;
    for (size_t i = 0; i < game->parties; i++)
        problem->need[i] = draw(&seed);
    double margin = spatial_maximin(game, 0, members, problem->need, NULL, problem->inside);
    if (margin < 0.01)
        for (size_t i = 0; i < game->parties; i++)
            problem->need[i] += margin - 0.01 * draw(&seed) - 1e-6;
    problem->programme = (struct programme){.game = game,
                                            .members = members,
                                            .objective = problem->objective,
                                            .from = problem->need,
                                            .barrier = BARRIER_LEAST,
                                            .soft = BARRIER_LEAST};
}

// sum_l c_l omega_lk |y - theta_lk|^e_lk on one issue.
static double issue_loss(const struct game *game, const double *c, size_t k, double y) {
    double sum = 0;
    for (size_t l = 0; l < game->parties; l++) {
        size_t at = l * game->issues + k;
        if (c[l] > 0) sum += c[l] * game->salience[at] * pow(fabs(y - game->ideal[at]), game->exponent[at]);
    }
    return sum;
}

// Its minimum on [0, 1]; a convex function, by golden section and at the ideal points.
static double issue_least(const struct game *game, const double *c, size_t k) {
    const double golden = 0.6180339887498949;
    double low = 0, high = 1, a = 1 - golden, b = golden;
    double at_a = issue_loss(game, c, k, a), at_b = issue_loss(game, c, k, b);
    for (size_t step = 0; step < 60; step++) {
        if (at_a < at_b) {
            high = b, b = a, at_b = at_a;
            at_a = issue_loss(game, c, k, a = high - golden * (high - low));
        } else {
            low = a, a = b, at_a = at_b;
            at_b = issue_loss(game, c, k, b = low + golden * (high - low));
        }
    }
    double least = fmin(at_a, at_b);
    for (size_t l = 0; l < game->parties; l++)
        least = fmin(least, issue_loss(game, c, k, game->ideal[l * game->issues + k]));
    return least;
}

// max_y u_0(y) + sum lambda_i (u_i(y) - need_i): no allowed position gives party 0 more.
static double bound_find(const struct problem *problem, const struct optimum *optimum) {
    const struct game *game = &problem->fixture.game;
    double c[PARTIES_MOST] = {1}, bound = 1;
    for (size_t m = 0; m < optimum->count; m++) {
        c[optimum->party[m]] += optimum->dual[m];
        bound += optimum->dual[m] * (1 - problem->need[optimum->party[m]]);
    }
    for (size_t k = 0; k < game->issues; k++)
        bound -= issue_least(game, c, k);
    return bound;
}

static void random_problems_are_solved(void **state) {
    double exponent = *(double *)*state, steps = 0;
    size_t told_apart = 0;
    for (uint64_t seed = 1; seed <= PROBLEMS; seed++) {
        struct problem problem;
        struct optimum optimum;
        problem_draw(&problem, exponent, seed);
        const struct game *game = &problem.fixture.game;
        programme_solve(&problem.programme, problem.inside, &optimum);
        for (size_t i = 1; i < game->parties; i++)
            if (!(game_utility_at(game, i, 0, optimum.y) >= problem.need[i] - 1e-12))
                fail_msg("exponent %g, problem %d: party %zu gets %g less than its need", exponent, (int)seed,
                         i, problem.need[i] - game_utility_at(game, i, 0, optimum.y));
        double gap = bound_find(&problem, &optimum) - game_utility_at(game, 0, 0, optimum.y);
        if (!(fabs(gap) <= 1e-9))
            fail_msg("exponent %g, problem %d: %g below the bound", exponent, (int)seed, gap);
        steps += (double)optimum.steps / PROBLEMS;
        told_apart += bound_find(&problem, &optimum) - game_utility_at(game, 0, 0, problem.inside) > 1e-9;
    }
    assert_true(steps < 30);
    assert_true(told_apart > PROBLEMS / 2); // the bound tells a merely allowed position from the best
}

// One central difference of the position (and of the level, last) by what *by points at.
static void difference_find(const struct problem *problem, double *by, double *and_by, bool logs,
                            double *dy) {
    const double h = 1e-6;
    struct optimum side[2];
    double here = *by, there = and_by ? *and_by : 0;
    for (size_t up = 0; up < 2; up++) {
        double move = up ? h : -h;
        *by = logs ? here * exp(move) : here + move;
        if (and_by) *and_by = there * exp(move);
        programme_solve(&problem->programme, problem->inside, &side[up]);
    }
    *by = here;
    if (and_by) *and_by = there;
    size_t issues = problem->fixture.game.issues;
    for (size_t k = 0; k < issues; k++)
        dy[k] = (side[1].y[k] - side[0].y[k]) / (2 * h);
    dy[issues] = (side[1].level - side[0].level) / (2 * h);
}

static void derivatives_check(struct problem *problem, int seed) {
    struct optimum optimum;
    double dy[ISSUES_MOST + 1], other[ISSUES_MOST + 1];
    size_t issues = problem->fixture.game.issues;
    programme_solve(&problem->programme, problem->inside, &optimum);
    for (size_t m = 0; m <= optimum.count; m++) {
        if (m < optimum.count) {
            dy[issues] = programme_by_from(&problem->programme, &optimum, m, dy);
            difference_find(problem, &problem->need[optimum.party[m]], NULL, false, other);
        } else {
            dy[issues] = programme_by_noise(&problem->programme, &optimum, dy);
            difference_find(problem, &problem->programme.barrier, &problem->programme.soft, true, other);
        }
        for (size_t k = 0; k <= issues; k++)
            if (!(fabs(dy[k] - other[k]) <= 2e-5 * (1 + fabs(other[k]))))
                fail_msg("barrier %g, problem %d, by %zu, issue %zu: %.8g, difference %.8g",
                         problem->programme.barrier, seed, m, k, dy[k], other[k]);
    }
}

static void derivatives_agree_with_differences(void **state) {
    double exponent = *(double *)*state;
    for (int seed = 1; seed <= DERIVATIVES; seed++) {
        struct problem problem;
        problem_draw(&problem, exponent, (uint64_t)seed);
        problem.programme.barrier = problem.programme.soft = seed % 2 ? 1e-2 : 1e-4;
        derivatives_check(&problem, seed);
        problem.programme.level = true;
        problem.programme.objective = NULL;
        derivatives_check(&problem, seed);
    }
}

static double least_excess(const struct game *game, const double *need, const double *y) {
    double least = INFINITY;
    for (size_t i = 1; i < game->parties; i++)
        least = fmin(least, game_utility_at(game, i, 0, y) - need[i]);
    return least;
}

// Values of the four questions at their answers against the best on a grid of G x G positions: never less,
// and not more than what half a mesh can hide (utilities change by at most e <= 3 times the distance).
static void answers_agree_with_grids(void **state) {
    (void)state;
    enum { GRID = 200 };
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct problem problem;
        uint64_t again = seed * 1000;
        do
            problem_draw(&problem, 0, again++);
        while (problem.fixture.game.issues != 2);
        const struct game *game = &problem.fixture.game;
        const double *need = problem.need;
        coalition others = problem.programme.members;
        double best[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY}, value[4] = {0}, y[2],
               one[PARTIES_MOST];
        for (size_t at = 0; at < (GRID + 1) * (GRID + 1); at++) {
            double here[2] = {(double)(at / (GRID + 1)) / GRID, (double)(at % (GRID + 1)) / GRID}, nash = 0,
                   sum = 0;
            double least = least_excess(game, need, here);
            for (size_t i = 1; i < game->parties; i++) {
                double utility = game_utility_at(game, i, 0, here);
                nash += least > 0 ? log(utility - need[i]) : -INFINITY;
                sum += utility;
            }
            best[0] = fmax(best[0], least);
            if (least >= 0) best[1] = fmax(best[1], game_utility_at(game, 0, 0, here));
            best[2] = fmax(best[2], nash);
            best[3] = fmax(best[3], sum);
        }
        for (size_t i = 0; i < game->parties; i++)
            one[i] = 1;
        value[0] = spatial_maximin(game, 0, others, need, NULL, y);
        assert_true(fabs(value[0] - least_excess(game, need, y)) <= 1e-12);
        assert_true(value[0] <= best[0] + 3.0 / GRID);
        value[1] = spatial_best(game, 0, 0, others, need, y);
        assert_true(least_excess(game, need, y) >= -1e-12);
        assert_true(spatial_nash(game, 0, others, need, one, y));
        for (size_t i = 1; i < game->parties; i++)
            value[2] += log(game_utility_at(game, i, 0, y) - need[i]);
        spatial_utilitarian(game, 0, others, y);
        for (size_t i = 1; i < game->parties; i++)
            value[3] += game_utility_at(game, i, 0, y);
        assert_true(value[3] <= best[3] + 3.0 * PARTIES_MOST / GRID);
        for (size_t q = 0; q < 4; q++)
            if (!(value[q] >= best[q] - 1e-8))
                fail_msg("problem %d, question %zu: %.12g, on the grid %.12g", (int)seed, q, value[q],
                         best[q]);
    }
}

// Two parties, one issue, ideals 0 and 1, e = 2: u_1 = 1 - (1 - y)^2 >= need binds at y = 1 - sqrt(1 - need).
static void quadratic_offer_makes_the_need_bind(void **state) {
    (void)state;
    struct fixture fixture;
    double need[2] = {0, 0.75}, y;
    fixture_make(&fixture, 2, 1, 2);
    fixture.ideal[1] = 1;
    assert_float_equal(spatial_best(&fixture.game, 0, 0, 2, need, &y), 0.75, 1e-12);
    assert_float_equal(y, 0.5, 1e-12);
    need[1] = -0.5; // asks for nothing: the proposer's own ideal
    assert_float_equal(spatial_best(&fixture.game, 0, 0, 2, need, &y), 1, 1e-12);
    assert_float_equal(y, 0, 1e-9);
    need[1] = 1.25; // nothing will do: what comes nearest
    spatial_best(&fixture.game, 0, 0, 2, need, &y);
    assert_float_equal(y, 1, 1e-6);
}

// City block, ideals (0, 0) and (1, 1). Party 0 has saliences 0.75, 0.25, party 1 the reverse. A unit of u_1
// is cheapest on issue 2 (0.25 / 0.75), then on issue 1 (3). Need 0.5: y = (0, 2/3), u_0 = 5/6, price 1/3.
// Need 0.875: y = (1/2, 1), u_0 = 1 - 3/8 - 1/4 = 3/8, price 3.
static void city_block_offer_buys_the_cheapest_issue_first(void **state) {
    (void)state;
    struct fixture fixture;
    double need[2] = {0, 0.5}, y[2], objective[2] = {1, 0};
    fixture_make(&fixture, 2, 2, 1);
    memcpy(fixture.salience, (double[]){0.75, 0.25, 0.25, 0.75}, 4 * sizeof(double));
    fixture.ideal[2] = fixture.ideal[3] = 1;
    assert_float_equal(spatial_best(&fixture.game, 0, 0, 2, need, y), 5.0 / 6, 1e-9);
    assert_float_equal(y[0], 0, 1e-9);
    assert_float_equal(y[1], 2.0 / 3, 1e-9);
    need[1] = 0.875;
    assert_float_equal(spatial_best(&fixture.game, 0, 0, 2, need, y), 0.375, 1e-9);
    assert_float_equal(y[0], 0.5, 1e-9);
    assert_float_equal(y[1], 1, 1e-9);
    struct programme programme = {.game = &fixture.game,
                                  .members = 2,
                                  .objective = objective,
                                  .from = need,
                                  .barrier = BARRIER_LEAST,
                                  .soft = BARRIER_LEAST};
    struct optimum optimum;
    programme_solve(&programme, (double[]){1, 1}, &optimum);
    assert_float_equal(optimum.dual[0], 3, 1e-6);
    assert_float_equal(optimum.slack[0], BARRIER_LEAST / 3, 1e-15);
}

// One issue, ideals 0 and 1, exponents 2 and 1: u_1 = y, u_0 = 1 - y^2. max u_0 u_1 over y >= 0: 3 y^2 = 1.
static void nash_position_on_a_curved_frontier(void **state) {
    (void)state;
    struct fixture fixture;
    double from[2] = {0, 0}, weight[2] = {1, 1}, y;
    fixture_make(&fixture, 2, 1, 2);
    fixture.exponent[1] = fixture.ideal[1] = 1;
    assert_true(spatial_nash(&fixture.game, 0, 3, from, weight, &y));
    assert_float_equal(y, sqrt(1.0 / 3), 1e-9);
    weight[1] = 2; // max log(1 - y^2) + 2 log y: 2 y^2 = 1
    assert_true(spatial_nash(&fixture.game, 0, 3, from, weight, &y));
    assert_float_equal(y, sqrt(0.5), 1e-9);
    from[0] = from[1] = 0.9;
    assert_false(spatial_nash(&fixture.game, 0, 3, from, weight, &y));
}

// Almost nothing is allowed: needs leave a margin of 1e-12 (or 1e-9), and nobody is let down by more than
// 1e-9.
static void hardly_anything_inside_is_enough(void **state) {
    (void)state;
    static const double exponents[] = {1, 2, 3, 0};
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct problem problem;
        double y[ISSUES_MOST], left = seed % 8 < 4 ? 1e-12 : 1e-9;
        problem_draw(&problem, exponents[seed % 4], seed);
        const struct game *game = &problem.fixture.game;
        double margin = spatial_maximin(game, 0, problem.programme.members, problem.need, NULL, y);
        for (size_t i = 0; i < game->parties; i++)
            problem.need[i] += margin - left;
        spatial_best(game, 0, 0, problem.programme.members, problem.need, y);
        double excess = least_excess(game, problem.need, y);
        if (!(excess >= -1e-9)) fail_msg("problem %d: excess %g", (int)seed, excess);
    }
}

// A second party with the first one's wishes and need changes nothing.
static void duplicates_change_nothing(void **state) {
    (void)state;
    static const double exponents[] = {1, 1.5, 2, 3};
    for (size_t e = 0; e < 4; e++) {
        struct fixture fixture;
        double need[3] = {0, 0.9, 0.9}, one[2], two[2];
        fixture_make(&fixture, 3, 2, exponents[e]);
        memcpy(fixture.ideal, (double[]){0, 0.1, 0.9, 0.6, 0.9, 0.6}, 6 * sizeof(double));
        memcpy(fixture.salience, (double[]){0.5, 0.5, 0.3, 0.7, 0.3, 0.7}, 6 * sizeof(double));
        double alone = spatial_best(&fixture.game, 0, 0, 2, need, one);
        assert_float_equal(spatial_best(&fixture.game, 0, 0, 6, need, two), alone, 1e-9);
        assert_float_equal(one[0], two[0], 1e-6);
        assert_float_equal(one[1], two[1], 1e-6);
    }
}

// Nobody who counts cares about issue 2: the proposer's ideal there, or, with a level, the favoured party's.
static void nobody_cares_and_the_favoured_ideal_decides(void **state) {
    (void)state;
    static const double exponents[] = {1, 1.5, 2, 3};
    for (size_t e = 0; e < 4; e++) {
        struct fixture fixture;
        double need[2] = {0, 0.6}, y[2];
        fixture_make(&fixture, 2, 2, exponents[e]);
        memcpy(fixture.ideal, (double[]){0, 0.3, 1, 0.8}, 4 * sizeof(double));
        memcpy(fixture.salience, (double[]){1, 0, 1, 0}, 4 * sizeof(double));
        spatial_best(&fixture.game, 0, 0, 2, need, y);
        assert_float_equal(y[1], 0.3, 1e-6);
        spatial_maximin(&fixture.game, 0, 2, need, NULL, y);
        assert_float_equal(y[1], 0.8, 1e-6);
        spatial_best(&fixture.game, 0, 0, 0, need, y);
        assert_float_equal(y[0], 0, 1e-6);
        assert_float_equal(y[1], 0.3, 1e-6);
    }
}

// Steep exponents, as far as scenarios may go, and needs far below what is possible.
static void extremes_are_solved(void **state) {
    (void)state;
    static const double exponents[] = {1.001, 1.1, 1.9, 2.1, 10, 100};
    for (uint64_t seed = 1; seed <= 600; seed++) {
        struct problem problem;
        struct optimum optimum;
        problem_draw(&problem, exponents[seed % 6], seed);
        const struct game *game = &problem.fixture.game;
        if (seed % 5 == 0) problem.need[1] = -1e4;
        programme_solve(&problem.programme, problem.inside, &optimum);
        double excess = least_excess(game, problem.need, optimum.y);
        double gap = bound_find(&problem, &optimum) - game_utility_at(game, 0, 0, optimum.y);
        if (!(excess >= -1e-12 && fabs(gap) <= 1e-9))
            fail_msg("exponent %g, problem %d: excess %g, gap %g", exponents[seed % 6], (int)seed, excess,
                     gap);
    }
}

int main(void) {
    static double exponents[] = {1, 1.5, 2, 3, 0};
    struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(random_problems_are_solved, &exponents[0]),
        cmocka_unit_test_prestate(random_problems_are_solved, &exponents[1]),
        cmocka_unit_test_prestate(random_problems_are_solved, &exponents[2]),
        cmocka_unit_test_prestate(random_problems_are_solved, &exponents[3]),
        cmocka_unit_test_prestate(random_problems_are_solved, &exponents[4]),
        cmocka_unit_test_prestate(derivatives_agree_with_differences, &exponents[0]),
        cmocka_unit_test_prestate(derivatives_agree_with_differences, &exponents[1]),
        cmocka_unit_test_prestate(derivatives_agree_with_differences, &exponents[2]),
        cmocka_unit_test_prestate(derivatives_agree_with_differences, &exponents[3]),
        cmocka_unit_test_prestate(derivatives_agree_with_differences, &exponents[4]),
        cmocka_unit_test(answers_agree_with_grids),
        cmocka_unit_test(quadratic_offer_makes_the_need_bind),
        cmocka_unit_test(city_block_offer_buys_the_cheapest_issue_first),
        cmocka_unit_test(nash_position_on_a_curved_frontier),
        cmocka_unit_test(hardly_anything_inside_is_enough),
        cmocka_unit_test(duplicates_change_nothing),
        cmocka_unit_test(nobody_cares_and_the_favoured_ideal_decides),
        cmocka_unit_test(extremes_are_solved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
