// SPDX-License-Identifier: GPL-3.0-or-later
// Derivatives where the implicit function theorem does not apply: at a kink, where a voting rule changes,
// where the noise leaves 0. The talks are solved and certified anew on either side of the parameter theta:
//     above = (4 m(theta + h) - 3 m(theta) - m(theta + 2h)) / 2h,   below likewise.
// If the metric moves much more in the first step than in the second, it jumps.
#include "api/elasticity.h"
#include "core/checked.h"

// Step, relative to the parameter's size or to its room; values are good to 1e-12.
static const double STEP = 1e-4;
// One-sided derivatives that differ by this part are different; and by this much of metric / parameter.
static const double APART = 1e-4, NOTHING = 1e-6;
// A metric that moves this many times as much in the first step as in the second jumps, if by no less than
// that.
static const double JUMPS = 10, JUMP_LEAST = 1e-5;

// The talks with a parameter moved, game by game. Owns everything.
struct anew {
    struct moved *moved;
    struct profile **profiles;
    struct regime *regimes;
    size_t count;
};

static bool anew_new(struct anew *anew) {
    anew->moved = array_new(anew->count, sizeof *anew->moved);
    anew->profiles = array_new(anew->count, sizeof *anew->profiles);
    anew->regimes = array_new(anew->count, sizeof *anew->regimes);
    return anew->moved && anew->profiles && anew->regimes;
}

static void anew_free(struct anew *anew) {
    for (size_t r = 0; r < anew->count; r++) {
        if (anew->profiles) profile_free(anew->profiles[r]);
        if (anew->moved) moved_free(&anew->moved[r]);
    }
    free(anew->moved);
    free(anew->profiles);
    free(anew->regimes);
}

// Solve and certify one game; *sure is false if it cannot be, or is not certified.
static enum parley_status game_anew(struct task *task, size_t k, double to, struct anew *anew, size_t g,
                                    bool *sure) {
    struct solve_options how = *task->how;
    struct effort effort;
    struct certificate certificate;
    struct errors errors = {0};
    enum parley_status status = moved_make(task->origin, &task->movables[k], to, g % task->regimes,
                                           g < task->regimes, &anew->moved[g]);
    const struct game *game = anew->moved[g].game;
    *sure = false;
    if (status != PARLEY_OK || !game) return status;
    how.progress = task_progress;
    how.progress_context = task;
    status = equilibrium_solve(game, &how, &anew->profiles[g], &effort, &errors);
    if (status == PARLEY_OK)
        status = certify(game, anew->profiles[g], how.tolerance * game->scale, how.threads, &certificate);
    errors_free(&errors);
    if (status != PARLEY_OK) return status;
    const struct regime *regime = task_regime(task, g);
    anew->regimes[g] = (struct regime){game, anew->profiles[g], regime->from, regime->entry};
    task->all->solves++;
    *sure = certificate.holds;
    return status;
}

// The metrics of the talks with a parameter moved; untouched where they cannot be or are not certified.
static enum parley_status level_anew(struct task *task, size_t k, double to, double *level) {
    struct anew anew = {.count = task->games};
    bool sure = true;
    enum parley_status status = anew_new(&anew) ? PARLEY_OK : PARLEY_MEMORY;
    for (size_t g = 0; g < anew.count && sure && status == PARLEY_OK; g++)
        status = game_anew(task, k, to, &anew, g, &sure);
    if (sure && status == PARLEY_OK) status = regimes_evaluate(task, anew.regimes, level);
    anew_free(&anew);
    return status;
}

// One-sided derivative outward from the metric here, at one and at two steps.
static double one_sided(double here, double one, double two, double step) {
    double first = one - here, second = two - one;
    if (fabs(first) > JUMPS * fabs(second) + JUMP_LEAST * fmax(1, fabs(here)))
        return first > 0 ? INFINITY : -INFINITY;
    return isnan(two) ? first / step : (4 * one - 3 * here - two) / (2 * step);
}

static struct derivative derivative_of(double below, double above, double nothing) {
    struct derivative both = {below, below, above, false};
    if (isnan(below)) both.value = above;
    if (isnan(below) || isnan(above)) return both;
    double most = fmax(fabs(above), fabs(below));
    both.kink = !isfinite(most) || fabs(above - below) > APART * most + nothing;
    both.value = both.kink ? NAN : (below + above) / 2;
    return both;
}

enum parley_status differ_anew(struct task *task, size_t k) {
    struct elasticities *all = task->all;
    const struct movable *movable = &task->movables[k];
    size_t metrics = all->metric_count;
    struct sensitivity *row = &all->row[k];
    double *levels = array_new(4 * metrics, sizeof *levels);
    enum parley_status status = levels ? PARLEY_OK : PARLEY_MEMORY;
    double step[SIDES];
    for (size_t side = BELOW; side < SIDES; side++) {
        double reach = fmin(movable->size, movable->room[side]);
        step[side] = task->open[k][side] ? STEP * reach : 0;
        for (size_t far = 1; far <= 2 && status == PARLEY_OK; far++) {
            double *level = levels + (2 * side + far - 1) * metrics, sign = side == BELOW ? -1 : 1;
            for (size_t m = 0; m < metrics; m++)
                level[m] = NAN;
            if (step[side] > 0)
                status = level_anew(task, k, movable->at + sign * (double)far * step[side], level);
        }
    }
    for (size_t m = 0; m < metrics && status == PARLEY_OK; m++) {
        double here = all->level[m];
        double below = -one_sided(here, levels[m], levels[metrics + m], step[BELOW]);
        double above = one_sided(here, levels[2 * metrics + m], levels[3 * metrics + m], step[ABOVE]);
        row->by[m] = derivative_of(below, above, NOTHING * fmax(1, fabs(here)) / movable->size);
    }
    free(levels);
    return status;
}
