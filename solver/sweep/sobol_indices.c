// SPDX-License-Identifier: GPL-3.0-or-later
// Sobol' indices from A, B and AB_i (A with column i of B), rows r = 1 .. n:
//     S_i = 1/n sum_r y(B)_r (y(AB_i)_r - y(A)_r) / V          Saltelli et al. 2010
//     T_i = 1/2n sum_r (y(A)_r - y(AB_i)_r)^2 / V              Jansen 1999
// V is the variance of y(A) and y(B) together. Outputs are centred first, which leaves both estimators'
// expectations as they are and makes the first one less noisy. Bootstrap: Archer, Saltelli & Sobol' 1997.
// No indices of second order.
#include "sweep/sobol_indices.h"
#include "core/checked.h"
#include "sweep/streams.h"
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <omp.h>

static const struct mark nowhere = {0, 0};
static const double LEAST_VARIATION = 1e-13; // relative to the largest output: below is rounding

// Whole rows, centred: row r at value[r x width], A, B, AB_1, ...
struct rows {
    double *value;
    size_t count, width;
    double centre, least_variance;
};

static bool row_is_whole(const struct series *outputs, size_t width, size_t r) {
    for (size_t m = 0; m < width; m++)
        if (!isfinite(series_at(outputs, r * width + m))) return false;
    return true;
}

static bool rows_gather(const struct series *outputs, struct rows *rows) {
    rows->value = array_new(outputs->count, sizeof *rows->value);
    if (!rows->value) return false;
    double sum = 0, largest = 0;
    for (size_t r = 0; r < outputs->count / rows->width; r++) {
        if (!row_is_whole(outputs, rows->width, r)) continue;
        double *row = &rows->value[rows->count++ * rows->width];
        for (size_t m = 0; m < rows->width; m++) {
            row[m] = series_at(outputs, r * rows->width + m);
            largest = fmax(largest, fabs(row[m]));
        }
        sum += row[0] / 2 + row[1] / 2;
    }
    rows->centre = rows->count > 0 ? sum / (double)rows->count : 0;
    rows->least_variance = LEAST_VARIATION * largest * LEAST_VARIATION * largest;
    for (size_t k = 0; k < rows->count * rows->width; k++)
        rows->value[k] -= rows->centre;
    return true;
}

// Both estimators at once from rows drawn with replacement, or from all of them if `draws` is NULL. index
// has 2 x factors numbers: first order, then total. Returns the variance.
static double indices_estimate(const struct rows *rows, const uint64_t *draws, double *index) {
    size_t d = rows->width - 2;
    double sum = 0, squares = 0, n = (double)rows->count;
    for (size_t k = 0; k < 2 * d; k++)
        index[k] = 0;
    for (size_t r = 0; r < rows->count; r++) {
        size_t drawn = draws ? (size_t)bits_below(stream_bits(*draws, r), rows->count) : r;
        const double *row = &rows->value[drawn * rows->width];
        sum += row[0] + row[1];
        squares += row[0] * row[0] + row[1] * row[1];
        for (size_t i = 0; i < d; i++) {
            double change = row[2 + i] - row[0];
            index[i] += row[1] * change;
            index[d + i] += change * change;
        }
    }
    double mean = sum / (2 * n), variance = squares / (2 * n) - mean * mean;
    bool varies = variance > rows->least_variance;
    for (size_t i = 0; i < d; i++) {
        index[i] = varies ? index[i] / n / variance : 0;
        index[d + i] = varies ? index[d + i] / (2 * n) / variance : 0;
    }
    return variance;
}

// Percentiles of resample[k], resample[stride + k], ..., with `column` as room to sort in.
static void interval_find(const double *resample, size_t stride, const struct bootstrap *bootstrap,
                          double *column, double *ends) {
    for (size_t b = 0; b < bootstrap->resamples; b++)
        column[b] = resample[b * stride];
    gsl_sort(column, 1, bootstrap->resamples);
    double outside = (1 - bootstrap->level) / 2;
    ends[0] = gsl_stats_quantile_from_sorted_data(column, 1, bootstrap->resamples, outside);
    ends[1] = gsl_stats_quantile_from_sorted_data(column, 1, bootstrap->resamples, 1 - outside);
}

// ends[2 k], ends[2 k + 1] of each of the 2 x factors indices; NaN without resamples.
static bool intervals_find(const struct rows *rows, const struct bootstrap *bootstrap, double *ends) {
    size_t each = 2 * (rows->width - 2), size;
    for (size_t k = 0; k < 2 * each; k++)
        ends[k] = NAN;
    if (bootstrap->resamples == 0) return true;
    if (!size_multiply(bootstrap->resamples, each, &size)) return false;
    double *resample = array_new(size, sizeof *resample);
    double *column = array_new(bootstrap->resamples, sizeof *column);
    bool fits = resample && column;
    int threads = bootstrap->threads > 0 ? bootstrap->threads : omp_get_num_procs();
    if (fits) {
#pragma omp parallel for schedule(static) num_threads(threads)
        for (size_t b = 0; b < bootstrap->resamples; b++) {
            uint64_t key = stream_key(bootstrap->seed, PURPOSE_RESAMPLE, b);
            indices_estimate(rows, &key, &resample[b * each]);
        }
        for (size_t k = 0; k < each; k++)
            interval_find(resample + k, each, bootstrap, column, &ends[2 * k]);
    }
    free(column);
    free(resample);
    return fits;
}

static enum parley_status check(size_t factors, const struct series *outputs,
                                const struct bootstrap *bootstrap, struct errors *errors) {
    if (factors == 0 || outputs->count == 0 || outputs->count % (factors + 2) != 0)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "Sobol' indices need whole rows of %zu points, but %zu outputs came", factors + 2,
                          outputs->count);
    if (bootstrap->resamples > 0 && !(bootstrap->level > 0 && bootstrap->level < 1))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the level of an interval must be in (0, 1), for example 0.95, but %g came",
                          bootstrap->level);
    return PARLEY_OK;
}

static enum parley_status rows_analyse(const struct rows *rows, const struct bootstrap *bootstrap,
                                       struct sobol_index *indices, struct sobol_summary *summary,
                                       struct errors *errors) {
    size_t d = rows->width - 2;
    if (rows->count < 2)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "Sobol' indices need two rows of points that all have an output, but %zu came",
                          rows->count);
    double *index = array_new(2 * d, sizeof *index), *ends = array_new(4 * d, sizeof *ends);
    bool fits = index && ends && intervals_find(rows, bootstrap, ends);
    if (fits) {
        summary->variance = indices_estimate(rows, NULL, index);
        for (size_t i = 0; i < d; i++)
            indices[i] = (struct sobol_index){.first = index[i],
                                              .first_low = ends[2 * i],
                                              .first_high = ends[2 * i + 1],
                                              .total = index[d + i],
                                              .total_low = ends[2 * (d + i)],
                                              .total_high = ends[2 * (d + i) + 1]};
    }
    free(ends);
    free(index);
    return fits ? PARLEY_OK : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
}

enum parley_status sobol_analyse(size_t factors, const struct series *outputs,
                                 const struct bootstrap *bootstrap, struct sobol_index *indices,
                                 struct sobol_summary *summary, struct errors *errors) {
    enum parley_status status = check(factors, outputs, bootstrap, errors);
    if (status != PARLEY_OK) return status;
    struct rows rows = {.width = factors + 2};
    if (!rows_gather(outputs, &rows)) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    struct sobol_summary found = {
        .used = rows.count, .dropped = outputs->count / rows.width - rows.count, .mean = rows.centre};
    status = rows_analyse(&rows, bootstrap, indices, &found, errors);
    if (status == PARLEY_OK) *summary = found;
    free(rows.value);
    return status;
}
