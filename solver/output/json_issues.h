// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a result in JSON that lie on the issues, and the names of baselines. Positions are in each
// issue's own unit.
#ifndef PARLEY_OUTPUT_JSON_ISSUES_H
#define PARLEY_OUTPUT_JSON_ISSUES_H

#include "output/json_writer.h"

// {"territory": {"mean": .., "sd": .., "lowest": .., "highest": .., "unit": "%"}}
json_t *json_issues(struct writer *writer);
// The position of proposal e.
json_t *json_proposed(struct writer *writer, size_t e);
// {"nash": {"territory": ..}}
json_t *json_baseline_positions(struct writer *writer);
// What each anchor asks for: {"NAME": {"by": .., "position": {..}}}, or "shares" of a pie.
json_t *json_anchors(struct writer *writer);
// "nash"
const char *json_baseline(size_t baseline);

#endif
