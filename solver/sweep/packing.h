// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns of a sweep are worth compressing.
#ifndef PARLEY_SWEEP_PACKING_H
#define PARLEY_SWEEP_PACKING_H

#include "sweep/rows.h"

// Fewer than four megabytes of numbers: nothing is packed, and the file is written at once.
bool sweep_is_small(const struct store_layout *layout);
// packed[c] for a sample's parameters, then the columns of a row: does it pay to compress the column? From
// the numbers of a few blocks, evenly picked, so that the same sweep always gets the same answer. Errors: as
// rows_at.
enum parley_status packing_find(struct rows *rows, bool *packed, struct errors *errors);

#endif
