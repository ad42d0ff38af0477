// SPDX-License-Identifier: GPL-3.0-or-later
// Positions on issues as text. A position gets the decimals that make a thousandth of the issue's range
// visible: three up to a range of 1, one up to 100, none from 1000 on.
#include "output/places.h"
#include <string.h>

static const double FIXED_MOST = 1e12; // larger numbers are written with an exponent
static const double DECIMALS_MOST = 12;

void position_text(const struct game *game, size_t k, double position, struct text *out) {
    const struct issue *issue = &game->scenario->issues[k];
    double decimals = fmin(fmax(3 - ceil(log10(issue->high - issue->low)), 0), DECIMALS_MOST);
    if (isnan(position))
        text_append(out, "-");
    else if (fabs(position) < FIXED_MOST)
        text_append(out, "%.*f", (int)decimals,
                    fabs(position) < 0.5 * pow(10, -decimals) ? 0.0 : position); // no "-0.0"
    else
        text_append(out, "%.6g", position);
}

void positions_text(const struct game *game, const double *position, struct text *out) {
    for (size_t k = 0; k < game->issues; k++) {
        const char *unit = game->scenario->issues[k].unit;
        text_append(out, "%s%s ", k > 0 ? ", " : "", game->scenario->issues[k].name);
        position_text(game, k, position[k], out);
        text_append(out, "%s%s", *unit && strcmp(unit, "%") != 0 ? " " : "", unit);
    }
}

static void take_cell(struct table *table, struct text *cell) {
    table_cell(table, "%s", cell->data ? cell->data : "");
    table->failed = table->failed || cell->failed;
    text_free(cell);
}

void table_position(struct table *table, const struct game *game, size_t k, double position) {
    struct text cell = {0};
    position_text(game, k, position, &cell);
    take_cell(table, &cell);
}

void table_issue(struct table *table, const struct game *game, size_t k) {
    const struct issue *issue = &game->scenario->issues[k];
    struct text cell = {0};
    text_append(&cell, "%s", issue->name);
    if (*issue->unit) text_append(&cell, " (%s)", issue->unit);
    take_cell(table, &cell);
}

void table_stance(struct table *table, const struct game *game, size_t i, size_t k, bool exponents) {
    size_t at = (game->start * game->parties + i) * game->issues + k;
    double exponent = game->exponent[i * game->issues + k];
    struct text cell = {0};
    position_text(game, k, game_in_unit(game, k, game->ideal[at]), &cell);
    text_append(&cell, " (");
    percent_append(&cell, game->salience[at]);
    if (exponents && exponent != 2) text_append(&cell, ", exponent %g", exponent);
    text_append(&cell, ")");
    take_cell(table, &cell);
}
