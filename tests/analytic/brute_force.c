// SPDX-License-Identifier: GPL-3.0-or-later
// Two parties, three states, unanimity over a pie, everything drawn at random: pies, chances to propose, idle
// rounds, flows, breakdown and its payoffs, authority, patience and its change with the state. The Bellman
// equations are written down here a second time and solved by plain value iteration, a contraction with the
// largest discount factor as its modulus (A. Merlo and C. Wilson 1995, Econometrica 63).
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { STATES = 3 };

struct dispute {
    double pie[STATES], idle[STATES], risk[STATES], matrix[STATES * STATES];
    // per party and state
    double discount[2][STATES], weight[2][STATES], flow[2][STATES], broken[2][STATES], authority[2][STATES];
};

static void dispute_draw(uint64_t *seed, struct dispute *dispute) {
    random_rows(seed, dispute->matrix, STATES);
    for (size_t s = 0; s < STATES; s++) {
        dispute->pie[s] = random_between(seed, 0, 2);
        dispute->idle[s] = random_between(seed, 0, 0.5);
        dispute->risk[s] = random_between(seed, 0, 0.3);
        for (size_t i = 0; i < 2; i++) {
            dispute->discount[i][s] = random_between(seed, 0.3, 0.98);
            dispute->weight[i][s] = random_between(seed, 0.05, 1);
            dispute->flow[i][s] = random_between(seed, 0, 1);
            dispute->broken[i][s] = random_between(seed, 0, 1);
            dispute->authority[i][s] = random_between(seed, 0.3, 1);
        }
    }
}

// One application of the Bellman operator: next = T(v).
static void dispute_step(const struct dispute *dispute, double v[2][STATES], double next[2][STATES]) {
    for (size_t s = 0; s < STATES; s++) {
        double wait[2];
        for (size_t i = 0; i < 2; i++) {
            double later = 0, d = dispute->discount[i][s], b = dispute->risk[s];
            for (size_t to = 0; to < STATES; to++)
                later += dispute->matrix[s * STATES + to] * v[i][to];
            wait[i] = (1 - d) * dispute->flow[i][s] + d * (b * dispute->broken[i][s] + (1 - b) * later);
        }
        double ratified = dispute->authority[0][s] * dispute->authority[1][s];
        double weights = dispute->weight[0][s] + dispute->weight[1][s];
        for (size_t i = 0; i < 2; i++) {
            double chance = (1 - dispute->idle[s]) * dispute->weight[i][s] / weights;
            // i proposes: the other gets its reservation value, or i lets the round go by
            double settled = ratified * (dispute->pie[s] - wait[1 - i]) + (1 - ratified) * wait[i];
            next[i][s] = chance * fmax(settled, wait[i]) + (1 - chance) * wait[i];
        }
    }
}

static void dispute_iterate(const struct dispute *dispute, double v[2][STATES]) {
    double step = INFINITY;
    memset(v, 0, 2 * sizeof *v);
    while (step > 1e-15) {
        double next[2][STATES];
        dispute_step(dispute, v, next);
        step = 0;
        for (size_t i = 0; i < 2; i++)
            for (size_t s = 0; s < STATES; s++)
                step = fmax(step, fabs(next[i][s] - v[i][s]));
        memcpy(v, next, sizeof next);
    }
}

static void effect_write(struct page *page, const char *path, const double *set) {
    page_add(page, "      %s: {set: ", path);
    page_list(page, set, STATES);
    page_add(page, "}\n");
}

static void dispute_write(const struct dispute *dispute, struct page *page) {
    page->length = 0;
    page_add(page,
             "outcome: {pie: 1}\nparties: {P0: {discount: 0.5}, P1: {discount: 0.5}}\nleverage:\n  c:\n");
    page_levels(page, STATES, 4);
    page_add(page, "    transition:\n");
    page_matrix(page, dispute->matrix, STATES, 6);
    page_add(page, "    effects:\n");
    effect_write(page, "pie", dispute->pie);
    effect_write(page, "idle", dispute->idle);
    effect_write(page, "breakdown_risk", dispute->risk);
    for (size_t i = 0; i < 2; i++) {
        effect_write(page, i == 0 ? "P0.discount" : "P1.discount", dispute->discount[i]);
        effect_write(page, i == 0 ? "P0.initiative" : "P1.initiative", dispute->weight[i]);
        effect_write(page, i == 0 ? "P0.disagreement" : "P1.disagreement", dispute->flow[i]);
        effect_write(page, i == 0 ? "P0.breakdown" : "P1.breakdown", dispute->broken[i]);
        effect_write(page, i == 0 ? "P0.authority" : "P1.authority", dispute->authority[i]);
    }
}

static void the_solver_agrees_with_value_iteration_on_a_hundred_random_games(void **state) {
    (void)state;
    uint64_t seed = 5;
    size_t settled = 0, delayed = 0;
    for (size_t trial = 0; trial < 100; trial++) {
        struct dispute dispute;
        double v[2][STATES];
        struct page page;
        dispute_draw(&seed, &dispute);
        dispute_iterate(&dispute, v);
        dispute_write(&dispute, &page);
        parley_result *result = page_solve(&page);
        json_t *json = result_json(result);
        for (size_t s = 0; s < STATES; s++) {
            for (size_t i = 0; i < 2; i++)
                assert_near(state_value(json, s, i), v[i][s], 1e-8);
            if (state_settlement(json, s) > 0)
                settled++;
            else
                delayed++;
        }
        json_decref(json);
        parley_result_free(result);
    }
    assert_true(settled >= 50 && delayed >= 50); // both kinds of state are tried
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_solver_agrees_with_value_iteration_on_a_hundred_random_games),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
