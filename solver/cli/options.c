// SPDX-License-Identifier: GPL-3.0-or-later
// Command-line options in the GNU manner: --name VALUE, --name=VALUE, -o VALUE, -oVALUE, in any order with
// the operands, and "--" before operands that begin with a dash. A bad value is an error here, before
// anything is read.
#include "cli/options.h"
#include "cli/message.h"
#include "core/text.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind {
    FLAG,
    TEXT,
    LIST,
    POSITIVE,
    FORMAT,
    THREADS,
    STARTS,
    SEED,
    POINTS,
    PATHS,
    HORIZON,
    LOG,
    ROUNDS_OF,
    SAMPLES
};

// Whole numbers, by kind. Seeds end where some readers of JSON round.
static const struct range {
    uint64_t least, most;
} ranges[] = {[THREADS] = {0, 1024},  [STARTS] = {1, 10000},         [SEED] = {0, (UINT64_C(1) << 53) - 1},
              [POINTS] = {2, 100000}, [PATHS] = {1, 1000000000},     [HORIZON] = {1, 1000000},
              [LOG] = {0, 1000},      [ROUNDS_OF] = {0, 1000000000}, [SAMPLES] = {1, UINT64_C(1) << 40}};

struct row {
    char letter; // 0: none
    const char *name, *argument;
    enum kind kind;
    size_t offset; // of the member in struct options
    const char *help;
};

static const struct row rows[] = {
    {0, "set", "PATH=VALUE", LIST, offsetof(struct options, sets), "change a parameter; may be repeated"},
    {'o', "output", "DIR", TEXT, offsetof(struct options, directory),
     "folder for results (default out/SCENARIO; of merge, that of the first journal)"},
    {0, "json", NULL, FLAG, offsetof(struct options, json), "JSON on standard output and nothing else there"},
    {'q', "quiet", NULL, FLAG, offsetof(struct options, quiet),
     "no report, no messages, no progress; errors only"},
    {0, "tolerance", "E", POSITIVE, offsetof(struct options, tolerance),
     "gain from deviating that the certificate may leave, relative to the payoffs (default 1e-8)"},
    {0, "threads", "N", THREADS, offsetof(struct options, threads), "threads to use (default: all cores)"},
    {0, "states", NULL, FLAG, offsetof(struct options, states), "report every state, not only the start"},
    {0, "format", "png|svg|pdf", FORMAT, offsetof(struct options, format), "kind of pictures (default png)"},
    {0, "no-plot", NULL, FLAG, offsetof(struct options, no_plot),
     "draw no pictures; data and scripts are written"},
    {0, "chart", "NAME", TEXT, offsetof(struct options, chart), "draw this chart only"},
    {0, "state", "NAMES", TEXT, offsetof(struct options, state), "CHANNEL=LEVEL,... (default: the start)"},
    {0, "party", "NAME", TEXT, offsetof(struct options, party), "this party only"},
    {0, "starts", "N", STARTS, offsetof(struct options, starts),
     "look for other equilibria from N - 1 random starts (default 1: do not)"},
    {0, "seed", "K", SEED, offsetof(struct options, seed),
     "another K, other random starts or paths (default 1)"},
    {0, "with", "[NAME: ]CHANGES", LIST, offsetof(struct options, withs),
     "one more column, with PATH=VALUE,... changed; may be repeated"},
    {0, "metric", "PATH", LIST, offsetof(struct options, metrics),
     "show this metric instead of the usual ones; may be repeated"},
    {0, "vary", "PATH=FROM:TO", TEXT, offsetof(struct options, vary), "the parameter, and where to look"},
    {0, "target", "CONDITION", TEXT, offsetof(struct options, target),
     "METRIC>=VALUE, or with > <= < or = (in quotes: the shell reads > and <)"},
    {0, "points", "N", POINTS, offsetof(struct options, points), "points of the first scan (default 41)"},
    {0, "tolerance", "E", POSITIVE, offsetof(struct options, within),
     "how closely to locate a crossing, relative to TO - FROM (default 1e-9)"},
    {0, "paths", "N", PATHS, offsetof(struct options, paths), "how many paths (default 10,000)"},
    {0, "horizon", "T", HORIZON, offsetof(struct options, horizon),
     "rounds after which a path is cut (default 1,000)"},
    {0, "log", "M", LOG, offsetof(struct options, log), "tell the first M paths in words (default 1)"},
    {0, "rounds-of", "M", ROUNDS_OF, offsetof(struct options, rounds_of),
     "rounds.tsv holds the first M paths (default 1,000)"},
    {0, "all-rounds", NULL, FLAG, offsetof(struct options, all_rounds), "rounds.tsv holds all paths"},
    {0, "elasticities", NULL, FLAG, offsetof(struct options, elasticities),
     "how values and outcome move with every parameter"},
    {0, "vary", "PATH=VALUES", LIST, offsetof(struct options, varies),
     "an axis of the grid: FROM:TO:N, FROM:TO:N:log or a,b,c; may be repeated, the last runs fastest"},
    {0, "over", "PATH=DISTRIBUTION", LIST, offsetof(struct options, overs),
     "a parameter of the sample: uniform(0, 1), normal(0.5, 0.1) truncated, ...; may be repeated"},
    {0, "derive", "TARGET=SOURCE", LIST, offsetof(struct options, derives),
     "a parameter that follows another, as in 'B.discount = 0.9 * A.discount'; may be repeated"},
    {0, "design", "NAME", TEXT, offsetof(struct options, design),
     "of the sample: sobol (default), lhs, random; or a study file (YAML)"},
    {0, "samples", "N", SAMPLES, offsetof(struct options, samples), "points of the sample (default 1,024)"},
    {0, "shard", "K/N", TEXT, offsetof(struct options, shard),
     "do the K-th of N parts only; see 'parley merge'"},
    {0, "resume", NULL, FLAG, offsetof(struct options, resume), "go on where a stopped sweep ended"},
    {0, "cold", NULL, FLAG, offsetof(struct options, cold), "solve every point from the beginning"},
    {0, "warm", NULL, FLAG, offsetof(struct options, warm),
     "start every point from its neighbour: faster, and perhaps at another equilibrium than 'solve' finds"},
    {0, "csv", NULL, FLAG, offsetof(struct options, csv), "write sweep.csv too"},
    {0, "dat", NULL, FLAG, offsetof(struct options, dat), "write sweep.dat too, a table for gnuplot"},
    {0, "method", "NAME", TEXT, offsetof(struct options, method),
     "sobol, morris, tornado, correlation or uncertainty"},
    {0, "exceeds", "CONDITION", LIST, offsetof(struct options, exceeds),
     "how likely it is, as in 'agreement.mean_years<=1' (in quotes); may be repeated"},
    {0, "samples", "N", SAMPLES, offsetof(struct options, sample_size),
     "points, or rows of sobol (default 1,024); of morris, trajectories (default 64)"},
    {0, "quantiles", "LOW:HIGH", TEXT, offsetof(struct options, quantiles),
     "how far a tornado goes (default 0.05:0.95)"},
    {'h', "help", NULL, FLAG, offsetof(struct options, help), "this text"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void *member(struct options *options, const struct row *row) {
    return (char *)options + row->offset;
}

static bool parse_positive(const struct row *row, const char *value, double *number) {
    char *end;
    double parsed = strtod(value, &end);
    if (end == value || *end || !(parsed > 0 && parsed < INFINITY)) {
        message_usage("--%s wants a positive number, not '%s'", row->name, value);
        return false;
    }
    *number = parsed;
    return true;
}

static bool parse_count(const struct row *row, const char *value, uint64_t *count) {
    char *end;
    const struct range *range = &ranges[row->kind];
    errno = 0;
    unsigned long long parsed = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end || errno || parsed < range->least || parsed > range->most) {
        message_usage("--%s wants a whole number from %llu to %llu, not '%s'", row->name,
                      (unsigned long long)range->least, (unsigned long long)range->most, value);
        return false;
    }
    *count = parsed;
    return true;
}

// A count that may be written 1e6; too many are refused with what they would take.
static bool parse_paths(const struct row *row, const char *value, uint64_t *count) {
    static const double ROW_BYTES = 150;
    char *end, needed[32], most[32];
    double parsed = strtod(value, &end), limit = (double)ranges[PATHS].most;
    bool digits = value[0] >= '0' && value[0] <= '9' && strcspn(value, "xX") == strlen(value);
    if (!digits || *end || !(parsed >= 1) || floor(parsed) != parsed) {
        message_usage("--%s wants a whole number from 1 to %.0f, not '%s'", row->name, limit, value);
        return false;
    }
    text_bytes(needed, sizeof needed, parsed * ROW_BYTES);
    text_bytes(most, sizeof most, limit * ROW_BYTES);
    if (!(parsed <= limit)) {
        message_usage(
            "--%s %s: at about %.0f bytes a path, paths.tsv would take %s; at most %.0f paths (%s) at a "
            "time, more with further seeds",
            row->name, value, ROW_BYTES, needed, limit, most);
        return false;
    }
    *count = (uint64_t)parsed;
    return true;
}

static bool parse_format(const struct row *row, const char *value, const char **format) {
    static const char *const formats[] = {"png", "svg", "pdf"};
    for (size_t k = 0; k < sizeof formats / sizeof *formats; k++)
        if (strcmp(formats[k], value) == 0) {
            *format = formats[k];
            return true;
        }
    message_usage("--%s wants png, svg or pdf, not '%s'", row->name, value);
    return false;
}

static bool apply(struct options *options, const struct row *row, const char *value) {
    struct option_list *list = member(options, row);
    switch (row->kind) {
    case FLAG:
        *(bool *)member(options, row) = true;
        return true;
    case TEXT:
        if (*value == '\0') message_usage("--%s wants %s, not an empty string", row->name, row->argument);
        *(const char **)member(options, row) = value;
        return *value != '\0';
    case LIST:
        list->items[list->count++] = value;
        return true;
    case POSITIVE:
        return parse_positive(row, value, member(options, row));
    case SEED:
        options->seed_given = true;
        return parse_count(row, value, member(options, row));
    case THREADS:
    case STARTS:
    case POINTS:
    case HORIZON:
    case LOG:
    case ROUNDS_OF:
    case SAMPLES:
        return parse_count(row, value, member(options, row));
    case PATHS:
        return parse_paths(row, value, member(options, row));
    case FORMAT:
        return parse_format(row, value, member(options, row));
    }
    return false;
}

static bool name_matches(const struct row *row, const char *argument, size_t length) {
    return strlen(row->name) == length && strncmp(row->name, argument, length) == 0;
}

static const struct row *find(const char *argument, option_set allowed) {
    bool is_long = argument[1] == '-';
    size_t length = strcspn(argument, "=");
    bool known = false;
    struct nearest nearest = {.wanted = argument + 2};
    for (size_t k = 0; k < ROWS; k++) {
        bool matches = is_long ? name_matches(&rows[k], argument + 2, length - 2)
                               : rows[k].letter && rows[k].letter == argument[1];
        if (matches && allowed >> k & 1) return &rows[k];
        known = known || matches;
        if (is_long && allowed >> k & 1) nearest_try(&nearest, rows[k].name);
    }
    if (known)
        message_usage("this command does not take the option '%.*s'", (int)length, argument);
    else if (nearest.best)
        message_usage("unknown option '%.*s'; did you mean '--%s'?", (int)length, argument, nearest.best);
    else
        message_usage("unknown option '%.*s'; see 'parley help'", (int)length, argument);
    return NULL;
}

// Of an option that is no list the second value would silently replace the first.
static bool is_first(const struct row *row, const char *value, const char **given) {
    const char *before = given[row - rows];
    given[row - rows] = value;
    if (row->kind == LIST || !row->argument || !before || strcmp(before, value) == 0) return true;
    message_usage("--%s is given twice, as '%s' and as '%s'; give one of them", row->name, before, value);
    return false;
}

// One option that begins at argv[k]; *used is how many arguments it took. given: values so far, by row.
static bool parse_option(int argc, char **argv, int k, option_set allowed, struct options *options,
                         const char **given, int *used) {
    const char *argument = argv[k], *value = NULL;
    const struct row *row = find(argument, allowed);
    *used = 1;
    if (!row) return false;
    if (argument[1] == '-' && strchr(argument, '='))
        value = strchr(argument, '=') + 1;
    else if (argument[1] != '-' && argument[2])
        value = argument + 2;
    if (!row->argument && value) {
        message_usage("--%s takes no value", row->name);
        return false;
    }
    if (row->argument && !value) {
        if (k + 1 >= argc) {
            message_usage("--%s wants %s after it", row->name, row->argument);
            return false;
        }
        value = argv[k + 1];
        *used = 2;
    }
    if (!value) value = "";
    return is_first(row, value, given) && apply(options, row, value);
}

static struct option_list *list_of(struct options *options, size_t k) {
    static const size_t offsets[] = {offsetof(struct options, operands), offsetof(struct options, sets),
                                     offsetof(struct options, withs),    offsetof(struct options, metrics),
                                     offsetof(struct options, varies),   offsetof(struct options, overs),
                                     offsetof(struct options, derives),  offsetof(struct options, exceeds)};
    return (struct option_list *)((char *)options + offsets[k]);
}
enum { LISTS = 8 };

bool options_parse(int argc, char **argv, option_set allowed, struct options *options) {
    size_t room = argc > 0 ? (size_t)argc : 1;
    *options = (struct options){.format = "png",
                                .starts = 1,
                                .seed = 1,
                                .paths = 10000,
                                .horizon = 1000,
                                .log = 1,
                                .rounds_of = 1000};
    for (size_t k = 0; k < LISTS; k++) {
        struct option_list *list = list_of(options, k);
        if ((list->items = calloc(room, sizeof *list->items))) continue;
        message_error("out of memory");
        return false;
    }
    bool only_operands = false;
    const char *given[ROWS] = {NULL};
    for (int k = 0, used; k < argc; k += used) {
        used = 1;
        if (!only_operands && strcmp(argv[k], "--") == 0)
            only_operands = true;
        else if (only_operands || argv[k][0] != '-' || argv[k][1] == '\0')
            options->operands.items[options->operands.count++] = argv[k];
        else if (!parse_option(argc, argv, k, allowed, options, given, &used))
            return false;
    }
    return true;
}

void options_free(struct options *options) {
    for (size_t k = 0; k < LISTS; k++)
        free(list_of(options, k)->items);
}

void options_help(option_set allowed) {
    printf("\nOptions:\n");
    for (size_t k = 0; k < ROWS; k++) {
        if (!(allowed >> k & 1)) continue;
        char letter[8] = "   ";
        if (rows[k].letter) snprintf(letter, sizeof letter, "-%c,", rows[k].letter);
        int printed = printf("  %s --%s %s", letter, rows[k].name, rows[k].argument ? rows[k].argument : "");
        printf("%*s%s\n", printed < 29 ? 29 - printed : 1, "", rows[k].help);
    }
}
