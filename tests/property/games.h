// SPDX-License-Identifier: GPL-3.0-or-later
// Random pie games, written as scenario files so that a test of them tests the whole chain. Game k is a
// function of k alone. A sample can be changed before it is written, and written with its parties or its
// levels in another order; names stay with what they name.
#ifndef PARLEY_TESTS_GAMES_H
#define PARLEY_TESTS_GAMES_H

#include "core/text.h"
#include <math.h>
#include <stdint.h>

enum { SAMPLE_PARTIES = 5, SAMPLE_LEVELS = 30, SAMPLE_CHANNELS = 2, SAMPLE_EFFECTS = 8 };
static const size_t NOBODY = SIZE_MAX;

struct sample_party {
    double discount, initiative, disagreement, breakdown;
    double outside; // NAN: cannot quit
    double votes, authority;
    bool veto, at_table;
};

// A drift or, if `full`, a transition matrix.
struct sample_law {
    bool full;
    double up, down, matrix[SAMPLE_LEVELS][SAMPLE_LEVELS];
};

struct sample_channel {
    size_t levels, start;
    struct sample_law truth, special, belief;
    size_t special_level; // of channel 0 at which `special` holds; NOBODY: at none
    size_t believer;      // who holds `belief`; NOBODY: nobody
};

enum sample_target { ON_PIE, ON_RISK, ON_INITIATIVE, ON_DISAGREEMENT };
enum sample_kind { EFFECT_SET, EFFECT_SCALE, EFFECT_ADD };

struct sample_effect {
    size_t channel, party;
    enum sample_target target;
    enum sample_kind kind;
    double value[SAMPLE_LEVELS];
};

enum sample_rule { SAMPLE_UNANIMITY, SAMPLE_MAJORITY, SAMPLE_QUOTA };

struct sample {
    size_t parties, channels, effects;
    enum sample_rule rule;
    double quota, pie, risk, idle, noise;
    struct sample_party party[SAMPLE_PARTIES];
    struct sample_channel channel[SAMPLE_CHANNELS];
    struct sample_effect effect[SAMPLE_EFFECTS];
};

// The order in which parties and levels are listed.
struct sample_order {
    size_t party[SAMPLE_PARTIES], level[SAMPLE_CHANNELS][SAMPLE_LEVELS];
};

// Numbers in [0, 1): splitmix64 (Steele, Lea and Flood 2014).
static inline double draw_unit(uint64_t *seed) {
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static inline double draw_between(uint64_t *seed, double low, double high) {
    return low + (high - low) * draw_unit(seed);
}

static inline size_t draw_below(uint64_t *seed, size_t count) {
    return (size_t)(draw_unit(seed) * (double)count);
}

static inline bool draw_chance(uint64_t *seed, double chance) {
    return draw_unit(seed) < chance;
}

static inline void draw_law(uint64_t *seed, size_t levels, struct sample_law *law) {
    law->full = draw_chance(seed, 0.5);
    law->up = draw_between(seed, 0, 0.5);
    law->down = draw_between(seed, 0, 0.5);
    for (size_t from = 0; from < levels; from++) {
        double sum = 0;
        for (size_t to = 0; to < levels; to++)
            sum += law->matrix[from][to] = draw_chance(seed, 0.5) || from == to ? draw_unit(seed) + 0.01 : 0;
        for (size_t to = 0; to < levels; to++)
            law->matrix[from][to] /= sum;
    }
}

static inline struct sample_party draw_party(uint64_t *seed, double common_discount) {
    double own_discount = 1 - pow(10, -draw_between(seed, 0.31, 3));
    return (struct sample_party){
        .discount = common_discount > 0 ? common_discount : own_discount,
        .initiative = draw_chance(seed, 0.6) ? draw_between(seed, 0.1, 2) : 1,
        .disagreement = draw_chance(seed, 0.5) ? draw_between(seed, -0.5, 0.3) : 0,
        .breakdown = draw_chance(seed, 0.5) ? draw_between(seed, -0.5, 0.4) : 0,
        .outside = draw_chance(seed, 0.2) ? draw_between(seed, -0.2, 0.5) : NAN,
        .votes = draw_chance(seed, 0.4) ? (double)draw_below(seed, 6) : 1,
        .authority = draw_chance(seed, 0.2) ? draw_between(seed, 0.3, 1) : 1,
        .veto = draw_chance(seed, 0.1),
        .at_table = true,
    };
}

static inline void draw_effect(uint64_t *seed, struct sample *sample, size_t channel,
                               enum sample_target target) {
    static const double low[4][3] = {{0.5, 0.5, 0}, {0, 0, 0}, {0.1, 0.2, 0}, {-0.5, -1, -0.3}};
    static const double high[4][3] = {{2, 1.5, 1}, {0.2, 2, 0.1}, {2, 2, 1}, {0.3, 2, 0.2}};
    struct sample_effect *effect = &sample->effect[sample->effects++];
    *effect = (struct sample_effect){.channel = channel, .target = target};
    effect->party = draw_below(seed, sample->parties);
    effect->kind = (enum sample_kind)draw_below(seed, 3);
    for (size_t level = 0; level < sample->channel[channel].levels; level++)
        effect->value[level] = draw_between(seed, low[target][effect->kind], high[target][effect->kind]);
}

static inline void draw_channel(uint64_t *seed, struct sample *sample, size_t c) {
    struct sample_channel *channel = &sample->channel[c];
    channel->levels = sample->channels == 1 ? 1 + draw_below(seed, SAMPLE_LEVELS) : 2 + draw_below(seed, 4);
    channel->start = draw_below(seed, channel->levels);
    draw_law(seed, channel->levels, &channel->truth);
    draw_law(seed, channel->levels, &channel->special);
    draw_law(seed, channel->levels, &channel->belief);
    channel->special_level =
        c > 0 && draw_chance(seed, 0.5) ? draw_below(seed, sample->channel[0].levels) : NOBODY;
    channel->believer = draw_chance(seed, 0.2) ? draw_below(seed, sample->parties) : NOBODY;
    static const double chance[] = {0.6, 0.2, 0.6, 0.6};
    for (int target = ON_PIE; target <= ON_DISAGREEMENT; target++)
        if (draw_chance(seed, chance[target])) draw_effect(seed, sample, c, (enum sample_target)target);
}

// Who may be away, and a quota that those at the table can reach.
static inline void draw_rule(uint64_t *seed, struct sample *sample) {
    sample->rule = (enum sample_rule)draw_below(seed, 3);
    sample->party[0].votes = fmax(sample->party[0].votes, 1);
    size_t away = draw_below(seed, sample->parties);
    if (draw_chance(seed, 0.15) && away > 0) sample->party[away].at_table = sample->party[away].veto = false;
    size_t idler = draw_below(seed, sample->parties);
    if (draw_chance(seed, 0.1) && idler > 0) sample->party[idler].initiative = 0;
    double votes = 0;
    for (size_t i = 0; i < sample->parties; i++)
        if (sample->party[i].at_table) votes += sample->party[i].votes;
    sample->quota = 1 + (double)draw_below(seed, (size_t)votes);
}

static inline void sample_draw(uint64_t k, struct sample *sample) {
    uint64_t state = k * UINT64_C(0xd1342543de82ef95) + 1, *seed = &state;
    *sample = (struct sample){.pie = 1};
    sample->parties = 2 + draw_below(seed, SAMPLE_PARTIES - 1);
    double common = draw_chance(seed, 0.4) ? 1 - pow(10, -draw_between(seed, 0.31, 3)) : 0;
    for (size_t i = 0; i < sample->parties; i++)
        sample->party[i] = draw_party(seed, common);
    draw_rule(seed, sample);
    sample->risk = draw_chance(seed, 0.4) ? draw_between(seed, 0, 0.2) : 0;
    sample->idle = draw_chance(seed, 0.3) ? draw_between(seed, 0, 0.5) : 0;
    sample->channels = 1 + draw_below(seed, SAMPLE_CHANNELS);
    for (size_t c = 0; c < sample->channels; c++)
        draw_channel(seed, sample, c);
}

static inline struct sample_order sample_order_usual(void) {
    struct sample_order order;
    for (size_t i = 0; i < SAMPLE_PARTIES; i++)
        order.party[i] = i;
    for (size_t c = 0; c < SAMPLE_CHANNELS; c++)
        for (size_t level = 0; level < SAMPLE_LEVELS; level++)
            order.level[c][level] = level;
    return order;
}

static inline void order_shuffle(uint64_t *seed, size_t *order, size_t count) {
    for (size_t k = count; k > 1; k--) {
        size_t other = draw_below(seed, k), kept = order[k - 1];
        order[k - 1] = order[other];
        order[other] = kept;
    }
}

static inline void sample_write_law(const struct sample_law *law, size_t levels, const size_t *order,
                                    struct text *out) {
    if (!law->full) {
        text_append(out, "drift: {up: %.17g, down: %.17g}", law->up, law->down);
        return;
    }
    text_append(out, "transition: [");
    for (size_t from = 0; from < levels; from++) {
        for (size_t to = 0; to < levels; to++)
            text_append(out, "%s%.17g",
                        to > 0     ? ", "
                        : from > 0 ? ",\n          ["
                                   : "[",
                        law->matrix[order[from]][order[to]]);
        text_append(out, "]");
    }
    text_append(out, "]");
}

static inline void sample_write_effect(const struct sample_effect *effect, size_t levels, const size_t *order,
                                       struct text *out) {
    static const char *const kinds[] = {"set", "scale", "add"};
    static const char *const targets[] = {"pie", "breakdown_risk", "initiative", "disagreement"};
    text_append(out, "      ");
    if (effect->target >= ON_INITIATIVE) text_append(out, "P%zu.", effect->party);
    text_append(out, "%s: {%s: ", targets[effect->target], kinds[effect->kind]);
    for (size_t level = 0; level < levels; level++)
        text_append(out, "%s%.17g", level > 0 ? ", " : "[", effect->value[order[level]]);
    text_append(out, "]}\n");
}

static inline void sample_write_channel(const struct sample *sample, size_t c, const size_t *order,
                                        struct text *out) {
    const struct sample_channel *channel = &sample->channel[c];
    text_append(out, "  c%zu:\n    levels: ", c);
    for (size_t level = 0; level < channel->levels; level++)
        text_append(out, "%sl%zu", level > 0 ? ", " : "[", order[level]);
    text_append(out, "]\n    start: l%zu\n    ", channel->start);
    sample_write_law(&channel->truth, channel->levels, order, out);
    if (channel->special_level != NOBODY) {
        text_append(out, "\n    when:\n    - c0: l%zu\n      ", channel->special_level);
        sample_write_law(&channel->special, channel->levels, order, out);
    }
    if (channel->believer != NOBODY) {
        text_append(out, "\n    beliefs:\n     P%zu:\n      ", channel->believer);
        sample_write_law(&channel->belief, channel->levels, order, out);
    }
    text_append(out, "\n");
    for (size_t k = 0, written = 0; k < sample->effects; k++)
        if (sample->effect[k].channel == c) {
            if (written++ == 0) text_append(out, "    effects:\n");
            sample_write_effect(&sample->effect[k], channel->levels, order, out);
        }
}

static inline void sample_write_party(const struct sample_party *party, size_t i, struct text *out) {
    text_append(out, "  P%zu: {discount: %.17g, initiative: %.17g, disagreement: %.17g, breakdown: %.17g, ",
                i, party->discount, party->initiative, party->disagreement, party->breakdown);
    if (!isnan(party->outside)) text_append(out, "outside: %.17g, ", party->outside);
    text_append(out, "votes: %g, authority: %.17g, veto: %s, at_table: %s}\n", party->votes, party->authority,
                party->veto ? "true" : "false", party->at_table ? "true" : "false");
}

// The scenario as text; order NULL: as drawn. The caller frees `out`.
static inline void sample_write(const struct sample *sample, const struct sample_order *order,
                                struct text *out) {
    struct sample_order usual = sample_order_usual();
    if (!order) order = &usual;
    text_append(out, "title: Random game\nperiod: 1 month\nparties:\n");
    for (size_t k = 0; k < sample->parties; k++)
        sample_write_party(&sample->party[order->party[k]], order->party[k], out);
    if (sample->rule == SAMPLE_QUOTA)
        text_append(out, "agreement: {quota: %g}\n", sample->quota);
    else
        text_append(out, "agreement: {rule: %s}\n",
                    sample->rule == SAMPLE_MAJORITY ? "majority" : "unanimity");
    text_append(out, "breakdown_risk: %.17g\nidle: %.17g\nnoise: %.17g\noutcome: {pie: %.17g}\nleverage:\n",
                sample->risk, sample->idle, sample->noise, sample->pie);
    for (size_t c = 0; c < sample->channels; c++)
        sample_write_channel(sample, c, order->level[c], out);
}

#endif
