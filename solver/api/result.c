// SPDX-License-Identifier: GPL-3.0-or-later
// The chain from a scenario to a result: compile, solve, certify, the same after each surprise (regimes.c),
// and what comes of it. A result has its own scenario, so that the caller's may be changed or freed. Where
// there are anchors the chain runs twice, the second time with nothing ever tabled, to see what they bring.
// Elasticities and the search for other equilibria come last, so that they can be stopped without losing
// what there is.
#include "api/objects.h"
#include "game/regimes.h"
#include "outcome/metrics.h"
#include "output/chart.h"
#include "output/chart_anchoring.h"
#include "output/chart_kinds.h"
#include "output/explain.h"
#include "output/folder.h"
#include "output/json.h"
#include "output/report.h"
#include <stdlib.h>

static const struct mark nowhere = {0, 0};
static const double TOLERANCE = 1e-8;
static const uint64_t SEED_MAX = (UINT64_C(1) << 53) - 1; // what every reader of JSON keeps
enum { STARTS_MAX = 10000 };

void parley_result_free(parley_result *result) {
    if (!result) return;
    parley_result_free(result->unanchored);
    parley_scenario_free(result->origin);
    elasticities_free(result->elasticities);
    starts_clear(&result->starts);
    regimes_clear(result);
    outcome_free(result->outcome);
    profile_free(result->profile);
    game_free(result->game);
    scenario_free(result->scenario);
    free(result);
}

static enum parley_status options_check(const struct parley_options *options, struct errors *errors) {
    if (!(options->tolerance >= 0 && options->tolerance < INFINITY))
        return errors_add(errors, PARLEY_INPUT, nowhere, "the tolerance must be a positive number, not %g",
                          options->tolerance);
    if (!(options->threads >= 0))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "the number of threads must not be negative, as %d is", options->threads);
    if (options->starts > STARTS_MAX)
        return errors_add(errors, PARLEY_INPUT, nowhere, "the number of starts must be at most %d, not %zu",
                          STARTS_MAX, options->starts);
    if (options->seed > SEED_MAX)
        return errors_add(errors, PARLEY_INPUT, nowhere, "the seed must be at most %llu, not %llu",
                          (unsigned long long)SEED_MAX, (unsigned long long)options->seed);
    return PARLEY_OK;
}

static struct solve_options solve_options_of(const struct parley_options *options) {
    return (struct solve_options){
        .threads = options->threads,
        .tolerance = options->tolerance > 0 ? options->tolerance : TOLERANCE,
        .progress = options->progress,
        .progress_context = options->progress_context,
    };
}

// From made->scenario to everything else in `made`; `from` is what it was read from, with its anchors or not.
static enum parley_status solve(const parley_scenario *from, bool anchored,
                                const struct parley_options *options, parley_result *made,
                                struct errors *errors) {
    struct solve_options how = solve_options_of(options);
    struct solution *solution = &made->solution;
    enum parley_status status = game_compile(made->scenario, &made->game, errors);
    if (status == PARLEY_OK)
        status = equilibrium_solve(made->game, &how, &made->profile, &solution->effort, errors);
    if (status == PARLEY_OK)
        status = certify(made->game, made->profile, how.tolerance * made->game->scale, how.threads,
                         &solution->certificate);
    solution->game = made->game;
    solution->profile = made->profile;
    if (status == PARLEY_OK) status = regimes_solve(from, anchored, &how, made, errors);
    if (status == PARLEY_OK)
        status = outcome_compute_regimes(made->regimes, made->regime_count, &made->outcome, errors);
    if (status != PARLEY_OK && errors_status(errors) == PARLEY_OK)
        errors_add(errors, status, nowhere, "%s", status_text(status));
    solution->outcome = made->outcome;
    return status;
}

// The same talks with nothing ever tabled, beside the result that there is.
static enum parley_status solve_unanchored(const parley_scenario *scenario,
                                           const struct parley_options *options, parley_result *made,
                                           struct errors *errors) {
    parley_result *without = calloc(1, sizeof *without);
    if (!without) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    made->unanchored = without;
    enum parley_status status = scenario_repeat(scenario, &without->scenario, errors);
    if (status != PARLEY_OK) return status;
    if (!regime_enter(without->scenario, 0, false)) return PARLEY_MEMORY;
    status = solve(scenario, false, options, without, errors);
    made->solution.unanchored = (struct unanchored){without->outcome, without->solution.certificate};
    if (without->outcome && without->solution.certificate.holds) made->outcome->unanchored = without->outcome;
    return status;
}

enum parley_status parley_solve(const parley_scenario *scenario, const struct parley_options *options,
                                parley_result **result, parley_error **error) {
    static const struct parley_options usual = {0};
    const struct parley_options *how = options ? options : &usual;
    struct errors errors = {0};
    parley_result *made = NULL;
    enum parley_status status = options_check(how, &errors);
    if (status != PARLEY_OK) goto cleanup;
    if (!(made = calloc(1, sizeof *made))) {
        status = errors_add(&errors, PARLEY_MEMORY, nowhere, "out of memory");
        goto cleanup;
    }
    made->threads = how->threads;
    status = scenario_repeat(scenario, &made->scenario, &errors);
    if (status == PARLEY_OK) status = elasticities_check(how, made->scenario, &errors);
    if (status == PARLEY_OK) status = solve(scenario, true, how, made, &errors);
    if (status == PARLEY_OK && made->scenario->anchor_count > 0)
        status = solve_unanchored(scenario, how, made, &errors);
    if (status == PARLEY_OK && made->scenario->anchor_count > 0)
        status = scenario_copy(scenario, &made->origin, &errors);
    if (status == PARLEY_OK && how->elasticities && made->solution.certificate.holds) {
        struct solve_options around = solve_options_of(how);
        status = elasticities_find(scenario, how, &around, made, &errors);
    }
    if (status == PARLEY_OK && how->starts > 1) {
        struct solve_options search = solve_options_of(how);
        status = starts_search(&search, how->starts, how->seed, made, &errors);
    }
    if (status != PARLEY_OK) goto cleanup;
    *result = made;
    made = NULL;
cleanup:
    parley_result_free(made);
    return error_finish(status, &errors, error);
}

struct parley_certificate parley_result_certificate(const parley_result *result) {
    const struct certificate *certificate = &result->solution.certificate;
    return (struct parley_certificate){certificate->epsilon, certificate->bound, certificate->tolerance,
                                       certificate->holds};
}

struct parley_starts parley_result_starts(const parley_result *result) {
    const struct starts *starts = &result->starts;
    return (struct parley_starts){starts->asked, starts->done, starts->certified, starts->count,
                                  starts->stopped};
}

bool parley_result_stopped(const parley_result *result) {
    return result->starts.stopped || (result->elasticities && result->elasticities->missing > 0);
}

enum parley_status parley_result_verdict(const parley_result *result, char **text, parley_error **error) {
    struct errors errors = {0};
    struct text line = {0};
    report_verdict(&result->solution, &line);
    return error_finish(text_finish(&line, text, &errors), &errors, error);
}

enum parley_status parley_metric(const parley_result *result, const char *path, double *value,
                                 parley_error **error) {
    struct errors errors = {0};
    return error_finish(metric_evaluate(result->game, result->outcome, result->solution.certificate.epsilon,
                                        path, value, &errors),
                        &errors, error);
}

enum parley_status parley_result_json(const parley_result *result, bool all_states, char **json,
                                      parley_error **error) {
    struct errors errors = {0};
    return error_finish(json_write(&result->solution, all_states, json, &errors), &errors, error);
}

enum parley_status parley_result_report(const parley_result *result, bool all_states, char **report,
                                        parley_error **error) {
    struct errors errors = {0};
    return error_finish(report_write(&result->solution, all_states, report, &errors), &errors, error);
}

enum parley_status parley_result_explain(const parley_result *result, const char *state, const char *party,
                                         enum parley_format format, char **text, parley_error **error) {
    struct errors errors = {0};
    struct question question;
    enum parley_status status = question_read(result->game, state, party, &question, &errors);
    if (status == PARLEY_OK)
        status = (format == PARLEY_JSON ? explain_json : explain_text)(&result->solution, &question, text,
                                                                       &errors);
    return error_finish(status, &errors, error);
}

enum parley_status parley_result_write(const parley_result *result, bool all_states, const char *directory,
                                       parley_error **error) {
    struct errors errors = {0};
    struct solution solution = result->solution;
    struct anchoring *anchoring = NULL;
    enum parley_status status = PARLEY_OK;
    if (anchoring_applies(&solution)) status = result_anchoring(result, &anchoring, &errors);
    solution.anchoring = anchoring;
    if (status == PARLEY_OK) status = folder_write(&solution, all_states, directory, &errors);
    anchoring_free(anchoring);
    return error_finish(status, &errors, error);
}

const char *parley_result_chart(const parley_result *result, size_t index) {
    for (size_t k = 0; k < chart_row_count; k++)
        if (chart_rows[k].applies(&result->solution) && index-- == 0) return chart_rows[k].name;
    return NULL;
}
