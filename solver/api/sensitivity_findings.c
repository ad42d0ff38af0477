// SPDX-License-Identifier: GPL-3.0-or-later
// What the outputs of a study say: per metric the estimates of its method, the spread where the points are a
// sample (of Saltelli's design those of A and B), and the chances of conditions. An output counts where its
// point is certified and the metric is defined; an estimator drops the row, point or effect that lacks one.
// Classes have the width of Freedman & Diaconis (1981).
#include "api/sensitivity.h"
#include "core/checked.h"
#include "sweep/correlation.h"
#include "sweep/morris.h"
#include "sweep/quantiles.h"
#include "sweep/sobol_indices.h"
#include <math.h>
#include <string.h>

enum { BINS_LEAST = 8 };
static const double LEAST_VARIATION = 1e-9; // of a spread: relative to the largest output
static const struct mark nowhere = {0, 0};

// One metric at a time; the arrays are made once.
struct bench {
    const struct survey *survey;
    struct parley_sensitivity *made;
    double *output; // of every point; NaN where it does not count
    double *sample; // those of them that are a sample
    double *points; // coordinates; NULL where the method does not need them
    void *estimate; // of every parameter
};

static const double *row_of(const struct survey *survey, uint64_t point) {
    return survey->rows + point * store_row(&survey->plan.layout);
}

// "number 5 (A.votes=3): ..."; *text stays NULL if no point failed so.
static bool failure_keep(uint64_t count, uint64_t point, const struct first_failure *first, char **text) {
    struct text said = {0};
    if (count == 0) return true;
    text_append(&said, "number %llu (%s): %s", (unsigned long long)point, first->where, first->why);
    return (*text = text_take(&said)) != NULL;
}

static bool points_count(const struct survey *survey, struct parley_sensitivity *made) {
    const struct failures *failures = &survey->failures;
    made->points = (size_t)survey->plan.layout.points;
    made->uncertified = (size_t)failures->uncertified;
    made->refused = (size_t)failures->refused;
    made->certified = made->points - made->uncertified - made->refused;
    return failure_keep(failures->refused, failures->first_refused, &survey->first.refused,
                        &made->first_refused) &&
           failure_keep(failures->uncertified, failures->first_uncertified, &survey->first.uncertified,
                        &made->first_uncertified);
}

static void outputs_gather(const struct bench *bench, size_t metric, struct finding *finding) {
    for (uint64_t k = 0; k < bench->made->points; k++) {
        const double *row = row_of(bench->survey, k);
        bool certified = row[ROW_STATUS] == POINT_CERTIFIED;
        bench->output[k] = certified ? row[ROW_METRICS + metric] : NAN;
        finding->undefined += certified && !isfinite(bench->output[k]);
    }
}

// Is the point one of the sample of what may be?
static bool is_sampled(const struct bench *bench, uint64_t point) {
    return bench->survey->method != SENSITIVITY_sobol || point % (bench->made->factors + 2) < 2;
}

// ---- the estimates ----

static void sobol_find(const struct bench *bench, const struct series *outputs, struct finding *finding,
                       struct errors *errors) {
    const struct parley_sensitivity *made = bench->made;
    struct sobol_index *index = bench->estimate;
    struct sobol_summary summary;
    const struct bootstrap bootstrap = {.resamples = made->resamples,
                                        .level = made->level,
                                        .seed = made->seed,
                                        .threads = bench->survey->inquiry->threads};
    if (sobol_analyse(made->factors, outputs, &bootstrap, index, &summary, errors) != PARLEY_OK) return;
    finding->used = summary.used;
    finding->dropped = summary.dropped;
    finding->mean = summary.mean;
    finding->variance = summary.variance;
    for (size_t i = 0; i < made->factors; i++) {
        const double found[] = {index[i].first, index[i].first_low, index[i].first_high,
                                index[i].total, index[i].total_low, index[i].total_high};
        memcpy(finding->value + i * 6, found, sizeof found);
    }
}

static void morris_find(const struct bench *bench, const struct series *outputs, struct finding *finding,
                        struct errors *errors) {
    struct morris_effect *effect = bench->estimate;
    size_t used = 0;
    if (morris_analyse(bench->made->seed, bench->made->factors, outputs, effect, errors) != PARLEY_OK) return;
    for (size_t i = 0; i < bench->made->factors; i++) {
        const double found[] = {effect[i].importance, effect[i].error, effect[i].mean, effect[i].deviation,
                                (double)effect[i].used};
        memcpy(finding->value + i * 5, found, sizeof found);
        used += effect[i].used;
    }
    if (used == 0)
        errors_add(errors, PARLEY_INPUT, nowhere, "no two neighbours of a trajectory both have an output");
}

static void tornado_find(const struct bench *bench, const struct series *outputs, struct finding *finding,
                         struct errors *errors) {
    struct tornado_bar *bar = bench->estimate;
    bool seen = false;
    if (tornado_analyse(bench->made->factors, outputs, bar, errors) != PARLEY_OK) return;
    finding->base = series_at(outputs, 0);
    for (size_t k = 0; k < bench->made->factors; k++) {
        const double found[] = {bar[k].low, bar[k].high, bar[k].swing};
        memcpy(finding->value + bar[k].factor * 3, found, sizeof found);
        seen = seen || !isnan(bar[k].swing);
    }
    if (!seen) errors_add(errors, PARLEY_INPUT, nowhere, "no two of the points have an output");
}

static void correlation_find(const struct bench *bench, const struct series *outputs, struct finding *finding,
                             struct errors *errors) {
    struct correlation *found = bench->estimate;
    struct correlation_summary summary;
    if (correlations_find(bench->made->factors, bench->points, outputs, bench->made->level, found, &summary,
                          errors) != PARLEY_OK)
        return;
    finding->used = summary.used;
    finding->dropped = summary.dropped;
    for (size_t i = 0; i < bench->made->factors; i++) {
        const double row[] = {found[i].partial, found[i].low, found[i].high, found[i].p_value,
                              found[i].spearman};
        memcpy(finding->value + i * 5, row, sizeof row);
    }
}

// ---- the spread ----

static struct interval interval_of(struct estimate estimate) {
    return (struct interval){estimate.value, estimate.low, estimate.high};
}

static void classes_find(const struct sample *sample, struct band *band) {
    double least = sample->sorted[0], most = sample->sorted[sample->count - 1], span = most - least;
    double middle = band->quantile[3].value - band->quantile[1].value;
    double wanted = 2 * middle / cbrt((double)sample->count);
    if (!(span > LEAST_VARIATION * fmax(fabs(least), fabs(most)))) return;
    double bins = wanted > 0 ? ceil(span / wanted) : BINS_MOST;
    band->bins = (size_t)fmin(fmax(bins, BINS_LEAST), BINS_MOST);
    band->first = least;
    band->width = span / (double)band->bins;
    double each = 1 / (double)sample->count;
    for (size_t k = 0; k < sample->count; k++) {
        size_t bin = (size_t)((sample->sorted[k] - least) / band->width);
        band->share[bin < band->bins ? bin : band->bins - 1] += each;
    }
}

// No output: no band.
static enum parley_status band_find(const struct bench *bench, struct band *band) {
    struct errors none = {0};
    struct sample sample = {0};
    size_t count = 0;
    for (uint64_t k = 0; k < bench->made->points; k++)
        if (is_sampled(bench, k)) bench->sample[count++] = bench->output[k];
    const struct series outputs = {bench->sample, count, 1};
    enum parley_status status = sample_make(&outputs, &sample, &none);
    errors_free(&none);
    if (status != PARLEY_OK) return status == PARLEY_INPUT ? PARLEY_OK : status;
    band->count = sample.count;
    band->mean = sample.mean;
    band->error = sample.error;
    band->deviation = sample.deviation;
    for (size_t q = 0; q < QUANTILES; q++)
        band->quantile[q] = interval_of(sample_quantile(&sample, band_quantiles[q], bench->made->level));
    classes_find(&sample, band);
    sample_clear(&sample);
    return PARLEY_OK;
}

// ---- conditions ----

static size_t metric_place(const struct survey *survey, const char *path) {
    size_t m = 0;
    while (strcmp(survey->metrics[m], path) != 0)
        m++;
    return m;
}

static enum parley_status chance_find(const struct bench *bench, const struct claim *claim,
                                      struct chance *chance) {
    const struct survey *survey = bench->survey;
    struct errors none = {0};
    struct sample sample = {0};
    size_t metric = metric_place(survey, claim->metric);
    if (!(chance->text = strdup(claim->text))) return PARLEY_MEMORY;
    for (uint64_t k = 0; k < bench->made->points; k++) {
        const double *row = row_of(survey, k);
        if (row[ROW_STATUS] != POINT_CERTIFIED || !is_sampled(bench, k)) continue;
        bool met = claim_met(claim, row[ROW_METRICS + metric]);
        chance->undefined += isnan(row[ROW_METRICS + metric]) ? 1 : 0;
        chance->met += met;
        bench->sample[chance->counted++] = met;
    }
    const struct series outputs = {bench->sample, chance->counted, 1};
    chance->share = (struct interval){NAN, NAN, NAN};
    chance->error = NAN;
    enum parley_status status = sample_make(&outputs, &sample, &none);
    errors_free(&none);
    if (status != PARLEY_OK) return status == PARLEY_INPUT ? PARLEY_OK : status;
    chance->share = interval_of(sample_exceedance(&sample, 0.5, bench->made->level));
    double share = chance->share.value;
    chance->error = sqrt(share * (1 - share) / (double)chance->counted);
    sample_clear(&sample);
    return PARLEY_OK;
}

// ---- the whole ----

static enum parley_status finding_begin(const struct bench *bench, size_t metric, struct finding *finding) {
    const struct store_metric *about = &bench->survey->plan.layout.metrics[metric];
    size_t factors = bench->made->factors, columns = sensitivity_rows[bench->survey->method].columns;
    *finding = (struct finding){.path = strdup(about->path),
                                .unit = strdup(about->unit),
                                .mean = NAN,
                                .variance = NAN,
                                .base = NAN,
                                .value = array_new(factors * columns, sizeof(double)),
                                .ranked = array_new(factors, sizeof(size_t))};
    if (!finding->path || !finding->unit || !finding->value || !finding->ranked) return PARLEY_MEMORY;
    for (size_t k = 0; k < factors * columns; k++)
        finding->value[k] = NAN;
    return PARLEY_OK;
}

// An estimator's complaint is the metric's trouble, unless it lacks memory.
static enum parley_status finding_make(const struct bench *bench, size_t metric, struct finding *finding) {
    static void (*const find[SENSITIVITY_METHOD_COUNT])(const struct bench *bench,
                                                        const struct series *outputs, struct finding *finding,
                                                        struct errors *errors) = {
        [SENSITIVITY_sobol] = sobol_find,
        [SENSITIVITY_morris] = morris_find,
        [SENSITIVITY_tornado] = tornado_find,
        [SENSITIVITY_correlation] = correlation_find,
    };
    struct errors errors = {0};
    enum parley_status status = finding_begin(bench, metric, finding);
    if (status != PARLEY_OK) return status;
    outputs_gather(bench, metric, finding);
    const struct series outputs = {bench->output, bench->made->points, 1};
    if (find[bench->survey->method]) find[bench->survey->method](bench, &outputs, finding, &errors);
    status = errors_status(&errors);
    if (status == PARLEY_INPUT) {
        finding->trouble = strdup(errors.items[0].text);
        status = finding->trouble ? PARLEY_OK : PARLEY_MEMORY;
    }
    errors_free(&errors);
    finding_rank(bench->made, finding);
    if (status == PARLEY_OK && sensitivity_rows[bench->survey->method].monte_carlo)
        status = band_find(bench, &finding->band);
    return status;
}

static size_t estimate_size(enum sensitivity_method method) {
    switch (method) {
    case SENSITIVITY_sobol:
        return sizeof(struct sobol_index);
    case SENSITIVITY_morris:
        return sizeof(struct morris_effect);
    case SENSITIVITY_tornado:
        return sizeof(struct tornado_bar);
    default:
        return sizeof(struct correlation);
    }
}

static bool bench_make(struct bench *bench) {
    const struct store_layout *layout = &bench->survey->plan.layout;
    size_t count = bench->made->points, factors = bench->made->factors;
    bench->output = array_new(count, sizeof(double));
    bench->sample = array_new(count, sizeof(double));
    bench->estimate = array_new(factors, estimate_size(bench->survey->method));
    bench->made->finding = array_new(layout->metric_count, sizeof(struct finding));
    bench->made->chance = array_new(bench->survey->claim_count, sizeof(struct chance));
    if (!bench->output || !bench->sample || !bench->estimate || !bench->made->finding || !bench->made->chance)
        return false;
    if (bench->survey->method != SENSITIVITY_correlation) return true;
    if (!(bench->points = array_new(count * factors, sizeof(double)))) return false;
    for (uint64_t k = 0; k < count; k++)
        layout->coordinates(layout->context, k, bench->points + k * factors);
    return true;
}

enum parley_status survey_analyse(const struct survey *survey, struct parley_sensitivity *made,
                                  struct errors *errors) {
    struct bench bench = {.survey = survey, .made = made};
    bool ready = points_count(survey, made) && bench_make(&bench);
    enum parley_status status = ready ? PARLEY_OK : PARLEY_MEMORY;
    for (size_t m = 0; m < survey->plan.layout.metric_count && status == PARLEY_OK; m++)
        status = finding_make(&bench, m, &made->finding[made->findings++]);
    for (size_t k = 0; k < survey->claim_count && status == PARLEY_OK; k++)
        status = chance_find(&bench, &survey->claim[k], &made->chance[made->chances++]);
    free(bench.output);
    free(bench.sample);
    free(bench.points);
    free(bench.estimate);
    return status == PARLEY_OK ? status : errors_add(errors, status, nowhere, "out of memory");
}
