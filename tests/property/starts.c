// SPDX-License-Identifier: GPL-3.0-or-later
// The search for other equilibria from random starts. Where theory says that there is one equilibrium (the
// closed forms of Eraslan 2002 for majorities, Merlo & Wilson 1995 for unanimity) every start must end there.
// Where there are several, on menus of deals, the pure ones are found by brute force: try every way in which
// the parties can propose, work out the values, and see whether anybody would rather do or vote otherwise.
// The search must find nearly all of these on random menus, and all of them in a game of coordination whose
// three are worked out by hand.
#include "support.h"
#include <cmocka.h>

#include <jansson.h>

#include "core/random.h"
#include "core/text.h"
#include "equilibrium/starts.h"

enum { PARTIES = 3, DEALS = 4, PURE_MAX = 125, RANDOM_MENUS = 100, MENU_STARTS = 100 };

// ---- menus, and their pure equilibria ----

// One state, everybody proposes with equal chance and gets nothing before an agreement. Two parties must
// agree both, of three a majority decides.
struct menu {
    size_t parties, deals;
    double discount[PARTIES], utility[PARTIES][DEALS];
};

struct pure {
    double value[PARTIES];
};

static bool menu_passes(const struct menu *menu, const double *reserve, size_t proposer, size_t deal) {
    size_t yes = 0;
    for (size_t i = 0; i < menu->parties; i++)
        yes += i == proposer || menu->utility[i][deal] >= reserve[i];
    return yes >= (menu->parties == 2 ? 2 : menu->parties / 2 + 1);
}

// If proposer j picks choice[j], a deal that is accepted or (choice[j] = deals) passing, what is the game
// worth?
static void menu_values(const struct menu *menu, const size_t *choice, double *value) {
    double chance = 1 / (double)menu->parties;
    for (size_t i = 0; i < menu->parties; i++) {
        double now = 0, waiting = 0;
        for (size_t j = 0; j < menu->parties; j++) {
            if (choice[j] < menu->deals)
                now += chance * menu->utility[i][choice[j]];
            else
                waiting += chance;
        }
        value[i] = now / (1 - menu->discount[i] * waiting);
    }
}

static bool menu_is_equilibrium(const struct menu *menu, const size_t *choice, const double *value) {
    double reserve[PARTIES];
    for (size_t i = 0; i < menu->parties; i++)
        reserve[i] = menu->discount[i] * value[i];
    for (size_t j = 0; j < menu->parties; j++) {
        bool settles = choice[j] < menu->deals;
        double best = reserve[j], gets = settles ? menu->utility[j][choice[j]] : reserve[j];
        if (settles && !menu_passes(menu, reserve, j, choice[j])) return false;
        for (size_t d = 0; d < menu->deals; d++)
            if (menu_passes(menu, reserve, j, d)) best = fmax(best, menu->utility[j][d]);
        if (gets < best) return false;
    }
    return true;
}

static bool is_near(const double *a, const double *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs(a[i] - b[i]) <= 1e-6)) return false;
    return true;
}

// Every pure stationary equilibrium, those of the same values once.
static size_t menu_pure(const struct menu *menu, struct pure *pure) {
    size_t count = 0, profiles = 1;
    for (size_t j = 0; j < menu->parties; j++)
        profiles *= menu->deals + 1;
    for (size_t profile = 0; profile < profiles; profile++) {
        size_t choice[PARTIES], rest = profile;
        struct pure found;
        bool known = false;
        for (size_t j = 0; j < menu->parties; j++, rest /= menu->deals + 1)
            choice[j] = rest % (menu->deals + 1);
        menu_values(menu, choice, found.value);
        if (!menu_is_equilibrium(menu, choice, found.value)) continue;
        for (size_t k = 0; k < count && !known; k++)
            known = is_near(pure[k].value, found.value, menu->parties);
        if (!known) pure[count++] = found;
    }
    return count;
}

static void menu_write(const struct menu *menu, struct text *out) {
    text_append(out, "title: Menu\nagreement: {rule: %s}\nparties:\n",
                menu->parties == 2 ? "unanimity" : "majority");
    for (size_t i = 0; i < menu->parties; i++)
        text_append(out, "  P%zu: {discount: %.17g}\n", i, menu->discount[i]);
    text_append(out, "outcome:\n  deals:\n");
    for (size_t d = 0; d < menu->deals; d++) {
        text_append(out, "    d%zu: {utility: {", d);
        for (size_t i = 0; i < menu->parties; i++)
            text_append(out, "%sP%zu: %.17g", i > 0 ? ", " : "", i, menu->utility[i][d]);
        text_append(out, "}}\n");
    }
}

static struct menu menu_draw(uint64_t k) {
    struct random random = {11, k, 0};
    struct menu menu = {.parties = 2 + (size_t)(2 * random_unit(&random)),
                        .deals = 2 + (size_t)(3 * random_unit(&random))};
    for (size_t i = 0; i < menu.parties; i++) {
        menu.discount[i] = random_between(&random, 0.6, 0.98);
        for (size_t d = 0; d < menu.deals; d++)
            menu.utility[i][d] = random_unit(&random);
    }
    return menu;
}

// ---- searching ----

static parley_result *search_text(const char *text, const struct parley_options *options) {
    parley_scenario *scenario = NULL;
    parley_result *result = NULL;
    parley_error *error = NULL;
    if (parley_parse(text, strlen(text), "test", &scenario, &error) != PARLEY_OK ||
        parley_solve(scenario, options, &result, &error) != PARLEY_OK) {
        print_error("%s\n%s", parley_error_text(error), text);
        fail();
    }
    parley_scenario_free(scenario);
    return result;
}

static json_t *search_json(const char *text, size_t starts) {
    const struct parley_options options = {.starts = starts, .seed = 1};
    parley_result *result = search_text(text, &options);
    char *json = NULL;
    assert_int_equal(parley_result_json(result, false, &json, NULL), PARLEY_OK);
    json_t *root = json_loads(json, 0, NULL);
    assert_non_null(root);
    parley_text_free(json);
    parley_result_free(result);
    return root;
}

static size_t list_size(const json_t *root) {
    return json_array_size(json_object_get(root, "equilibria"));
}

static double entry(const json_t *root, size_t k, const char *key) {
    return json_number_value(json_object_get(json_array_get(json_object_get(root, "equilibria"), k), key));
}

static double count_of(const json_t *root, const char *key) {
    return json_number_value(json_object_get(json_object_get(root, "starts"), key));
}

static void listed_values(const json_t *root, size_t k, size_t parties, double *value) {
    const json_t *values = json_object_get(json_array_get(json_object_get(root, "equilibria"), k), "values");
    for (size_t i = 0; i < parties; i++) {
        char name[24];
        snprintf(name, sizeof name, "P%zu", i);
        value[i] = json_number_value(json_object_get(values, name));
    }
}

static bool list_has(const json_t *root, size_t parties, const double *wanted) {
    for (size_t k = 0; k < list_size(root); k++) {
        double value[PARTIES];
        listed_values(root, k, parties, value);
        if (is_near(value, wanted, parties)) return true;
    }
    return false;
}

// What is said of any search: starts add up, the principal branch comes first, everything listed is certified
// and unlike the rest.
static void check_list(const json_t *root, size_t parties, size_t asked) {
    double sum = 0, principal[PARTIES], value[PARTIES], other[PARTIES];
    size_t count = list_size(root);
    assert_near(count_of(root, "asked"), (double)asked, 0);
    assert_near(count_of(root, "done"), (double)asked, 0);
    assert_near(count_of(root, "certified") + count_of(root, "failed"), (double)asked, 0);
    for (size_t k = 0; k < count; k++) {
        sum += entry(root, k, "starts");
        assert_true(entry(root, k, "starts") >= 1);
        assert_true(entry(root, k, "epsilon") <= 1e-8);
        listed_values(root, k, parties, value);
        for (size_t l = 0; l < k; l++) {
            listed_values(root, l, parties, other);
            assert_false(is_near(value, other, parties));
        }
    }
    assert_near(sum, count_of(root, "certified"), 0);
    if (!json_is_true(json_object_get(json_object_get(root, "certificate"), "holds"))) return;
    assert_true(json_is_true(json_object_get(json_object_get(root, "starts"), "principal_first")));
    listed_values(root, 0, parties, value);
    for (size_t i = 0; i < parties; i++) {
        char name[24];
        snprintf(name, sizeof name, "P%zu", i);
        principal[i] = json_number_value(
            json_object_get(json_object_get(json_object_get(root, "parties"), name), "value"));
    }
    assert_true(is_near(value, principal, parties));
}

static void nearly_all_pure_equilibria_of_random_menus_are_found(void **state) {
    (void)state;
    size_t there = 0, found = 0, several = 0;
    for (uint64_t k = 0; k < RANDOM_MENUS; k++) {
        struct menu menu = menu_draw(k);
        struct pure pure[PURE_MAX];
        struct text text = {0};
        size_t count = menu_pure(&menu, pure);
        menu_write(&menu, &text);
        json_t *root = search_json(text.data, MENU_STARTS);
        check_list(root, menu.parties, MENU_STARTS);
        several += count > 1;
        there += count;
        for (size_t p = 0; p < count; p++)
            found += list_has(root, menu.parties, pure[p].value);
        json_decref(root);
        text_free(&text);
    }
    if (found < there) print_message("%zu of %zu pure equilibria found\n", found, there);
    assert_true(several >= 10);
    assert_true(found * 100 >= there * 95);
}

// Both accept what the other likes best, or one of them holds out for its own favourite and is given it. With
// a = 0.85, the utility of the other's favourite, all three are equilibria: a >= delta (1 + a) / 2 for the
// first, a < delta for the others.
static const struct menu coordination = {2, 2, {0.9, 0.9}, {{1, 0.85}, {0.85, 1}}};

static void a_game_of_coordination_has_the_three_pure_equilibria_of_the_textbook(void **state) {
    (void)state;
    static const double wanted[][2] = {{0.925, 0.925}, {1, 0.85}, {0.85, 1}};
    struct pure pure[PURE_MAX];
    struct text text = {0};
    assert_int_equal(menu_pure(&coordination, pure), 3);
    menu_write(&coordination, &text);
    json_t *root = search_json(text.data, 50);
    check_list(root, 2, 50);
    for (size_t k = 0; k < 3; k++)
        assert_true(list_has(root, 2, wanted[k]));
    // the game is symmetric, and so is the principal branch
    assert_near(entry(root, 0, "agreement_ever"), 1, 1e-9);
    double first[PARTIES];
    listed_values(root, 0, 2, first);
    assert_near(first[0], 0.925, 1e-9);
    assert_near(first[1], 0.925, 1e-9);
    json_decref(root);
    text_free(&text);
}

// The same after a round in which nothing can be agreed: each of the three is worth delta times as much at
// the start, and a search that did not carry its draws through both components would list one of them.
static void every_equilibrium_of_a_later_component_is_carried_to_the_start(void **state) {
    (void)state;
    struct text text = {0};
    menu_write(&coordination, &text);
    text_append(&text, "leverage:\n  clock:\n    levels: [early, late]\n    transition: [[0, 1], [0, 1]]\n"
                       "    effects: {idle: {set: [1, 0]}}\n");
    json_t *root = search_json(text.data, 50);
    check_list(root, 2, 50);
    static const double wanted[][2] = {{0.8325, 0.8325}, {0.9, 0.765}, {0.765, 0.9}};
    for (size_t k = 0; k < 3; k++)
        assert_true(list_has(root, 2, wanted[k]));
    for (size_t k = 0; k < list_size(root); k++)
        assert_true(entry(root, k, "mean_periods") >= 1 - 1e-9);
    json_decref(root);
    text_free(&text);
}

// ---- games with one equilibrium ----

// Judges that list nothing see the ending of every start.
struct endings {
    const double *wanted;
    size_t seen;
    double off;
};

static enum parley_status endings_note(void *context, const struct profile *profile, bool *listed) {
    struct endings *endings = context;
    for (size_t i = 0; i < profile->parties; i++)
        endings->off = fmax(endings->off, fabs(profile->value[i] - endings->wanted[i]));
    endings->seen++;
    *listed = false;
    return PARLEY_OK;
}

// The values at state 0 that every one of 50 starts ends with are `wanted` to 1e-9.
static void check_unique(const char *text, const double *wanted) {
    struct errors errors = {0};
    struct scenario *scenario = NULL;
    struct game *game = NULL;
    struct profile *profile = NULL;
    struct effort effort;
    struct search search;
    struct endings endings = {.wanted = wanted};
    const struct search_options options = {
        .starts = 50, .seed = 3, .judge = endings_note, .judge_context = &endings};
    assert_int_equal(scenario_parse(text, strlen(text), "test", &scenario, &errors), PARLEY_OK);
    assert_int_equal(game_compile(scenario, &game, &errors), PARLEY_OK);
    assert_int_equal(equilibrium_solve(game, &options.solve, &profile, &effort, &errors), PARLEY_OK);
    assert_int_equal(equilibrium_search(game, &options, profile, &search, &errors), PARLEY_OK);
    assert_int_equal(search.nothing, 0);
    assert_int_equal(search.done, 50);
    assert_int_equal(search.rejected, 50);
    assert_int_equal(endings.seen, 50);
    assert_near(endings.off, 0, 1e-9);
    search_clear(&search);
    profile_free(profile);
    game_free(game);
    scenario_free(scenario);
    errors_free(&errors);
}

// w = (1 - p1) / (2 - p1 delta), v1 = p1 (1 - delta w): Eraslan 2002, p = 0.5, 0.3, 0.2, delta = 0.9.
static void every_start_ends_at_the_closed_form_of_a_majority(void **state) {
    (void)state;
    double w = 0.5 / (2 - 0.45);
    check_unique("title: t\nagreement: {rule: majority}\noutcome: {pie: 1}\n"
                 "parties:\n  A: {discount: 0.9, initiative: 0.5}\n"
                 "  B: {discount: 0.9, initiative: 0.3}\n  C: {discount: 0.9, initiative: 0.2}\n",
                 (const double[]){0.5 * (1 - 0.9 * w), w, w});
}

// Unanimity: p_i K / (1 - delta_i) with K = 1 / (1 + sum p delta / (1 - delta)).
static void every_start_ends_at_the_closed_form_of_unanimity(void **state) {
    (void)state;
    check_unique("title: t\noutcome: {pie: 1}\nparties: {A: {discount: 0.9}, B: {discount: 0.95}}\n",
                 (const double[]){1.0 / 3, 2.0 / 3});
}

// ---- the search as the library's user sees it ----

static void the_answer_does_not_depend_on_the_number_of_threads(void **state) {
    (void)state;
    struct menu menu = menu_draw(3);
    struct text text = {0};
    char *one = NULL;
    menu_write(&menu, &text);
    for (int threads = 1; threads <= 4; threads++) {
        const struct parley_options options = {.threads = threads, .starts = 70, .seed = 9};
        parley_result *result = search_text(text.data, &options);
        char *json = NULL;
        assert_int_equal(parley_result_json(result, true, &json, NULL), PARLEY_OK);
        if (one) assert_string_equal(json, one);
        if (one) parley_text_free(json);
        if (!one) one = json;
        parley_result_free(result);
    }
    parley_text_free(one);
    text_free(&text);
}

// Stops once some starts are done; never called by two threads at once.
struct patience {
    size_t calls;
    bool inside, overlapped;
};

static bool patience_ends(void *context, const char *what, double done) {
    struct patience *patience = context;
    if (patience->inside) patience->overlapped = true;
    patience->inside = true;
    bool go_on = !strstr(what, "starts done") || done < 0.02;
    patience->calls++;
    patience->inside = false;
    return go_on;
}

static void a_search_that_is_stopped_keeps_what_it_found(void **state) {
    (void)state;
    struct patience patience = {0};
    const struct parley_options options = {
        .starts = 10000, .seed = 1, .progress = patience_ends, .progress_context = &patience};
    struct text text = {0};
    char *report = NULL;
    menu_write(&coordination, &text);
    parley_result *result = search_text(text.data, &options);
    struct parley_starts starts = parley_result_starts(result);
    assert_true(starts.stopped);
    assert_int_equal(starts.asked, 10000);
    assert_true(starts.done >= 100 && starts.done < 10000);
    assert_true(starts.equilibria >= 3);
    assert_true(parley_result_certificate(result).holds);
    assert_false(patience.overlapped);
    assert_int_equal(parley_result_report(result, false, &report, NULL), PARLEY_OK);
    assert_non_null(strstr(report, "Stopped after"));
    parley_text_free(report);
    parley_result_free(result);
    text_free(&text);
}

static void without_starts_nothing_is_said_of_them(void **state) {
    (void)state;
    struct text text = {0};
    menu_write(&coordination, &text);
    json_t *root = search_json(text.data, 1);
    assert_null(json_object_get(root, "equilibria"));
    assert_null(json_object_get(root, "starts"));
    json_decref(root);
    text_free(&text);
}

static void too_many_starts_and_too_large_a_seed_are_refused(void **state) {
    (void)state;
    static const struct parley_options wrong[] = {{.starts = 10001},
                                                  {.starts = 2, .seed = UINT64_C(1) << 53}};
    static const char *const said[] = {"at most 10000", "at most 9007199254740991"};
    struct text text = {0};
    menu_write(&coordination, &text);
    for (size_t k = 0; k < 2; k++) {
        parley_scenario *scenario = NULL;
        parley_result *result = NULL;
        parley_error *error = NULL;
        assert_int_equal(parley_parse(text.data, text.length, "test", &scenario, NULL), PARLEY_OK);
        assert_int_equal(parley_solve(scenario, &wrong[k], &result, &error), PARLEY_INPUT);
        assert_non_null(strstr(parley_error_text(error), said[k]));
        assert_null(result);
        parley_error_free(error);
        parley_scenario_free(scenario);
    }
    text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearly_all_pure_equilibria_of_random_menus_are_found),
        cmocka_unit_test(a_game_of_coordination_has_the_three_pure_equilibria_of_the_textbook),
        cmocka_unit_test(every_equilibrium_of_a_later_component_is_carried_to_the_start),
        cmocka_unit_test(every_start_ends_at_the_closed_form_of_a_majority),
        cmocka_unit_test(every_start_ends_at_the_closed_form_of_unanimity),
        cmocka_unit_test(the_answer_does_not_depend_on_the_number_of_threads),
        cmocka_unit_test(a_search_that_is_stopped_keeps_what_it_found),
        cmocka_unit_test(without_starts_nothing_is_said_of_them),
        cmocka_unit_test(too_many_starts_and_too_large_a_seed_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
