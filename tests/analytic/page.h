// SPDX-License-Identifier: GPL-3.0-or-later
// What the analytic tests share: a scenario written piece by piece, its certified solution, and the parts of
// a solution that no metric names. Parties written by these helpers are called P0, P1, ... Include support.h
// and cmocka.h first.
#ifndef PARLEY_TESTS_PAGE_H
#define PARLEY_TESTS_PAGE_H

#include <jansson.h>

struct page {
    size_t length;
    char text[1 << 16];
};

__attribute__((format(printf, 2, 3))) static inline void page_add(struct page *page, const char *format,
                                                                  ...) {
    va_list values;
    va_start(values, format);
    size_t room = sizeof page->text - page->length;
    int length = vsnprintf(page->text + page->length, room, format, values);
    va_end(values);
    assert_true(length >= 0 && (size_t)length < room);
    page->length += (size_t)length;
}

// A list of numbers in brackets, every digit of them.
static inline void page_list(struct page *page, const double *numbers, size_t count) {
    for (size_t k = 0; k < count; k++)
        page_add(page, "%s%.17g", k > 0 ? ", " : "[", numbers[k]);
    page_add(page, "]");
}

// Rows of a square matrix, each on a line of its own, `indent` spaces deep.
static inline void page_matrix(struct page *page, const double *matrix, size_t size, int indent) {
    for (size_t row = 0; row < size; row++) {
        page_add(page, "%*s- ", indent, "");
        page_list(page, matrix + row * size, size);
        page_add(page, "\n");
    }
}

// "levels: [s0, s1, ...]" on a line of its own.
static inline void page_levels(struct page *page, size_t count, int indent) {
    page_add(page, "%*slevels: [", indent, "");
    for (size_t s = 0; s < count; s++)
        page_add(page, "%ss%zu", s > 0 ? ", " : "", s);
    page_add(page, "]\n");
}

// Solve; the solution must come with a certificate of at most 1e-9. The caller frees it.
static inline parley_result *certified(parley_result *result) {
    assert_non_null(result);
    assert_true(parley_result_certificate(result).holds);
    assert_near(metric(result, "certificate.epsilon"), 0, 1e-9);
    return result;
}

static inline parley_result *page_solve(const struct page *page) {
    return certified(solve_text(page->text));
}

static inline double value_of(const parley_result *result, size_t party) {
    char path[32];
    snprintf(path, sizeof path, "value.P%zu", party);
    return metric(result, path);
}

// The whole result with every state; the caller frees it with json_decref.
static inline json_t *result_json(const parley_result *result) {
    char *text = NULL;
    assert_int_equal(parley_result_json(result, true, &text, NULL), PARLEY_OK);
    json_t *json = json_loads(text, 0, NULL);
    parley_text_free(text);
    assert_non_null(json);
    return json;
}

static inline json_t *json_state(const json_t *json, size_t state) {
    return json_array_get(json_object_get(json, "by_state"), state);
}

static inline double json_party(const json_t *parties, size_t party) {
    char name[24];
    snprintf(name, sizeof name, "P%zu", party);
    json_t *number = json_object_get(parties, name);
    return json_is_number(number) ? json_number_value(number) : NAN;
}

static inline double state_value(const json_t *json, size_t state, size_t party) {
    return json_party(json_object_get(json_state(json, state), "value"), party);
}

// Chance that an agreement is reached in a period that starts in this state.
static inline double state_settlement(const json_t *json, size_t state) {
    json_t *number = json_object_get(json_state(json, state), "settlement");
    return json_is_number(number) ? json_number_value(number) : NAN;
}

// What a party keeps for itself when it proposes at the start.
static inline double kept_by(const json_t *json, size_t party) {
    const json_t *proposal = json_array_get(json_object_get(json, "proposals"), party);
    return json_party(json_object_get(proposal, "shares"), party);
}

// Splitmix64 (Steele, Lea and Flood 2014): a fixed seed gives the same games on every machine.
static inline double random_unit(uint64_t *seed) {
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static inline double random_between(uint64_t *seed, double low, double high) {
    return low + (high - low) * random_unit(seed);
}

// A stochastic matrix with every entry positive.
static inline void random_rows(uint64_t *seed, double *matrix, size_t size) {
    for (size_t row = 0; row < size; row++) {
        double sum = 0;
        for (size_t to = 0; to < size; to++)
            sum += matrix[row * size + to] = random_between(seed, 0.01, 1);
        for (size_t to = 0; to < size; to++)
            matrix[row * size + to] /= sum;
    }
}

#endif
