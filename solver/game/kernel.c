// SPDX-License-Identifier: GPL-3.0-or-later
// Channels move independently given the present state, so a row of the kernel is the product of one row per
// channel:
//     P(s'|s) = prod_c P_c(l'_c | l_c, the levels of the channels that c's law depends on, in s)
// A channel's law is the first of its cases whose conditions hold in s, else its base; drift moves one level
// up or down and is held at the ends; drift chances may carry effects. An event of the timeline puts a
// channel at its level whatever the law, a belief or an option says. Rows come out with ascending columns.
#include "game/kernel.h"
#include "core/text.h"
#include "game/effects.h"
#include "game/parts.h"
#include "game/states.h"

// One channel's row in the present state: where it can go and how likely.
struct move {
    size_t level;
    double probability;
};

// A law with the effects on its drift resolved once.
struct varying_law {
    const struct law *law;
    struct varying up, down;
};

struct channel_laws {
    const struct laws *laws;
    struct varying_law *law; // cases in order, base last
    struct move *moves;      // room for one row
    size_t move_count;
};

double kernel_row_bound(const struct scenario *scenario) {
    double bound = 1;
    for (size_t c = 0; c < scenario->channel_count; c++) {
        const struct channel *channel = &scenario->channels[c];
        if (c == scenario->calendar) continue; // it goes one way
        bool full = channel->truth.base.matrix != NULL;
        for (size_t k = 0; k < channel->truth.case_count; k++)
            full = full || channel->truth.cases[k].law.matrix;
        size_t most = full ? channel->level_count : 3;
        bound *= (double)(most < channel->level_count ? most : channel->level_count);
    }
    return bound;
}

bool kernel_is_own(const struct scenario *scenario, size_t party) {
    for (size_t c = 0; c < scenario->channel_count; c++)
        if (scenario->channels[c].beliefs && scenario->channels[c].beliefs[party]) return true;
    return false;
}

static bool law_prepare(struct game *game, const struct law *law, struct varying_law *out) {
    out->law = law;
    return varying_find(game->scenario, &law->up, &game->scratch, &out->up) &&
           varying_find(game->scenario, &law->down, &game->scratch, &out->down);
}

// In scratch.
static bool channel_laws_prepare(struct game *game, size_t c, size_t believer, struct channel_laws *out) {
    const struct channel *channel = &game->scenario->channels[c];
    const struct laws *laws = &channel->truth;
    if (believer != SIZE_MAX && channel->beliefs && channel->beliefs[believer])
        laws = channel->beliefs[believer];
    out->laws = laws;
    out->law = arena_array(&game->scratch, laws->case_count + 1, sizeof *out->law);
    out->moves = arena_array(&game->scratch, channel->level_count + 1, sizeof *out->moves);
    if (!out->law || !out->moves) return false;
    for (size_t k = 0; k < laws->case_count; k++)
        if (!law_prepare(game, &laws->cases[k].law, &out->law[k])) return false;
    return law_prepare(game, &laws->base, &out->law[laws->case_count]);
}

static bool case_holds(const struct case_law *one, const size_t *levels) {
    for (size_t k = 0; k < one->condition_count; k++)
        if (!one->conditions[k].holds[levels[one->conditions[k].channel]]) return false;
    return true;
}

static void move_add(struct channel_laws *laws, size_t level, double probability) {
    if (probability > 0) laws->moves[laws->move_count++] = (struct move){level, probability};
}

static enum parley_status drift_error(const struct scenario *scenario, size_t c, const size_t *levels,
                                      double up, double down, const struct law *law, struct errors *errors) {
    struct text where = {0};
    states_name(scenario, levels, &where);
    enum parley_status status = errors_add(
        errors, PARLEY_INPUT, law->mark,
        "channel '%s': with its effects at %s, drift is up %g and down %g; both must lie in [0, 1] "
        "and sum to at most 1",
        scenario->channels[c].name, where.data ? where.data : "?", up, down);
    text_free(&where);
    return status;
}

// The row of channel c in the state with these levels.
static enum parley_status channel_row(const struct scenario *scenario, size_t c, const size_t *levels,
                                      struct channel_laws *laws, struct errors *errors) {
    size_t k = 0, level = levels[c], count = scenario->channels[c].level_count;
    while (k < laws->laws->case_count && !case_holds(&laws->laws->cases[k], levels))
        k++;
    const struct varying_law *law = &laws->law[k];
    laws->move_count = 0;
    if (law->law->matrix) {
        for (size_t to = 0; to < count; to++)
            move_add(laws, to, law->law->matrix[level * count + to]);
        return PARLEY_OK;
    }
    double up = varying_at(&law->up, levels), down = varying_at(&law->down, levels);
    if (isnan(up) && isnan(down)) up = down = 0; // no law given: it stands still
    if (!(up >= 0 && up <= 1 && down >= 0 && down <= 1 && up + down <= 1 + 1e-9))
        return drift_error(scenario, c, levels, up, down, law->law, errors);
    if (level == 0) down = 0;
    if (level + 1 == count) up = 0;
    double stay = 1 - up - down;
    if (down > 0) move_add(laws, level - 1, down);
    move_add(laws, level, stay > 1e-15 ? stay : 0);
    if (up > 0) move_add(laws, level + 1, up);
    return PARLEY_OK;
}

// Append the product of the channels' rows to the kernel at entry e (or only count, if the kernel has no room
// yet).
static size_t row_product(const struct scenario *scenario, struct channel_laws *laws, struct kernel *kernel,
                          size_t e) {
    size_t channels = scenario->channel_count, pick[CHANNELS_MAX] = {0}, entries = 1;
    for (size_t c = 0; c < channels; c++)
        entries *= laws[c].move_count;
    if (!kernel->column) return entries;
    for (size_t k = 0; k < entries; k++) {
        size_t to = 0;
        double probability = 1;
        for (size_t c = 0; c < channels; c++) {
            to = to * scenario->channels[c].level_count + laws[c].moves[pick[c]].level;
            probability *= laws[c].moves[pick[c]].probability;
        }
        kernel->column[e + k] = (uint32_t)to;
        kernel->probability[e + k] = probability;
        for (size_t c = channels; c-- > 0;) {
            if (++pick[c] < laws[c].move_count) break;
            pick[c] = 0;
        }
    }
    return entries;
}

// What the option does to channel c, NULL if nothing.
static const struct shift *shift_of(const struct option *shifting, size_t c) {
    for (size_t k = 0; shifting && k < shifting->shift_count; k++)
        if (shifting->shifts[k].channel == c) return &shifting->shifts[k];
    return NULL;
}

// The level that an event of the next round forces channel c to, SIZE_MAX if none does.
static size_t forced_level(const struct scenario *scenario, size_t c, const size_t *levels) {
    const size_t *forced = scenario->channels[c].forced;
    if (!forced) return SIZE_MAX;
    size_t next = levels[scenario->calendar] + 1;
    return next < scenario->channels[scenario->calendar].level_count ? forced[next] : SIZE_MAX;
}

static enum parley_status kernel_pass(const struct scenario *scenario, struct channel_laws *laws,
                                      const struct option *shifting, struct kernel *kernel,
                                      struct errors *errors) {
    size_t levels[CHANNELS_MAX] = {0}, states = game_state_count(scenario);
    kernel->row[0] = 0;
    for (size_t s = 0; s < states; s++, states_next(scenario, levels)) {
        for (size_t c = 0; c < scenario->channel_count; c++) {
            const struct shift *shift = shift_of(shifting, c);
            size_t forced = forced_level(scenario, c, levels);
            if (shift || forced != SIZE_MAX) {
                laws[c].move_count = 0;
                move_add(&laws[c], forced != SIZE_MAX ? forced : shift->to[levels[c]], 1);
                continue;
            }
            enum parley_status status = channel_row(scenario, c, levels, &laws[c], errors);
            if (status != PARLEY_OK) return status;
        }
        kernel->row[s + 1] = kernel->row[s] + row_product(scenario, laws, kernel, kernel->row[s]);
    }
    return PARLEY_OK;
}

// The kernel that party `believer` expects (SIZE_MAX: the truth), when the option `shifting` moves the
// channels that it names and the others move as usual (NULL: all as usual).
static enum parley_status kernel_build(struct game *game, size_t believer, const struct option *shifting,
                                       struct kernel *kernel, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    struct channel_laws laws[CHANNELS_MAX] = {0};
    *kernel = (struct kernel){0};
    for (size_t c = 0; c < scenario->channel_count; c++)
        if (!channel_laws_prepare(game, c, believer, &laws[c])) return PARLEY_MEMORY;
    kernel->row = arena_room(&game->kernel_memory, game->states + 1, sizeof *kernel->row);
    if (!kernel->row) return PARLEY_MEMORY;
    enum parley_status status = kernel_pass(scenario, laws, shifting, kernel, errors); // counts
    if (status != PARLEY_OK) return status;
    size_t entries = kernel->row[game->states];
    kernel->column = arena_room(&game->kernel_memory, entries, sizeof *kernel->column);
    kernel->probability = arena_room(&game->kernel_memory, entries, sizeof *kernel->probability);
    if (!kernel->column || !kernel->probability) return PARLEY_MEMORY;
    return kernel_pass(scenario, laws, shifting, kernel, errors); // fills
}

// Append a kernel; *index is its number.
static enum parley_status kernel_add(struct game *game, size_t believer, const struct option *shifting,
                                     uint32_t *index, struct errors *errors) {
    struct arena_place place = arena_place(&game->scratch);
    *index = (uint32_t)game->kernel_count;
    enum parley_status status =
        kernel_build(game, believer, shifting, &game->kernels[game->kernel_count++], errors);
    arena_back(&game->scratch, place);
    return status;
}

// The kernel of the truth, and one for each party with beliefs of its own; with the option shifting channels,
// or not.
static enum parley_status kernels_add(struct game *game, const struct option *shifting, uint32_t *truth,
                                      uint32_t *belief, struct errors *errors) {
    enum parley_status status = kernel_add(game, SIZE_MAX, shifting, truth, errors);
    for (size_t i = 0; i < game->parties && status == PARLEY_OK; i++) {
        belief[i] = *truth;
        if (kernel_is_own(game->scenario, i)) status = kernel_add(game, i, shifting, &belief[i], errors);
    }
    return status;
}

enum parley_status kernels_fill(struct game *game, struct errors *errors) {
    uint32_t truth;
    arena_empty(&game->kernel_memory);
    game->kernel_count = 0;
    enum parley_status status = kernels_add(game, NULL, &truth, game->belief, errors);
    for (size_t o = 0; o < game->options && status == PARLEY_OK; o++)
        status = kernels_add(game, &game->scenario->options[o], &game->option[o].shifted_truth,
                             game->option[o].shifted, errors);
    return status;
}
