// SPDX-License-Identifier: GPL-3.0-or-later
// Dates for readers. A month is a twelfth of a year and a day is 1/365.25 of a year, as in scenario files.
#include "output/dates.h"

struct unit dates_unit(double years) {
    static const struct unit day = {"day", "days", 365.25}, month = {"month", "months", 12},
                             year = {"year", "years", 1};
    return years < 0.25 ? day : years < 5 ? month : year;
}

static double ended_by(const struct outcome *outcome, size_t t) {
    return outcome->by[t] + outcome->broken_by[t] + outcome->quit_by[t];
}

size_t dates_last(const struct outcome *outcome, double tail) {
    size_t last = outcome->horizon;
    while (last > 1 && ended_by(outcome, outcome->horizon - 1) - ended_by(outcome, last - 2) < tail)
        last--;
    return last;
}

size_t dates_next(size_t t, size_t last, size_t most) {
    size_t step = last > most ? (last + most - 1) / most : 1;
    if (t + step < last || t + 1 == last) return t + step < last ? t + step : last;
    return last - 1;
}
