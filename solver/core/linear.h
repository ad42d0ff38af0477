// SPDX-License-Identifier: GPL-3.0-or-later
// Linear systems: one object that picks dense LU (small), sparse LU by KLU (medium) or BiCGSTAB (large).
// Results do not depend on the number of threads.
#ifndef PARLEY_CORE_LINEAR_H
#define PARLEY_CORE_LINEAR_H

#include "core/arena.h"
#include "core/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Square sparse matrix in compressed columns, row indices ascending within a column, pattern fixed by the
// owner.
struct matrix {
    size_t size;
    int64_t *column; // size + 1
    int64_t *row;
    double *entry;
};

struct linear; // a factorised matrix and its workspace; one per thread

// Prepare for matrices with this pattern (borrowed; must outlive the object). The object and all that a small
// matrix needs come from the arena; of larger ones the sparse library takes the factors from the system. NULL
// out of memory.
struct linear *linear_new(const struct matrix *matrix, struct arena *arena);
// A matrix whose rows and columns can be put in such an order that it is block triangular is solved block by
// block: how many unknowns the largest block has. What it takes from the arena it gives back. SIZE_MAX out of
// memory. Cost: linear in the entries.
size_t linear_largest_block(const struct matrix *matrix, struct arena *arena);
// Estimated multiply-adds of a factorisation, known before it is done.
double linear_cost(const struct linear *linear);
// Choose pivots anew at the next factorisation, so that it does not hang on the matrices before.
void linear_forget(struct linear *linear);
// Factorise the present entries, with the pivots of the last matrix where they still do. False if singular to working precision or out of memory.
bool linear_factor(struct linear *linear);
// Solve A x = b (or A^T x = b) in place.
bool linear_solve(struct linear *linear, double *b, bool transposed);
// Give back what the sparse library took, before the arena goes back behind the object.
void linear_free(struct linear *linear);

// y = A x for a matrix that exists only as a function; false to stop the iteration.
typedef bool (*linear_operator)(void *context, const double *x, double *y);
// BiCGSTAB for A x = b with a right preconditioner (NULL: none); x holds the first guess and receives the
// answer. work has linear_iterate_work(size) entries. Returns the number of operator applications, 0 if it
// broke down or did not reach |b - A x|_inf <= tolerance.
size_t linear_iterate(linear_operator apply, linear_operator precondition, void *context, size_t size,
                      const double *b, double *x, double tolerance, size_t most, double *work);
size_t linear_iterate_work(size_t size);

#endif
