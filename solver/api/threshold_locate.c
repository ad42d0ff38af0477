// SPDX-License-Identifier: GPL-3.0-or-later
// Close in on one crossing. Where the metric m less the target changes sign, Brent's method (GSL) finds a
// root r, and m(r - h), m(r + h) must then lie on different sides, 2h being the tolerance; where they do not,
// and where the metric rests on the target at one end, the side of the target is bisected. The crossing is a
// jump if the metric changes over the last bracket by more than 1e-7 of its spread, and by more than half of
// what it changes over a bracket nine times as wide: of a continuous metric that part is 1/9 (1/3 at an
// infinite slope like that of a root).
#include "api/threshold.h"
#include "core/checked.h"
#include <gsl/gsl_roots.h>

static const double JUMP_LEAST = 1e-7, JUMP_PART = 0.5;
enum { BRENT_MOST = 60, BISECTIONS_MOST = 2000 };

enum parley_status hunt_sample(const struct hunt *hunt, double at, struct sample *sample,
                               parley_error **error) {
    const struct parley_threshold *threshold = hunt->threshold;
    struct parley_options how = watch_options(hunt->watch);
    size_t count = hunt->origin->assignment_count;
    char **assignments = array_new(count + 1, sizeof *assignments);
    struct text last = {0};
    parley_result *result = NULL;
    enum parley_status status = PARLEY_MEMORY;
    text_append(&last, "%s=%.17g", threshold->path, at);
    if (!assignments || last.failed) {
        struct errors errors = {0};
        errors_add(&errors, PARLEY_MEMORY, (struct mark){0, 0}, "out of memory");
        error_finish(status, &errors, error);
        goto cleanup;
    }
    for (size_t k = 0; k < count; k++)
        assignments[k] = hunt->origin->assignments[k];
    assignments[count] = last.data;
    // The text of the scenario is shared; the solver reads it anew for itself.
    parley_scenario here = *hunt->origin;
    here.assignments = assignments;
    here.assignment_count = count + 1;
    *sample = (struct sample){at, NAN, SAMPLE_UNCERTIFIED};
    status = parley_solve(&here, &how, &result, error);
    if (status != PARLEY_OK || !parley_result_certificate(result).holds) goto cleanup;
    status = parley_metric(result, threshold->metric, &sample->metric, error);
    sample->kind = isfinite(sample->metric) ? SAMPLE_SEEN : SAMPLE_UNDEFINED;
cleanup:
    parley_result_free(result);
    text_free(&last);
    free(assignments);
    return status;
}

// The bracket as it shrinks, and how the last solve went.
struct chase {
    const struct hunt *hunt;
    struct sample low, high;
    struct sample wrong; // a sample that cannot be used
    enum parley_status status;
    bool broken;
    parley_error **error;
};

static bool chase_sample(struct chase *chase, double at, struct sample *sample) {
    if (at == chase->low.at || at == chase->high.at) {
        *sample = at == chase->low.at ? chase->low : chase->high;
        return true;
    }
    chase->status = hunt_sample(chase->hunt, at, sample, chase->error);
    bool usable = chase->status == PARLEY_OK && sample->kind == SAMPLE_SEEN;
    if (!usable) chase->wrong = *sample;
    return usable;
}

// For GSL, which wants a finite number whatever happens.
static double excess(double at, void *context) {
    struct chase *chase = context;
    struct sample sample;
    if (chase->broken || !chase_sample(chase, at, &sample)) {
        chase->broken = true;
        return 0;
    }
    return sample.metric - chase->hunt->threshold->value;
}

// Narrow the bracket around r to the tolerance if the ends lie on different sides of the target.
static bool chase_settle(struct chase *chase, double r) {
    double value = chase->hunt->threshold->value, h = chase->hunt->threshold->tolerance / 2;
    struct sample low, high;
    if (!chase_sample(chase, fmax(r - h, chase->low.at), &low) ||
        !chase_sample(chase, fmin(r + h, chase->high.at), &high))
        return false;
    bool apart = (low.metric - value) * (chase->low.metric - value) > 0 &&
                 (high.metric - value) * (chase->high.metric - value) > 0;
    if (apart) {
        chase->low = low;
        chase->high = high;
    }
    return apart;
}

// GSL's own allocation would end the program when memory runs out.
static bool brent(struct chase *chase) {
    gsl_function function = {excess, chase};
    gsl_root_fsolver solver = {.type = gsl_root_fsolver_brent,
                               .state = array_new(1, gsl_root_fsolver_brent->size)};
    double tolerance = chase->hunt->threshold->tolerance, last = INFINITY;
    bool settled = false;
    if (!solver.state) return false;
    gsl_root_fsolver_set(&solver, &function, chase->low.at, chase->high.at);
    for (int k = 0; k < BRENT_MOST && !chase->broken; k++) {
        if (gsl_root_fsolver_iterate(&solver) != 0 || chase->broken) break;
        bool still =
            fabs(solver.root - last) <= tolerance / 4 || solver.x_upper - solver.x_lower <= tolerance / 2;
        last = solver.root;
        if (still && (settled = chase_settle(chase, last))) break;
    }
    free(solver.state);
    return settled;
}

// On which side of the target; for inequalities whether it is met.
static int side_of(const struct parley_threshold *threshold, const struct sample *sample) {
    return threshold->relation == EQUAL ? threshold_side(threshold, sample->metric)
                                        : threshold_met(threshold, sample->metric);
}

// A point inside the bracket where the metric is seen: the middle, or else a quarter from either end.
static bool inside(struct chase *chase, struct sample *sample) {
    static const double parts[] = {0.5, 0.25, 0.75};
    double width = chase->high.at - chase->low.at;
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        double at = chase->low.at + parts[k] * width;
        if (chase->hunt->threshold->whole) at = floor(at);
        if (!(at > chase->low.at && at < chase->high.at)) continue;
        if (chase_sample(chase, at, sample)) return true;
        if (chase->status != PARLEY_OK) return false;
    }
    return false;
}

static bool bisect(struct chase *chase) {
    const struct parley_threshold *threshold = chase->hunt->threshold;
    for (int k = 0; k < BISECTIONS_MOST && chase->high.at - chase->low.at > threshold->tolerance; k++) {
        struct sample middle;
        double centre = chase->low.at + (chase->high.at - chase->low.at) / 2;
        if (centre == chase->low.at || centre == chase->high.at) return true; // no number in between
        if (!inside(chase, &middle)) return false;
        if (side_of(threshold, &middle) == side_of(threshold, &chase->low))
            chase->low = middle;
        else
            chase->high = middle;
    }
    return true;
}

static bool jumps(struct chase *chase) {
    const struct parley_threshold *threshold = chase->hunt->threshold;
    double change = fabs(chase->high.metric - chase->low.metric), width = chase->high.at - chase->low.at;
    struct sample low = {0}, high = {0};
    if (threshold->whole) return true;
    if (!(change > JUMP_LEAST * (threshold->most - threshold->least))) return false;
    if (!chase_sample(chase, fmax(chase->low.at - 4 * width, threshold->from), &low) ||
        !chase_sample(chase, fmin(chase->high.at + 4 * width, threshold->to), &high))
        return true;
    return change > JUMP_PART * fabs(high.metric - low.metric);
}

enum parley_status hunt_locate(const struct hunt *hunt, const struct bracket *bracket,
                               struct parley_crossing *crossing, bool *found, bool *lost,
                               parley_error **error) {
    struct chase chase = {.hunt = hunt, .low = bracket->low, .high = bracket->high, .error = error};
    bool whole = hunt->threshold->whole;
    *found = bracket->straddles && !whole && brent(&chase);
    if (!*found && chase.status == PARLEY_OK) *found = bisect(&chase);
    if (chase.status != PARLEY_OK) return chase.status;
    *lost = !*found && chase.wrong.kind == SAMPLE_UNCERTIFIED;
    if (!*found) return PARLEY_OK;
    bool jump = jumps(&chase);
    if (chase.status != PARLEY_OK) return chase.status;
    double middle = chase.low.at + (chase.high.at - chase.low.at) / 2;
    *crossing =
        (struct parley_crossing){whole ? chase.high.at : middle, jump, chase.low.metric, chase.high.metric};
    return PARLEY_OK;
}
