// SPDX-License-Identifier: GPL-3.0-or-later
// Bargaining that must end, written as a channel that counts the rounds. Players alternate; after the last
// round they get what breakdown gives.
//   I. Stahl (1972), Bargaining Theory: backward induction. In the last round the proposer takes all above
//   the other's breakdown payoff; before that it gives the other (1 - d) f + d v, where v is what the other
//   has in the round to come. With a pie that changes, a round without enough to share goes by.
// The calendar is told to the program in three ways, which must come to the same.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { ROUNDS_MOST = 60 };

struct contest {
    size_t rounds;
    double discount[2], flow[2], broken[2], pie[ROUNDS_MOST];
};

// How the scenario ends: talks break down in the last round, or one round later, or the pie is gone one round
// later.
enum ending { RISK_IN_LAST_ROUND, RISK_AFTER, NO_PIE_AFTER };

// v[t][i]: value of i at the start of round t; even rounds are the first player's.
static void induce_backward(const struct contest *contest, double v[][2]) {
    for (size_t t = contest->rounds; t-- > 0;) {
        double wait[2];
        for (size_t i = 0; i < 2; i++) {
            double d = contest->discount[i];
            double later = t + 1 < contest->rounds ? v[t + 1][i] : contest->broken[i];
            wait[i] = (1 - d) * contest->flow[i] + d * later;
        }
        size_t j = t % 2, other = 1 - j;
        bool agreed = contest->pie[t] >= wait[0] + wait[1];
        v[t][other] = wait[other];
        v[t][j] = agreed ? contest->pie[t] - wait[other] : wait[j];
    }
}

// Each level leads to the next; the last stays.
static void calendar_write(struct page *page, size_t levels) {
    page_levels(page, levels, 4);
    page_add(page, "    transition:\n");
    for (size_t from = 0; from < levels; from++) {
        page_add(page, "      - [");
        for (size_t to = 0; to < levels; to++)
            page_add(page, "%s%d", to > 0 ? "," : "", to == from + 1 || (to == from && to + 1 == levels));
        page_add(page, "]\n");
    }
}

static void contest_write(const struct contest *contest, enum ending ending, struct page *page) {
    size_t rounds = contest->rounds, levels = rounds + (ending != RISK_IN_LAST_ROUND);
    page->length = 0;
    page_add(page, "outcome: {pie: 1}\nparties:\n");
    for (size_t i = 0; i < 2; i++)
        page_add(page, "  P%zu: {discount: %.17g, disagreement: %.17g, breakdown: %.17g}\n", i,
                 contest->discount[i], contest->flow[i], contest->broken[i]);
    page_add(page, "leverage:\n  calendar:\n");
    calendar_write(page, levels);
    page_add(page, "    effects:\n      breakdown_risk: {set: [");
    for (size_t t = 0; t < levels; t++)
        page_add(page, "%s%d", t > 0 ? "," : "", ending != NO_PIE_AFTER && t + 1 == levels);
    page_add(page, "]}\n      pie: {set: [");
    for (size_t t = 0; t < levels; t++)
        page_add(page, "%s%.17g", t > 0 ? "," : "", t < rounds ? contest->pie[t] : 0);
    for (size_t i = 0; i < 2; i++) {
        page_add(page, "]}\n      P%zu.initiative: {set: [", i);
        for (size_t t = 0; t < levels; t++)
            page_add(page, "%s%d", t > 0 ? "," : "", t % 2 == i);
    }
    page_add(page, "]}\n");
}

static void compare_with_induction(const struct contest *contest, enum ending ending) {
    double v[ROUNDS_MOST][2];
    struct page page;
    induce_backward(contest, v);
    contest_write(contest, ending, &page);
    parley_result *result = page_solve(&page);
    json_t *json = result_json(result);
    for (size_t t = 0; t < contest->rounds; t++)
        for (size_t i = 0; i < 2; i++)
            assert_near(state_value(json, t, i), v[t][i], 1e-12);
    json_decref(json);
    parley_result_free(result);
}

static void a_fixed_pie_follows_backward_induction_for_any_number_of_rounds(void **state) {
    (void)state;
    static const size_t ROUNDS[] = {1, 2, 3, 10, 59, 60};
    static const double DISCOUNTS[][2] = {{0.9, 0.8}, {0.3, 0.99}, {0.9999, 0.9999}};
    for (size_t k = 0; k < sizeof ROUNDS / sizeof *ROUNDS; k++)
        for (size_t d = 0; d < sizeof DISCOUNTS / sizeof *DISCOUNTS; d++) {
            struct contest contest = {.rounds = ROUNDS[k], .discount = {DISCOUNTS[d][0], DISCOUNTS[d][1]}};
            for (size_t t = 0; t < contest.rounds; t++)
                contest.pie[t] = 1;
            compare_with_induction(&contest, RISK_IN_LAST_ROUND);
            compare_with_induction(&contest, NO_PIE_AFTER);
        }
}

static void rounds_with_too_little_to_share_go_by(void **state) {
    (void)state;
    uint64_t seed = 6;
    for (size_t trial = 0; trial < 20; trial++) {
        struct contest contest = {.rounds = 1 + (size_t)random_between(&seed, 0, ROUNDS_MOST)};
        for (size_t i = 0; i < 2; i++) {
            contest.discount[i] = random_between(&seed, 0.5, 0.999);
            contest.flow[i] = random_between(&seed, 0, 0.6);
            contest.broken[i] = random_between(&seed, 0, 0.6);
        }
        for (size_t t = 0; t < contest.rounds; t++)
            contest.pie[t] = random_between(&seed, 0, 2);
        compare_with_induction(&contest, RISK_IN_LAST_ROUND);
    }
}

static void breakdown_a_round_after_the_last_costs_one_more_round(void **state) {
    (void)state;
    // With nothing to share after the last round the parties wait one round more, for (1 - d) f + d w.
    struct contest contest = {.rounds = 7, .discount = {0.9, 0.7}, .flow = {0.1, 0.2}, .broken = {0.3, 0.15}};
    for (size_t t = 0; t < contest.rounds; t++)
        contest.pie[t] = 1;
    struct contest same = contest;
    for (size_t i = 0; i < 2; i++)
        same.broken[i] =
            (1 - contest.discount[i]) * contest.flow[i] + contest.discount[i] * contest.broken[i];
    double v[2][ROUNDS_MOST][2];
    induce_backward(&contest, v[0]);
    induce_backward(&same, v[1]);
    struct page page;
    contest_write(&contest, RISK_AFTER, &page);
    parley_result *result = page_solve(&page);
    for (size_t i = 0; i < 2; i++) {
        assert_near(value_of(result, i), v[1][0][i], 1e-12);
        assert_true(fabs(v[1][0][i] - v[0][0][i]) > 1e-6);
    }
    parley_result_free(result);
}

static void a_long_horizon_approaches_rubinsteins_share(void **state) {
    (void)state;
    struct contest contest = {.rounds = ROUNDS_MOST, .discount = {0.6, 0.7}};
    for (size_t t = 0; t < contest.rounds; t++)
        contest.pie[t] = 1;
    struct page page;
    contest_write(&contest, RISK_IN_LAST_ROUND, &page);
    parley_result *result = page_solve(&page);
    // What is left of the last round after T rounds is of order (d1 d2)^(T / 2) = 0.42^30 = 5e-12.
    assert_near(value_of(result, 0), (1 - 0.7) / (1 - 0.6 * 0.7), 1e-11);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_pie_follows_backward_induction_for_any_number_of_rounds),
        cmocka_unit_test(rounds_with_too_little_to_share_go_by),
        cmocka_unit_test(breakdown_a_round_after_the_last_costs_one_more_round),
        cmocka_unit_test(a_long_horizon_approaches_rubinsteins_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
