// SPDX-License-Identifier: GPL-3.0-or-later
// Tiny games and profiles written out by hand, for tests that must not depend on the compiler or the solver.
#ifndef PARLEY_TESTS_TINY_H
#define PARLEY_TESTS_TINY_H

#include "game/profile.h"

// Kernels: the truth, one for beliefs, and what options shift to.
enum {
    TINY_PARTIES = 6,
    TINY_STATES = 3,
    TINY_OPTIONS = 3,
    TINY_DEALS = 3,
    TINY_ISSUES = 3,
    TINY_KERNELS = 3,
    TINY_SHIFT = 2
};

// A game whose arrays live beside it. Nothing to free.
struct tiny {
    struct game game;
    double pie[TINY_STATES], idle[TINY_STATES], risk[TINY_STATES];
    uint32_t rule_index[TINY_STATES], belief[TINY_PARTIES];
    double discount[TINY_STATES * TINY_PARTIES], flow[TINY_STATES * TINY_PARTIES];
    double breakdown[TINY_STATES * TINY_PARTIES], outside[TINY_STATES * TINY_PARTIES];
    double recognition[TINY_STATES * TINY_PARTIES], authority[TINY_STATES * TINY_PARTIES];
    double loss_aversion[TINY_STATES * TINY_PARTIES], reference[TINY_STATES * TINY_PARTIES];
    double deal_utility[TINY_STATES * TINY_DEALS * TINY_PARTIES];
    double ideal[TINY_STATES * TINY_PARTIES * TINY_ISSUES],
        salience[TINY_STATES * TINY_PARTIES * TINY_ISSUES];
    double exponent[TINY_PARTIES * TINY_ISSUES];
    double votes[TINY_PARTIES];
    struct game_option option[TINY_OPTIONS];
    double cost[TINY_OPTIONS][TINY_STATES], option_risk[TINY_OPTIONS][TINY_STATES];
    double option_chance[TINY_OPTIONS][TINY_STATES];
    uint32_t shifted[TINY_PARTIES]; // TINY_SHIFT for all
    struct rule rule;
    struct kernel kernel[TINY_KERNELS];
    size_t row[TINY_KERNELS][TINY_STATES + 1];
    uint32_t column[TINY_KERNELS][TINY_STATES * TINY_STATES];
    double probability[TINY_KERNELS][TINY_STATES * TINY_STATES]; // dense, [kernel][from * states + to]
};

// Pie 1, discount 0.9, equal recognition, one vote each, no flows, no breakdown, no outside options, full
// authority, no loss aversion, no options; every state stays as it is. quota 0: unanimity. tiny must not move
// afterwards.
static inline struct game *tiny_game(struct tiny *tiny, size_t parties, size_t states, double quota) {
    *tiny = (struct tiny){
        .rule = {.table = ((coalition)1 << parties) - 1, .quota = quota, .unanimity = !(quota > 0)}};
    for (size_t i = 0; i < parties; i++) {
        tiny->votes[i] = 1;
        tiny->shifted[i] = TINY_SHIFT;
    }
    for (size_t at = 0; at < parties * states; at++) {
        tiny->discount[at] = 0.9;
        tiny->outside[at] = -INFINITY;
        tiny->recognition[at] = 1 / (double)parties;
        tiny->authority[at] = 1;
    }
    for (size_t k = 0; k < TINY_KERNELS; k++) {
        for (size_t s = 0; s < states; s++) {
            tiny->pie[s] = 1;
            tiny->row[k][s + 1] = (s + 1) * states;
            for (size_t to = 0; to < states; to++)
                tiny->column[k][s * states + to] = (uint32_t)to;
            tiny->probability[k][s * states + s] = 1;
        }
        tiny->kernel[k] = (struct kernel){tiny->row[k], tiny->column[k], tiny->probability[k]};
    }
    tiny->rule.votes = tiny->votes;
    tiny->game = (struct game){.parties = parties,
                               .states = states,
                               .period = 0.5,
                               .scale = 1,
                               .pie = tiny->pie,
                               .idle = tiny->idle,
                               .breakdown_risk = tiny->risk,
                               .rule = tiny->rule_index,
                               .discount = tiny->discount,
                               .flow = tiny->flow,
                               .breakdown = tiny->breakdown,
                               .outside = tiny->outside,
                               .recognition = tiny->recognition,
                               .authority = tiny->authority,
                               .loss_aversion = tiny->loss_aversion,
                               .reference = tiny->reference,
                               .option = tiny->option,
                               .alternatives = FIRST_OPTION,
                               .table = SIZE_MAX,
                               .rules = &tiny->rule,
                               .rule_count = 1,
                               .kernels = tiny->kernel,
                               .kernel_count = TINY_KERNELS,
                               .belief = tiny->belief};
    return &tiny->game;
}

// Add an option that shifts by kernel TINY_SHIFT with chance 1, at no cost or risk; before any profile is
// made. Returns its number. A move is that of `by`; an accord needs the `consent` of these, 0: the voting
// rule.
static inline size_t tiny_option(struct tiny *tiny, enum option_kind kind, size_t by, coalition consent) {
    size_t o = tiny->game.options++;
    if (o >= TINY_OPTIONS) abort();
    tiny->game.alternatives = FIRST_OPTION + tiny->game.options;
    for (size_t s = 0; s < tiny->game.states; s++)
        tiny->option_chance[o][s] = 1;
    tiny->option[o] = (struct game_option){.kind = kind,
                                           .by = by,
                                           .consent = consent,
                                           .cost = tiny->cost[o],
                                           .risk = tiny->option_risk[o],
                                           .chance = tiny->option_chance[o],
                                           .shifted = tiny->shifted,
                                           .shifted_truth = TINY_SHIFT};
    return o;
}

// Replace the pie by a menu of deals, the same in every state: deal d gives party i utility[d parties + i].
static inline void tiny_menu(struct tiny *tiny, size_t deals, const double *utility) {
    size_t entries = deals * tiny->game.parties;
    if (deals > TINY_DEALS) abort();
    for (size_t s = 0; s < tiny->game.states; s++)
        memcpy(tiny->deal_utility + s * entries, utility, entries * sizeof *utility);
    tiny->game.deals = deals;
    tiny->game.deal_utility = tiny->deal_utility;
}

// Replace the pie by issues, the same in every state, before any profile is made: party i wants position
// ideal[i issues + k] of issue k and gives it the weight salience[i issues + k]. Exponents are 2, to be
// changed.
static inline void tiny_issues(struct tiny *tiny, size_t issues, const double *ideal,
                               const double *salience) {
    size_t entries = tiny->game.parties * issues;
    if (issues > TINY_ISSUES) abort();
    for (size_t s = 0; s < tiny->game.states; s++) {
        memcpy(tiny->ideal + s * entries, ideal, entries * sizeof *ideal);
        memcpy(tiny->salience + s * entries, salience, entries * sizeof *salience);
    }
    for (size_t at = 0; at < entries; at++)
        tiny->exponent[at] = 2;
    tiny->game.issues = issues;
    tiny->game.ideal = tiny->ideal;
    tiny->game.salience = tiny->salience;
    tiny->game.exponent = tiny->exponent;
}

static inline struct profile *tiny_profile(const struct game *game, const double *value) {
    struct profile *profile = NULL;
    if (profile_new(game, &profile) != PARLEY_OK) abort();
    memcpy(profile->value, value, game->states * game->parties * sizeof *value);
    return profile;
}

// The share that party i needs in s if members ratify with their authority; may be negative.
static inline double tiny_need(const struct game *game, const struct profile *profile, size_t s, size_t i,
                               coalition members) {
    double stay = game_reservation(game, i, s, profile->value), ratified = 1;
    for (size_t k = 0; k < game->parties; k++)
        if (members >> k & 1) ratified *= game->authority[s * game->parties + k];
    return game_material(game, i, s, stay + fmax(game->outside[s * game->parties + i] - stay, 0) / ratified);
}

// Begin the choices of (s, j); choosers must be begun in order. Ends those before.
static inline void tiny_choose(const struct game *game, struct profile *profile, size_t s, size_t j,
                               double settle, double pass, double quit) {
    size_t chooser = s * game->parties + j;
    double *choice = profile->choice + chooser * game->alternatives;
    choice[SETTLE] = settle;
    choice[PASS] = pass;
    choice[QUIT] = quit;
    for (size_t c = chooser; c <= game->states * game->parties; c++)
        profile->first[c] = profile->proposal_count;
}

// The chance that (s, j) chooses option o, to be set.
static inline double *tiny_chosen(const struct game *game, struct profile *profile, size_t s, size_t j,
                                  size_t o) {
    return &profile->choice[(s * game->parties + j) * game->alternatives + FIRST_OPTION + o];
}

// The chance that accord o takes effect if j proposes it in s, to be set.
static inline double *tiny_consent(const struct game *game, struct profile *profile, size_t s, size_t j,
                                   size_t o) {
    return &profile->consent[(s * game->parties + j) * game->options + o];
}

// Add a proposal of the chooser begun last: bare needs to the members, the rest to the proposer.
static inline size_t tiny_offer(const struct game *game, struct profile *profile, size_t s, size_t j,
                                coalition members, double probability, double acceptance) {
    size_t e = profile_append(profile, (struct proposal){NO_DEAL, members, probability, acceptance});
    if (e == SIZE_MAX) abort();
    double left = game->pie[s];
    for (size_t i = 0; i < game->parties; i++) {
        if (i == j || !(members >> i & 1)) continue;
        double need = fmax(0, tiny_need(game, profile, s, i, members));
        profile->share[e * game->parties + i] = need;
        left -= need;
    }
    profile->share[e * game->parties + j] = left;
    for (size_t c = s * game->parties + j + 1; c <= game->states * game->parties; c++)
        profile->first[c] = profile->proposal_count;
    return e;
}

// Add deal d to the proposals of the chooser begun last.
static inline size_t tiny_deal(const struct game *game, struct profile *profile, size_t s, size_t j, size_t d,
                               double probability, double acceptance) {
    size_t e = profile_append(profile, (struct proposal){d, (coalition)1 << j, probability, acceptance});
    if (e == SIZE_MAX) abort();
    for (size_t i = 0; i < game->parties; i++)
        profile->share[e * game->parties + i] = game_deal(game, s, d)[i];
    for (size_t c = s * game->parties + j + 1; c <= game->states * game->parties; c++)
        profile->first[c] = profile->proposal_count;
    return e;
}

// Add a position to the proposals of the chooser begun last.
static inline size_t tiny_position(const struct game *game, struct profile *profile, size_t s, size_t j,
                                   struct proposal proposal, const double *position) {
    size_t e = profile_append(profile, proposal);
    if (e == SIZE_MAX) abort();
    memcpy(profile->position + e * game->issues, position, game->issues * sizeof *position);
    for (size_t i = 0; i < game->parties; i++)
        profile->share[e * game->parties + i] = game_utility_at(game, i, s, position);
    for (size_t c = s * game->parties + j + 1; c <= game->states * game->parties; c++)
        profile->first[c] = profile->proposal_count;
    return e;
}

// Everybody settles with the whole table at once.
static inline struct profile *tiny_unanimous(const struct game *game, const double *value) {
    struct profile *profile = tiny_profile(game, value);
    for (size_t s = 0; s < game->states; s++)
        for (size_t j = 0; j < game->parties; j++) {
            if (!(game->recognition[s * game->parties + j] > 0)) continue;
            tiny_choose(game, profile, s, j, 1, 0, 0);
            tiny_offer(game, profile, s, j, game->rules[0].table, 1, 1);
        }
    return profile;
}

#endif
