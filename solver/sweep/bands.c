// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of bands and chances, a row per place of the grid, written as the sample is read. Words of a
// scenario stand in quotes (RFC 4180); control characters become blanks.
#include "sweep/bands.h"
#include "core/checked.h"
#include "core/file.h"
#include "output/json_writer.h"
#include "output/lines.h"
#include "output/table.h"
#include "sweep/spread.h"
#include <math.h>
#include <string.h>

enum { ROWS_SHOWN = 40, BUFFER = 1 << 16 };
static const struct mark nowhere = {0, 0};

// Where the rows go.
struct bands {
    struct sweep_file *file;
    const struct store_layout *layout;
    size_t places;
    const struct store_metric *metric; // at hand
    const struct claim *claim;
    struct file_stream stream;
    struct text buffer;
    enum parley_status status; // of writing
    struct errors *errors;
    struct table table; // of the condition at hand
    size_t undefined;   // points of it where the metric is not defined
    struct writer writer;
    json_t *array; // NULL: a table
};

// ---- places ----

// Where a place stands on an axis.
static size_t place_on(const struct bands *bands, size_t place, size_t axis) {
    for (size_t a = bands->layout->grid_axes - 1; a > axis; a--)
        place /= bands->layout->axes[a].count;
    return place % bands->layout->axes[axis].count;
}

static const char *label_at(const struct store_axis *axis, size_t k) {
    return axis->labels ? axis_label(axis, k) : NULL;
}

// ---- CSV ----

static void put_words(struct text *out, const char *words) {
    text_append(out, "\"");
    for (; *words; words++)
        if (*words == '"')
            text_append(out, "\"\"");
        else
            text_append_bytes(out, (unsigned char)*words < 0x20 || *words == 0x7F ? " " : words, 1);
    text_append(out, "\"");
}

static void put_number(struct text *out, double number) {
    text_append(out, isnan(number) ? ",NaN" : ",%.17g", number + 0.0);
}

static void put_estimate(struct text *out, struct estimate estimate) {
    put_number(out, estimate.value);
    put_number(out, estimate.low);
    put_number(out, estimate.high);
}

static void flush(struct bands *bands, bool always) {
    if (bands->buffer.length < BUFFER && !always) return;
    if (bands->buffer.failed)
        bands->status = errors_add(bands->errors, PARLEY_MEMORY, nowhere, "out of memory for the bands");
    if (bands->status == PARLEY_OK && bands->buffer.length > 0)
        bands->status =
            file_stream_write(&bands->stream, bands->buffer.data, bands->buffer.length, bands->errors);
    text_free(&bands->buffer);
}

static void put_axes(struct bands *bands) {
    for (size_t a = 0; a < bands->layout->grid_axes; a++) {
        text_append(&bands->buffer, ",");
        put_words(&bands->buffer, bands->layout->axes[a].path);
    }
}

static void put_place(struct bands *bands, size_t place) {
    for (size_t a = 0; a < bands->layout->grid_axes; a++) {
        const struct store_axis *axis = &bands->layout->axes[a];
        size_t k = place_on(bands, place, a);
        if (axis->labels) {
            text_append(&bands->buffer, ",");
            put_words(&bands->buffer, label_at(axis, k));
        } else {
            put_number(&bands->buffer, axis->values[k]);
        }
    }
}

static void put_counts(struct text *out, const struct spread *spread) {
    text_append(out, ",%zu,%zu,%zu,%zu", spread->counted, spread->uncertified, spread->refused,
                spread->undefined);
}

static void band_visit(void *context, size_t place, const struct spread *spread) {
    struct bands *bands = context;
    struct text *out = &bands->buffer;
    put_words(out, bands->metric->path);
    text_append(out, ",");
    put_words(out, bands->metric->unit);
    put_place(bands, place);
    put_counts(out, spread);
    put_number(out, spread->mean);
    put_number(out, spread->error);
    for (size_t q = 0; q < SPREAD_QUANTILES; q++)
        put_estimate(out, spread->quantile[q]);
    text_append(out, "\n");
    flush(bands, false);
}

static void band_header(struct bands *bands) {
    struct text *out = &bands->buffer;
    text_append(out, "metric,unit");
    put_axes(bands);
    text_append(out, ",counted,uncertified,refused,undefined,mean,mean_error");
    for (size_t q = 0; q < SPREAD_QUANTILES; q++)
        for (size_t k = 0; k < 3; k++)
            text_append(out, ",q%02.0f%s", 100 * spread_quantiles[q],
                        k == 0   ? ""
                        : k == 1 ? "_low"
                                 : "_high");
    text_append(out, "\n");
}

static enum parley_status file_begin(struct bands *bands, const char *directory, const char *name) {
    bands->stream = (struct file_stream){.descriptor = -1};
    return bands->status = file_stream_open(&bands->stream, directory, name, bands->errors);
}

// status: of what was to be written.
static enum parley_status file_end(struct bands *bands, enum parley_status status) {
    flush(bands, true);
    if (status == PARLEY_OK) status = bands->status;
    if (status == PARLEY_OK) return file_stream_finish(&bands->stream, bands->errors);
    file_stream_discard(&bands->stream);
    return status;
}

static enum parley_status quantiles_write(struct bands *bands, const char *directory) {
    enum parley_status status = file_begin(bands, directory, "bands.csv");
    if (status == PARLEY_OK) band_header(bands);
    for (size_t m = 0; m < bands->layout->metric_count && status == PARLEY_OK; m++) {
        bands->metric = &bands->layout->metrics[m];
        const struct spread_question question = {bands->metric->path, NULL};
        status = spread_visit(bands->file, &question, NULL, band_visit, bands, bands->errors);
    }
    return file_end(bands, status);
}

// ---- chances ----

static void chance_json(struct bands *bands, size_t place, const struct spread *spread) {
    struct writer *writer = &bands->writer;
    json_t *object = json_object(), *at = json_object();
    for (size_t a = 0; a < bands->layout->grid_axes; a++) {
        const struct store_axis *axis = &bands->layout->axes[a];
        size_t k = place_on(bands, place, a);
        json_put(writer, at, axis->path,
                 axis->labels ? json_text(label_at(axis, k)) : json_number(axis->values[k]));
    }
    json_put(writer, object, "condition", json_text(bands->claim->text));
    json_put(writer, object, "at", at);
    json_put(writer, object, "chance", json_number(spread->chance.value));
    json_put(writer, object, "error", json_number(spread->chance_error));
    json_put(writer, object, "low", json_number(spread->chance.low));
    json_put(writer, object, "high", json_number(spread->chance.high));
    json_put(writer, object, "points", json_count(spread->counted));
    json_put(writer, object, "undefined", json_count(spread->undefined));
    json_push(writer, bands->array, object);
}

// Is the place one of those that are shown: all of them, or ROWS_SHOWN evenly picked with both ends?
static bool is_shown(const struct bands *bands, size_t place) {
    size_t last = bands->places - 1, shown = ROWS_SHOWN - 1;
    if (bands->places <= ROWS_SHOWN || place == last) return true;
    size_t row = (place * shown + last - 1) / last; // the first whose place is not before this one
    return row * last / shown == place;
}

static void chance_row(struct bands *bands, size_t place, const struct spread *spread) {
    struct table *table = &bands->table;
    bands->undefined += spread->undefined;
    if (!is_shown(bands, place)) return;
    for (size_t a = 0; a < bands->layout->grid_axes; a++) {
        const struct store_axis *axis = &bands->layout->axes[a];
        size_t k = place_on(bands, place, a);
        if (axis->labels)
            table_cell(table, "%s", label_at(axis, k));
        else
            table_cell(table, "%.6g", axis->values[k]);
    }
    table_number(table, spread->chance.value);
    table_number(table, spread->chance_error);
    table_number(table, spread->chance.low);
    table_number(table, spread->chance.high);
    table_cell(table, "%zu", spread->counted);
    table_cell(table, "%zu", spread->undefined);
}

static void chance_visit(void *context, size_t place, const struct spread *spread) {
    struct bands *bands = context;
    struct text *out = &bands->buffer;
    put_words(out, bands->claim->text);
    put_place(bands, place);
    text_append(out, ",%zu", spread->met);
    put_counts(out, spread);
    put_estimate(out, spread->chance);
    put_number(out, spread->chance_error);
    text_append(out, "\n");
    if (bands->array)
        chance_json(bands, place, spread);
    else
        chance_row(bands, place, spread);
    flush(bands, false);
}

static void chance_header(struct bands *bands) {
    text_append(&bands->buffer, "condition");
    put_axes(bands);
    text_append(&bands->buffer,
                ",met,counted,uncertified,refused,undefined,chance,chance_low,chance_high,chance_error\n");
}

static void table_begin(struct bands *bands) {
    static const char *const heads[] = {"chance", "error", "from", "to", "counted", "undefined"};
    size_t axes = bands->layout->grid_axes;
    bands->table = (struct table){.columns = axes + sizeof heads / sizeof *heads, .keys = axes};
    bands->undefined = 0;
    for (size_t a = 0; a < axes; a++) {
        table_cell(&bands->table, "%s", bands->layout->axes[a].path);
        if (a < 64) bands->table.words |= UINT64_C(1) << a; // their names may be long
    }
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++)
        table_cell(&bands->table, "%s", heads[c]);
}

static void table_end(struct bands *bands, struct text *out) {
    struct text line = {0}, plain = {0};
    text_append(&line, "Chance of %s, with its standard error and %g%% interval", bands->claim->text,
                100 * spread_level);
    if (bands->places > ROWS_SHOWN)
        text_append(&line, " (%d of %zu places; chances.csv has all)", ROWS_SHOWN, bands->places);
    lines_flush(&plain, &line, 0, REPORT_WIDTH);
    table_render(&bands->table, &plain, REPORT_WIDTH);
    if (bands->undefined > 0)
        text_append(
            &plain,
            "  A point at which the metric is not defined is counted and does not meet the condition.\n");
    text_append(&plain, "\n");
    if (plain.data) text_tame(plain.data);
    if (plain.data) text_append_utf8(out, plain.data);
    out->failed = out->failed || plain.failed;
    text_free(&plain);
}

static enum parley_status claims_write(struct bands *bands, const char *directory, struct text *out) {
    struct claim claim = {0};
    bool more = false;
    enum parley_status status = file_begin(bands, directory, "chances.csv");
    if (status == PARLEY_OK) chance_header(bands);
    for (size_t k = 0; status == PARLEY_OK; k++) {
        status = spread_claim(bands->layout, k, &claim, &more, bands->errors);
        if (!more) break;
        bands->claim = &claim;
        const struct spread_question question = {claim.metric, &claim};
        if (!bands->array) table_begin(bands);
        if (status == PARLEY_OK)
            status = spread_visit(bands->file, &question, NULL, chance_visit, bands, bands->errors);
        if (!bands->array) table_end(bands, out);
        claim_clear(&claim);
    }
    return file_end(bands, status);
}

// ---- the whole ----

static enum parley_status json_end(struct bands *bands, enum parley_status status, struct text *out) {
    char *json = NULL;
    enum parley_status made = json_finish(&bands->writer, bands->array, &json, bands->errors);
    if (made == PARLEY_OK) text_append(out, "%s", json);
    free(json);
    return status == PARLEY_OK ? made : status;
}

enum parley_status bands_write(const char *directory, bool json, struct text *out, struct errors *errors) {
    struct bands bands = {.errors = errors, .places = 1, .array = json ? json_array() : NULL};
    struct text path = {0};
    text_append(&path, "%s/sweep.nc", directory);
    enum parley_status status = path.failed ? errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory")
                                            : netcdf_open(path.data, &bands.file, errors);
    text_free(&path);
    if (status == PARLEY_OK) {
        bands.layout = netcdf_layout(bands.file);
        bands.places = (size_t)(bands.layout->points / bands.layout->samples);
        if (bands.layout->grid_axes > 0 && store_is_sampled(bands.layout))
            status = quantiles_write(&bands, directory);
        if (status == PARLEY_OK && *bands.layout->exceeds && store_is_sampled(bands.layout))
            status = claims_write(&bands, directory, out);
    }
    netcdf_close(bands.file);
    return json ? json_end(&bands, status, out) : status;
}
