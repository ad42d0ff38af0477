// SPDX-License-Identifier: GPL-3.0-or-later
// A scenario in which nothing is ever tabled, to see what its anchors bring. The table stays, with its one
// level "nothing", so that channels and conditions keep their numbers; the tabling moves, which come last,
// go.
#include "scenario/scenario.h"
#include <stdlib.h>

static void option_clear(struct option *option) {
    for (size_t k = 0; k < option->shift_count; k++)
        free(option->shifts[k].to);
    free(option->shifts);
    free(option->parties);
    free(option->name);
    *option = (struct option){0};
}

// Forget what surprises do to the demands, which go.
static void surprises_forget(struct scenario *scenario, const double *list, size_t count) {
    for (size_t e = 0; list && e < scenario->surprise_count; e++) {
        struct event *surprise = &scenario->surprises[e];
        size_t kept = 0;
        for (size_t k = 0; k < surprise->change_count; k++) {
            const double *target = surprise->changes[k].target;
            bool gone = false;
            for (size_t at = 0; !gone && at < count; at++)
                gone = target == &list[at];
            if (gone)
                free(surprise->changes[k].path);
            else
                surprise->changes[kept++] = surprise->changes[k];
        }
        surprise->change_count = kept;
    }
}

void scenario_drop_anchors(struct scenario *scenario) {
    if (scenario->anchor_count == 0) return;
    struct channel *table = &scenario->channels[scenario->channel_count - 1];
    for (size_t a = 0; a < scenario->anchor_count; a++) {
        option_clear(&scenario->options[--scenario->option_count]);
        surprises_forget(scenario, scenario->anchors[a].share, scenario->party_count);
        surprises_forget(scenario, scenario->anchors[a].at, scenario->issue_count);
        free(scenario->anchors[a].name);
        free(scenario->anchors[a].share);
        free(scenario->anchors[a].at);
    }
    scenario->anchor_count = 0;
    while (table->level_count > 1)
        free(table->levels[--table->level_count]);
    table->start = 0;
    table->truth.base.matrix[0] = 1;
}
