// SPDX-License-Identifier: GPL-3.0-or-later
// Votes are counted party by party. Of those who have voted only the sum of their yeses matters, so that sets
// with the same sum are one node: nodes of layer k stand before voter k, and lead to those of layer k + 1.
// With W_v the chance to win from node v and A_v that of coming by it,
//     W_v = y W_yes(v) + (1 - y) W_no(v),      d chance / d y_i = sum over i's nodes of A_v (W_yes - W_no).
// Sums are made in the order of rule_wins, so that both agree to the last digit. Equal votes need n^2 / 2
// nodes where there are 2^n sets; votes that have nothing in common still need as many as there are sets.
#include "equilibrium/carry.h"
#include "core/checked.h"
#include "game/voting.h"
#include <string.h>

static const uint32_t NOWHERE = UINT32_MAX; // a no that cannot be: the vote is lost

struct node {
    double sum;
    coalition yeses; // one of the sets that lead here
    uint32_t yes, no;
    double reach, win;
};

struct diagram {
    struct node *node; // owned; layer by layer, by ascending sum
    size_t capacity;
    size_t voters, voter[PARTIES_MAX], first[PARTIES_MAX + 2];
    struct rule rule; // what it was made for; its votes are `votes`
    double votes[PARTIES_MAX];
    bool made;
};

struct carry {
    size_t count;
    struct diagram *diagrams;
};

struct carry *carry_new(size_t rules) {
    struct carry *carry = array_new(1, sizeof *carry);
    if (!carry) return NULL;
    carry->count = rules;
    if ((carry->diagrams = array_new(rules, sizeof *carry->diagrams))) return carry;
    free(carry);
    return NULL;
}

void carry_free(struct carry *carry) {
    if (!carry) return;
    for (size_t k = 0; k < carry->count; k++)
        free(carry->diagrams[k].node);
    free(carry->diagrams);
    free(carry);
}

static bool reserve(struct diagram *diagram, size_t nodes) {
    size_t cells;
    if (nodes <= diagram->capacity) return true;
    struct node *more = size_multiply(2 * nodes, sizeof *more, &cells) ? realloc(diagram->node, cells) : NULL;
    if (!more) return false;
    diagram->node = more;
    diagram->capacity = 2 * nodes;
    return true;
}

// Layer k + 1. The sums without and with voter k's votes both ascend; they are merged, equal ones into one.
static bool layer_append(struct diagram *diagram, const struct rule *rule, size_t k) {
    size_t i = diagram->voter[k], begin = diagram->first[k], end = diagram->first[k + 1], to = end;
    bool needed = rule->unanimity || (rule->veto >> i & 1);
    if (!reserve(diagram, end + 2 * (end - begin))) return false;
    struct node *node = diagram->node;
    for (size_t no = needed ? end : begin, yes = begin; no < end || yes < end; to++) {
        double without = no < end ? node[no].sum : INFINITY;
        double with = yes < end ? node[yes].sum + rule->votes[i] : INFINITY;
        node[to] = (struct node){.sum = fmin(with, without), .yes = NOWHERE, .no = NOWHERE};
        if (with <= without) {
            node[to].yeses = node[yes].yeses | (coalition)1 << i;
            node[yes++].yes = (uint32_t)to;
        }
        if (without <= with) {
            node[to].yeses = node[no].yeses;
            node[no++].no = (uint32_t)to;
        }
    }
    diagram->first[k + 2] = to;
    return true;
}

static bool diagram_make(struct diagram *diagram, const struct rule *rule, size_t parties) {
    diagram->made = false;
    diagram->voters = 0;
    if (!reserve(diagram, 1)) return false;
    for (size_t i = 0; i < parties; i++)
        if (rule->table >> i & 1) diagram->voter[diagram->voters++] = i;
    diagram->node[0] = (struct node){.yes = NOWHERE, .no = NOWHERE};
    diagram->first[0] = 0;
    diagram->first[1] = 1;
    for (size_t k = 0; k < diagram->voters; k++)
        if (!layer_append(diagram, rule, k)) return false;
    for (size_t v = diagram->first[diagram->voters]; v < diagram->first[diagram->voters + 1]; v++)
        diagram->node[v].win = rule_wins(rule, diagram->node[v].yeses);
    memcpy(diagram->votes, rule->votes, parties * sizeof *diagram->votes);
    diagram->rule = *rule;
    diagram->rule.votes = diagram->votes;
    return diagram->made = true;
}

static double win_of(const struct diagram *diagram, uint32_t v) {
    return v == NOWHERE ? 0 : diagram->node[v].win;
}

static void reach_add(struct diagram *diagram, uint32_t v, double chance) {
    if (v != NOWHERE) diagram->node[v].reach += chance;
}

bool carry_chance(struct carry *carry, const struct rule *rule, size_t index, size_t parties,
                  const double *yes, double *slope, double *chance) {
    struct diagram *diagram = &carry->diagrams[index % carry->count];
    bool same = diagram->made && rule_equals(&diagram->rule, rule, parties);
    if (!same && !diagram_make(diagram, rule, parties)) return false;
    memset(slope, 0, parties * sizeof *slope);
    for (size_t k = diagram->voters; k-- > 0;)
        for (size_t v = diagram->first[k]; v < diagram->first[k + 1]; v++) {
            struct node *node = &diagram->node[v];
            double y = yes[diagram->voter[k]];
            node->reach = 0;
            node->win = y * win_of(diagram, node->yes) + (1 - y) * win_of(diagram, node->no);
        }
    diagram->node[0].reach = 1;
    for (size_t k = 0; k < diagram->voters; k++)
        for (size_t v = diagram->first[k]; v < diagram->first[k + 1]; v++) {
            const struct node *node = &diagram->node[v];
            size_t i = diagram->voter[k];
            slope[i] += node->reach * (win_of(diagram, node->yes) - win_of(diagram, node->no));
            reach_add(diagram, node->yes, node->reach * yes[i]);
            reach_add(diagram, node->no, node->reach * (1 - yes[i]));
        }
    *chance = diagram->node[0].win;
    return true;
}
