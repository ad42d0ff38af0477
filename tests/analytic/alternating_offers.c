// SPDX-License-Identifier: GPL-3.0-or-later
// Two players who take turns to propose, a `turn` channel flipping every round.
//   A. Rubinstein (1982), Econometrica 50: the first proposer has (1 - d2) / (1 - d1 d2).
//   K. Binmore, A. Shaked and J. Sutton (1989), Quarterly Journal of Economics 104: if the second can leave
//   for o when it has an offer to answer, the first has min((1 - d2) / (1 - d1 d2), 1 - o).
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

static const double DISCOUNTS[] = {0.05, 0.5, 0.8, 0.9, 0.99, 0.999, 0.9999};
enum { DISCOUNT_COUNT = sizeof DISCOUNTS / sizeof *DISCOUNTS };

static double rubinstein(double d1, double d2) {
    return (1 - d2) / (1 - d1 * d2);
}

// Solve a file of two players First and Second and compare.
static void first_has(const char *path, double d1, double d2, const char *outside, double wanted) {
    char first[64], second[64];
    snprintf(first, sizeof first, "First.discount=%.17g", d1);
    snprintf(second, sizeof second, "Second.discount=%.17g", d2);
    parley_result *result = certified(solve_file(path, (const char *const[]){first, second, outside, NULL}));
    assert_near(metric(result, "value.First"), wanted, 1e-9);
    assert_near(metric(result, "value.Second"), 1 - wanted, 1e-9);
    assert_near(metric(result, "agreement.first_period"), 1, 1e-12);
    parley_result_free(result);
}

static void first_proposer_has_rubinsteins_share_for_all_patience(void **state) {
    (void)state;
    for (size_t a = 0; a < DISCOUNT_COUNT; a++)
        for (size_t b = 0; b < DISCOUNT_COUNT; b++)
            first_has("models/classics/rubinstein.yaml", DISCOUNTS[a], DISCOUNTS[b], NULL,
                      rubinstein(DISCOUNTS[a], DISCOUNTS[b]));
}

static void the_published_example_gives_five_sevenths(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/rubinstein.yaml", NULL));
    assert_near(metric(result, "value.First"), 5.0 / 7, 1e-12);
    assert_near(metric(result, "value.Second"), 2.0 / 7, 1e-12);
    parley_result_free(result);
}

static void second_proposer_gets_its_own_rubinstein_share_when_it_starts(void **state) {
    (void)state;
    parley_result *result = certified(
        solve_file("models/classics/rubinstein.yaml", (const char *const[]){"start.turn=Second", NULL}));
    assert_near(metric(result, "value.Second"), rubinstein(0.8, 0.9), 1e-12);
    parley_result_free(result);
}

static void an_outside_option_matters_exactly_when_it_binds(void **state) {
    (void)state;
    for (size_t a = 0; a < DISCOUNT_COUNT; a++)
        for (size_t b = 0; b < DISCOUNT_COUNT; b++) {
            double share = rubinstein(DISCOUNTS[a], DISCOUNTS[b]);
            for (int tenth = -1; tenth <= 9; tenth++) {
                char outside[64];
                snprintf(outside, sizeof outside, "Second.outside=%.17g", tenth / 10.0);
                first_has("models/classics/outside-option.yaml", DISCOUNTS[a], DISCOUNTS[b], outside,
                          fmin(share, 1 - tenth / 10.0));
            }
        }
}

static void the_example_file_shows_a_binding_option(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/outside-option.yaml", NULL));
    assert_near(metric(result, "value.First"), 1 - 0.6, 1e-12);
    assert_near(metric(result, "agreement.quit"), 0, 1e-12);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_proposer_has_rubinsteins_share_for_all_patience),
        cmocka_unit_test(the_published_example_gives_five_sevenths),
        cmocka_unit_test(second_proposer_gets_its_own_rubinstein_share_when_it_starts),
        cmocka_unit_test(an_outside_option_matters_exactly_when_it_binds),
        cmocka_unit_test(the_example_file_shows_a_binding_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
