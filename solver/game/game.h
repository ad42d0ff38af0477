// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled game: numbers only, no names to look up, constant between refreshes, shared by all threads.
//
// Parties i = 0..n-1, states s = 0..S-1, coalitions are bit masks of parties. Arrays over (state, party) are
// row-major with the party innermost: x[s * parties + i]. See README, "Symbols".
#ifndef PARLEY_GAME_GAME_H
#define PARLEY_GAME_GAME_H

#include "core/arena.h"
#include "core/error.h"
#include "scenario/scenario.h"
#include <stdint.h>

// Sparse stochastic matrix in compressed rows: from state s to column[e] with probability[e], row[s] <= e <
// row[s+1].
struct kernel {
    size_t *row;
    uint32_t *column;
    double *probability;
};

typedef uint32_t coalition; // bit i set: party i is in it

// A voting rule and the coalitions worth proposing to. Several states usually share one.
struct rule {
    coalition table; // who votes and can take the initiative
    coalition veto;  // at the table and with a veto
    double *votes;   // per party, 0 away from the table
    double quota;    // votes needed (unanimity: all of the table, whatever the votes)
    bool unanimity;
    bool strict; // more than the quota is needed (simple majority)
    // Lean coalitions of proposer j, ascending: lean[first[j]] .. lean[first[j + 1] - 1]. They hold j, win,
    // and lose as soon as anybody but j leaves. (They need not be minimal: a party in no minimal coalition
    // proposes too.)
    coalition *lean;
    size_t *first; // parties + 1
};

// What the party with the initiative can do: these, then option o = 0..options-1 as alternative FIRST_OPTION
// + o.
enum alternative { SETTLE, PASS, QUIT, FIRST_OPTION };

// A move or an accord. Transition 0 is the ordinary one; option o has transition 1 + o:
//     P^o = chance P_shift + (1 - chance) P,   b^o = min(1, b + risk)
struct game_option {
    enum option_kind kind;
    size_t by;                    // owner of a move
    coalition consent;            // of an accord: who must consent; 0: the voting rule
    double *cost, *risk, *chance; // per state
    uint32_t
        *shifted; // per party: index into kernels of P_shift as it believes; the truth is `shifted_truth`
    uint32_t shifted_truth;
};

struct game {
    size_t parties, states;
    double period; // years
    double noise;  // logit temperature that the scenario asks for
    double scale;  // size of payoffs, > 0: the unit in which noise steps and tolerances are measured
    size_t start;  // state

    // per state
    double *pie, *idle, *breakdown_risk;
    uint32_t *rule; // index into rules
    // per state and party
    double *discount, *flow, *breakdown, *outside; // outside: -INFINITY if i cannot quit
    double *recognition; // p_i(s) = (1 - idle) weight_i / sum of weights at the table
    double *authority;
    size_t deals;         // packages to choose from; 0: a pie is divided or a position agreed
    double *deal_utility; // material utility u_i of deal d in state s at [(s deals + d) n + i]
    // Issues k = 0..K-1. Positions y are fractions of an issue's range, 0 at its low end and 1 at its high.
    size_t issues;            // K of them; what is agreed is a position unless there are deals
    double *ideal, *salience; // theta_ik(s), omega_ik(s) at [(s n + i) K + k]; sum_k omega_ik = 1
    double *exponent;         // e_ik at [i K + k]
    double *loss_aversion,
        *reference; // lambda_i(s), r_i(s) in utility units; lambda 0 wherever nothing is felt

    struct game_option *option;
    size_t options, alternatives; // alternatives = FIRST_OPTION + options
    size_t table;                 // channel that holds the anchors; SIZE_MAX if there are none

    struct rule *rules;
    size_t rule_count;

    // kernels[0] is the truth; belief[i] is the kernel that party i expects when nobody shifts anything.
    struct kernel *kernels;
    size_t kernel_count;
    uint32_t *belief;
    bool *reachable; // per state: from the start, under anybody's expectations

    // Size of the state space: state = sum_c level_c stride_c.
    size_t channels;
    size_t *levels, *stride;

    const struct scenario *scenario; // borrows: names for reports, values for refreshes

    // All memory of the game, by what is built anew together. Scratch holds nothing between calls.
    struct arena memory, rule_memory, kernel_memory, scratch;
    bool stale; // not to be used: a refresh failed
};

// Number of states of the scenario's game; 0 if it overflows.
size_t game_state_count(const struct scenario *scenario);
// The same as a real number, which does not overflow.
double game_state_product(const struct scenario *scenario);
// Bytes the compiled game and its solution will take, before any of it is allocated (upper estimate).
double game_bytes(const struct scenario *scenario);

// Compile. Errors: PARLEY_INPUT when an effect takes a parameter out of its range (named with its level), a
// quota cannot be reached in any state, or the game would take more memory than the machine has;
// PARLEY_MEMORY. Cost: O(S n + entries of the kernels + n 2^n per distinct voting rule).
enum parley_status game_compile(const struct scenario *scenario, struct game **game, struct errors *errors);
// Bring a game up to date with its scenario, of which only parameters have changed that feed these parts
// (bits of enum feeds, see parameter_feeds): what hangs on them is compiled, the rest stays. The game is then
// bit for bit the one that game_compile would make. Takes no memory from the system, after the first time, as
// long as sizes stay the same, also under FEEDS_ALL. Errors as of game_compile; after one the game must not
// be used, and the next refresh compiles everything, whatever it is told.
enum parley_status game_refresh(struct game *game, unsigned feeds, struct errors *errors);
void game_free(struct game *game);

// Do all its stationary equilibria have the same values? True of what Eraslan & McLennan (2013, Journal of
// Economic Theory 148) show: one pie divided by one voting rule in one state, payoffs from the agreement
// alone. False: not known. Cost O(n).
bool game_has_unique_values(const struct game *game);

// Utilities of deal d in state s, one per party.
static inline const double *game_deal(const struct game *game, size_t s, size_t d) {
    return game->deal_utility + (s * game->deals + d) * game->parties;
}

// Is what is agreed a position on the issues?
static inline bool game_is_spatial(const struct game *game) {
    return game->issues > 0 && game->deals == 0;
}

// Material utility of position y in state s:  u_i(y) = 1 - sum_k omega_ik |y_k - theta_ik|^e_ik.
static inline double game_utility_at(const struct game *game, size_t i, size_t s, const double *y) {
    size_t issues = game->issues, at = (s * game->parties + i) * issues;
    double utility = 1;
    for (size_t k = 0; k < issues; k++) {
        double t = fabs(y[k] - game->ideal[at + k]), e = game->exponent[i * issues + k];
        utility -= game->salience[at + k] * (e == 2 ? t * t : pow(t, e));
    }
    return utility;
}

// A position on issue k in the issue's own unit.
static inline double game_in_unit(const struct game *game, size_t k, double y) {
    const struct issue *issue = &game->scenario->issues[k];
    return issue->low + y * (issue->high - issue->low);
}

// Level of channel c in state s.
static inline size_t game_level(const struct game *game, size_t s, size_t c) {
    return s / game->stride[c] % game->levels[c];
}

// Is the coalition winning under the rule?
bool rule_wins(const struct rule *rule, coalition members);

// sum_s' P(s'|s) x[s' n + i] under one kernel.
static inline double game_expect(const struct game *game, const struct kernel *kernel, size_t i, size_t s,
                                 const double *x) {
    double sum = 0;
    for (size_t e = kernel->row[s]; e < kernel->row[s + 1]; e++)
        sum += kernel->probability[e] * x[(size_t)kernel->column[e] * game->parties + i];
    return sum;
}

// Can party j choose option o when it has the initiative? A move is its owner's, an accord anybody's.
static inline bool game_option_open(const struct game *game, size_t o, size_t j) {
    return game->option[o].kind == OPTION_ACCORD || game->option[o].by == j;
}

// Chance that talks break down at the end of a period with transition k (0: ordinary, 1 + o: option o).
static inline double game_breakdown_risk(const struct game *game, size_t s, size_t k) {
    double risk = game->breakdown_risk[s];
    return k == 0 ? risk : fmin(1, risk + game->option[k - 1].risk[s]);
}

// Reservation value of i when the period ends without agreement under transition k, if values next period are
// x:
//     R_i^k(s) = (1 - delta_i) d_i + delta_i [ b_k w_i + (1 - b_k) sum_s' P_i^k(s'|s) x_i(s') ]
static inline double game_reservation_under(const struct game *game, size_t i, size_t s, size_t k,
                                            const double *x) {
    size_t at = s * game->parties + i;
    double b = game_breakdown_risk(game, s, k), delta = game->discount[at], later = 0;
    if (b < 1) {
        double chance = k == 0 ? 0 : game->option[k - 1].chance[s];
        if (chance < 1) later += (1 - chance) * game_expect(game, &game->kernels[game->belief[i]], i, s, x);
        if (chance > 0)
            later += chance * game_expect(game, &game->kernels[game->option[k - 1].shifted[i]], i, s, x);
        later *= 1 - b;
    }
    return (1 - delta) * game->flow[at] + delta * (b * game->breakdown[at] + later);
}

// R_i(s): under the ordinary transition.
static inline double game_reservation(const struct game *game, size_t i, size_t s, const double *x) {
    return game_reservation_under(game, i, s, 0, x);
}

// Felt utility of an agreement that gives i the material utility u: U = u - lambda max(0, r - u) (Shalev
// 2002).
static inline double game_felt(const struct game *game, size_t i, size_t s, double u) {
    size_t at = s * game->parties + i;
    return u - game->loss_aversion[at] * fmax(0, game->reference[at] - u);
}

// Material utility that feels like U: its inverse.
static inline double game_material(const struct game *game, size_t i, size_t s, double felt) {
    size_t at = s * game->parties + i;
    double lambda = game->loss_aversion[at], r = game->reference[at];
    return felt >= r || !(lambda > 0) ? felt : (felt + lambda * r) / (1 + lambda);
}

#endif
