// SPDX-License-Identifier: GPL-3.0-or-later
// The one table of chart kinds. The .dat files are tab-separated, with '#' headers that name columns and
// units, and gnuplot's index blocks (two blank lines between panels). A script is a list of variables
// followed by the templates of scripts/charts/. Text from a scenario appears in a script only as a
// single-quoted string, where gnuplot expands nothing, and reaches the picture with enhanced text switched
// off.
#include "output/chart.h"
#include "chart_templates.h"
#include "output/chart_kinds.h"
#include "output/chart_text.h"
#include "output/dates.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DATES_MOST = 2000,
    DEALS_MOST = 30,
    TITLE_WIDTH = 74,
    TITLE_LINES = 2,
    NAME_WIDTH = 24,
    DEAL_WIDTH = 36,
    LABEL_WIDTH = 14,
    LEVEL_WIDTH = 10,
    LEVELS_NAMED = 8,
    SHORT_WIDTH = 18,
};

static const double DATES_TAIL = 1e-3; // probability that the chart of dates leaves out

static bool always(const struct solution *solution) {
    (void)solution;
    return true;
}

static void values_data(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    text_append(
        out,
        "# party\tvalue (utility)\tNash (utility)\tweighted Nash (utility)\tKalai-Smorodinsky (utility)\t"
        "egalitarian (utility)\tutilitarian (utility)\n");
    for (size_t i = 0; i < outcome->parties; i++) {
        data_name(out, solution->game->scenario->parties[i].name);
        data_number(out, outcome->value[i]);
        data_number(out, outcome->nash[i]);
        data_number(out, outcome->nash_weighted[i]);
        data_number(out, outcome->kalai_smorodinsky[i]);
        data_number(out, outcome->egalitarian[i]);
        data_number(out, outcome->utilitarian[i]);
        text_append(out, "\n");
    }
}

static bool has_levels(const struct solution *solution) {
    for (size_t c = 0; c < solution->game->channels; c++)
        if (solution->game->levels[c] > 1) return true;
    return false;
}

static void leverage_panel(const struct solution *solution, size_t c, struct text *out) {
    const struct game *game = solution->game;
    const struct channel *channel = &game->scenario->channels[c];
    text_append(out, "# level of ");
    data_name(out, channel->name);
    text_append(out, "\tname\tchance of settling there\tbargaining range (utility)");
    for (size_t i = 0; i < game->parties; i++) {
        text_append(out, "\tvalue of ");
        data_name(out, game->scenario->parties[i].name);
        text_append(out, " (utility)");
    }
    text_append(out, "\n");
    for (size_t level = 0; level < channel->level_count; level++) {
        size_t s = state_at_level(game, c, level);
        text_append(out, "%zu\t", level);
        data_name(out, channel->levels[level]);
        data_number(out, solution_settlement(solution, s));
        data_number(out, solution_range(solution, s));
        for (size_t i = 0; i < game->parties; i++)
            data_number(out, solution->profile->value[s * game->parties + i]);
        text_append(out, "\n");
    }
}

static void leverage_data(const struct solution *solution, struct text *out) {
    const char *between = "";
    for (size_t c = 0; c < solution->game->channels; c++)
        if (solution->game->levels[c] > 1) {
            text_append(out, "%s", between);
            leverage_panel(solution, c, out);
            between = "\n\n";
        }
}

// Names of the levels that get a mark on the axis: on several lines, and on one for slanted marks.
static void level_names(const struct channel *channel, size_t panel, struct text *out) {
    size_t every = (channel->level_count + LEVELS_NAMED - 1) / LEVELS_NAMED;
    struct ends ends = {SIZE_MAX, SIZE_MAX};
    for (size_t level = 1; level < channel->level_count; level++)
        ends = ends_shared(channel->levels[0], channel->levels[level], ends);
    for (size_t level = 0; level < channel->level_count; level += every) {
        char name[48];
        snprintf(name, sizeof name, "level_%zu_%zu", panel, level);
        variable_name(out, name, channel->levels[level], ends, name_on_lines, LEVEL_WIDTH);
        snprintf(name, sizeof name, "short_%zu_%zu", panel, level);
        variable_name(out, name, channel->levels[level], ends, name_on_line, SHORT_WIDTH);
    }
    text_append(out, "every_%zu = %zu\n", panel, every);
}

static void leverage_variables(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    size_t panels = 0;
    for (size_t c = 0; c < game->channels; c++) {
        if (!(game->levels[c] > 1)) continue;
        char name[32];
        panels++;
        snprintf(name, sizeof name, "channel_%zu", panels);
        variable_string(out, name, name_on_line(game->scenario->channels[c].name, NAME_WIDTH));
        text_append(out, "levels_%zu = %zu\nstart_%zu = %zu\n", panels, game->levels[c], panels,
                    game_level(game, game->start, c));
        level_names(&game->scenario->channels[c], panels, out);
    }
    text_append(out, "panels = %zu\n", panels);
}

static bool takes_time(const struct solution *solution) {
    return dates_last(solution->outcome, DATES_TAIL) > 1;
}

static void dates_data(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    size_t last = dates_last(outcome, DATES_TAIL);
    double period = solution->game->period;
    struct unit unit = dates_unit((double)last * period);
    text_append(out,
                "# date (%s)\tperiod\tagreement (probability by then)\tbreakdown (probability by then)\t"
                "quitting (probability by then)\n",
                unit.plural);
    for (size_t t = 0; t < last; t = dates_next(t, last, DATES_MOST)) {
        text_append(out, "%.17g\t%zu", (double)t * period * unit.per_year, t);
        data_number(out, outcome->by[t]);
        data_number(out, outcome->broken_by[t]);
        data_number(out, outcome->quit_by[t]);
        text_append(out, "\n");
    }
}

static void dates_variables(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    struct unit unit = dates_unit((double)dates_last(outcome, DATES_TAIL) * solution->game->period);
    text_append(out, "unit = '%s'\nbreaks_down = %d\nquits = %d\n", unit.plural, outcome->breakdown > 1e-9,
                outcome->quit > 1e-9);
}

static bool has_deals(const struct solution *solution) {
    return solution->game->deals > 0;
}

// The likeliest deals, in the order of the menu; how many there are.
static size_t deals_drawn(const struct solution *solution, size_t *deals) {
    size_t count = solution_likely_deals(solution, DEALS_MOST, deals);
    for (size_t k = 1; k < count; k++)
        for (size_t at = k; at > 0 && deals[at] < deals[at - 1]; at--) {
            size_t swapped = deals[at];
            deals[at] = deals[at - 1];
            deals[at - 1] = swapped;
        }
    return count;
}

static void deals_data(const struct solution *solution, struct text *out) {
    size_t deals[DEALS_MOST], count = deals_drawn(solution, deals);
    text_append(out, "# deal\tprobability, given agreement\n");
    for (size_t k = 0; k < count; k++) {
        data_name(out, deal_name(solution->game, deals[k]));
        data_number(out, solution->outcome->deal_chance[deals[k]]);
        text_append(out, "\n");
    }
}

static void deals_variables(const struct solution *solution, struct text *out) {
    size_t deals[DEALS_MOST], count = deals_drawn(solution, deals);
    text_append(out, "deals = %zu\n", count);
    for (size_t k = 0; k < count; k++) {
        char name[32];
        snprintf(name, sizeof name, "deal_%zu", k + 1);
        variable_string(out, name, name_on_line(deal_name(solution->game, deals[k]), DEAL_WIDTH));
    }
}

const struct chart_row chart_rows[] = {
    {"values", "value of each party beside the axiomatic solutions", always, values_data, NULL},
    {"leverage", "values and bargaining range over the levels of each channel", has_levels, leverage_data,
     leverage_variables},
    {"simplex", "proposals, agreement and axiomatic solutions of a pie for three, in a triangle",
     simplex_applies, simplex_data, simplex_variables},
    {"positions", "on each issue: ideal points, proposals, settlement and what is acceptable",
     positions_apply, positions_data, positions_variables},
    {"anchoring", "what anchors bring, by susceptibility and depth", anchoring_applies, anchoring_data,
     anchoring_variables},
    {"dates", "probability of agreement, breakdown and quitting by date", takes_time, dates_data,
     dates_variables},
    {"survival", "agreed, broken down, quit or still talking by date", survival_applies, survival_data,
     survival_variables},
    {"timeline", "values and terms over time, with what happens when", timeline_applies, timeline_data,
     timeline_variables},
    {"occupancy", "levels of each channel over time, while talks go on", occupancy_applies, occupancy_data,
     occupancy_variables},
    {"shocks", "value of each party just before and just after each surprise", shocks_apply, shocks_data,
     shocks_variables},
    {"elasticity", "what moves the outcome most", elasticity_applies, elasticity_data, elasticity_variables},
    {"deals", "probability of each deal, given agreement", has_deals, deals_data, deals_variables},
};
const size_t chart_row_count = sizeof chart_rows / sizeof *chart_rows;

const char *chart_template(const char *name) {
    size_t k = 0;
    while (chart_templates[k].name && strcmp(chart_templates[k].name, name) != 0)
        k++;
    return chart_templates[k].text;
}

static void party_names(const struct scenario *scenario, struct text *out) {
    struct ends ends = {SIZE_MAX, SIZE_MAX};
    for (size_t i = 1; i < scenario->party_count; i++)
        ends = ends_shared(scenario->parties[0].name, scenario->parties[i].name, ends);
    for (size_t i = 0; i < scenario->party_count; i++) {
        char name[32];
        snprintf(name, sizeof name, "party_%zu", i + 1);
        variable_name(out, name, scenario->parties[i].name, ends, name_on_line, NAME_WIDTH);
        snprintf(name, sizeof name, "label_%zu", i + 1);
        variable_name(out, name, scenario->parties[i].name, ends, name_on_lines, LABEL_WIDTH);
    }
}

void chart_script(const struct chart_row *row, const struct solution *solution, struct text *out) {
    const struct scenario *scenario = solution->game->scenario;
    text_append(
        out,
        "# Drawn by: gnuplot %s.gp  (in this folder; gnuplot -e \"format = 'svg'\" or 'pdf' for the others)\n"
        "chart = '%s'\nparties = %zu\nquote = \"'\"\nnewline = \"\\n\"\n",
        row->name, row->name, scenario->party_count);
    variable_string(out, "scenario_title", text_wrap(scenario->title, TITLE_WIDTH, TITLE_LINES));
    party_names(scenario, out);
    if (row->variables) row->variables(solution, out);
    text_append(out, "\n%s\n%s", chart_template("common"), chart_template(row->name));
}
