// SPDX-License-Identifier: GPL-3.0-or-later
// The summary of a simulation. Each number stands beside its standard error, the exact one, and z, the
// distance between the two in standard errors: beyond 4 something is wrong with one of them. "Exact" is what
// the distribution carried forward over the same number of rounds says (outcome/simulate_exact.c).
#include "output/simulation.h"
#include "output/dates.h"
#include "output/json_writer.h"
#include "output/lines.h"
#include "output/log.h"
#include "output/places.h"
#include "output/report.h"
#include "output/table.h"

static const struct mark nowhere = {0, 0};

static void table_head(struct table *table, const char *what) {
    static const char *const columns[] = {"simulated", "standard\nerror", "exact", "z"};
    table_cell(table, "%s", what);
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        table_cell(table, "%s", columns[c]);
}

static void z_cell(struct table *table, double z) {
    if (isnan(z))
        table_cell(table, "-");
    else
        table_cell(table, "%.1f", fabs(z) < 0.05 ? 0.0 : z);
}

// A share of all paths, or a number, as a row.
static void ratio_row(struct table *table, const char *what, const struct comparison *number) {
    table_cell(table, "%s", what);
    table_cell(table, "%.3f%%", 100 * number->simulated);
    table_cell(table, "%.3f%%", 100 * number->error);
    if (isnan(number->exact))
        table_cell(table, "-");
    else
        table_cell(table, "%.3f%%", 100 * number->exact);
    z_cell(table, number->z);
}

static void number_row(struct table *table, const char *what, const struct comparison *number) {
    table_cell(table, "%s", what);
    table_number(table, number->simulated);
    table_number(table, number->error);
    table_number(table, number->exact);
    z_cell(table, number->z);
}

static void endings_table(const struct simulation *simulation, struct text *out) {
    static const char *const names[PATH_ENDINGS] = {"agreement", "breakdown", "quit", "still talking"};
    const struct summary *summary = simulation->summary;
    const struct game *game = simulation->solution->game;
    struct table table = {.columns = 5, .keys = 1, .words = 1};
    table_head(&table, "share of paths");
    for (size_t e = 0; e < PATH_ENDINGS; e++)
        ratio_row(&table, names[e], &summary->ending[e]);
    for (size_t i = 0; i < summary->parties && summary->ending[PATH_QUIT].exact > 0; i++) {
        struct text what = {0};
        text_append(&what, "%s quits", game->scenario->parties[i].name);
        ratio_row(&table, what.data ? what.data : "", &summary->quits[i]);
        text_free(&what);
    }
    for (size_t d = 0; d < summary->deals; d++)
        if (summary->deal[d].exact > 0 || summary->deal[d].simulated > 0)
            ratio_row(&table, game->scenario->deals[d].name, &summary->deal[d]);
    text_append(out, "\nHow paths end\n");
    table_render(&table, out, REPORT_WIDTH);
}

static void dates_table(const struct simulation *simulation, struct text *out) {
    const struct summary *summary = simulation->summary;
    struct table table = {.columns = 5, .keys = 1, .words = 1};
    if (!(summary->ending[PATH_AGREED].simulated > 0)) return;
    table_head(&table, "period of agreement");
    number_row(&table, "mean", &summary->date);
    for (size_t q = 0; q < SUMMARY_QUANTILES; q++) {
        table_cell(&table, "%.0f%% by", 100 * summary_quantile[q]);
        table_cell(&table, "%.0f", summary->quantile[q]);
        table_cell(&table, "-");
        table_cell(&table, isnan(summary->quantile_exact[q]) ? "-" : "%.0f", summary->quantile_exact[q]);
        table_cell(&table, "-");
    }
    text_append(out, "\nWhen they agree (given that they do, within %zu rounds)\n", summary->horizon);
    table_render(&table, out, REPORT_WIDTH);
}

static void terms_table(const struct simulation *simulation, struct text *out) {
    const struct summary *summary = simulation->summary;
    const struct game *game = simulation->solution->game;
    struct table table = {.columns = 5, .keys = 1, .words = 1};
    if (!(summary->ending[PATH_AGREED].simulated > 0)) return;
    table_head(&table, "given agreement");
    for (size_t i = 0; i < summary->parties; i++)
        number_row(&table, game->scenario->parties[i].name, &summary->utility[i]);
    for (size_t k = 0; k < summary->issues; k++) {
        const struct comparison *position = &summary->position[k];
        table_cell(&table, "%s", game->scenario->issues[k].name);
        table_position(&table, game, k, position->simulated);
        table_position(&table, game, k, position->error);
        table_position(&table, game, k, position->exact);
        z_cell(&table, position->z);
    }
    text_append(out, "\nWhat they agree on: material utilities%s\n",
                game->issues > 0 ? " and positions" : "");
    table_render(&table, out, REPORT_WIDTH);
}

static void payoffs_table(const struct simulation *simulation, struct text *out) {
    const struct summary *summary = simulation->summary;
    const struct game *game = simulation->solution->game;
    struct table table = {.columns = 5, .keys = 1, .words = 1};
    bool unknown = false;
    table_head(&table, "payoff");
    for (size_t i = 0; i < summary->parties; i++) {
        number_row(&table, game->scenario->parties[i].name, &summary->payoff[i]);
        unknown = unknown || isnan(summary->payoff[i].exact);
    }
    text_append(out, "\nWhat paths are worth at their start, delay and costs included, beside the value\n");
    table_render(&table, out, REPORT_WIDTH);
    if (unknown)
        text_append(out,
                    "  (-: the value is not what paths come to: a party has beliefs of its own, or there are "
                    "surprises.)\n");
}

static void append_head(const struct simulation *simulation, struct text *out) {
    const struct summary *summary = simulation->summary;
    struct text line = {0};
    text_append(&line, "%llu %s of at most %zu %s, seed %llu", (unsigned long long)summary->paths,
                summary->paths == 1 ? "path" : "paths", summary->horizon,
                summary->horizon == 1 ? "round" : "rounds", (unsigned long long)simulation->seed);
    if (simulation->stopped)
        text_append(&line, "; interrupted: %llu were asked for", (unsigned long long)simulation->asked);
    text_append(&line, ". %.2f rounds on average", summary->rounds.simulated);
    if (isnan(summary->rounds.exact))
        text_append(&line, ". The exact numbers over as many rounds would take too long.");
    else
        text_append(&line, " (exact: %.2f).", summary->rounds.exact);
    if (simulation->written && simulation->detailed < summary->paths)
        text_append(&line, " rounds.tsv has the first %llu paths only; --all-rounds writes all.",
                    (unsigned long long)simulation->detailed);
    lines_flush(out, &line, 0, REPORT_WIDTH);
}

enum parley_status simulation_text(const struct simulation *simulation, char **text, struct errors *errors) {
    struct text out = {0};
    struct text verdict = {0};
    append_head(simulation, &out);
    report_verdict(simulation->solution, &verdict);
    lines_flush(&out, &verdict, 0, REPORT_WIDTH);
    endings_table(simulation, &out);
    dates_table(simulation, &out);
    terms_table(simulation, &out);
    payoffs_table(simulation, &out);
    char *made = text_take(&out);
    if (!made) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory while writing the summary");
    text_tame(made);
    *text = made;
    return PARLEY_OK;
}

static json_t *json_comparison(struct writer *writer, const struct comparison *number) {
    json_t *object = json_object();
    json_put(writer, object, "simulated", json_number(number->simulated));
    json_put(writer, object, "error", json_number(number->error));
    json_put(writer, object, "exact", json_number(number->exact));
    json_put(writer, object, "z", json_number(number->z));
    return object;
}

static json_t *json_comparisons(struct writer *writer, const struct comparison *numbers, size_t count,
                                const char *(*name)(const struct game *game, size_t k)) {
    json_t *object = json_object();
    for (size_t k = 0; k < count; k++)
        json_put(writer, object, name(writer->game, k), json_comparison(writer, &numbers[k]));
    return object;
}

static const char *party_name(const struct game *game, size_t i) {
    return game->scenario->parties[i].name;
}

static const char *issue_name(const struct game *game, size_t k) {
    return game->scenario->issues[k].name;
}

static const char *ending_name(const struct game *game, size_t e) {
    (void)game;
    return path_ending_name((enum path_ending)e);
}

static json_t *json_date(struct writer *writer, const struct summary *summary) {
    json_t *object = json_object(), *quantiles = json_array();
    json_put(writer, object, "mean_periods", json_comparison(writer, &summary->date));
    for (size_t q = 0; q < SUMMARY_QUANTILES; q++) {
        json_t *one = json_object();
        json_put(writer, one, "fraction", json_number(summary_quantile[q]));
        json_put(writer, one, "simulated", json_number(summary->quantile[q]));
        json_put(writer, one, "exact", json_number(summary->quantile_exact[q]));
        json_push(writer, quantiles, one);
    }
    json_put(writer, object, "quantiles", quantiles);
    return object;
}

static void json_run(struct writer *writer, const struct simulation *simulation, json_t *root) {
    const struct summary *summary = simulation->summary;
    json_put(writer, root, "parley", json_string(PARLEY_VERSION));
    json_put(writer, root, "scenario", json_text(writer->game->scenario->file));
    json_put(writer, root, "title", json_text(writer->game->scenario->title));
    json_put(writer, root, "paths", json_count(summary->paths));
    json_put(writer, root, "asked", json_count(simulation->asked));
    json_put(writer, root, "interrupted", json_boolean(simulation->stopped));
    json_put(writer, root, "horizon", json_count(summary->horizon));
    json_put(writer, root, "seed", json_count(simulation->seed));
    if (simulation->written) json_put(writer, root, "paths_in_rounds", json_count(simulation->detailed));
    json_put(writer, root, "certificate", json_certificate(writer));
    json_put(writer, root, "start", json_state(writer, writer->game->start));
}

enum parley_status simulation_json(const struct simulation *simulation, char **text, struct errors *errors) {
    const struct summary *summary = simulation->summary;
    const struct solution *solution = simulation->solution;
    struct writer writer = {solution, solution->game, false};
    json_t *root = json_object();
    size_t n = summary->parties;
    json_run(&writer, simulation, root);
    json_put(&writer, root, "endings", json_comparisons(&writer, summary->ending, PATH_ENDINGS, ending_name));
    json_put(&writer, root, "rounds", json_comparison(&writer, &summary->rounds));
    json_put(&writer, root, "quits", json_comparisons(&writer, summary->quits, n, party_name));
    json_put(&writer, root, "proposed", json_comparisons(&writer, summary->proposed, n, party_name));
    json_put(&writer, root, "date", json_date(&writer, summary));
    json_put(&writer, root, "material_utility", json_comparisons(&writer, summary->utility, n, party_name));
    json_put(&writer, root, "payoff", json_comparisons(&writer, summary->payoff, n, party_name));
    if (summary->issues > 0)
        json_put(&writer, root, "positions",
                 json_comparisons(&writer, summary->position, summary->issues, issue_name));
    if (summary->deals > 0)
        json_put(&writer, root, "deals", json_comparisons(&writer, summary->deal, summary->deals, deal_name));
    return json_finish(&writer, root, text, errors);
}
