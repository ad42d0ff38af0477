// SPDX-License-Identifier: GPL-3.0-or-later
// Issues in the compiled game: positions are fractions of the ranges, saliences sum to 1, state by state, and
// a state in which an effect takes an ideal point out of its range, or all saliences away, is refused by
// name. Wanted numbers are worked out by hand from u_i(y) = 1 - sum_k omega_ik |y_k - theta_ik|^e_ik.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "game/game.h"

#define START                                                                                                \
    "parties:\n"                                                                                             \
    "  A: {discount: 0.9, issues: {x: {ideal: 1, salience: 1}, y: {ideal: 60, salience: 3}}}\n"              \
    "  B: {discount: 0.9, loss_aversion: 1, aspiration: 0.5, susceptibility: 1,\n"                           \
    "      issues: {x: {ideal: 0, salience: 1e308}, y: {ideal: -20, salience: 1e308, exponent: 1}}}\n"
#define RANGES "issues: {x: {range: [0, 1], exponent: 3}, y: {range: [-20, 80]}}"

// A scenario and its game; game NULL if it was refused, and then `errors` says why.
struct bench {
    struct scenario *scenario;
    struct game *game;
    struct errors errors;
};

static struct bench compiled(const char *text) {
    struct bench bench = {0};
    enum parley_status status = scenario_parse(text, strlen(text), "test", &bench.scenario, &bench.errors);
    if (status != PARLEY_OK) print_error("%s\n", bench.errors.items[0].text);
    assert_int_equal(status, PARLEY_OK);
    status = game_compile(bench.scenario, &bench.game, &bench.errors);
    assert_int_equal(status == PARLEY_OK, bench.game != NULL);
    return bench;
}

static void bench_clear(struct bench *bench) {
    game_free(bench->game);
    scenario_free(bench->scenario);
    errors_free(&bench->errors);
}

static void positions_are_fractions_and_saliences_sum_to_1(void **state) {
    (void)state;
    struct bench bench = compiled(START "outcome: {" RANGES "}\n");
    const struct game *game = bench.game;
    assert_non_null(game);
    assert_true(game_is_spatial(game));
    assert_near(game->ideal[0], 1, 0);
    assert_near(game->ideal[1], 0.8, 1e-15);
    assert_near(game->salience[0], 0.25, 1e-15);
    assert_near(game->salience[1], 0.75, 1e-15);
    assert_near(game->ideal[3], 0, 0);
    assert_near(game->salience[2], 0.5, 1e-15); // although 2e308 is no double
    assert_near(game->salience[3], 0.5, 1e-15);
    assert_near(game->exponent[0], 3, 0);
    assert_near(game->exponent[1], 2, 0);
    assert_near(game->exponent[2], 3, 0);
    assert_near(game->exponent[3], 1, 0);
    assert_near(game_in_unit(game, 1, 0.25), 5, 1e-14);
    const double y[] = {0.5, 0.3};
    assert_near(game_utility_at(game, 0, 0, y), 1 - 0.25 * 0.125 - 0.75 * 0.25, 1e-15);
    assert_near(game_utility_at(game, 1, 0, y), 1 - 0.5 * 0.125 - 0.5 * 0.3, 1e-15);
    bench_clear(&bench);
}

static void effects_move_ideal_points_and_saliences_by_state(void **state) {
    (void)state;
    struct bench bench = compiled(START "outcome: {" RANGES "}\n"
                                        "leverage:\n  c:\n    levels: [a, b]\n    effects:\n"
                                        "      A.issues.y.ideal: {add: [0, -30]}\n"
                                        "      A.issues.x.salience: {set: [~, 0]}\n");
    const struct game *game = bench.game;
    assert_non_null(game);
    assert_near(game->ideal[1], 0.8, 1e-15);
    assert_near(game->ideal[4 + 1], 0.5, 1e-15);
    assert_near(game->salience[0], 0.25, 1e-15);
    assert_near(game->salience[4], 0, 0);
    assert_near(game->salience[4 + 1], 1, 0);
    bench_clear(&bench);
}

static void deals_and_anchors_are_worth_what_their_positions_are(void **state) {
    (void)state;
    struct bench bench = compiled(START "outcome: {" RANGES ", deals: {half: {at: {x: 0.5, y: 10}}, "
                                        "bare: {utility: {A: 7, B: 8}}}}\n"
                                        "anchors: {plan: {by: A, at: {x: 1, y: 80}}}\n");
    const struct game *game = bench.game;
    assert_non_null(game);
    assert_false(game_is_spatial(game));
    assert_near(game_deal(game, 0, 0)[0], 1 - 0.25 * 0.125 - 0.75 * 0.25, 1e-15);
    assert_near(game_deal(game, 0, 0)[1], 1 - 0.5 * 0.125 - 0.5 * 0.3, 1e-15);
    assert_near(game_deal(game, 0, 1)[0], 7, 0);
    assert_near(game_deal(game, 0, 1)[1], 8, 0);
    assert_near(game->reference[1], 0.5, 0);       // nothing on the table: B's aspiration
    assert_near(game->reference[2 + 1], 0, 1e-15); // the plan: the worst that can happen to B
    bench_clear(&bench);
}

struct refusal {
    const char *claim, *effects;
    size_t line, column;
    const char *phrase;
};

static const struct refusal refusals[] = {
    {"an effect cannot take an ideal point out of its range", "A.issues.y.ideal: {add: [0, 30]}", 2, 59,
     "A.issues.y.ideal becomes 90 at c=b; it must be in the issue's range [-20, 80]"},
    {"an effect cannot set an ideal point below its range", "B.issues.x.ideal: {set: [-0.5, ~]}", 4, 16,
     "B.issues.x.ideal becomes -0.5 at c=a; it must be in the issue's range [0, 1]"},
    {"effects cannot take all saliences away",
     "A.issues.x.salience: {set: [~, 0]}, A.issues.y.salience: {scale: [1, 0]}", 2, 3,
     "the saliences of party 'A' are all 0 at c=b; some issue must matter to it"},
    {"an effect cannot make a salience negative", "A.issues.y.salience: {add: [0, -4]}", 7, 33,
     "A.issues.y.salience becomes -1 at c=b; it must be >= 0"},
};

static void effect_is_refused(void **state) {
    const struct refusal *refusal = *state;
    struct text text = {0};
    text_append(&text, START "outcome: {" RANGES "}\nleverage:\n  c: {levels: [a, b], effects: {%s}}\n",
                refusal->effects);
    struct bench bench = compiled(text.data);
    assert_null(bench.game);
    assert_int_equal(bench.errors.count, 1);
    const struct error *error = &bench.errors.items[0];
    bool right = error->at.line == refusal->line && error->at.column == refusal->column &&
                 strstr(error->text, refusal->phrase);
    if (!right) print_error("got %zu:%zu: %s\n", error->at.line, error->at.column, error->text);
    assert_true(right);
    bench_clear(&bench);
    text_free(&text);
}

int main(void) {
    enum { REFUSALS = sizeof refusals / sizeof *refusals };
    static struct CMUnitTest rows[REFUSALS];
    for (size_t k = 0; k < REFUSALS; k++)
        rows[k] = (struct CMUnitTest){refusals[k].claim, effect_is_refused, NULL, NULL,
                                      (void *)(uintptr_t)&refusals[k]};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_are_fractions_and_saliences_sum_to_1),
        cmocka_unit_test(effects_move_ideal_points_and_saliences_by_state),
        cmocka_unit_test(deals_and_anchors_are_worth_what_their_positions_are),
    };
    int failed = cmocka_run_group_tests_name("effects on stances", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("issues in the game", tests, NULL, NULL);
}
