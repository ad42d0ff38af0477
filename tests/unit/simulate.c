// SPDX-License-Identifier: GPL-3.0-or-later
// Simulated paths: known answers are geometric series of tiny games written out by hand, the exact
// distribution that outcome/ carries forward (of models with moves, anchors, deals, positions, quitting and
// breakdown), and the paths themselves, walked on other numbers of threads or told in words. Seeds are fixed,
// so a test that passes always passes; bounds are 4.5 standard errors, or a chance of 1e-5, since there are
// many numbers.
#include "support.h"
#include <cmocka.h>

#include "core/file.h"
#include "core/random.h"
#include "equilibrium/equilibrium.h"
#include "outcome/simulate_summary.h"
#include "output/log.h"
#include "unit/tiny.h"
#include <gsl/gsl_cdf.h>

static const double FAR = 4.5; // standard errors
static const double UNLIKELY = 1e-5;
static const double ROUNDING = 1e-12;

// Chi-square of counts against what is expected of each, and the chance that it is as large.
static double fit(const double *counts, const double *expected, size_t cells, size_t freedom) {
    double square = 0;
    for (size_t k = 0; k < cells; k++)
        square += (counts[k] - expected[k]) * (counts[k] - expected[k]) / expected[k];
    return gsl_cdf_chisq_Q(square, (double)freedom);
}

static double fit_even(const double *counts, size_t cells) {
    double *expected = calloc(cells, sizeof *expected), sum = 0;
    for (size_t k = 0; k < cells; k++)
        sum += counts[k];
    for (size_t k = 0; k < cells; k++)
        expected[k] = sum / (double)cells;
    double chance = fit(counts, expected, cells, cells - 1);
    free(expected);
    return chance;
}

enum { CELLS = 24, DRAWS = 200000 };

// How neighbouring draws fall into CELLS x CELLS boxes; which neighbours, `step` says.
static double pair_fit(uint64_t seeds, uint64_t streams, uint64_t counters) {
    static double counts[CELLS * CELLS];
    uint64_t fraction;
    memset(counts, 0, sizeof counts);
    for (uint64_t k = 0; k < DRAWS; k++) {
        uint64_t own = random_at(random_key(1 + seeds * k, streams * k), counters * k);
        uint64_t next = random_at(random_key(1 + seeds * (k + 1), streams * (k + 1)), counters * (k + 1));
        counts[random_place(own, CELLS, &fraction) * CELLS + random_place(next, CELLS, &fraction)]++;
    }
    return fit_even(counts, CELLS * CELLS);
}

static void neighbouring_draws_paths_and_seeds_are_uniform_and_independent(void **state) {
    (void)state;
    assert_true(pair_fit(0, 0, 1) > UNLIKELY);    // draws of one path
    assert_true(pair_fit(0, 0, 2) > UNLIKELY);    // every other draw: what the rounds of a path come to
    assert_true(pair_fit(0, 1, 0) > UNLIKELY);    // the same draw of neighbouring paths
    assert_true(pair_fit(1, 0, 0) > UNLIKELY);    // and of neighbouring seeds
    assert_true(!(pair_fit(0, 0, 0) > UNLIKELY)); // always the same: no such thing
}

static void every_bit_of_a_draw_is_as_often_one_as_zero(void **state) {
    (void)state;
    double ones[64] = {0};
    for (uint64_t k = 0; k < DRAWS; k++)
        for (size_t bit = 0; bit < 64; bit++)
            ones[bit] += (double)(random_at(random_key(3, k / 100), k % 100) >> bit & 1);
    for (size_t bit = 0; bit < 64; bit++)
        assert_near(ones[bit], DRAWS / 2.0, FAR * sqrt(DRAWS / 4.0));
}

static void a_place_is_the_integer_part_of_the_product(void **state) {
    (void)state;
    uint64_t fraction;
    assert_int_equal(random_place(0, 7, &fraction), 0);
    assert_int_equal(fraction, 0);
    assert_int_equal(random_place(UINT64_MAX, 7, &fraction), 6);
    assert_int_equal(random_place(UINT64_C(1) << 63, 3, &fraction), 1);
    assert_true(fraction == UINT64_C(1) << 63);
}

// Numbers in turn and by their place are the same ones.
static void a_stream_gives_what_its_places_hold(void **state) {
    (void)state;
    struct random random = {9, 4, 0};
    for (uint64_t k = 0; k < 20; k++)
        assert_true(random_bits(&random) == random_at(random_key(9, 4), k));
}

// Paths gathered from a run.
struct bag {
    size_t count, parties, calls;
    struct path *path;
    double *payoff;
    struct tally *tally;
    uint64_t stop_at; // 0: never
};

static enum parley_status bag_take(void *context, uint64_t first, size_t count, const struct path *path,
                                   const double *payoff) {
    struct bag *bag = context;
    assert_int_equal(first, bag->count);
    if (bag->path) memcpy(bag->path + first, path, count * sizeof *path);
    if (bag->payoff)
        memcpy(bag->payoff + first * bag->parties, payoff, count * bag->parties * sizeof *payoff);
    if (bag->tally) tally_add(bag->tally, count, path, payoff);
    bag->count += count;
    bag->calls++;
    return PARLEY_OK;
}

static bool bag_progress(void *context, uint64_t done) {
    const struct bag *bag = context;
    return bag->stop_at == 0 || done < bag->stop_at;
}

static uint64_t run(const struct simulator *simulator, uint64_t paths, size_t horizon, int threads,
                    struct bag *bag) {
    const struct simulate_plan plan = {paths, horizon, NAN, threads, bag_take, bag_progress, bag};
    uint64_t done = 0;
    assert_int_equal(simulate_run(simulator, &plan, &done, NULL), PARLEY_OK);
    assert_int_equal(done, bag->count);
    return done;
}

static struct simulator *simulator_of(const struct regime *regimes, size_t count, uint64_t seed) {
    struct simulator *simulator = NULL;
    assert_int_equal(simulator_new(regimes, count, seed, &simulator, NULL), PARLEY_OK);
    return simulator;
}

static struct expectation *expectation_of(const struct regime *regimes, size_t count, size_t horizon) {
    struct expectation *exact = NULL;
    assert_int_equal(expectation_compute(regimes, count, horizon, &exact, NULL), PARLEY_OK);
    return exact;
}

// Paths of these regimes, summed up against `exact`.
static struct summary *summary_of(const struct regime *regimes, size_t count, const struct expectation *exact,
                                  uint64_t paths) {
    struct simulator *simulator = simulator_of(regimes, count, 11);
    struct bag bag = {.parties = regimes[0].game->parties};
    struct summary *summary = NULL;
    assert_int_equal(tally_new(simulator, count, exact->horizon, &bag.tally, NULL), PARLEY_OK);
    run(simulator, paths, exact->horizon, 2, &bag);
    assert_int_equal(tally_summarise(bag.tally, exact, &summary, NULL), PARLEY_OK);
    tally_free(bag.tally);
    simulator_free(simulator);
    return summary;
}

static double farthest(const struct comparison *numbers, size_t count) {
    double most = 0;
    for (size_t k = 0; k < count; k++)
        most = fmax(most, fabs(numbers[k].z)); // fmax passes over NaN
    return most;
}

static double summary_farthest(const struct summary *summary) {
    double most = fmax(farthest(summary->ending, PATH_ENDINGS), fabs(summary->date.z));
    most = fmax(most, farthest(summary->quits, summary->parties));
    most = fmax(most, farthest(summary->proposed, summary->parties));
    most = fmax(most, farthest(summary->utility, summary->parties));
    most = fmax(most, farthest(summary->payoff, summary->parties));
    most = fmax(most, farthest(summary->position, summary->issues));
    return fmax(most, farthest(summary->deal, summary->deals));
}

// One state; half of the time party 0 acts: it settles with 0.6 (accepted with 0.5, ratified by party 1 with
// 0.8), quits with 0.2 or passes; with 0.3 party 1 acts, and passes; else nobody does. So a period ends with
// agreement with 0.12, quitting 0.1, breakdown 0.1 x 0.78, and talks go on with 0.702.
static struct game *hand_game(struct tiny *tiny) {
    struct game *game = tiny_game(tiny, 2, 1, 0);
    memcpy(tiny->recognition, (double[]){0.5, 0.3}, 2 * sizeof(double));
    memcpy(tiny->authority, (double[]){1, 0.8}, 2 * sizeof(double));
    memcpy(tiny->flow, (double[]){-0.2, 0.1}, 2 * sizeof(double));
    memcpy(tiny->breakdown, (double[]){0.05, -0.1}, 2 * sizeof(double));
    tiny->risk[0] = 0.1;
    tiny->outside[0] = 0.3;
    return game;
}

// Payoffs: V = 0.12 share + 0.1 (what quitting leaves) + 0.78 (0.1 d + 0.9 (0.1 w + 0.9 V)).
static struct profile *hand_profile(const struct game *game) {
    const double quitting[] = {0.3, -0.1}, share[] = {0.7, 0.3};
    double value[2];
    for (size_t i = 0; i < 2; i++)
        value[i] =
            (0.12 * share[i] + 0.1 * quitting[i] + 0.78 * (0.1 * game->flow[i] + 0.09 * game->breakdown[i])) /
            (1 - 0.78 * 0.81);
    struct profile *profile = tiny_profile(game, value);
    tiny_choose(game, profile, 0, 0, 0.6, 0.2, 0.2);
    size_t e = tiny_offer(game, profile, 0, 0, 3, 1, 0.5);
    memcpy(profile->share + e * 2, share, sizeof share);
    tiny_choose(game, profile, 0, 1, 0, 1, 0);
    return profile;
}

static void the_exact_distribution_over_a_horizon_is_a_geometric_series(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = hand_game(&tiny);
    struct profile *profile = hand_profile(game);
    const struct regime regime = {.game = game, .profile = profile};
    struct expectation *exact = expectation_of(&regime, 1, 10);
    double all = (1 - pow(0.702, 10)) / 0.298, mean = 0;
    assert_near(exact->ending[PATH_AGREED], 0.12 * all, ROUNDING);
    assert_near(exact->ending[PATH_QUIT], 0.1 * all, ROUNDING);
    assert_near(exact->ending[PATH_BROKEN], 0.078 * all, ROUNDING);
    assert_near(exact->ending[PATH_TALKING], pow(0.702, 10), ROUNDING);
    assert_near(exact->rounds, all, ROUNDING);
    for (size_t t = 0; t < 10; t++) {
        assert_near(exact->by[PATH_QUIT][t], 0.1 * pow(0.702, (double)t), ROUNDING);
        mean += (double)t * pow(0.702, (double)t) / all;
    }
    assert_near(exact->date_mean, mean, ROUNDING);
    assert_near(exact->utility_mean[0], 0.7, ROUNDING);
    assert_near(exact->utility_sd[1], 0, ROUNDING);
    assert_near(exact->quits[0], 0.1 * all, ROUNDING);
    assert_near(exact->quits[1], 0, 0);
    expectation_free(exact);
    profile_free(profile);
}

// Value and horizon: the mean payoff is the value whatever the horizon, because a path that is cut counts the
// value of where it stands.
static void frequencies_and_payoffs_are_those_worked_out_by_hand(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = hand_game(&tiny);
    struct profile *profile = hand_profile(game);
    const struct regime regime = {.game = game, .profile = profile};
    for (size_t horizon = 1; horizon <= 64; horizon *= 4) {
        struct expectation *exact = expectation_of(&regime, 1, horizon);
        struct summary *summary = summary_of(&regime, 1, exact, 200000);
        double agreed = 0.12 * (1 - pow(0.702, (double)horizon)) / 0.298;
        assert_near(summary->ending[PATH_AGREED].simulated, agreed, FAR * sqrt(agreed / 200000));
        assert_near(summary->payoff[0].exact, profile->value[0], 0);
        assert_near(summary->payoff[0].simulated, profile->value[0], FAR * summary->payoff[0].error);
        assert_true(summary_farthest(summary) < FAR);
        summary_free(summary);
        expectation_free(exact);
    }
    profile_free(profile);
}

// What rounds come to, by what a reader is told of them.
struct told {
    double rounds, refused, unratified, agreed, passed[2], nobody, quit, broken;
};

static bool count_told(void *context, const struct simulate_round *round) {
    struct told *told = context;
    const struct turn *turn = round->turn;
    told->rounds++;
    if (turn->by == SIMULATE_NOBODY)
        told->nobody++;
    else if (turn->alternative == PASS)
        told->passed[turn->by]++;
    told->refused += turn->answer == ANSWER_NO;
    told->unratified += turn->answer == ANSWER_UNRATIFIED;
    told->agreed += turn->ending == PATH_AGREED && turn->answer == ANSWER_YES;
    told->quit += turn->ending == PATH_QUIT && turn->alternative == QUIT && turn->by == 0;
    told->broken += turn->ending == PATH_BROKEN;
    return true;
}

static void assert_share(double count, double rounds, double share) {
    assert_near(count / rounds, share, FAR * sqrt(share * (1 - share) / rounds));
}

static void rounds_are_told_apart_as_often_as_they_come(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = hand_game(&tiny);
    struct profile *profile = hand_profile(game);
    const struct regime regime = {.game = game, .profile = profile};
    struct simulator *simulator = simulator_of(&regime, 1, 3);
    struct told told = {0};
    for (uint64_t k = 0; k < 50000; k++)
        simulate_trace(simulator, k, 30, count_told, &told);
    assert_share(told.refused, told.rounds, 0.5 * 0.6 * 0.5);
    assert_share(told.unratified, told.rounds, 0.5 * 0.6 * 0.5 * 0.2);
    assert_share(told.agreed, told.rounds, 0.12);
    assert_share(told.passed[0], told.rounds, 0.1);
    assert_share(told.passed[1], told.rounds, 0.3);
    assert_share(told.nobody, told.rounds, 0.2);
    assert_share(told.quit, told.rounds, 0.1);
    assert_share(told.broken, told.rounds, 0.078);
    simulator_free(simulator);
    profile_free(profile);
}

// Party 0 always uses an option that succeeds half the time and breaks talks down with 0.4, and settles once
// it has: a round breaks down with 0.4, leads on with 0.3 and is repeated with 0.3. An accord finds consent
// with 0.5 besides: 0.2, 0.15 and 0.65.
static void the_risk_and_the_luck_of_an_option_are_those_of_its_series(void **state) {
    (void)state;
    const enum option_kind kinds[] = {OPTION_MOVE, OPTION_ACCORD};
    const double on[] = {0.3, 0.15}, again[] = {0.3, 0.65};
    for (size_t k = 0; k < 2; k++) {
        struct tiny tiny;
        struct game *game = tiny_game(&tiny, 2, 2, 0);
        memcpy(tiny.recognition, (double[]){1, 0, 1, 0}, 4 * sizeof(double));
        memcpy(tiny.probability[TINY_SHIFT], (double[]){0, 1, 0, 1}, 4 * sizeof(double));
        tiny_option(&tiny, kinds[k], 0, 0);
        tiny.option_chance[0][0] = 0.5;
        tiny.option_risk[0][0] = 0.4;
        struct profile *profile = tiny_profile(game, (double[]){0, 0, 0, 0});
        tiny_choose(game, profile, 0, 0, 0, 0, 0);
        *tiny_chosen(game, profile, 0, 0, 0) = 1;
        *tiny_consent(game, profile, 0, 0, 0) = 0.5;
        tiny_choose(game, profile, 1, 0, 1, 0, 0);
        tiny_offer(game, profile, 1, 0, 3, 1, 1);
        const struct regime regime = {.game = game, .profile = profile};
        struct expectation *exact = expectation_of(&regime, 1, 200);
        struct summary *summary = summary_of(&regime, 1, exact, 100000);
        double agreed = on[k] / (1 - again[k]), broken = 1 - agreed;
        assert_near(exact->ending[PATH_AGREED], agreed, ROUNDING);
        assert_near(exact->date_mean, 1 + again[k] / (1 - again[k]), ROUNDING);
        assert_near(summary->ending[PATH_BROKEN].simulated, broken, FAR * sqrt(agreed * broken / 100000));
        assert_true(fabs(summary->date.z) < FAR);
        summary_free(summary);
        expectation_free(exact);
        profile_free(profile);
    }
}

// The same paths held against a profile that settles a little less often.
static void another_profile_is_told_apart(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = hand_game(&tiny);
    struct profile *profile = hand_profile(game);
    const struct regime regime = {.game = game, .profile = profile};
    profile->choice[SETTLE] -= 0.02;
    profile->choice[PASS] += 0.02;
    struct expectation *exact = expectation_of(&regime, 1, 20);
    profile->choice[SETTLE] += 0.02;
    profile->choice[PASS] -= 0.02;
    struct summary *summary = summary_of(&regime, 1, exact, 200000);
    assert_true(!(farthest(summary->ending, PATH_ENDINGS) < FAR));
    summary_free(summary);
    expectation_free(exact);
    profile_free(profile);
}

// Nobody settles before round 7, when another game takes over, in which states are swapped and whoever acts
// settles at once.
static void a_surprise_takes_over_in_its_round(void **state) {
    (void)state;
    struct tiny before, after;
    struct game *quiet = tiny_game(&before, 2, 2, 0), *quick = tiny_game(&after, 2, 2, 0);
    struct profile *passing = tiny_profile(quiet, (double[]){0, 0, 0, 0});
    for (size_t s = 0; s < 2; s++)
        for (size_t j = 0; j < 2; j++)
            tiny_choose(quiet, passing, s, j, 0, 1, 0);
    struct profile *settling = tiny_unanimous(quick, (double[]){0, 0, 0, 0});
    const size_t swapped[] = {1, 0};
    const struct regime regimes[] = {{quiet, passing, 0, NULL}, {quick, settling, 7, swapped}};
    struct simulator *simulator = simulator_of(regimes, 2, 1);
    struct path path[50];
    double payoff[100];
    struct bag bag = {.parties = 2, .path = path, .payoff = payoff};
    run(simulator, 50, 20, 1, &bag);
    for (size_t k = 0; k < 50; k++) {
        assert_int_equal(path[k].ending, PATH_AGREED);
        assert_int_equal(path[k].round, 7);
        assert_int_equal(path[k].state, 1);
        assert_int_equal(path[k].regime, 1);
        assert_near(payoff[2 * k] + payoff[2 * k + 1], pow(0.9, 7), ROUNDING);
    }
    struct expectation *exact = expectation_of(regimes, 2, 20);
    assert_near(exact->by[PATH_AGREED][7], 1, ROUNDING);
    assert_true(isnan(exact->value[0])); // nobody saw it coming
    expectation_free(exact);
    simulator_free(simulator);
    profile_free(passing);
    profile_free(settling);
}

static void regimes_that_do_not_fit_together_are_refused(void **state) {
    (void)state;
    struct tiny one, two;
    struct game *game = tiny_game(&one, 2, 1, 0), *larger = tiny_game(&two, 2, 2, 0);
    struct profile *profile = tiny_unanimous(game, (double[]){0, 0});
    struct profile *other = tiny_unanimous(larger, (double[]){0, 0, 0, 0});
    const struct regime late[] = {{game, profile, 1, NULL}};
    const struct regime mixed[] = {{game, profile, 0, NULL}, {larger, other, 3, NULL}};
    struct simulator *simulator = NULL;
    assert_int_equal(simulator_new(late, 1, 1, &simulator, NULL), PARLEY_INPUT);
    assert_int_equal(simulator_new(mixed, 2, 1, &simulator, NULL), PARLEY_INPUT);
    assert_null(simulator);
    profile_free(profile);
    profile_free(other);
}

// A solved scenario with everything that comes of it.
struct solved {
    struct scenario *scenario;
    struct game *game;
    struct profile *profile;
    struct outcome *outcome;
};

static void solve(const char *text, struct solved *solved) {
    struct errors errors = {0};
    struct effort effort;
    const struct solve_options how = {.threads = 1, .tolerance = 1e-8};
    *solved = (struct solved){0};
    enum parley_status status = scenario_parse(text, strlen(text), "test", &solved->scenario, &errors);
    if (status == PARLEY_OK) status = game_compile(solved->scenario, &solved->game, &errors);
    if (status == PARLEY_OK)
        status = equilibrium_solve(solved->game, &how, &solved->profile, &effort, &errors);
    if (status == PARLEY_OK)
        status = outcome_compute(solved->game, solved->profile, &solved->outcome, &errors);
    char *faults = status == PARLEY_OK ? NULL : errors_render(&errors);
    if (faults) print_error("%s", faults);
    free(faults);
    errors_free(&errors);
    assert_int_equal(status, PARLEY_OK);
}

static void solve_model(const char *path, struct solved *solved) {
    struct errors errors = {0};
    char *text = NULL;
    size_t length;
    assert_int_equal(file_read(path, SCENARIO_BYTES_MAX, &text, &length, &errors), PARLEY_OK);
    solve(text, solved);
    free(text);
}

static void solved_clear(struct solved *solved) {
    outcome_free(solved->outcome);
    profile_free(solved->profile);
    game_free(solved->game);
    scenario_free(solved->scenario);
}

// Chance of dates as far from the exact ones as these; cells in which few are expected go together.
static double dates_fit(const struct tally *tally, const struct expectation *exact, enum path_ending ending,
                        double paths) {
    double counts[200] = {0}, expected[200] = {0}, rest = paths, rest_count = paths;
    size_t cells = 0;
    for (size_t t = 0; t < exact->horizon && cells < 199; t++) {
        counts[cells] += (double)tally_ended(tally, ending, t);
        expected[cells] += paths * exact->by[ending][t];
        rest -= paths * exact->by[ending][t];
        rest_count -= (double)tally_ended(tally, ending, t);
        if (expected[cells] >= 20 && rest >= 20) cells++;
    }
    counts[cells] += rest_count;
    expected[cells++] += rest;
    return cells > 1 ? fit(counts, expected, cells, cells - 1) : 1;
}

// What the propagated distribution says over a long horizon is what outcome.h says; paths agree with it, and
// so do their dates.
static void check_solved(const struct solved *solved, size_t horizon) {
    enum { PATHS = 100000 };
    const struct regime regime = {.game = solved->game, .profile = solved->profile};
    const struct outcome *outcome = solved->outcome;
    struct expectation *exact = expectation_of(&regime, 1, horizon);
    struct simulator *simulator = simulator_of(&regime, 1, 5);
    struct bag bag = {.parties = solved->game->parties};
    struct summary *summary = NULL;
    for (size_t t = 0; t + 1 < outcome->horizon && t + 1 < horizon; t++) {
        assert_near(exact->by[PATH_AGREED][t + 1], outcome->by[t + 1] - outcome->by[t], 1e-11);
        assert_near(exact->by[PATH_BROKEN][t + 1], outcome->broken_by[t + 1] - outcome->broken_by[t], 1e-11);
        assert_near(exact->by[PATH_QUIT][t + 1], outcome->quit_by[t + 1] - outcome->quit_by[t], 1e-11);
    }
    assert_near(exact->ending[PATH_AGREED], outcome->ever, 1e-6);
    assert_near(exact->ending[PATH_QUIT], outcome->quit, 1e-6);
    assert_near(exact->ending[PATH_BROKEN], outcome->breakdown, 1e-6);
    for (size_t i = 0; i < solved->game->parties && outcome->ever > 0; i++)
        assert_near(exact->utility_mean[i], outcome->material_utility[i], 1e-6);
    assert_int_equal(tally_new(simulator, 1, horizon, &bag.tally, NULL), PARLEY_OK);
    run(simulator, PATHS, horizon, 2, &bag);
    assert_int_equal(tally_summarise(bag.tally, exact, &summary, NULL), PARLEY_OK);
    assert_true(summary_farthest(summary) < FAR);
    for (size_t e = 0; e < PATH_TALKING; e++)
        assert_true(dates_fit(bag.tally, exact, (enum path_ending)e, PATHS) > UNLIKELY);
    for (size_t q = 0; q < SUMMARY_QUANTILES && outcome->ever > 0; q++)
        assert_near(summary->quantile[q], summary->quantile_exact[q], 1 + 0.05 * summary->quantile_exact[q]);
    summary_free(summary);
    tally_free(bag.tally);
    simulator_free(simulator);
    expectation_free(exact);
}

static void paths_of_models_agree_with_the_exact_distribution(void **state) {
    (void)state;
    static const char *const models[] = {"models/battlefield.yaml",          "models/deep-anchoring.yaml",
                                         "models/frozen-or-withdrawal.yaml", "models/walk-away.yaml",
                                         "models/brinkmanship.yaml",         "models/sanctions-shock.yaml",
                                         "models/partial-ceasefire.yaml"};
    for (size_t k = 0; k < sizeof models / sizeof *models; k++) {
        struct solved solved;
        solve_model(models[k], &solved);
        check_solved(&solved, 600);
        solved_clear(&solved);
    }
}

// Three sides, a majority, and a front that decides whom time favours: whom they settle with is drawn.
static const char positions[] =
    "period: 1 month\n"
    "agreement: {rule: majority}\n"
    "breakdown_risk: 0.05\nidle: 0.3\n"
    "parties:\n"
    "  A: {discount: 0.95, disagreement: -0.5, issues: {land: {ideal: 100, salience: 0.6},"
    " tie: {ideal: 1, salience: 0.4}}}\n"
    "  B: {discount: 0.9, disagreement: -0.5, issues: {land: {ideal: 0, salience: 0.5},"
    " tie: {ideal: 0, salience: 0.5}}}\n"
    "  C: {discount: 0.9, disagreement: -0.5, issues: {land: {ideal: 40, salience: 0.2},"
    " tie: {ideal: 0.5, salience: 0.8}}}\n"
    "outcome: {issues: {land: {range: [0, 100]}, tie: {range: [0, 1]}}}\n"
    "leverage: {front: {levels: [back, on], drift: {up: 0.2, down: 0.1},\n"
    "  effects: {A.initiative: {set: [1, 2]}}}}\n";

static void paths_that_settle_on_positions_agree_with_the_exact_distribution(void **state) {
    (void)state;
    struct solved solved;
    solve(positions, &solved);
    check_solved(&solved, 400);
    solved_clear(&solved);
}

// Error-prone parties do everything there is to do: settle, be refused, pass, quit, move, agree a truce.
static const char noisy[] = "period: 1 month\nnoise: 0.2\nbreakdown_risk: 0.03\nidle: 0.1\n"
                            "parties:\n"
                            "  A: {discount: 0.9, outside: 0.1, authority: 0.7, disagreement: 0.1}\n"
                            "  B: {discount: 0.95, outside: 0.2, breakdown: -0.2}\n"
                            "outcome: {pie: 1}\n"
                            "leverage:\n"
                            "  pit: {levels: [shallow, deep], effects: {pie: {set: [1, 1.5]}}}\n"
                            "  war: {levels: [truce, fighting], start: fighting,"
                            " effects: {A.disagreement: {add: [0, -0.2]}}}\n"
                            "moves: {dig: {by: A, cost: 0.05, shift: {pit: +1}, chance: 0.5, risk: 0.02}}\n"
                            "accords: {cease fire: {shift: {war: -1}, chance: 0.5}}\n";
// The same with packages, whose votes err as well.
static const char noisy_menu[] =
    "period: 1 month\nnoise: 0.1\nbreakdown_risk: 0.03\n"
    "parties:\n"
    "  A: {discount: 0.9, outside: 0.1, authority: 0.7}\n"
    "  B: {discount: 0.95, outside: 0.2}\n"
    "outcome: {deals: {line: {utility: {A: 0.6, B: 0.4}}, plan: {utility: {A: 0.2, B: 0.9}},"
    " swap: {utility: {A: 0.5, B: 0.5}}}}\n";

static void paths_of_parties_that_do_everything_agree_with_the_exact_distribution(void **state) {
    (void)state;
    const char *const texts[] = {noisy, noisy_menu};
    for (size_t k = 0; k < 2; k++) {
        struct solved solved;
        solve(texts[k], &solved);
        assert_true(solved.outcome->quit > 0.01 && solved.outcome->breakdown > 0.01);
        check_solved(&solved, 400);
        solved_clear(&solved);
    }
}

// A believes in a front that runs its way; paths follow the front as it is, and its value is not what comes.
static void beliefs_do_not_move_paths_and_their_values_are_not_held_against_them(void **state) {
    (void)state;
    struct solved solved;
    solve("parties: {A: {discount: 0.95}, B: {discount: 0.9}}\noutcome: {pie: 1}\n"
          "leverage: {front: {levels: [a, b, c], start: b, drift: {up: 0.1, down: 0.1},\n"
          "  beliefs: {A: {drift: {up: 0.6, down: 0}}}, effects: {A.initiative: {set: [0.5, 1, 9]}}}}\n",
          &solved);
    const struct regime regime = {.game = solved.game, .profile = solved.profile};
    struct expectation *exact = expectation_of(&regime, 1, 100);
    assert_true(isnan(exact->value[0]));
    assert_true(!isnan(exact->value[1]));
    expectation_free(exact);
    solved_clear(&solved);
}

static void a_path_is_the_same_on_any_number_of_threads_and_among_any_number_of_paths(void **state) {
    (void)state;
    enum { MANY = 1000, FEW = 10, HORIZON = 100 };
    struct solved solved;
    solve(noisy, &solved);
    const struct regime regime = {.game = solved.game, .profile = solved.profile};
    struct simulator *simulator = simulator_of(&regime, 1, 77);
    static struct path path[3][MANY], few[FEW];
    static double payoff[3][2 * MANY], few_payoff[2 * FEW];
    const int threads[] = {1, 2, 5};
    for (size_t k = 0; k < 3; k++) {
        struct bag bag = {.parties = 2, .path = path[k], .payoff = payoff[k]};
        run(simulator, MANY, HORIZON, threads[k], &bag);
        assert_memory_equal(path[k], path[0], sizeof path[0]);
        assert_memory_equal(payoff[k], payoff[0], sizeof payoff[0]);
    }
    struct bag bag = {.parties = 2, .path = few, .payoff = few_payoff};
    run(simulator, FEW, HORIZON, 2, &bag);
    assert_memory_equal(few, path[0], sizeof few);
    assert_memory_equal(few_payoff, payoff[0], sizeof few_payoff);
    struct simulator *other = simulator_of(&regime, 1, 78);
    struct bag others = {.parties = 2, .path = path[1]};
    run(other, MANY, HORIZON, 2, &others);
    assert_memory_not_equal(path[1], path[0], sizeof path[0]);
    simulator_free(simulator);
    simulator_free(other);
    solved_clear(&solved);
}

// A shorter horizon cuts paths; it does not change what came before.
static void a_longer_horizon_only_goes_on_with_what_was_cut(void **state) {
    (void)state;
    struct solved solved;
    solve(noisy, &solved);
    const struct regime regime = {.game = solved.game, .profile = solved.profile};
    struct simulator *simulator = simulator_of(&regime, 1, 2);
    for (uint64_t k = 0; k < 500; k++) {
        struct path cut, whole;
        double payoff[2];
        simulate_path(simulator, k, 3, &cut, payoff);
        simulate_path(simulator, k, 300, &whole, payoff);
        if (cut.ending == PATH_TALKING)
            assert_true(whole.round >= 3 && cut.round == 3);
        else
            assert_memory_equal(&cut, &whole, sizeof cut);
    }
    simulator_free(simulator);
    solved_clear(&solved);
}

struct last {
    struct simulate_round round;
    size_t rounds;
};

static bool keep_last(void *context, const struct simulate_round *round) {
    struct last *last = context;
    assert_int_equal(round->round, last->rounds);
    if (last->rounds > 0) assert_int_equal(round->state, last->round.next);
    last->round = *round;
    last->rounds++;
    return true;
}

static void a_path_walked_again_or_told_in_words_ends_as_its_row_does(void **state) {
    (void)state;
    struct solved solved;
    solve(noisy, &solved);
    const struct regime regime = {.game = solved.game, .profile = solved.profile};
    struct simulator *simulator = simulator_of(&regime, 1, 4);
    for (uint64_t k = 0; k < 300; k++) {
        struct path path;
        double payoff[2];
        struct last last = {.rounds = 0};
        struct text told = {0};
        char ending[64];
        simulate_path(simulator, k, 6, &path, payoff);
        assert_true(simulate_trace(simulator, k, 6, keep_last, &last));
        bool talking = path.ending == PATH_TALKING;
        assert_int_equal(last.rounds, (size_t)path.round + (talking ? 0 : 1));
        assert_int_equal(last.round.turn->ending, path.ending);
        assert_true((talking ? last.round.next : last.round.state) == path.state);
        log_path(simulator, k, 6, &told);
        if (talking)
            snprintf(ending, sizeof ending, "still talking after 6 rounds\n");
        else
            snprintf(ending, sizeof ending, "%s in period %u (",
                     path_ending_name((enum path_ending)path.ending), (unsigned)path.round);
        assert_non_null(strstr(told.data, ending));
        if (path.ending == PATH_AGREED)
            assert_non_null(strstr(told.data, path.by == 0 ? "A proposes A" : "B proposes A"));
        text_free(&told);
    }
    simulator_free(simulator);
    solved_clear(&solved);
}

// The longest log is bounded, and says what it leaves out.
static void a_log_of_many_rounds_is_cut_but_for_its_ending(void **state) {
    (void)state;
    struct tiny tiny;
    struct game *game = tiny_game(&tiny, 2, 1, 0);
    struct profile *profile = tiny_profile(game, (double[]){0, 0});
    struct solved solved;
    solve("parties: {A: {discount: 0.9}, B: {discount: 0.9}}\noutcome: {pie: 1}\n", &solved);
    game->scenario = solved.scenario;
    for (size_t j = 0; j < 2; j++) { // proposals that nobody accepts
        tiny_choose(game, profile, 0, j, 1, 0, 0);
        tiny_offer(game, profile, 0, j, 3, 1, 0);
    }
    const struct regime regime = {.game = game, .profile = profile};
    struct simulator *simulator = simulator_of(&regime, 1, 1);
    struct text told = {0};
    log_path(simulator, 0, 1000, &told);
    assert_non_null(strstr(told.data, "(800 lines left out)"));
    assert_non_null(strstr(told.data, "still talking after 1000 rounds"));
    assert_non_null(strstr(told.data, "refused"));
    text_free(&told);
    simulator_free(simulator);
    profile_free(profile);
    solved_clear(&solved);
}

static void a_run_that_is_stopped_keeps_whole_batches(void **state) {
    (void)state;
    struct solved solved;
    solve(noisy, &solved);
    const struct regime regime = {.game = solved.game, .profile = solved.profile};
    struct simulator *simulator = simulator_of(&regime, 1, 1);
    struct bag bag = {.parties = 2, .stop_at = 1};
    uint64_t done = run(simulator, 1000000, 1000000, 2, &bag);
    assert_true(done > 0 && done < 1000000);
    assert_int_equal(bag.calls, 1);
    simulator_free(simulator);
    solved_clear(&solved);
}

static bool stop(void *context, const char *what, double done) {
    (void)context;
    (void)what;
    (void)done;
    return false;
}

static void the_public_interface_refuses_what_is_out_of_range_and_says_when_it_was_stopped(void **state) {
    (void)state;
    parley_result *result = solve_text(noisy);
    const struct parley_paths bad[] = {{.paths = 0, .horizon = 10},
                                       {.paths = UINT64_MAX, .horizon = 10},
                                       {.paths = 10, .horizon = 0},
                                       {.paths = 10, .horizon = 1000001},
                                       {.paths = 10, .horizon = 10, .seed = UINT64_MAX}};
    parley_simulation *simulation = NULL;
    parley_error *error = NULL;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        assert_int_equal(parley_simulate(result, &bad[k], NULL, &simulation, &error), PARLEY_INPUT);
        assert_null(simulation);
        parley_error_free(error);
    }
    const struct parley_paths many = {.paths = 1000000, .horizon = 1000};
    const struct parley_options stopping = {.progress = stop};
    assert_int_equal(parley_simulate(result, &many, &stopping, &simulation, &error), PARLEY_OK);
    assert_true(parley_simulation_stopped(simulation));
    assert_true(parley_simulation_paths(simulation) > 0 && parley_simulation_paths(simulation) < 1000000);
    parley_simulation_free(simulation);
    parley_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbouring_draws_paths_and_seeds_are_uniform_and_independent),
        cmocka_unit_test(every_bit_of_a_draw_is_as_often_one_as_zero),
        cmocka_unit_test(a_place_is_the_integer_part_of_the_product),
        cmocka_unit_test(a_stream_gives_what_its_places_hold),
        cmocka_unit_test(the_exact_distribution_over_a_horizon_is_a_geometric_series),
        cmocka_unit_test(frequencies_and_payoffs_are_those_worked_out_by_hand),
        cmocka_unit_test(rounds_are_told_apart_as_often_as_they_come),
        cmocka_unit_test(the_risk_and_the_luck_of_an_option_are_those_of_its_series),
        cmocka_unit_test(another_profile_is_told_apart),
        cmocka_unit_test(a_surprise_takes_over_in_its_round),
        cmocka_unit_test(regimes_that_do_not_fit_together_are_refused),
        cmocka_unit_test(paths_of_models_agree_with_the_exact_distribution),
        cmocka_unit_test(paths_that_settle_on_positions_agree_with_the_exact_distribution),
        cmocka_unit_test(paths_of_parties_that_do_everything_agree_with_the_exact_distribution),
        cmocka_unit_test(beliefs_do_not_move_paths_and_their_values_are_not_held_against_them),
        cmocka_unit_test(a_path_is_the_same_on_any_number_of_threads_and_among_any_number_of_paths),
        cmocka_unit_test(a_longer_horizon_only_goes_on_with_what_was_cut),
        cmocka_unit_test(a_path_walked_again_or_told_in_words_ends_as_its_row_does),
        cmocka_unit_test(a_log_of_many_rounds_is_cut_but_for_its_ending),
        cmocka_unit_test(a_run_that_is_stopped_keeps_whole_batches),
        cmocka_unit_test(the_public_interface_refuses_what_is_out_of_range_and_says_when_it_was_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
