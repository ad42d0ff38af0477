// SPDX-License-Identifier: GPL-3.0-or-later
// A thread of a sweep asks the system for no memory at points that need no more than those before: setting
// the parameters, checking them, compiling, solving, certifying and the metrics, in every regime and without
// anchors, refused points among them. (What is found on the way to a solution differs from point to point: so
// each sweep is done twice by one worker, and the second time is counted.) And what was compiled, solved or
// computed in that memory before does not change a bit of a row: each block, or each point if it is solved
// from the beginning, by a worker of its own, which compiles everything, gives the same.
//
// malloc and its kin are replaced in this program alone, which works with glibc and without sanitizers, whose
// own malloc must stay; elsewhere nothing is counted, and the rest holds all the same.
#include "unit/swept.h"

#include "core/file.h"
#include "fault/heap_count.h"
#include "sweep/worker.h"

// All blocks by one worker; how often it asked for memory meanwhile.
static size_t blocks_solve(struct swept *swept, struct worker *worker) {
    const struct store_layout *layout = &swept->plan.layout;
    swept->tally = (struct sweep_tally){0};
    heap.count = 0;
    heap.on = true;
    for (uint64_t block = 0; block < store_blocks(layout); block++) {
        double *rows = swept->rows + block * layout->block_points * store_row(layout);
        assert_int_equal(worker_block(worker, block, rows, &swept->tally, NULL), PARLEY_OK);
    }
    heap.on = false;
    return heap.count;
}

static void blocks_solve_apart(struct swept *swept) {
    const struct store_layout *layout = &swept->plan.layout;
    for (uint64_t block = 0; block < store_blocks(layout); block++) {
        struct worker *worker = NULL;
        double *rows = swept->rows + block * layout->block_points * store_row(layout);
        assert_int_equal(worker_new(&swept->job, &worker, NULL), PARLEY_OK);
        assert_int_equal(worker_block(worker, block, rows, &swept->tally, NULL), PARLEY_OK);
        worker_free(worker);
    }
}

enum { BLOCK_POINTS = 8 };

// The rows of this many points at once are those that were found.
static void assert_same_apart(const struct swept *found, const char *text, const struct plan_request *request,
                              size_t block_points) {
    struct swept apart;
    swept_begin(&apart, text, request, block_points);
    apart.job.cold = found->job.cold;
    apart.job.warm = found->job.warm;
    blocks_solve_apart(&apart);
    assert_memory_equal(apart.rows, found->rows, swept_bytes(found));
    swept_clear(&apart);
}

static void sweep_takes_no_memory(const char *text, const struct plan_request *request, uint64_t refused,
                                  bool cold) {
    struct swept first, again;
    struct worker *worker = NULL;
    swept_begin(&first, text, request, BLOCK_POINTS);
    swept_begin(&again, text, request, BLOCK_POINTS);
    first.job.cold = again.job.cold = cold;
    first.job.warm = again.job.warm = !cold;
    assert_int_equal(worker_new(&first.job, &worker, NULL), PARLEY_OK);
    assert_true(blocks_solve(&first, worker) > 0 || !HEAP_IS_OURS);
    size_t taken = blocks_solve(&again, worker);
    assert_int_equal(first.tally.refused, refused);
    assert_int_equal(first.tally.uncertified, 0);
    assert_memory_equal(again.rows, first.rows, swept_bytes(&first));
    assert_same_apart(&first, text, request, cold ? 1 : BLOCK_POINTS);
    if (taken > 0) print_error("%s: asked for memory %zu times\n", cold ? "cold" : "warm", taken);
    assert_int_equal(taken, 0);
    worker_free(worker);
    swept_clear(&first);
    swept_clear(&again);
}

struct study_case {
    const char *vary[2], *derive, *metrics[5];
    uint64_t refused;
};

static void case_takes_no_memory(const char *text, const struct study_case *the) {
    struct plan_request request = {.vary = the->vary,
                                   .vary_count = the->vary[1] ? 2 : 1,
                                   .derive = &the->derive,
                                   .derive_count = the->derive != NULL,
                                   .metrics = the->metrics,
                                   .tolerance = 1e-8,
                                   .scenario_text = text};
    while (request.metric_count < 5 && the->metrics[request.metric_count])
        request.metric_count++;
    sweep_takes_no_memory(text, &request, the->refused, false);
    sweep_takes_no_memory(text, &request, the->refused, true);
}

static void file_takes_no_memory(const char *path, const struct study_case *the) {
    char *text;
    size_t length;
    assert_int_equal(file_read(path, SCENARIO_BYTES_MAX, &text, &length, NULL), PARLEY_OK);
    case_takes_no_memory(text, the);
    free(text);
}

static void a_grid_of_baron_ferejohn_takes_no_memory(void **state) {
    (void)state;
    file_takes_no_memory("models/classics/baron-ferejohn.yaml",
                         &(struct study_case){.vary = {"A.discount=0.8:0.95:8", "B.discount=0.7:0.95:8"},
                                              .derive = "C.discount = 0.98 * B.discount"});
}

static void the_anchored_game_takes_no_memory(void **state) {
    (void)state;
    file_takes_no_memory(
        "models/classics/anchoring.yaml",
        &(struct study_case){.vary = {"One.discount=0.8:0.98:6", "Two.discount=0.8:0.98:6"}});
}

static void the_table_takes_no_memory(void **state) {
    (void)state;
    file_takes_no_memory(
        "models/classics/anchoring.yaml",
        &(struct study_case){.vary = {"anchoring.pull=0.5:1:5", "anchoring.fade=0.01:0.3:4"}});
}

static void issues_take_no_memory(void **state) {
    (void)state;
    file_takes_no_memory(
        "models/linkage.yaml",
        &(struct study_case){.vary = {"Russia.discount=0.9:0.98:8", "Russia.issues.relief.ideal=0.1:0.9:3"}});
}

static void a_menu_takes_no_memory(void **state) {
    (void)state;
    file_takes_no_memory("models/frozen-or-withdrawal.yaml",
                         &(struct study_case){.vary = {"Ukraine.disagreement=0.15:0.25:12"}});
}

// Two surprises, and the demand; of what the first changes one number is an axis, of itself and of what it
// becomes.
static const char surprising[] =
    "title: Surprising\n"
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
    "surprises:\n"
    "  - {at: 4, set: {front: back}, change: {anchoring.fade: 0.3, breakdown_risk: 0.03}}\n"
    "  - {at: 9, change: {A.disagreement: 0.02}}\n";

static const char *const surprised[] = {"value.A", "value_at.B.6", "surprise.A.1", "anchoring_gain.A",
                                        "agreement.first_period"};

static void surprises_take_no_memory(void **state) {
    (void)state;
    static const char *const axes[][2] = {
        {"A.discount_rate=0.02:0.3:12"},
        {"breakdown_risk=0:0.05:4", "surprises.1.change.breakdown_risk=0:0.05:4"},
        {"anchoring.fade=0.01:0.3:5", "leverage.front.effects.pie.scale.back=0.5:0.9:3"},
        {"start.front=back,stalemate,forth", "surprises.1.set.front=back,stalemate,forth"},
    };
    for (size_t k = 0; k < sizeof axes / sizeof *axes; k++) {
        struct study_case the = {.vary = {axes[k][0], axes[k][1]}};
        memcpy(the.metrics, surprised, sizeof surprised);
        case_takes_no_memory(surprising, &the);
    }
}

// Rounds with two dates.
static void a_calendar_takes_no_memory(void **state) {
    (void)state;
    static const char text[] =
        "title: Dates\n"
        "period: 1 month\n"
        "outcome: {pie: 1}\n"
        "parties: {A: {discount: 0.95, disagreement: 0.05}, B: {discount: 0.9}}\n"
        "leverage: {front: {levels: [back, forth], drift: {up: 0.1, down: 0.2}, effects: {pie: {set: [1, "
        "2]}}}}\n"
        "timeline: [{at: 2, set: {front: forth}}, {at: 3, change: {A.disagreement: 0.02}}]\n";
    case_takes_no_memory(
        text, &(struct study_case){.vary = {"timeline.2.change.A.disagreement=0:0.1:5", "pie=1,2,0.5"}});
    case_takes_no_memory(text,
                         &(struct study_case){.vary = {"A.discount=0.8:0.95:12", "start.front=back,forth"}});
}

// Levels come and go, and their names with them: that takes memory, but leaves no trace.
static void scenarios_that_are_read_anew_leave_no_trace(void **state) {
    (void)state;
    static const char *const axes[][2] = {
        {"anchoring.depth=2,4,1,3", "A.discount_rate=0.05,0.2"},
        {"surprises.1.at=3,8,1,6", "start.table=nothing,all 1"},
        {"surprises.2.at=12,5,30", "anchoring.fade=0.1,0.3"},
    };
    for (size_t k = 0; k < sizeof axes / sizeof *axes; k++) {
        struct swept swept;
        struct worker *worker = NULL;
        const struct plan_request request = {.vary = axes[k],
                                             .vary_count = 2,
                                             .metrics = surprised,
                                             .metric_count = sizeof surprised / sizeof *surprised,
                                             .tolerance = 1e-8,
                                             .scenario_text = surprising};
        swept_begin(&swept, surprising, &request, BLOCK_POINTS);
        swept.job.cold = true;
        assert_int_equal(worker_new(&swept.job, &worker, NULL), PARLEY_OK);
        blocks_solve(&swept, worker);
        assert_int_equal(swept.tally.refused + swept.tally.uncertified, 0);
        assert_same_apart(&swept, surprising, &request, 1);
        worker_free(worker);
        swept_clear(&swept);
    }
}

// A quota that votes cannot reach is refused by the scenario, an authority that an effect takes beyond 1 only
// by the game, which is then half compiled. Two points in three are refused, also the first of all.
static void refused_points_leave_games_sound(void **state) {
    (void)state;
    static const char text[] = "title: Three\nagreement: {rule: majority}\noutcome: {pie: 1}\n"
                               "parties: {A: {discount: 0.9}, B: {discount: 0.85}, C: {discount: 0.8}}\n"
                               "leverage: {mood: {levels: [low, high], drift: {up: 0.1, down: 0.2},\n"
                               "  effects: {A.authority: {add: [0, 0.3]}}}}\n";
    struct swept swept, sound;
    struct worker *worker = NULL;
    static const char *const vary[] = {"A.authority=0.9,0.5,0.8,0.6,0.75,0.7", "agreement.quota=4,2,3"};
    static const char *const fine[] = {"A.authority=0.5,0.6,0.7", "agreement.quota=2,3"};
    struct plan_request request = {.vary = vary, .vary_count = 2, .tolerance = 1e-8, .scenario_text = text};
    swept_begin(&swept, text, &request, 0);
    request.vary = fine;
    swept_begin(&sound, text, &request, 0);
    swept.job.cold = sound.job.cold = true; // so that rows do not hang on what was solved before
    assert_int_equal(worker_new(&swept.job, &worker, NULL), PARLEY_OK);
    blocks_solve(&swept, worker);
    worker_free(worker);
    assert_int_equal(swept_run(&sound, NULL), PARLEY_OK);
    assert_int_equal(swept.tally.refused, 12);
    assert_int_equal(sound.tally.refused, 0);
    size_t length = store_row(&sound.plan.layout), row = 0;
    for (uint64_t k = 0; k < swept.plan.layout.points; k++)
        if (swept_row(&swept, k)[ROW_STATUS] == POINT_CERTIFIED)
            assert_memory_equal(swept_row(&swept, k), swept_row(&sound, row++), length * sizeof(double));
    assert_int_equal(row, sound.plan.layout.points);
    swept_clear(&swept);
    swept_clear(&sound);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_of_baron_ferejohn_takes_no_memory),
        cmocka_unit_test(the_anchored_game_takes_no_memory),
        cmocka_unit_test(the_table_takes_no_memory),
        cmocka_unit_test(issues_take_no_memory),
        cmocka_unit_test(a_menu_takes_no_memory),
        cmocka_unit_test(surprises_take_no_memory),
        cmocka_unit_test(a_calendar_takes_no_memory),
        cmocka_unit_test(scenarios_that_are_read_anew_leave_no_trace),
        cmocka_unit_test(refused_points_leave_games_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
