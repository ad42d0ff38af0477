// SPDX-License-Identifier: GPL-3.0-or-later
// Logit choice (McKelvey & Palfrey 1995) in three forms that agree where they meet: the softmax of payoffs,
// its limit at noise 0, and the same choice written in the log-odds of its options, which stays well
// conditioned when payoffs are tied and the noise is near rounding.
#include "equilibrium/choice.h"
#include <string.h>

// exp of this, and of all below, is 0 in double precision.
static const double NOTHING = -746;

static size_t best_option(const struct options *options) {
    size_t best = 0;
    for (size_t k = 1; k < options->count; k++)
        if (options->payoff[k] > options->payoff[best]) best = k;
    return best;
}

static void gradients_clear(const struct options *options) {
    memset(options->d_sigma, 0, options->count * options->width * sizeof *options->d_sigma);
}

void choice_best(const struct options *options) {
    size_t best = best_option(options);
    for (size_t k = 0; k < options->count; k++)
        options->sigma[k] = k == best ? 1 : 0;
    gradients_clear(options);
}

// exp(x) for x <= 0, without the library's detour where the result is 0 or 1.
static double fading(double x) {
    return x <= NOTHING ? 0 : x >= 0 ? 1 : exp(x);
}

void choice_logit(const struct options *options, double noise) {
    size_t width = options->width, best = best_option(options);
    double top = options->payoff[best], total = 0;
    for (size_t k = 0; k < options->count; k++)
        total += options->sigma[k] = fading((options->payoff[k] - top) / noise);
    for (size_t k = 0; k < options->count; k++)
        options->sigma[k] /= total;
    gradients_clear(options);
    if (!(options->sigma[best] < 1)) return;
    // d sigma_k = sigma_k (d h_k - sum_l sigma_l d h_l) with h = (g - top) / noise
    double *mean = options->d_sigma + best * width; // the best option's row holds the mean until the end
    for (size_t k = 0; k < options->count; k++) {
        if (!(options->sigma[k] > 0)) continue;
        const double *d = options->d_payoff + k * width;
        double weight = options->sigma[k] / noise;
        for (size_t c = 0; c < width; c++)
            mean[c] += weight * d[c];
        mean[width - 1] -= weight * (options->payoff[k] - top);
    }
    for (size_t pass = 0; pass <= options->count; pass++) { // the best option last: its row is still in use
        size_t k = pass < options->count ? pass : best;
        if ((pass < options->count && k == best) || !(options->sigma[k] > 0)) continue;
        const double *d = options->d_payoff + k * width;
        double *out = options->d_sigma + k * width, sigma = options->sigma[k];
        for (size_t c = 0; c < width; c++)
            out[c] = sigma * (d[c] / noise - mean[c]);
        out[width - 1] -= sigma * (options->payoff[k] - top) / noise;
    }
}

// sigma of the free options, and d sigma_k / d z_l = sigma_k (1{k = l} - sigma_l).
static void free_probabilities(const struct options *options, const uint32_t *option, size_t count,
                               const struct log_odds *z) {
    double top = 0, total, *sigma = options->sigma;
    for (size_t k = 0; k + 1 < count; k++)
        top = fmax(top, z->value[k]);
    memset(sigma, 0, options->count * sizeof *sigma);
    total = sigma[option[0]] = fading(-top);
    for (size_t k = 1; k < count; k++)
        total += sigma[option[k]] = fading(z->value[k - 1] - top);
    for (size_t k = 0; k < count; k++)
        sigma[option[k]] /= total;
    if (options->implied) return;
    gradients_clear(options);
    for (size_t k = 0; k < count; k++) {
        double *out = options->d_sigma + option[k] * options->width + z->first;
        for (size_t l = 1; l < count; l++)
            out[l - 1] = sigma[option[k]] * ((k == l) - sigma[option[l]]);
    }
}

void choice_free(const struct options *options, const uint32_t *free, size_t count,
                 const struct log_odds *z) {
    size_t width = options->width;
    const double *payoff = options->payoff, *d_reference = options->d_payoff + free[0] * width;
    free_probabilities(options, free, count, z);
    for (size_t k = 0; k + 1 < count; k++) { // G = noise z - (payoff - payoff of the reference)
        uint32_t option = free[k + 1];
        const double *d = options->d_payoff + option * width;
        double *row = z->d_excess + k * width;
        z->excess[k] = z->noise * z->value[k] - (payoff[option] - payoff[free[0]]);
        for (size_t c = 0; c < width; c++)
            row[c] = d_reference[c] - d[c];
        row[z->first + k] += fmax(z->noise, z->stiffness * fmin(1, (double)count * options->sigma[option]));
        row[width - 1] += z->noise * z->value[k];
    }
    // options that are not free count as never chosen: are they still worse?
    double best = payoff[free[0]];
    for (size_t k = 1; k < count; k++)
        best = fmax(best, payoff[free[k]]);
    for (size_t k = 0; k < options->count; k++)
        if (!(options->sigma[k] > 0)) *z->overlooked = fmax(*z->overlooked, payoff[k] - best);
}
