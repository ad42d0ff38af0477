// SPDX-License-Identifier: GPL-3.0-or-later
// What became of the points of a sweep that failed: how many there are, and of the first of each kind its
// parameters and why. Rows say only that a point failed; the reason is found by making its games once more,
// so that it does not matter who solved the point, or when.
#ifndef PARLEY_SWEEP_FAILURES_H
#define PARLEY_SWEEP_FAILURES_H

#include "core/text.h"
#include "sweep/journal.h"
#include "sweep/netcdf.h"
#include "sweep/runner.h"

// Initialise with {0}. first: number of the point; means nothing if there is none.
struct failures {
    uint64_t points; // that were looked at
    uint64_t refused, first_refused;
    uint64_t uncertified, first_uncertified;
    double epsilon; // of the first that is not certified
};

// Look at the rows of one more block. Blocks in ascending order.
void failures_add(struct failures *failures, const struct store_layout *layout, uint64_t block,
                  const double *rows);
// Look at every block that the journal holds. Errors: those of journal_read, PARLEY_MEMORY.
enum parley_status failures_read(struct journal *journal, struct failures *failures, struct errors *errors);

// The first of each kind, where there is one: its parameters, as "A.votes=3, agreement.quota=9", and why.
// Owns its texts.
struct first_failure {
    char *where, *why;
};
struct first_failures {
    struct first_failure refused, uncertified;
};
// Errors: those of worker_new; PARLEY_MEMORY. Free with first_failures_clear.
enum parley_status failures_explain(const struct failures *failures, const struct sweep_job *job,
                                    struct first_failures *first, struct errors *errors);
void first_failures_clear(struct first_failures *first);

// A line for each kind; nothing if no point failed.
void failures_text(const struct failures *failures, const struct first_failures *first, struct text *out);
// The same of a finished sweep, whose scenario is not at hand: why the first point is refused is left to
// `parley solve`. Errors: those of netcdf_read; PARLEY_MEMORY.
enum parley_status failures_file_text(struct sweep_file *file, struct text *out, struct errors *errors);
// {"refused": {...}, "uncertified": {...}}, on one line, without what there is none of. Errors:
// PARLEY_MEMORY.
enum parley_status failures_json(const struct failures *failures, const struct first_failures *first,
                                 char **json, struct errors *errors);

#endif
