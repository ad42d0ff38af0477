// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of a map share: the cells with their status, and what was seen of them on the way.
#ifndef PARLEY_SWEEP_CHARTS_MAP_H
#define PARLEY_SWEEP_CHARTS_MAP_H

#include "sweep/charts_kinds.h"

enum { BLANK_KINDS = 4 };

struct map {
    double *values, *status, *regime; // of all panels
    bool has_regime, is_regime;
    struct span span;
    double step;
    bool blank[BLANK_KINDS]; // which kinds there are
    bool occurs[REGIMES];    // if regimes are shown
    bool boundaries;
    struct text error; // of what is shown of a sample, in words
};

// The sides of one map in cm.
struct map_size {
    double width, height;
};
static inline struct map_size map_size(const struct cut *cut) {
    return cut->panels == 1 ? (struct map_size){11.5, 9.0} : (struct map_size){6.0, 5.2};
}

// What the script must know: axes, the scale of colours, titles and notes, the legend, and the page.
void map_variables(struct chart_job *job, const struct map *map);

#endif
