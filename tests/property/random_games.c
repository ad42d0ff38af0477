// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold of any pie game, tried on random ones (games.h): nearly all are certified, none is called
// certified that is not, and values do what the model says when parties, levels, units or clocks are written
// differently. Claims that two scenarios have the same values are made where the game that they describe can
// be expected to have one equilibrium: unanimity, and simple majorities.
#include "support.h"
#include <cmocka.h>

#include "games.h"

enum { GAMES = 500, PAIRS = 100, NOISY_GAMES = 200 };

// The value of every party at the start.
struct values {
    double of[SAMPLE_PARTIES];
};

static parley_scenario *parse_sample(const struct sample *sample, const struct sample_order *order) {
    struct text text = {0};
    parley_scenario *scenario = NULL;
    parley_error *error = NULL;
    sample_write(sample, order, &text);
    assert_false(text.failed);
    if (parley_parse(text.data, text.length, "random", &scenario, &error) != PARLEY_OK) {
        print_error("%s\n%s", parley_error_text(error), text.data);
        fail();
    }
    text_free(&text);
    return scenario;
}

static parley_result *solve_scenario(const parley_scenario *scenario) {
    const struct parley_options options = {.threads = 1, .tolerance = 1e-6};
    parley_result *result = NULL;
    parley_error *error = NULL;
    if (parley_solve(scenario, &options, &result, &error) != PARLEY_OK) {
        print_error("%s\n", parley_error_text(error));
        fail();
    }
    return result;
}

static parley_result *solve_sample(const struct sample *sample, const struct sample_order *order) {
    parley_scenario *scenario = parse_sample(sample, order);
    parley_result *result = solve_scenario(scenario);
    parley_scenario_free(scenario);
    return result;
}

static double party_metric(const parley_result *result, const char *name, size_t party) {
    char path[40];
    snprintf(path, sizeof path, "%s.P%zu", name, party);
    return metric(result, path);
}

static struct values result_values(const parley_result *result, const struct sample *sample) {
    struct values values = {{0}};
    assert_true(parley_result_certificate(result).holds);
    for (size_t i = 0; i < sample->parties; i++)
        values.of[i] = party_metric(result, "value", i);
    return values;
}

static struct values sample_values(const struct sample *sample, const struct sample_order *order) {
    parley_result *result = solve_sample(sample, order);
    struct values values = result_values(result, sample);
    parley_result_free(result);
    return values;
}

// Fails, naming the game, unless got = factor x wanted, party by party.
static void compare(uint64_t k, const struct sample *sample, const struct values *got,
                    const struct values *wanted, double factor, double tolerance) {
    for (size_t i = 0; i < sample->parties; i++)
        if (!(fabs(got->of[i] - factor * wanted->of[i]) <= tolerance)) {
            print_error("game %llu, party %zu: %.17g, wanted %.17g\n", (unsigned long long)k, i, got->of[i],
                        factor * wanted->of[i]);
            fail();
        }
}

static void draw_unanimous(uint64_t k, struct sample *sample) {
    sample_draw(k, sample);
    sample->rule = SAMPLE_UNANIMITY;
}

static void certify_games(size_t count, double noise, size_t allowed) {
    size_t failures = 0;
    for (uint64_t k = 0; k < count; k++) {
        struct sample sample;
        sample_draw(k, &sample);
        sample.noise = noise;
        parley_result *result = solve_sample(&sample, NULL);
        struct parley_certificate certificate = parley_result_certificate(result);
        bool good = certificate.epsilon <= 1e-6;
        assert_int_equal(certificate.holds, good);
        if (!good)
            print_message("game %llu at noise %g: epsilon %g\n", (unsigned long long)k, noise,
                          certificate.epsilon);
        failures += !good;
        parley_result_free(result);
    }
    assert_true(failures <= allowed);
}

static void ninety_nine_in_a_hundred_games_are_certified_and_the_rest_say_so(void **state) {
    (void)state;
    certify_games(GAMES, 0, GAMES / 100);
}

static void error_prone_parties_are_in_a_quantal_response_equilibrium(void **state) {
    (void)state;
    certify_games(NOISY_GAMES, 0.05, NOISY_GAMES / 100);
}

static void the_order_of_parties_does_not_matter(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        struct sample_order order = sample_order_usual();
        uint64_t seed = k;
        draw_unanimous(k, &sample);
        order_shuffle(&seed, order.party, sample.parties);
        struct values usual = sample_values(&sample, NULL), other = sample_values(&sample, &order);
        compare(k, &sample, &other, &usual, 1, 1e-7);
    }
}

// Simple majority over a pie with nothing else to gain or lose (compare Eraslan 2002).
static void draw_majority(uint64_t k, struct sample *sample) {
    sample_draw(k, sample);
    sample->rule = SAMPLE_MAJORITY;
    for (size_t i = 0; i < sample->parties; i++) {
        struct sample_party *party = &sample->party[i];
        *party = (struct sample_party){.discount = party->discount,
                                       .initiative = party->initiative,
                                       .outside = NAN,
                                       .votes = 1,
                                       .authority = 1,
                                       .at_table = true};
    }
    size_t kept = 0;
    for (size_t e = 0; e < sample->effects; e++)
        if (sample->effect[e].target != ON_DISAGREEMENT) sample->effect[kept++] = sample->effect[e];
    sample->effects = kept;
}

static void the_order_of_parties_does_not_matter_to_a_majority(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        struct sample_order order = sample_order_usual();
        uint64_t seed = k;
        draw_majority(k, &sample);
        order_shuffle(&seed, order.party, sample.parties);
        struct values usual = sample_values(&sample, NULL), other = sample_values(&sample, &order);
        compare(k, &sample, &other, &usual, 1, 1e-7);
    }
}

static void the_order_of_levels_does_not_matter(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        struct sample_order order = sample_order_usual();
        uint64_t seed = k;
        draw_unanimous(k, &sample);
        for (size_t c = 0; c < sample.channels; c++) {
            struct sample_channel *channel = &sample.channel[c];
            channel->truth.full = channel->special.full = channel->belief.full = true;
            order_shuffle(&seed, order.level[c], channel->levels);
        }
        struct values usual = sample_values(&sample, NULL), other = sample_values(&sample, &order);
        compare(k, &sample, &other, &usual, 1, 1e-7);
    }
}

static void sample_scale(struct sample *sample, double factor) {
    sample->pie *= factor;
    for (size_t i = 0; i < sample->parties; i++) {
        sample->party[i].disagreement *= factor;
        sample->party[i].breakdown *= factor;
        sample->party[i].outside *= factor;
    }
    for (size_t k = 0; k < sample->effects; k++) {
        struct sample_effect *effect = &sample->effect[k];
        bool in_utility = effect->target == ON_PIE || effect->target == ON_DISAGREEMENT;
        for (size_t level = 0; in_utility && effect->kind != EFFECT_SCALE && level < SAMPLE_LEVELS; level++)
            effect->value[level] *= factor;
    }
}

static void values_are_in_the_unit_of_the_payoffs(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        sample_draw(k, &sample);
        struct values usual = sample_values(&sample, NULL);
        sample_scale(&sample, 7.5);
        struct values scaled = sample_values(&sample, NULL);
        compare(k, &sample, &scaled, &usual, 7.5, 1e-7);
    }
}

static void a_channel_without_effects_changes_nothing(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        uint64_t seed = k;
        draw_unanimous(k, &sample);
        sample.channels = 1;
        size_t kept = 0;
        while (kept < sample.effects && sample.effect[kept].channel == 0)
            kept++;
        sample.effects = kept;
        struct values usual = sample_values(&sample, NULL);
        sample.channels = 2;
        sample.channel[1] =
            (struct sample_channel){.levels = 3, .special_level = NOBODY, .believer = draw_below(&seed, 2)};
        draw_law(&seed, 3, &sample.channel[1].truth);
        draw_law(&seed, 3, &sample.channel[1].belief);
        struct values more = sample_values(&sample, NULL);
        compare(k, &sample, &more, &usual, 1, 1e-8);
    }
}

// Whoever must agree can refuse for ever. Nobody may quit here: that would take the refusal away. What
// waiting for ever is worth is the value of the same game with nobody ever acting.
static void under_unanimity_nobody_gets_less_than_by_waiting_for_ever(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        draw_unanimous(k, &sample);
        for (size_t i = 0; i < sample.parties; i++) {
            sample.party[i].outside = NAN;
            sample.party[i].at_table = true;
        }
        struct values playing = sample_values(&sample, NULL);
        sample.idle = 1;
        struct values waiting = sample_values(&sample, NULL);
        for (size_t i = 0; i < sample.parties; i++)
            assert_true(playing.of[i] >= waiting.of[i] - 1e-9);
    }
}

static void a_party_away_from_the_table_gets_nothing_of_the_pie(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        sample_draw(k, &sample);
        size_t away = sample.parties - 1;
        sample.party[away] =
            (struct sample_party){.discount = 0.9, .outside = NAN, .authority = 1, .votes = 0};
        sample.quota = 1;
        size_t kept = 0;
        for (size_t e = 0; e < sample.effects; e++)
            if (sample.effect[e].target < ON_INITIATIVE || sample.effect[e].party != away)
                sample.effect[kept++] = sample.effect[e];
        sample.effects = kept;
        parley_result *result = solve_sample(&sample, NULL);
        assert_near(result_values(result, &sample).of[away], 0, 1e-12);
        if (metric(result, "agreement.ever") > 0) assert_near(party_metric(result, "share", away), 0, 1e-12);
        parley_result_free(result);
    }
}

static void set_number(parley_scenario *scenario, const char *path, double value) {
    char assignment[120];
    snprintf(assignment, sizeof assignment, "%s=%.17g", path, value);
    assert_int_equal(parley_set(scenario, assignment, NULL), PARLEY_OK);
}

static char *solve_json(const parley_scenario *scenario) {
    char *json = NULL;
    parley_result *result = solve_scenario(scenario);
    assert_int_equal(parley_result_json(result, true, &json, NULL), PARLEY_OK);
    parley_result_free(result);
    return json;
}

static void a_change_taken_back_leaves_no_trace(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        sample_draw(k, &sample);
        parley_scenario *scenario = parse_sample(&sample, NULL);
        char *before = solve_json(scenario);
        set_number(scenario, "P0.discount", sample.party[0].discount * 0.9);
        set_number(scenario, "pie", sample.pie * 0.6);
        char *changed = solve_json(scenario);
        set_number(scenario, "pie", sample.pie);
        set_number(scenario, "P0.discount", sample.party[0].discount);
        char *after = solve_json(scenario);
        assert_string_not_equal(changed, before);
        assert_string_equal(after, before);
        parley_text_free(before);
        parley_text_free(changed);
        parley_text_free(after);
        parley_scenario_free(scenario);
    }
}

// `discount: exp(-r/12)` and `discount_rate: r` with a period of a month are the same patience.
static void a_discount_rate_is_a_discount_factor_per_period(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        uint64_t seed = k;
        double rate[2] = {draw_between(&seed, 0.01, 2), draw_between(&seed, 0.01, 2)};
        double weight = draw_between(&seed, 0.1, 3), flow = draw_between(&seed, -0.5, 0.3), value[2];
        for (int by_rate = 0; by_rate < 2; by_rate++) {
            struct text text = {0};
            text_append(&text, "title: Two clocks\nperiod: 1 month\noutcome: {pie: 1}\nparties:\n");
            for (int i = 0; i < 2; i++)
                text_append(&text, "  P%d: {%s: %.17g, initiative: %.17g, disagreement: %.17g}\n", i,
                            by_rate ? "discount_rate" : "discount", by_rate ? rate[i] : exp(-rate[i] / 12),
                            i == 0 ? weight : 1, i == 0 ? flow : 0);
            parley_result *result = solve_text(text.data);
            assert_non_null(result);
            value[by_rate] = metric(result, "value.P0");
            parley_result_free(result);
            text_free(&text);
        }
        assert_near(value[1], value[0], 1e-11);
    }
}

// Unanimity where refusing never leaves anybody below zero: needs are positive, so that shares pay them to
// the letter, and no quitter can hurt the others.
static void draw_harmless(uint64_t k, struct sample *sample) {
    draw_unanimous(k, sample);
    for (size_t i = 0; i < sample->parties; i++) {
        struct sample_party *party = &sample->party[i];
        party->outside = NAN;
        party->breakdown = fabs(party->breakdown);
        party->disagreement = fabs(party->disagreement);
    }
    for (size_t e = 0; e < sample->effects; e++)
        for (size_t level = 0; level < SAMPLE_LEVELS; level++)
            sample->effect[e].value[level] = fabs(sample->effect[e].value[level]);
}

// A logit choice between few options falls short of the best by about the noise, every period.
static void values_with_little_noise_are_near_the_exact_ones(void **state) {
    (void)state;
    for (uint64_t k = 0; k < PAIRS; k++) {
        struct sample sample;
        double patience = 0;
        draw_harmless(k, &sample);
        struct values exact = sample_values(&sample, NULL);
        for (size_t i = 0; i < sample.parties; i++)
            patience = fmax(patience, sample.party[i].discount);
        for (sample.noise = 1e-3; sample.noise > 5e-6; sample.noise /= 10) {
            struct values noisy = sample_values(&sample, NULL);
            compare(k, &sample, &noisy, &exact, 1, sample.noise / (1 - patience));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ninety_nine_in_a_hundred_games_are_certified_and_the_rest_say_so),
        cmocka_unit_test(error_prone_parties_are_in_a_quantal_response_equilibrium),
        cmocka_unit_test(values_with_little_noise_are_near_the_exact_ones),
        cmocka_unit_test(the_order_of_parties_does_not_matter),
        cmocka_unit_test(the_order_of_parties_does_not_matter_to_a_majority),
        cmocka_unit_test(the_order_of_levels_does_not_matter),
        cmocka_unit_test(values_are_in_the_unit_of_the_payoffs),
        cmocka_unit_test(a_channel_without_effects_changes_nothing),
        cmocka_unit_test(under_unanimity_nobody_gets_less_than_by_waiting_for_ever),
        cmocka_unit_test(a_party_away_from_the_table_gets_nothing_of_the_pie),
        cmocka_unit_test(a_change_taken_back_leaves_no_trace),
        cmocka_unit_test(a_discount_rate_is_a_discount_factor_per_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
