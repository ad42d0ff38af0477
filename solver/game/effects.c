// SPDX-License-Identifier: GPL-3.0-or-later
// Effects: a level of a channel sets, scales or adds to a parameter:
//     theta(s) = (set or base) x product of scales + sum of adds
// over all channels at their levels in s; what the calendar sets counts as the base value. Which parameter an
// effect means is known by the address of its base value. Nothing here checks ranges; column.c does, where
// it can name the state.
#include "game/effects.h"
#include <stdint.h>

// The k-th channel in the order in which effects apply: the calendar, whose changes are to base values, comes
// first.
static size_t channel_at(const struct scenario *scenario, size_t k) {
    size_t calendar = scenario->calendar;
    if (k > calendar || calendar == SIZE_MAX) return k;
    return k == 0 ? calendar : k - 1;
}

bool varying_find(const struct scenario *scenario, const double *base, struct arena *arena,
                  struct varying *varying) {
    size_t count = 0;
    for (size_t c = 0; c < scenario->channel_count; c++)
        for (size_t e = 0; e < scenario->channels[c].effect_count; e++)
            count += scenario->channels[c].effects[e].target == base;
    *varying = (struct varying){.base = base};
    if (count == 0) return true;
    varying->effects = arena_array(arena, count, sizeof *varying->effects);
    varying->channels = arena_array(arena, count, sizeof *varying->channels);
    if (!varying->effects || !varying->channels) return false;
    for (size_t k = 0; k < scenario->channel_count; k++) {
        size_t c = channel_at(scenario, k);
        for (size_t e = 0; e < scenario->channels[c].effect_count; e++)
            if (scenario->channels[c].effects[e].target == base) {
                varying->effects[varying->count] = &scenario->channels[c].effects[e];
                varying->channels[varying->count++] = c;
            }
    }
    return true;
}

double varying_at(const struct varying *varying, const size_t *levels) {
    double value = *varying->base, scale = 1, add = 0;
    for (size_t k = 0; k < varying->count; k++) {
        const struct effect *effect = varying->effects[k];
        size_t level = levels[varying->channels[k]];
        if (effect->set && !isnan(effect->set[level])) value = effect->set[level];
        if (effect->scale) scale *= effect->scale[level];
        if (effect->add) add += effect->add[level];
    }
    if (varying->count == 0 || !isfinite(value)) return value; // "none" stays none
    return value * scale + add;
}
