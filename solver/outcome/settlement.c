// SPDX-License-Identifier: GPL-3.0-or-later
// Where on the issues the agreement lies. Proposal e, enacted in state s with the weight
//     w = mu(s) Pr(e is made and enacted in s),
// lies at y_k: the position proposed, or that of the deal. Over all of them the mean and the sum of squares
// about it are updated one proposal at a time (West 1979), which loses nothing to cancellation:
//     W += w      m += (w / W) (y - m)      Q += w (y - m_before) (y - m_after)      sd = sqrt(Q / W)
// The ends are those of proposals that matter, because play at the end of a homotopy may keep traces.
#include "outcome/parts.h"

static const double POSSIBLE = 1e-9; // of all agreements

// The moments so far, in the outcome's own arrays: sd holds Q until the end.
struct places {
    const struct game *game;
    struct outcome *outcome;
    double weight;
    bool nowhere; // something may be agreed that lies on no issue
};

// Position of proposal e on issue k in the issue's unit.
static double place_of(const struct game *game, const struct profile *profile, size_t e, size_t k) {
    const struct proposal *proposal = &profile->proposal[e];
    if (proposal->deal != NO_DEAL) return game->scenario->deals[proposal->deal].at[k];
    return game_in_unit(game, k, profile->position[e * game->issues + k]);
}

static void add_place(struct places *places, const struct profile *profile, size_t e, double weight) {
    struct outcome *outcome = places->outcome;
    const struct proposal *proposal = &profile->proposal[e];
    bool matters = weight > POSSIBLE * outcome->ever;
    if (proposal->deal != NO_DEAL && !places->game->scenario->deals[proposal->deal].at) {
        places->nowhere = places->nowhere || matters;
        return;
    }
    places->weight += weight;
    for (size_t k = 0; k < outcome->issues; k++) {
        double y = place_of(places->game, profile, e, k), apart = y - outcome->position_mean[k];
        outcome->position_mean[k] += weight / places->weight * apart;
        outcome->position_sd[k] += weight * apart * (y - outcome->position_mean[k]);
        if (!matters) continue;
        outcome->position_low[k] = fmin(outcome->position_low[k], y); // NaN at first
        outcome->position_high[k] = fmax(outcome->position_high[k], y);
    }
}

static void add_spell(struct places *places, const struct spell *spell) {
    const struct profile *profile = spell->regime->profile;
    const struct chain *chain = spell_chain(spell);
    places->game = spell->regime->game;
    for (size_t k = 0; k < chain->count; k++) {
        size_t first = chain->state[k] * places->game->parties;
        for (size_t j = 0; j < places->game->parties; j++)
            for (size_t e = profile->first[first + j]; e < profile->first[first + j + 1]; e++) {
                double weight =
                    spell->visits[k] * chances_enacted(places->game, profile, chain->state[k], j, e);
                if (weight > 0) add_place(places, profile, e, weight);
            }
    }
}

void outcome_settlement(const struct spell *spells, size_t count, struct outcome *outcome) {
    struct places places = {.outcome = outcome};
    if (!(outcome->ever > 0)) return;
    for (size_t k = 0; k < outcome->issues; k++)
        outcome->position_mean[k] = outcome->position_sd[k] = 0;
    for (size_t r = 0; r < count && outcome->issues > 0; r++)
        add_spell(&places, &spells[r]);
    for (size_t k = 0; k < outcome->issues; k++) {
        outcome->position_sd[k] = sqrt(fmax(outcome->position_sd[k], 0) / places.weight);
        if (!places.nowhere) continue;
        outcome->position_mean[k] = outcome->position_sd[k] = NAN;
        outcome->position_low[k] = outcome->position_high[k] = NAN;
    }
}
