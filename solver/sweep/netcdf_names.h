// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of parameters and metrics as names of variables in a netCDF file.
#ifndef PARLEY_SWEEP_NETCDF_NAMES_H
#define PARLEY_SWEEP_NETCDF_NAMES_H

#include "sweep/store.h"

// Names are the paths themselves ("Russia.discount_rate", "deal.frozen line") as far as netCDF can have them:
//   '/', control characters and bytes that are no UTF-8 become '_', and so do blanks at the end
//   a name that would begin with anything but a letter, a digit or '_' gets a '_' before it
//   names of more than 200 bytes are cut
//   a name that is taken (also "status", "epsilon", "point", "sample") gets "_2", "_3", ... at its end
// Whatever becomes of it, a variable's attribute `path` holds the exact path.
struct names {
    char **axis;   // owned, axis_count
    char **metric; // owned, metric_count
    size_t axis_count, metric_count;
};

// False out of memory.
bool names_make(const struct store_layout *layout, struct names *names);
void names_clear(struct names *names);

#endif
