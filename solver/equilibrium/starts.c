// SPDX-License-Identifier: GPL-3.0-or-later
// Other equilibria, from random starts. The branches of the logit correspondence that are not the principal
// one (McKelvey & Palfrey 1995) exist at small noise only; so a start draws values V between the least and
// the largest payoffs and a noise, solves V = T(V; nu) there by Newton's method with a line search, and
// follows the branch that it has hit upon down to noise 0, like the principal one. Components are solved from
// the last to the first, each from a draw of its own, so that a start is one equilibrium of the whole game.
// Starts are shared out among threads in batches; what they found is sorted out between batches, in order, so
// that the answer does not depend on the number of threads. Finds some equilibria; never says that there are
// no others.
#include "equilibrium/starts.h"
#include "core/checked.h"
#include "core/random.h"
#include "equilibrium/methods.h"
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// First noise of a start, relative to the payoffs' scale, and width of smoothed kinks over noise; both are
// drawn uniformly in their logarithms.
static const double LEAST_NOISE = 1e-3, MOST_NOISE = 0.3;
static const double LEAST_SMOOTHING = 0.1, MOST_SMOOTHING = 2;
static const double WORKSPACES = 0.25; // of the machine's memory at most, if there is more than one
static const double VALUES_BYTES = 0x1p30, PENDING_BYTES = 0x1p28;
enum { ATTEMPTS = 8, NEWTON_STEPS = 30, LISTED_MAX = 1000, LISTED_LEAST = 4, BATCH = 8 };

// What the threads share. The user's function is called by one of them at a time.
struct watch {
    const struct solve_options *solve;
    size_t asked;
    size_t done; // atomic
    bool stop;   // atomic
    omp_lock_t lock;
};

// One thread's workspace.
struct seeker {
    double *value;
    struct effort effort;
    struct block *block;
};

// How a start ended: at one of the endings listed, or at one unlike them, which is kept until it is judged.
struct trial {
    enum ending ending;
    size_t known; // SIZE_MAX: none of those listed
    struct profile *profile;
};

struct hunt {
    const struct game *game;
    const struct search_options *options;
    struct search *search;
    struct components components;
    struct solve_options solve; // as the seekers see it
    struct watch watch;
    double *low, *high; // payoffs, per party
    struct seeker *seekers;
    struct trial *trials;
    size_t seeker_count, batch;
};

static bool watch_progress(void *context, const char *what, double part) {
    struct watch *watch = context;
    bool stop;
    size_t done;
    (void)what;
    (void)part;
#pragma omp atomic read
    stop = watch->stop;
    if (stop || !watch->solve->progress || !omp_test_lock(&watch->lock)) return !stop;
#pragma omp atomic read
    done = watch->done;
    char line[80];
    snprintf(line, sizeof line, "%zu of %zu starts done", done, watch->asked);
    stop = !watch->solve->progress(watch->solve->progress_context, line, (double)done / (double)watch->asked);
    if (stop) {
#pragma omp atomic write
        watch->stop = true;
    }
    omp_unset_lock(&watch->lock);
    return !stop;
}

// ---- one start ----

static void widen(struct hunt *hunt, size_t i, double payoff) {
    if (!isfinite(payoff)) return;
    hunt->low[i] = fmin(hunt->low[i], payoff);
    hunt->high[i] = fmax(hunt->high[i], payoff);
}

// The least and the largest of what each party can get in a period or for ever.
static void find_payoffs(struct hunt *hunt) {
    const struct game *game = hunt->game;
    for (size_t i = 0; i < game->parties; i++) {
        hunt->low[i] = INFINITY;
        hunt->high[i] = -INFINITY;
        for (size_t s = 0; s < game->states; s++) {
            size_t at = s * game->parties + i;
            widen(hunt, i, game->flow[at]);
            widen(hunt, i, game->outside[at]);
            if (game->breakdown_risk[s] > 0) widen(hunt, i, game->breakdown[at]);
            for (size_t d = 0; d < game->deals; d++)
                widen(hunt, i, game_felt(game, i, s, game_deal(game, s, d)[i]));
            if (game->deals > 0) continue;
            widen(hunt, i, game_felt(game, i, s, 0));
            widen(hunt, i, game_felt(game, i, s, game_is_spatial(game) ? 1 : game->pie[s]));
        }
    }
}

// Anywhere between the payoffs: part of a party's luck is common to all states, since what is drawn apart
// averages out where there are many.
static void draw_anywhere(const struct hunt *hunt, struct block *block, struct random *random) {
    size_t n = hunt->game->parties;
    double common[PARTIES_MAX], share = random_unit(random);
    for (size_t i = 0; i < n; i++)
        common[i] = random_unit(random);
    for (size_t k = 0; k < block->count; k++)
        for (size_t i = 0; i < n; i++) {
            double luck = share * common[i] + (1 - share) * random_unit(random);
            block->value[block->state[k] * n + i] = hunt->low[i] + luck * (hunt->high[i] - hunt->low[i]);
        }
}

// What two deals of the menu, one as likely as a draw says, are worth to everybody.
static void draw_deals(const struct hunt *hunt, struct block *block, struct random *random) {
    const struct game *game = hunt->game;
    size_t n = game->parties, one = (size_t)(random_unit(random) * (double)game->deals),
           other = (size_t)(random_unit(random) * (double)game->deals);
    double weight = random_unit(random);
    for (size_t k = 0; k < block->count; k++)
        for (size_t i = 0, s = block->state[k]; i < n; i++)
            block->value[s * n + i] = weight * game_felt(game, i, s, game_deal(game, s, one)[i]) +
                                      (1 - weight) * game_felt(game, i, s, game_deal(game, s, other)[i]);
}

// Values of the loaded component. On a menu the equilibria lie near the values of a few deals, which a draw
// from all payoffs seldom hits; so half of the draws begin there.
static void draw_values(const struct hunt *hunt, struct block *block, struct random *random) {
    if (hunt->game->deals > 0 && random_unit(random) < 0.5)
        draw_deals(hunt, block, random);
    else
        draw_anywhere(hunt, block, random);
}

static double draw_log(struct random *random, double least, double most) {
    return exp(random_between(random, log(least), log(most)));
}

// One attempt at the loaded component.
static enum ending attempt(const struct hunt *hunt, struct block *block, struct random *random) {
    const struct game *game = hunt->game;
    double last = homotopy_last(game), reached;
    if (!block_release(block)) return ENDING_MEMORY;
    block->smoothing = draw_log(random, LEAST_SMOOTHING, MOST_SMOOTHING);
    double noise = fmax(last, draw_log(random, LEAST_NOISE, MOST_NOISE) * game->scale);
    draw_values(hunt, block, random);
    if (block_is_plain(block)) {
        enum ending ending = policy_iterate(block, false);
        if (ending != ENDING_STUCK) return ending;
    }
    struct newton_target target = newton_on_path(block, noise, NEWTON_STEPS);
    enum ending ending = newton_damped(block, &target);
    return ending == ENDING_CONVERGED ? homotopy_descend(block, last, &reached) : ending;
}

// All components, from the last to the first.
static enum ending seek(const struct hunt *hunt, struct block *block, size_t start) {
    struct random random = {hunt->options->seed, start, 0};
    for (size_t k = 0; k < hunt->components.count; k++) {
        enum ending ending = ENDING_STUCK;
        if (!block_load(block, k)) return ENDING_MEMORY;
        for (size_t count = 0; count < ATTEMPTS && ending == ENDING_STUCK; count++)
            ending = attempt(hunt, block, &random);
        if (ending != ENDING_CONVERGED) return ending;
        if (!block_progress(block)) return ENDING_INTERRUPTED;
    }
    return ENDING_CONVERGED;
}

// ---- endings ----

static bool is_same(const struct game *game, const double *a, const double *b) {
    for (size_t at = 0; at < game->states * game->parties; at++)
        if (!(fabs(a[at] - b[at]) <= SAME_VALUES * game->scale)) return false;
    return true;
}

static size_t find_known(const struct hunt *hunt, const double *value) {
    for (size_t k = 0; k < hunt->search->count; k++)
        if (is_same(hunt->game, hunt->search->found[k].value, value)) return k;
    return SIZE_MAX;
}

static bool write_profile(const struct hunt *hunt, struct seeker *seeker, struct profile **profile) {
    const struct game *game = hunt->game;
    if (profile_new(game, profile) != PARLEY_OK) return false;
    memcpy((*profile)->value, seeker->value, game->states * game->parties * sizeof *seeker->value);
    for (size_t s = 0; s < game->states; s++)
        if (!block_write(seeker->block, s, *profile)) return false;
    return true;
}

static void try_start(struct hunt *hunt, struct seeker *seeker, size_t start, struct trial *trial) {
    *trial = (struct trial){seek(hunt, seeker->block, start), SIZE_MAX, NULL};
    if (trial->ending == ENDING_CONVERGED) {
        trial->known = find_known(hunt, seeker->value);
        if (trial->known == SIZE_MAX && !write_profile(hunt, seeker, &trial->profile))
            trial->ending = ENDING_MEMORY;
    }
    if (trial->ending == ENDING_INTERRUPTED || trial->ending == ENDING_MEMORY) return;
#pragma omp atomic update
    hunt->watch.done++;
}

static bool list_ending(struct hunt *hunt, const double *value) {
    struct search *search = hunt->search;
    if (search->count == search->capacity) {
        size_t capacity = search->capacity ? 2 * search->capacity : 8;
        struct ending_found *more = realloc(search->found, capacity * sizeof *more);
        if (!more) return false;
        search->found = more;
        search->capacity = capacity;
    }
    size_t count = hunt->game->states * hunt->game->parties;
    double *copy = array_new(count, sizeof *copy);
    if (!copy) return false;
    memcpy(copy, value, count * sizeof *copy);
    search->found[search->count++] = (struct ending_found){copy, 1};
    return true;
}

// Sort an ending in: one of those listed, or a new one for the judge.
static enum parley_status judge_ending(struct hunt *hunt, const struct profile *profile) {
    struct search *search = hunt->search;
    size_t known = find_known(hunt, profile->value);
    bool listed = false;
    if (known < SIZE_MAX) {
        search->found[known].starts++;
        return PARLEY_OK;
    }
    if (search->count == search->most) {
        search->beyond++;
        return PARLEY_OK;
    }
    enum parley_status status = hunt->options->judge(hunt->options->judge_context, profile, &listed);
    if (status != PARLEY_OK) return status;
    if (!listed) search->rejected++;
    return listed && !list_ending(hunt, profile->value) ? PARLEY_MEMORY : PARLEY_OK;
}

static enum parley_status sort_in(struct hunt *hunt, struct trial *trial) {
    struct search *search = hunt->search;
    enum parley_status status = PARLEY_OK;
    switch (trial->ending) {
    case ENDING_MEMORY:
        return PARLEY_MEMORY;
    case ENDING_INTERRUPTED:
        search->stopped = true;
        return PARLEY_OK;
    case ENDING_STUCK:
        search->nothing++;
        break;
    case ENDING_CONVERGED:
        if (trial->known < SIZE_MAX)
            search->found[trial->known].starts++;
        else
            status = judge_ending(hunt, trial->profile);
        break;
    }
    search->done++;
    return status;
}

// ---- all starts ----

// Starts first..last - 1, shared out; then what they found, in order.
static enum parley_status run_batch(struct hunt *hunt, size_t first, size_t last) {
    enum parley_status status = PARLEY_OK;
#pragma omp parallel for schedule(dynamic, 1) num_threads((int)hunt->seeker_count) if (hunt->seeker_count > 1)
    for (size_t start = first; start < last; start++)
        try_start(hunt, &hunt->seekers[omp_get_thread_num()], start, &hunt->trials[start - first]);
    for (size_t start = first; start < last && status == PARLEY_OK; start++)
        status = sort_in(hunt, &hunt->trials[start - first]);
    for (size_t start = first; start < last; start++) {
        profile_free(hunt->trials[start - first].profile);
        hunt->trials[start - first].profile = NULL;
    }
    return status;
}

static enum parley_status run(struct hunt *hunt, const struct profile *principal) {
    struct search *search = hunt->search;
    enum parley_status status = judge_ending(hunt, principal);
    search->done = 1;
    for (size_t first = 1; first < hunt->options->starts && status == PARLEY_OK && !search->stopped;) {
        size_t left = hunt->options->starts - first, last = first + (left < hunt->batch ? left : hunt->batch);
        status = run_batch(hunt, first, last);
        first = last;
    }
    return status;
}

// So many threads that their workspaces fit, and batches whose endings do. One seeker alone has all threads.
static void share_out(struct hunt *hunt) {
    const struct game *game = hunt->game;
    double machine = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    double bytes = game_bytes(game->scenario), values = (double)(game->states * game->parties) * 8;
    int threads = hunt->solve.threads > 0 ? hunt->solve.threads : omp_get_num_procs();
    double room = fmin(WORKSPACES * machine / bytes, (double)(hunt->options->starts - 1));
    hunt->seeker_count = room < 2 ? 1 : (size_t)fmin(room, threads);
    hunt->solve.threads = hunt->seeker_count > 1 ? 1 : threads;
    hunt->batch = bytes * BATCH * (double)hunt->seeker_count < PENDING_BYTES ? BATCH * hunt->seeker_count
                                                                             : hunt->seeker_count;
    hunt->search->most = (size_t)fmax(LISTED_LEAST, fmin(LISTED_MAX, VALUES_BYTES / values));
}

static bool prepare(struct hunt *hunt) {
    const struct game *game = hunt->game;
    if (!components_find(game, &hunt->components)) return false;
    hunt->low = array_new(2 * game->parties, sizeof *hunt->low);
    hunt->seekers = array_new(hunt->seeker_count, sizeof *hunt->seekers);
    hunt->trials = array_new(hunt->batch, sizeof *hunt->trials);
    if (!hunt->low || !hunt->seekers || !hunt->trials) return false;
    hunt->high = hunt->low + game->parties;
    find_payoffs(hunt);
    for (size_t k = 0; k < hunt->seeker_count; k++) {
        struct seeker *seeker = &hunt->seekers[k];
        seeker->value = array_new(game->states * game->parties, sizeof *seeker->value);
        if (!seeker->value) return false;
        seeker->block = block_new(game, &hunt->components, &hunt->solve, &seeker->effort, seeker->value);
        if (!seeker->block) return false;
    }
    return true;
}

static void hunt_clear(struct hunt *hunt) {
    for (size_t k = 0; hunt->seekers && k < hunt->seeker_count; k++) {
        block_free(hunt->seekers[k].block);
        free(hunt->seekers[k].value);
    }
    free(hunt->seekers);
    free(hunt->trials);
    free(hunt->low);
    components_clear(&hunt->components);
}

enum parley_status equilibrium_search(const struct game *game, const struct search_options *options,
                                      const struct profile *principal, struct search *search,
                                      struct errors *errors) {
    struct search new = {0};
    struct hunt hunt = {.game = game, .options = options, .search = &new, .solve = options->solve};
    hunt.watch = (struct watch){.solve = &options->solve, .asked = options->starts, .done = 1};
    hunt.solve.progress = watch_progress;
    hunt.solve.progress_context = &hunt.watch;
    omp_init_lock(&hunt.watch.lock);
    share_out(&hunt);
    enum parley_status status = prepare(&hunt) ? run(&hunt, principal) : PARLEY_MEMORY;
    hunt_clear(&hunt);
    omp_destroy_lock(&hunt.watch.lock);
    if (status == PARLEY_OK) {
        *search = new;
        return status;
    }
    search_clear(&new);
    if (errors_status(errors) != PARLEY_OK) return status;
    return errors_add(errors, status, (struct mark){0}, "%s while looking for other equilibria",
                      status_text(status));
}

void search_clear(struct search *search) {
    for (size_t k = 0; k < search->count; k++)
        free(search->found[k].value);
    free(search->found);
    *search = (struct search){0};
}
