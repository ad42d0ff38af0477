// SPDX-License-Identifier: GPL-3.0-or-later
// The chance that a vote carries is the sum over all sets of yeses that win, and its slopes are exact: the
// chance is linear in each party's yes, so that a difference over the whole range is the derivative.
#include "equilibrium/carry.h"
#include "support.h"
#include <cmocka.h>

enum { PARTIES = 7 };

static uint64_t seed;

static double draw(void) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(seed >> 11) / 9007199254740992.0;
}

static double by_sets(const struct rule *rule, const double *yes) {
    double chance = 0;
    for (coalition some = 0; some < (coalition)1 << PARTIES; some++) {
        double one = rule_wins(rule, some);
        for (size_t i = 0; i < PARTIES; i++)
            if (rule->table >> i & 1) one *= some >> i & 1 ? yes[i] : 1 - yes[i];
        chance += one;
    }
    return chance;
}

// kind: 0 equal votes, 1 small whole numbers, 2 numbers with nothing in common
static struct rule rule_draw(double *votes, int kind) {
    struct rule rule = {.votes = votes, .table = 127};
    double total = 0;
    if (draw() < 0.3) rule.table &= ~((coalition)1 << (size_t)(draw() * PARTIES));
    for (size_t i = 0; i < PARTIES; i++) {
        votes[i] = !(rule.table >> i & 1) ? 0 : kind == 0 ? 1 : kind == 1 ? floor(draw() * 4) : draw() + 0.1;
        total += votes[i];
        if (rule.table >> i & 1 && draw() < 0.15) rule.veto |= (coalition)1 << i;
    }
    rule.unanimity = draw() < 0.1;
    rule.strict = draw() < 0.5;
    rule.quota = rule.strict ? total / 2 : total * (0.2 + 0.7 * draw());
    return rule;
}

static void the_chance_is_the_sum_over_all_winning_sets(void **state) {
    (void)state;
    struct carry *carry = carry_new(2); // fewer than there are rules: what is remembered is replaced
    seed = 1;
    for (size_t trial = 0; trial < 300; trial++) {
        double votes[PARTIES], yes[PARTIES], slope[PARTIES], chance = NAN;
        struct rule rule = rule_draw(votes, (int)(trial % 3));
        for (size_t i = 0; i < PARTIES; i++)
            yes[i] = trial % 5 == 0 ? floor(2 * draw()) : draw();
        assert_true(carry_chance(carry, &rule, trial, PARTIES, yes, slope, &chance));
        assert_near(chance, by_sets(&rule, yes), 1e-14);
        for (size_t i = 0; i < PARTIES; i++) {
            double sure[PARTIES], never[PARTIES];
            memcpy(sure, yes, sizeof sure);
            memcpy(never, yes, sizeof never);
            sure[i] = 1;
            never[i] = 0;
            assert_near(slope[i], by_sets(&rule, sure) - by_sets(&rule, never), 1e-14);
        }
    }
    carry_free(carry);
}

static void a_rule_that_is_seen_again_gives_the_same_bits(void **state) {
    (void)state;
    struct carry *carry = carry_new(1);
    double votes[] = {0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.3}, other[] = {1, 1, 1, 1, 1, 1, 1};
    struct rule rule = {.votes = votes, .table = 127, .quota = 0.8};
    struct rule equal = {.votes = other, .table = 127, .quota = 4};
    double yes[] = {0.9, 0.1, 0.5, 0.3, 0.7, 0.2, 0.6}, slope[PARTIES], first = NAN, again = NAN;
    assert_true(carry_chance(carry, &rule, 0, PARTIES, yes, slope, &first));
    assert_true(carry_chance(carry, &equal, 0, PARTIES, yes, slope, &again));
    assert_true(carry_chance(carry, &rule, 0, PARTIES, yes, slope, &again));
    assert_memory_equal(&first, &again, sizeof first);
    carry_free(carry);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chance_is_the_sum_over_all_winning_sets),
        cmocka_unit_test(a_rule_that_is_seen_again_gives_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
