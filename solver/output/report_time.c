// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the report about surprises: how likely talks still go on when one comes, and what it is worth
// to each party, expected value just after it less just before. And the quantiles of the date of agreement.
#include "output/dates.h"
#include "output/lines.h"
#include "output/report.h"
#include "output/table.h"

static const double LITTLE = 1e-9;

void report_doubtful(const struct solution *solution, struct text *out) {
    if (solution->regime_count <= 1) return;
    text_append(out, " This is the worst of %zu games, ", solution->regime_count);
    if (solution->doubtful == 0)
        text_append(out, "that before any surprise.");
    else
        text_append(out, "that after the surprise in period %zu.",
                    solution->regimes[solution->doubtful].from);
}

// "After 4 months (period 4)"
static void append_date(const struct solution *solution, size_t period, struct text *out) {
    double years = (double)period * solution->game->period;
    struct unit unit = dates_unit_at(solution->game, period);
    if (period == 0)
        text_append(out, "At the start");
    else
        text_append(out, "After %.3g %s (period %zu)", years * unit.per_year, unit.plural, period);
}

static void surprise(const struct solution *solution, size_t k, struct text *out) {
    const struct shock *shock = &solution->outcome->shocks[k];
    struct text line = {0};
    append_date(solution, shock->at, &line);
    text_append(&line, ": ");
    dates_event_text(solution->game->scenario, &solution->game->scenario->surprises[k], &line);
    if (shock->going > LITTLE) {
        text_append(&line, ". Talks still go on then with a chance of ");
        percent_append(&line, shock->going);
        text_append(&line, ".");
    } else {
        text_append(&line, ". Talks are over by then.");
    }
    text_append(out, "\n");
    lines_flush(out, &line, 2, REPORT_WIDTH);
    if (!(shock->going > LITTLE)) return;
    struct table table = {.columns = 4, .keys = 1, .words = 1};
    static const char *const columns[] = {"", "just before", "just after", "worth"};
    for (size_t c = 0; c < table.columns; c++)
        table_cell(&table, "%s", columns[c]);
    for (size_t i = 0; i < solution->outcome->parties; i++) {
        table_cell(&table, "%s", solution->game->scenario->parties[i].name);
        table_number(&table, shock->before[i]);
        table_number(&table, shock->after[i]);
        table_number(&table, shock->after[i] - shock->before[i]);
    }
    table_render(&table, out, REPORT_WIDTH);
}

void report_surprises(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    if (outcome->shock_count == 0) return;
    text_append(out, "\nSurprises: expected value of each party, given that talks still go on\n");
    for (size_t k = 0; k < outcome->shock_count; k++)
        surprise(solution, k, out);
}

void report_quantiles(const struct solution *solution, struct table *table,
                      void (*row)(struct table *table, const char *what, double periods,
                                  const struct solution *solution)) {
    double early = outcome_quantile(solution->outcome, 0.1), late = outcome_quantile(solution->outcome, 0.9);
    if (!(late > 0)) return;
    row(table, "one in ten agreements by", early, solution);
    row(table, "nine in ten agreements by", late, solution);
}
