// SPDX-License-Identifier: GPL-3.0-or-later
// What is made of a finished sweep, from its folder: what became of points that failed; tables of what its
// sample says; charts, as data and scripts, whose pictures are left to gnuplot.
#include "api/objects.h"
#include "sweep/bands.h"
#include "sweep/charts.h"
#include "sweep/failures.h"

enum parley_status parley_sweep_charts(const char *directory, const char *const *metrics, size_t metric_count,
                                       int threads, char **names, parley_error **error) {
    struct errors errors = {0};
    struct text list = {0};
    text_append(&list, "%s", "");
    enum parley_status status = charts_write(directory, metrics, metric_count, threads, &list, &errors);
    if (status == PARLEY_OK) status = text_finish(&list, names, &errors);
    text_free(&list);
    return error_finish(status, &errors, error);
}

enum parley_status parley_sweep_bands(const char *directory, enum parley_format format, char **text,
                                      parley_error **error) {
    struct errors errors = {0};
    struct text out = {0};
    text_append(&out, "%s", "");
    enum parley_status status = bands_write(directory, format == PARLEY_JSON, &out, &errors);
    if (status == PARLEY_OK) status = text_finish(&out, text, &errors);
    text_free(&out);
    return error_finish(status, &errors, error);
}

enum parley_status parley_sweep_failures(const char *directory, char **text, parley_error **error) {
    struct errors errors = {0};
    struct text out = {0}, path = {0};
    struct sweep_file *file = NULL;
    text_append(&out, "%s", "");
    text_append(&path, "%s/sweep.nc", directory);
    enum parley_status status = path.failed
                                    ? errors_add(&errors, PARLEY_MEMORY, (struct mark){0}, "out of memory")
                                    : netcdf_open(path.data, &file, &errors);
    if (status == PARLEY_OK) status = failures_file_text(file, &out, &errors);
    if (status == PARLEY_OK) status = text_finish(&out, text, &errors);
    netcdf_close(file);
    text_free(&path);
    text_free(&out);
    return error_finish(status, &errors, error);
}
