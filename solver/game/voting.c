// SPDX-License-Identifier: GPL-3.0-or-later
// A coalition C wins if it holds every veto player of the table and
//     unanimity:  C is the whole table;   otherwise:  sum of votes over C >= quota.
// Unanimity, simple and qualified majority and "only these two decide" are special cases. A proposer never
// gains from paying for a vote it does not need, so only coalitions that cannot spare anybody but the
// proposer are worth proposing to.
#include "game/voting.h"
#include "core/checked.h"

// Votes and quotas are user numbers such as 0.1 + 0.2: a shortfall of rounding size still wins.
static const double ROUNDING = 1e-12;

bool rule_wins(const struct rule *rule, coalition members) {
    if ((members & rule->table) != members || (rule->veto & ~members) || members == 0) return false;
    if (rule->unanimity) return members == rule->table;
    double votes = 0;
    for (size_t i = 0; members >> i; i++)
        if (members >> i & 1) votes += rule->votes[i];
    return votes >= rule->quota - ROUNDING * fabs(rule->quota);
}

// Wins, and cannot spare anybody but j.
static bool is_lean(const struct rule *rule, coalition members, size_t j) {
    for (size_t i = 0; members >> i; i++)
        if (i != j && (members >> i & 1) && rule_wins(rule, members & ~((coalition)1 << i))) return false;
    return true;
}

// Visit the lean coalitions of every proposer; store them if there is room.
static size_t lean_pass(struct rule *rule, size_t parties) {
    coalition all = (coalition)(((uint64_t)1 << parties) - 1);
    size_t count = 0;
    for (size_t j = 0; j < parties; j++) {
        if (rule->lean) rule->first[j] = count;
        coalition own = (coalition)1 << j;
        // under unanimity there is only the table to look at
        for (coalition members = rule->unanimity ? rule->table : 1; members <= all && members; members++) {
            if ((members & own) && rule_wins(rule, members) && is_lean(rule, members, j)) {
                if (rule->lean) rule->lean[count] = members;
                count++;
            }
            if (rule->unanimity) break;
        }
    }
    if (rule->lean) rule->first[parties] = count;
    return count;
}

bool rule_enumerate(struct rule *rule, size_t parties) {
    rule->lean = NULL;
    rule->first = array_new(parties + 1, sizeof *rule->first);
    coalition *lean = array_new(lean_pass(rule, parties), sizeof *lean);
    rule->lean = lean;
    if (!rule->first || !lean) return false;
    lean_pass(rule, parties);
    return true;
}

bool rule_equals(const struct rule *a, const struct rule *b, size_t parties) {
    if (a->table != b->table || a->veto != b->veto || a->unanimity != b->unanimity) return false;
    if (a->unanimity) return true;
    for (size_t i = 0; i < parties; i++)
        if (a->votes[i] < b->votes[i] || a->votes[i] > b->votes[i]) return false;
    return !(a->quota < b->quota || a->quota > b->quota);
}

void rule_clear(struct rule *rule) {
    free(rule->votes);
    free(rule->lean);
    free(rule->first);
    *rule = (struct rule){0};
}
