// SPDX-License-Identifier: GPL-3.0-or-later
// Points of a sweep: rows hold the closed form of two parties, V_A = (1 - b) / (2 - a - b), whatever stood at
// the points before; points out of range are refused, before and after others; parts of an outcome that are
// left out do not change those that are computed.
#include "unit/swept.h"

#include "equilibrium/equilibrium.h"
#include "equilibrium/resolver.h"
#include "outcome/metrics.h"

static const char two[] = "title: Two\nparties: {A: {discount_rate: 0.1}, B: {discount: 0.9}}\n"
                          "outcome: {pie: 1}\nagreement: {rule: unanimity}\n";

static void a_point_is_what_setting_it_says(void **state) {
    (void)state;
    // A is given a rate in the file: its factor replaces it. B's may leave its range.
    static const char *const vary[] = {"A.discount=0.95,0.5,0.8,0.6"}, *const derive[] = {
                                                                           "B.discount = 1.1 * A.discount"};
    static const char *const metrics[] = {"value.A", "agreement.first_period"};
    const struct plan_request request = {.vary = vary,
                                         .vary_count = 1,
                                         .derive = derive,
                                         .derive_count = 1,
                                         .metrics = metrics,
                                         .metric_count = 2,
                                         .tolerance = 1e-8,
                                         .scenario_text = two};
    struct swept swept;
    swept_begin(&swept, two, &request, 0);
    assert_int_equal(swept_run(&swept, NULL), PARLEY_OK);
    assert_int_equal(swept.tally.points, 4);
    assert_int_equal(swept.tally.refused, 1);
    assert_true(swept_row(&swept, 0)[ROW_STATUS] == POINT_REFUSED);
    for (size_t k = ROW_EPSILON; k < 4; k++)
        assert_true(isnan(swept_row(&swept, 0)[k]));
    for (uint64_t k = 1; k < 4; k++) {
        const double a = (double[]){0, 0.5, 0.8, 0.6}[k], *row = swept_row(&swept, k);
        assert_true(row[ROW_STATUS] == POINT_CERTIFIED && row[ROW_EPSILON] < 1e-9);
        assert_near(row[ROW_METRICS], (1 - 1.1 * a) / (2 - 2.1 * a), 1e-9);
        assert_near(row[ROW_METRICS + 1], 1, 1e-12);
    }
    swept_clear(&swept);
}

// Three whose equilibria mix: what a point starts from shows in the last digits.
static const char three[] = "title: Three\nagreement: {rule: majority}\noutcome: {pie: 1}\n"
                            "parties: {A: {discount: 0.9}, B: {discount: 0.85}, C: {discount: 0.8}}\n";

// Blocks of four one by one, each with a worker of its own, from the last to the first, and all with one.
static void each_block_alone_is_the_same(const char *text, const struct plan_request *request,
                                         uint64_t blocks, uint64_t refused) {
    struct swept forth, back;
    swept_begin(&forth, text, request, 4);
    swept_begin(&back, text, request, 4);
    assert_int_equal(swept_run(&forth, NULL), PARLEY_OK);
    assert_int_equal(forth.tally.refused, refused);
    assert_int_equal(store_blocks(&forth.plan.layout), blocks);
    for (uint64_t block = blocks; block-- > 0;) {
        struct swept one = back;
        one.plan.layout.points = 4 * (block + 1);
        one.job.layout = &one.plan.layout;
        one.job.context = &one;
        one.next = block;
        one.plan.layout.coordinates = forth.plan.layout.coordinates;
        assert_int_equal(sweep_run(&one.job, &one.tally, NULL), PARLEY_OK);
        assert_int_equal(one.tally.points, 4);
    }
    assert_memory_equal(forth.rows, back.rows, swept_bytes(&forth));
    swept_clear(&forth);
    swept_clear(&back);
}

static void blocks_do_not_know_of_each_other(void **state) {
    (void)state;
    // every block of 4 begins with two refusals: no quota of 3.6 with three votes
    static const char *const vary[] = {"A.discount=0.85:0.97:30", "agreement.quota=3.6,3.5,2,2.5"};
    const struct plan_request request = {
        .vary = vary, .vary_count = 2, .tolerance = 1e-8, .scenario_text = three};
    each_block_alone_is_the_same(three, &request, 30, 60);
}

// Rounds are components of their own, which are solved backwards; two regimes, and both without the demand.
static const char rounds[] =
    "title: Rounds\n"
    "period: 1 month\n"
    "outcome: {pie: 1}\n"
    "breakdown_risk: 0.01\n"
    "idle: 0.3\n"
    "parties:\n"
    "  A: {discount_rate: 0.1, disagreement: 0.05}\n"
    "  B: {discount_rate: 0.15, disagreement: -0.1, loss_aversion: 1.5, aspiration: 0.55, susceptibility: "
    "0.9}\n"
    "leverage:\n"
    "  front: {levels: [back, stalemate, forth], start: stalemate, drift: {up: 0.08, down: 0.06},\n"
    "    effects: {pie: {scale: [0.8, 0.9, 1]}, A.disagreement: {add: [-0.1, 0, 0.1]}}}\n"
    "anchors: {all: {by: A, shares: {A: 0.95}}}\n"
    "anchoring: {depth: 2, pull: 0.9, fade: 0.05}\n"
    "timeline: [{at: 12, change: {A.disagreement: 0.02}}]\n"
    "surprises: [{at: 4, set: {front: back}, change: {anchoring.fade: 0.3, breakdown_risk: 0.03}}]\n";

static void regimes_do_not_know_of_other_blocks(void **state) {
    (void)state;
    static const char *const vary[] = {"A.discount_rate=0.02:0.3:20", "surprises.1.at=4,20"};
    static const char *const metrics[] = {"value.A", "value_at.B.6", "surprise.A.1", "anchoring_gain.A"};
    const struct plan_request request = {.vary = vary,
                                         .vary_count = 2,
                                         .metrics = metrics,
                                         .metric_count = 4,
                                         .tolerance = 1e-8,
                                         .scenario_text = rounds};
    each_block_alone_is_the_same(rounds, &request, 10, 0);
    struct plan_request other = request; // nothing is read anew
    other.vary_count = 1;
    each_block_alone_is_the_same(rounds, &other, 5, 0);
}

// From the beginning, to the last bit: nothing of the games before shows.
static void a_solver_used_again_solves_as_a_new_one_does(void **state) {
    (void)state;
    const struct solve_options options = {.threads = 1, .tolerance = 1e-8};
    struct resolver *used = resolver_new(&options);
    struct scenario *scenario = NULL;
    struct game *last = NULL;
    assert_int_equal(scenario_parse(rounds, sizeof rounds - 1, "rounds", &scenario, NULL), PARLEY_OK);
    for (int k = 0; k < 20; k++) {
        struct resolver *new = resolver_new(&options);
        const struct profile *again, *once;
        struct effort effort;
        struct game *game = NULL;
        scenario->parties[0].discount_rate = 0.02 + 0.015 * k;
        scenario->breakdown_risk = k % 2 ? 0.05 : 0;
        assert_int_equal(game_compile(scenario, &game, NULL), PARLEY_OK);
        assert_int_equal(resolver_solve(used, game, false, &again, &effort, NULL), PARLEY_OK);
        assert_int_equal(resolver_solve(new, game, false, &once, &effort, NULL), PARLEY_OK);
        assert_memory_equal(again->value, once->value, game->states * game->parties * sizeof(double));
        resolver_free(new);
        game_free(last);
        last = game;
    }
    resolver_free(used);
    game_free(last);
    scenario_free(scenario);
}

struct kept {
    struct scenario *scenario;
    struct game *game;
    struct profile *profile;
    struct outcome *whole;
    size_t seen, defined;
};

// The metric from its own parts alone is that from the whole, bit for bit.
static bool part_check(void *context, const struct metric *metric) {
    struct kept *kept = context;
    struct metric_handle handle;
    struct outcome *outcome = NULL;
    struct text path = {0};
    size_t length = strlen(metric->path);
    bool numbered = length > 2 && strcmp(metric->path + length - 2, ".N") == 0;
    text_append(&path, "%.*s%s", (int)(numbered ? length - 1 : length), metric->path, numbered ? "2" : "");
    assert_int_equal(metric_find(kept->scenario, path.data, &handle, NULL), PARLEY_OK);
    assert_int_equal(outcome_compute_parts(kept->game, kept->profile, metric_parts(&handle), &outcome, NULL),
                     PARLEY_OK);
    double part = metric_value(&handle, outcome, 1e-12), whole = metric_value(&handle, kept->whole, 1e-12);
    if (memcmp(&part, &whole, sizeof part) != 0 && !(isnan(part) && isnan(whole)))
        print_error("%s: %.17g, not %.17g\n", path.data, part, whole);
    assert_true(part == whole || (isnan(part) && isnan(whole)));
    kept->seen++;
    kept->defined += isnan(part) ? 0 : 1;
    outcome_free(outcome);
    text_free(&path);
    return true;
}

static void parts_are_those_of_the_whole(const char *text) {
    const struct solve_options options = {.threads = 1, .tolerance = 1e-8};
    struct kept kept = {.seen = 0};
    struct effort effort;
    assert_int_equal(scenario_parse(text, strlen(text), "parts", &kept.scenario, NULL), PARLEY_OK);
    assert_int_equal(game_compile(kept.scenario, &kept.game, NULL), PARLEY_OK);
    assert_int_equal(equilibrium_solve(kept.game, &options, &kept.profile, &effort, NULL), PARLEY_OK);
    assert_int_equal(outcome_compute(kept.game, kept.profile, &kept.whole, NULL), PARLEY_OK);
    assert_true(metrics_visit(kept.scenario, part_check, &kept));
    assert_true(kept.seen > 30 && kept.defined > 20);
    outcome_free(kept.whole);
    profile_free(kept.profile);
    game_free(kept.game);
    scenario_free(kept.scenario);
}

static void every_metric_names_the_parts_it_needs(void **state) {
    (void)state;
    parts_are_those_of_the_whole(
        "title: Dug\nparties: {A: {discount: 0.9}, B: {discount: 0.9, outside: 0.2}}\noutcome: {pie: 1}\n"
        "breakdown_risk: 0.05\nidle: 0.5\nleverage:\n"
        "  pit: {levels: [shallow, deep], effects: {pie: {set: [1, 3]}}}\n"
        "moves: {dig: {by: A, cost: 0.05, shift: {pit: +1}, chance: 0.5}}\n");
    parts_are_those_of_the_whole(
        "title: Issues\nparties:\n  A: {discount: 0.9, issues: {x: {ideal: 0}, y: {ideal: 1}}}\n"
        "  B: {discount: 0.8, issues: {x: {ideal: 1}, y: {ideal: 0.2}}}\n"
        "outcome: {issues: {x: {range: [0, 1]}, y: {range: [0, 1]}}}\nidle: 0.3\n");
    parts_are_those_of_the_whole(
        "title: Menu\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\nidle: 0.3\n"
        "outcome: {deals: {p: {utility: {A: 0.6, B: 0.6}}, q: {utility: {A: 0.5, B: 0.1}}}}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_is_what_setting_it_says),
        cmocka_unit_test(blocks_do_not_know_of_each_other),
        cmocka_unit_test(regimes_do_not_know_of_other_blocks),
        cmocka_unit_test(a_solver_used_again_solves_as_a_new_one_does),
        cmocka_unit_test(every_metric_names_the_parts_it_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
