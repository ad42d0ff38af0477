// SPDX-License-Identifier: GPL-3.0-or-later
// Regimes: the talks as written, and as they are from each surprise on. Each is compiled, solved and
// certified by itself, because nobody sees a surprise coming: until it comes everybody plays as if it never
// did. The worst certificate, by how much of its tolerance it takes, is that of the result.
#include "game/regimes.h"
#include "api/objects.h"
#include "core/checked.h"

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

// The talks of a regime, with their anchors or with nothing ever tabled; and what the surprise does to the
// states of those before.
static enum parley_status aftermath_read(const parley_scenario *from, bool anchored, size_t regime,
                                         size_t states, struct aftermath *aftermath, struct errors *errors) {
    enum parley_status status = scenario_repeat(from, &aftermath->scenario, errors);
    if (status != PARLEY_OK) return status;
    if (!regime_enter(aftermath->scenario, regime, anchored)) return PARLEY_MEMORY;
    status = game_compile(aftermath->scenario, &aftermath->game, errors);
    if (status != PARLEY_OK) return status;
    if (!(aftermath->entry = array_new(states, sizeof *aftermath->entry))) return PARLEY_MEMORY;
    return regime_entries(aftermath->game, regime, states, aftermath->entry, errors);
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

static void find_doubtful(struct parley_result *made) {
    struct solution *solution = &made->solution;
    solution->doubtful = 0;
    for (size_t r = 1; r < made->regime_count; r++)
        if (certificate_taken(&made->assurance[r].certificate) >
            certificate_taken(&made->assurance[solution->doubtful].certificate))
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
        status = aftermath_read(from, anchored, k + 1, made->game->states, after, errors);
        if (status == PARLEY_OK) status = aftermath_solve(after, how, &made->assurance[k + 1], errors);
        made->regimes[k + 1] =
            (struct regime){after->game, after->profile, regime_from(made->scenario, k + 1), after->entry};
    }
    if (status == PARLEY_OK) find_doubtful(made);
    return status;
}
