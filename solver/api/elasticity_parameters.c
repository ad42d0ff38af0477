// SPDX-License-Identifier: GPL-3.0-or-later
// The parameters by which a result is differentiated, and scenarios in which one of them is moved. A
// transition probability cannot be moved alone, since its row must sum to 1: the rest of the row is scaled.
// What else belongs together is left as it is: salience and initiative are weights, which compiling
// normalises.
#include "api/elasticity.h"
#include "core/checked.h"
#include "game/regimes.h"
#include "scenario/table.h"
#include <string.h>

// ---- which there are ----

static bool is_number(const struct parameter *parameter) {
    enum parameter_kind kind = parameter->row->kind;
    bool real = kind == PARAMETER_REAL || kind == PARAMETER_REAL_OR_NONE || kind == PARAMETER_PERIOD;
    return real && isfinite(*parameter->value);
}

// The issue whose position the number is; NULL if it is none.
static const struct issue *issue_of(const struct scenario *scenario, const double *value) {
    for (size_t k = 0; k < scenario->issue_count; k++) {
        bool it = false;
        for (size_t i = 0; i < scenario->party_count; i++)
            it = it || (scenario->parties[i].stances && value == &scenario->parties[i].stances[k].ideal);
        for (size_t d = 0; d < scenario->deal_count; d++)
            it = it || (scenario->deals[d].at && value == &scenario->deals[d].at[k]);
        for (size_t a = 0; a < scenario->anchor_count; a++)
            it = it || (scenario->anchors[a].at && value == &scenario->anchors[a].at[k]);
        if (it) return &scenario->issues[k];
    }
    return NULL;
}

// The size of a number that is 0: what there is to gain, all of the range, or 1.
static double natural_size(const struct game *game, const struct scenario *scenario,
                           const struct parameter *parameter) {
    const struct issue *issue = issue_of(scenario, parameter->value);
    if (issue) return issue->high - issue->low;
    return strncmp(parameter->row->unit, "utility", 7) == 0 ? game->scale : 1;
}

struct listing {
    const struct game *game;
    struct scenario *scenario;
    struct movable *list;
    size_t seen, count, capacity;
    bool failed;
};

static char *copy_of(const char *s) {
    struct text copy = {0};
    text_append(&copy, "%s", s);
    return text_take(&copy);
}

static void measure(const struct listing *listing, const struct parameter *parameter,
                    struct movable *movable) {
    const struct issue *issue = issue_of(listing->scenario, parameter->value);
    double at = *parameter->value, natural = natural_size(listing->game, listing->scenario, parameter);
    double low = issue ? issue->low : parameter->row->low, high = issue ? issue->high : parameter->row->high;
    movable->at = at;
    movable->size = fabs(at) > 1e-9 * natural ? fabs(at) : natural;
    movable->room[0] = at - low;
    movable->room[1] = high - at;
    movable->probability = parameter->row == &probability_row;
    movable->unit = copy_of(issue ? issue->unit : parameter->row->unit);
}

static bool list(void *context, const struct parameter *parameter) {
    struct listing *listing = context;
    size_t index = listing->seen++;
    if (!is_number(parameter)) return true;
    // without noise the equilibrium does not move with it, to any order
    if (strcmp(parameter->path, "noise") == 0 && !(*parameter->value > 0)) return true;
    // a row that is all one entry has nothing to scale
    if (parameter->row == &probability_row && !(*parameter->value < 1)) return true;
    if (listing->count == listing->capacity) {
        size_t capacity = 2 * listing->capacity + 32;
        struct movable *more = realloc(listing->list, capacity * sizeof *more);
        if (!more) return !(listing->failed = true);
        listing->list = more;
        listing->capacity = capacity;
    }
    struct movable *movable = &listing->list[listing->count++];
    *movable = (struct movable){.index = index, .path = copy_of(parameter->path)};
    measure(listing, parameter, movable);
    listing->failed = !movable->path || !movable->unit;
    return !listing->failed;
}

void movables_free(struct movable *movables, size_t count) {
    for (size_t k = 0; k < count; k++) {
        free(movables[k].path);
        free(movables[k].unit);
    }
    free(movables);
}

enum parley_status movables_find(const struct game *game, struct scenario *scenario,
                                 struct movable **movables, size_t *count, struct errors *errors) {
    struct listing listing = {.game = game, .scenario = scenario};
    if (!parameters_visit(scenario, list, &listing) || listing.failed) {
        movables_free(listing.list, listing.count);
        return errors_add(errors, PARLEY_MEMORY, (struct mark){0, 0}, "out of memory");
    }
    *movables = listing.list;
    *count = listing.count;
    return PARLEY_OK;
}

// ---- one of them moved ----

struct wish {
    size_t index, seen;
    double *value;
};

static bool find(void *context, const struct parameter *parameter) {
    struct wish *wish = context;
    if (wish->seen++ < wish->index) return true;
    wish->value = parameter->value;
    return false;
}

// Scale the rest of the row in this law, if the entry is one of its matrix.
static void matrix_move(const struct law *law, size_t levels, const double *entry, double to) {
    if (!law->matrix) return;
    for (size_t from = 0; from < levels; from++) {
        double *row = law->matrix + from * levels;
        for (size_t at = 0; at < levels; at++) {
            if (&row[at] != entry) continue;
            double scale = (1 - to) / (1 - *entry);
            for (size_t k = 0; k < levels; k++)
                row[k] *= k == at ? 1 : scale;
        }
    }
}

static void laws_move(const struct laws *laws, size_t levels, const double *entry, double to) {
    if (!laws) return;
    matrix_move(&laws->base, levels, entry, to);
    for (size_t k = 0; k < laws->case_count; k++)
        matrix_move(&laws->cases[k].law, levels, entry, to);
}

static void row_move(const struct scenario *scenario, const double *entry, double to) {
    for (size_t c = 0; c < scenario->channel_count; c++) {
        const struct channel *channel = &scenario->channels[c];
        laws_move(&channel->truth, channel->level_count, entry, to);
        for (size_t i = 0; channel->beliefs && i < scenario->party_count; i++)
            laws_move(channel->beliefs[i], channel->level_count, entry, to);
    }
}

void moved_free(struct moved *moved) {
    game_free(moved->game);
    scenario_free(moved->scenario);
    *moved = (struct moved){0};
}

static enum parley_status move(const struct movable *movable, double to, struct scenario *scenario,
                               struct errors *errors) {
    struct wish wish = {.index = movable->index};
    parameters_visit(scenario, find, &wish);
    if (!wish.value) return PARLEY_MEMORY;
    if (movable->probability) row_move(scenario, wish.value, to);
    *wish.value = to;
    enum parley_status status = scenario_validate(scenario, errors);
    if (status == PARLEY_OK) status = table_refresh(scenario, errors);
    if (status == PARLEY_OK && !scenario_build_calendar(scenario)) status = PARLEY_MEMORY;
    return status;
}

enum parley_status moved_make(const parley_scenario *origin, const struct movable *movable, double to,
                              size_t regime, bool anchored, struct moved *moved) {
    struct errors errors = {0};
    struct moved made = {0};
    enum parley_status status = scenario_repeat(origin, &made.scenario, &errors);
    if (status == PARLEY_OK) status = move(movable, to, made.scenario, &errors);
    if (status == PARLEY_OK && !regime_enter(made.scenario, regime, anchored)) status = PARLEY_MEMORY;
    if (status == PARLEY_OK) status = game_compile(made.scenario, &made.game, &errors);
    errors_free(&errors);
    if (status == PARLEY_OK)
        *moved = made;
    else
        moved_free(&made);
    return status == PARLEY_INPUT ? PARLEY_OK : status;
}
