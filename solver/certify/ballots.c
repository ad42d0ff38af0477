// SPDX-License-Identifier: GPL-3.0-or-later
// A proposer j looks at every winning coalition C that contains it. Of these only the lean ones can be best:
// C is lean if no member other than j can be left out. Leaving a member out lowers no need and raises the
// chance of ratification Q_C, so a larger coalition either pays j less or pays less than letting the period
// pass. Lean is not the same as minimal winning: a party that is in no minimal coalition still proposes, and
// then pays for the others' consent. Neither the rule's own list of coalitions nor the game's own test of who
// wins is used.
#include "certify/ballots.h"

bool ballots_carry(const struct rule *rule, coalition members) {
    coalition away = rule->table & ~members; // those who do not consent
    double yes = 0, no = 0;
    if (members == 0 || (members & ~rule->table) || (rule->veto & away)) return false;
    if (rule->unanimity) return away == 0;
    for (size_t i = 0; rule->table >> i; i++) {
        if (members >> i & 1) yes += rule->votes[i];
        if (away >> i & 1) no += rule->votes[i];
    }
    double rounding = 1e-12 * (yes + no);
    return rule->strict ? yes - no > rounding : rule->quota - yes <= rounding;
}

static bool is_lean(const unsigned char *wins, coalition members, size_t j) {
    if (!wins[members]) return false;
    for (size_t i = 0; members >> i; i++)
        if (i != j && (members >> i & 1) && wins[members & ~((coalition)1 << i)]) return false;
    return true;
}

// Lean coalitions of proposer j, written to out unless it is NULL; returns how many there are.
static size_t list_lean(const unsigned char *wins, coalition table, size_t j, coalition *out) {
    coalition self = (coalition)1 << j;
    size_t count = 0;
    if (!(table & self)) return 0;
    for (coalition members = self; members <= table; members++) {
        if (!(members & self) || (members & ~table) || !is_lean(wins, members, j)) continue;
        if (out) out[count] = members;
        count++;
    }
    return count;
}

// One pass over all rules and proposers: counts into first, or lists what the counts made room for.
static void pass_over(const struct game *game, unsigned char *wins, struct ballots *ballots) {
    size_t n = game->parties, count = 0;
    for (size_t r = 0; r < game->rule_count; r++) {
        const struct rule *rule = &game->rules[r];
        for (coalition members = 0; members <= rule->table; members++)
            wins[members] = ballots_carry(rule, members);
        for (size_t j = 0; j < n; j++) {
            ballots->first[r * n + j] = count;
            count += list_lean(wins, rule->table, j, ballots->list ? ballots->list + count : NULL);
        }
    }
    ballots->first[game->rule_count * n] = count;
}

bool ballots_build(const struct game *game, struct ballots *ballots, struct arena *arena) {
    size_t n = game->parties;
    struct ballots new = {.parties = n,
                          .first = arena_array(arena, game->rule_count * n + 1, sizeof *new.first)};
    unsigned char *wins = arena_array(arena, (size_t)1 << n, 1);
    if (!wins || !new.first) return false;
    pass_over(game, wins, &new);
    new.list = arena_array(arena, new.first[game->rule_count * n], sizeof *new.list);
    if (!new.list) return false;
    pass_over(game, wins, &new);
    *ballots = new;
    return true;
}
