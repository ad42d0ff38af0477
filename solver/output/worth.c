// SPDX-License-Identifier: GPL-3.0-or-later
// Alternatives and waiting, valued at the claimed values of a profile (model: README, "The game"):
//     settle    sum_e Pr(e) [ q_e U_j(share_e) + (1 - q_e) R_j ]     q_e = acceptance x authority
//     move o    R_j^o - cost_o           accord o    R_j + consent (R_j^o - R_j)
// Nothing is optimised here: what the profile does not propose is not valued.
#include "output/worth.h"
#include "core/checked.h"

static const double CHOSEN = 1e-9;

double worth_proposal(const struct solution *solution, size_t s, size_t j, size_t e) {
    const struct game *game = solution->game;
    const struct profile *profile = solution->profile;
    double enacted = profile_enactment(game, profile, s, e);
    double refused = game_reservation(game, j, s, profile->value);
    return refused + enacted * (game_felt(game, j, s, profile->share[e * profile->parties + j]) - refused);
}

static void settle_find(const struct solution *solution, size_t s, size_t j, struct worth *worth) {
    const struct profile *profile = solution->profile;
    size_t chooser = s * profile->parties + j;
    worth->payoff[SETTLE] = profile->first[chooser] < profile->first[chooser + 1] ? 0 : -INFINITY;
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        double probability = profile->proposal[e].probability;
        worth->payoff[SETTLE] += probability * worth_proposal(solution, s, j, e);
        worth->effect[SETTLE] += probability * profile_enactment(solution->game, profile, s, e);
    }
}

static void option_find(const struct solution *solution, size_t s, size_t j, size_t o, struct worth *worth) {
    const struct game *game = solution->game;
    const struct game_option *option = &game->option[o];
    double *payoff = &worth->payoff[FIRST_OPTION + o], *effect = &worth->effect[FIRST_OPTION + o];
    double ordinary = worth->payoff[PASS];
    double shifted = game_reservation_under(game, j, s, 1 + o, solution->profile->value);
    *effect = option->kind == OPTION_MOVE
                  ? 1
                  : solution->profile->consent[(s * game->parties + j) * game->options + o];
    *payoff =
        option->kind == OPTION_MOVE ? shifted - option->cost[s] : ordinary + *effect * (shifted - ordinary);
    if (!game_option_open(game, o, j)) *payoff = -INFINITY;
}

void worth_find(const struct solution *solution, size_t s, size_t j, struct worth *worth) {
    const struct game *game = solution->game;
    size_t chooser = s * game->parties + j;
    *worth = (struct worth){.best = -INFINITY, .next = SIZE_MAX};
    settle_find(solution, s, j, worth);
    worth->payoff[PASS] = game_reservation(game, j, s, solution->profile->value);
    worth->payoff[QUIT] = game->outside[chooser];
    worth->effect[PASS] = worth->effect[QUIT] = 1;
    for (size_t o = 0; o < game->options; o++)
        option_find(solution, s, j, o, worth);
    for (size_t k = 0; k < game->alternatives; k++) {
        worth->chosen[k] = solution->profile->choice[chooser * game->alternatives + k];
        worth->best = fmax(worth->best, worth->payoff[k]);
        if (worth->chosen[k] > worth->chosen[worth->favourite]) worth->favourite = k;
        if (worth->chosen[k] > CHOSEN || !isfinite(worth->payoff[k])) continue;
        if (worth->next == SIZE_MAX || worth->payoff[k] > worth->payoff[worth->next]) worth->next = k;
    }
}

const char *worth_name(const struct game *game, size_t alternative) {
    static const char *const names[FIRST_OPTION] = {"settle", "pass", "quit"};
    return alternative < FIRST_OPTION ? names[alternative] : option_name(game, alternative - FIRST_OPTION);
}

// Most likely first; equally likely ones by their state.
static int next_compare(const void *a, const void *b) {
    const struct waiting_next *x = a, *y = b;
    if (x->probability < y->probability) return 1;
    if (x->probability > y->probability) return -1;
    return (x->state > y->state) - (x->state < y->state);
}

bool waiting_find(const struct solution *solution, size_t s, size_t i, struct waiting *waiting) {
    const struct game *game = solution->game;
    const double *value = solution->profile->value;
    const struct kernel *kernel = &game->kernels[game->belief[i]];
    size_t at = s * game->parties + i, first = kernel->row[s], count = kernel->row[s + 1] - first;
    double delta = game->discount[at], b = game->breakdown_risk[s];
    struct waiting_next *next = array_new(count, sizeof *next);
    if (!next) return false;
    for (size_t k = 0; k < count; k++) {
        next[k].state = kernel->column[first + k];
        next[k].probability = (1 - b) * kernel->probability[first + k];
        next[k].value = value[next[k].state * game->parties + i];
        next[k].part = delta * next[k].probability * next[k].value;
    }
    qsort(next, count, sizeof *next, next_compare);
    *waiting = (struct waiting){.total = game_reservation(game, i, s, value),
                                .flow = (1 - delta) * game->flow[at],
                                .breakdown = delta * b * game->breakdown[at],
                                .next = next,
                                .count = count};
    for (size_t k = 0; k < count; k++)
        waiting->continuation += next[k].part;
    return true;
}
