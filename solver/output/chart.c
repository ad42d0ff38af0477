// SPDX-License-Identifier: GPL-3.0-or-later
// The one table of chart kinds. The .dat files are tab-separated, with '#' headers that name columns and
// units, and gnuplot's index blocks (two blank lines between panels). A script is a list of variables
// followed by the templates of scripts/charts/. Text from a scenario appears in a script only as a
// single-quoted string, where gnuplot expands nothing, and reaches the picture with enhanced text switched
// off.
#include "output/chart.h"
#include "chart_templates.h"
#include "output/dates.h"
#include "output/lines.h"
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
    LABEL_LINES = 3,
    LEVELS_NAMED = 8,
    SHORT_WIDTH = 18,
};

static const double DATES_TAIL = 1e-3; // probability that the chart of dates leaves out

// Text as a gnuplot expression: '...' with quotes and newlines joined on as .quote. and .newline. and control
// characters as blanks. (gnuplot 5.4 misreads a doubled quote at the beginning of a string, and takes @name
// for a macro on a line where a single quote stands between double quotes.)
static void append_string(struct text *out, const char *s) {
    text_append(out, "'");
    for (; *s; s++) {
        if (*s == '\n')
            text_append(out, "'.newline.'");
        else if (*s == '\'')
            text_append(out, "'.quote.'");
        else
            text_append_bytes(out, (unsigned char)*s < 0x20 || *s == 0x7F ? " " : s, 1);
    }
    text_append(out, "'");
}

// s broken to lines of `width` columns; what does not fit on `most` lines is left out, with an ellipsis.
static char *wrap(const char *s, size_t width, size_t most) {
    struct text out = {0};
    text_append(&out, "%s", "");
    for (size_t line = 1; *s && line <= most; line++) {
        const char *rest;
        size_t bytes = line_break(s, line == most ? width - 1 : width, &rest);
        text_append(&out, "%s", line > 1 ? "\n" : "");
        text_append_bytes(&out, s, bytes);
        s = rest;
    }
    text_append(&out, "%s", *s ? "…" : "");
    return text_take(&out);
}

static void define_string(struct text *out, const char *name, char *owned) {
    text_append(out, "%s = ", name);
    append_string(out, owned ? owned : "");
    text_append(out, "\n");
    out->failed = out->failed || !owned;
    free(owned);
}

static char *shortened(const char *s, size_t width) {
    struct text out = {0};
    name_shorten(&out, s, width);
    return text_take(&out);
}

static size_t lines_needed(const char *s, size_t width) {
    size_t lines = 0;
    for (const char *rest = s; *rest; lines++)
        line_break(rest, width, &rest);
    return lines;
}

// A name on up to LABEL_LINES lines; of a long one the middle goes first, since names tend to differ at
// either end.
static char *label(const char *s, size_t width) {
    char *name = shortened(s, width * 5 / 2);
    for (size_t columns = width * 5 / 2; name && lines_needed(name, width) > LABEL_LINES; columns--) {
        free(name);
        name = shortened(s, columns - 1);
    }
    char *lines = name ? wrap(name, width, LABEL_LINES) : NULL;
    free(name);
    return lines;
}

// The words that all of a group of names begin with, and those that they end with, in bytes.
struct ends {
    size_t head, tail;
};

// The words at either end that name and s have in common, no more than `ends`.
static struct ends ends_shared(const char *name, const char *s, struct ends ends) {
    size_t length = strlen(name), other = strlen(s), least = length < other ? length : other;
    size_t head = 0, tail = 0;
    while (head < ends.head && head < least && s[head] == name[head])
        head++;
    while (head > 0 && name[head - 1] != ' ')
        head--;
    while (tail < ends.tail && tail < least - head && s[other - tail - 1] == name[length - tail - 1])
        tail++;
    while (tail > 0 && name[length - tail] != ' ')
        tail--;
    return (struct ends){head, tail};
}

// A name that is too long for `width`, with an ellipsis for words that it shares with all others of its
// group: "niveau … 17". The first of them stay, as many as fit; it may still be too long.
static char *without_ends(const char *s, size_t width, struct ends ends) {
    struct text out = {0};
    size_t length = strlen(s), middle = length - ends.head - ends.tail;
    size_t taken = columns_count(s + ends.head, middle) + (ends.tail > 0 ? 5 : 3);
    const char *rest;
    if (columns_count(s, length) <= width || ends.head + ends.tail == 0) {
        text_append(&out, "%s", s);
        return text_take(&out);
    }
    size_t first = strcspn(s, " "), kept = taken < width ? line_break(s, width - taken, &rest) : first;
    if (kept < first) kept = first;
    if (kept + 1 >= ends.head) kept = ends.head;
    text_append_bytes(&out, s, kept);
    text_append(&out, "%s", kept < ends.head ? " … " : "");
    text_append_bytes(&out, s + ends.head, middle);
    text_append(&out, "%s", ends.tail > 0 ? " …" : "");
    return text_take(&out);
}

static void define_name(struct text *out, const char *variable, const char *s, struct ends ends,
                        char *(*fit)(const char *s, size_t width), size_t width) {
    char *name = without_ends(s, fit == label ? width * 2 : width, ends);
    define_string(out, variable, name ? fit(name, width) : NULL);
    free(name);
}

// A quoted field of a .dat file. Names hold no double quote.
static void data_name(struct text *out, const char *s) {
    text_append(out, "\"");
    for (; *s; s++)
        text_append_bytes(out, (unsigned char)*s < 0x20 || *s == 0x7F ? " " : s, 1);
    text_append(out, "\"");
}

static void data_number(struct text *out, double value) {
    if (isfinite(value))
        text_append(out, "\t%.17g", value + 0.0);
    else
        text_append(out, "\tNaN");
}

static bool always(const struct solution *solution) {
    (void)solution;
    return true;
}

static void values_data(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    text_append(
        out,
        "# party\tvalue (utility)\tNash (utility)\tweighted Nash (utility)\tKalai-Smorodinsky (utility)\t"
        "egalitarian (utility)\n");
    for (size_t i = 0; i < outcome->parties; i++) {
        data_name(out, solution->game->scenario->parties[i].name);
        data_number(out, outcome->value[i]);
        data_number(out, outcome->nash[i]);
        data_number(out, outcome->nash_weighted[i]);
        data_number(out, outcome->kalai_smorodinsky[i]);
        data_number(out, outcome->egalitarian[i]);
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
        define_name(out, name, channel->levels[level], ends, label, LEVEL_WIDTH);
        snprintf(name, sizeof name, "short_%zu_%zu", panel, level);
        define_name(out, name, channel->levels[level], ends, shortened, SHORT_WIDTH);
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
        define_string(out, name, shortened(game->scenario->channels[c].name, NAME_WIDTH));
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
        define_string(out, name, shortened(deal_name(solution->game, deals[k]), DEAL_WIDTH));
    }
}

const struct chart_row chart_rows[] = {
    {"values", "value of each party beside the axiomatic solutions", always, values_data, NULL},
    {"leverage", "values and bargaining range over the levels of each channel", has_levels, leverage_data,
     leverage_variables},
    {"dates", "probability of agreement, breakdown and quitting by date", takes_time, dates_data,
     dates_variables},
    {"deals", "probability of each deal, given agreement", has_deals, deals_data, deals_variables},
};
const size_t chart_row_count = sizeof chart_rows / sizeof *chart_rows;

static const char *template_text(const char *name) {
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
        define_name(out, name, scenario->parties[i].name, ends, shortened, NAME_WIDTH);
        snprintf(name, sizeof name, "label_%zu", i + 1);
        define_name(out, name, scenario->parties[i].name, ends, label, LABEL_WIDTH);
    }
}

void chart_script(const struct chart_row *row, const struct solution *solution, struct text *out) {
    const struct scenario *scenario = solution->game->scenario;
    text_append(
        out,
        "# Drawn by: gnuplot %s.gp  (in this folder; gnuplot -e \"format = 'svg'\" or 'pdf' for the others)\n"
        "chart = '%s'\nparties = %zu\nquote = \"'\"\nnewline = \"\\n\"\n",
        row->name, row->name, scenario->party_count);
    define_string(out, "scenario_title", wrap(scenario->title, TITLE_WIDTH, TITLE_LINES));
    party_names(scenario, out);
    if (row->variables) row->variables(solution, out);
    text_append(out, "\n%s\n%s", template_text("common"), template_text(row->name));
}
