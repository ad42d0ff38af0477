// SPDX-License-Identifier: GPL-3.0-or-later
// From a scenario to a game: every parameter evaluated in every state, voting rules shared between the states
// that have the same one, kernels built once for the truth and once for each party with beliefs of its own.
// Sizes are checked before memory is taken. Discount factors are exp(-rate x period) or given per period.
#include "core/checked.h"
#include "core/text.h"
#include "game/effects.h"
#include "game/kernel.h"
#include "game/profile.h"
#include "game/states.h"
#include "game/voting.h"
#include <string.h>
#include <unistd.h>

static const struct parameter_row *row_of(const struct parameter_row *rows, size_t count, size_t offset) {
    for (size_t k = 0; k < count; k++)
        if (rows[k].offset == offset) return &rows[k];
    return NULL;
}

double game_bytes(const struct scenario *scenario) {
    double states = 1, n = (double)scenario->party_count, kernels = 1;
    for (size_t c = 0; c < scenario->channel_count; c++)
        states *= (double)scenario->channels[c].level_count;
    for (size_t i = 0; i < scenario->party_count; i++)
        kernels += kernel_is_own(scenario, i);
    kernels *= 1 + (double)scenario->option_count;
    double kernel = kernel_row_bound(scenario) * (sizeof(uint32_t) + sizeof(double)) + sizeof(size_t);
    double game = 3 * sizeof(double) + sizeof(uint32_t) +
                  (8 + (double)scenario->deal_count + 2 * (double)scenario->issue_count) * n * sizeof(double);
    double options = (double)scenario->option_count, columns = n * (1 + options) + 2;
    double profile = n * (8 + 8 * (FIRST_OPTION + 2 * options) + 8 +
                          2 * (sizeof(struct proposal) + 8 * (n + (double)scenario->issue_count)));
    double solver = 8 * (16 * n + n * columns + n * n) + 24 * options + 40;
    return states * (kernels * kernel + game + profile + solver);
}

// A game that takes no more than this fits any machine.
static const double SMALL_BYTES = 16 << 20;

static enum parley_status size_check(const struct scenario *scenario, struct errors *errors) {
    double bytes = game_bytes(scenario);
    size_t states = game_state_count(scenario);
    if (states > 0 && states < UINT32_MAX && bytes < SMALL_BYTES)
        return PARLEY_OK; // no need to ask the system
    double machine = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (states > 0 && states < UINT32_MAX && bytes < 0.8 * machine) return PARLEY_OK;
    char need[32], have[32];
    double count = 1;
    for (size_t c = 0; c < scenario->channel_count; c++)
        count *= (double)scenario->channels[c].level_count;
    text_bytes(need, sizeof need, bytes);
    text_bytes(have, sizeof have, machine);
    struct mark at = scenario->channel_count ? scenario->channels[0].mark : (struct mark){0};
    return errors_add(
        errors, PARLEY_INPUT, at,
        "the channels' levels multiply to %.4g states, which would take about %s; this machine has %s. "
        "Use fewer channels or fewer levels",
        count, need, have);
}

static enum parley_status allocate(struct game *game, size_t channels) {
    size_t s = game->states, cells, deal_cells, stances;
    if (!size_multiply(s, game->parties, &cells)) return PARLEY_MEMORY;
    if (!size_multiply(cells, game->issues, &stances)) return PARLEY_MEMORY;
    game->pie = array_new(s, sizeof(double));
    game->idle = array_new(s, sizeof(double));
    game->breakdown_risk = array_new(s, sizeof(double));
    game->rule = array_new(s, sizeof *game->rule);
    game->discount = array_new(cells, sizeof(double));
    game->flow = array_new(cells, sizeof(double));
    game->breakdown = array_new(cells, sizeof(double));
    game->outside = array_new(cells, sizeof(double));
    game->recognition = array_new(cells, sizeof(double));
    game->authority = array_new(cells, sizeof(double));
    game->levels = array_new(channels, sizeof *game->levels);
    game->stride = array_new(channels, sizeof *game->stride);
    game->belief = array_new(game->parties, sizeof *game->belief);
    game->kernels = array_new((game->parties + 1) * (game->options + 1), sizeof *game->kernels);
    game->loss_aversion = array_new(cells, sizeof(double));
    game->reference = array_new(cells, sizeof(double));
    game->option = array_new(game->options, sizeof *game->option);
    game->deal_utility =
        size_multiply(cells, game->deals, &deal_cells) ? array_new(deal_cells, sizeof(double)) : NULL;
    game->ideal = array_new(stances, sizeof(double));
    game->salience = array_new(stances, sizeof(double));
    game->exponent = array_new(game->parties * game->issues, sizeof(double));
    bool all = game->ideal && game->salience && game->exponent && game->pie && game->idle &&
               game->breakdown_risk && game->rule && game->discount && game->flow && game->breakdown &&
               game->outside && game->recognition && game->authority && game->levels && game->stride &&
               game->belief && game->kernels && game->loss_aversion && game->reference && game->option &&
               game->deal_utility;
    for (size_t o = 0; all && o < game->options; o++) {
        struct game_option *option = &game->option[o];
        option->cost = array_new(3 * s, sizeof(double));
        option->risk = option->cost ? option->cost + s : NULL;
        option->chance = option->cost ? option->cost + 2 * s : NULL;
        option->shifted = array_new(game->parties, sizeof *option->shifted);
        all = option->cost && option->shifted;
    }
    return all ? PARLEY_OK : PARLEY_MEMORY;
}

static enum parley_status range_error(const struct scenario *scenario, const struct varying *varying,
                                      const struct parameter_row *row, const size_t *levels, double value,
                                      struct errors *errors) {
    char range[96];
    struct text where = {0};
    const struct effect *effect = varying->count ? varying->effects[varying->count - 1] : NULL;
    parameter_range_text(row, range, sizeof range);
    states_name(scenario, levels, &where);
    enum parley_status status = errors_add(
        errors, PARLEY_INPUT, effect ? effect->mark : (struct mark){0}, "%s becomes %g at %s; it must be %s",
        effect ? effect->target_path : row->key, value, where.data ? where.data : "?", range);
    text_free(&where);
    return status;
}

// out[s * stride] = the parameter in state s, for all s. Reports the first state where it leaves its range.
static enum parley_status fill(const struct scenario *scenario, const struct parameter_row *row,
                               const double *base, double *out, size_t stride, struct errors *errors) {
    struct varying varying;
    size_t levels[CHANNELS_MAX] = {0}, states = game_state_count(scenario);
    enum parley_status status = PARLEY_OK;
    if (!varying_find(scenario, base, &varying)) return PARLEY_MEMORY;
    for (size_t s = 0; s < states && status == PARLEY_OK; s++) {
        double value = varying_at(&varying, levels);
        out[s * stride] = value;
        if (varying.count > 0) {
            bool none = row->kind == PARAMETER_REAL_OR_NONE && isinf(value) && value < 0;
            if (!none && !parameter_in_range(row, value))
                status = range_error(scenario, &varying, row, levels, value, errors);
            states_next(scenario, levels);
        }
    }
    varying_free(&varying);
    return status;
}

#define FILL_SCENARIO(member, out)                                                                           \
    fill(scenario, row_of(scenario_rows, scenario_row_count, offsetof(struct scenario, member)),             \
         &scenario->member, out, 1, errors)
#define FILL_PARTY(i, member, out, stride)                                                                   \
    fill(scenario, row_of(party_rows, party_row_count, offsetof(struct party, member)),                      \
         &scenario->parties[i].member, out, stride, errors)

// Keep the worst status; memory beats input.
static void note(enum parley_status *all, enum parley_status one) {
    if (one != PARLEY_OK && *all != PARLEY_MEMORY) *all = one;
}

static enum parley_status fill_payoffs(const struct scenario *scenario, struct game *game,
                                       struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    size_t n = game->parties;
    if (game->deals == 0 && game->issues == 0) note(&status, FILL_SCENARIO(pie, game->pie));
    for (size_t d = 0; d < game->deals; d++)
        for (size_t i = 0; i < n && scenario->deals[d].utility; i++)
            note(&status, fill(scenario, &utility_row, &scenario->deals[d].utility[i],
                               game->deal_utility + d * n + i, game->deals * n, errors));
    note(&status, FILL_SCENARIO(idle, game->idle));
    note(&status, FILL_SCENARIO(breakdown_risk, game->breakdown_risk));
    for (size_t s = 0; s < game->states && !isnan(scenario->deadline); s++)
        if (game_level(game, s, scenario->calendar) + 1 == game->levels[scenario->calendar])
            game->breakdown_risk[s] = 1; // the deadline
    for (size_t i = 0; i < n; i++) {
        bool by_rate = !isnan(scenario->parties[i].discount_rate);
        note(&status, by_rate ? FILL_PARTY(i, discount_rate, game->discount + i, n)
                              : FILL_PARTY(i, discount, game->discount + i, n));
        for (size_t s = 0; by_rate && s < game->states; s++)
            game->discount[s * n + i] = exp(-game->discount[s * n + i] * scenario->period);
        note(&status, FILL_PARTY(i, disagreement, game->flow + i, n));
        note(&status, FILL_PARTY(i, breakdown, game->breakdown + i, n));
        note(&status, FILL_PARTY(i, outside, game->outside + i, n));
        note(&status, FILL_PARTY(i, authority, game->authority + i, n));
        note(&status, FILL_PARTY(i, initiative, game->recognition + i, n)); // weights; normalised below
    }
    return status;
}

#define FILL_OPTION(o, member, out)                                                                          \
    fill(scenario, row_of(option_rows, option_row_count, offsetof(struct option, member)),                   \
         &scenario->options[o].member, out, 1, errors)

static enum parley_status fill_options(const struct scenario *scenario, struct game *game,
                                       struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    for (size_t o = 0; o < game->options; o++) {
        const struct option *option = &scenario->options[o];
        struct game_option *out = &game->option[o];
        out->kind = option->kind;
        out->by = option->by;
        for (size_t i = 0; option->parties && i < game->parties; i++)
            if (option->parties[i]) out->consent |= (coalition)1 << i;
        note(&status, FILL_OPTION(o, cost, out->cost));
        note(&status, FILL_OPTION(o, risk, out->risk));
        note(&status, FILL_OPTION(o, chance, out->chance));
    }
    return status;
}

// A position on issue k as a fraction of the issue's range.
static double fraction_of(const struct issue *issue, double position) {
    return (position - issue->low) / (issue->high - issue->low);
}

// What a position in the issues' own units is worth to i in state s.
static double utility_of(const struct game *game, size_t i, size_t s, const double *at) {
    double y[ISSUES_MAX];
    for (size_t k = 0; k < game->issues; k++)
        y[k] = fraction_of(&game->scenario->issues[k], at[k]);
    return game_utility_at(game, i, s, y);
}

static enum parley_status stance_error(const struct scenario *scenario, size_t s, size_t i, size_t k,
                                       double ideal, struct errors *errors) {
    const struct issue *issue = &scenario->issues[k];
    struct text where = {0};
    size_t levels[CHANNELS_MAX];
    states_levels(scenario, s, levels);
    states_name(scenario, levels, &where);
    enum parley_status status =
        isnan(ideal)
            ? errors_add(errors, PARLEY_INPUT, scenario->parties[i].mark,
                         "the saliences of party '%s' are all 0 at %s; some issue must matter to it",
                         scenario->parties[i].name, where.data ? where.data : "?")
            : errors_add(errors, PARLEY_INPUT, scenario->parties[i].stances[k].mark,
                         "%s.issues.%s.ideal becomes %g at %s; it must be in the issue's range [%g, %g]",
                         scenario->parties[i].name, issue->name, ideal, where.data ? where.data : "?",
                         issue->low, issue->high);
    text_free(&where);
    return status;
}

// Ideal points to fractions of the range, saliences to sum 1. Reports the first state where they will not.
static enum parley_status normalise_stances(const struct scenario *scenario, struct game *game, size_t i,
                                            struct errors *errors) {
    static const double ROUNDING = 1e-12;
    size_t issues = game->issues;
    for (size_t s = 0; s < game->states; s++) {
        double *ideal = game->ideal + (s * game->parties + i) * issues, total = 0, largest = 0;
        double *salience = game->salience + (s * game->parties + i) * issues;
        for (size_t k = 0; k < issues; k++) {
            double y = fraction_of(&scenario->issues[k], ideal[k]);
            if (!(y >= -ROUNDING && y <= 1 + ROUNDING))
                return stance_error(scenario, s, i, k, ideal[k], errors);
            ideal[k] = fmin(fmax(y, 0), 1);
            largest = fmax(largest, salience[k]);
        }
        if (!(largest > 0)) return stance_error(scenario, s, i, 0, NAN, errors);
        for (size_t k = 0; k < issues; k++) // by the largest first: their sum may be too large for a double
            total += salience[k] /= largest;
        for (size_t k = 0; k < issues; k++)
            salience[k] /= total;
    }
    return PARLEY_OK;
}

static enum parley_status fill_stances(const struct scenario *scenario, struct game *game,
                                       struct errors *errors) {
    size_t n = game->parties, issues = game->issues;
    enum parley_status status = PARLEY_OK;
    for (size_t i = 0; i < n && issues > 0; i++) {
        for (size_t k = 0; k < issues; k++) {
            const struct stance *stance = &scenario->parties[i].stances[k];
            const struct parameter_row *ideal = row_of(stance_rows, stance_row_count,
                                                       offsetof(struct stance, ideal)),
                                       *salience = row_of(stance_rows, stance_row_count,
                                                          offsetof(struct stance, salience));
            game->exponent[i * issues + k] =
                isnan(stance->exponent) ? scenario->issues[k].exponent : stance->exponent;
            note(&status,
                 fill(scenario, ideal, &stance->ideal, game->ideal + i * issues + k, n * issues, errors));
            note(&status, fill(scenario, salience, &stance->salience, game->salience + i * issues + k,
                               n * issues, errors));
        }
        if (status == PARLEY_OK) status = normalise_stances(scenario, game, i, errors);
    }
    for (size_t d = 0; d < game->deals && status == PARLEY_OK; d++)
        for (size_t at = 0; at < game->states * n && scenario->deals[d].at; at++)
            game->deal_utility[(at / n * game->deals + d) * n + at % n] =
                utility_of(game, at % n, at / n, scenario->deals[d].at);
    return status;
}

// Reference points: r_i = (1 - alpha_i g) aspiration_i + alpha_i g u_i(anchor), where the anchor on the table
// lies at depth g = level / depth; u_i(anchor) is what its position is worth to i, or the share of the pie
// that it gives i. lambda is 0 for who has no aspiration.
static enum parley_status fill_references(const struct scenario *scenario, struct game *game,
                                          struct errors *errors) {
    size_t n = game->parties, depth = (size_t)scenario->depth;
    enum parley_status status = PARLEY_OK;
    double *alpha = array_new(game->states, sizeof *alpha);
    if (!alpha) return PARLEY_MEMORY;
    for (size_t i = 0; i < n && status == PARLEY_OK; i++) {
        if (isnan(scenario->parties[i].aspiration)) continue;
        note(&status, FILL_PARTY(i, loss_aversion, game->loss_aversion + i, n));
        note(&status, FILL_PARTY(i, aspiration, game->reference + i, n));
        note(&status, FILL_PARTY(i, susceptibility, alpha, 1));
        for (size_t s = 0; s < game->states && game->table != SIZE_MAX; s++) {
            size_t level = game_level(game, s, game->table);
            if (level == 0) continue;
            const struct anchor *anchor = &scenario->anchors[(level - 1) / depth];
            double drawn = alpha[s] * (double)((level - 1) % depth + 1) / (double)depth;
            double *reference = &game->reference[s * n + i];
            double worth = anchor->at ? utility_of(game, i, s, anchor->at) : anchor->share[i] * game->pie[s];
            *reference = (1 - drawn) * *reference + drawn * worth;
        }
    }
    free(alpha);
    return status;
}

// The voting rule of each state, from per-state columns of votes, vetoes, membership and quota.
struct rule_columns {
    double *votes, *veto, *table, *quota;
};

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

// Index of the rule among the game's, added if new.
static enum parley_status rule_intern(struct game *game, const struct rule *rule, uint32_t *index) {
    for (size_t k = game->rule_count; k-- > 0;)
        if (rule_equals(&game->rules[k], rule, game->parties)) {
            *index = (uint32_t)k;
            return PARLEY_OK;
        }
    struct rule *more = realloc(game->rules, (game->rule_count + 1) * sizeof *more);
    if (!more) return PARLEY_MEMORY;
    game->rules = more;
    struct rule *new = &more[game->rule_count];
    *new = *rule;
    new->votes = array_new(game->parties, sizeof *new->votes);
    if (!new->votes) return PARLEY_MEMORY;
    memcpy(new->votes, rule->votes, game->parties * sizeof *new->votes);
    *index = (uint32_t)game->rule_count++;
    return rule_enumerate(new, game->parties) ? PARLEY_OK : PARLEY_MEMORY;
}

static enum parley_status fill_rules(const struct scenario *scenario, struct game *game,
                                     struct errors *errors) {
    size_t n = game->parties, cells = game->states * n;
    enum parley_status status = PARLEY_OK;
    double votes[PARTIES_MAX] = {0};
    struct rule rule = {.votes = votes};
    struct rule_columns columns = {array_new(cells, sizeof(double)), array_new(cells, sizeof(double)),
                                   array_new(cells, sizeof(double)), array_new(game->states, sizeof(double))};
    if (!columns.votes || !columns.veto || !columns.table || !columns.quota) status = PARLEY_MEMORY;
    for (size_t i = 0; i < n && status == PARLEY_OK; i++) {
        note(&status, FILL_PARTY(i, votes, columns.votes + i, n));
        note(&status, FILL_PARTY(i, veto, columns.veto + i, n));
        note(&status, FILL_PARTY(i, at_table, columns.table + i, n));
    }
    if (status == PARLEY_OK && (int)scenario->rule == RULE_QUOTA)
        note(&status, FILL_SCENARIO(quota, columns.quota));
    bool possible = false;
    for (size_t s = 0; s < game->states && status == PARLEY_OK; s++) {
        rule_read(scenario, &columns, s, &rule);
        status = rule_intern(game, &rule, &game->rule[s]);
        possible = possible || (status == PARLEY_OK && game->rules[game->rule[s]].first[n] > 0);
    }
    if (status == PARLEY_OK && !possible)
        status = errors_add(
            errors, PARLEY_INPUT, scenario->agreement_mark,
            "no coalition can reach the quota in any state: lower the quota, or seat more parties");
    free(columns.votes);
    free(columns.veto);
    free(columns.table);
    free(columns.quota);
    return status;
}

// p_j(s) = (1 - idle) weight_j / sum of the weights at the table.
static void normalise_recognition(struct game *game) {
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
}

// States that can be reached from the start under anybody's expectations. Owned by the caller; NULL if out of
// memory.
static unsigned char *reachable_states(const struct game *game) {
    unsigned char *reached = array_new(game->states, 1);
    uint32_t *open = array_new(game->states, sizeof *open);
    size_t count = 0;
    if (reached && open) {
        reached[game->start] = 1;
        open[count++] = (uint32_t)game->start;
    }
    while (reached && count > 0) {
        size_t s = open[--count];
        for (size_t k = 0; k < game->kernel_count; k++)
            for (size_t e = game->kernels[k].row[s]; e < game->kernels[k].row[s + 1]; e++) {
                uint32_t to = game->kernels[k].column[e];
                if (!reached[to]) open[count++] = to;
                reached[to] = 1;
            }
    }
    bool done = reached && open;
    free(open);
    if (done) return reached;
    free(reached);
    return NULL;
}

// Size of the payoffs that can matter: breakdown payoffs only where talks can end, outside options only if
// they are worth something (people write a large loss for "cannot").
static bool measure_scale(struct game *game) {
    unsigned char *reached = reachable_states(game);
    if (!reached) return false;
    double scale = 0;
    for (size_t s = 0; s < game->states; s++) {
        size_t first = s * game->parties;
        if (!reached[s]) continue;
        scale = fmax(scale, game_is_spatial(game) ? 1 : game->pie[s]);
        bool ends = game->breakdown_risk[s] > 0;
        for (size_t i = first; i < first + game->parties; i++) {
            scale = fmax(scale, fmax(fabs(game->flow[i]), game->outside[i]));
            ends = ends || isfinite(game->outside[i]);
        }
        for (size_t d = 0; d < game->deals; d++)
            for (size_t i = 0; i < game->parties; i++)
                scale = fmax(scale, fabs(game_deal(game, s, d)[i]));
        for (size_t i = first; i < first + game->parties && ends; i++)
            scale = fmax(scale, fabs(game->breakdown[i]));
    }
    free(reached);
    game->scale = scale > 0 ? scale : 1;
    return true;
}

// Append a kernel; *index is its number.
static enum parley_status add_kernel(const struct scenario *scenario, struct game *game, size_t believer,
                                     const struct option *shifting, uint32_t *index, struct errors *errors) {
    *index = (uint32_t)game->kernel_count;
    return kernel_build(scenario, believer, shifting, &game->kernels[game->kernel_count++], errors);
}

// The kernel of the truth, and one for each party with beliefs of its own; with the option shifting channels,
// or not.
static enum parley_status add_kernels(const struct scenario *scenario, struct game *game,
                                      const struct option *shifting, uint32_t *truth, uint32_t *belief,
                                      struct errors *errors) {
    enum parley_status status = add_kernel(scenario, game, SIZE_MAX, shifting, truth, errors);
    for (size_t i = 0; i < game->parties && status == PARLEY_OK; i++) {
        belief[i] = *truth;
        if (kernel_is_own(scenario, i)) status = add_kernel(scenario, game, i, shifting, &belief[i], errors);
    }
    return status;
}

static enum parley_status fill_kernels(const struct scenario *scenario, struct game *game,
                                       struct errors *errors) {
    uint32_t truth;
    enum parley_status status = add_kernels(scenario, game, NULL, &truth, game->belief, errors);
    for (size_t o = 0; o < game->options && status == PARLEY_OK; o++)
        status = add_kernels(scenario, game, &scenario->options[o], &game->option[o].shifted_truth,
                             game->option[o].shifted, errors);
    return status;
}

enum parley_status game_compile(const struct scenario *scenario, struct game **game, struct errors *errors) {
    enum parley_status status = size_check(scenario, errors);
    if (status != PARLEY_OK) return status;
    struct game *new = array_new(1, sizeof *new);
    if (!new) return errors_add(errors, PARLEY_MEMORY, (struct mark){0}, "out of memory for the game");
    *new = (struct game){.parties = scenario->party_count,
                         .states = game_state_count(scenario),
                         .period = scenario->period,
                         .noise = scenario->noise,
                         .channels = scenario->channel_count,
                         .options = scenario->option_count,
                         .deals = scenario->deal_count,
                         .issues = scenario->issue_count,
                         .alternatives = FIRST_OPTION + scenario->option_count,
                         .table = scenario->anchor_count > 0 ? scenario->channel_count - 1 : SIZE_MAX,
                         .scenario = scenario};
    if ((status = allocate(new, scenario->channel_count)) != PARLEY_OK) goto cleanup;
    for (size_t c = new->channels, stride = 1; c-- > 0; stride *= new->levels[c]) {
        new->levels[c] = scenario->channels[c].level_count;
        new->stride[c] = stride;
        new->start += stride *(size_t)scenario->channels[c].start;
    }
    status = fill_payoffs(scenario, new, errors);
    note(&status, fill_stances(scenario, new, errors));
    note(&status, fill_options(scenario, new, errors));
    note(&status, fill_references(scenario, new, errors));
    note(&status, fill_rules(scenario, new, errors));
    note(&status, fill_kernels(scenario, new, errors));
    if (status != PARLEY_OK) goto cleanup;
    normalise_recognition(new);
    if (!measure_scale(new)) status = PARLEY_MEMORY;
cleanup:
    if (status == PARLEY_OK) {
        *game = new;
        return status;
    }
    if (status == PARLEY_MEMORY) errors_add(errors, status, (struct mark){0}, "out of memory for the game");
    game_free(new);
    return status;
}

void game_free(struct game *game) {
    if (!game) return;
    for (size_t k = 0; k < game->rule_count; k++)
        rule_clear(&game->rules[k]);
    for (size_t k = 0; game->kernels && k < game->kernel_count; k++)
        kernel_clear(&game->kernels[k]);
    free(game->pie);
    free(game->idle);
    free(game->breakdown_risk);
    free(game->rule);
    free(game->discount);
    free(game->flow);
    free(game->breakdown);
    free(game->outside);
    free(game->recognition);
    free(game->authority);
    free(game->deal_utility);
    free(game->ideal);
    free(game->salience);
    free(game->exponent);
    free(game->loss_aversion);
    free(game->reference);
    for (size_t o = 0; game->option && o < game->options; o++) {
        free(game->option[o].cost);
        free(game->option[o].shifted);
    }
    free(game->option);
    free(game->rules);
    free(game->kernels);
    free(game->belief);
    free(game->levels);
    free(game->stride);
    free(game);
}
