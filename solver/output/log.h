// SPDX-License-Identifier: GPL-3.0-or-later
// What happens on one simulated path, in words.
#ifndef PARLEY_OUTPUT_LOG_H
#define PARLEY_OUTPUT_LOG_H

#include "core/text.h"
#include "outcome/simulate_summary.h"

enum { LOG_LINES_MAX = 200 };

// Append "path 3:" and one line per round; rounds in a row in which nothing happens share one. Of a path with
// more than LOG_LINES_MAX lines the rest but for the ending is left out, which is said.
void log_path(const struct simulator *simulator, uint64_t number, size_t horizon, struct text *out);

// What the one with the initiative chose: "settle", "pass", "quit", an option's name; "-" if nobody had it.
const char *turn_choice(const struct game *game, const struct turn *turn);
// What came of it, in a word or two: "agreement", "breakdown", "refused", "fails"; "-" if there is nothing to
// say.
const char *turn_event(const struct game *game, const struct turn *turn);
// "agreement", "breakdown", "quit", "talking".
const char *path_ending_name(enum path_ending ending);

#endif
