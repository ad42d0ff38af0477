// SPDX-License-Identifier: GPL-3.0-or-later
// Settling: what the proposer can offer (a division of the pie or a position to a coalition, or a deal), the
// chance that it takes effect, the proposer's choice among offers, and what it all brings to each party, with
// gradients.
#include "equilibrium/stage_inside.h"

// Add a multiple of a quantity's gradient to a row.
static void graded_add(const struct stage *stage, double *row, double a, const struct graded *x) {
    size_t n = stage->game->parties;
    row_add(row, a, x->d, n);
    row[stage->width - 1] += a * x->d[n];
}

// The same for a row of one offer, which is 0 but for R, the log-odds of its own votes and the noise.
static void offer_row_add(const struct stage *stage, const struct offer *offer, double *y, double a,
                          const double *x) {
    size_t inputs = stage_inputs(stage->game), first = inputs + offer->odds_begin;
    row_add(y, a, x, inputs);
    row_add(y + first, a, x + first, offer->odds_end - offer->odds_begin);
    y[stage->width - 1] += a * x[stage->width - 1];
}

// row += sum_c weight_c d sigma_c over the offers. In log-odds z_l that is sigma_l (weight_l - mean weight).
static void mix_add(const struct stage *stage, const double *weight, double *row) {
    const struct free_choice *mix = stage->mix;
    double mean = 0;
    if (!mix) {
        for (size_t c = 0; c < stage->offer_count; c++)
            if (stage->offers[c].probability > 0)
                row_add(row, weight[c], stage->probability + c * stage->width, stage->width);
        return;
    }
    const uint32_t *option = stage->in->list->options + mix->first;
    for (size_t k = 0; k < mix->count; k++)
        mean += stage->offers[option[k]].probability * weight[option[k]];
    for (size_t k = 1; k < mix->count; k++)
        row[stage->mix_first + k - 1] += stage->offers[option[k]].probability * (weight[option[k]] - mean);
}

// Chance that all who are asked say yes, with its derivatives.
static double all_consent(coalition asked, size_t n, const double *yes, double *slope) {
    double before[PARTIES_MAX], behind = 1, all = 1;
    memset(slope, 0, n * sizeof *slope);
    for (size_t i = 0; i < n; i++) {
        before[i] = all;
        if (asked >> i & 1) all *= yes[i];
    }
    for (size_t i = n; i-- > 0;) {
        if (!(asked >> i & 1)) continue;
        slope[i] = before[i] * behind;
        behind *= yes[i];
    }
    return all;
}

// Chance that what j puts to the vote takes effect, with its gradient in `out`. The proposer says yes; a yes
// is ratified with its party's authority. Uses stage->agreed as room for the voters' gradients.
double stage_poll(struct stage *stage, size_t j, const struct poll *poll, double *out) {
    const struct game *game = stage->game;
    size_t n = game->parties, s = stage->in->state, width = stage->width;
    const struct rule *rule = &game->rules[game->rule[s]];
    coalition asked = poll->consent ? poll->consent : rule->table;
    double yes[PARTIES_MAX] = {0}, slope[PARTIES_MAX] = {0}, sigma[2] = {1, 0}, *d_yes = stage->agreed;
    for (size_t i = 0; i < n; i++) {
        if (!(asked >> i & 1)) continue;
        yes[i] = game->authority[s * n + i];
        memset(d_yes + i * width, 0, width * sizeof *d_yes);
        if (i == j) continue;
        const struct vote *vote = &poll->votes[i];
        const double payoff[2] = {vote->gain, 0};
        memset(stage->pair, 0, 2 * width * sizeof *stage->pair);
        stage->pair[i] = vote->by_own;
        stage->pair[width - 1] = vote->by_noise;
        if (vote->by != SIZE_MAX) stage->pair[vote->by] = 1;
        stage_resolve(stage, (struct node){poll->kind, (uint32_t)j, (uint32_t)(poll->which + i)},
                      &(struct options){2, width, payoff, stage->pair, sigma, stage->pair_out, false});
        row_add(d_yes + i * width, yes[i], stage->pair_out, width);
        yes[i] *= sigma[0];
    }
    double chance = 0;
    if (poll->consent)
        chance = all_consent(poll->consent, n, yes, slope);
    else if (!carry_chance(stage->carry, rule, game->rule[s], n, yes, slope, &chance))
        stage->failed = true;
    memset(out, 0, width * sizeof *out);
    for (size_t i = 0; i < n; i++)
        if (asked >> i & 1) row_add(out, slope[i], d_yes + i * width, width);
    return chance;
}

// A deal: what it is worth to everybody, and the chance that the vote carries it, ratification included.
static void deal_accept(struct stage *stage, const struct offer_context *context, struct offer *offer,
                        double *d_accept) {
    size_t n = stage->game->parties;
    struct vote votes[PARTIES_MAX];
    offer_deal(context, offer);
    for (size_t i = 0; i < n; i++) {
        struct need reserve = offer_reserve(context, i, 1);
        votes[i] = (struct vote){offer->felt[i].value - reserve.value, -reserve.by_own,
                                 offer->felt[i].d[n] - reserve.by_noise, SIZE_MAX};
    }
    struct poll poll = {NODE_ACCEPTANCE, offer->index * n, 0, votes};
    offer->accept = stage_poll(stage, context->proposer, &poll, d_accept);
}

// A division of the pie or a position: its terms, and the chance that everybody in the coalition accepts.
static void terms_accept(struct stage *stage, const struct offer_context *context, struct offer *offer,
                         double *d_accept) {
    double sigma[2];
    size_t width = stage->width;
    if (game_is_spatial(context->game))
        offer_position(context, offer);
    else
        offer_find(context, offer);
    if (offer->members == (coalition)1 << context->proposer) { // nobody else votes
        offer->accept = 1;
        memset(d_accept, 0, width * sizeof *d_accept);
        return;
    }
    const double payoff[2] = {offer->margin.value, 0};
    memset(stage->pair, 0, 2 * width * sizeof *stage->pair);
    graded_add(stage, stage->pair, 1, &offer->margin);
    stage_resolve(stage, (struct node){NODE_ACCEPTANCE, (uint32_t)context->proposer, offer->index},
                  &(struct options){2, width, payoff, stage->pair, sigma, stage->pair_out, false});
    offer->accept = sigma[0];
    memcpy(d_accept, stage->pair_out, width * sizeof *d_accept);
}

// The terms of an offer, the chance that it is accepted and what it is worth to its proposer, with gradients.
static void offer_evaluate(struct stage *stage, size_t j, size_t c) {
    struct offer *offer = &stage->offers[c];
    size_t width = stage->width;
    offer->odds_begin = offer->odds_end = stage->unknown;
    double reservation = stage->in->reservation[j];
    double *d_accept = stage->accept + c * width, *d_payoff = stage->payoff + c * width;
    struct offer_context context = {stage->game,          stage->in->state,    j, stage->in->reservation,
                                    stage->in->smoothing, stage->in->transfers};
    memset(d_payoff, 0, width * sizeof *d_payoff);
    d_payoff[j] = 1; // if nothing is enacted
    offer->payoff = reservation;
    if (!(offer->ratified > 0)) { // it would never take effect
        memset(d_accept, 0, width * sizeof *d_accept);
        memset(offer->share, 0, sizeof offer->share);
        memset(offer->position, 0, sizeof offer->position);
        return;
    }
    if (stage->game->deals > 0)
        deal_accept(stage, &context, offer, d_accept);
    else
        terms_accept(stage, &context, offer, d_accept);
    offer->odds_end = stage->unknown;
    double enacted = offer->accept * offer->ratified, gain = offer->felt[j].value - reservation;
    offer->payoff = reservation + enacted * gain;
    d_payoff[j] = 1 - enacted;
    row_add(d_payoff, offer->ratified * gain, d_accept, width);
    graded_add(stage, d_payoff, enacted, &offer->felt[j]);
}

static void offer_list(struct stage *stage, size_t index, coalition members, double ratified) {
    struct offer *offer = &stage->offers[stage->offer_count++]; // offer_evaluate fills in the rest
    offer->index = (uint32_t)index;
    offer->members = members;
    offer->ratified = ratified;
    offer->accept = offer->payoff = offer->probability = 0;
}

// List what j can settle with: deals, or coalitions that would share the pie or agree on a position.
static void list_offers(struct stage *stage, size_t j) {
    const struct game *game = stage->game;
    size_t s = stage->in->state;
    const struct rule *rule = &game->rules[game->rule[s]];
    const double *authority = game->authority + s * game->parties;
    stage->offer_count = 0;
    for (size_t d = 0; d < game->deals; d++)
        offer_list(stage, d, (coalition)1 << j, 1); // authority is part of the vote
    for (size_t k = rule->first[j]; k < rule->first[j + 1] && game->deals == 0; k++) {
        double ratified = 1;
        for (size_t i = 0; i < game->parties; i++)
            if (rule->lean[k] >> i & 1) ratified *= authority[i];
        offer_list(stage, k, rule->lean[k], ratified);
    }
}

// What the choice among offers goes by: payoffs, with those that differ by rounding made equal.
static void tie_offers(struct stage *stage) {
    double best = -INFINITY;
    for (size_t c = 0; c < stage->offer_count; c++)
        best = fmax(best, stage->offers[c].payoff);
    for (size_t c = 0; c < stage->offer_count; c++) {
        double payoff = stage->offers[c].payoff;
        stage->offer_payoff[c] = best - payoff <= stage->in->ties ? best : payoff;
    }
}

double stage_settle(struct stage *stage, size_t j) {
    list_offers(stage, j);
    size_t width = stage->width, count = stage->offer_count;
    double expected = 0;
    if (count == 0) return -INFINITY;
    memset(stage->settle, 0, width * sizeof *stage->settle);
    for (size_t c = 0; c < count; c++)
        offer_evaluate(stage, j, c);
    tie_offers(stage);
    stage->mix_first = stage_inputs(stage->game) + stage->unknown;
    stage->mix = stage_resolve(stage, (struct node){NODE_COALITION, (uint32_t)j, 0},
                               &(struct options){count, width, stage->offer_payoff, stage->payoff,
                                                 stage->offer_sigma, stage->probability, true});
    for (size_t c = 0; c < count; c++) {
        struct offer *offer = &stage->offers[c];
        offer->probability = stage->offer_sigma[c];
        stage->offer_weight[c] = offer->payoff;
        if (!(offer->probability > 0)) continue; // then it does not move either
        expected += offer->probability * offer->payoff;
        offer_row_add(stage, offer, stage->settle, offer->probability, stage->payoff + c * width);
    }
    mix_add(stage, stage->offer_weight, stage->settle);
    return expected;
}

// What party i != j gets if j settles, and its gradient in stage->agreed.
double stage_agreed(struct stage *stage, size_t i) {
    size_t width = stage->width;
    double reservation = stage->in->reservation[i], expected = reservation;
    memset(stage->agreed, 0, width * sizeof *stage->agreed);
    stage->agreed[i] = 1;
    for (size_t c = 0; c < stage->offer_count; c++) {
        const struct offer *offer = &stage->offers[c];
        stage->offer_weight[c] = 0;
        if (!(offer->ratified > 0) || !(offer->probability > 0)) continue; // it changes nothing
        double enacted = offer->accept * offer->ratified, weight = offer->probability * enacted;
        double gain = offer->felt[i].value - reservation;
        expected += weight * gain;
        stage->offer_weight[c] = enacted * gain;
        offer_row_add(stage, offer, stage->agreed, offer->probability * offer->ratified * gain,
                      stage->accept + c * width);
        stage->agreed[i] -= weight;
        graded_add(stage, stage->agreed, weight, &offer->felt[i]);
    }
    mix_add(stage, stage->offer_weight, stage->agreed);
    return expected;
}
