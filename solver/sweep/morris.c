// SPDX-License-Identifier: GPL-3.0-or-later
// Trajectories and elementary effects (Morris 1991):
//     EE_i = (y(x + Delta e_i) - y(x)) / Delta,   Delta = 1/2
// on midpoints of the levels rather than on 0 and 1, where quantiles may be infinite. Factor i of a
// trajectory moves at the step that its place in a seeded permutation says, so that a point needs no memory
// of the ones before it. Says nothing about shares of the variance; see sobol_indices.h.
#include "sweep/morris.h"
#include "sweep/sequence.h"
#include "sweep/streams.h"
#include <math.h>

static const struct mark nowhere = {0, 0};

static uint64_t step_of(uint64_t seed, uint64_t trajectory, size_t factors, size_t i) {
    return shuffle_place(stream_key(seed, PURPOSE_STEPS, trajectory), factors, i);
}

static bool goes_up(uint64_t seed, uint64_t trajectory, size_t i) {
    return stream_bits(stream_key(seed, PURPOSE_TRAJECTORY, trajectory), 2 * i + 1) & 1;
}

void morris_point(uint64_t seed, unsigned levels, size_t factors, uint64_t k, double *unit) {
    uint64_t trajectory = k / (factors + 1), step = k % (factors + 1);
    uint64_t key = stream_key(seed, PURPOSE_TRAJECTORY, trajectory);
    for (size_t i = 0; i < factors; i++) {
        uint64_t level = bits_below(stream_bits(key, 2 * i), levels / 2);
        bool moved = step_of(seed, trajectory, factors, i) < step;
        if (moved == goes_up(seed, trajectory, i)) level += levels / 2;
        unit[i] = ((double)level + 0.5) / levels;
    }
}

struct sums {
    double signed_mean, absolute_mean, signed_spread, absolute_spread;
};

// Running means and sums of squares (Welford 1962).
static void sums_add(struct sums *sums, uint64_t used, double effect) {
    double step = effect - sums->signed_mean, leap = fabs(effect) - sums->absolute_mean;
    sums->signed_mean += step / (double)used;
    sums->absolute_mean += leap / (double)used;
    sums->signed_spread += step * (effect - sums->signed_mean);
    sums->absolute_spread += leap * (fabs(effect) - sums->absolute_mean);
}

static void effect_find(uint64_t seed, size_t factors, const struct series *outputs, size_t i,
                        struct morris_effect *effect) {
    struct sums sums = {0};
    uint64_t used = 0, trajectories = outputs->count / (factors + 1);
    for (uint64_t t = 0; t < trajectories; t++) {
        size_t at = (size_t)(t * (factors + 1) + step_of(seed, t, factors, i));
        double change = series_at(outputs, at + 1) - series_at(outputs, at);
        if (isfinite(change)) sums_add(&sums, ++used, goes_up(seed, t, i) ? 2 * change : -2 * change);
    }
    double freedom = (double)used - 1;
    *effect = (struct morris_effect){
        .mean = used > 0 ? sums.signed_mean : NAN,
        .importance = used > 0 ? sums.absolute_mean : NAN,
        .deviation = used > 1 ? sqrt(sums.signed_spread / freedom) : NAN,
        .error = used > 1 ? sqrt(sums.absolute_spread / freedom / (double)used) : NAN,
        .used = used,
    };
}

enum parley_status morris_analyse(uint64_t seed, size_t factors, const struct series *outputs,
                                  struct morris_effect *effects, struct errors *errors) {
    if (factors == 0 || outputs->count == 0 || outputs->count % (factors + 1) != 0)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "Morris' method needs whole trajectories of %zu points, but %zu outputs came",
                          factors + 1, outputs->count);
    for (size_t i = 0; i < factors; i++)
        effect_find(seed, factors, outputs, i, &effects[i]);
    return PARLEY_OK;
}
