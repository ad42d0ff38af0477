// SPDX-License-Identifier: GPL-3.0-or-later
// Bargaining against a deadline and under announced events, as scenario files say it.
//   Alternating offers with T rounds left (I. Stahl 1972, Bargaining Theory; A. Rubinstein 1982 for T ->
//   infinity).
//     The proposer offers the other d2 times what it would have as proposer of T - 1 rounds, so that
//     v_T = 1 - d2 + d1 d2 v_(T-2), v_0 = 0, v_1 = 1. With q = d1 d2, m = T / 2 rounded down:
//         v_T = (1 - d2) (1 - q^m) / (1 - q) + (q^m if T is odd).
//   Closed rule, random proposers (D. Baron and J. Ferejohn 1989), T rounds: nobody has anything after the
//   last
//     round, so its proposer keeps all; before, each partner costs d times its value, which by symmetry is
//     1/n.
//   An event is held against backward induction by hand, and the dates after the last one are one state each.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { ROUNDS_MOST = 50 };

static void parties_write(struct page *page, size_t n, const double *discount, const double *weight) {
    page->length = 0;
    page_add(page, "outcome: {pie: 1}\nparties:\n");
    for (size_t i = 0; i < n; i++)
        page_add(page, "  P%zu: {discount: %.17g, initiative: %.17g}\n", i, discount[i],
                 weight ? weight[i] : 1);
}

static void alternating_offers_to_a_deadline_have_their_closed_form(void **state) {
    (void)state;
    static const double DISCOUNTS[][2] = {{0.9, 0.8}, {0.3, 0.99}, {0.999, 0.999}};
    for (size_t k = 0; k < sizeof DISCOUNTS / sizeof *DISCOUNTS; k++)
        for (size_t rounds = 1; rounds <= ROUNDS_MOST; rounds++) {
            const double *d = DISCOUNTS[k], q = d[0] * d[1], left = pow(q, (double)(rounds / 2));
            double first = (1 - d[1]) * (1 - left) / (1 - q) + (rounds % 2 == 1 ? left : 0);
            struct page page;
            parties_write(&page, 2, d, NULL);
            page_add(&page,
                     "leverage:\n  turn:\n    levels: [first, second]\n    transition: [[0, 1], [1, 0]]\n"
                     "    effects: {P0.initiative: {set: [1, 0]}, P1.initiative: {set: [0, 1]}}\n"
                     "deadline: {after: %zu}\n",
                     rounds);
            parley_result *result = page_solve(&page);
            assert_near(value_of(result, 0), first, 1e-12);
            assert_near(value_of(result, 1), 1 - first, 1e-12);
            assert_near(metric(result, "agreement.first_period"), 1, 1e-12);
            json_t *json = result_json(result);
            assert_int_equal(json_integer_value(json_object_get(json, "states")), 2 * rounds);
            json_decref(json);
            parley_result_free(result);
        }
}

static void under_a_closed_rule_every_party_has_its_nth_and_the_last_proposer_all(void **state) {
    (void)state;
    static const struct {
        size_t n, quota, rounds;
    } COMMITTEES[] = {{3, 2, 1}, {3, 2, 2},  {3, 2, 20}, {5, 3, 1},  {5, 3, 6}, {5, 4, 6},
                      {4, 4, 1}, {4, 4, 30}, {4, 3, 3},  {5, 3, 12}, {7, 4, 25}};
    static const double discount = 0.9;
    for (size_t k = 0; k < sizeof COMMITTEES / sizeof *COMMITTEES; k++) {
        size_t n = COMMITTEES[k].n, quota = COMMITTEES[k].quota, rounds = COMMITTEES[k].rounds;
        static const double same[] = {discount, discount, discount, discount, discount, discount, discount};
        struct page page;
        parties_write(&page, n, same, NULL);
        page_add(&page, "agreement: {quota: %zu}\ndeadline: {after: %zu}\n", quota, rounds);
        parley_result *result = page_solve(&page);
        json_t *json = result_json(result);
        double partners = rounds == 1 ? 0 : discount * (double)(quota - 1) / (double)n;
        for (size_t i = 0; i < n; i++) {
            assert_near(kept_by(json, i), 1 - partners, 1e-12);
            for (size_t t = 0; t < rounds; t++)
                assert_near(state_value(json, t, i), 1 / (double)n, 1e-12);
        }
        json_decref(json);
        parley_result_free(result);
    }
}

// V_i = p_i (1 - sum_j d_j V'_j) + d_i V'_i, and p_i in the last round.
static void unanimity_with_unequal_parties_follows_its_recursion(void **state) {
    (void)state;
    static const double d[] = {0.95, 0.7, 0.85}, weight[] = {0.5, 0.2, 0.3};
    enum { ROUNDS = 40, PARTIES = 3 };
    double v[ROUNDS + 1][PARTIES] = {{0}};
    for (size_t t = ROUNDS; t-- > 0;) {
        double cost = 0;
        for (size_t i = 0; i < PARTIES; i++)
            cost += d[i] * v[t + 1][i];
        for (size_t i = 0; i < PARTIES; i++)
            v[t][i] = weight[i] * (1 - cost) + d[i] * v[t + 1][i];
    }
    struct page page;
    parties_write(&page, PARTIES, d, weight);
    page_add(&page, "deadline: {after: %d}\n", ROUNDS);
    parley_result *result = page_solve(&page);
    json_t *json = result_json(result);
    for (size_t t = 0; t < ROUNDS; t++)
        for (size_t i = 0; i < PARTIES; i++)
            assert_near(state_value(json, t, i), v[t][i], 1e-12);
    json_decref(json);
    parley_result_free(result);
}

enum { FRONTS = 3, DATES = 12, SHOCK = 5, LATER = 8 };

// A front with drift, whose levels cost the parties differently; at SHOCK it is put at its last level and the
// pie grows, at LATER the first party becomes impatient and the drift stops.
static const double UP = 0.3, DOWN = 0.2, PIE[] = {1, 1.5}, D0[] = {0.9, 0.5}, D1 = 0.8;
static const double FLOW[2][FRONTS] = {{0.4, 0.2, 0}, {0, 0.4, 0.7}}, WEIGHT[] = {0.25, 0.75};

static void shocks_write(struct page *page, size_t deadline) {
    page->length = 0;
    page_add(page, "outcome: {pie: %g}\nparties:\n", PIE[0]);
    page_add(page, "  P0: {discount: %g, initiative: %g}\n  P1: {discount: %g, initiative: %g}\n", D0[0],
             WEIGHT[0], D1, WEIGHT[1]);
    page_add(page,
             "leverage:\n  front:\n    levels: [a, b, c]\n    start: b\n    drift: {up: %g, down: %g}\n", UP,
             DOWN);
    page_add(page, "    effects:\n");
    for (size_t i = 0; i < 2; i++)
        page_add(page, "      P%zu.disagreement: {add: [%g, %g, %g]}\n", i, FLOW[i][0], FLOW[i][1],
                 FLOW[i][2]);
    page_add(page, "timeline:\n  - {at: %d, set: {front: c}, change: {pie: %g}}\n", SHOCK, PIE[1]);
    page_add(page,
             "  - {at: %d, change: {P0.discount: %g, leverage.front.drift.up: 0, "
             "leverage.front.drift.down: 0}}\n",
             LATER, D0[1]);
    if (deadline > 0) page_add(page, "deadline: {after: %zu}\n", deadline);
}

// One round: what each front is worth at date t, given what it is worth at the next; NULL: breakdown after
// it.
static void round_induce(size_t t, double next[FRONTS][2], double now[FRONTS][2]) {
    for (size_t f = 0; f < FRONTS; f++) {
        double wait[2], surplus = PIE[t >= SHOCK];
        double up = t >= LATER || f + 1 == FRONTS ? 0 : UP, down = t >= LATER || f == 0 ? 0 : DOWN;
        for (size_t i = 0; i < 2; i++) {
            double d = i == 1 ? D1 : D0[t >= LATER], later = 0;
            if (next && t + 1 == SHOCK)
                later = next[FRONTS - 1][i];
            else if (next)
                later = (1 - up - down) * next[f][i] + (up > 0 ? up * next[f + 1][i] : 0) +
                        (down > 0 ? down * next[f - 1][i] : 0);
            wait[i] = (1 - d) * FLOW[i][f] + d * later;
            surplus -= wait[i];
        }
        for (size_t i = 0; i < 2; i++)
            now[f][i] = wait[i] + WEIGHT[i] * fmax(0, surplus);
    }
}

static void compare_dates(const json_t *json, size_t dates, double v[][FRONTS][2]) {
    for (size_t f = 0; f < FRONTS; f++)
        for (size_t t = 0; t < dates; t++)
            for (size_t i = 0; i < 2; i++)
                assert_near(state_value(json, f * dates + t, i), v[t][f][i], 1e-12);
}

static void announced_events_before_a_deadline_follow_backward_induction(void **state) {
    (void)state;
    double v[DATES][FRONTS][2];
    struct page page;
    for (size_t t = DATES; t-- > 0;)
        round_induce(t, t + 1 < DATES ? v[t + 1] : NULL, v[t]);
    shocks_write(&page, DATES);
    parley_result *result = page_solve(&page);
    json_t *json = result_json(result);
    compare_dates(json, DATES, v);
    json_decref(json);
    parley_result_free(result);
}

// Without a deadline the front stands still from LATER on, which solves by hand: V_i = w_i + p_i S with
// w = (1 - d) f + d V, so (1 - d_i) V_i = (1 - d_i) f_i + p_i S and V_0 + V_1 is the pie if there is a
// surplus.
static void after_the_last_event_the_game_is_stationary(void **state) {
    (void)state;
    double v[LATER + 1][FRONTS][2];
    const double r[] = {1 - D0[1], 1 - D1};
    for (size_t f = 0; f < FRONTS; f++) {
        double surplus = (PIE[1] - FLOW[0][f] - FLOW[1][f]) / (WEIGHT[0] / r[0] + WEIGHT[1] / r[1]);
        for (size_t i = 0; i < 2; i++)
            v[LATER][f][i] = FLOW[i][f] + WEIGHT[i] * fmax(0, surplus) / r[i];
    }
    for (size_t t = LATER; t-- > 0;)
        round_induce(t, v[t + 1], v[t]);
    struct page page;
    shocks_write(&page, 0);
    parley_result *result = page_solve(&page);
    json_t *json = result_json(result);
    assert_int_equal(json_integer_value(json_object_get(json, "states")), FRONTS * (LATER + 1));
    compare_dates(json, LATER + 1, v);
    json_decref(json);
    parley_result_free(result);
}

// A move that would take the front away, and an effect that takes all risk away, do not put off a deadline or
// an event: with a pie too small to agree on, the first party has its flow for three rounds and then 0.5.
static void a_deadline_beats_effects_and_moves(void **state) {
    (void)state;
    static const char text[] =
        "outcome: {pie: 0}\nparties:\n"
        "  P0: {discount: 0.5, disagreement: 1, breakdown: 0.5}\n  P1: {discount: 0.5, disagreement: 1}\n"
        "leverage:\n  front:\n    levels: [a, b]\n    effects:\n"
        "      breakdown_risk: {scale: [0, 0]}\n      P0.disagreement: {add: [0, 1]}\n"
        "moves: {push: {by: P0, cost: 0, shift: {front: 1}}}\n"
        "timeline: [{at: 1, set: {front: a}}, {at: 2, set: {front: a}}]\ndeadline: {after: 3}\n";
    parley_result *result = certified(solve_text(text));
    assert_near(value_of(result, 0), 0.5 * (1 + 0.5 + 0.25) + 0.125 * 0.5, 1e-12);
    assert_near(metric(result, "agreement.breakdown"), 1, 1e-12);
    parley_result_free(result);
}

// 1,000 rounds of a game of ten states and four parties: each round is solved once, so the work per round is
// that of a short game, and no more than that of the ten states without a date.
static void a_long_deadline_costs_its_rounds_and_no_more(void **state) {
    (void)state;
    double work[3];
    static const size_t ROUNDS[] = {0, 100, 1000};
    for (size_t k = 0; k < 3; k++) {
        static const double d[] = {0.9, 0.92, 0.94, 0.96}, weight[] = {1, 1.3, 1.6, 1.9};
        struct page page;
        parties_write(&page, 4, d, weight);
        page_add(&page, "agreement: majority\nleverage:\n  front:\n    drift: {up: 0.2, down: 0.15}\n");
        page_levels(&page, 10, 4);
        page_add(&page, "    effects: {P0.disagreement: {add: [0, -0.02, -0.04, -0.06, -0.08, -0.1, -0.12, "
                        "-0.14, -0.16, -0.18]}}\n");
        if (ROUNDS[k] > 0) page_add(&page, "deadline: {after: %zu}\n", ROUNDS[k]);
        parley_result *result = page_solve(&page);
        json_t *json = result_json(result), *effort = json_object_get(json, "equilibrium");
        double applications = json_number_value(json_object_get(effort, "operator_applications"));
        double components = json_number_value(json_object_get(effort, "components"));
        double states = json_number_value(json_object_get(json, "states"));
        work[k] = applications / components * states / (ROUNDS[k] > 0 ? (double)ROUNDS[k] * 10 : 10);
        json_decref(json);
        parley_result_free(result);
    }
    assert_true(work[1] <= work[0]);
    assert_true(work[2] <= 1.1 * work[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alternating_offers_to_a_deadline_have_their_closed_form),
        cmocka_unit_test(under_a_closed_rule_every_party_has_its_nth_and_the_last_proposer_all),
        cmocka_unit_test(unanimity_with_unequal_parties_follows_its_recursion),
        cmocka_unit_test(announced_events_before_a_deadline_follow_backward_induction),
        cmocka_unit_test(after_the_last_event_the_game_is_stationary),
        cmocka_unit_test(a_deadline_beats_effects_and_moves),
        cmocka_unit_test(a_long_deadline_costs_its_rounds_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
