// SPDX-License-Identifier: GPL-3.0-or-later
// The conflict scenarios under models/: what each file's `about` says it answers must be what is solved, to
// the digits given there. Where it can, a test checks the economics instead of the number.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

static const char BATTLEFIELD[] = "models/battlefield.yaml", SANCTIONS[] = "models/sanctions-announced.yaml";
static const char *const FRONT[] = {"start.front=Ukrainian gains", "start.front=stalemate",
                                    "start.front=Russian gains", "start.front=breakthrough"};
static const char *const AID[] = {"start.aid=cut", "start.aid=limited", "start.aid=sustained"};

// The battlefield with this front and aid at the start.
static parley_result *battlefield(size_t front, size_t aid) {
    return certified(solve_file(BATTLEFIELD, (const char *const[]){FRONT[front], AID[aid], NULL}));
}

static double months(const parley_result *result) {
    return 12 * metric(result, "agreement.mean_years");
}

static void aid_moves_the_value_of_waiting_from_russia_to_ukraine_on_every_front(void **state) {
    (void)state;
    for (size_t front = 0; front < 4; front++) {
        double russia[3], ukraine[3];
        for (size_t aid = 0; aid < 3; aid++) {
            parley_result *result = battlefield(front, aid);
            russia[aid] = metric(result, "reservation.Russia");
            ukraine[aid] = metric(result, "reservation.Ukraine");
            parley_result_free(result);
        }
        assert_true(russia[0] > russia[1] && russia[1] > russia[2]);
        assert_true(ukraine[0] < ukraine[1] && ukraine[1] < ukraine[2]);
        assert_near(russia[0] - russia[2], (0.04 + 0.13) / 2, (0.13 - 0.04) / 2 + 0.005);
    }
}

static void the_values_of_waiting_are_those_that_the_battlefield_file_names(void **state) {
    (void)state;
    parley_result *best = battlefield(1, 2), *worst = battlefield(3, 0), *peak = battlefield(1, 0);
    assert_near(metric(best, "reservation.Ukraine"), 0.38, 0.005);
    assert_near(metric(worst, "reservation.Ukraine"), 0.07, 0.005);
    assert_near(metric(peak, "reservation.Russia"), 0.69, 0.005);
    parley_result_free(best);
    parley_result_free(worst);
    parley_result_free(peak);
}

static void with_russian_gains_they_settle_at_once_only_if_aid_is_cut(void **state) {
    (void)state;
    for (size_t aid = 0; aid < 3; aid++) {
        parley_result *result = battlefield(2, aid);
        assert_near(metric(result, "agreement.first_period"), aid == 0 ? 1 : 0, 1e-12);
        if (aid == 0) assert_near(metric(result, "value.Russia"), 0.65, 0.005);
        parley_result_free(result);
    }
    parley_result *result = certified(solve_file(BATTLEFIELD, NULL));
    assert_near(months(result), 9, 0.5);
    assert_near(metric(result, "agreement.by.6"), 0.5, 0.02);
    assert_near(metric(result, "agreement.breakdown"), 0.05, 0.005);
    parley_result_free(result);
}

static void a_settlement_worth_the_same_on_every_line_is_made_at_once(void **state) {
    (void)state;
    for (size_t front = 0; front < 4; front++)
        for (size_t aid = 0; aid < 3; aid++) {
            parley_result *result = certified(solve_file(
                BATTLEFIELD, (const char *const[]){FRONT[front], AID[aid],
                                                   "leverage.front.effects.pie.scale.Ukrainian gains=1",
                                                   "leverage.front.effects.pie.scale.Russian gains=1",
                                                   "leverage.front.effects.pie.scale.breakthrough=1", NULL}));
            assert_near(metric(result, "agreement.first_period"), 1, 1e-12);
            parley_result_free(result);
        }
}

static void announced_sanctions_are_in_the_terms_before_they_come_and_hasten_the_deal(void **state) {
    (void)state;
    const char *const none[] = {"start.announcement=none", NULL};
    const char *const imposed[] = {"start.sanctions=full force", NULL};
    parley_result *before = certified(solve_file(SANCTIONS, none)),
                  *announced = certified(solve_file(SANCTIONS, NULL)),
                  *after = certified(solve_file(SANCTIONS, imposed));
    assert_near(metric(before, "value.Russia"), 0.72, 0.005);
    assert_near(metric(before, "value.Ukraine"), 0.19, 0.005);
    assert_near(metric(announced, "value.Russia"), 0.60, 0.005);
    assert_near(metric(announced, "value.Ukraine"), 0.31, 0.005);
    assert_near(metric(after, "value.Russia"), 0.58, 0.005);
    assert_near(metric(after, "value.Ukraine"), 0.32, 0.005);
    // Unannounced, they wait for the front to hold: a geometric date, 0.08 a month.
    assert_near(months(before), 1 / 0.08, 1e-9);
    assert_near(months(announced), 8.9, 0.05);
    assert_near(metric(after, "agreement.first_period"), 1, 1e-12);
    parley_result_free(before);
    parley_result_free(announced);
    parley_result_free(after);
}

static void swifter_sanctions_hasten_the_deal_and_tradable_relief_delays_it(void **state) {
    (void)state;
    const char *const swift[] = {"leverage.sanctions.drift.up=0.2", NULL};
    const char *const relief[] = {"leverage.sanctions.effects.pie.add.full force=0.15", NULL};
    parley_result *sooner = certified(solve_file(SANCTIONS, swift)),
                  *later = certified(solve_file(SANCTIONS, relief));
    assert_near(months(sooner), 6.4, 0.05);
    assert_near(months(later), 11.6, 0.05);
    parley_result_free(sooner);
    parley_result_free(later);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aid_moves_the_value_of_waiting_from_russia_to_ukraine_on_every_front),
        cmocka_unit_test(the_values_of_waiting_are_those_that_the_battlefield_file_names),
        cmocka_unit_test(with_russian_gains_they_settle_at_once_only_if_aid_is_cut),
        cmocka_unit_test(a_settlement_worth_the_same_on_every_line_is_made_at_once),
        cmocka_unit_test(announced_sanctions_are_in_the_terms_before_they_come_and_hasten_the_deal),
        cmocka_unit_test(swifter_sanctions_hasten_the_deal_and_tradable_relief_delays_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
