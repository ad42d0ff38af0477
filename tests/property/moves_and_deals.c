// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold of any game with moves, accords, anchors, menus of deals and issues, tried on random ones
// (options.h): nearly all are certified, none is called certified that is not, and values do what the model
// says when parties are listed in another order, a party's utilities are counted from another zero, or an
// alternative is added that changes nothing. Where two scenarios must have the same values, the games are
// those that can be expected to have one equilibrium: unanimity over a pie, and parties prone to error.
#include "support.h"
#include <cmocka.h>

#include "property/options.h"

// Sanitizers slow the games down: they see fewer.
#ifdef __SANITIZE_ADDRESS__
enum { GAMES = 60 };
#else
enum { GAMES = 500 };
#endif
enum { RELABELLED = 20, SHIFTED = 30, SPARE = 20 };

struct values {
    double of[SAMPLE_PARTIES];
};

static parley_result *solve_options(const struct options *options, const struct sample_order *order) {
    const struct parley_options settings = {.threads = 1};
    struct text text = {0};
    parley_scenario *scenario = NULL;
    parley_result *result = NULL;
    parley_error *error = NULL;
    options_write(options, order, &text);
    assert_false(text.failed);
    if (parley_parse(text.data, text.length, "random", &scenario, &error) != PARLEY_OK ||
        parley_solve(scenario, &settings, &result, &error) != PARLEY_OK) {
        print_error("%s\n%s", parley_error_text(error), text.data);
        fail();
    }
    parley_scenario_free(scenario);
    text_free(&text);
    return result;
}

// The value of every party at the start of a game that must be certified.
static struct values options_values(const struct options *options, const struct sample_order *order) {
    struct values values = {{0}};
    parley_result *result = solve_options(options, order);
    assert_true(parley_result_certificate(result).holds);
    for (size_t i = 0; i < options->base.parties; i++) {
        char path[32];
        snprintf(path, sizeof path, "value.P%zu", i);
        values.of[i] = metric(result, path);
    }
    parley_result_free(result);
    return values;
}

// Fails, naming the game, unless the values agree, but for `shift` in those of party `shifted`.
static void compare(uint64_t k, const struct options *options, struct values got, struct values wanted,
                    size_t shifted, double shift) {
    for (size_t i = 0; i < options->base.parties; i++) {
        double sought = wanted.of[i] + (i == shifted ? shift : 0);
        if (!(fabs(got.of[i] - sought) <= 1e-7)) print_error("game %zu, party %zu\n", (size_t)k, i);
        assert_near(got.of[i], sought, 1e-7);
    }
}

static void certify_games(void (*draw)(uint64_t k, struct options *options)) {
    size_t failures = 0;
    for (uint64_t k = 0; k < GAMES; k++) {
        struct options options;
        draw(k, &options);
        parley_result *result = solve_options(&options, NULL);
        struct parley_certificate certificate = parley_result_certificate(result);
        assert_int_equal(certificate.holds, certificate.epsilon <= certificate.tolerance);
        assert_true(certificate.tolerance <= 1e-6);
        if (!(certificate.epsilon <= 1e-6)) {
            print_message("game %zu: epsilon %g\n", (size_t)k, certificate.epsilon);
            failures++;
        }
        parley_result_free(result);
    }
    assert_true(failures <= GAMES / 100);
}

static void pies_with_moves_accords_and_anchors_are_certified_and_the_rest_say_so(void **state) {
    (void)state;
    certify_games(options_draw_pie);
}

static void menus_of_deals_are_certified_and_the_rest_say_so(void **state) {
    (void)state;
    certify_games(options_draw_deals);
}

static void positions_on_issues_are_certified_and_the_rest_say_so(void **state) {
    (void)state;
    certify_games(options_draw_issues);
}

static void deals_that_lie_on_issues_are_certified_and_the_rest_say_so(void **state) {
    (void)state;
    certify_games(options_draw_grid);
}

// The k-th unanimity game with at least one move: over a pie, or over issues of which each party cares about
// each.
static void draw_unanimous(uint64_t k, struct options *options) {
    if (k % 2 == 0)
        options_draw_pie(k, options);
    else
        options_draw_issues(k, options);
    for (size_t i = 0; i < SAMPLE_PARTIES; i++)
        for (size_t issue = 0; issue < OPTION_ISSUES; issue++) {
            options->stance[i][issue].exponent = 2;
            options->stance[i][issue].salience = fmax(options->stance[i][issue].salience, 0.1);
        }
    options->base.rule = SAMPLE_UNANIMITY;
    if (options->moves > 0) return;
    options->moves = 1;
    options->move[0] = (struct option_move){.by = 0, .shift = 1, .cost = 0.01, .chance = 0.8};
}

static void the_order_of_parties_does_not_matter_to_moves(void **state) {
    (void)state;
    for (uint64_t k = 0; k < RELABELLED; k++) {
        struct options options;
        struct sample_order order = sample_order_usual();
        draw_unanimous(k, &options);
        for (size_t i = 0; i < options.base.parties; i++)
            order.party[i] = options.base.parties - 1 - i;
        compare(k, &options, options_values(&options, &order), options_values(&options, NULL), NOBODY, 0);
    }
}

// Without accords: a party that an accord does not concern votes on it either way, and values follow its
// vote.
static void a_party_counts_its_utility_from_any_zero(void **state) {
    (void)state;
    for (uint64_t k = 0; k < SHIFTED; k++) {
        struct options options;
        options_draw_deals(k, &options);
        options.base.noise = 0.2;
        struct values before = options_values(&options, NULL);
        size_t who = (size_t)(k % options.base.parties);
        double shift = k % 2 == 0 ? 0.25 : -0.4;
        options.base.party[who].disagreement += shift;
        options.base.party[who].breakdown += shift;
        options.base.party[who].outside += shift;
        options.losses[who].aspiration += shift;
        for (size_t d = 0; d < options.deals; d++)
            options.utility[d][who] += shift;
        compare(k, &options, options_values(&options, NULL), before, who, shift);
    }
}

// The k-th unanimity game whose parties settle or wait: where they can also quit, or must be
// ratified at home, a settlement may be worth having that the pie just cannot pay for, responders then mix,
// and a channel that matters to nobody can tell several equilibria apart.
static void draw_settled(uint64_t k, struct options *options) {
    draw_unanimous(k, options);
    for (size_t i = 0; i < options->base.parties; i++) {
        options->base.party[i].outside = NAN;
        options->base.party[i].authority = 1;
    }
}

static void a_free_move_that_changes_nothing_changes_no_value(void **state) {
    (void)state;
    for (uint64_t k = 0; k < SPARE; k++) {
        struct options options;
        draw_settled(k, &options);
        struct values before = options_values(&options, NULL);
        options.spare_channel = options.spare_move = true;
        compare(k, &options, options_values(&options, NULL), before, NOBODY, 0);
    }
}

static void an_accord_that_nobody_gains_from_changes_no_value(void **state) {
    (void)state;
    for (uint64_t k = 0; k < SPARE; k++) {
        struct options options;
        draw_settled(k, &options);
        options.accord.shift = 0;
        struct values before = options_values(&options, NULL);
        options.spare_channel = options.spare_accord = true;
        compare(k, &options, options_values(&options, NULL), before, NOBODY, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pies_with_moves_accords_and_anchors_are_certified_and_the_rest_say_so),
        cmocka_unit_test(menus_of_deals_are_certified_and_the_rest_say_so),
        cmocka_unit_test(positions_on_issues_are_certified_and_the_rest_say_so),
        cmocka_unit_test(deals_that_lie_on_issues_are_certified_and_the_rest_say_so),
        cmocka_unit_test(the_order_of_parties_does_not_matter_to_moves),
        cmocka_unit_test(a_party_counts_its_utility_from_any_zero),
        cmocka_unit_test(a_free_move_that_changes_nothing_changes_no_value),
        cmocka_unit_test(an_accord_that_nobody_gains_from_changes_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
