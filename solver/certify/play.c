// SPDX-License-Identifier: GPL-3.0-or-later
// One period of play under the profile: is it possible at all, and does it give what the profile claims,
//     V_i(s) = sum_j p_j(s) [payoff to i of j's choice] + (1 - sum_j p_j(s)) R_i(s) ?
// A share, or what a position is worth, counts as it is felt. A move m gives R_i^m, less its cost to who
// makes it; an accord a that takes effect with chance E gives E R_i^a + (1 - E) R_i. Nothing here asks
// whether anybody would rather do something else.
#include "certify/check.h"

double option_payoff(const struct game *game, size_t s, size_t j, size_t o, size_t i, double consent,
                     const double *reservation) {
    const struct game_option *option = &game->option[o];
    double done = reservation[(1 + o) * game->parties + i];
    if (option->kind == OPTION_ACCORD) return consent * done + (1 - consent) * reservation[i];
    return i == j ? done - option->cost[s] : done;
}

double choice_payoff(const struct check *check, size_t s, size_t j, size_t i, const double *reservation) {
    const struct game *game = check->game;
    const struct profile *profile = check->profile;
    size_t n = game->parties, chooser = s * n + j;
    const double *choice = profile->choice + chooser * profile->alternatives;
    double sum = choice[PASS] * reservation[i];
    if (choice[QUIT] > 0)
        sum += choice[QUIT] * (i == j ? game->outside[chooser] : game->breakdown[s * n + i]);
    for (size_t o = 0; o < game->options; o++) {
        double sigma = choice[FIRST_OPTION + o], consent = profile->consent[chooser * game->options + o];
        if (sigma > 0) sum += sigma * option_payoff(game, s, j, o, i, consent, reservation);
    }
    if (!(choice[SETTLE] > 0)) return sum;
    double settled = 0;
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        double enacted = profile_enactment(game, profile, s, e);
        double felt = game_felt(game, i, s, profile->share[e * n + i]);
        double payoff = enacted * felt + (1 - enacted) * reservation[i];
        settled += profile->proposal[e].probability * payoff;
    }
    return sum + choice[SETTLE] * settled;
}

void check_values(const struct check *check, size_t s, const double *reservation, struct findings *findings) {
    const struct game *game = check->game;
    size_t n = game->parties;
    for (size_t i = 0; i < n; i++) {
        double value = 0, acted = 0;
        for (size_t j = 0; j < n; j++) {
            double p = game->recognition[s * n + j];
            if (!(p > 0)) continue;
            value += p * choice_payoff(check, s, j, i, reservation);
            acted += p;
        }
        value += (1 - acted) * reservation[i];
        double error = fabs(check->profile->value[s * n + i] - value);
        if (isnan(error)) error = INFINITY;
        findings->value_error = fmax(findings->value_error, error);
        findings_add(findings, DEVIATION_VALUE, s, i, error);
    }
}

// How far p is from being a probability; NaN stays NaN.
static double outside_unit(double p) {
    if (p >= 0 && p <= 1) return 0;
    return isnan(p) ? NAN : fmax(-p, p - 1);
}

// Largest fault of one proposal. `made`: it is made with positive probability, so its coalition and shares
// must do.
static double proposal_fault(const struct check *check, size_t s, size_t j, size_t e, bool made) {
    const struct game *game = check->game;
    const struct proposal *proposal = &check->profile->proposal[e];
    const double *share = check->profile->share + e * game->parties;
    double chances = outside_unit(proposal->probability) + outside_unit(proposal->acceptance);
    double given = 0, negative = 0;
    for (size_t i = 0; i < game->parties; i++) {
        given += share[i];
        negative = fmax(negative, -share[i]);
    }
    if (isnan(chances) || isnan(given)) return INFINITY;
    if (!made) return chances * game->scale;
    if (game->deals) return deal_is_possible(check, s, j, e) ? chances * game->scale : INFINITY;
    const struct rule *rule = &game->rules[game->rule[s]];
    if (proposal->deal != NO_DEAL || !(proposal->members >> j & 1) || !ballots_carry(rule, proposal->members))
        return INFINITY;
    if (game_is_spatial(game)) return fmax(chances * game->scale, position_fault(check, s, e));
    return fmax(chances * game->scale, fmax(negative, given - game->pie[s]));
}

void check_feasibility(const struct check *check, size_t s, struct findings *findings) {
    const struct game *game = check->game;
    const struct profile *profile = check->profile;
    for (size_t j = 0; j < game->parties; j++) {
        size_t chooser = s * game->parties + j;
        const double *choice = profile->choice + chooser * profile->alternatives;
        bool acts = game->recognition[chooser] > 0, settles = acts && choice[SETTLE] > 0;
        double chosen = 0, proposed = 0, fault = 0;
        for (size_t k = 0; k < profile->alternatives; k++) {
            chosen += choice[k];
            fault += outside_unit(choice[k]);
        }
        if (acts) fault += fabs(chosen - 1);
        if (acts && choice[QUIT] > 0 && !isfinite(game->outside[chooser])) fault = INFINITY;
        for (size_t o = 0; o < game->options; o++)
            if (choice[FIRST_OPTION + o] > 0 && !game_option_open(game, o, j)) fault = INFINITY;
        for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
            bool made = settles && profile->proposal[e].probability > 0;
            proposed += profile->proposal[e].probability;
            findings_add(findings, DEVIATION_FEASIBILITY, s, j, proposal_fault(check, s, j, e, made));
        }
        if (settles) fault += fabs(proposed - 1);
        findings_add(findings, DEVIATION_FEASIBILITY, s, j, fault * game->scale);
    }
}
