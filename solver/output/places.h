// SPDX-License-Identifier: GPL-3.0-or-later
// Positions on issues as readers want them: in the issue's unit, with decimals to suit its range.
#ifndef PARLEY_OUTPUT_PLACES_H
#define PARLEY_OUTPUT_PLACES_H

#include "game/game.h"
#include "output/table.h"

// A position on issue k, in its own unit: "45.2", "-" if not defined.
void position_text(const struct game *game, size_t k, double position, struct text *out);
// "territory 45.2%, distance 3.10 km"
void positions_text(const struct game *game, const double *position, struct text *out);

// The same as cells: "45.2"; "territory (%)", the name alone where there is no unit; "100.0 (50%)", the ideal
// point of i at the start and how much the issue weighs for it, and if wanted its exponent where that is
// not 2.
void table_position(struct table *table, const struct game *game, size_t k, double position);
void table_issue(struct table *table, const struct game *game, size_t k);
void table_stance(struct table *table, const struct game *game, size_t i, size_t k, bool exponents);

#endif
