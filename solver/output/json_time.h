// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a result in JSON that run over time: arrays with an entry per period written.
#ifndef PARLEY_OUTPUT_JSON_TIME_H
#define PARLEY_OUTPUT_JSON_TIME_H

#include "output/json_writer.h"

// {"10": .., "25": .., "50": .., "75": .., "90": ..}: periods by which so many per cent of agreements have
// come
json_t *json_quantiles(struct writer *writer);
// Chances by each period and in it; at most some thousand periods.
json_t *json_dates(struct writer *writer);
// What talks are worth, what is agreed and where leverage stands; at most some hundred. Channels with
// more than a hundred levels are left out, and so is the calendar.
json_t *json_course(struct writer *writer);
// [{"period": .., "going": .., "before": {..}, "after": {..}, "worth": {..}, "certificate": {..}}]
json_t *json_surprises(struct writer *writer);

#endif
