// SPDX-License-Identifier: GPL-3.0-or-later
// The turn of the party with the initiative: it settles, passes, quits, makes a move of its own or proposes
// an accord.
#include "equilibrium/stage_inside.h"

// The chance that accord o takes effect if j proposes it: each other party votes by what it gains over an
// ordinary period.
static void accord_evaluate(struct stage *stage, size_t o, size_t j) {
    const struct game *game = stage->game;
    size_t n = game->parties;
    const double *reservation = stage->in->reservation, *shifted = reservation + (1 + o) * n;
    struct vote votes[PARTIES_MAX];
    for (size_t i = 0; i < n; i++)
        votes[i] = (struct vote){shifted[i] - reservation[i], -1, 0, (1 + o) * n + i};
    struct poll poll = {NODE_CONSENT, o * n, game->option[o].consent, votes};
    stage->consent[o] = stage_poll(stage, j, &poll, stage->consented + o * stage->width);
}

// What option o, chosen by j, gives to party i; adds `weight` times its gradient to row.
static double option_payoff(const struct stage *stage, size_t o, size_t j, size_t i, double weight,
                            double *row) {
    const struct game *game = stage->game;
    const struct game_option *option = &game->option[o];
    size_t n = game->parties, shifted = (1 + o) * n + i;
    const double *reservation = stage->in->reservation;
    if (option->kind == OPTION_MOVE) {
        row[shifted] += weight;
        return reservation[shifted] - (i == j ? option->cost[stage->in->state] : 0);
    }
    double gain = reservation[shifted] - reservation[i], consent = stage->consent[o];
    row[shifted] += weight * consent;
    row[i] += weight * (1 - consent);
    row_add(row, weight * gain, stage->consented + o * stage->width, stage->width);
    return reservation[i] + consent * gain;
}

// The choice of proposer j among settle, pass, quit and its options; probabilities in stage->sigma, gradients
// in stage->chosen.
double stage_alternatives(struct stage *stage, size_t j) {
    const struct game *game = stage->game;
    size_t width = stage->width;
    double *payoff = stage->payoffs;
    payoff[SETTLE] = stage_settle(stage, j);
    payoff[PASS] = stage->in->reservation[j];
    payoff[QUIT] = game->outside[stage->in->state * game->parties + j];
    memset(stage->alternative, 0, game->alternatives * width * sizeof *stage->alternative);
    if (stage->offer_count > 0)
        memcpy(stage->alternative + SETTLE * width, stage->settle, width * sizeof *stage->settle);
    stage->alternative[PASS * width + j] = 1;
    for (size_t o = 0; o < game->options; o++) {
        payoff[FIRST_OPTION + o] = -INFINITY;
        if (!game_option_open(game, o, j)) continue;
        if (game->option[o].kind == OPTION_ACCORD) accord_evaluate(stage, o, j);
        payoff[FIRST_OPTION + o] =
            option_payoff(stage, o, j, j, 1, stage->alternative + (FIRST_OPTION + o) * width);
    }
    stage_resolve(stage, (struct node){NODE_ALTERNATIVE, (uint32_t)j, 0},
                  &(struct options){game->alternatives, width, payoff, stage->alternative, stage->sigma,
                                    stage->chosen, false});
    return payoff[SETTLE];
}

// What party i gets when j has the initiative; its gradient in stage->d_gain.
double stage_gain(struct stage *stage, size_t i, size_t j, double settled) {
    const struct game *game = stage->game;
    size_t at = stage->in->state * game->parties, width = stage->width;
    double gain = 0, *d_gain = stage->d_gain;
    memset(d_gain, 0, width * sizeof *d_gain);
    for (size_t k = 0; k < game->alternatives; k++) {
        double payoff = 0, sigma = stage->sigma[k];
        if (!(sigma > 0)) continue; // nor does it move: its gradient is 0 as well
        if (k == SETTLE && stage->offer_count > 0) {
            payoff = i == j ? settled : stage_agreed(stage, i);
            row_add(d_gain, sigma, i == j ? stage->settle : stage->agreed, width);
        } else if (k == PASS) {
            payoff = stage->in->reservation[i];
            d_gain[i] += sigma;
        } else if (k == QUIT && isfinite(game->outside[at + j]))
            payoff = i == j ? game->outside[at + j] : game->breakdown[at + i];
        else if (k >= FIRST_OPTION && game_option_open(game, k - FIRST_OPTION, j))
            payoff = option_payoff(stage, k - FIRST_OPTION, j, i, sigma, d_gain);
        gain += sigma * payoff;
        row_add(d_gain, payoff, stage->chosen + k * width, width);
    }
    return gain;
}
