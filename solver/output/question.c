// SPDX-License-Identifier: GPL-3.0-or-later
// A state and a party by name. Names may hold commas, so the state is not split there: each CHANNEL=LEVEL is
// matched against the names that there are, the longest that fits.
#include "output/explain.h"
#include <stdio.h>
#include <string.h>

static const struct mark nowhere = {0, 0};

// Length of `name` if s begins with it and then comes one of the characters in `ends` (the final NUL counts
// if `whole`), else 0.
static size_t match(const char *s, const char *name, const char *ends, bool whole) {
    size_t length = strlen(name);
    if (strncmp(s, name, length) != 0) return 0;
    return s[length] ? strchr(ends, s[length]) ? length : 0 : whole ? length : 0;
}

static enum parley_status unknown(struct errors *errors, const char *what, const char *got, size_t length,
                                  const struct nearest *nearest) {
    return errors_add(errors, PARLEY_INPUT, nowhere, "there is no %s '%.*s'%s%s%s", what, (int)length, got,
                      nearest->best ? "; did you mean '" : "", nearest->best ? nearest->best : "",
                      nearest->best ? "'?" : "");
}

static enum parley_status unknown_channel(const struct game *game, const char *s, struct errors *errors) {
    char wanted[128];
    size_t length = strcspn(s, "=,");
    snprintf(wanted, sizeof wanted, "%.*s", (int)length, s);
    struct nearest nearest = {.wanted = wanted};
    for (size_t c = 0; c < game->channels; c++)
        nearest_try(&nearest, game->scenario->channels[c].name);
    for (size_t c = 0; c < game->channels; c++)
        if (match(s, game->scenario->channels[c].name, ",", true) > 0)
            return errors_add(errors, PARLEY_INPUT, nowhere, "a state is CHANNEL=LEVEL, as in '%s=%s'",
                              game->scenario->channels[c].name, game->scenario->channels[c].levels[0]);
    return unknown(errors, "channel", s, length, &nearest);
}

static enum parley_status unknown_level(const struct channel *channel, const char *s, struct errors *errors) {
    char what[160], wanted[128];
    size_t length = strcspn(s, ",");
    snprintf(wanted, sizeof wanted, "%.*s", (int)length, s);
    snprintf(what, sizeof what, "level of %s", channel->name);
    struct nearest nearest = {.wanted = wanted};
    for (size_t level = 0; level < channel->level_count; level++)
        nearest_try(&nearest, channel->levels[level]);
    return unknown(errors, what, s, length, &nearest);
}

// One CHANNEL=LEVEL at *s, which moves on to what follows it.
static enum parley_status place_read(const struct game *game, const char **s, size_t *state,
                                     struct errors *errors) {
    const struct channel *channels = game->scenario->channels;
    size_t c = SIZE_MAX, level = SIZE_MAX, length = 0, longest = 0;
    for (size_t k = 0; k < game->channels; k++)
        if ((length = match(*s, channels[k].name, "=", false)) > longest) c = k, longest = length;
    if (c == SIZE_MAX) return unknown_channel(game, *s, errors);
    *s += longest + 1;
    longest = 0;
    for (size_t k = 0; k < channels[c].level_count; k++)
        if ((length = match(*s, channels[c].levels[k], ",", true)) > longest) level = k, longest = length;
    if (level == SIZE_MAX) return unknown_level(&channels[c], *s, errors);
    *s += longest;
    *state = *state - game_level(game, *state, c) * game->stride[c] + level * game->stride[c];
    return PARLEY_OK;
}

static enum parley_status party_read(const struct game *game, const char *name, size_t *party,
                                     struct errors *errors) {
    struct nearest nearest = {.wanted = name};
    for (size_t i = 0; i < game->parties; i++) {
        nearest_try(&nearest, game->scenario->parties[i].name);
        if (strcmp(name, game->scenario->parties[i].name) != 0) continue;
        *party = i;
        return PARLEY_OK;
    }
    return unknown(errors, "party", name, strlen(name), &nearest);
}

enum parley_status question_read(const struct game *game, const char *state, const char *party,
                                 struct question *question, struct errors *errors) {
    struct question read = {game->start, SIZE_MAX};
    enum parley_status status = PARLEY_OK;
    while (state && *state && status == PARLEY_OK) {
        status = place_read(game, &state, &read.state, errors);
        if (status == PARLEY_OK && *state == ',') state += 1 + strspn(state + 1, " ");
    }
    if (status == PARLEY_OK && party) status = party_read(game, party, &read.party, errors);
    if (status == PARLEY_OK) *question = read;
    return status;
}
