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
#include <stdint.h>

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

typedef struct parley_scenario
    parley_scenario; /* a scenario as the user wrote it; can be changed by parley_set */
typedef struct parley_result parley_result; /* game, equilibrium, certificate and outcome; never changes */
typedef struct parley_error parley_error;   /* one or more errors, each with its place in the file */

/* Called now and then while a long solve runs: what is being done, how much of it is done (0 to 1).
 * Never called by two threads at once. Return false to stop; the solve then ends with PARLEY_INTERRUPTED, or,
 * if only the search from random starts was left to do, with what it has found (`stopped` in struct
 * parley_starts). */
typedef bool (*parley_progress)(void *context, const char *what, double done);

struct parley_options {
    int threads;      /* 0: all cores. Results do not depend on it */
    double tolerance; /* the certificate holds when epsilon <= tolerance x size of the payoffs; 0: 1e-8 */
    parley_progress progress; /* may be NULL */
    void *progress_context;
    size_t
        starts; /* look for other equilibria from starts - 1 random starts; 0 or 1: do not; at most 10,000 */
    uint64_t seed; /* of the random starts; at most 2^53 - 1 */
    bool elasticities;          /* also find how everything moves with every parameter */
    const char *const *metrics; /* of which metrics the derivatives are wanted, by path */
    size_t metric_count;        /* 0: values, terms, whether and when there is an agreement */
};

/* How a search for other equilibria went; all zero if none was asked for. What it found is in report and
 * JSON. */
struct parley_starts {
    size_t asked, done; /* starts, the principal branch's being the first */
    size_t certified;   /* that ended in an equilibrium which is listed and certified */
    size_t equilibria;  /* distinct ones; that of the principal branch is the first of the list */
    bool stopped;       /* by the progress function */
};

struct parley_certificate {
    double epsilon; /* largest gain of a one-shot deviation, any party and state, utility units */
    double bound;   /* bound on the gain of any deviation whatever: epsilon / (1 - largest discount factor) */
    double tolerance; /* what was asked for, in utility units */
    bool holds;       /* epsilon <= tolerance */
};

PARLEY_API const char *parley_version(void);

/* Read and validate a scenario file; all faults are reported in one error. Cost: linear in the file. */
PARLEY_API enum parley_status parley_load(const char *path, parley_scenario **scenario, parley_error **error);
/* The same from memory; `name` stands for the file in messages. */
PARLEY_API enum parley_status parley_parse(const char *text, size_t length, const char *name,
                                           parley_scenario **scenario, parley_error **error);
/* Change one parameter: "PATH=VALUE". On failure the scenario is as before. */
PARLEY_API enum parley_status parley_set(parley_scenario *scenario, const char *assignment,
                                         parley_error **error);
PARLEY_API void parley_scenario_free(parley_scenario *scenario);

/* Number of states the scenario's game has; parties likewise. */
PARLEY_API size_t parley_states(const parley_scenario *scenario);
PARLEY_API size_t parley_parties(const parley_scenario *scenario);
PARLEY_API const char *parley_party_name(const parley_scenario *scenario, size_t party);

/* What a text is for: a reader, or a program (JSON). */
enum parley_format { PARLEY_TEXT, PARLEY_JSON };

/* Texts below are freed by the caller with parley_text_free. */

/* Compile without solving, and say what the game is: parties, states, transitions, coalitions, memory, likely
 * method. */
PARLEY_API enum parley_status parley_check(const parley_scenario *scenario, enum parley_format format,
                                           char **text, parley_error **error);
/* Every parameter: path, value, range, unit, meaning. scenario NULL: the patterns of paths, with the
 * defaults. */
PARLEY_API enum parley_status parley_parameters(const parley_scenario *scenario, enum parley_format format,
                                                char **text, parley_error **error);
/* Every metric: path, unit, meaning. scenario NULL: the patterns of paths. */
PARLEY_API enum parley_status parley_metrics(const parley_scenario *scenario, enum parley_format format,
                                             char **text, parley_error **error);
/* A commented scenario to start from. */
PARLEY_API enum parley_status parley_template(const char *title, char **text, parley_error **error);

/* Compile and solve; options may be NULL. PARLEY_OK means that a result exists, not that it is an
 * equilibrium: look at its certificate. Cost: see the README, "How long it takes". */
PARLEY_API enum parley_status parley_solve(const parley_scenario *scenario,
                                           const struct parley_options *options, parley_result **result,
                                           parley_error **error);
PARLEY_API struct parley_certificate parley_result_certificate(const parley_result *result);
PARLEY_API struct parley_starts parley_result_starts(const parley_result *result);
/* The verdict in one line: "Certified: ..." or "NOT AN EQUILIBRIUM ...", with the state where the trouble is.
 */
PARLEY_API enum parley_status parley_result_verdict(const parley_result *result, char **text,
                                                    parley_error **error);

/* One metric at the start state by its dotted path ("value.Russia", "agreement.mean_years"; `parley metrics`
 * lists them). *value is NaN where the metric is not defined, for example the date of an agreement that never
 * comes. */
PARLEY_API enum parley_status parley_metric(const parley_result *result, const char *path, double *value,
                                            parley_error **error);

/* How a metric moves with a parameter. NaN where it is not defined; infinite on a side where the metric jumps. */
struct parley_derivative {
    double derivative;   /* d metric / d parameter; NaN at a kink */
    double elasticity;   /* (parameter / metric) d metric / d parameter; NaN where either is 0 */
    double below, above; /* one-sided; NaN where the parameter cannot go to that side */
    bool kink;           /* the two sides differ */
    bool implicit;       /* by the implicit function theorem; otherwise from solutions on either side */
};

/* The derivative of a metric by a parameter, of a result that was solved for with `elasticities`, whose
 * certificate holds. A transition probability moves at the expense of the rest of its row, in proportion; a weight
 * moves alone. Errors: PARLEY_INPUT if it is not among those found: levels, rules, flags and whole numbers have
 * none. */
PARLEY_API enum parley_status parley_result_elasticity(const parley_result *result, const char *parameter,
                                                       const char *metric, struct parley_derivative *derivative,
                                                       parley_error **error);

/* Text that the caller frees with parley_text_free. all_states adds the proposals of every state. */
PARLEY_API enum parley_status parley_result_json(const parley_result *result, bool all_states, char **json,
                                                 parley_error **error);
PARLEY_API enum parley_status parley_result_report(const parley_result *result, bool all_states,
                                                   char **report, parley_error **error);
/* Why parties do in a state what they do: what each alternative is worth to them, what the next best would
 * lose, and what waiting is made of. state: "front=stalemate,aid=none", channels not named being where they
 * start; NULL: the start. party: a name; NULL: every party. Errors: PARLEY_INPUT for a name that there is
 * not. */
PARLEY_API enum parley_status parley_result_explain(const parley_result *result, const char *state,
                                                    const char *party, enum parley_format format, char **text,
                                                    parley_error **error);
/* Write report.txt, result.json, *.dat and *.gp to a directory (made if missing); each whole or not at all.
 */
PARLEY_API enum parley_status parley_result_write(const parley_result *result, bool all_states,
                                                  const char *directory, parley_error **error);
/* Charts that make sense for this result: names for index 0, 1, ..., NULL past the last. NAME.gp draws
 * NAME.dat. */
PARLEY_API const char *parley_result_chart(const parley_result *result, size_t index);
/* Scenarios side by side: each is solved and certified on its own, several at once. */
typedef struct parley_comparison parley_comparison; /* never changes */

struct parley_columns {
    const parley_scenario *const *scenarios; /* one per column; the first is what the others are held against */
    const char *const *names;                /* their headings */
    size_t count;                            /* at least 1, at most 100 */
    const char *const *metrics;              /* rows to show, by path */
    size_t metric_count;                     /* 0: the usual rows */
};

/* options as for parley_solve; starts and seed are not used. Results do not depend on the number of threads. Errors:
 * PARLEY_INPUT for a scenario that cannot be solved, or a metric that no column has. */
PARLEY_API enum parley_status parley_compare(const struct parley_columns *columns,
                                             const struct parley_options *options,
                                             parley_comparison **comparison, parley_error **error);
/* Columns whose certificate does not hold. */
PARLEY_API size_t parley_comparison_uncertified(const parley_comparison *comparison);
/* colour: with the escape sequences of a terminal, green for more than in the first column, red for less. */
PARLEY_API enum parley_status parley_comparison_report(const parley_comparison *comparison, bool colour,
                                                       char **report, parley_error **error);
/* {"results": [...], "differences": [...]}. */
PARLEY_API enum parley_status parley_comparison_json(const parley_comparison *comparison, char **json,
                                                     parley_error **error);
/* Write compare.txt, compare.json, compare.dat and compare.gp (chart "compare") to a directory. */
PARLEY_API enum parley_status parley_comparison_write(const parley_comparison *comparison,
                                                      const char *directory, parley_error **error);
PARLEY_API void parley_comparison_free(parley_comparison *comparison);

/* Where a metric crosses a target as one parameter varies. */
typedef struct parley_threshold parley_threshold; /* never changes */

struct parley_search {
    const char *vary;   /* "PATH=FROM:TO"; a number, not a name or a flag */
    const char *target; /* "METRIC>=VALUE", or with >, <=, < or = */
    size_t points;      /* of the first scan; 0: 41; from 2 to 100,000 */
    double tolerance;   /* how closely a crossing is located, relative to TO - FROM; 0: 1e-9 */
};

struct parley_crossing {
    double at;           /* the parameter */
    bool jump;           /* the metric is not continuous there */
    double below, above; /* the metric for the parameter just below and just above */
};

/* Scans the range, then closes in on every crossing between neighbours (Brent's method; bisection where the metric
 * jumps or rests on the target). Points whose solution is not certified are left out, and so are crossings beside
 * points where the metric is not defined. Cost: one solve per point and 10 to 50 per crossing. */
PARLEY_API enum parley_status parley_threshold_find(const parley_scenario *scenario,
                                                    const struct parley_search *search,
                                                    const struct parley_options *options,
                                                    parley_threshold **threshold, parley_error **error);
PARLEY_API size_t parley_threshold_count(const parley_threshold *threshold);
/* index < count; in the order of the parameter. */
PARLEY_API struct parley_crossing parley_threshold_crossing(const parley_threshold *threshold, size_t index);
/* Points of the scan, and how many of them are certified. */
PARLEY_API size_t parley_threshold_points(const parley_threshold *threshold);
PARLEY_API size_t parley_threshold_certified(const parley_threshold *threshold);
PARLEY_API enum parley_status parley_threshold_report(const parley_threshold *threshold, char **report,
                                                      parley_error **error);
PARLEY_API enum parley_status parley_threshold_json(const parley_threshold *threshold, char **json,
                                                    parley_error **error);
/* Write threshold.txt, threshold.json, threshold.dat and threshold.gp (chart "threshold") to a directory. */
PARLEY_API enum parley_status parley_threshold_write(const parley_threshold *threshold, const char *directory,
                                                     parley_error **error);
PARLEY_API void parley_threshold_free(parley_threshold *threshold);

/* Paths of the solved game: what the parties do under the equilibrium, chance following the true transitions. */
typedef struct parley_simulation parley_simulation; /* never changes */

struct parley_paths {
    uint64_t paths;     /* 1 to 1,000,000,000; path k is the same however many there are, on however many threads */
    size_t horizon;     /* rounds after which a path is cut; 1 to 1,000,000 */
    uint64_t seed;      /* at most 2^53 - 1 */
    uint64_t detailed;  /* that many of the first paths go to rounds.tsv */
    const char *directory; /* paths.tsv, rounds.tsv, summary.txt and summary.json go there, each whole or not at all;
                              made if missing; NULL: nothing is written */
};

/* Of the options threads and progress are used; may be NULL. A progress function that returns false stops it: what is
 * done by then is kept and written, and `stopped` says so. The result must outlive the simulation. Errors:
 * PARLEY_INPUT for numbers out of range or tables larger than the disk. Cost: about 10 ns per round and party. */
PARLEY_API enum parley_status parley_simulate(const parley_result *result, const struct parley_paths *what,
                                              const struct parley_options *options,
                                              parley_simulation **simulation, parley_error **error);
PARLEY_API uint64_t parley_simulation_paths(const parley_simulation *simulation); /* that are done */
PARLEY_API bool parley_simulation_stopped(const parley_simulation *simulation);
/* How paths end, when and on what, beside what is exact over as many rounds. */
PARLEY_API enum parley_status parley_simulation_text(const parley_simulation *simulation,
                                                     enum parley_format format, char **text,
                                                     parley_error **error);
/* One path round by round, in words. */
PARLEY_API enum parley_status parley_simulation_log(const parley_simulation *simulation, uint64_t path,
                                                    char **text, parley_error **error);
PARLEY_API void parley_simulation_free(parley_simulation *simulation);

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
