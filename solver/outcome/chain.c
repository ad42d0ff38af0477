// SPDX-License-Identifier: GPL-3.0-or-later
// A Markov chain that is left with some chance: M(s, s') = sum_m weight_m(s) P_m(s'|s), what the weights lack
// to 1 being the chance of leaving. Restricted to states that can be left for good, I - M is invertible and
// (I - M^T)^-1 e_start is the expected number of visits to each state (Kemeny and Snell 1960). Systems are
// factorised where they are small or, like those of a calendar, fall into small parts that follow each other;
// others are iterated, and factorised if that does not succeed.
#include "outcome/chain.h"
#include "core/linear.h"
#include <string.h>

// What is left of 1 - (1 - x) in double precision is noise below this.
static const double CHANCE_LEAST = 1e-14;
static const double RESIDUAL = 1e-12;
// A system is iterated if more states than this have to be solved for at once, or if it has more and a
// factorisation would take more than so many multiply-adds per entry of the matrix.
enum { ITERATE_FROM = 2000, ITERATE_COST = 200, ITERATE_MOST = 2000 };

enum { DROP, KEEP };

// Turn the marks in index into the list of states and their places in it.
static void list_kept(struct chain *chain) {
    for (size_t s = 0; s < chain->states; s++) {
        bool kept = chain->index[s] == KEEP;
        if (kept) chain->state[chain->count] = s;
        chain->index[s] = kept ? chain->count++ : SIZE_MAX;
    }
}

// One state's row of M, its columns ascending: the kernels' rows, merged.
struct merge {
    const struct mixture *mixture;
    size_t state, *next; // where in each kernel
};

static void merge_begin(struct merge *merge, size_t s) {
    merge->state = s;
    for (size_t m = 0; m < merge->mixture->count; m++)
        merge->next[m] = merge->mixture->kernel[m]->row[s];
}

// The next entry; false after the last.
static bool merge_next(struct merge *merge, size_t *column, double *chance) {
    const struct mixture *mixture = merge->mixture;
    size_t s = merge->state, least = SIZE_MAX;
    for (size_t m = 0; m < mixture->count; m++) {
        const struct kernel *kernel = mixture->kernel[m];
        if (!(mixture->weight[m * mixture->states + s] > 0) || merge->next[m] == kernel->row[s + 1]) continue;
        if (kernel->column[merge->next[m]] < least) least = kernel->column[merge->next[m]];
    }
    if (least == SIZE_MAX) return false;
    *column = least;
    *chance = 0;
    for (size_t m = 0; m < mixture->count; m++) {
        const struct kernel *kernel = mixture->kernel[m];
        double weight = mixture->weight[m * mixture->states + s];
        if (!(weight > 0) || merge->next[m] == kernel->row[s + 1]) continue;
        if (kernel->column[merge->next[m]] == least)
            *chance += weight * kernel->probability[merge->next[m]++];
    }
    return true;
}

// Mark what can be reached from the states on the stack; returns how many entries lie between them all.
static size_t mark_reached(struct chain *chain, struct merge *merge, size_t *stack, size_t depth) {
    size_t entries = 0, column;
    double chance;
    while (depth > 0)
        for (merge_begin(merge, stack[--depth]); merge_next(merge, &column, &chance);) {
            if (!(chance >= CHANCE_LEAST)) continue;
            entries++;
            if (chain->index[column] == KEEP) continue;
            chain->index[column] = KEEP;
            stack[depth++] = column;
        }
    return entries;
}

static void fill_rows(struct chain *chain, struct merge *merge) {
    size_t entries = 0, column;
    double chance;
    for (size_t k = 0; k < chain->count; k++) {
        for (merge_begin(merge, chain->state[k]); merge_next(merge, &column, &chance);) {
            if (!(chance >= CHANCE_LEAST)) continue;
            chain->column[entries] = chain->index[column];
            chain->chance[entries++] = chance;
        }
        chain->row[k + 1] = entries;
    }
}

// Room for rows; false if out of memory.
static bool new_rows(struct chain *chain, size_t count, size_t entries, struct arena *arena) {
    chain->row = arena_array(arena, count + 1, sizeof *chain->row);
    chain->column = arena_array(arena, entries, sizeof *chain->column);
    chain->chance = arena_array(arena, entries, sizeof *chain->chance);
    return chain->row && chain->column && chain->chance;
}

bool chain_reach_from(struct chain *chain, const struct mixture *mixture, const double *begin,
                      struct arena *arena) {
    size_t states = mixture->states, depth = 0;
    struct chain new = {.states = states, .index = arena_array(arena, states, sizeof *new.index)};
    struct merge merge = {.mixture = mixture, .next = arena_array(arena, mixture->count, sizeof *merge.next)};
    new.state = arena_array(arena, states, sizeof *new.state); // until they are listed, the stack
    if (!new.index || !new.state || !merge.next) return false;
    for (size_t s = 0; s < states; s++) {
        if (!(begin[s] > 0)) continue;
        new.index[s] = KEEP;
        new.state[depth++] = s;
    }
    size_t entries = mark_reached(&new, &merge, new.state, depth);
    list_kept(&new);
    if (!new_rows(&new, new.count, entries, arena)) return false;
    fill_rows(&new, &merge);
    *chain = new;
    return true;
}

bool chain_reach(struct chain *chain, const struct mixture *mixture, size_t start, struct arena *arena) {
    double *begin = arena_array(arena, mixture->states, sizeof *begin);
    if (!begin) return false;
    begin[start] = 1;
    return chain_reach_from(chain, mixture, begin, arena);
}

// For each kept state, a linked list of the kept states that lead to it.
struct sources {
    size_t *head;          // first link of a state's list, or SIZE_MAX
    size_t *next, *source; // per link, that is per entry
};

static bool list_sources(const struct chain *chain, struct sources *sources, struct arena *arena) {
    size_t entries = chain->row[chain->count];
    sources->head = arena_array(arena, chain->count, sizeof *sources->head);
    sources->next = arena_array(arena, entries, sizeof *sources->next);
    sources->source = arena_array(arena, entries, sizeof *sources->source);
    if (!sources->head || !sources->next || !sources->source) return false;
    for (size_t k = 0; k < chain->count; k++)
        sources->head[k] = SIZE_MAX;
    for (size_t k = 0; k < chain->count; k++)
        for (size_t e = chain->row[k]; e < chain->row[k + 1]; e++) {
            sources->source[e] = k;
            sources->next[e] = sources->head[chain->column[e]];
            sources->head[chain->column[e]] = e;
        }
    return true;
}

// Mark the places that lead to a marked one; *count grows by them. False if out of memory.
static bool mark_leading(const struct chain *chain, bool *keep, size_t *count, struct arena *arena) {
    struct sources sources;
    size_t depth = 0, *stack = arena_array(arena, chain->count, sizeof *stack);
    if (!stack || !list_sources(chain, &sources, arena)) return false;
    for (size_t k = 0; k < chain->count; k++)
        if (keep[k]) stack[depth++] = k;
    while (depth > 0) {
        size_t k = stack[--depth];
        for (size_t link = sources.head[k]; link != SIZE_MAX; link = sources.next[link]) {
            size_t source = sources.source[link];
            if (keep[source]) continue;
            keep[source] = true;
            stack[depth++] = source;
            ++*count;
        }
    }
    return true;
}

// The places to keep, and the entries between them.
static bool copy_kept(const struct chain *whole, const bool *keep, size_t count, struct chain *chain,
                      struct arena *arena) {
    struct chain new = {.states = whole->states,
                        .state = arena_array(arena, count, sizeof *new.state),
                        .index = arena_array(arena, whole->states, sizeof *new.index)};
    size_t entries = 0;
    if (!new.state || !new.index || !new_rows(&new, count, whole->row[whole->count], arena)) return false;
    for (size_t k = 0; k < whole->count; k++)
        if (keep[k]) new.index[whole->state[k]] = KEEP;
    list_kept(&new);
    for (size_t k = 0; k < count; k++) {
        size_t from = whole->index[new.state[k]];
        for (size_t e = whole->row[from]; e < whole->row[from + 1]; e++) {
            if (!keep[whole->column[e]]) continue;
            new.chance[entries] = whole->chance[e];
            new.column[entries++] = new.index[whole->state[whole->column[e]]];
        }
        new.row[k + 1] = entries;
    }
    *chain = new;
    return true;
}

bool chain_leaving(const struct chain *whole, const double *leave, struct chain *chain, struct arena *arena) {
    size_t count = 0;
    bool *keep = arena_array(arena, whole->count, sizeof *keep);
    if (!keep) return false;
    for (size_t k = 0; k < whole->count; k++)
        count += keep[k] = leave[whole->state[k]] >= CHANCE_LEAST;
    if (count > 0 && count < whole->count) {
        struct arena_place place = arena_place(arena);
        bool done = mark_leading(whole, keep, &count, arena);
        arena_back(arena, place);
        if (!done) return false;
    }
    *chain = *whole;
    return count == whole->count || copy_kept(whole, keep, count, chain, arena);
}

void chain_step(const struct chain *chain, const double *x, double *y) {
    for (size_t k = 0; k < chain->count; k++)
        y[k] = 0;
    for (size_t k = 0; k < chain->count; k++) {
        if (x[k] == 0) continue; // of a calendar, every state but those of today
        for (size_t e = chain->row[k]; e < chain->row[k + 1]; e++)
            y[chain->column[e]] += x[k] * chain->chance[e];
    }
}

void chain_expect(const struct chain *chain, const double *x, double *y) {
    for (size_t k = 0; k < chain->count; k++) {
        y[k] = 0;
        for (size_t e = chain->row[k]; e < chain->row[k + 1]; e++)
            y[k] += chain->chance[e] * x[chain->column[e]];
    }
}

struct chain_solver {
    const struct chain *chain;
    struct arena *arena;
    struct matrix matrix;
    struct linear *linear;
    bool iterates; // first; factorised only where that fails
    bool factored;
    bool expectation; // of the system that is being iterated
};

// y = (I - M^T) x, or (I - M) x.
static bool apply(void *context, const double *x, double *y) {
    const struct chain_solver *solver = context;
    (solver->expectation ? chain_expect : chain_step)(solver->chain, x, y);
    for (size_t k = 0; k < solver->chain->count; k++)
        y[k] = x[k] - y[k];
    return true;
}

// Column k of I - M^T is row k of I - M: the chain's row, with the 1 of the diagonal merged in. Columns
// ascend.
static void fill_column(const struct chain *chain, size_t k, struct matrix *matrix) {
    int64_t end = matrix->column[k];
    bool past = false; // the diagonal
    for (size_t e = chain->row[k]; e < chain->row[k + 1]; e++) {
        size_t to = chain->column[e];
        if (to > k && !past) {
            matrix->row[end] = (int64_t)k;
            matrix->entry[end++] = 1;
        }
        past = past || to >= k;
        matrix->row[end] = (int64_t)to;
        matrix->entry[end++] = (to == k) - chain->chance[e];
    }
    if (!past) {
        matrix->row[end] = (int64_t)k;
        matrix->entry[end++] = 1;
    }
    matrix->column[k + 1] = end;
}

// Is a factorisation out of the question, or too much work? If not, it is prepared. False if out of memory.
static bool choose_way(struct chain_solver *solver) {
    const struct matrix *matrix = &solver->matrix;
    bool large = matrix->size > ITERATE_FROM;
    solver->iterates = large && linear_largest_block(matrix, solver->arena) > ITERATE_FROM;
    if (solver->iterates) return true;
    if (!(solver->linear = linear_new(matrix, solver->arena))) return false;
    solver->iterates =
        large && linear_cost(solver->linear) > ITERATE_COST * (double)matrix->column[matrix->size];
    return true;
}

struct chain_solver *chain_solver_new(const struct chain *chain, struct arena *arena) {
    struct chain_solver *solver = arena_array(arena, 1, sizeof *solver);
    size_t room = chain->row[chain->count] + chain->count;
    struct matrix matrix = {.size = chain->count,
                            .column = arena_array(arena, chain->count + 1, sizeof *matrix.column),
                            .row = arena_array(arena, room, sizeof *matrix.row),
                            .entry = arena_array(arena, room, sizeof *matrix.entry)};
    if (!solver || !matrix.column || !matrix.row || !matrix.entry) return NULL;
    for (size_t k = 0; k < chain->count; k++)
        fill_column(chain, k, &matrix);
    *solver = (struct chain_solver){.chain = chain, .arena = arena, .matrix = matrix};
    return choose_way(solver) ? solver : NULL;
}

static bool solve_directly(struct chain_solver *solver, bool expectation, double *b) {
    if (!solver->linear) solver->linear = linear_new(&solver->matrix, solver->arena);
    if (!solver->factored) solver->factored = solver->linear && linear_factor(solver->linear);
    return solver->factored && linear_solve(solver->linear, b, expectation);
}

static bool solve_iteratively(struct chain_solver *solver, bool expectation, double *b) {
    size_t count = solver->chain->count;
    struct arena_place place = arena_place(solver->arena);
    double *x = arena_array(solver->arena, count, sizeof *x), size = 0;
    double *work = arena_array(solver->arena, linear_iterate_work(count), sizeof *work);
    solver->expectation = expectation;
    for (size_t k = 0; k < count; k++)
        size = fmax(size, fabs(b[k]));
    bool done = x && work &&
                linear_iterate(apply, NULL, solver, count, b, x, RESIDUAL * size, ITERATE_MOST, work) > 0;
    if (done) memcpy(b, x, count * sizeof *b);
    arena_back(solver->arena, place);
    return done;
}

enum parley_status chain_solver_solve(struct chain_solver *solver, bool expectation, double *b,
                                      struct errors *errors) {
    if (solver->iterates && solve_iteratively(solver, expectation, b)) return PARLEY_OK;
    if (solve_directly(solver, expectation, b)) return PARLEY_OK;
    return errors_add(
        errors, PARLEY_MEMORY, (struct mark){0},
        "the equations for %zu states could not be solved: not enough memory, or a game that goes on "
        "for so long that double precision cannot tell when it ends",
        solver->chain->count);
}

void chain_solver_free(struct chain_solver *solver) {
    if (solver) linear_free(solver->linear);
}

enum parley_status chain_solve(const struct chain *chain, bool expectation, double *b, struct arena *arena,
                               struct errors *errors) {
    struct arena_place place = arena_place(arena);
    struct chain_solver *solver = chain_solver_new(chain, arena);
    enum parley_status status = solver ? chain_solver_solve(solver, expectation, b, errors) : PARLEY_MEMORY;
    chain_solver_free(solver);
    arena_back(arena, place);
    return status;
}
