// SPDX-License-Identifier: GPL-3.0-or-later
// From a point at the end of the first axis that varies, always on to the nearest one that is left; distances
// are Euclidean, each axis scaled by its range in the block. With one parameter that is the order of its
// values. Cost: points² x axes / 2 multiplications per block, little beside solving it.
#include "sweep/route.h"
#include "core/checked.h"
#include <math.h>
#include <string.h>

// What stands for a value that is no number ("none"): apart from all others.
static const double APART = -1;

static void route_coordinates(const void *context, uint64_t point, double *values) {
    const struct route *route = context;
    const struct store_layout *given = route->given->layout;
    uint64_t first = route->block * given->block_points;
    given->coordinates(given->context, first + route->order[point - first], values);
}

bool route_make(const struct sweep_job *job, struct route *route) {
    const struct store_layout *layout = job->layout;
    size_t numbers = 0, row = 0;
    *route = (struct route){
        .given = job, .job = *job, .layout = *layout, .straight = job->cold || !store_is_sampled(layout)};
    if (route->straight) return true;
    route->layout.coordinates = route_coordinates;
    route->layout.context = route;
    route->job.layout = &route->layout;
    if (!size_multiply(layout->block_points, layout->axis_count, &numbers) ||
        !size_multiply(layout->block_points, store_row(layout), &row))
        return false;
    route->order = array_new(layout->block_points, sizeof *route->order);
    route->scaled = array_new(numbers, sizeof *route->scaled);
    route->low = array_new(layout->axis_count, sizeof *route->low);
    route->high = array_new(layout->axis_count, sizeof *route->high);
    route->rows = array_new(row, sizeof *route->rows);
    return route->order && route->scaled && route->low && route->high && route->rows;
}

void route_clear(struct route *route) {
    free(route->order);
    free(route->scaled);
    free(route->low);
    free(route->high);
    free(route->rows);
}

static void scale(struct route *route, size_t count) {
    size_t axes = route->layout.axis_count;
    for (size_t a = 0; a < axes; a++) {
        route->low[a] = INFINITY;
        route->high[a] = -INFINITY;
    }
    for (size_t k = 0; k < count * axes; k++) {
        if (!isfinite(route->scaled[k])) continue;
        route->low[k % axes] = fmin(route->low[k % axes], route->scaled[k]);
        route->high[k % axes] = fmax(route->high[k % axes], route->scaled[k]);
    }
    for (size_t k = 0; k < count * axes; k++) {
        double low = route->low[k % axes], range = route->high[k % axes] - low;
        bool finite = isfinite(route->scaled[k]);
        route->scaled[k] = !finite ? APART : range > 0 ? (route->scaled[k] - low) / range : 0;
    }
}

// Does a come before b along the first axis on which they differ?
static bool is_before(const struct route *route, size_t a, size_t b) {
    size_t axes = route->layout.axis_count;
    const double *x = route->scaled + a * axes, *y = route->scaled + b * axes;
    for (size_t k = 0; k < axes; k++)
        if (x[k] != y[k]) return x[k] < y[k];
    return false;
}

static double distance(const struct route *route, size_t a, size_t b) {
    size_t axes = route->layout.axis_count;
    const double *x = route->scaled + a * axes, *y = route->scaled + b * axes;
    double sum = 0;
    for (size_t k = 0; k < axes; k++)
        sum += (x[k] - y[k]) * (x[k] - y[k]);
    return sum;
}

static void swap(size_t *a, size_t *b) {
    size_t kept = *a;
    *a = *b;
    *b = kept;
}

void route_plan(struct route *route, uint64_t block) {
    const struct store_layout *given = route->given->layout;
    if (route->straight) return;
    size_t count = store_block_count(given, block), *order = route->order, first = 0;
    route->block = block;
    for (size_t k = 0; k < count; k++) {
        order[k] = k;
        given->coordinates(given->context, block * given->block_points + k,
                           route->scaled + k * given->axis_count);
    }
    scale(route, count);
    for (size_t k = 1; k < count; k++)
        if (is_before(route, k, first)) first = k;
    swap(&order[0], &order[first]);
    for (size_t k = 1; k + 1 < count; k++) {
        size_t nearest = k;
        double least = distance(route, order[k - 1], order[k]);
        for (size_t j = k + 1; j < count; j++) {
            double far = distance(route, order[k - 1], order[j]);
            if (far < least) {
                least = far;
                nearest = j;
            }
        }
        swap(&order[k], &order[nearest]);
    }
}

void route_finish(struct route *route, double *rows) {
    const struct store_layout *given = route->given->layout;
    if (route->straight) return;
    size_t count = store_block_count(given, route->block), length = store_row(given);
    memcpy(route->rows, rows, count * length * sizeof *rows);
    for (size_t k = 0; k < count; k++)
        memcpy(rows + route->order[k] * length, route->rows + k * length, length * sizeof *rows);
}
