// SPDX-License-Identifier: GPL-3.0-or-later
// Power indices of the Council of the EEC, 1958: votes 4, 4, 4, 2, 2, 1, quota 12.
//   L. Shapley and M. Shubik (1954), American Political Science Review 48: the chance to be pivotal when
//   parties come in random order. J. Banzhaf (1965), Rutgers Law Review 19: the share of swings. Both are
//   counted here from the 6! orders and the 2^6 coalitions.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { STATES = 6, QUOTA = 12 };
static const int VOTES[STATES] = {4, 4, 4, 2, 2, 1};
static const char *const NAMES[STATES] = {"Germany", "France",      "Italy",
                                          "Belgium", "Netherlands", "Luxembourg"};

// Count, over every order of those not yet in, who brings the votes to the quota.
static void pivots_count(unsigned in, int votes, double *pivots) {
    for (size_t i = 0; i < STATES; i++) {
        if (in >> i & 1U) continue;
        if (votes < QUOTA && votes + VOTES[i] >= QUOTA) {
            double orders = 1; // of the rest
            for (int left = STATES - 1 - __builtin_popcount(in); left > 1; left--)
                orders *= left;
            pivots[i] += orders;
        } else {
            pivots_count(in | 1U << i, votes + VOTES[i], pivots);
        }
    }
}

static void swings_count(double *swings) {
    for (unsigned members = 0; members < 1U << STATES; members++) {
        int votes = 0;
        for (size_t i = 0; i < STATES; i++)
            votes += members >> i & 1U ? VOTES[i] : 0;
        for (size_t i = 0; i < STATES; i++)
            swings[i] += (members >> i & 1U) && votes >= QUOTA && votes - VOTES[i] < QUOTA;
    }
}

static double named(const parley_result *result, const char *metric_name, size_t i) {
    char path[64];
    snprintf(path, sizeof path, "%s.%s", metric_name, NAMES[i]);
    return metric(result, path);
}

static void shapley_shubik_indices_are_the_shares_of_pivots(void **state) {
    (void)state;
    double pivots[STATES] = {0};
    pivots_count(0, 0, pivots);
    assert_near(pivots[0], 168, 0); // 14/60 of 720
    assert_near(pivots[3], 108, 0); // 9/60
    parley_result *result = certified(solve_file("models/classics/eec-1958.yaml", NULL));
    for (size_t i = 0; i < STATES; i++)
        assert_near(named(result, "power", i), pivots[i] / 720, 1e-12);
    parley_result_free(result);
}

static void banzhaf_indices_are_the_shares_of_swings(void **state) {
    (void)state;
    double swings[STATES] = {0}, total = 0;
    swings_count(swings);
    for (size_t i = 0; i < STATES; i++)
        total += swings[i];
    parley_result *result = certified(solve_file("models/classics/eec-1958.yaml", NULL));
    for (size_t i = 0; i < STATES; i++)
        assert_near(named(result, "banzhaf", i), swings[i] / total, 1e-12);
    parley_result_free(result);
}

static void luxembourg_is_never_needed_yet_earns_by_proposing(void **state) {
    (void)state;
    parley_result *result = certified(solve_file("models/classics/eec-1958.yaml", NULL));
    assert_near(named(result, "power", 5), 0, 0);
    assert_near(named(result, "courted", 5), 0, 1e-9);
    // Its value is 1/6 of what it keeps when it proposes; what it keeps is the pie less the cheapest 12
    // votes.
    double large = named(result, "reservation", 0), medium = named(result, "reservation", 3);
    double price = fmin(3 * large, 2 * (large + medium));
    assert_near(named(result, "value", 5), (1 - price) / STATES, 1e-9);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapley_shubik_indices_are_the_shares_of_pivots),
        cmocka_unit_test(banzhaf_indices_are_the_shares_of_swings),
        cmocka_unit_test(luxembourg_is_never_needed_yet_earns_by_proposing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
