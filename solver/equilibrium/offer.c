// SPDX-License-Identifier: GPL-3.0-or-later
// What a coalition C costs its proposer j when R is what waiting is worth and o an outside option:
//     need_i = max(R_i + (max(R_i, o_i) - R_i) / Q, 0),   slack = pie - sum of needs,   j keeps max(slack,
//     0);
// where the pie is too small the needs are scaled down to it. Each voter's acceptance is as likely as the
// margin is large: slack plus what the least keen member gains even from a share of nothing.
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
    double value = width * (fmax(t, 0) + log1p(exp(-fabs(t))));
    double slope = t > 0 ? 1 / (1 + exp(-t)) : exp(t) / (1 + exp(t));
    return (struct smooth){value, slope, value - x * slope};
}

// What party i needs before it is floored at 0: it may be negative.
static struct need need_find(const struct offer_context *context, size_t i, double ratified) {
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

// kept = max(slack, 0) and fraction = (pie - kept) / cost.
static void divide(const struct offer_context *context, const struct graded *cost, struct offer *offer) {
    size_t n = context->game->parties;
    double pie = context->game->pie[context->state];
    struct smooth kept = positive_part(pie - cost->value, context->smoothing);
    offer->kept.value = kept.value;
    for (size_t c = 0; c <= n; c++)
        offer->kept.d[c] = -kept.slope * cost->d[c];
    offer->kept.d[n] += kept.by_width;
    offer->fraction = (struct graded){.value = 1};
    if (!(kept.slope < 1) || !(cost->value > 0)) return;
    double fraction = offer->fraction.value = (pie - kept.value) / cost->value;
    for (size_t c = 0; c <= n; c++)
        offer->fraction.d[c] = -(offer->kept.d[c] + fraction * cost->d[c]) / cost->value;
}

void offer_find(const struct offer_context *context, struct offer *offer) {
    size_t n = context->game->parties, least = SIZE_MAX; // the least keen member
    struct graded cost = {0};
    struct need most = {-INFINITY, 0, 0}; // what it needs
    for (size_t i = 0; i < n; i++) {
        if (i == context->proposer || !(offer->members >> i & 1)) continue;
        struct need need = need_find(context, i, offer->ratified);
        if (need.value > most.value) most = need, least = i;
        if (!context->transfers) { // shares cannot be negative
            struct smooth floored = positive_part(need.value, context->smoothing);
            need = (struct need){floored.value, floored.slope * need.by_own,
                                 floored.slope * need.by_noise + floored.by_width};
        }
        offer->need[i] = need;
        cost.value += need.value;
        cost.d[i] = need.by_own;
        cost.d[n] += need.by_noise;
    }
    offer->margin.value = context->game->pie[context->state] - cost.value;
    for (size_t c = 0; c <= n; c++)
        offer->margin.d[c] = -cost.d[c];
    divide(context, &cost, offer);
    if (least == SIZE_MAX || context->transfers) return;
    struct smooth gain = positive_part(-most.value, context->smoothing);
    offer->margin.value += gain.value;
    offer->margin.d[least] -= gain.slope * most.by_own;
    offer->margin.d[n] += gain.by_width - gain.slope * most.by_noise;
}
