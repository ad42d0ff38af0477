// SPDX-License-Identifier: GPL-3.0-or-later
// A Markov chain that is left with some chance: M(s, s') = sum_m weight_m(s) P_m(s'|s), what the weights lack
// to 1 being the chance of leaving. Restricted to states that can be left for good, I - M is invertible and
// (I - M^T)^-1 e_start is the expected number of visits to each state (Kemeny and Snell 1960). Small systems
// are factorised; above ITERATE_FROM states they are iterated, and factorised if that does not succeed.
#include "outcome/chain.h"
#include "core/checked.h"
#include "core/linear.h"
#include <string.h>

// What is left of 1 - (1 - x) in double precision is noise below this.
static const double CHANCE_LEAST = 1e-14;
static const double RESIDUAL = 1e-12;
enum { ITERATE_FROM = 2000, ITERATE_MOST = 2000 };

enum { DROP, KEEP };

// Turn the marks in index into the list of states and their places in it.
static bool list_kept(struct chain *chain, size_t states) {
    for (size_t s = 0; s < states; s++)
        chain->count += chain->index[s] == KEEP;
    chain->state = array_new(chain->count, sizeof *chain->state);
    if (!chain->state) return false;
    for (size_t s = 0, k = 0; s < states; s++) {
        bool kept = chain->index[s] == KEEP;
        if (kept) chain->state[k] = s;
        chain->index[s] = kept ? k++ : SIZE_MAX;
    }
    return true;
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

// Collect the entries between kept states.
static bool fill_rows(struct chain *chain, struct merge *merge) {
    size_t room = 0, entries = 0, column;
    double chance;
    for (size_t k = 0; k < chain->count; k++)
        for (merge_begin(merge, chain->state[k]); merge_next(merge, &column, &chance);)
            room++;
    chain->row = array_new(chain->count + 1, sizeof *chain->row);
    chain->column = array_new(room, sizeof *chain->column);
    chain->chance = array_new(room, sizeof *chain->chance);
    if (!chain->row || !chain->column || !chain->chance) return false;
    for (size_t k = 0; k < chain->count; k++) {
        for (merge_begin(merge, chain->state[k]); merge_next(merge, &column, &chance);) {
            size_t to = chain->index[column];
            if (to == SIZE_MAX || !(chance >= CHANCE_LEAST)) continue;
            chain->column[entries] = to;
            chain->chance[entries++] = chance;
        }
        chain->row[k + 1] = entries;
    }
    return true;
}

bool chain_reach_from(struct chain *chain, const struct mixture *mixture, const double *begin) {
    size_t states = mixture->states, depth = 0, column;
    double chance;
    struct chain new = {.index = array_new(states, sizeof *new.index)};
    size_t *stack = array_new(states, sizeof *stack);
    struct merge merge = {.mixture = mixture, .next = array_new(mixture->count, sizeof *merge.next)};
    bool done = false;
    if (!new.index || !stack || !merge.next) goto cleanup;
    for (size_t s = 0; s < states; s++) {
        if (!(begin[s] > 0)) continue;
        new.index[s] = KEEP;
        stack[depth++] = s;
    }
    while (depth > 0)
        for (merge_begin(&merge, stack[--depth]); merge_next(&merge, &column, &chance);) {
            if (new.index[column] == KEEP || !(chance >= CHANCE_LEAST)) continue;
            new.index[column] = KEEP;
            stack[depth++] = column;
        }
    done = list_kept(&new, states) && fill_rows(&new, &merge);
cleanup:
    free(stack);
    free(merge.next);
    if (!done) {
        chain_clear(&new);
        return false;
    }
    *chain = new;
    return true;
}

bool chain_reach(struct chain *chain, const struct mixture *mixture, size_t start) {
    double *begin = array_new(mixture->states, sizeof *begin);
    if (!begin) return false;
    begin[start] = 1;
    bool done = chain_reach_from(chain, mixture, begin);
    free(begin);
    return done;
}

static void *copy_of(const void *items, size_t count, size_t size) {
    void *copy = array_new(count, size);
    if (copy) memcpy(copy, items, count * size);
    return copy;
}

bool chain_copy(const struct chain *chain, size_t states, struct chain *copy) {
    size_t entries = chain->row[chain->count];
    copy->count = chain->count;
    copy->state = copy_of(chain->state, chain->count, sizeof *copy->state);
    copy->index = copy_of(chain->index, states, sizeof *copy->index);
    copy->row = copy_of(chain->row, chain->count + 1, sizeof *copy->row);
    copy->column = copy_of(chain->column, entries, sizeof *copy->column);
    copy->chance = copy_of(chain->chance, entries, sizeof *copy->chance);
    if (copy->state && copy->index && copy->row && copy->column && copy->chance) return true;
    chain_clear(copy);
    return false;
}

// For each kept state, a linked list of the kept states that lead to it.
struct sources {
    size_t *head;          // first link of a state's list, or SIZE_MAX
    size_t *next, *source; // per link, that is per entry
};

static void list_sources(const struct chain *chain, struct sources *sources) {
    for (size_t k = 0; k < chain->count; k++)
        sources->head[k] = SIZE_MAX;
    for (size_t k = 0; k < chain->count; k++)
        for (size_t e = chain->row[k]; e < chain->row[k + 1]; e++) {
            sources->source[e] = k;
            sources->next[e] = sources->head[chain->column[e]];
            sources->head[chain->column[e]] = e;
        }
}

// Drop places, and the entries from and to them.
static void drop_places(struct chain *chain, const bool *keep, size_t *place) {
    size_t count = 0, entries = 0;
    for (size_t k = 0; k < chain->count; k++) {
        chain->index[chain->state[k]] = place[k] = keep[k] ? count : SIZE_MAX;
        if (keep[k]) chain->state[count++] = chain->state[k];
    }
    for (size_t k = 0, end, begin = 0; k < chain->count; k++, begin = end) {
        end = chain->row[k + 1];
        if (!keep[k]) continue;
        for (size_t e = begin; e < end; e++) {
            if (place[chain->column[e]] == SIZE_MAX) continue;
            chain->chance[entries] = chain->chance[e];
            chain->column[entries++] = place[chain->column[e]];
        }
        chain->row[place[k] + 1] = entries;
    }
    chain->count = count;
}

bool chain_keep_leaving(struct chain *chain, const double *leave) {
    size_t count = chain->count, entries = chain->row[count], depth = 0;
    struct sources sources = {.head = array_new(count, sizeof(size_t)),
                              .next = array_new(entries, sizeof(size_t)),
                              .source = array_new(entries, sizeof(size_t))};
    size_t *stack = array_new(count, sizeof *stack);
    bool *keep = array_new(count, sizeof *keep), done = false;
    if (!sources.head || !sources.next || !sources.source || !stack || !keep) goto cleanup;
    list_sources(chain, &sources);
    for (size_t k = 0; k < count; k++) {
        keep[k] = leave[chain->state[k]] >= CHANCE_LEAST;
        if (keep[k]) stack[depth++] = k;
    }
    while (depth > 0) {
        size_t k = stack[--depth];
        for (size_t link = sources.head[k]; link != SIZE_MAX; link = sources.next[link]) {
            size_t source = sources.source[link];
            if (keep[source]) continue;
            keep[source] = true;
            stack[depth++] = source;
        }
    }
    drop_places(chain, keep, stack);
    done = true;
cleanup:
    free(sources.head);
    free(sources.next);
    free(sources.source);
    free(stack);
    free(keep);
    return done;
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

struct equation {
    const struct chain *chain;
    bool expectation;
};

// y = (I - M^T) x, or (I - M) x.
static bool apply(void *context, const double *x, double *y) {
    const struct equation *equation = context;
    (equation->expectation ? chain_expect : chain_step)(equation->chain, x, y);
    for (size_t k = 0; k < equation->chain->count; k++)
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

static bool solve_directly(const struct chain *chain, bool expectation, double *b) {
    size_t room = chain->row[chain->count] + chain->count;
    struct matrix matrix = {.size = chain->count,
                            .column = array_new(chain->count + 1, sizeof *matrix.column),
                            .row = array_new(room, sizeof *matrix.row),
                            .entry = array_new(room, sizeof *matrix.entry)};
    struct linear *linear = NULL;
    bool done = false;
    if (!matrix.column || !matrix.row || !matrix.entry) goto cleanup;
    for (size_t k = 0; k < chain->count; k++)
        fill_column(chain, k, &matrix);
    linear = linear_new(&matrix);
    done = linear && linear_factor(linear) && linear_solve(linear, b, expectation);
cleanup:
    linear_free(linear);
    free(matrix.column);
    free(matrix.row);
    free(matrix.entry);
    return done;
}

static bool solve_iteratively(const struct chain *chain, bool expectation, double *b) {
    struct equation equation = {chain, expectation};
    double *x = array_new(chain->count, sizeof *x), size = 0;
    double *work = array_new(linear_iterate_work(chain->count), sizeof *work);
    bool done = false;
    for (size_t k = 0; k < chain->count; k++)
        size = fmax(size, fabs(b[k]));
    if (x && work)
        done = linear_iterate(apply, NULL, &equation, chain->count, b, x, RESIDUAL * size, ITERATE_MOST,
                              work) > 0;
    if (done) memcpy(b, x, chain->count * sizeof *b);
    free(x);
    free(work);
    return done;
}

enum parley_status chain_solve(const struct chain *chain, bool expectation, double *b,
                               struct errors *errors) {
    if (chain->count == 0) return PARLEY_OK;
    if (chain->count > ITERATE_FROM && solve_iteratively(chain, expectation, b)) return PARLEY_OK;
    if (solve_directly(chain, expectation, b)) return PARLEY_OK;
    return errors_add(
        errors, PARLEY_MEMORY, (struct mark){0},
        "the equations for %zu states could not be solved: not enough memory, or a game that goes on "
        "for so long that double precision cannot tell when it ends",
        chain->count);
}

void chain_clear(struct chain *chain) {
    free(chain->state);
    free(chain->index);
    free(chain->row);
    free(chain->column);
    free(chain->chance);
    *chain = (struct chain){0};
}
