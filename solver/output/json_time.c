// SPDX-License-Identifier: GPL-3.0-or-later
// A result over time as JSON. `dates` has the chances of each ending by a period and in it, the chance that
// talks still go on at its start (survival) and that of an agreement in it if they do (hazard). `course` has
// what they are worth and where leverage stands if they do, and what is agreed if they agree in it.
#include "output/json_time.h"
#include "outcome/course.h"
#include "output/dates.h"

enum { DATES_MOST = 1000, COURSE_MOST = 100, LEVELS_MOST = 100 };

json_t *json_quantiles(struct writer *writer) {
    static const struct {
        const char *name;
        double fraction;
    } quantiles[] = {{"10", 0.1}, {"25", 0.25}, {"50", 0.5}, {"75", 0.75}, {"90", 0.9}};
    json_t *object = json_object();
    for (size_t k = 0; k < sizeof quantiles / sizeof *quantiles; k++)
        json_put(writer, object, quantiles[k].name,
                 json_number(outcome_quantile(writer->solution->outcome, quantiles[k].fraction)));
    return object;
}

// What a distribution function gains in period t.
static double gain(const double *by, size_t t) {
    return t > 0 ? by[t] - by[t - 1] : by[0];
}

typedef double (*date_number)(const struct outcome *outcome, size_t t);

static double agreed_by(const struct outcome *outcome, size_t t) {
    return outcome->by[t];
}
static double broken_by(const struct outcome *outcome, size_t t) {
    return outcome->broken_by[t];
}
static double quit_by(const struct outcome *outcome, size_t t) {
    return outcome->quit_by[t];
}
static double agreed(const struct outcome *outcome, size_t t) {
    return gain(outcome->by, t);
}
static double broken(const struct outcome *outcome, size_t t) {
    return gain(outcome->broken_by, t);
}
static double quit(const struct outcome *outcome, size_t t) {
    return gain(outcome->quit_by, t);
}
static double survival(const struct outcome *outcome, size_t t) {
    return outcome->going[t];
}
static double hazard(const struct outcome *outcome, size_t t) {
    return outcome->going[t] > 0 ? gain(outcome->by, t) / outcome->going[t] : NAN;
}

json_t *json_dates(struct writer *writer) {
    static const struct {
        const char *key;
        date_number number;
    } arrays[] = {{"agreement", agreed_by}, {"breakdown", broken_by}, {"quit", quit_by},
                  {"agreed_in", agreed},    {"broken_in", broken},    {"quit_in", quit},
                  {"survival", survival},   {"hazard", hazard}};
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object(), *period = json_array();
    size_t last = dates_last(outcome, 1e-6);
    for (size_t t = 0; t < last; t = dates_next(t, last, DATES_MOST))
        json_push(writer, period, json_count(t));
    json_put(writer, object, "period", period);
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        json_t *array = json_array();
        for (size_t t = 0; t < last; t = dates_next(t, last, DATES_MOST))
            json_push(writer, array, json_number(arrays[k].number(outcome, t)));
        json_put(writer, object, arrays[k].key, array);
    }
    return object;
}

// One number of the course over time.
static json_t *number_json(struct writer *writer, size_t place) {
    const struct course *course = writer->solution->outcome->course;
    json_t *array = json_array();
    for (size_t t = 0; t < course->rounds; t = dates_next(t, course->rounds, COURSE_MOST))
        json_push(writer, array, json_number(course_row(course, t)[place]));
    return array;
}

static json_t *numbers_by_party(struct writer *writer, size_t place) {
    json_t *object = json_object();
    for (size_t i = 0; i < writer->game->parties; i++)
        json_put(writer, object, json_party(writer, i), number_json(writer, place + i));
    return object;
}

static json_t *numbers_by_issue(struct writer *writer, size_t place) {
    json_t *object = json_object();
    for (size_t k = 0; k < writer->game->issues; k++)
        json_put(writer, object, writer->game->scenario->issues[k].name, number_json(writer, place + k));
    return object;
}

static json_t *numbers_by_deal(struct writer *writer, size_t place) {
    size_t deals[COURSE_MOST];
    size_t count = solution_likely_deals(writer->solution, sizeof deals / sizeof *deals, deals);
    json_t *object = json_object();
    for (size_t d = 0; d < count; d++)
        if (writer->solution->outcome->deal_chance[deals[d]] > 0)
            json_put(writer, object, deal_name(writer->game, deals[d]),
                     number_json(writer, place + deals[d]));
    return object;
}

static json_t *occupancy_json(struct writer *writer) {
    const struct scenario *scenario = writer->game->scenario;
    const struct course *course = writer->solution->outcome->course;
    json_t *object = json_object();
    for (size_t c = 0; c < scenario->channel_count; c++) {
        const struct channel *channel = &scenario->channels[c];
        if (c == scenario->calendar || channel->level_count > LEVELS_MOST) continue;
        json_t *levels = json_object();
        for (size_t level = 0; level < channel->level_count; level++)
            json_put(writer, levels, channel->levels[level],
                     number_json(writer, course->level + course->first[c] + level));
        json_put(writer, object, channel->name, levels);
    }
    return object;
}

json_t *json_course(struct writer *writer) {
    const struct course *course = writer->solution->outcome->course;
    json_t *object = json_object(), *period = json_array();
    for (size_t t = 0; t < course->rounds; t = dates_next(t, course->rounds, COURSE_MOST))
        json_push(writer, period, json_count(t));
    json_put(writer, object, "period", period);
    json_put(writer, object, "value", numbers_by_party(writer, course->value));
    json_put(writer, object, "agreed_utility", numbers_by_party(writer, course->terms));
    if (writer->game->issues > 0)
        json_put(writer, object, "positions", numbers_by_issue(writer, course->position));
    if (writer->game->deals > 0) json_put(writer, object, "deals", numbers_by_deal(writer, course->deal));
    json_put(writer, object, "occupancy", occupancy_json(writer));
    return object;
}

static json_t *assurance_json(struct writer *writer, const struct certificate *certificate) {
    json_t *object = json_object();
    json_put(writer, object, "epsilon", json_number(certificate->epsilon));
    json_put(writer, object, "bound", json_number(certificate->bound));
    json_put(writer, object, "holds", json_boolean(certificate->holds));
    return object;
}

json_t *json_surprises(struct writer *writer) {
    const struct solution *solution = writer->solution;
    const struct outcome *outcome = solution->outcome;
    json_t *array = json_array();
    for (size_t k = 0; k < outcome->shock_count; k++) {
        const struct shock *shock = &outcome->shocks[k];
        double worth[PARTIES_MAX];
        for (size_t i = 0; i < outcome->parties; i++)
            worth[i] = shock->after[i] - shock->before[i];
        json_t *object = json_object();
        json_put(writer, object, "period", json_count(shock->at));
        json_put(writer, object, "going", json_number(shock->going));
        json_put(writer, object, "before", json_by_party(writer, shock->before));
        json_put(writer, object, "after", json_by_party(writer, shock->after));
        json_put(writer, object, "worth", json_by_party(writer, worth));
        if (solution->assurance)
            json_put(writer, object, "certificate",
                     assurance_json(writer, &solution->assurance[k + 1].certificate));
        json_push(writer, array, object);
    }
    return array;
}
