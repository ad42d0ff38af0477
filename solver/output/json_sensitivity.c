// SPDX-License-Identifier: GPL-3.0-or-later
// What matters and how far uncertainty goes, as JSON and as tab-separated tables. Parameters keep the order
// in which they were given.
#include "output/json_writer.h"
#include "output/sensitivity.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static json_t *points_json(struct writer *writer, const struct parley_sensitivity *all) {
    json_t *object = json_object();
    json_put(writer, object, "all", json_count(all->points));
    json_put(writer, object, "certified", json_count(all->certified));
    json_put(writer, object, "uncertified", json_count(all->uncertified));
    json_put(writer, object, "refused", json_count(all->refused));
    if (all->first_refused) json_put(writer, object, "first_refused", json_text(all->first_refused));
    if (all->first_uncertified)
        json_put(writer, object, "first_uncertified", json_text(all->first_uncertified));
    return object;
}

static json_t *factors_json(struct writer *writer, const struct parley_sensitivity *all) {
    json_t *object = json_object();
    for (size_t i = 0; i < all->factors; i++) {
        const struct factor *factor = &all->factor[i];
        json_t *one = json_object();
        json_put(writer, one, "distribution", json_text(factor->distribution));
        json_put(writer, one, "unit", json_text(factor->unit));
        json_put(writer, one, "base", json_number(factor->base));
        if (all->method == SENSITIVITY_tornado) {
            json_put(writer, one, "low", json_number(factor->low));
            json_put(writer, one, "high", json_number(factor->high));
        }
        json_put(writer, object, factor->path, one);
    }
    return object;
}

static json_t *indices_json(struct writer *writer, const struct parley_sensitivity *all,
                            const struct finding *finding) {
    const struct sensitivity_row *row = &sensitivity_rows[all->method];
    json_t *object = json_object();
    for (size_t i = 0; i < all->factors; i++) {
        json_t *one = json_object();
        for (size_t c = 0; c < row->columns; c++)
            json_put(writer, one, row->column[c].key, json_number(finding_value(all, finding, i, c)));
        json_put(writer, object, all->factor[i].path, one);
    }
    return object;
}

static json_t *interval_json(struct writer *writer, const struct interval *interval) {
    json_t *object = json_object();
    json_put(writer, object, "value", json_number(interval->value));
    json_put(writer, object, "low", json_number(interval->low));
    json_put(writer, object, "high", json_number(interval->high));
    return object;
}

static json_t *band_json(struct writer *writer, const struct band *band) {
    json_t *object = json_object(), *quantiles = json_object();
    json_put(writer, object, "points", json_count(band->count));
    json_put(writer, object, "mean", json_number(band->mean));
    json_put(writer, object, "error", json_number(band->error));
    json_put(writer, object, "deviation", json_number(band->deviation));
    for (size_t q = 0; q < QUANTILES; q++) {
        char key[16];
        snprintf(key, sizeof key, "%g", band_quantiles[q]);
        json_put(writer, quantiles, key, interval_json(writer, &band->quantile[q]));
    }
    json_put(writer, object, "quantiles", quantiles);
    return object;
}

static json_t *finding_json(struct writer *writer, const struct parley_sensitivity *all,
                            const struct finding *finding) {
    json_t *object = json_object();
    json_put(writer, object, "unit", json_text(finding->unit));
    json_put(writer, object, "undefined", json_count(finding->undefined));
    if (finding->trouble) json_put(writer, object, "trouble", json_text(finding->trouble));
    if (all->method == SENSITIVITY_tornado) json_put(writer, object, "base", json_number(finding->base));
    if (all->method == SENSITIVITY_sobol) {
        json_put(writer, object, "mean", json_number(finding->mean));
        json_put(writer, object, "variance", json_number(finding->variance));
    }
    if (all->method == SENSITIVITY_sobol || all->method == SENSITIVITY_correlation) {
        json_put(writer, object, "used", json_count(finding->used));
        json_put(writer, object, "dropped", json_count(finding->dropped));
    }
    if (sensitivity_rows[all->method].columns > 0)
        json_put(writer, object, "indices", indices_json(writer, all, finding));
    if (finding->band.count > 0) json_put(writer, object, "uncertainty", band_json(writer, &finding->band));
    return object;
}

static json_t *chances_json(struct writer *writer, const struct parley_sensitivity *all) {
    json_t *array = json_array();
    for (size_t k = 0; k < all->chances; k++) {
        const struct chance *chance = &all->chance[k];
        json_t *object = interval_json(writer, &chance->share);
        json_put(writer, object, "condition", json_text(chance->text));
        json_put(writer, object, "error", json_number(chance->error));
        json_put(writer, object, "points", json_count(chance->counted));
        json_put(writer, object, "undefined", json_count(chance->undefined));
        json_push(writer, array, object);
    }
    return array;
}

void sensitivity_json(const struct parley_sensitivity *all, struct text *out) {
    struct writer writer = {NULL, NULL, false};
    json_t *root = json_object(), *metrics = json_object();
    char *json = NULL;
    json_put(&writer, root, "parley", json_string(PARLEY_VERSION));
    json_put(&writer, root, "title", json_text(all->title));
    json_put(&writer, root, "method", json_string(sensitivity_rows[all->method].name));
    json_put(&writer, root, "design", json_text(all->design));
    if (sensitivity_rows[all->method].sampled) {
        json_put(&writer, root, "samples", json_count((size_t)all->samples));
        json_put(&writer, root, "seed", json_count((size_t)all->seed));
    }
    json_put(&writer, root, "level", json_number(all->level));
    json_put(&writer, root, "points", points_json(&writer, all));
    json_put(&writer, root, "parameters", factors_json(&writer, all));
    for (size_t m = 0; m < all->findings; m++)
        json_put(&writer, metrics, all->finding[m].path, finding_json(&writer, all, &all->finding[m]));
    json_put(&writer, root, "metrics", metrics);
    json_put(&writer, root, "chances", chances_json(&writer, all));
    if (json_finish(&writer, root, &json, NULL) == PARLEY_OK)
        text_append(out, "%s", json);
    else
        out->failed = true;
    free(json);
}

// A name as a field: no tab and no line break in it.
static void field(struct text *out, const char *s) {
    for (; *s; s++)
        text_append_bytes(out, (unsigned char)*s < 0x20 || *s == 0x7F ? " " : s, 1);
}

static void number(struct text *out, double value) {
    if (isnan(value))
        text_append(out, "\tNaN");
    else if (isinf(value))
        text_append(out, "\t%s", value > 0 ? "inf" : "-inf");
    else
        text_append(out, "\t%.17g", value + 0.0);
}

void sensitivity_table(const struct parley_sensitivity *all, struct text *out) {
    const struct sensitivity_row *row = &sensitivity_rows[all->method];
    text_append(out, "metric\tparameter");
    for (size_t c = 0; c < row->columns; c++)
        text_append(out, "\t%s", row->column[c].key);
    text_append(out, "\n");
    for (size_t m = 0; m < all->findings; m++)
        for (size_t i = 0; i < all->factors; i++) {
            field(out, all->finding[m].path);
            text_append(out, "\t");
            field(out, all->factor[i].path);
            for (size_t c = 0; c < row->columns; c++)
                number(out, finding_value(all, &all->finding[m], i, c));
            text_append(out, "\n");
        }
}

void sensitivity_bands(const struct parley_sensitivity *all, struct text *out) {
    text_append(out, "metric\tunit\tpoints\tundefined\tmean\terror\tdeviation");
    for (size_t q = 0; q < QUANTILES; q++)
        text_append(out, "\tq%02.0f\tq%02.0f_low\tq%02.0f_high", 100 * band_quantiles[q],
                    100 * band_quantiles[q], 100 * band_quantiles[q]);
    text_append(out, "\n");
    for (size_t m = 0; m < all->findings; m++) {
        const struct finding *finding = &all->finding[m];
        const struct band *band = &finding->band;
        if (band->count == 0) continue;
        field(out, finding->path);
        text_append(out, "\t");
        field(out, finding->unit);
        text_append(out, "\t%zu\t%zu", band->count, finding->undefined);
        number(out, band->mean);
        number(out, band->error);
        number(out, band->deviation);
        for (size_t q = 0; q < QUANTILES; q++) {
            number(out, band->quantile[q].value);
            number(out, band->quantile[q].low);
            number(out, band->quantile[q].high);
        }
        text_append(out, "\n");
    }
}
