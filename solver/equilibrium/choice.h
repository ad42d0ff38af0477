// SPDX-License-Identifier: GPL-3.0-or-later
// One choice among options with payoffs: logit, best reply, or given by log-odds; with derivatives.
#ifndef PARLEY_EQUILIBRIUM_CHOICE_H
#define PARLEY_EQUILIBRIUM_CHOICE_H

#include "equilibrium/stage.h"

// Options with payoffs g (-INFINITY: not available) and their gradients, `width` columns each.
struct options {
    size_t count, width;
    const double *payoff, *d_payoff;
    double *sigma, *d_sigma; // out: probabilities and their gradients
    // Of a free choice no gradients are wanted: they follow from the probabilities, d sigma_k / d z_l =
    // sigma_k (1{k = l} - sigma_l).
    bool implied;
};

// sigma_k = exp(g_k / noise) / sum_l exp(g_l / noise); the last column of the gradients is d/d log(noise).
void choice_logit(const struct options *options, double noise);
// sigma = 1 on the best option, the earliest of equals; gradients are zero.
void choice_best(const struct options *options);
// The log-odds of a free choice and where its equations go.
struct log_odds {
    double noise;
    double stiffness;    // the derivative of G by the z of a likely option is taken as no less than this
    const double *value; // z
    size_t first;        // column of the first z
    double *excess, *d_excess; // out: G and its rows
    double
        *overlooked; // in and out: raised to the most by which an option that is not free beats all that are
};

// sigma from the log-odds of the free options, count of them; options that are not free get nothing.
void choice_free(const struct options *options, const uint32_t *free, size_t count, const struct log_odds *z);

#endif
