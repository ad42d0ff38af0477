// SPDX-License-Identifier: GPL-3.0-or-later
// The position that a proposer j offers to a coalition whose other members need the material utilities n_i:
//     margin  m = max_y min_i (u_i(y) - n_i),
//     offer   y = argmax u_j(y)   subject to   u_i(y) >= n_i - h(m),   h(m) = max(-m, 0),
// so that where no position gives everybody its need the offer is the one that comes closest. Along a
// homotopy max(-m, 0) is smoothed to (sqrt(m^2 + 4 w^2) - m) / 2 and the constraints become barriers, w and
// mu in proportion to the noise, so that y is a smooth function of the needs (Fiacco & McCormick 1968).
// Gradients follow from the programmes' own.
#include "equilibrium/offer.h"
#include "equilibrium/programme.h"
#include <string.h>

static const double BARRIER = 1e-14; // the least mu
static const double TIGHT = 1e-3;    // room left, relative to w, below which the offer is the maximin

// The margin and its derivatives by the needs, 0 for who is no member, and by log(noise).
struct margin {
    double value, by_need[PARTIES_MAX], by_noise;
};

// The members' programme; lists run over the members other than the proposer.
struct bargain {
    const struct offer_context *context;
    struct need need[PARTIES_MAX];
    double from[PARTIES_MAX]; // needs as they enter the programme
    struct optimum optimum;
    struct margin margin;
    double room, by_margin, by_width; // n - from = room - m: of the room, m + h(m)
};

static void margin_one(struct bargain *bargain, const struct programme *programme) {
    const struct game *game = programme->game;
    size_t i = 0, issues = game->issues, first = programme->state * game->parties;
    while (!(programme->members >> i & 1))
        i++;
    const double *ideal = game->ideal + (first + i) * issues,
                 *salience = game->salience + (first + i) * issues;
    for (size_t k = 0; k < issues; k++)
        bargain->optimum.y[k] =
            salience[k] > 0 ? ideal[k] : game->ideal[(first + programme->favoured) * issues + k];
    bargain->margin = (struct margin){.value = 1 - bargain->need[i].value};
    bargain->margin.by_need[i] = -1;
}

static void margin_find(struct bargain *bargain, struct programme *programme) {
    programme->level = true;
    if ((programme->members & (programme->members - 1)) == 0) {
        margin_one(bargain, programme);
        return;
    }
    double dy[ISSUES_MAX];
    programme_solve(programme, NULL, &bargain->optimum);
    bargain->margin.value = bargain->optimum.level;
    for (size_t m = 0; m < bargain->optimum.count; m++)
        bargain->margin.by_need[bargain->optimum.party[m]] =
            programme_by_from(programme, &bargain->optimum, m, dy);
    bargain->margin.by_noise = programme_by_noise(programme, &bargain->optimum, dy);
}

// The room that the offer has, m + h(m), smoothed over a width.
static void room_find(struct bargain *bargain, double width) {
    double m = bargain->margin.value, root = sqrt(m * m + 4 * width * width);
    bargain->room = m > 0 ? (m + root) / 2 : root > 0 ? 2 * width * width / (root - m) : 0;
    bargain->by_margin = root > 0 ? bargain->room / root : 0;
    bargain->by_width = root > 0 ? 2 * width * width / root : 0;
}

// Best for the proposer with that room; false if there is next to none, and the maximin stands.
static bool best_find(struct bargain *bargain, struct programme *programme, const double *objective) {
    double width = bargain->context->smoothing, inside[ISSUES_MAX];
    if (!(bargain->room > fmax(TIGHT * width, 4 * BARRIER))) return false;
    for (size_t i = 0; i < programme->game->parties; i++)
        bargain->from[i] = bargain->need[i].value - (bargain->room - bargain->margin.value);
    memcpy(inside, bargain->optimum.y, sizeof inside);
    programme->level = false;
    programme->objective = objective;
    if (width > 0)
        programme_solve(programme, inside, &bargain->optimum);
    else
        programme_solve_exact(programme, inside, &bargain->optimum);
    return true;
}

static double along(const struct optimum *optimum, size_t l, size_t issues, const double *dy) {
    double sum = 0;
    for (size_t k = 0; k < issues; k++)
        sum += optimum->slope[l][k] * dy[k];
    return sum;
}

// Everybody's utility, with its gradient. moves: the position depends on the needs at all; relaxed: through
// the room, too.
static void utilities_find(struct bargain *bargain, const struct programme *programme, bool relaxed,
                           struct offer *offer) {
    const struct game *game = programme->game;
    const struct optimum *optimum = &bargain->optimum;
    size_t n = game->parties, issues = game->issues, count = optimum->count;
    double dy[PARTIES_MAX + 1][ISSUES_MAX], lost = relaxed ? 1 - bargain->by_margin : 0, to_noise = 0;
    for (size_t m = 0; m < count; m++)
        programme_by_from(programme, optimum, m, dy[m]);
    for (size_t i = 0; i < n; i++)
        to_noise += bargain->margin.by_need[i] * bargain->need[i].by_noise;
    to_noise = lost * (to_noise + bargain->margin.by_noise) - (relaxed ? bargain->by_width : 0);
    programme_by_noise(programme, optimum, dy[count]);
    for (size_t l = 0; l < n; l++) {
        struct graded *felt = &offer->felt[l];
        double by_need[PARTIES_MAX] = {0}, all = 0, by_noise;
        felt->value = programme_utility(programme, l, optimum->y, optimum->soft, &by_noise);
        felt->d[n] = by_noise + along(optimum, l, issues, dy[count]);
        for (size_t m = 0; m < count; m++) {
            size_t i = optimum->party[m];
            by_need[i] = along(optimum, l, issues, dy[m]);
            all += by_need[i];
        }
        for (size_t i = 0; i < n; i++) {
            const struct need *need = &bargain->need[i];
            felt->d[i] = need->by_own * (by_need[i] + lost * bargain->margin.by_need[i] * all);
            felt->d[n] += by_need[i] * need->by_noise;
        }
        felt->d[n] += all * to_noise;
    }
}

// The proposer alone, or the ideal point of the one member, which does not move.
static void utilities_still(const struct game *game, size_t s, struct offer *offer) {
    for (size_t l = 0; l < game->parties; l++)
        offer->felt[l].value = game_utility_at(game, l, s, offer->position);
}

static void margin_write(const struct bargain *bargain, size_t n, struct offer *offer) {
    offer->margin.value = bargain->margin.value;
    offer->margin.d[n] = bargain->margin.by_noise;
    for (size_t i = 0; i < n; i++) {
        offer->margin.d[i] = bargain->margin.by_need[i] * bargain->need[i].by_own;
        offer->margin.d[n] += bargain->margin.by_need[i] * bargain->need[i].by_noise;
    }
}

void offer_position(const struct offer_context *context, struct offer *offer) {
    const struct game *game = context->game;
    size_t n = game->parties, issues = game->issues, j = context->proposer, s = context->state;
    double objective[PARTIES_MAX] = {0};
    struct bargain bargain = {.context = context};
    struct programme programme = {.game = game,
                                  .state = s,
                                  .members = offer->members & ~((coalition)1 << j),
                                  .favoured = j,
                                  .from = bargain.from,
                                  .barrier = fmax(context->smoothing, BARRIER),
                                  .soft = context->smoothing};
    objective[j] = 1;
    memset(offer->felt, 0, n * sizeof *offer->felt);
    for (size_t i = 0; i < n; i++) {
        if (!(programme.members >> i & 1)) continue;
        bargain.need[i] = offer_need(context, i, offer->ratified);
        bargain.from[i] = bargain.need[i].value;
    }
    if (programme.members == 0) {
        memcpy(offer->position, game->ideal + (s * n + j) * issues, issues * sizeof *offer->position);
        offer->margin = (struct graded){INFINITY, {0}};
        utilities_still(game, s, offer);
    } else {
        margin_find(&bargain, &programme);
        room_find(&bargain, context->smoothing);
        bool relaxed = best_find(&bargain, &programme, objective);
        memcpy(offer->position, bargain.optimum.y, issues * sizeof *offer->position);
        margin_write(&bargain, n, offer);
        if (relaxed || (programme.members & (programme.members - 1)))
            utilities_find(&bargain, &programme, relaxed, offer);
        else
            utilities_still(game, s, offer);
    }
    for (size_t i = 0; i < n; i++) {
        offer->share[i] = game_utility_at(game, i, s, offer->position);
        offer_feel(context, i, &offer->felt[i]);
    }
}
