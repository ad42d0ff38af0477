// SPDX-License-Identifier: GPL-3.0-or-later
// Samples read place by place from sweep.nc, several small ones at a time, and what they say. Which order
// statistics bound a quantile depends on the number of points alone, and is looked up once for as long as
// that stays the same.
#include "sweep/spread.h"
#include "core/checked.h"
#include <math.h>
#include <string.h>

enum { NUMBERS_READ = 1 << 18 }; // at a time, if one sample is not larger

const double spread_quantiles[SPREAD_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};
const double spread_level = 0.95;
static const struct mark nowhere = {0, 0};

struct reading {
    struct sweep_file *file;
    const struct spread_question *question;
    size_t axes, samples, batch;           // batch: places of the last axis read together
    size_t *first, *count, *stride, *from; // of the part; from: where the reading stands
    size_t *begin, *length, *step;         // what is read next
    double *values, *status;
    size_t ranked; // number of points that the ranks are for
    struct ranks ranks[SPREAD_QUANTILES];
};

// ---- one place ----

static void ranks_find(struct reading *reading, size_t count) {
    if (reading->ranked == count) return;
    for (size_t q = 0; q < SPREAD_QUANTILES; q++)
        reading->ranks[q] = quantile_ranks(count, spread_quantiles[q], spread_level);
    reading->ranked = count;
}

// Points that have one of the two commonest values; the same but for rounding counts as one.
static size_t commonest(const struct sample *sample) {
    size_t most = 0, second = 0;
    for (size_t first = 0, next; first < sample->count; first = next) {
        double value = sample->sorted[first], same = value + 1e-9 * fmax(fabs(value), 1e-3);
        for (next = first + 1; next < sample->count && sample->sorted[next] <= same;)
            next++;
        size_t run = next - first;
        if (run > second) second = run < most ? run : most;
        if (run > most) most = run;
    }
    return most + second;
}

// The values are sorted where they stand.
static void metric_spread(struct reading *reading, double *values, struct spread *spread) {
    const struct series outputs = {values, reading->samples, 1};
    struct sample sample;
    sample_sort(&outputs, values, &sample);
    spread->counted = sample.count;
    spread->mean = spread->error = NAN;
    for (size_t q = 0; q < SPREAD_QUANTILES; q++)
        spread->quantile[q] = (struct estimate){NAN, NAN, NAN};
    if (sample.count == 0) return;
    ranks_find(reading, sample.count);
    spread->mean = sample.mean;
    spread->error = sample.error;
    spread->commonest = commonest(&sample);
    for (size_t q = 0; q < SPREAD_QUANTILES; q++)
        spread->quantile[q] = sample_quantile_within(&sample, spread_quantiles[q], reading->ranks[q]);
    for (size_t k = 0; k < sample.count; k++)
        if (sample.sorted[k] >= 0 && sample.sorted[k] < REGIMES) spread->regime[(size_t)sample.sorted[k]]++;
}

static void chance_spread(const struct reading *reading, const double *values, const double *status,
                          struct spread *spread) {
    for (size_t k = 0; k < reading->samples; k++) {
        if (status[k] != POINT_CERTIFIED) continue;
        spread->counted++;
        spread->met += claim_met(reading->question->claim, values[k]);
    }
    spread->chance = (struct estimate){NAN, NAN, NAN};
    spread->chance_error = NAN;
    if (spread->counted == 0) return;
    spread->chance = share_estimate(spread->met, spread->counted, spread_level);
    double share = spread->chance.value;
    spread->chance_error = sqrt(share * (1 - share) / (double)spread->counted);
}

static void place_spread(struct reading *reading, double *values, const double *status,
                         struct spread *spread) {
    *spread = (struct spread){0};
    for (size_t k = 0; k < reading->samples; k++) {
        spread->uncertified += status[k] == POINT_UNCERTIFIED;
        spread->refused += status[k] == POINT_REFUSED;
        spread->undefined += status[k] == POINT_CERTIFIED && !isfinite(values[k]);
    }
    if (reading->question->claim) {
        chance_spread(reading, values, status, spread);
        return;
    }
    for (size_t k = 0; k < reading->samples; k++)
        if (status[k] != POINT_CERTIFIED) values[k] = NAN;
    metric_spread(reading, values, spread);
}

// ---- all places ----

static bool reading_make(struct reading *reading, const struct store_layout *layout,
                         const struct spread_part *part) {
    size_t axes = layout->grid_axes, dimensions = axes + 1, *room, numbers;
    reading->axes = axes;
    reading->samples = (size_t)layout->samples;
    if (!(room = array_new(7 * dimensions, sizeof *room))) return false;
    reading->first = room;
    reading->count = room + dimensions;
    reading->stride = room + 2 * dimensions;
    reading->from = room + 3 * dimensions;
    reading->begin = room + 4 * dimensions;
    reading->length = room + 5 * dimensions;
    reading->step = room + 6 * dimensions;
    for (size_t a = 0; a < dimensions; a++) {
        bool given = part && a < axes;
        reading->first[a] = given ? part->first[a] : 0;
        reading->count[a] = given ? part->count[a] : (size_t)store_length(layout, a);
        reading->stride[a] = reading->step[a] = given ? part->stride[a] : 1;
        reading->length[a] = 1;
    }
    reading->length[axes] = reading->samples;
    reading->batch = reading->samples < NUMBERS_READ ? NUMBERS_READ / reading->samples : 1;
    if (axes == 0 || reading->batch > reading->count[axes - 1])
        reading->batch = axes == 0 ? 1 : reading->count[axes - 1];
    if (!size_multiply(reading->batch, reading->samples, &numbers)) return false;
    reading->values = array_new(numbers, sizeof(double));
    reading->status = array_new(numbers, sizeof(double));
    return reading->values && reading->status;
}

static void reading_clear(struct reading *reading) {
    free(reading->first);
    free(reading->values);
    free(reading->status);
}

// Places read from where the reading stands on: all on one line of the last axis.
static size_t batch_set(struct reading *reading) {
    size_t places = 1;
    for (size_t a = 0; a < reading->axes; a++)
        reading->begin[a] = reading->first[a] + reading->from[a] * reading->stride[a];
    if (reading->axes > 0) {
        size_t left = reading->count[reading->axes - 1] - reading->from[reading->axes - 1];
        places = left < reading->batch ? left : reading->batch;
        reading->length[reading->axes - 1] = places;
    }
    return places;
}

// False after the last place.
static bool batch_next(struct reading *reading, size_t places) {
    for (size_t a = reading->axes; a-- > 0; places = 1) {
        reading->from[a] += places;
        if (reading->from[a] < reading->count[a]) return true;
        reading->from[a] = 0;
    }
    return false;
}

static enum parley_status batch_read(struct reading *reading, struct errors *errors) {
    enum parley_status status = netcdf_read_part(reading->file, "status", reading->begin, reading->length,
                                                 reading->step, reading->status, errors);
    if (status != PARLEY_OK) return status;
    return netcdf_read_part(reading->file, reading->question->path, reading->begin, reading->length,
                            reading->step, reading->values, errors);
}

enum parley_status spread_visit(struct sweep_file *file, const struct spread_question *question,
                                const struct spread_part *part,
                                void (*visit)(void *context, size_t place, const struct spread *spread),
                                void *context, struct errors *errors) {
    struct reading reading = {.file = file, .question = question, .ranked = SIZE_MAX};
    struct spread spread;
    enum parley_status status = PARLEY_OK;
    size_t place = 0, places = 1;
    if (!reading_make(&reading, netcdf_layout(file), part))
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the sample at a place");
    for (bool more = true; more && status == PARLEY_OK; more = batch_next(&reading, places)) {
        places = batch_set(&reading);
        status = batch_read(&reading, errors);
        for (size_t k = 0; k < places && status == PARLEY_OK; k++) {
            place_spread(&reading, reading.values + k * reading.samples, reading.status + k * reading.samples,
                         &spread);
            visit(context, place++, &spread);
        }
    }
    reading_clear(&reading);
    return status;
}

enum parley_status spread_claim(const struct store_layout *layout, size_t k, struct claim *claim, bool *more,
                                struct errors *errors) {
    const char *line = layout->exceeds ? layout->exceeds : "";
    for (; k > 0 && *line; k--)
        line += strcspn(line, "\n") + (strchr(line, '\n') ? 1 : 0);
    *claim = (struct claim){0};
    *more = *line != '\0';
    if (!*more) return PARLEY_OK;
    struct text text = {0};
    text_append_bytes(&text, line, strcspn(line, "\n"));
    enum parley_status status = text.failed ? errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory")
                                            : claim_parse(text.data, claim, errors);
    text_free(&text);
    return status;
}
