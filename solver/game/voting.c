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
    double slack = ROUNDING * fabs(rule->quota);
    return rule->strict ? votes > rule->quota + slack : votes >= rule->quota - slack;
}

// The only member that a winning coalition can spare; `parties` if it can spare nobody, SIZE_MAX if more than
// one.
static size_t spare_member(const unsigned char *wins, coalition members, size_t parties) {
    size_t spare = parties;
    for (size_t i = 0; members >> i; i++) {
        if (!(members >> i & 1) || !wins[members & ~((coalition)1 << i)]) continue;
        if (spare < parties) return SIZE_MAX;
        spare = i;
    }
    return spare;
}

// Visit the lean coalitions of every proposer; store them if there is room.
static size_t lean_pass(struct rule *rule, const unsigned char *wins, size_t parties) {
    size_t all = (size_t)1 << parties, count = 0;
    for (size_t j = 0; j < parties; j++) {
        if (rule->lean) rule->first[j] = count;
        for (size_t members = 1; members < all; members++) {
            if (!(members >> j & 1) || !wins[members]) continue;
            size_t spare = spare_member(wins, (coalition)members, parties);
            if (spare != parties && spare != j) continue;
            if (rule->lean) rule->lean[count] = (coalition)members;
            count++;
        }
    }
    if (rule->lean) rule->first[parties] = count;
    return count;
}

// Under unanimity every proposer at the table has one lean coalition, the table.
static void table_pass(struct rule *rule, size_t parties) {
    size_t count = 0;
    for (size_t j = 0; j < parties; j++) {
        rule->first[j] = count;
        if (rule->table >> j & 1) rule->lean[count++] = rule->table;
    }
    rule->first[parties] = count;
}

bool rule_enumerate(struct rule *rule, size_t parties) {
    rule->lean = NULL;
    rule->first = array_new(parties + 1, sizeof *rule->first);
    if (!rule->first) return false;
    if (rule->unanimity) {
        rule->lean = array_new(parties, sizeof *rule->lean);
        if (rule->lean) table_pass(rule, parties);
        return rule->lean != NULL;
    }
    unsigned char *wins = array_new((size_t)1 << parties, 1);
    if (!wins) return false;
    for (size_t members = 1; members < (size_t)1 << parties; members++)
        wins[members] = rule_wins(rule, (coalition)members);
    coalition *lean = array_new(lean_pass(rule, wins, parties), sizeof *lean);
    rule->lean = lean;
    if (lean) lean_pass(rule, wins, parties);
    free(wins);
    return lean != NULL;
}

bool rule_equals(const struct rule *a, const struct rule *b, size_t parties) {
    if (a->table != b->table || a->veto != b->veto || a->unanimity != b->unanimity) return false;
    if (a->unanimity) return true;
    if (a->strict != b->strict) return false;
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
