// SPDX-License-Identifier: GPL-3.0-or-later
// The models under models/ in which dates matter: deadlines, announced events, surprises, and the classics
// that go with them. The numbers that each file's `about` names must be what is solved, to the digits given
// there; where theory gives a threshold or a closed form, the test holds that on both sides of it.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

enum { ASSIGNMENTS_MOST = 8 };

// A number that a file's `about` names: the metric after some assignments, within a tolerance.
struct claim {
    const char *set[ASSIGNMENTS_MOST];
    const char *metric;
    double wanted, tolerance;
};

static void hold(const char *model, const struct claim *claims, size_t count) {
    char file[96];
    snprintf(file, sizeof file, "models/%s.yaml", model);
    for (size_t k = 0; k < count; k++) {
        parley_result *result = certified(solve_file(file, claims[k].set));
        double value = metric(result, claims[k].metric);
        if (!(fabs(value - claims[k].wanted) <= claims[k].tolerance))
            print_error("%s, claim %zu (%s)\n", model, k, claims[k].metric);
        assert_near(value, claims[k].wanted, claims[k].tolerance);
        parley_result_free(result);
    }
}

#define HOLD(model, ...)                                                                                     \
    do {                                                                                                     \
        const struct claim claims[] = {__VA_ARGS__};                                                         \
        hold(model, claims, sizeof claims / sizeof *claims);                                                 \
    } while (0)

// A model's text with one word for another, solved. The caller frees it.
static parley_result *solved_with(const char *path, const char *word, const char *other) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    struct page page = {0};
    char line[512];
    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(word);
        if (strncmp(line, word, length) == 0)
            page_add(&page, "%s%s", other, line + length);
        else
            page_add(&page, "%s", line);
    }
    fclose(file);
    return page_solve(&page);
}

static void a_deadline_takes_from_the_patient_side_and_hastens_the_deal(void **state) {
    (void)state;
    HOLD("deadline", {{NULL}, "value.Russia", 0.60, 0.005}, {{NULL}, "value.Ukraine", 0.30, 0.0055},
         {{NULL}, "agreement.mean_periods", 7.5, 0.05}, {{NULL}, "agreement.by.10", 0.57, 0.005},
         {{NULL}, "agreement.by.11", 1, 1e-12}, {{NULL}, "agreement.breakdown", 0, 1e-12},
         {{"deadline.after=120"}, "value.Russia", 0.64, 0.005},
         {{"deadline.after=120"}, "value.Ukraine", 0.28, 0.005},
         {{"deadline.after=120"}, "agreement.mean_periods", 12.5, 0.05},
         {{"deadline.after=1"}, "value.Russia", 0.57, 0.005},
         {{"deadline.after=1"}, "value.Ukraine", 0.28, 0.005},
         {{"Russia.breakdown=0"}, "value.Russia", 0.46, 0.005},
         {{"Russia.breakdown=0"}, "value.Ukraine", 0.43, 0.005});
    // Before the last round they agree exactly when the front holds: a geometric date.
    HOLD("deadline", {{NULL}, "agreement.by.10", 1 - pow(1 - 0.08, 10), 1e-12});
}

static void
waiting_for_a_collapse_takes_hopes_above_a_threshold_and_an_opponent_that_holds_out(void **state) {
    (void)state;
#define HOPES "leverage.cohesion.beliefs.Russia.drift."
    HOLD("wait-for-collapse", {{NULL}, "value.Russia", 0.87, 0.005}, {{NULL}, "value.Ukraine", 0.16, 0.005},
         {{NULL}, "agreement.mean_periods", 200, 1e-6}, {{NULL}, "agreement.first_period", 0, 1e-12},
         {{HOPES "up=0.02", HOPES "down=0.04"}, "value.Russia", 0.67, 0.005},
         {{HOPES "up=0.02", HOPES "down=0.04"}, "value.Ukraine", 0.33, 0.005},
         {{HOPES "up=0.02", HOPES "down=0.04"}, "agreement.first_period", 1, 1e-12},
         {{"start.cohesion=collapsed"}, "value.Russia", 0.97, 0.005},
         {{HOPES "up=0.0798"}, "agreement.first_period", 1, 1e-12},
         {{HOPES "up=0.0800"}, "agreement.first_period", 0, 1e-12},
         {{"Ukraine.disagreement=0.1"}, "agreement.first_period", 1, 1e-12},
         {{"Ukraine.disagreement=0.1"}, "value.Russia", 0.88, 0.005});
#undef HOPES
}

static void a_veto_over_guarantees_ends_the_talks_of_istanbul_once_kyiv_is_held(void **state) {
    (void)state;
    const char off[] = "timeline.1.set.front=advance on Kyiv", later[] = "timeline.1.at=26";
    const char binding[] = "start.text=binding";
    const char ready[] = "leverage.text.effects.Guarantors.authority.set.binding=1";
    HOLD("istanbul-2022", {{NULL}, "agreement.ever", 0, 1e-12}, {{off}, "agreement.first_period", 1, 1e-12},
         {{off}, "value.Russia", 0.60, 0.005}, {{off}, "value.Ukraine", 0.10, 0.005},
         {{later}, "agreement.first_period", 1, 1e-12}, {{later}, "value.Russia", 0.23, 0.005},
         {{later}, "value.Ukraine", 0.47, 0.005}, {{binding}, "agreement.mean_periods", 49, 1e-6},
         {{binding}, "agreement.ever", 1, 1e-9}, {{binding, ready}, "agreement.first_period", 1, 1e-12},
         {{binding, ready}, "value.Russia", 0.30, 0.005}, {{binding, ready}, "value.Ukraine", 0.70, 0.005});
}

static void a_shock_that_is_not_foreseen_is_in_no_terms_before_it_comes(void **state) {
    (void)state;
    const char model[] = "models/sanctions-surprise.yaml";
    HOLD("sanctions-surprise", {{NULL}, "value.Russia", 0.72, 0.005}, {{NULL}, "value.Ukraine", 0.19, 0.005},
         {{NULL}, "agreement.by.5", 1 - pow(1 - 0.08, 5), 1e-12},
         {{"start.sanctions=full force"}, "value.Russia", 0.58, 0.005},
         {{"start.sanctions=full force"}, "value.Ukraine", 0.32, 0.005},
         {{"start.sanctions=full force"}, "agreement.first_period", 1, 1e-12});
    parley_result *announced = solved_with(model, "surprises:", "timeline:"),
                  *surprising = certified(solve_file(model, NULL));
    assert_near(metric(announced, "value.Russia"), 0.59, 0.005);
    assert_near(metric(announced, "value.Ukraine"), 0.32, 0.005);
    assert_near(metric(announced, "agreement.mean_periods"), 4.9, 0.05);
    assert_near(metric(surprising, "value.Russia") - metric(announced, "value.Russia"), 0.13, 0.005);
    parley_result_free(announced);
    parley_result_free(surprising);
}

static void the_finite_game_of_alternating_offers_has_its_closed_form(void **state) {
    (void)state;
    const double q = 0.72;
    HOLD("classics/finite-baron-ferejohn", {{NULL}, "value.Left", 1.0 / 3, 1e-12},
         {{NULL}, "range", 1 - 3 * 0.3, 1e-12});
    HOLD("classics/finite-rubinstein", {{NULL}, "value.First", 0.2 * (1 - pow(q, 5)) / (1 - q), 1e-12},
         {{NULL}, "value.First", 0.576077, 1e-6}, {{NULL}, "agreement.first_period", 1, 1e-12},
         {{"deadline.after=11"}, "value.First", 0.2 * (1 - pow(q, 5)) / (1 - q) + pow(q, 5), 1e-12},
         {{"deadline.after=11"}, "value.First", 0.769569, 1e-6},
         {{"deadline.after=50"}, "value.First", 0.714092, 1e-6},
         {{"deadline.after=1"}, "value.First", 1, 1e-12},
         {{"deadline.after=1000"}, "value.First", 5.0 / 7, 1e-12});
}

// The model with another shift in power and another pace.
static parley_result *rise(double shift, const char *pace) {
    static const char *const gained[] = {"disagreement", "outside", "breakdown"};
    char text[6][96];
    const char *assignments[ASSIGNMENTS_MOST] = {NULL};
    for (size_t k = 0; k < 6; k++) {
        bool rising = k >= 3;
        snprintf(text[k], sizeof text[k], "leverage.power.effects.%s.%s.add.after the rise=%.17g",
                 rising ? "Rising" : "Declining", gained[k % 3], rising ? shift : -shift);
        assignments[k] = text[k];
    }
    assignments[6] = pace;
    return certified(solve_file("models/classics/commitment-problem.yaml", assignments));
}

static void the_declining_side_fights_exactly_when_the_shift_exceeds_the_cost_of_fighting(void **state) {
    (void)state;
    static const double COST = 0.2;
    static const char *const paces[] = {NULL, "leverage.power.drift.up=1", "leverage.power.drift.up=0.02"};
    for (size_t p = 0; p < 3; p++) {
        for (double shift = 0.05; shift < 0.39; shift += 0.1) {
            parley_result *result = rise(shift, paces[p]);
            bool fights = shift > COST;
            assert_near(metric(result, "quits.Declining"), fights, 1e-12);
            assert_near(metric(result, "agreement.ever"), !fights, 1e-9);
            if (fights) assert_near(metric(result, "value.Declining"), 0.6, 1e-12);
            if (fights) assert_near(metric(result, "value.Rising"), 0.2, 1e-12);
            parley_result_free(result);
        }
        parley_result *below = rise(COST - 1e-6, paces[p]), *above = rise(COST + 1e-6, paces[p]);
        assert_near(metric(below, "quits.Declining"), 0, 1e-12);
        assert_near(metric(above, "quits.Declining"), 1, 1e-12);
        parley_result_free(below);
        parley_result_free(above);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_takes_from_the_patient_side_and_hastens_the_deal),
        cmocka_unit_test(waiting_for_a_collapse_takes_hopes_above_a_threshold_and_an_opponent_that_holds_out),
        cmocka_unit_test(a_veto_over_guarantees_ends_the_talks_of_istanbul_once_kyiv_is_held),
        cmocka_unit_test(a_shock_that_is_not_foreseen_is_in_no_terms_before_it_comes),
        cmocka_unit_test(the_finite_game_of_alternating_offers_has_its_closed_form),
        cmocka_unit_test(the_declining_side_fights_exactly_when_the_shift_exceeds_the_cost_of_fighting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
