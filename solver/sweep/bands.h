// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of what a sweep's sample says over its grid: bands.csv, chances.csv, and the chances in words.
#ifndef PARLEY_SWEEP_BANDS_H
#define PARLEY_SWEEP_BANDS_H

#include "core/text.h"
#include "sweep/netcdf.h"

// From the sweep.nc in the folder, beside it; whole or not at all.
//     bands.csv    a row per metric and place: points counted and left out, mean, the quantiles of spread.h,
//                  each with its 95% interval; if there is a grid and a sample
//     chances.csv  a row per condition that the sweep was asked for and place: the chance with its standard
//                  error and Wilson's interval; if there are conditions
// Append the chances to *out: as a table of at most 40 rows per condition (nothing without conditions), or as
// a JSON array. Errors: PARLEY_INPUT for no sweep.nc; PARLEY_SYSTEM; PARLEY_MEMORY.
enum parley_status bands_write(const char *directory, bool json, struct text *out, struct errors *errors);

#endif
