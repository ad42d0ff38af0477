// SPDX-License-Identifier: GPL-3.0-or-later
// The search for other equilibria, as part of a result: an ending is listed if it is certified at the
// tolerance that was asked for, with what comes of it from the start state. The strategies of what is listed
// are not kept.
#include "equilibrium/starts.h"
#include "api/objects.h"
#include "core/checked.h"
#include <string.h>

struct judge {
    const struct solve_options *how;
    const struct parley_result *result;
    struct starts *starts;
    size_t capacity;
    struct errors *errors;
};

// Copy `count` numbers to *room, which moves on.
static double *keep(double **room, const double *from, size_t count) {
    double *kept = *room;
    if (count > 0) memcpy(kept, from, count * sizeof *kept);
    *room += count;
    return kept;
}

// The part of an outcome that says what is agreed, in `room`.
static struct outcome agreed_of(const struct outcome *outcome, double *room) {
    size_t n = outcome->parties, issues = outcome->issues;
    struct outcome agreed = {.parties = n, .deals = outcome->deals, .issues = issues};
    agreed.ever = outcome->ever;
    agreed.mean_periods = outcome->mean_periods;
    agreed.value = keep(&room, outcome->value, n);
    agreed.share = keep(&room, outcome->share, n);
    agreed.deal_chance = keep(&room, outcome->deal_chance, outcome->deals);
    agreed.position_mean = keep(&room, outcome->position_mean, issues);
    agreed.position_sd = keep(&room, outcome->position_sd, issues);
    agreed.position_low = keep(&room, outcome->position_low, issues);
    agreed.position_high = keep(&room, outcome->position_high, issues);
    return agreed;
}

static enum parley_status list(struct judge *judge, const struct outcome *outcome, double epsilon) {
    struct starts *starts = judge->starts;
    if (starts->count == judge->capacity) {
        size_t capacity = judge->capacity ? 2 * judge->capacity : 8;
        struct listed *more = realloc(starts->list, capacity * sizeof *more);
        if (!more) return PARLEY_MEMORY;
        starts->list = more;
        judge->capacity = capacity;
    }
    double *value = array_new(2 * outcome->parties + outcome->deals + 4 * outcome->issues, sizeof *value);
    if (!value) return PARLEY_MEMORY;
    starts->list[starts->count++] =
        (struct listed){value, outcome->ever, outcome->mean_periods, epsilon, agreed_of(outcome, value), 0};
    return PARLEY_OK;
}

// What comes of another profile of the first regime; what comes after surprises is played as in the result.
static enum parley_status compute(const struct parley_result *result, const struct profile *profile,
                                  struct outcome **outcome, struct errors *errors) {
    struct regime *regimes = array_new(result->regime_count, sizeof *regimes);
    if (!regimes) return PARLEY_MEMORY;
    memcpy(regimes, result->regimes, result->regime_count * sizeof *regimes);
    regimes->profile = profile;
    enum parley_status status = outcome_compute_regimes(regimes, result->regime_count, outcome, errors);
    free(regimes);
    return status;
}

static enum parley_status judge_ending(void *context, const struct profile *profile, bool *listed) {
    struct judge *judge = context;
    const struct parley_result *result = judge->result;
    struct certificate certificate;
    struct outcome *outcome = NULL;
    bool principal = profile == result->profile;
    enum parley_status status = certify(result->game, profile, judge->how->tolerance * result->game->scale,
                                        judge->how->threads, &certificate);
    if (status != PARLEY_OK || !certificate.holds) return status;
    if (!principal) status = compute(result, profile, &outcome, judge->errors);
    if (status == PARLEY_OK) status = list(judge, principal ? result->outcome : outcome, certificate.epsilon);
    outcome_free(outcome);
    if (principal) judge->starts->principal = true;
    *listed = status == PARLEY_OK;
    return status;
}

enum parley_status starts_search(const struct solve_options *how, size_t starts, uint64_t seed,
                                 struct parley_result *made, struct errors *errors) {
    struct judge judge = {how, made, &made->starts, 0, errors};
    struct search_options options = {*how, starts, seed, judge_ending, &judge};
    struct search search = {0};
    enum parley_status status = equilibrium_search(made->game, &options, made->profile, &search, errors);
    if (status != PARLEY_OK) return status;
    struct starts *found = &made->starts;
    found->asked = starts;
    found->done = search.done;
    found->seed = seed;
    found->uncertified = search.rejected;
    found->nothing = search.nothing;
    found->beyond = search.beyond;
    found->stopped = search.stopped;
    for (size_t k = 0; k < found->count; k++)
        found->certified += found->list[k].starts = search.found[k].starts;
    made->solution.starts = found;
    search_clear(&search);
    return PARLEY_OK;
}

void starts_clear(struct starts *starts) {
    for (size_t k = 0; k < starts->count; k++)
        free(starts->list[k].value);
    free(starts->list);
    *starts = (struct starts){0};
}
