// SPDX-License-Identifier: GPL-3.0-or-later
// Checks between parameters: each of the values is in its range already, but do they fit together? Run after
// reading and after every --set, on base values. What effects do to them is checked state by state when the
// game is compiled; here a parameter that some effect changes gets the benefit of the doubt.
#include "core/text.h"
#include "scenario/calendar.h"
#include "scenario/issues.h"
#include "scenario/names.h"
#include "scenario/table.h"
#include <string.h>

static const double row_tolerance = 1e-9, share_tolerance = 1e-12;

static bool has_effect(const struct scenario *scenario, const double *target) {
    for (size_t c = 0; c < scenario->channel_count; c++)
        for (size_t k = 0; k < scenario->channels[c].effect_count; k++)
            if (scenario->channels[c].effects[k].target == target) return true;
    return false;
}

static void discount_check(const struct party *party, struct errors *errors) {
    bool rate = !isnan(party->discount_rate), factor = !isnan(party->discount);
    if (rate && factor)
        errors_add(errors, PARLEY_INPUT, party->mark,
                   "party '%s' has both 'discount_rate' (per year) and 'discount' (per period); give one",
                   party->name);
    else if (!rate && !factor)
        errors_add(errors, PARLEY_INPUT, party->mark,
                   "party '%s' needs 'discount_rate' (per year, > 0) or 'discount' (per period, in (0, 1))",
                   party->name);
}

static bool party_can_sit(const struct scenario *scenario, const struct party *party) {
    return party->at_table != 0 || has_effect(scenario, &party->at_table);
}

static void initiative_check(const struct scenario *scenario, struct errors *errors) {
    for (size_t i = 0; i < scenario->party_count; i++) {
        const struct party *party = &scenario->parties[i];
        bool acts = party->initiative > 0 || has_effect(scenario, &party->initiative);
        if (acts && party_can_sit(scenario, party)) return;
    }
    if (scenario->party_count > 0)
        errors_add(errors, PARLEY_INPUT, scenario->parties[0].mark,
                   "nobody at the table can take the initiative: one party needs 'at_table: true' and "
                   "'initiative' > 0");
}

static void absent_list(const struct scenario *scenario, struct text *names) {
    for (size_t i = 0; i < scenario->party_count; i++) {
        const struct party *party = &scenario->parties[i];
        if (party_can_sit(scenario, party)) continue;
        text_append(names, "%s%s", names->length > 0 ? ", " : "", party->name);
    }
}

static void quota_unseated(const struct scenario *scenario, double seated, struct errors *errors) {
    struct text absent = {0};
    absent_list(scenario, &absent);
    errors_add(
        errors, PARLEY_INPUT, scenario->agreement_mark,
        "the quota of %g votes cannot be reached: those at the table have %g, and never at the table: %s",
        scenario->quota, seated, absent.data ? absent.data : "");
    text_free(&absent);
}

// Can the votes of those who ever sit at the table reach what the rule asks for?
static void votes_check(const struct scenario *scenario, struct errors *errors) {
    double all = 0, seated = 0;
    for (size_t i = 0; i < scenario->party_count; i++) {
        const struct party *party = &scenario->parties[i];
        if (has_effect(scenario, &party->votes)) return;
        all += party->votes;
        if (party_can_sit(scenario, party)) seated += party->votes;
    }
    if (scenario->rule == RULE_MAJORITY && !(seated > 0))
        errors_add(errors, PARLEY_INPUT, scenario->agreement_mark,
                   "no majority is possible: nobody at the table has votes");
    else if (scenario->rule == RULE_QUOTA && scenario->quota > all)
        errors_add(errors, PARLEY_INPUT, scenario->agreement_mark,
                   "the quota of %g votes cannot be reached: all parties together have %g", scenario->quota,
                   all);
    else if (scenario->rule == RULE_QUOTA && scenario->quota > seated)
        quota_unseated(scenario, seated, errors);
}

static void agreement_check(const struct scenario *scenario, struct errors *errors) {
    bool open = has_effect(scenario, &scenario->quota);
    if (scenario->rule == RULE_QUOTA && isnan(scenario->quota) && !open)
        errors_add(errors, PARLEY_INPUT, scenario->agreement_mark,
                   "'rule: quota' needs 'quota', the number of votes that make an agreement");
    else if (scenario->rule != RULE_UNANIMITY && !open && scenario->party_count > 0)
        votes_check(scenario, errors);
}

static void matrix_check(const struct law *law, const struct channel *channel, struct errors *errors) {
    size_t levels = channel->level_count;
    for (size_t from = 0; from < levels; from++) {
        double sum = 0;
        for (size_t to = 0; to < levels; to++)
            sum += law->matrix[from * levels + to];
        if (!(fabs(sum - 1) <= row_tolerance))
            errors_add(errors, PARLEY_INPUT, law->mark,
                       "the transition row of '%s' in channel '%s' sums to %.10g; it must sum to 1, so its "
                       "entries can only be changed together, in the file",
                       channel->levels[from], channel->name, sum);
    }
}

static void law_check(const struct law *law, const struct channel *channel, struct errors *errors) {
    if (law->matrix)
        matrix_check(law, channel, errors);
    else if (law->up + law->down > 1)
        errors_add(errors, PARLEY_INPUT, law->mark,
                   "'drift' of channel '%s': up %g and down %g sum to more than 1", channel->name, law->up,
                   law->down);
}

static void laws_check(const struct laws *laws, const struct channel *channel, struct errors *errors) {
    law_check(&laws->base, channel, errors);
    for (size_t k = 0; k < laws->case_count; k++)
        law_check(&laws->cases[k].law, channel, errors);
}

// A parameter that was not given has no value to scale or add to, and setting it in some states is no help.
static void effects_check(const struct channel *channel, struct errors *errors) {
    for (size_t k = 0; k < channel->effect_count; k++) {
        const struct effect *effect = &channel->effects[k];
        if (isnan(*effect->target))
            errors_add(errors, PARLEY_INPUT, effect->mark,
                       "'%s' is not given, so there is nothing for an effect to change", effect->target_path);
    }
}

static void reference_check(const struct scenario *scenario, const struct party *party,
                            struct errors *errors) {
    bool averse = party->loss_aversion > 0 || has_effect(scenario, &party->loss_aversion);
    if (averse && isnan(party->aspiration))
        errors_add(errors, PARLEY_INPUT, party->mark,
                   "party '%s' has 'loss_aversion', so it needs 'aspiration', the utility it counts losses "
                   "from while nothing is on the table",
                   party->name);
}

static void move_check(const struct scenario *scenario, const struct option *option, struct errors *errors) {
    bool risky = option->risk > 0 || has_effect(scenario, &option->risk);
    if (option->kind == OPTION_MOVE && option->shift_count == 0 && !risky)
        errors_add(errors, PARLEY_INPUT, option->mark,
                   "move '%s' does nothing: it needs 'shift', 'risk' or an effect on its risk", option->name);
}

static void anchor_check(const struct scenario *scenario, const struct anchor *anchor,
                         struct errors *errors) {
    double sum = 0;
    for (size_t k = 0; anchor->at && k < scenario->issue_count; k++)
        position_check(&scenario->issues[k], anchor->at[k], anchor->mark, "the position of anchor",
                       anchor->name, errors);
    for (size_t i = 0; anchor->share && i < scenario->party_count; i++)
        sum += anchor->share[i];
    if (!(sum <= 1 + share_tolerance))
        errors_add(errors, PARLEY_INPUT, anchor->mark,
                   "the shares of anchor '%s' sum to %.10g; there is only one pie to divide", anchor->name,
                   sum);
}

static void deal_check(const struct scenario *scenario, const struct deal *deal, struct errors *errors) {
    for (size_t k = 0; deal->at && k < scenario->issue_count; k++)
        position_check(&scenario->issues[k], deal->at[k], deal->mark, "the position of deal", deal->name,
                       errors);
}

// Ideal points inside the ranges, whatever effects do to them, and one issue that matters.
static void stances_check(const struct scenario *scenario, const struct party *party, struct errors *errors) {
    bool matters = false;
    for (size_t k = 0; party->stances && k < scenario->issue_count; k++) {
        const struct stance *stance = &party->stances[k];
        position_check(&scenario->issues[k], stance->ideal, stance->mark, "the ideal point of party",
                       party->name, errors);
        matters = matters || stance->salience > 0 || has_effect(scenario, &stance->salience);
    }
    if (party->stances && !matters)
        errors_add(errors, PARLEY_INPUT, party->mark,
                   "the saliences of party '%s' are all 0; some issue must matter to it", party->name);
}

// Exactly one of a pie, issues and deals, but deals may lie on issues.
static void outcome_check(const struct scenario *scenario, struct errors *errors) {
    struct mark mark = scenario->pie_mark.line > 0 ? scenario->pie_mark : (struct mark){1, 1};
    if (scenario->deal_count > 0 && !isnan(scenario->pie))
        errors_add(errors, PARLEY_INPUT, mark, "'pie' is not given: an agreement is one of 'outcome.deals'");
    else if (scenario->issue_count > 0 && !isnan(scenario->pie))
        errors_add(errors, PARLEY_INPUT, mark,
                   "'pie' is not given: an agreement is a position on 'outcome.issues'");
    else if (scenario->deal_count == 0 && scenario->issue_count == 0 && isnan(scenario->pie))
        errors_add(errors, PARLEY_INPUT, mark,
                   "the scenario needs an outcome: outcome: {pie: 1}, outcome: {issues: {...}} or outcome: "
                   "{deals: {...}}");
}

static void all_check(const struct scenario *scenario, struct errors *sink) {
    for (size_t i = 0; i < scenario->party_count; i++)
        discount_check(&scenario->parties[i], sink);
    for (size_t i = 0; i < scenario->party_count; i++)
        reference_check(scenario, &scenario->parties[i], sink);
    outcome_check(scenario, sink);
    for (size_t k = 0; k < scenario->issue_count; k++)
        issue_range_check(&scenario->issues[k], scenario->issues[k].mark, sink);
    for (size_t i = 0; i < scenario->party_count; i++)
        stances_check(scenario, &scenario->parties[i], sink);
    for (size_t d = 0; d < scenario->deal_count; d++)
        deal_check(scenario, &scenario->deals[d], sink);
    initiative_check(scenario, sink);
    agreement_check(scenario, sink);
    for (size_t c = 0; c < scenario->channel_count; c++) {
        const struct channel *channel = &scenario->channels[c];
        laws_check(&channel->truth, channel, sink);
        for (size_t i = 0; channel->beliefs && i < scenario->party_count; i++)
            if (channel->beliefs[i]) laws_check(channel->beliefs[i], channel, sink);
        if (c != scenario->calendar) effects_check(channel, sink);
    }
    for (size_t o = 0; o < scenario->option_count; o++)
        move_check(scenario, &scenario->options[o], sink);
    for (size_t a = 0; a < scenario->anchor_count; a++)
        anchor_check(scenario, &scenario->anchors[a], sink);
    table_size_check(scenario, sink);
}

// The first surprise after a date, NULL if there is none. (An assignment may have put them out of order.)
static const struct event *surprise_next(const struct scenario *scenario, double date) {
    const struct event *next = NULL;
    for (size_t e = 0; e < scenario->surprise_count; e++) {
        const struct event *surprise = &scenario->surprises[e];
        if (surprise->at > date && (!next || surprise->at < next->at)) next = surprise;
    }
    return next;
}

// The scenario after each surprise must be sound as well. Values are put in for the check and taken back.
static void regimes_check(const struct scenario *scenario, struct errors *errors) {
    double was[CHANGES_MAX], *target[CHANGES_MAX];
    size_t count = 0;
    double date = 0;
    for (const struct event *surprise; (surprise = surprise_next(scenario, date)); date = surprise->at) {
        struct errors faults = {0};
        for (size_t k = 0; k < surprise->change_count; k++) {
            target[count] = surprise->changes[k].target;
            was[count++] = *surprise->changes[k].target;
            *surprise->changes[k].target = surprise->changes[k].value;
        }
        if (surprise->change_count > 0) all_check(scenario, &faults);
        for (size_t k = 0; k < faults.count; k++)
            errors_add(errors, faults.items[k].code, surprise->mark, "after the surprise at period %g: %s",
                       surprise->at, faults.items[k].text);
        errors_free(&faults);
    }
    while (count-- > 0)
        *target[count] = was[count];
}

enum parley_status scenario_validate(const struct scenario *scenario, struct errors *errors) {
    struct errors own = {0}, *sink = errors ? errors : &own;
    size_t before = sink->count + sink->dropped;
    all_check(scenario, sink);
    calendar_check(scenario, sink);
    // Only where all is well so far, or every fault would come once more for every surprise.
    if (errors_status(sink) == PARLEY_OK) regimes_check(scenario, sink);
    bool sound = sink->count + sink->dropped == before;
    errors_free(&own);
    return sound ? PARLEY_OK : PARLEY_INPUT;
}
