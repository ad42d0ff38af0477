// SPDX-License-Identifier: GPL-3.0-or-later
// Charts: for each kind the data and a gnuplot script that draws them as they stand. No picture is drawn
// here.
#ifndef PARLEY_OUTPUT_CHART_H
#define PARLEY_OUTPUT_CHART_H

#include "output/solution.h"

struct chart_row {
    const char *name, *meaning;
    bool (*applies)(const struct solution *solution);
    void (*data)(const struct solution *solution, struct text *out);
    void (*variables)(const struct solution *solution,
                      struct text *out); // NULL: only those that all charts have
};

extern const struct chart_row chart_rows[];
extern const size_t chart_row_count;

// The template of scripts/charts/ with this name.
const char *chart_template(const char *name);

// The script: variables that hold everything taken from the scenario, then the template of that kind.
void chart_script(const struct chart_row *row, const struct solution *solution, struct text *out);

#endif
