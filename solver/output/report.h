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

// Which deals are agreed, and in a few words; nothing where a pie is divided.
void report_deals(const struct solution *solution, struct text *out);
void report_deal_names(const struct solution *solution, struct text *out);

// What there is to gain by agreeing now, who can wait, who agrees with whom.
void report_why(const struct solution *solution, struct text *out);

// Who makes which move or accord, and who tables what; nothing where there are none.
void report_moves(const struct solution *solution, struct text *out);
void report_anchoring(const struct solution *solution, struct text *out);

// What each leverage level is worth, and (states only) every state with its proposals.
void report_leverage(const struct solution *solution, struct text *out);
void report_states(const struct solution *solution, struct text *out);

#endif
