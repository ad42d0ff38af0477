// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a programme without its barrier's trace. A member whose constraint does not bind still keeps the
// position at a distance of mu / slack in the objective's slope, which is far where the objective is flat: an
// exponent of 10, or a proposer that hardly cares. So constraints that seem idle are left out, and the
// solution without them stands if it satisfies them, as it then is the solution with them, too.
#include "equilibrium/programme.h"

static const double IDLE[] = {1e-2, 1e-6}; // multiplier over slack below which a constraint seems idle
enum { TRIES = sizeof IDLE / sizeof *IDLE };

static coalition busy_members(const struct programme *programme, const struct optimum *optimum, double idle) {
    coalition busy = programme->members;
    for (size_t m = 0; m < optimum->count; m++)
        if (optimum->dual[m] < idle * optimum->slack[m]) busy &= ~((coalition)1 << optimum->party[m]);
    return busy;
}

static bool satisfies(const struct programme *programme, coalition members, const double *y) {
    for (size_t i = 0; i < programme->game->parties; i++)
        if ((members >> i & 1) &&
            !(game_utility_at(programme->game, i, programme->state, y) >= programme->from[i]))
            return false;
    return true;
}

// Nobody's needs count and one party's utility is all that does: its ideal point.
static void go_to_ideal(const struct programme *programme, struct optimum *optimum) {
    const struct game *game = programme->game;
    size_t issues = game->issues, voice = SIZE_MAX;
    for (size_t l = 0; l < game->parties; l++) {
        if (!(programme->objective && programme->objective[l] > 0)) continue;
        if (voice != SIZE_MAX) return;
        voice = l;
    }
    size_t at = (programme->state * game->parties + voice) * issues;
    for (size_t k = 0; k < issues && voice == programme->favoured; k++)
        optimum->y[k] = game->ideal[at + k];
}

// Where constraints bind the barrier leaves mu / lambda between utility and need: go there.
static void close_gaps(const struct programme *programme, struct optimum *optimum) {
    double move[ISSUES_MAX] = {0}, dy[ISSUES_MAX];
    for (size_t m = 0; m < optimum->count; m++) {
        programme_by_from(programme, optimum, m, dy);
        for (size_t k = 0; k < programme->game->issues && optimum->slack[m] < optimum->dual[m]; k++)
            move[k] -= optimum->slack[m] * dy[k];
    }
    for (size_t k = 0; k < programme->game->issues; k++)
        optimum->y[k] = fmin(fmax(optimum->y[k] + move[k], 0), 1);
}

void programme_solve_exact(const struct programme *programme, const double *inside, struct optimum *optimum) {
    programme_solve(programme, inside, optimum);
    for (size_t k = 0; k < TRIES; k++) {
        struct programme fewer = *programme;
        struct optimum found;
        fewer.members = busy_members(programme, optimum, IDLE[k]);
        if (fewer.members == programme->members) break;
        programme_solve(&fewer, inside, &found);
        if (fewer.members == 0) go_to_ideal(&fewer, &found);
        if (!satisfies(programme, programme->members & ~fewer.members, found.y)) continue;
        *optimum = found;
        break;
    }
    close_gaps(programme, optimum);
}
