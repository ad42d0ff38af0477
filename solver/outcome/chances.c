// SPDX-License-Identifier: GPL-3.0-or-later
// One period in state s ends with an agreement, with a party quitting, or without either under one of the
// transitions k: 0, the ordinary one, or 1 + o when option o is chosen and, if it is an accord, finds
// consent:
//     agree     = sum_j p_j [j settles] sum_e Pr(e) a_e Q_e          quit = sum_j p_j [j quits]
//     taken_1+o = sum_j p_j [j chooses o] consent_jo                 taken_0 = 1 - all of these
//     broken    = sum_k taken_k b_k
// and goes on with P, or with the chance of option o with its shifted kernel, both true:
//     weight of P = taken_0 (1 - b_0) + sum_o taken_1+o (1 - b_1+o) (1 - chance_o).
#include "outcome/chances.h"
#include "core/checked.h"

double chances_enacted(const struct game *game, const struct profile *profile, size_t s, size_t j, size_t e) {
    size_t chooser = s * game->parties + j;
    double settles = game->recognition[chooser] * profile->choice[chooser * profile->alternatives + SETTLE];
    return settles * profile->proposal[e].probability * profile_enactment(game, profile, s, e);
}

// What j does with the initiative in s.
static void add_chooser(const struct game *game, const struct profile *profile, size_t s, size_t j,
                        struct chances *out) {
    size_t chooser = s * game->parties + j;
    const double *choice = &profile->choice[chooser * profile->alternatives];
    double initiative = game->recognition[chooser];
    out->quit[s] += initiative * choice[QUIT];
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
        out->agree[s] += chances_enacted(game, profile, s, j, e);
    for (size_t o = 0; o < game->options; o++) {
        double used = initiative * choice[FIRST_OPTION + o];
        bool accord = game->option[o].kind == OPTION_ACCORD;
        out->used[o * game->states + s] += used;
        out->effective[o * game->states + s] +=
            accord ? used * profile->consent[chooser * game->options + o] : used;
    }
}

// The period ends under transition k with probability `taken`: talks break down or the state moves.
static void add_transition(const struct game *game, size_t s, size_t k, double taken, struct chances *out) {
    double risk = game_breakdown_risk(game, s, k), shifted = k == 0 ? 0 : game->option[k - 1].chance[s];
    out->broken[s] += taken * risk;
    out->weight[s] += taken * (1 - risk) * (1 - shifted);
    out->weight[k * game->states + s] += taken * (1 - risk) * shifted;
}

static void state_chances(const struct game *game, const struct profile *profile, size_t s,
                          struct chances *out) {
    for (size_t j = 0; j < game->parties; j++)
        add_chooser(game, profile, s, j, out);
    double ordinary = 1 - out->agree[s] - out->quit[s];
    for (size_t o = 0; o < game->options; o++) {
        double taken = out->effective[o * game->states + s];
        add_transition(game, s, 1 + o, taken, out);
        ordinary -= taken;
    }
    add_transition(game, s, 0, fmax(ordinary, 0), out);
    out->leave[s] = out->agree[s] + out->quit[s] + out->broken[s];
}

bool chances_compute(const struct game *game, const struct profile *profile, struct chances *chances,
                     struct arena *arena) {
    struct chances new = {0};
    double **columns[] = {&new.agree, &new.quit,      &new.broken, &new.leave,
                          &new.used,  &new.effective, &new.weight};
    const size_t rows[] = {1, 1, 1, 1, game->options, game->options, game->options + 1};
    bool done = (new.kernel = arena_array(arena, game->options + 1, sizeof *new.kernel)) != NULL;
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        size_t cells;
        if (size_multiply(rows[k], game->states, &cells))
            *columns[k] = arena_array(arena, cells, sizeof **columns[k]);
        done = done && *columns[k];
    }
    if (!done) return false;
    new.kernel[0] = &game->kernels[0];
    for (size_t o = 0; o < game->options; o++)
        new.kernel[1 + o] = &game->kernels[game->option[o].shifted_truth];
    for (size_t s = 0; s < game->states; s++)
        state_chances(game, profile, s, &new);
    new.mixture = (struct mixture){game->states, game->options + 1, new.kernel, new.weight};
    *chances = new;
    return true;
}
