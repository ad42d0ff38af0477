// SPDX-License-Identifier: GPL-3.0-or-later
// Quantal response (McKelvey and Palfrey 1998; Goeree, Holt and Palfrey 2016): with noise nu > 0 the profile
// must be the logit response to its own values. For a proposer with reservation value R and coalitions C:
//     acceptance a_C = 1 / (1 + exp(-margin_C / nu)),   u_C = a_C Q_C U(own_C) + (1 - a_C Q_C) R,
//     Pr(C) = exp(u_C / nu) / sum exp(u / nu),   settle is worth sum_C Pr(C) u_C,
// and the alternatives settle, pass (R), quit (o, if there is one), the party's own moves and the accords, at
// the consent that logistic votes give, are chosen with probability proportional to exp(payoff / nu). Errors
// of probabilities are multiplied by the game's scale of payoffs. What is offered must be best: a pie is
// shared as the terms prescribe, a position on issues is examined in positions.c. Where there is a menu of
// deals, settling is examined in deals.c.
#include "certify/check.h"

// A coalition of the proposer alone has nobody to refuse.
static double accept_chance(const struct terms *terms, double noise) {
    double z = terms->margin / noise;
    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

static double coalition_payoff(const struct game *game, size_t s, size_t j, const struct terms *terms,
                               double reservation) {
    if (!(terms->ratified > 0)) return reservation;
    double enacted = accept_chance(terms, game->noise) * terms->ratified;
    return enacted * game_felt(game, j, s, terms->own) + (1 - enacted) * reservation;
}

void response_add(struct response *response, double payoff, double noise) {
    if (payoff > response->best) {
        double shrink = exp((response->best - payoff) / noise);
        response->total *= shrink;
        response->mean *= shrink;
        response->best = payoff;
    }
    double weight = exp((payoff - response->best) / noise);
    response->total += weight;
    response->mean += weight * payoff;
}

// Index of j's proposal to this coalition; SIZE_MAX if it makes none.
static size_t find_proposal(const struct profile *profile, size_t chooser, coalition members) {
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
        if (profile->proposal[e].members == members) return e;
    return SIZE_MAX;
}

// The terms of a coalition; what its proposer claims to be left with stands where it is not beyond doubt.
static struct terms terms_claimed(const struct check *check, size_t s, size_t j, coalition members,
                                  const double *reservation) {
    size_t n = check->game->parties, e = find_proposal(check->profile, s * n + j, members);
    struct terms terms = terms_find(check->game, s, j, members, reservation);
    if (e != SIZE_MAX) terms.own = fmin(fmax(check->profile->share[e * n + j], terms.least), terms.most);
    return terms;
}

// The logit over j's coalitions, summed as they come; `total` is 0 if it has none.
static struct response respond(const struct check *check, size_t s, size_t j, const double *reservation) {
    const struct ballots *ballots = check->ballots;
    size_t at = check->game->rule[s] * ballots->parties + j;
    struct response response = {.best = -INFINITY};
    for (size_t k = ballots->first[at]; k < ballots->first[at + 1]; k++) {
        struct terms terms = terms_claimed(check, s, j, ballots->list[k], reservation);
        double payoff = coalition_payoff(check->game, s, j, &terms, reservation[j]);
        response_add(&response, payoff, check->game->noise);
    }
    if (response.total > 0) response.mean /= response.total;
    return response;
}

// Largest difference between the shares offered and those that the terms prescribe: needs floored at 0,
// scaled down to the pie where it is too small; the rest to the proposer.
static double offer_error(const struct check *check, size_t s, size_t j, size_t e, const struct terms *terms,
                          const double *reservation) {
    const struct game *game = check->game;
    const double *share = check->profile->share + e * game->parties;
    if (game_is_spatial(game)) return position_error(check, s, j, e, terms, reservation);
    double reach = terms->slack < 0 ? game->pie[s] / terms->cost : 1, error = 0;
    for (size_t i = 0; i < game->parties; i++) {
        double wanted = 0;
        if (i == j)
            wanted = terms->own;
        else if (check->profile->proposal[e].members >> i & 1)
            wanted = reach * fmax(terms_need(game, s, i, terms->ratified, reservation[i]), 0);
        error = fmax(error, fabs(share[i] - wanted));
    }
    return error;
}

// Compare the proposals made with the logit over coalitions. Probability on a proposal to any other
// coalition, or on a second one to the same, is a fault too.
static void check_coalitions(const struct check *check, size_t s, size_t j, const double *reservation,
                             const struct response *response, struct findings *findings) {
    const struct game *game = check->game;
    const struct profile *profile = check->profile;
    const struct ballots *ballots = check->ballots;
    size_t chooser = s * game->parties + j, at = game->rule[s] * game->parties + j;
    double noise = game->noise, unexplained = 0;
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
        unexplained += profile->proposal[e].probability;
    for (size_t k = ballots->first[at]; k < ballots->first[at + 1]; k++) {
        struct terms terms = terms_claimed(check, s, j, ballots->list[k], reservation);
        double payoff = coalition_payoff(game, s, j, &terms, reservation[j]);
        double wanted = exp((payoff - response->best) / noise) / response->total;
        size_t e = find_proposal(profile, chooser, ballots->list[k]);
        double claimed = e == SIZE_MAX ? 0 : profile->proposal[e].probability;
        unexplained -= claimed;
        if (e == SIZE_MAX && wanted < OMITTED) continue;
        findings_add(findings, DEVIATION_PROPOSER, s, j, fabs(claimed - wanted) * game->scale);
        if (e == SIZE_MAX || !(terms.ratified > 0)) continue;
        double vote = fabs(profile->proposal[e].acceptance - accept_chance(&terms, noise));
        findings_add(findings, DEVIATION_VOTE, s, j, vote * game->scale);
        findings_add(findings, DEVIATION_PROPOSER, s, j, offer_error(check, s, j, e, &terms, reservation));
    }
    findings_add(findings, DEVIATION_PROPOSER, s, j, fabs(unexplained) * game->scale);
}

// What each alternative is worth to j: -INFINITY where it is not open. The consents claimed are compared with
// the logistic ones, which are what counts.
static void alternatives_find(const struct check *check, size_t s, size_t j, const double *reservation,
                              const struct response *response, double *payoff, struct findings *findings) {
    const struct game *game = check->game;
    size_t chooser = s * game->parties + j;
    double outside = game->outside[chooser];
    payoff[SETTLE] = response->total > 0 ? response->mean : -INFINITY;
    payoff[PASS] = reservation[j];
    payoff[QUIT] = isfinite(outside) ? outside : -INFINITY;
    for (size_t o = 0; o < game->options; o++) {
        double consent = 0;
        payoff[FIRST_OPTION + o] = -INFINITY;
        if (!game_option_open(game, o, j)) continue;
        if (game->option[o].kind == OPTION_ACCORD) {
            consent = consent_response(game, s, j, o, reservation);
            double error = fabs(check->profile->consent[chooser * game->options + o] - consent);
            findings_add(findings, DEVIATION_VOTE, s, j, error * game->scale);
        }
        payoff[FIRST_OPTION + o] = option_payoff(game, s, j, o, j, consent, reservation);
    }
}

void check_responses(const struct check *check, size_t s, const double *reservation,
                     struct findings *findings) {
    const struct game *game = check->game;
    const struct profile *profile = check->profile;
    for (size_t j = 0; j < game->parties; j++) {
        size_t chooser = s * game->parties + j;
        if (!(game->recognition[chooser] > 0)) continue;
        struct response response =
            game->deals ? deals_respond(check, s, j, reservation) : respond(check, s, j, reservation);
        double payoff[FIRST_OPTION + OPTIONS_MAX], best = -INFINITY, total = 0;
        alternatives_find(check, s, j, reservation, &response, payoff, findings);
        for (size_t k = 0; k < game->alternatives; k++)
            best = fmax(best, payoff[k]);
        for (size_t k = 0; k < game->alternatives; k++)
            total += exp((payoff[k] - best) / game->noise);
        const double *choice = profile->choice + chooser * profile->alternatives;
        for (size_t k = 0; k < game->alternatives; k++) {
            double wanted = exp((payoff[k] - best) / game->noise) / total;
            findings_add(findings, DEVIATION_PROPOSER, s, j, fabs(choice[k] - wanted) * game->scale);
        }
        if (!(choice[SETTLE] > 0)) continue;
        if (game->deals)
            check_deal_responses(check, s, j, reservation, &response, findings);
        else
            check_coalitions(check, s, j, reservation, &response, findings);
    }
}
