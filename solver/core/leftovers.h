// SPDX-License-Identifier: GPL-3.0-or-later
// What killed runs left under temporary names.
#ifndef PARLEY_CORE_LEFTOVERS_H
#define PARLEY_CORE_LEFTOVERS_H

// Remove from a folder the files that bear a temporary name of ours (NAME.PROCESS-N.tmp,
// .CHART.PROCESS.FORMAT) of a process that no longer lives. Names of other forms stay, and so do links and
// folders; what cannot be removed does no harm. Only for a folder that this run has for itself: a process of
// another machine is not seen.
void leftovers_remove(const char *directory);

#endif
