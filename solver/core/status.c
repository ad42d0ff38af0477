// SPDX-License-Identifier: GPL-3.0-or-later
// Texts and exit codes of the status codes, both expanded from the one table in parley.h, so that they cannot
// disagree with the codes. Does not know outcomes such as "not an equilibrium": those are not statuses.
#include "core/status.h"

static const struct {
    int exit_code;
    const char *text;
} rows[] = {
#define STATUS_ROW(code, exit_code, text) [code] = {exit_code, text},
    PARLEY_STATUS_ROWS(STATUS_ROW)
#undef STATUS_ROW
};

static bool status_is_known(enum parley_status status) {
    return (size_t)status < sizeof rows / sizeof *rows;
}

int status_exit_code(enum parley_status status) {
    return status_is_known(status) ? rows[status].exit_code : rows[PARLEY_SYSTEM].exit_code;
}

const char *status_text(enum parley_status status) {
    return status_is_known(status) ? rows[status].text : "unknown status";
}
