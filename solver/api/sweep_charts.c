// SPDX-License-Identifier: GPL-3.0-or-later
// Charts of a finished sweep, from its folder: data and scripts; pictures are left to gnuplot.
#include "api/objects.h"
#include "sweep/charts.h"

enum parley_status parley_sweep_charts(const char *directory, const char *const *metrics, size_t metric_count,
                                       char **names, parley_error **error) {
    struct errors errors = {0};
    struct text list = {0};
    text_append(&list, "%s", "");
    enum parley_status status = charts_write(directory, metrics, metric_count, &list, &errors);
    if (status == PARLEY_OK) status = text_finish(&list, names, &errors);
    text_free(&list);
    return error_finish(status, &errors, error);
}
