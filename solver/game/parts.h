// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a game, each filled anew from the scenario whenever one of its parameters changes. They return
// PARLEY_INPUT, with an error, for parameters that make no game, and PARLEY_MEMORY without one. In which
// order they come, and what hangs on what: compile.c.
#ifndef PARLEY_GAME_PARTS_H
#define PARLEY_GAME_PARTS_H

#include "game/game.h"

// Keep the worst status; memory beats input.
static inline void status_note(enum parley_status *all, enum parley_status one) {
    if (one != PARLEY_OK && *all != PARLEY_MEMORY) *all = one;
}

// payoffs.c: what does not hang on anything but its own parameters
enum parley_status discounts_fill(struct game *game, struct errors *errors);
enum parley_status payoffs_fill(struct game *game, struct errors *errors);
enum parley_status endings_fill(struct game *game, struct errors *errors);
enum parley_status options_fill(struct game *game, struct errors *errors);

// stances.c: what parties want on issues, and what deals are worth that lie on them
enum parley_status stances_fill(struct game *game, struct errors *errors);
// What a position in the issues' own units is worth to i in state s.
double stances_utility(const struct game *game, size_t i, size_t s, const double *at);

// references.c: loss aversion and reference points
enum parley_status references_fill(struct game *game, struct errors *errors);

// rules.c: voting rules; weights for who acts, and from them the chances
enum parley_status rules_fill(struct game *game, struct errors *errors);
enum parley_status weights_fill(struct game *game, struct errors *errors);
enum parley_status recognition_normalise(struct game *game, struct errors *errors);

// kernel.c: the truth and beliefs, under no option and under each
enum parley_status kernels_fill(struct game *game, struct errors *errors);

// scale.c: where the talks begin and can lead; the size of the payoffs met there
enum parley_status reachable_find(struct game *game, struct errors *errors);
enum parley_status scale_measure(struct game *game, struct errors *errors);

// size.c: would the game fit into the machine?
enum parley_status size_check(const struct scenario *scenario, struct errors *errors);

#endif
