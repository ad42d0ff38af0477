// SPDX-License-Identifier: GPL-3.0-or-later
// From a scenario to a game, part by part, and again only the parts that a changed parameter feeds. Which
// part hangs on which is said in one place, the two lists below. All memory comes from the game's own arenas:
// arrays whose sizes follow from the numbers of parties, states, options and so on from one, what hangs on
// the rules and the kernels from one each, so that a refresh builds anew where it built before.
#include "core/checked.h"
#include "game/parts.h"

// The members of a game that are arrays of fixed size, with as many entries each.
static bool columns_allocate(struct game *game) {
    size_t s = game->states, cells, stances, deal_cells;
    if (!size_multiply(s, game->parties, &cells) || !size_multiply(cells, game->issues, &stances) ||
        !size_multiply(cells, game->deals, &deal_cells))
        return false;
    const struct {
        double **column;
        size_t count;
    } columns[] = {
        {&game->pie, s},
        {&game->idle, s},
        {&game->breakdown_risk, s},
        {&game->discount, cells},
        {&game->flow, cells},
        {&game->breakdown, cells},
        {&game->outside, cells},
        {&game->recognition, cells},
        {&game->authority, cells},
        {&game->loss_aversion, cells},
        {&game->reference, cells},
        {&game->deal_utility, deal_cells},
        {&game->ideal, stances},
        {&game->salience, stances},
        {&game->exponent, game->parties * game->issues},
    };
    bool all = true;
    for (size_t k = 0; all && k < sizeof columns / sizeof *columns; k++)
        all = (*columns[k].column = arena_array(&game->memory, columns[k].count, sizeof(double)));
    return all;
}

static bool lists_allocate(struct game *game) {
    struct arena *memory = &game->memory;
    size_t kernels = (game->parties + 1) * (game->options + 1);
    game->rule = arena_array(memory, game->states, sizeof *game->rule);
    game->reachable = arena_array(memory, game->states, sizeof *game->reachable);
    game->belief = arena_array(memory, game->parties, sizeof *game->belief);
    game->kernels = arena_array(memory, kernels, sizeof *game->kernels);
    game->option = arena_array(memory, game->options, sizeof *game->option);
    game->levels = arena_array(memory, game->channels, sizeof *game->levels);
    game->stride = arena_array(memory, game->channels, sizeof *game->stride);
    return game->rule && game->reachable && game->belief && game->kernels && game->option && game->levels &&
           game->stride;
}

// What an option is, and room for its columns.
static bool option_shape(struct game *game, const struct option *option, struct game_option *out) {
    size_t s = game->states;
    out->kind = option->kind;
    out->by = option->by;
    for (size_t i = 0; option->parties && i < game->parties; i++)
        if (option->parties[i]) out->consent |= (coalition)1 << i;
    out->cost = arena_array(&game->memory, s, sizeof *out->cost);
    out->risk = arena_array(&game->memory, s, sizeof *out->risk);
    out->chance = arena_array(&game->memory, s, sizeof *out->chance);
    out->shifted = arena_array(&game->memory, game->parties, sizeof *out->shifted);
    return out->cost && out->risk && out->chance && out->shifted;
}

// Sizes, and memory for what follows from them.
static enum parley_status game_shape(struct game *game, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    enum parley_status status = size_check(scenario, errors);
    if (status != PARLEY_OK) return status;
    game->parties = scenario->party_count;
    game->states = game_state_count(scenario);
    game->channels = scenario->channel_count;
    game->options = scenario->option_count;
    game->deals = scenario->deal_count;
    game->issues = scenario->issue_count;
    game->alternatives = FIRST_OPTION + game->options;
    game->table = scenario->anchor_count > 0 ? game->channels - 1 : SIZE_MAX;
    arena_empty(&game->memory);
    if (!columns_allocate(game) || !lists_allocate(game)) return PARLEY_MEMORY;
    for (size_t o = 0; o < game->options; o++)
        if (!option_shape(game, &scenario->options[o], &game->option[o])) return PARLEY_MEMORY;
    for (size_t c = game->channels, stride = 1; c-- > 0; stride *= game->levels[c]) {
        game->levels[c] = scenario->channels[c].level_count;
        game->stride[c] = stride;
    }
    return PARLEY_OK;
}

static enum parley_status noise_fill(struct game *game, struct errors *errors) {
    (void)errors;
    game->noise = game->scenario->noise;
    return PARLEY_OK;
}

// A part, and all that it hangs on.
struct part {
    unsigned feeds;
    enum parley_status (*fill)(struct game *game, struct errors *errors);
};

// Read from the scenario: every one, so that all faults are found in one run.
static const struct part given[] = {
    {FEEDS_NOISE, noise_fill},
    {FEEDS_DISCOUNTS, discounts_fill},
    {FEEDS_PAYOFFS, payoffs_fill},
    {FEEDS_ENDINGS, endings_fill},
    {FEEDS_RECOGNITION | FEEDS_RULES, weights_fill},
    {FEEDS_STANCES, stances_fill},
    {FEEDS_OPTIONS, options_fill},
    {FEEDS_REFERENCES | FEEDS_PAYOFFS | FEEDS_STANCES, references_fill}, // the pie, what anchors are worth
    {FEEDS_RULES, rules_fill},
    {FEEDS_LAWS, kernels_fill},
};

// Computed from those, once all are sound.
static const struct part derived[] = {
    {FEEDS_RECOGNITION | FEEDS_RULES, recognition_normalise},
    {FEEDS_LAWS | FEEDS_START, reachable_find},
    {FEEDS_LAWS | FEEDS_START | FEEDS_PAYOFFS | FEEDS_STANCES | FEEDS_ENDINGS, scale_measure},
};

static enum parley_status parts_fill(struct game *game, const struct part *parts, size_t count,
                                     unsigned feeds, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    for (size_t k = 0; k < count; k++) {
        if (!(parts[k].feeds & feeds)) continue;
        status_note(&status, parts[k].fill(game, errors));
        arena_empty(&game->scratch);
    }
    return status;
}

enum parley_status game_refresh(struct game *game, unsigned feeds, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    if (game->stale || feeds & FEEDS_SHAPE) feeds = FEEDS_ALL;
    game->stale = true;
    if (feeds & FEEDS_SHAPE) status = game_shape(game, errors);
    if (status == PARLEY_OK) status = parts_fill(game, given, sizeof given / sizeof *given, feeds, errors);
    if (status == PARLEY_OK)
        status = parts_fill(game, derived, sizeof derived / sizeof *derived, feeds, errors);
    if (status == PARLEY_MEMORY) errors_add(errors, status, (struct mark){0}, "out of memory for the game");
    game->stale = status != PARLEY_OK;
    return status;
}

enum parley_status game_compile(const struct scenario *scenario, struct game **game, struct errors *errors) {
    struct game *new = array_new(1, sizeof *new);
    if (!new) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for the game");
    new->scenario = scenario;
    enum parley_status status = game_refresh(new, FEEDS_ALL, errors);
    if (status != PARLEY_OK) {
        game_free(new);
        return status;
    }
    arena_clear(&new->scratch); // most games are solved, not refreshed
    *game = new;
    return PARLEY_OK;
}

void game_free(struct game *game) {
    if (!game) return;
    arena_clear(&game->memory);
    arena_clear(&game->rule_memory);
    arena_clear(&game->kernel_memory);
    arena_clear(&game->scratch);
    free(game);
}
