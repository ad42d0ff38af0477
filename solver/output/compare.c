// SPDX-License-Identifier: GPL-3.0-or-later
// Which metrics a comparison shows: the table of usual ones below, each for every name that any of the
// scenarios has. Names are matched as they are written; what a scenario lacks is NaN in its column.
#include "output/compare.h"
#include "core/checked.h"
#include "outcome/metrics.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// A path that ends with a dot stands for all that begin with it, and its words for their heading.
static const struct usual {
    const char *path, *words;
} USUAL[] = {
    {"value.", "value (utility)"},
    {"reservation.", "value of waiting a period"},
    {"share.", "share, given agreement"},
    {"material_utility.", "utility, given agreement"},
    {"agreed_utility.", "utility felt, given agreement"},
    {"position.", "position, given agreement"},
    {"deal.", "deal, given agreement"},
    {"uses.", "expected uses of moves"},
    {"agreement.ever", "chance of an agreement"},
    {"agreement.first_period", "... in the first round"},
    {"agreement.lasting", "... that lasts"},
    {"agreement.mean_years", "mean date (years)"},
    {"agreement.mean_periods", "mean date (periods)"},
    {"agreement.median_periods", "median date (periods)"},
    {"agreement.breakdown", "chance of a breakdown"},
    {"agreement.quit", "chance that a party quits"},
    {"range", "bargaining range"},
    {"regime", "agreement comes"},
};
enum { USUAL_COUNT = sizeof USUAL / sizeof *USUAL };

bool compare_row_has(const struct compared_row *row, const char *prefix) {
    return strncmp(row->path, prefix, strlen(prefix)) == 0;
}

static bool is_family(const struct usual *usual) {
    return usual->path[strlen(usual->path) - 1] == '.';
}

const char *compare_heading(const struct compared_row *row) {
    return row->kind < USUAL_COUNT && is_family(&USUAL[row->kind]) ? USUAL[row->kind].words : "";
}

void compare_label(const struct compared_row *row, struct text *out) {
    bool unit = *row->unit && strcmp(row->unit, "utility") != 0 && strcmp(row->unit, "probability") != 0;
    if (row->kind < USUAL_COUNT && !is_family(&USUAL[row->kind])) {
        text_append(out, "%s", USUAL[row->kind].words);
        return;
    }
    if (row->kind < USUAL_COUNT)
        text_append(out, "  %s", row->path + strlen(USUAL[row->kind].path));
    else
        text_append(out, "%s", row->path);
    if (unit) text_append(out, " (%s)", row->unit);
}

// Does any column have it? Where columns are missing, what only they have is left out.
static bool is_somewhere(const struct parley_comparison *comparison, const struct compared_row *row) {
    const double *value = &comparison->value[(size_t)(row - comparison->rows) * comparison->count];
    for (size_t c = 0; c < comparison->count; c++)
        if (!isnan(value[c])) return true;
    return false;
}

// Of a pie the shares say what the utilities would; utilities as felt differ only where losses are felt.
bool compare_shows(const struct parley_comparison *comparison, const struct compared_row *row) {
    if (comparison->chosen) return row->kind == COMPARED_OTHER;
    if (comparison->missing > 0 && !is_somewhere(comparison, row)) return false;
    bool pies = true, losses = false;
    for (size_t c = 0; c < comparison->count; c++) {
        pies = pies && comparison->columns[c].pie;
        losses = losses || comparison->columns[c].losses;
    }
    if (compare_row_has(row, "material_utility.")) return !pies;
    if (compare_row_has(row, "agreed_utility.")) return losses;
    return true;
}

static char *copied(const char *s) {
    struct text copy = {0};
    text_append(&copy, "%s", s);
    return text_take(&copy);
}

static bool row_add(struct parley_comparison *comparison, size_t kind, const struct metric *metric) {
    size_t count = comparison->row_count;
    struct compared_row *rows = realloc(comparison->rows, (count + 1) * sizeof *rows);
    if (!rows) return false;
    comparison->rows = rows;
    rows[count] = (struct compared_row){copied(metric->path), copied(metric->unit), kind};
    comparison->row_count++;
    return rows[count].path && rows[count].unit;
}

static bool row_is_there(const struct parley_comparison *comparison, const char *path, bool chosen) {
    for (size_t r = 0; r < comparison->row_count; r++)
        if (strcmp(comparison->rows[r].path, path) == 0 &&
            (comparison->rows[r].kind == COMPARED_OTHER) == chosen)
            return true;
    return false;
}

bool compare_row_add(struct parley_comparison *comparison, const char *path, const char *unit) {
    struct metric metric = {path, unit, ""};
    return row_is_there(comparison, path, true) || row_add(comparison, COMPARED_OTHER, &metric);
}

struct collector {
    struct parley_comparison *comparison;
    size_t kind;
    bool pie;
};

static bool collect(void *context, const struct metric *metric) {
    struct collector *collector = context;
    const char *path = USUAL[collector->kind].path;
    if (is_family(&USUAL[collector->kind]) ? strncmp(metric->path, path, strlen(path)) != 0
                                           : strcmp(metric->path, path) != 0)
        return true;
    if (!collector->pie && strcmp(path, "share.") == 0) return true;
    if (row_is_there(collector->comparison, metric->path, false)) return true;
    return row_add(collector->comparison, collector->kind, metric);
}

bool compare_rows(struct parley_comparison *comparison, const struct scenario *const *scenarios) {
    for (size_t kind = 0; kind < USUAL_COUNT; kind++)
        for (size_t c = 0; c < comparison->count; c++) {
            struct collector collector = {comparison, kind, comparison->columns[c].pie};
            if (!metrics_visit(scenarios[c], collect, &collector)) return false;
        }
    return true;
}
