// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of differentiating a result: which parameters there are, and the talks with one of them moved.
#ifndef PARLEY_API_ELASTICITY_H
#define PARLEY_API_ELASTICITY_H

#include "api/objects.h"
#include "equilibrium/elasticity.h"
#include "output/elasticity.h"

// A parameter that can be moved by small amounts.
struct movable {
    size_t index;      // among all of the scenario's
    double at, size;   // size: that changes are held against, > 0
    double room[2];    // how far it can go down and up inside its range; may be INFINITY
    bool probability;  // of a transition: the rest of its row makes way in proportion
    char *path, *unit; // owned
};

// What can be moved: real numbers that the scenario has. Levels, rules, flags and whole numbers cannot.
// Errors: PARLEY_MEMORY.
enum parley_status movables_find(const struct game *game, struct scenario *scenario,
                                 struct movable **movables, size_t *count, struct errors *errors);
void movables_free(struct movable *movables, size_t count);

// The talks of one regime with one parameter moved. Owns both; both NULL if they cannot be.
struct moved {
    struct scenario *scenario;
    struct game *game;
};

// Read and compile them. PARLEY_OK with *moved empty if the scenario would not be valid. Errors:
// PARLEY_MEMORY. regime, anchored: as of regime_enter.
enum parley_status moved_make(const parley_scenario *origin, const struct movable *movable, double to,
                              size_t regime, bool anchored, struct moved *moved);
void moved_free(struct moved *moved);

// What the parts share. Borrows what comes first, owns the rest.
struct task {
    const parley_scenario *origin;
    const parley_result *result;
    const struct solve_options *how;
    struct elasticities *all;
    size_t regimes, games; // games: one per regime; then, for what anchors bring, the same without them
    struct movable *movables;
    double *step;         // of each parameter
    bool (*open)[SIDES];  // can it go down, and up?
    size_t done, pending; // parameters that are, and that are under way: for progress
};

// A parley_progress of the solves; context is the task.
bool task_progress(void *context, const char *what, double done);

// Game g of the result, as it is played.
const struct regime *task_regime(const struct task *task, size_t g);
// All metrics of these regimes, task->games of them.
enum parley_status regimes_evaluate(const struct task *task, const struct regime *regimes, double *level);

// The derivatives by one parameter from solutions on either side; fills in its row. Errors: PARLEY_MEMORY,
// PARLEY_INTERRUPTED.
enum parley_status differ_anew(struct task *task, size_t k);

#endif
