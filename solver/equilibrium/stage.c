// SPDX-License-Identifier: GPL-3.0-or-later
// The stage game of one state for a pie (model: README, "The game"). The party with the initiative chooses
// settle, pass or quit; if it settles, a minimal winning coalition; voters accept when the offer meets their
// needs:
//     need_i = R_i + (max(R_i, o_i) - R_i) / Q_C,   cost = sum of max(need_i, 0),   slack = pie - cost
//     payoff of C to its proposer = a Q_C max(slack, 0) + (1 - a Q_C) R_j,   a = chance that all accept
// With noise, each choice is logit and a = logistic(margin / noise), margin = slack + what the least eager
// member gains even from a share of nothing, min max(-need_i, 0); where slack < 0 the offers are scaled down
// to the pie. Q_C is the product of the members' authority. While proposer j is at work every quantity
// carries its gradient by R, by the log-odds of j's free choices and by log(noise); then the log-odds are
// eliminated.
#include "equilibrium/stage.h"
#include "core/checked.h"
#include "equilibrium/choice.h"
#include "equilibrium/offer.h"
#include <string.h>

// The most options of one proposer whose log-odds are worth keeping; what is beyond stays a softmax. An
// evaluation costs coalitions x log-odds x parties, so that many coalitions leave room for few.
enum { FREE_OPTIONS_MAX = 512, FREE_WORK_MAX = 1 << 18 };
// Least derivative of G by its own log-odds, relative to the payoffs' scale. Below this noise Newton's method
// uses a slightly wrong slope, which costs a digit or two per step; the true one would lose the digits of
// everything else.
static const double STIFFNESS = 1e-9;

struct stage {
    const struct game *game;
    size_t offers_max, width_max;
    struct offer *offers;
    double *buffer;                        // owns the arrays below
    double *accept, *payoff, *probability; // gradients, one row per coalition
    double *settle, *agreed;               // gradients, one row
    double *alternative, *chosen;          // gradients, one row per alternative
    double *consented;                     // gradients of the chance that accord o takes effect, one row each
    double *pair, *pair_out;               // gradients of accept and reject
    double *numbers;                       // owns the next five
    double *offer_payoff, *offer_sigma;    // one per coalition
    double *payoffs, *sigma;               // one per alternative
    double *consent;                       // chance that accord o takes effect
    double *excess, *d_excess;             // G of the proposer's free choices, and its gradients
    double *d_gain;                        // gradient of what one party gets, one row
    size_t unknowns_max;
    // the run under way
    const struct stage_input *in;
    size_t width;             // columns of the gradients: R, the proposer's z, log(noise)
    size_t cursor;            // next free choice
    size_t unknown, unknowns; // the proposer's log-odds: met so far, in all
    size_t odds;              // where they start in the state's
    size_t offer_count;
    // collecting free choices
    struct free_list *collect;
    double **collect_odds;
    size_t *collect_capacity;
    size_t collected, free_max; // options of the present proposer; the most there may be
    bool failed;
};

void free_list_clear(struct free_list *list) {
    for (size_t k = 0; k < list->count; k++)
        free(list->choices[k].options);
    free(list->choices);
    *list = (struct free_list){0};
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
    stage->free_max = FREE_WORK_MAX / (stage->offers_max + 1);
    if (stage->free_max > FREE_OPTIONS_MAX) stage->free_max = FREE_OPTIONS_MAX;
    stage->offers = array_new(stage->offers_max, sizeof *stage->offers);
    size_t offers = stage->offers_max, alternatives = game->alternatives;
    stage->numbers = array_new(2 * offers + 3 * alternatives, sizeof(double));
    if (stage->offers && stage->numbers) {
        stage->offer_payoff = stage->numbers;
        stage->offer_sigma = stage->offer_payoff + offers;
        stage->payoffs = stage->offer_sigma + offers;
        stage->sigma = stage->payoffs + alternatives;
        stage->consent = stage->sigma + alternatives;
        return stage;
    }
    stage_free(stage);
    return NULL;
}

void stage_free(struct stage *stage) {
    if (!stage) return;
    free(stage->offers);
    free(stage->numbers);
    free(stage->buffer);
    free(stage);
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

static void row_add(double *y, double a, const double *x, size_t width) {
    for (size_t c = 0; c < width; c++)
        y[c] += a * x[c];
}

// ---- choices ----

static bool node_equals(struct node a, struct node b) {
    return a.kind == b.kind && a.proposer == b.proposer && a.which == b.which;
}

// If the choice is nearly tied, append it and its log-odds to the list being collected.
static void collect_choice(struct stage *stage, struct node node, const struct options *options) {
    size_t free_count = 0, reference = 0;
    for (size_t k = 0; k < options->count; k++) {
        free_count += options->sigma[k] > FREE_PROBABILITY;
        if (options->sigma[k] > options->sigma[reference]) reference = k;
    }
    if (free_count < 2 || stage->collected + free_count > stage->free_max) return;
    stage->collected += free_count;
    struct free_list *list = stage->collect;
    size_t capacity = list->count == list->capacity ? 2 * list->capacity + 4 : list->capacity;
    struct free_choice *more = realloc(list->choices, capacity * sizeof *more);
    if (more) list->choices = more, list->capacity = capacity;
    size_t needed = list->unknowns + free_count;
    if (needed > *stage->collect_capacity) {
        double *odds = realloc(*stage->collect_odds, 2 * needed * sizeof *odds);
        if (odds) *stage->collect_odds = odds, *stage->collect_capacity = 2 * needed;
    }
    uint32_t *kept = array_new(free_count, sizeof *kept);
    if (!more || !kept || needed > *stage->collect_capacity) {
        stage->failed = true;
        free(kept);
        return;
    }
    double *odds = *stage->collect_odds + list->unknowns;
    kept[0] = (uint32_t)reference;
    for (size_t k = 0, to = 1; k < options->count; k++)
        if (k != reference && options->sigma[k] > FREE_PROBABILITY) {
            odds[to - 1] = log(options->sigma[k] / options->sigma[reference]);
            kept[to++] = (uint32_t)k;
        }
    list->choices[list->count++] = (struct free_choice){node, (uint32_t)free_count, kept};
    list->unknowns += free_count - 1;
}

// Resolve a choice by whichever of the three forms applies.
static void resolve(struct stage *stage, struct node node, const struct options *options) {
    const struct free_list *list = stage->in->list;
    const struct free_choice *next =
        list && stage->cursor < list->count ? &list->choices[stage->cursor] : NULL;
    if (next && node_equals(next->node, node)) {
        struct log_odds z = {.noise = stage->in->noise,
                             .stiffness = STIFFNESS * stage->game->scale,
                             .value = stage->in->log_odds + stage->odds + stage->unknown,
                             .first = stage_inputs(stage->game) + stage->unknown,
                             .excess = stage->excess + stage->unknown,
                             .d_excess = stage->d_excess + stage->unknown * stage->width};
        choice_free(options, next, &z);
        stage->unknown += next->count - 1;
        stage->cursor++;
    } else if (stage->in->noise > 0)
        choice_logit(options, stage->in->noise);
    else
        choice_best(options);
    if (stage->collect) collect_choice(stage, node, options);
}

// ---- offers ----

// Add a multiple of a quantity's gradient to a row.
static void graded_add(const struct stage *stage, double *row, double a, const struct graded *x) {
    size_t n = stage->game->parties;
    row_add(row, a, x->d, n);
    row[stage->width - 1] += a * x->d[n];
}

// The terms of an offer, the chance that it is accepted and what it is worth to its proposer, with gradients.
static void offer_evaluate(struct stage *stage, size_t j, size_t c) {
    struct offer *offer = &stage->offers[c];
    size_t width = stage->width;
    double reservation = stage->in->reservation[j], sigma[2];
    double *d_accept = stage->accept + c * width, *d_payoff = stage->payoff + c * width;
    memset(stage->pair, 0, 2 * width * sizeof *stage->pair);
    memset(d_accept, 0, width * sizeof *d_accept);
    memset(d_payoff, 0, width * sizeof *d_payoff);
    d_payoff[j] = 1; // if nothing is enacted
    offer->payoff = reservation;
    if (!(offer->ratified > 0)) { // it would never take effect
        memset(offer->share, 0, sizeof offer->share);
        return;
    }
    offer_find(&(struct offer_context){stage->game, stage->in->state, j, stage->in->reservation,
                                       stage->in->smoothing, stage->in->transfers},
               offer);
    if (offer->members == (coalition)1 << j) { // nobody else votes
        offer->accept = 1;
    } else {
        const double payoff[2] = {offer->margin.value, 0};
        graded_add(stage, stage->pair, 1, &offer->margin);
        resolve(stage, (struct node){NODE_ACCEPTANCE, (uint32_t)j, offer->index},
                &(struct options){2, width, payoff, stage->pair, sigma, stage->pair_out});
        offer->accept = sigma[0];
        memcpy(d_accept, stage->pair_out, width * sizeof *d_accept);
    }
    double enacted = offer->accept * offer->ratified, gain = offer->felt[j].value - reservation;
    offer->payoff = reservation + enacted * gain;
    d_payoff[j] = 1 - enacted;
    row_add(d_payoff, offer->ratified * gain, d_accept, width);
    graded_add(stage, d_payoff, enacted, &offer->felt[j]);
}

// List the coalitions that j can settle with.
static void offers_list(struct stage *stage, size_t j) {
    const struct game *game = stage->game;
    size_t s = stage->in->state;
    const struct rule *rule = &game->rules[game->rule[s]];
    const double *authority = game->authority + s * game->parties;
    stage->offer_count = 0;
    for (size_t k = rule->first[j]; k < rule->first[j + 1]; k++) {
        coalition members = rule->lean[k];
        double ratified = 1;
        for (size_t i = 0; i < game->parties; i++)
            if (members >> i & 1) ratified *= authority[i];
        struct offer *offer = &stage->offers[stage->offer_count++]; // offer_find fills in the rest
        offer->index = (uint32_t)k;
        offer->members = members;
        offer->ratified = ratified;
        offer->accept = offer->payoff = offer->probability = 0;
    }
}

// The proposer's choice among coalitions; returns the expected payoff of settling, its gradient in
// stage->settle.
static double settle_evaluate(struct stage *stage, size_t j) {
    size_t width = stage->width, count = stage->offer_count;
    double expected = 0;
    memset(stage->settle, 0, width * sizeof *stage->settle);
    for (size_t c = 0; c < count; c++) {
        offer_evaluate(stage, j, c);
        stage->offer_payoff[c] = stage->offers[c].payoff;
    }
    resolve(stage, (struct node){NODE_COALITION, (uint32_t)j, 0},
            &(struct options){count, width, stage->offer_payoff, stage->payoff, stage->offer_sigma,
                              stage->probability});
    for (size_t c = 0; c < count; c++) {
        struct offer *offer = &stage->offers[c];
        offer->probability = stage->offer_sigma[c];
        expected += offer->probability * offer->payoff;
        row_add(stage->settle, offer->probability, stage->payoff + c * width, width);
        row_add(stage->settle, offer->payoff, stage->probability + c * width, width);
    }
    return expected;
}

// What party i != j gets if j settles, and its gradient in stage->agreed.
static double agreed_evaluate(struct stage *stage, size_t i) {
    size_t width = stage->width;
    double reservation = stage->in->reservation[i], expected = reservation;
    memset(stage->agreed, 0, width * sizeof *stage->agreed);
    stage->agreed[i] = 1;
    for (size_t c = 0; c < stage->offer_count; c++) {
        const struct offer *offer = &stage->offers[c];
        if (!(offer->ratified > 0)) continue; // it changes nothing
        double enacted = offer->accept * offer->ratified, weight = offer->probability * enacted;
        double gain = offer->felt[i].value - reservation;
        expected += weight * gain;
        row_add(stage->agreed, enacted * gain, stage->probability + c * width, width);
        row_add(stage->agreed, offer->probability * offer->ratified * gain, stage->accept + c * width, width);
        stage->agreed[i] -= weight;
        graded_add(stage, stage->agreed, weight, &offer->felt[i]);
    }
    return expected;
}

// ---- accords ----

// Chance that those who say yes can enact the accord, when party i says yes with probability yes[i], and its
// derivatives. consent: all of these must; 0: the voting rule decides. Cost O(2^n n).
static double enact(const struct rule *rule, coalition consent, size_t n, const double *yes, double *slope) {
    double chance = 0;
    memset(slope, 0, n * sizeof *slope);
    coalition table = consent ? consent : rule->table;
    for (coalition members = table; members; members = (members - 1) & table) { // every part of the table
        if (consent ? members != consent : !rule_wins(rule, members)) continue;
        double one = 1, rest[PARTIES_MAX];
        for (size_t i = 0; i < n; i++) {
            double factor = !(table >> i & 1) ? 1 : members >> i & 1 ? yes[i] : 1 - yes[i];
            rest[i] = one;
            one *= factor;
        }
        double behind = 1;
        for (size_t i = n; i-- > 0;) {
            if (!(table >> i & 1)) continue;
            slope[i] += (members >> i & 1 ? 1 : -1) * rest[i] * behind;
            behind *= members >> i & 1 ? yes[i] : 1 - yes[i];
        }
        chance += one;
    }
    return chance;
}

// The chance that accord o takes effect if j proposes it: each other party at the table says yes the more
// likely, the more it gains over an ordinary period, and what it says yes to is ratified with its authority.
static void accord_evaluate(struct stage *stage, size_t o, size_t j) {
    const struct game *game = stage->game;
    size_t n = game->parties, s = stage->in->state, width = stage->width;
    const double *reservation = stage->in->reservation, *shifted = reservation + (1 + o) * n;
    const struct rule *rule = &game->rules[game->rule[s]];
    coalition consent = game->option[o].consent, asked = consent ? consent : rule->table;
    double yes[PARTIES_MAX] = {0}, slope[PARTIES_MAX], sigma[2],
           *d_yes = stage->agreed; // rows of each voter follow
    double *out = stage->consented + o * width;
    memset(out, 0, width * sizeof *out);
    double votes[PARTIES_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        if (!(asked >> i & 1)) continue;
        double authority = game->authority[s * n + i];
        votes[i] = 1;
        if (i != j) {
            const double payoff[2] = {shifted[i] - reservation[i], 0};
            memset(stage->pair, 0, 2 * width * sizeof *stage->pair);
            stage->pair[(1 + o) * n + i] = 1;
            stage->pair[i] = -1;
            resolve(stage, (struct node){NODE_CONSENT, (uint32_t)j, (uint32_t)(o * n + i)},
                    &(struct options){2, width, payoff, stage->pair, sigma, stage->pair_out});
            votes[i] = sigma[0];
            memcpy(d_yes + i * width, stage->pair_out, width * sizeof *d_yes);
        } else
            memset(d_yes + i * width, 0, width * sizeof *d_yes);
        yes[i] = authority * votes[i];
    }
    stage->consent[o] = enact(rule, consent, n, yes, slope);
    for (size_t i = 0; i < n; i++)
        if (asked >> i & 1) row_add(out, slope[i] * game->authority[s * n + i], d_yes + i * width, width);
}

// ---- alternatives ----

// What option o, chosen by j, gives to party i; adds `weight` times its gradient to row.
static double option_payoff(const struct stage *stage, size_t o, size_t j, size_t i, double weight,
                            double *row) {
    const struct game *game = stage->game;
    const struct game_option *option = &game->option[o];
    size_t n = game->parties, shifted = (1 + o) * n + i;
    const double *reservation = stage->in->reservation;
    if (option->kind == OPTION_MOVE) {
        row[shifted] += weight;
        return reservation[shifted] - (i == j ? option->cost[stage->in->state] : 0);
    }
    double gain = reservation[shifted] - reservation[i], consent = stage->consent[o];
    row[shifted] += weight * consent;
    row[i] += weight * (1 - consent);
    row_add(row, weight * gain, stage->consented + o * stage->width, stage->width);
    return reservation[i] + consent * gain;
}

static bool option_is_open(const struct game *game, size_t o, size_t j) {
    return game->option[o].kind == OPTION_ACCORD || game->option[o].by == j;
}

// The choice of proposer j among settle, pass, quit and its options; probabilities in stage->sigma, gradients
// in stage->chosen.
static double alternatives_evaluate(struct stage *stage, size_t j) {
    const struct game *game = stage->game;
    size_t width = stage->width;
    double *payoff = stage->payoffs;
    offers_list(stage, j);
    payoff[SETTLE] = stage->offer_count > 0 ? settle_evaluate(stage, j) : -INFINITY;
    payoff[PASS] = stage->in->reservation[j];
    payoff[QUIT] = game->outside[stage->in->state * game->parties + j];
    memset(stage->alternative, 0, game->alternatives * width * sizeof *stage->alternative);
    if (stage->offer_count > 0)
        memcpy(stage->alternative + SETTLE * width, stage->settle, width * sizeof *stage->settle);
    stage->alternative[PASS * width + j] = 1;
    for (size_t o = 0; o < game->options; o++) {
        payoff[FIRST_OPTION + o] = -INFINITY;
        if (!option_is_open(game, o, j)) continue;
        if (game->option[o].kind == OPTION_ACCORD) accord_evaluate(stage, o, j);
        payoff[FIRST_OPTION + o] =
            option_payoff(stage, o, j, j, 1, stage->alternative + (FIRST_OPTION + o) * width);
    }
    resolve(stage, (struct node){NODE_ALTERNATIVE, (uint32_t)j, 0},
            &(struct options){game->alternatives, width, payoff, stage->alternative, stage->sigma,
                              stage->chosen});
    return payoff[SETTLE];
}

// What party i gets when j has the initiative; its gradient in stage->d_gain.
static double gain_evaluate(struct stage *stage, size_t i, size_t j, double settled) {
    const struct game *game = stage->game;
    size_t at = stage->in->state * game->parties, width = stage->width;
    double gain = 0, *d_gain = stage->d_gain;
    memset(d_gain, 0, width * sizeof *d_gain);
    for (size_t k = 0; k < game->alternatives; k++) {
        double payoff = 0, sigma = stage->sigma[k];
        if (k == SETTLE && stage->offer_count > 0) {
            payoff = i == j ? settled : agreed_evaluate(stage, i);
            row_add(d_gain, sigma, i == j ? stage->settle : stage->agreed, width);
        } else if (k == PASS) {
            payoff = stage->in->reservation[i];
            d_gain[i] += sigma;
        } else if (k == QUIT && isfinite(game->outside[at + j]))
            payoff = i == j ? game->outside[at + j] : game->breakdown[at + i];
        else if (k >= FIRST_OPTION && option_is_open(game, k - FIRST_OPTION, j))
            payoff = option_payoff(stage, k - FIRST_OPTION, j, i, sigma, d_gain);
        gain += sigma * payoff;
        row_add(d_gain, payoff, stage->chosen + k * width, width);
    }
    return gain;
}

// ---- the proposers ----

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
        result->value[i] += chance * gain_evaluate(stage, i, j, settled);
        row_add(d_value, chance, stage->d_gain, inputs);
        d_value[inputs] += chance * stage->d_gain[inputs + m];
        for (size_t k = 0; k < m; k++)
            row_add(d_value, chance * stage->d_gain[inputs + k], d_odds + k * columns, columns);
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
        double settled = alternatives_evaluate(stage, j), *d_odds = NULL;
        if (stage->unknowns > 0) {
            d_odds = result->d_odds + stage->odds * columns;
            memcpy(result->excess + stage->odds, stage->excess, stage->unknowns * sizeof *stage->excess);
            eliminate(stage, d_odds);
        }
        values_add(stage, j, settled, result, d_odds);
    }
    return true;
}

bool stage_collect(struct stage *stage, const struct stage_input *input, struct free_list *list,
                   double **log_odds, size_t *capacity) {
    const struct game *game = stage->game;
    free_list_clear(list);
    run_begin(stage, input);
    stage->collect = list;
    stage->collect_odds = log_odds;
    stage->collect_capacity = capacity;
    for (size_t j = 0; j < game->parties && !stage->failed; j++) {
        if (!(game->recognition[input->state * game->parties + j] > 0)) continue;
        stage->failed = !proposer_begin(stage, j);
        if (!stage->failed) alternatives_evaluate(stage, j);
    }
    stage->collect = NULL;
    return !stage->failed;
}

// ---- strategies ----

// Proposals less likely than this are not written down.
static const double PROPOSAL_PROBABILITY = 1e-15;
// A chance of being enacted below this is none.
static const double NEVER = 1e-12;

// In an exact equilibrium a proposal that is sure to fail is a pass.
static bool offer_counts(const struct stage *stage, const struct offer *offer) {
    if (!(offer->probability >= PROPOSAL_PROBABILITY)) return false;
    return stage->game->noise > 0 || offer->accept * offer->ratified >= NEVER;
}

// Choices and proposals of party j.
static bool strategy_write(struct stage *stage, size_t j, struct profile *profile) {
    size_t n = stage->game->parties;
    size_t alternatives = stage->game->alternatives, options = stage->game->options;
    size_t chooser = stage->in->state * n + j;
    double *choice = profile->choice + chooser * alternatives, kept = 0;
    alternatives_evaluate(stage, j);
    for (size_t c = 0; c < stage->offer_count; c++)
        if (offer_counts(stage, &stage->offers[c])) kept += stage->offers[c].probability;
    memcpy(choice, stage->sigma, alternatives * sizeof *choice);
    for (size_t o = 0; o < options; o++)
        profile->consent[chooser * options + o] =
            stage->game->option[o].kind == OPTION_ACCORD ? stage->consent[o] : 0;
    choice[SETTLE] *= fmin(kept, 1);
    choice[PASS] += stage->sigma[SETTLE] - choice[SETTLE];
    for (size_t c = 0; c < stage->offer_count; c++) {
        const struct offer *offer = &stage->offers[c];
        if (!offer_counts(stage, offer)) continue;
        size_t e = profile_append(
            profile, (struct proposal){offer->members, offer->probability / kept, offer->accept});
        if (e == SIZE_MAX) return false;
        for (size_t i = 0; i < n; i++)
            profile->share[e * n + i] = fmax(offer->share[i], 0);
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
            done = proposer_begin(stage, j) && strategy_write(stage, j, profile);
        profile->first[s * n + j + 1] = profile->proposal_count;
    }
    return done;
}
