// SPDX-License-Identifier: GPL-3.0-or-later
// Every parameter of every model, and of the seeds of the fuzzer, is changed in place and changed back, alone
// and with another one. A refresh of the parts that the table of parameters says it feeds makes the game that
// compiling makes, bit for bit, or refuses what compiling refuses with the same words.
#include "support.h"
#include <cmocka.h>

#include "core/file.h"
#include "core/text.h"
#include "scenario/paths.h"
#include "unit/compiled.h"
#include <dirent.h>

enum { PATHS_MAX = 1000 };

// What the files leave out: anchors on issues that are felt; deals whose positions alone say how large
// payoffs are; payoffs that come into reach with a drift or a risk above 0.
static const char *const texts[] = {
    "parties:\n"
    "  A: {discount: 0.9, issues: {x: {ideal: 0, salience: 2}, y: {ideal: 10}}}\n"
    "  B:\n"
    "    {discount: 0.8, loss_aversion: 1, aspiration: 0.5, susceptibility: 0.7,\n"
    "     issues: {x: {ideal: 1}, y: {ideal: 2, exponent: 1}}}\n"
    "outcome: {issues: {x: {range: [0, 1]}, y: {range: [0, 10]}}}\n"
    "leverage:\n"
    "  front: {levels: [a, b], drift: {up: 0.2, down: 0}, effects: {B.issues.x.salience: {scale: [1, 3]}}}\n"
    "anchors: {plan: {by: A, at: {x: 0.1, y: 9}}}\n"
    "anchoring: {depth: 2, pull: 0.8, fade: 0.1}\n",
    "parties: {A: {discount: 0.9, issues: {x: {ideal: 0.5}}}, B: {discount: 0.8, issues: {x: {ideal: "
    "0.9}}}}\n"
    "outcome: {issues: {x: {range: [0, 1]}}, deals: {low: {at: {x: 0.1}}, high: {at: {x: 0.7}}}}\n",
    "parties: {A: {discount: 0.9, breakdown: -5}, B: {discount_rate: 0.8}}\n"
    "outcome: {pie: 1}\n"
    "leverage: {sky: {levels: [fair, foul], drift: {up: 0, down: 0.5}, effects: {pie: {scale: [1, 3]}}}}\n",
};

struct seen {
    size_t changes, refusals, altered, returns; // altered: the game was another one after the change
    unsigned feeds;                             // of changes that altered the game, where it is one part
};

// A file, and the parameters that it has as it stands.
struct bench {
    char *text, *paths[PATHS_MAX];
    size_t count;
    struct compiled compiled;
    struct seen *seen;
};

static bool path_note(void *context, const struct parameter *parameter) {
    struct bench *bench = context;
    assert_true(bench->count < PATHS_MAX);
    bench->paths[bench->count++] = strdup(parameter->path);
    return true;
}

static void reopen(struct bench *bench) {
    compiled_clear(&bench->compiled);
    compiled_make(&bench->compiled, bench->text);
}

// Another value in place of v; which it is hangs on `attempt`, as the first may not fit the rest.
static double other_value(const struct parameter *parameter, double v, size_t attempt) {
    static const double given[] = {0.5, 1, 2, 0.9}, factor[] = {0.9, 1.1, 0.5, 1.02},
                        added[] = {0.03, 0, -0.02, 0.4};
    double step = attempt % 2 == 0 ? 1 : -1;
    switch (parameter->row->kind) {
    case PARAMETER_FLAG:
        return 1 - v;
    case PARAMETER_RULE:
        return fmod(v + 1 + (double)(attempt % 2), 3);
    case PARAMETER_LEVEL:
        return fmod(v + 1 + (double)attempt, (double)parameter->channel->level_count);
    case PARAMETER_COUNT:
        return v + step * (attempt < 2 ? 1 : 2);
    case PARAMETER_PERIOD:
        return v * factor[attempt];
    case PARAMETER_REAL:
    case PARAMETER_REAL_OR_NONE:
        break;
    }
    return isfinite(v) ? factor[attempt] * v + added[attempt] : given[attempt];
}

static bool value_set(struct bench *bench, const struct parameter *parameter, double value) {
    struct parameter meant = *parameter;
    struct text assignment = {0};
    meant.value = &value;
    text_append(&assignment, "%s=", parameter->path);
    scenario_value_text(&meant, &assignment);
    bool set = scenario_set(bench->compiled.scenario, assignment.data, NULL) == PARLEY_OK;
    text_free(&assignment);
    return set;
}

// The next entry of the same row, NULL if the entry is in no row of this law.
static double *law_partner(const struct law *law, size_t levels, const double *entry) {
    for (size_t k = 0; law->matrix && levels > 1 && k < levels * levels; k++)
        if (&law->matrix[k] == entry) return &law->matrix[k / levels * levels + (k + 1) % levels];
    return NULL;
}

static double *laws_partner(const struct laws *laws, size_t levels, const double *entry) {
    double *partner = law_partner(&laws->base, levels, entry);
    for (size_t k = 0; !partner && k < laws->case_count; k++)
        partner = law_partner(&laws->cases[k].law, levels, entry);
    return partner;
}

static double *partner_find(struct scenario *scenario, const double *entry) {
    double *partner = NULL;
    for (size_t c = 0; !partner && c < scenario->channel_count; c++) {
        const struct channel *channel = &scenario->channels[c];
        partner = laws_partner(&channel->truth, channel->level_count, entry);
        for (size_t i = 0; !partner && channel->beliefs && i < scenario->party_count; i++)
            if (channel->beliefs[i]) partner = laws_partner(channel->beliefs[i], channel->level_count, entry);
    }
    return partner;
}

// Set a parameter, by --set; an entry of a transition row together with the next, which --set cannot. False
// if the scenario does not take the value.
static bool set(struct bench *bench, const struct parameter *parameter, double to) {
    if (parameter->row != &probability_row) return value_set(bench, parameter, to);
    double *partner = partner_find(bench->compiled.scenario, parameter->value);
    *partner += *parameter->value - to;
    *parameter->value = to;
    return scenario_validate(bench->compiled.scenario, NULL) == PARLEY_OK;
}

static double other_entry(struct bench *bench, const double *entry) {
    const double *partner = partner_find(bench->compiled.scenario, entry);
    return partner ? *entry > 0 ? *entry / 2 : *partner / 2 : *entry;
}

// Change a parameter: its feeds, 0 if the scenario does not take the value tried. *was: what to go back to,
// NaN where only reading the file again brings it back.
static unsigned change(struct bench *bench, size_t k, size_t attempt, double *was) {
    struct parameter parameter;
    if (parameter_find(bench->compiled.scenario, bench->paths[k], &parameter, NULL) != PARLEY_OK) return 0;
    unsigned feeds = parameter_feeds(bench->compiled.scenario, &parameter);
    double v = *was = *parameter.value;
    double to = parameter.row == &probability_row ? other_entry(bench, parameter.value)
                                                  : other_value(&parameter, v, attempt);
    return to != v && set(bench, &parameter, to) ? feeds : 0;
}

// Change it back; false if the file had to be read again.
static bool change_back(struct bench *bench, size_t k, double was) {
    struct parameter parameter;
    bool back = !isnan(was) &&
                parameter_find(bench->compiled.scenario, bench->paths[k], &parameter, NULL) == PARLEY_OK &&
                set(bench, &parameter, was);
    if (!back) reopen(bench);
    return back;
}

static void change_one(struct bench *bench, size_t k, size_t attempt) {
    double was;
    unsigned feeds = change(bench, k, attempt, &was);
    if (feeds == 0) return;
    struct compiled original;
    compiled_make(&original, bench->text);
    bench->seen->changes++;
    if (!compiled_refresh(&bench->compiled, feeds, bench->paths[k]))
        bench->seen->refusals++;
    else if (game_difference(bench->compiled.game, original.game)) {
        bench->seen->altered++;
        if ((feeds & (feeds - 1)) == 0) bench->seen->feeds |= feeds;
    }
    compiled_clear(&original);
    if (!change_back(bench, k, was)) return;
    bench->seen->returns++;
    compiled_refresh(&bench->compiled, feeds, bench->paths[k]);
}

static void change_two(struct bench *bench, size_t k, size_t other) {
    double was[2];
    unsigned first = k == other ? 0 : change(bench, k, 0, &was[0]);
    if (first == 0) return;
    unsigned second = change(bench, other, 1, &was[1]);
    if (second != 0) {
        compiled_refresh(&bench->compiled, first | second, bench->paths[k]);
        bench->seen->changes++;
    }
    bool back = (second == 0 || change_back(bench, other, was[1])) && change_back(bench, k, was[0]);
    if (back) compiled_refresh(&bench->compiled, first | second, bench->paths[other]);
}

static void try_text(const char *text, void (*try)(struct bench *bench), struct seen *seen) {
    struct bench bench = {.text = strdup(text), .seen = seen};
    assert_non_null(bench.text);
    compiled_make(&bench.compiled, text);
    assert_true(parameters_visit(bench.compiled.scenario, path_note, &bench));
    try(&bench);
    compiled_clear(&bench.compiled);
    for (size_t k = 0; k < bench.count; k++)
        free(bench.paths[k]);
    free(bench.text);
}

static void for_each_file(const char *directory, void (*try)(struct bench *bench), struct seen *seen) {
    DIR *listing = opendir(directory);
    assert_non_null(listing);
    for (const struct dirent *entry; (entry = readdir(listing));) {
        struct text path = {0};
        char *text = NULL;
        size_t length;
        if (!strstr(entry->d_name, ".yaml") || strcmp(entry->d_name, "faults.yaml") == 0) continue;
        text_append(&path, "%s/%s", directory, entry->d_name);
        assert_int_equal(file_read(path.data, SCENARIO_BYTES_MAX, &text, &length, NULL), PARLEY_OK);
        try_text(text, try, seen);
        free(text);
        text_free(&path);
    }
    closedir(listing);
}

static void for_all(void (*try)(struct bench *bench), struct seen *seen) {
    for_each_file("models", try, seen);
    for_each_file("models/classics", try, seen);
    for_each_file("tests/fuzz/seeds", try, seen);
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        try_text(texts[k], try, seen);
}

static void try_each(struct bench *bench) {
    for (size_t k = 0; k < bench->count; k++)
        for (size_t attempt = 0; attempt < 4; attempt++)
            change_one(bench, k, attempt);
}

static void try_pairs(struct bench *bench) {
    for (size_t k = 0; k < bench->count; k++)
        for (size_t step = 1; step < bench->count; step = 3 * step + 1)
            change_two(bench, k, (k + step) % bench->count);
}

static void every_parameter_feeds_what_the_table_says(void **state) {
    (void)state;
    struct seen seen = {0};
    for_all(try_each, &seen);
    print_message("%zu changes, %zu of them refused, %zu made another game; %zu went back\n", seen.changes,
                  seen.refusals, seen.altered, seen.returns);
    assert_true(seen.altered > seen.changes / 3 && seen.refusals > 0 && seen.returns > seen.changes / 2);
    assert_int_equal(seen.feeds, FEEDS_ALL & ~(unsigned)FEEDS_SHAPE); // each part was on its own once
}

static void two_parameters_feed_what_either_does(void **state) {
    (void)state;
    struct seen seen = {0};
    for_all(try_pairs, &seen);
    assert_true(seen.changes > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_feeds_what_the_table_says),
        cmocka_unit_test(two_parameters_feed_what_either_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
