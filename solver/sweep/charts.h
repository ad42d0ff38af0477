// SPDX-License-Identifier: GPL-3.0-or-later
// Charts of a finished sweep: data and gnuplot scripts from its sweep.nc, thinned to what can be seen. No
// picture is drawn here.
//     one axis          lines             several metrics of one kind together
//     two axes          a map             contours; a line where the regime changes
//     three or more     maps in panels    over the last two axes, a panel per value of the one before; axes
//                                         before that are held at their middle value
//     sample and one axis    bands: median with its interval, the middle 50 and 90 per cent of the sample, a
//                            panel per metric of a kind; the mean of one with two values; shares of the
//                            regimes
//     sample and more axes   maps of the median, of the width of the middle 90 per cent, of the likeliest
//     regime sample of two     a scatter coloured by the metric, with marginal densities other samples the
//     metric against each parameter, with running quantiles
#ifndef PARLEY_SWEEP_CHARTS_H
#define PARLEY_SWEEP_CHARTS_H

#include "core/text.h"
#include "sweep/netcdf.h"

// Write CHART.dat and CHART.gp to the folder of a sweep.nc and append the names of the charts to *names, one
// a line. A metric may be a condition on one ("value.A>=0.5") where there is a grid and a sample: its chance
// is drawn. metric_count 0: the conditions that the sweep was asked for, and every metric that is not the
// same everywhere, in the order of the file, until there are twelve charts; others that an earlier call left
// in the folder are removed. Else the metrics named, and none is removed. A chart that is there already keeps
// its picture; of one whose numbers or script change it is removed. threads 0: all cores. Memory: what is
// drawn of as many metrics as there are threads, whatever the number of points. Errors: PARLEY_INPUT for no
// sweep.nc or a metric that it does not hold; PARLEY_SYSTEM; PARLEY_MEMORY.
enum parley_status charts_write(const char *directory, const char *const *metrics, size_t metric_count,
                                int threads, struct text *names, struct errors *errors);

#endif
