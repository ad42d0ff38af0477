// SPDX-License-Identifier: GPL-3.0-or-later
// What a scenario's game is, without solving it. The method is a forecast: where no proposer has a choice of
// coalitions or moves and no losses are felt there is nothing to mix and policy iteration (Merlo and Wilson
// 1995) usually ends the matter; otherwise the homotopy is needed. Of issues it says where each party stands
// at the start, the saliences normalised. The cost is an estimate (cost.h).
#include "api/cost.h"
#include "api/objects.h"
#include "output/lines.h"
#include "output/places.h"
#include "output/table.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct size {
    size_t parties, states, transitions, rules, coalitions, options, deals, issues;
    double bytes;
    bool contraction;
    struct cost cost;
};

static struct size size_of(const struct game *game) {
    struct size size = {.parties = game->parties,
                        .states = game->states,
                        .rules = game->rule_count,
                        .bytes = game_bytes(game->scenario),
                        .options = game->options,
                        .deals = game->deals,
                        .issues = game->issues,
                        .contraction = !(game->noise > 0) && game->options == 0 && game->deals == 0 &&
                                       game->issues == 0 && !losses_are_felt(game)};
    for (size_t k = 0; k < game->kernel_count; k++)
        size.transitions += game->kernels[k].row[game->states];
    for (size_t k = 0; k < game->rule_count; k++) {
        const struct rule *rule = &game->rules[k];
        size.coalitions += rule->first[game->parties];
        for (size_t j = 0; j < game->parties; j++)
            size.contraction = size.contraction && rule->first[j + 1] - rule->first[j] <= 1;
    }
    size.cost = cost_of(game, size.contraction);
    return size;
}

static json_t *channels_json(const struct scenario *scenario) {
    json_t *channels = json_object();
    for (size_t c = 0; c < scenario->channel_count; c++)
        json_object_set_new(channels, scenario->channels[c].name,
                            json_integer((json_int_t)scenario->channels[c].level_count));
    return channels;
}

static json_t *deals_json(const struct scenario *scenario) {
    json_t *deals = json_array();
    for (size_t d = 0; d < scenario->deal_count; d++)
        json_array_append_new(deals, json_string(scenario->deals[d].name));
    return deals;
}

// {"ideal": 100, "salience": 0.5, "exponent": 2}
static json_t *stance_json(const struct game *game, size_t i, size_t k) {
    size_t at = (game->start * game->parties + i) * game->issues + k;
    return json_pack("{s:f, s:f, s:f}", "ideal", game_in_unit(game, k, game->ideal[at]), "salience",
                     game->salience[at], "exponent", game->exponent[i * game->issues + k]);
}

static json_t *issues_json(const struct game *game) {
    json_t *issues = json_object();
    for (size_t k = 0; k < game->issues; k++) {
        const struct issue *issue = &game->scenario->issues[k];
        json_t *parties = json_object();
        for (size_t i = 0; i < game->parties; i++)
            json_object_set_new(parties, game->scenario->parties[i].name, stance_json(game, i, k));
        json_object_set_new(issues, issue->name,
                            json_pack("{s:[f, f], s:s, s:o}", "range", issue->low, issue->high, "unit",
                                      issue->unit, "parties", parties));
    }
    return issues;
}

// {"operator_applications": 60, "offers": 462, "seconds": 0.1, "warning": null}
static json_t *cost_json(const struct game *game, const struct cost *cost) {
    struct text warning = {0};
    cost_warning(game, cost, &warning);
    json_t *object = json_pack("{s:f, s:f, s:f, s:s?}", "operator_applications", round(cost->applications),
                               "offers", cost->offers, "seconds", cost->seconds, "warning", warning.data);
    text_free(&warning);
    return object;
}

// What an application looks at, what all of them will take, and whether that is long.
static void cost_rows(const struct size *size, struct table *table) {
    table_cell(table, "effort");
    table_cell(table, "%.0f", size->cost.applications);
    table_cell(table, "operator applications, about, of %.0f offers each", size->cost.offers);
    table_cell(table, "time");
    if (size->cost.seconds < 0.1)
        table_cell(table, "< 0.1 s");
    else if (size->cost.seconds < 100)
        table_cell(table, "%.*f s", size->cost.seconds < 1, size->cost.seconds);
    else
        table_cell(table, "%.0f min", size->cost.seconds / 60);
    table_cell(table, "about, within a factor of 4, on one core of this machine");
}

static void size_json(const struct game *game, const struct size *size, struct text *out) {
    const struct scenario *scenario = game->scenario;
    json_t *parties = json_array();
    for (size_t i = 0; i < scenario->party_count; i++)
        json_array_append_new(parties, json_string(scenario->parties[i].name));
    json_t *root = json_pack("{s:b, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:f, s:s}", "valid", 1, "parties",
                             parties, "channels", channels_json(scenario), "states", (json_int_t)size->states,
                             "transitions", (json_int_t)size->transitions, "rules", (json_int_t)size->rules,
                             "coalitions", (json_int_t)size->coalitions, "options", (json_int_t)size->options,
                             "bytes", size->bytes, "method", size->contraction ? "contraction" : "homotopy");
    if (root) json_object_set_new(root, "cost", cost_json(game, &size->cost));
    if (root && scenario->deal_count > 0) json_object_set_new(root, "deals", deals_json(scenario));
    if (root && scenario->issue_count > 0) json_object_set_new(root, "issues", issues_json(game));
    char *dump = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
    if (dump)
        text_append(out, "%s\n", dump);
    else
        out->failed = true;
    free(dump);
    json_decref(root);
}

// Per issue its range, and where each party stands at the start: ideal point, salience, exponent if not 2.
static void issues_text(const struct game *game, struct text *out) {
    struct table table = {.columns = 3 + game->parties, .keys = 1, .words = 1};
    if (game->issues == 0) return;
    table_cell(&table, "issue");
    table_cell(&table, "from");
    table_cell(&table, "to");
    for (size_t i = 0; i < game->parties; i++)
        table_cell(&table, "%s", game->scenario->parties[i].name);
    for (size_t k = 0; k < game->issues; k++) {
        const struct issue *issue = &game->scenario->issues[k];
        table_issue(&table, game, k);
        table_position(&table, game, k, issue->low);
        table_position(&table, game, k, issue->high);
        for (size_t i = 0; i < game->parties; i++)
            table_stance(&table, game, i, k, true);
    }
    text_append(out, "\n  Issues: their ranges, and each party's ideal point at the start (in brackets its "
                     "weight)\n");
    table_render(&table, out, TABLE_UNLIMITED);
}

static void size_text(const struct game *game, const struct size *size, struct text *out) {
    const struct scenario *scenario = game->scenario;
    struct table table = {.columns = 3, .keys = 1, .words = 5};
    char bytes[32];
    struct text names = {0};
    text_append(out, "%s: valid\n", scenario->file ? scenario->file : "the scenario");
    text_bytes(bytes, sizeof bytes, size->bytes);
    for (size_t i = 0; i < scenario->party_count; i++)
        text_append(&names, "%s%s", i > 0 ? ", " : "", scenario->parties[i].name);
    table_cell(&table, "parties");
    table_cell(&table, "%zu", size->parties);
    table_cell(&table, "%s", names.data ? names.data : "");
    text_free(&names);
    for (size_t c = 0; c < scenario->channel_count; c++)
        text_append(&names, "%s%s (%zu)", c > 0 ? " x " : "", scenario->channels[c].name,
                    scenario->channels[c].level_count);
    table_cell(&table, "states");
    table_cell(&table, "%zu", size->states);
    table_cell(&table, "%s", names.data ? names.data : "no leverage channels");
    text_free(&names);
    table_cell(&table, "transitions");
    table_cell(&table, "%zu", size->transitions);
    table_cell(&table, "possible moves from state to state, over all beliefs");
    table_cell(&table, "coalitions");
    table_cell(&table, "%zu", size->coalitions);
    table_cell(&table, "that a proposer may need, over %zu voting %s", size->rules,
               size->rules == 1 ? "rule" : "rules");
    for (size_t o = 0; o < scenario->option_count; o++)
        text_append(&names, "%s%s", o > 0 ? ", " : "", scenario->options[o].name);
    table_cell(&table, "options");
    table_cell(&table, "%zu", size->options);
    table_cell(&table, "%s", names.data ? names.data : "no moves, no accords");
    text_free(&names);
    for (size_t d = 0; d < scenario->deal_count; d++)
        text_append(&names, "%s%s", d > 0 ? ", " : "", scenario->deals[d].name);
    if (scenario->deal_count > 0) {
        table_cell(&table, "deals");
        table_cell(&table, "%zu", scenario->deal_count);
        table_cell(&table, "%s", names.data ? names.data : "");
    }
    text_free(&names);
    for (size_t k = 0; k < scenario->issue_count; k++)
        text_append(&names, "%s%s", k > 0 ? ", " : "", scenario->issues[k].name);
    if (scenario->issue_count > 0) {
        table_cell(&table, "issues");
        table_cell(&table, "%zu", scenario->issue_count);
        table_cell(&table, "%s", names.data ? names.data : "");
    }
    text_free(&names);
    table_cell(&table, "memory");
    table_cell(&table, "%s", bytes);
    table_cell(&table, "about, for the game and its solution; factors of the equations may add to it");
    table_cell(&table, "method");
    table_cell(&table, "%s", size->contraction ? "contraction" : "homotopy");
    table_cell(&table, "%s",
               size->contraction ? "likely: no choice of coalitions or moves, no losses felt, no noise"
               : size->deals > 0 ? "there is a menu of deals"
               : size->issues > 0
                   ? "a position on issues is agreed"
                   : "there is a choice of coalitions or moves, losses are felt, or there is noise");
    cost_rows(size, &table);
    table_render(&table, out, TABLE_UNLIMITED);
    issues_text(game, out);
    cost_warning(game, &size->cost, &names);
    if (names.length > 0) text_append(out, "\n");
    lines_flush(out, &names, 2, REPORT_WIDTH);
}

enum parley_status parley_check(const parley_scenario *scenario, enum parley_format format, char **text,
                                parley_error **error) {
    struct errors errors = {0};
    struct game *game = NULL;
    struct text out = {0};
    const struct scenario *read = scenario->scenario;
    errors_set_source(&errors, read->file, read->source, read->source ? strlen(read->source) : 0);
    enum parley_status status = game_compile(read, &game, &errors);
    if (status == PARLEY_OK) {
        struct size size = size_of(game);
        if (format == PARLEY_JSON)
            size_json(game, &size, &out);
        else
            size_text(game, &size, &out);
        status = text_finish(&out, text, &errors);
    }
    game_free(game);
    return error_finish(status, &errors, error);
}
