// SPDX-License-Identifier: GPL-3.0-or-later
// sweep.nc read back: the layout from dimensions and attributes, then whole variables on demand. Variables
// are found by their attributes `kind` and `path`, not by name, so that nothing depends on how names were
// made legal. A file that is not of this form is refused; one made to harm is left to the netCDF library.
#include "core/checked.h"
#include "core/text.h"
#include "sweep/netcdf.h"
#include "sweep/temporary.h"
#include <errno.h>
#include <fcntl.h>
#include <netcdf.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};

struct sweep_file {
    int file, descriptor;
    bool open;
    char *path; // owned, as everything below
    struct store_layout layout;
    struct store_axis *axes;
    struct store_metric *metrics;
    int *axis, *metric; // variables
    int epsilon, status;
    char **texts; // that the layout borrows
    size_t text_count, text_room;
    const char *hash, *program;
    enum parley_status trouble; // the first: PARLEY_INPUT, it is no such file; PARLEY_MEMORY
};

static void trouble(struct sweep_file *file, enum parley_status status) {
    if (file->trouble == PARLEY_OK) file->trouble = status;
}

// Takes the text over; "" if it is NULL.
static const char *keep(struct sweep_file *file, char *text) {
    if (!text) return "";
    if (file->text_count == file->text_room) {
        size_t room = 2 * file->text_room + 16;
        char **texts = realloc(file->texts, room * sizeof *texts);
        if (!texts) {
            free(text);
            trouble(file, PARLEY_MEMORY);
            return "";
        }
        file->texts = texts;
        file->text_room = room;
    }
    return file->texts[file->text_count++] = text;
}

static char *copy_bytes(const char *bytes, size_t length) {
    struct text copy = {0};
    text_append_bytes(&copy, bytes, length);
    return text_take(&copy);
}

// An attribute of one text; "" if there is none.
static const char *get_text(struct sweep_file *file, int variable, const char *name) {
    nc_type type;
    size_t length;
    if (nc_inq_att(file->file, variable, name, &type, &length) != NC_NOERR) return "";
    char *copy = NULL;
    if (type == NC_STRING && length == 1) {
        char *string = NULL;
        if (nc_get_att_string(file->file, variable, name, &string) == NC_NOERR && string)
            copy = copy_bytes(string, strlen(string));
        nc_free_string(1, &string);
    } else if (type == NC_CHAR && length < SIZE_MAX && (copy = array_new(length + 1, 1))) {
        if (nc_get_att_text(file->file, variable, name, copy) != NC_NOERR) copy[0] = '\0';
    }
    if (!copy) trouble(file, type == NC_CHAR || type == NC_STRING ? PARLEY_MEMORY : PARLEY_INPUT);
    return keep(file, copy);
}

static uint64_t get_count(struct sweep_file *file, const char *name) {
    unsigned long long number = 0;
    size_t length;
    if (nc_inq_attlen(file->file, NC_GLOBAL, name, &length) != NC_NOERR || length != 1 ||
        nc_get_att_ulonglong(file->file, NC_GLOBAL, name, &number) != NC_NOERR)
        trouble(file, PARLEY_INPUT);
    return number;
}

// Texts of the library to texts of our own: count names for an axis.
static void labels_keep(struct sweep_file *file, struct store_axis *axis, char **strings) {
    const char **labels = array_new(axis->count, sizeof *labels);
    for (size_t k = 0; labels && k < axis->count; k++)
        labels[k] = strings[k] ? keep(file, copy_bytes(strings[k], strlen(strings[k]))) : "";
    if (!labels) trouble(file, PARLEY_MEMORY);
    axis->labels = labels;
}

// ---- the layout ----

// Values of an axis of the grid; places on it where it has names.
static void axis_values(struct sweep_file *file, struct store_axis *axis, int variable, bool named) {
    double *values = array_new(axis->count, sizeof *values);
    char **strings = named ? array_new(axis->count, sizeof *strings) : NULL;
    if (!values || (named && !strings)) {
        trouble(file, PARLEY_MEMORY);
    } else if (named && nc_get_var_string(file->file, variable, strings) == NC_NOERR) {
        for (size_t k = 0; k < axis->count; k++)
            values[k] = (double)k;
        labels_keep(file, axis, strings);
        nc_free_string(axis->count, strings);
    } else if (named || nc_get_var_double(file->file, variable, values) != NC_NOERR) {
        trouble(file, PARLEY_INPUT);
    }
    free(strings);
    axis->values = values;
}

static void parameter_levels(struct sweep_file *file, struct store_axis *axis, int variable) {
    nc_type type;
    if (nc_inq_att(file->file, variable, "levels", &type, &axis->count) != NC_NOERR || type != NC_STRING) {
        axis->count = 0;
        return;
    }
    char **strings = array_new(axis->count, sizeof *strings);
    if (!strings)
        trouble(file, PARLEY_MEMORY);
    else if (nc_get_att_string(file->file, variable, "levels", strings) != NC_NOERR)
        trouble(file, PARLEY_INPUT);
    else {
        labels_keep(file, axis, strings);
        nc_free_string(axis->count, strings);
    }
    free(strings);
}

// Those of the grid come first.
static void get_axis(struct sweep_file *file, int variable, bool of_grid) {
    struct store_layout *layout = &file->layout;
    struct store_axis *axis = &file->axes[layout->axis_count];
    nc_type type = NC_NAT;
    int dimensions = 0, dimension = 0;
    if (of_grid && layout->grid_axes++ < layout->axis_count) trouble(file, PARLEY_INPUT);
    file->axis[layout->axis_count++] = variable;
    axis->path = get_text(file, variable, "path");
    axis->unit = get_text(file, variable, "units");
    axis->meaning = get_text(file, variable, "meaning");
    if (!of_grid) {
        parameter_levels(file, axis, variable);
        return;
    }
    if (nc_inq_vartype(file->file, variable, &type) != NC_NOERR ||
        nc_inq_varndims(file->file, variable, &dimensions) != NC_NOERR || dimensions != 1 ||
        nc_inq_vardimid(file->file, variable, &dimension) != NC_NOERR ||
        nc_inq_dimlen(file->file, dimension, &axis->count) != NC_NOERR)
        trouble(file, PARLEY_INPUT);
    else
        axis_values(file, axis, variable, type == NC_STRING);
}

static void get_metric(struct sweep_file *file, int variable) {
    struct store_metric *metric = &file->metrics[file->layout.metric_count];
    file->metric[file->layout.metric_count++] = variable;
    metric->path = get_text(file, variable, "path");
    metric->unit = get_text(file, variable, "units");
    metric->meaning = get_text(file, variable, "meaning");
}

static void get_variable(struct sweep_file *file, int variable) {
    const char *kind = get_text(file, variable, "kind");
    bool of_grid = strcmp(kind, "axis") == 0;
    if (of_grid || strcmp(kind, "parameter") == 0)
        get_axis(file, variable, of_grid);
    else if (strcmp(kind, "metric") == 0)
        get_metric(file, variable);
    else if (strcmp(kind, "epsilon") == 0)
        file->epsilon = variable;
    else if (strcmp(kind, "status") == 0)
        file->status = variable;
}

// The one dimension of an axis or parameter; -1 if it has another number of them.
static int dimension_of(const struct sweep_file *file, int variable) {
    int dimensions = 0, dimension = -1;
    if (nc_inq_varndims(file->file, variable, &dimensions) != NC_NOERR || dimensions != 1 ||
        nc_inq_vardimid(file->file, variable, &dimension) != NC_NOERR)
        return -1;
    return dimension;
}

static void get_samples(struct sweep_file *file) {
    size_t length = 0;
    int dimension = dimension_of(file, file->axis[file->layout.grid_axes]);
    if (dimension < 0 || nc_inq_dimlen(file->file, dimension, &length) != NC_NOERR)
        trouble(file, PARLEY_INPUT);
    file->layout.samples = length;
}

static void get_layout(struct sweep_file *file) {
    struct store_layout *layout = &file->layout;
    int variables = 0;
    layout->points = get_count(file, "points");
    layout->block_points = (size_t)get_count(file, "block_points");
    if (nc_get_att_double(file->file, NC_GLOBAL, "tolerance", &layout->tolerance) != NC_NOERR ||
        nc_inq_nvars(file->file, &variables) != NC_NOERR || layout->block_points == 0)
        trouble(file, PARLEY_INPUT);
    layout->title = get_text(file, NC_GLOBAL, "title");
    layout->scenario_file = get_text(file, NC_GLOBAL, "scenario_file");
    layout->scenario_text = get_text(file, NC_GLOBAL, "scenario");
    layout->design_text = get_text(file, NC_GLOBAL, "design");
    layout->command = get_text(file, NC_GLOBAL, "command");
    layout->exceeds = get_text(file, NC_GLOBAL, "exceeds");
    file->hash = get_text(file, NC_GLOBAL, "hash");
    file->program = get_text(file, NC_GLOBAL, "version");
    if (file->trouble != PARLEY_OK) return;
    size_t count = (size_t)variables;
    layout->axes = file->axes = array_new(count, sizeof *file->axes);
    layout->metrics = file->metrics = array_new(count, sizeof *file->metrics);
    file->axis = array_new(count, sizeof *file->axis);
    file->metric = array_new(count, sizeof *file->metric);
    if (!file->axes || !file->metrics || !file->axis || !file->metric) trouble(file, PARLEY_MEMORY);
    for (int v = 0; v < variables && file->trouble == PARLEY_OK; v++)
        get_variable(file, v);
    layout->samples = 1;
    if (file->trouble == PARLEY_OK && store_is_sampled(layout)) get_samples(file);
}

// Has the variable exactly one value per point, in the order of the axes, the sample last?
static bool fits(const struct sweep_file *file, int variable) {
    const struct store_layout *layout = &file->layout;
    int dimensions = 0, dimension[NC_MAX_VAR_DIMS];
    if (variable < 0 || nc_inq_varndims(file->file, variable, &dimensions) != NC_NOERR ||
        (size_t)dimensions != store_dimensions(layout) || dimensions > NC_MAX_VAR_DIMS ||
        nc_inq_vardimid(file->file, variable, dimension) != NC_NOERR)
        return false;
    for (size_t d = 0; d < store_dimensions(layout); d++)
        if (dimension_of(file, file->axis[d]) != dimension[d]) return false;
    return true;
}

static bool layout_is_sound(const struct sweep_file *file) {
    const struct store_layout *layout = &file->layout;
    for (size_t k = layout->grid_axes; k < layout->axis_count; k++) // of the sample: all over its dimension
        if (dimension_of(file, file->axis[k]) != dimension_of(file, file->axis[layout->grid_axes]))
            return false;
    for (size_t k = 0; k < layout->metric_count; k++)
        if (!fits(file, file->metric[k])) return false;
    return store_is_sound(layout) && fits(file, file->epsilon) && fits(file, file->status);
}

// netCDF opens it by a name in which it changes nothing, and which is no other file's while it is open.
static int file_open(struct sweep_file *file) {
    struct descriptor_name name;
    file->descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->descriptor < 0) return errno;
    return nc_open(descriptor_path(file->descriptor, file->path, &name), NC_NOWRITE, &file->file);
}

// ---- the interface ----

enum parley_status netcdf_open(const char *path, struct sweep_file **file, struct errors *errors) {
    struct sweep_file *made = calloc(1, sizeof *made);
    struct text name = {0};
    text_append(&name, "%s%s", path[0] == '/' ? "" : "./", path); // never a URL
    if (made) made->path = text_take(&name);
    text_free(&name);
    if (!made || !made->path) {
        free(made);
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    }
    made->epsilon = made->status = made->descriptor = -1;
    int code = file_open(made);
    made->open = code == NC_NOERR;
    if (made->open) get_layout(made);
    enum parley_status status = made->trouble;
    if (!made->open)
        status = errors_add(errors, PARLEY_INPUT, nowhere, "cannot open '%s': %s", path, nc_strerror(code));
    else if (status == PARLEY_MEMORY)
        errors_add(errors, status, nowhere, "out of memory reading '%s'", path);
    else if (status != PARLEY_OK || !layout_is_sound(made))
        status = errors_add(errors, PARLEY_INPUT, nowhere,
                            "'%s' is a netCDF file, but not the result of a sweep of parley", path);
    if (status == PARLEY_OK)
        *file = made;
    else
        netcdf_close(made);
    return status;
}

const struct store_layout *netcdf_layout(const struct sweep_file *file) {
    return &file->layout;
}

const char *netcdf_program(const struct sweep_file *file) {
    return file->program;
}

const char *netcdf_hash(const struct sweep_file *file) {
    return file->hash;
}

static int variable_find(const struct sweep_file *file, const char *path, struct nearest *nearest) {
    const struct store_layout *layout = &file->layout;
    if (strcmp(path, "epsilon") == 0) return file->epsilon;
    if (strcmp(path, "status") == 0) return file->status;
    for (size_t k = 0; k < layout->metric_count; k++) {
        if (strcmp(path, layout->metrics[k].path) == 0) return file->metric[k];
        nearest_try(nearest, layout->metrics[k].path);
    }
    for (size_t k = layout->grid_axes; k < layout->axis_count; k++) {
        if (strcmp(path, layout->axes[k].path) == 0) return file->axis[k];
        nearest_try(nearest, layout->axes[k].path);
    }
    return -1;
}

// The variable, with a message if there is none.
static enum parley_status variable_of(const struct sweep_file *file, const char *path, int *variable,
                                      struct errors *errors) {
    struct nearest nearest = {.wanted = path};
    *variable = variable_find(file, path, &nearest);
    if (*variable >= 0) {
        // One byte: no chunk stays in memory once it is read. Each is read once for one picture, and the
        // library would keep 16 MB of them for every variable.
#pragma omp critical(netcdf)
        nc_set_var_chunk_cache(file->file, *variable, 1, 1, 1.0F);
        return PARLEY_OK;
    }
    return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' has no '%s'%s%s%s", file->path, path,
                      nearest.best ? "; did you mean '" : "", nearest.best ? nearest.best : "",
                      nearest.best ? "'?" : "");
}

static enum parley_status read_failed(const struct sweep_file *file, const char *path, int code,
                                      struct errors *errors) {
    if (code == NC_NOERR) return PARLEY_OK;
    return errors_add(errors, PARLEY_INPUT, nowhere, "cannot read '%s' from '%s': %s", path, file->path,
                      nc_strerror(code));
}

enum parley_status netcdf_read(struct sweep_file *file, const char *path, double *values,
                               struct errors *errors) {
    int variable;
    enum parley_status status = variable_of(file, path, &variable, errors);
    if (status != PARLEY_OK) return status;
    int code;
#pragma omp critical(netcdf)
    code = nc_get_var_double(file->file, variable, values);
    return read_failed(file, path, code, errors);
}

enum parley_status netcdf_read_part(struct sweep_file *file, const char *path, const size_t *first,
                                    const size_t *count, const size_t *stride, double *values,
                                    struct errors *errors) {
    int variable, code, dimensions = 0;
    ptrdiff_t strides[NC_MAX_VAR_DIMS];
    enum parley_status status = variable_of(file, path, &variable, errors);
    if (status != PARLEY_OK) return status;
#pragma omp critical(netcdf)
    {
        code = nc_inq_varndims(file->file, variable, &dimensions); // as `fits` has seen to
        for (int k = 0; k < dimensions; k++)
            strides[k] = (ptrdiff_t)stride[k];
        if (code == NC_NOERR) code = nc_get_vars_double(file->file, variable, first, count, strides, values);
    }
    return read_failed(file, path, code, errors);
}

// The box of consecutive points that begins at a point and holds as many of them as fit: inner dimensions are
// whole while it begins at their first place. How many.
static size_t box_make(const size_t *length, size_t dimensions, uint64_t first, size_t most, size_t *start,
                       size_t *count) {
    size_t inner = 1, d = dimensions - 1;
    for (size_t k = dimensions; k-- > 0;) {
        start[k] = (size_t)(first % length[k]);
        count[k] = 1;
        first /= length[k];
    }
    for (; d > 0 && start[d] == 0 && most / inner >= length[d]; d--)
        inner *= count[d] = length[d];
    size_t left = length[d] - start[d], fit = most / inner;
    count[d] = left < fit ? left : fit;
    return inner * count[d];
}

enum parley_status netcdf_read_points(struct sweep_file *file, const char *path, uint64_t first, size_t count,
                                      double *values, struct errors *errors) {
    size_t length[NC_MAX_VAR_DIMS], start[NC_MAX_VAR_DIMS], box[NC_MAX_VAR_DIMS];
    size_t all = store_dimensions(&file->layout);
    int variable, code, own = 0;
    enum parley_status status = variable_of(file, path, &variable, errors);
    if (status != PARLEY_OK) return status;
#pragma omp critical(netcdf)
    code = nc_inq_varndims(file->file, variable, &own); // a sample's parameter has the last dimension alone
    size_t dimensions = (size_t)own;
    for (size_t k = 0; k < dimensions; k++)
        length[k] = (size_t)store_length(&file->layout, all - dimensions + k);
    for (size_t done = 0, more; done < count && code == NC_NOERR; done += more) {
        more = box_make(length, dimensions, first + done, count - done, start, box);
#pragma omp critical(netcdf)
        code = nc_get_vara_double(file->file, variable, start, box, values + done);
    }
    return read_failed(file, path, code, errors);
}

void netcdf_close(struct sweep_file *file) {
    if (!file) return;
    if (file->open) nc_close(file->file);
    if (file->descriptor >= 0) close(file->descriptor);
    for (size_t k = 0; k < file->layout.axis_count; k++) {
        free((void *)(uintptr_t)file->axes[k].values);
        free((void *)(uintptr_t)file->axes[k].labels);
    }
    for (size_t k = 0; k < file->text_count; k++)
        free(file->texts[k]);
    free(file->texts);
    free(file->axes);
    free(file->metrics);
    free(file->axis);
    free(file->metric);
    free(file->path);
    free(file);
}
