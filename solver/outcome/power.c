// SPDX-License-Identifier: GPL-3.0-or-later
// Power indices of the voting rule at the start, by enumerating coalitions. Party i swings C if C wins and
// loses without i. With m parties at the table
//     Shapley-Shubik (1954)   phi_i  = sum over swings of (|C| - 1)! (m - |C|)! / m!
//     Banzhaf (1965)          beta_i = swings of i / swings of everybody.
// Both are 0 for everybody if no coalition wins.
#include "outcome/parts.h"

static size_t size_of(coalition members) {
    size_t size = 0;
    for (; members; members &= members - 1)
        size++;
    return size;
}

enum parley_status outcome_power(const struct game *game, struct outcome *outcome) {
    const struct rule *rule = &game->rules[game->rule[game->start]];
    double factorial[PARTIES_MAX + 1] = {1}, swings = 0;
    for (size_t k = 1; k <= PARTIES_MAX; k++)
        factorial[k] = factorial[k - 1] * (double)k;
    struct arena_place place = arena_place(&outcome->scratch);
    unsigned char *wins = arena_array(&outcome->scratch, (size_t)rule->table + 1, 1);
    if (!wins) return PARLEY_MEMORY;
    for (coalition members = 0; members <= rule->table; members++)
        wins[members] = rule_wins(rule, members);
    size_t seated = size_of(rule->table);
    for (coalition members = 1; members <= rule->table; members++) {
        if (!wins[members]) continue;
        size_t size = size_of(members);
        double orders = factorial[size - 1] * factorial[seated - size] / factorial[seated];
        for (size_t i = 0; members >> i; i++) {
            if (!(members >> i & 1) || wins[members & ~((coalition)1 << i)]) continue;
            outcome->shapley_shubik[i] += orders;
            outcome->banzhaf[i]++;
            swings++;
        }
    }
    for (size_t i = 0; i < game->parties && swings > 0; i++)
        outcome->banzhaf[i] /= swings;
    arena_back(&outcome->scratch, place);
    return PARLEY_OK;
}
