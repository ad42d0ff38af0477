// SPDX-License-Identifier: GPL-3.0-or-later
// The conflict scenarios under models/ whose parties choose their pressure: moves, accords, anchors, beliefs,
// formats. The numbers that each file's `about` names must be what is solved, to the digits given there, and
// changing the key parameter must act in the direction that it says. Where theory gives a relation between
// two solutions (a threat not carried out leaves the game without it), the test holds that instead of a
// number.
#include "support.h"
#include <cmocka.h>

#include "analytic/page.h"

// A number that a file's `about` names: the metric, after up to two assignments, to half a digit.
struct claim {
    const char *set[3];
    const char *metric;
    double wanted, tolerance;
};

static double solved(const char *model, const char *first, const char *second, const char *path) {
    char file[96];
    snprintf(file, sizeof file, "models/%s.yaml", model);
    const char *const assignments[] = {first, first != NULL ? second : NULL, NULL};
    parley_result *result = certified(solve_file(file, assignments));
    double value = metric(result, path);
    parley_result_free(result);
    return value;
}

static void hold(const char *model, const struct claim *claims, size_t count) {
    for (size_t k = 0; k < count; k++) {
        double value = solved(model, claims[k].set[0], claims[k].set[1], claims[k].metric);
        if (!(fabs(value - claims[k].wanted) <= claims[k].tolerance))
            print_error("%s, claim %zu (%s)\n", model, k, claims[k].metric);
        assert_near(value, claims[k].wanted, claims[k].tolerance);
    }
}

// A model's text without the lines that contain `word`, solved. The caller frees it.
static parley_result *solved_without(const char *path, const char *word) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    struct page page = {0};
    char line[512];
    while (fgets(line, sizeof line, file) != NULL)
        if (strstr(line, word) == NULL) page_add(&page, "%s", line);
    fclose(file);
    return page_solve(&page);
}

#define HOLD(model, ...)                                                                                     \
    do {                                                                                                     \
        const struct claim claims[] = {__VA_ARGS__};                                                         \
        hold(model, claims, sizeof claims / sizeof *claims);                                                 \
    } while (0)

static void tabling_a_draft_moves_the_terms_and_delays_the_deal(void **state) {
    (void)state;
    HOLD("deep-anchoring", {{NULL}, "share.Russia", 0.76, 0.005}, {{NULL}, "value.Russia", 0.69, 0.005},
         {{NULL}, "value.Ukraine", 0.14, 0.005}, {{NULL}, "agreement.mean_periods", 4.6, 1e-9},
         {{"Russia.discount_rate=0.6"}, "value.Russia", 0.43, 0.005},
         {{"Russia.discount_rate=0.6"}, "agreement.mean_periods", 0.5, 1e-9},
         {{"anchoring.fade=0.3"}, "value.Russia", 0.64, 0.005},
         {{"Ukraine.susceptibility=0.5"}, "value.Russia", 0.57, 0.005},
         // Where no draft can draw Ukraine, none is tabled.
         {{"Ukraine.susceptibility=0"}, "share.Russia", 0.50, 0.005},
         {{"Ukraine.susceptibility=0"}, "value.Ukraine", 0.30, 0.005},
         {{"Ukraine.susceptibility=0"}, "agreement.first_period", 1, 1e-9});
}

static void a_counter_draft_undoes_the_first_in_the_terms_and_not_the_delay(void **state) {
    (void)state;
    HOLD("counter-anchoring", {{NULL}, "share.Russia", 0.51, 0.005}, {{NULL}, "value.Ukraine", 0.33, 0.005},
         {{NULL}, "agreement.mean_periods", 3.9, 0.05}, {{NULL}, "uses.table opening draft", 2, 0.05},
         {{NULL}, "uses.table counter-draft", 2, 0.05},
         {{"Russia.susceptibility=0.3"}, "uses.table counter-draft", 0, 1e-9});
    parley_result *alone = solved_without("models/counter-anchoring.yaml", "counter-draft: {");
    assert_near(metric(alone, "share.Russia"), 0.72, 0.005);
    assert_near(metric(alone, "value.Ukraine"), 0.20, 0.005);
    assert_near(metric(alone, "agreement.mean_periods"), 3.5, 0.05);
    parley_result_free(alone);
}

static void a_mediators_hurry_is_paid_to_the_patient_side(void **state) {
    (void)state;
    HOLD("impatient-mediator", {{NULL}, "value.United States", 0.16, 0.005},
         {{NULL}, "value.Russia", 0.63, 0.005}, {{NULL}, "value.Ukraine", 0.21, 0.005},
         {{"leverage.urgency.drift.up=0"}, "value.United States", 0.44, 0.005},
         {{"leverage.urgency.drift.up=0"}, "value.Russia", 0.44, 0.005},
         {{"leverage.urgency.drift.up=0"}, "value.Ukraine", 0.12, 0.005},
         {{"start.urgency=pressed"}, "value.United States", 0.13, 0.005},
         {{"United States.discount_rate=0.05"}, "value.United States", 0.26, 0.005},
         {{"United States.discount_rate=0.4"}, "value.United States", 0.06, 0.005},
         {{"United States.discount_rate=0.4"}, "agreement.first_period", 1, 1e-9});
}

static void an_emergency_that_can_be_made_is_paid_for_and_seldom_made(void **state) {
    (void)state;
    HOLD("manufactured-urgency", {{NULL}, "value.Russia", 0.92, 0.005},
         {{NULL}, "agreement.first_period", 0.87, 0.005},
         {{NULL}, "uses.strike before the talks", 0.13, 0.005},
         {{"moves.strike before the talks.chance=0"}, "value.Russia", 0.73, 0.005},
         {{"moves.strike before the talks.cost=0.0525"}, "uses.strike before the talks", 0.001, 0.0009},
         {{"moves.strike before the talks.cost=0.0527"}, "uses.strike before the talks", 0, 1e-12},
         {{"leverage.pressure.drift.down=0.3"}, "uses.strike before the talks", 0, 1e-12},
         {{"start.pressure=urgent"}, "value.Russia", 0.98, 0.005});
}

static void stamina_is_in_the_terms_and_sessions_are_dragged_out_only_where_fatigue_is_slow(void **state) {
    (void)state;
    HOLD("exhaustion", {{NULL}, "value.Host", 0.68, 0.005},
         {{NULL}, "uses.drag the session out", 0.20, 0.005},
         {{"moves.drag the session out.chance=0", "leverage.fatigue.drift.up=0"}, "value.Host", 0.5, 1e-9},
         {{"moves.drag the session out.chance=0"}, "value.Host", 0.65, 0.005},
         {{"leverage.fatigue.drift.up=0.141"}, "uses.drag the session out", 0.0021, 0.0005},
         {{"leverage.fatigue.drift.up=0.15"}, "uses.drag the session out", 0, 1e-12},
         {{"leverage.fatigue.drift.up=0.15"}, "value.Host", 0.70, 0.005},
         {{"start.fatigue=exhausted"}, "value.Guest", 0.25, 1e-9});
}

static void credible_sanctions_are_in_the_terms_and_hardly_ever_imposed(void **state) {
    (void)state;
    HOLD("sanctions-shock", {{NULL}, "value.Russia", 0.68, 0.005}, {{NULL}, "value.West", 0.32, 0.005},
         {{NULL}, "uses.tighten sanctions", 0.015, 0.0005},
         {{"start.sanctions=full force"}, "value.Russia", 0.64, 0.005},
         {{"start.sanctions=full force"}, "value.West", 0.36, 0.005},
         {{"moves.tighten sanctions.cost=0"}, "value.Russia", 0.61, 0.005},
         {{"moves.tighten sanctions.cost=0"}, "value.West", 0.39, 0.005},
         {{"moves.tighten sanctions.chance=0"}, "value.Russia", 0.71, 0.005},
         {{"moves.tighten sanctions.chance=0"}, "value.West", 0.29, 0.005});
}

// The threshold cost c, where sanctions last: the West is indifferent between the share it has without the
// move, 1 - R_Russia, and imposing, (1 - delta) d + delta V_West(full force) - c.
static void threat_is_carried_out_below_the_cost_that_theory_gives_and_worthless_above(void **state) {
    (void)state;
    const char model[] = "sanctions-shock", last[] = "leverage.sanctions.drift.down=0";
    const double delta = exp(-0.18 / 12);
    double settle = 1 - solved(model, "moves.tighten sanctions.chance=0", last, "reservation.Russia");
    double after = solved(model, "start.sanctions=full force", last, "value.West");
    double threshold = (1 - delta) * -0.15 + delta * after - settle;
    assert_near(threshold, 0.1250, 0.00005);
    char below[64], above[64];
    snprintf(below, sizeof below, "moves.tighten sanctions.cost=%.12g", threshold - 1e-5);
    snprintf(above, sizeof above, "moves.tighten sanctions.cost=%.12g", threshold + 1e-5);
    assert_true(solved(model, below, last, "uses.tighten sanctions") > 1e-8);
    assert_near(solved(model, above, last, "uses.tighten sanctions"), 0, 1e-12);
    assert_near(solved(model, above, last, "value.Russia"),
                solved(model, "moves.tighten sanctions.chance=0", last, "value.Russia"), 1e-12);
    assert_true(solved(model, "moves.tighten sanctions.cost=0.0401", NULL, "uses.tighten sanctions") > 1e-8);
    assert_near(solved(model, "moves.tighten sanctions.cost=0.0403", NULL, "uses.tighten sanctions"), 0,
                1e-12);
}

static void longer_aid_and_belief_in_it_both_raise_ukraines_share(void **state) {
    (void)state;
    HOLD("long-game", {{NULL}, "share.Ukraine", 0.17, 0.005},
         {{"leverage.aid.drift.down=0", "leverage.aid.beliefs.Russia.drift.down=0"},
          "share.Ukraine",
          0.39,
          0.005},
         {{"leverage.aid.drift.down=0.1", "leverage.aid.beliefs.Russia.drift.down=0.1"},
          "share.Ukraine",
          0.13,
          0.005},
         {{"start.aid=cut"}, "share.Ukraine", 0.11, 0.005},
         {{"leverage.aid.beliefs.Russia.drift.down=0.3"}, "share.Ukraine", 0.13, 0.006},
         {{"leverage.aid.beliefs.Russia.drift.down=0"}, "share.Ukraine", 0.22, 0.005});
}

// Each party's belief in a drift its own way: 0.05 + gap against 0.05 - gap.
static parley_result *bluffing(double gap, bool possible) {
    char list[5][80];
    const char *const who[] = {"Russia", "Ukraine"}, *const way[] = {"up", "down"};
    for (size_t k = 0; k < 4; k++)
        snprintf(list[k], sizeof list[k], "leverage.front.beliefs.%s.drift.%s=%.12g", who[k / 2], way[k % 2],
                 0.05 + (k == 0 || k == 3 ? gap : -gap));
    snprintf(list[4], sizeof list[4], "moves.claim that victory is near.chance=%g", possible ? 0.3 : 0.0);
    return certified(solve_file("models/bluff.yaml",
                                (const char *const[]){list[0], list[1], list[2], list[3], list[4], NULL}));
}

static void delay_climbs_with_the_gap_in_beliefs_and_a_bluff_shortens_it(void **state) {
    (void)state;
    static const double months[][3] = {
        {0, 0, 0}, {0.005, 0, 0}, {0.01, 10, 0.4}, {0.015, 40, 5.2}, {0.02, 40, 40}};
    for (size_t k = 0; k < sizeof months / sizeof *months; k++)
        for (int possible = 0; possible < 2; possible++) {
            parley_result *result = bluffing(months[k][0], possible);
            assert_near(metric(result, "agreement.mean_periods"), months[k][1 + possible],
                        possible ? 0.05 : 1e-6);
            if (k == 2 && possible) assert_near(metric(result, "share.Russia"), 0.54, 0.005);
            if (k == 3 && possible) assert_near(metric(result, "share.Russia"), 0.58, 0.005);
            if (k == 3 && possible) assert_near(metric(result, "uses.claim that victory is near"), 2.6, 0.05);
            if (k >= 2 && !possible)
                assert_true(metric(result, "value.Russia") + metric(result, "value.Ukraine") > 1);
            parley_result_free(result);
        }
}

static void brinkmanship_pays_while_its_risk_is_small_and_its_end_worse_for_the_other(void **state) {
    (void)state;
    HOLD("brinkmanship", {{NULL}, "value.Russia", 0.91, 0.005}, {{NULL}, "uses.escalate", 0.12, 0.005},
         {{NULL}, "agreement.breakdown", 0.001, 0.0005},
         {{"moves.escalate.chance=0"}, "value.Russia", 0.5, 1e-9},
         {{"moves.escalate.risk=0.03"}, "value.Russia", 0.77, 0.005},
         {{"moves.escalate.risk=0.088"}, "uses.escalate", 0.0001, 0.00009},
         {{"moves.escalate.risk=0.0885"}, "uses.escalate", 0, 1e-12},
         {{"moves.escalate.risk=0.0885"}, "value.Russia", 0.5, 1e-9},
         {{"Russia.breakdown=-3"}, "value.Russia", 0.5, 1e-9});
}

static void a_delegation_without_authority_costs_its_own_side(void **state) {
    (void)state;
    HOLD("no-authority", {{NULL}, "value.Russia", 0.728, 0.0005}, {{NULL}, "value.Ukraine", 0.256, 0.0005},
         {{NULL}, "share.Ukraine", 0.264, 0.0005}, {{NULL}, "agreement.mean_periods", 0.7 / 0.3, 1e-9},
         {{"start.mandate=full powers"}, "value.Russia", 0.744, 0.0005},
         {{"start.mandate=full powers"}, "share.Ukraine", 0.256, 0.0005},
         {{"leverage.mandate.effects.Russia.authority.set.must ask=0.1"}, "value.Russia", 0.683, 0.0005},
         {{"leverage.mandate.effects.Russia.authority.set.must ask=0.1"}, "agreement.mean_periods", 9, 1e-9},
         {{"Ukraine.outside=none"}, "value.Russia", 0.847, 0.0005},
         {{"Ukraine.outside=none"}, "value.Ukraine", 0.138, 0.0006},
         {{"Ukraine.outside=none", "start.mandate=full powers"}, "value.Russia", 0.857, 0.0005},
         {{"Ukraine.outside=none", "start.mandate=full powers"}, "value.Ukraine", 0.143, 0.0005});
}

static void stringing_along_pays_while_it_stays_the_mediators_hand_and_lasts(void **state) {
    (void)state;
    HOLD("stringing-along", {{NULL}, "agreement.mean_periods", 6.7, 0.05},
         {{NULL}, "value.Russia", 0.443, 0.0005}, {{NULL}, "uses.say yes, but", 0.7, 0.005},
         {{"moves.say yes, but.chance=0"}, "agreement.mean_periods", 0.3, 0.05},
         {{"moves.say yes, but.chance=0"}, "value.Russia", 0.434, 0.0005},
         {{"leverage.talks.drift.down=0.5"}, "uses.say yes, but", 0, 1e-12},
         {{"moves.say yes, but.cost=0.03"}, "uses.say yes, but", 0, 1e-12},
         {{"leverage.talks.effects.moves.impose sanctions.cost.set.under way=0.01"},
          "uses.say yes, but",
          0,
          1e-12});
    // While talks look alive nobody acts: Russia and the mediator both pass.
    parley_result *result = certified(
        solve_file("models/stringing-along.yaml", (const char *const[]){"start.talks=under way", NULL}));
    json_t *json = result_json(result), *proposals = json_object_get(json, "proposals");
    for (size_t j = 0; j < 3; j += 2) {
        const json_t *choice = json_object_get(json_array_get(proposals, j), "choice");
        assert_near(json_number_value(json_object_get(choice, "pass")), 1, 1e-9);
    }
    json_decref(json);
    parley_result_free(result);
}

static void fewer_at_the_table_is_more_for_those_there_and_later(void **state) {
    (void)state;
    static const char *const format[] = {"start.format=bilateral", "start.format=trilateral",
                                         "start.format=four-sided", "start.format=five-sided"};
    static const double russia[] = {0.63, 0.56, 0.45, 0.41}, america[] = {0.32, 0.28, 0.23, 0.21},
                        ukraine[] = {0, 0.15, 0.11, 0.09}, europe[] = {0, 0, 0.20, 0.18},
                        months[] = {4, 2.0 / 3, 0, 0};
    for (size_t k = 0; k < 4; k++) {
        assert_near(solved("formats", format[k], NULL, "value.Russia"), russia[k], 0.005);
        assert_near(solved("formats", format[k], NULL, "value.United States"), america[k], 0.006);
        assert_near(solved("formats", format[k], NULL, "value.Ukraine"), ukraine[k], 0.005);
        assert_near(solved("formats", format[k], NULL, "value.Europe"), europe[k], 0.005);
        assert_near(solved("formats", format[k], NULL, "agreement.mean_periods"), months[k], 1e-9);
    }
    assert_near(solved("formats", "leverage.format.effects.United States.authority.set.bilateral=1", NULL,
                       "value.Russia"),
                0.66, 0.005);
}

static void a_bare_truce_pushes_the_deal_away_and_one_that_steadies_the_front_brings_it_nearer(void **state) {
    (void)state;
    const char steady[] = "leverage.front.when.1.drift.up=0.15";
    const char later[] = "leverage.front.effects.pie.scale.moving=0.8";
    HOLD("partial-ceasefire", {{NULL}, "agreement.mean_periods", 20, 1e-6},
         {{NULL}, "value.Ukraine", 0.26, 0.005}, {{NULL}, "value.Russia", 0.61, 0.005},
         {{"accords.energy truce.chance=0"}, "agreement.first_period", 1, 1e-9},
         {{"accords.energy truce.chance=0"}, "value.Ukraine", 0.21, 0.005},
         {{"accords.energy truce.chance=0"}, "value.Russia", 0.64, 0.005});
    assert_near(solved("partial-ceasefire", steady, NULL, "agreement.mean_periods"), 7.3, 0.05);
    assert_near(solved("partial-ceasefire", steady, NULL, "value.Russia"), 0.67, 0.005);
    assert_near(solved("partial-ceasefire", steady, NULL, "value.Ukraine"), 0.28, 0.005);
    assert_near(solved("partial-ceasefire", later, NULL, "agreement.mean_periods"), 20, 1e-6);
    assert_near(solved("partial-ceasefire", later, "accords.energy truce.chance=0", "agreement.mean_periods"),
                20, 1e-6);
    assert_near(solved("partial-ceasefire", later, steady, "agreement.mean_periods"), 7.3, 0.05);
}

static void one_partner_who_can_be_left_out_is_enough_to_lose_a_coalitions_leverage(void **state) {
    (void)state;
    const char off[] = "moves.court one member.chance=0", one[] = "value.Northern states";
    HOLD("western-unity", {{NULL}, "value.Russia", 0.73, 0.005}, {{NULL}, one, 0.03, 0.005},
         {{NULL}, "uses.court one member", 0.16, 0.005}, {{off}, "value.Russia", 0.57, 0.005},
         {{off}, one, 0.12, 0.005}, {{off}, "value.Ukraine", 0.07, 0.005},
         {{"start.unity=strained"}, one, 0.010, 0.0006},
         {{"start.unity=strained"}, "value.Russia", 0.77, 0.005}, {{"start.unity=split"}, one, 0.004, 0.0005},
         {{"start.unity=split"}, "value.Russia", 0.79, 0.005},
         {{"start.unity=split"}, "value.Ukraine", 0.20, 0.005},
         {{"moves.court one member.cost=0.0855"}, "uses.court one member", 0.0001, 0.00009999},
         {{"moves.court one member.cost=0.0858"}, "uses.court one member", 0, 1e-12},
         {{"Ukraine.veto=false"}, "value.Ukraine", 0.02, 0.005},
         {{"Ukraine.veto=false"}, "value.Russia", 0.90, 0.005},
         {{"leverage.unity.drift.up=0.3"}, "value.Russia", 0.66, 0.005});
}

static void leaving_for_a_time_moves_the_terms_and_leaving_for_good_the_date(void **state) {
    (void)state;
    const char off[] = "moves.walk out.chance=0", quit[] = "United States.outside=0.05";
    HOLD("walk-away", {{NULL}, "agreement.mean_periods", 12.5, 1e-6},
         {{off}, "agreement.mean_periods", 12.5, 1e-6}, {{NULL}, "uses.walk out", 1, 0.05},
         {{NULL}, "value.Russia", 0.72, 0.005}, {{NULL}, "value.Ukraine", 0.18, 0.005},
         {{off}, "value.Russia", 0.63, 0.005}, {{off}, "value.Ukraine", 0.28, 0.005},
         {{"moves.walk out.cost=0.02"}, "uses.walk out", 0, 1e-12},
         {{quit}, "agreement.mean_periods", 0.03, 0.005}, {{quit}, "agreement.quit", 0.007, 0.0005},
         {{quit}, "value.Russia", 0.51, 0.005}, {{quit}, "value.Ukraine", 0.28, 0.005},
         {{"United States.initiative=1"}, "value.United States", 0.07, 0.005},
         {{"United States.initiative=1"}, "uses.walk out", 0, 1e-12});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tabling_a_draft_moves_the_terms_and_delays_the_deal),
        cmocka_unit_test(a_counter_draft_undoes_the_first_in_the_terms_and_not_the_delay),
        cmocka_unit_test(a_mediators_hurry_is_paid_to_the_patient_side),
        cmocka_unit_test(an_emergency_that_can_be_made_is_paid_for_and_seldom_made),
        cmocka_unit_test(stamina_is_in_the_terms_and_sessions_are_dragged_out_only_where_fatigue_is_slow),
        cmocka_unit_test(credible_sanctions_are_in_the_terms_and_hardly_ever_imposed),
        cmocka_unit_test(threat_is_carried_out_below_the_cost_that_theory_gives_and_worthless_above),
        cmocka_unit_test(longer_aid_and_belief_in_it_both_raise_ukraines_share),
        cmocka_unit_test(delay_climbs_with_the_gap_in_beliefs_and_a_bluff_shortens_it),
        cmocka_unit_test(brinkmanship_pays_while_its_risk_is_small_and_its_end_worse_for_the_other),
        cmocka_unit_test(a_delegation_without_authority_costs_its_own_side),
        cmocka_unit_test(stringing_along_pays_while_it_stays_the_mediators_hand_and_lasts),
        cmocka_unit_test(fewer_at_the_table_is_more_for_those_there_and_later),
        cmocka_unit_test(a_bare_truce_pushes_the_deal_away_and_one_that_steadies_the_front_brings_it_nearer),
        cmocka_unit_test(one_partner_who_can_be_left_out_is_enough_to_lose_a_coalitions_leverage),
        cmocka_unit_test(leaving_for_a_time_moves_the_terms_and_leaving_for_good_the_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
