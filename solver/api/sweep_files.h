// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a finished sweep: sweep.nc, and on request the tables sweep.dat and sweep.csv.
#ifndef PARLEY_API_SWEEP_FILES_H
#define PARLEY_API_SWEEP_FILES_H

#include "sweep/journal.h"

struct sweep_files {
    const char *directory;
    bool dat, csv;
};

// Can they be written there? To be known before anything is solved. Errors: as temporary_probe.
enum parley_status sweep_files_probe(const struct sweep_files *files, struct errors *errors);
// From journals that hold every block; tables of an earlier sweep in the directory are removed. Errors: as
// netcdf_write and export_write.
enum parley_status sweep_files_write(const struct sweep_files *files, struct journal *const *journals,
                                     size_t count, struct errors *errors);
// Is the sweep of this layout finished, with a sweep.nc in the directory? Then tables that are wanted and not
// there are written from it. Errors (PARLEY_INPUT): the sweep.nc there is of another sweep, or none; it stays
// as it is.
enum parley_status sweep_files_find(const struct sweep_files *files, const struct store_layout *layout,
                                    bool *found, struct errors *errors);

#endif
