// SPDX-License-Identifier: GPL-3.0-or-later
// Many points of one shape: solving, certifying, what comes of it and its metrics ask the system for no
// memory at all, whoever asks, libraries included, at points that need no more than those before. (What is
// found on the way to a solution, and how long talks go on, differ from point to point: so each series is
// walked twice.) And memory that has served before does not change a bit of what is computed: the same points
// with new memory, and each on its own, give the same.
//
// malloc and its kin are replaced in this program alone, which works with glibc and without sanitizers, whose
// own malloc must stay; elsewhere nothing is counted, and the rest holds all the same.
#include "support.h"
#include <cmocka.h>

#include "certify/certify.h"
#include "core/file.h"
#include "core/text.h"
#include "equilibrium/resolver.h"
#include "fault/heap_count.h"
#include "outcome/metrics.h"
#include "scenario/scenario.h"

enum { POINTS = 40, METRICS_MAX = 200 };
static const double TOLERANCE = 1e-8;

// Games of one shape, and the metrics of them all. Owns everything.
struct series {
    struct scenario *scenario[POINTS];
    struct game *game[POINTS];
    struct metric_handle metric[METRICS_MAX];
    size_t metrics;
};

// What was found at every point.
struct answers {
    struct certificate certificate[POINTS];
    double metric[POINTS][METRICS_MAX];
};

static bool add_metric(void *context, const struct metric *metric) {
    struct series *series = context;
    struct text path = {0};
    size_t length = strlen(metric->path);
    bool numbered = length > 2 && strcmp(metric->path + length - 2, ".N") == 0;
    text_append(&path, "%.*s%s", (int)(numbered ? length - 1 : length), metric->path, numbered ? "1" : "");
    assert_true(series->metrics < METRICS_MAX);
    assert_int_equal(metric_find(series->scenario[0], path.data, &series->metric[series->metrics++], NULL),
                     PARLEY_OK);
    text_free(&path);
    return true;
}

// The parameter goes from low to high.
static void series_begin(struct series *series, const char *text, const char *parameter, double low,
                         double high) {
    memset(series, 0, sizeof *series);
    for (size_t k = 0; k < POINTS; k++) {
        char assignment[64];
        double value = low + (high - low) * (double)k / (POINTS - 1);
        snprintf(assignment, sizeof assignment, "%s=%.17g", parameter, value);
        assert_int_equal(scenario_parse(text, strlen(text), "series", &series->scenario[k], NULL), PARLEY_OK);
        assert_int_equal(scenario_set(series->scenario[k], assignment, NULL), PARLEY_OK);
        assert_int_equal(game_compile(series->scenario[k], &series->game[k], NULL), PARLEY_OK);
    }
    assert_true(metrics_visit(series->scenario[0], add_metric, series));
}

static void series_clear(struct series *series) {
    for (size_t k = 0; k < POINTS; k++) {
        game_free(series->game[k]);
        scenario_free(series->scenario[k]);
    }
}

// What one thread of a sweep keeps from point to point.
struct kept {
    struct resolver *resolver;
    struct arena arena;
    struct outcome *outcome;
};

static void solve_point(struct kept *kept, const struct series *series, size_t k, bool warm,
                        struct answers *answers) {
    const struct game *game = series->game[k];
    const struct profile *profile;
    struct effort effort;
    struct certificate *certificate = &answers->certificate[k];
    assert_int_equal(resolver_solve(kept->resolver, game, warm, &profile, &effort, NULL), PARLEY_OK);
    assert_int_equal(certify_in(game, profile, TOLERANCE * game->scale, &kept->arena, certificate),
                     PARLEY_OK);
    assert_int_equal(outcome_compute(game, profile, &kept->outcome, NULL), PARLEY_OK);
    for (size_t m = 0; m < series->metrics; m++)
        answers->metric[k][m] = metric_value(&series->metric[m], kept->outcome, certificate->epsilon);
}

// All points in turn. Returns how often memory was asked for.
static size_t walk(struct kept *kept, const struct series *series, bool warm, struct answers *answers) {
    memset(answers, 0, sizeof *answers);
    heap.count = 0;
    heap.on = true;
    for (size_t k = 0; k < POINTS; k++)
        solve_point(kept, series, k, warm && k > 0, answers);
    heap.on = false;
    return heap.count;
}

static void kept_begin(struct kept *kept) {
    const struct solve_options options = {.threads = 1, .tolerance = TOLERANCE};
    *kept = (struct kept){.resolver = resolver_new(&options)};
    assert_non_null(kept->resolver);
}

static void kept_clear(struct kept *kept) {
    resolver_free(kept->resolver);
    arena_clear(&kept->arena);
    outcome_free(kept->outcome);
}

static void assert_same(const struct answers *got, const struct answers *wanted) {
    for (size_t k = 0; k < POINTS; k++) {
        const struct certificate *a = &got->certificate[k], *b = &wanted->certificate[k];
        assert_true(a->holds && b->holds);
        assert_memory_equal(&a->epsilon, &b->epsilon, sizeof a->epsilon);
        assert_memory_equal(&a->value_error, &b->value_error, sizeof a->value_error);
        assert_true(a->worst == b->worst && a->worst_state == b->worst_state);
        assert_memory_equal(got->metric[k], wanted->metric[k], sizeof got->metric[k]);
    }
}

// Each point with a solver, an arena and an outcome of its own.
static void walk_apart(const struct series *series, struct answers *answers) {
    memset(answers, 0, sizeof *answers);
    for (size_t k = 0; k < POINTS; k++) {
        struct kept kept;
        kept_begin(&kept);
        solve_point(&kept, series, k, false, answers);
        kept_clear(&kept);
    }
}

static void points_take_no_memory(const char *text, const char *parameter, double low, double high) {
    static struct series series;
    static struct answers first, again, apart;
    struct kept kept;
    series_begin(&series, text, parameter, low, high);
    kept_begin(&kept);
    assert_true(walk(&kept, &series, true, &first) > 0 || !HEAP_IS_OURS);
    size_t warm = walk(&kept, &series, true, &again);
    assert_same(&again, &first);
    walk(&kept, &series, false, &first);
    size_t cold = walk(&kept, &series, false, &again);
    walk_apart(&series, &apart);
    assert_same(&again, &apart);
    if (warm + cold > 0) {
        print_error("asked for memory %zu times warm, %zu times cold\n", warm, cold);
        fail();
    }
    kept_clear(&kept);
    series_clear(&series);
}

static void points_of_a_file(const char *path, const char *parameter, double low, double high) {
    char *text;
    size_t length;
    assert_int_equal(file_read(path, SCENARIO_BYTES_MAX, &text, &length, NULL), PARLEY_OK);
    points_take_no_memory(text, parameter, low, high);
    free(text);
}

static void baron_ferejohn_takes_no_memory(void **state) {
    (void)state;
    points_of_a_file("models/classics/baron-ferejohn.yaml", "A.discount", 0.8, 0.95);
}

static void anchors_take_no_memory(void **state) {
    (void)state;
    points_of_a_file("models/classics/anchoring.yaml", "One.discount", 0.8, 0.98);
}

static void issues_take_no_memory(void **state) {
    (void)state;
    points_of_a_file("models/linkage.yaml", "Russia.discount", 0.9, 0.98);
}

static void a_menu_takes_no_memory(void **state) {
    (void)state;
    points_of_a_file("models/frozen-or-withdrawal.yaml", "Ukraine.disagreement", 0.15, 0.25);
}

static void a_majority_with_leverage_takes_no_memory(void **state) {
    (void)state;
    points_take_no_memory(
        "title: Majority\nagreement: {rule: majority}\noutcome: {pie: 1}\nidle: 0.2\n"
        "parties: {A: {discount: 0.9}, B: {discount: 0.85}, C: {discount: 0.8, outside: 0.1}}\n"
        "leverage:\n  front: {levels: [back, middle, forth], drift: {up: 0.2, down: 0.1},\n"
        "    effects: {pie: {set: [1, 2, 1]}, A.initiative: {set: [1, 2, 3]}}}\n"
        "  clock: {levels: [early, late, over], drift: {up: 0.3, down: 0}}\n",
        "A.discount", 0.8, 0.95);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baron_ferejohn_takes_no_memory),
        cmocka_unit_test(anchors_take_no_memory),
        cmocka_unit_test(issues_take_no_memory),
        cmocka_unit_test(a_menu_takes_no_memory),
        cmocka_unit_test(a_majority_with_leverage_takes_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
