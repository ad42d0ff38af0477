// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds of charts that have a file of their own; chart.c holds the table and the others.
#ifndef PARLEY_OUTPUT_CHART_KINDS_H
#define PARLEY_OUTPUT_CHART_KINDS_H

#include "output/solution.h"

bool simplex_applies(const struct solution *solution);
void simplex_data(const struct solution *solution, struct text *out);
void simplex_variables(const struct solution *solution, struct text *out);

bool positions_apply(const struct solution *solution);
void positions_data(const struct solution *solution, struct text *out);
void positions_variables(const struct solution *solution, struct text *out);

bool anchoring_applies(const struct solution *solution);
void anchoring_data(const struct solution *solution, struct text *out);
void anchoring_variables(const struct solution *solution, struct text *out);

bool timeline_applies(const struct solution *solution);
void timeline_data(const struct solution *solution, struct text *out);
void timeline_variables(const struct solution *solution, struct text *out);

bool survival_applies(const struct solution *solution);
void survival_data(const struct solution *solution, struct text *out);
void survival_variables(const struct solution *solution, struct text *out);

bool occupancy_applies(const struct solution *solution);
void occupancy_data(const struct solution *solution, struct text *out);
void occupancy_variables(const struct solution *solution, struct text *out);

bool elasticity_applies(const struct solution *solution);
void elasticity_data(const struct solution *solution, struct text *out);
void elasticity_variables(const struct solution *solution, struct text *out);

bool shocks_apply(const struct solution *solution);
void shocks_data(const struct solution *solution, struct text *out);
void shocks_variables(const struct solution *solution, struct text *out);

#endif
