// SPDX-License-Identifier: GPL-3.0-or-later
// One-shot deviations of an exact equilibrium (no noise): would a proposer rather pass, quit, make a move,
// propose an accord or settle on other terms, and would a member rather vote otherwise?
// Stage-undominated votes: a member of coalition C with share x compares Q U(x) + (1 - Q) R with max(R, o),
// as if its vote decided; U(x) = x - lambda max(0, r - x) (Shalev 2002).
//
// An offer that gives every member its bare need leaves them indifferent, and they may refuse. A proposer who
// wants to be sure adds a little, and refusing then costs them what it adds, felt up to 1 + lambda times. So
// a proposer's gain from a coalition that refuses counts only up to the largest loss that it can impose on
// every refuser: with nothing left over, nothing. The terms of a position on issues come from positions.c.
// Where there is a menu of deals, settling is examined in deals.c.
#include "certify/check.h"

double terms_need(const struct game *game, size_t s, size_t i, double ratified, double reservation) {
    double outside = game->outside[s * game->parties + i];
    double felt = outside > reservation ? reservation + (outside - reservation) / ratified : reservation;
    return game_material(game, i, s, felt);
}

static void pie_terms(const struct game *game, size_t s, size_t j, coalition members,
                      const double *reservation, struct terms *terms) {
    double least = INFINITY; // what the least eager of the others gains from an offer of nothing
    for (size_t i = 0; members >> i; i++) {
        if (i == j || !(members >> i & 1)) continue;
        double need = terms_need(game, s, i, terms->ratified, reservation[i]);
        terms->cost += fmax(need, 0);
        least = fmin(least, fmax(-need, 0));
    }
    terms->slack = game->pie[s] - terms->cost;
    terms->margin = least + terms->slack;
    terms->possible = terms->slack >= 0;
    terms->own = terms->least = terms->most = fmax(terms->slack, 0);
}

struct terms terms_find(const struct game *game, size_t s, size_t j, coalition members,
                        const double *reservation) {
    struct terms terms = {.ratified = 1};
    for (size_t i = 0; members >> i; i++)
        if (members >> i & 1) terms.ratified *= game->authority[s * game->parties + i];
    if (!(terms.ratified > 0)) return terms;
    if (game_is_spatial(game))
        position_terms(game, s, j, members, reservation, &terms);
    else
        pie_terms(game, s, j, members, reservation, &terms);
    double lambda = 0;
    for (size_t i = 0; members >> i; i++)
        if (i != j && (members >> i & 1)) lambda = fmax(lambda, game->loss_aversion[s * game->parties + i]);
    terms.refusal = terms.ratified * (1 + lambda) * terms.margin;
    return terms;
}

// What j gains by settling with the best coalition, rather than having `payoff`.
static double coalitions_gain(const struct check *check, size_t s, size_t j, const double *reservation,
                              double payoff) {
    const struct game *game = check->game;
    const struct ballots *ballots = check->ballots;
    size_t list = game->rule[s] * game->parties + j;
    double best = -INFINITY;
    for (size_t k = ballots->first[list]; k < ballots->first[list + 1]; k++) {
        struct terms terms = terms_find(game, s, j, ballots->list[k], reservation);
        if (!(terms.ratified > 0 && terms.possible)) continue;
        double settled =
            terms.ratified * game_felt(game, j, s, terms.own) + (1 - terms.ratified) * reservation[j];
        best = fmax(best, fmin(settled - payoff, terms.refusal));
    }
    return best;
}

void check_proposers(const struct check *check, size_t s, const double *reservation,
                     struct findings *findings) {
    const struct game *game = check->game;
    size_t n = game->parties;
    for (size_t j = 0; j < n; j++) {
        if (!(game->recognition[s * n + j] > 0)) continue;
        double payoff = choice_payoff(check, s, j, j, reservation);
        double best = fmax(reservation[j], game->outside[s * n + j]) - payoff;
        best = fmax(best, game->deals ? deals_best(check, s, j, reservation) - payoff
                                      : coalitions_gain(check, s, j, reservation, payoff));
        for (size_t o = 0; o < game->options; o++) {
            if (!game_option_open(game, o, j)) continue;
            double consent = check->profile->consent[(s * n + j) * game->options + o];
            best = fmax(best, option_payoff(game, s, j, o, j, consent, reservation) - payoff);
        }
        findings_add(findings, DEVIATION_PROPOSER, s, j, best);
    }
}

// Votes on one proposal. Each member may accept too often; if the proposal is refused too often, one refuser
// is enough, so the blame is that of the member who loses least by refusing.
static void check_vote(const struct check *check, size_t s, size_t j, size_t e, const double *reservation,
                       struct findings *findings) {
    const struct game *game = check->game;
    const struct proposal *proposal = &check->profile->proposal[e];
    double ratified = 1, accepted = proposal->acceptance, blame = INFINITY;
    size_t refuser = j;
    for (size_t i = 0; i < game->parties; i++)
        if (proposal->members >> i & 1) ratified *= game->authority[s * game->parties + i];
    for (size_t i = 0; i < game->parties; i++) {
        if (i == j || !(proposal->members >> i & 1)) continue;
        double refuse = fmax(reservation[i], game->outside[s * game->parties + i]);
        double felt = game_felt(game, i, s, check->profile->share[e * game->parties + i]);
        double accept = ratified * felt + (1 - ratified) * reservation[i];
        findings_add(findings, DEVIATION_VOTE, s, i, accepted * (refuse - accept));
        double loss = (1 - accepted) * (fmax(accept, refuse) - reservation[i]);
        if (loss < blame) {
            blame = loss;
            refuser = i;
        }
    }
    if (refuser != j) findings_add(findings, DEVIATION_VOTE, s, refuser, blame);
}

void check_votes(const struct check *check, size_t s, const double *reservation, struct findings *findings) {
    const struct profile *profile = check->profile;
    for (size_t j = 0; j < check->game->parties; j++) {
        size_t chooser = s * check->game->parties + j;
        bool settles = profile->choice[chooser * profile->alternatives + SETTLE] > 0;
        if (!settles || !(check->game->recognition[chooser] > 0)) continue;
        for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
            if (!(profile->proposal[e].probability > 0)) continue;
            if (check->game->deals)
                check_deal_vote(check, s, j, e, reservation, findings);
            else
                check_vote(check, s, j, e, reservation, findings);
        }
    }
}
