// SPDX-License-Identifier: GPL-3.0-or-later
// sweep.nc: the results of a finished sweep as NetCDF-4, and how to read them back.
//
// Grid: a dimension per axis, named by its path (netcdf_names.h), with a coordinate variable of the same
// name: numbers with units, or strings for the levels of a channel. Sample: one dimension, the last, `point`,
// or `sample` after the axes of a grid; the parameters are variables over it alone (levels as whole numbers,
// with flag_values and flag_meanings). Over all dimensions: `status` (bytes), `epsilon`, and every metric,
// NaN where there is none. Each has its exact `path`, `kind` and `meaning`, long_name ("path: meaning", for
// labels) and units. Global attributes say where the numbers come from. The form follows the CF conventions;
// units are words ("utility") where UDUNITS knows none.
//
// The netCDF library is not made for threads: one of these runs at a time. Those that read values see to it
// that they wait for each other.
#ifndef PARLEY_SWEEP_NETCDF_H
#define PARLEY_SWEEP_NETCDF_H

#include "sweep/journal.h"

// From journals that together hold every block. layout: journal_layout of any of them, or the caller's own.
// Streamed: a chunk of at most 65,536 points (32 MB of rows) at a time; written beside PATH, then renamed.
// Two runs make the same bytes. Errors: as rows_open; PARLEY_SYSTEM, after which the journals are as they
// were.
enum parley_status netcdf_write(const struct store_layout *layout, struct journal *const *journals,
                                size_t journal_count, const char *path, struct errors *errors);

struct sweep_file;

// Open a sweep.nc for reading. Errors: PARLEY_INPUT if it is no file that netcdf_write made; PARLEY_MEMORY.
enum parley_status netcdf_open(const char *path, struct sweep_file **file, struct errors *errors);
// As it was written; `coordinates` is NULL (a sample's are read by netcdf_read).
const struct store_layout *netcdf_layout(const struct sweep_file *file);
const char *netcdf_program(const struct sweep_file *file); // version of parley that made it
// The identity's hash, 16 hexadecimal digits.
const char *netcdf_hash(const struct sweep_file *file);
// Values of a metric, of "epsilon" or "status" in the order of the points, values[layout->points]; or of a
// parameter of the sample, values[layout->samples]. Errors: PARLEY_INPUT for a path that is not there (with
// the nearest one).
enum parley_status netcdf_read(struct sweep_file *file, const char *path, double *values,
                               struct errors *errors);
// Only the places first, first + stride, ... (count of them) along every dimension (store_dimensions); of a
// parameter of the sample, along its own one. Row-major, as ever.
enum parley_status netcdf_read_part(struct sweep_file *file, const char *path, const size_t *first,
                                    const size_t *count, const size_t *stride, double *values,
                                    struct errors *errors);
// `count` values from point `first` on, in the order of the points.
enum parley_status netcdf_read_points(struct sweep_file *file, const char *path, uint64_t first, size_t count,
                                      double *values, struct errors *errors);
void netcdf_close(struct sweep_file *file);

#endif
