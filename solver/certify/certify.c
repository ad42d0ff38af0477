// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate: for every state and party the gain of the best one-shot deviation, from game data alone.
// By the one-shot deviation principle no deviation whatever gains more than epsilon / (1 - largest discount
// factor). Which check applies is the game's to say: a game without noise must be solved exactly, whatever
// noise the profile was found at. It shares no code with the solver.
#include "certify/certify.h"
#include "certify/ballots.h"
#include "certify/check.h"
#include <omp.h>

const char *deviation_text(enum deviation deviation) {
    switch (deviation) {
    case DEVIATION_VALUE:
        return "a claimed value";
    case DEVIATION_PROPOSER:
        return "a proposer's choice";
    case DEVIATION_VOTE:
        return "a vote";
    case DEVIATION_FEASIBILITY:
        return "a choice or proposal that is not possible";
    case DEVIATION_NONE:
        break;
    }
    return "none";
}

// Does (state, party, kind) of a come before that of b?
static bool comes_before(const struct findings *a, const struct findings *b) {
    if (a->state != b->state) return a->state < b->state;
    if (a->party != b->party) return a->party < b->party;
    return a->kind < b->kind;
}

void findings_merge(struct findings *into, const struct findings *from) {
    double value_error = fmax(into->value_error, from->value_error);
    bool tied = from->gain >= into->gain && from->gain > 0;
    if (from->gain > into->gain || (tied && comes_before(from, into))) *into = *from;
    into->value_error = value_error;
}

void findings_add(struct findings *findings, enum deviation kind, size_t s, size_t party, double gain) {
    struct findings one = {.gain = isnan(gain) ? INFINITY : gain, .kind = kind, .state = s, .party = party};
    findings_merge(findings, &one);
}

// Is the profile made for this game, with its lists in order? What follows reads it without further checks.
static bool shapes_agree(const struct game *game, const struct profile *profile) {
    if (profile->parties != game->parties || profile->states != game->states) return false;
    if (profile->alternatives != game->alternatives || game->options > OPTIONS_MAX) return false;
    if (profile->issues != (game_is_spatial(game) ? game->issues : 0)) return false;
    if (profile->first[0] != 0) return false;
    size_t choosers = game->states * game->parties;
    for (size_t c = 0; c < choosers; c++)
        if (profile->first[c] > profile->first[c + 1]) return false;
    return profile->first[choosers] <= profile->proposal_count;
}

// What is not possible cannot be played: such a state is not looked at further.
static void check_state(const struct check *check, size_t s, struct findings *findings) {
    struct findings here = {0};
    double reservation[RESERVATIONS_MAX];
    const struct game *game = check->game;
    for (size_t k = 0; k <= game->options; k++)
        for (size_t i = 0; i < game->parties; i++)
            reservation[k * game->parties + i] = game_reservation_under(game, i, s, k, check->profile->value);
    check_feasibility(check, s, &here);
    if (isinf(here.gain)) {
        here.value_error = INFINITY;
    } else {
        check_values(check, s, reservation, &here);
        if (game->noise > 0) {
            check_responses(check, s, reservation, &here);
        } else {
            check_proposers(check, s, reservation, &here);
            check_votes(check, s, reservation, &here);
            check_consent(check, s, reservation, &here);
        }
    }
    findings_merge(findings, &here);
}

// The worst of all states, whatever the number of threads: ties go to the smallest state and party.
static struct findings check_all(const struct check *check, int threads) {
    struct findings all = {0};
    if (threads == 1) { // the games of a sweep are small and many: no region, no lock
        for (size_t s = 0; s < check->game->states; s++)
            check_state(check, s, &all);
        return all;
    }
#pragma omp parallel num_threads(threads > 0 ? threads : omp_get_max_threads())
    {
        struct findings mine = {0};
#pragma omp for schedule(dynamic, 16)
        for (size_t s = 0; s < check->game->states; s++)
            check_state(check, s, &mine);
#pragma omp critical(certify_merge)
        findings_merge(&all, &mine);
    }
    return all;
}

static enum parley_status examine(const struct game *game, const struct profile *profile, double tolerance,
                                  int threads, struct arena *arena, struct certificate *certificate) {
    struct ballots ballots;
    struct findings found = {.gain = INFINITY, .value_error = INFINITY, .kind = DEVIATION_FEASIBILITY};
    if (shapes_agree(game, profile)) {
        if (!ballots_build(game, &ballots, arena)) return PARLEY_MEMORY;
        found = check_all(&(struct check){game, profile, &ballots}, threads);
    }
    double patience = 0;
    for (size_t at = 0; at < game->states * game->parties; at++)
        patience = fmax(patience, game->discount[at]);
    *certificate = (struct certificate){.epsilon = found.gain,
                                        .bound = found.gain / (1 - patience),
                                        .tolerance = tolerance,
                                        .holds = found.gain <= tolerance,
                                        .value_error = found.value_error,
                                        .worst = found.kind,
                                        .worst_state = found.state,
                                        .worst_party = found.party};
    return PARLEY_OK;
}

enum parley_status certify(const struct game *game, const struct profile *profile, double tolerance,
                           int threads, struct certificate *certificate) {
    struct arena arena = {0};
    enum parley_status status = examine(game, profile, tolerance, threads, &arena, certificate);
    arena_clear(&arena);
    return status;
}

enum parley_status certify_in(const struct game *game, const struct profile *profile, double tolerance,
                              struct arena *arena, struct certificate *certificate) {
    struct arena_place place = arena_place(arena);
    enum parley_status status = examine(game, profile, tolerance, 1, arena, certificate);
    arena_back(arena, place);
    return status;
}

double certificate_taken(const struct certificate *certificate) {
    double part = certificate->epsilon / certificate->tolerance;
    return isnan(part) ? INFINITY : part;
}
