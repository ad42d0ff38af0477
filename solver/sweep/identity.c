// SPDX-License-Identifier: GPL-3.0-or-later
// Identity of a sweep: FNV-1a over a canonical string of bytes, part by part, so that a message can say which
// part is another one. Text goes in with its length before it, so that no two lists of texts make the same
// string; numbers go in as their 64 bits. Does not hash a sample's coordinates: they follow from the design,
// and their last digits may depend on the machine's mathematical library.
#include "sweep/identity.h"
#include "sweep/checksum.h"
#include "sweep/header.h"
#include <string.h>

enum { IDENTITY_FORMAT = 1 };

static void add_number(uint64_t *sum, uint64_t number) {
    *sum = checksum_add(*sum, &number, sizeof number);
}

static void add_real(uint64_t *sum, double number) {
    number += 0.0; // -0 is 0
    *sum = checksum_add(*sum, &number, sizeof number);
}

static void add_text(uint64_t *sum, const char *text) {
    size_t length = text ? strlen(text) : 0;
    add_number(sum, length);
    *sum = checksum_add(*sum, text, length);
}

static void add_axis(uint64_t *sum, const struct store_axis *axis) {
    add_text(sum, axis->path);
    add_number(sum, axis->count);
    for (size_t k = 0; axis->values && k < axis->count; k++)
        add_real(sum, axis->values[k]);
    for (size_t k = 0; axis->labels && k < axis->count; k++)
        add_text(sum, axis_label(axis, k));
}

void identity_make(const struct store_layout *layout, const char *program, struct identity *identity) {
    uint64_t *part = identity->part;
    for (size_t k = 0; k < IDENTITY_COUNT; k++)
        part[k] = CHECKSUM_START;
    add_text(&part[IDENTITY_PROGRAM], program);
    add_text(&part[IDENTITY_SCENARIO], layout->scenario_text);
    add_text(&part[IDENTITY_DESIGN], layout->design_text);
    add_number(&part[IDENTITY_DESIGN], layout->grid_axes);
    add_number(&part[IDENTITY_DESIGN], layout->points);
    for (size_t k = 0; k < layout->axis_count; k++)
        add_axis(&part[IDENTITY_DESIGN], &layout->axes[k]);
    for (size_t k = 0; k < layout->metric_count; k++)
        add_text(&part[IDENTITY_METRICS], layout->metrics[k].path);
    add_number(&part[IDENTITY_BLOCKS], layout->block_points);
    add_real(&part[IDENTITY_TOLERANCE], layout->tolerance);
    identity->whole = CHECKSUM_START;
    add_number(&identity->whole, IDENTITY_FORMAT);
    identity->whole = checksum_add(identity->whole, part, sizeof identity->part);
}

void identity_difference(const struct identity *a, const struct identity *b, struct text *out) {
    static const char *const called[] = {
#define IDENTITY_CALLED(name, words) words,
        IDENTITY_PARTS(IDENTITY_CALLED)
#undef IDENTITY_CALLED
    };
    size_t differ = 0, said = 0;
    for (size_t k = 0; k < IDENTITY_COUNT; k++)
        differ += a->part[k] != b->part[k];
    for (size_t k = 0; k < IDENTITY_COUNT; k++) {
        if (a->part[k] == b->part[k]) continue;
        said++;
        text_append(out, "%s%s", said == 1 ? "" : said == differ ? " and " : ", ", called[k]);
    }
    if (differ > 0)
        text_append(out, " %s",
                    differ == 1 && a->part[IDENTITY_METRICS] == b->part[IDENTITY_METRICS] ? "differs"
                                                                                          : "differ");
}
