// SPDX-License-Identifier: GPL-3.0-or-later
// A coalition C wins if it holds every veto player of the table and
//     unanimity:  C is the whole table;   otherwise:  sum of votes over C >= quota.
// Unanimity, simple and qualified majority and "only these two decide" are special cases. A proposer never
// gains from paying for a vote it does not need, so only coalitions that cannot spare anybody but the
// proposer are worth proposing to.
#include "game/voting.h"
#include <math.h>
#include <string.h>

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

// Whom a coalition can spare: a party, or one of these.
enum { NOBODY = PARTIES_MAX, SEVERAL };

// The only member that a winning coalition can spare. One that does not win is as one that can spare several:
// not worth proposing to.
static unsigned char spare_member(const bool *wins, coalition members) {
    unsigned char spare = NOBODY;
    if (!wins[members]) return SEVERAL;
    for (unsigned char i = 0; members >> i; i++) {
        if (!(members >> i & 1) || !wins[members & ~((coalition)1 << i)]) continue;
        if (spare != NOBODY) return SEVERAL;
        spare = i;
    }
    return spare;
}

// Is the coalition lean for proposer j?
static bool is_lean(coalition members, unsigned char spare, size_t j) {
    return members >> j & 1 && (spare == NOBODY || spare == j);
}

// first[j] of the proposers, from how many lean coalitions each has.
static void lean_count(struct rule *rule, const unsigned char *spare, size_t parties) {
    for (size_t members = 1; members < (size_t)1 << parties; members++)
        for (size_t j = 0; j < parties && spare[members] != SEVERAL; j++)
            rule->first[j + 1] += is_lean((coalition)members, spare[members], j);
    for (size_t j = 0; j < parties; j++)
        rule->first[j + 1] += rule->first[j];
}

static void lean_store(struct rule *rule, const unsigned char *spare, size_t parties) {
    size_t next[PARTIES_MAX];
    memcpy(next, rule->first, parties * sizeof *next);
    for (size_t members = 1; members < (size_t)1 << parties; members++)
        for (size_t j = 0; j < parties && spare[members] != SEVERAL; j++)
            if (is_lean((coalition)members, spare[members], j)) rule->lean[next[j]++] = (coalition)members;
}

// Under unanimity every proposer at the table has one lean coalition, the table.
static void table_store(struct rule *rule, size_t parties) {
    for (size_t j = 0; j < parties; j++) {
        rule->first[j + 1] = rule->first[j];
        if (rule->table >> j & 1) rule->lean[rule->first[j + 1]++] = rule->table;
    }
}

static bool lean_list(struct rule *rule, size_t parties, struct arena *memory, struct arena *scratch) {
    size_t all = (size_t)1 << parties;
    bool *wins = arena_array(scratch, all, sizeof *wins);
    unsigned char *spare = arena_array(scratch, all, sizeof *spare);
    if (!wins || !spare) return false;
    for (size_t members = 1; members < all; members++) {
        wins[members] = rule_wins(rule, (coalition)members);
        spare[members] = spare_member(wins, (coalition)members);
    }
    lean_count(rule, spare, parties);
    rule->lean = arena_array(memory, rule->first[parties], sizeof *rule->lean);
    if (rule->lean) lean_store(rule, spare, parties);
    return rule->lean;
}

bool rule_enumerate(struct rule *rule, size_t parties, struct arena *memory, struct arena *scratch) {
    rule->first = arena_array(memory, parties + 1, sizeof *rule->first);
    if (!rule->first) return false;
    if (rule->unanimity) {
        rule->lean = arena_array(memory, parties, sizeof *rule->lean);
        if (rule->lean) table_store(rule, parties);
        return rule->lean;
    }
    struct arena_place place = arena_place(scratch);
    bool done = lean_list(rule, parties, memory, scratch);
    arena_back(scratch, place);
    return done;
}

bool rule_equals(const struct rule *a, const struct rule *b, size_t parties) {
    if (a->table != b->table || a->veto != b->veto || a->unanimity != b->unanimity) return false;
    if (a->unanimity) return true;
    if (a->strict != b->strict) return false;
    for (size_t i = 0; i < parties; i++)
        if (a->votes[i] < b->votes[i] || a->votes[i] > b->votes[i]) return false;
    return !(a->quota < b->quota || a->quota > b->quota);
}
