// SPDX-License-Identifier: GPL-3.0-or-later
// One path in words, from walking it again. A round's line says who does what, what comes of it, and which
// levels have changed by the next round; the calendar, which always moves, is not spoken of.
#include "output/log.h"
#include "output/dates.h"
#include "output/lines.h"
#include "output/places.h"
#include "output/worth.h"

const char *path_ending_name(enum path_ending ending) {
    static const char *const names[PATH_ENDINGS] = {"agreement", "breakdown", "quit", "talking"};
    return names[ending];
}

const char *turn_choice(const struct game *game, const struct turn *turn) {
    return turn->by == SIMULATE_NOBODY ? "-" : worth_name(game, turn->alternative);
}

static bool is_move(const struct game *game, const struct turn *turn) {
    return turn->alternative >= FIRST_OPTION &&
           game->option[turn->alternative - FIRST_OPTION].kind == OPTION_MOVE;
}

const char *turn_event(const struct game *game, const struct turn *turn) {
    if (turn->ending != PATH_TALKING) return path_ending_name((enum path_ending)turn->ending);
    if (is_move(game, turn)) return turn->answer == ANSWER_YES ? "succeeds" : "fails";
    switch ((enum turn_answer)turn->answer) {
    case ANSWER_YES:
        return "accepted";
    case ANSWER_NO:
        return "refused";
    case ANSWER_UNRATIFIED:
        return "not ratified";
    default:
        return "-";
    }
}

// What a path's lines are made from.
struct log {
    const struct simulator *simulator;
    struct text *out;
    size_t lines, left_out;
    size_t quiet_from, quiet; // rounds in a row in which nothing has happened
    double period;            // years
    bool ended;
};

// "; front: stalemate" for every channel that is elsewhere in `to` than in `from`.
static void append_changes(const struct game *game, size_t from, size_t to, struct text *out) {
    for (size_t c = 0; c < game->channels; c++) {
        const struct channel *channel = &game->scenario->channels[c];
        if (c == game->scenario->calendar || game_level(game, from, c) == game_level(game, to, c)) continue;
        text_append(out, "; %s: %s", channel->name, channel->levels[game_level(game, to, c)]);
    }
}

static bool visibly_moves(const struct game *game, size_t from, size_t to) {
    for (size_t c = 0; c < game->channels; c++)
        if (c != game->scenario->calendar && game_level(game, from, c) != game_level(game, to, c))
            return true;
    return false;
}

static void append_division(const struct regime *regime, size_t e, struct text *out) {
    size_t n = regime->game->parties;
    for (size_t i = 0; i < n; i++) {
        text_append(out, "%s%s ", i > 0 ? ", " : "", regime->game->scenario->parties[i].name);
        number_append(out, regime->profile->share[e * n + i]);
    }
}

static void append_proposal(const struct regime *regime, size_t e, struct text *out) {
    const struct game *game = regime->game;
    const struct proposal *proposal = &regime->profile->proposal[e];
    double position[ISSUES_MAX];
    if (proposal->deal != NO_DEAL) {
        text_append(out, "%s", deal_name(game, proposal->deal));
        return;
    }
    for (size_t k = 0; k < game->issues; k++)
        position[k] = simulate_position(regime, e, k);
    if (game_is_spatial(game))
        positions_text(game, position, out);
    else
        append_division(regime, e, out);
    if (proposal->members == game->rules[game->rule[game->start]].table) return;
    text_append(out, " (with ");
    coalition_text(game, proposal->members, out);
    text_append(out, ")");
}

static void append_settling(const struct regime *regime, const struct turn *turn, struct text *out) {
    static const char *const answers[] = {[ANSWER_NONE] = "",
                                          [ANSWER_YES] = "accepted",
                                          [ANSWER_NO] = "refused",
                                          [ANSWER_UNRATIFIED] = "accepted, but not ratified"};
    bool deal = regime->profile->proposal[turn->proposal].deal != NO_DEAL;
    text_append(out, "proposes ");
    append_proposal(regime, turn->proposal, out);
    text_append(out, ": %s", answers[turn->answer]);
    // Of a deal the profile holds the chance that it takes effect, and no more.
    if (deal && turn->answer == ANSWER_NO) text_append(out, " or not ratified");
}

static void append_option(const struct game *game, const struct turn *turn, struct text *out) {
    size_t o = turn->alternative - FIRST_OPTION, first = options_before_tabling(game);
    if (o >= first) {
        text_append(out, "tables %s", game->scenario->anchors[o - first].name);
        if (turn->answer != ANSWER_YES && turn->ending == PATH_TALKING) text_append(out, ": it fails");
    } else if (is_move(game, turn)) {
        text_append(out, "makes the move '%s'", option_name(game, o));
        if (turn->ending == PATH_TALKING)
            text_append(out, ": it %s", turn->answer == ANSWER_YES ? "succeeds" : "fails");
    } else {
        text_append(out, "proposes the accord '%s': %s", option_name(game, o),
                    turn->answer == ANSWER_YES ? "accepted" : "refused");
        if (turn->answer == ANSWER_YES && turn->ending == PATH_TALKING &&
            turn->kernel != game->option[o].shifted_truth)
            text_append(out, ", to no effect");
    }
}

static void append_turn(const struct regime *regime, const struct turn *turn, struct text *out) {
    if (turn->by == SIMULATE_NOBODY) {
        text_append(out, "nobody acts");
    } else {
        text_append(out, "%s ", regime->game->scenario->parties[turn->by].name);
        if (turn->alternative == SETTLE)
            append_settling(regime, turn, out);
        else if (turn->alternative == PASS)
            text_append(out, "passes");
        else if (turn->alternative == QUIT)
            text_append(out, "quits");
        else
            append_option(regime->game, turn, out);
    }
    if (turn->ending == PATH_AGREED) text_append(out, "; agreement");
    if (turn->ending == PATH_BROKEN) text_append(out, "; talks break down");
}

static void line_flush(struct log *log, struct text *line, bool always) {
    if (always || log->lines < LOG_LINES_MAX) {
        lines_flush(log->out, line, 2, REPORT_WIDTH);
        log->lines++;
    } else {
        log->left_out++;
        text_free(line);
    }
}

// The line for the rounds in which nothing has happened.
static void quiet_flush(struct log *log) {
    struct text line = {0};
    if (log->quiet == 0) return;
    if (log->quiet == 1)
        text_append(&line, "period %zu: nothing happens", log->quiet_from);
    else
        text_append(&line, "periods %zu to %zu: nothing happens", log->quiet_from,
                    log->quiet_from + log->quiet - 1);
    log->quiet = 0;
    line_flush(log, &line, false);
}

static void log_surprise(struct log *log, const struct game *game, const struct simulate_round *round) {
    struct text line = {0};
    quiet_flush(log);
    text_append(&line, "period %zu: something nobody saw coming", round->round);
    append_changes(game, round->came_from, round->state, &line);
    line_flush(log, &line, false);
}

static void log_end(struct log *log, const struct simulate_round *round) {
    struct text line = {0};
    double years = (double)round->round * log->period;
    struct unit unit = dates_unit(years);
    log->ended = true;
    if (log->left_out > 0) text_append(&line, "(%zu lines left out)\n", log->left_out);
    text_append(&line, "%s in period %zu (%.1f %s)", path_ending_name((enum path_ending)round->turn->ending),
                round->round, years * unit.per_year, unit.plural);
    line_flush(log, &line, true);
}

static bool log_round(void *context, const struct simulate_round *round) {
    struct log *log = context;
    const struct regime *regime = simulator_regime(log->simulator, round->regime);
    const struct turn *turn = round->turn;
    struct text line = {0};
    bool idle = turn->by == SIMULATE_NOBODY || turn->alternative == PASS;
    if (round->surprise) log_surprise(log, regime->game, round);
    if (idle && turn->ending == PATH_TALKING && !visibly_moves(regime->game, round->state, round->next)) {
        if (log->quiet++ == 0) log->quiet_from = round->round;
        return true;
    }
    quiet_flush(log);
    text_append(&line, "period %zu: ", round->round);
    append_turn(regime, turn, &line);
    if (turn->ending == PATH_TALKING) append_changes(regime->game, round->state, round->next, &line);
    line_flush(log, &line, false);
    if (turn->ending != PATH_TALKING) log_end(log, round);
    return true;
}

void log_path(const struct simulator *simulator, uint64_t number, size_t horizon, struct text *out) {
    struct log log = {
        .simulator = simulator, .out = out, .period = simulator_regime(simulator, 0)->game->period};
    struct text line = {0};
    text_append(out, "path %llu:\n", (unsigned long long)number);
    simulate_trace(simulator, number, horizon, log_round, &log);
    quiet_flush(&log);
    if (log.ended) return;
    if (log.left_out > 0) text_append(&line, "(%zu lines left out)\n", log.left_out);
    text_append(&line, "still talking after %zu %s", horizon, horizon == 1 ? "round" : "rounds");
    line_flush(&log, &line, true);
}
