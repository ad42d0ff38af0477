// SPDX-License-Identifier: GPL-3.0-or-later
// Charts over time. `survival`: how talks have ended by each date. `timeline`: for each party the value of
// talks that still go on and what it gets by an agreement at that date, means and bands of quantiles; below
// that, where on the issues they agree. Events are marked in both. The calendar is not drawn: it is the axis.
#include "core/checked.h"
#include "outcome/course.h"
#include "output/chart_kinds.h"
#include "output/chart_text.h"
#include "output/dates.h"
#include "output/lines.h"
#include <stdio.h>

enum { DATES_MOST = 300, PANELS_MOST = 8, EVENTS_DRAWN = 12, EVENT_WIDTH = 40, NAME_WIDTH = 36 };

static const double TAIL = 1e-3; // probability that charts leave out
static const double POSSIBLE = 1e-9;

static bool is_dated(const struct solution *solution) {
    const struct scenario *scenario = solution->game->scenario;
    return scenario->event_count > 0 || scenario->surprise_count > 0 || isfinite(scenario->deadline);
}

bool survival_applies(const struct solution *solution) {
    const struct outcome *outcome = solution->outcome;
    bool ends_otherwise = 1 - outcome->ever > TAIL;
    return dates_course_last(solution->game, outcome) > 1 && (ends_otherwise || is_dated(solution)) &&
           (dates_last(outcome, TAIL) > 1 || is_dated(solution));
}

static struct unit unit_of(const struct solution *solution, size_t last) {
    return dates_unit_at(solution->game, last);
}

static void survival_row(const struct outcome *outcome, double date, size_t t, struct text *out) {
    double sum = 0;
    text_append(out, "%.17g\t%zu", date, t);
    data_number(out, sum += t > 0 ? outcome->by[t - 1] : 0);
    data_number(out, sum += t > 0 ? outcome->broken_by[t - 1] : 0);
    data_number(out, sum += t > 0 ? outcome->quit_by[t - 1] : 0);
    text_append(out, "\n");
}

void survival_data(const struct solution *solution, struct text *out) {
    size_t last = dates_course_last(solution->game, solution->outcome) + 2; // the last ending shows after it
    struct unit unit = unit_of(solution, last);
    if (last > solution->outcome->horizon + 1) last = solution->outcome->horizon + 1;
    text_append(out,
                "# date (%s)\tperiods that have passed\tagreed by then (probability)\tthat or broken down\t"
                "that or ended by a party that quit; the others still talk\n",
                unit.plural);
    for (size_t t = 0; t < last; t = dates_next(t, last, DATES_MOST))
        survival_row(solution->outcome, (double)t * solution->game->period * unit.per_year, t, out);
}

// A mark for each thing that happens until `last`: where, what, and whether it was announced.
struct marks {
    const struct solution *solution;
    double per_period; // units of the axis
    size_t last, count;
};

static void mark_define(struct marks *marks, double at, bool surprise, struct text *label, struct text *out) {
    char name[32];
    bool drawn = at < (double)marks->last && marks->count < EVENTS_DRAWN;
    if (drawn) {
        size_t k = ++marks->count;
        text_append(out, "event_at_%zu = %.17g\nevent_surprise_%zu = %d\n", k, at * marks->per_period, k,
                    surprise);
        snprintf(name, sizeof name, "event_%zu", k);
        variable_string(out, name, label->data ? name_on_line(label->data, EVENT_WIDTH) : NULL);
    }
    text_free(label);
}

// How many there are.
static size_t marks_define(const struct solution *solution, size_t last, struct text *out) {
    const struct scenario *scenario = solution->game->scenario;
    struct unit unit = unit_of(solution, last);
    struct marks marks = {solution, solution->game->period * unit.per_year, last, 0};
    for (size_t k = 0; k < scenario->event_count + scenario->surprise_count; k++) {
        bool surprise = k >= scenario->event_count;
        const struct event *event =
            surprise ? &scenario->surprises[k - scenario->event_count] : &scenario->timeline[k];
        struct text label = {0};
        dates_event_text(scenario, event, &label);
        mark_define(&marks, event->at, surprise, &label, out);
    }
    if (isfinite(scenario->deadline)) {
        struct text label = {0};
        text_append(&label, "deadline");
        marks.last++;
        mark_define(&marks, scenario->deadline, false, &label, out);
    }
    text_append(out, "events = %zu\nunit = '%s'\nper_period = %.17g\n", marks.count, unit.plural,
                marks.per_period);
    return marks.count;
}

void survival_variables(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    size_t events = marks_define(solution, dates_course_last(solution->game, outcome) + 2, out);
    text_append(out, "breaks_down = %d\nquits = %d\nperiod_years = %.17g\ncanvas_height = %.1f\n",
                outcome->breakdown > POSSIBLE, outcome->quit > POSSIBLE, solution->game->period,
                11.0 + 0.5 * (double)((events + 1) / 2));
}

bool timeline_applies(const struct solution *solution) {
    const struct outcome *outcome = solution->outcome;
    if (!solution->regimes || !(dates_course_last(solution->game, outcome) > 1)) return false;
    return dates_last(outcome, TAIL) > 1 || is_dated(solution);
}

// One panel: means and bands, by date. Panels of issues have no value.
struct panel {
    size_t value, terms; // places in the course
    size_t party;        // SIZE_MAX of an issue
    const double *value_band, *terms_band;
    size_t stride; // from one date to the next in the bands
};

static void band_write(const double *band, struct text *out) {
    for (size_t b = 0; b < BANDS; b++)
        data_number(out, band ? band[b] : NAN);
}

// What is so at `date` of the fan.
static void panel_row(const struct solution *solution, const struct fan *fan, const struct panel *panel,
                      size_t date, struct text *out) {
    const double *row = course_row(solution->outcome->course, fan->round[date]), *value = panel->value_band;
    struct unit unit = unit_of(solution, dates_course_last(solution->game, solution->outcome));
    text_append(out, "%.17g\t%zu", (double)fan->round[date] * solution->game->period * unit.per_year,
                fan->round[date]);
    data_number(out, value ? row[panel->value] : NAN);
    band_write(value ? value + date * panel->stride : NULL, out);
    data_number(out, row[panel->terms]);
    band_write(panel->terms_band + date * panel->stride, out);
    data_number(out, row[COURSE_GOING]);
    data_number(out, row[COURSE_AGREED]);
    text_append(out, "\n");
}

// What a surprise found at its date: values as of before it; no terms, which are those of after.
static void shock_row(const struct solution *solution, const struct panel *panel, const struct shock *shock,
                      struct text *out) {
    struct unit unit = unit_of(solution, dates_course_last(solution->game, solution->outcome));
    text_append(out, "%.17g\t%zu", (double)shock->at * solution->game->period * unit.per_year, shock->at);
    data_number(out, panel->party == SIZE_MAX ? NAN : shock->before[panel->party]);
    band_write(NULL, out);
    data_number(out, NAN);
    band_write(NULL, out);
    data_number(out, shock->going);
    data_number(out, NAN);
    text_append(out, "\n");
}

static void panel_write(const struct solution *solution, const struct fan *fan, const struct panel *panel,
                        struct text *out) {
    const struct outcome *outcome = solution->outcome;
    for (size_t date = 0; date < fan->dates; date++) {
        for (size_t k = 0; k < outcome->shock_count && date > 0; k++) {
            size_t at = outcome->shocks[k].at;
            if (at > fan->round[date - 1] && at <= fan->round[date])
                shock_row(solution, panel, &outcome->shocks[k], out);
        }
        panel_row(solution, fan, panel, date, out);
    }
}

static void panel_header(const char *name, const char *unit, const char *plural, struct text *out) {
    text_append(out, "# ");
    data_name(out, name);
    text_append(
        out,
        "\n# date (%s)\tperiod\tvalue while talks go on: mean (utility)\t10%%\t25%%\t50%%\t75%%\t90%%\t"
        "agreed in that period: mean (%s)\t10%%\t25%%\t50%%\t75%%\t90%%\tchance that talks go on\t"
        "chance of an agreement in that period\n",
        plural, *unit ? unit : "in the issue's unit");
}

static void panels_write(const struct solution *solution, const struct fan *fan, struct text *out) {
    const struct game *game = solution->game;
    const struct course *course = solution->outcome->course;
    struct unit unit = unit_of(solution, dates_course_last(game, solution->outcome));
    for (size_t i = 0; i < game->parties; i++) {
        struct panel panel = {course->value + i,      course->terms + i,      i,
                              fan->value + i * BANDS, fan->terms + i * BANDS, game->parties * BANDS};
        text_append(out, "%s", i > 0 ? "\n\n" : "");
        panel_header(game->scenario->parties[i].name, "utility", unit.plural, out);
        panel_write(solution, fan, &panel, out);
    }
    for (size_t k = 0; k < game->issues; k++) {
        struct panel panel = {0,    course->position + k,      SIZE_MAX,
                              NULL, fan->position + k * BANDS, game->issues * BANDS};
        text_append(out, "\n\n");
        panel_header(game->scenario->issues[k].name, game->scenario->issues[k].unit, unit.plural, out);
        panel_write(solution, fan, &panel, out);
    }
}

// Dates that are drawn: fewer where it takes long to sort all that can be the case at one.
static size_t dates_most(const struct solution *solution) {
    static const double SORTED_MOST = 1e7;
    enum { LEAST = 24 };
    size_t cases = solution->game->states + solution->profile->proposal_count;
    double most = SORTED_MOST / ((double)cases * (double)solution->game->parties);
    return most < LEAST ? LEAST : most < DATES_MOST ? (size_t)most : DATES_MOST;
}

void timeline_data(const struct solution *solution, struct text *out) {
    size_t last = dates_course_last(solution->game, solution->outcome), count = 0;
    size_t most = dates_most(solution);
    size_t *round = array_new(last, sizeof *round);
    struct fan *fan = NULL;
    for (size_t t = 0; round && t < last; t = dates_next(t, last, most))
        round[count++] = t;
    if (round &&
        fan_compute(solution->regimes, solution->regime_count, round, count, &fan, NULL) == PARLEY_OK)
        panels_write(solution, fan, out);
    else
        out->failed = true;
    fan_free(fan);
    free(round);
}

static void panel_name(size_t panel, size_t index, const char *name, struct text *out) {
    char variable[32];
    snprintf(variable, sizeof variable, "panel_%zu", panel);
    variable_string(out, variable, name_on_line(name, NAME_WIDTH));
    text_append(out, "block_%zu = %zu\n", panel, index);
}

// The parties come first; panels beyond what can be read are left out of the picture, not of the data.
void timeline_variables(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    size_t issues = game->issues < PANELS_MOST / 2 ? game->issues : PANELS_MOST / 2;
    if (!(solution->outcome->ever > POSSIBLE)) issues = 0;
    size_t parties = game->parties < PANELS_MOST - issues ? game->parties : PANELS_MOST - issues;
    for (size_t i = 0; i < parties; i++)
        panel_name(i + 1, i, game->scenario->parties[i].name, out);
    for (size_t k = 0; k < issues; k++) {
        const struct issue *issue = &game->scenario->issues[k];
        struct text name = {0};
        text_append(&name, *issue->unit ? "%s (%s)" : "%s", issue->name, issue->unit);
        panel_name(parties + k + 1, game->parties + k, name.data ? name.data : "", out);
        text_append(out, "low_%zu = %.17g\nhigh_%zu = %.17g\n", parties + k + 1, issue->low, parties + k + 1,
                    issue->high);
        out->failed = out->failed || name.failed;
        text_free(&name);
    }
    text_append(out, "agrees = %d\n", solution->outcome->ever > POSSIBLE);
    text_append(out, "party_panels = %zu\npanels = %zu\nsize = %.17g\n", parties, parties + issues,
                game->scale);
    size_t events = marks_define(solution, dates_course_last(game, solution->outcome), out);
    size_t panels = parties + issues, columns = panels < 3 ? panels : panels == 4 ? 2 : 3;
    text_append(out, "canvas_height = %.1f\n",
                3.0 + 8.0 * (double)((panels + columns - 1) / columns) + 0.5 * (double)((events + 1) / 2));
}
