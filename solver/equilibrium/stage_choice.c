// SPDX-License-Identifier: GPL-3.0-or-later
// The choices of a stage game: each is resolved as logit, best reply or from its log-odds; and, when asked,
// those that are nearly tied are listed so that their log-odds can become unknowns (stage.h).
#include "core/checked.h"
#include "equilibrium/stage_inside.h"

// Least derivative of G by its own log-odds, relative to the payoffs' scale. Below this noise Newton's method
// uses a slightly wrong slope, which costs a digit or two per step; the true one would lose the digits of
// everything else.
static const double STIFFNESS = 1e-9;

void free_list_empty(struct free_list *list) {
    list->count = list->unknowns = 0;
}

void free_list_clear(struct free_list *list) {
    free(list->choices);
    free(list->options);
    *list = (struct free_list){0};
}

// Room for so many choices and options in all. False if out of memory.
static bool reserve(struct free_list *list, size_t choices, size_t options) {
    if (choices > list->capacity) {
        struct free_choice *more = realloc(list->choices, 2 * choices * sizeof *more);
        if (!more) return false;
        list->choices = more;
        list->capacity = 2 * choices;
    }
    if (options > list->option_capacity) {
        uint32_t *more = realloc(list->options, 2 * options * sizeof *more);
        if (!more) return false;
        list->options = more;
        list->option_capacity = 2 * options;
    }
    return true;
}

bool free_list_copy(struct free_list *to, const struct free_list *from) {
    size_t options = from->unknowns + from->count;
    free_list_empty(to);
    if (from->count == 0) return true;
    if (!reserve(to, from->count, options)) return false;
    memcpy(to->choices, from->choices, from->count * sizeof *to->choices);
    memcpy(to->options, from->options, options * sizeof *to->options);
    to->count = from->count;
    to->unknowns = from->unknowns;
    return true;
}

static bool node_equals(struct node a, struct node b) {
    return a.kind == b.kind && a.proposer == b.proposer && a.which == b.which;
}

// log(sigma_k / sigma_reference). An option that was left out of a free choice has no probability there; its
// payoff tells what it would have, so that it can come back.
static double log_ratio(const struct stage *stage, const struct options *options, size_t k,
                        size_t reference) {
    if (options->sigma[k] > 0) return log(options->sigma[k] / options->sigma[reference]);
    return (options->payoff[k] - options->payoff[reference]) / stage->in->noise;
}

static bool is_likely(const struct stage *stage, const struct options *options, size_t k, size_t reference) {
    return log_ratio(stage, options, k, reference) > log(FREE_PROBABILITY);
}

// If the choice is nearly tied, append it and its log-odds to the list being collected.
static void collect_choice(struct stage *stage, struct node node, const struct options *options) {
    size_t free_count = 0, reference = 0;
    for (size_t k = 0; k < options->count; k++)
        if (options->sigma[k] > options->sigma[reference]) reference = k;
    for (size_t k = 0; k < options->count; k++)
        free_count += is_likely(stage, options, k, reference);
    if (free_count < 2 || stage->collected + free_count > stage->free_max) return;
    stage->collected += free_count;
    struct free_list *list = stage->collect;
    size_t first = list->unknowns + list->count, needed = list->unknowns + free_count;
    if (needed > *stage->collect_capacity) {
        double *more = realloc(*stage->collect_odds, 2 * needed * sizeof *more);
        if (more) *stage->collect_odds = more, *stage->collect_capacity = 2 * needed;
    }
    if (needed > *stage->collect_capacity || !reserve(list, list->count + 1, first + free_count)) {
        stage->failed = true;
        return;
    }
    double *odds = *stage->collect_odds + list->unknowns;
    uint32_t *kept = list->options + first;
    kept[0] = (uint32_t)reference;
    for (size_t k = 0, to = 1; k < options->count; k++)
        if (k != reference && is_likely(stage, options, k, reference)) {
            odds[to - 1] = log_ratio(stage, options, k, reference);
            kept[to++] = (uint32_t)k;
        }
    list->choices[list->count++] = (struct free_choice){node, (uint32_t)free_count, first};
    list->unknowns += free_count - 1;
}

// Resolve a choice by whichever of the three forms applies.
const struct free_choice *stage_resolve(struct stage *stage, struct node node,
                                        const struct options *options) {
    const struct free_list *list = stage->in->list;
    const struct free_choice *next =
        list && stage->cursor < list->count ? &list->choices[stage->cursor] : NULL;
    bool is_free = next && node_equals(next->node, node);
    if (is_free) {
        struct log_odds z = {.noise = stage->in->noise,
                             .stiffness = STIFFNESS * stage->game->scale,
                             .value = stage->in->log_odds + stage->odds + stage->unknown,
                             .first = stage_inputs(stage->game) + stage->unknown,
                             .excess = stage->excess + stage->unknown,
                             .overlooked = &stage->overlooked,
                             .d_excess = stage->d_excess + stage->unknown * stage->width};
        choice_free(options, list->options + next->first, next->count, &z);
        stage->unknown += next->count - 1;
        stage->cursor++;
    } else if (stage->in->noise > 0)
        choice_logit(options, stage->in->noise);
    else
        choice_best(options);
    if (stage->collect) collect_choice(stage, node, options);
    return is_free ? next : NULL;
}
