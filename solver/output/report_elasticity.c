// SPDX-License-Identifier: GPL-3.0-or-later
// What moves the outcome most: the parameters with the largest effect of one per cent of their size on the
// value of each party, or on each metric that was asked for; and the full table as tab-separated text.
#include "output/chart_text.h"
#include "output/elasticity.h"
#include "output/lines.h"
#include "output/solution.h"
#include "output/table.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_MOST = 10, PATH_WIDTH = 50, JUMPS_MOST = 4, MISSING_MOST = 6 };

static const double NOTHING = 1e-12; // an effect below this, relative to the metric's size, is none

double derivative_steepest(const struct derivative *derivative) {
    if (!derivative->kink) return derivative->value;
    return fabs(derivative->below) > fabs(derivative->above) ? derivative->below : derivative->above;
}

double elasticity_of(const struct elasticities *all, size_t row, size_t metric) {
    double at = all->row[row].at, level = all->level[metric], slope = all->row[row].by[metric].value;
    if (!(fabs(at) > 0) || !(fabs(level) > 0) || !isfinite(slope)) return NAN;
    return slope * at / level;
}

double elasticity_effect(const struct elasticities *all, size_t row, size_t metric) {
    double steepest = derivative_steepest(&all->row[row].by[metric]);
    return isfinite(steepest) ? 0.01 * all->row[row].size * steepest : NAN;
}

size_t elasticity_ranked(const struct elasticities *all, size_t metric, size_t most, size_t *rows) {
    double least = NOTHING * fmax(1, fabs(all->level[metric]));
    size_t count = 0;
    for (size_t k = 0; k < all->count; k++) {
        double effect = fabs(elasticity_effect(all, k, metric));
        size_t at = count;
        if (!(effect > least)) continue;
        for (; at > 0 && fabs(elasticity_effect(all, rows[at - 1], metric)) < effect; at--)
            if (at < most) rows[at] = rows[at - 1];
        if (at < most) rows[at] = k;
        if (count < most) count++;
    }
    return count;
}

static bool is_value(const char *metric) {
    return strncmp(metric, "value.", 6) == 0;
}

// A cell of five columns, the first of which holds paths.
static void cell(struct text *out, size_t column, const char *words) {
    static const size_t widths[] = {PATH_WIDTH, 10, 10, 11, 11};
    size_t taken = columns_count(words, strlen(words));
    int pad = taken < widths[column] ? (int)(widths[column] - taken) : 0;
    if (column == 0)
        text_append(out, "    %s%*s", words, pad, "");
    else
        text_append(out, "%*s%s", pad, "", words);
}

__attribute__((format(printf, 4, 5))) static void number(struct text *out, size_t column, double value,
                                                         const char *format, ...) {
    char words[64] = "-";
    va_list values;
    va_start(values, format);
    if (isfinite(value)) vsnprintf(words, sizeof words, format, values);
    va_end(values);
    cell(out, column, words);
}

static void row_append(const struct elasticities *all, size_t row, size_t metric, struct text *out) {
    const struct sensitivity *line = &all->row[row];
    struct text path = {0};
    double effect = elasticity_effect(all, row, metric), elasticity = elasticity_of(all, row, metric);
    name_shorten(&path, line->path, PATH_WIDTH - 3);
    text_append(&path, "%s", line->by[metric].kink ? " *" : "");
    cell(out, 0, path.data ? path.data : "");
    text_free(&path);
    number(out, 1, line->at, "%.4g", line->at);
    number(out, 2, line->size, "+%.3g", 0.01 * line->size);
    number(out, 3, effect, fabs(effect) < 1e-4 ? "%+.1e" : "%+.4f", effect);
    number(out, 4, elasticity, "%.3g", elasticity);
    text_append(out, "\n");
}

// The parameters that move one metric most. True if one of them has a kink.
static bool metric_append(const struct elasticities *all, size_t metric, struct text *out) {
    static const char *const heads[] = {"", "now", "change", "effect", "elasticity"};
    size_t rows[ROWS_MOST], count = elasticity_ranked(all, metric, ROWS_MOST, rows);
    bool kinks = false;
    text_append(out, "\n  %s, now %.4g\n", all->metric[metric], all->level[metric]);
    for (size_t column = 0; count > 0 && column < sizeof heads / sizeof *heads; column++)
        cell(out, column, heads[column]);
    text_append(out, count > 0          ? "\n"
                     : all->missing > 0 ? "    Nothing that is done moves it.\n"
                                        : "    Nothing moves it.\n");
    for (size_t k = 0; k < count; k++) {
        row_append(all, rows[k], metric, out);
        kinks = kinks || all->row[rows[k]].by[metric].kink;
    }
    return kinks;
}

// Does any metric jump on this side of the parameter?
static bool jumps(const struct elasticities *all, size_t row, bool above) {
    for (size_t m = 0; m < all->metric_count; m++)
        if (isinf(above ? all->row[row].by[m].above : all->row[row].by[m].below)) return true;
    return false;
}

static void append_jumps(const struct elasticities *all, struct text *line) {
    size_t count = 0;
    for (size_t k = 0; k < all->count; k++) {
        bool less = jumps(all, k, false), more = jumps(all, k, true);
        if (!less && !more) continue;
        if (count++ < JUMPS_MOST)
            text_append(line, "%s%s of %s", count == 1 ? "There is a jump at the least change: " : ", ",
                        less && more ? "more or less"
                        : less       ? "less"
                                     : "more",
                        all->row[k].path);
    }
    if (count > JUMPS_MOST) text_append(line, " and %zu more", count - JUMPS_MOST);
    if (count > 0) text_append(line, ". ");
}

static void append_missing(const struct elasticities *all, struct text *line) {
    size_t named = 0;
    if (all->missing == 0) return;
    text_append(line, "Interrupted: %zu of %zu parameters are missing (", all->missing, all->count);
    for (size_t k = 0; k < all->count && named < MISSING_MOST; k++)
        if (!all->row[k].done) text_append(line, "%s%s", named++ > 0 ? ", " : "", all->row[k].path);
    if (all->missing > named) text_append(line, " and %zu more", all->missing - named);
    text_append(line, "). ");
}

void report_elasticities(const struct solution *solution, struct text *out) {
    const struct elasticities *all = solution->elasticities;
    bool values = false, kinks = false;
    struct text line = {0};
    if (!all) return;
    for (size_t m = 0; m < all->metric_count; m++)
        values = values || is_value(all->metric[m]);
    text_append(out, "\nWhat moves the outcome most: the effect of one per cent more of each parameter\n");
    for (size_t m = 0; m < all->metric_count && all->missing < all->count; m++)
        if (!values || is_value(all->metric[m])) kinks |= metric_append(all, m, out);
    if (kinks)
        text_append(&line,
                    "* There is a kink: less of it has another effect than more of it. The table shows the "
                    "steeper side, elasticities.tsv both. ");
    append_jumps(all, &line);
    append_missing(all, &line);
    text_append(
        &line,
        "A parameter that is 0 is changed by one per cent of what there is to gain, of its range or of 1. "
        "%zu parameters took %zu operator applications, %zu %s and %zu %s beyond the first.",
        all->count - all->missing, all->operator_applications, all->factorisations,
        all->factorisations == 1 ? "factorisation" : "factorisations", all->solves,
        all->solves == 1 ? "solution" : "solutions");
    text_append(out, "\n");
    lines_flush(out, &line, 2, REPORT_WIDTH);
}

void elasticities_table(const struct elasticities *all, struct text *out) {
    text_append(out,
                "parameter\tunit\tvalue\tmetric\tmetric_value\tderivative\telasticity\tbelow\tabove\tkink\t"
                "implicit\n");
    for (size_t k = 0; k < all->count; k++)
        for (size_t m = 0; m < all->metric_count && all->row[k].done; m++) {
            const struct sensitivity *row = &all->row[k];
            const struct derivative *by = &row->by[m];
            text_append(out, "%s\t%s\t%.17g\t%s", row->path, row->unit, row->at, all->metric[m]);
            const double numbers[] = {all->level[m], by->value, elasticity_of(all, k, m), by->below,
                                      by->above};
            for (size_t c = 0; c < sizeof numbers / sizeof *numbers; c++)
                data_number(out, numbers[c]);
            text_append(out, "\t%d\t%d\n", by->kink, row->implicit);
        }
}
