// SPDX-License-Identifier: GPL-3.0-or-later
// Settlement, proposals, baselines and anchors as positions on the issues, in JSON. A number that is not
// defined (no agreement ever, a baseline that is disagreement) is null.
#include "output/json_issues.h"

json_t *json_issues(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    for (size_t k = 0; k < writer->game->issues; k++) {
        const struct issue *issue = &writer->game->scenario->issues[k];
        json_t *row = json_object();
        json_put(writer, row, "mean", json_number(outcome->position_mean[k]));
        json_put(writer, row, "sd", json_number(outcome->position_sd[k]));
        json_put(writer, row, "lowest", json_number(outcome->position_low[k]));
        json_put(writer, row, "highest", json_number(outcome->position_high[k]));
        json_put(writer, row, "unit", json_text(issue->unit));
        json_put(writer, object, issue->name, row);
    }
    return object;
}

json_t *json_proposed(struct writer *writer, size_t e) {
    const struct profile *profile = writer->solution->profile;
    double position[ISSUES_MAX];
    for (size_t k = 0; k < profile->issues; k++)
        position[k] = game_in_unit(writer->game, k, profile->position[e * profile->issues + k]);
    return json_by_issue(writer, position);
}

const char *json_baseline(size_t baseline) {
    static const char *const names[BASELINES] = {[BASELINE_NASH] = "nash",
                                                 [BASELINE_NASH_WEIGHTED] = "nash_weighted",
                                                 [BASELINE_KALAI_SMORODINSKY] = "kalai_smorodinsky",
                                                 [BASELINE_EGALITARIAN] = "egalitarian",
                                                 [BASELINE_UTILITARIAN] = "utilitarian"};
    return names[baseline];
}

json_t *json_baseline_positions(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    for (size_t b = 0; b < BASELINES; b++)
        json_put(writer, object, json_baseline(b),
                 json_by_issue(writer, outcome->baseline_position + b * outcome->issues));
    return object;
}

json_t *json_anchors(struct writer *writer) {
    const struct scenario *scenario = writer->game->scenario;
    json_t *object = json_object();
    for (size_t a = 0; a < scenario->anchor_count; a++) {
        const struct anchor *anchor = &scenario->anchors[a];
        json_t *row = json_object();
        json_put(writer, row, "by", json_string(json_party(writer, anchor->by)));
        if (anchor->at)
            json_put(writer, row, "position", json_by_issue(writer, anchor->at));
        else if (anchor->share)
            json_put(writer, row, "shares", json_by_party(writer, anchor->share));
        json_put(writer, object, anchor->name, row);
    }
    return object;
}
