// SPDX-License-Identifier: GPL-3.0-or-later
// Are two compiled games the same, bit for bit?
#ifndef PARLEY_TESTS_UNIT_COMPILED_H
#define PARLEY_TESTS_UNIT_COMPILED_H

#include "game/game.h"

// The first member that differs ends the function with its name.
#define COMPILED_ONE(a, b, member)                                                                           \
    if (memcmp(&(a)->member, &(b)->member, sizeof(a)->member) != 0) return #member
#define COMPILED_ARRAY(a, b, member, count)                                                                  \
    if (memcmp((a)->member, (b)->member, (count) * sizeof *(a)->member) != 0) return #member

static inline const char *rule_difference(const struct rule *a, const struct rule *b, size_t parties) {
    COMPILED_ONE(a, b, table);
    COMPILED_ONE(a, b, veto);
    COMPILED_ONE(a, b, quota);
    COMPILED_ONE(a, b, unanimity);
    COMPILED_ONE(a, b, strict);
    COMPILED_ARRAY(a, b, votes, parties);
    COMPILED_ARRAY(a, b, first, parties + 1);
    COMPILED_ARRAY(a, b, lean, a->first[parties]);
    return NULL;
}

static inline const char *kernel_difference(const struct kernel *a, const struct kernel *b, size_t states) {
    COMPILED_ARRAY(a, b, row, states + 1);
    COMPILED_ARRAY(a, b, column, a->row[states]);
    COMPILED_ARRAY(a, b, probability, a->row[states]);
    return NULL;
}

static inline const char *option_difference(const struct game_option *a, const struct game_option *b,
                                            size_t parties, size_t states) {
    COMPILED_ONE(a, b, kind);
    COMPILED_ONE(a, b, by);
    COMPILED_ONE(a, b, consent);
    COMPILED_ONE(a, b, shifted_truth);
    COMPILED_ARRAY(a, b, shifted, parties);
    COMPILED_ARRAY(a, b, cost, states);
    COMPILED_ARRAY(a, b, risk, states);
    COMPILED_ARRAY(a, b, chance, states);
    return NULL;
}

static inline const char *shape_difference(const struct game *a, const struct game *b) {
    COMPILED_ONE(a, b, parties);
    COMPILED_ONE(a, b, states);
    COMPILED_ONE(a, b, deals);
    COMPILED_ONE(a, b, issues);
    COMPILED_ONE(a, b, options);
    COMPILED_ONE(a, b, alternatives);
    COMPILED_ONE(a, b, table);
    COMPILED_ONE(a, b, channels);
    COMPILED_ONE(a, b, rule_count);
    COMPILED_ONE(a, b, kernel_count);
    COMPILED_ARRAY(a, b, levels, a->channels);
    COMPILED_ARRAY(a, b, stride, a->channels);
    return NULL;
}

static inline const char *columns_difference(const struct game *a, const struct game *b) {
    size_t s = a->states, n = a->parties, cells = s * n, issues = a->issues;
    COMPILED_ARRAY(a, b, pie, s);
    COMPILED_ARRAY(a, b, idle, s);
    COMPILED_ARRAY(a, b, breakdown_risk, s);
    COMPILED_ARRAY(a, b, rule, s);
    COMPILED_ARRAY(a, b, reachable, s);
    COMPILED_ARRAY(a, b, discount, cells);
    COMPILED_ARRAY(a, b, flow, cells);
    COMPILED_ARRAY(a, b, breakdown, cells);
    COMPILED_ARRAY(a, b, outside, cells);
    COMPILED_ARRAY(a, b, recognition, cells);
    COMPILED_ARRAY(a, b, authority, cells);
    COMPILED_ARRAY(a, b, deal_utility, cells * a->deals);
    COMPILED_ARRAY(a, b, ideal, cells * issues);
    COMPILED_ARRAY(a, b, salience, cells * issues);
    COMPILED_ARRAY(a, b, exponent, n * issues);
    COMPILED_ARRAY(a, b, loss_aversion, cells);
    COMPILED_ARRAY(a, b, reference, cells);
    COMPILED_ARRAY(a, b, belief, n);
    return NULL;
}

// Name of a member in which the games differ, NULL if they are the same.
static inline const char *game_difference(const struct game *a, const struct game *b) {
    const char *found = shape_difference(a, b);
    if (found) return found;
    COMPILED_ONE(a, b, period);
    COMPILED_ONE(a, b, noise);
    COMPILED_ONE(a, b, scale);
    COMPILED_ONE(a, b, start);
    COMPILED_ONE(a, b, stale);
    found = columns_difference(a, b);
    for (size_t o = 0; !found && o < a->options; o++)
        found = option_difference(&a->option[o], &b->option[o], a->parties, a->states);
    for (size_t k = 0; !found && k < a->rule_count; k++)
        found = rule_difference(&a->rules[k], &b->rules[k], a->parties);
    for (size_t k = 0; !found && k < a->kernel_count; k++)
        found = kernel_difference(&a->kernels[k], &b->kernels[k], a->states);
    return found;
}

// A scenario that is changed in place, and its game. Both owned; cleared by compiled_clear.
struct compiled {
    struct scenario *scenario;
    struct game *game;
};

static inline void compiled_clear(struct compiled *compiled) {
    game_free(compiled->game);
    scenario_free(compiled->scenario);
    *compiled = (struct compiled){0};
}

static inline void compiled_make(struct compiled *compiled, const char *text) {
    *compiled = (struct compiled){0};
    assert_int_equal(scenario_parse(text, strlen(text), "compiled", &compiled->scenario, NULL), PARLEY_OK);
    assert_int_equal(game_compile(compiled->scenario, &compiled->game, NULL), PARLEY_OK);
}

// Refresh the game, and fail unless that does what compiling anew does: the same game, or the same refusal.
// Returns whether there is a game. `what` was changed.
static inline bool compiled_refresh(struct compiled *compiled, unsigned feeds, const char *what) {
    struct errors new = {0}, old = {0};
    struct game *game = NULL;
    const char *found = NULL;
    enum parley_status status = game_compile(compiled->scenario, &game, &new);
    if (game_refresh(compiled->game, feeds, &old) != status)
        found = "status";
    else if (status == PARLEY_OK)
        found = game_difference(compiled->game, game);
    char *wanted = errors_render(&new), *came = errors_render(&old);
    if (!found && strcmp(wanted, came) != 0) found = came;
    if (found) print_error("after %s: %s differs\n", what, found);
    assert_null(found);
    free(wanted);
    free(came);
    errors_free(&new);
    errors_free(&old);
    game_free(game);
    return status == PARLEY_OK;
}

#endif
