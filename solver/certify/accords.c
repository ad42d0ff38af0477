// SPDX-License-Identifier: GPL-3.0-or-later
// Votes on accords. Accord o, proposed by j, is put to the parties that must consent, or to the table if the
// voting rule decides; party i gains R_i^{1+o} - R_i^0 from it. Votes count even on accords that nobody
// proposes: whether they would pass is what their proposers must reckon with. How votes are counted is in
// polls.c.
#include "certify/check.h"

static struct poll accord_poll(const struct game *game, size_t s, size_t j, size_t o,
                               const double *reservation) {
    size_t n = game->parties;
    struct poll poll = {.state = s, .proposer = j, .consent = game->option[o].consent};
    for (size_t i = 0; i < n; i++)
        poll.gain[i] = reservation[(1 + o) * n + i] - reservation[i];
    return poll;
}

double consent_response(const struct game *game, size_t s, size_t j, size_t o, const double *reservation) {
    struct poll poll = accord_poll(game, s, j, o, reservation);
    return poll_response(game, &poll);
}

void check_consent(const struct check *check, size_t s, const double *reservation,
                   struct findings *findings) {
    const struct game *game = check->game;
    for (size_t j = 0; j < game->parties; j++)
        for (size_t o = 0; o < game->options && game->recognition[s * game->parties + j] > 0; o++) {
            if (game->option[o].kind != OPTION_ACCORD) continue;
            struct poll poll = accord_poll(game, s, j, o, reservation);
            double claimed = check->profile->consent[(s * game->parties + j) * game->options + o];
            check_poll(game, &poll, claimed, findings);
        }
}
