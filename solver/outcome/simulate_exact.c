// SPDX-License-Identifier: GPL-3.0-or-later
// What paths of at most T rounds come to, exactly: the distribution over states is carried forward,
//     x_0 = e_start,   x_{t+1} = M_r^T x_t,   ending e in period t: x_t . e_r,
// r being the regime of round t; where a regime begins, what is in s goes to entry[s]. Visits nu_r(s) = sum
// of x_t(s) over the regime's rounds weigh what is agreed:  nu_r(s) Pr(e is made and enacted in s). Differs
// from outcome.h in that it stops at T and knows regimes; where T is long both agree.
#include "core/checked.h"
#include "outcome/chances.h"
#include "outcome/simulate_summary.h"
#include <string.h>

static const struct mark nowhere = {0, 0};
static const double MASS_LEAST = 1e-16; // not followed any further
static const double WORK_MOST = 1e10;   // multiply-adds, some ten seconds of them
static const double TRACE = 1e-9;       // of all agreements: too little to matter

double simulate_position(const struct regime *regime, size_t e, size_t k) {
    const struct game *game = regime->game;
    const struct proposal *proposal = &regime->profile->proposal[e];
    if (proposal->deal == NO_DEAL)
        return game_in_unit(game, k, regime->profile->position[e * game->issues + k]);
    const double *at = game->scenario->deals[proposal->deal].at;
    return at ? at[k] : NAN;
}

void expectation_free(struct expectation *expectation) {
    if (!expectation) return;
    free(expectation->by[0]);
    free(expectation->quits);
    free(expectation);
}

// Two blocks: dates, and everything else.
static struct expectation *expectation_new(const struct game *game, size_t horizon) {
    struct expectation *new = array_new(1, sizeof *new);
    size_t n = game->parties, issues = game->issues, cells;
    if (!new) return NULL;
    if (size_multiply(horizon, PATH_TALKING, &cells)) new->by[0] = array_new(cells, sizeof(double));
    new->quits = array_new(5 * n + 2 * issues + game->deals, sizeof(double));
    if (!new->by[0] || !new->quits) {
        expectation_free(new);
        return NULL;
    }
    for (size_t e = 1; e < PATH_TALKING; e++)
        new->by[e] = new->by[0] + e *horizon;
    new->proposed = new->quits + n;
    new->utility_mean = new->quits + 2 * n;
    new->utility_sd = new->quits + 3 * n;
    new->value = new->quits + 4 * n;
    new->position_mean = new->quits + 5 * n;
    new->position_sd = new->position_mean + issues;
    new->deal = new->position_sd + issues;
    new->horizon = horizon;
    new->parties = n;
    new->issues = issues;
    new->deals = game->deals;
    return new;
}

// The distribution and where it has been. Owns the arena that all its arrays belong to.
struct spread {
    const struct regime *regimes;
    size_t states, count;
    struct chances *chances; // per regime
    double *now, *next;
    double *visits; // at [r states + s]
    double work;    // so far
    struct arena arena;
};

static bool spread_begin(struct spread *spread) {
    struct arena *arena = &spread->arena;
    size_t cells;
    if (!size_multiply(spread->states, spread->count, &cells)) return false;
    spread->chances = arena_array(arena, spread->count, sizeof *spread->chances);
    spread->now = arena_array(arena, spread->states, sizeof *spread->now);
    spread->next = arena_array(arena, spread->states, sizeof *spread->next);
    spread->visits = arena_array(arena, cells, sizeof *spread->visits);
    if (!spread->chances || !spread->now || !spread->next || !spread->visits) return false;
    for (size_t r = 0; r < spread->count; r++)
        if (!chances_compute(spread->regimes[r].game, spread->regimes[r].profile, &spread->chances[r], arena))
            return false;
    spread->now[spread->regimes[0].game->start] = 1;
    return true;
}

static void spread_swap(struct spread *spread) {
    double *now = spread->next;
    spread->next = spread->now;
    spread->now = now;
}

static void spread_enter(struct spread *spread, const size_t *entry) {
    if (!entry) return;
    memset(spread->next, 0, spread->states * sizeof *spread->next);
    for (size_t s = 0; s < spread->states; s++)
        spread->next[entry[s]] += spread->now[s];
    spread_swap(spread);
}

// One round in regime r: endings of period t, and what goes on. Returns the probability that does.
static double spread_step(struct spread *spread, size_t r, size_t t, struct expectation *out) {
    const struct chances *chances = &spread->chances[r];
    const struct mixture *mixture = &chances->mixture;
    double on = 0;
    spread->work += (double)spread->states;
    memset(spread->next, 0, spread->states * sizeof *spread->next);
    for (size_t s = 0; s < spread->states; s++) {
        double x = spread->now[s];
        if (!(x > 0)) continue;
        spread->visits[r * spread->states + s] += x;
        out->by[PATH_AGREED][t] += x * chances->agree[s];
        out->by[PATH_BROKEN][t] += x * chances->broken[s];
        out->by[PATH_QUIT][t] += x * chances->quit[s];
        for (size_t m = 0; m < mixture->count; m++) {
            double weight = x * mixture->weight[m * spread->states + s];
            const struct kernel *kernel = mixture->kernel[m];
            if (!(weight > 0)) continue;
            on += weight;
            spread->work += (double)(kernel->row[s + 1] - kernel->row[s]);
            for (size_t e = kernel->row[s]; e < kernel->row[s + 1]; e++)
                spread->next[kernel->column[e]] += weight * kernel->probability[e];
        }
    }
    spread_swap(spread);
    return on;
}

// False if it is too much work.
static bool spread_run(struct spread *spread, struct expectation *out) {
    double mass = 1;
    size_t r = 0;
    for (size_t t = 0; t < out->horizon && mass >= MASS_LEAST; t++) {
        if (spread->work > WORK_MOST) return false;
        for (; r + 1 < spread->count && spread->regimes[r + 1].from <= t; r++)
            spread_enter(spread, spread->regimes[r + 1].entry);
        out->rounds += mass;
        mass = spread_step(spread, r, t, out);
        for (size_t e = 0; e < PATH_TALKING; e++)
            out->ending[e] += out->by[e][t];
    }
    out->ending[PATH_TALKING] = mass;
    return true;
}

// Proposal e, made by j and enacted with this probability in all.
struct enacted {
    const struct regime *regime;
    size_t e, j;
    double weight;
};

static void visit_state(const struct spread *spread, size_t r, size_t s, struct expectation *out,
                        void (*visit)(struct expectation *out, const struct enacted *enacted)) {
    const struct regime *regime = &spread->regimes[r];
    const struct profile *profile = regime->profile;
    double visits = spread->visits[r * spread->states + s];
    if (!(visits > 0)) return;
    for (size_t j = 0; j < out->parties; j++) {
        size_t chooser = s * out->parties + j;
        for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
            double weight = visits * chances_enacted(regime->game, profile, s, j, e);
            const struct enacted enacted = {regime, e, j, weight};
            if (weight > 0) visit(out, &enacted);
        }
    }
}

static void visit_enacted(const struct spread *spread, struct expectation *out,
                          void (*visit)(struct expectation *out, const struct enacted *enacted)) {
    for (size_t r = 0; r < spread->count; r++)
        for (size_t s = 0; s < spread->states; s++)
            visit_state(spread, r, s, out, visit);
}

// A trace of a deal that lies on no issue does not hide where the others lie.
static double place_of(const struct expectation *out, const struct enacted *enacted, size_t k) {
    double y = simulate_position(enacted->regime, enacted->e, k);
    return isnan(y) && !(enacted->weight > TRACE * out->ending[PATH_AGREED]) ? out->position_mean[k] : y;
}

static void add_means(struct expectation *out, const struct enacted *enacted) {
    const struct profile *profile = enacted->regime->profile;
    double share = enacted->weight / out->ending[PATH_AGREED];
    out->proposed[enacted->j] += enacted->weight;
    if (profile->proposal[enacted->e].deal != NO_DEAL)
        out->deal[profile->proposal[enacted->e].deal] += enacted->weight;
    for (size_t i = 0; i < out->parties; i++)
        out->utility_mean[i] += share * profile->share[enacted->e * out->parties + i];
    for (size_t k = 0; k < out->issues; k++) {
        double y = place_of(out, enacted, k);
        if (!isnan(y) || share > TRACE) out->position_mean[k] += share * y;
    }
}

static void add_squares(struct expectation *out, const struct enacted *enacted) {
    double share = enacted->weight / out->ending[PATH_AGREED];
    for (size_t i = 0; i < out->parties; i++) {
        double u = enacted->regime->profile->share[enacted->e * out->parties + i];
        out->utility_sd[i] += share * (u - out->utility_mean[i]) * (u - out->utility_mean[i]);
    }
    for (size_t k = 0; k < out->issues; k++) {
        double apart = place_of(out, enacted, k) - out->position_mean[k];
        out->position_sd[k] += share * apart * apart;
    }
}

static void add_quits(const struct spread *spread, struct expectation *out) {
    for (size_t r = 0; r < spread->count; r++) {
        const struct profile *profile = spread->regimes[r].profile;
        for (size_t s = 0; s < spread->states; s++)
            for (size_t j = 0; j < out->parties; j++) {
                size_t chooser = s * out->parties + j;
                out->quits[j] += spread->visits[r * spread->states + s] *
                                 spread->regimes[r].game->recognition[chooser] *
                                 profile->choice[chooser * profile->alternatives + QUIT];
            }
    }
}

static void fill_dates(struct expectation *out) {
    double ever = out->ending[PATH_AGREED], mean = 0, square = 0;
    for (size_t t = 0; t < out->horizon; t++)
        mean += (double)t * out->by[PATH_AGREED][t] / ever;
    for (size_t t = 0; t < out->horizon; t++)
        square += ((double)t - mean) * ((double)t - mean) * out->by[PATH_AGREED][t] / ever;
    out->date_mean = mean;
    out->date_sd = sqrt(square);
}

// Means given agreement: NaN where there is none.
static void fill_terms(const struct spread *spread, struct expectation *out) {
    visit_enacted(spread, out, add_means);
    visit_enacted(spread, out, add_squares);
    double none = out->ending[PATH_AGREED] > 0 ? 0 : NAN;
    for (size_t i = 0; i < out->parties; i++) {
        out->utility_mean[i] += none;
        out->utility_sd[i] = sqrt(out->utility_sd[i]) + none;
    }
    for (size_t k = 0; k < out->issues; k++) {
        out->position_mean[k] += none;
        out->position_sd[k] = sqrt(out->position_sd[k]) + none;
    }
}

// Does i expect the truth, whatever is done?
static bool expects_truth(const struct game *game, size_t i) {
    bool truth = game->belief[i] == 0;
    for (size_t o = 0; o < game->options; o++)
        truth = truth && game->option[o].shifted[i] == game->option[o].shifted_truth;
    return truth;
}

static void fill_unknown(struct expectation *out) {
    size_t terms = 5 * out->parties + 2 * out->issues + out->deals;
    for (size_t k = 0; k < PATH_TALKING * out->horizon; k++)
        out->by[0][k] = NAN;
    for (size_t k = 0; k < terms; k++)
        out->quits[k] = NAN;
    for (size_t e = 0; e < PATH_ENDINGS; e++)
        out->ending[e] = NAN;
    out->rounds = out->date_mean = out->date_sd = NAN;
}

static void fill_values(const struct spread *spread, struct expectation *out) {
    const struct regime *regime = spread->regimes;
    for (size_t i = 0; i < out->parties; i++) {
        bool told = spread->count == 1 && expects_truth(regime->game, i);
        out->value[i] = told ? regime->profile->value[regime->game->start * out->parties + i] : NAN;
    }
}

enum parley_status expectation_compute(const struct regime *regimes, size_t count, size_t horizon,
                                       struct expectation **expectation, struct errors *errors) {
    struct spread spread = {.regimes = regimes, .states = regimes[0].game->states, .count = count};
    struct expectation *new = expectation_new(regimes[0].game, horizon);
    enum parley_status status = PARLEY_OK;
    if (!new || !spread_begin(&spread)) {
        expectation_free(new);
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the exact distribution");
        goto cleanup;
    }
    if (spread_run(&spread, new)) {
        fill_dates(new);
        fill_terms(&spread, new);
        add_quits(&spread, new);
    } else {
        fill_unknown(new);
    }
    fill_values(&spread, new);
    *expectation = new;
cleanup:
    arena_clear(&spread.arena);
    return status;
}
