// SPDX-License-Identifier: GPL-3.0-or-later
// Storage for a strategy profile; the meaning of each number is in profile.h. Proposals are appended in the
// order of (state, proposer), so that one growing array serves games of any size.
#include "game/profile.h"
#include "core/checked.h"

enum parley_status profile_new(const struct game *game, struct profile **profile) {
    struct profile *new = array_new(1, sizeof *new);
    if (!new) return PARLEY_MEMORY;
    size_t choosers = game->states * game->parties;
    new->parties = game->parties;
    new->states = game->states;
    new->alternatives = game->alternatives;
    new->issues = game_is_spatial(game) ? game->issues : 0;
    new->noise = game->noise;
    new->value = array_new(choosers, sizeof *new->value);
    new->choice = array_new(choosers * game->alternatives, sizeof *new->choice);
    new->consent = array_new(choosers * game->options, sizeof *new->consent);
    new->first = array_new(choosers + 1, sizeof *new->first);
    if (!new->value || !new->choice || !new->consent || !new->first) {
        profile_free(new);
        return PARLEY_MEMORY;
    }
    *profile = new;
    return PARLEY_OK;
}

size_t profile_append(struct profile *profile, struct proposal proposal) {
    if (profile->proposal_count == profile->proposal_capacity) {
        size_t capacity = profile->proposal_capacity ? 2 * profile->proposal_capacity : 64;
        struct proposal *more = realloc(profile->proposal, capacity * sizeof *more);
        if (more) profile->proposal = more;
        double *shares = realloc(profile->share, capacity * profile->parties * sizeof *shares);
        if (shares) profile->share = shares;
        double *places = realloc(profile->position, (capacity * profile->issues + 1) * sizeof *places);
        if (places) profile->position = places;
        if (!more || !shares || !places) return SIZE_MAX;
        profile->proposal_capacity = capacity;
    }
    size_t e = profile->proposal_count++;
    profile->proposal[e] = proposal;
    for (size_t i = 0; i < profile->parties; i++)
        profile->share[e * profile->parties + i] = 0;
    for (size_t k = 0; k < profile->issues; k++)
        profile->position[e * profile->issues + k] = 0;
    return e;
}

void profile_free(struct profile *profile) {
    if (!profile) return;
    free(profile->value);
    free(profile->choice);
    free(profile->consent);
    free(profile->first);
    free(profile->proposal);
    free(profile->share);
    free(profile->position);
    free(profile);
}

double profile_enactment(const struct game *game, const struct profile *profile, size_t s, size_t e) {
    double chance = profile->proposal[e].acceptance;
    if (profile->proposal[e].deal != NO_DEAL) return chance;
    for (size_t i = 0; i < game->parties; i++)
        if (profile->proposal[e].members >> i & 1) chance *= game->authority[s * game->parties + i];
    return chance;
}
