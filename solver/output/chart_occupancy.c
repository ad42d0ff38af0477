// SPDX-License-Identifier: GPL-3.0-or-later
// Two charts of what leverage does over time. `occupancy`: a panel per channel, the chance of each level at
// the start of each period given that talks still go on, stacked; the levels of long channels in groups.
// `shocks`: the value of each party just before and just after each surprise.
#include "outcome/course.h"
#include "output/chart_kinds.h"
#include "output/chart_text.h"
#include "output/dates.h"
#include <stdio.h>

enum { DATES_MOST = 300, GROUPS_MOST = 10, PANELS_MOST = 9, NAME_WIDTH = 30, LEVEL_WIDTH = 22 };

static const double MATTERS = 1e-3;

// Levels of channel c that are drawn together: group g has levels first..next - 1.
static size_t groups_of(const struct game *game, size_t c) {
    return game->levels[c] < GROUPS_MOST ? game->levels[c] : GROUPS_MOST;
}

static size_t group_first(const struct game *game, size_t c, size_t g) {
    return g * game->levels[c] / groups_of(game, c);
}

static double group_chance(const struct solution *solution, size_t c, size_t g, size_t t) {
    const struct course *course = solution->outcome->course;
    const double *level = course_row(course, t) + course->level + course->first[c];
    double sum = 0;
    for (size_t l = group_first(solution->game, c, g); l < group_first(solution->game, c, g + 1); l++)
        sum += level[l];
    return sum;
}

// Is there anything to see? The calendar is the axis; a channel that stands still is a bar.
static bool is_drawn(const struct solution *solution, size_t c) {
    const struct game *game = solution->game;
    size_t last = dates_course_last(game, solution->outcome);
    if (c == game->scenario->calendar || !(game->levels[c] > 1)) return false;
    for (size_t t = 1; t < last; t++)
        for (size_t g = 0; g < groups_of(game, c); g++)
            if (fabs(group_chance(solution, c, g, t) - group_chance(solution, c, g, 0)) > MATTERS)
                return true;
    return false;
}

bool occupancy_applies(const struct solution *solution) {
    if (!(dates_course_last(solution->game, solution->outcome) > 1)) return false;
    for (size_t c = 0; c < solution->game->channels; c++)
        if (is_drawn(solution, c)) return true;
    return false;
}

// "low", "low to high"
static void group_append(const struct game *game, size_t c, size_t g, struct text *out) {
    const struct channel *channel = &game->scenario->channels[c];
    size_t first = group_first(game, c, g), next = group_first(game, c, g + 1);
    text_append(out, "%s", channel->levels[first]);
    if (next - first > 1) text_append(out, " to %s", channel->levels[next - 1]);
}

// Levels in period t, written as of period `as`.
static void occupancy_row(const struct solution *solution, size_t c, size_t t, size_t as, double date,
                          struct text *out) {
    double sum = 0;
    text_append(out, "%.17g\t%zu", date, as);
    for (size_t g = 0; g < groups_of(solution->game, c); g++)
        data_number(out, sum += group_chance(solution, c, g, t));
    text_append(out, "\n");
}

static void channel_data(const struct solution *solution, size_t c, struct text *out) {
    const struct game *game = solution->game;
    size_t last = dates_course_last(game, solution->outcome);
    struct unit unit = dates_unit_at(game, last);
    text_append(out, "# ");
    data_name(out, game->scenario->channels[c].name);
    text_append(out,
                ": chance given that talks still go on, added up from the first level; the last row ends the "
                "last period\n# date (%s)\tperiod",
                unit.plural);
    for (size_t g = 0; g < groups_of(game, c); g++) {
        struct text name = {0};
        group_append(game, c, g, &name);
        text_append(out, "\t");
        data_name(out, name.data ? name.data : "");
        out->failed = out->failed || name.failed;
        text_free(&name);
    }
    text_append(out, "\n");
    for (size_t t = 0; t < last; t = dates_next(t, last, DATES_MOST))
        occupancy_row(solution, c, t, t, (double)t * game->period * unit.per_year, out);
    // The last period has a width too.
    occupancy_row(solution, c, last - 1, last, (double)last * game->period * unit.per_year, out);
}

void occupancy_data(const struct solution *solution, struct text *out) {
    const char *between = "";
    for (size_t c = 0; c < solution->game->channels; c++) {
        if (!is_drawn(solution, c)) continue;
        text_append(out, "%s", between);
        channel_data(solution, c, out);
        between = "\n\n";
    }
}

static void group_names(const struct game *game, size_t c, size_t panel, struct text *out) {
    for (size_t g = 0; g < groups_of(game, c); g++) {
        char variable[48];
        struct text name = {0};
        group_append(game, c, g, &name);
        snprintf(variable, sizeof variable, "level_%zu_%zu", panel, g + 1);
        variable_string(out, variable, name.data ? name_on_line(name.data, LEVEL_WIDTH) : NULL);
        text_free(&name);
    }
}

void occupancy_variables(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    struct unit unit = dates_unit_at(game, dates_course_last(game, solution->outcome));
    size_t panels = 0;
    for (size_t c = 0; c < game->channels && panels < PANELS_MOST; c++) {
        char variable[32];
        if (!is_drawn(solution, c)) continue;
        snprintf(variable, sizeof variable, "channel_%zu", ++panels);
        variable_string(out, variable, name_on_line(game->scenario->channels[c].name, NAME_WIDTH));
        text_append(out, "levels_%zu = %zu\n", panels, groups_of(game, c));
        group_names(game, c, panels, out);
    }
    text_append(out, "panels = %zu\nunit = '%s'\n", panels, unit.plural);
}

static bool shock_is_drawn(const struct shock *shock) {
    return shock->going > MATTERS * MATTERS;
}

bool shocks_apply(const struct solution *solution) {
    for (size_t k = 0; k < solution->outcome->shock_count; k++)
        if (shock_is_drawn(&solution->outcome->shocks[k])) return true;
    return false;
}

void shocks_data(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    const char *between = "";
    for (size_t k = 0; k < outcome->shock_count; k++) {
        const struct shock *shock = &outcome->shocks[k];
        if (!shock_is_drawn(shock)) continue;
        text_append(
            out,
            "%s# surprise in period %zu; talks still go on then with probability %.17g\n"
            "# party\tvalue just before (utility)\tvalue just after (utility)\tdifference (utility)\n",
            between, shock->at, shock->going);
        for (size_t i = 0; i < outcome->parties; i++) {
            data_name(out, solution->game->scenario->parties[i].name);
            data_number(out, shock->before[i]);
            data_number(out, shock->after[i]);
            data_number(out, shock->after[i] - shock->before[i]);
            text_append(out, "\n");
        }
        between = "\n\n";
    }
}

static void shock_title(const struct solution *solution, size_t k, struct text *out) {
    const struct shock *shock = &solution->outcome->shocks[k];
    double years = (double)shock->at * solution->game->period;
    struct unit unit = dates_unit_at(solution->game, shock->at);
    if (shock->at > 0)
        text_append(out, "after %.3g %s: ", years * unit.per_year, unit.plural);
    else
        text_append(out, "at the start: ");
    dates_event_text(solution->game->scenario, &solution->game->scenario->surprises[k], out);
}

void shocks_variables(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    size_t panels = 0;
    for (size_t k = 0; k < outcome->shock_count && panels < PANELS_MOST; k++) {
        char variable[32];
        struct text title = {0};
        if (!shock_is_drawn(&outcome->shocks[k])) continue;
        shock_title(solution, k, &title);
        snprintf(variable, sizeof variable, "shock_%zu", ++panels);
        variable_string(out, variable, title.data ? text_wrap(title.data, 2 * NAME_WIDTH - 10, 2) : NULL);
        text_append(out, "going_%zu = %.17g\n", panels, outcome->shocks[k].going);
        text_free(&title);
    }
    text_append(out, "panels = %zu\n", panels);
}
