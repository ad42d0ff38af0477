// SPDX-License-Identifier: GPL-3.0-or-later
// Simulated paths as tables: paths.tsv has a row per path, rounds.tsv one per round of the first paths.
#ifndef PARLEY_OUTPUT_PATHS_H
#define PARLEY_OUTPUT_PATHS_H

#include "core/file.h"
#include "outcome/simulate_summary.h"

struct paths_plan {
    const struct simulator *simulator;
    uint64_t paths, seed;
    uint64_t detailed; // paths 0 .. detailed - 1 go to rounds.tsv
    size_t horizon, regimes;
    int threads;           // 0: all cores
    double rounds;         // that a path has on average, to estimate the size of rounds.tsv; NaN: horizon
    const char *directory; // exists
};

struct paths_writer;
// Begin both files. Refuses (PARLEY_INPUT) if they would not fit on the disk: the message does the sum.
// Errors: PARLEY_SYSTEM, PARLEY_MEMORY.
enum parley_status paths_open(const struct paths_plan *plan, struct paths_writer **writer,
                              struct errors *errors);
// Rows of paths first .. first + count - 1; batches come in order. Composed in parallel, written in order.
enum parley_status paths_write(struct paths_writer *writer, uint64_t first, size_t count,
                               const struct path *path, const double *payoff, struct errors *errors);
// Give both files their names, paths.tsv last; the writer is freed in either case. A file that fails is not
// there.
enum parley_status paths_finish(struct paths_writer *writer, struct errors *errors);
// Remove what was written. Accepts NULL.
void paths_discard(struct paths_writer *writer);

// Bytes of a typical row of each file, for estimates.
double paths_row_bytes(const struct game *game);
double paths_round_bytes(const struct game *game);

#endif
