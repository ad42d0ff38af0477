// SPDX-License-Identifier: GPL-3.0-or-later
// Status codes shared by the library and its public header: one row each, so that the code, the exit code of
// the program and the text cannot disagree. An outcome ("did not converge", "no certificate") is not a
// status.
#ifndef PARLEY_CORE_STATUS_H
#define PARLEY_CORE_STATUS_H

#include "parley.h"

// Exit code of the command-line program for a status.
int status_exit_code(enum parley_status status);
// Constant text, for example "out of memory".
const char *status_text(enum parley_status status);

#endif
