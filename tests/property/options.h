// SPDX-License-Identifier: GPL-3.0-or-later
// Random games in which parties have more to choose from: moves, an accord, anchors with loss aversion, and
// menus of deals or positions on issues instead of a pie. Parties and channels are those of games.h, kept
// small. Game k is a function of k alone; what is drawn can be changed before it is written, and written with
// its parties in another order.
#ifndef PARLEY_TESTS_OPTIONS_H
#define PARLEY_TESTS_OPTIONS_H

#include "property/games.h"

enum { OPTION_MOVES = 3, OPTION_ANCHORS = 2, OPTION_DEALS = 8, OPTION_ISSUES = 3 };

// Utility below the reference point counts double or worse.
struct option_losses {
    double aversion, aspiration, susceptibility;
};

struct option_move {
    size_t by, channel;
    int shift; // 0: the move shifts nothing
    double cost, chance, risk;
};

// Channel `channel` goes to a neighbouring level when the parties of `between` agree; NOBODY: the usual rule.
struct option_accord {
    size_t channel, between[2];
    int shift; // 0: there is no accord
};

// What a party wants on an issue.
struct option_stance {
    double ideal, salience, exponent;
};

struct options {
    struct sample base;
    struct option_losses losses[SAMPLE_PARTIES];
    size_t moves, anchors, deals, issues; // neither deals nor issues: a pie
    struct option_stance stance[SAMPLE_PARTIES][OPTION_ISSUES];
    bool deals_lie; // deal d lies at place[d] on the issues
    double place[OPTION_DEALS][OPTION_ISSUES];
    struct option_move move[OPTION_MOVES];
    struct option_accord accord;
    double anchor_share[OPTION_ANCHORS]; // what party a asks for itself in its anchor
    size_t depth;
    double pull, fade;
    double utility[OPTION_DEALS][SAMPLE_PARTIES];
    bool spare_channel, spare_move, spare_accord; // a channel that matters to nobody, and what shifts it
};

static inline struct sample_party option_draw_party(uint64_t *seed, size_t parties) {
    return (struct sample_party){
        .discount = 1 - pow(10, -draw_between(seed, 0.7, 2)),
        .initiative = draw_between(seed, 0.1, 2),
        .disagreement = draw_chance(seed, 0.6) ? draw_between(seed, -0.4, 0.2) : 0,
        .breakdown = draw_chance(seed, 0.4) ? draw_between(seed, -0.5, 0.4) : 0,
        .outside = draw_chance(seed, 0.2) ? draw_between(seed, -0.2, 0.35) : NAN,
        .votes = 1,
        .authority = draw_chance(seed, 0.15) ? draw_between(seed, 0.5, 1) : 1,
        .veto = parties > 2 && draw_chance(seed, 0.15),
        .at_table = true,
    };
}

static inline void option_draw_effect(uint64_t *seed, struct sample *sample, size_t channel,
                                      enum sample_target target, enum sample_kind kind, double low,
                                      double high) {
    struct sample_effect *effect = &sample->effect[sample->effects++];
    *effect = (struct sample_effect){.channel = channel, .target = target, .kind = kind};
    effect->party = draw_below(seed, sample->parties);
    for (size_t level = 0; level < sample->channel[channel].levels; level++)
        effect->value[level] = draw_between(seed, low, high);
}

static inline void option_draw_channel(uint64_t *seed, struct sample *sample, size_t c, bool pie) {
    struct sample_channel *channel = &sample->channel[c];
    *channel = (struct sample_channel){.special_level = NOBODY, .believer = NOBODY};
    channel->levels = c == 0 ? 2 + draw_below(seed, 3) : 2;
    channel->start = channel->levels / 2;
    channel->truth.up = draw_between(seed, 0, 0.4);
    channel->truth.down = draw_between(seed, 0, 0.4);
    option_draw_effect(seed, sample, c, ON_DISAGREEMENT, EFFECT_ADD, -0.3, 0.3);
    if (pie && c == 0)
        option_draw_effect(seed, sample, c, ON_PIE, EFFECT_SET, 0.3, 1.6);
    else
        option_draw_effect(seed, sample, c, ON_INITIATIVE, EFFECT_SCALE, 0.3, 2);
}

static inline void option_draw_base(uint64_t *seed, struct sample *sample, bool pie) {
    *sample = (struct sample){.pie = 1};
    sample->parties = 2 + draw_below(seed, SAMPLE_PARTIES - 2);
    for (size_t i = 0; i < sample->parties; i++)
        sample->party[i] = option_draw_party(seed, sample->parties);
    sample->rule = (enum sample_rule)draw_below(seed, 3);
    sample->quota = 2 + (double)draw_below(seed, sample->parties - 1);
    sample->risk = draw_chance(seed, 0.3) ? draw_between(seed, 0, 0.1) : 0;
    sample->idle = draw_chance(seed, 0.2) ? draw_between(seed, 0, 0.4) : 0;
    sample->channels = 1 + draw_below(seed, SAMPLE_CHANNELS);
    for (size_t c = 0; c < sample->channels; c++)
        option_draw_channel(seed, sample, c, pie);
}

static inline void option_draw_moves(uint64_t *seed, struct options *options) {
    const struct sample *base = &options->base;
    options->moves = draw_below(seed, OPTION_MOVES + 1);
    for (size_t m = 0; m < options->moves; m++) {
        struct option_move *move = &options->move[m];
        *move = (struct option_move){.by = draw_below(seed, base->parties)};
        move->channel = draw_below(seed, base->channels);
        if (draw_chance(seed, 0.85)) move->shift = draw_chance(seed, 0.5) ? 1 : -1;
        move->cost = draw_between(seed, 0, 0.05);
        move->chance = draw_between(seed, 0.3, 1);
        if (move->shift == 0 || draw_chance(seed, 0.3)) move->risk = draw_between(seed, 0.01, 0.1);
    }
    if (!draw_chance(seed, 0.4)) return;
    options->accord.channel = draw_below(seed, base->channels);
    options->accord.shift = draw_chance(seed, 0.5) ? 1 : -1;
    size_t first = draw_chance(seed, 0.5) ? draw_below(seed, base->parties) : NOBODY;
    options->accord.between[0] = first;
    options->accord.between[1] = first == NOBODY ? NOBODY : (first + 1) % base->parties;
}

static inline void option_draw_losses(uint64_t *seed, struct options *options) {
    for (size_t i = 0; i < options->base.parties; i++) {
        struct option_losses *losses = &options->losses[i];
        if (draw_chance(seed, 0.7)) losses->aversion = draw_between(seed, 0.5, 2);
        losses->aspiration = draw_between(seed, 0.1, 0.8);
        losses->susceptibility = draw_unit(seed);
    }
}

// An anchor is a channel of its own, so the other channels are cut to one of at most two levels.
static inline void option_draw_anchors(uint64_t *seed, struct options *options) {
    struct sample *base = &options->base;
    if (base->channels > 1 || base->channel[0].levels > 2) return;
    options->anchors = 1 + draw_below(seed, OPTION_ANCHORS);
    for (size_t a = 0; a < options->anchors; a++)
        options->anchor_share[a] = draw_between(seed, 0.6, 1);
    options->depth = 1 + draw_below(seed, 2);
    options->pull = draw_between(seed, 0.5, 1);
    options->fade = draw_between(seed, 0, 0.4);
}

static inline void options_draw_pie(uint64_t k, struct options *options) {
    uint64_t state = k * UINT64_C(0xd1342543de82ef95) + 2, *seed = &state;
    *options = (struct options){.deals = 0};
    option_draw_base(seed, &options->base, true);
    option_draw_moves(seed, options);
    if (draw_chance(seed, 0.4)) return;
    option_draw_losses(seed, options);
    option_draw_anchors(seed, options);
}

static inline void options_draw_deals(uint64_t k, struct options *options) {
    uint64_t state = k * UINT64_C(0xd1342543de82ef95) + 3, *seed = &state;
    *options = (struct options){.deals = 0};
    option_draw_base(seed, &options->base, false);
    option_draw_moves(seed, options);
    if (draw_chance(seed, 0.5)) option_draw_losses(seed, options);
    options->deals = 2 + draw_below(seed, OPTION_DEALS - 1);
    for (size_t d = 0; d < options->deals; d++)
        for (size_t i = 0; i < options->base.parties; i++)
            options->utility[d][i] = draw_between(seed, -0.1, 1);
}

// Issues run from -1 to 3. Most exponents are 2, as they are by default.
static inline void option_draw_issues(uint64_t *seed, struct options *options) {
    static const double exponents[] = {1, 1.5, 3, 4};
    options->issues = 1 + draw_below(seed, OPTION_ISSUES);
    bool curved = draw_chance(seed, 0.25);
    for (size_t i = 0; i < options->base.parties; i++)
        for (size_t k = 0; k < options->issues; k++) {
            struct option_stance *stance = &options->stance[i][k];
            stance->ideal = draw_chance(seed, 0.3) ? 3 : draw_between(seed, -1, 3);
            stance->salience = k > 0 && draw_chance(seed, 0.15) ? 0 : draw_between(seed, 0.1, 1);
            stance->exponent = curved && draw_chance(seed, 0.5) ? exponents[draw_below(seed, 4)] : 2;
        }
}

static inline void options_draw_issues(uint64_t k, struct options *options) {
    uint64_t state = k * UINT64_C(0xd1342543de82ef95) + 4, *seed = &state;
    *options = (struct options){.deals = 0};
    option_draw_base(seed, &options->base, false);
    option_draw_moves(seed, options);
    option_draw_issues(seed, options);
    if (draw_chance(seed, 0.4)) return;
    option_draw_losses(seed, options);
    option_draw_anchors(seed, options);
}

// Deals that lie on issues.
static inline void options_draw_grid(uint64_t k, struct options *options) {
    uint64_t state = k * UINT64_C(0xd1342543de82ef95) + 5, *seed = &state;
    options_draw_issues(k, options);
    options->deals_lie = true;
    options->deals = 2 + draw_below(seed, OPTION_DEALS - 1);
    for (size_t d = 0; d < options->deals; d++)
        for (size_t issue = 0; issue < options->issues; issue++)
            options->place[d][issue] = draw_between(seed, -1, 3);
}

static inline void option_write_party(const struct options *options, size_t i, struct text *out) {
    const struct sample_party *party = &options->base.party[i];
    const struct option_losses *losses = &options->losses[i];
    text_append(out, "  P%zu: {discount: %.17g, initiative: %.17g, disagreement: %.17g, breakdown: %.17g, ",
                i, party->discount, party->initiative, party->disagreement, party->breakdown);
    if (!isnan(party->outside)) text_append(out, "outside: %.17g, ", party->outside);
    if (losses->aversion > 0)
        text_append(out, "loss_aversion: %.17g, aspiration: %.17g, susceptibility: %.17g, ", losses->aversion,
                    losses->aspiration, losses->susceptibility);
    text_append(out, "authority: %.17g, veto: %s", party->authority, party->veto ? "true" : "false");
    for (size_t k = 0; k < options->issues; k++) {
        const struct option_stance *stance = &options->stance[i][k];
        text_append(out, "%si%zu: {ideal: %.17g, salience: %.17g, exponent: %.17g}",
                    k > 0 ? ", " : ", issues: {", k, stance->ideal, stance->salience, stance->exponent);
    }
    text_append(out, "%s}\n", options->issues > 0 ? "}" : "");
}

static inline void option_write_moves(const struct options *options, struct text *out) {
    if (options->moves > 0 || options->spare_move) text_append(out, "moves:\n");
    for (size_t m = 0; m < options->moves; m++) {
        const struct option_move *move = &options->move[m];
        text_append(out, "  m%zu: {by: P%zu, cost: %.17g, chance: %.17g, risk: %.17g", m, move->by,
                    move->cost, move->chance, move->risk);
        if (move->shift != 0) text_append(out, ", shift: {c%zu: %d}", move->channel, move->shift);
        text_append(out, "}\n");
    }
    if (options->spare_move) text_append(out, "  spare move: {by: P0, shift: {spare: 1}}\n");
}

static inline void option_write_accords(const struct options *options, struct text *out) {
    const struct option_accord *accord = &options->accord;
    if (accord->shift != 0 || options->spare_accord) text_append(out, "accords:\n");
    if (accord->shift != 0) {
        text_append(out, "  accord: {shift: {c%zu: %d}", accord->channel, accord->shift);
        if (accord->between[0] != NOBODY)
            text_append(out, ", parties: [P%zu, P%zu]", accord->between[0], accord->between[1]);
        text_append(out, "}\n");
    }
    if (options->spare_accord) text_append(out, "  spare accord: {shift: {spare: 1}}\n");
}

static inline void option_write_place(const struct options *options, const double *place, struct text *out) {
    for (size_t k = 0; k < options->issues; k++)
        text_append(out, "%si%zu: %.17g", k > 0 ? ", " : "at: {", k, place[k]);
    text_append(out, "}");
}

static inline void option_write_deal(const struct options *options, size_t d, struct text *out) {
    text_append(out, "    d%zu: {", d);
    if (options->deals_lie) option_write_place(options, options->place[d], out);
    for (size_t i = 0; i < options->base.parties && !options->deals_lie; i++)
        text_append(out, "%sP%zu: %.17g", i > 0 ? ", " : "utility: {", i, options->utility[d][i]);
    text_append(out, "%s\n", options->deals_lie ? "}" : "}}");
}

static inline void option_write_outcome(const struct options *options, struct text *out) {
    if (options->deals == 0 && options->issues == 0) {
        text_append(out, "outcome: {pie: %.17g}\n", options->base.pie);
        return;
    }
    text_append(out, "outcome:\n");
    if (options->issues > 0) text_append(out, "  issues:\n");
    for (size_t k = 0; k < options->issues; k++)
        text_append(out, "    i%zu: {range: [-1, 3]}\n", k);
    if (options->deals > 0) text_append(out, "  deals:\n");
    for (size_t d = 0; d < options->deals; d++)
        option_write_deal(options, d, out);
}

// An anchor on issues is its owner's ideal point.
static inline void option_write_anchors(const struct options *options, struct text *out) {
    if (options->anchors == 0) return;
    text_append(out, "anchors:\n");
    for (size_t a = 0; a < options->anchors; a++) {
        double ideal[OPTION_ISSUES];
        for (size_t k = 0; k < options->issues; k++)
            ideal[k] = options->stance[a][k].ideal;
        text_append(out, "  draft %zu: {by: P%zu, ", a, a);
        if (options->issues > 0)
            option_write_place(options, ideal, out);
        else
            text_append(out, "shares: {P%zu: %.17g}", a, options->anchor_share[a]);
        text_append(out, "}\n");
    }
    text_append(out, "anchoring: {depth: %zu, pull: %.17g, fade: %.17g}\n", options->depth, options->pull,
                options->fade);
}

// The scenario as text; order NULL: parties as drawn. The caller frees `out`.
static inline void options_write(const struct options *options, const struct sample_order *order,
                                 struct text *out) {
    const struct sample_order usual = sample_order_usual();
    const struct sample *base = &options->base;
    if (!order) order = &usual;
    text_append(out, "title: Random game\nperiod: 1 month\nparties:\n");
    for (size_t k = 0; k < base->parties; k++)
        option_write_party(options, order->party[k], out);
    if (base->rule == SAMPLE_QUOTA)
        text_append(out, "agreement: {quota: %g}\n", base->quota);
    else
        text_append(out, "agreement: {rule: %s}\n", base->rule == SAMPLE_MAJORITY ? "majority" : "unanimity");
    text_append(out, "breakdown_risk: %.17g\nidle: %.17g\nnoise: %.17g\n", base->risk, base->idle,
                base->noise);
    option_write_outcome(options, out);
    text_append(out, "leverage:\n");
    for (size_t c = 0; c < base->channels; c++)
        sample_write_channel(base, c, order->level[c], out);
    if (options->spare_channel) text_append(out, "  spare:\n    levels: [off, on]\n");
    option_write_moves(options, out);
    option_write_accords(options, out);
    option_write_anchors(options, out);
}

#endif
