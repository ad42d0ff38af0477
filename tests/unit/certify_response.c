// SPDX-License-Identifier: GPL-3.0-or-later
// Quantal response: a fixed point of the logit map of a tiny game, with a move, accords and loss aversion,
// found here by plain iteration, is
// certified; with one number wrong it is not, and the fault is named.
#include "support.h"

#include <cmocka.h>

#include "certify/certify.h"
#include "unit/tiny.h"

static const double NOISE = 0.3, TOLERANCE = 1e-9;

static double logistic(double z) {
    return 1 / (1 + exp(-z));
}

// What option o brings i over an ordinary period.
static double shift_gain(const struct game *game, const struct profile *profile, size_t i, size_t o) {
    return game_reservation_under(game, i, 0, 1 + o, profile->value) -
           game_reservation(game, i, 0, profile->value);
}

// Chance that accord o, put by j to all three or to those that must consent, passes: any two of three, or all
// that must.
static double pass_chance(const struct game *game, const struct profile *profile, size_t j, size_t o) {
    double yes[3], all = 1;
    for (size_t i = 0; i < 3; i++) {
        yes[i] = game->authority[i] * (i == j ? 1 : logistic(shift_gain(game, profile, i, o) / NOISE));
        if (game->option[o].consent >> i & 1) all *= yes[i];
    }
    if (game->option[o].consent) return all;
    return yes[0] * yes[1] + yes[0] * yes[2] + yes[1] * yes[2] - 2 * yes[0] * yes[1] * yes[2];
}

// What i gets over an ordinary period when j chooses option o; -INFINITY if j cannot.
static double option_gain(const struct game *game, const struct profile *profile, size_t j, size_t i,
                          size_t o) {
    double gain = shift_gain(game, profile, i, o);
    if (game->option[o].kind == OPTION_ACCORD) return pass_chance(game, profile, j, o) * gain;
    if (game->option[o].by != j) return -INFINITY;
    return i == j ? gain - game->option[o].cost[0] : gain;
}

// Logit choices and proposals of j among the pairs it belongs to, at the profile's values.
static void respond(const struct game *game, struct profile *profile, size_t j) {
    double stay = game_reservation(game, j, 0, profile->value), outside = game->outside[j];
    double total = 0, mean = 0;
    tiny_choose(game, profile, 0, j, 0, 0, 0);
    for (size_t i = 0; i < 3; i++) {
        if (i == j) continue;
        coalition pair = (coalition)(1u << i | 1u << j);
        double need = tiny_need(game, profile, 0, i, pair), slack = game->pie[0] - fmax(need, 0);
        double accepted = logistic((slack + fmax(-need, 0)) / NOISE);
        double enacted = accepted * game->authority[i] * game->authority[j];
        double payoff = enacted * game_felt(game, j, 0, fmax(slack, 0)) + (1 - enacted) * stay,
               weight = exp(payoff / NOISE);
        size_t e = tiny_offer(game, profile, 0, j, pair, weight, accepted);
        if (slack < 0) {
            profile->share[e * 3 + i] = game->pie[0];
            profile->share[e * 3 + j] = 0;
        }
        total += weight;
        mean += weight * payoff;
    }
    for (size_t e = profile->first[j]; e < profile->first[j + 1]; e++)
        profile->proposal[e].probability /= total;
    double weight[FIRST_OPTION + TINY_OPTIONS] = {exp(mean / total / NOISE), exp(stay / NOISE),
                                                  exp(outside / NOISE)};
    double sum = weight[SETTLE] + weight[PASS] + weight[QUIT];
    for (size_t o = 0; o < game->options; o++) {
        sum += weight[FIRST_OPTION + o] = exp((stay + option_gain(game, profile, j, j, o)) / NOISE);
        if (game->option[o].kind == OPTION_ACCORD)
            *tiny_consent(game, profile, 0, j, o) = pass_chance(game, profile, j, o);
    }
    for (size_t k = 0; k < game->alternatives; k++)
        profile->choice[j * game->alternatives + k] = weight[k] / sum;
}

static double play(const struct game *game, const struct profile *profile, size_t i) {
    double stay = game_reservation(game, i, 0, profile->value), value = 0, acted = 0;
    for (size_t j = 0; j < 3; j++) {
        const double *choice = profile->choice + j * game->alternatives;
        double p = game->recognition[j], settled = 0;
        for (size_t e = profile->first[j]; e < profile->first[j + 1]; e++) {
            double enacted = profile_enactment(game, profile, 0, e);
            settled += profile->proposal[e].probability *
                       (enacted * game_felt(game, i, 0, profile->share[e * 3 + i]) + (1 - enacted) * stay);
        }
        value += p * (choice[SETTLE] * settled + choice[PASS] * stay);
        if (choice[QUIT] > 0) value += p * choice[QUIT] * (i == j ? game->outside[i] : game->breakdown[i]);
        for (size_t o = 0; o < game->options; o++)
            if (choice[FIRST_OPTION + o] > 0)
                value += p * choice[FIRST_OPTION + o] * (stay + option_gain(game, profile, j, i, o));
        acted += p;
    }
    return value + (1 - acted) * stay;
}

// Three parties, majority; the first can quit, the last ratifies with probability 0.7 and waits at a loss,
// the second feels losses. The second can make a move; there is an accord for the table and one for the last
// two.
static struct profile *fixed_point(struct tiny *tiny, double last_flow) {
    struct game *game = tiny_game(tiny, 3, 1, 2);
    game->noise = NOISE;
    tiny->outside[0] = 0.1;
    tiny->authority[2] = 0.7;
    tiny->flow[2] = last_flow;
    tiny->recognition[1] = 0.2;
    for (size_t i = 0; i < 3; i++)
        tiny->discount[i] = 0.6;
    memcpy(tiny->breakdown, (double[]){0.3, -0.2, 0.5}, 3 * sizeof(double));
    tiny->loss_aversion[1] = 0.8;
    tiny->reference[1] = 0.4;
    tiny_option(tiny, OPTION_MOVE, 1, 0);
    tiny_option(tiny, OPTION_ACCORD, 0, 0);
    tiny_option(tiny, OPTION_ACCORD, 0, 6);
    tiny->cost[0][0] = 0.02;
    for (size_t o = 0; o < 3; o++)
        tiny->option_risk[o][0] = 0.2 + 0.3 * (double)o;
    struct profile *profile = tiny_profile(game, (double[]){0, 0, 0});
    for (int sweep = 0; sweep < 2000; sweep++) {
        double value[3];
        profile->proposal_count = 0;
        for (size_t j = 0; j < 3; j++)
            respond(game, profile, j);
        for (size_t i = 0; i < 3; i++)
            value[i] = play(game, profile, i);
        memcpy(profile->value, value, sizeof value);
    }
    return profile;
}

static struct certificate examine(const struct game *game, const struct profile *profile) {
    struct certificate certificate;
    assert_int_equal(certify(game, profile, TOLERANCE, 2, &certificate), PARLEY_OK);
    return certificate;
}

static void logit_fixed_point_is_certified(void **state) {
    (void)state;
    for (double flow = -3; flow <= 9; flow += 3) { // at the end, the last party needs more than the pie
        struct tiny tiny;
        struct profile *profile = fixed_point(&tiny, flow);
        assert_near(examine(&tiny.game, profile).epsilon, 0, 1e-12);
        profile_free(profile);
    }
}

static void each_wrong_number_is_rejected_by_name(void **state) {
    (void)state;
    enum { KINDS = 8 };
    const enum deviation named[KINDS] = {DEVIATION_VALUE,    DEVIATION_PROPOSER, DEVIATION_PROPOSER,
                                         DEVIATION_PROPOSER, DEVIATION_VOTE,     DEVIATION_FEASIBILITY,
                                         DEVIATION_VOTE,     DEVIATION_PROPOSER};
    for (size_t k = 0; k < KINDS; k++) {
        struct tiny tiny;
        struct profile *profile = fixed_point(&tiny, -0.5);
        if (k == 0) profile->value[1] += 1e-6;
        if (k == 1) {
            profile->share[0] -= 1e-6;
            profile->share[1] += 1e-6;
        }
        if (k == 2) {
            profile->choice[SETTLE] += 1e-6;
            profile->choice[PASS] -= 1e-6;
        }
        if (k == 3) {
            profile->proposal[0].probability += 1e-6;
            profile->proposal[1].probability -= 1e-6;
        }
        if (k == 4) profile->proposal[2].acceptance -= 1e-6;
        if (k == 5) profile->proposal[2].members = 1;
        if (k == 6) *tiny_consent(&tiny.game, profile, 0, 2, 1) += 1e-6;
        if (k == 7) {
            *tiny_chosen(&tiny.game, profile, 0, 1, 0) += 1e-6;
            profile->choice[tiny.game.alternatives + PASS] -= 1e-6;
        }
        struct certificate certificate = examine(&tiny.game, profile);
        assert_false(certificate.holds);
        assert_string_equal(deviation_text(certificate.worst), deviation_text(named[k]));
        profile_free(profile);
    }
}

static void coalition_that_is_no_response_is_rejected(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = fixed_point(&tiny, -0.5);
    profile->proposal[0].members = 7; // wins, but could do without one
    assert_false(examine(&tiny.game, profile).holds);
    profile_free(profile);
}

static void noisy_play_is_no_exact_equilibrium(void **state) {
    (void)state;
    struct tiny tiny;
    struct profile *profile = fixed_point(&tiny, -0.5);
    tiny.game.noise = 0;
    assert_false(examine(&tiny.game, profile).holds);
    profile_free(profile);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logit_fixed_point_is_certified),
        cmocka_unit_test(each_wrong_number_is_rejected_by_name),
        cmocka_unit_test(coalition_that_is_no_response_is_rejected),
        cmocka_unit_test(noisy_play_is_no_exact_equilibrium),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
