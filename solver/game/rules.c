// SPDX-License-Identifier: GPL-3.0-or-later
// The voting rule of each state, from votes, vetoes, seats and quota there, shared between the states that
// have the same one; and who takes the initiative: parties at the table, with chances in proportion to their
// weights.
#include "game/column.h"
#include "game/parts.h"
#include "game/voting.h"
#include <string.h>

// Per-state columns of what makes a rule.
struct rule_columns {
    double *votes, *veto, *table, *quota;
};

static enum parley_status columns_fill(struct game *game, struct rule_columns *columns,
                                       struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    size_t n = game->parties, cells = game->states * n;
    enum parley_status status = PARLEY_OK;
    columns->votes = arena_room(&game->scratch, cells, sizeof(double));
    columns->veto = arena_room(&game->scratch, cells, sizeof(double));
    columns->table = arena_room(&game->scratch, cells, sizeof(double));
    columns->quota = arena_array(&game->scratch, game->states, sizeof(double));
    if (!columns->votes || !columns->veto || !columns->table || !columns->quota) return PARLEY_MEMORY;
    for (size_t i = 0; i < n && status == PARLEY_OK; i++) {
        const struct party *party = &scenario->parties[i];
        status_note(&status,
                    column_fill(game, &party_rows[PARTY_votes], party, columns->votes + i, n, errors));
        status_note(&status, column_fill(game, &party_rows[PARTY_veto], party, columns->veto + i, n, errors));
        status_note(&status,
                    column_fill(game, &party_rows[PARTY_at_table], party, columns->table + i, n, errors));
    }
    if (status == PARLEY_OK && (int)scenario->rule == RULE_QUOTA)
        status = column_fill(game, &scenario_rows[SCENARIO_quota], scenario, columns->quota, 1, errors);
    return status;
}

static void rule_read(const struct scenario *scenario, const struct rule_columns *columns, size_t s,
                      struct rule *rule) {
    size_t n = scenario->party_count;
    double total = 0;
    rule->table = rule->veto = 0;
    rule->unanimity = (int)scenario->rule == RULE_UNANIMITY;
    for (size_t i = 0; i < n; i++) {
        bool seated = columns->table[s * n + i] > 0.5;
        rule->votes[i] = seated ? columns->votes[s * n + i] : 0;
        total += rule->votes[i];
        if (seated) rule->table |= (coalition)1 << i;
        if (seated && columns->veto[s * n + i] > 0.5) rule->veto |= (coalition)1 << i;
    }
    rule->strict = (int)scenario->rule == RULE_MAJORITY; // more than half
    rule->quota = rule->strict ? total / 2 : columns->quota[s];
}

// Room for one more rule. Lists double in length, so that they are full at 0, 1, 2, 4 ... rules.
static bool rules_extend(struct game *game) {
    size_t count = game->rule_count;
    if ((count & (count - 1)) != 0) return true;
    struct rule *more = arena_array(&game->rule_memory, count > 0 ? 2 * count : 1, sizeof *more);
    if (!more) return false;
    if (count > 0) memcpy(more, game->rules, count * sizeof *more);
    game->rules = more;
    return true;
}

// Index of the rule among the game's, added if new.
static enum parley_status rule_intern(struct game *game, const struct rule *rule, uint32_t *index) {
    size_t n = game->parties;
    for (size_t k = game->rule_count; k-- > 0;)
        if (rule_equals(&game->rules[k], rule, n)) {
            *index = (uint32_t)k;
            return PARLEY_OK;
        }
    if (!rules_extend(game)) return PARLEY_MEMORY;
    struct rule *new = &game->rules[game->rule_count];
    *new = *rule;
    new->votes = arena_array(&game->rule_memory, n, sizeof *new->votes);
    if (!new->votes) return PARLEY_MEMORY;
    memcpy(new->votes, rule->votes, n * sizeof *new->votes);
    *index = (uint32_t)game->rule_count++;
    return rule_enumerate(new, n, &game->rule_memory, &game->scratch) ? PARLEY_OK : PARLEY_MEMORY;
}

enum parley_status rules_fill(struct game *game, struct errors *errors) {
    double votes[PARTIES_MAX] = {0};
    struct rule rule = {.votes = votes};
    struct rule_columns columns;
    bool possible = false;
    arena_empty(&game->rule_memory);
    game->rule_count = 0;
    enum parley_status status = columns_fill(game, &columns, errors);
    for (size_t s = 0; s < game->states && status == PARLEY_OK; s++) {
        rule_read(game->scenario, &columns, s, &rule);
        status = rule_intern(game, &rule, &game->rule[s]);
        possible = possible || (status == PARLEY_OK && game->rules[game->rule[s]].first[game->parties] > 0);
    }
    if (status == PARLEY_OK && !possible)
        status = errors_add(
            errors, PARLEY_INPUT, game->scenario->agreement_mark,
            "no coalition can reach the quota in any state: lower the quota, or seat more parties");
    return status;
}

enum parley_status weights_fill(struct game *game, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    enum parley_status status =
        column_fill(game, &scenario_rows[SCENARIO_idle], scenario, game->idle, 1, errors);
    for (size_t i = 0; i < game->parties; i++)
        status_note(&status, column_fill(game, &party_rows[PARTY_initiative], &scenario->parties[i],
                                         game->recognition + i, game->parties, errors));
    return status;
}

// p_j(s) = (1 - idle) weight_j / sum of the weights at the table.
enum parley_status recognition_normalise(struct game *game, struct errors *errors) {
    (void)errors;
    for (size_t s = 0; s < game->states; s++) {
        double *weight = game->recognition + s * game->parties, total = 0;
        coalition table = game->rules[game->rule[s]].table;
        for (size_t i = 0; i < game->parties; i++) {
            if (!(table >> i & 1)) weight[i] = 0;
            total += weight[i];
        }
        for (size_t i = 0; i < game->parties && total > 0; i++)
            weight[i] *= (1 - game->idle[s]) / total;
    }
    return PARLEY_OK;
}
