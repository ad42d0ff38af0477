// SPDX-License-Identifier: GPL-3.0-or-later
// The table of metrics. To add one: a row, and a function unless it is a member of struct outcome as it
// stands. In a pattern PARTY, OPTION, DEAL and ISSUE stand for the name of a party, of a move or accord, of
// a deal and of an issue (which may contain dots and spaces), LEVEL for those of a channel and of one of its
// levels ("front.stalemate"), and N for a number, mostly a period.
#include "outcome/metrics.h"
#include "core/text.h"
#include "outcome/course.h"
#include <stdlib.h>
#include <string.h>

struct request {
    const struct outcome *outcome;
    double epsilon;
    size_t index;  // of the party, option, deal, issue or level (those of all channels in a row)
    size_t number; // N
};

struct row {
    const char *pattern, *unit, *meaning;
    double (*evaluate)(const struct request *request);
};

// X(name in the path, member of struct outcome, unit, meaning)
#define PARTY_ROWS(X)                                                                                        \
    X(value, value, "utility", "value before the initiative is drawn")                                       \
    X(agreed_utility, agreed_utility, "utility", "expected utility of the agreement as felt, given one")     \
    X(material_utility, material_utility, "utility", "the same, losses not felt")                            \
    X(reservation, reservation, "utility", "value when the period ends without agreement")                   \
    X(share, share, "utility", "expected share of the pie, given an agreement")                              \
    X(waiting, waiting, "utility", "value if nobody ever agrees, or the outside option if better")           \
    X(courted, courted, "probability", "agrees to another's proposal, given an agreement")                   \
    X(in_coalition, in_coalition, "probability", "belongs to the coalition that agrees, given an agreement") \
    X(proposed, proposed, "probability", "proposed what was agreed, given an agreement")                     \
    X(quits, quits, "probability", "ends the talks by taking its outside option")                            \
    X(nash, nash, "utility", "Nash solution, equal weights")                                                 \
    X(nash_weighted, nash_weighted, "utility", "Nash solution, weights recognition / discount rate")         \
    X(kalai_smorodinsky, kalai_smorodinsky, "utility", "Kalai-Smorodinsky solution")                         \
    X(egalitarian, egalitarian, "utility", "egalitarian solution")                                           \
    X(utilitarian, utilitarian, "utility",                                                                   \
      "utilitarian solution: of a pie, the most equal division nobody refuses")                              \
    X(power, shapley_shubik, "", "Shapley-Shubik index of the voting rule")                                  \
    X(banzhaf, banzhaf, "", "Banzhaf index of the voting rule, normalised")

// X(path, function's name, member of struct outcome, unit, meaning)
#define WHOLE_ROWS(X)                                                                                        \
    X("agreement.ever", ever, ever, "probability", "an agreement ever")                                      \
    X("agreement.first_period", first_period, first_period, "probability",                                   \
      "an agreement in the first round")                                                                     \
    X("agreement.mean_periods", mean_periods, mean_periods, "periods", "mean date, given an agreement")      \
    X("agreement.mean_years", mean_years, mean_years, "years", "mean date, given an agreement")              \
    X("agreement.median_periods", median_periods, median_periods, "periods",                                 \
      "median date, given an agreement")                                                                     \
    X("agreement.breakdown", breakdown, breakdown, "probability", "talks end in breakdown")                  \
    X("agreement.quit", quit, quit, "probability", "talks end because a party quits")                        \
    X("agreement.lasting", lasting, lasting, "probability", "an agreement that lasts")                       \
    X("range", range, range, "utility", "bargaining range: what there is to gain by agreeing at the start")

#define PARTY_FUNCTION(name, member, unit, meaning)                                                          \
    static double party_##name(const struct request *request) {                                              \
        return request->outcome->member[request->index];                                                     \
    }
#define WHOLE_FUNCTION(path, name, member, unit, meaning)                                                    \
    static double whole_##name(const struct request *request) {                                              \
        return request->outcome->member;                                                                     \
    }
PARTY_ROWS(PARTY_FUNCTION)
WHOLE_ROWS(WHOLE_FUNCTION)

// Past the horizon only the last date is known: it stands if what was left then is too little to matter.
static double agreed_by(const struct request *request) {
    static const double LEFT_MOST = 2e-6;
    const struct outcome *outcome = request->outcome;
    size_t last = outcome->horizon - 1;
    if (request->number <= last) return outcome->by[request->number];
    double ended = outcome->by[last] + outcome->broken_by[last] + outcome->quit_by[last];
    double left = outcome->ever + outcome->breakdown + outcome->quit - ended;
    return left <= LEFT_MOST ? outcome->by[last] : NAN;
}

// 0: no agreement ever; 1: some agreement comes after the first round; 2: all of it in the first round.
static double regime(const struct request *request) {
    static const double CHANCE_LEAST = 1e-9;
    const struct outcome *outcome = request->outcome;
    if (!(outcome->ever > CHANCE_LEAST)) return 0;
    return outcome->first_period >= outcome->ever * (1 - CHANCE_LEAST) ? 2 : 1;
}

static double uses(const struct request *request) {
    return request->outcome->option_uses[request->index];
}

static double agreed_deal(const struct request *request) {
    return request->outcome->deal_chance[request->index];
}

static double position(const struct request *request) {
    return request->outcome->position_mean[request->index];
}

static double position_sd(const struct request *request) {
    return request->outcome->position_sd[request->index];
}

// P per cent of all agreements have come by then.
static double quantile(const struct request *request) {
    if (request->number < 1 || request->number > 100) return NAN;
    return outcome_quantile(request->outcome, (double)request->number / 100);
}

static double survival(const struct request *request) {
    const struct outcome *outcome = request->outcome;
    return request->number < outcome->horizon ? outcome->going[request->number] : NAN;
}

// A number of the course's row for that period; NaN past its end.
static double course_number(const struct request *request, size_t place) {
    const struct course *course = request->outcome->course;
    return request->number < course->rounds ? course_row(course, request->number)[place] : NAN;
}

static double hazard(const struct request *request) {
    double going = course_number(request, COURSE_GOING);
    return going > 0 ? course_number(request, COURSE_AGREED) / going : NAN;
}

static double value_at(const struct request *request) {
    return course_number(request, request->outcome->course->value + request->index);
}

static double terms_at(const struct request *request) {
    return course_number(request, request->outcome->course->terms + request->index);
}

static double occupancy(const struct request *request) {
    return course_number(request, request->outcome->course->level + request->index);
}

static double surprise(const struct request *request) {
    const struct outcome *outcome = request->outcome;
    if (request->number < 1 || request->number > outcome->shock_count) return NAN;
    const struct shock *shock = &outcome->shocks[request->number - 1];
    return shock->after[request->index] - shock->before[request->index];
}

static double certified(const struct request *request) {
    return request->epsilon;
}

#define PARTY_ROW(name, member, unit, meaning) {#name ".PARTY", unit, meaning, party_##name},
#define WHOLE_ROW(path, name, member, unit, meaning) {path, unit, meaning, whole_##name},
static const struct row ROWS[] = {
    PARTY_ROWS(PARTY_ROW) WHOLE_ROWS(WHOLE_ROW){
        "agreement.by.N", "probability", "an agreement in period N (the first is 0) or before", agreed_by},
    {"agreement.quantile.N", "periods", "date by which N per cent of all agreements have come", quantile},
    {"survival.N", "probability", "talks still go on at the start of period N", survival},
    {"hazard.N", "probability", "an agreement in period N, given that talks go on then", hazard},
    {"value_at.PARTY.N", "utility", "expected value at the start of period N, given that talks go on then",
     value_at},
    {"terms_at.PARTY.N", "utility",
     "expected utility of the agreement, losses not felt, given one in period N", terms_at},
    {"occupancy.LEVEL.N", "probability", "the channel is at that level, given that talks go on in period N",
     occupancy},
    {"surprise.PARTY.N", "utility", "what the Nth surprise is worth, given that talks go on then", surprise},
    {"uses.OPTION", "", "expected number of times that a move or accord is chosen before the end", uses},
    {"deal.DEAL", "probability", "this deal is what is agreed, given an agreement", agreed_deal},
    {"position.ISSUE", "issue's unit", "expected position agreed on, given an agreement", position},
    {"position_sd.ISSUE", "issue's unit", "standard deviation of the position, given an agreement",
     position_sd},
    {"regime", "", "agreement: 0 never, 1 later, 2 in the first round if ever", regime},
    {"certificate.epsilon", "utility", "largest gain of any one-shot deviation", certified},
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

// Why a row means nothing in a scenario; NULL if it does mean something.
static const char *row_missing(const struct row *row, const struct scenario *scenario) {
    bool menu = scenario->deal_count > 0;
    if (row->evaluate == party_share && (menu || scenario->issue_count > 0))
        return menu ? "no pie is divided; deal.DEAL and agreed_utility.PARTY say what is agreed"
                    : "no pie is divided; position.ISSUE and agreed_utility.PARTY say what is agreed";
    if (menu && (row->evaluate == party_courted || row->evaluate == party_in_coalition))
        return "a deal of a menu is put to everybody at the table, not to a coalition";
    if (row->evaluate == agreed_deal && !menu) return "the scenario has no menu of deals";
    if ((row->evaluate == position || row->evaluate == position_sd) && scenario->issue_count == 0)
        return "the scenario has no issues";
    if (row->evaluate == uses && scenario->option_count == 0)
        return "the scenario has no moves, accords or anchors";
    return NULL;
}

// Does a pattern of this length end with the place-holder? Then *stem is its length without.
static bool ends_with(const char *pattern, size_t length, const char *holder, size_t *stem) {
    size_t tail = strlen(holder);
    if (length <= tail || strncmp(pattern + length - tail, holder, tail) != 0) return false;
    *stem = length - tail;
    return true;
}

static bool read_number(const char *digits, size_t *number) {
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || digits[length] != '\0') return false;
    *number = (size_t)strtoull(digits, NULL, 10); // too large: the largest number there is
    return true;
}

// Whose names a pattern has.
enum names { OF_NOTHING, OF_PARTIES, OF_OPTIONS, OF_DEALS, OF_ISSUES, OF_LEVELS };

// What a pattern stands for: STEM, then a NAME if it has one, then .N if `numbered`.
struct family {
    size_t stem, count;
    bool numbered;
    enum names kind;
};

static size_t level_count(const struct scenario *scenario) {
    size_t count = 0;
    for (size_t c = 0; c < scenario->channel_count; c++)
        count += scenario->channels[c].level_count;
    return count;
}

static size_t family_size(const struct family *family, const struct scenario *scenario) {
    switch (family->kind) {
    case OF_PARTIES:
        return scenario->party_count;
    case OF_OPTIONS:
        return scenario->option_count;
    case OF_DEALS:
        return scenario->deal_count;
    case OF_ISSUES:
        return scenario->issue_count;
    case OF_LEVELS:
        return level_count(scenario);
    default:
        return 1;
    }
}

static struct family family_of(const struct row *row, const struct scenario *scenario) {
    static const char *const holders[] = {[OF_PARTIES] = "PARTY",
                                          [OF_OPTIONS] = "OPTION",
                                          [OF_DEALS] = "DEAL",
                                          [OF_ISSUES] = "ISSUE",
                                          [OF_LEVELS] = "LEVEL"};
    struct family family = {.stem = strlen(row->pattern)};
    family.numbered = ends_with(row->pattern, family.stem, ".N", &family.stem);
    for (enum names kind = OF_PARTIES; kind <= OF_LEVELS && family.kind == OF_NOTHING; kind++)
        if (ends_with(row->pattern, family.stem, holders[kind], &family.stem)) family.kind = kind;
    if (scenario) family.count = family_size(&family, scenario);
    return family;
}

// Level k of all channels' in a row: its channel, and its number there.
static const struct channel *channel_of(const struct scenario *scenario, size_t k, size_t *level) {
    const struct channel *channel = scenario->channels;
    for (; k >= channel->level_count; channel++)
        k -= channel->level_count;
    *level = k;
    return channel;
}

// The name of member k; a level has two, the second in *second.
static const char *family_name(const struct family *family, const struct scenario *scenario, size_t k,
                               const char **second) {
    size_t level;
    *second = NULL;
    switch (family->kind) {
    case OF_PARTIES:
        return scenario->parties[k].name;
    case OF_OPTIONS:
        return scenario->options[k].name;
    case OF_DEALS:
        return scenario->deals[k].name;
    case OF_ISSUES:
        return scenario->issues[k].name;
    case OF_LEVELS: {
        const struct channel *channel = channel_of(scenario, k, &level);
        *second = channel->levels[level];
        return channel->name;
    }
    default:
        return "";
    }
}

// What follows the given text in s; NULL if s is NULL or does not begin with it.
static const char *after(const char *s, const char *text) {
    size_t length = strlen(text);
    return s && strncmp(s, text, length) == 0 ? s + length : NULL;
}

// Does the path name this row's metric, and which?
static bool row_matches(const struct row *row, const struct scenario *scenario, const char *path,
                        struct request *request) {
    struct family family = family_of(row, scenario);
    if (strncmp(path, row->pattern, family.stem) != 0) return false;
    for (size_t k = 0; k < family.count; k++) {
        const char *second, *rest = after(path + family.stem, family_name(&family, scenario, k, &second));
        if (second) rest = after(after(rest, "."), second);
        request->index = k;
        if (family.numbered) rest = after(rest, ".");
        if (rest && (family.numbered ? read_number(rest, &request->number) : *rest == '\0')) return true;
    }
    return false;
}

// The calendar's levels are no news.
static bool is_listed(const struct family *family, const struct scenario *scenario, size_t k) {
    size_t level;
    if (family->kind != OF_LEVELS) return true;
    return channel_of(scenario, k, &level) != scenario->channels + scenario->calendar;
}

static void path_append(const struct row *row, const struct family *family, const struct scenario *scenario,
                        size_t k, struct text *path) {
    const char *second, *name = family_name(family, scenario, k, &second);
    text_append(path, "%.*s%s", (int)family->stem, row->pattern, name);
    if (second) text_append(path, ".%s", second);
    if (family->numbered) text_append(path, ".N");
}

static bool visit_row(const struct row *row, const struct scenario *scenario,
                      bool (*visit)(void *context, const struct metric *metric), void *context) {
    struct family family = family_of(row, scenario);
    if (!scenario || family.kind == OF_NOTHING)
        return visit(context, &(struct metric){row->pattern, row->unit, row->meaning});
    for (size_t k = 0; k < family.count; k++) {
        if (!is_listed(&family, scenario, k)) continue;
        struct text path = {0};
        path_append(row, &family, scenario, k, &path);
        const char *unit = family.kind == OF_ISSUES ? scenario->issues[k].unit : row->unit;
        struct metric metric = {path.data, unit, row->meaning};
        bool go_on = !path.failed && visit(context, &metric);
        text_free(&path);
        if (!go_on) return false;
    }
    return true;
}

bool metrics_visit(const struct scenario *scenario, bool (*visit)(void *context, const struct metric *metric),
                   void *context) {
    for (size_t k = 0; k < ROW_COUNT; k++) {
        if (scenario && row_missing(&ROWS[k], scenario)) continue;
        if (!visit_row(&ROWS[k], scenario, visit, context)) return false;
    }
    return true;
}

// The nearest path so far, copied, because a visited path lasts only as long as its visit.
struct guess {
    struct nearest nearest;
    struct text copy;
};

static bool guess_visit(void *context, const struct metric *metric) {
    struct guess *guess = context;
    nearest_try(&guess->nearest, metric->path);
    if (guess->nearest.best != metric->path) return true;
    text_free(&guess->copy);
    text_append(&guess->copy, "%s", metric->path);
    guess->nearest.best = guess->copy.data;
    return !guess->copy.failed;
}

// The row that would give this metric in a scenario of another kind; NULL if there is none.
static const struct row *row_elsewhere(const struct scenario *scenario, const char *path) {
    for (size_t k = 0; k < ROW_COUNT; k++) {
        size_t stem = family_of(&ROWS[k], scenario).stem;
        if (stem > 0 && strncmp(path, ROWS[k].pattern, stem) == 0 && row_missing(&ROWS[k], scenario))
            return &ROWS[k];
    }
    return NULL;
}

static enum parley_status report_unknown(const struct scenario *scenario, const char *path,
                                         struct errors *errors) {
    const struct row *elsewhere = row_elsewhere(scenario, path);
    if (elsewhere)
        return errors_add(errors, PARLEY_INPUT, (struct mark){0}, "there is no metric '%s' here: %s", path,
                          row_missing(elsewhere, scenario));
    struct guess guess = {.nearest = {.wanted = path}};
    metrics_visit(scenario, guess_visit, &guess);
    bool known = guess.nearest.best && !guess.copy.failed;
    enum parley_status status =
        known ? errors_add(errors, PARLEY_INPUT, (struct mark){0},
                           "there is no metric '%s'; did you mean '%s'?", path, guess.nearest.best)
              : errors_add(errors, PARLEY_INPUT, (struct mark){0},
                           "there is no metric '%s'; `parley metrics` lists them", path);
    text_free(&guess.copy);
    return status;
}

enum parley_status metric_find(const struct scenario *scenario, const char *path,
                               struct metric_handle *handle, struct errors *errors) {
    struct request request = {0};
    for (size_t k = 0; k < ROW_COUNT; k++) {
        if (row_missing(&ROWS[k], scenario)) continue;
        if (!row_matches(&ROWS[k], scenario, path, &request)) continue;
        *handle = (struct metric_handle){&ROWS[k], request.index, request.number};
        return PARLEY_OK;
    }
    return report_unknown(scenario, path, errors);
}

// Rows that are read from parts which can be left out; a new metric of such a part needs a line.
unsigned metric_parts(const struct metric_handle *handle) {
    static const struct {
        double (*evaluate)(const struct request *request);
        unsigned parts;
    } needs[] = {{party_waiting, OUTCOME_BARGAINING},
                 {party_nash, OUTCOME_BARGAINING},
                 {party_nash_weighted, OUTCOME_BARGAINING},
                 {party_kalai_smorodinsky, OUTCOME_BARGAINING},
                 {party_egalitarian, OUTCOME_BARGAINING},
                 {party_utilitarian, OUTCOME_BARGAINING},
                 {party_power, OUTCOME_POWER},
                 {party_banzhaf, OUTCOME_POWER},
                 {whole_median_periods, OUTCOME_DATES},
                 {agreed_by, OUTCOME_DATES},
                 {quantile, OUTCOME_DATES},
                 {survival, OUTCOME_DATES},
                 {hazard, OUTCOME_COURSE},
                 {value_at, OUTCOME_COURSE},
                 {terms_at, OUTCOME_COURSE},
                 {occupancy, OUTCOME_COURSE},
                 {uses, OUTCOME_USES}};
    const struct row *row = handle->row;
    for (size_t k = 0; k < sizeof needs / sizeof *needs; k++)
        if (needs[k].evaluate == row->evaluate) return needs[k].parts;
    return 0;
}

double metric_value(const struct metric_handle *handle, const struct outcome *outcome, double epsilon) {
    const struct row *row = handle->row;
    return row->evaluate(&(struct request){
        .outcome = outcome, .epsilon = epsilon, .index = handle->index, .number = handle->number});
}

enum parley_status metric_evaluate(const struct game *game, const struct outcome *outcome, double epsilon,
                                   const char *path, double *value, struct errors *errors) {
    struct metric_handle handle;
    enum parley_status status = metric_find(game->scenario, path, &handle, errors);
    if (status == PARLEY_OK) *value = metric_value(&handle, outcome, epsilon);
    return status;
}

enum parley_status metric_describe(const struct scenario *scenario, const char *path, struct metric *metric,
                                   struct errors *errors) {
    struct request request = {0};
    for (size_t k = 0; k < ROW_COUNT; k++) {
        if (!row_matches(&ROWS[k], scenario, path, &request)) continue;
        bool of_issue = family_of(&ROWS[k], scenario).kind == OF_ISSUES;
        *metric = (struct metric){path, of_issue ? scenario->issues[request.index].unit : ROWS[k].unit,
                                  ROWS[k].meaning};
        return PARLEY_OK;
    }
    return report_unknown(scenario, path, errors);
}
