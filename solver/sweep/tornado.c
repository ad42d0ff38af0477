// SPDX-License-Identifier: GPL-3.0-or-later
// One factor at a time (Eschenbach 1992). Bars are sorted by their length. What factors do jointly, and what
// an output does between low and high, is not seen here; Sobol' indices see both.
#include "sweep/tornado.h"
#include <math.h>
#include <stdlib.h>

static const struct mark nowhere = {0, 0};

uint64_t tornado_points(const struct tornado *tornado) {
    return tornado->factors < UINT64_MAX / 2 ? 2 * (uint64_t)tornado->factors + 1 : 0;
}

void tornado_point(const struct tornado *tornado, uint64_t k, double *values) {
    for (size_t i = 0; i < tornado->factors; i++) {
        bool low = k == 1 + 2 * (uint64_t)i, high = k == 2 + 2 * (uint64_t)i;
        values[i] = low ? tornado->low[i] : high ? tornado->high[i] : tornado->base[i];
    }
}

static double swing(double base, double low, double high) {
    if (!isnan(low) && !isnan(high)) return fabs(high - low);
    return isnan(low) ? fabs(high - base) : fabs(low - base);
}

static int bar_compare(const void *a, const void *b) {
    const struct tornado_bar *x = a, *y = b;
    bool known_x = !isnan(x->swing), known_y = !isnan(y->swing);
    if (known_x != known_y) return known_x ? -1 : 1;
    if (known_x && x->swing != y->swing) return x->swing > y->swing ? -1 : 1;
    return (x->factor > y->factor) - (x->factor < y->factor);
}

enum parley_status tornado_analyse(size_t factors, const struct series *outputs, struct tornado_bar *bars,
                                   struct errors *errors) {
    if (factors == 0 || outputs->count % 2 == 0 || outputs->count / 2 != factors)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "a tornado of %zu parameters needs 2 x %zu + 1 outputs, but %zu came", factors,
                          factors, outputs->count);
    for (size_t i = 0; i < factors; i++) {
        double low = series_at(outputs, 1 + 2 * i), high = series_at(outputs, 2 + 2 * i);
        bars[i] = (struct tornado_bar){i, low, high, swing(series_at(outputs, 0), low, high)};
    }
    qsort(bars, factors, sizeof *bars, bar_compare);
    return PARLEY_OK;
}
