/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libparley: Markov perfect equilibria of bargaining games, each with its certificate.
 *
 *     parley_scenario *scenario = NULL;
 *     parley_result *result = NULL;
 *     parley_error *error = NULL;
 *     if (parley_load("talks.yaml", &scenario, &error) == PARLEY_OK &&
 *         parley_set(scenario, "Russia.discount_rate=0.1", &error) == PARLEY_OK &&
 *         parley_solve(scenario, NULL, &result, &error) == PARLEY_OK) {
 *         double value;
 *         parley_metric(result, "value.Russia", &value, &error);
 *     } else {
 *         fputs(parley_error_text(error), stderr);
 *     }
 *     parley_error_free(error); parley_result_free(result); parley_scenario_free(scenario);
 *
 * Every function that can fail returns a status and, when `error` is not NULL, sets *error to an object that
 * the caller frees (NULL on success). Outputs are untouched on failure. The free functions accept NULL.
 * Objects may be used from several threads as long as no two threads write to the same one.
 */
#ifndef PARLEY_H
#define PARLEY_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PARLEY_API __attribute__((visibility("default")))
#else
#define PARLEY_API
#endif

#define PARLEY_VERSION "0.1.0"

/* X(code, exit code of the program, text) */
#define PARLEY_STATUS_ROWS(X)                                                                                \
    X(PARLEY_OK, 0, "done")                                                                                  \
    X(PARLEY_INPUT, 2, "bad input")                                                                          \
    X(PARLEY_MEMORY, 3, "out of memory")                                                                     \
    X(PARLEY_SYSTEM, 3, "system error")                                                                      \
    X(PARLEY_INTERRUPTED, 130, "interrupted")

#define PARLEY_STATUS_CODE(code, exit_code, text) code,
enum parley_status { PARLEY_STATUS_ROWS(PARLEY_STATUS_CODE) };
#undef PARLEY_STATUS_CODE

typedef struct parley_scenario parley_scenario; /* a scenario as the user wrote it; can be changed by parley_set */
typedef struct parley_result parley_result;     /* game, equilibrium, certificate and outcome; never changes */
typedef struct parley_error parley_error;       /* one or more errors, each with its place in the file */

/* Called now and then while a long solve runs: what is being done, how much of it is done (0 to 1).
 * Return false to stop; the solve then ends with PARLEY_INTERRUPTED. */
typedef bool (*parley_progress)(void *context, const char *what, double done);

struct parley_options {
    int threads;              /* 0: all cores. Results do not depend on it */
    double tolerance;         /* the certificate holds when epsilon <= tolerance x size of the payoffs; 0: 1e-8 */
    parley_progress progress; /* may be NULL */
    void *progress_context;
};

struct parley_certificate {
    double epsilon; /* largest gain of a one-shot deviation, any party and state, utility units */
    double bound;   /* bound on the gain of any deviation whatever: epsilon / (1 - largest discount factor) */
    double tolerance; /* what was asked for, in utility units */
    bool holds; /* epsilon <= tolerance */
};

PARLEY_API const char *parley_version(void);

/* Read and validate a scenario file; all faults are reported in one error. Cost: linear in the file. */
PARLEY_API enum parley_status parley_load(const char *path, parley_scenario **scenario, parley_error **error);
/* The same from memory; `name` stands for the file in messages. */
PARLEY_API enum parley_status parley_parse(const char *text, size_t length, const char *name,
                                           parley_scenario **scenario, parley_error **error);
/* Change one parameter: "PATH=VALUE". On failure the scenario is as before. */
PARLEY_API enum parley_status parley_set(parley_scenario *scenario, const char *assignment, parley_error **error);
PARLEY_API void parley_scenario_free(parley_scenario *scenario);

/* Number of states the scenario's game has; parties likewise. */
PARLEY_API size_t parley_states(const parley_scenario *scenario);
PARLEY_API size_t parley_parties(const parley_scenario *scenario);
PARLEY_API const char *parley_party_name(const parley_scenario *scenario, size_t party);

/* What a text is for: a reader, or a program (JSON). */
enum parley_format { PARLEY_TEXT, PARLEY_JSON };

/* Texts below are freed by the caller with parley_text_free. */

/* Compile without solving, and say what the game is: parties, states, transitions, coalitions, memory, likely method. */
PARLEY_API enum parley_status parley_check(const parley_scenario *scenario, enum parley_format format, char **text,
                                           parley_error **error);
/* Every parameter: path, value, range, unit, meaning. scenario NULL: the patterns of paths, with the defaults. */
PARLEY_API enum parley_status parley_parameters(const parley_scenario *scenario, enum parley_format format,
                                                char **text, parley_error **error);
/* Every metric: path, unit, meaning. scenario NULL: the patterns of paths. */
PARLEY_API enum parley_status parley_metrics(const parley_scenario *scenario, enum parley_format format, char **text,
                                             parley_error **error);
/* A commented scenario to start from. */
PARLEY_API enum parley_status parley_template(const char *title, char **text, parley_error **error);

/* Compile and solve; options may be NULL. PARLEY_OK means that a result exists, not that it is an equilibrium:
 * look at its certificate. Cost: see the README, "How long it takes". */
PARLEY_API enum parley_status parley_solve(const parley_scenario *scenario, const struct parley_options *options,
                                           parley_result **result, parley_error **error);
PARLEY_API struct parley_certificate parley_result_certificate(const parley_result *result);
/* The verdict in one line: "Certified: ..." or "NOT AN EQUILIBRIUM ...", with the state where the trouble is. */
PARLEY_API enum parley_status parley_result_verdict(const parley_result *result, char **text, parley_error **error);

/* One metric at the start state by its dotted path ("value.Russia", "agreement.mean_years"; `parley metrics` lists
 * them). *value is NaN where the metric is not defined, for example the date of an agreement that never comes. */
PARLEY_API enum parley_status parley_metric(const parley_result *result, const char *path, double *value,
                                            parley_error **error);

/* Text that the caller frees with parley_text_free. all_states adds the proposals of every state. */
PARLEY_API enum parley_status parley_result_json(const parley_result *result, bool all_states, char **json,
                                                 parley_error **error);
PARLEY_API enum parley_status parley_result_report(const parley_result *result, bool all_states, char **report,
                                                   parley_error **error);
/* Why parties do in a state what they do: what each alternative is worth to them, what the next best would lose, and
 * what waiting is made of. state: "front=stalemate,aid=none", channels not named being where they start; NULL: the
 * start. party: a name; NULL: every party. Errors: PARLEY_INPUT for a name that there is not. */
PARLEY_API enum parley_status parley_result_explain(const parley_result *result, const char *state, const char *party,
                                                    enum parley_format format, char **text, parley_error **error);
/* Write report.txt, result.json, *.dat and *.gp to a directory (made if missing); each whole or not at all. */
PARLEY_API enum parley_status parley_result_write(const parley_result *result, bool all_states,
                                                  const char *directory, parley_error **error);
/* Charts that make sense for this result: names for index 0, 1, ..., NULL past the last. NAME.gp draws NAME.dat. */
PARLEY_API const char *parley_result_chart(const parley_result *result, size_t index);
PARLEY_API void parley_text_free(char *text);
PARLEY_API void parley_result_free(parley_result *result);

PARLEY_API enum parley_status parley_error_status(const parley_error *error);
PARLEY_API size_t parley_error_count(const parley_error *error);
/* All errors as they are printed: "FILE:LINE:COLUMN: error: ...", the line and a caret. Valid until freed. */
PARLEY_API const char *parley_error_text(const parley_error *error);
PARLEY_API void parley_error_free(parley_error *error);

#ifdef __cplusplus
}
#endif

#endif
