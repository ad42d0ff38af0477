// SPDX-License-Identifier: GPL-3.0-or-later
// The objects behind the opaque types of parley.h.
#ifndef PARLEY_API_OBJECTS_H
#define PARLEY_API_OBJECTS_H

#include "output/elasticity.h"
#include "output/solution.h"
#include "output/starts.h"

// Owns everything. The text and the assignments are kept so that a result can have a scenario of its own.
struct parley_scenario {
    char *text;
    size_t length;
    struct scenario *scenario;
    char **assignments; // that parley_set has applied, in order
    size_t assignment_count;
};

// The talks as they are from a surprise on. Owns everything.
struct aftermath {
    struct scenario *scenario;
    struct game *game;
    struct profile *profile;
    size_t *entry; // the state that each state becomes
};

// Owns everything; the solution borrows from the other members.
struct parley_result {
    struct scenario *scenario;
    struct game *game;
    struct profile *profile;
    struct outcome *outcome;
    struct aftermath *aftermaths;      // one per surprise
    struct regime *regimes;            // one more than there are surprises; borrow
    struct assurance *assurance;       // per regime
    size_t regime_count;               // 0 until there are regimes
    parley_scenario *origin;           // what the scenario was read from; NULL if there are no anchors
    int threads;                       // that the caller allows
    struct parley_result *unanchored;  // the same with nothing ever tabled; NULL if there are no anchors
    struct elasticities *elasticities; // NULL unless asked for
    struct starts starts;              // empty unless other equilibria were looked for
    struct solution solution;
};

// Turns a list of errors into what the caller of the public function gets (*error; may be NULL), empties the
// list and returns `status`.
enum parley_status error_finish(enum parley_status status, struct errors *errors, parley_error **error);

// Put "FILE: " before an error that names no file.
void error_name(parley_error *error, const char *file);

// A scenario read anew from the text and the assignments of another.
enum parley_status scenario_repeat(const parley_scenario *from, struct scenario **scenario,
                                   struct errors *errors);

// Solve and certify what comes after each surprise of a result whose own game is solved, certified and in its
// solution; fills in its regimes and replaces the certificate by the worst of all. from: what the result's
// scenario was read from. anchored: not with nothing ever tabled.
enum parley_status regimes_solve(const parley_scenario *from, bool anchored, const struct solve_options *how,
                                 struct parley_result *made, struct errors *errors);
void regimes_clear(struct parley_result *made);

// Look for other equilibria than the one that has been solved for; fills in made->starts.
enum parley_status starts_search(const struct solve_options *how, size_t starts, uint64_t seed,
                                 struct parley_result *made, struct errors *errors);
void starts_clear(struct starts *starts);

// How everything moves with every parameter; fills in made->elasticities. from: what the result's scenario
// was read from.
enum parley_status elasticities_find(const parley_scenario *from, const struct parley_options *options,
                                     const struct solve_options *how, struct parley_result *made,
                                     struct errors *errors);
// Are the metrics that it is to be done for metrics of the scenario?
enum parley_status elasticities_check(const struct parley_options *options, const struct scenario *scenario,
                                      struct errors *errors);
void elasticities_free(struct elasticities *all);

// A copy that can be read anew when the other is gone.
enum parley_status scenario_copy(const parley_scenario *from, parley_scenario **copy, struct errors *errors);

// What anchors bring at other susceptibilities and depths (output/chart_anchoring.h), where the chart of it
// applies. Errors: PARLEY_MEMORY.
struct anchoring;
enum parley_status result_anchoring(const parley_result *result, struct anchoring **anchoring,
                                    struct errors *errors);

// Hand `from` over as *text, or report lack of memory; `from` is empty afterwards.
enum parley_status text_finish(struct text *from, char **text, struct errors *errors);

#endif
