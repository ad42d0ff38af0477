// SPDX-License-Identifier: GPL-3.0-or-later
// The head of a journal: the whole layout of a sweep as bytes, so that a journal can be read, merged and
// drawn without the scenario and the command that it came from.
#ifndef PARLEY_SWEEP_HEADER_H
#define PARLEY_SWEEP_HEADER_H

#include "core/text.h"
#include "sweep/store.h"

// Shard k of n holds the blocks whose number, divided by n, leaves k - 1; the whole is shard 1 of 1.
struct shard {
    uint64_t k, n;
};

// Initialise with {0}.
struct header {
    struct store_layout
        layout; // as it was written; `coordinates` is NULL: if there is a sample they stand in the blocks
    struct shard shard;
    const char *program; // version of parley that wrote it
    unsigned char *body; // owned; the layout's texts and numbers lie in it
    struct store_axis *axes;
    struct store_metric *metrics;
    const char **labels; // owned, of all axes
};

// Labels of an axis go by the level's number: place k of a grid's axis has labels[values[k]], and there are
// as many as that takes; a sample has `count` of them.
static inline const char *axis_label(const struct store_axis *axis, size_t k) {
    return axis->labels[axis->values ? (size_t)axis->values[k] : k];
}
size_t axis_label_count(const struct store_axis *axis);

// Append the header. *out ends on a multiple of 8 bytes.
void header_pack(const struct store_layout *layout, struct shard shard, struct text *out);
// Read it from an open file; *bytes is its length. Errors (PARLEY_INPUT): no journal, another format or byte
// order, damage; PARLEY_MEMORY.
enum parley_status header_read(int descriptor, const char *path, struct header *header, uint64_t *bytes,
                               struct errors *errors);
void header_clear(struct header *header);

// Read exactly `count` bytes at an offset; false if they are not there.
bool bytes_read(int descriptor, void *out, size_t count, uint64_t offset);
// Are numbers stored with their lowest byte first? The formats of sweeps are.
bool machine_is_little_endian(void);

#endif
