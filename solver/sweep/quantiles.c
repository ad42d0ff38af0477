// SPDX-License-Identifier: GPL-3.0-or-later
// Order statistics. The number of points below the p-quantile is binomial(n, p), so that the quantile lies
// between the order statistics (l) and (u) with probability P(l <= X < u): the interval takes the largest l
// with P(X < l) and the smallest u with P(X >= u) at most half of what the level leaves (David & Nagaraja
// 2003, 7.1). Above EXACT_MAX points the binomial is taken as normal. Sums run in the order of the outputs.
#include "sweep/quantiles.h"
#include "core/checked.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const struct mark nowhere = {0, 0};
enum { EXACT_MAX = 20000 };

void sample_sort(const struct series *outputs, double *sorted, struct sample *sample) {
    struct sample made = {.sorted = sorted};
    double spread = 0;
    for (size_t k = 0; k < outputs->count; k++) {
        double output = series_at(outputs, k);
        if (!isfinite(output)) continue;
        made.sorted[made.count++] = output;
        double step = output - made.mean;
        made.mean += step / (double)made.count;
        spread += step * (output - made.mean);
    }
    made.dropped = outputs->count - made.count;
    made.deviation = made.count > 1 ? sqrt(spread / (double)(made.count - 1)) : NAN;
    made.error = made.deviation / sqrt((double)made.count);
    if (made.count > 0) gsl_sort(made.sorted, 1, made.count);
    *sample = made;
}

enum parley_status sample_make(const struct series *outputs, struct sample *sample, struct errors *errors) {
    double *sorted = array_new(outputs->count, sizeof *sorted);
    struct sample made;
    if (!sorted) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    sample_sort(outputs, sorted, &made);
    if (made.count == 0) {
        free(sorted);
        return errors_add(errors, PARLEY_INPUT, nowhere, "none of the %zu points has an output",
                          outputs->count);
    }
    *sample = made;
    return PARLEY_OK;
}

void sample_clear(struct sample *sample) {
    if (!sample) return;
    free(sample->sorted);
    *sample = (struct sample){0};
}

// P(X < k) of X binomial(n, p).
static double binomial_below(size_t k, double p, size_t n) {
    if (k == 0) return 0;
    if (k > n) return 1;
    if (n <= EXACT_MAX) return gsl_cdf_binomial_P((unsigned)(k - 1), p, (unsigned)n);
    double mean = p * (double)n, spread = sqrt(mean * (1 - p));
    return spread > 0 ? gsl_cdf_ugaussian_P(((double)k - 0.5 - mean) / spread) : (double)k > mean;
}

// The largest k in 0 .. n + 1 with P(X < k) <= chance.
static size_t binomial_place(double chance, double p, size_t n) {
    size_t low = 0, high = n + 2; // P(X < 0) = 0 <= chance; beyond n + 1 nothing
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (binomial_below(middle, p, n) <= chance)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct ranks quantile_ranks(size_t count, double p, double level) {
    double outside = (1 - level) / 2;
    return (struct ranks){binomial_place(outside, p, count),
                          count + 1 - binomial_place(outside, 1 - p, count)};
}

struct estimate sample_quantile_within(const struct sample *sample, double p, struct ranks ranks) {
    size_t n = sample->count, l = ranks.low, u = ranks.high;
    return (struct estimate){
        .value = gsl_stats_quantile_from_sorted_data(sample->sorted, 1, n, p),
        .low = l >= 1 && l <= n ? sample->sorted[l - 1] : -INFINITY,
        .high = u >= 1 && u <= n ? sample->sorted[u - 1] : INFINITY,
    };
}

struct estimate sample_quantile(const struct sample *sample, double p, double level) {
    return sample_quantile_within(sample, p, quantile_ranks(sample->count, p, level));
}

// Sorted values below the threshold.
static size_t count_below(const struct sample *sample, double threshold) {
    size_t low = 0, high = sample->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sample->sorted[middle] < threshold)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct estimate share_estimate(size_t met, size_t count, double level) {
    double n = (double)count, share = (double)met / n;
    double z = gsl_cdf_ugaussian_Pinv((1 + level) / 2), weight = z * z / n;
    double middle = (share + weight / 2) / (1 + weight);
    double half = z / (1 + weight) * sqrt(share * (1 - share) / n + weight / (4 * n));
    return (struct estimate){share, share > 0 ? middle - half : 0, share < 1 ? middle + half : 1};
}

struct estimate sample_exceedance(const struct sample *sample, double threshold, double level) {
    return share_estimate(sample->count - count_below(sample, threshold), sample->count, level);
}
