// SPDX-License-Identifier: GPL-3.0-or-later
// What a coalition C costs its proposer j when R is what waiting is worth and o an outside option. A member
// needs to feel
//     U_i = R_i + (max(R_i, o_i) - R_i) / Q,   which takes the share   u_i = max(U_i + l/(1+l) max(r_i - U_i,
//     0), 0)
// with loss aversion l and reference point r (Shalev 2002);   slack = pie - sum of u_i,   j keeps max(slack,
// 0); where the pie is too small the shares are scaled down to it. Each voter's acceptance is as likely as
// the margin is large: slack plus what the least keen member could do without even at a share of nothing.
//
// Along a homotopy the kinks max(x, 0) are replaced by k log(1 + exp(x / k)) with k in proportion to the
// noise. The path is then smooth, as continuation needs: at a kink it may turn back on itself, and no tangent
// tells.
#include "equilibrium/offer.h"

// A smoothed max(x, 0), its derivative, and its derivative by log(width).
struct smooth {
    double value, slope, by_width;
};

static struct smooth positive_part(double x, double width) {
    double t = width > 0 ? x / width : x > 0 ? INFINITY : -INFINITY;
    if (t > 40) return (struct smooth){x, 1, 0};
    if (!(t > -700)) return (struct smooth){0, 0, 0};
    double part = exp(-fabs(t)), value = width * (fmax(t, 0) + log1p(part));
    double slope = (t > 0 ? 1 : part) / (1 + part);
    return (struct smooth){value, slope, value - x * slope};
}

struct need offer_reserve(const struct offer_context *context, size_t i, double ratified) {
    double reservation = context->reservation[i];
    double outside = context->game->outside[context->state * context->game->parties + i];
    struct need need = {reservation, 1, 0};
    if (!isfinite(outside)) return need;
    struct smooth better = positive_part(outside - reservation, context->smoothing);
    need.value += better.value / ratified;
    need.by_own -= better.slope / ratified;
    need.by_noise = better.by_width / ratified;
    return need;
}

struct need offer_need(const struct offer_context *context, size_t i, double ratified) {
    const struct game *game = context->game;
    size_t at = context->state * game->parties + i;
    double lambda = game->loss_aversion[at];
    struct need need = offer_reserve(context, i, ratified);
    if (lambda > 0) { // from what must be felt to what must be given
        struct smooth short_of = positive_part(game->reference[at] - need.value, context->smoothing);
        double part = lambda / (1 + lambda);
        need.value += part * short_of.value;
        need.by_noise += part * (short_of.by_width - short_of.slope * need.by_noise);
        need.by_own *= 1 - part * short_of.slope;
    }
    return need;
}

void offer_feel(const struct offer_context *context, size_t i, struct graded *utility) {
    const struct game *game = context->game;
    size_t at = context->state * game->parties + i, n = game->parties;
    double lambda = game->loss_aversion[at];
    if (!(lambda > 0)) return;
    struct smooth loss = positive_part(game->reference[at] - utility->value, context->smoothing);
    utility->value -= lambda * loss.value;
    for (size_t c = 0; c <= n; c++)
        utility->d[c] *= 1 + lambda * loss.slope;
    utility->d[n] -= lambda * loss.by_width;
}

// The shares of a division: the proposer keeps max(slack, 0), the others get the fraction (pie - kept) / cost
// of their needs, in which the proposer and those outside the coalition have no part.
static void divide(const struct offer_context *context, const struct need *need, const struct graded *cost,
                   struct offer *offer) {
    size_t n = context->game->parties;
    double pie = context->game->pie[context->state], fraction = 1, d_fraction[PARTIES_MAX + 1];
    struct smooth slack = positive_part(pie - cost->value, context->smoothing);
    struct graded *kept = &offer->felt[context->proposer];
    kept->value = slack.value;
    for (size_t c = 0; c <= n; c++)
        kept->d[c] = -slack.slope * cost->d[c];
    kept->d[n] += slack.by_width;
    bool scaled = slack.slope < 1 && cost->value > 0;
    if (scaled) {
        fraction = (pie - kept->value) / cost->value;
        for (size_t c = 0; c <= n; c++)
            d_fraction[c] = -(kept->d[c] + fraction * cost->d[c]) / cost->value;
    }
    for (size_t i = 0; i < n; i++) {
        struct graded *share = &offer->felt[i];
        if (i != context->proposer) {
            share->value = fraction * need[i].value;
            for (size_t c = 0; c <= n; c++)
                share->d[c] = scaled ? d_fraction[c] * need[i].value : 0;
            share->d[i] += fraction * need[i].by_own;
            share->d[n] += fraction * need[i].by_noise;
        }
        offer->share[i] = share->value;
        offer_feel(context, i, share);
    }
}

void offer_find(const struct offer_context *context, struct offer *offer) {
    size_t n = context->game->parties, least = SIZE_MAX; // the least keen member
    struct graded cost;
    struct need need[PARTIES_MAX], most = {-INFINITY, 0, 0}; // the largest is the least keen member's
    cost.value = cost.d[n] = 0;
    for (size_t i = 0; i < n; i++) {
        cost.d[i] = 0;
        need[i] = (struct need){0, 0, 0};
        if (i == context->proposer || !(offer->members >> i & 1)) continue;
        need[i] = offer_need(context, i, offer->ratified);
        if (need[i].value > most.value) most = need[i], least = i;
        if (!context->transfers) { // shares cannot be negative
            struct smooth floored = positive_part(need[i].value, context->smoothing);
            need[i] = (struct need){floored.value, floored.slope * need[i].by_own,
                                    floored.slope * need[i].by_noise + floored.by_width};
        }
        cost.value += need[i].value;
        cost.d[i] = need[i].by_own;
        cost.d[n] += need[i].by_noise;
    }
    offer->margin.value = context->game->pie[context->state] - cost.value;
    for (size_t c = 0; c <= n; c++)
        offer->margin.d[c] = -cost.d[c];
    divide(context, need, &cost, offer);
    if (least == SIZE_MAX || context->transfers) return;
    struct smooth gain = positive_part(-most.value, context->smoothing);
    offer->margin.value += gain.value;
    offer->margin.d[least] -= gain.slope * most.by_own;
    offer->margin.d[n] += gain.by_width - gain.slope * most.by_noise;
}

void offer_deal(const struct offer_context *context, struct offer *offer) {
    const struct game *game = context->game;
    const double *utility = game_deal(game, context->state, offer->index);
    for (size_t i = 0; i < game->parties; i++) {
        offer->share[i] = offer->felt[i].value = utility[i];
        for (size_t c = 0; c <= game->parties; c++)
            offer->felt[i].d[c] = 0;
        offer_feel(context, i, &offer->felt[i]);
    }
}
