// SPDX-License-Identifier: GPL-3.0-or-later
// A solution as text for a terminal of 100 columns.
#ifndef PARLEY_OUTPUT_REPORT_H
#define PARLEY_OUTPUT_REPORT_H

#include "output/solution.h"

// *report is owned by the caller (free). all_states adds the table of every state. Errors: PARLEY_MEMORY.
enum parley_status report_write(const struct solution *solution, bool all_states, char **report,
                                struct errors *errors);

// The verdict of the certificate in one line, without a newline.
void report_verdict(const struct solution *solution, struct text *out);

// Which deals are agreed, and in a few words; nothing where there is no menu.
void report_deals(const struct solution *solution, struct text *out);
void report_deal_names(const struct solution *solution, struct text *out);

// That a menu can have equilibria besides the one shown; nothing if others were looked for.
void report_other_equilibria(bool looked, struct text *out);

// Where on the issues they settle, in a few words and beside what each party wants; what is proposed at the
// start; where the axiomatic solutions lie; what the anchors demand. Nothing where there are no issues.
void report_issue_names(const struct solution *solution, struct text *out);
void report_issues(const struct solution *solution, struct text *out);
void report_proposals(const struct solution *solution, struct text *out);
void report_baseline_positions(const struct solution *solution, struct text *out);
void report_demands(const struct solution *solution, struct text *out);

// What each surprise is worth to the parties; nothing where there are none.
void report_surprises(const struct solution *solution, struct text *out);
// Of several regimes, which the certificate is of: " This is the worst of 2 games, that before any surprise."
void report_doubtful(const struct solution *solution, struct text *out);

// The dates by which one and nine in ten agreements have come, as rows of a table.
struct table;
void report_quantiles(const struct solution *solution, struct table *table,
                      void (*row)(struct table *table, const char *what, double periods,
                                  const struct solution *solution));

// What there is to gain by agreeing now, who can wait, who agrees with whom.
void report_why(const struct solution *solution, struct text *out);

// Who makes which move or accord, and who tables what; nothing where there are none.
void report_moves(const struct solution *solution, struct text *out);
void report_anchoring(const struct solution *solution, struct text *out);

// What each leverage level is worth, and (states only) every state with its proposals.
void report_leverage(const struct solution *solution, struct text *out);
void report_states(const struct solution *solution, struct text *out);

#endif
