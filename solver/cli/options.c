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

enum kind { FLAG, TEXT, LIST, POSITIVE, COUNT, FORMAT };

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
     "folder for results (default out/SCENARIO)"},
    {0, "json", NULL, FLAG, offsetof(struct options, json), "JSON on standard output and nothing else there"},
    {'q', "quiet", NULL, FLAG, offsetof(struct options, quiet),
     "no report, no messages, no progress; errors only"},
    {0, "tolerance", "E", POSITIVE, offsetof(struct options, tolerance),
     "gain from deviating that the certificate may leave, relative to the payoffs (default 1e-8)"},
    {0, "threads", "N", COUNT, offsetof(struct options, threads), "threads to use (default: all cores)"},
    {0, "states", NULL, FLAG, offsetof(struct options, states), "report every state, not only the start"},
    {0, "format", "png|svg|pdf", FORMAT, offsetof(struct options, format), "kind of pictures (default png)"},
    {0, "no-plot", NULL, FLAG, offsetof(struct options, no_plot),
     "draw no pictures; data and scripts are written"},
    {0, "chart", "NAME", TEXT, offsetof(struct options, chart), "draw this chart only"},
    {0, "state", "NAMES", TEXT, offsetof(struct options, state), "CHANNEL=LEVEL,... (default: the start)"},
    {0, "party", "NAME", TEXT, offsetof(struct options, party), "this party only"},
    {'h', "help", NULL, FLAG, offsetof(struct options, help), "this text"},
};
enum { ROWS = sizeof rows / sizeof *rows, THREADS_MAX = 1024 };

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

static bool parse_count(const struct row *row, const char *value, size_t *count) {
    char *end;
    unsigned long parsed = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end || parsed > THREADS_MAX) {
        message_usage("--%s wants a whole number from 0 to %d, not '%s'", row->name, THREADS_MAX, value);
        return false;
    }
    *count = parsed;
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
    case COUNT:
        return parse_count(row, value, member(options, row));
    case FORMAT:
        return parse_format(row, value, member(options, row));
    }
    return false;
}

static bool name_matches(const struct row *row, const char *argument, size_t length) {
    return strlen(row->name) == length && strncmp(row->name, argument, length) == 0;
}

static const struct row *find(const char *argument, unsigned allowed) {
    bool is_long = argument[1] == '-';
    size_t length = strcspn(argument, "=");
    struct nearest nearest = {.wanted = argument + 2};
    for (size_t k = 0; k < ROWS; k++) {
        bool matches = is_long ? name_matches(&rows[k], argument + 2, length - 2)
                               : rows[k].letter && rows[k].letter == argument[1];
        if (matches && allowed >> k & 1) return &rows[k];
        if (matches) {
            message_usage("this command does not take the option '%.*s'", (int)length, argument);
            return NULL;
        }
        if (is_long && allowed >> k & 1) nearest_try(&nearest, rows[k].name);
    }
    if (nearest.best)
        message_usage("unknown option '%.*s'; did you mean '--%s'?", (int)length, argument, nearest.best);
    else
        message_usage("unknown option '%.*s'; see 'parley help'", (int)length, argument);
    return NULL;
}

// One option that begins at argv[k]; *used is how many arguments it took.
static bool parse_option(int argc, char **argv, int k, unsigned allowed, struct options *options, int *used) {
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
    return apply(options, row, value ? value : "");
}

bool options_parse(int argc, char **argv, unsigned allowed, struct options *options) {
    size_t room = argc > 0 ? (size_t)argc : 1;
    *options = (struct options){.format = "png"};
    options->operands.items = calloc(room, sizeof *options->operands.items);
    options->sets.items = calloc(room, sizeof *options->sets.items);
    if (!options->operands.items || !options->sets.items) {
        message_error("out of memory");
        return false;
    }
    bool only_operands = false;
    for (int k = 0, used; k < argc; k += used) {
        used = 1;
        if (!only_operands && strcmp(argv[k], "--") == 0)
            only_operands = true;
        else if (only_operands || argv[k][0] != '-' || argv[k][1] == '\0')
            options->operands.items[options->operands.count++] = argv[k];
        else if (!parse_option(argc, argv, k, allowed, options, &used))
            return false;
    }
    return true;
}

void options_free(struct options *options) {
    free(options->operands.items);
    free(options->sets.items);
}

void options_help(unsigned allowed) {
    printf("\nOptions:\n");
    for (size_t k = 0; k < ROWS; k++) {
        if (!(allowed >> k & 1)) continue;
        char letter[8] = "   ";
        if (rows[k].letter) snprintf(letter, sizeof letter, "-%c,", rows[k].letter);
        int printed = printf("  %s --%s %s", letter, rows[k].name, rows[k].argument ? rows[k].argument : "");
        printf("%*s%s\n", printed < 29 ? 29 - printed : 1, "", rows[k].help);
    }
}
