// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about positions, each put as a concave programme (programme.h): the position that leaves the
// worst off best off, the best for one party, the Nash solution. Answers are good to BARRIER times the number
// of members.
#include "equilibrium/spatial.h"
#include "equilibrium/programme.h"
#include <string.h>

static const double BARRIER = 1e-14, ROUNDING = 1e-13;

static size_t first_of(coalition members) {
    size_t i = 0;
    while (!(members >> i & 1))
        i++;
    return i;
}

// Does the position give every member its need, up to rounding? Where hardly any position does (a margin of
// some 1e-9 with kinks) the programme may go astray; then the position of the maximin stands.
static bool are_served(const struct game *game, size_t s, coalition members, const double *need,
                       const double *y) {
    for (size_t i = 0; i < game->parties; i++)
        if ((members >> i & 1) &&
            !(game_utility_at(game, i, s, y) >= need[i] - ROUNDING * fmax(1, fabs(need[i]))))
            return false;
    return true;
}

double spatial_maximin(const struct game *game, size_t s, coalition members, const double *from,
                       const double *unit, double *y) {
    struct programme programme = {.game = game,
                                  .state = s,
                                  .members = members,
                                  .favoured = first_of(members),
                                  .level = true,
                                  .from = from,
                                  .unit = unit,
                                  .barrier = BARRIER};
    struct optimum optimum;
    programme_solve(&programme, NULL, &optimum);
    memcpy(y, optimum.y, game->issues * sizeof *y);
    double least = INFINITY;
    for (size_t i = 0; i < game->parties; i++)
        if (members >> i & 1)
            least = fmin(least, (game_utility_at(game, i, s, y) - from[i]) / (unit ? unit[i] : 1));
    return least;
}

double spatial_best(const struct game *game, size_t s, size_t j, coalition members, const double *need,
                    double *y) {
    double objective[PARTIES_MAX] = {0};
    struct programme programme = {.game = game,
                                  .state = s,
                                  .members = members & ~((coalition)1 << j),
                                  .favoured = j,
                                  .objective = objective,
                                  .from = need,
                                  .barrier = BARRIER};
    struct optimum optimum;
    objective[j] = 1;
    if (programme.members && !(spatial_maximin(game, s, programme.members, need, NULL, y) > 2 * BARRIER))
        return game_utility_at(game, j, s, y);
    programme_solve_exact(&programme, y, &optimum);
    if (are_served(game, s, programme.members, need, optimum.y))
        memcpy(y, optimum.y, game->issues * sizeof *y);
    return game_utility_at(game, j, s, y);
}

bool spatial_nash(const struct game *game, size_t s, coalition members, const double *from,
                  const double *weight, double *y) {
    struct programme programme = {.game = game,
                                  .state = s,
                                  .members = members,
                                  .favoured = first_of(members),
                                  .from = from,
                                  .weight = weight,
                                  .barrier = 1};
    struct optimum optimum;
    if (!(spatial_maximin(game, s, members, from, NULL, y) > 2 * BARRIER)) return false;
    programme_solve(&programme, y, &optimum);
    if (are_served(game, s, members, from, optimum.y)) memcpy(y, optimum.y, game->issues * sizeof *y);
    return true;
}

void spatial_utilitarian(const struct game *game, size_t s, coalition members, double *y) {
    double objective[PARTIES_MAX] = {0};
    struct programme programme = {
        .game = game, .state = s, .favoured = first_of(members), .objective = objective, .barrier = BARRIER};
    struct optimum optimum;
    for (size_t i = 0; i < game->parties; i++)
        objective[i] = members >> i & 1;
    programme_solve(&programme, NULL, &optimum);
    memcpy(y, optimum.y, game->issues * sizeof *y);
}
