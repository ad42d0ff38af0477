// SPDX-License-Identifier: GPL-3.0-or-later
// Solving the games of a point, each from its own last solution, and what comes of them. Each regime has a
// certificate; what the point is worth is that of the worst, by the part of its tolerance that it takes.
#include "core/checked.h"
#include "game/regimes.h"
#include "sweep/talks_inside.h"
#include <math.h>

static enum parley_status talk_solve(struct talks *talks, size_t g, bool warm, struct effort *effort,
                                     struct errors *errors) {
    struct talk *talk = &talks->talk[g];
    const struct profile *profile = NULL;
    double tolerance = talks->job->layout->tolerance * talk->game->scale;
    enum parley_status status = resolver_solve(talk->resolver, talk->game, warm, &profile, effort, errors);
    if (status == PARLEY_OK)
        status = certify_in(talk->game, profile, tolerance, &talks->scratch, &talk->certificate);
    talk->strays = effort->method != METHOD_CONTRACTION;
    size_t from = regime_from(talks->talk->scenario, talk->regime);
    talks->regime[g] = (struct regime){talk->game, profile, from, talk->regime > 0 ? talk->entry : NULL};
    return status;
}

static void tally_add(struct sweep_tally *tally, const struct effort *effort) {
    tally->newton_steps += effort->newton_steps;
    tally->operator_applications += effort->operator_applications;
}

enum parley_status talks_solve(struct talks *talks, bool warm, bool *followed, struct sweep_tally *tally,
                               struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    *followed = warm;
    for (size_t g = 0; g < talks->count && status == PARLEY_OK; g++) {
        struct effort effort = {0};
        status = talk_solve(talks, g, warm, &effort, errors);
        tally_add(tally, &effort);
        *followed = *followed && effort.cold == 0;
        if (status != PARLEY_OK || !warm || talks->talk[g].certificate.holds) continue;
        status = talk_solve(talks, g, false, &effort, errors);
        tally_add(tally, &effort);
        *followed = false;
    }
    tally->cold += !*followed;
    return status;
}

// ---- checks ----

bool talks_are_unique(const struct talks *talks) {
    for (size_t g = 0; g < talks->count; g++)
        if (!game_has_unique_values(talks->talk[g].game)) return false;
    return true;
}

bool talks_may_stray(const struct talks *talks) {
    for (size_t g = 0; g < talks->count; g++)
        if (talks->talk[g].strays) return true;
    return false;
}

static size_t cells_of(const struct game *game) {
    return game->states * game->parties;
}

static bool values_keep(struct talk *talk, const struct profile *profile) {
    size_t cells = cells_of(talk->game);
    if (talk->before_room < cells) {
        free(talk->before);
        talk->before = array_new(cells, sizeof *talk->before);
        talk->before_room = talk->before ? cells : 0;
    }
    if (talk->before) memcpy(talk->before, profile->value, cells * sizeof *talk->before);
    return talk->before;
}

static bool values_equal(const struct talk *talk, const struct profile *profile) {
    static const double SAME = 1e-6; // of the payoffs' scale: far above what two ways to one point differ by
    for (size_t at = 0; at < cells_of(talk->game); at++)
        if (!(fabs(profile->value[at] - talk->before[at]) <= SAME * talk->game->scale)) return false;
    return true;
}

enum parley_status talks_check(struct talks *talks, bool *same, struct sweep_tally *tally,
                               struct errors *errors) {
    bool followed;
    for (size_t g = 0; g < talks->count; g++)
        if (!values_keep(&talks->talk[g], talks->regime[g].profile)) return PARLEY_MEMORY;
    enum parley_status status = talks_solve(talks, false, &followed, tally, errors);
    *same = status == PARLEY_OK;
    for (size_t g = 0; g < talks->count && *same; g++)
        *same = values_equal(&talks->talk[g], talks->regime[g].profile);
    return status;
}

// ---- what comes of them ----

static const struct certificate *worst(const struct talk *talk, size_t count) {
    const struct certificate *found = &talk->certificate;
    for (size_t r = 1; r < count; r++)
        if (certificate_taken(&talk[r].certificate) > certificate_taken(found)) found = &talk[r].certificate;
    return found;
}

const struct certificate *talks_certificate(const struct talks *talks) {
    return worst(talks->talk, talks->regimes);
}

enum parley_status talks_outcome(const struct talks *talks, unsigned parts, struct outcome **outcome,
                                 struct errors *errors) {
    return outcome_compute_regimes_parts(talks->regime, talks->regimes, parts, outcome, errors);
}

bool talks_unanchored_hold(const struct talks *talks) {
    return worst(talks->talk + talks->regimes, talks->regimes)->holds;
}

enum parley_status talks_unanchored(const struct talks *talks, struct outcome **outcome,
                                    struct errors *errors) {
    return outcome_compute_regimes_parts(talks->regime + talks->regimes, talks->regimes, 0, outcome, errors);
}
