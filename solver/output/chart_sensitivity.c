// SPDX-License-Identifier: GPL-3.0-or-later
// Charts of what matters: bars of indices, swings or correlations (template `influence`), Morris' plane
// (`screening`), and shares of classes with their quantiles (`density`). A panel per metric that varies, at
// most four or six of them. NAME.gp is the method, or METHOD-spread for the shares beside it.
#include "output/chart.h"
#include "output/chart_text.h"
#include "output/lines.h"
#include "output/sensitivity.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BARS_MOST = 10, POINTS_MOST = 12, PANELS_MOST = 4, DENSITIES_MOST = 6 };
enum { PATH_WIDTH = 46, PATH_LEAST = 20, METRIC_WIDTH = 40, TITLE_WIDTH = 74, TITLE_LINES = 2 };

struct kind {
    const char *template;
    size_t panels, rows; // at most
    bool (*applies)(const struct parley_sensitivity *all, const struct finding *finding);
    void (*data)(const struct parley_sensitivity *all, const struct finding *finding, struct text *out);
    void (*variables)(const struct parley_sensitivity *all, const struct finding *finding, size_t panel,
                      struct text *out);
};

// ---- parameters and what they do ----

// The bars of a tornado begin where the scenario stands.
static bool has_ranking(const struct parley_sensitivity *all, const struct finding *finding) {
    bool begins = all->method != SENSITIVITY_tornado || isfinite(finding->base);
    return !finding->trouble && finding->varies && begins;
}

static size_t rows_shown(const struct parley_sensitivity *all) {
    size_t most = all->method == SENSITIVITY_morris ? POINTS_MOST : BARS_MOST;
    return all->factors < most ? all->factors : most;
}

static void ranking_data(const struct parley_sensitivity *all, const struct finding *finding,
                         struct text *out) {
    const struct sensitivity_row *row = &sensitivity_rows[all->method];
    text_append(out, "# parameter");
    for (size_t c = 0; c < row->columns; c++)
        text_append(out, "\t%s", row->column[c].key);
    text_append(out, "\tbase\tvalue at low\tvalue at high\tof ");
    data_name(out, finding->path);
    text_append(out, " (%s)\n", finding->unit);
    for (size_t k = 0; k < rows_shown(all); k++) {
        const struct factor *factor = &all->factor[finding->ranked[k]];
        data_name(out, factor->path);
        for (size_t c = 0; c < row->columns; c++)
            data_number(out, finding_value(all, finding, finding->ranked[k], c));
        data_number(out, finding->base);
        text_append(out, "\t");
        data_name(out, factor->low_text ? factor->low_text : "");
        text_append(out, "\t");
        data_name(out, factor->high_text ? factor->high_text : "");
        text_append(out, "\n");
    }
}

// Levels speak for themselves.
static const char *unit_shown(const struct factor *factor) {
    return strcmp(factor->unit, "level") == 0 ? "" : factor->unit;
}

// "Russia.discount_rate (1/year)": of a long one the path is shortened.
static char *factor_name(const struct factor *factor) {
    struct text name = {0};
    const char *words = unit_shown(factor);
    size_t unit = *words ? columns_count(words, strlen(words)) + strlen(" ()") : 0;
    char *path = name_on_line(factor->path, unit + PATH_LEAST < PATH_WIDTH ? PATH_WIDTH - unit : PATH_LEAST);
    text_append(&name, "%s", path ? path : "");
    if (unit > 0) text_append(&name, " (%s)", words);
    name.failed = name.failed || !path;
    free(path);
    return text_take(&name);
}

static void ranking_variables(const struct parley_sensitivity *all, const struct finding *finding,
                              size_t panel, struct text *out) {
    char name[48];
    text_append(out, "bars_%zu = %zu\nbase_%zu = %.17g\n", panel, rows_shown(all), panel,
                isfinite(finding->base) ? finding->base : 0);
    for (size_t k = 0; k < rows_shown(all); k++) {
        snprintf(name, sizeof name, "bar_%zu_%zu", panel, k + 1);
        variable_string(out, name, factor_name(&all->factor[finding->ranked[k]]));
    }
}

// ---- how metrics spread ----

static bool has_density(const struct parley_sensitivity *all, const struct finding *finding) {
    (void)all;
    return finding->band.count > 0 && finding->band.bins > 0;
}

static void density_data(const struct parley_sensitivity *all, const struct finding *finding,
                         struct text *out) {
    const struct band *band = &finding->band;
    (void)all;
    text_append(out, "# middle of ");
    data_name(out, finding->path);
    text_append(out, " (%s)\tshare of the sample\n", finding->unit);
    for (size_t b = 0; b < band->bins; b++) {
        text_append(out, "%.17g", band->first + ((double)b + 0.5) * band->width);
        data_number(out, band->share[b]);
        text_append(out, "\n");
    }
}

static void density_variables(const struct parley_sensitivity *all, const struct finding *finding,
                              size_t panel, struct text *out) {
    (void)all;
    text_append(out, "first_%zu = %.17g\nwidth_%zu = %.17g\nbins_%zu = %zu\nmean_%zu = %.17g\n", panel,
                finding->band.first, panel, finding->band.width, panel, finding->band.bins, panel,
                finding->band.mean);
    for (size_t q = 0; q < QUANTILES; q++)
        text_append(out, "quantile_%zu_%zu = %.17g\n", panel, q + 1, finding->band.quantile[q].value);
}

static const struct kind ranking = {"influence", PANELS_MOST,  BARS_MOST,
                                    has_ranking, ranking_data, ranking_variables};
static const struct kind screening = {"screening", PANELS_MOST,  POINTS_MOST,
                                      has_ranking, ranking_data, ranking_variables};
static const struct kind density = {"density",   DENSITIES_MOST, 0,
                                    has_density, density_data,   density_variables};

// ---- the charts of a result ----

struct chosen {
    const struct kind *kind; // NULL: none
    const char *name;
    const struct finding *panel[DENSITIES_MOST];
    size_t panels;
};

static bool chosen_fill(const struct parley_sensitivity *all, const struct kind *kind, const char *name,
                        struct chosen *chosen) {
    *chosen = (struct chosen){.kind = kind, .name = name};
    for (size_t m = 0; m < all->findings && chosen->panels < kind->panels; m++)
        if (kind->applies(all, &all->finding[m])) chosen->panel[chosen->panels++] = &all->finding[m];
    return chosen->panels > 0;
}

static struct chosen chart_choose(const struct parley_sensitivity *all, size_t index) {
    static const char *const spreads[SENSITIVITY_METHOD_COUNT] = {
        [SENSITIVITY_sobol] = "sobol-spread",
        [SENSITIVITY_correlation] = "correlation-spread",
        [SENSITIVITY_uncertainty] = "uncertainty",
    };
    struct chosen chosen;
    const struct kind *kind = all->method == SENSITIVITY_morris ? &screening : &ranking;
    const char *name = sensitivity_rows[all->method].name;
    if (all->method != SENSITIVITY_uncertainty && chosen_fill(all, kind, name, &chosen) && index-- == 0)
        return chosen;
    if (spreads[all->method] && chosen_fill(all, &density, spreads[all->method], &chosen) && index == 0)
        return chosen;
    return (struct chosen){.kind = NULL};
}

const char *sensitivity_chart(const struct parley_sensitivity *all, size_t index) {
    return chart_choose(all, index).name;
}

void sensitivity_chart_data(const struct parley_sensitivity *all, size_t index, struct text *out) {
    struct chosen chosen = chart_choose(all, index);
    for (size_t p = 0; p < chosen.panels; p++) {
        text_append(out, "%s", p > 0 ? "\n\n" : "");
        chosen.kind->data(all, chosen.panel[p], out);
    }
}

static void axis_name(const struct finding *finding, size_t panel, struct text *out) {
    struct text label = {0};
    char variable[48], *name = name_on_line(finding->path, METRIC_WIDTH);
    snprintf(variable, sizeof variable, "metric_%zu", panel);
    text_append(&label, "%s", name ? name : "");
    if (*finding->unit) text_append(&label, " (%s)", finding->unit);
    variable_string(out, variable, name ? text_take(&label) : NULL);
    text_free(&label);
    free(name);
}

// Sizes in centimetres; `below`: of the legend and the note on what is uncertain.
static void page_variables(const struct parley_sensitivity *all, const struct chosen *chosen,
                           struct text *out) {
    size_t panels = chosen->panels, columns = panels < 3 ? panels : panels == 4 ? 2 : 3;
    size_t rows = (panels + columns - 1) / columns;
    double width = chosen->kind == &ranking ? 20 : columns > 2 ? 26 : 18;
    struct text note = {0};
    text_append(&note, "%s. Uncertain: ", all->design);
    for (size_t k = 0; k < all->factors; k++) {
        const struct factor *factor = &all->factor[k];
        bool last = k + 1 == all->factors;
        note_parameter(&note, factor->path, unit_shown(factor), factor->distribution,
                       strlen(factor->distribution), last ? "." : ";");
        text_append(&note, "%s", last ? "" : " ");
    }
    note_variables(out, note.failed ? NULL : note.data, width - 2.5);
    text_free(&note);
    text_append(out, "below = 1.4 + 0.4 * note_lines\ncanvas_width = %g\n", width);
    if (chosen->kind == &ranking)
        text_append(out, "canvas_height = 1.4 + %zu * (2.1 + 0.62 * %zu) + below\n", panels, rows_shown(all));
    else if (chosen->kind == &screening)
        text_append(out, "bars = %zu\ncanvas_height = 1.2 + %zu * (8.3 + 0.48 * bars) + below\n",
                    rows_shown(all), rows);
    else
        text_append(out, "canvas_height = 1.1 + 8.0 * %zu + below\n", rows);
}

void sensitivity_chart_script(const struct parley_sensitivity *all, size_t index, struct text *out) {
    struct chosen chosen = chart_choose(all, index);
    if (!chosen.kind) return;
    text_append(out,
                "# Drawn by: gnuplot %s.gp  (in this folder; gnuplot -e \"format = 'svg'\" or 'pdf' for the "
                "others)\nchart = '%s'\ndata = '%s.dat'\nmethod = '%s'\nquote = \"'\"\nnewline = \"\\n\"\n",
                chosen.name, chosen.name, chosen.name, sensitivity_rows[all->method].name);
    variable_string(out, "scenario_title", text_wrap(all->title, TITLE_WIDTH, TITLE_LINES));
    text_append(out, "panels = %zu\nlevel = %g\nlow_quantile = %g\nhigh_quantile = %g\n", chosen.panels,
                100 * all->level, 100 * all->low, 100 * all->high);
    for (size_t p = 0; p < chosen.panels; p++) {
        axis_name(chosen.panel[p], p + 1, out);
        chosen.kind->variables(all, chosen.panel[p], p + 1, out);
    }
    page_variables(all, &chosen, out);
    text_append(out, "\n%s\n%s", chart_template("common"), chart_template(chosen.kind->template));
}
