// SPDX-License-Identifier: GPL-3.0-or-later
// The table of metrics. To add one: a row, and a function unless it is a member of struct outcome as it
// stands. Nothing else: what it needs of an outcome, what its number may be and where it means nothing are
// columns.
#include "outcome/metrics_table.h"
#include "outcome/course.h"

// X(name in the path, member of struct outcome, parts, where it is missing, unit, meaning)
#define PARTY_ROWS(X)                                                                                        \
    X(value, value, 0, NULL, "utility", "value before the initiative is drawn")                              \
    X(agreed_utility, agreed_utility, 0, NULL, "utility",                                                    \
      "expected utility of the agreement as felt, given one")                                                \
    X(material_utility, material_utility, 0, NULL, "utility", "the same, losses not felt")                   \
    X(reservation, reservation, 0, NULL, "utility", "value when the period ends without agreement")          \
    X(share, share, 0, no_pie, "utility", "expected share of the pie, given an agreement")                   \
    X(waiting, waiting, OUTCOME_BARGAINING, NULL, "utility",                                                 \
      "value if nobody ever agrees, or the outside option if better")                                        \
    X(courted, courted, 0, no_coalition, "probability", "agrees to another's proposal, given an agreement")  \
    X(in_coalition, in_coalition, 0, no_coalition, "probability",                                            \
      "belongs to the coalition that agrees, given an agreement")                                            \
    X(proposed, proposed, 0, NULL, "probability", "proposed what was agreed, given an agreement")            \
    X(quits, quits, 0, NULL, "probability", "ends the talks by taking its outside option")                   \
    X(nash, nash, OUTCOME_BARGAINING, NULL, "utility", "Nash solution, equal weights")                       \
    X(nash_weighted, nash_weighted, OUTCOME_BARGAINING, NULL, "utility",                                     \
      "Nash solution, weights recognition / discount rate")                                                  \
    X(kalai_smorodinsky, kalai_smorodinsky, OUTCOME_BARGAINING, NULL, "utility",                             \
      "Kalai-Smorodinsky solution")                                                                          \
    X(egalitarian, egalitarian, OUTCOME_BARGAINING, NULL, "utility", "egalitarian solution")                 \
    X(utilitarian, utilitarian, OUTCOME_BARGAINING, NULL, "utility",                                         \
      "utilitarian solution: of a pie, the most equal division nobody refuses")                              \
    X(power, shapley_shubik, OUTCOME_POWER, NULL, "", "Shapley-Shubik index of the voting rule")             \
    X(banzhaf, banzhaf, OUTCOME_POWER, NULL, "", "Banzhaf index of the voting rule, normalised")

// X(path, member of struct outcome, parts, unit, meaning)
#define WHOLE_ROWS(X)                                                                                        \
    X("agreement.ever", ever, 0, "probability", "an agreement ever")                                         \
    X("agreement.first_period", first_period, 0, "probability", "an agreement in the first round")           \
    X("agreement.mean_periods", mean_periods, 0, "periods", "mean date, given an agreement")                 \
    X("agreement.mean_years", mean_years, 0, "years", "mean date, given an agreement")                       \
    X("agreement.median_periods", median_periods, OUTCOME_DATES, "periods",                                  \
      "median date, given an agreement")                                                                     \
    X("agreement.breakdown", breakdown, 0, "probability", "talks end in breakdown")                          \
    X("agreement.quit", quit, 0, "probability", "talks end because a party quits")                           \
    X("agreement.lasting", lasting, 0, "probability", "an agreement that lasts")                             \
    X("range", range, 0, "utility", "bargaining range: what there is to gain by agreeing at the start")

#define PARTY_FUNCTION(name, member, parts, missing, unit, meaning)                                          \
    static double party_##name(const struct metric_request *request) {                                       \
        return request->outcome->member[request->index];                                                     \
    }
#define WHOLE_FUNCTION(path, member, parts, unit, meaning)                                                   \
    static double whole_##member(const struct metric_request *request) {                                     \
        return request->outcome->member;                                                                     \
    }
PARTY_ROWS(PARTY_FUNCTION)
WHOLE_ROWS(WHOLE_FUNCTION)

// Past the horizon only the last date is known: it stands if what was left then is too little to matter.
static double agreed_by(const struct metric_request *request) {
    static const double LEFT_MOST = 2e-6;
    const struct outcome *outcome = request->outcome;
    size_t last = outcome->horizon - 1;
    if (request->number <= last) return outcome->by[request->number];
    double ended = outcome->by[last] + outcome->broken_by[last] + outcome->quit_by[last];
    double left = outcome->ever + outcome->breakdown + outcome->quit - ended;
    return left <= LEFT_MOST ? outcome->by[last] : NAN;
}

// 0: no agreement ever; 1: some agreement comes after the first round; 2: all of it in the first round.
static double regime(const struct metric_request *request) {
    static const double CHANCE_LEAST = 1e-9;
    const struct outcome *outcome = request->outcome;
    if (!(outcome->ever > CHANCE_LEAST)) return 0;
    return outcome->first_period >= outcome->ever * (1 - CHANCE_LEAST) ? 2 : 1;
}

static double uses(const struct metric_request *request) {
    return request->outcome->option_uses[request->index];
}

static double agreed_deal(const struct metric_request *request) {
    return request->outcome->deal_chance[request->index];
}

static double position(const struct metric_request *request) {
    return request->outcome->position_mean[request->index];
}

static double position_sd(const struct metric_request *request) {
    return request->outcome->position_sd[request->index];
}

static double quantile(const struct metric_request *request) {
    return outcome_quantile(request->outcome, (double)request->number / 100);
}

static double survival(const struct metric_request *request) {
    const struct outcome *outcome = request->outcome;
    return request->number < outcome->horizon ? outcome->going[request->number] : NAN;
}

// A number of the course's row for that period; NaN past its end.
static double course_number(const struct metric_request *request, size_t place) {
    const struct course *course = request->outcome->course;
    return request->number < course->rounds ? course_row(course, request->number)[place] : NAN;
}

static double hazard(const struct metric_request *request) {
    double going = course_number(request, COURSE_GOING);
    return going > 0 ? course_number(request, COURSE_AGREED) / going : NAN;
}

static double value_at(const struct metric_request *request) {
    return course_number(request, request->outcome->course->value + request->index);
}

static double terms_at(const struct metric_request *request) {
    return course_number(request, request->outcome->course->terms + request->index);
}

static double occupancy(const struct metric_request *request) {
    return course_number(request, request->outcome->course->level + request->index);
}

static double surprise(const struct metric_request *request) {
    const struct outcome *outcome = request->outcome;
    if (request->number > outcome->shock_count) return NAN; // of an outcome without what comes after
    const struct shock *shock = &outcome->shocks[request->number - 1];
    return shock->after[request->index] - shock->before[request->index];
}

static double anchoring_gain(const struct metric_request *request) {
    const struct outcome *outcome = request->outcome, *unanchored = outcome->unanchored;
    return unanchored ? outcome->value[request->index] - unanchored->value[request->index] : NAN;
}

static double certified(const struct metric_request *request) {
    return request->epsilon;
}

// ---- where a row means nothing ----

static const char *no_pie(const struct scenario *scenario) {
    if (scenario->deal_count > 0)
        return "no pie is divided; deal.DEAL and agreed_utility.PARTY say what is agreed";
    if (scenario->issue_count > 0)
        return "no pie is divided; position.ISSUE and agreed_utility.PARTY say what is agreed";
    return NULL;
}

static const char *no_coalition(const struct scenario *scenario) {
    return scenario->deal_count > 0 ? "a deal of a menu is put to everybody at the table, not to a coalition"
                                    : NULL;
}

static const char *no_deal(const struct scenario *scenario) {
    return scenario->deal_count > 0 ? NULL : "the scenario has no menu of deals";
}

static const char *no_issue(const struct scenario *scenario) {
    return scenario->issue_count > 0 ? NULL : "the scenario has no issues";
}

static const char *no_option(const struct scenario *scenario) {
    return scenario->option_count > 0 ? NULL : "the scenario has no moves, accords or anchors";
}

static const char *no_anchor(const struct scenario *scenario) {
    return scenario->anchor_count > 0 ? NULL : "the scenario has no anchors";
}

static const char *no_surprise(const struct scenario *scenario) {
    return scenario->surprise_count > 0 ? NULL : "the scenario has no surprises";
}

#define PARTY_ROW(name, member, parts, missing, unit, meaning)                                               \
    {#name ".PARTY", unit, meaning, parts, party_##name, NO_NUMBER, missing},
#define WHOLE_ROW(path, member, parts, unit, meaning)                                                        \
    {path, unit, meaning, parts, whole_##member, NO_NUMBER, NULL},
const struct metric_row metric_rows[] = {
    PARTY_ROWS(PARTY_ROW) WHOLE_ROWS(WHOLE_ROW) //
    {"agreement.by.N", "probability", "an agreement in period N (the first is 0) or before", OUTCOME_DATES,
     agreed_by, PERIOD, NULL},
    {"agreement.quantile.N", "periods", "date by which N per cent of all agreements have come", OUTCOME_DATES,
     quantile, PER_CENT, NULL},
    {"survival.N", "probability", "talks still go on at the start of period N", OUTCOME_DATES, survival,
     PERIOD, NULL},
    {"hazard.N", "probability", "an agreement in period N, given that talks go on then", OUTCOME_COURSE,
     hazard, PERIOD, NULL},
    {"value_at.PARTY.N", "utility", "expected value at the start of period N, given that talks go on then",
     OUTCOME_COURSE, value_at, PERIOD, NULL},
    {"terms_at.PARTY.N", "utility",
     "expected utility of the agreement, losses not felt, given one in period N", OUTCOME_COURSE, terms_at,
     PERIOD, NULL},
    {"occupancy.LEVEL.N", "probability", "the channel is at that level, given that talks go on in period N",
     OUTCOME_COURSE, occupancy, PERIOD, NULL},
    {"surprise.PARTY.N", "utility", "what the Nth surprise is worth, given that talks go on then", 0,
     surprise, SURPRISE, no_surprise},
    {"anchoring_gain.PARTY", "utility",
     "value less that of the same talks with nothing ever tabled, if that is certified", OUTCOME_UNANCHORED,
     anchoring_gain, NO_NUMBER, no_anchor},
    {"uses.OPTION", "", "expected number of times that a move or accord is chosen before the end",
     OUTCOME_USES, uses, NO_NUMBER, no_option},
    {"deal.DEAL", "probability", "this deal is what is agreed, given an agreement", 0, agreed_deal, NO_NUMBER,
     no_deal},
    {"position.ISSUE", "issue's unit", "expected position agreed on, given an agreement", 0, position,
     NO_NUMBER, no_issue},
    {"position_sd.ISSUE", "issue's unit", "standard deviation of the position, given an agreement", 0,
     position_sd, NO_NUMBER, no_issue},
    {"regime", "", "agreement: 0 never, 1 later, 2 in the first round if ever", 0, regime, NO_NUMBER, NULL},
    {"certificate.epsilon", "utility", "largest gain of any one-shot deviation", 0, certified, NO_NUMBER,
     NULL},
};
const size_t metric_row_count = sizeof metric_rows / sizeof *metric_rows;
