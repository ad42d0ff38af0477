// SPDX-License-Identifier: GPL-3.0-or-later
// A pie divided by three as points of a triangle: fractions f_i = x_i / sum x, with f = 1 for a party in its
// own corner. Drawn are the divisions that are proposed, at the start and in other states, what is agreed on
// average, and the axiomatic solutions. A solution that leaves something undivided or gives a party less
// than nothing has no place in the triangle. Proposals count where they are made with more than a
// negligible chance; of very many states evenly spaced ones are taken.
#include "output/chart_kinds.h"
#include "output/chart_text.h"

enum { CORNERS = 3, STATES_MOST = 1000 };

static const double MADE = 1e-6;     // least chance of a proposal, given that its proposer has the initiative
static const double ROUNDING = 1e-6; // relative to the pie

static bool fractions(const double *share, double *fraction) {
    double sum = share[0] + share[1] + share[2], least = fmin(share[0], fmin(share[1], share[2]));
    if (!(sum > 0) || !(least >= -ROUNDING * sum)) return false;
    for (size_t i = 0; i < CORNERS; i++)
        fraction[i] = fmax(0, share[i]) / sum;
    return true;
}

static void point_row(const double *share, double chance, struct text *out) {
    double fraction[CORNERS];
    bool inside = fractions(share, fraction);
    for (size_t i = 0; i < CORNERS; i++)
        data_number(out, inside ? fraction[i] : NAN);
    for (size_t i = 0; i < CORNERS; i++)
        data_number(out, share[i]);
    data_number(out, chance);
    text_append(out, "\n");
}

static void header(const struct game *game, const char *what, const char *chance, struct text *out) {
    static const char *const units[] = {"fraction of the pie", "utility"};
    text_append(out, "# %s", what);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < CORNERS; i++) {
            text_append(out, "\tshare of ");
            data_name(out, game->scenario->parties[i].name);
            text_append(out, " (%s)", units[k]);
        }
    text_append(out, "\t%s\n", chance);
}

// What j proposes in state s. Chance: that it settles, times that it then makes this proposal. Number of
// rows.
static size_t proposal_rows(const struct solution *solution, size_t s, size_t j, struct text *out) {
    const struct profile *profile = solution->profile;
    size_t chooser = s * CORNERS + j, rows = 0;
    double settles = profile->choice[chooser * profile->alternatives + SETTLE];
    if (!(solution->game->recognition[chooser] > 0)) return 0;
    for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
        double chance = settles * profile->proposal[e].probability;
        if (!(chance > MADE)) continue;
        text_append(out, "%zu", j + 1);
        point_row(&profile->share[e * CORNERS], chance, out);
        rows++;
    }
    return rows;
}

// gnuplot does not count a block without rows.
static void block_end(size_t rows, struct text *out) {
    static const double nothing[CORNERS] = {NAN, NAN, NAN};
    if (rows == 0) {
        text_append(out, "0");
        point_row(nothing, NAN, out);
    }
    text_append(out, "\n\n");
}

// Has it a place in the triangle? whole: only if it divides all of the pie.
static bool is_drawn(const struct solution *solution, const double *share, bool whole) {
    double pie = solution->game->pie[solution->game->start], fraction[CORNERS];
    if (whole && !(fabs(share[0] + share[1] + share[2] - pie) <= ROUNDING * pie)) return false;
    return fractions(share, fraction);
}

static void solution_row(const struct solution *solution, const char *name, const double *share,
                         struct text *out) {
    static const double nothing[CORNERS] = {NAN, NAN, NAN};
    text_append(out, "\"%s\"", name);
    point_row(is_drawn(solution, share, true) ? share : nothing, NAN, out);
}

bool simplex_applies(const struct solution *solution) {
    const struct game *game = solution->game;
    return game->parties == CORNERS && game->deals == 0 && game->issues == 0;
}

void simplex_data(const struct solution *solution, struct text *out) {
    const struct game *game = solution->game;
    const struct outcome *outcome = solution->outcome;
    size_t every = (game->states + STATES_MOST - 1) / STATES_MOST;
    size_t rows = 0;
    header(game, "proposed at the start by party number", "chance, given that it has the initiative", out);
    for (size_t j = 0; j < CORNERS; j++)
        rows += proposal_rows(solution, game->start, j, out);
    block_end(rows, out);
    rows = 0;
    header(game, "proposed in another state by party number", "chance, given that it has the initiative",
           out);
    for (size_t s = 0; s < game->states; s += every)
        for (size_t j = 0; s != game->start && j < CORNERS; j++)
            rows += proposal_rows(solution, s, j, out);
    block_end(rows, out);
    header(game, "solution", "chance of an agreement", out);
    text_append(out, "\"agreement expected\"");
    point_row(outcome->share, outcome->ever, out);
    solution_row(solution, "Nash", outcome->nash, out);
    solution_row(solution, "weighted Nash", outcome->nash_weighted, out);
    solution_row(solution, "Kalai-Smorodinsky", outcome->kalai_smorodinsky, out);
    solution_row(solution, "egalitarian", outcome->egalitarian, out);
    solution_row(solution, "utilitarian", outcome->utilitarian, out);
}

// What has a point in the triangle, and so an entry in the legend.
void simplex_variables(const struct solution *solution, struct text *out) {
    const struct outcome *outcome = solution->outcome;
    const double *const solutions[] = {outcome->share,         outcome->nash,
                                       outcome->nash_weighted, outcome->kalai_smorodinsky,
                                       outcome->egalitarian,   outcome->utilitarian};
    size_t states = solution->game->states, every = (states + STATES_MOST - 1) / STATES_MOST, others = 0;
    struct text unused = {0};
    for (size_t j = 0; j < CORNERS; j++)
        text_append(out, "proposes_%zu = %d\n", j + 1,
                    proposal_rows(solution, solution->game->start, j, &unused) > 0);
    for (size_t s = 0; s < states && others == 0; s += every)
        for (size_t j = 0; s != solution->game->start && j < CORNERS; j++)
            others += proposal_rows(solution, s, j, &unused);
    for (size_t k = 0; k < sizeof solutions / sizeof *solutions; k++)
        text_append(out, "shown_%zu = %d\n", k, is_drawn(solution, solutions[k], k > 0));
    text_append(out, "canvas_height = 17.5\nothers = %d\n", others > 0);
    text_free(&unused);
}
