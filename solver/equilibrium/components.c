// SPDX-License-Identifier: GPL-3.0-or-later
// Strongly connected components by Tarjan's algorithm (1972) with an explicit stack. States that only lead
// onwards, such as a calendar, become components of their own, so that solving in this order is backward
// induction.
#include "equilibrium/components.h"
#include "core/checked.h"
#include <string.h>

static const uint32_t UNSEEN = UINT32_MAX;

struct search {
    const struct game *game;
    struct components *components;
    uint32_t *number, *low; // order of discovery; lowest number reachable
    uint32_t *stack, *path; // open states; states on the way down
    size_t *next;           // next entry to look at, counted over all kernels
    size_t open, depth, found;
    uint32_t clock;
};

// Entry number e of state s over all kernels, or UNSEEN past the last.
static uint32_t successor(const struct game *game, size_t s, size_t e) {
    for (size_t k = 0; k < game->kernel_count; k++) {
        const struct kernel *kernel = &game->kernels[k];
        size_t entries = kernel->row[s + 1] - kernel->row[s];
        if (e < entries) return kernel->column[kernel->row[s] + e];
        e -= entries;
    }
    return UNSEEN;
}

static void enter(struct search *search, uint32_t s) {
    search->number[s] = search->low[s] = search->clock++;
    search->stack[search->open++] = s;
    search->path[search->depth++] = s;
    search->next[s] = 0;
}

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// s is the root of a component: everything opened after it belongs to it.
static void close_component(struct search *search, uint32_t s) {
    struct components *components = search->components;
    size_t from = search->found;
    uint32_t member;
    do {
        member = search->stack[--search->open];
        components->of[member] = (uint32_t)components->count;
        components->state[search->found++] = member;
    } while (member != s);
    qsort(components->state + from, search->found - from, sizeof *components->state, ascending);
    components->first[++components->count] = search->found;
    if (search->found - from > components->largest) components->largest = search->found - from;
}

static void visit(struct search *search, uint32_t root) {
    uint32_t *low = search->low, *number = search->number;
    enter(search, root);
    while (search->depth > 0) {
        uint32_t s = search->path[search->depth - 1], to = successor(search->game, s, search->next[s]);
        if (to == UNSEEN) {
            search->depth--;
            if (low[s] == number[s]) close_component(search, s);
            if (search->depth > 0) {
                uint32_t parent = search->path[search->depth - 1];
                if (low[s] < low[parent]) low[parent] = low[s];
            }
            continue;
        }
        search->next[s]++;
        if (number[to] == UNSEEN)
            enter(search, to);
        else if (search->components->of[to] == UNSEEN && number[to] < low[s])
            low[s] = number[to];
    }
}

bool components_find(const struct game *game, struct components *components) {
    size_t states = game->states;
    struct components found = {.first = array_new(states + 1, sizeof *found.first),
                               .state = array_new(states, sizeof *found.state),
                               .place = array_new(states, sizeof *found.place),
                               .of = array_new(states, sizeof *found.of)};
    struct search search = {.game = game, .components = &found};
    uint32_t *numbers = array_new(4 * states, sizeof *numbers);
    search.next = array_new(states, sizeof *search.next);
    bool done = found.first && found.state && found.place && found.of && numbers && search.next;
    if (done) {
        search.number = numbers;
        search.low = numbers + states;
        search.stack = numbers + 2 * states;
        search.path = numbers + 3 * states;
        memset(search.number, 0xff, states * sizeof *numbers);
        memset(found.of, 0xff, states * sizeof *found.of);
        for (size_t s = 0; s < states; s++)
            if (search.number[s] == UNSEEN) visit(&search, (uint32_t)s);
        for (size_t k = 0; k < found.count; k++)
            for (size_t at = found.first[k]; at < found.first[k + 1]; at++)
                found.place[found.state[at]] = (uint32_t)(at - found.first[k]);
    }
    free(numbers);
    free(search.next);
    if (done)
        *components = found;
    else
        components_clear(&found);
    return done;
}

void components_clear(struct components *components) {
    free(components->first);
    free(components->state);
    free(components->place);
    free(components->of);
    *components = (struct components){0};
}
