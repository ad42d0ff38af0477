// SPDX-License-Identifier: GPL-3.0-or-later
// Diverging bars: the parameters that move the value of each party most (or each metric that was asked for,
// at most four), by the effect of one per cent more of each. At a kink there is a bar for the steeper side,
// and it is hatched.
#include "output/chart_kinds.h"
#include "output/chart_text.h"
#include "output/elasticity.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BARS_MOST = 10, PANELS_MOST = 4, PATH_WIDTH = 44, METRIC_WIDTH = 40 };

// The metrics that get a panel; how many.
static size_t panels_of(const struct elasticities *all, size_t *metrics) {
    size_t count = 0, rows[BARS_MOST];
    bool values = false;
    for (size_t m = 0; m < all->metric_count; m++)
        values = values || strncmp(all->metric[m], "value.", 6) == 0;
    for (size_t m = 0; m < all->metric_count && count < PANELS_MOST; m++)
        if ((!values || strncmp(all->metric[m], "value.", 6) == 0) &&
            elasticity_ranked(all, m, BARS_MOST, rows) > 0)
            metrics[count++] = m;
    return count;
}

bool elasticity_applies(const struct solution *solution) {
    size_t metrics[PANELS_MOST];
    return solution->elasticities && panels_of(solution->elasticities, metrics) > 0;
}

void elasticity_data(const struct solution *solution, struct text *out) {
    const struct elasticities *all = solution->elasticities;
    size_t metrics[PANELS_MOST], panels = panels_of(all, metrics);
    for (size_t p = 0; p < panels; p++) {
        size_t rows[BARS_MOST], count = elasticity_ranked(all, metrics[p], BARS_MOST, rows);
        text_append(out, "%s# parameter\tvalue\teffect of 1%% more on ", p > 0 ? "\n\n" : "");
        data_name(out, all->metric[metrics[p]]);
        text_append(out, "\telasticity\tkink\n");
        for (size_t k = 0; k < count; k++) {
            data_name(out, all->row[rows[k]].path);
            data_number(out, all->row[rows[k]].at);
            data_number(out, elasticity_effect(all, rows[k], metrics[p]));
            data_number(out, elasticity_of(all, rows[k], metrics[p]));
            text_append(out, "\t%d\n", all->row[rows[k]].by[metrics[p]].kink);
        }
    }
}

void elasticity_variables(const struct solution *solution, struct text *out) {
    const struct elasticities *all = solution->elasticities;
    size_t metrics[PANELS_MOST], panels = panels_of(all, metrics), bars = 0;
    bool kinks = false;
    for (size_t p = 0; p < panels; p++) {
        size_t rows[BARS_MOST], count = elasticity_ranked(all, metrics[p], BARS_MOST, rows);
        char name[48];
        if (count > bars) bars = count;
        snprintf(name, sizeof name, "metric_%zu", p + 1);
        variable_string(out, name, name_on_line(all->metric[metrics[p]], METRIC_WIDTH));
        text_append(out, "bars_%zu = %zu\n", p + 1, count);
        for (size_t k = 0; k < count; k++) {
            snprintf(name, sizeof name, "bar_%zu_%zu", p + 1, k + 1);
            variable_string(out, name, name_on_line(all->row[rows[k]].path, PATH_WIDTH));
            kinks = kinks || all->row[rows[k]].by[metrics[p]].kink;
        }
    }
    text_append(out, "panels = %zu\nbars = %zu\nkinks = %d\n", panels, bars, kinks);
    text_append(out, "canvas_width = 20.0\ncanvas_height = 2.6 + %zu * (1.9 + 0.62 * bars)\n", panels);
}
