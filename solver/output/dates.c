// SPDX-License-Identifier: GPL-3.0-or-later
// Dates for readers. A month is a twelfth of a year and a day is 1/365.25 of a year, as in scenario files.
#include "output/dates.h"
#include "outcome/course.h"

struct unit dates_unit(double years) {
    static const struct unit day = {"day", "days", 365.25}, month = {"month", "months", 12},
                             year = {"year", "years", 1};
    return years < 0.25 ? day : years < 5 ? month : year;
}

struct unit dates_unit_at(const struct game *game, size_t period) {
    static const double MONTH = 0.999 / 12, FEW_MONTHS = 0.25;
    double years = (double)period * game->period;
    return dates_unit(game->period >= MONTH ? fmax(years, FEW_MONTHS) : years);
}

static double ended_by(const struct outcome *outcome, size_t t) {
    return outcome->by[t] + outcome->broken_by[t] + outcome->quit_by[t];
}

size_t dates_last(const struct outcome *outcome, double tail) {
    size_t last = outcome->horizon;
    while (last > 1 && ended_by(outcome, outcome->horizon - 1) - ended_by(outcome, last - 2) < tail)
        last--;
    return last;
}

size_t dates_next(size_t t, size_t last, size_t most) {
    size_t step = last > most ? (last + most - 1) / most : 1;
    if (t + step < last || t + 1 == last) return t + step < last ? t + step : last;
    return last - 1;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

size_t dates_course_last(const struct game *game, const struct outcome *outcome) {
    static const double CHANCE_LEAST = 0.01;
    enum { WHILE = 12, LEAST = 24 };
    const struct scenario *scenario = game->scenario;
    size_t last = outcome->course->rounds, ended = dates_last(outcome, CHANCE_LEAST), events = 0;
    while (last > 1 && !(course_row(outcome->course, last - 1)[COURSE_GOING] >= CHANCE_LEAST))
        last--;
    if (last < outcome->course->rounds) return last;
    if (scenario->calendar < game->channels) events = game->levels[scenario->calendar];
    for (size_t k = 0; k < outcome->shock_count; k++)
        events = larger(events, outcome->shocks[k].at);
    size_t wanted = larger(larger(ended + ended / 4, events + WHILE), LEAST);
    return wanted < last ? wanted : last;
}

void dates_event_text(const struct scenario *scenario, const struct event *event, struct text *out) {
    const char *between = "";
    for (size_t c = 0; c < event->set_count; c++) {
        const struct channel *channel = &scenario->channels[event->sets[c].channel];
        text_append(out, "%s%s %s", between, channel->name, channel->levels[(size_t)event->sets[c].level]);
        between = ", ";
    }
    for (size_t c = 0; c < event->change_count; c++) {
        struct event_change *change = &event->changes[c];
        struct parameter parameter = {change->row, &change->value, change->path, change->levels};
        text_append(out, "%s%s ", between, change->path);
        scenario_value_text(&parameter, out);
        between = ", ";
    }
}
