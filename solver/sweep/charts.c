// SPDX-License-Identifier: GPL-3.0-or-later
// Which charts a sweep gets, and their files. Words of a scenario stand in a script as chart_text.h quotes
// them.
#include "sweep/charts.h"
#include "core/checked.h"
#include "output/chart.h"
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHARTS_MOST = 12, TITLE_WIDTH = 74, TITLE_LINES = 2 };

static const struct mark nowhere = {0, 0};

struct kind {
    const char *prefix, *template;
    enum parley_status (*draw)(struct chart_job *job, struct errors *errors);
    enum statistic statistic;
};
static const struct kind LINE = {"line", "sweep_line", line_chart, STATISTIC_NONE},
                         MAP = {"map", "sweep_map", map_chart, STATISTIC_NONE},
                         PANELS = {"maps", "sweep_map", map_chart, STATISTIC_NONE},
                         SCATTER = {"scatter", "sweep_scatter", scatter_chart, STATISTIC_NONE},
                         AGAINST = {"against", "sweep_panels", panels_chart, STATISTIC_NONE},
                         // of a sample at every place of a grid
    BANDS = {"bands", "sweep_bands", bands_chart, STATISTIC_NONE},
                         SHARES = {"shares", "sweep_shares", shares_chart, STATISTIC_NONE},
                         CHANCE = {"chance", "sweep_bands", bands_chart, STATISTIC_NONE},
                         MEDIANS = {"median", "sweep_map", map_chart, STATISTIC_MEDIAN},
                         WIDTHS = {"width", "sweep_map", map_chart, STATISTIC_WIDTH},
                         LIKELIEST = {"likeliest", "sweep_map", map_chart, STATISTIC_LIKELIEST},
                         CHANCES = {"chance", "sweep_map", map_chart, STATISTIC_CHANCE};

// A chart that is wanted, if there is anything to see in it.
struct wanted {
    const struct kind *kind;
    struct chart_job job;
    struct claim claim; // owned; of a chance
};

struct charts {
    const char *directory;
    struct sweep_file *file;
    const struct store_layout *layout;
    const struct kind *kind; // NULL: nothing varies; of a sample at every place BANDS or MEDIANS
    struct cut cut;
    struct text *names;
    size_t count, threads;
    bool always;
    struct wanted *wanted; // owned, in the order in which they are drawn
    size_t wanted_count, wanted_room;
};

// ---- one after the other ----

static void script_make(const struct charts *charts, const struct kind *kind, const char *name,
                        struct text *variables, struct text *out) {
    text_append(out,
                "%s# Drawn by: gnuplot %s.gp  (in this folder; gnuplot -e \"format = 'svg'\" or 'pdf' for "
                "the others)\nchart = '%s'\nparties = 0\nquote = \"'\"\nnewline = \"\\n\"\n",
                CHART_SIGNATURE, name, name);
    variable_string(out, "scenario_title", text_wrap(charts->layout->title, TITLE_WIDTH, TITLE_LINES));
    text_append_bytes(out, variables->data, variables->length);
    text_append(out, "\n%s\n%s\n%s", chart_template("common"), chart_template("sweep_axes"),
                chart_template(kind->template));
    out->failed = out->failed || variables->failed;
}

// A chart that has been computed. Its texts are freed.
static enum parley_status chart_finish(struct charts *charts, struct wanted *wanted, struct errors *errors) {
    char name[80];
    struct chart_job *job = &wanted->job;
    struct text script = {0};
    enum parley_status status = PARLEY_OK;
    if (!job->empty) {
        chart_name(charts->names, charts->layout, wanted->kind->prefix, job, name, sizeof name);
        script_make(charts, wanted->kind, name, &job->variables, &script);
        status = chart_write(charts->directory, name, &job->data, &script, errors);
        text_append(charts->names, "%s\n", name);
        charts->count++;
    }
    text_free(&script);
    text_free(&job->data);
    text_free(&job->variables);
    return status;
}

// Compute charts side by side; what is read from the file is read by one thread at a time. The first failure,
// in the order of the charts.
static enum parley_status charts_compute(struct charts *charts, struct wanted *wanted, size_t count,
                                         struct errors *errors) {
    enum parley_status first = PARLEY_OK;
    int threads = (int)count;
#pragma omp parallel for schedule(static, 1) num_threads(threads) ordered
    for (int k = 0; k < threads; k++) {
        struct errors own = {0};
        struct chart_job *job = &wanted[k].job;
        job->file = charts->file;
        job->layout = charts->layout;
        job->cut = &charts->cut;
        job->always = charts->always;
        job->statistic = wanted[k].kind->statistic;
        job->claim = wanted[k].claim.metric ? &wanted[k].claim : NULL;
        enum parley_status status = wanted[k].kind->draw(job, &own);
#pragma omp ordered
        if (first == PARLEY_OK && status != PARLEY_OK) {
            first = status;
            errors_move(errors, &own);
        }
        errors_free(&own);
    }
    return first;
}

// All of them, a few at a time, in order, until there are `most` that are not empty.
static enum parley_status charts_draw(struct charts *charts, size_t most, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    size_t count = charts->wanted_count;
    for (size_t k = 0, step; k < count && charts->count < most && status == PARLEY_OK; k += step) {
        step = count - k < charts->threads ? count - k : charts->threads;
        if (step > most - charts->count) step = most - charts->count;
        status = charts_compute(charts, charts->wanted + k, step, errors);
        for (size_t j = k; j < k + step; j++) {
            if (status != PARLEY_OK) charts->wanted[j].job.empty = true; // only to be freed
            enum parley_status written = chart_finish(charts, &charts->wanted[j], errors);
            if (status == PARLEY_OK) status = written;
        }
    }
    return status;
}

// ---- which ----

// One more chart; NULL if out of memory.
static struct wanted *want(struct charts *charts, const struct kind *kind,
                           const struct store_metric *metric) {
    if (charts->wanted_count == charts->wanted_room) {
        size_t room = 2 * charts->wanted_room + 16;
        struct wanted *more = realloc(charts->wanted, room * sizeof *more);
        if (!more) return NULL;
        charts->wanted = more;
        charts->wanted_room = room;
    }
    struct wanted *wanted = &charts->wanted[charts->wanted_count++];
    *wanted = (struct wanted){.kind = kind, .job = {.metrics = {metric}, .metric_count = 1}};
    return wanted;
}

// "value.A" and "value.B" share an axis of a line chart.
static bool belong_together(const struct store_metric *a, const struct store_metric *b) {
    size_t stem = strcspn(a->path, ".");
    return a->path[stem] && strncmp(a->path, b->path, stem + 1) == 0 && strcmp(a->unit, b->unit) == 0 &&
           strcmp(a->meaning, b->meaning) == 0;
}

static bool is_regime(const struct store_metric *metric) {
    return strcmp(metric->path, "regime") == 0;
}

// The metric, and in a chart of lines or bands those that belong to it.
static bool group_want(struct charts *charts, const struct store_metric *metric, bool *drawn) {
    const struct store_layout *layout = charts->layout;
    struct wanted *wanted = want(charts, charts->kind, metric);
    if (!wanted) return false;
    struct chart_job *job = &wanted->job;
    drawn[metric - layout->metrics] = true;
    bool grouped = (charts->kind == &LINE || charts->kind == &BANDS) && !charts->always;
    for (size_t m = 0; grouped && m < layout->metric_count; m++)
        if (!drawn[m] && job->metric_count < LINES_MOST && belong_together(metric, &layout->metrics[m])) {
            job->metrics[job->metric_count++] = &layout->metrics[m];
            drawn[m] = true;
        }
    return true;
}

static bool metric_want(struct charts *charts, const struct store_metric *metric, bool *drawn) {
    bool line = charts->kind == &BANDS;
    if (!(charts->kind == &MEDIANS || (line && is_regime(metric)))) return group_want(charts, metric, drawn);
    drawn[metric - charts->layout->metrics] = true;
    return want(charts, !is_regime(metric) ? &MEDIANS : line ? &SHARES : &LIKELIEST, metric);
}

// Beside the map of a median.
static bool width_want(struct charts *charts, const struct store_metric *metric) {
    return charts->kind != &MEDIANS || is_regime(metric) || want(charts, &WIDTHS, metric);
}

static const struct store_metric *metric_named(const struct store_layout *layout, const char *path,
                                               struct errors *errors) {
    struct nearest nearest = {.wanted = path};
    for (size_t m = 0; m < layout->metric_count; m++) {
        if (strcmp(layout->metrics[m].path, path) == 0) return &layout->metrics[m];
        nearest_try(&nearest, layout->metrics[m].path);
    }
    if (nearest.best)
        errors_add(errors, PARLEY_INPUT, nowhere,
                   "this sweep did not keep the metric '%s'; did you mean '%s'?", path, nearest.best);
    else
        errors_add(errors, PARLEY_INPUT, nowhere,
                   "this sweep did not keep the metric '%s'; 'ncdump -h sweep.nc' lists those it did", path);
    return NULL;
}

// Takes the condition over.
static enum parley_status claim_want(struct charts *charts, struct claim *claim, struct errors *errors) {
    const struct store_metric *metric = metric_named(charts->layout, claim->metric, errors);
    struct wanted *wanted = metric ? want(charts, charts->kind == &BANDS ? &CHANCE : &CHANCES, metric) : NULL;
    if (wanted)
        wanted->claim = *claim;
    else
        claim_clear(claim);
    return wanted ? PARLEY_OK : metric ? PARLEY_MEMORY : PARLEY_INPUT;
}

static bool has_chances(const struct charts *charts) {
    return charts->kind == &BANDS || charts->kind == &MEDIANS;
}

// A metric, or a condition on one where a chance can be drawn.
static enum parley_status named_want(struct charts *charts, const char *name, bool *drawn,
                                     struct errors *errors) {
    struct claim claim = {0};
    const struct store_metric *metric = metric_named(charts->layout, name, NULL);
    if (!metric && has_chances(charts) && claim_parse(name, &claim, NULL) == PARLEY_OK)
        return claim_want(charts, &claim, errors);
    if (!metric) metric = metric_named(charts->layout, name, errors);
    if (!metric) return PARLEY_INPUT;
    return metric_want(charts, metric, drawn) && width_want(charts, metric) ? PARLEY_OK : PARLEY_MEMORY;
}

// The conditions that the sweep was asked for.
static enum parley_status claims_want(struct charts *charts, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    bool more = has_chances(charts);
    for (size_t k = 0; more && status == PARLEY_OK; k++) {
        struct claim claim = {0};
        status = spread_claim(charts->layout, k, &claim, &more, errors);
        if (status == PARLEY_OK && more) status = claim_want(charts, &claim, errors);
    }
    return status;
}

// Every metric, and then how wide its bands are.
static enum parley_status all_want(struct charts *charts, bool *drawn) {
    const struct store_layout *layout = charts->layout;
    bool done = true;
    for (size_t m = 0; m < layout->metric_count; m++)
        done = done && (drawn[m] || metric_want(charts, &layout->metrics[m], drawn));
    for (size_t m = 0; m < layout->metric_count; m++)
        done = done && width_want(charts, &layout->metrics[m]);
    return done ? PARLEY_OK : PARLEY_MEMORY;
}

static enum parley_status metrics_want(struct charts *charts, const char *const *metrics, size_t count,
                                       size_t *most, struct errors *errors) {
    bool *drawn = array_new(charts->layout->metric_count, sizeof *drawn);
    enum parley_status status = drawn ? PARLEY_OK : PARLEY_MEMORY;
    *most = SIZE_MAX;
    for (size_t k = 0; k < count && status == PARLEY_OK; k++)
        status = named_want(charts, metrics[k], drawn, errors);
    if (count == 0 && status == PARLEY_OK) {
        status = claims_want(charts, errors);
        *most = charts->wanted_count > CHARTS_MOST ? charts->wanted_count : CHARTS_MOST;
        if (status == PARLEY_OK) status = all_want(charts, drawn);
    }
    free(drawn);
    if (status == PARLEY_MEMORY && errors_status(errors) == PARLEY_OK)
        errors_add(errors, status, nowhere, "out of memory for charts");
    return status;
}

static enum parley_status metrics_draw(struct charts *charts, const char *const *metrics, size_t count,
                                       struct errors *errors) {
    size_t most;
    enum parley_status status = metrics_want(charts, metrics, count, &most, errors);
    if (status == PARLEY_OK) status = charts_draw(charts, most, errors);
    for (size_t k = 0; k < charts->wanted_count; k++)
        claim_clear(&charts->wanted[k].claim);
    free(charts->wanted);
    return status;
}

// What is drawn of a grid, and as what; no kind if nothing varies.
static enum parley_status kind_find(struct charts *charts, struct errors *errors) {
    const struct store_layout *layout = charts->layout;
    bool sampled = store_is_sampled(layout);
    size_t count = 0, *numbers = array_new(layout->grid_axes, sizeof *numbers);
    if (!numbers) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for charts");
    for (size_t k = 0; k < layout->grid_axes; k++)
        if (layout->axes[k].count > 1) numbers[count++] = k;
    if (sampled && count == 0 && layout->grid_axes > 0) numbers[count++] = layout->grid_axes - 1;
    enum parley_status status = PARLEY_OK;
    if (layout->grid_axes == 0)
        charts->kind = layout->axis_count == 2 ? &SCATTER : &AGAINST;
    else if (sampled)
        charts->kind = count == 1 ? &BANDS : &MEDIANS;
    else if (count > 0)
        charts->kind = count == 1 ? &LINE : count == 2 ? &MAP : &PANELS;
    if (count > 0 && !cut_make(layout, numbers, count, &charts->cut))
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for charts");
    free(numbers);
    return status;
}

enum parley_status charts_write(const char *directory, const char *const *metrics, size_t metric_count,
                                int threads, struct text *names, struct errors *errors) {
    struct charts charts = {.directory = directory,
                            .names = names,
                            .always = metric_count > 0,
                            .threads = (size_t)(threads > 0 ? threads : omp_get_num_procs())};
    struct text path = {0};
    text_append(&path, "%s/sweep.nc", directory);
    enum parley_status status = path.failed ? errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory")
                                            : netcdf_open(path.data, &charts.file, errors);
    text_free(&path);
    if (status != PARLEY_OK) return status;
    charts.layout = netcdf_layout(charts.file);
    status = kind_find(&charts, errors);
    if (status == PARLEY_OK && charts.kind) status = metrics_draw(&charts, metrics, metric_count, errors);
    if (status == PARLEY_OK && names->failed)
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for charts");
    if (status == PARLEY_OK && metric_count == 0) charts_remove_others(directory, names);
    cut_clear(&charts.cut);
    netcdf_close(charts.file);
    return status;
}
