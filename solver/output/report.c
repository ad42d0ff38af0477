// SPDX-License-Identifier: GPL-3.0-or-later
// A solution as a policy analyst reads it: the verdict first, then who gets what, when and why, what each
// leverage level is worth, and last how sure we are and what it took. Every number comes from the outcome or
// the profile.
#include "output/report.h"
#include "output/dates.h"
#include "output/elasticity.h"
#include "output/lines.h"
#include "output/starts.h"
#include "output/table.h"
#include <stdlib.h>
#include <string.h>

static const double POSSIBLE = 1e-9;
static const double WHOLE = 1e-9; // this close to a whole number is one

static const char *party_name(const struct solution *solution, size_t i) {
    return solution->game->scenario->parties[i].name;
}

static void heading(struct text *out, const char *title) {
    text_append(out, "\n%s\n", title);
}

// "6", "6.2": whole numbers as such, and without decimals from `most` on.
static void append_amount(struct text *out, double amount, double most) {
    bool whole = fabs(amount - round(amount)) < WHOLE;
    text_append(out, "%.*f", whole || amount >= most ? 0 : 1, amount);
}

static void append_duration(struct text *out, double years, struct unit unit) {
    append_amount(out, years * unit.per_year, 9.95);
    text_append(out, " %s", unit.plural);
}

// ": Russia 0.51, Ukraine 0.49", or the deals, or the positions.
static void append_terms(const struct solution *solution, struct text *out) {
    if (solution->game->deals > 0) {
        report_deal_names(solution, out);
        return;
    }
    if (game_is_spatial(solution->game)) {
        report_issue_names(solution, out);
        return;
    }
    for (size_t i = 0; i < solution->game->parties; i++) {
        text_append(out, "%s%s ", i > 0 ? ", " : ": ", party_name(solution, i));
        text_append(out, "%.2f", solution->outcome->share[i] + 0.0);
    }
}

static void headline_ending(const struct solution *solution, struct text *line) {
    const struct outcome *outcome = solution->outcome;
    if (outcome->breakdown > POSSIBLE) {
        text_append(line, "; ");
        percent_append(line, outcome->breakdown);
        text_append(line, " chance that talks break down first");
    }
    if (outcome->quit > POSSIBLE) {
        text_append(line, "; ");
        percent_append(line, outcome->quit);
        text_append(line, " chance that a party walks away first");
    }
}

static void headline(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    struct unit unit = dates_unit(outcome->mean_years);
    struct text line = {0};
    if (outcome->first_period > 1 - POSSIBLE) {
        text_append(&line, "Agreement at once");
        append_terms(solution, &line);
    } else if (outcome->ever > POSSIBLE) {
        text_append(&line, "Agreement");
        append_terms(solution, &line);
        text_append(&line, ". It comes after ");
        append_duration(&line, outcome->mean_years, unit);
        text_append(&line, " on average");
        if (isfinite(outcome->median_periods)) {
            text_append(&line, " (median ");
            append_duration(&line, outcome->median_periods * solution->game->period, unit);
            text_append(&line, ")");
        }
        headline_ending(solution, &line);
    } else if (outcome->breakdown + outcome->quit > POSSIBLE) {
        text_append(&line, "No agreement, ever");
        headline_ending(solution, &line);
    } else {
        text_append(&line, "No agreement, ever: the dispute goes on");
    }
    text_append(&line, ".");
    lines_flush(out, &line, 0, REPORT_WIDTH);
}

// One row per party, one column per array.
static void party_table(const struct solution *solution, const char *const *columns,
                        const double *const *numbers, size_t count, struct text *out) {
    struct table table = {.columns = count + 1, .keys = 1, .words = 1};
    table_cell(&table, "%s", "");
    for (size_t c = 0; c < count; c++)
        table_cell(&table, "%s", columns[c]);
    for (size_t i = 0; i < solution->outcome->parties; i++) {
        table_cell(&table, "%s", party_name(solution, i));
        for (size_t c = 0; c < count; c++)
            table_number(&table, numbers[c][i]);
    }
    table_render(&table, out, REPORT_WIDTH);
}

static void who(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    bool pie = solution->game->deals == 0 && solution->game->issues == 0;
    bool felt = losses_are_felt(solution->game);
    const char *const gets[] = {"value",
                                pie    ? "agreed\nshare"
                                : felt ? "material\nutility\nagreed"
                                       : "agreed\nutility",
                                "reservation",
                                "waiting\nfor ever",
                                "Shapley-\nShubik",
                                "Banzhaf",
                                "agreed\nutility\nas felt"};
    const double *const get[] = {outcome->value,         outcome->material_utility, outcome->reservation,
                                 outcome->waiting,       outcome->shapley_shubik,   outcome->banzhaf,
                                 outcome->agreed_utility};
    size_t columns = sizeof get / sizeof *get - !felt;
    const char *const others[] = {"value",       "Nash",       "weighted\nNash", "Kalai-\nSmorodinsky",
                                  "egalitarian", "utilitarian"};
    const double *const other[] = {outcome->value,         outcome->nash,
                                   outcome->nash_weighted, outcome->kalai_smorodinsky,
                                   outcome->egalitarian,   outcome->utilitarian};
    heading(out, "Who gets what (utility, average per period) and voting power");
    party_table(solution, gets, get, columns, out);
    heading(out, "Beside the axiomatic solutions of the same bargaining problem");
    party_table(solution, others, other, sizeof other / sizeof *other, out);
    report_baseline_positions(solution, out);
}

static void chance_row(struct table *table, const char *what, double probability) {
    struct text cell = {0};
    percent_append(&cell, probability);
    table_cell(table, "%s", what);
    table_cell(table, "%s", cell.data ? cell.data : "");
    text_free(&cell);
}

static void when_row(struct table *table, const char *what, double periods, const struct solution *solution) {
    struct text cell = {0};
    struct unit unit = dates_unit(solution->outcome->mean_years);
    append_duration(&cell, periods * solution->game->period, unit);
    text_append(&cell, " (round ");
    append_amount(&cell, periods + 1, INFINITY);
    text_append(&cell, ")");
    table_cell(table, "%s", what);
    table_cell(table, "%s", cell.data ? cell.data : "");
    text_free(&cell);
}

static void when(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    struct table table = {.columns = 2, .keys = 1, .words = 3};
    heading(out, "When");
    chance_row(&table, "agreement in the first round", outcome->first_period);
    chance_row(&table, "agreement at some date", outcome->ever);
    if (isfinite(outcome->mean_years) && outcome->mean_periods > 0)
        when_row(&table, "mean date, given agreement", outcome->mean_periods, solution);
    if (isfinite(outcome->median_periods) && outcome->mean_periods > 0)
        when_row(&table, "median date, given agreement", outcome->median_periods, solution);
    report_quantiles(solution, &table, when_row);
    chance_row(&table, "talks break down for good", outcome->breakdown);
    chance_row(&table, "a party quits", outcome->quit);
    table_render(&table, out, REPORT_WIDTH);
}

// A bound on longer deviations that is worth a warning, relative to the payoffs' scale.
static const double BOUND_WIDE = 1e-3;

// An exact equilibrium is certified by the gain of deviating; a noisy one by being the response to itself.
static void verdict_holds(const struct solution *solution, struct text *out) {
    const struct certificate *certificate = &solution->certificate;
    if (solution->game->noise > 0)
        text_append(
            out,
            "Certified: choices and values are the logit response to themselves at noise %g, to within "
            "%.2g in every state.",
            solution->game->noise, certificate->epsilon);
    else
        text_append(
            out,
            "Certified: no party in any state gains more than %.2g by deviating once (bound %.2g for any "
            "deviation).",
            certificate->epsilon, certificate->bound);
    if (certificate->bound > BOUND_WIDE * solution->game->scale)
        text_append(out,
                    " The bound is wide because a period costs next to nothing: values may be off by as much "
                    "as that. Longer periods would be surer.");
}

// The end of a sentence that names a state, if there is more than one.
static void append_where(const struct game *game, const char *in, size_t s, struct text *out) {
    if (game->channels > 0) {
        text_append(out, "%s", in);
        state_text(game, s, out);
    }
    text_append(out, ".");
}

void report_verdict(const struct solution *solution, struct text *out) {
    const struct certificate *certificate = &solution->certificate;
    if (certificate->holds) {
        verdict_holds(solution, out);
        report_doubtful(solution, out);
        return;
    }
    text_append(out, "NOT AN EQUILIBRIUM: this is not an equilibrium to within %.2g.",
                certificate->tolerance);
    if (certificate->worst != DEVIATION_NONE) {
        text_append(out, " Worst: %s of %s is off by %.3g", deviation_text(certificate->worst),
                    party_name(solution, certificate->worst_party), certificate->epsilon);
        append_where(solution->game, " in the state ", certificate->worst_state, out);
    }
    const struct effort *effort =
        solution->assurance ? &solution->assurance[solution->doubtful].effort : &solution->effort;
    if (!effort->converged) {
        text_append(out, " The solver stopped at noise %.2g with a residual of %.2g", effort->noise,
                    effort->residual);
        append_where(solution->game, ", first in the state ", effort->trouble, out);
    }
    report_doubtful(solution, out);
}

static void certainty(const struct solution *solution, struct text *out) {
    const struct effort *effort = &solution->effort;
    struct text line = {0};
    heading(out, "How sure");
    report_verdict(solution, &line);
    text_append(&line, "\nSolved by %s: %zu Newton %s, %zu operator applications, %zu %s, %zu %s",
                effort->method == METHOD_HOMOTOPY ? "homotopy" : "contraction", effort->newton_steps,
                effort->newton_steps == 1 ? "step" : "steps", effort->operator_applications,
                effort->components, effort->components == 1 ? "component" : "components",
                solution->game->states, solution->game->states == 1 ? "state" : "states");
    text_append(&line, ".");
    lines_flush(out, &line, 2, REPORT_WIDTH);
}

static void opening(const struct solution *solution, struct text *out) {
    const struct scenario *scenario = solution->game->scenario;
    struct text line = {0};
    lines_append(out, scenario->title, 0, REPORT_WIDTH);
    if (*scenario->about) {
        text_append(out, "\n");
        lines_append(out, scenario->about, 2, REPORT_WIDTH);
    }
    text_append(out, "\n");
    if (!solution->certificate.holds) {
        report_verdict(solution, &line);
        lines_flush(out, &line, 0, REPORT_WIDTH);
    }
    headline(solution, out);
}

enum parley_status report_write(const struct solution *solution, bool all_states, char **report,
                                struct errors *errors) {
    struct text out = {0};
    opening(solution, &out);
    report_deals(solution, &out);
    report_issues(solution, &out);
    report_proposals(solution, &out);
    who(solution, &out);
    when(solution, &out);
    report_surprises(solution, &out);
    report_why(solution, &out);
    report_moves(solution, &out);
    report_anchoring(solution, &out);
    report_leverage(solution, &out);
    if (all_states) report_states(solution, &out);
    report_elasticities(solution, &out);
    report_starts(solution, &out);
    certainty(solution, &out);
    char *whole = text_take(&out);
    if (!whole)
        return errors_add(errors, PARLEY_MEMORY, (struct mark){0, 0},
                          "out of memory while writing the report");
    text_tame(whole);
    *report = whole;
    return PARLEY_OK;
}
