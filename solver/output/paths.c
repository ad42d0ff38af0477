// SPDX-License-Identifier: GPL-3.0-or-later
// Two tab-separated tables: two lines that begin with '#' say what they are, the third names the columns.
// Numbers have up to 17 significant digits; what is not defined is NA. Rows are composed in pieces by several
// threads and written in the order of the paths. What a proposal says is the same on every path that agrees
// on it, so where there are few proposals it is composed once.
#include "output/paths.h"
#include "core/checked.h"
#include "output/log.h"
#include "output/solution.h"
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

static const struct mark nowhere = {0, 0};
enum {
    PIECE = 256,
    PIECES_LEAST = 16,
    PATHS_AT_A_TIME = 1 << 16,
    ROUNDS_AT_A_TIME = 1 << 20,
    REMEMBERED_MOST = 1 << 16
};
static const double ROOM_LEFT = 0.95; // of what the disk has, that the tables may take

struct paths_writer {
    struct paths_plan plan;
    const struct game *game; // of the first regime: names
    struct file_stream paths, rounds;
    char **
        *terms; // per regime and proposal: its columns, or NULL; the outer array NULL if there are too many
    struct text *piece, *detail; // room for a batch, reused
    size_t pieces;
};

// Names of a scenario hold no control characters, so neither tabs nor newlines.
static void put_name(struct text *out, const char *s) {
    text_append_bytes(out, "\t", 1);
    text_append_bytes(out, s, strlen(s));
}

static void put_number(struct text *out, double value) {
    char digits[40];
    int length = isfinite(value) ? snprintf(digits, sizeof digits, "\t%.17g", value + 0.0)
                                 : snprintf(digits, sizeof digits, "\tNA");
    text_append_bytes(out, digits, (size_t)length);
}

static void put_count(struct text *out, uint64_t count) {
    char digits[32];
    int length = snprintf(digits, sizeof digits, "\t%llu", (unsigned long long)count);
    text_append_bytes(out, digits, (size_t)length);
}

static void put_levels(struct text *out, const struct game *game, size_t s) {
    for (size_t c = 0; c < game->channels; c++)
        put_name(out, game->scenario->channels[c].levels[game_level(game, s, c)]);
}

static void put_column(struct text *out, const char *kind, const char *name) {
    text_append(out, "\t%s:%s", kind, name);
}

static bool divides_pie(const struct game *game) {
    return game->deals == 0 && game->issues == 0;
}

// The coalition, each party's utility, and the deal, shares or positions.
static void put_terms(struct text *out, const struct regime *regime, size_t e) {
    const struct game *game = regime->game;
    const struct proposal *proposal = &regime->profile->proposal[e];
    const double *share = regime->profile->share + e * game->parties;
    text_append_bytes(out, "\t", 1);
    if (proposal->deal == NO_DEAL)
        coalition_text(game, proposal->members, out);
    else
        text_append_bytes(out, "NA", 2);
    for (size_t i = 0; i < game->parties; i++)
        put_number(out, share[i]);
    for (size_t i = 0; i < game->parties && divides_pie(game); i++)
        put_number(out, share[i]);
    if (game->deals > 0) put_name(out, deal_name(game, proposal->deal));
    for (size_t k = 0; k < game->issues; k++)
        put_number(out, simulate_position(regime, e, k));
}

static void put_no_terms(struct text *out, const struct paths_writer *writer, const struct path *path) {
    const struct game *game = writer->game;
    size_t more = divides_pie(game) ? game->parties : game->issues + (game->deals > 0);
    text_append_bytes(out, "\tNA", 3);
    for (size_t i = 0; i < game->parties; i++)
        put_number(out, simulate_utility(writer->plan.simulator, path, i));
    for (size_t k = 0; k < more; k++)
        text_append_bytes(out, "\tNA", 3);
}

static void put_path(struct text *out, const struct paths_writer *writer, uint64_t number,
                     const struct path *path, const double *payoff) {
    const struct regime *regime = simulator_regime(writer->plan.simulator, path->regime);
    const struct game *game = writer->game;
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    text_append_bytes(out, digits, (size_t)length);
    put_name(out, path_ending_name((enum path_ending)path->ending));
    put_count(out, path->round);
    put_number(out, path->round * game->period);
    put_name(out, path->by == SIMULATE_NOBODY ? "NA" : game->scenario->parties[path->by].name);
    const char *terms = NULL;
    if (path->ending == PATH_AGREED && writer->terms) terms = writer->terms[path->regime][path->proposal];
    if (terms)
        text_append_bytes(out, terms, strlen(terms));
    else if (path->ending == PATH_AGREED)
        put_terms(out, regime, path->proposal);
    else
        put_no_terms(out, writer, path);
    for (size_t i = 0; i < game->parties; i++)
        put_number(out, payoff[i]);
    put_levels(out, game, path->state);
    text_append_bytes(out, "\n", 1);
}

// Rows of rounds.tsv for one path.
struct detail {
    const struct paths_writer *writer;
    uint64_t number;
    struct text *out;
};

static bool put_round(void *context, const struct simulate_round *round) {
    const struct detail *detail = context;
    const struct regime *regime = simulator_regime(detail->writer->plan.simulator, round->regime);
    const struct game *game = regime->game;
    const struct turn *turn = round->turn;
    const struct proposal *proposal =
        turn->proposal == SIMULATE_NO_PROPOSAL ? NULL : &regime->profile->proposal[turn->proposal];
    char digits[64];
    int length = snprintf(digits, sizeof digits, "%llu\t%zu\t%zu", (unsigned long long)detail->number,
                          round->round, round->regime);
    text_append_bytes(detail->out, digits, (size_t)length);
    put_levels(detail->out, game, round->state);
    put_name(detail->out, turn->by == SIMULATE_NOBODY ? "NA" : game->scenario->parties[turn->by].name);
    put_name(detail->out, turn->by == SIMULATE_NOBODY ? "NA" : turn_choice(game, turn));
    if (proposal)
        put_count(detail->out, turn->proposal);
    else
        text_append_bytes(detail->out, "\tNA", 3);
    if (game->deals > 0) put_name(detail->out, proposal ? deal_name(game, proposal->deal) : "NA");
    const char *event = turn_event(game, turn);
    put_name(detail->out, strcmp(event, "-") == 0 ? "NA" : event);
    text_append_bytes(detail->out, "\n", 1);
    return true;
}

static void paths_header(const struct paths_writer *writer, struct text *out) {
    const struct game *game = writer->game;
    const struct scenario *scenario = game->scenario;
    text_append(
        out,
        "# Simulated paths of at most %zu rounds, seed %llu: how each ended. Utilities are material, of "
        "what a path ended with.\n"
        "# payoff: what the path is worth at its start, delay, flows and costs of moves included. A path "
        "cut while still talking counts the value of where it stands.\npath\tending\tround\tyears\tby"
        "\tcoalition",
        writer->plan.horizon, (unsigned long long)writer->plan.seed);
    for (size_t i = 0; i < game->parties; i++)
        put_column(out, "utility", scenario->parties[i].name);
    for (size_t i = 0; i < game->parties && divides_pie(game); i++)
        put_column(out, "share", scenario->parties[i].name);
    if (game->deals > 0) text_append(out, "\tdeal");
    for (size_t k = 0; k < game->issues; k++)
        put_column(out, "position", scenario->issues[k].name);
    for (size_t i = 0; i < game->parties; i++)
        put_column(out, "payoff", scenario->parties[i].name);
    for (size_t c = 0; c < game->channels; c++)
        put_column(out, "level", scenario->channels[c].name);
    text_append(out, "\n");
}

static void rounds_header(const struct paths_writer *writer, struct text *out) {
    const struct game *game = writer->game;
    bool all = writer->plan.detailed >= writer->plan.paths;
    text_append(out,
                "# Round by round: the levels in which it begins, who has the initiative, what it chooses, "
                "what comes of it.\n# ");
    if (all)
        text_append(out, "All paths of paths.tsv");
    else
        text_append(out, "Only the first %llu of %llu paths; all of them with --all-rounds",
                    (unsigned long long)writer->plan.detailed, (unsigned long long)writer->plan.paths);
    text_append(out,
                "; seed %llu. regime: surprises so far. proposal: its number in the profile.\npath\tround"
                "\tregime",
                (unsigned long long)writer->plan.seed);
    for (size_t c = 0; c < game->channels; c++)
        put_column(out, "level", game->scenario->channels[c].name);
    text_append(out, "\tby\tchoice\tproposal%s\tevent\n", game->deals > 0 ? "\tdeal" : "");
}

double paths_row_bytes(const struct game *game) {
    return 50.0 + 20.0 * (double)(3 * game->parties + game->issues) + 12.0 * (double)game->channels;
}

double paths_round_bytes(const struct game *game) {
    return 40.0 + 12.0 * (double)game->channels;
}

static enum parley_status room_check(const struct paths_plan *plan, struct errors *errors) {
    const struct game *game = simulator_regime(plan->simulator, 0)->game;
    double rounds = isnan(plan->rounds) ? (double)plan->horizon : plan->rounds;
    double wide = paths_row_bytes(game), deep = paths_round_bytes(game) * rounds;
    double detailed = fmin((double)plan->detailed, (double)plan->paths);
    double bytes = (double)plan->paths * wide + detailed * deep, room = file_room(plan->directory);
    char wanted[32], there[32];
    if (bytes <= ROOM_LEFT * room) return PARLEY_OK;
    text_bytes(wanted, sizeof wanted, bytes);
    text_bytes(there, sizeof there, room);
    return errors_add(
        errors, PARLEY_INPUT, nowhere,
        "%llu paths at about %.0f bytes, and %.0f paths with about %.1f rounds each at about %.0f "
        "bytes, come to %s; '%s' has room for %s",
        (unsigned long long)plan->paths, wide, detailed, rounds, paths_round_bytes(game), wanted,
        plan->directory, there);
}

static void terms_free(struct paths_writer *writer) {
    for (size_t r = 0; writer->terms && r < writer->plan.regimes; r++) {
        size_t count = simulator_regime(writer->plan.simulator, r)->profile->proposal_count;
        for (size_t e = 0; writer->terms[r] && e < count; e++)
            free(writer->terms[r][e]);
        free(writer->terms[r]);
    }
    free(writer->terms);
    writer->terms = NULL;
}

// Columns of proposals that can be agreed. Without them rows only take longer to compose.
static void terms_compose(struct paths_writer *writer) {
    size_t all = 0;
    for (size_t r = 0; r < writer->plan.regimes; r++)
        all += simulator_regime(writer->plan.simulator, r)->profile->proposal_count;
    if (all > REMEMBERED_MOST || all > writer->plan.paths) return;
    if (!(writer->terms = array_new(writer->plan.regimes, sizeof *writer->terms))) return;
    bool done = true;
    for (size_t r = 0; r < writer->plan.regimes && done; r++) {
        const struct regime *regime = simulator_regime(writer->plan.simulator, r);
        size_t count = regime->profile->proposal_count;
        writer->terms[r] = array_new(count, sizeof *writer->terms[r]);
        for (size_t e = 0; (done = done && writer->terms[r]) && e < count; e++) {
            struct text columns = {0};
            put_terms(&columns, regime, e);
            writer->terms[r][e] = text_take(&columns); // NULL: composed when it is needed
        }
    }
    if (!done) terms_free(writer);
}

static void writer_free(struct paths_writer *writer) {
    for (size_t k = 0; k < writer->pieces; k++) {
        text_free(&writer->piece[k]);
        text_free(&writer->detail[k]);
    }
    free(writer->piece);
    free(writer->detail);
    terms_free(writer);
    free(writer);
}

void paths_discard(struct paths_writer *writer) {
    if (!writer) return;
    file_stream_discard(&writer->paths);
    file_stream_discard(&writer->rounds);
    writer_free(writer);
}

static enum parley_status flush(struct file_stream *stream, struct text *text, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    if (text->failed)
        status = errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory while writing paths");
    else if (text->length > 0)
        status = file_stream_write(stream, text->data, text->length, errors);
    text->length = 0;
    return status;
}

enum parley_status paths_open(const struct paths_plan *plan, struct paths_writer **writer,
                              struct errors *errors) {
    enum parley_status status = room_check(plan, errors);
    if (status != PARLEY_OK) return status;
    struct paths_writer *new = array_new(1, sizeof *new);
    if (!new) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    struct text header = {0};
    new->plan = *plan;
    new->game = simulator_regime(plan->simulator, 0)->game;
    new->paths.descriptor = new->rounds.descriptor = -1;
    terms_compose(new);
    status = file_stream_open(&new->paths, plan->directory, "paths.tsv", errors);
    if (status == PARLEY_OK) status = file_stream_open(&new->rounds, plan->directory, "rounds.tsv", errors);
    paths_header(new, &header);
    if (status == PARLEY_OK) status = flush(&new->paths, &header, errors);
    rounds_header(new, &header);
    if (status == PARLEY_OK) status = flush(&new->rounds, &header, errors);
    text_free(&header);
    if (status == PARLEY_OK)
        *writer = new;
    else
        paths_discard(new);
    return status;
}

// Room for as many pieces; those that there are keep their memory.
static bool pieces_reserve(struct paths_writer *writer, size_t pieces) {
    if (pieces <= writer->pieces) return true;
    struct text *piece = realloc(writer->piece, pieces * sizeof *piece);
    if (piece) writer->piece = piece;
    struct text *detail = realloc(writer->detail, pieces * sizeof *detail);
    if (detail) writer->detail = detail;
    if (!piece || !detail) return false;
    for (; writer->pieces < pieces; writer->pieces++)
        piece[writer->pieces] = detail[writer->pieces] = (struct text){0};
    return true;
}

// Some paths of a batch, cut into pieces of `piece` paths.
struct window {
    uint64_t first;
    size_t count, piece;
    const struct path *path;
    const double *payoff;
};

static void compose(struct paths_writer *writer, const struct window *window, size_t p) {
    size_t last = (p + 1) * window->piece < window->count ? (p + 1) * window->piece : window->count;
    for (size_t k = p * window->piece; k < last; k++) {
        uint64_t number = window->first + k;
        struct detail detail = {writer, number, &writer->detail[p]};
        put_path(&writer->piece[p], writer, number, &window->path[k],
                 window->payoff + k * writer->game->parties);
        if (number < writer->plan.detailed)
            simulate_trace(writer->plan.simulator, number, writer->plan.horizon, put_round, &detail);
    }
}

static enum parley_status window_write(struct paths_writer *writer, const struct window *window,
                                       struct errors *errors) {
    size_t pieces = (window->count + window->piece - 1) / window->piece;
    int threads = writer->plan.threads > 0 ? writer->plan.threads : omp_get_num_procs();
    enum parley_status status = PARLEY_OK;
    if (!pieces_reserve(writer, pieces))
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory while writing paths");
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t p = 0; p < pieces; p++)
        compose(writer, window, p);
    for (size_t p = 0; p < pieces && status == PARLEY_OK; p++) {
        status = flush(&writer->paths, &writer->piece[p], errors);
        if (status == PARLEY_OK) status = flush(&writer->rounds, &writer->detail[p], errors);
    }
    return status;
}

// Paths of which every round is written are long: few of them are composed at a time.
enum parley_status paths_write(struct paths_writer *writer, uint64_t first, size_t count,
                               const struct path *path, const double *payoff, struct errors *errors) {
    size_t few = ROUNDS_AT_A_TIME / writer->plan.horizon, n = writer->game->parties;
    enum parley_status status = PARLEY_OK;
    for (size_t done = 0; done < count && status == PARLEY_OK;) {
        struct window window = {first + done, count - done, PIECE, path + done, payoff + done * n};
        if (window.count > PATHS_AT_A_TIME) window.count = PATHS_AT_A_TIME;
        if (window.first < writer->plan.detailed && window.count > few) window.count = few > 0 ? few : 1;
        while (window.piece > 1 && window.piece * PIECES_LEAST > window.count)
            window.piece /= 2;
        status = window_write(writer, &window, errors);
        done += window.count;
    }
    return status;
}

enum parley_status paths_finish(struct paths_writer *writer, struct errors *errors) {
    enum parley_status status = file_stream_finish(&writer->rounds, errors);
    if (status == PARLEY_OK) status = file_stream_finish(&writer->paths, errors);
    paths_discard(writer);
    return status;
}
