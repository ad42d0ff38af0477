// SPDX-License-Identifier: GPL-3.0-or-later
// What parties want on issues: ideal points as fractions of the issues' ranges, saliences that sum to 1, and
// from them what deals are worth that are given by where they lie.
#include "core/text.h"
#include "game/column.h"
#include "game/parts.h"
#include "game/states.h"

// A position on issue k as a fraction of the issue's range.
static double fraction_of(const struct issue *issue, double position) {
    return (position - issue->low) / (issue->high - issue->low);
}

double stances_utility(const struct game *game, size_t i, size_t s, const double *at) {
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
static enum parley_status stances_normalise(struct game *game, size_t i, struct errors *errors) {
    static const double ROUNDING = 1e-12;
    const struct scenario *scenario = game->scenario;
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

static enum parley_status party_fill(struct game *game, size_t i, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    size_t issues = game->issues, stride = game->parties * issues;
    enum parley_status status = PARLEY_OK;
    for (size_t k = 0; k < issues; k++) {
        const struct stance *stance = &scenario->parties[i].stances[k];
        size_t at = i * issues + k;
        game->exponent[at] = isnan(stance->exponent) ? scenario->issues[k].exponent : stance->exponent;
        status_note(&status,
                    column_fill(game, &stance_rows[STANCE_ideal], stance, game->ideal + at, stride, errors));
        status_note(&status, column_fill(game, &stance_rows[STANCE_salience], stance, game->salience + at,
                                         stride, errors));
    }
    return status;
}

enum parley_status stances_fill(struct game *game, struct errors *errors) {
    const struct scenario *scenario = game->scenario;
    size_t n = game->parties;
    enum parley_status status = PARLEY_OK;
    for (size_t i = 0; i < n && game->issues > 0; i++) {
        status_note(&status, party_fill(game, i, errors));
        if (status == PARLEY_OK) status = stances_normalise(game, i, errors);
    }
    for (size_t d = 0; d < game->deals && status == PARLEY_OK; d++)
        for (size_t at = 0; at < game->states * n && scenario->deals[d].at; at++)
            game->deal_utility[(at / n * game->deals + d) * n + at % n] =
                stances_utility(game, at % n, at / n, scenario->deals[d].at);
    return status;
}
