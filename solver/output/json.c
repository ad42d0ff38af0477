// SPDX-License-Identifier: GPL-3.0-or-later
// A solution as JSON (RFC 8259) by jansson: keys in a fixed order, 17 significant digits so that every double
// is read back as it was, null where a number is not defined. Nothing depends on the clock or the number of
// threads.
#include "output/json.h"
#include "output/dates.h"
#include "output/lines.h"
#include <jansson.h>
#include <string.h>

enum { DATES_MOST = 1000 };

// Every add checks its own failure; `failed` is looked at once, at the end.
struct writer {
    const struct solution *solution;
    const struct game *game;
    bool failed;
};

static void put(struct writer *writer, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) writer->failed = true;
}

static void push(struct writer *writer, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) writer->failed = true;
}

// Adding zero turns -0 into 0.
static json_t *number(double value) {
    return isfinite(value) ? json_real(value + 0.0) : json_null();
}

static json_t *count(size_t value) {
    return json_integer((json_int_t)value);
}

static json_t *string(const char *s) {
    struct text clean = {0};
    text_append_utf8(&clean, s);
    char *bytes = text_take(&clean);
    json_t *value = bytes ? json_string(bytes) : NULL;
    free(bytes);
    return value;
}

static const char *party_name(const struct writer *writer, size_t i) {
    return writer->game->scenario->parties[i].name;
}

static json_t *by_party(struct writer *writer, const double *values) {
    json_t *object = json_object();
    for (size_t i = 0; i < writer->game->parties; i++)
        put(writer, object, party_name(writer, i), number(values[i]));
    return object;
}

static json_t *members_json(struct writer *writer, coalition members) {
    json_t *array = json_array();
    for (size_t i = 0; i < writer->game->parties; i++)
        if (members >> i & 1) push(writer, array, json_string(party_name(writer, i)));
    return array;
}

static json_t *equilibrium_json(struct writer *writer) {
    const struct effort *effort = &writer->solution->effort;
    json_t *object = json_object();
    put(writer, object, "method",
        json_string(effort->method == METHOD_HOMOTOPY ? "homotopy" : "contraction"));
    put(writer, object, "noise", number(writer->game->noise));
    put(writer, object, "iterations", count(effort->newton_steps));
    put(writer, object, "components", count(effort->components));
    put(writer, object, "operator_applications", count(effort->operator_applications));
    put(writer, object, "path_noise", number(effort->noise));
    put(writer, object, "residual", number(effort->residual));
    put(writer, object, "converged", json_boolean(effort->converged));
    return object;
}

static json_t *state_json(struct writer *writer, size_t s) {
    const struct game *game = writer->game;
    json_t *object = json_object();
    for (size_t c = 0; c < game->channels; c++) {
        const struct channel *channel = &game->scenario->channels[c];
        put(writer, object, channel->name, json_string(channel->levels[game_level(game, s, c)]));
    }
    return object;
}

static json_t *certificate_json(struct writer *writer) {
    const struct certificate *certificate = &writer->solution->certificate;
    json_t *object = json_object();
    put(writer, object, "epsilon", number(certificate->epsilon));
    put(writer, object, "bound", number(certificate->bound));
    put(writer, object, "holds", json_boolean(certificate->holds));
    put(writer, object, "tolerance", number(certificate->tolerance));
    put(writer, object, "value_error", number(certificate->value_error));
    if (certificate->worst != DEVIATION_NONE) {
        put(writer, object, "worst", json_string(deviation_text(certificate->worst)));
        put(writer, object, "worst_state", state_json(writer, certificate->worst_state));
        put(writer, object, "worst_party", json_string(party_name(writer, certificate->worst_party)));
    }
    return object;
}

static json_t *parties_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    for (size_t i = 0; i < writer->game->parties; i++) {
        json_t *party = json_object();
        put(writer, party, "value", number(outcome->value[i]));
        put(writer, party, "agreed_utility", number(outcome->agreed_utility[i]));
        put(writer, party, "material_utility", number(outcome->agreed_utility[i]));
        put(writer, party, "reservation", number(outcome->reservation[i]));
        put(writer, party, "waiting", number(outcome->waiting[i]));
        put(writer, party, "courted", number(outcome->courted[i]));
        put(writer, party, "proposed", number(outcome->proposed[i]));
        put(writer, party, "in_coalition", number(outcome->in_coalition[i]));
        put(writer, party, "quits", number(outcome->quits[i]));
        put(writer, object, party_name(writer, i), party);
    }
    return object;
}

static json_t *agreement_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    put(writer, object, "ever", number(outcome->ever));
    put(writer, object, "first_period", number(outcome->first_period));
    put(writer, object, "mean_periods", number(outcome->mean_periods));
    put(writer, object, "mean_years", number(outcome->mean_years));
    put(writer, object, "median_periods", number(outcome->median_periods));
    put(writer, object, "breakdown", number(outcome->breakdown));
    put(writer, object, "quit", number(outcome->quit));
    put(writer, object, "lasting", number(outcome->lasting));
    return object;
}

static json_t *proposed_coalitions_json(struct writer *writer, size_t chooser) {
    const struct profile *profile = writer->solution->profile;
    json_t *array = json_array();
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        json_t *object = json_object();
        put(writer, object, "members", members_json(writer, profile->proposal[e].members));
        put(writer, object, "probability", number(profile->proposal[e].probability));
        put(writer, object, "acceptance", number(profile->proposal[e].acceptance));
        put(writer, object, "shares", by_party(writer, &profile->share[e * profile->parties]));
        push(writer, array, object);
    }
    return array;
}

static json_t *proposals_json(struct writer *writer, size_t s) {
    const struct profile *profile = writer->solution->profile;
    json_t *array = json_array();
    for (size_t j = 0; j < writer->game->parties; j++) {
        size_t chooser = s * profile->parties + j;
        if (!(writer->game->recognition[chooser] > 0)) continue;
        const double *choice = &profile->choice[chooser * profile->alternatives];
        double shares[PARTIES_MAX];
        json_t *object = json_object(), *choices = json_object();
        put(writer, choices, "settle", number(choice[SETTLE]));
        put(writer, choices, "pass", number(choice[PASS]));
        put(writer, choices, "quit", number(choice[QUIT]));
        put(writer, object, "by", json_string(party_name(writer, j)));
        put(writer, object, "initiative", number(writer->game->recognition[chooser]));
        put(writer, object, "choice", choices);
        bool any = solution_shares(writer->solution, s, j, shares);
        put(writer, object, "shares", any ? by_party(writer, shares) : json_null());
        put(writer, object, "coalitions", proposed_coalitions_json(writer, chooser));
        push(writer, array, object);
    }
    return array;
}

static json_t *baselines_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    put(writer, object, "nash", by_party(writer, outcome->nash));
    put(writer, object, "nash_weighted", by_party(writer, outcome->nash_weighted));
    put(writer, object, "kalai_smorodinsky", by_party(writer, outcome->kalai_smorodinsky));
    put(writer, object, "egalitarian", by_party(writer, outcome->egalitarian));
    put(writer, object, "utilitarian", by_party(writer, outcome->utilitarian));
    return object;
}

static json_t *power_json(struct writer *writer) {
    json_t *object = json_object();
    put(writer, object, "shapley_shubik", by_party(writer, writer->solution->outcome->shapley_shubik));
    put(writer, object, "banzhaf", by_party(writer, writer->solution->outcome->banzhaf));
    return object;
}

static json_t *coalitions_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *array = json_array();
    for (size_t k = 0; k < outcome->coalition_count; k++) {
        json_t *object = json_object();
        put(writer, object, "members", members_json(writer, outcome->coalitions[k]));
        put(writer, object, "frequency", number(outcome->coalition_frequency[k]));
        push(writer, array, object);
    }
    return array;
}

static json_t *dates_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object(), *period = json_array(), *agreed = json_array(), *broken = json_array(),
           *quit = json_array();
    size_t last = dates_last(outcome, 1e-6);
    for (size_t t = 0; t < last; t = dates_next(t, last, DATES_MOST)) {
        push(writer, period, count(t));
        push(writer, agreed, number(outcome->by[t]));
        push(writer, broken, number(outcome->broken_by[t]));
        push(writer, quit, number(outcome->quit_by[t]));
    }
    put(writer, object, "period", period);
    put(writer, object, "agreement", agreed);
    put(writer, object, "breakdown", broken);
    put(writer, object, "quit", quit);
    return object;
}

static json_t *by_state_json(struct writer *writer) {
    const struct profile *profile = writer->solution->profile;
    size_t n = profile->parties;
    json_t *array = json_array();
    for (size_t s = 0; s < profile->states; s++) {
        json_t *object = json_object();
        double reservation[PARTIES_MAX];
        for (size_t i = 0; i < n; i++)
            reservation[i] = game_reservation(writer->game, i, s, profile->value);
        put(writer, object, "state", state_json(writer, s));
        put(writer, object, "value", by_party(writer, &profile->value[s * n]));
        put(writer, object, "reservation", by_party(writer, reservation));
        put(writer, object, "range", number(solution_range(writer->solution, s)));
        put(writer, object, "settlement", number(solution_settlement(writer->solution, s)));
        put(writer, object, "proposals", proposals_json(writer, s));
        push(writer, array, object);
    }
    return array;
}

enum parley_status json_write(const struct solution *solution, bool all_states, char **json,
                              struct errors *errors) {
    struct writer writer = {solution, solution->game, false};
    const struct game *game = solution->game;
    const struct outcome *outcome = solution->outcome;
    json_t *root = json_object();
    put(&writer, root, "parley", json_string(PARLEY_VERSION));
    put(&writer, root, "scenario", string(game->scenario->file ? game->scenario->file : ""));
    put(&writer, root, "title", string(game->scenario->title));
    put(&writer, root, "states", count(game->states));
    put(&writer, root, "period_years", number(game->period));
    put(&writer, root, "equilibrium", equilibrium_json(&writer));
    put(&writer, root, "certificate", certificate_json(&writer));
    put(&writer, root, "start", state_json(&writer, game->start));
    put(&writer, root, "range", number(outcome->range));
    put(&writer, root, "parties", parties_json(&writer));
    put(&writer, root, "agreement", agreement_json(&writer));
    put(&writer, root, "pie", by_party(&writer, outcome->share));
    put(&writer, root, "proposals", proposals_json(&writer, game->start));
    put(&writer, root, "baselines", baselines_json(&writer));
    put(&writer, root, "power", power_json(&writer));
    put(&writer, root, "coalitions", coalitions_json(&writer));
    put(&writer, root, "dates", dates_json(&writer));
    if (all_states) put(&writer, root, "by_state", by_state_json(&writer));
    char *dump = writer.failed ? NULL : json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    struct text whole = {0};
    text_append(&whole, "%s\n", dump ? dump : "");
    char *result = dump ? text_take(&whole) : NULL;
    json_decref(root);
    free(dump);
    text_free(&whole);
    if (!result)
        return errors_add(errors, PARLEY_MEMORY, (struct mark){0, 0},
                          "out of memory while writing the result");
    *json = result;
    return PARLEY_OK;
}
