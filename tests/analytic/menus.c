// SPDX-License-Identifier: GPL-3.0-or-later
// Menus of deals whose solution can be written down.
//   Two deals, X = (1, x) and Y = (x, 1), unanimity, nothing while they talk: if A accepts Y, each proposes
//   its favourite and v_A = p + (1-p) x. A refuses Y whatever it expects if d_A (p + (1-p) x) > x, and then X
//   is all there is: v = (1, x). It accepts whatever it expects if d_A < x. A cycle of three deals, (1, x, 0)
//   and its rotations, under majority: voter x accepts if x >= d v with v = (1 + x) / 3; otherwise it is kept
//   indifferent, d v = x, and accepts with probability a such that v = a (1 + x) / 3 + (1 - a) d v. Noise:
//   the fixed point of the equations of a period, iterated here for one state and two deals. The votes are
//   logistic, the proposer's choice is logit in two steps (McKelvey and Palfrey 1995).
// Last, the numbers that models/frozen-or-withdrawal.yaml names.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

static parley_result *two_deals(double patience, double impatience, double p, double x) {
    struct page page = {0};
    page_add(&page, "parties:\n  P0: {discount: %.17g, initiative: %.17g}\n", patience, p);
    page_add(&page, "  P1: {discount: %.17g, initiative: %.17g}\n", impatience, 1 - p);
    page_add(&page, "outcome:\n  deals:\n    X: {utility: {P0: 1, P1: %.17g}}\n", x);
    page_add(&page, "    Y: {utility: {P0: %.17g, P1: 1}}\n", x);
    return page_solve(&page);
}

static void hasty_parties_take_turns_to_get_their_favourite_deal(void **state) {
    (void)state;
    parley_result *result = two_deals(0.5, 0.5, 0.3, 0.6);
    assert_near(value_of(result, 0), 0.3 + 0.7 * 0.6, 1e-9);
    assert_near(value_of(result, 1), 0.3 * 0.6 + 0.7, 1e-9);
    assert_near(metric(result, "deal.X"), 0.3, 1e-9);
    assert_near(metric(result, "deal.Y"), 0.7, 1e-9);
    assert_near(metric(result, "agreement.first_period"), 1, 1e-9);
    parley_result_free(result);
}

static void a_patient_party_gets_its_deal_whoever_proposes(void **state) {
    (void)state;
    parley_result *result = two_deals(0.9, 0.5, 0.3, 0.6);
    assert_near(value_of(result, 0), 1, 1e-9);
    assert_near(value_of(result, 1), 0.6, 1e-9);
    assert_near(metric(result, "deal.X"), 1, 1e-9);
    assert_near(metric(result, "agreement.first_period"), 1, 1e-9);
    parley_result_free(result);
}

static parley_result *cycle(double discount, double x) {
    struct page page = {0};
    page_add(&page, "agreement: {rule: majority}\nparties:\n");
    for (int i = 0; i < 3; i++)
        page_add(&page, "  P%d: {discount: %.17g}\n", i, discount);
    page_add(&page, "outcome:\n  deals:\n");
    for (int i = 0; i < 3; i++)
        page_add(&page, "    d%d: {utility: {P%d: 1, P%d: %.17g, P%d: 0}}\n", i, i, (i + 1) % 3, x,
                 (i + 2) % 3);
    return page_solve(&page);
}

static void compare_cycle(double discount, double x, double value, double chance) {
    parley_result *result = cycle(discount, x);
    for (size_t i = 0; i < 3; i++) {
        assert_near(value_of(result, i), value, 1e-9);
        char path[16];
        snprintf(path, sizeof path, "deal.d%zu", i);
        assert_near(metric(result, path), 1.0 / 3, 1e-9);
    }
    assert_near(metric(result, "agreement.first_period"), chance, 1e-8);
    parley_result_free(result);
}

static void a_cyclical_majority_agrees_at_once_on_the_proposers_deal(void **state) {
    (void)state;
    compare_cycle(0.9, 0.5, 1.5 / 3, 1);
    compare_cycle(0.6, 0.3, 1.3 / 3, 1);
}

static void a_cyclical_majority_with_little_for_the_second_waits(void **state) {
    (void)state;
    double x = 0.2, discount = 0.9;
    double chance = (x / discount - x) / ((1 + x) / 3 - x);
    compare_cycle(discount, x, x / discount, chance);
}

// What a responder needs is rounded up by less than a step, e_i, and the values are off by
// ((1-p) e_0 - p e_1) / (1 - p d_1 - (1-p) d_0): within a step for p = d_0 = d_1 = 1/2.
static void compare_grid(int steps, double first, double second, double p) {
    struct page page = {0};
    page_add(&page, "parties:\n  P0: {discount: %.17g, initiative: %.17g}\n", first, p);
    page_add(&page, "  P1: {discount: %.17g, initiative: %.17g}\noutcome:\n  deals:\n", second, 1 - p);
    for (int k = 0; k <= steps; k++)
        page_add(&page, "    d%d: {utility: {P0: %.17g, P1: %.17g}}\n", k, (double)k / steps,
                 (double)(steps - k) / steps);
    parley_result *result = page_solve(&page);
    double own = p / (1 - first), other = (1 - p) / (1 - second);
    double whole = 1 / (1 + first * own + second * other); // Binmore 1987
    double error = fmax(p, 1 - p) / (1 - p * second - (1 - p) * first) / steps;
    assert_near(value_of(result, 0), own * whole, error);
    assert_near(value_of(result, 1), other * whole, error);
    assert_near(metric(result, "agreement.first_period"), 1, 1e-9);
    parley_result_free(result);
}

static void a_fine_menu_divides_like_a_pie_to_within_the_step_of_the_needs(void **state) {
    (void)state;
    compare_grid(10, 0.5, 0.5, 0.5);
    compare_grid(20, 0.6, 0.45, 0.3);
    compare_grid(40, 0.5, 0.6, 0.7);
    compare_grid(60, 0.5, 0.5, 0.5);
}

// One state, two parties, two deals, unanimity, noise.
struct noisy {
    double noise, p[2], discount[2], flow[2], deal[2][2]; // deal[d][i]
};

static double logistic(double x) {
    return 1 / (1 + exp(-x));
}

// What each party gets when j has the initiative, given what waiting is worth.
static void noisy_turn(const struct noisy *game, int j, const double *reservation, double *gain) {
    double outcome[2][2]; // after proposal d, to party i
    for (int d = 0; d < 2; d++) {
        int other = 1 - j;
        double yes = logistic((game->deal[d][other] - reservation[other]) / game->noise);
        for (int i = 0; i < 2; i++)
            outcome[d][i] = yes * game->deal[d][i] + (1 - yes) * reservation[i];
    }
    double first = logistic((outcome[0][j] - outcome[1][j]) / game->noise);
    double settled[2];
    for (int i = 0; i < 2; i++)
        settled[i] = first * outcome[0][i] + (1 - first) * outcome[1][i];
    double settle = logistic((settled[j] - reservation[j]) / game->noise);
    for (int i = 0; i < 2; i++)
        gain[i] = settle * settled[i] + (1 - settle) * reservation[i];
}

static void noisy_values(const struct noisy *game, double *value) {
    value[0] = value[1] = 0;
    for (int round = 0; round < 5000; round++) {
        double reservation[2], gain[2][2];
        for (int i = 0; i < 2; i++)
            reservation[i] = (1 - game->discount[i]) * game->flow[i] + game->discount[i] * value[i];
        for (int j = 0; j < 2; j++)
            noisy_turn(game, j, reservation, gain[j]);
        for (int i = 0; i < 2; i++)
            value[i] = game->p[0] * gain[0][i] + game->p[1] * gain[1][i];
    }
}

static void error_prone_parties_are_at_the_fixed_point_of_the_period(void **state) {
    (void)state;
    struct noisy game = {0.1, {0.4, 0.6}, {0.8, 0.6}, {-0.1, 0.05}, {{0.9, 0.3}, {0.35, 0.7}}};
    static const double NOISE[] = {0.05, 0.1, 0.3, 2};
    for (size_t k = 0; k < sizeof NOISE / sizeof *NOISE; k++) {
        struct page page = {0};
        double value[2];
        game.noise = NOISE[k];
        page_add(&page, "noise: %.17g\nparties:\n", game.noise);
        for (int i = 0; i < 2; i++)
            page_add(&page, "  P%d: {discount: %.17g, initiative: %.17g, disagreement: %.17g}\n", i,
                     game.discount[i], game.p[i], game.flow[i]);
        page_add(&page, "outcome:\n  deals:\n");
        for (int d = 0; d < 2; d++)
            page_add(&page, "    d%d: {utility: {P0: %.17g, P1: %.17g}}\n", d, game.deal[d][0],
                     game.deal[d][1]);
        parley_result *result = page_solve(&page);
        noisy_values(&game, value);
        assert_near(value_of(result, 0), value[0], 1e-9);
        assert_near(value_of(result, 1), value[1], 1e-9);
        parley_result_free(result);
    }
}

// A number that the model's `about` names, after one assignment or none, to half a digit.
static void claim(const char *assignment, const char *path, double wanted, double tolerance) {
    const char *const assignments[] = {assignment, NULL};
    parley_result *result = certified(solve_file("models/frozen-or-withdrawal.yaml", assignments));
    assert_near(metric(result, path), wanted, tolerance);
    parley_result_free(result);
}

static void a_cheap_offensive_takes_the_frozen_line_off_the_table(void **state) {
    (void)state;
    claim(NULL, "deal.frozen line", 0, 1e-9);
    claim(NULL, "deal.neutrality package", 0.88, 0.005);
    claim(NULL, "deal.phased withdrawal", 0.12, 0.005);
    claim(NULL, "agreement.mean_years", 4.9, 0.05);
    claim(NULL, "value.Russia", 0.58, 0.005);
    claim(NULL, "value.Ukraine", 0.21, 0.005);
}

static void a_dearer_offensive_leaves_the_frozen_line_to_whoever_is_first(void **state) {
    (void)state;
    static const char *const DEARER = "moves.offensive.cost=0.05";
    claim(DEARER, "deal.frozen line", 0.74, 0.005);
    claim(DEARER, "agreement.first_period", 0.5, 1e-9);
}

static void the_line_is_frozen_at_once_where_an_offensive_does_not_pay(void **state) {
    (void)state;
    static const char *const NO_GAIN[] = {"moves.offensive.cost=0.06", "moves.offensive.cost=1",
                                          "leverage.front.effects.Ukraine.disagreement.add.Russian gains=0"};
    for (size_t k = 0; k < sizeof NO_GAIN / sizeof *NO_GAIN; k++) {
        claim(NO_GAIN[k], "deal.frozen line", 1, 1e-9);
        claim(NO_GAIN[k], "agreement.first_period", 1, 1e-9);
        claim(NO_GAIN[k], "value.Russia", 0.55, 1e-9);
        claim(NO_GAIN[k], "value.Ukraine", 0.40, 1e-9);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hasty_parties_take_turns_to_get_their_favourite_deal),
        cmocka_unit_test(a_patient_party_gets_its_deal_whoever_proposes),
        cmocka_unit_test(a_cyclical_majority_agrees_at_once_on_the_proposers_deal),
        cmocka_unit_test(a_cyclical_majority_with_little_for_the_second_waits),
        cmocka_unit_test(a_fine_menu_divides_like_a_pie_to_within_the_step_of_the_needs),
        cmocka_unit_test(error_prone_parties_are_at_the_fixed_point_of_the_period),
        cmocka_unit_test(a_cheap_offensive_takes_the_frozen_line_off_the_table),
        cmocka_unit_test(a_dearer_offensive_leaves_the_frozen_line_to_whoever_is_first),
        cmocka_unit_test(the_line_is_frozen_at_once_where_an_offensive_does_not_pay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
