// SPDX-License-Identifier: GPL-3.0-or-later
// Votes on accords. Accord o, proposed by j, is put to the parties that must consent, or to the table if the
// voting rule decides. The proposer says yes; party i says yes for the sake of its gain R_i^{1+o} - R_i^0, as
// if its vote decided, and its yes is ratified with its authority, independently of the others. The accord
// takes effect if everybody that must consent is among the ratified yeses, or if these win.
//
// Exact play: who gains says yes, who loses says no, who does neither may do either. Voters that are allowed
// to be wrong about gains up to eta can bring about any chance between that of the fewest and that of the
// most yeses; the least eta that explains the claimed chance is the gain of the worst vote. Votes count even
// on accords that nobody proposes: whether they would pass is what their proposers must reckon with.
#include "certify/check.h"

// A chance of consent is met within this.
static const double CONSENT_ROUNDING = 1e-9;

static coalition who_is_asked(const struct game *game, size_t s, size_t o) {
    return game->option[o].consent ? game->option[o].consent : game->rules[game->rule[s]].table;
}

// Chance that the accord takes effect when party i says yes with probability yes[i]: the sum over all sets of
// those whose yes is in doubt.
static double consent_chance(const struct game *game, size_t s, size_t o, const double *yes) {
    const struct rule *rule = &game->rules[game->rule[s]];
    coalition must = game->option[o].consent, asked = who_is_asked(game, s, o), sure = 0, doubtful = 0;
    double ratified[PARTIES_MAX], all = 1, chance = 0;
    for (size_t i = 0; i < game->parties; i++) {
        if (!(asked >> i & 1)) continue;
        ratified[i] = yes[i] * game->authority[s * game->parties + i];
        all *= ratified[i];
        if (ratified[i] >= 1)
            sure |= (coalition)1 << i;
        else if (ratified[i] > 0)
            doubtful |= (coalition)1 << i;
    }
    if (must) return all;
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

double consent_response(const struct game *game, size_t s, size_t j, size_t o, const double *reservation) {
    size_t n = game->parties;
    double yes[PARTIES_MAX];
    for (size_t i = 0; i < n; i++) {
        double gain = reservation[(1 + o) * n + i] - reservation[i];
        yes[i] = i == j ? 1 : 1 / (1 + exp(-gain / game->noise));
    }
    return consent_chance(game, s, o, yes);
}

// Can voters that are wrong about gains up to eta bring about the claimed chance?
static bool is_explained(const struct game *game, size_t s, size_t j, size_t o, const double *gain,
                         double eta, double claimed) {
    double fewest[PARTIES_MAX], most[PARTIES_MAX];
    for (size_t i = 0; i < game->parties; i++) {
        fewest[i] = i == j || gain[i] > eta;
        most[i] = i == j || gain[i] >= -eta;
    }
    return claimed >= consent_chance(game, s, o, fewest) - CONSENT_ROUNDING &&
           claimed <= consent_chance(game, s, o, most) + CONSENT_ROUNDING;
}

// The least eta that explains the chance of accord o, charged to the voter that it is the gain of.
static void check_accord(const struct check *check, size_t s, size_t j, size_t o, const double *reservation,
                         struct findings *findings) {
    const struct game *game = check->game;
    size_t n = game->parties, voter = j;
    coalition asked = who_is_asked(game, s, o);
    double claimed = check->profile->consent[(s * n + j) * game->options + o], gain[PARTIES_MAX], eta = 0;
    for (size_t i = 0; i < n; i++)
        gain[i] = reservation[(1 + o) * n + i] - reservation[i];
    while (isfinite(eta) && !is_explained(game, s, j, o, gain, eta, claimed)) {
        double next = INFINITY;
        for (size_t i = 0; i < n; i++) {
            double size = fabs(gain[i]);
            if (i == j || !(asked >> i & 1) || !(size > eta && size < next)) continue;
            next = size;
            voter = i;
        }
        eta = next;
    }
    findings_add(findings, DEVIATION_VOTE, s, voter, eta);
}

void check_consent(const struct check *check, size_t s, const double *reservation,
                   struct findings *findings) {
    const struct game *game = check->game;
    for (size_t j = 0; j < game->parties; j++)
        for (size_t o = 0; o < game->options && game->recognition[s * game->parties + j] > 0; o++)
            if (game->option[o].kind == OPTION_ACCORD) check_accord(check, s, j, o, reservation, findings);
}
