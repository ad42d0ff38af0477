// SPDX-License-Identifier: GPL-3.0-or-later
// What several writers want to know about one state of a solved game: how likely it settles, what there is to
// bargain over, and how to name it. Nothing here is computed anew: choices come from the profile, reservation
// values from game.h.
#include "output/solution.h"

static double acceptance(const struct profile *profile, size_t chooser) {
    double sum = 0;
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
        sum += profile->proposal[e].probability * profile->proposal[e].acceptance;
    return sum;
}

double solution_settlement(const struct solution *solution, size_t s) {
    const struct game *game = solution->game;
    const struct profile *profile = solution->profile;
    double agreed = 0, active = 0;
    for (size_t j = 0; j < game->parties; j++) {
        size_t chooser = s * game->parties + j;
        double settle = profile->choice[chooser * profile->alternatives + SETTLE];
        agreed += game->recognition[chooser] * settle * acceptance(profile, chooser);
        active += game->recognition[chooser];
    }
    return active > 0 ? agreed / active : NAN;
}

double solution_range(const struct solution *solution, size_t s) {
    return outcome_range(solution->game, solution->profile, s);
}

size_t solution_likely_deals(const struct solution *solution, size_t most, size_t *deals) {
    const struct outcome *outcome = solution->outcome;
    size_t count = 0;
    for (size_t d = 0; d < outcome->deals; d++) {
        size_t at = count;
        for (; at > 0 && outcome->deal_chance[deals[at - 1]] < outcome->deal_chance[d]; at--)
            if (at < most) deals[at] = deals[at - 1];
        if (at < most) deals[at] = d;
        if (count < most) count++;
    }
    return count;
}

const char *deal_name(const struct game *game, size_t d) {
    return game->scenario->deals[d].name;
}

bool solution_shares(const struct solution *solution, size_t s, size_t j, double *share) {
    const struct profile *profile = solution->profile;
    size_t n = profile->parties, chooser = s * n + j;
    if (!(profile->first[chooser] < profile->first[chooser + 1])) return false;
    for (size_t i = 0; i < n; i++)
        share[i] = 0;
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
        for (size_t i = 0; i < n; i++)
            share[i] += profile->proposal[e].probability * profile->share[e * n + i];
    return true;
}

bool solution_positions(const struct solution *solution, size_t s, size_t j, double *position) {
    const struct profile *profile = solution->profile;
    size_t chooser = s * profile->parties + j;
    if (!(profile->first[chooser] < profile->first[chooser + 1])) return false;
    for (size_t k = 0; k < profile->issues; k++) {
        double y = 0;
        for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
            y += profile->proposal[e].probability * profile->position[e * profile->issues + k];
        position[k] = game_in_unit(solution->game, k, y);
    }
    return true;
}

double solution_use(const struct solution *solution, size_t s, size_t o) {
    const struct profile *profile = solution->profile;
    double use = 0;
    for (size_t chooser = s * profile->parties; chooser < (s + 1) * profile->parties; chooser++)
        use += solution->game->recognition[chooser] *
               profile->choice[chooser * profile->alternatives + FIRST_OPTION + o];
    return use;
}

double solution_anchoring_gain(const struct solution *solution, size_t i) {
    const struct outcome *unanchored = solution->outcome->unanchored;
    return unanchored ? solution->outcome->value[i] - unanchored->value[i] : NAN;
}

const char *option_name(const struct game *game, size_t o) {
    return game->scenario->options[o].name;
}

size_t options_before_tabling(const struct game *game) {
    return game->options - game->scenario->anchor_count;
}

bool losses_are_felt(const struct game *game) {
    for (size_t at = 0; at < game->states * game->parties; at++)
        if (game->loss_aversion[at] > 0) return true;
    return false;
}

size_t state_at_level(const struct game *game, size_t c, size_t level) {
    return game->start + level * game->stride[c] - game_level(game, game->start, c) * game->stride[c];
}

void state_text(const struct game *game, size_t s, struct text *out) {
    if (game->channels == 0) text_append(out, "the only state");
    for (size_t c = 0; c < game->channels; c++) {
        const struct channel *channel = &game->scenario->channels[c];
        text_append(out, "%s%s %s", c > 0 ? ", " : "", channel->name,
                    channel->levels[game_level(game, s, c)]);
    }
}

void coalition_text(const struct game *game, coalition members, struct text *out) {
    const char *between = "";
    for (size_t i = 0; i < game->parties; i++)
        if (members >> i & 1) {
            text_append(out, "%s%s", between, game->scenario->parties[i].name);
            between = " + ";
        }
}
