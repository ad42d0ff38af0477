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
 * if only derivatives or the search from random starts were left to do, with what it has found
 * (parley_result_stopped). */
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
/* Did the progress function stop it before all that was asked for was done? Then derivatives are missing, or starts. */
PARLEY_API bool parley_result_stopped(const parley_result *result);
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
 * PARLEY_INPUT for a scenario that cannot be solved, or a metric that no column has. A progress function that returns
 * false stops it: columns that are finished are kept and the others are missing; PARLEY_INTERRUPTED if none is. */
PARLEY_API enum parley_status parley_compare(const struct parley_columns *columns,
                                             const struct parley_options *options,
                                             parley_comparison **comparison, parley_error **error);
/* Columns whose certificate does not hold; columns that are missing because it was stopped. */
PARLEY_API size_t parley_comparison_uncertified(const parley_comparison *comparison);
PARLEY_API size_t parley_comparison_columns(const parley_comparison *comparison); /* all of them */
PARLEY_API size_t parley_comparison_missing(const parley_comparison *comparison);
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
 * points where the metric is not defined. A progress function that returns false stops it: what is found by then is kept,
 * with the part of the range that was searched; PARLEY_INTERRUPTED if no point is done. Cost: one solve per point and 10 to
 * 50 per crossing. */
PARLEY_API enum parley_status parley_threshold_find(const parley_scenario *scenario,
                                                    const struct parley_search *search,
                                                    const struct parley_options *options,
                                                    parley_threshold **threshold, parley_error **error);
PARLEY_API size_t parley_threshold_count(const parley_threshold *threshold);
/* index < count; in the order of the parameter. */
PARLEY_API struct parley_crossing parley_threshold_crossing(const parley_threshold *threshold, size_t index);
/* Points of the scan; how many of them are done (all, unless it was stopped), and how many are certified. */
PARLEY_API size_t parley_threshold_points(const parley_threshold *threshold);
PARLEY_API size_t parley_threshold_done(const parley_threshold *threshold);
PARLEY_API size_t parley_threshold_certified(const parley_threshold *threshold);
PARLEY_API bool parley_threshold_stopped(const parley_threshold *threshold);
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

/* A sweep: the same scenario at many points. Borrows everything. Zero means the default. */
struct parley_sweep {
    const char *const *vary; /* axes of a grid, the last runs fastest: "PATH=FROM:TO:N", "...:N:log", "PATH=a,b,c" */
    size_t vary_count;
    /* Distributions of a sample: "PATH=uniform(0, 1)", "PATH=normal(0.5, 0.1) truncated". With `vary` as well the
     * sample is taken at every place of the grid, and it is the same at each of them. */
    const char *const *over;
    size_t over_count;
    /* Of a sample: sobol (the default), lhs, random. Or a study file (YAML), which says all of this; what is given
     * here as well is meant instead of what the file says of the same parameter, and metrics besides. */
    const char *design;
    uint64_t samples, seed; /* samples 0: the study's, or 1,024; seed 0: the study's, or 1, */
    bool seeded;            /* unless this says that 0 is meant */
    const char *const *derive; /* parameters that follow others: "TARGET = 2 * SOURCE" */
    size_t derive_count;
    const char *const *metrics; /* to keep; none: values, agreement, dates and terms */
    size_t metric_count;
    const char *const *exceeds; /* "value.A>=0.5": conditions whose chances are wanted; see parley_sweep_bands */
    size_t exceed_count;
    const char *directory;  /* where sweep.nc and, meanwhile, the journal go */
    uint64_t shard, shards; /* of a job array: this is shard `shard` of 1..shards; 0: the whole */
    bool resume;            /* go on with a journal */
    /* Where points start. cold: from the beginning; warm: from a neighbour, which is faster and may lead to another
     * equilibrium than parley_solve finds; neither: from a neighbour where values are known to be unique. */
    bool cold, warm;
    bool dat, csv;          /* tables besides: sweep.dat, sweep.csv */
    int threads;
    double tolerance;
    const char *command; /* for the record; NULL: `parley sweep` with the words that ask for this sweep */
    /* Points done, in all, and failed so far. False: finish what is running and stop. May be NULL. */
    bool (*progress)(void *context, uint64_t done, uint64_t total, uint64_t failed);
    void *progress_context;
};

struct parley_sweep_report {
    uint64_t points, done;   /* of this shard */
    uint64_t blocks;         /* of the whole sweep; shards beyond as many have no points */
    uint64_t computed;       /* in this run; the rest was there */
    uint64_t lost_blocks;    /* of the journal: damaged or cut off, done again */
    uint64_t uncertified, refused, cold; /* of those computed: not an equilibrium; no scenario; solves from the beginning */
    uint64_t newton_steps, operator_applications;
    bool complete; /* every point is there and the files are written */
    /* Of all points that are done: how many were refused and how many are not certified, and of the first of either its
     * number (from 0), its parameters and why; a line each, "" if there are none; and as JSON. NULL if it did not come to that. */
    char *failures, *failures_json;
};

/* Run a sweep. Inside fixed blocks each point starts from the solution of the one before; results do not depend on
 * threads, shards or interruptions. Finished blocks survive any end of the program. PARLEY_INTERRUPTED: what was
 * running is finished and saved. To resume a sweep that is finished solves nothing and writes what tables are missing;
 * the sweep.nc of another sweep is PARLEY_INPUT then. Cost: see the README, "Sweeps". */
PARLEY_API enum parley_status parley_sweep_run(const parley_scenario *scenario, const struct parley_sweep *sweep,
                                               struct parley_sweep_report *report, parley_error **error);
PARLEY_API void parley_sweep_report_clear(struct parley_sweep_report *report); /* frees its texts */
/* One sweep.nc (and tables) from the journals of all shards, each given once; a folder stands for those in it. Tables
 * that an earlier sweep left in the directory are removed. */
PARLEY_API enum parley_status parley_sweep_merge(const char *const *journals, size_t count, const char *directory,
                                                 bool dat, bool csv, parley_error **error);
/* The points of a finished sweep that failed, from the sweep.nc in the folder: a line each for those that were refused
 * and those that are not certified, with the first, or "". *text is freed with parley_text_free. */
PARLEY_API enum parley_status parley_sweep_failures(const char *directory, char **text, parley_error **error);
/* What the sample of a finished sweep says at every place of its grid, from the sweep.nc in the folder: bands.csv
 * (quantiles of every metric) and chances.csv (chances of the conditions that the sweep was asked for), each with its
 * sampling error. A sweep without a grid has no bands.csv, one without conditions no chances.csv. *text: the chances as
 * a table ("" if there are none) or as a JSON array; freed with parley_text_free. Memory: the sample at one place. */
PARLEY_API enum parley_status parley_sweep_bands(const char *directory, enum parley_format format, char **text,
                                                 parley_error **error);
/* Data and gnuplot scripts of charts from the sweep.nc in the folder: lines, bands, maps, maps in panels or scatters,
 * as the sweep has it. A metric may be a condition if there are a grid and a sample: its chance is drawn. metric_count
 * 0: the conditions asked for, and at most twelve charts of metrics that are not the same everywhere; charts of an
 * earlier sweep are removed, and so is the picture of one whose numbers or script are others now. *names: all of them,
 * one a line; freed with parley_text_free. threads 0: all cores. Cost: what is drawn, not the number of points. */
PARLEY_API enum parley_status parley_sweep_charts(const char *directory, const char *const *metrics,
                                                  size_t metric_count, int threads, char **names,
                                                  parley_error **error);

/* Which of the parameters that are not known matter, and how far their uncertainty carries. */
typedef struct parley_sensitivity parley_sensitivity; /* never changes */

/* Borrows everything. Zero means the default. */
struct parley_inquiry {
    const char *method;      /* sobol, morris, tornado, correlation or uncertainty */
    const char *const *over; /* what is not known: "PATH=uniform(0, 1)", as in a sweep */
    size_t over_count;
    const char *const *derive; /* parameters that follow others */
    size_t derive_count;
    const char *const *metrics; /* none: values, agreement, dates and terms */
    size_t metric_count;
    const char *const *exceeds; /* conditions whose chances are wanted: "agreement.mean_years<=1" */
    size_t exceed_count;
    const char *design;    /* points beneath: sobol (the default), lhs, random. Or a study file as of parley_sweep, of
                              which 'vary' is refused and what the method cannot use is left out */
    uint64_t samples;      /* default 1,024 (rows of sobol, points of the others); morris 64 trajectories */
    uint64_t seed;
    bool seeded;           /* the seed is said: not the study's */
    double low, high;      /* quantiles that a tornado goes to; 0, 0: 0.05 and 0.95 */
    const char *directory; /* METHOD.txt, .json, .tsv, .nc, .dat and .gp go there; meanwhile METHOD.journal, with
                              every finished point; NULL: nothing is written */
    bool resume, cold, warm; /* go on with the journal; where points start, as of parley_sweep */
    int threads;
    double tolerance;
    const char *command; /* for the record */
    /* As of parley_sweep. */
    bool (*progress)(void *context, uint64_t done, uint64_t total, uint64_t failed);
    void *progress_context;
};

/* Solve at the points that the method needs and estimate. Points that make no scenario or are not certified are left
 * out and counted. Results do not depend on threads or interruptions. PARLEY_INTERRUPTED: with a directory, finished
 * points are saved. Cost: sobol N (d + 2) points of d parameters, morris N (d + 1), tornado 2 d + 1, the others N. */
PARLEY_API enum parley_status parley_sensitivity_find(const parley_scenario *scenario,
                                                      const struct parley_inquiry *inquiry,
                                                      parley_sensitivity **sensitivity, parley_error **error);
PARLEY_API uint64_t parley_sensitivity_points(const parley_sensitivity *sensitivity);
PARLEY_API uint64_t parley_sensitivity_certified(const parley_sensitivity *sensitivity);
/* What was found about a parameter's influence on a metric. what: "first", "total" (sobol; "first_low" and so on),
 * "mu_star", "mu", "sigma", "error" (morris), "low", "high", "swing" (tornado), "partial", "p_value", "spearman"
 * (correlation). *value is NaN where it cannot be said. Errors: PARLEY_INPUT for a name that is none of these. */
PARLEY_API enum parley_status parley_sensitivity_index(const parley_sensitivity *sensitivity, const char *metric,
                                                       const char *parameter, const char *what, double *value,
                                                       parley_error **error);
/* The report, or JSON. */
PARLEY_API enum parley_status parley_sensitivity_text(const parley_sensitivity *sensitivity,
                                                      enum parley_format format, char **text,
                                                      parley_error **error);
/* Charts that make sense for this result: names for index 0, 1, ..., NULL past the last. NAME.gp draws NAME.dat. */
PARLEY_API const char *parley_sensitivity_chart(const parley_sensitivity *sensitivity, size_t index);
PARLEY_API void parley_sensitivity_free(parley_sensitivity *sensitivity);

/* Where parley is built with MPI (make MPI=1) and mpirun starts the program: call parley_ranks_start first, and end
 * with what parley_ranks_finish returns. start: 0 for the rank that prints and writes (and for a program on its own),
 * more for the others, which only help with sweeps and studies of sensitivity: every rank calls parley_sweep_run or
 * parley_sensitivity_find with the same arguments, and report, findings (NULL on the others) and files are rank 0's.
 * parley_ranks: how many there are. finish: rank 0 waits for the others; code is the rank's exit code, the job's is
 * that of rank 0. Not thread-safe. Built without MPI: 0, 1, and code. */
PARLEY_API int parley_ranks_start(void);
PARLEY_API int parley_ranks(void);
PARLEY_API int parley_ranks_finish(int code);

PARLEY_API enum parley_status parley_error_status(const parley_error *error);
PARLEY_API size_t parley_error_count(const parley_error *error);
/* All errors as they are printed: "FILE:LINE:COLUMN: error: ...", the line and a caret. Valid until freed. */
PARLEY_API const char *parley_error_text(const parley_error *error);
PARLEY_API void parley_error_free(parley_error *error);

#ifdef __cplusplus
}
#endif

#endif
