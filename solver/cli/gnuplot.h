// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures, by running gnuplot on the scripts in a folder of results.
#ifndef PARLEY_CLI_GNUPLOT_H
#define PARLEY_CLI_GNUPLOT_H

// Draw DIRECTORY/CHART.gp to DIRECTORY/CHART.FORMAT, whole or not at all. Several threads may each draw
// another.
enum drawing { DRAWING_DONE, DRAWING_NO_GNUPLOT, DRAWING_FAILED, DRAWING_SKIPPED };
// A failure other than a missing gnuplot has been explained on standard error.
enum drawing gnuplot_draw(const char *directory, const char *chart, const char *format);
// How to install gnuplot, on standard error.
void gnuplot_missing(const char *consequence);

#endif
