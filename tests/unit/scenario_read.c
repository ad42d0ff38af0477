// SPDX-License-Identifier: GPL-3.0-or-later
// A sound scenario file becomes the numbers that stand in it, and defaults where nothing stands.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "scenario/scenario.h"

static const char *const full =
    "title: \"Quotes \\\" and \\\\ back`ticks` $(and) a\\nnew line\"\n"
    "about: |\n  Two lines\n  of text.\n"
    "period: 2 weeks\n"
    "start: {front: b}\n"
    "parties:\n"
    "  A: {discount_rate: 0.06, initiative: +1, disagreement: -.1, breakdown: 1e-3, votes: 2, veto: true}\n"
    "  B: {discount: 0.995, outside: 0.2, at_table: false, authority: 0.8}\n"
    "  \"C d\": {discount: .99}\n"
    "agreement: {quota: 3}\n"
    "breakdown_risk: 0.01\nidle: 0.125\nnoise: 0.5\n"
    "outcome: {pie: 2}\n"
    "leverage:\n"
    "  front:\n"
    "    levels: [a, b, c]\n"
    "    start: a\n"
    "    drift: {up: 0.1}\n"
    "    when: [{1: [2], front: [a, c], drift: {down: 0.2}},\n"
    "           {1: 1, transition: [[1, 0, 0], [0, 1, 0], [0.1, 0.2, 0.7000000004]]}]\n"
    "    beliefs: {B: {drift: {up: 0.15, down: 0.05}, when: [{front: a, drift: {up: 1}}]}}\n"
    "    effects:\n"
    "      A.disagreement: {add: [-0.25, -0.12, -0.05], scale: [1, 2, 3]}\n"
    "      B.at_table: {set: [true, ~, 0]}\n"
    "      B.outside: {set: [none, 0.1, null]}\n"
    "      leverage.1.transition: {set: [0, 0, 0]}\n"
    "      outcome.pie: {scale: [1, 1, 0.9]}\n"
    "  1:\n"
    "    levels: [1, 2]\n";

static struct scenario *read_text(const char *text) {
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    scenario_parse(text, strlen(text), "test", &scenario, &errors);
    char *rendered = errors_render(&errors);
    if (!scenario) print_error("%s", rendered);
    free(rendered);
    errors_free(&errors);
    return scenario;
}

// The text above without the effect that must be refused.
static struct scenario *read_full(void) {
    struct text text = {0};
    const char *bad = strstr(full, "      leverage.1.transition"), *rest = strstr(full, "      outcome.pie");
    text_append_bytes(&text, full, (size_t)(bad - full));
    text_append(&text, "%s", rest);
    struct scenario *scenario = read_text(text.data);
    text_free(&text);
    return scenario;
}

static void words_and_scalars_are_read(void **state) {
    (void)state;
    struct scenario *s = read_full();
    assert_non_null(s);
    assert_string_equal(s->title, "Quotes \" and \\ back`ticks` $(and) a\nnew line");
    assert_string_equal(s->about, "Two lines\nof text.\n");
    assert_string_equal(s->file, "test");
    assert_near(s->period, 14 / 365.25, 1e-16);
    assert_near(s->rule, RULE_QUOTA, 0);
    assert_near(s->quota, 3, 0);
    assert_near(s->breakdown_risk, 0.01, 0);
    assert_near(s->idle, 0.125, 0);
    assert_near(s->noise, 0.5, 0);
    assert_near(s->pie, 2, 0);
    scenario_free(s);
}

static void parties_keep_their_order_and_defaults(void **state) {
    (void)state;
    struct scenario *s = read_full();
    assert_non_null(s);
    assert_int_equal(s->party_count, 3);
    const struct party *a = &s->parties[0], *b = &s->parties[1], *c = &s->parties[2];
    assert_string_equal(a->name, "A");
    assert_string_equal(b->name, "B");
    assert_string_equal(c->name, "C d");
    assert_near(a->discount_rate, 0.06, 0);
    assert_true(isnan(a->discount));
    assert_near(a->initiative, 1, 0);
    assert_near(a->disagreement, -0.1, 0);
    assert_near(a->breakdown, 1e-3, 0);
    assert_near(a->votes, 2, 0);
    assert_near(a->veto, 1, 0);
    assert_near(b->outside, 0.2, 0);
    assert_near(b->at_table, 0, 0);
    assert_near(b->authority, 0.8, 0);
    assert_near(c->discount, 0.99, 0);
    assert_true(isnan(c->discount_rate));
    assert_near(c->initiative, 1, 0);
    assert_near(c->disagreement, 0, 0);
    assert_true(c->outside == -INFINITY);
    assert_near(c->votes, 1, 0);
    assert_near(c->veto, 0, 0);
    assert_near(c->at_table, 1, 0);
    assert_near(c->authority, 1, 0);
    assert_near(c->loss_aversion, 0, 0);
    assert_true(isnan(c->aspiration));
    assert_near(c->susceptibility, 0, 0);
    assert_int_equal(c->mark.line, 10);
    assert_int_equal(c->mark.column, 3);
    scenario_free(s);
}

static void laws_cases_and_beliefs_are_read(void **state) {
    (void)state;
    struct scenario *s = read_full();
    assert_non_null(s);
    assert_int_equal(s->channel_count, 2);
    const struct channel *front = &s->channels[0], *one = &s->channels[1];
    assert_near(front->start, 1, 0); // `start` of the file overrides that of the channel
    assert_near(front->truth.base.up, 0.1, 0);
    assert_near(front->truth.base.down, 0, 0);
    assert_int_equal(front->truth.case_count, 2);
    const struct case_law *first = &front->truth.cases[0], *second = &front->truth.cases[1];
    assert_int_equal(first->condition_count, 2);
    assert_int_equal(first->conditions[0].channel, 1);
    assert_int_equal(first->conditions[0].holds[0], 0);
    assert_int_equal(first->conditions[0].holds[1], 1);
    assert_int_equal(first->conditions[1].channel, 0);
    assert_memory_equal(first->conditions[1].holds, "\1\0\1", 3);
    assert_near(first->law.up, 0, 0);
    assert_near(first->law.down, 0.2, 0);
    assert_non_null(second->law.matrix);
    assert_near(second->law.matrix[4], 1, 0);
    assert_null(front->beliefs[0]);
    assert_non_null(front->beliefs[1]);
    assert_near(front->beliefs[1]->base.up, 0.15, 0);
    assert_near(front->beliefs[1]->cases[0].law.up, 1, 0);
    assert_string_equal(one->levels[1], "2");
    assert_true(isnan(one->truth.base.up) && !one->truth.base.matrix);
    scenario_free(s);
}

static void rows_that_miss_1_by_little_are_renormalised(void **state) {
    (void)state;
    struct scenario *s = read_full();
    assert_non_null(s);
    const double *row = &s->channels[0].truth.cases[1].law.matrix[6];
    assert_near(row[0] + row[1] + row[2], 1, 2.3e-16);
    assert_near(row[2], 0.7000000004 / 1.0000000004, 1e-15);
    scenario_free(s);
}

static void effects_point_at_their_parameters(void **state) {
    (void)state;
    struct scenario *s = read_full();
    assert_non_null(s);
    const struct channel *front = &s->channels[0];
    assert_int_equal(front->effect_count, 4);
    const struct effect *flow = &front->effects[0], *seat = &front->effects[1], *out = &front->effects[2],
                        *pie = &front->effects[3];
    assert_ptr_equal(flow->target, &s->parties[0].disagreement);
    assert_near(flow->add[1], -0.12, 0);
    assert_near(flow->scale[2], 3, 0);
    assert_null(flow->set);
    assert_ptr_equal(seat->target, &s->parties[1].at_table);
    assert_near(seat->set[0], 1, 0);
    assert_true(isnan(seat->set[1]));
    assert_near(seat->set[2], 0, 0);
    assert_true(out->set[0] == -INFINITY);
    assert_near(out->set[1], 0.1, 0);
    assert_true(isnan(out->set[2]));
    assert_ptr_equal(pie->target, &s->pie);
    assert_string_equal(pie->target_path, "pie");
    scenario_free(s);
}

static const char *const tabled =
    "parties:\n  A: {discount: 0.9, loss_aversion: 1.5, aspiration: 0.6, susceptibility: 0.5}\n"
    "  B: {discount: 0.9, aspiration: -0.1}\noutcome: {pie: 1}\n"
    "start: {table: plan 2}\n"
    "moves:\n"
    "  push: {by: B, cost: -0.5, chance: 0.8, shift: {front: +1, aid: -2}}\n"
    "  threat: {by: A, risk: 0.25}\n"
    "  bluff: {by: A}\n"
    "accords:\n"
    "  truce: {shift: {front: -1}, chance: 0.9, parties: [B]}\n"
    "  swap: {shift: {aid: 1}}\n"
    "anchors:\n"
    "  plan: {by: B, shares: {B: 0.75, A: 0.25}}\n"
    "  demand: {by: A, shares: {A: 1}}\n"
    "anchoring: {depth: 2, pull: 0.75, fade: 0.25}\n"
    "leverage:\n"
    "  front:\n"
    "    levels: [a, b, c]\n"
    "    when: [{table: [nothing, demand 2], drift: {up: 1}}]\n"
    "    effects:\n"
    "      moves.bluff.risk: {set: [0, 0.1, 0.2]}\n"
    "      accords.swap.chance: {scale: [1, 0.5, 0]}\n"
    "      B.loss_aversion: {add: [0, 1, 2]}\n"
    "  aid: {levels: [none, some]}\n";

static void losses_are_read(void **state) {
    (void)state;
    struct scenario *s = read_text(tabled);
    assert_non_null(s);
    assert_near(s->parties[0].loss_aversion, 1.5, 0);
    assert_near(s->parties[0].aspiration, 0.6, 0);
    assert_near(s->parties[0].susceptibility, 0.5, 0);
    assert_near(s->parties[1].loss_aversion, 0, 0);
    assert_near(s->parties[1].aspiration, -0.1, 0);
    scenario_free(s);
}

static void shifts_are_held_at_the_ends(void **state) {
    (void)state;
    static const size_t up[] = {1, 2, 2}, down[] = {0, 0, 1}, far_down[] = {0, 0}, aid_up[] = {1, 1};
    struct scenario *s = read_text(tabled);
    assert_non_null(s);
    const struct option *push = &s->options[0], *truce = &s->options[3], *swap = &s->options[4];
    assert_int_equal(push->shift_count, 2);
    assert_int_equal(push->shifts[0].channel, 0);
    assert_memory_equal(push->shifts[0].to, up, sizeof up);
    assert_int_equal(push->shifts[1].channel, 1);
    assert_memory_equal(push->shifts[1].to, far_down, sizeof far_down);
    assert_memory_equal(truce->shifts[0].to, down, sizeof down);
    assert_memory_equal(swap->shifts[0].to, aid_up, sizeof aid_up);
    scenario_free(s);
}

static void moves_and_accords_keep_their_order_and_defaults(void **state) {
    (void)state;
    static const char *const names[] = {"push", "threat",     "bluff",       "truce",
                                        "swap", "table plan", "table demand"};
    struct scenario *s = read_text(tabled);
    assert_non_null(s);
    assert_int_equal(s->option_count, 7);
    for (size_t o = 0; o < 7; o++)
        assert_string_equal(s->options[o].name, names[o]);
    const struct option *push = &s->options[0], *threat = &s->options[1], *truce = &s->options[3],
                        *swap = &s->options[4];
    assert_int_equal(push->kind, OPTION_MOVE);
    assert_int_equal(push->by, 1);
    assert_near(push->cost, -0.5, 0);
    assert_near(push->risk, 0, 0);
    assert_near(push->chance, 0.8, 0);
    assert_int_equal(threat->shift_count, 0);
    assert_near(threat->risk, 0.25, 0);
    assert_near(threat->chance, 1, 0);
    assert_int_equal(truce->kind, OPTION_ACCORD);
    assert_near(truce->chance, 0.9, 0);
    assert_memory_equal(truce->parties, "\0\1", 2);
    assert_int_equal(swap->kind, OPTION_ACCORD);
    assert_null(swap->parties);
    assert_near(swap->chance, 1, 0);
    assert_int_equal(truce->mark.line, 11);
    assert_int_equal(truce->mark.column, 3);
    scenario_free(s);
}

static void anchors_are_read(void **state) {
    (void)state;
    struct scenario *s = read_text(tabled);
    assert_non_null(s);
    assert_int_equal(s->anchor_count, 2);
    assert_string_equal(s->anchors[0].name, "plan");
    assert_int_equal(s->anchors[0].by, 1);
    assert_near(s->anchors[0].share[0], 0.25, 0);
    assert_near(s->anchors[0].share[1], 0.75, 0);
    assert_near(s->anchors[1].share[1], 0, 0);
    assert_near(s->depth, 2, 0);
    assert_near(s->pull, 0.75, 0);
    assert_near(s->fade, 0.25, 0);
    scenario_free(s);
}

static void the_table_is_a_star_of_anchors_that_fade(void **state) {
    (void)state;
    static const char *const levels[] = {"nothing", "plan 1", "plan 2", "demand 1", "demand 2"};
    static const size_t inward[] = {0, 0, 1, 0, 3};
    struct scenario *s = read_text(tabled);
    assert_non_null(s);
    assert_int_equal(s->channel_count, 3);
    const struct channel *table = &s->channels[2];
    assert_string_equal(table->name, "table");
    assert_int_equal(table->level_count, 5);
    assert_near(table->start, 2, 0);
    for (size_t from = 0; from < 5; from++) {
        assert_string_equal(table->levels[from], levels[from]);
        for (size_t to = 0; to < 5; to++) {
            double chance = (to == from ? 0.75 : 0) + (to == inward[from] ? 0.25 : 0);
            assert_near(table->truth.base.matrix[from * 5 + to], chance, 0);
        }
    }
    assert_memory_equal(s->channels[0].truth.cases[0].conditions[0].holds, "\1\0\0\0\1", 5);
    scenario_free(s);
}

static void tabling_steps_outward_on_its_own_ray_and_inward_on_others(void **state) {
    (void)state;
    static const size_t plan[] = {1, 2, 2, 0, 3}, demand[] = {3, 0, 1, 4, 4};
    struct scenario *s = read_text(tabled);
    assert_non_null(s);
    const struct option *moves = &s->options[5];
    for (size_t a = 0; a < 2; a++) {
        assert_int_equal(moves[a].kind, OPTION_MOVE);
        assert_int_equal(moves[a].by, a == 0 ? 1 : 0);
        assert_near(moves[a].cost, 0, 0);
        assert_near(moves[a].risk, 0, 0);
        assert_near(moves[a].chance, 0.75, 0);
        assert_int_equal(moves[a].shift_count, 1);
        assert_int_equal(moves[a].shifts[0].channel, 2);
    }
    assert_memory_equal(moves[0].shifts[0].to, plan, sizeof plan);
    assert_memory_equal(moves[1].shifts[0].to, demand, sizeof demand);
    scenario_free(s);
}

static void effects_reach_options_and_losses(void **state) {
    (void)state;
    struct scenario *s = read_text(tabled);
    assert_non_null(s);
    const struct effect *effects = s->channels[0].effects;
    assert_int_equal(s->channels[0].effect_count, 3);
    assert_ptr_equal(effects[0].target, &s->options[2].risk);
    assert_ptr_equal(effects[1].target, &s->options[4].chance);
    assert_ptr_equal(effects[2].target, &s->parties[1].loss_aversion);
    scenario_free(s);
}

static void without_anchors_a_channel_may_be_called_table(void **state) {
    (void)state;
    struct scenario *s = read_text("parties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
                                   "moves: {table talk: {by: A, shift: {table: 1}}}\n"
                                   "leverage: {table: {levels: [x, y], drift: {up: 1}}}\n");
    assert_non_null(s);
    assert_int_equal(s->channel_count, 1);
    assert_int_equal(s->option_count, 1);
    assert_true(scenario_build_table(s));
    assert_int_equal(s->channels[0].level_count, 2);
    scenario_free(s);
}

static void a_matrix_as_a_whole_is_no_target(void **state) {
    (void)state;
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(full, strlen(full), "test", &scenario, &errors), PARLEY_INPUT);
    assert_int_equal(errors.count, 1);
    assert_int_equal(errors.items[0].at.line, 28);
    assert_int_equal(errors.items[0].at.column, 7);
    errors_free(&errors);
}

static void a_byte_order_mark_is_passed_over(void **state) {
    (void)state;
    struct scenario *s = read_text("\xef\xbb\xbfparties: {A: {discount: 0.9}, B: {discount: 0.9}}\n"
                                   "agreement: majority\noutcome: {pie: 1}\n");
    assert_non_null(s);
    assert_string_equal(s->title, "");
    assert_string_equal(s->about, "");
    assert_near(s->rule, RULE_MAJORITY, 0);
    scenario_free(s);
}

static void periods_are_kept_in_years(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double years;
    } periods[] = {{"1 month", 1.0 / 12},    {"3 months", 0.25},    {"2 weeks", 14 / 365.25},
                   {"10 days", 10 / 365.25}, {"1 day", 1 / 365.25}, {"0.5 years", 0.5},
                   {"\"1 year\"", 1},        {"1e1 years", 10}};
    for (size_t k = 0; k < sizeof periods / sizeof *periods; k++) {
        struct text text = {0};
        text_append(&text,
                    "period: %s\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n",
                    periods[k].text);
        struct scenario *s = read_text(text.data);
        assert_non_null(s);
        assert_near(s->period, periods[k].years, 1e-15);
        scenario_free(s);
        text_free(&text);
    }
}

// Against YAML 1.2, section 7.3; the library's own reading of the first four is wrong.
static void quoted_text_is_folded_and_unescaped(void **state) {
    (void)state;
    static const char *const titles[][2] = {
        {"'a''''''''''''b'", "a''''''b"},
        {"'a \n  b\n\n  c\n  '", "a b\nc "},
        {"\"a\\\\\\\n  b \\\n\n  c\"", "a\\b \nc"},
        {"\"a  \r\n  b\n\n\n  c\"", "a b\n\nc"},
        {"\"\\t\\x41\\u00e9\\U0001F600\\_\\/\\\"\"", "\tA\xc3\xa9\xf0\x9f\x98\x80\xc2\xa0/\""},
        {"plain\n  words", "plain words"},
        {">\n  folded\n  text\n", "folded text\n"},
    };
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++) {
        struct text text = {0};
        text_append(&text,
                    "title: %s\nparties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n",
                    titles[k][0]);
        struct scenario *s = read_text(text.data);
        assert_non_null(s);
        assert_string_equal(s->title, titles[k][1]);
        scenario_free(s);
        text_free(&text);
    }
}

static void deals_keep_their_order_and_can_be_targets(void **state) {
    (void)state;
    struct scenario *s = read_text("parties: {A: {discount: 0.9}, B: {discount: 0.8}}\n"
                                   "leverage:\n  front:\n    levels: [a, b]\n    effects:\n"
                                   "      outcome.deals.frozen line.utility.B: {add: [0, -0.5]}\n"
                                   "outcome:\n  deals:\n    withdrawal: {utility: {B: 1, A: -0.25}}\n"
                                   "    frozen line: {utility: {A: 0.6, B: 0.4}}\n");
    assert_non_null(s);
    assert_true(isnan(s->pie));
    assert_int_equal(s->deal_count, 2);
    assert_string_equal(s->deals[0].name, "withdrawal");
    assert_int_equal(s->deals[0].mark.line, 9);
    assert_near(s->deals[0].utility[0], -0.25, 0);
    assert_near(s->deals[0].utility[1], 1, 0);
    assert_string_equal(s->deals[1].name, "frozen line");
    assert_near(s->deals[1].utility[0], 0.6, 0);
    assert_near(s->deals[1].utility[1], 0.4, 0);
    assert_ptr_equal(s->channels[0].effects[0].target, &s->deals[1].utility[1]);
    scenario_free(s);
}

static void the_template_is_valid_whatever_the_title(void **state) {
    (void)state;
    static const char *const titles[] = {"plain", "", "\"quoted\" \\ `x` $(rm) 'y' # no: {comment}",
                                         "two\nlines\tand \x01 \x7f",
                                         "caf\xc3\xa9 \xe2\x80\xa8 end \xef\xbb\xbf"};
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++) {
        char *text = scenario_template(titles[k]);
        assert_non_null(text);
        struct scenario *s = read_text(text);
        assert_non_null(s);
        assert_string_equal(s->title, titles[k]);
        assert_int_equal(s->party_count, 2);
        assert_int_equal(s->channel_count, 1);
        scenario_free(s);
        free(text);
    }
}

static void a_template_title_that_is_not_utf8_loses_only_the_bad_bytes(void **state) {
    (void)state;
    char *text = scenario_template("a\xff"
                                   "b");
    struct scenario *s = read_text(text);
    assert_non_null(s);
    assert_string_equal(s->title, "a?b");
    scenario_free(s);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_scalars_are_read),
        cmocka_unit_test(parties_keep_their_order_and_defaults),
        cmocka_unit_test(laws_cases_and_beliefs_are_read),
        cmocka_unit_test(rows_that_miss_1_by_little_are_renormalised),
        cmocka_unit_test(effects_point_at_their_parameters),
        cmocka_unit_test(losses_are_read),
        cmocka_unit_test(shifts_are_held_at_the_ends),
        cmocka_unit_test(moves_and_accords_keep_their_order_and_defaults),
        cmocka_unit_test(anchors_are_read),
        cmocka_unit_test(the_table_is_a_star_of_anchors_that_fade),
        cmocka_unit_test(tabling_steps_outward_on_its_own_ray_and_inward_on_others),
        cmocka_unit_test(effects_reach_options_and_losses),
        cmocka_unit_test(without_anchors_a_channel_may_be_called_table),
        cmocka_unit_test(a_matrix_as_a_whole_is_no_target),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(periods_are_kept_in_years),
        cmocka_unit_test(quoted_text_is_folded_and_unescaped),
        cmocka_unit_test(deals_keep_their_order_and_can_be_targets),
        cmocka_unit_test(the_template_is_valid_whatever_the_title),
        cmocka_unit_test(a_template_title_that_is_not_utf8_loses_only_the_bad_bytes),
    };
    return cmocka_run_group_tests_name("reading scenarios", tests, NULL, NULL);
}
