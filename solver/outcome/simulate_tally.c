// SPDX-License-Identifier: GPL-3.0-or-later
// Counts of what paths come to, and the comparison with what is exact. Of N paths A end in agreement. A share
// p of paths has the standard error sqrt(p (1 - p) / N), a mean given agreement sd / sqrt(A); z is the
// distance in units of the error that the exact distribution implies. (Of payoffs, whose exact spread is not
// computed, in units of the sample's.) Means and spreads come from counts per proposal, so they do not depend
// on the order of the paths and lose nothing to cancellation.
#include "core/checked.h"
#include "outcome/simulate_summary.h"
#include <string.h>

static const struct mark nowhere = {0, 0};
// Spreads smaller than this, relative to what is spread, are rounding.
static const double SPREAD_LEAST = 1e-9;
static const double ROUNDING = 1e-12;

const double summary_quantile[SUMMARY_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

struct tally {
    const struct simulator *simulator; // borrows
    size_t regimes, parties, horizon;
    uint64_t paths, ending[PATH_ENDINGS], rounds;
    uint64_t *ended[PATH_TALKING]; // per period
    uint64_t **agreed;             // per regime: per proposal
    uint64_t *quits, *proposed;    // per party
    double *base, *sum, *square;   // of payoffs less their base, the first path's
};

double simulate_utility(const struct simulator *simulator, const struct path *path, size_t i) {
    const struct regime *regime = simulator_regime(simulator, path->regime);
    size_t n = regime->game->parties, at = path->state * n + i;
    switch ((enum path_ending)path->ending) {
    case PATH_AGREED:
        return regime->profile->share[path->proposal * n + i];
    case PATH_BROKEN:
        return regime->game->breakdown[at];
    case PATH_QUIT:
        return i == path->by ? regime->game->outside[at] : regime->game->breakdown[at];
    default:
        return NAN;
    }
}

void tally_free(struct tally *tally) {
    if (!tally) return;
    for (size_t r = 0; tally->agreed && r < tally->regimes; r++)
        free(tally->agreed[r]);
    free(tally->agreed);
    free(tally->ended[0]);
    free(tally->quits);
    free(tally->base);
    free(tally);
}

enum parley_status tally_new(const struct simulator *simulator, size_t regimes, size_t horizon,
                             struct tally **tally, struct errors *errors) {
    size_t n = simulator_regime(simulator, 0)->game->parties, cells = 0;
    struct tally *new = array_new(1, sizeof *new);
    bool done = new &&size_multiply(horizon, PATH_TALKING, &cells);
    done = done && (new->ended[0] = array_new(cells, sizeof(uint64_t)));
    done = done && (new->quits = array_new(2 * n, sizeof(uint64_t)));
    done = done && (new->base = array_new(3 * n, sizeof(double)));
    done = done && (new->agreed = array_new(regimes, sizeof *new->agreed));
    for (size_t r = 0; done && r < regimes; r++) {
        new->regimes = r + 1;
        new->agreed[r] = array_new(simulator_regime(simulator, r)->profile->proposal_count, sizeof(uint64_t));
        done = new->agreed[r];
    }
    if (!done) {
        tally_free(new);
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the counts of the simulation");
    }
    for (size_t e = 1; e < PATH_TALKING; e++)
        new->ended[e] = new->ended[0] + e *horizon;
    new->proposed = new->quits + n;
    new->sum = new->base + n;
    new->square = new->base + 2 * n;
    new->simulator = simulator;
    new->parties = n;
    new->horizon = horizon;
    *tally = new;
    return PARLEY_OK;
}

static void add_path(struct tally *tally, const struct path *path) {
    bool talking = path->ending == PATH_TALKING;
    tally->ending[path->ending]++;
    tally->rounds += path->round + (uint64_t)!talking;
    if (!talking) tally->ended[path->ending][path->round]++;
    if (path->ending == PATH_QUIT) tally->quits[path->by]++;
    if (path->ending != PATH_AGREED) return;
    tally->agreed[path->regime][path->proposal]++;
    tally->proposed[path->by]++;
}

void tally_add(struct tally *tally, size_t count, const struct path *path, const double *payoff) {
    size_t n = tally->parties;
    if (tally->paths == 0 && count > 0) memcpy(tally->base, payoff, n * sizeof *payoff);
    for (size_t k = 0; k < count; k++) {
        add_path(tally, &path[k]);
        for (size_t i = 0; i < n; i++) {
            double apart = payoff[k * n + i] - tally->base[i];
            tally->sum[i] += apart;
            tally->square[i] += apart * apart;
        }
    }
    tally->paths += count;
}

uint64_t tally_ended(const struct tally *tally, enum path_ending ending, size_t t) {
    return tally->ended[ending][t];
}

static struct comparison compare_share(uint64_t count, uint64_t paths, double exact) {
    double p = (double)count / (double)paths, n = (double)paths, q = fmin(fmax(exact, 0), 1);
    double spread = sqrt(q * (1 - q) / n);
    // What cannot happen but for a trace, and did not, is as it should be.
    bool sure = fmin(q, 1 - q) * n < SPREAD_LEAST;
    double z = sure ? (fabs(p - q) * n < SPREAD_LEAST ? NAN : INFINITY) : (p - q) / spread;
    return (struct comparison){p, sqrt(p * (1 - p) / n), exact, isnan(exact) ? NAN : z};
}

// A mean over `count` paths with the sample's spread and the exact one.
static struct comparison compare_mean(double mean, double sd, double count, double exact, double exact_sd) {
    double least = SPREAD_LEAST * fmax(1, fabs(exact)), z = (mean - exact) / (exact_sd / sqrt(count));
    if (!(exact_sd > least)) z = !(fabs(mean - exact) > least) ? NAN : INFINITY;
    if (isnan(mean) || isnan(exact)) z = NAN;
    return (struct comparison){mean, sd / sqrt(count), exact, z};
}

// Mean and spread over agreed proposals of what `worth` makes of each.
struct moments {
    double mean, sd;
};
typedef double (*worth_function)(const struct regime *regime, size_t e, size_t which);

static double share_of(const struct regime *regime, size_t e, size_t i) {
    return regime->profile->share[e * regime->game->parties + i];
}

static struct moments agreed_moments(const struct tally *tally, worth_function worth, size_t which) {
    double total = (double)tally->ending[PATH_AGREED];
    struct moments moments = {total > 0 ? 0 : NAN, 0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = 0; r < tally->regimes; r++) {
            const struct regime *regime = simulator_regime(tally->simulator, r);
            for (size_t e = 0; e < regime->profile->proposal_count; e++) {
                if (tally->agreed[r][e] == 0) continue;
                double weight = (double)tally->agreed[r][e] / total, y = worth(regime, e, which);
                if (pass == 0)
                    moments.mean += weight * y;
                else
                    moments.sd += weight * (y - moments.mean) * (y - moments.mean);
            }
        }
    moments.sd = sqrt(moments.sd);
    return moments;
}

static struct comparison compare_date(const struct tally *tally, const struct expectation *exact) {
    double total = (double)tally->ending[PATH_AGREED], mean = total > 0 ? 0 : NAN, square = 0;
    for (size_t t = 0; t < tally->horizon; t++)
        mean += (double)t * ((double)tally->ended[PATH_AGREED][t] / total);
    for (size_t t = 0; t < tally->horizon && total > 0; t++)
        square += ((double)t - mean) * ((double)t - mean) * ((double)tally->ended[PATH_AGREED][t] / total);
    return compare_mean(mean, sqrt(square), total, exact->date_mean, exact->date_sd);
}

// Smallest t by which the fraction q of all agreements has come; NaN if there are none.
static double quantile_counted(const struct tally *tally, double q) {
    double wanted = q * (double)tally->ending[PATH_AGREED] * (1 - ROUNDING), sum = 0;
    for (size_t t = 0; t < tally->horizon && tally->ending[PATH_AGREED] > 0; t++)
        if ((sum += (double)tally->ended[PATH_AGREED][t]) >= wanted) return (double)t;
    return NAN;
}

static double quantile_exact(const struct expectation *exact, double q) {
    double wanted = q * exact->ending[PATH_AGREED] * (1 - ROUNDING), sum = 0;
    for (size_t t = 0; t < exact->horizon && exact->ending[PATH_AGREED] > 0; t++)
        if ((sum += exact->by[PATH_AGREED][t]) >= wanted) return (double)t;
    return NAN;
}

static struct comparison compare_payoff(const struct tally *tally, size_t i, double exact) {
    double n = (double)tally->paths, mean = tally->sum[i] / n;
    double sd = sqrt(fmax(tally->square[i] / n - mean * mean, 0));
    return compare_mean(tally->base[i] + mean, sd, n, exact, sd);
}

static uint64_t deal_count(const struct tally *tally, size_t d) {
    uint64_t count = 0;
    for (size_t r = 0; r < tally->regimes; r++) {
        const struct profile *profile = simulator_regime(tally->simulator, r)->profile;
        for (size_t e = 0; e < profile->proposal_count; e++)
            if (profile->proposal[e].deal == d) count += tally->agreed[r][e];
    }
    return count;
}

void summary_free(struct summary *summary) {
    if (!summary) return;
    free(summary->quits);
    free(summary);
}

static struct summary *summary_new(const struct tally *tally, const struct expectation *exact) {
    struct summary *new = array_new(1, sizeof *new);
    size_t n = tally->parties;
    if (!new) return NULL;
    new->quits = array_new(4 * n + exact->issues + exact->deals, sizeof *new->quits);
    if (!new->quits) {
        free(new);
        return NULL;
    }
    new->proposed = new->quits + n;
    new->utility = new->quits + 2 * n;
    new->payoff = new->quits + 3 * n;
    new->position = new->quits + 4 * n;
    new->deal = new->position + exact->issues;
    new->paths = tally->paths;
    new->horizon = tally->horizon;
    new->parties = n;
    new->issues = exact->issues;
    new->deals = exact->deals;
    return new;
}

static void fill_terms(const struct tally *tally, const struct expectation *exact, struct summary *out) {
    double agreed = (double)tally->ending[PATH_AGREED];
    for (size_t i = 0; i < out->parties; i++) {
        struct moments u = agreed_moments(tally, share_of, i);
        out->utility[i] = compare_mean(u.mean, u.sd, agreed, exact->utility_mean[i], exact->utility_sd[i]);
        out->payoff[i] = compare_payoff(tally, i, exact->value[i]);
        out->quits[i] = compare_share(tally->quits[i], tally->paths, exact->quits[i]);
        out->proposed[i] = compare_share(tally->proposed[i], tally->paths, exact->proposed[i]);
    }
    for (size_t k = 0; k < out->issues; k++) {
        struct moments y = agreed_moments(tally, simulate_position, k);
        out->position[k] = compare_mean(y.mean, y.sd, agreed, exact->position_mean[k], exact->position_sd[k]);
    }
    for (size_t d = 0; d < out->deals; d++)
        out->deal[d] = compare_share(deal_count(tally, d), tally->paths, exact->deal[d]);
}

enum parley_status tally_summarise(const struct tally *tally, const struct expectation *exact,
                                   struct summary **summary, struct errors *errors) {
    struct summary *new = summary_new(tally, exact);
    if (!new) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the summary");
    for (size_t e = 0; e < PATH_ENDINGS; e++)
        new->ending[e] = compare_share(tally->ending[e], tally->paths, exact->ending[e]);
    new->date = compare_date(tally, exact);
    for (size_t q = 0; q < SUMMARY_QUANTILES; q++) {
        new->quantile[q] = quantile_counted(tally, summary_quantile[q]);
        new->quantile_exact[q] = quantile_exact(exact, summary_quantile[q]);
    }
    new->rounds = (struct comparison){(double)tally->rounds / (double)tally->paths, NAN, exact->rounds, NAN};
    fill_terms(tally, exact, new);
    *summary = new;
    return PARLEY_OK;
}
