// SPDX-License-Identifier: GPL-3.0-or-later
// Lack of memory: every allocation of a small run through the public interface is made to fail, one by one
// and from there on. Whatever fails, the calls return an error or the right answer, and every block that
// parley took is freed. (Allocations inside the libraries below are left alone: the YAML parser does not
// survive their failure.)
//
// malloc and its kin are replaced in this program alone, which works with glibc and without sanitizers, whose
// own malloc must stay; elsewhere the tests are skipped.
#include "support.h"
#include <cmocka.h>

#include "certify/certify.h"
#include "core/text.h"
#include "equilibrium/equilibrium.h"
#include "fault/heap.h"
#include "outcome/outcome.h"
#include "scenario/scenario.h"
#include "sweep/plan.h"
#include <errno.h>

enum { BLOCKS_MAX = 4096 };

// What the replaced functions do. Only one thread allocates while it is on.
static struct {
    bool on, for_good; // for_good: every allocation from the chosen one on fails
    size_t count, fail_at;
    void *live[BLOCKS_MAX]; // blocks that parley has taken and nobody has freed
    size_t live_count;
} heap;

#if HEAP_IS_OURS
extern char __executable_start[], etext[];

// Is the caller part of this program, which holds all of libparley, rather than of a library below it?
#define CALLER_IS_PARLEY()                                                                                   \
    ((char *)__builtin_return_address(0) >= __executable_start && (char *)__builtin_return_address(0) < etext)

static bool refuse(bool by_parley) {
    if (!heap.on || !by_parley) return false;
    size_t at = heap.count++;
    bool refused = heap.for_good ? at >= heap.fail_at : at == heap.fail_at;
    if (refused) errno = ENOMEM;
    return refused;
}

static void *note_taken(bool by_parley, void *block) {
    if (heap.on && by_parley && block && heap.live_count < BLOCKS_MAX) heap.live[heap.live_count++] = block;
    return block;
}

// True if the block was parley's.
static bool note_freed(const void *block) {
    if (!heap.on) return false;
    for (size_t k = heap.live_count; k-- > 0;)
        if (heap.live[k] == block) {
            heap.live[k] = heap.live[--heap.live_count];
            return true;
        }
    return false;
}

SEEN_BY_ALL void *malloc(size_t size) {
    bool ours = CALLER_IS_PARLEY();
    return refuse(ours) ? NULL : note_taken(ours, __libc_malloc(size));
}

SEEN_BY_ALL void *calloc(size_t count, size_t size) {
    bool ours = CALLER_IS_PARLEY();
    return refuse(ours) ? NULL : note_taken(ours, __libc_calloc(count, size));
}

SEEN_BY_ALL void *realloc(void *block, size_t size) {
    bool ours = CALLER_IS_PARLEY();
    if (refuse(ours)) return NULL;
    bool known = note_freed(block);
    void *moved = __libc_realloc(block, size);
    return note_taken(known || (ours && !block), moved);
}

SEEN_BY_ALL void free(void *block) {
    note_freed(block);
    __libc_free(block);
}
#endif

static const char small[] = "title: Small\n"
                            "parties:\n"
                            "  A: {discount: 0.9, outside: 0.1}\n"
                            "  B: {discount: 0.8, disagreement: -0.1}\n"
                            "  C: {discount: 0.95, authority: 0.9}\n"
                            "agreement: {rule: majority}\n"
                            "outcome: {pie: 1}\n"
                            "leverage:\n"
                            "  front:\n"
                            "    levels: [back, forth]\n"
                            "    drift: {up: 0.2, down: 0.1}\n"
                            "    beliefs: {A: {drift: {up: 0.4, down: 0.1}}}\n"
                            "    effects: {pie: {set: [1, 1.5]}, A.initiative: {scale: [1, 2]}}\n";

// What comes after a surprise, and the rounds until then.
static const char surprised[] = "title: Surprised\n"
                                "idle: 0.5\n"
                                "parties:\n"
                                "  A: {discount: 0.9}\n"
                                "  B: {discount: 0.8, disagreement: -0.1}\n"
                                "outcome: {pie: 1}\n"
                                "leverage:\n"
                                "  front: {levels: [back, forth], drift: {up: 0.2, down: 0}}\n"
                                "surprises:\n"
                                "  - {at: 2, set: {front: forth}, change: {A.disagreement: 0.2}}\n";

// So many states that most arrays of an outcome take a block of their own.
static const char large[] = "title: Large\n"
                            "idle: 0.5\n"
                            "parties:\n"
                            "  A: {discount: 0.9}\n"
                            "  B: {discount: 0.8, disagreement: -0.1}\n"
                            "outcome: {pie: 1}\n"
                            "leverage:\n"
                            "  front: {levels: [a, b, c, d, e, f, g, h, i, j], drift: {up: 0.2, down: 0.1}}\n"
                            "  aid: {levels: [a, b, c, d, e, f, g, h, i, j], drift: {up: 0, down: 0.1}}\n"
                            "moves: {push: {by: A, cost: 0.01, shift: {front: +1}, chance: 0.5}}\n";

// The same where a demand can be tabled.
static const char anchored[] =
    "title: Anchored\n"
    "parties:\n"
    "  A: {discount: 0.85}\n"
    "  B: {discount: 0.8, loss_aversion: 1, aspiration: 0.5, susceptibility: 0.9}\n"
    "outcome: {pie: 1}\n"
    "leverage:\n"
    "  front: {levels: [back, forth], drift: {up: 0.2, down: 0}}\n"
    "anchors: {all: {by: A, shares: {A: 1}}}\n"
    "surprises:\n"
    "  - {at: 2, set: {front: forth}, change: {A.disagreement: 0.2}}\n";

static const char plain[] =
    "title: Plain\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n";

static const char faulty[] =
    "title: Faulty\nparties: {A: {discont: 0.9}, B: {discount: 2}}\noutcome: {pi: 1}\n";

// What came of a run: the status of the call that ended it, and its answer.
struct ending {
    enum parley_status status;
    bool explained; // an error came with it
    char *json;
};

static void end(struct ending *ending, enum parley_status status, parley_error *error) {
    ending->status = status;
    ending->explained = error && parley_error_text(error)[0] != '\0';
    parley_error_free(error);
}

// The whole chain; frees everything but the JSON.
static struct ending run_chain(const char *text) {
    static const struct parley_options options = {.threads = 1};
    struct ending ending = {.status = PARLEY_OK};
    parley_scenario *scenario = NULL;
    parley_result *result = NULL;
    parley_error *error = NULL;
    char *report = NULL, *check = NULL;
    double value;
    enum parley_status status = parley_parse(text, strlen(text), "small", &scenario, &error);
    if (status == PARLEY_OK) status = parley_set(scenario, "B.discount=0.85", &error);
    if (status == PARLEY_OK) status = parley_check(scenario, PARLEY_TEXT, &check, &error);
    if (status == PARLEY_OK) status = parley_solve(scenario, &options, &result, &error);
    if (status == PARLEY_OK) status = parley_metric(result, "value.A", &value, &error);
    if (status == PARLEY_OK) status = parley_result_report(result, true, &report, &error);
    if (status == PARLEY_OK) status = parley_result_json(result, true, &ending.json, &error);
    end(&ending, status, error);
    parley_text_free(check);
    parley_text_free(report);
    parley_result_free(result);
    parley_scenario_free(scenario);
    return ending;
}

// A study of sensitivity in memory: distributions, what follows them, points of several regimes with and
// without anchors, one of them refused.
static struct ending run_study(const char *text) {
    static const char *const over[] = {"A.discount=uniform(0.7, 0.99) in [0.8, 0.9]",
                                       "surprises.1.change.A.disagreement=discrete(0.1:1, 0.3:2)",
                                       "period=lognormal(0, 1) in [1 month, 2 years]"};
    static const char *const derive[] = {"B.discount = 1.12 * A.discount"};
    static const char *const metrics[] = {"value.A", "anchoring_gain.A", "value_at.B.3"};
    static const struct parley_inquiry inquiry = {.method = "tornado",
                                                  .over = over,
                                                  .over_count = 3,
                                                  .derive = derive,
                                                  .derive_count = 1,
                                                  .metrics = metrics,
                                                  .metric_count = 3,
                                                  .threads = 1};
    struct ending ending = {.status = PARLEY_OK};
    parley_scenario *scenario = NULL;
    parley_sensitivity *sensitivity = NULL;
    parley_error *error = NULL;
    enum parley_status status = parley_parse(text, strlen(text), "study", &scenario, &error);
    if (status == PARLEY_OK) status = parley_sensitivity_find(scenario, &inquiry, &sensitivity, &error);
    if (status == PARLEY_OK) status = parley_sensitivity_text(sensitivity, PARLEY_JSON, &ending.json, &error);
    end(&ending, status, error);
    parley_sensitivity_free(sensitivity);
    parley_scenario_free(scenario);
    return ending;
}

// A grid, laid out: ranges, lists, levels.
static struct ending run_plan(const char *text) {
    static const char *const vary[] = {"A.discount=0.8:0.9:5", "A.disagreement=0.1:1:4:log",
                                       "period=1 month,0.5", "start.front=all"};
    static const char *const derive[] = {"B.discount = 0.5 * A.initiative"};
    const struct plan_request request = {.vary = vary,
                                         .vary_count = 4,
                                         .derive = derive,
                                         .derive_count = 1,
                                         .tolerance = 1e-8,
                                         .scenario_text = text};
    struct ending ending = {.status = PARLEY_OK};
    struct errors errors = {0};
    struct scenario *scenario = NULL;
    struct plan plan = {0};
    ending.status = scenario_parse(text, strlen(text), "plan", &scenario, &errors);
    if (ending.status == PARLEY_OK) {
        ending.status = plan_make(scenario, &request, &plan, &errors);
        plan_clear(&plan);
    }
    ending.explained = errors.count + errors.dropped > 0;
    errors_free(&errors);
    scenario_free(scenario);
    return ending;
}

// What is made of the finished sweep in a folder; the chances stand for the answer.
static struct ending run_bands(const char *folder) {
    struct ending ending = {.status = PARLEY_OK};
    parley_error *error = NULL;
    char *names = NULL;
    enum parley_status status = parley_sweep_bands(folder, PARLEY_JSON, &ending.json, &error);
    if (status == PARLEY_OK) status = parley_sweep_charts(folder, NULL, 0, 1, &names, &error);
    end(&ending, status, error);
    parley_text_free(names);
    return ending;
}

typedef struct ending (*runner)(const char *text);

// Run with allocation k failing; true if it came to that.
static bool run_failing(runner run, const char *text, size_t k, bool for_good, struct ending *ending) {
    heap.count = 0;
    heap.live_count = 0;
    heap.fail_at = k;
    heap.for_good = for_good;
    heap.on = true;
    *ending = run(text);
    heap.on = false;
    return heap.count > k;
}

static void fail_every_allocation(runner run, const char *text, bool for_good) {
    if (!HEAP_IS_OURS) skip();
    struct ending usual = run(text), ending;
    size_t k = 0;
    for (; run_failing(run, text, k, for_good, &ending); k++) {
        bool same = ending.status == usual.status && !ending.json == !usual.json &&
                    (!usual.json || strcmp(ending.json, usual.json) == 0);
        bool told = ending.status == PARLEY_OK || ending.explained;
        if (!(same || ending.status == PARLEY_MEMORY) || !told || heap.live_count != (ending.json ? 1 : 0)) {
            print_error("allocation %zu%s: status %d, %s, %zu blocks left\n", k,
                        for_good ? " and later ones" : "", (int)ending.status,
                        told ? "explained" : "not explained", heap.live_count);
            fail();
        }
        parley_text_free(ending.json);
    }
    assert_true(k > 20);
    parley_text_free(ending.json);
    parley_text_free(usual.json);
}

static void a_solve_survives_the_lack_of_any_one_block(void **state) {
    (void)state;
    fail_every_allocation(run_chain, small, false);
}

static void a_solve_survives_the_lack_of_all_later_blocks(void **state) {
    (void)state;
    fail_every_allocation(run_chain, small, true);
}

static void surprises_survive_the_lack_of_any_one_block(void **state) {
    (void)state;
    fail_every_allocation(run_chain, surprised, false);
}

static void surprises_survive_the_lack_of_all_later_blocks(void **state) {
    (void)state;
    fail_every_allocation(run_chain, surprised, true);
}

// Certify and say what comes of it, and once more with a surprise, with allocation k failing.
static enum parley_status tell(const struct game *game, const struct profile *profile, size_t k) {
    const struct regime regimes[] = {{game, profile, 0, NULL}, {game, profile, 2, NULL}};
    struct certificate certificate;
    struct outcome *outcome = NULL;
    heap.count = heap.live_count = 0;
    heap.fail_at = k;
    heap.for_good = false;
    heap.on = true;
    enum parley_status status = certify(game, profile, 1e-8, 1, &certificate);
    if (status == PARLEY_OK) status = outcome_compute(game, profile, &outcome, NULL);
    if (status == PARLEY_OK) status = outcome_compute_regimes(regimes, 2, &outcome, NULL); // the same memory
    assert_true(!outcome == (status != PARLEY_OK));
    outcome_free(outcome);
    heap.on = false;
    assert_int_equal(heap.live_count, 0);
    return status;
}

static void outcomes_survive_the_lack_of_any_one_block(void **state) {
    (void)state;
    if (!HEAP_IS_OURS) skip();
    const struct solve_options options = {.threads = 1, .tolerance = 1e-8};
    struct scenario *scenario;
    struct game *game;
    struct profile *profile;
    struct effort effort;
    size_t k = 0;
    assert_int_equal(scenario_parse(large, strlen(large), "large", &scenario, NULL), PARLEY_OK);
    assert_int_equal(game_compile(scenario, &game, NULL), PARLEY_OK);
    assert_int_equal(equilibrium_solve(game, &options, &profile, &effort, NULL), PARLEY_OK);
    for (; tell(game, profile, k) == PARLEY_MEMORY; k++)
        assert_true(heap.count > k);
    assert_true(heap.count <= k && k > 8); // every one has failed
    profile_free(profile);
    game_free(game);
    scenario_free(scenario);
}

static void a_list_of_faults_survives_the_lack_of_any_one_block(void **state) {
    (void)state;
    fail_every_allocation(run_chain, faulty, false);
}

static void a_list_of_faults_survives_the_lack_of_all_later_blocks(void **state) {
    (void)state;
    fail_every_allocation(run_chain, faulty, true);
}

static void a_study_survives_the_lack_of_any_one_block(void **state) {
    (void)state;
    fail_every_allocation(run_study, anchored, false);
}

static void a_study_survives_the_lack_of_all_later_blocks(void **state) {
    (void)state;
    fail_every_allocation(run_study, anchored, true);
}

static void a_plan_survives_the_lack_of_any_one_block(void **state) {
    (void)state;
    fail_every_allocation(run_plan, anchored, false);
}

static void a_plan_survives_the_lack_of_all_later_blocks(void **state) {
    (void)state;
    fail_every_allocation(run_plan, anchored, true);
}

// A sweep with one axis and one with two, each with a sample at every place, into a folder.
static void fail_bands(bool for_good) {
    static const char *const vary[] = {"A.discount=0.8,0.9", "pie=1,2"};
    static const char *const over[] = {"B.discount=uniform(0.8, 0.9)"}, *const exceeds[] = {"value.A>=0.5"};
    for (size_t axes = 1; axes <= 2; axes++) {
        char folder[] = "/tmp/parley-bands-XXXXXX", remove[64];
        parley_scenario *scenario = NULL;
        struct parley_sweep_report report;
        assert_non_null(mkdtemp(folder));
        struct parley_sweep sweep = {.vary = vary,
                                     .vary_count = axes,
                                     .over = over,
                                     .over_count = 1,
                                     .samples = 8,
                                     .exceeds = exceeds,
                                     .exceed_count = 1,
                                     .directory = folder,
                                     .threads = 1};
        assert_int_equal(parley_parse(plain, sizeof plain - 1, "plain", &scenario, NULL), PARLEY_OK);
        assert_int_equal(parley_sweep_run(scenario, &sweep, &report, NULL), PARLEY_OK);
        parley_sweep_report_clear(&report);
        parley_scenario_free(scenario);
        fail_every_allocation(run_bands, folder, for_good);
        snprintf(remove, sizeof remove, "rm -r %s", folder);
        assert_int_equal(system(remove), 0);
    }
}

static void bands_and_their_charts_survive_the_lack_of_any_one_block(void **state) {
    (void)state;
    fail_bands(false);
}

static void bands_and_their_charts_survive_the_lack_of_all_later_blocks(void **state) {
    (void)state;
    fail_bands(true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_solve_survives_the_lack_of_any_one_block),
        cmocka_unit_test(a_solve_survives_the_lack_of_all_later_blocks),
        cmocka_unit_test(surprises_survive_the_lack_of_any_one_block),
        cmocka_unit_test(surprises_survive_the_lack_of_all_later_blocks),
        cmocka_unit_test(outcomes_survive_the_lack_of_any_one_block),
        cmocka_unit_test(a_list_of_faults_survives_the_lack_of_any_one_block),
        cmocka_unit_test(a_list_of_faults_survives_the_lack_of_all_later_blocks),
        cmocka_unit_test(a_study_survives_the_lack_of_any_one_block),
        cmocka_unit_test(a_study_survives_the_lack_of_all_later_blocks),
        cmocka_unit_test(a_plan_survives_the_lack_of_any_one_block),
        cmocka_unit_test(a_plan_survives_the_lack_of_all_later_blocks),
        cmocka_unit_test(bands_and_their_charts_survive_the_lack_of_any_one_block),
        cmocka_unit_test(bands_and_their_charts_survive_the_lack_of_all_later_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
