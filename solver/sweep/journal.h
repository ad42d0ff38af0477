// SPDX-License-Identifier: GPL-3.0-or-later
// Journal of a running sweep: finished blocks in the order in which they came, each with a checksum, in a
// file that survives being killed at any instant. One journal belongs to one sweep (its identity) and one
// shard.
//
// A journal is used by one thread at a time: callers who share one hold a lock of their own around every
// call.
#ifndef PARLEY_SWEEP_JOURNAL_H
#define PARLEY_SWEEP_JOURNAL_H

#include "sweep/header.h"
#include "sweep/identity.h"
#include "sweep/store.h"

struct journal;

// Of this journal's shard.
struct journal_progress {
    uint64_t blocks, blocks_done;
    uint64_t points, points_done;
    uint64_t blocks_lost; // damaged or cut off when the file was opened; they are to be done again
};

// Open for writing; the layout is borrowed until journal_close, and its `coordinates` must be safe to call
// then.
//   resume false  the file must not be there yet
//   resume true   go on with the file if it is there: it must be of the same identity and shard. What was cut
//                 off at its end is removed, whole blocks stay; without a file the sweep begins
// The space that is still needed (this journal and, of a whole sweep, its sweep.nc) is compared with the free
// space of the disk first. Errors: PARLEY_INPUT for a file that is there (or belongs to another sweep, is
// damaged, is in use), a shard that is none, a sweep larger than the disk; PARLEY_SYSTEM; PARLEY_MEMORY.
// Memory: 8 bytes per block and one block.
enum parley_status journal_open(const char *path, const struct store_layout *layout, struct shard shard,
                                bool resume, struct journal **journal, struct errors *errors);
// Open for reading alone, as `merge` and charts do: the layout is the file's own. The file is left as it is.
enum parley_status journal_open_read(const char *path, struct journal **journal, struct errors *errors);
// Flush and close; NULL is fine. Errors: PARLEY_SYSTEM if the last seconds may not have reached the disk.
enum parley_status journal_close(struct journal *journal, struct errors *errors);
// Close and delete it, once its points are in another file: nothing is flushed any more.
enum parley_status journal_remove(struct journal *journal, struct errors *errors);

// Never NULL; the caller's own or the file's, whose sample has its coordinates in the blocks.
const struct store_layout *journal_layout(const struct journal *journal);
const struct identity *journal_identity(const struct journal *journal);
const char *journal_program(const struct journal *journal); // version of parley that wrote it
const char *journal_path(const struct journal *journal);
struct shard journal_shard(const struct journal *journal);
struct journal_progress journal_progress(const struct journal *journal);
bool journal_has(const struct journal *journal, uint64_t block);
// The first block >= *block of the shard that is not there yet, into *block; false if there is none. To hand
// out work: start from 0, go on from *block + 1.
bool journal_missing(const struct journal *journal, uint64_t *block);

// Add the rows of a block: store_row numbers per point, in order. One write; flushed to the disk every two
// seconds. Errors (PARLEY_SYSTEM): the disk is full or fails; the file then ends with the last whole block.
enum parley_status journal_append(struct journal *journal, uint64_t block, const double *rows,
                                  struct errors *errors);
// Read a block that is there. coordinates: axis_count numbers per point, if there is a sample; NULL if not
// wanted.
// Errors: PARLEY_INPUT if it is not there or was damaged since.
enum parley_status journal_read(struct journal *journal, uint64_t block, double *coordinates, double *rows,
                                struct errors *errors);

#endif
