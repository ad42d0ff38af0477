// SPDX-License-Identifier: GPL-3.0-or-later
// Points of designs by index. Latin hypercube: McKay, Beckman & Conover 1979, with a permutation per factor
// that is computed rather than stored; Sobol' points: sequence.c; the rows of A and B of Saltelli et al. 2010
// are halves of one point in twice the dimensions. Does not know what the coordinates stand for.
#include "sweep/design.h"
#include "core/checked.h"
#include "sweep/morris.h"
#include "sweep/sequence.h"
#include "sweep/streams.h"
#include <string.h>

static const struct mark nowhere = {0, 0};
static const uint64_t LHS_SAMPLES_MAX = UINT64_C(1) << 31, SAMPLES_MAX = UINT64_C(1) << 51;
enum { JITTER_BITS = 20, LEVELS_DEFAULT = 4, LEVELS_MAX = 1024 };

static const char *const names[DESIGN_COUNT] = {
#define DESIGN_NAME(name, points, meaning) [DESIGN_##name] = #name,
    DESIGNS(DESIGN_NAME)
#undef DESIGN_NAME
};

enum design_kind design_kind_find(const char *name) {
    enum design_kind kind = 0;
    while (kind < DESIGN_COUNT && strcmp(names[kind], name) != 0)
        kind++;
    return kind;
}

const char *design_kind_name(enum design_kind kind) {
    return kind < DESIGN_COUNT ? names[kind] : "unknown";
}

// ---- points beneath ----

// The jitter is coarse enough that no rounding carries a point into the next slice (N <= 2^31).
static double lhs_coordinate(const struct design *design, size_t i, uint64_t k) {
    uint64_t seed = design->options.seed, count = design->options.samples;
    uint64_t slice = shuffle_place(stream_key(seed, PURPOSE_ORDER, i), count, k);
    uint64_t jitter = stream_bits(stream_key(seed, PURPOSE_JITTER, i), k) >> (64 - JITTER_BITS);
    return ((double)slice + ((double)jitter + 0.5) / (1 << JITTER_BITS)) / (double)count;
}

static double sobol_coordinate(const struct design *design, size_t i, uint64_t k) {
    if (design->options.plain) return (double)sobol_bits(design->direction, i, k + 1) * 0x1p-52;
    uint64_t key = stream_key(design->options.seed, PURPOSE_SCRAMBLE, i);
    uint64_t bits = owen_scramble(key, sobol_bits(design->direction, i, k));
    return ((double)bits + 0.5) * 0x1p-52;
}

static double coordinate(const struct design *design, enum design_kind kind, size_t i, uint64_t k) {
    if (kind == DESIGN_lhs) return lhs_coordinate(design, i, k);
    if (kind == DESIGN_sobol) return sobol_coordinate(design, i, k);
    return bits_open_unit(stream_bits(stream_key(design->options.seed, PURPOSE_POINT, k), i));
}

void design_point(const struct design *design, uint64_t k, double *unit) {
    const struct design_options *options = &design->options;
    size_t d = options->factors;
    if (options->kind == DESIGN_morris) {
        morris_point(options->seed, options->levels, d, k, unit);
        return;
    }
    bool halves = options->kind == DESIGN_saltelli;
    uint64_t row = halves ? k / (d + 2) : k;
    size_t matrix = halves ? (size_t)(k % (d + 2)) : 0;
    for (size_t i = 0; i < d; i++) {
        bool second = matrix == 1 || matrix == 2 + i;
        unit[i] = coordinate(design, halves ? options->base : options->kind, second ? d + i : i, row);
    }
}

// ---- making one ----

static enum parley_status check_samples(const struct design *design, enum design_kind base,
                                        struct errors *errors) {
    const struct design_options *options = &design->options;
    if (options->factors == 0)
        return errors_add(
            errors, PARLEY_INPUT, nowhere,
            "a design needs a parameter that varies, for example Russia.discount_rate=uniform(0.01, 0.2)");
    if (options->samples == 0 || options->samples > SAMPLES_MAX)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the sample size must be at least 1 and at most 2^51");
    if (base == DESIGN_lhs && options->samples > LHS_SAMPLES_MAX)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "a Latin hypercube has at most 2^31 points; take sobol or random");
    if (base == DESIGN_sobol && design->dimensions > SOBOL_DIMENSIONS_MAX)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "Sobol' points have at most %d parameters here, but %zu vary; take lhs or random",
                          options->kind == DESIGN_saltelli ? SOBOL_DIMENSIONS_MAX / 2 : SOBOL_DIMENSIONS_MAX,
                          options->factors);
    if (options->kind == DESIGN_morris && (options->levels % 2 != 0 || options->levels > LEVELS_MAX))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "Morris' method takes an even number of levels from 2 to %d, but %u came",
                          LEVELS_MAX, options->levels);
    return PARLEY_OK;
}

static bool count_points(struct design *design) {
    const struct design_options *options = &design->options;
    uint64_t times = 1;
    if (options->kind == DESIGN_saltelli) times = options->factors + 2;
    if (options->kind == DESIGN_morris) times = options->factors + 1;
    return !__builtin_mul_overflow(options->samples, times, &design->points);
}

enum parley_status design_make(const struct design_options *options, struct design *design,
                               struct errors *errors) {
    struct design made = {.options = *options, .dimensions = options->factors};
    enum design_kind base = options->kind == DESIGN_saltelli ? options->base : options->kind;
    if (options->kind == DESIGN_saltelli &&
        (base > DESIGN_sobol || !size_multiply(2, options->factors, &made.dimensions)))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "Saltelli's design is built on random, lhs or sobol");
    if (made.options.levels == 0) made.options.levels = LEVELS_DEFAULT;
    enum parley_status status = check_samples(&made, base, errors);
    if (status != PARLEY_OK) return status;
    if (!count_points(&made))
        return errors_add(errors, PARLEY_INPUT, nowhere, "the design has more than 2^64 points; take fewer");
    if (base == DESIGN_sobol) {
        made.direction = array_new(made.dimensions * SOBOL_BITS, sizeof *made.direction);
        if (!made.direction || !sobol_directions(made.dimensions, made.direction)) {
            design_clear(&made);
            return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
        }
    }
    *design = made;
    return PARLEY_OK;
}

void design_clear(struct design *design) {
    if (!design) return;
    free(design->direction);
    *design = (struct design){0};
}
