// SPDX-License-Identifier: GPL-3.0-or-later
// Chances and means by expected visits mu (spell.c): Pr(agreement) = mu . agree, and every other number is a
// sum over proposals of mu(s) x chance that the proposal is enacted in s; over all regimes, each with its own
// proposals.
#include "outcome/parts.h"

static void add_proposal(const struct game *game, const struct profile *profile, size_t s, size_t j, size_t e,
                         double weight, struct outcome *outcome, double *frequency) {
    const struct proposal *proposal = &profile->proposal[e];
    size_t n = outcome->parties;
    bool coalitional = proposal->deal == NO_DEAL; // a pie or a position
    outcome->proposed[j] += weight;
    if (coalitional)
        frequency[proposal->members] += weight;
    else
        outcome->deal_chance[proposal->deal] += weight;
    for (size_t i = 0; i < n; i++) {
        outcome->material_utility[i] += weight * profile->share[e * n + i];
        outcome->agreed_utility[i] += weight * game_felt(game, i, s, profile->share[e * n + i]);
        if (!coalitional || !(proposal->members >> i & 1)) continue;
        outcome->in_coalition[i] += weight;
        if (i != j) outcome->courted[i] += weight;
    }
}

// Everything that is a sum over visits; conditional means are still to be divided by the chance of agreement.
static void add_visits(const struct spell *spell, struct outcome *outcome, double *frequency) {
    const struct game *game = spell->regime->game;
    const struct profile *profile = spell->regime->profile;
    const struct chances *chances = &spell->chances;
    const struct chain *chain = spell_chain(spell);
    const double *visits = spell->visits;
    for (size_t k = 0; k < chain->count; k++) {
        size_t s = chain->state[k];
        outcome->ever += visits[k] * chances->agree[s];
        outcome->quit += visits[k] * chances->quit[s];
        outcome->breakdown += visits[k] * chances->broken[s];
        for (size_t j = 0; j < game->parties; j++) {
            size_t chooser = s * game->parties + j;
            double quits = profile->choice[chooser * profile->alternatives + QUIT];
            outcome->quits[j] += visits[k] * game->recognition[chooser] * quits;
            for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
                double weight = visits[k] * chances_enacted(game, profile, s, j, e);
                if (weight > 0) add_proposal(game, profile, s, j, e, weight, outcome, frequency);
            }
        }
    }
}

// Most frequent coalition first; equally frequent ones by their members.
static bool list_coalitions(const double *frequency, size_t masks, struct outcome *outcome) {
    size_t count = 0;
    for (size_t c = 0; c < masks; c++)
        count += frequency[c] > 0;
    outcome->coalitions = arena_array(&outcome->held, count, sizeof *outcome->coalitions);
    outcome->coalition_frequency = arena_array(&outcome->held, count, sizeof *outcome->coalition_frequency);
    if (!outcome->coalitions || !outcome->coalition_frequency) return false;
    for (size_t c = 0; c < masks; c++) {
        if (!(frequency[c] > 0)) continue;
        size_t at = outcome->coalition_count++;
        for (; at > 0 && outcome->coalition_frequency[at - 1] < frequency[c]; at--) {
            outcome->coalitions[at] = outcome->coalitions[at - 1];
            outcome->coalition_frequency[at] = outcome->coalition_frequency[at - 1];
        }
        outcome->coalitions[at] = (coalition)c;
        outcome->coalition_frequency[at] = frequency[c];
    }
    return true;
}

// From sums over visits to means given agreement: NaN if there never is one; shares if no pie is
// divided; coalitions if deals are agreed, which no coalition of its own enacts.
static void condition(const struct game *game, struct outcome *outcome) {
    double ever = outcome->ever, coalitions = game->deals > 0 ? NAN : ever;
    bool pie = game->deals == 0 && game->issues == 0;
    for (size_t i = 0; i < outcome->parties; i++) {
        outcome->material_utility[i] /= ever;
        outcome->share[i] = pie ? outcome->material_utility[i] : NAN;
        outcome->agreed_utility[i] /= ever;
        outcome->courted[i] /= coalitions;
        outcome->in_coalition[i] /= coalitions;
        outcome->proposed[i] /= ever;
    }
    for (size_t c = 0; c < outcome->coalition_count; c++)
        outcome->coalition_frequency[c] /= ever;
    for (size_t d = 0; d < outcome->deals && ever > 0; d++)
        outcome->deal_chance[d] /= ever;
    outcome->ever = fmin(ever, 1);
    outcome->quit = fmin(outcome->quit, 1);
    outcome->breakdown = fmin(outcome->breakdown, 1);
    outcome->lasting = outcome->ever;
}

enum parley_status outcome_tally(const struct spell *spells, size_t count, struct outcome *outcome) {
    const struct game *game = spells->regime->game;
    size_t masks = (size_t)1 << game->parties;
    struct arena_place place = arena_place(&outcome->scratch);
    double *frequency = arena_array(&outcome->scratch, masks, sizeof *frequency), dates = 0;
    if (!frequency) return PARLEY_MEMORY;
    for (size_t r = 0; r < count; r++) {
        add_visits(&spells[r], outcome, frequency);
        dates += spells[r].dates;
    }
    outcome->mean_periods = dates / outcome->ever;
    outcome->mean_years = outcome->mean_periods * game->period;
    bool listed = list_coalitions(frequency, masks, outcome);
    condition(game, outcome);
    arena_back(&outcome->scratch, place);
    return listed ? PARLEY_OK : PARLEY_MEMORY;
}
