// SPDX-License-Identifier: GPL-3.0-or-later
// A strategy profile and the values it claims: what a solver hands over, what the certificate checks, what
// the outcome is computed from.
//
// In state s party j, having the initiative, chooses alternative k with probability choice[(s n + j)
// alternatives + k] (all zero if j is never recognised there). If it settles, it makes proposal e with
// first[s n + j] <= e < first[s n + j + 1], with probability proposal[e].probability (these sum to 1). The
// proposal gives share[e n + i] to party i, is put to the members of the coalition, is accepted with
// probability `acceptance`, and then ratified with the product of the members' authority. Otherwise the
// period ends without agreement. A proposal of a position (game_is_spatial) lies at position[e K + k] on
// issue k, and share holds what that is worth to everybody, material utilities.
#ifndef PARLEY_GAME_PROFILE_H
#define PARLEY_GAME_PROFILE_H

#include "game/game.h"

#define NO_DEAL SIZE_MAX

// A deal from a menu (game->deals > 0) is put to everybody at the table: `members` is the proposer alone,
// `acceptance` the chance that it takes effect, ratification included, and share holds the deal's material
// utilities.
struct proposal {
    size_t deal;        // NO_DEAL where a pie is divided or a position agreed
    coalition members;  // proposer included
    double probability; // given that its proposer settles
    double acceptance;  // that all members vote yes
};

// An accord o that party j proposes in state s is accepted with consent[(s n + j) options + o].

struct profile {
    size_t parties, states, alternatives, issues;
    double noise;  // logit temperature the choices are taken at (0: exact)
    double *value; // V_i(s) at [s n + i], before the initiative is drawn
    double *choice;
    double *consent; // per state, party and option: chance that the accord, if proposed, takes effect; 0 for
                     // moves
    size_t *first;
    struct proposal *proposal;
    double *share;
    double *position; // fractions of the issues' ranges, `issues` per proposal
    size_t proposal_count, proposal_capacity;
};

// Room for S x n choosers; proposals are appended in the order of (s, j).
enum parley_status profile_new(const struct game *game, struct profile **profile);
// Append a proposal of the chooser being filled; returns its index, or SIZE_MAX when out of memory.
size_t profile_append(struct profile *profile, struct proposal proposal);
void profile_free(struct profile *profile);

// Chance that a proposal takes effect, given that it is made: acceptance x product of the members' authority.
double profile_enactment(const struct game *game, const struct profile *profile, size_t s, size_t e);

#endif
