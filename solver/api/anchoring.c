// SPDX-License-Identifier: GPL-3.0-or-later
// The same talks solved for other susceptibilities and depths, for the chart of anchoring. Every
// susceptibility is multiplied by x / (the largest of any party), effects included, so that the largest is x;
// depth replaces anchoring.depth. Each variant is a chain of its own, from the text to a certificate, on one
// thread: results do not depend on how many threads there are. What cannot be built (a depth at which a
// condition of the scenario names levels that are not there) or is not certified stays NaN.
#include "api/objects.h"
#include "output/chart_anchoring.h"
#include <float.h>
#include <omp.h>
#include <stdio.h>

// Everything that one variant owns.
struct variant {
    struct scenario *scenario;
    struct game *game;
    struct profile *profile;
    struct outcome *outcome;
    struct certificate certificate;
};

static void variant_clear(struct variant *variant) {
    outcome_free(variant->outcome);
    profile_free(variant->profile);
    game_free(variant->game);
    scenario_free(variant->scenario);
}

static void effects_scale(struct scenario *scenario, const double *target, double factor) {
    for (size_t c = 0; c < scenario->channel_count; c++)
        for (size_t e = 0; e < scenario->channels[c].effect_count; e++) {
            const struct effect *effect = &scenario->channels[c].effects[e];
            for (size_t level = 0; effect->target == target && level < scenario->channels[c].level_count;
                 level++) {
                if (effect->set) effect->set[level] *= factor;
                if (effect->add) effect->add[level] *= factor;
            }
        }
}

// Rounding must not take a susceptibility past 1.
static void susceptibility_scale(const struct anchoring *anchoring, struct scenario *scenario, double x) {
    if (x == anchoring->largest) return;
    double factor = fmin(x, 1 - 4 * DBL_EPSILON) / anchoring->largest;
    for (size_t i = 0; i < scenario->party_count; i++) {
        struct party *party = &scenario->parties[i];
        if (!anchoring->moved[i]) continue;
        party->susceptibility *= factor;
        effects_scale(scenario, &party->susceptibility, factor);
    }
}

static enum parley_status variant_solve(const parley_result *result, const struct anchoring *anchoring,
                                        size_t cell, struct variant *variant, struct errors *errors) {
    double depth = anchoring->depth[cell / anchoring->points];
    struct solve_options how = {.threads = 1};
    struct effort effort;
    char assignment[64];
    how.tolerance = result->solution.certificate.tolerance / result->game->scale;
    snprintf(assignment, sizeof assignment, "anchoring.depth=%g", depth);
    enum parley_status status = scenario_repeat(result->origin, &variant->scenario, errors);
    if (status == PARLEY_OK && depth != result->scenario->depth)
        status = scenario_set(variant->scenario, assignment, errors);
    if (status != PARLEY_OK) return status;
    susceptibility_scale(anchoring, variant->scenario, anchoring->susceptibility[cell % anchoring->points]);
    status = game_compile(variant->scenario, &variant->game, errors);
    if (status == PARLEY_OK)
        status = equilibrium_solve(variant->game, &how, &variant->profile, &effort, errors);
    if (status == PARLEY_OK)
        status = certify(variant->game, variant->profile, how.tolerance * variant->game->scale, how.threads,
                         &variant->certificate);
    if (status == PARLEY_OK && variant->certificate.holds)
        status = outcome_compute(variant->game, variant->profile, &variant->outcome, errors);
    return status;
}

static void cell_fill(const parley_result *result, const struct outcome *outcome, size_t cell,
                      struct anchoring *anchoring) {
    anchoring->certified[cell] = outcome != NULL;
    anchoring->delay[cell] = outcome ? outcome->mean_years : NAN;
    for (size_t i = 0; i < anchoring->parties; i++) {
        size_t at = cell * anchoring->parties + i;
        anchoring->material[at] = outcome ? outcome->material_utility[i] : NAN;
        anchoring->gain[at] = outcome ? outcome->value[i] - result->unanchored->outcome->value[i] : NAN;
    }
}

// Only what would stop every variant is an error: lack of memory, a system error.
static enum parley_status cell_solve(const parley_result *result, size_t cell, struct anchoring *anchoring) {
    struct variant variant = {0};
    struct errors errors = {0};
    enum parley_status status = variant_solve(result, anchoring, cell, &variant, &errors);
    cell_fill(result, status == PARLEY_OK ? variant.outcome : NULL, cell, anchoring);
    variant_clear(&variant);
    errors_free(&errors);
    return status == PARLEY_INPUT ? PARLEY_OK : status;
}

enum parley_status result_anchoring(const parley_result *result, struct anchoring **anchoring,
                                    struct errors *errors) {
    static const struct mark nowhere = {0, 0};
    struct anchoring *made = anchoring_new(result->game);
    if (!made) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    size_t cells = made->depths * made->points;
    enum parley_status status = PARLEY_OK;
    int threads = result->threads > 0 ? result->threads : omp_get_max_threads();
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t cell = 0; cell < cells; cell++) {
        enum parley_status one = cell_solve(result, cell, made);
        if (one == PARLEY_OK) continue;
#pragma omp critical(anchoring_status)
        status = one;
    }
    if (status == PARLEY_OK) {
        *anchoring = made;
        return PARLEY_OK;
    }
    anchoring_free(made);
    return errors_add(errors, status, nowhere, "%s", status_text(status));
}
