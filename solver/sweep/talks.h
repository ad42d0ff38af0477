// SPDX-License-Identifier: GPL-3.0-or-later
// The talks of a point: one game per regime, one more than there are surprises; and, where it is asked what
// anchors bring, the same once more with nothing ever tabled. Each has a scenario of its own, whose
// parameters the points set, and a solver that remembers its last solution.
#ifndef PARLEY_SWEEP_TALKS_H
#define PARLEY_SWEEP_TALKS_H

#include "certify/certify.h"
#include "core/text.h"
#include "outcome/outcome.h"
#include "sweep/runner.h"

struct talks;

// Read the scenario once per regime. The job is borrowed. Errors: PARLEY_INPUT for an unknown path,
// PARLEY_MEMORY, those of job->scenario.
enum parley_status talks_new(const struct sweep_job *job, struct talks **talks, struct errors *errors);
// The same regimes once more, with nothing ever tabled. Once at most.
enum parley_status talks_add_unanchored(struct talks *talks, struct errors *errors);
void talks_free(struct talks *talks);

// The scenario as written, of the point at hand: of the first regime.
const struct scenario *talks_scenario(const struct talks *talks);
// Is it read anew at every point?
bool talks_reread(const struct talks *talks);

// Set the axes' values and what follows them, check them, compile every game. PARLEY_INPUT: they make no
// scenario, and faults say why; the solutions of the points before are still there to start from.
enum parley_status talks_compile(struct talks *talks, const double *values, struct errors *faults);
// The value of an axis at the point at hand, as --set would read it.
void talks_value_text(const struct talks *talks, size_t axis, struct text *out);
// Solve and certify every game; warm: from the last that were solved, and from the beginning what is then not
// certified. *followed: all could be solved warm.
enum parley_status talks_solve(struct talks *talks, bool warm, bool *followed, struct sweep_tally *tally,
                               struct errors *errors);
// Do the games of the point at hand have but one vector of values each?
bool talks_are_unique(const struct talks *talks);
// Can what is found warm be another equilibrium than what is found from the beginning?
bool talks_may_stray(const struct talks *talks);
// Solve the point that was solved last once more, from the beginning. *same: to the same values.
enum parley_status talks_check(struct talks *talks, bool *same, struct sweep_tally *tally,
                               struct errors *errors);
// The certificate of the talks as they are, with their anchors: the worst of all regimes by the part of its
// tolerance that it takes.
const struct certificate *talks_certificate(const struct talks *talks);
// What comes of them, in these parts. *outcome: NULL or one of an earlier point, whose memory is used again.
enum parley_status talks_outcome(const struct talks *talks, unsigned parts, struct outcome **outcome,
                                 struct errors *errors);
// Are they certified with nothing ever tabled?
bool talks_unanchored_hold(const struct talks *talks);
// What then comes of them, its values alone; *outcome as before.
enum parley_status talks_unanchored(const struct talks *talks, struct outcome **outcome,
                                    struct errors *errors);

#endif
