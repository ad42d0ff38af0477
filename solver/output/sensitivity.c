// SPDX-License-Identifier: GPL-3.0-or-later
// The methods and their columns, and the order in which parameters are shown.
#include "output/sensitivity.h"
#include <math.h>
#include <string.h>

#define METHOD_ROW(name, meaning, monte_carlo, sampled)                                                      \
    [SENSITIVITY_##name] = {#name, meaning, monte_carlo, sampled, name##_COLUMNS},

#define sobol_COLUMNS                                                                                        \
    .column = {{"first", "alone"},  {"first_low", "from"}, {"first_high", "to"},                             \
               {"total", "in all"}, {"total_low", "from"}, {"total_high", "to"}},                            \
    .columns = 6, .rank = 3
#define morris_COLUMNS                                                                                       \
    .column = {{"mu_star", "mu*"},                                                                           \
               {"error", "error"},                                                                           \
               {"mu", "mu"},                                                                                 \
               {"sigma", "sigma"},                                                                           \
               {"effects", "effects"}},                                                                      \
    .columns = 5, .rank = 0
#define tornado_COLUMNS                                                                                      \
    .column = {{"low", "at low"}, {"high", "at high"}, {"swing", "swing"}}, .columns = 3, .rank = 2
#define correlation_COLUMNS                                                                                  \
    .column = {{"partial", "partial"},                                                                       \
               {"partial_low", "from"},                                                                      \
               {"partial_high", "to"},                                                                       \
               {"p_value", "p-value"},                                                                       \
               {"spearman", "Spearman"}},                                                                    \
    .columns = 5, .rank = 0
#define uncertainty_COLUMNS .columns = 0, .rank = 0

const struct sensitivity_row sensitivity_rows[SENSITIVITY_METHOD_COUNT] = {SENSITIVITY_METHODS(METHOD_ROW)};

const double band_quantiles[QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

enum sensitivity_method sensitivity_method_find(const char *name) {
    size_t k = 0;
    while (k < SENSITIVITY_METHOD_COUNT && strcmp(sensitivity_rows[k].name, name) != 0)
        k++;
    return (enum sensitivity_method)k;
}

double finding_value(const struct parley_sensitivity *all, const struct finding *finding, size_t factor,
                     size_t column) {
    return finding->value[factor * sensitivity_rows[all->method].columns + column];
}

static double importance(const struct parley_sensitivity *all, const struct finding *finding, size_t factor) {
    double value = finding_value(all, finding, factor, sensitivity_rows[all->method].rank);
    return isnan(value) ? -1 : fabs(value);
}

// By insertion: factors are few, and equal ones stay in their order.
void finding_rank(const struct parley_sensitivity *all, struct finding *finding) {
    finding->varies = false;
    for (size_t i = 0; i < all->factors; i++) {
        double own = importance(all, finding, i);
        size_t place = i;
        for (; place > 0 && importance(all, finding, finding->ranked[place - 1]) < own; place--)
            finding->ranked[place] = finding->ranked[place - 1];
        finding->ranked[place] = i;
        finding->varies = finding->varies || own > 0;
    }
}
