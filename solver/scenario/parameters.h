// SPDX-License-Identifier: GPL-3.0-or-later
// The one table of parameters. A row here makes the struct member, the key of the scenario file, its range
// check,
// --set, the list of `parley params` and, where by_state is 1, a target for effects.
// To add a parameter: add one row, then use the member in game/.
//
// X(member, key, kind, default, low, high, open, by_state, feeds, unit, meaning)
//   range   [low, high]; open names the ends that are excluded: NEITHER, LOW, HIGH, BOTH
//   default NAN: not given;  -INFINITY (shown and written as "none"): only for `outside`
//   feeds   the part of a compiled game that reads it (enum feeds); ALL if in doubt
#ifndef PARLEY_SCENARIO_PARAMETERS_H
#define PARLEY_SCENARIO_PARAMETERS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

// Parts of a compiled game, by what a parameter has to do with them: bits of what game_refresh builds anew.
// What hangs on these parts in turn is known to game/compile.c.
enum feeds {
    FEEDS_UNSAID = 0, // of a row that does not say: taken as FEEDS_ALL
    FEEDS_NOISE = 1 << 0,
    FEEDS_DISCOUNTS = 1 << 1,   // discount factors
    FEEDS_PAYOFFS = 1 << 2,     // the pie, utilities while and unless there is an agreement, those of deals
    FEEDS_ENDINGS = 1 << 3,     // breakdown risk, authority
    FEEDS_RECOGNITION = 1 << 4, // who acts
    FEEDS_RULES = 1 << 5,       // voting rules
    FEEDS_STANCES = 1 << 6,     // ideal points, saliences, exponents, ranges; deals that lie on the issues
    FEEDS_REFERENCES = 1 << 7,  // losses and what they are counted from
    FEEDS_OPTIONS = 1 << 8,     // cost, risk and chance of moves and accords
    FEEDS_LAWS = 1 << 9,        // transition kernels
    FEEDS_START = 1 << 10,      // the first state
    FEEDS_SHAPE = 1 << 11,      // numbers of levels, and so all sizes
    FEEDS_ALL = (1 << 12) - 1,
};

enum open_ends { OPEN_NEITHER, OPEN_LOW, OPEN_HIGH, OPEN_BOTH };

#define PARTY_PARAMETERS(X)                                                                                  \
    X(discount_rate, "discount_rate", REAL, NAN, 0, INFINITY, BOTH, 1, DISCOUNTS, "1/year",                  \
      "discount rate; discount factor exp(-rate x period)")                                                  \
    X(discount, "discount", REAL, NAN, 0, 1, BOTH, 1, DISCOUNTS, "1/period", "discount factor per period")   \
    X(initiative, "initiative", REAL, 1, 0, INFINITY, HIGH, 1, RECOGNITION, "weight",                        \
      "recognition: weight for who acts next, normalised over the table")                                    \
    X(disagreement, "disagreement", REAL, 0, -INFINITY, INFINITY, BOTH, 1, PAYOFFS, "utility/period",        \
      "flow utility while there is no agreement")                                                            \
    X(breakdown, "breakdown", REAL, 0, -INFINITY, INFINITY, BOTH, 1, PAYOFFS, "utility",                     \
      "utility if talks end for good")                                                                       \
    X(outside, "outside", REAL_OR_NONE, -INFINITY, -INFINITY, INFINITY, BOTH, 1, PAYOFFS, "utility",         \
      "outside option: utility of quitting; none: cannot quit")                                              \
    X(votes, "votes", REAL, 1, 0, INFINITY, HIGH, 1, RULES, "votes", "voting weight")                        \
    X(veto, "veto", FLAG, 0, 0, 1, NEITHER, 1, RULES, "", "no agreement without this party")                 \
    X(at_table, "at_table", FLAG, 1, 0, 1, NEITHER, 1, RULES, "", "has a vote and can take the initiative")  \
    X(authority, "authority", REAL, 1, 0, 1, NEITHER, 1, ENDINGS, "probability",                             \
      "chance that what its delegation agrees to is ratified at home")                                       \
    X(loss_aversion, "loss_aversion", REAL, 0, 0, INFINITY, HIGH, 1, REFERENCES, "",                         \
      "lambda: utility lost per unit by which an agreement falls short of the reference point")              \
    X(aspiration, "aspiration", REAL, NAN, -INFINITY, INFINITY, BOTH, 1, REFERENCES, "utility",              \
      "reference point while nothing is on the table; needed with loss_aversion")                            \
    X(susceptibility, "susceptibility", REAL, 0, 0, 1, NEITHER, 1, REFERENCES, "",                           \
      "alpha: how far a deep anchor draws the reference point to itself")

#define SCENARIO_PARAMETERS(X)                                                                               \
    X(period, "period", PERIOD, 1, 0, INFINITY, BOTH, 0, DISCOUNTS, "years", "length of a bargaining round") \
    X(rule, "agreement.rule", RULE, 0, 0, 2, NEITHER, 0, RULES, "",                                          \
      "which coalitions can enact an agreement")                                                             \
    X(quota, "agreement.quota", REAL, NAN, 0, INFINITY, BOTH, 1, RULES, "votes",                             \
      "votes needed for an agreement")                                                                       \
    X(breakdown_risk, "breakdown_risk", REAL, 0, 0, 1, NEITHER, 1, ENDINGS, "probability/period",            \
      "chance that talks end for good after a period without agreement")                                     \
    X(idle, "idle", REAL, 0, 0, 1, NEITHER, 1, RECOGNITION, "probability/period",                            \
      "chance that nobody acts in a period")                                                                 \
    X(pie, "pie", REAL, NAN, 0, INFINITY, HIGH, 1, PAYOFFS, "utility", "what an agreement divides")          \
    X(noise, "noise", REAL, 0, 0, INFINITY, HIGH, 0, NOISE, "utility",                                       \
      "logit temperature of the parties' choices; 0: exact equilibrium")

#define DRIFT_PARAMETERS(X)                                                                                  \
    X(up, "drift.up", REAL, NAN, 0, 1, NEITHER, 1, LAWS, "probability/period",                               \
      "chance to move one level up")                                                                         \
    X(down, "drift.down", REAL, NAN, 0, 1, NEITHER, 1, LAWS, "probability/period",                           \
      "chance to move one level down")

#define OPTION_PARAMETERS(X)                                                                                 \
    X(cost, "cost", REAL, 0, -INFINITY, INFINITY, BOTH, 1, OPTIONS, "utility",                               \
      "paid once by the party that makes the move")                                                          \
    X(risk, "risk", REAL, 0, 0, 1, NEITHER, 1, OPTIONS, "probability",                                       \
      "added to the chance that talks end for good this period")                                             \
    X(chance, "chance", REAL, 1, 0, 1, NEITHER, 1, OPTIONS, "probability", "that the shift takes place")

#define ANCHORING_PARAMETERS(X)                                                                              \
    X(depth, "anchoring.depth", COUNT, 1, 1, 100, NEITHER, 0, ALL, "steps",                                  \
      "steps from first tabling to full depth")                                                              \
    X(pull, "anchoring.pull", REAL, 1, 0, 1, NEITHER, 0, OPTIONS, "probability",                             \
      "chance that tabling moves the anchor one step")                                                       \
    X(fade, "anchoring.fade", REAL, 0, 0, 1, NEITHER, 0, LAWS, "probability/period",                         \
      "chance that an anchor loses a step while nobody tables anything")

#define DEADLINE_PARAMETERS(X)                                                                               \
    X(deadline, "deadline.after", COUNT, NAN, 1, 10000, NEITHER, 0, ALL, "periods",                          \
      "rounds that can agree; if the last ends without agreement, talks break down")

// What an agreement is about, one struct issue each; positions are in the issue's own unit.
#define ISSUE_PARAMETERS(X)                                                                                  \
    X(low, "range.low", REAL, NAN, -INFINITY, INFINITY, BOTH, 0, STANCES, "issue's unit", "lowest position") \
    X(high, "range.high", REAL, NAN, -INFINITY, INFINITY, BOTH, 0, STANCES, "issue's unit",                  \
      "highest position")                                                                                    \
    X(exponent, "exponent", REAL, 2, 1, 100, NEITHER, 0, STANCES, "",                                        \
      "utility lost grows with the distance from the ideal point to this power")

// What one party wants on one issue.
#define STANCE_PARAMETERS(X)                                                                                 \
    X(ideal, "ideal", REAL, NAN, -INFINITY, INFINITY, BOTH, 1, STANCES, "issue's unit", "ideal point")       \
    X(salience, "salience", REAL, 1, 0, INFINITY, HIGH, 1, STANCES, "weight",                                \
      "how much the issue matters; normalised over the issues")                                              \
    X(exponent, "exponent", REAL, NAN, 1, 100, NEITHER, 0, STANCES, "",                                      \
      "the party's own exponent; not given: the issue's")

enum parameter_kind {
    PARAMETER_REAL,
    PARAMETER_REAL_OR_NONE, // "none" is -INFINITY
    PARAMETER_FLAG,         // true/false, kept as 1/0
    PARAMETER_COUNT,        // a whole number
    PARAMETER_PERIOD,       // "3 months"; kept in years
    PARAMETER_RULE,         // unanimity 0, majority 1, quota 2
    PARAMETER_LEVEL,        // name of a level of a channel; kept as its index
};

enum agreement_rule { RULE_UNANIMITY, RULE_MAJORITY, RULE_QUOTA };

// One row of the table. Every value is held in a double.
struct parameter_row {
    const char *key;
    enum parameter_kind kind;
    double initial, low, high;
    enum open_ends open;
    bool by_state;  // effects may change it
    unsigned feeds; // enum feeds
    const char *unit, *meaning;
    size_t offset; // of the member in its struct
};

struct scenario;
struct text;

// The rows of a struct: `parties` rows index struct party, and so on. Counts are fixed at compile time.
extern const struct parameter_row party_rows[], scenario_rows[], drift_rows[], option_rows[],
    anchoring_rows[], deadline_rows[], issue_rows[], stance_rows[];
extern const size_t party_row_count, scenario_row_count, drift_row_count, option_row_count,
    anchoring_row_count, deadline_row_count, issue_row_count, stance_row_count;
// Rows of parameters that belong to no struct member of their own: a transition probability, an effect's
// value, the start level of a channel, a party's share of an anchor, what a deal is worth to a party, the
// position of a deal or an anchor on an issue; the date of an event (a surprise cannot come before the first
// round) and the level at which it puts a channel.
extern const struct parameter_row probability_row, effect_row, start_row, share_row, utility_row,
    position_row, event_date_row, surprise_date_row, event_level_row;

// Is value inside the row's range, and whole where it counts something? NaN is not.
bool parameter_in_range(const struct parameter_row *row, double value);
// "in [0, 1]", "> 0", "a finite number" ... for messages; at most size bytes.
void parameter_range_text(const struct parameter_row *row, char *out, size_t size);

// One parameter of one scenario.
struct parameter {
    const struct parameter_row *row;
    double *value;                 // in the scenario
    const char *path;              // dotted path; valid during the call-back only
    const struct channel *channel; // for PARAMETER_LEVEL: whose levels; else NULL
};

// Bits of enum feeds: the parts of a compiled game to be built anew when the parameter changes. An effect's
// numbers feed what its target feeds. (Before the game come the table and the calendar, where an assignment
// builds them anew: table_refresh, scenario_build_calendar.)
unsigned parameter_feeds(const struct scenario *scenario, const struct parameter *parameter);

// Call visit for every parameter that the scenario has, in the order of the file, until it returns false:
//   Russia.discount_rate  Russia.issues.territory.ideal  agreement.quota  pie
//   outcome.issues.territory.range.low  outcome.issues.territory.exponent
//   outcome.deals.frozen line.utility.Russia  outcome.deals.withdrawal.at.territory
//   start.front  leverage.front.drift.up
//   leverage.front.when.1.drift.up  leverage.front.beliefs.Russia.drift.up
//   leverage.front.transition.stalemate.Russian gains
//   leverage.front.effects.Russia.disagreement.add.stalemate
//   moves.tighten sanctions.cost   accords.energy truce.chance
//   anchors.June 2024 demands.shares.Russia   anchors.June 2024 demands.at.territory   anchoring.depth
//   deadline.after   timeline.1.at   timeline.1.set.sanctions   timeline.1.change.Russia.disagreement
//   surprises.1.at ...
// Returns false if visit did, or when out of memory.
bool parameters_visit(struct scenario *scenario,
                      bool (*visit)(void *context, const struct parameter *parameter), void *context);

#endif
