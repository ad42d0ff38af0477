// SPDX-License-Identifier: GPL-3.0-or-later
// The games of a point. What is varied is set in every regime's scenario, and after that what the surprises
// change, so that an axis is the value before a surprise, and in all regimes that of a parameter which no
// surprise touches. A parameter that follows another follows the scenario as written. Scenarios are changed
// in place, and of the games the parts that any axis feeds: what a surprise changes is the same at every
// point, unless an axis says to what, which then feeds it. Where going back to another value would not bring
// everything back, scenarios are read anew for each point and games compiled whole. A point whose parameters
// make no scenario leaves no trace: the solvers keep what they solved last, and the next point sets and
// compiles all that this one did.
#include "core/checked.h"
#include "game/regimes.h"
#include "scenario/table.h"
#include "sweep/talks_inside.h"
#include <string.h>

// ---- scenarios ----

static const char *target_path(const struct talks *talks, size_t t) {
    const struct sweep_job *job = talks->job;
    return t < talks->axes ? job->layout->axes[t].path : job->derived[t - talks->axes].target;
}

// Without anchors there is nothing to be on the table at the start.
static bool is_gone(const struct talk *talk, const struct target *target) {
    const struct scenario *scenario = talk->scenario;
    return !talk->anchored && target->parameter.channel &&
           target->parameter.channel == &scenario->channels[scenario->channel_count - 1];
}

// All are found in the scenario as written. In the others what hangs on anchors may not be there, and what
// was announced of a parameter that a surprise changed since: it means nothing there, and is not set.
static enum parley_status targets_find(const struct talks *talks, struct talk *talk, struct errors *errors) {
    bool first = talk == talks->talk;
    enum parley_status status = PARLEY_OK;
    for (size_t t = 0; t < talks->targets && status == PARLEY_OK; t++) {
        struct target *target = &talk->target[t];
        status = target_find(talk->scenario, target_path(talks, t), target, first ? errors : NULL);
        if (!first && status == PARLEY_INPUT) status = PARLEY_OK;
        if (is_gone(talk, target)) target->parameter.value = NULL;
        if (target->parameter.value) talk->feeds |= parameter_feeds(talk->scenario, &target->parameter);
    }
    if (talks->rereads) talk->feeds = FEEDS_ALL;
    return status;
}

static enum parley_status leaders_find(struct talks *talks, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    for (size_t d = 0; d < talks->job->derived_count && status == PARLEY_OK; d++)
        status = target_find(talks->talk->scenario, talks->job->derived[d].source, &talks->leader[d], errors);
    return status;
}

// Read the scenario unless it is there. One that is read anew is turned into that of its regime only when its
// parameters are set: what they move may decide what a surprise does.
static enum parley_status talk_read(struct talks *talks, struct talk *talk, struct errors *errors) {
    const struct sweep_job *job = talks->job;
    enum parley_status status =
        talk->scenario ? PARLEY_OK : job->scenario(job->scenario_context, &talk->scenario, errors);
    if (status == PARLEY_OK && !talks->rereads && !regime_enter(talk->scenario, talk->regime, talk->anchored))
        status = PARLEY_MEMORY;
    if (status == PARLEY_OK) status = targets_find(talks, talk, errors);
    if (status == PARLEY_OK && talk == talks->talk) status = leaders_find(talks, errors);
    return status;
}

static enum parley_status talk_new(struct talks *talks, size_t g, struct scenario *scenario,
                                   struct errors *errors) {
    struct talk *talk = &talks->talk[g];
    const struct solve_options options = {.threads = 1, .tolerance = talks->job->layout->tolerance};
    *talk = (struct talk){.regime = g % talks->regimes, .anchored = g < talks->regimes, .scenario = scenario};
    talks->count = g + 1;
    talk->target = array_new(talks->targets, sizeof *talk->target);
    talk->resolver = resolver_new(&options);
    return talk->target && talk->resolver ? talk_read(talks, talk, errors) : PARLEY_MEMORY;
}

static void talk_free(struct talk *talk) {
    resolver_free(talk->resolver);
    game_free(talk->game);
    scenario_free(talk->scenario);
    free(talk->target);
    free(talk->entry);
    free(talk->before);
}

// ---- all of them ----

// Does a surprise change what an event does? Then what it means hangs on how the events were read.
static bool events_are_changed(const struct scenario *scenario) {
    for (size_t e = 0; e < scenario->surprise_count; e++)
        for (size_t k = 0; k < scenario->surprises[e].change_count; k++)
            if (path_is_of_event(scenario->surprises[e].changes[k].path)) return true;
    return false;
}

// Everything that does not hang on the scenario.
static bool talks_begin(struct talks *talks) {
    const struct sweep_job *job = talks->job;
    talks->axes = job->layout->axis_count;
    talks->targets = talks->axes + job->derived_count;
    for (size_t t = 0; t < talks->targets; t++) {
        talks->rebuilds = talks->rebuilds || path_rebuilds(target_path(talks, t));
        talks->rereads = talks->rereads || path_rereads(target_path(talks, t));
    }
    talks->leader = array_new(job->derived_count, sizeof *talks->leader);
    talks->value = array_new(talks->targets, sizeof *talks->value);
    return talks->leader && talks->value;
}

static enum parley_status talks_open(struct talks *talks, struct errors *errors) {
    const struct sweep_job *job = talks->job;
    struct scenario *scenario = NULL;
    if (!talks_begin(talks)) return PARLEY_MEMORY;
    enum parley_status status = job->scenario(job->scenario_context, &scenario, errors);
    if (status != PARLEY_OK) return status;
    talks->regimes = regime_count(scenario);
    talks->rereads = talks->rereads || events_are_changed(scenario);
    talks->talk = array_new(2 * talks->regimes, sizeof *talks->talk);
    talks->regime = array_new(2 * talks->regimes, sizeof *talks->regime);
    if (!talks->talk || !talks->regime) {
        scenario_free(scenario);
        return PARLEY_MEMORY;
    }
    status = talk_new(talks, 0, scenario, errors);
    for (size_t g = 1; g < talks->regimes && status == PARLEY_OK; g++)
        status = talk_new(talks, g, NULL, errors);
    return status;
}

enum parley_status talks_new(const struct sweep_job *job, struct talks **talks, struct errors *errors) {
    struct talks *new = array_new(1, sizeof *new);
    if (!new) return PARLEY_MEMORY;
    new->job = job;
    enum parley_status status = talks_open(new, errors);
    if (status == PARLEY_OK)
        *talks = new;
    else
        talks_free(new);
    return status;
}

enum parley_status talks_add_unanchored(struct talks *talks, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    for (size_t g = talks->regimes; g < 2 * talks->regimes && status == PARLEY_OK; g++)
        status = talk_new(talks, g, NULL, errors);
    return status;
}

void talks_free(struct talks *talks) {
    if (!talks) return;
    for (size_t g = 0; g < talks->count; g++)
        talk_free(&talks->talk[g]);
    free(talks->talk);
    free(talks->regime);
    free(talks->leader);
    free(talks->value);
    arena_clear(&talks->scratch);
    free(talks);
}

const struct scenario *talks_scenario(const struct talks *talks) {
    return talks->talk->scenario;
}

bool talks_reread(const struct talks *talks) {
    return talks->rereads;
}

// ---- a point ----

// Have a scenario to set.
static enum parley_status talk_begin(struct talks *talks, struct talk *talk) {
    if (!talks->rereads) return PARLEY_OK;
    scenario_free(talk->scenario);
    talk->scenario = NULL;
    return talk_read(talks, talk, NULL) == PARLEY_OK ? PARLEY_OK : PARLEY_MEMORY; // it could be read once
}

// The axes' values, then those that follow, which hang on the scenario as written.
static enum parley_status first_set(struct talks *talks, struct errors *faults) {
    struct talk *first = talks->talk;
    enum parley_status status = PARLEY_OK;
    for (size_t t = 0; t < talks->targets && status == PARLEY_OK; t++) {
        size_t d = t - talks->axes;
        if (t >= talks->axes)
            talks->value[t] = talks->job->derived[d].factor * *talks->leader[d].parameter.value;
        status = target_set(&first->target[t], talks->value[t], faults);
    }
    return status == PARLEY_OK ? scenario_validate(first->scenario, faults) : status;
}

static enum parley_status rest_set(const struct talks *talks, const struct talk *talk,
                                   struct errors *faults) {
    enum parley_status status = PARLEY_OK;
    for (size_t t = 0; t < talks->targets && status == PARLEY_OK; t++)
        status = target_set(&talk->target[t], talks->value[t], faults);
    return status;
}

// Make what hangs on the parameters, and let the surprises have the last word.
static enum parley_status talk_settle(const struct talks *talks, struct talk *talk, struct errors *faults) {
    struct scenario *scenario = talk->scenario;
    enum parley_status status = PARLEY_OK;
    if (!talks->rereads) regime_repeat(scenario, talk->regime);
    if (talks->rebuilds || talks->rereads) {
        status = table_refresh(scenario, faults);
        if (status == PARLEY_OK && !scenario_build_calendar(scenario)) status = PARLEY_MEMORY;
    }
    if (status == PARLEY_OK && talks->rereads && !regime_enter(scenario, talk->regime, talk->anchored))
        status = PARLEY_MEMORY;
    return status;
}

// The game of a point, of one regime: the one place where it comes from the scenario.
static enum parley_status talk_compile(struct talk *talk, struct errors *faults) {
    if (!talk->game) return game_compile(talk->scenario, &talk->game, faults);
    talk->game->scenario = talk->scenario;
    return game_refresh(talk->game, talk->feeds, faults);
}

static enum parley_status talk_enter(struct talk *talk, size_t states, struct errors *faults) {
    if (talk->regime == 0) return PARLEY_OK;
    if (talk->entry_room < states) {
        free(talk->entry);
        talk->entry = array_new(states, sizeof *talk->entry);
        talk->entry_room = talk->entry ? states : 0;
    }
    if (!talk->entry) return PARLEY_MEMORY;
    return regime_entries(talk->game, talk->regime, states, talk->entry, faults);
}

enum parley_status talks_compile(struct talks *talks, const double *values, struct errors *faults) {
    enum parley_status status = PARLEY_OK;
    memcpy(talks->value, values, talks->axes * sizeof *values);
    for (size_t g = 0; g < talks->count && status == PARLEY_OK; g++)
        status = talk_begin(talks, &talks->talk[g]);
    for (size_t g = 0; g < talks->count && status == PARLEY_OK; g++) {
        struct talk *talk = &talks->talk[g];
        status = g == 0 ? first_set(talks, faults) : rest_set(talks, talk, faults);
        if (status == PARLEY_OK) status = talk_settle(talks, talk, faults);
        if (status == PARLEY_OK) status = talk_compile(talk, faults);
        const struct game *before = talks->talk[g - talk->regime].game;
        if (status == PARLEY_OK) status = talk_enter(talk, before->states, faults);
    }
    return status;
}

void talks_value_text(const struct talks *talks, size_t axis, struct text *out) {
    struct parameter parameter = talks->talk->target[axis].parameter;
    parameter.value = &talks->value[axis];
    scenario_value_text(&parameter, out);
}
