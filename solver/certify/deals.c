// SPDX-License-Identifier: GPL-3.0-or-later
// Menus of deals. Settling means putting a deal d to the vote of everybody at the table; party i gains
// U_i - max(R_i, o_i) by it, and its proposer's payoff is R_j + E_d (U_j - R_j), E_d being the chance that it
// takes effect (polls.c).
//
// Exact play: a deal that is proposed takes effect as claimed, if votes can explain that. Of a deal that is
// not proposed only the votes of those who strictly gain are sure. With noise nu (McKelvey and Palfrey 1998)
//     Pr(d) = exp(u_d / nu) / sum exp(u / nu)
// over all deals, u_d being the payoff at the logistic votes. The alternatives that settling competes with
// are not looked at here.
#include "certify/check.h"

// Gains up to this, times the scale of payoffs, are ties; shares are met within SHARE_ROUNDING scale.
static const double TIE = 1e-9, SHARE_ROUNDING = 1e-12;

static struct poll deal_poll(const struct game *game, size_t s, size_t j, size_t d,
                             const double *reservation) {
    struct poll poll = {.state = s, .proposer = j};
    for (size_t i = 0; i < game->parties; i++) {
        double refuse = fmax(reservation[i], game->outside[s * game->parties + i]);
        poll.gain[i] = game_felt(game, i, s, game_deal(game, s, d)[i]) - refuse;
    }
    return poll;
}

static double deal_payoff(const struct game *game, size_t s, size_t j, size_t d, double enacted,
                          double reservation) {
    double felt = game_felt(game, j, s, game_deal(game, s, d)[j]);
    return reservation + enacted * (felt - reservation);
}

static bool sits_at_table(const struct game *game, size_t s, size_t j) {
    return game->rules[game->rule[s]].table >> j & 1;
}

bool deal_is_possible(const struct check *check, size_t s, size_t j, size_t e) {
    const struct game *game = check->game;
    const struct proposal *proposal = &check->profile->proposal[e];
    const double *share = check->profile->share + e * game->parties;
    if (!(proposal->deal < game->deals)) return false;
    if (proposal->members != (coalition)1 << j || !sits_at_table(game, s, j)) return false;
    const double *utility = game_deal(game, s, proposal->deal);
    for (size_t i = 0; i < game->parties; i++)
        if (!(fabs(share[i] - utility[i]) <= SHARE_ROUNDING * game->scale)) return false;
    return true;
}

// Index of j's proposal of this deal; SIZE_MAX if it does not propose it.
static size_t find_deal(const struct profile *profile, size_t chooser, size_t d) {
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
        if (profile->proposal[e].deal == d && profile->proposal[e].probability > 0) return e;
    return SIZE_MAX;
}

double deals_best(const struct check *check, size_t s, size_t j, const double *reservation) {
    const struct game *game = check->game;
    const struct profile *profile = check->profile;
    size_t chooser = s * game->parties + j;
    bool settles = profile->choice[chooser * profile->alternatives + SETTLE] > 0;
    double best = -INFINITY;
    for (size_t d = 0; d < game->deals && sits_at_table(game, s, j); d++) {
        size_t e = settles ? find_deal(profile, chooser, d) : SIZE_MAX;
        struct poll poll = deal_poll(game, s, j, d, reservation);
        double enacted = e == SIZE_MAX ? poll_fewest(game, &poll, TIE * game->scale)
                                       : profile_enactment(game, profile, s, e);
        best = fmax(best, deal_payoff(game, s, j, d, enacted, reservation[j]));
    }
    return best;
}

void check_deal_vote(const struct check *check, size_t s, size_t j, size_t e, const double *reservation,
                     struct findings *findings) {
    const struct proposal *proposal = &check->profile->proposal[e];
    struct poll poll = deal_poll(check->game, s, j, proposal->deal, reservation);
    check_poll(check->game, &poll, proposal->acceptance, findings);
}

struct response deals_respond(const struct check *check, size_t s, size_t j, const double *reservation) {
    const struct game *game = check->game;
    struct response response = {.best = -INFINITY};
    for (size_t d = 0; d < game->deals && sits_at_table(game, s, j); d++) {
        struct poll poll = deal_poll(game, s, j, d, reservation);
        double payoff = deal_payoff(game, s, j, d, poll_response(game, &poll), reservation[j]);
        response_add(&response, payoff, game->noise);
    }
    if (response.total > 0) response.mean /= response.total;
    return response;
}

void check_deal_responses(const struct check *check, size_t s, size_t j, const double *reservation,
                          const struct response *response, struct findings *findings) {
    const struct game *game = check->game;
    const struct profile *profile = check->profile;
    size_t chooser = s * game->parties + j;
    for (size_t d = 0; d < game->deals; d++) {
        struct poll poll = deal_poll(game, s, j, d, reservation);
        double enacted = poll_response(game, &poll);
        double payoff = deal_payoff(game, s, j, d, enacted, reservation[j]);
        double wanted = exp((payoff - response->best) / game->noise) / response->total;
        size_t e = find_deal(profile, chooser, d);
        double claimed = e == SIZE_MAX ? 0 : profile->proposal[e].probability;
        if (e == SIZE_MAX && wanted < OMITTED) continue;
        findings_add(findings, DEVIATION_PROPOSER, s, j, fabs(claimed - wanted) * game->scale);
        if (e == SIZE_MAX) continue;
        double vote = fabs(profile->proposal[e].acceptance - enacted);
        findings_add(findings, DEVIATION_VOTE, s, j, vote * game->scale);
    }
}
