// SPDX-License-Identifier: GPL-3.0-or-later
// Counting through the product of the channels' levels. The number of states is a product that can overflow:
// every count goes through a checked multiply.
#include "game/states.h"
#include "core/checked.h"
#include "core/text.h"

size_t game_state_count(const struct scenario *scenario) {
    size_t count = 1;
    for (size_t c = 0; c < scenario->channel_count; c++)
        if (!size_multiply(count, scenario->channels[c].level_count, &count)) return 0;
    return count;
}

double game_state_product(const struct scenario *scenario) {
    double product = 1;
    for (size_t c = 0; c < scenario->channel_count; c++)
        product *= (double)scenario->channels[c].level_count;
    return product;
}

void states_next(const struct scenario *scenario, size_t *levels) {
    for (size_t c = scenario->channel_count; c-- > 0;) {
        if (++levels[c] < scenario->channels[c].level_count) return;
        levels[c] = 0;
    }
}

void states_levels(const struct scenario *scenario, size_t s, size_t *levels) {
    for (size_t c = scenario->channel_count; c-- > 0;) {
        levels[c] = s % scenario->channels[c].level_count;
        s /= scenario->channels[c].level_count;
    }
}

void states_name(const struct scenario *scenario, const size_t *levels, struct text *out) {
    if (scenario->channel_count == 0) text_append(out, "the only state");
    for (size_t c = 0; c < scenario->channel_count; c++)
        text_append(out, "%s%s=%s", c > 0 ? ", " : "", scenario->channels[c].name,
                    scenario->channels[c].levels[levels[c]]);
}
