// SPDX-License-Identifier: GPL-3.0-or-later
// A solution as JSON: every block of the result in the order of the documentation. How numbers and texts are
// written is in json_writer.c.
#include "output/json.h"
#include "output/elasticity.h"
#include "output/json_elasticity.h"
#include "output/json_issues.h"
#include "output/json_time.h"
#include "output/json_writer.h"
#include "output/starts.h"

static json_t *equilibrium_json(struct writer *writer) {
    const struct effort *effort = &writer->solution->effort;
    json_t *object = json_object();
    json_put(writer, object, "method",
             json_string(effort->method == METHOD_HOMOTOPY ? "homotopy" : "contraction"));
    json_put(writer, object, "noise", json_number(writer->game->noise));
    json_put(writer, object, "iterations", json_count(effort->newton_steps));
    json_put(writer, object, "components", json_count(effort->components));
    json_put(writer, object, "operator_applications", json_count(effort->operator_applications));
    json_put(writer, object, "path_noise", json_number(effort->noise));
    json_put(writer, object, "residual", json_number(effort->residual));
    json_put(writer, object, "converged", json_boolean(effort->converged));
    return object;
}

static json_t *parties_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    for (size_t i = 0; i < writer->game->parties; i++) {
        json_t *party = json_object();
        json_put(writer, party, "value", json_number(outcome->value[i]));
        json_put(writer, party, "agreed_utility", json_number(outcome->agreed_utility[i]));
        json_put(writer, party, "material_utility", json_number(outcome->material_utility[i]));
        json_put(writer, party, "reservation", json_number(outcome->reservation[i]));
        json_put(writer, party, "waiting", json_number(outcome->waiting[i]));
        json_put(writer, party, "courted", json_number(outcome->courted[i]));
        json_put(writer, party, "proposed", json_number(outcome->proposed[i]));
        json_put(writer, party, "in_coalition", json_number(outcome->in_coalition[i]));
        json_put(writer, party, "quits", json_number(outcome->quits[i]));
        json_put(writer, object, json_party(writer, i), party);
    }
    return object;
}

static json_t *agreement_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    json_put(writer, object, "ever", json_number(outcome->ever));
    json_put(writer, object, "first_period", json_number(outcome->first_period));
    json_put(writer, object, "mean_periods", json_number(outcome->mean_periods));
    json_put(writer, object, "mean_years", json_number(outcome->mean_years));
    json_put(writer, object, "median_periods", json_number(outcome->median_periods));
    json_put(writer, object, "quantiles", json_quantiles(writer));
    json_put(writer, object, "breakdown", json_number(outcome->breakdown));
    json_put(writer, object, "quit", json_number(outcome->quit));
    json_put(writer, object, "lasting", json_number(outcome->lasting));
    return object;
}

static json_t *proposed_coalitions_json(struct writer *writer, size_t chooser) {
    const struct profile *profile = writer->solution->profile;
    json_t *array = json_array();
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        json_t *object = json_object();
        json_put(writer, object, "members", json_members(writer, profile->proposal[e].members));
        json_put(writer, object, "probability", json_number(profile->proposal[e].probability));
        json_put(writer, object, "acceptance", json_number(profile->proposal[e].acceptance));
        if (profile->issues > 0) json_put(writer, object, "position", json_proposed(writer, e));
        json_put(writer, object, profile->issues > 0 ? "utilities" : "shares",
                 json_by_party(writer, &profile->share[e * profile->parties]));
        json_push(writer, array, object);
    }
    return array;
}

static json_t *proposed_deals_json(struct writer *writer, size_t chooser) {
    const struct profile *profile = writer->solution->profile;
    json_t *object = json_object();
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        json_t *deal = json_object();
        json_put(writer, deal, "probability", json_number(profile->proposal[e].probability));
        json_put(writer, deal, "acceptance", json_number(profile->proposal[e].acceptance));
        json_put(writer, object, deal_name(writer->game, profile->proposal[e].deal), deal);
    }
    return object;
}

// Chance that each deal is what is agreed, given an agreement.
static json_t *deals_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *object = json_object();
    for (size_t d = 0; d < outcome->deals; d++)
        json_put(writer, object, deal_name(writer->game, d), json_number(outcome->deal_chance[d]));
    return object;
}

// What a coalition is offered: on average, and to each.
static void put_offers(struct writer *writer, size_t s, size_t j, json_t *object) {
    const struct solution *solution = writer->solution;
    bool spatial = game_is_spatial(writer->game);
    double shares[PARTIES_MAX], position[ISSUES_MAX];
    bool any = solution_shares(solution, s, j, shares);
    if (spatial) {
        bool lies = solution_positions(solution, s, j, position);
        json_put(writer, object, "position", lies ? json_by_issue(writer, position) : json_null());
    }
    json_put(writer, object, spatial ? "utilities" : "shares",
             any ? json_by_party(writer, shares) : json_null());
    json_put(writer, object, "coalitions", proposed_coalitions_json(writer, s * writer->game->parties + j));
}

// Settle, pass, quit and every option open to j, by name.
static json_t *choice_json(struct writer *writer, size_t s, size_t j) {
    const struct profile *profile = writer->solution->profile;
    const double *choice = &profile->choice[(s * profile->parties + j) * profile->alternatives];
    json_t *object = json_object();
    json_put(writer, object, "settle", json_number(choice[SETTLE]));
    json_put(writer, object, "pass", json_number(choice[PASS]));
    json_put(writer, object, "quit", json_number(choice[QUIT]));
    for (size_t o = 0; o < writer->game->options; o++)
        if (game_option_open(writer->game, o, j))
            json_put(writer, object, option_name(writer->game, o), json_number(choice[FIRST_OPTION + o]));
    return object;
}

// Chance that each accord finds consent if j proposes it.
static json_t *consent_json(struct writer *writer, size_t chooser) {
    const struct game *game = writer->game;
    json_t *object = json_object();
    for (size_t o = 0; o < game->options; o++)
        if (game->option[o].kind == OPTION_ACCORD)
            json_put(writer, object, option_name(game, o),
                     json_number(writer->solution->profile->consent[chooser * game->options + o]));
    return object;
}

static json_t *proposals_json(struct writer *writer, size_t s) {
    const struct profile *profile = writer->solution->profile;
    json_t *array = json_array();
    for (size_t j = 0; j < writer->game->parties; j++) {
        size_t chooser = s * profile->parties + j;
        if (!(writer->game->recognition[chooser] > 0)) continue;
        json_t *object = json_object();
        json_put(writer, object, "by", json_string(json_party(writer, j)));
        json_put(writer, object, "initiative", json_number(writer->game->recognition[chooser]));
        json_put(writer, object, "choice", choice_json(writer, s, j));
        json_put(writer, object, "consent", consent_json(writer, chooser));
        if (writer->game->deals > 0)
            json_put(writer, object, "deals", proposed_deals_json(writer, chooser));
        else
            put_offers(writer, s, j, object);
        json_push(writer, array, object);
    }
    return array;
}

static json_t *options_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    const struct game *game = writer->game;
    json_t *object = json_object();
    for (size_t o = 0; o < game->options; o++) {
        const struct game_option *option = &game->option[o];
        bool move = option->kind == OPTION_MOVE;
        json_t *row = json_object();
        json_put(writer, row, "by", move ? json_string(json_party(writer, option->by)) : json_null());
        json_put(writer, row, "kind", json_string(move ? "move" : "accord"));
        json_put(writer, row, "expected_uses", json_number(outcome->option_uses[o]));
        json_put(writer, row, "expected_effects", json_number(outcome->option_effects[o]));
        json_put(writer, row, "first_period", json_number(solution_use(writer->solution, game->start, o)));
        json_put(writer, object, option_name(game, o), row);
    }
    return object;
}

static json_t *anchoring_json(struct writer *writer) {
    json_t *object = json_object();
    for (size_t i = 0; i < writer->game->parties; i++) {
        json_t *party = json_object();
        json_put(writer, party, "value_gain", json_number(solution_anchoring_gain(writer->solution, i)));
        json_put(writer, object, json_party(writer, i), party);
    }
    return object;
}

// Expected periods that begin with each thing on the table.
static json_t *table_json(struct writer *writer) {
    const struct channel *channel = &writer->game->scenario->channels[writer->game->table];
    json_t *object = json_object();
    for (size_t level = 0; level < writer->solution->outcome->table_levels; level++)
        json_put(writer, object, channel->levels[level],
                 json_number(writer->solution->outcome->table_periods[level]));
    return object;
}

// The game as it would be if nothing were ever tabled.
static json_t *unanchored_json(struct writer *writer) {
    const struct unanchored *unanchored = &writer->solution->unanchored;
    json_t *object = json_object();
    json_put(writer, object, "epsilon", json_number(unanchored->certificate.epsilon));
    json_put(writer, object, "holds", json_boolean(unanchored->certificate.holds));
    json_put(writer, object, "value", json_by_party(writer, unanchored->outcome->value));
    json_put(writer, object, "ever", json_number(unanchored->outcome->ever));
    json_put(writer, object, "mean_periods", json_number(unanchored->outcome->mean_periods));
    return object;
}

static json_t *baselines_json(struct writer *writer) {
    json_t *object = json_object();
    for (size_t b = 0; b < BASELINES; b++)
        json_put(writer, object, json_baseline(b),
                 json_by_party(writer, outcome_baseline(writer->solution->outcome, (enum baseline)b)));
    return object;
}

static json_t *power_json(struct writer *writer) {
    json_t *object = json_object();
    json_put(writer, object, "shapley_shubik",
             json_by_party(writer, writer->solution->outcome->shapley_shubik));
    json_put(writer, object, "banzhaf", json_by_party(writer, writer->solution->outcome->banzhaf));
    return object;
}

static json_t *coalitions_json(struct writer *writer) {
    const struct outcome *outcome = writer->solution->outcome;
    json_t *array = json_array();
    for (size_t k = 0; k < outcome->coalition_count; k++) {
        json_t *object = json_object();
        json_put(writer, object, "members", json_members(writer, outcome->coalitions[k]));
        json_put(writer, object, "frequency", json_number(outcome->coalition_frequency[k]));
        json_push(writer, array, object);
    }
    return array;
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
        json_put(writer, object, "state", json_state(writer, s));
        json_put(writer, object, "value", json_by_party(writer, &profile->value[s * n]));
        json_put(writer, object, "reservation", json_by_party(writer, reservation));
        json_put(writer, object, "range", json_number(solution_range(writer->solution, s)));
        json_put(writer, object, "settlement", json_number(solution_settlement(writer->solution, s)));
        json_put(writer, object, "proposals", proposals_json(writer, s));
        json_push(writer, array, object);
    }
    return array;
}

// Said only where the program can be stopped with part of it done.
static void json_interrupted(struct writer *writer, json_t *root) {
    const struct elasticities *all = writer->solution->elasticities;
    const struct starts *starts = writer->solution->starts;
    if (!all && !starts) return;
    bool stopped = (all && all->missing > 0) || (starts && starts->stopped);
    json_put(writer, root, "interrupted", json_boolean(stopped));
}

enum parley_status json_write(const struct solution *solution, bool all_states, char **json,
                              struct errors *errors) {
    struct writer writer = {solution, solution->game, false};
    const struct game *game = solution->game;
    const struct outcome *outcome = solution->outcome;
    json_t *root = json_object();
    json_put(&writer, root, "parley", json_string(PARLEY_VERSION));
    json_put(&writer, root, "scenario", json_text(game->scenario->file ? game->scenario->file : ""));
    json_put(&writer, root, "title", json_text(game->scenario->title));
    json_put(&writer, root, "states", json_count(game->states));
    json_put(&writer, root, "period_years", json_number(game->period));
    json_put(&writer, root, "equilibrium", equilibrium_json(&writer));
    json_put(&writer, root, "certificate", json_certificate(&writer));
    json_put(&writer, root, "start", json_state(&writer, game->start));
    json_put(&writer, root, "range", json_number(outcome->range));
    json_put(&writer, root, "parties", parties_json(&writer));
    json_put(&writer, root, "agreement", agreement_json(&writer));
    if (game->deals > 0) json_put(&writer, root, "deals", deals_json(&writer));
    if (game->issues > 0) json_put(&writer, root, "issues", json_issues(&writer));
    if (game->deals == 0 && game->issues == 0)
        json_put(&writer, root, "pie", json_by_party(&writer, outcome->share));
    json_put(&writer, root, "proposals", proposals_json(&writer, game->start));
    json_put(&writer, root, "options", options_json(&writer));
    if (solution->unanchored.outcome) {
        json_put(&writer, root, "anchors", json_anchors(&writer));
        json_put(&writer, root, "anchoring", anchoring_json(&writer));
        json_put(&writer, root, "table", table_json(&writer));
        json_put(&writer, root, "without_anchors", unanchored_json(&writer));
    }
    json_put(&writer, root, "baselines", baselines_json(&writer));
    if (game->issues > 0) json_put(&writer, root, "baseline_positions", json_baseline_positions(&writer));
    json_put(&writer, root, "power", power_json(&writer));
    json_put(&writer, root, "coalitions", coalitions_json(&writer));
    json_put(&writer, root, "dates", json_dates(&writer));
    json_put(&writer, root, "course", json_course(&writer));
    if (outcome->shock_count > 0) json_put(&writer, root, "surprises", json_surprises(&writer));
    json_elasticities(&writer, root);
    json_interrupted(&writer, root);
    json_starts(&writer, root);
    if (all_states) json_put(&writer, root, "by_state", by_state_json(&writer));
    return json_finish(&writer, root, json, errors);
}
