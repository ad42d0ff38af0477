// SPDX-License-Identifier: GPL-3.0-or-later
// The text that a quoted YAML scalar stands for.
#ifndef PARLEY_SCENARIO_QUOTED_H
#define PARLEY_SCENARIO_QUOTED_H

#include "core/text.h"

// Append what the source between the quotes, [at, end), means in style `quote`, ' or ". The source must have
// passed the YAML scanner; the closing quote must follow at *end.
void quoted_append(const char *at, const char *end, char quote, struct text *out);

#endif
