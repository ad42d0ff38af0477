// SPDX-License-Identifier: GPL-3.0-or-later
// Paths, one round after another: draw 2 t decides what round t comes to, draw 2 t + 1 where the state moves.
// Draw d of path k is mix(mix(mix(seed) ^ k) ^ d) with splitmix64's finaliser (core/random.h): nothing
// depends on the order in which paths are walked. No memory is taken inside a path. Batches grow shorter as
// paths grow longer, so that a wish to stop is heard within a second or so.
#include "outcome/simulate.h"
#include "core/checked.h"
#include "core/random.h"
#include "outcome/simulate_tables.h"
#include <omp.h>

static const struct mark nowhere = {0, 0};
enum { CHUNK = 32, BATCH_LEAST = 4 * CHUNK, BATCH_MOST = 1 << 18, BATCH_ROUNDS = 1 << 24 };

struct simulator {
    uint64_t seed;
    size_t parties, count;
    struct tables *regimes;
};

void simulator_free(struct simulator *simulator) {
    if (!simulator) return;
    for (size_t r = 0; simulator->regimes && r < simulator->count; r++)
        tables_clear(&simulator->regimes[r]);
    free(simulator->regimes);
    free(simulator);
}

static bool regimes_fit(const struct regime *regimes, size_t count) {
    bool fit = count > 0 && count <= UINT16_MAX && regimes[0].from == 0;
    for (size_t r = 1; fit && r < count; r++)
        fit = regimes[r].from >= regimes[r - 1].from && regimes[r].game->states == regimes[0].game->states &&
              regimes[r].game->parties == regimes[0].game->parties;
    return fit;
}

enum parley_status simulator_new(const struct regime *regimes, size_t count, uint64_t seed,
                                 struct simulator **simulator, struct errors *errors) {
    if (!regimes_fit(regimes, count))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "regimes must begin at round 0, follow one another, and have the same parties and "
                          "states");
    struct simulator *new = array_new(1, sizeof *new);
    bool done = new && (new->regimes = array_new(count, sizeof *new->regimes));
    for (size_t r = 0; done && r < count; r++) {
        new->count = r + 1;
        done = tables_build(&new->regimes[r], &regimes[r]);
    }
    if (!done) {
        simulator_free(new);
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the tables of the simulation");
    }
    new->seed = seed;
    new->parties = regimes[0].game->parties;
    *simulator = new;
    return PARLEY_OK;
}

const struct regime *simulator_regime(const struct simulator *simulator, size_t regime) {
    return &simulator->regimes[regime].regime;
}

// Whole numbers throughout: which of two entries it is cannot be foreseen, and is chosen without a branch.
static inline const struct turn *draw_turn(const struct tables *tables, size_t s, uint64_t bits) {
    size_t first = tables->first[s];
    uint64_t fraction, own = first + random_place(bits, tables->first[s + 1] - first, &fraction);
    uint64_t other = tables->turn[own].alias;
    return &tables->turn[fraction <= tables->turn[own].threshold ? own : other];
}

static inline size_t draw_state(const struct tables *tables, uint32_t kernel, size_t s, uint64_t bits) {
    const size_t *row = tables->regime.game->kernels[kernel].row;
    uint64_t fraction, k = row[s] + random_place(bits, row[s + 1] - row[s], &fraction);
    const struct cell *cell = &tables->cells[kernel][k];
    uint32_t own = cell->column, other = cell->alias;
    return fraction <= cell->threshold ? own : other;
}

// Where a path stands.
struct walk {
    const struct simulator *simulator;
    const struct tables *tables;
    uint64_t key;
    size_t regime, state, round;
    struct simulate_round last;
};

static void walk_begin(struct walk *walk, const struct simulator *simulator, uint64_t number) {
    *walk = (struct walk){.simulator = simulator,
                          .tables = simulator->regimes,
                          .key = random_key(simulator->seed, number),
                          .state = simulator->regimes[0].regime.game->start};
}

// Regimes that begin at the start of this round take over.
static void walk_enter(struct walk *walk) {
    const struct simulator *simulator = walk->simulator;
    while (walk->regime + 1 < simulator->count &&
           simulator->regimes[walk->regime + 1].regime.from <= walk->round) {
        walk->tables = &simulator->regimes[++walk->regime];
        if (walk->tables->regime.entry) walk->state = walk->tables->regime.entry[walk->state];
    }
}

// Play one round: what it comes to. The state moves if talks go on.
static inline const struct turn *walk_step(struct walk *walk) {
    size_t t = walk->round++;
    const struct turn *turn = draw_turn(walk->tables, walk->state, random_at(walk->key, 2 * t));
    if (turn->ending != PATH_TALKING) return turn;
    walk->state = draw_state(walk->tables, turn->kernel, walk->state, random_at(walk->key, 2 * t + 1));
    return turn;
}

// What i gets from the ending of a path that ended in state s.
static double ending_utility(const struct tables *tables, size_t s, const struct turn *turn, size_t i) {
    const struct game *game = tables->regime.game;
    const struct profile *profile = tables->regime.profile;
    size_t n = game->parties;
    switch ((enum path_ending)turn->ending) {
    case PATH_AGREED:
        return game_felt(game, i, s, profile->share[turn->proposal * n + i]);
    case PATH_QUIT:
        return i == turn->by ? game->outside[s * n + i] : game->breakdown[s * n + i];
    case PATH_BROKEN: // at the end of the period
        return tables->income[s * n + i] + game->discount[s * n + i] * game->breakdown[s * n + i];
    default:
        return 0;
    }
}

static void path_end(const struct walk *walk, const struct turn *turn, struct path *path) {
    bool talking = turn->ending == PATH_TALKING,
         ours = turn->ending == PATH_AGREED || turn->ending == PATH_QUIT;
    *path = (struct path){.state = (uint32_t)walk->state,
                          .round = (uint32_t)(walk->round - !talking),
                          .proposal = turn->ending == PATH_AGREED ? turn->proposal : SIMULATE_NO_PROPOSAL,
                          .regime = (uint16_t)walk->regime,
                          .ending = turn->ending,
                          .by = ours ? turn->by : SIMULATE_NOBODY};
}

void simulate_path(const struct simulator *simulator, uint64_t number, size_t horizon, struct path *path,
                   double *payoff) {
    size_t n = simulator->parties;
    double weight[PARTIES_MAX];
    struct walk walk;
    const struct turn *turn = NULL;
    walk_begin(&walk, simulator, number);
    for (size_t i = 0; i < n; i++) {
        weight[i] = 1;
        payoff[i] = 0;
    }
    while (walk.round < horizon) {
        walk_enter(&walk);
        const struct tables *tables = walk.tables;
        size_t s = walk.state;
        turn = walk_step(&walk);
        if (turn->cost != 0) payoff[turn->by] -= weight[turn->by] * turn->cost;
        if (turn->ending != PATH_TALKING) {
            for (size_t i = 0; i < n; i++)
                payoff[i] += weight[i] * ending_utility(tables, s, turn, i);
            break;
        }
        const double *income = tables->income + s * n, *discount = tables->regime.game->discount + s * n;
        for (size_t i = 0; i < n; i++) {
            payoff[i] += weight[i] * income[i];
            weight[i] *= discount[i];
        }
    }
    for (size_t i = 0; i < n && turn->ending == PATH_TALKING; i++)
        payoff[i] += weight[i] * walk.tables->regime.profile->value[walk.state * n + i];
    path_end(&walk, turn, path);
}

bool simulate_trace(const struct simulator *simulator, uint64_t number, size_t horizon,
                    bool (*visit)(void *context, const struct simulate_round *round), void *context) {
    struct walk walk;
    const struct turn *turn = NULL;
    walk_begin(&walk, simulator, number);
    while (walk.round < horizon && (!turn || turn->ending == PATH_TALKING)) {
        size_t came_from = walk.state, regime = walk.regime, t = walk.round;
        walk_enter(&walk);
        size_t state = walk.state;
        turn = walk_step(&walk);
        const struct simulate_round round = {t,          walk.regime,           came_from, state,
                                             walk.state, walk.regime != regime, turn};
        if (!visit(context, &round)) return false;
    }
    return true;
}

static size_t batch_size(const struct simulate_plan *plan) {
    double rounds = isnan(plan->rounds) ? (double)plan->horizon : plan->rounds;
    double paths = fmin(fmax(BATCH_ROUNDS / fmax(rounds, 1), BATCH_LEAST), BATCH_MOST);
    return (size_t)fmin(paths, (double)plan->paths);
}

enum parley_status simulate_run(const struct simulator *simulator, const struct simulate_plan *plan,
                                uint64_t *done, struct errors *errors) {
    size_t n = simulator->parties, batch = batch_size(plan);
    struct path *path = array_new(batch, sizeof *path);
    double *payoff = array_new(batch, n * sizeof *payoff);
    int threads = plan->threads > 0 ? plan->threads : omp_get_num_procs();
    enum parley_status status = PARLEY_OK;
    uint64_t first = 0;
    if (!path || !payoff) {
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for a batch of paths");
        goto cleanup;
    }
    while (status == PARLEY_OK && first < plan->paths) {
        size_t count = plan->paths - first < batch ? (size_t)(plan->paths - first) : batch;
#pragma omp parallel for schedule(dynamic, CHUNK) num_threads(threads)
        for (size_t k = 0; k < count; k++)
            simulate_path(simulator, first + k, plan->horizon, &path[k], payoff + k * n);
        status = plan->take(plan->context, first, count, path, payoff);
        if (status == PARLEY_OK) first += count;
        if (status == PARLEY_OK && plan->progress && !plan->progress(plan->context, first)) break;
    }
    *done = first;
cleanup:
    free(path);
    free(payoff);
    return status;
}
