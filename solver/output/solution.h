// SPDX-License-Identifier: GPL-3.0-or-later
// A solved game as the writers of this room see it: pointers to everything that was computed, and what
// several of them want to know about one state.
#ifndef PARLEY_OUTPUT_SOLUTION_H
#define PARLEY_OUTPUT_SOLUTION_H

#include "certify/certify.h"
#include "core/text.h"
#include "equilibrium/equilibrium.h"
#include "outcome/outcome.h"

// The same game with nothing ever on the table. outcome NULL: there are no anchors.
struct unanchored {
    const struct outcome *outcome;
    struct certificate certificate;
};

// How sure one regime is.
struct assurance {
    struct effort effort;
    struct certificate certificate;
};

// Borrows what it points to. Game, profile and effort are those of the first regime; the certificate is the
// worst of all.
struct solution {
    const struct game *game;
    const struct profile *profile;
    const struct outcome *outcome;
    struct effort effort;
    struct certificate certificate;
    struct unanchored unanchored;
    const struct regime *regimes;      // regime_count of them, one more than there are surprises
    const struct assurance *assurance; // per regime
    size_t regime_count;
    size_t doubtful;                         // the regime that the certificate is of
    const struct starts *starts;             // starts.h; NULL if no search for other equilibria was asked for
    const struct elasticities *elasticities; // elasticity.h; NULL if they were not asked for
    const struct anchoring *anchoring;       // chart_anchoring.h; NULL until its chart is written
};

// Chance that a settlement is proposed and accepted in state s, given that somebody has the initiative:
//   sum_j p_j sigma_j(settle) sum_e probability_e acceptance_e / sum_j p_j.  NaN where nobody can act.
double solution_settlement(const struct solution *solution, size_t s);
// Bargaining range in state s (outcome_range).
double solution_range(const struct solution *solution, size_t s);
// Expected shares (of deals: utilities) of what j proposes in state s when it settles, averaged over its
// proposals. False (and share untouched) if it makes none there.
bool solution_shares(const struct solution *solution, size_t s, size_t j, double *share);
// The position that it proposes on average, in the issues' own units; only where positions are agreed.
bool solution_positions(const struct solution *solution, size_t s, size_t j, double *position);

// The deals most likely to be agreed, likeliest first, at most `most` > 0 of them; how many there are.
size_t solution_likely_deals(const struct solution *solution, size_t most, size_t *deals);
const char *deal_name(const struct game *game, size_t d);

// Chance that option o is chosen in a period that begins in state s:  sum_j p_j sigma_j(o).
double solution_use(const struct solution *solution, size_t s, size_t o);
// What party i gains by there being anchors: V_i(start) less the same without. NaN if that is not certified.
double solution_anchoring_gain(const struct solution *solution, size_t i);

const char *option_name(const struct game *game, size_t o);
// Options from this one on put an anchor on the table, in the order of the anchors.
size_t options_before_tabling(const struct game *game);
// Does any party feel losses in any state?
bool losses_are_felt(const struct game *game);

// The start state with channel c at the given level.
size_t state_at_level(const struct game *game, size_t c, size_t level);
// "front stalemate, aid none"; "the only state" if there are no channels.
void state_text(const struct game *game, size_t s, struct text *out);
// "Russia + Ukraine"
void coalition_text(const struct game *game, coalition members, struct text *out);

#endif
