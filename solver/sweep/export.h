// SPDX-License-Identifier: GPL-3.0-or-later
// A finished sweep as text: sweep.dat for gnuplot, sweep.csv for spreadsheets and R.
#ifndef PARLEY_SWEEP_EXPORT_H
#define PARLEY_SWEEP_EXPORT_H

#include "sweep/netcdf.h"

enum export_format {
    EXPORT_DAT, // tab-separated; '#' lines say what it is and name the columns with their units; a blank line
                // after each scan line along the last of several dimensions (the sample is one), two blank
                // lines between the blocks that `index` counts, one for each place on those before the last
                // two
    EXPORT_CSV  // comma-separated with one line of names (RFC 4180)
};

// Columns: the axes or parameters, status, epsilon, the metrics. Numbers have 17 significant digits, what has
// no number is NaN, levels go by their names, in double quotes; "none" is -inf. Streamed, with one block in
// memory, to a temporary name that is then renamed. layout: journal_layout of any of the journals, or the
// caller's own. Errors: as rows_open; PARLEY_SYSTEM.
enum parley_status export_write(const struct store_layout *layout, struct journal *const *journals,
                                size_t journal_count, enum export_format format, const char *path,
                                struct errors *errors);
// The same from a sweep.nc.
enum parley_status export_rewrite(struct sweep_file *file, enum export_format format, const char *path,
                                  struct errors *errors);
// What enum point_status is called here and in sweep.nc: "certified", "uncertified", "refused".
const char *point_status_name(size_t status);

#endif
