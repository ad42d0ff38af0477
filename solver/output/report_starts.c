// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the report on other equilibria: what each is worth to whom, what is agreed in it and how many
// starts ended there, and the one sentence that says how to read it. Those that are the same at the start and
// in what comes of it, and so differ only in states that talks do not reach, share a row. What was not found
// is not said not to exist.
#include "output/lines.h"
#include "output/report.h"
#include "output/starts.h"
#include "output/table.h"
#include <stdlib.h>

enum { ROWS_MOST = 30 };
static const double SAME = 1e-6; // relative to payoffs and to an issue's range

// A row of the table: the first of those that look the same, and all of them together.
struct row {
    const struct listed *first;
    size_t equilibria, starts;
    double epsilon; // the largest
};

static const char *plural(size_t count, const char *one, const char *more) {
    return count == 1 ? one : more;
}

static bool numbers_near(const double *a, const double *b, size_t count, double most) {
    for (size_t k = 0; k < count; k++)
        if (!(fabs(a[k] - b[k]) <= most) && !(isnan(a[k]) && isnan(b[k]))) return false;
    return true;
}

static bool looks_same(const struct game *game, const struct outcome *a, const struct outcome *b) {
    size_t n = a->parties;
    bool same = numbers_near(a->value, b->value, n, SAME * game->scale) &&
                numbers_near(a->share, b->share, n, SAME * game->scale) &&
                numbers_near(a->deal_chance, b->deal_chance, a->deals, SAME) &&
                numbers_near(&a->ever, &b->ever, 1, SAME) &&
                numbers_near(&a->mean_periods, &b->mean_periods, 1, SAME * (1 + fabs(a->mean_periods)));
    for (size_t k = 0; same && k < a->issues; k++) {
        double most = SAME * (game->scenario->issues[k].high - game->scenario->issues[k].low);
        same = numbers_near(&a->position_mean[k], &b->position_mean[k], 1, most) &&
               numbers_near(&a->position_low[k], &b->position_low[k], 1, most) &&
               numbers_near(&a->position_high[k], &b->position_high[k], 1, most);
    }
    return same;
}

// Fills `rows` (room for all that are listed); how many there are.
static size_t rows_collect(const struct game *game, const struct starts *starts, struct row *rows) {
    size_t count = 0;
    for (size_t k = 0; k < starts->count; k++) {
        const struct listed *listed = &starts->list[k];
        size_t at = 0;
        while (at < count && !looks_same(game, &rows[at].first->agreed, &listed->agreed))
            at++;
        if (at == count) rows[count++] = (struct row){listed, 0, 0, 0};
        rows[at].equilibria++;
        rows[at].starts += listed->starts;
        rows[at].epsilon = fmax(rows[at].epsilon, listed->epsilon);
    }
    return count;
}

// "frozen line 60%, withdrawal 40%", "territory 60.0%", "North 0.51, South 0.49": what the headline says of
// the principal one.
static void agreed_cell(struct table *table, const struct game *game, const struct outcome *agreed) {
    struct solution solution = {.game = game, .outcome = agreed};
    struct text cell = {0};
    if (!(agreed->ever > 0))
        text_append(&cell, "-");
    else if (game->deals > 0)
        report_deal_names(&solution, &cell);
    else if (game->issues > 0)
        report_issue_names(&solution, &cell);
    else
        for (size_t i = 0; i < game->parties; i++)
            text_append(&cell, "%s%s %.2f", i > 0 ? ", " : "", game->scenario->parties[i].name,
                        agreed->share[i] + 0.0);
    char *whole = text_take(&cell), *words = whole;
    for (char *s = whole; s && *s && (*s == ':' || *s == ' ' || *s == ','); s++)
        words = s + 1;
    table_cell(table, "%s", words ? words : "");
    table->failed = table->failed || !whole;
    free(whole);
}

static void row_cells(struct table *table, const struct game *game, const struct row *row, size_t number,
                      bool principal, bool counted) {
    const struct listed *listed = row->first;
    table_cell(table, "%zu%s", number, principal ? " (principal)" : "");
    for (size_t i = 0; i < game->parties; i++)
        table_number(table, listed->value[i]);
    table_percent(table, listed->ever);
    if (isfinite(listed->mean_periods))
        table_cell(table, "%.2f", listed->mean_periods);
    else
        table_cell(table, "-");
    table_cell(table, "%.2g", row->epsilon);
    table_cell(table, "%zu", row->starts);
    if (counted) table_cell(table, "%zu", row->equilibria);
    agreed_cell(table, game, &listed->agreed);
}

static void starts_table(const struct game *game, const struct starts *starts, const struct row *rows,
                         size_t count, struct text *out) {
    bool counted = count < starts->count;
    struct table table = {.columns = game->parties + 6 + counted, .keys = 1};
    table.words = 1 | UINT64_C(1) << (table.columns - 1);
    table_cell(&table, "%s", "");
    for (size_t i = 0; i < game->parties; i++)
        table_cell(&table, "%s", game->scenario->parties[i].name);
    table_cell(&table, "ever\nagreed");
    table_cell(&table, "rounds\nbefore");
    table_cell(&table, "epsilon");
    table_cell(&table, "starts");
    if (counted) table_cell(&table, "equi-\nlibria");
    table_cell(&table, "what is agreed");
    for (size_t k = 0; k < count && k < ROWS_MOST; k++)
        row_cells(&table, game, &rows[k], k + 1, k == 0 && starts->principal, counted);
    table_render(&table, out, REPORT_WIDTH);
}

static void append_reading(const struct starts *starts, struct text *line) {
    if (starts->count == 0)
        text_append(line, "No start ended in an equilibrium.");
    else if (starts->count == 1 && starts->certified == starts->done && !starts->stopped)
        text_append(line, "All %zu starts ended in the same equilibrium.", starts->done);
    else if (starts->count == 1)
        text_append(line, "%zu of %zu starts ended in the same equilibrium, the others in none.",
                    starts->certified, starts->done);
    else
        text_append(line, "%zu equilibria found.", starts->count);
    if (starts->count > 0 && starts->principal)
        text_append(line, " %s principal branch, and the rest of this report is about it.",
                    starts->count > 1 ? "The first is that of the" : "It is that of the");
    else
        text_append(line, " The principal branch, which the rest of this report is about, led to none.");
}

static void append_rest(const struct starts *starts, size_t rows, struct text *line) {
    if (rows < starts->count)
        text_append(
            line,
            " Those that share a row (column equilibria: how many) agree in all that it shows and differ "
            "only in other states; the JSON result lists each.");
    if (starts->stopped) text_append(line, " Stopped after %zu of %zu starts.", starts->done, starts->asked);
    if (starts->nothing > 0)
        text_append(line, " %zu %s found nothing.", starts->nothing,
                    plural(starts->nothing, "start", "starts"));
    if (starts->uncertified > 0)
        text_append(line, " %zu %s at what was not certified.", starts->uncertified,
                    plural(starts->uncertified, "start ended", "starts ended"));
    if (starts->beyond > 0)
        text_append(line, " %zu more ended elsewhere, but the list is full.", starts->beyond);
    if (rows > ROWS_MOST)
        text_append(line, " The table shows the first %d; the JSON result has them all.", ROWS_MOST);
    text_append(line, " There may be others that no start came upon.");
}

void report_starts(const struct solution *solution, struct text *out) {
    const struct starts *starts = solution->starts;
    struct text line = {0};
    if (!starts) return;
    struct row *rows = calloc(starts->count + 1, sizeof *rows);
    size_t count = rows ? rows_collect(solution->game, starts, rows) : 0;
    text_append(out, "\n%s: value of each party at the start, from %zu %s (seed %llu)\n",
                starts->count > 1 ? "Other equilibria" : "Search for other equilibria", starts->done,
                plural(starts->done, "start", "starts"), (unsigned long long)starts->seed);
    if (count > 0) starts_table(solution->game, starts, rows, count, out);
    out->failed = out->failed || !rows;
    free(rows);
    append_reading(starts, &line);
    append_rest(starts, count, &line);
    text_append(out, "\n");
    lines_flush(out, &line, 2, REPORT_WIDTH);
}
