// SPDX-License-Identifier: GPL-3.0-or-later
// Chances and means by expected visits. With M the chance to go on negotiating from one state to another,
//     mu  = (I - M^T)^-1 e_start                 expected visits to each state,
//     mu1 = (I - M^T)^-1 M^T mu                  the same, each visit counted with its date,
// so Pr(agreement) = mu . agree and E[date; agreement] = mu1 . agree. Every other number is a sum over
// proposals of mu(s) x chance that the proposal is enacted in s.
#include "core/checked.h"
#include "outcome/parts.h"

static void add_proposal(const struct game *game, const struct profile *profile, size_t s, size_t j, size_t e,
                         double weight, struct outcome *outcome, double *frequency) {
    const struct proposal *proposal = &profile->proposal[e];
    size_t n = outcome->parties;
    bool pie = proposal->deal == NO_DEAL;
    outcome->proposed[j] += weight;
    if (pie)
        frequency[proposal->members] += weight;
    else
        outcome->deal_chance[proposal->deal] += weight;
    for (size_t i = 0; i < n; i++) {
        outcome->material_utility[i] += weight * profile->share[e * n + i];
        outcome->agreed_utility[i] += weight * game_felt(game, i, s, profile->share[e * n + i]);
        if (!pie || !(proposal->members >> i & 1)) continue;
        outcome->in_coalition[i] += weight;
        if (i != j) outcome->courted[i] += weight;
    }
}

// Everything that is a sum over visits; conditional means are still to be divided by the chance of agreement.
static void add_visits(const struct game *game, const struct profile *profile, const struct chances *chances,
                       const struct chain *chain, const double *visits, struct outcome *outcome,
                       double *frequency) {
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
    outcome->coalitions = array_new(count, sizeof *outcome->coalitions);
    outcome->coalition_frequency = array_new(count, sizeof *outcome->coalition_frequency);
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

// From sums over visits to means given agreement: NaN if there never is one, or no coalition shares a pie.
static void condition(struct outcome *outcome) {
    double ever = outcome->ever, coalitions = outcome->deals > 0 ? NAN : ever;
    for (size_t i = 0; i < outcome->parties; i++) {
        outcome->material_utility[i] /= ever;
        outcome->share[i] = outcome->deals > 0 ? NAN : outcome->material_utility[i];
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

enum parley_status outcome_tally(const struct game *game, const struct profile *profile,
                                 const struct chances *chances, const struct chain *chain, double *visits,
                                 struct outcome *outcome, struct errors *errors) {
    size_t masks = (size_t)1 << game->parties;
    double *dated = array_new(chain->count, sizeof *dated);
    double *frequency = array_new(masks, sizeof *frequency);
    enum parley_status status = PARLEY_MEMORY;
    if (!dated || !frequency) goto cleanup;
    if (chain->count > 0) visits[chain->index[game->start]] = 1;
    status = chain_solve(chain, false, visits, errors);
    if (status != PARLEY_OK) goto cleanup;
    chain_step(chain, visits, dated);
    status = chain_solve(chain, false, dated, errors);
    if (status != PARLEY_OK) goto cleanup;
    add_visits(game, profile, chances, chain, visits, outcome, frequency);
    double dates = 0;
    for (size_t k = 0; k < chain->count; k++)
        dates += dated[k] * chances->agree[chain->state[k]];
    outcome->mean_periods = dates / outcome->ever;
    outcome->mean_years = outcome->mean_periods * game->period;
    if (!list_coalitions(frequency, masks, outcome)) status = PARLEY_MEMORY;
    condition(outcome);
cleanup:
    free(dated);
    free(frequency);
    return status;
}
