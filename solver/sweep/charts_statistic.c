// SPDX-License-Identifier: GPL-3.0-or-later
// One number per place of a map from the sample there. A place has a colour if any of its sample counts; else
// it is what most of the sample is: not an equilibrium, no scenario, or without such a metric.
#include "sweep/charts_kinds.h"
#include <math.h>

struct statistic_reading {
    enum statistic statistic;
    double *values, *status;
    double error; // the largest
};

static double width_of(struct estimate estimate) {
    return estimate.high - estimate.low;
}

static double likeliest(const struct spread *spread) {
    size_t best = 0;
    for (size_t k = 1; k < REGIMES; k++)
        if (spread->regime[k] > spread->regime[best]) best = k;
    return spread->counted > 0 ? (double)best : NAN;
}

static double largest(double a, double b) {
    return isfinite(b) && !(a >= b) ? b : a;
}

static void statistic_visit(void *context, size_t cell, const struct spread *spread) {
    struct statistic_reading *reading = context;
    const struct estimate *quantile = spread->quantile;
    double value = NAN;
    switch (reading->statistic) {
    case STATISTIC_MEDIAN:
        value = quantile[SPREAD_MEDIAN].value;
        if (spread->counted > 0) reading->error = largest(reading->error, width_of(quantile[SPREAD_MEDIAN]));
        break;
    case STATISTIC_WIDTH:
        value = quantile[SPREAD_QUANTILES - 1].value - quantile[0].value;
        break;
    case STATISTIC_LIKELIEST:
        value = likeliest(spread);
        break;
    case STATISTIC_CHANCE:
        value = spread->chance.value;
        reading->error = largest(reading->error, spread->chance_error);
        break;
    case STATISTIC_NONE:
        break;
    }
    bool failed = spread->counted == 0 && spread->undefined == 0;
    reading->values[cell] = value;
    reading->status[cell] = !failed                                 ? POINT_CERTIFIED
                            : spread->refused > spread->uncertified ? POINT_REFUSED
                                                                    : POINT_UNCERTIFIED;
}

enum parley_status statistic_read(const struct chart_job *job, double *values, double *status,
                                  struct text *error, struct errors *errors) {
    struct statistic_reading reading = {job->statistic, values, status, NAN};
    const struct spread_question question = {job->metrics[0]->path, job->claim};
    enum parley_status done = cut_spread(job->cut, job->file, &question, statistic_visit, &reading, errors);
    if (job->statistic == STATISTIC_MEDIAN && isfinite(reading.error))
        text_append(error, "; 95%% interval of the median at most %.2g wide", reading.error);
    if (job->statistic == STATISTIC_CHANCE && isfinite(reading.error))
        text_append(error, "; standard error at most %.2g", reading.error);
    return done;
}

void statistic_words(const struct chart_job *job, struct text *out) {
    static const char *const words[] = {[STATISTIC_NONE] = "",
                                        [STATISTIC_MEDIAN] = "median of ",
                                        [STATISTIC_WIDTH] = "width of the middle 90% of ",
                                        [STATISTIC_LIKELIEST] = "likeliest ",
                                        [STATISTIC_CHANCE] = "chance of "};
    text_append(out, "%s%s", words[job->statistic], job->claim ? job->claim->text : job->metrics[0]->path);
}
