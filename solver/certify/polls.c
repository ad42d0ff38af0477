// SPDX-License-Identifier: GPL-3.0-or-later
// Votes on what a proposer puts to a poll: an accord or a deal from a menu. The proposer says yes; party i
// says yes for the sake of its gain, as if its vote decided, and its yes is ratified with its authority,
// independently of the others. The proposal carries if everybody that must consent is among the ratified
// yeses, or if these win under the voting rule.
//
// Exact play: who gains says yes, who loses says no, who does neither may do either. Voters that are allowed
// to be wrong about gains up to eta can bring about any chance between that of the fewest and that of the
// most yeses; the least eta that explains the claimed chance is the gain of the worst vote.
#include "certify/check.h"

// A chance is met within this.
static const double CHANCE_ROUNDING = 1e-9;

static coalition who_is_asked(const struct game *game, const struct poll *poll) {
    return poll->consent ? poll->consent : game->rules[game->rule[poll->state]].table;
}

// Chance that the proposal carries when party i says yes with probability yes[i]: the sum over all sets of
// those whose yes is in doubt.
static double poll_chance(const struct game *game, const struct poll *poll, const double *yes) {
    const struct rule *rule = &game->rules[game->rule[poll->state]];
    coalition asked = who_is_asked(game, poll), sure = 0, doubtful = 0;
    double ratified[PARTIES_MAX], all = 1, chance = 0;
    for (size_t i = 0; i < game->parties; i++) {
        if (!(asked >> i & 1)) continue;
        ratified[i] = yes[i] * game->authority[poll->state * game->parties + i];
        all *= ratified[i];
        if (ratified[i] >= 1)
            sure |= (coalition)1 << i;
        else if (ratified[i] > 0)
            doubtful |= (coalition)1 << i;
    }
    if (poll->consent || rule->unanimity) return all;
    for (coalition some = doubtful;; some = (some - 1) & doubtful) {
        if (ballots_carry(rule, sure | some)) {
            double one = 1;
            for (size_t i = 0; doubtful >> i; i++)
                if (doubtful >> i & 1) one *= some >> i & 1 ? ratified[i] : 1 - ratified[i];
            chance += one;
        }
        if (some == 0) return chance;
    }
}

double poll_response(const struct game *game, const struct poll *poll) {
    double yes[PARTIES_MAX];
    for (size_t i = 0; i < game->parties; i++)
        yes[i] = i == poll->proposer ? 1 : 1 / (1 + exp(-poll->gain[i] / game->noise));
    return poll_chance(game, poll, yes);
}

double poll_fewest(const struct game *game, const struct poll *poll, double eta) {
    double yes[PARTIES_MAX];
    for (size_t i = 0; i < game->parties; i++)
        yes[i] = i == poll->proposer || poll->gain[i] > eta;
    return poll_chance(game, poll, yes);
}

static double poll_most(const struct game *game, const struct poll *poll, double eta) {
    double yes[PARTIES_MAX];
    for (size_t i = 0; i < game->parties; i++)
        yes[i] = i == poll->proposer || poll->gain[i] >= -eta;
    return poll_chance(game, poll, yes);
}

static bool is_explained(const struct game *game, const struct poll *poll, double eta, double claimed) {
    return claimed >= poll_fewest(game, poll, eta) - CHANCE_ROUNDING &&
           claimed <= poll_most(game, poll, eta) + CHANCE_ROUNDING;
}

void check_poll(const struct game *game, const struct poll *poll, double claimed, struct findings *findings) {
    size_t voter = poll->proposer;
    coalition asked = who_is_asked(game, poll);
    double eta = 0;
    while (isfinite(eta) && !is_explained(game, poll, eta, claimed)) {
        double next = INFINITY;
        for (size_t i = 0; i < game->parties; i++) {
            double size = fabs(poll->gain[i]);
            if (i == poll->proposer || !(asked >> i & 1) || !(size > eta && size < next)) continue;
            next = size;
            voter = i;
        }
        eta = next;
    }
    findings_add(findings, DEVIATION_VOTE, poll->state, voter, eta);
}
