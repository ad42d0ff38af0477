// SPDX-License-Identifier: GPL-3.0-or-later
// Which charts a sweep gets, and their files. Words of a scenario stand in a script as chart_text.h quotes
// them.
#include "sweep/charts.h"
#include "core/checked.h"
#include "core/file.h"
#include "output/chart.h"
#include "output/chart_text.h"
#include "sweep/charts_kinds.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { CHARTS_MOST = 12, TITLE_WIDTH = 74, TITLE_LINES = 2 };

static const struct mark nowhere = {0, 0};
// The first line of every script; by it an old chart of a sweep is known.
static const char signature[] = "# A chart of sweep.nc, by parley\n";

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

struct charts {
    const char *directory;
    struct sweep_file *file;
    const struct store_layout *layout;
    const struct kind *kind; // NULL: nothing varies; of a sample at every place BANDS or MEDIANS
    struct cut cut;
    struct text *names;
    size_t count;
    bool always;
};

// ---- files ----

static bool is_ours(const char *path) {
    char line[sizeof signature];
    FILE *file = fopen(path, "r");
    bool ours = file && fgets(line, sizeof line, file) && strcmp(line, signature) == 0;
    if (file) fclose(file);
    return ours;
}

static void chart_remove(const char *directory, const char *stem, size_t length) {
    static const char *const endings[] = {"dat", "png", "svg", "pdf", "gp"};
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
        struct text path = {0};
        text_append(&path, "%s/%.*s.%s", directory, (int)length, stem, endings[k]);
        if (!path.failed) remove(path.data);
        text_free(&path);
    }
}

// Charts that an earlier sweep left; one that cannot be removed is no reason to fail.
static void charts_remove(const char *directory) {
    DIR *folder = opendir(directory);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        struct text path = {0};
        size_t length = strlen(entry->d_name);
        text_append(&path, "%s/%s", directory, entry->d_name);
        if (length > 3 && length < 250 && strcmp(entry->d_name + length - 3, ".gp") == 0 && !path.failed &&
            is_ours(path.data))
            chart_remove(directory, entry->d_name, length - 3);
        text_free(&path);
    }
    if (folder) closedir(folder);
}

static enum parley_status text_write(const char *directory, const char *stem, const char *ending,
                                     struct text *text, struct errors *errors) {
    char name[96];
    if (text->failed) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for a chart");
    snprintf(name, sizeof name, "%s.%s", stem, ending);
    return file_write(directory, name, text->data, text->length, errors);
}

static void script_make(const struct charts *charts, const struct kind *kind, const char *name,
                        struct text *variables, struct text *out) {
    text_append(out,
                "%s# Drawn by: gnuplot %s.gp  (in this folder; gnuplot -e \"format = 'svg'\" or 'pdf' for "
                "the others)\nchart = '%s'\nparties = 0\nquote = \"'\"\nnewline = \"\\n\"\n",
                signature, name, name);
    variable_string(out, "scenario_title", text_wrap(charts->layout->title, TITLE_WIDTH, TITLE_LINES));
    text_append_bytes(out, variables->data, variables->length);
    text_append(out, "\n%s\n%s\n%s", chart_template("common"), chart_template("sweep_axes"),
                chart_template(kind->template));
    out->failed = out->failed || variables->failed;
}

static enum parley_status chart_make(struct charts *charts, const struct kind *kind, struct chart_job *job,
                                     struct errors *errors) {
    char name[80];
    struct text script = {0};
    job->file = charts->file;
    job->layout = charts->layout;
    job->cut = &charts->cut;
    job->always = charts->always;
    job->statistic = kind->statistic;
    enum parley_status status = kind->draw(job, errors);
    if (status == PARLEY_OK && !job->empty) {
        chart_name(charts->names, charts->layout, kind->prefix, job, name, sizeof name);
        script_make(charts, kind, name, &job->variables, &script);
        status = text_write(charts->directory, name, "dat", &job->data, errors);
        if (status == PARLEY_OK) status = text_write(charts->directory, name, "gp", &script, errors);
        text_append(charts->names, "%s\n", name);
        charts->count++;
    }
    text_free(&script);
    text_free(&job->data);
    text_free(&job->variables);
    return status;
}

// ---- which ----

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
static enum parley_status group_draw(struct charts *charts, const struct store_metric *metric, bool *drawn,
                                     struct errors *errors) {
    const struct store_layout *layout = charts->layout;
    struct chart_job job = {.metrics = {metric}, .metric_count = 1};
    drawn[metric - layout->metrics] = true;
    bool grouped = (charts->kind == &LINE || charts->kind == &BANDS) && !charts->always;
    for (size_t m = 0; grouped && m < layout->metric_count; m++)
        if (!drawn[m] && job.metric_count < LINES_MOST && belong_together(metric, &layout->metrics[m])) {
            job.metrics[job.metric_count++] = &layout->metrics[m];
            drawn[m] = true;
        }
    return chart_make(charts, charts->kind, &job, errors);
}

static enum parley_status metric_draw(struct charts *charts, const struct store_metric *metric, bool *drawn,
                                      struct errors *errors) {
    struct chart_job job = {.metrics = {metric}, .metric_count = 1};
    bool line = charts->kind == &BANDS;
    if (!(charts->kind == &MEDIANS || (line && is_regime(metric))))
        return group_draw(charts, metric, drawn, errors);
    drawn[metric - charts->layout->metrics] = true;
    return chart_make(charts, !is_regime(metric) ? &MEDIANS : line ? &SHARES : &LIKELIEST, &job, errors);
}

// Beside the map of a median.
static enum parley_status width_draw(struct charts *charts, const struct store_metric *metric,
                                     struct errors *errors) {
    struct chart_job job = {.metrics = {metric}, .metric_count = 1};
    if (charts->kind != &MEDIANS || is_regime(metric)) return PARLEY_OK;
    return chart_make(charts, &WIDTHS, &job, errors);
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

static enum parley_status claim_draw(struct charts *charts, const struct claim *claim,
                                     struct errors *errors) {
    const struct store_metric *metric = metric_named(charts->layout, claim->metric, errors);
    struct chart_job job = {.metrics = {metric}, .metric_count = 1, .claim = claim};
    if (!metric) return PARLEY_INPUT;
    return chart_make(charts, charts->kind == &BANDS ? &CHANCE : &CHANCES, &job, errors);
}

// A metric, or a condition on one where a chance can be drawn.
static enum parley_status named_draw(struct charts *charts, const char *name, bool *drawn,
                                     struct errors *errors) {
    struct claim claim = {0};
    bool chances = charts->kind == &BANDS || charts->kind == &MEDIANS;
    const struct store_metric *metric = metric_named(charts->layout, name, NULL);
    if (!metric && chances && claim_parse(name, &claim, NULL) == PARLEY_OK) {
        enum parley_status status = claim_draw(charts, &claim, errors);
        claim_clear(&claim);
        return status;
    }
    if (!metric) metric = metric_named(charts->layout, name, errors);
    enum parley_status status = metric ? metric_draw(charts, metric, drawn, errors) : PARLEY_INPUT;
    return status == PARLEY_OK ? width_draw(charts, metric, errors) : status;
}

// The conditions that the sweep was asked for.
static enum parley_status claims_draw(struct charts *charts, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    bool more = charts->kind == &BANDS || charts->kind == &MEDIANS;
    for (size_t k = 0; more && status == PARLEY_OK; k++) {
        struct claim claim;
        status = spread_claim(charts->layout, k, &claim, &more, errors);
        if (status == PARLEY_OK && more) status = claim_draw(charts, &claim, errors);
        claim_clear(&claim);
    }
    return status;
}

static enum parley_status metrics_draw(struct charts *charts, const char *const *metrics, size_t count,
                                       struct errors *errors) {
    const struct store_layout *layout = charts->layout;
    enum parley_status status = PARLEY_OK;
    bool *drawn = array_new(layout->metric_count, sizeof *drawn);
    if (!drawn) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for charts");
    if (count == 0) status = claims_draw(charts, errors);
    for (size_t k = 0; k < count && status == PARLEY_OK; k++)
        status = named_draw(charts, metrics[k], drawn, errors);
    for (size_t m = 0; count == 0 && m < layout->metric_count && status == PARLEY_OK; m++)
        if (!drawn[m] && charts->count < CHARTS_MOST)
            status = metric_draw(charts, &layout->metrics[m], drawn, errors);
    for (size_t m = 0; count == 0 && m < layout->metric_count && status == PARLEY_OK; m++)
        if (charts->count < CHARTS_MOST) status = width_draw(charts, &layout->metrics[m], errors);
    free(drawn);
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
                                struct text *names, struct errors *errors) {
    struct charts charts = {.directory = directory, .names = names, .always = metric_count > 0};
    struct text path = {0};
    text_append(&path, "%s/sweep.nc", directory);
    enum parley_status status = path.failed ? errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory")
                                            : netcdf_open(path.data, &charts.file, errors);
    text_free(&path);
    if (status != PARLEY_OK) return status;
    charts.layout = netcdf_layout(charts.file);
    if (metric_count == 0) charts_remove(directory);
    status = kind_find(&charts, errors);
    if (status == PARLEY_OK && charts.kind) status = metrics_draw(&charts, metrics, metric_count, errors);
    if (status == PARLEY_OK && names->failed)
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for charts");
    cut_clear(&charts.cut);
    netcdf_close(charts.file);
    return status;
}
