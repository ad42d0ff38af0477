// SPDX-License-Identifier: GPL-3.0-or-later
// Where a metric crosses a target as one parameter varies: scan the range, bracket every change of side
// between neighbours, close in on each. Every point is a chain of its own, from the text to a certificate, on
// one thread: results do not depend on how many threads there are. Two crossings between neighbours of the
// scan are not seen.
#include "api/threshold.h"
#include "core/checked.h"
#include "output/bundle.h"
#include <stdlib.h>

static const struct mark nowhere = {0, 0};

void parley_threshold_free(parley_threshold *threshold) {
    if (!threshold) return;
    free(threshold->title);
    free(threshold->target);
    free(threshold->metric);
    free(threshold->path);
    free(threshold->metric_unit);
    free(threshold->parameter_unit);
    free(threshold->scan);
    free(threshold->crossings);
    free(threshold->open);
    free(threshold);
}

static void scan_point(const struct hunt *hunt, size_t k) {
    parley_error *error = NULL;
    struct sample *sample = &hunt->threshold->scan[k], found = *sample;
    if (!watch_progress(hunt->watch, "", 0)) return;
    enum parley_status status = hunt_sample(hunt, sample->at, &found, &error);
    if (status != PARLEY_OK) {
        watch_fail(hunt->watch, k, status, error);
        return;
    }
    *sample = found;
    watch_step(hunt->watch);
}

static void scan(const struct hunt *hunt) {
    struct parley_threshold *threshold = hunt->threshold;
    int threads = watch_threads(hunt->watch, threshold->points);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t k = 0; k < threshold->points; k++)
        scan_point(hunt, k);
    threshold->least = threshold->most = NAN;
    for (size_t k = 0; k < threshold->points; k++) {
        const struct sample *sample = &threshold->scan[k];
        if (sample->kind == SAMPLE_MISSING) continue;
        threshold->done++;
        threshold->certified += sample->kind != SAMPLE_UNCERTIFIED;
        threshold->undefined += sample->kind == SAMPLE_UNDEFINED;
        if (sample->kind != SAMPLE_SEEN) continue;
        threshold->least = fmin(threshold->least, sample->metric); // fmin and fmax pass NaN over
        threshold->most = fmax(threshold->most, sample->metric);
    }
}

static bool changes(const struct parley_threshold *threshold, const struct sample *a,
                    const struct sample *b) {
    if (threshold->relation == EQUAL)
        return threshold_side(threshold, a->metric) != threshold_side(threshold, b->metric);
    return threshold_met(threshold, a->metric) != threshold_met(threshold, b->metric);
}

// Brackets of neighbours that were seen, nothing undefined between them; points that are not certified are
// passed over, but not those that are missing. Where one point lies on the target by chance, its neighbours
// make the bracket. `bracket` has room for one per point.
static size_t brackets_find(const struct parley_threshold *threshold, struct bracket *bracket) {
    const struct sample *before = NULL, *last = NULL;
    size_t count = 0;
    for (size_t k = 0; k < threshold->points; k++) {
        const struct sample *sample = &threshold->scan[k];
        if (sample->kind == SAMPLE_UNCERTIFIED) continue;
        if (sample->kind == SAMPLE_UNDEFINED || sample->kind == SAMPLE_MISSING) {
            before = last = NULL;
            continue;
        }
        int here = threshold_side(threshold, sample->metric);
        int there = last ? threshold_side(threshold, last->metric) : 0;
        int further = before ? threshold_side(threshold, before->metric) : 0;
        if (last && here * there < 0) {
            bracket[count++] = (struct bracket){*last, *sample, true};
        } else if (before && there == 0 && here * further < 0 && !threshold->whole) {
            count -= changes(threshold, before, last);
            bracket[count++] = (struct bracket){*before, *sample, true};
        } else if (last && changes(threshold, last, sample)) {
            bracket[count++] = (struct bracket){*last, *sample, false};
        }
        before = last;
        last = sample;
    }
    return count;
}

struct located {
    struct parley_crossing crossing;
    bool closed, found, lost; // closed: the search for it was not stopped
};

static void crossing_locate(const struct hunt *hunt, const struct bracket *bracket, size_t k,
                            struct located *located) {
    parley_error *error = NULL;
    if (!watch_progress(hunt->watch, "", 0)) return;
    enum parley_status status =
        hunt_locate(hunt, bracket, &located->crossing, &located->found, &located->lost, &error);
    located->closed = status == PARLEY_OK;
    if (located->closed)
        watch_step(hunt->watch);
    else
        watch_fail(hunt->watch, k, status, error);
}

// Crossings nearer to each other than can be told apart are one.
static void crossings_keep(const struct bracket *bracket, const struct located *located, size_t count,
                           struct parley_threshold *threshold) {
    for (size_t k = 0; k < count; k++) {
        const struct parley_crossing *crossing = &located[k].crossing;
        if (!located[k].closed) {
            threshold->open[threshold->open_count++] =
                (struct opening){bracket[k].low.at, bracket[k].high.at};
            continue;
        }
        double apart =
            threshold->count > 0 ? crossing->at - threshold->crossings[threshold->count - 1].at : INFINITY;
        threshold->unresolved += located[k].lost;
        if (located[k].found && (threshold->whole || apart > 2 * threshold->tolerance))
            threshold->crossings[threshold->count++] = *crossing;
    }
}

static bool locate(const struct hunt *hunt) {
    struct parley_threshold *threshold = hunt->threshold;
    struct bracket *brackets = array_new(threshold->points, sizeof *brackets);
    struct located *located = array_new(threshold->points, sizeof *located);
    threshold->crossings = array_new(threshold->points, sizeof *threshold->crossings);
    threshold->open = array_new(threshold->points, sizeof *threshold->open);
    bool fits = brackets && located && threshold->crossings && threshold->open;
    size_t count = fits ? brackets_find(threshold, brackets) : 0;
    int threads = watch_threads(hunt->watch, count);
    hunt->watch->what = "closing in";
    hunt->watch->done = 0;
    hunt->watch->total = count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t k = 0; k < count; k++)
        crossing_locate(hunt, &brackets[k], k, &located[k]);
    if (fits) crossings_keep(brackets, located, count, threshold);
    free(brackets);
    free(located);
    return fits;
}

static enum parley_status options_check(const struct parley_options *options, struct errors *errors) {
    if (!(options->threads >= 0))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the number of threads must not be negative, as %d is", options->threads);
    return PARLEY_OK;
}

enum parley_status parley_threshold_find(const parley_scenario *scenario, const struct parley_search *search,
                                         const struct parley_options *options, parley_threshold **threshold,
                                         parley_error **error) {
    static const struct parley_options usual = {0};
    struct errors errors = {0};
    struct parley_threshold *made = calloc(1, sizeof *made);
    struct watch watch = {.options = options ? options : &usual, .what = "scanning"};
    struct hunt hunt = {scenario, &watch, made};
    enum parley_status status = made ? options_check(watch.options, &errors)
                                     : errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (status == PARLEY_OK) status = threshold_read(scenario, search, made, &errors);
    if (status != PARLEY_OK) {
        parley_threshold_free(made);
        return error_finish(status, &errors, error);
    }
    watch.total = made->points;
    scan(&hunt);
    if (watch.status == PARLEY_OK && !locate(&hunt)) {
        parley_threshold_free(made);
        errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory");
        return error_finish(PARLEY_MEMORY, &errors, error);
    }
    status = watch_finish(&watch, made->done > 0, error);
    if (status == PARLEY_OK)
        *threshold = made;
    else
        parley_threshold_free(made);
    return status;
}

size_t parley_threshold_count(const parley_threshold *threshold) {
    return threshold->count;
}

struct parley_crossing parley_threshold_crossing(const parley_threshold *threshold, size_t index) {
    static const struct parley_crossing none = {NAN, false, NAN, NAN};
    return index < threshold->count ? threshold->crossings[index] : none;
}

size_t parley_threshold_points(const parley_threshold *threshold) {
    return threshold->points;
}

bool parley_threshold_stopped(const parley_threshold *threshold) {
    return threshold_stopped(threshold);
}

size_t parley_threshold_done(const parley_threshold *threshold) {
    return threshold->done;
}

size_t parley_threshold_certified(const parley_threshold *threshold) {
    return threshold->certified;
}

enum parley_status parley_threshold_report(const parley_threshold *threshold, char **report,
                                           parley_error **error) {
    struct errors errors = {0};
    struct text out = {0};
    threshold_report(threshold, &out);
    return error_finish(text_finish(&out, report, &errors), &errors, error);
}

enum parley_status parley_threshold_json(const parley_threshold *threshold, char **json,
                                         parley_error **error) {
    struct errors errors = {0};
    struct text out = {0};
    threshold_json(threshold, &out);
    return error_finish(text_finish(&out, json, &errors), &errors, error);
}

enum parley_status parley_threshold_write(const parley_threshold *threshold, const char *directory,
                                          parley_error **error) {
    struct errors errors = {0};
    struct bundle bundle = {.name = "threshold"};
    threshold_report(threshold, &bundle.report);
    threshold_json(threshold, &bundle.json);
    threshold_data(threshold, &bundle.data);
    bundle_script_begin(&bundle, threshold->title);
    threshold_variables(threshold, &bundle.script);
    bundle_script_end(&bundle);
    return error_finish(bundle_write(&bundle, directory, &errors), &errors, error);
}
