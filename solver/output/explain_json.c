// SPDX-License-Identifier: GPL-3.0-or-later
// Why parties do what they do in one state, for programs: every alternative, proposal and next state. The
// numbers are worth.c's.
#include "output/explain.h"
#include "output/json_issues.h"
#include "output/worth.h"
#include <stdlib.h>

static const char *kind_of(const struct game *game, size_t alternative) {
    if (alternative < FIRST_OPTION) return worth_name(game, alternative);
    return game->option[alternative - FIRST_OPTION].kind == OPTION_MOVE ? "move" : "accord";
}

static json_t *alternatives_json(struct writer *writer, const struct worth *worth) {
    const struct game *game = writer->game;
    json_t *array = json_array();
    for (size_t k = 0; k < game->alternatives; k++) {
        if (!isfinite(worth->payoff[k])) continue;
        json_t *row = json_object();
        json_put(writer, row, "name", json_string(worth_name(game, k)));
        json_put(writer, row, "kind", json_string(kind_of(game, k)));
        json_put(writer, row, "probability", json_number(worth->chosen[k]));
        json_put(writer, row, "worth", json_number(worth->payoff[k]));
        json_put(writer, row, "loses", json_number(worth->best - worth->payoff[k]));
        json_put(writer, row, "takes_effect", json_number(worth->effect[k]));
        json_push(writer, array, row);
    }
    return array;
}

static json_t *settlements_json(struct writer *writer, size_t s, size_t j) {
    const struct profile *profile = writer->solution->profile;
    size_t chooser = s * profile->parties + j;
    json_t *array = json_array();
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        json_t *row = json_object();
        bool coalitional = profile->proposal[e].deal == NO_DEAL;
        bool pie = coalitional && profile->issues == 0;
        if (coalitional)
            json_put(writer, row, "members", json_members(writer, profile->proposal[e].members));
        else
            json_put(writer, row, "deal", json_string(deal_name(writer->game, profile->proposal[e].deal)));
        json_put(writer, row, "probability", json_number(profile->proposal[e].probability));
        json_put(writer, row, "acceptance", json_number(profile->proposal[e].acceptance));
        json_put(writer, row, "worth", json_number(worth_proposal(writer->solution, s, j, e)));
        if (profile->issues > 0) json_put(writer, row, "position", json_proposed(writer, e));
        json_put(writer, row, pie ? "shares" : "utilities",
                 json_by_party(writer, &profile->share[e * profile->parties]));
        json_push(writer, array, row);
    }
    return array;
}

static json_t *waiting_json(struct writer *writer, size_t s, size_t i) {
    struct waiting waiting;
    json_t *object = json_object(), *next = json_array();
    if (!waiting_find(writer->solution, s, i, &waiting)) {
        writer->failed = true;
        json_decref(next);
        return object;
    }
    json_put(writer, object, "total", json_number(waiting.total));
    json_put(writer, object, "flow", json_number(waiting.flow));
    json_put(writer, object, "breakdown", json_number(waiting.breakdown));
    json_put(writer, object, "continuation", json_number(waiting.continuation));
    for (size_t k = 0; k < waiting.count; k++) {
        json_t *row = json_object();
        json_put(writer, row, "state", json_state(writer, waiting.next[k].state));
        json_put(writer, row, "probability", json_number(waiting.next[k].probability));
        json_put(writer, row, "value", json_number(waiting.next[k].value));
        json_put(writer, row, "adds", json_number(waiting.next[k].part));
        json_push(writer, next, row);
    }
    json_put(writer, object, "next", next);
    free(waiting.next);
    return object;
}

static json_t *party_json(struct writer *writer, size_t s, size_t i) {
    const struct profile *profile = writer->solution->profile;
    size_t at = s * profile->parties + i;
    json_t *object = json_object();
    json_put(writer, object, "value", json_number(profile->value[at]));
    json_put(writer, object, "initiative", json_number(writer->game->recognition[at]));
    if (writer->game->recognition[at] > 0) {
        struct worth worth;
        worth_find(writer->solution, s, i, &worth);
        json_put(writer, object, "alternatives", alternatives_json(writer, &worth));
        json_put(writer, object, "settlements", settlements_json(writer, s, i));
        json_put(writer, object, "next_best",
                 worth.next == SIZE_MAX ? json_null() : json_string(worth_name(writer->game, worth.next)));
        json_put(writer, object, "next_best_loses",
                 worth.next == SIZE_MAX ? json_null() : json_number(worth.best - worth.payoff[worth.next]));
    }
    json_put(writer, object, "reservation", waiting_json(writer, s, i));
    return object;
}

enum parley_status explain_json(const struct solution *solution, const struct question *question, char **json,
                                struct errors *errors) {
    struct writer writer = {solution, solution->game, false};
    json_t *root = json_object(), *parties = json_object();
    for (size_t i = 0; i < solution->game->parties; i++)
        if (question->party == SIZE_MAX || question->party == i)
            json_put(&writer, parties, json_party(&writer, i), party_json(&writer, question->state, i));
    json_put(&writer, root, "parley", json_string(PARLEY_VERSION));
    json_put(&writer, root, "title", json_text(solution->game->scenario->title));
    json_put(&writer, root, "certificate", json_certificate(&writer));
    json_put(&writer, root, "state", json_state(&writer, question->state));
    json_put(&writer, root, "parties", parties);
    return json_finish(&writer, root, json, errors);
}
