// SPDX-License-Identifier: GPL-3.0-or-later
// The course of talks. With x_t(s) the chance that they go on and stand in s at the start of round t
// (spell.c),
//     going(t) = sum_s x_t(s)             value_i(t) = sum_s x_t(s) V_i(s) / going(t)
//     agreed(t) = sum_s x_t(s) agree(s)   terms_i(t) = sum_s x_t(s) sum_e w_e(s) u_ie / agreed(t)
// with w_e(s) the chance that proposal e is made and enacted in s. Everything is computed with the true
// kernel; values are those that the parties themselves expect. Simulates nothing.
#include "outcome/course.h"
#include "outcome/ledger.h"

static const double MASS_LEAST = 1e-6;    // that can still end
static const double CHANCE_LEAST = 1e-14; // of a condition
static const double WORK_MOST = 2e8;
enum { CELLS_MAX = 1 << 22, ROUNDS_ENDLESS = 60 };

static struct course *course_new(const struct game *game, struct arena *held) {
    struct course *new = arena_array(held, 1, sizeof *new);
    size_t *first = arena_array(held, game->channels, sizeof *first);
    if (!new || !first) return NULL;
    *new = (struct course){.value = COURSE_PLACES, .first = first};
    new->terms = new->value + game->parties;
    new->position = new->terms + game->parties;
    new->deal = new->position + game->issues;
    new->level = new->width = new->deal + game->deals;
    for (size_t c = 0; c < game->channels; c++) {
        first[c] = new->width - new->level;
        new->width += game->levels[c];
    }
    return new;
}

// What is agreed in each state of one spell, times its chance: material utilities, positions, deals, and last
// the chance of a deal that lies on no issue.
struct terms {
    size_t width;
    double *sum; // per state
};

static void terms_add(const struct regime *regime, size_t e, double weight, double *sum) {
    const struct game *game = regime->game;
    const struct profile *profile = regime->profile;
    size_t n = game->parties, deal = profile->proposal[e].deal;
    const double *at = deal == NO_DEAL ? NULL : game->issues > 0 ? game->scenario->deals[deal].at : NULL;
    for (size_t i = 0; i < n; i++)
        sum[i] += weight * profile->share[e * n + i];
    for (size_t k = 0; k < game->issues; k++) {
        if (deal == NO_DEAL)
            sum[n + k] += weight * game_in_unit(game, k, profile->position[e * game->issues + k]);
        else if (at)
            sum[n + k] += weight * at[k];
    }
    if (deal != NO_DEAL) sum[n + game->issues + deal] += weight;
    if (deal != NO_DEAL && !at) sum[n + game->issues + game->deals] += weight;
}

static bool terms_fill(const struct spell *spell, struct terms *terms, struct arena *arena) {
    const struct game *game = spell->regime->game;
    const struct profile *profile = spell->regime->profile;
    size_t cells;
    terms->width = game->parties + game->issues + game->deals + 1;
    if (!size_multiply(spell->whole.count, terms->width, &cells)) return false;
    if (!(terms->sum = arena_array(arena, cells, sizeof *terms->sum))) return false;
    for (size_t k = 0; k < spell->whole.count; k++) {
        size_t s = spell->whole.state[k];
        for (size_t j = 0; j < game->parties; j++) {
            size_t chooser = s * game->parties + j;
            for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++) {
                double weight = chances_enacted(game, profile, s, j, e);
                if (weight > 0) terms_add(spell->regime, e, weight, terms->sum + k * terms->width);
            }
        }
    }
    return true;
}

// From sums over what can happen to means, given that it does.
static void condition(const struct game *game, const struct course *course, double nowhere, double *row) {
    double going = row[COURSE_GOING] >= CHANCE_LEAST ? row[COURSE_GOING] : NAN;
    double agreed = row[COURSE_AGREED] >= CHANCE_LEAST ? row[COURSE_AGREED] : NAN;
    for (size_t c = course->value; c < course->terms; c++)
        row[c] /= going;
    for (size_t c = course->terms; c < course->level; c++)
        row[c] /= agreed;
    for (size_t c = course->level; c < course->width; c++)
        row[c] /= going;
    for (size_t k = 0; k < game->issues && nowhere > CHANCE_LEAST; k++)
        row[course->position + k] = NAN;
    row[COURSE_GOING] = fmin(row[COURSE_GOING], 1);
}

// Returns the work done.
static double row_fill(const struct walk *walk, const struct terms *terms, const struct course *course,
                       double *row) {
    const struct game *game = walk->at->regime->game;
    const struct chances *chances = &walk->at->chances;
    const double *value = walk->at->regime->profile->value;
    size_t n = game->parties, taken = terms->width - 1, active = 0;
    double nowhere = 0;
    for (size_t k = 0; k < walk->at->whole.count; k++) {
        size_t s = walk->at->whole.state[k];
        double x = walk->x[k];
        if (!(x > 0)) continue;
        active++;
        row[COURSE_GOING] += x;
        row[COURSE_AGREED] += x * chances->agree[s];
        row[COURSE_BROKEN] += x * chances->broken[s];
        row[COURSE_QUIT] += x * chances->quit[s];
        for (size_t i = 0; i < n; i++)
            row[course->value + i] += x * value[s * n + i];
        for (size_t c = 0; c < taken && chances->agree[s] > 0; c++)
            row[course->terms + c] += x * terms->sum[k * terms->width + c];
        nowhere += x * terms->sum[k * terms->width + taken];
        for (size_t c = 0; c < game->channels; c++)
            row[course->level + course->first[c] + game_level(game, s, c)] += x;
    }
    condition(game, course, nowhere, row);
    return (double)walk->at->whole.row[walk->at->whole.count] + (double)walk->at->whole.count +
           (double)active * (double)(n + taken + game->channels);
}

// Rounds worth recording as long as talks go on.
static size_t rounds_wanted(const struct spell *last) {
    const struct game *game = last->regime->game;
    size_t from = last->regime->from, events = 0;
    if (game->scenario && game->scenario->calendar < game->channels)
        events = game->levels[game->scenario->calendar];
    return ROUNDS_ENDLESS + (from > events ? from : events);
}

static bool goes_on(const struct walk *walk, const struct ledger *rows, size_t wanted, double work) {
    size_t rounds = rows->rows, most = CELLS_MAX / rows->width;
    if (rounds == 0) return true;
    if (rounds >= COURSE_ROUNDS_MAX || rounds >= most || !(work < WORK_MOST)) return false;
    if (walk_ending(walk) >= MASS_LEAST) return true;
    return rounds < wanted && walk_going(walk) >= MASS_LEAST;
}

// Write down one row per round. False if out of memory.
static bool course_follow(const struct spell *spells, size_t count, const struct course *course,
                          struct ledger *rows) {
    struct terms terms = {0};
    struct walk walk;
    const struct spell *filled = NULL;
    size_t wanted = rounds_wanted(&spells[count - 1]);
    double work = 0;
    if (!walk_begin(&walk, spells, count, rows->arena)) return false;
    for (; goes_on(&walk, rows, wanted, work); walk_next(&walk)) {
        if (walk.at != filled && !terms_fill(walk.at, &terms, rows->arena)) return false;
        filled = walk.at;
        double *row = ledger_add(rows);
        if (!row) return false;
        work += row_fill(&walk, &terms, course, row);
    }
    return true;
}

enum parley_status course_compute(const struct spell *spells, size_t count, struct arena *held,
                                  struct arena *scratch, struct course **course) {
    struct arena_place place = arena_place(scratch);
    struct course *new = course_new(spells->regime->game, held);
    struct ledger rows = {.width = new ? new->width : 0, .arena = scratch};
    bool done = new &&course_follow(spells, count, new, &rows);
    if (done) new->cells = arena_array(held, rows.rows * rows.width, sizeof *new->cells);
    done = done && new->cells;
    if (done) memcpy(new->cells, rows.cells, rows.rows * rows.width * sizeof *new->cells);
    arena_back(scratch, place);
    if (!done) return PARLEY_MEMORY;
    new->rounds = rows.rows;
    *course = new;
    return PARLEY_OK;
}
