// SPDX-License-Identifier: GPL-3.0-or-later
// One parameter in every state: its base value and what the channels' levels there make of it, checked
// against the range of its row where effects can take it out.
#include "game/column.h"
#include "core/text.h"
#include "game/effects.h"
#include "game/states.h"

static enum parley_status range_error(const struct scenario *scenario, const struct varying *varying,
                                      const struct parameter_row *row, const size_t *levels, double value,
                                      struct errors *errors) {
    char range[96];
    struct text where = {0};
    const struct effect *effect = varying->effects[varying->count - 1];
    parameter_range_text(row, range, sizeof range);
    states_name(scenario, levels, &where);
    enum parley_status status =
        errors_add(errors, PARLEY_INPUT, effect->mark, "%s becomes %g at %s; it must be %s",
                   effect->target_path, value, where.data ? where.data : "?", range);
    text_free(&where);
    return status;
}

// `none` is below every range.
static bool is_none(const struct parameter_row *row, double value) {
    return row->kind == PARAMETER_REAL_OR_NONE && isinf(value) && value < 0;
}

static enum parley_status varying_fill(const struct game *game, const struct parameter_row *row,
                                       const struct varying *varying, double *out, size_t stride,
                                       struct errors *errors) {
    size_t levels[CHANNELS_MAX] = {0};
    for (size_t s = 0; s < game->states; s++, states_next(game->scenario, levels)) {
        double value = varying_at(varying, levels);
        out[s * stride] = value;
        if (!is_none(row, value) && !parameter_in_range(row, value))
            return range_error(game->scenario, varying, row, levels, value, errors);
    }
    return PARLEY_OK;
}

enum parley_status column_fill(struct game *game, const struct parameter_row *row, const void *owner,
                               double *out, size_t stride, struct errors *errors) {
    struct varying varying;
    const double *base = (const void *)((const char *)owner + row->offset);
    struct arena_place place = arena_place(&game->scratch);
    enum parley_status status = PARLEY_OK;
    if (!varying_find(game->scenario, base, &game->scratch, &varying))
        status = PARLEY_MEMORY;
    else if (varying.count > 0)
        status = varying_fill(game, row, &varying, out, stride, errors);
    else
        for (size_t s = 0; s < game->states; s++)
            out[s * stride] = *base;
    arena_back(&game->scratch, place);
    return status;
}
