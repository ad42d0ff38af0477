// SPDX-License-Identifier: GPL-3.0-or-later
// Quantal response: a fixed point of the logit map of a tiny game, found here by plain iteration, is
// certified; with one number wrong it is not, and the fault is named.
#include "support.h"

#include <cmocka.h>

#include "certify/certify.h"
#include "unit/tiny.h"

static const double NOISE = 0.3, TOLERANCE = 1e-9;

static double logistic(double z) {
    return 1 / (1 + exp(-z));
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
        double accepted = logistic((slack + fmax(-need, 0)) / NOISE),
               enacted = accepted * game->authority[i] * game->authority[j];
        double payoff = enacted * fmax(slack, 0) + (1 - enacted) * stay, weight = exp(payoff / NOISE);
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
    double weight[ALTERNATIVES] = {exp(mean / total / NOISE), exp(stay / NOISE), exp(outside / NOISE)};
    for (size_t k = 0; k < ALTERNATIVES; k++)
        profile->choice[j * ALTERNATIVES + k] = weight[k] / (weight[SETTLE] + weight[PASS] + weight[QUIT]);
}

static double play(const struct game *game, const struct profile *profile, size_t i) {
    double stay = game_reservation(game, i, 0, profile->value), value = 0, acted = 0;
    for (size_t j = 0; j < 3; j++) {
        const double *choice = profile->choice + j * ALTERNATIVES;
        double p = game->recognition[j], settled = 0;
        for (size_t e = profile->first[j]; e < profile->first[j + 1]; e++) {
            double enacted = profile_enactment(game, profile, 0, e);
            settled += profile->proposal[e].probability *
                       (enacted * profile->share[e * 3 + i] + (1 - enacted) * stay);
        }
        value += p * (choice[SETTLE] * settled + choice[PASS] * stay);
        if (choice[QUIT] > 0) value += p * choice[QUIT] * (i == j ? game->outside[i] : game->breakdown[i]);
        acted += p;
    }
    return value + (1 - acted) * stay;
}

// Three parties, majority; the first can quit, the last ratifies with probability 0.7 and waits at a loss.
static struct profile *fixed_point(struct tiny *tiny, double last_flow) {
    struct game *game = tiny_game(tiny, 3, 1, 2);
    game->noise = NOISE;
    tiny->outside[0] = 0.1;
    tiny->breakdown[1] = -0.2;
    tiny->authority[2] = 0.7;
    tiny->flow[2] = last_flow;
    tiny->recognition[1] = 0.2;
    for (size_t i = 0; i < 3; i++)
        tiny->discount[i] = 0.6;
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
    enum { KINDS = 6 };
    const enum deviation named[KINDS] = {DEVIATION_VALUE,    DEVIATION_PROPOSER, DEVIATION_PROPOSER,
                                         DEVIATION_PROPOSER, DEVIATION_VOTE,     DEVIATION_FEASIBILITY};
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
