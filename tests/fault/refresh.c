// SPDX-License-Identifier: GPL-3.0-or-later
// A game that is refreshed takes no memory from the system after the first time, whichever of its parts
// changes and also when all of it does, for every model.
//
// malloc and its kin are replaced in this program alone, which works with glibc and without sanitizers, whose
// own malloc must stay; elsewhere the test is skipped.
#include "support.h"
#include <cmocka.h>

#include "core/file.h"
#include "core/text.h"
#include "fault/heap_count.h"
#include "game/game.h"
#include <dirent.h>

enum { REFRESHES = 100, PARAMETERS_MAX = 1000 };

struct found {
    struct parameter parameter[PARAMETERS_MAX];
    size_t count;
};

// Those that can be a little smaller, by themselves and without other sizes.
static bool find(void *context, const struct parameter *parameter) {
    struct found *found = context;
    bool whole = parameter->row->kind != PARAMETER_REAL && parameter->row->kind != PARAMETER_PERIOD;
    double v = *parameter->value;
    if (whole || !(v > 0) || !isfinite(v) || parameter->row == &probability_row) return true;
    assert_true(found->count < PARAMETERS_MAX);
    found->parameter[found->count++] = *parameter;
    return true;
}

// Memory taken by a hundred refreshes, each after a change of another parameter; every fourth compiles
// everything.
static size_t taken_by_refreshes(struct scenario *scenario, struct game *game) {
    struct found found = {.count = 0};
    size_t sum = 0;
    assert_true(parameters_visit(scenario, find, &found) && found.count > 0);
    assert_int_equal(game_refresh(game, FEEDS_ALL, NULL), PARLEY_OK);
    for (size_t k = 0; k < REFRESHES; k++) {
        const struct parameter *parameter = &found.parameter[7 * k % found.count];
        unsigned feeds = k % 4 == 0 ? FEEDS_ALL : parameter_feeds(scenario, parameter);
        double was = *parameter->value;
        *parameter->value = was * 0.999;
        if (scenario_validate(scenario, NULL) != PARLEY_OK) *parameter->value = was;
        size_t before = heap.count;
        assert_int_equal(game_refresh(game, feeds, NULL), PARLEY_OK);
        sum += heap.count - before;
    }
    return sum;
}

static void refresh_model(const char *path) {
    char *text = NULL;
    size_t length, before = heap.count;
    struct scenario *scenario = NULL;
    struct game *game = NULL;
    assert_int_equal(file_read(path, SCENARIO_BYTES_MAX, &text, &length, NULL), PARLEY_OK);
    assert_int_equal(scenario_parse(text, length, path, &scenario, NULL), PARLEY_OK);
    assert_int_equal(game_compile(scenario, &game, NULL), PARLEY_OK);
    assert_true(heap.count > before); // it counts
    size_t more = taken_by_refreshes(scenario, game);
    if (more > 0) print_error("%s: memory was taken %zu times\n", path, more);
    assert_int_equal(more, 0);
    game_free(game);
    scenario_free(scenario);
    free(text);
}

static void refresh_models(const char *directory) {
    DIR *listing = opendir(directory);
    assert_non_null(listing);
    for (const struct dirent *entry; (entry = readdir(listing));) {
        struct text path = {0};
        text_append(&path, "%s/%s", directory, entry->d_name);
        if (strstr(entry->d_name, ".yaml")) refresh_model(path.data);
        text_free(&path);
    }
    closedir(listing);
}

static void a_hundred_refreshes_take_nothing_from_the_system(void **state) {
    (void)state;
    if (!HEAP_IS_OURS) skip();
    refresh_models("models");
    refresh_models("models/classics");
}

int main(void) {
    heap.on = true;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_refreshes_take_nothing_from_the_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
