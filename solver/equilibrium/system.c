// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix I - M carry of a block: with M the derivatives of a state's values by its own R, and R linear in
// next period's values,
//     (J x)(s) = x(s) - M(s) r(s),   r_l(s) = delta_l (1 - b) sum_s' P_l(s'|s) x_l(s'),
// so that J needs no more than the kernels and M. Small and medium blocks are assembled and factorised; a
// block whose factors would be too large is solved by BiCGSTAB with the states' own diagonal blocks as
// preconditioner.
#include "equilibrium/system.h"
#include "core/checked.h"
#include "core/linear.h"
#include <omp.h>
#include <string.h>

// Beyond these a factorisation costs more than it saves: entries of the matrix, multiply-adds of its
// factorisation.
static const double ENTRIES_MAX = 4e6, COST_MAX = 4e9;
// From here on iteration is tried first, and a factorisation only where that fails.
static const double COST_TRY = 2e7;
enum { APPLICATIONS_MAX = 4000, APPLICATIONS_TRY = 400 };

// Where a thread is in the rows of the kernels, and room for one state's work.
struct place {
    size_t *next;   // per kernel
    double *chance; // per kernel
    double *moved;  // stage_inputs; or the weights of transitions, options + 1
};

struct block_system {
    const struct game *game;
    struct place *places; // one per thread
    int threads;
    struct arena arena; // of all that belongs to the pattern, that is of what follows
    size_t *row;  // per state of the block: its targets inside the block, in `to`, as positions in the block
    uint32_t *to; // ascending, the state itself included
    struct matrix matrix;  // compressed rows of J: that is, J transposed in compressed columns
    struct linear *linear; // NULL: only iterate
    bool iterates;         // iterate first
    bool factored;         // linear holds the factors of the present entries
    double *diagonal;      // factors of the diagonal blocks
    double *work;
};

struct block_system *system_new(const struct game *game, int threads) {
    struct block_system *system = array_new(1, sizeof *system);
    if (!system) return NULL;
    system->game = game;
    system->places = array_new((size_t)threads, sizeof *system->places);
    bool done = system->places != NULL;
    for (int t = 0; done && t < threads; t++) {
        struct place *place = &system->places[t];
        place->next = array_new(game->kernel_count, sizeof *place->next);
        place->chance = array_new(game->kernel_count, sizeof *place->chance);
        place->moved = array_new(stage_inputs(game), sizeof *place->moved);
        done = place->next && place->chance && place->moved;
    }
    system->threads = threads;
    if (done) return system;
    system_free(system);
    return NULL;
}

void system_rebind(struct block_system *system, const struct game *game) {
    system->game = game;
    if (system->linear) linear_forget(system->linear);
}

void system_free(struct block_system *system) {
    if (!system) return;
    linear_free(system->linear);
    arena_clear(&system->arena);
    for (int t = 0; system->places && t < system->threads; t++) {
        free(system->places[t].next);
        free(system->places[t].chance);
        free(system->places[t].moved);
    }
    free(system->places);
    free(system);
}

// ---- pattern ----

// Targets of state k inside its block over all kernels, merged and ascending, the state itself included.
// Counts only if out is NULL.
static size_t targets(const struct block *block, size_t k, size_t *next, uint32_t *out) {
    const struct game *game = block->game;
    const struct components *components = block->components;
    size_t s = block->state[k], count = 0;
    bool self = false;
    for (size_t b = 0; b < game->kernel_count; b++)
        next[b] = game->kernels[b].row[s];
    for (;;) {
        uint32_t least = UINT32_MAX;
        for (size_t b = 0; b < game->kernel_count; b++) {
            const struct kernel *kernel = &game->kernels[b];
            if (next[b] < kernel->row[s + 1] && kernel->column[next[b]] < least)
                least = kernel->column[next[b]];
        }
        if (!self && (least > s || least == UINT32_MAX)) {
            self = true;
            if (out) out[count] = (uint32_t)k;
            count++;
        }
        if (least == UINT32_MAX) return count;
        for (size_t b = 0; b < game->kernel_count; b++)
            if (next[b] < game->kernels[b].row[s + 1] && game->kernels[b].column[next[b]] == least) next[b]++;
        if (components->of[least] != block->component) continue;
        if (least == s) self = true;
        if (out) out[count] = components->place[least];
        count++;
    }
}

static bool find_targets(struct block_system *system, const struct block *block) {
    system->row = arena_array(&system->arena, block->count + 1, sizeof *system->row);
    if (!system->row) return false;
    for (size_t k = 0; k < block->count; k++)
        system->row[k + 1] = system->row[k] + targets(block, k, system->places->next, NULL);
    system->to = arena_array(&system->arena, system->row[block->count], sizeof *system->to);
    if (!system->to) return false;
    for (size_t k = 0; k < block->count; k++)
        targets(block, k, system->places->next, system->to + system->row[k]);
    return true;
}

static bool assemble_pattern(struct block_system *system, const struct block *block) {
    size_t n = system->game->parties, size = block->count * n, entries = system->row[block->count] * n * n;
    struct matrix *matrix = &system->matrix;
    matrix->size = size;
    matrix->column = arena_array(&system->arena, size + 1, sizeof *matrix->column);
    matrix->row = arena_array(&system->arena, entries, sizeof *matrix->row);
    matrix->entry = arena_array(&system->arena, entries, sizeof *matrix->entry);
    if (!matrix->column || !matrix->row || !matrix->entry) return false;
    int64_t at = 0;
    for (size_t u = 0; u < size; u++) {
        for (size_t t = system->row[u / n]; t < system->row[u / n + 1]; t++)
            for (size_t l = 0; l < n; l++)
                matrix->row[at++] = (int64_t)(system->to[t] * n + l);
        matrix->column[u + 1] = at;
    }
    return true;
}

// Sets `iterates`; leaves no matrix where it would be too large, or too large to factorise.
static bool prepare_matrix(struct block_system *system, const struct block *block) {
    size_t n = system->game->parties;
    struct arena_place place = arena_place(&system->arena);
    system->iterates = true;
    if (!((double)system->row[block->count] * (double)(n * n) <= ENTRIES_MAX)) return true;
    if (!assemble_pattern(system, block)) return false;
    if (!(system->linear = linear_new(&system->matrix, &system->arena))) return false;
    double cost = linear_cost(system->linear);
    system->iterates = cost > COST_TRY;
    if (!(cost > COST_MAX)) return true;
    linear_free(system->linear);
    system->linear = NULL;
    arena_back(&system->arena, place);
    return true;
}

bool system_prepare(struct block_system *system, const struct block *block) {
    size_t n = system->game->parties;
    linear_free(system->linear);
    system->linear = NULL;
    arena_empty(&system->arena);
    if (!find_targets(system, block) || !prepare_matrix(system, block)) return false;
    if (!system->iterates) return true;
    system->diagonal = arena_array(&system->arena, block->count * n * n, sizeof *system->diagonal);
    system->work = arena_array(&system->arena, linear_iterate_work(block->count * n), sizeof *system->work);
    return system->diagonal && system->work;
}

// ---- entries ----

// P_l(to|s), with *next the place in l's kernel row from which to look; targets come in ascending order.
static double chance_of(const struct kernel *kernel, size_t s, size_t *next, uint32_t to) {
    while (*next < kernel->row[s + 1] && kernel->column[*next] < to)
        ++*next;
    return *next < kernel->row[s + 1] && kernel->column[*next] == to ? kernel->probability[*next] : 0;
}

// How R_l^t of state s moves with the value that l has in one target, whose chance under each kernel is
// given, for every t.
static void weigh(const struct game *game, size_t s, size_t l, const double *chance, double *weights) {
    for (size_t t = 0; t <= game->options; t++) {
        double shift = t == 0 ? 0 : game->option[t - 1].chance[s];
        double sum = (1 - shift) * chance[game->belief[l]];
        if (shift > 0) sum += shift * chance[game->option[t - 1].shifted[l]];
        weights[t] = sum * game->discount[s * game->parties + l] * (1 - game_breakdown_risk(game, s, t));
    }
}

// d V_r(s) / d V_l(target), without the identity, from the weights of all transitions.
static double slope(const struct game *game, const double *d_value, size_t r, size_t l,
                    const double *weights) {
    const double *row = d_value + r * stage_columns(game) + l;
    double sum = 0;
    for (size_t t = 0; t <= game->options; t++)
        sum += row[t * game->parties] * weights[t];
    return sum;
}

// Fill the rows of state k.
static void fill_rows(struct block_system *system, const struct block *block, struct place *place, size_t k) {
    const struct game *game = system->game;
    size_t n = game->parties, s = block->state[k], at = 0;
    size_t length = (system->row[k + 1] - system->row[k]) * n;
    const double *d_value = block->d_value + k * n * stage_columns(game);
    double *entry = system->matrix.entry + system->matrix.column[k * n];
    for (size_t b = 0; b < game->kernel_count; b++)
        place->next[b] = game->kernels[b].row[s];
    for (size_t t = system->row[k]; t < system->row[k + 1]; t++) {
        uint32_t local = system->to[t];
        for (size_t b = 0; b < game->kernel_count; b++)
            place->chance[b] = chance_of(&game->kernels[b], s, &place->next[b], block->state[local]);
        for (size_t l = 0; l < n; l++, at++) {
            weigh(game, s, l, place->chance, place->moved);
            for (size_t r = 0; r < n; r++)
                entry[r * length + at] =
                    (local == k && r == l ? 1 : 0) - slope(game, d_value, r, l, place->moved);
        }
    }
}

// ---- iteration ----

struct application {
    struct block_system *system;
    struct block *block;
};

static bool apply(void *context, const double *x, double *y) {
    const struct application *application = context;
    struct block *block = application->block;
    size_t n = block->game->parties, columns = stage_columns(block->game);
    if (!block_progress(block)) return false;
#pragma omp parallel for schedule(static) num_threads(block->threads) if (block->count >= PARALLEL_STATES)
    for (size_t k = 0; k < block->count; k++) {
        const double *d_value = block->d_value + k * n * columns;
        double *moved = application->system->places[omp_get_thread_num()].moved;
        block_carry(block, k, x, moved);
        for (size_t i = 0; i < n; i++) {
            double sum = x[k * n + i];
            for (size_t l = 0; l + 2 < columns; l++)
                sum -= d_value[i * columns + l] * moved[l];
            y[k * n + i] = sum;
        }
    }
    return true;
}

// In-place LU without pivoting of a block that is close to the identity; false on a zero pivot.
static bool factor_small(double *a, size_t n) {
    for (size_t k = 0; k < n; k++) {
        if (!(fabs(a[k * n + k]) > 0)) return false;
        for (size_t r = k + 1; r < n; r++) {
            double factor = a[r * n + k] /= a[k * n + k];
            for (size_t c = k + 1; c < n; c++)
                a[r * n + c] -= factor * a[k * n + c];
        }
    }
    return true;
}

static bool factor_diagonal(struct block_system *system, const struct block *block) {
    const struct game *game = system->game;
    size_t n = game->parties;
    double *chance = system->places->chance, *weights = system->places->moved;
    for (size_t k = 0; k < block->count; k++) {
        size_t s = block->state[k];
        double *out = system->diagonal + k * n * n;
        for (size_t b = 0; b < game->kernel_count; b++) {
            size_t next = game->kernels[b].row[s];
            chance[b] = chance_of(&game->kernels[b], s, &next, (uint32_t)s);
        }
        const double *d_value = block->d_value + k * n * stage_columns(game);
        for (size_t c = 0; c < n; c++) {
            weigh(game, s, c, chance, weights);
            for (size_t r = 0; r < n; r++)
                out[r * n + c] = (r == c ? 1 : 0) - slope(game, d_value, r, c, weights);
        }
        if (!factor_small(out, n)) return false;
    }
    return true;
}

static bool precondition(void *context, const double *x, double *y) {
    const struct application *application = context;
    const struct block *block = application->block;
    size_t n = block->game->parties;
    for (size_t k = 0; k < block->count; k++) {
        const double *a = application->system->diagonal + k * n * n, *in = x + k * n;
        double *out = y + k * n;
        for (size_t r = 0; r < n; r++) {
            out[r] = in[r];
            for (size_t c = 0; c < r; c++)
                out[r] -= a[r * n + c] * out[c];
        }
        for (size_t r = n; r-- > 0;) {
            for (size_t c = r + 1; c < n; c++)
                out[r] -= a[r * n + c] * out[c];
            out[r] /= a[r * n + r];
        }
    }
    return true;
}

// ---- solving ----

static bool factor(struct block_system *system, const struct block *block) {
    if (block->count < PARALLEL_STATES || block->threads == 1) { // a region of one thread is not free
        for (size_t k = 0; k < block->count; k++)
            fill_rows(system, block, system->places, k);
    } else {
#pragma omp parallel for schedule(static) num_threads(block->threads)
        for (size_t k = 0; k < block->count; k++)
            fill_rows(system, block, &system->places[omp_get_thread_num()], k);
    }
    return system->factored = linear_factor(system->linear);
}

bool system_factor(struct block_system *system, const struct block *block) {
    system->factored = false;
    bool iterates = system->iterates && !(block->reuses && system->linear);
    return iterates ? factor_diagonal(system, block) : factor(system, block);
}

bool system_solve(struct block_system *system, struct block *block, const double *b, double *x) {
    size_t size = block->count * system->game->parties;
    if (system->iterates && !system->factored) {
        struct application application = {system, block};
        double most = 0;
        for (size_t u = 0; u < size; u++)
            most = fmax(most, fabs(b[u]));
        memset(x, 0, size * sizeof *x);
        if (most <= 0) return true;
        // a Newton step solved to a relative 1e-4 loses little of its speed; the next step mends the rest
        double tolerance = fmax(1e-4 * most, 1e-15 * system->game->scale);
        if (linear_iterate(apply, precondition, &application, size, b, x, tolerance,
                           system->linear ? APPLICATIONS_TRY : APPLICATIONS_MAX, system->work) > 0)
            return true;
        if (!system->linear || block->stopped || !factor(system, block)) return false;
    }
    memcpy(x, b, size * sizeof *x);
    return linear_solve(system->linear, x, true);
}
