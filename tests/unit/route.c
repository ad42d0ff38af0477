// SPDX-License-Identifier: GPL-3.0-or-later
// The route of a thread through the points of a block: every point once, from neighbour to neighbour; rows
// end where their points' numbers say. Warm and cold sweeps agree where the equilibrium is unique.
#include "unit/swept.h"

#include "sweep/route.h"

enum { SAMPLES = 100, BLOCK = 32 };

static const char two[] = "title: Two\n"
                          "parties: {A: {discount: 0.9}, B: {discount: 0.95}}\n"
                          "outcome: {pie: 1}\n";

static struct plan_request request_of(const char *const *over, size_t count) {
    return (struct plan_request){.over = over,
                                 .over_count = count,
                                 .design = {.kind = DESIGN_random, .samples = SAMPLES, .seed = 3},
                                 .tolerance = 1e-8,
                                 .scenario_text = two};
}

// One row per point that holds where the worker found itself.
static void walk(const struct route *route, uint64_t block, double *rows) {
    const struct store_layout *layout = route->job.layout;
    for (size_t k = 0; k < store_block_count(layout, block); k++)
        layout->coordinates(layout->context, block * layout->block_points + k, rows + k * store_row(layout));
}

static void every_point_is_visited_once_and_put_back(void **state) {
    (void)state;
    static const char *const over[] = {"A.discount=uniform(0.5, 0.9)", "B.outside=discrete(none: 1, 0.1: 1)"};
    const struct plan_request request = request_of(over, 2);
    struct swept swept;
    struct route route;
    double rows[BLOCK * ROW_METRICS * 20], wanted[2];
    swept_begin(&swept, two, &request, BLOCK);
    const struct store_layout *layout = &swept.plan.layout;
    size_t row = store_row(layout);
    assert_true(row <= ROW_METRICS * 20);
    assert_true(route_make(&swept.job, &route));
    for (uint64_t block = 0; block < store_blocks(layout); block++) { // the last is short
        route_plan(&route, block);
        walk(&route, block, rows);
        route_finish(&route, rows);
        for (size_t k = 0; k < store_block_count(layout, block); k++) {
            layout->coordinates(layout->context, block * BLOCK + k, wanted);
            assert_memory_equal(rows + k * row, wanted, sizeof wanted);
        }
    }
    route_clear(&route);
    swept_clear(&swept);
}

static void with_one_parameter_the_route_is_the_order_of_its_values(void **state) {
    (void)state;
    static const char *const over[] = {"A.discount=uniform(0.5, 0.9)"};
    const struct plan_request request = request_of(over, 1);
    struct swept swept;
    struct route route;
    double rows[BLOCK * ROW_METRICS * 20];
    swept_begin(&swept, two, &request, BLOCK);
    size_t row = store_row(&swept.plan.layout);
    assert_true(route_make(&swept.job, &route));
    route_plan(&route, 1);
    walk(&route, 1, rows);
    for (size_t k = 1; k < BLOCK; k++)
        assert_true(rows[k * row] > rows[(k - 1) * row]);
    route_clear(&route);
    swept_clear(&swept);
}

static void neighbours_take_less_work_and_agree_with_solves_from_the_beginning(void **state) {
    (void)state;
    static const char anchored[] =
        "title: Anchored\n"
        "parties:\n  One: {discount: 0.95}\n"
        "  Two: {discount: 0.9, loss_aversion: 1, aspiration: 0.7, susceptibility: 0.9}\n"
        "outcome: {pie: 1}\n"
        "anchors: {everything: {by: One, shares: {One: 1}}}\n"
        "anchoring: {depth: 3, pull: 1, fade: 0.3}\n";
    static const char *const over[] = {"One.discount=uniform(0.8, 0.97)"};
    const struct plan_request request = request_of(over, 1);
    struct swept warm, cold;
    swept_begin(&warm, anchored, &request, SAMPLES);
    swept_begin(&cold, anchored, &request, SAMPLES);
    warm.job.warm = cold.job.cold = true;
    assert_int_equal(swept_run(&warm, NULL), PARLEY_OK);
    assert_int_equal(swept_run(&cold, NULL), PARLEY_OK);
    for (uint64_t k = 0; k < SAMPLES; k++)
        assert_near(swept_row(&warm, k)[ROW_METRICS], swept_row(&cold, k)[ROW_METRICS], 1e-8);
    assert_true(3 * warm.tally.operator_applications < cold.tally.operator_applications);
    swept_clear(&warm);
    swept_clear(&cold);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_is_visited_once_and_put_back),
        cmocka_unit_test(with_one_parameter_the_route_is_the_order_of_its_values),
        cmocka_unit_test(neighbours_take_less_work_and_agree_with_solves_from_the_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
