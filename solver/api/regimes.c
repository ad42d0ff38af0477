// SPDX-License-Identifier: GPL-3.0-or-later
// Regimes: the talks as written, and as they are from each surprise on. Each is compiled, solved and
// certified by itself, because nobody sees a surprise coming: until it comes everybody plays as if it never
// did. The worst certificate, by how much of its tolerance it takes, is that of the result.
#include "api/objects.h"
#include "core/checked.h"

static const struct mark nowhere = {0, 0};

void regimes_clear(struct parley_result *made) {
    for (size_t k = 0; made->aftermaths && k + 1 < made->regime_count; k++) {
        struct aftermath *aftermath = &made->aftermaths[k];
        profile_free(aftermath->profile);
        game_free(aftermath->game);
        scenario_free(aftermath->scenario);
        free(aftermath->entry);
    }
    free(made->aftermaths);
    free(made->regimes);
    free(made->assurance);
}

// The scenario after surprise k, with its anchors or with nothing ever tabled; and what it does to the
// states.
static enum parley_status aftermath_read(const parley_scenario *from, bool anchored, size_t k,
                                         struct aftermath *aftermath, struct errors *errors) {
    enum parley_status status = scenario_repeat(from, &aftermath->scenario, errors);
    if (status != PARLEY_OK) return status;
    if (!scenario_apply_surprise(aftermath->scenario, k)) return PARLEY_MEMORY;
    if (!anchored) scenario_drop_anchors(aftermath->scenario);
    return game_compile(aftermath->scenario, &aftermath->game, errors);
}

static enum parley_status aftermath_enter(const struct game *before, size_t k, struct aftermath *aftermath,
                                          struct errors *errors) {
    size_t states = before->states;
    if (aftermath->game->states != states)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "surprise %zu changes the number of states from %zu to %zu; it may change numbers "
                          "and levels, not what there is",
                          k + 1, states, aftermath->game->states);
    if (!(aftermath->entry = array_new(states, sizeof *aftermath->entry))) return PARLEY_MEMORY;
    for (size_t s = 0; s < states; s++)
        aftermath->entry[s] = scenario_surprise_state(aftermath->scenario, k, s);
    return PARLEY_OK;
}

static enum parley_status aftermath_solve(struct aftermath *aftermath, const struct solve_options *how,
                                          struct assurance *assurance, struct errors *errors) {
    struct game *game = aftermath->game;
    enum parley_status status = equilibrium_solve(game, how, &aftermath->profile, &assurance->effort, errors);
    if (status == PARLEY_OK)
        status = certify(game, aftermath->profile, how->tolerance * game->scale, how->threads,
                         &assurance->certificate);
    return status;
}

// How much of its tolerance a certificate takes; NaN counts as all there is.
static double taken(const struct certificate *certificate) {
    double part = certificate->epsilon / certificate->tolerance;
    return isnan(part) ? INFINITY : part;
}

static void find_doubtful(struct parley_result *made) {
    struct solution *solution = &made->solution;
    solution->doubtful = 0;
    for (size_t r = 1; r < made->regime_count; r++)
        if (taken(&made->assurance[r].certificate) > taken(&made->assurance[solution->doubtful].certificate))
            solution->doubtful = r;
    solution->certificate = made->assurance[solution->doubtful].certificate;
    solution->regimes = made->regimes;
    solution->assurance = made->assurance;
    solution->regime_count = made->regime_count;
}

enum parley_status regimes_solve(const parley_scenario *from, bool anchored, const struct solve_options *how,
                                 struct parley_result *made, struct errors *errors) {
    size_t surprises = made->scenario->surprise_count;
    enum parley_status status = PARLEY_OK;
    made->aftermaths = array_new(surprises, sizeof *made->aftermaths);
    made->regimes = array_new(surprises + 1, sizeof *made->regimes);
    made->assurance = array_new(surprises + 1, sizeof *made->assurance);
    made->regime_count = surprises + 1;
    if (!made->aftermaths || !made->regimes || !made->assurance) return PARLEY_MEMORY;
    made->regimes[0] = (struct regime){made->game, made->profile, 0, NULL};
    made->assurance[0] = (struct assurance){made->solution.effort, made->solution.certificate};
    for (size_t k = 0; k < surprises && status == PARLEY_OK; k++) {
        struct aftermath *after = &made->aftermaths[k];
        status = aftermath_read(from, anchored, k, after, errors);
        if (status == PARLEY_OK) status = aftermath_enter(made->game, k, after, errors);
        if (status == PARLEY_OK) status = aftermath_solve(after, how, &made->assurance[k + 1], errors);
        size_t at = (size_t)made->scenario->surprises[k].at;
        made->regimes[k + 1] = (struct regime){after->game, after->profile, at, after->entry};
    }
    if (status == PARLEY_OK) find_doubtful(made);
    return status;
}
