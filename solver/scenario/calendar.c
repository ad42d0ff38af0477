// SPDX-License-Identifier: GPL-3.0-or-later
// A deadline and a timeline rewritten as a channel, the calendar, whose level t is round t. It moves up by
// one each round; its last level is the last round before the deadline, or else the date of the last event,
// after which nothing changes any more and all rounds are one level. What events change is written as effects
// of the calendar, what they set as levels that a channel is forced to when a level of the calendar begins.
// The reader reserves the places of the channel and of its effects; here they are filled, and filled anew
// when a number changes. Breakdown after the deadline is for game/. Surprises are no part of the calendar:
// each is a change of the scenario as a whole.
#include "scenario/calendar.h"
#include "core/checked.h"
#include "core/text.h"
#include "scenario/table.h"
#include <stdint.h>
#include <stdio.h>

const char calendar_name[] = "calendar";

// What a rebuild replaces.
struct calendar {
    char **levels;
    size_t level_count;
    double **set;    // one per effect of the channel
    size_t **forced; // one per channel; NULL where no event sets it
};

void events_free(struct event *events, size_t count) {
    for (size_t e = 0; e < count; e++) {
        for (size_t k = 0; k < events[e].change_count; k++)
            free(events[e].changes[k].path);
        free(events[e].changes);
        free(events[e].sets);
    }
    free(events);
}

static int event_compare(const void *a, const void *b) {
    const struct event *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void events_sort(struct event *events, size_t count) {
    if (count > 1) qsort(events, count, sizeof *events, event_compare);
}

static size_t level_count_wanted(const struct scenario *scenario) {
    if (!isnan(scenario->deadline)) return (size_t)scenario->deadline;
    return scenario->event_count > 0 ? (size_t)scenario->timeline[scenario->event_count - 1].at + 1 : 1;
}

static bool levels_make(struct calendar *calendar, size_t count) {
    if (!(calendar->levels = array_new(count, sizeof *calendar->levels))) return false;
    while (calendar->level_count < count) {
        struct text name = {0};
        text_append(&name, "%zu", calendar->level_count);
        if (!(calendar->levels[calendar->level_count] = text_take(&name))) return false;
        calendar->level_count++;
    }
    return true;
}

// The value of a parameter from each date on; NaN before the first.
static void values_fill(const struct scenario *scenario, const double *target, size_t level_count,
                        double *set) {
    double value = NAN;
    size_t t = 0;
    for (size_t e = 0; e < scenario->event_count; e++) {
        const struct event *event = &scenario->timeline[e];
        while (t < (size_t)event->at)
            set[t++] = value;
        for (size_t m = 0; m < event->change_count; m++)
            if (event->changes[m].target == target) value = event->changes[m].value;
    }
    while (t < level_count)
        set[t++] = value;
}

static bool effects_make(const struct scenario *scenario, struct calendar *calendar) {
    const struct channel *channel = &scenario->channels[scenario->calendar];
    if (!(calendar->set = array_new(channel->effect_count, sizeof *calendar->set))) return false;
    for (size_t k = 0; k < channel->effect_count; k++) {
        calendar->set[k] = array_new(calendar->level_count, sizeof *calendar->set[k]);
        if (!calendar->set[k]) return false;
        values_fill(scenario, channel->effects[k].target, calendar->level_count, calendar->set[k]);
    }
    return true;
}

// Where channel c is put at each date; SIZE_MAX: nowhere. False if no event ever does.
static bool forced_fill(const struct scenario *scenario, size_t c, size_t level_count, size_t *forced) {
    bool any = false;
    for (size_t t = 0; forced && t < level_count; t++)
        forced[t] = SIZE_MAX;
    for (size_t e = 0; e < scenario->event_count; e++)
        for (size_t k = 0; k < scenario->timeline[e].set_count; k++) {
            const struct event_set *set = &scenario->timeline[e].sets[k];
            if (set->channel != c) continue;
            if (forced) forced[(size_t)scenario->timeline[e].at] = (size_t)set->level;
            any = true;
        }
    return any;
}

static bool forced_make(const struct scenario *scenario, struct calendar *calendar) {
    if (!(calendar->forced = array_new(scenario->channel_count, sizeof *calendar->forced))) return false;
    for (size_t c = 0; c < scenario->channel_count; c++) {
        if (!forced_fill(scenario, c, calendar->level_count, NULL)) continue;
        calendar->forced[c] = array_new(calendar->level_count, sizeof *calendar->forced[c]);
        if (!calendar->forced[c]) return false;
        forced_fill(scenario, c, calendar->level_count, calendar->forced[c]);
    }
    return true;
}

static void starts_force(struct scenario *scenario) {
    for (size_t c = 0; c < scenario->channel_count; c++) {
        const size_t *forced = scenario->channels[c].forced;
        if (forced && forced[0] != SIZE_MAX) scenario->channels[c].start = (double)forced[0];
    }
}

// Is there a place for all that the timeline says, in as many levels as it takes? (One that is being read has
// none yet.)
static bool is_laid_out(const struct scenario *scenario) {
    const struct channel *channel = &scenario->channels[scenario->calendar];
    bool all = channel->level_count == level_count_wanted(scenario);
    for (size_t k = 0; k < channel->effect_count; k++)
        all = all && channel->effects[k].set;
    for (size_t e = 0; e < scenario->event_count; e++)
        for (size_t k = 0; k < scenario->timeline[e].set_count; k++)
            all = all && scenario->channels[scenario->timeline[e].sets[k].channel].forced;
    return all;
}

// The same dates with other numbers: all in its place, so that it takes no memory.
static void calendar_refill(struct scenario *scenario) {
    struct channel *channel = &scenario->channels[scenario->calendar];
    for (size_t k = 0; k < channel->effect_count; k++)
        values_fill(scenario, channel->effects[k].target, channel->level_count, channel->effects[k].set);
    for (size_t c = 0; c < scenario->channel_count; c++)
        if (scenario->channels[c].forced)
            forced_fill(scenario, c, channel->level_count, scenario->channels[c].forced);
    starts_force(scenario);
}

// Put the new pieces in their places; `calendar` then holds the old ones.
static void calendar_swap(struct scenario *scenario, struct calendar *calendar) {
    struct channel *channel = &scenario->channels[scenario->calendar];
    char **levels = channel->levels;
    size_t level_count = channel->level_count;
    channel->levels = calendar->levels;
    channel->level_count = calendar->level_count;
    calendar->levels = levels;
    calendar->level_count = level_count;
    for (size_t k = 0; k < channel->effect_count; k++) {
        double *set = channel->effects[k].set;
        channel->effects[k].set = calendar->set[k];
        calendar->set[k] = set;
    }
    for (size_t c = 0; c < scenario->channel_count; c++) {
        size_t *forced = scenario->channels[c].forced;
        scenario->channels[c].forced = calendar->forced[c];
        calendar->forced[c] = forced;
    }
    starts_force(scenario);
}

static void calendar_free(const struct scenario *scenario, struct calendar *calendar) {
    for (size_t t = 0; t < calendar->level_count; t++)
        free(calendar->levels[t]);
    for (size_t k = 0; calendar->set && k < scenario->channels[scenario->calendar].effect_count; k++)
        free(calendar->set[k]);
    for (size_t c = 0; calendar->forced && c < scenario->channel_count; c++)
        free(calendar->forced[c]);
    free(calendar->levels);
    free(calendar->set);
    free(calendar->forced);
}

bool scenario_build_calendar(struct scenario *scenario) {
    events_sort(scenario->timeline, scenario->event_count);
    events_sort(scenario->surprises, scenario->surprise_count);
    if (scenario->calendar == SIZE_MAX) return true;
    struct calendar calendar = {0};
    if (is_laid_out(scenario)) {
        calendar_refill(scenario);
        return true;
    }
    bool made = levels_make(&calendar, level_count_wanted(scenario)) && effects_make(scenario, &calendar) &&
                forced_make(scenario, &calendar);
    if (made) calendar_swap(scenario, &calendar);
    calendar_free(scenario, &calendar);
    return made;
}

// What the timeline said of a parameter up to a date is no longer so.
static void timeline_forget(struct scenario *scenario, const double *target, double date) {
    for (size_t e = 0; e < scenario->event_count; e++) {
        struct event *event = &scenario->timeline[e];
        size_t kept = 0;
        for (size_t k = 0; k < event->change_count; k++) {
            if (event->at <= date && event->changes[k].target == target)
                free(event->changes[k].path);
            else
                event->changes[kept++] = event->changes[k];
        }
        event->change_count = kept;
    }
}

void scenario_repeat_surprise(struct scenario *scenario, size_t k) {
    for (size_t r = 0; r <= k && r < scenario->surprise_count; r++)
        for (size_t m = 0; m < scenario->surprises[r].change_count; m++) {
            const struct event_change *change = &scenario->surprises[r].changes[m];
            *change->target = change->value;
        }
}

bool scenario_apply_surprise(struct scenario *scenario, size_t k) {
    scenario_repeat_surprise(scenario, k);
    for (size_t r = 0; r <= k && r < scenario->surprise_count; r++) {
        const struct event *surprise = &scenario->surprises[r];
        for (size_t m = 0; m < surprise->change_count; m++)
            timeline_forget(scenario, surprise->changes[m].target, surprise->at);
    }
    return scenario_build_table(scenario) && scenario_build_calendar(scenario);
}

size_t scenario_surprise_state(const struct scenario *scenario, size_t k, size_t s) {
    const struct event *surprise = &scenario->surprises[k];
    size_t stride = 1;
    for (size_t c = scenario->channel_count; c-- > 0; stride *= scenario->channels[c].level_count)
        for (size_t m = 0; m < surprise->set_count; m++) {
            if (surprise->sets[m].channel != c) continue;
            size_t level = s / stride % scenario->channels[c].level_count;
            s += (size_t)surprise->sets[m].level * stride - level * stride;
        }
    return s;
}

// Two things that happen at one date and do not go together.
static void clash_check(const struct scenario *scenario, const struct event *a, const struct event *b,
                        struct errors *errors) {
    for (size_t k = 0; a != b && k < a->set_count; k++)
        for (size_t m = 0; m < b->set_count; m++)
            if (a->sets[k].channel == b->sets[m].channel)
                errors_add(errors, PARLEY_INPUT, b->sets[m].mark, "two events at period %g set '%s'", a->at,
                           scenario->channels[a->sets[k].channel].name);
    for (size_t k = 0; k < a->change_count; k++)
        for (size_t m = a == b ? k + 1 : 0; m < b->change_count; m++)
            if (a->changes[k].row && a->changes[k].target == b->changes[m].target)
                errors_add(errors, PARLEY_INPUT, b->changes[m].mark, "'%s' is changed twice at period %g",
                           b->changes[m].path, a->at);
}

static void event_check(const struct scenario *scenario, const struct event *event, const char *what,
                        struct errors *errors) {
    if (event->at >= scenario->deadline)
        errors_add(errors, PARLEY_INPUT, event->mark,
                   "the %s at period %g comes after the deadline: the last period is %g", what, event->at,
                   scenario->deadline - 1);
    for (size_t k = 0; k < event->change_count; k++) {
        const struct event_change *change = &event->changes[k];
        if (change->row && isnan(*change->target))
            errors_add(errors, PARLEY_INPUT, change->mark,
                       "'%s' is not given, so there is nothing for the %s at period %g to change",
                       change->path, what, event->at);
    }
}

void calendar_check(const struct scenario *scenario, struct errors *errors) {
    for (size_t e = 0; e < scenario->event_count; e++) {
        const struct event *event = &scenario->timeline[e];
        event_check(scenario, event, "event", errors);
        for (size_t f = 0; f <= e; f++)
            if (scenario->timeline[f].at == event->at)
                clash_check(scenario, &scenario->timeline[f], event, errors);
    }
    for (size_t e = 0; e < scenario->surprise_count; e++) {
        const struct event *surprise = &scenario->surprises[e];
        event_check(scenario, surprise, "surprise", errors);
        clash_check(scenario, surprise, surprise, errors);
        for (size_t f = 0; f < e; f++)
            if (scenario->surprises[f].at == surprise->at)
                errors_add(errors, PARLEY_INPUT, surprise->mark,
                           "two surprises at period %g: give what happens then in one entry", surprise->at);
    }
}
