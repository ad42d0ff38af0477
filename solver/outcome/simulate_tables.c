// SPDX-License-Identifier: GPL-3.0-or-later
// What a period in s can come to is one list of mutually exclusive turns, with the chances of chances.c split
// as far as a reader can tell them apart: who acts, what it does, what becomes of it, and how the period
// ends,
//     agreement            p_j sigma_j(settle) Pr(e) a_e Q_e       a: accepted at the table, Q: ratified
//     refused              p_j sigma_j(settle) Pr(e) (1 - a_e)     then as after passing
//     option o             p_j sigma_j(o) [consent]                then b_1+o broken, chance_o shifted
// so that one draw decides the whole period and a second where the state moves. Both draws use alias tables
// (Walker 1977, built as in Vose 1991): of m entries k = floor(u m) is taken if u m - k <= threshold_k, else
// its alias; one look-up however long the list. u and thresholds are fractions of 2^64.
#include "outcome/simulate_tables.h"
#include "core/checked.h"

// Chances below this are what rounding leaves of 1 - 1.
static const double CHANCE_LEAST = 1e-12;

// Room for one alias table while it is made.
struct alias_maker {
    double *height;        // probability x length, as it is filled up
    size_t *small, *large; // stacks
    uint64_t *threshold;
    size_t *alias;
    size_t room;
};

// Room for that many; heights are kept.
static bool maker_reserve(struct alias_maker *maker, size_t length) {
    if (length <= maker->room) return true;
    size_t room = 2 * length;
    double *height = realloc(maker->height, room * sizeof *height);
    if (height) maker->height = height;
    size_t *lists = realloc(maker->small, 3 * room * sizeof *lists);
    if (lists) maker->small = lists;
    uint64_t *threshold = realloc(maker->threshold, room * sizeof *threshold);
    if (threshold) maker->threshold = threshold;
    if (!height || !lists || !threshold) return false;
    maker->large = lists + room;
    maker->alias = lists + 2 * room;
    maker->room = room;
    return true;
}

static void maker_clear(struct alias_maker *maker) {
    free(maker->height);
    free(maker->small);
    free(maker->threshold);
}

// From maker->height, the probabilities, to threshold and alias.
static void alias_make(struct alias_maker *maker, size_t length) {
    size_t smalls = 0, larges = 0;
    double sum = 0;
    for (size_t k = 0; k < length; k++)
        sum += maker->height[k];
    for (size_t k = 0; k < length; k++) {
        maker->height[k] *= (double)length / sum;
        maker->threshold[k] = UINT64_MAX;
        maker->alias[k] = k;
        if (maker->height[k] < 1)
            maker->small[smalls++] = k;
        else
            maker->large[larges++] = k;
    }
    while (smalls > 0 && larges > 0) {
        size_t less = maker->small[--smalls], more = maker->large[larges - 1];
        maker->threshold[less] = (uint64_t)(fmax(maker->height[less], 0) * 0x1p64);
        maker->alias[less] = more;
        maker->height[more] -= 1 - maker->height[less];
        if (maker->height[more] < 1) {
            larges--;
            maker->small[smalls++] = more;
        }
    }
}

// Turns of one state are gathered with their probabilities, until its list is complete.
struct gatherer {
    struct tables *tables;
    const struct game *game;
    struct alias_maker *maker; // heights: the probabilities
    size_t state;
    double sum;
    bool failed;
};

static void gather(struct gatherer *to, struct turn turn, double probability) {
    struct tables *tables = to->tables;
    if (!(probability > 0) || to->failed) return;
    if (tables->count == tables->capacity) {
        size_t capacity = tables->capacity ? 2 * tables->capacity : 256;
        struct turn *more = capacity < UINT32_MAX ? realloc(tables->turn, capacity * sizeof *more) : NULL;
        if (!more) {
            to->failed = true;
            return;
        }
        tables->turn = more;
        tables->capacity = capacity;
    }
    size_t place = tables->count - tables->first[to->state];
    if (!maker_reserve(to->maker, place + 1)) {
        to->failed = true;
        return;
    }
    to->maker->height[place] = probability;
    tables->turn[tables->count++] = turn;
    to->sum += probability;
}

// The period ends under transition k (0: ordinary, 1 + o): talks break down, or the state moves. A move that
// does not succeed is told from one that does only while talks go on.
static void gather_transition(struct gatherer *to, struct turn turn, size_t k, double probability) {
    const struct game *game = to->game;
    double risk = game_breakdown_risk(game, to->state, k);
    double shifted = k == 0 ? 0 : game->option[k - 1].chance[to->state];
    struct turn broken = turn, succeeds = turn;
    broken.ending = PATH_BROKEN;
    gather(to, broken, probability * risk);
    succeeds.answer = ANSWER_YES;
    if (k > 0) succeeds.kernel = game->option[k - 1].shifted_truth;
    gather(to, succeeds, probability * (1 - risk) * shifted);
    gather(to, turn, probability * (1 - risk) * (1 - shifted));
}

static void gather_settling(struct gatherer *to, struct turn turn, size_t chooser, double settles) {
    const struct profile *profile = to->tables->regime.profile;
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        const struct proposal *proposal = &profile->proposal[e];
        double made = settles * proposal->probability, accepted = proposal->acceptance;
        double enacted = profile_enactment(to->game, profile, to->state, e);
        turn.proposal = (uint32_t)e;
        turn.answer = ANSWER_YES;
        turn.ending = PATH_AGREED;
        gather(to, turn, made * enacted);
        turn.ending = PATH_TALKING;
        turn.answer = ANSWER_NO;
        gather_transition(to, turn, 0, made * (1 - accepted));
        turn.answer = ANSWER_UNRATIFIED;
        gather_transition(to, turn, 0, made * (accepted - enacted));
    }
}

static void gather_option(struct gatherer *to, struct turn turn, size_t chooser, size_t o, double chosen) {
    const struct game_option *option = &to->game->option[o];
    turn.alternative = (uint8_t)(FIRST_OPTION + o);
    if (option->kind == OPTION_ACCORD) {
        double consent = to->tables->regime.profile->consent[chooser * to->game->options + o];
        struct turn refused = turn;
        refused.answer = ANSWER_NO;
        gather_transition(to, refused, 0, chosen * (1 - consent));
        turn.answer = ANSWER_YES;
        gather_transition(to, turn, 1 + o, chosen * consent);
        return;
    }
    turn.cost = option->cost[to->state];
    gather_transition(to, turn, 1 + o, chosen);
}

static void gather_chooser(struct gatherer *to, size_t j) {
    const struct game *game = to->game;
    const struct profile *profile = to->tables->regime.profile;
    size_t chooser = to->state * game->parties + j;
    const double *choice = profile->choice + chooser * profile->alternatives;
    double initiative = game->recognition[chooser];
    struct turn turn = {.proposal = SIMULATE_NO_PROPOSAL, .by = (uint8_t)j, .ending = PATH_TALKING};
    if (!(initiative > 0)) return;
    turn.alternative = SETTLE;
    gather_settling(to, turn, chooser, initiative * choice[SETTLE]);
    turn.alternative = PASS;
    gather_transition(to, turn, 0, initiative * choice[PASS]);
    turn.alternative = QUIT;
    turn.ending = PATH_QUIT;
    gather(to, turn, initiative * choice[QUIT]);
    turn.ending = PATH_TALKING;
    for (size_t o = 0; o < game->options; o++)
        gather_option(to, turn, chooser, o, initiative * choice[FIRST_OPTION + o]);
}

// The list of one state, and its alias table.
static bool gather_state(struct gatherer *to) {
    struct alias_maker *maker = to->maker;
    struct tables *tables = to->tables;
    size_t first = tables->first[to->state];
    to->sum = 0;
    for (size_t j = 0; j < to->game->parties; j++)
        gather_chooser(to, j);
    struct turn nobody = {
        .proposal = SIMULATE_NO_PROPOSAL, .by = SIMULATE_NOBODY, .alternative = PASS, .ending = PATH_TALKING};
    if (1 - to->sum > CHANCE_LEAST) gather_transition(to, nobody, 0, 1 - to->sum);
    size_t length = tables->count - first;
    tables->first[to->state + 1] = tables->count;
    if (to->failed || length == 0) return false;
    alias_make(maker, length);
    for (size_t k = 0; k < length; k++) {
        tables->turn[first + k].threshold = maker->threshold[k];
        tables->turn[first + k].alias = (uint32_t)(first + maker->alias[k]);
    }
    return true;
}

static bool cells_build(struct tables *tables, size_t which, struct alias_maker *maker) {
    const struct game *game = tables->regime.game;
    const struct kernel *kernel = &game->kernels[which];
    if (tables->cells[which]) return true;
    struct cell *cells = array_new(kernel->row[game->states], sizeof *cells);
    if (!(tables->cells[which] = cells)) return false;
    for (size_t s = 0; s < game->states; s++) {
        size_t first = kernel->row[s], length = kernel->row[s + 1] - first;
        if (!maker_reserve(maker, length)) return false;
        for (size_t k = 0; k < length; k++)
            maker->height[k] = kernel->probability[first + k];
        alias_make(maker, length);
        for (size_t k = 0; k < length; k++)
            cells[first + k] = (struct cell){maker->threshold[k], kernel->column[first + k],
                                             kernel->column[first + maker->alias[k]]};
    }
    return true;
}

static void income_fill(struct tables *tables) {
    const struct game *game = tables->regime.game;
    for (size_t at = 0; at < game->states * game->parties; at++)
        tables->income[at] = (1 - game->discount[at]) * game->flow[at];
}

bool tables_build(struct tables *tables, const struct regime *regime) {
    const struct game *game = regime->game;
    struct alias_maker maker = {0};
    struct gatherer gatherer = {.tables = tables, .game = game, .maker = &maker};
    tables->regime = *regime;
    tables->first = array_new(game->states + 1, sizeof *tables->first);
    tables->cells = array_new(game->kernel_count, sizeof *tables->cells);
    tables->income = array_new(game->states * game->parties, sizeof *tables->income);
    bool done = tables->first && tables->cells && tables->income && cells_build(tables, 0, &maker);
    for (size_t o = 0; done && o < game->options; o++)
        done = cells_build(tables, game->option[o].shifted_truth, &maker);
    for (size_t s = 0; done && s < game->states; s++) {
        gatherer.state = s;
        done = gather_state(&gatherer);
    }
    if (done) income_fill(tables);
    maker_clear(&maker);
    return done;
}

void tables_clear(struct tables *tables) {
    for (size_t k = 0; tables->cells && k < tables->regime.game->kernel_count; k++)
        free(tables->cells[k]);
    free(tables->cells);
    free(tables->first);
    free(tables->turn);
    free(tables->income);
    *tables = (struct tables){0};
}
