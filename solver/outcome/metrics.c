// SPDX-License-Identifier: GPL-3.0-or-later
// The table of metrics. To add one: a row, and a function unless it is a member of struct outcome as it
// stands. In a pattern PARTY, OPTION and DEAL stand for the name of a party, of a move or accord, and of a
// deal (which may contain dots and spaces), and N for a period.
#include "outcome/metrics.h"
#include "core/text.h"
#include <stdlib.h>
#include <string.h>

struct request {
    const struct outcome *outcome;
    double epsilon;
    size_t index; // of the party, option or deal, or the period
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
    X(utilitarian, utilitarian, "utility", "utilitarian solution: the most equal division nobody refuses")   \
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
    X("range", range, range, "utility", "bargaining range: pie - sum of what parties would rather take")

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
    if (request->index <= last) return outcome->by[request->index];
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

static double certified(const struct request *request) {
    return request->epsilon;
}

#define PARTY_ROW(name, member, unit, meaning) {#name ".PARTY", unit, meaning, party_##name},
#define WHOLE_ROW(path, name, member, unit, meaning) {path, unit, meaning, whole_##name},
static const struct row ROWS[] = {
    PARTY_ROWS(PARTY_ROW) WHOLE_ROWS(WHOLE_ROW){
        "agreement.by.N", "probability", "an agreement in period N (the first is 0) or before", agreed_by},
    {"uses.OPTION", "", "expected number of times that a move or accord is chosen before the end", uses},
    {"deal.DEAL", "probability", "this deal is what is agreed, given an agreement", agreed_deal},
    {"regime", "", "agreement: 0 never, 1 later, 2 in the first round if ever", regime},
    {"certificate.epsilon", "utility", "largest gain of any one-shot deviation", certified},
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

// Length of a pattern up to its place-holder, 0 if it does not end with that one.
static size_t stem_length(const char *pattern, const char *holder) {
    size_t length = strlen(pattern), tail = strlen(holder);
    return length > tail && strcmp(pattern + length - tail, holder) == 0 ? length - tail : 0;
}

static bool read_period(const char *digits, size_t *period) {
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || digits[length] != '\0') return false;
    *period = (size_t)strtoull(digits, NULL, 10); // too large: the largest number there is
    return true;
}

// What a pattern's name stands for: its stem, and whose names. stem 0: it has no name.
struct family {
    size_t stem, count;
    enum { OF_PARTIES, OF_OPTIONS, OF_DEALS } kind;
};

static struct family family_of(const struct row *row, const struct scenario *scenario) {
    size_t party = stem_length(row->pattern, "PARTY"), option = stem_length(row->pattern, "OPTION");
    if (party > 0) return (struct family){party, scenario ? scenario->party_count : 0, OF_PARTIES};
    if (option > 0) return (struct family){option, scenario ? scenario->option_count : 0, OF_OPTIONS};
    size_t deal = stem_length(row->pattern, "DEAL");
    return (struct family){deal, scenario ? scenario->deal_count : 0, OF_DEALS};
}

static const char *family_name(const struct family *family, const struct scenario *scenario, size_t k) {
    if (family->kind == OF_DEALS) return scenario->deals[k].name;
    return family->kind == OF_OPTIONS ? scenario->options[k].name : scenario->parties[k].name;
}

// Does the path name this row's metric, and of which party, option or period?
static bool row_matches(const struct row *row, const struct scenario *scenario, const char *path,
                        size_t *index) {
    struct family family = family_of(row, scenario);
    for (size_t k = 0; k < family.count; k++) {
        *index = k;
        if (strncmp(path, row->pattern, family.stem) == 0 &&
            strcmp(path + family.stem, family_name(&family, scenario, k)) == 0)
            return true;
    }
    if (family.stem > 0) return false;
    size_t stem = stem_length(row->pattern, ".N");
    if (stem > 0) return strncmp(path, row->pattern, stem + 1) == 0 && read_period(path + stem + 1, index);
    return strcmp(path, row->pattern) == 0;
}

bool metrics_visit(const struct scenario *scenario, bool (*visit)(void *context, const struct metric *metric),
                   void *context) {
    for (size_t k = 0; k < ROW_COUNT; k++) {
        const struct row *row = &ROWS[k];
        struct family family = family_of(row, scenario);
        bool named = scenario && family.stem > 0;
        for (size_t i = 0; i < (named ? family.count : 1); i++) {
            struct text path = {0};
            text_append(&path, "%.*s%s", named ? (int)family.stem : (int)strlen(row->pattern), row->pattern,
                        named ? family_name(&family, scenario, i) : "");
            struct metric metric = {path.data, row->unit, row->meaning};
            bool go_on = !path.failed && visit(context, &metric);
            text_free(&path);
            if (!go_on) return false;
        }
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

static enum parley_status report_unknown(const struct scenario *scenario, const char *path,
                                         struct errors *errors) {
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

enum parley_status metric_evaluate(const struct game *game, const struct outcome *outcome, double epsilon,
                                   const char *path, double *value, struct errors *errors) {
    struct request request = {.outcome = outcome, .epsilon = epsilon};
    for (size_t k = 0; k < ROW_COUNT; k++) {
        if (!row_matches(&ROWS[k], game->scenario, path, &request.index)) continue;
        *value = ROWS[k].evaluate(&request);
        return PARLEY_OK;
    }
    return report_unknown(game->scenario, path, errors);
}
