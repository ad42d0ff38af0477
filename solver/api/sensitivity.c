// SPDX-License-Identifier: GPL-3.0-or-later
// Studies of sensitivity: laid out, solved, analysed, and written where they are to be written.
#include "api/sensitivity.h"
#include "api/study.h"
#include "core/file.h"
#include "sweep/backend.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct mark nowhere = {0, 0};

// ---- files ----

static enum parley_status part_write(const struct survey *survey, const char *stem, const char *ending,
                                     struct text *text, struct errors *errors) {
    char name[64];
    enum parley_status status = PARLEY_MEMORY;
    snprintf(name, sizeof name, "%s.%s", stem, ending);
    if (text->failed)
        errors_add(errors, status, nowhere, "out of memory");
    else
        status =
            file_write(survey->inquiry->directory, name, text->data ? text->data : "", text->length, errors);
    text_free(text);
    return status;
}

static enum parley_status texts_write(const struct survey *survey, const struct parley_sensitivity *made,
                                      struct errors *errors) {
    const struct sensitivity_row *row = &sensitivity_rows[made->method];
    struct text text = {0};
    sensitivity_report(made, &text);
    enum parley_status status = part_write(survey, row->name, "txt", &text, errors);
    if (status != PARLEY_OK) return status;
    sensitivity_json(made, &text);
    status = part_write(survey, row->name, "json", &text, errors);
    if (status == PARLEY_OK && row->columns > 0) {
        sensitivity_table(made, &text);
        status = part_write(survey, row->name, "tsv", &text, errors);
    }
    if (status == PARLEY_OK && row->monte_carlo) {
        char stem[32];
        snprintf(stem, sizeof stem, row->columns > 0 ? "%s-spread" : "%s", row->name);
        sensitivity_bands(made, &text);
        status = part_write(survey, stem, "tsv", &text, errors);
    }
    return status;
}

static enum parley_status charts_write(const struct survey *survey, const struct parley_sensitivity *made,
                                       struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    const char *name;
    struct text text = {0};
    for (size_t k = 0; status == PARLEY_OK && (name = sensitivity_chart(made, k)); k++) {
        sensitivity_chart_data(made, k, &text);
        status = part_write(survey, name, "dat", &text, errors);
        if (status == PARLEY_OK) {
            sensitivity_chart_script(made, k, &text);
            status = part_write(survey, name, "gp", &text, errors);
        }
    }
    return status;
}

// ---- the public functions ----

// On the rank that leads, which is the only one of a program that was not started by mpirun.
static enum parley_status find(struct survey *survey, struct parley_sensitivity *made,
                               struct errors *errors) {
    enum parley_status status = survey_run(survey, errors);
    if (status == PARLEY_OK) status = survey_analyse(survey, made, errors);
    if (status != PARLEY_OK || !survey->inquiry->directory) return status;
    status = texts_write(survey, made, errors);
    if (status == PARLEY_OK) status = charts_write(survey, made, errors);
    if (status == PARLEY_OK) survey_forget(survey);
    return status;
}

// words: what was asked before a study completed it; study: its file, NULL without one.
static enum parley_status find_as_given(const parley_scenario *scenario, const struct parley_inquiry *inquiry,
                                        const struct study_words *words, const char *study,
                                        parley_sensitivity **sensitivity, parley_error **error) {
    struct errors errors = {0};
    struct survey survey = {.origin = scenario, .inquiry = inquiry, .study = study, .words = words};
    struct parley_sensitivity *made = calloc(1, sizeof *made);
    bool leads = backend_leads();
    enum parley_status status = made ? PARLEY_OK : PARLEY_MEMORY;
    if (status == PARLEY_OK) status = survey_make(&survey, made, &errors);
    if (status == PARLEY_OK) status = leads ? find(&survey, made, &errors) : survey_help(&survey, &errors);
    survey_clear(&survey);
    if (status != PARLEY_OK && errors_status(&errors) == PARLEY_OK)
        errors_add(&errors, status, nowhere, "%s", status_text(status));
    if (status == PARLEY_OK) *sensitivity = leads ? made : NULL;
    if (status != PARLEY_OK || !leads) parley_sensitivity_free(made);
    return error_finish(status, &errors, error);
}

// What the method cannot use of a study is left out: it may serve several.
static struct parley_inquiry study_inquiry(const struct parley_inquiry *inquiry, const struct study *study) {
    struct parley_inquiry made = *inquiry;
    enum sensitivity_method method =
        inquiry->method ? sensitivity_method_find(inquiry->method) : SENSITIVITY_METHOD_COUNT;
    bool known = method != SENSITIVITY_METHOD_COUNT;
    bool chances = !known || sensitivity_rows[method].monte_carlo;
    made.over = (const char *const *)study->over.items;
    made.over_count = study->over.count;
    made.derive = (const char *const *)study->derive.items;
    made.derive_count = study->derive.count;
    made.metrics = (const char *const *)study->metrics.items;
    made.metric_count = study->metrics.count;
    made.design = chances && study->kind < DESIGN_COUNT ? design_kind_name(study->kind) : NULL;
    if (chances || inquiry->exceed_count > 0) {
        made.exceeds = (const char *const *)study->exceeds.items;
        made.exceed_count = study->exceeds.count;
    }
    if (made.samples == 0 && (!known || sensitivity_rows[method].sampled)) made.samples = study->samples;
    if (!inquiry->seeded && study->seeded) made.seed = study->seed;
    made.cold = inquiry->cold || (study->cold && !inquiry->warm);
    made.warm = inquiry->warm || (study->warm && !inquiry->cold);
    return made;
}

static enum parley_status axes_refuse(const char *path, const struct study *study, parley_error **error) {
    struct errors errors = {0};
    if (study->vary.count == 0) return PARLEY_OK;
    errors_set_source(&errors, path, NULL, 0);
    errors_add(&errors, PARLEY_INPUT, nowhere,
               "'vary' makes the axes of a sweep; of sensitivity it is asked over distributions: give '%.*s' "
               "one under 'over', or take 'parley sweep' for this study",
               (int)strcspn(study->vary.items[0], "="), study->vary.items[0]);
    return error_finish(PARLEY_INPUT, &errors, error);
}

enum parley_status parley_sensitivity_find(const parley_scenario *scenario,
                                           const struct parley_inquiry *inquiry,
                                           parley_sensitivity **sensitivity, parley_error **error) {
    struct study study = {0};
    parley_scenario *own = NULL;
    const struct study_words words = {.over = inquiry->over,
                                      .derive = inquiry->derive,
                                      .metrics = inquiry->metrics,
                                      .exceeds = inquiry->exceeds,
                                      .over_count = inquiry->over_count,
                                      .derive_count = inquiry->derive_count,
                                      .metric_count = inquiry->metric_count,
                                      .exceed_count = inquiry->exceed_count};
    if (!is_study(inquiry->design)) return find_as_given(scenario, inquiry, &words, NULL, sensitivity, error);
    enum parley_status status = study_open(inquiry->design, &words, scenario, &study, &own, error);
    if (status == PARLEY_OK) status = axes_refuse(inquiry->design, &study, error);
    if (status == PARLEY_OK) {
        const struct parley_inquiry whole = study_inquiry(inquiry, &study);
        status = find_as_given(own, &whole, &words, inquiry->design, sensitivity, error);
    }
    parley_scenario_free(own);
    study_clear(&study);
    return status;
}

uint64_t parley_sensitivity_points(const parley_sensitivity *sensitivity) {
    return sensitivity->points;
}

uint64_t parley_sensitivity_certified(const parley_sensitivity *sensitivity) {
    return sensitivity->certified;
}

// The place of a name among `count`, or `count` after an error that names the nearest.
struct names {
    const char *kind, *wanted;
    size_t count, place;
    struct nearest nearest;
};

static void names_try(struct names *names, size_t k, const char *name) {
    names->nearest.wanted = names->wanted;
    nearest_try(&names->nearest, name);
    if (strcmp(name, names->wanted) == 0) names->place = k;
}

static enum parley_status names_finish(const struct names *names, struct errors *errors) {
    if (names->place < names->count) return PARLEY_OK;
    return errors_add(errors, PARLEY_INPUT, nowhere, "there is no %s '%.200s' in this study%s%s%s",
                      names->kind, names->wanted, names->nearest.best ? "; did you mean '" : "",
                      names->nearest.best ? names->nearest.best : "", names->nearest.best ? "'?" : "");
}

enum parley_status parley_sensitivity_index(const parley_sensitivity *sensitivity, const char *metric,
                                            const char *parameter, const char *what, double *value,
                                            parley_error **error) {
    struct errors errors = {0};
    const struct sensitivity_row *row = &sensitivity_rows[sensitivity->method];
    struct names metrics = {"metric", metric, sensitivity->findings, SIZE_MAX, {0}};
    struct names factors = {"parameter", parameter, sensitivity->factors, SIZE_MAX, {0}};
    struct names columns = {"index", what, row->columns, SIZE_MAX, {0}};
    for (size_t k = 0; k < metrics.count; k++)
        names_try(&metrics, k, sensitivity->finding[k].path);
    for (size_t k = 0; k < factors.count; k++)
        names_try(&factors, k, sensitivity->factor[k].path);
    for (size_t k = 0; k < columns.count; k++)
        names_try(&columns, k, row->column[k].key);
    enum parley_status status = names_finish(&metrics, &errors);
    if (status == PARLEY_OK) status = names_finish(&factors, &errors);
    if (status == PARLEY_OK) status = names_finish(&columns, &errors);
    if (status == PARLEY_OK)
        *value =
            finding_value(sensitivity, &sensitivity->finding[metrics.place], factors.place, columns.place);
    return error_finish(status, &errors, error);
}

enum parley_status parley_sensitivity_text(const parley_sensitivity *sensitivity, enum parley_format format,
                                           char **text, parley_error **error) {
    struct errors errors = {0};
    struct text out = {0};
    (format == PARLEY_JSON ? sensitivity_json : sensitivity_report)(sensitivity, &out);
    return error_finish(text_finish(&out, text, &errors), &errors, error);
}

const char *parley_sensitivity_chart(const parley_sensitivity *sensitivity, size_t index) {
    return sensitivity_chart(sensitivity, index);
}

static void factor_clear(struct factor *factor) {
    free(factor->path);
    free(factor->unit);
    free(factor->distribution);
    free(factor->base_text);
    free(factor->low_text);
    free(factor->high_text);
}

static void finding_clear(struct finding *finding) {
    free(finding->path);
    free(finding->unit);
    free(finding->value);
    free(finding->ranked);
    free(finding->trouble);
}

void parley_sensitivity_free(parley_sensitivity *sensitivity) {
    if (!sensitivity) return;
    for (size_t i = 0; i < sensitivity->factors; i++)
        factor_clear(&sensitivity->factor[i]);
    for (size_t m = 0; m < sensitivity->findings; m++)
        finding_clear(&sensitivity->finding[m]);
    for (size_t k = 0; k < sensitivity->chances; k++)
        free(sensitivity->chance[k].text);
    free(sensitivity->title);
    free(sensitivity->design);
    free(sensitivity->first_refused);
    free(sensitivity->first_uncertified);
    free(sensitivity->factor);
    free(sensitivity->finding);
    free(sensitivity->chance);
    free(sensitivity);
}
