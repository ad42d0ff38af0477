// SPDX-License-Identifier: GPL-3.0-or-later
// What matters and how far uncertainty goes, as a reader sees it: what was done and at how many points, a
// table of parameters per metric with the most important first, a table of quantiles, the chances asked for.
#include "output/lines.h"
#include "output/sensitivity.h"
#include "output/table.h"
#include <math.h>
#include <stdlib.h>

static void points_text(const struct parley_sensitivity *all, struct text *line) {
    text_append(line, "%zu points, %zu of them certified.", all->points, all->certified);
    if (all->refused > 0)
        text_append(line, " %zu %s left out: the parameters make no scenario there (the first: %s).",
                    all->refused, all->refused == 1 ? "is" : "are", all->first_refused);
    if (all->uncertified > 0)
        text_append(
            line, " %zu %s left out: what was found is not an equilibrium to the tolerance (the first: %s).",
            all->uncertified, all->uncertified == 1 ? "is" : "are", all->first_uncertified);
    if (all->refused + all->uncertified > 0 && sensitivity_rows[all->method].monte_carlo)
        text_append(line, " What follows holds for the rest of the sample.");
}

static void factors_table(const struct parley_sensitivity *all, struct text *out) {
    bool tornado = all->method == SENSITIVITY_tornado;
    struct table table = {.columns = tornado ? 5 : 2, .keys = 1, .words = 3};
    table_cell(&table, "parameter");
    table_cell(&table, "distribution");
    if (tornado) {
        table_cell(&table, "low (%g%%)", 100 * all->low);
        table_cell(&table, "as it is");
        table_cell(&table, "high (%g%%)", 100 * all->high);
    }
    for (size_t i = 0; i < all->factors; i++) {
        table_cell(&table, "%s", all->factor[i].path);
        table_cell(&table, "%s", all->factor[i].distribution);
        if (!tornado) continue;
        table_cell(&table, "%s", all->factor[i].low_text);
        table_cell(&table, "%s", all->factor[i].base_text);
        table_cell(&table, "%s", all->factor[i].high_text);
    }
    table_render(&table, out, REPORT_WIDTH);
}

static const char *const explanations[SENSITIVITY_METHOD_COUNT] = {
    [SENSITIVITY_sobol] = "alone: share of the variance that the parameter explains by itself (first-order "
                          "index); in all: with everything it does jointly with others (total index). From "
                          "and to: bootstrap intervals.",
    [SENSITIVITY_morris] = "mu*: mean size of the metric's change per unit of the parameter's probability, "
                           "with its standard error; mu: with its sign; sigma: spread, 0 where the effect "
                           "is the same everywhere.",
    [SENSITIVITY_tornado] = "One parameter at a time, all others as the scenario has them. What parameters "
                            "do jointly is not seen.",
    [SENSITIVITY_correlation] = "partial: rank correlation with the other parameters' effects taken out; "
                                "p-value: chance of one as large if there were none. Effects that rise and "
                                "fall again are not seen.",
};

static void head_text(const struct parley_sensitivity *all, struct text *out) {
    struct text line = {0};
    text_append(&line, "%s", all->title);
    lines_flush(out, &line, 0, REPORT_WIDTH);
    text_append(&line, "Method %s: %s", sensitivity_rows[all->method].name,
                sensitivity_rows[all->method].meaning);
    lines_flush(out, &line, 0, REPORT_WIDTH);
    text_append(&line, "%s. ", all->design);
    points_text(all, &line);
    lines_flush(out, &line, 0, REPORT_WIDTH);
    text_append(out, "\n");
    factors_table(all, out);
    if (!explanations[all->method]) return;
    text_append(out, "\n");
    text_append(&line, "%s", explanations[all->method]);
    if (all->method == SENSITIVITY_sobol || all->method == SENSITIVITY_correlation)
        text_append(&line, " Intervals: %g%%.", 100 * all->level);
    lines_flush(out, &line, 0, REPORT_WIDTH);
}

static void unit_append(const struct finding *finding, struct text *line) {
    if (*finding->unit) text_append(line, " (%s)", finding->unit);
}

static void finding_text(const struct parley_sensitivity *all, const struct finding *finding,
                         struct text *line) {
    static const char *const used[SENSITIVITY_METHOD_COUNT] = {
        [SENSITIVITY_sobol] = "rows of points", [SENSITIVITY_correlation] = "points"};
    text_append(line, "%s", finding->path);
    unit_append(finding, line);
    if (finding->trouble) {
        text_append(line, ": nothing can be said, for %s", finding->trouble);
        return;
    }
    if (all->method == SENSITIVITY_tornado && isnan(finding->base))
        text_append(line, ": not known where the scenario stands");
    else if (all->method == SENSITIVITY_tornado)
        text_append(line, ": %.6g as the scenario has it", finding->base + 0.0);
    if (all->method == SENSITIVITY_sobol)
        text_append(line, ": mean %.6g, standard deviation %.6g", finding->mean + 0.0,
                    sqrt(fmax(finding->variance, 0)));
    if (finding->undefined > 0)
        text_append(line, "; not defined at %zu of the certified points", finding->undefined);
    if (used[all->method] && finding->dropped > 0)
        text_append(line, "; %zu %s used, %zu left out", finding->used, used[all->method], finding->dropped);
}

static void finding_table(const struct parley_sensitivity *all, const struct finding *finding,
                          struct text *out) {
    const struct sensitivity_row *row = &sensitivity_rows[all->method];
    struct table table = {.columns = 1 + row->columns, .keys = 1, .words = 1};
    table_cell(&table, "parameter");
    for (size_t c = 0; c < row->columns; c++)
        table_cell(&table, "%s", row->column[c].head);
    for (size_t k = 0; k < all->factors; k++) {
        table_cell(&table, "%s", all->factor[finding->ranked[k]].path);
        for (size_t c = 0; c < row->columns; c++) {
            double value = finding_value(all, finding, finding->ranked[k], c);
            if (all->method == SENSITIVITY_morris && c == 4)
                table_cell(&table, "%.0f", value);
            else
                table_number(&table, value);
        }
    }
    table_render(&table, out, REPORT_WIDTH);
}

// Metrics that stay as they are, whatever the parameters, in one sentence.
static void still_text(const struct parley_sensitivity *all, struct text *out) {
    struct text line = {0};
    for (size_t m = 0; m < all->findings; m++)
        if (!all->finding[m].trouble && !all->finding[m].varies)
            text_append(&line, "%s%s", line.length > 0 ? ", " : "\nNone of the parameters does anything to ",
                        all->finding[m].path);
    text_append(&line, "%s", line.length > 0 ? "." : "");
    lines_flush(out, &line, 0, REPORT_WIDTH);
}

static void findings_text(const struct parley_sensitivity *all, struct text *out) {
    struct text line = {0};
    if (sensitivity_rows[all->method].columns == 0) return;
    for (size_t m = 0; m < all->findings; m++) {
        const struct finding *finding = &all->finding[m];
        if (!finding->trouble && !finding->varies) continue;
        text_append(out, "\n");
        finding_text(all, finding, &line);
        lines_flush(out, &line, 0, REPORT_WIDTH);
        if (!finding->trouble) finding_table(all, finding, out);
    }
    still_text(all, out);
}

static void band_cells(const struct finding *finding, struct table *table) {
    const struct band *band = &finding->band;
    table_cell(table, "%s", finding->path);
    table_number(table, band->count > 0 ? band->mean : NAN);
    table_number(table, band->count > 0 ? band->error : NAN);
    for (size_t q = 0; q < QUANTILES; q++)
        table_number(table, band->count > 0 ? band->quantile[q].value : NAN);
    table_cell(table, "%zu", finding->undefined);
}

static void interval_cell(struct table *table, const struct interval *interval) {
    struct text cell = {0};
    if (isfinite(interval->low))
        number_append(&cell, interval->low);
    else
        text_append(&cell, "?");
    text_append(&cell, " .. ");
    if (isfinite(interval->high))
        number_append(&cell, interval->high);
    else
        text_append(&cell, "?");
    char *made = text_take(&cell);
    table_cell(table, "%s", made ? made : "");
    table->failed = table->failed || !made;
    free(made);
}

// Intervals of the outer quantiles and of the median, where a metric varies at all.
static void errors_table(const struct parley_sensitivity *all, struct text *out) {
    static const size_t shown[] = {0, QUANTILES / 2, QUANTILES - 1};
    struct table table = {.columns = 4, .keys = 1, .words = 15};
    table_cell(&table, "metric");
    for (size_t q = 0; q < 3; q++)
        table_cell(&table, "%g%%", 100 * band_quantiles[shown[q]]);
    for (size_t m = 0; m < all->findings; m++) {
        const struct band *band = &all->finding[m].band;
        if (band->count == 0 || band->bins == 0) continue;
        table_cell(&table, "%s", all->finding[m].path);
        for (size_t q = 0; q < 3; q++)
            interval_cell(&table, &band->quantile[shown[q]]);
    }
    table_render(&table, out, REPORT_WIDTH);
}

static void bands_text(const struct parley_sensitivity *all, struct text *out) {
    struct text line = {0};
    struct table table = {.columns = 4 + QUANTILES, .keys = 1, .words = 1};
    bool varies = false;
    if (!sensitivity_rows[all->method].monte_carlo) return;
    text_append(out, "\nHow far the metrics spread: mean, its standard error, and quantiles\n");
    table_cell(&table, "metric");
    table_cell(&table, "mean");
    table_cell(&table, "error");
    for (size_t q = 0; q < QUANTILES; q++)
        table_cell(&table, "%g%%", 100 * band_quantiles[q]);
    table_cell(&table, "undefined");
    for (size_t m = 0; m < all->findings; m++) {
        band_cells(&all->finding[m], &table);
        varies = varies || all->finding[m].band.bins > 0;
    }
    table_render(&table, out, REPORT_WIDTH);
    if (!varies) return;
    text_append(&line,
                "\nSampling error of quantiles: %g%% intervals (? where the sample is too small), as for "
                "independent points; those of a Latin hypercube or of Sobol' points err less.",
                100 * all->level);
    lines_flush(out, &line, 0, REPORT_WIDTH);
    errors_table(all, out);
}

static void chances_text(const struct parley_sensitivity *all, struct text *out) {
    struct table table = {.columns = 6, .keys = 1, .words = 1};
    static const char *const heads[] = {"condition", "chance", "error", "from", "to", "undefined"};
    size_t undefined = 0;
    if (all->chances == 0) return;
    text_append(out, "\nChances, with standard errors and %g%% intervals\n", 100 * all->level);
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++)
        table_cell(&table, "%s", heads[c]);
    for (size_t k = 0; k < all->chances; k++) {
        const struct chance *chance = &all->chance[k];
        table_cell(&table, "%s", chance->text);
        table_number(&table, chance->share.value);
        table_number(&table, chance->error);
        table_number(&table, chance->share.low);
        table_number(&table, chance->share.high);
        table_cell(&table, "%zu", chance->undefined);
        undefined += chance->undefined;
    }
    table_render(&table, out, REPORT_WIDTH);
    if (undefined > 0)
        text_append(out, "  A point at which the metric is not defined does not meet the condition.\n");
}

void sensitivity_report(const struct parley_sensitivity *all, struct text *out) {
    struct text plain = {0};
    head_text(all, &plain);
    findings_text(all, &plain);
    bands_text(all, &plain);
    chances_text(all, &plain);
    char *tamed = text_take(&plain);
    out->failed = out->failed || !tamed;
    if (tamed) text_tame(tamed);
    text_append(out, "%s", tamed ? tamed : "");
    free(tamed);
}
