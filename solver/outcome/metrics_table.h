// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the table of metrics, known to metrics.c only.
#ifndef PARLEY_OUTCOME_METRICS_TABLE_H
#define PARLEY_OUTCOME_METRICS_TABLE_H

#include "outcome/outcome.h"

struct metric_request {
    const struct outcome *outcome;
    double epsilon;
    size_t index;  // of the party, option, deal, issue or level (those of all channels in a row)
    size_t number; // N
};

// What N stands for in a pattern that ends with it.
enum metric_number { NO_NUMBER, PERIOD, PER_CENT, SURPRISE };

struct metric_row {
    // PARTY, OPTION, DEAL and ISSUE stand for the name of a party, of a move or accord, of a deal and of an
    // issue (which may contain dots and spaces), LEVEL for those of a channel and of one of its levels
    // ("front.stalemate"), and N for a number.
    const char *pattern, *unit, *meaning;
    unsigned parts; // of an outcome (enum outcome_part) that it is read from
    double (*evaluate)(const struct metric_request *request);
    enum metric_number number;
    // Why it means nothing in a scenario; NULL if it does mean something. NULL: it always does.
    const char *(*missing)(const struct scenario *scenario);
};

extern const struct metric_row metric_rows[];
extern const size_t metric_row_count;

#endif
