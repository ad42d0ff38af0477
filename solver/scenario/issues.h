// SPDX-License-Identifier: GPL-3.0-or-later
// Positions on issues: what reading, where the mark is the value's own, and scenario_validate, which runs
// again after every --set, both check.
#ifndef PARLEY_SCENARIO_ISSUES_H
#define PARLEY_SCENARIO_ISSUES_H

#include "scenario/reader.h"

// Is the low end below the high end, and the distance between them finite? NaN ends were reported already:
// they pass.
bool issue_range_check(const struct issue *issue, struct mark mark, struct errors *errors);
// Is a position inside the issue's range? `what` and `name` say whose it is: "the position of deal", "frozen
// line".
bool position_check(const struct issue *issue, double position, struct mark mark, const char *what,
                    const char *name, struct errors *errors);

// Index of an issue by its key; SIZE_MAX and an error if there is none.
size_t issue_named(struct reader *reader, const struct node *key);
// A harmless position, for one that was refused.
double position_placeholder(const struct issue *issue);
// Check a position read from `node`; if it was refused, here or before, put a harmless one in its place.
void position_settle(struct reader *reader, const struct node *node, const struct issue *issue,
                     const char *what, const char *name, double *position);
// "'territory', 'alignment'": the issues that are not given.
void issues_missing(const struct scenario *scenario, const bool *given, struct text *names);

#endif
