// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep as a command line. Options that were left out and have a default that other numbers follow from
// (design, samples, seed) are written out, so that the same sweep makes the same words, whether a study, a
// command line or a program asked for it. A word goes in single quotes unless it is plain to any shell.
#include "api/sweep_command.h"
#include "scenario/value.h"
#include <inttypes.h>
#include <string.h>

static void word_append(struct text *out, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_";
    text_append(out, " ");
    if (*word && strspn(word, plain) == strlen(word)) {
        text_append(out, "%s", word);
        return;
    }
    text_append(out, "'");
    for (const char *c = word; *c; c++)
        if (*c == '\'')
            text_append(out, "'\\''");
        else
            text_append_bytes(out, c, 1);
    text_append(out, "'");
}

static void options_append(struct text *out, const char *option, const char *const *words, size_t count) {
    for (size_t k = 0; k < count; k++) {
        text_append(out, " %s", option);
        word_append(out, words[k]);
    }
}

void sweep_command(const parley_scenario *scenario, const struct parley_sweep *sweep, const struct plan *plan,
                   struct text *out) {
    const struct design_options *design = &plan->design.options;
    text_append(out, "parley sweep");
    word_append(out, scenario->scenario->file);
    options_append(out, "--set", (const char *const *)scenario->assignments, scenario->assignment_count);
    options_append(out, "--vary", sweep->vary, sweep->vary_count);
    options_append(out, "--over", sweep->over, sweep->over_count);
    options_append(out, "--derive", sweep->derive, sweep->derive_count);
    options_append(out, "--metric", sweep->metrics, sweep->metric_count);
    if (store_is_sampled(&plan->layout))
        text_append(out, " --design %s --samples %" PRIu64 " --seed %" PRIu64, design_kind_name(design->kind),
                    design->samples, design->seed);
    options_append(out, "--exceeds", sweep->exceeds, sweep->exceed_count);
    if (sweep->cold) text_append(out, " --cold");
    if (sweep->warm) text_append(out, " --warm");
    text_append(out, " --tolerance ");
    number_text(plan->layout.tolerance, out);
}
