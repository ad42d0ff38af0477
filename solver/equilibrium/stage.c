// SPDX-License-Identifier: GPL-3.0-or-later
// The stage game of one state (model: README, "The game"): memory, the proposers one after another, the
// Bellman operator, and the strategies it implies. The party with the initiative chooses an alternative
// (stage_turn.c); if it settles, with which coalition or on which deal (stage_settle.c, offer.c). While
// proposer j is at work every quantity carries its gradient by R, by the log-odds of j's free choices
// (stage_choice.c) and by log(noise); then the log-odds are eliminated.
#include "core/checked.h"
#include "equilibrium/stage_inside.h"

// The most options of one proposer whose log-odds are worth keeping; what is beyond stays a softmax. An
// evaluation costs coalitions x log-odds x parties, so that many coalitions leave room for few.
enum { FREE_OPTIONS_MAX = 2048, FREE_WORK_MAX = 1 << 22 };

size_t stage_free_most(size_t offers) {
    size_t most = FREE_WORK_MAX / (offers + 1);
    return most < FREE_OPTIONS_MAX ? most : FREE_OPTIONS_MAX;
}

struct stage *stage_new(const struct game *game) {
    struct stage *stage = array_new(1, sizeof *stage);
    if (!stage) return NULL;
    stage->game = game;
    for (size_t k = 0; k < game->rule_count; k++)
        for (size_t j = 0; j < game->parties; j++) {
            size_t count = game->rules[k].first[j + 1] - game->rules[k].first[j];
            if (count > stage->offers_max) stage->offers_max = count;
        }
    if (game->deals > stage->offers_max) stage->offers_max = game->deals;
    stage->free_max = stage_free_most(stage->offers_max);
    stage->offers = array_new(stage->offers_max, sizeof *stage->offers);
    size_t offers = stage->offers_max, alternatives = game->alternatives;
    stage->numbers = array_new(3 * offers + 3 * alternatives, sizeof(double));
    stage->carry = carry_new(game->rule_count);
    if (stage->offers && stage->numbers && stage->carry) {
        stage->offer_payoff = stage->numbers;
        stage->offer_sigma = stage->offer_payoff + offers;
        stage->offer_weight = stage->offer_sigma + offers;
        stage->payoffs = stage->offer_weight + offers;
        stage->sigma = stage->payoffs + alternatives;
        stage->consent = stage->sigma + alternatives;
        return stage;
    }
    stage_free(stage);
    return NULL;
}

void stage_free(struct stage *stage) {
    if (!stage) return;
    carry_free(stage->carry);
    free(stage->offers);
    free(stage->numbers);
    free(stage->buffer);
    free(stage);
}

void stage_play(struct stage *stage, const struct game *game) {
    stage->game = game;
}

// Make room for gradients of this width; returns at once when there is room already.
static bool reserve(struct stage *stage, size_t width) {
    if (width <= stage->width_max) return true;
    double **parts[] = {&stage->accept,      &stage->payoff, &stage->probability, &stage->settle,
                        &stage->agreed,      &stage->chosen, &stage->pair,        &stage->pair_out,
                        &stage->alternative, &stage->d_gain, &stage->excess,      &stage->d_excess,
                        &stage->consented};
    const size_t offers = stage->offers_max, alternatives = stage->game->alternatives,
                 rows[] = {offers,       offers, offers, 1,     stage->game->parties, alternatives, 2, 2,
                           alternatives, 1,      1,      width, stage->game->options};
    size_t all = 0, cells;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        all += rows[k];
    double *buffer = size_multiply(all, width, &cells) ? array_new(cells, sizeof *buffer) : NULL;
    if (!buffer) return false;
    free(stage->buffer);
    stage->buffer = buffer;
    stage->width_max = width;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; buffer += rows[k] * width, k++)
        *parts[k] = buffer;
    return true;
}

// Start proposer j: how many log-odds it has, and room for its gradients.
static bool proposer_begin(struct stage *stage, size_t j) {
    const struct free_list *list = stage->in->list;
    stage->odds += stage->unknowns;
    stage->unknown = stage->unknowns = stage->collected = 0;
    for (size_t k = stage->cursor; list && k < list->count && list->choices[k].node.proposer == j; k++)
        stage->unknowns += list->choices[k].count - 1;
    stage->width = stage_inputs(stage->game) + stage->unknowns + 1;
    return reserve(stage, stage->width);
}

static void run_begin(struct stage *stage, const struct stage_input *input) {
    stage->in = input;
    stage->cursor = stage->odds = stage->unknowns = 0;
    stage->failed = false;
    stage->overlooked = 0;
}

// Solve dG = 0 for the proposer's log-odds: rows of their change by R, by log(noise), and at fixed R to bring
// G to 0. The derivative of G by z is lower triangular, since a choice depends only on choices inside it.
static void eliminate(struct stage *stage, double *d_odds) {
    size_t n = stage_inputs(stage->game), columns = n + 2, m = stage->unknowns;
    for (size_t k = 0; k < m; k++) {
        const double *row = stage->d_excess + k * stage->width;
        double *out = d_odds + k * columns;
        memcpy(out, row, n * sizeof *out);
        out[n] = row[n + m];
        out[n + 1] = stage->excess[k];
        for (size_t l = 0; l < k; l++)
            if (row[n + l] < 0 || row[n + l] > 0) row_add(out, row[n + l], d_odds + l * columns, columns);
        for (size_t c = 0; c < columns; c++)
            out[c] /= -row[n + k];
    }
}

// Add what j's initiative brings to each party.
static void values_add(struct stage *stage, size_t j, double settled, const struct stage_result *result,
                       const double *d_odds) {
    const struct game *game = stage->game;
    size_t n = game->parties, inputs = stage_inputs(game), columns = inputs + 2, m = stage->unknowns;
    double chance = game->recognition[stage->in->state * n + j];
    for (size_t i = 0; i < n; i++) {
        double *d_value = result->d_value + i * columns;
        result->value[i] += chance * stage_gain(stage, i, j, settled);
        row_add(d_value, chance, stage->d_gain, inputs);
        d_value[inputs] += chance * stage->d_gain[inputs + m];
        for (size_t k = 0; k < m; k++) {
            result->by_odds[i * stage->in->list->unknowns + stage->odds + k] =
                chance * stage->d_gain[inputs + k];
            row_add(d_value, chance * stage->d_gain[inputs + k], d_odds + k * columns, columns);
        }
    }
}

bool stage_evaluate(struct stage *stage, const struct stage_input *input, const struct stage_result *result) {
    const struct game *game = stage->game;
    size_t n = game->parties, columns = stage_columns(game);
    const double *recognition = game->recognition + input->state * n;
    double nobody = 1;
    run_begin(stage, input);
    for (size_t j = 0; j < n; j++)
        nobody -= recognition[j];
    memset(result->d_value, 0, n * columns * sizeof *result->d_value);
    for (size_t i = 0; i < n; i++) {
        result->value[i] = nobody * input->reservation[i];
        result->d_value[i * columns + i] = nobody;
    }
    for (size_t j = 0; j < n; j++) {
        if (!(recognition[j] > 0)) continue;
        if (!proposer_begin(stage, j)) return false;
        double settled = stage_alternatives(stage, j), *d_odds = NULL;
        if (stage->unknowns > 0) {
            d_odds = result->d_odds + stage->odds * columns;
            memcpy(result->excess + stage->odds, stage->excess, stage->unknowns * sizeof *stage->excess);
            eliminate(stage, d_odds);
        }
        values_add(stage, j, settled, result, d_odds);
    }
    *result->overlooked = stage->overlooked;
    return !stage->failed;
}

bool stage_collect(struct stage *stage, const struct stage_input *input, struct free_list *list,
                   double **log_odds, size_t *capacity) {
    const struct game *game = stage->game;
    free_list_empty(list);
    run_begin(stage, input);
    stage->collect = list;
    stage->collect_odds = log_odds;
    stage->collect_capacity = capacity;
    for (size_t j = 0; j < game->parties && !stage->failed; j++) {
        if (!(game->recognition[input->state * game->parties + j] > 0)) continue;
        stage->failed = !proposer_begin(stage, j);
        if (!stage->failed) stage_alternatives(stage, j);
    }
    stage->collect = NULL;
    return !stage->failed;
}

// Proposals less likely than this are not written down.
static const double PROPOSAL_PROBABILITY = 1e-15;
// A chance of being enacted below this is none.
static const double NEVER = 1e-12;

// In an exact equilibrium a proposal that is sure to fail is a pass.
static bool offer_counts(const struct stage *stage, const struct offer *offer) {
    if (!(offer->probability >= PROPOSAL_PROBABILITY)) return false;
    return stage->game->noise > 0 || offer->accept * offer->ratified >= NEVER;
}

// In an exact equilibrium an accord that is sure to be refused is a pass, and so is an option that costs
// nothing and leaves everybody where a pass would: ties with passing are not shown as use.
static bool option_is_pass(const struct stage *stage, size_t o) {
    const struct game *game = stage->game;
    const double *usual = stage->in->reservation, *shifted = usual + (1 + o) * game->parties;
    if (game->noise > 0) return false;
    if (game->option[o].kind == OPTION_ACCORD && stage->consent[o] < NEVER) return true;
    bool same = !(fabs(game->option[o].cost[stage->in->state]) > 0);
    for (size_t i = 0; i < game->parties; i++)
        same = same && fabs(shifted[i] - usual[i]) <= NEVER * game->scale;
    return same;
}

// Choices and proposals of party j.
static bool strategy_write(struct stage *stage, size_t j, struct profile *profile) {
    size_t n = stage->game->parties;
    size_t alternatives = stage->game->alternatives, options = stage->game->options;
    size_t chooser = stage->in->state * n + j;
    double *choice = profile->choice + chooser * alternatives, kept = 0;
    stage_alternatives(stage, j);
    for (size_t c = 0; c < stage->offer_count; c++)
        if (offer_counts(stage, &stage->offers[c])) kept += stage->offers[c].probability;
    memcpy(choice, stage->sigma, alternatives * sizeof *choice);
    for (size_t o = 0; o < options; o++)
        profile->consent[chooser * options + o] =
            stage->game->option[o].kind == OPTION_ACCORD ? stage->consent[o] : 0;
    choice[SETTLE] *= fmin(kept, 1);
    choice[PASS] += stage->sigma[SETTLE] - choice[SETTLE];
    for (size_t o = 0; o < options; o++)
        if (option_is_pass(stage, o)) {
            choice[PASS] += choice[FIRST_OPTION + o];
            choice[FIRST_OPTION + o] = 0;
        }
    for (size_t c = 0; c < stage->offer_count; c++) {
        const struct offer *offer = &stage->offers[c];
        if (!offer_counts(stage, offer)) continue;
        size_t e = profile_append(profile, (struct proposal){stage->game->deals > 0 ? offer->index : NO_DEAL,
                                                             offer->members, offer->probability / kept,
                                                             offer->accept});
        if (e == SIZE_MAX) return false;
        bool divides = stage->game->deals == 0 && stage->game->issues == 0;
        for (size_t i = 0; i < n; i++)
            profile->share[e * n + i] = divides ? fmax(offer->share[i], 0) : offer->share[i];
        for (size_t k = 0; k < profile->issues; k++)
            profile->position[e * profile->issues + k] = offer->position[k];
    }
    return true;
}

bool stage_write(struct stage *stage, const struct stage_input *input, struct profile *profile) {
    const struct game *game = stage->game;
    size_t n = game->parties, s = input->state;
    bool done = true;
    run_begin(stage, input);
    for (size_t j = 0; j < n && done; j++) {
        if (game->recognition[s * n + j] > 0)
            done = proposer_begin(stage, j) && strategy_write(stage, j, profile) && !stage->failed;
        profile->first[s * n + j + 1] = profile->proposal_count;
    }
    return done;
}
