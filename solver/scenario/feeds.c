// SPDX-License-Identifier: GPL-3.0-or-later
// What a parameter feeds: what its row says, or everything. A factor or an amount of an effect feeds what the
// parameter does that the effect changes. What an effect sets, and what an event changes a parameter to, have
// that parameter's row already. Does not know what hangs on what inside a game.
#include "scenario/scenario.h"

static bool list_holds(const double *list, size_t count, const double *value) {
    for (size_t k = 0; list && k < count; k++)
        if (&list[k] == value) return true;
    return false;
}

// The row of the parameter that the effect with this entry changes, NULL if it is of none.
static const struct parameter_row *target_row(const struct scenario *scenario, const double *entry) {
    for (size_t c = 0; c < scenario->channel_count; c++) {
        const struct channel *channel = &scenario->channels[c];
        for (size_t k = 0; k < channel->effect_count; k++) {
            const struct effect *effect = &channel->effects[k];
            if (list_holds(effect->scale, channel->level_count, entry) ||
                list_holds(effect->add, channel->level_count, entry))
                return effect->row;
        }
    }
    return NULL;
}

unsigned parameter_feeds(const struct scenario *scenario, const struct parameter *parameter) {
    const struct parameter_row *row = parameter->row;
    if (row == &effect_row) row = target_row(scenario, parameter->value);
    return row && row->feeds != FEEDS_UNSAID ? row->feeds : FEEDS_ALL;
}
